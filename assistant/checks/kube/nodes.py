"""Checks on nodes: as many pods as they can take, or a condition that hurts pods. Called by `explain_workload`.

Source: node conditions of the kubelet; `status.allocatable.pods`; the alert KubeletTooManyPods of kubernetes-mixin (95 %).
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text, same

FULL_ID, ILL_ID = "kube.node_full", "kube.node_condition"
RUNBOOK = "runbooks/out-of-memory#check"
FULL_SHARE = 0.95
_ENDED = ("Succeeded", "Failed")
_PRESSURE = {
    "MemoryPressure": Text(ko="메모리가 모자랍니다", en="is short of memory"),
    "DiskPressure": Text(ko="디스크가 모자랍니다", en="is short of disk space"),
    "PIDPressure": Text(ko="프로세스 번호가 모자랍니다", en="is short of process ids"),
    "NetworkUnavailable": Text(ko="네트워크가 구성되지 않았습니다", en="has no network"),
}


@check(id=FULL_ID, title=Text(ko="파드가 꽉 찬 노드", en="Node that runs as many pods as it can"), runbook=RUNBOOK)
def node_full(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Nodes at 95 % or more of the pods that they can take."""
    for node in facts.of("nodes"):
        allocatable = str((node.status.get("allocatable") or {}).get("pods", ""))
        pods = [
            p for p in facts.of("pods") if p.spec.get("nodeName") == node.name and p.status.get("phase") not in _ENDED
        ]
        if allocatable.isdigit() and int(allocatable) and len(pods) >= FULL_SHARE * int(allocatable):
            yield _full(node, pods, int(allocatable), facts.scope)


def _full(node: Seen, pods: list[Seen], allocatable: int, scope: str) -> Finding:
    cause = Text(
        ko=f"노드 {node.name}에 파드 {len(pods)}개가 돌고 있고, 이 노드가 받을 수 있는 파드는 {allocatable}개입니다.",
        en=f"The node {node.name} is running {len(pods)} pods and its capacity is {allocatable} pods: too many.",
    )
    effect = Text(
        ko="새 파드는 이 노드에 배치되지 못합니다. 노드를 늘리거나 큰 노드로 바꾸고, 쓰지 않는 파드를 줄여야 합니다.",
        en="No new pod fits on it: add nodes, use larger ones, or remove pods that are not needed.",
    )
    cites = (
        node.cite("status.allocatable.pods", allocatable),
        *(p.cite("spec.nodeName", node.name) for p in pods[:3]),
    )
    return Finding(
        check=FULL_ID,
        severity=Severity.HIGH if len(pods) >= allocatable else Severity.MEDIUM,
        target=node.ref(scope),
        title=Text(
            ko=f"{node.name}: 파드 {allocatable}개 중 {len(pods)}개를 씀",
            en=f"{node.name} runs {len(pods)} of {allocatable} possible pods",
        ),
        statements=(
            Statement(role="cause", text=cause, cites=cites),
            Statement(role="effect", text=effect, cites=cites[:1]),
        ),
        cause=(("variant", "node_full"), ("pods", str(len(pods))), ("allocatable", str(allocatable))),
    )


@check(id=ILL_ID, title=Text(ko="상태가 나쁜 노드", en="Node in a bad condition"), runbook=RUNBOOK)
def node_condition(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Nodes that are not ready or under pressure, by their own conditions."""
    for node in facts.of("nodes"):
        kind, message = _worst(node)
        if kind:
            yield _ill(node, kind, message, facts)


def _worst(node: Seen) -> tuple[str, str]:
    """(condition, message); ("", "") for a node that is well. Not being ready comes first: the rest follows from it."""
    ready = node.condition("Ready")
    if ready.get("status") in ("False", "Unknown"):
        return "Ready", str(ready.get("message") or ready.get("reason") or "")
    for kind in _PRESSURE:
        if (found := node.condition(kind)).get("status") == "True":
            return kind, str(found.get("message") or found.get("reason") or "")
    return "", ""


def _ill(node: Seen, kind: str, message: str, facts: KubeFacts) -> Finding:
    said = _PRESSURE.get(kind, Text(ko="준비되지 않았습니다(NotReady)", en="is not ready"))
    told = same(f": {message}" if message else ".")
    pods = [p for p in facts.of("pods") if p.spec.get("nodeName") == node.name]
    cite = node.cite(f"status.conditions[{kind}].message", message)
    effect = Text(
        ko=f"이 노드의 파드 {len(pods)}개가 영향을 받을 수 있습니다.", en=f"{len(pods)} pods of it may be affected."
    )
    return Finding(
        check=ILL_ID,
        severity=Severity.CRITICAL if kind == "Ready" else Severity.HIGH,
        target=node.ref(facts.scope),
        title=Text(ko=f"노드 {node.name}: {kind}", en=f"Node {node.name}: {kind}"),
        statements=(
            Statement(
                role="cause",
                text=Text(ko=f"노드 {node.name}: {said.ko}{told.ko}", en=f"The node {node.name} {said.en}{told.en}"),
                cites=(cite,),
            ),
            Statement(role="effect", text=effect, cites=(cite,)),
        ),
        cause=(("variant", kind), ("message", message)),
    )
