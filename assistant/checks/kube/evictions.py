"""The check for pods that nodes have evicted. Called by `assistant.playbooks.explain_workload`.

Source: pods of phase Failed with the reason `Evicted` and the kubelet's message (pkg/kubelet/eviction, v1.28 to v1.34).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.failure import RECENT
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text

ID = "kube.evicted"
RUNBOOK = "runbooks/out-of-memory#check"
RECENT_IF_ASKED = timedelta(days=1)  # evicted pods stay until somebody deletes them


@check(id=ID, title=Text(ko="노드에서 쫓겨난 파드", en="Evicted pods"), runbook=RUNBOOK)
def evicted(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """One finding a workload, with the latest eviction's words; old ones only when that workload is asked about."""
    span = RECENT_IF_ASKED if facts.reported & {"target", "node"} else RECENT
    by_top: dict[str, list[Seen]] = defaultdict(list)
    for pod in facts.of("pods"):
        at = _evicted_at(pod)
        if at is not None and now - at <= span:
            by_top[(facts.controller(pod) or pod).uid].append(pod)
    for pods in by_top.values():
        yield _finding(sorted(pods, key=lambda p: str(_evicted_at(p))), facts)


def _evicted_at(pod: Seen) -> datetime | None:
    if pod.status.get("phase") != "Failed" or pod.status.get("reason") != "Evicted":
        return None
    told = pod.condition("DisruptionTarget") or pod.condition("Ready")
    return moment(told.get("lastTransitionTime")) or pod.created_at


def _finding(pods: list[Seen], facts: KubeFacts) -> Finding:
    last, count = pods[-1], len(pods)
    top = facts.controller(last) or last
    message, node = str(last.status.get("message", "")), str(last.spec.get("nodeName", ""))
    cause = Text(
        ko=f"노드 {node or '?'}에서 {top.name}의 파드가 쫓겨났습니다(Evicted): {message}",
        en=f"The node {node or '?'} evicted a pod of {top.name}: {message}",
    )
    scope = Text(
        ko=f"쫓겨난 파드 {count}개, 마지막 {_evicted_at(last):%Y-%m-%d %H:%M:%S} UTC.",
        en=f"{count} pod{'' if count == 1 else 's'} evicted, the last at {_evicted_at(last):%Y-%m-%d %H:%M:%S} UTC.",
    )
    cite = last.cite("status.message", message)
    return Finding(
        check=ID,
        severity=Severity.HIGH,
        target=top.ref(facts.scope),
        title=Text(
            ko=f"{top.name}: 파드 {count}개가 노드에서 쫓겨남",
            en=f"{top.name}: {count} pod{'' if count == 1 else 's'} evicted",
        ),
        statements=(
            Statement(role="cause", text=cause, cites=(cite,)),
            Statement(role="scope", text=scope, cites=(last.cite("status.reason", "Evicted"),)),
        ),
        cause=(("variant", "evicted"), ("message", message), ("node", node)),
        related=tuple(p.ref(facts.scope) for p in pods[-5:]),
        managed_by=top.managed_by,
        runbook=RUNBOOK,
    )
