"""The check for pods that cannot go away. Called by `assistant.playbooks.explain_workload`.

Source: `deletionTimestamp` (when the grace period is over), finalizers, and the node that must confirm (Kubernetes API v1).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.finalizers import leaving
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.language import Text, with_particle

ID = "kube.stuck_deletion"
RUNBOOK = "runbooks/crash-loop#check"
STUCK_AFTER = timedelta(minutes=5)  # a node may need its time to let go
HELD_AFTER = timedelta(minutes=1)  # of a pod that nothing but a finalizer holds


@check(id=ID, title=Text(ko="지워지지 않는 파드", en="Pod that cannot be deleted"), runbook=RUNBOOK)
def stuck_deletion(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods whose time to end is over, with what they wait for where it is known. What goes with its namespace, or waits
    for a node that is itself a finding, is told there, unless the pod is what was asked about."""
    asked = "target" in facts.reported
    for pod in facts.of("pods"):
        if stuck(pod, now) and (asked or not (leaving(pod.namespace, facts, now) or _node_is_gone(pod, facts))):
            yield _finding(pod, facts)


def stuck(pod: Seen, now: datetime) -> bool:
    due = moment(pod.meta.get("deletionTimestamp"))
    return due is not None and now - due >= (HELD_AFTER if pod.meta.get("finalizers") else STUCK_AFTER)


def _node_is_gone(pod: Seen, facts: KubeFacts) -> bool:
    node = facts.named("nodes", "", str(pod.spec.get("nodeName", "")))
    return not pod.meta.get("finalizers") and node is not None and node.condition("Ready").get("status") != "True"


def _finding(pod: Seen, facts: KubeFacts) -> Finding:
    due = str(pod.meta["deletionTimestamp"])
    why, cites = _waits_for(pod, facts)
    top = facts.controller(pod) or pod
    cause = Text(
        ko=f"파드 {pod.name}의 삭제가 {due}에 끝났어야 하지만 아직 남아 있습니다(Terminating). {why.ko}".rstrip(),
        en=f"The pod {pod.name} should have been gone at {due} and is still Terminating. {why.en}".rstrip(),
    )
    return Finding(
        check=ID,
        severity=Severity.MEDIUM,
        target=top.ref(facts.scope),
        title=Text(ko=f"{pod.name}: Terminating에서 멈춤", en=f"{pod.name} is stuck in Terminating"),
        statements=(Statement(role="cause", text=cause, cites=(pod.cite("metadata.deletionTimestamp", due), *cites)),),
        cause=(("variant", "stuck_terminating"),),
        related=(pod.ref(facts.scope),),
        managed_by=top.managed_by,
        confidence="certain" if cites else "likely",
    )


def _waits_for(pod: Seen, facts: KubeFacts) -> tuple[Text, tuple[Cite, ...]]:
    finalizers = [str(f) for f in pod.meta.get("finalizers") or ()]
    if finalizers:
        names = ", ".join(finalizers)
        text = Text(ko=f"finalizer가 남아 있습니다: {names}.", en=f"A finalizer holds it: {names}.")
        return text, (pod.cite("metadata.finalizers", names),)
    node = facts.named("nodes", "", str(pod.spec.get("nodeName", "")))
    if node is not None and node.condition("Ready").get("status") != "True":
        text = Text(
            ko=f"노드 {with_particle(node.name, '이')} 응답하지 않아 종료를 확인할 수 없습니다.",
            en=f"Its node {node.name} is not ready and cannot confirm the end.",
        )
        return text, (node.cite("status.conditions[Ready].status", node.condition("Ready").get("status", "")),)
    return Text(ko="", en=""), ()
