"""How much containers and nodes use right now, as the metrics API tells. Called by `pressure` and `rightsizing`.

Without the metrics API nothing is known, and nothing is said. A value is the mean of one short window, not a peak: it may
prove that something is too small, and never that something is too large.
Source: metrics.k8s.io/v1beta1 PodMetrics and NodeMetrics.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from tools.kube.quantities import amount

POD_METRICS, NODE_METRICS = "pods.metrics.k8s.io", "nodes.metrics.k8s.io"
RESOURCES = ("cpu", "memory")


@dataclass(frozen=True, kw_only=True)
class Use:
    """Of one container in one pod; `used` in cores or bytes, `said` as the API writes it."""

    pod: Seen
    metrics: Seen
    container: Mapping[str, Any]
    resource: str
    used: Decimal
    said: str

    @property
    def name(self) -> str:
        return str(self.container.get("name", ""))

    @property
    def path(self) -> str:
        return f"containers[{self.name}].usage.{self.resource}"

    def bound(self, which: str) -> str:
        """`limits` or `requests` as it is written; "" where there is none."""
        return str(((self.container.get("resources") or {}).get(which) or {}).get(self.resource, ""))

    def share(self, which: str) -> Decimal | None:
        """Of what the bound allows; None without one."""
        bound = amount(self.bound(which)) if self.bound(which) else None
        return self.used / bound if bound else None


def uses_by_workload(facts: KubeFacts) -> Mapping[str, list[Use]]:
    """By the uid of the workload on top, in the order of the pods."""
    return facts.once(("uses",), lambda: _uses(facts))


def _uses(facts: KubeFacts) -> Mapping[str, list[Use]]:
    found: dict[str, list[Use]] = defaultdict(list)
    for metrics in facts.of(POD_METRICS):
        pod = facts.named("pods", metrics.namespace, metrics.name)
        if pod is None:
            continue
        containers = {str(c.get("name", "")): c for c in pod.containers}
        for measured in metrics.row.get("containers") or ():
            container = containers.get(str(measured.get("name", "")))
            for resource in RESOURCES:
                said = str((measured.get("usage") or {}).get(resource, ""))
                used = amount(said) if said else None
                if container is not None and used is not None:
                    use = Use(pod=pod, metrics=metrics, container=container, resource=resource, used=used, said=said)
                    found[(facts.controller(pod) or pod).uid].append(use)
    return dict(found)


def shown(value: Decimal, resource: str) -> str:
    """As people write it: `250m` of CPU, `512Mi` of memory; rounded up."""
    if resource == "cpu":
        return f"{_up(value * 1000)}m"
    return f"{_up(value / 2**20)}Mi"


def _up(value: Decimal) -> int:
    return -int(-value // 1)
