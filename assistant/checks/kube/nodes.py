"""Checks on nodes: as many pods as they can take, or a condition that hurts pods. Called by `explain_workload`.

Source: node conditions of the kubelet; `status.allocatable.pods`; the alert KubeletTooManyPods of kubernetes-mixin (95 %).
"""

import re
from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text, same, with_particle

FULL_ID, ILL_ID = "kube.node_full", "kube.node_condition"
CORDONED_ID, SKEW_ID = "kube.node_cordoned", "kube.node_version_skew"
RUNBOOK = "runbooks/node#check"
FULL_SHARE = 0.95
_TRUE_IS_WELL = ("EtcdIsVoter", "SufficientIP")  # of k3s and of Alibaba's network plugin
_CORDON = "node.kubernetes.io/unschedulable"
_MOST_SKEW = 3  # https://kubernetes.io/releases/version-skew-policy/
_VERSION = re.compile(r"v?1\.(?P<minor>\d+)\.")
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
        pods = [p for p in facts.pods_on(node.name) if p.status.get("phase") not in _ENDED]
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
    for kind in (*_PRESSURE, *(str(c.get("type")) for c in node.status.get("conditions") or ())):
        found = node.condition(kind)
        good = kind.endswith("Ready")  # of those that node problem detectors add, some say that a part works
        if kind not in ("Ready", *_TRUE_IS_WELL) and found.get("status") == ("False" if good else "True"):
            return kind, str(found.get("message") or found.get("reason") or "")
    return "", ""


def _ill(node: Seen, kind: str, message: str, facts: KubeFacts) -> Finding:
    other = Text(ko=f"문제를 알립니다({kind})", en=f"reports a problem ({kind})")
    unready = Text(ko="준비되지 않았습니다(NotReady)", en="is not ready")
    said = unready if kind == "Ready" else _PRESSURE.get(kind, other)
    told = same(f": {message}" if message else ".")
    pods = facts.pods_on(node.name)
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


@check(id=CORDONED_ID, title=Text(ko="닫힌 노드", en="Node closed to new pods"), runbook=RUNBOOK, klass="advice")
def node_cordoned(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Nodes that somebody cordoned: most often meant, and easily forgotten. What cannot be placed says so itself."""
    for node in facts.of("nodes"):
        if node.spec.get("unschedulable"):
            added = (t.get("timeAdded") for t in node.spec.get("taints") or () if t.get("key") == _CORDON)
            since = str(next(added, None) or "")
            when_ko, when_en = (f" {since}부터", f" since {since}") if since else ("", "")
            claim = Claim(
                variant="cordoned",
                title=Text(ko=f"노드 {node.name}: 새 파드를 받지 않음", en=f"Node {node.name} takes no new pods"),
                cause=Text(
                    ko=f"노드 {with_particle(node.name, '이')}{when_ko} 닫혀 있습니다(cordon). 정비가 끝났으면 "
                    f"`kubectl uncordon {node.name}`으로 엽니다.",
                    en=f"The node {node.name} is cordoned{when_en}. `kubectl uncordon {node.name}` opens it again.",
                ),
                cites=(node.cite("spec.unschedulable", "True"),),
                details=(("since", since),) if since else (),
                severity=Severity.LOW,
                klass="advice",
            )
            yield claimed(claim, node, check=CORDONED_ID, runbook=RUNBOOK, facts=facts)


@check(id=SKEW_ID, title=Text(ko="버전 차이가 큰 노드", en="Node of a version too far off"), runbook=RUNBOOK)
def node_version_skew(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Kubelets newer than the API server, or more than three minor versions older: neither is supported."""
    server = _minor(facts.server_version)
    for node in facts.of("nodes"):
        version = str(node.status.get("kubeletVersion", ""))
        kubelet = _minor(version)
        if server is None or kubelet is None or 0 <= server - kubelet <= _MOST_SKEW:
            continue
        claim = Claim(
            variant="kubelet_too_new" if kubelet > server else "kubelet_too_old",
            title=Text(
                ko=f"노드 {node.name}: kubelet {version}, API 서버 {facts.server_version}",
                en=f"Node {node.name}: kubelet {version}, API server {facts.server_version}",
            ),
            cause=Text(
                ko=f"노드 {node.name}의 kubelet {with_particle(version, '은')} API 서버 {facts.server_version}와 함께 쓰도록 "
                f"지원되지 않습니다. kubelet은 API 서버보다 새것이면 안 되고 마이너 버전이 {_MOST_SKEW}까지만 낮을 수 있습니다.",
                en=f"The kubelet {version} of node {node.name} is not supported with the API server {facts.server_version}: "
                f"a kubelet must not be newer, and at most {_MOST_SKEW} minor versions older.",
            ),
            cites=(node.cite("status.kubeletVersion", version),),
        )
        yield claimed(claim, node, check=SKEW_ID, runbook=RUNBOOK, facts=facts)


def _minor(version: str) -> int | None:
    """34 of v1.34.2; None for what is no version of Kubernetes."""
    match = _VERSION.match(version)
    return int(match["minor"]) if match else None
