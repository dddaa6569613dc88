"""Advice on pods whose traffic no NetworkPolicy governs. Found by scanning, like every check.

Source: Kubernetes documentation, "Network Policies": policies add up; without `policyTypes` one is for ingress, and for
egress too where it has egress rules.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.network import POLICIES
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import PodSpec, in_namespace, items, mapping, pod_specs, words
from assistant.checks.kube.selection import matches
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

RUNBOOK = "runbooks/network-policy#fix"
Direction = Literal["Ingress", "Egress"]
_ADVICE = Advice(
    check="kube.traffic_not_governed",
    runbook=RUNBOOK,
    says=Text(
        ko="들어오고 나가는 트래픽을 정하는 NetworkPolicy가 없습니다",
        en="has no NetworkPolicy that says what may reach it and what it may reach",
    ),
    matters=Text(
        ko="클러스터의 어느 파드나 접근할 수 있거나, 침입자가 어디로든 나갈 수 있거나, 반대로 아무 데도 닿지 못합니다.",
        en="Any pod of the cluster reaches it, or an intruder reaches out from it; or, where all is denied, nothing does.",
    ),
    remedy=Text(
        ko="파드를 고르고 policyTypes와 규칙을 양방향(Ingress, Egress)으로 적은 NetworkPolicy를 두십시오.",
        en="Add a NetworkPolicy that selects its pods, with policyTypes and rules for Ingress and Egress.",
    ),
)


@check(
    id=_ADVICE.check,
    title=Text(ko="정해지지 않은 네트워크 트래픽", en="Traffic that no policy governs"),
    runbook=RUNBOOK,
    klass="advice",
)
def traffic_not_governed(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods for which, in either direction, no policy holds or none allows anything. Pods in the network of their node are
    beyond any policy."""
    if not facts.has(POLICIES):
        return
    for pod in pod_specs(facts):
        if pod.spec.get("hostNetwork") is not True:
            yield from advised(facts, _ADVICE, pod.owner, _ungoverned(pod, facts))


def _ungoverned(pod: PodSpec, facts: KubeFacts) -> Iterator[Spot]:
    policies = [
        p
        for p in in_namespace(facts, POLICIES, pod.owner.namespace)
        if matches(mapping(p.spec.get("podSelector")), pod.labels)
    ]
    path = f"{pod.root.removesuffix('.spec') if pod.root != 'spec' else ''}.metadata.labels".removeprefix(".")
    shown = ",".join(f"{key}={value}" for key, value in sorted(pod.labels.items()))
    directions: tuple[Direction, ...] = ("Ingress", "Egress")
    for direction in directions:
        held = [p for p in policies if _is_for(p, direction)]
        if not held:
            yield Spot(path=path, value=shown, told=f"{direction}: -")
        elif not any(items(p.spec.get(direction.lower())) for p in held):
            names = ", ".join(p.name for p in held)
            yield Spot(path=path, value=shown, told=f"{direction}: [] ({names})")


def _is_for(policy: Seen, direction: Direction) -> bool:
    types = words(policy.spec.get("policyTypes"))
    if types:
        return direction in types
    return direction == "Ingress" or bool(items(policy.spec.get("egress")))
