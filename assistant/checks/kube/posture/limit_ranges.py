"""The check for containers outside of what a LimitRange allows. Found by scanning, like every check.

Source: LimitRange v1, items of type Container: `min` holds for requests and, where none is written, for the limit that
stands in; `max` for limits, which must then be written or defaulted. The API server refuses pods that break it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import Container, PodSpec, items, mapping, pod_specs
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text
from tools.kube.quantities import amount

RUNBOOK = "runbooks/manifest-review#resources"
_ADVICE = Advice(
    check="kube.outside_limit_range",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    klass="problem",
    says=Text(ko="네임스페이스의 LimitRange를 벗어납니다", en="asks for what the LimitRange of its namespace forbids"),
    matters=Text(ko="API 서버가 이 파드를 거절합니다.", en="The API server refuses its pods."),
    remedy=Text(
        ko="resources를 LimitRange의 min과 max 사이로 고치거나 LimitRange를 넓히십시오.",
        en="Keep resources between min and max of the LimitRange, or widen the LimitRange.",
    ),
)


@check(
    id=_ADVICE.check,
    title=Text(ko="LimitRange를 벗어난 컨테이너", en="Container outside of the LimitRange"),
    runbook=RUNBOOK,
)
def outside_limit_range(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Manifests whose containers the LimitRange beside them forbids. In a cluster the API server has said so already."""
    if not facts.written:
        return
    ranges: dict[str, list[Mapping[str, Any]]] = {}
    for limit_range in facts.of("limitranges"):
        ranges.setdefault(limit_range.namespace, []).extend(_for_containers(limit_range))
    for pod in pod_specs(facts) if ranges else ():
        rules = ranges.get(pod.owner.namespace, ())
        yield from advised(facts, _ADVICE, pod.owner, (s for rule in rules for s in _outside(pod, rule)))


def _for_containers(limit_range: Seen) -> Iterator[Mapping[str, Any]]:
    for limit in items(limit_range.spec.get("limits")):
        if mapping(limit).get("type") == "Container":
            yield mapping(limit)


def _outside(pod: PodSpec, rule: Mapping[str, Any]) -> Iterator[Spot]:
    names = dict.fromkeys([*mapping(rule.get("min")), *mapping(rule.get("max"))])
    for container in pod.containers("main", "sidecar", "init"):
        for name in names:
            yield from _broken(container, str(name), rule)


def _broken(container: Container, name: str, rule: Mapping[str, Any]) -> Iterator[Spot]:
    resources = mapping(container.row.get("resources"))
    limit = mapping(resources.get("limits")).get(name, mapping(rule.get("default")).get(name))
    request = mapping(resources.get("requests")).get(name, mapping(rule.get("defaultRequest")).get(name, limit))
    least, most = mapping(rule.get("min")).get(name), mapping(rule.get("max")).get(name)
    for field, written, below, above in (("limits", limit, None, most), ("requests", request, least, None)):
        value, low, high = amount(written), amount(below), amount(above)
        missing = written is None and (low is not None or high is not None)
        if missing or (
            value is not None and ((low is not None and value < low) or (high is not None and value > high))
        ):
            bound = f"min {below}" if below is not None else f"max {above}"
            path = f"{container.path}.resources.{field}.{name}"
            shown = "" if written is None else str(written)
            told = f"{container.called} {field}.{name}: {shown or '-'} ({bound})"
            yield Spot(path=path, value=shown, told=told)
