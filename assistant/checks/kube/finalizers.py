"""The check for namespaces and other objects that cannot go away. Called by `assistant.playbooks.explain_workload`.

Source: finalizers and `deletionTimestamp` (Kubernetes API v1), conditions of a namespace under deletion. Pods, which a node
has to let go, are the matter of `deletions`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.claims import CLAIMS
from assistant.checks.kube.facts import KubeFacts, Seen, is_over, moment
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Statement
from assistant.language import Text, with_particle

ID = "kube.stuck_finalizer"
RUNBOOK = "runbooks/stuck-deletion#check"
STUCK_AFTER = timedelta(minutes=1)
# What clouds and the garbage collector do before these go may take its time.
_PATIENT = ("foregroundDeletion", "service.kubernetes.io/load-balancer-cleanup")
_PATIENT_AFTER = timedelta(minutes=5)
_REMAINING = (
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceDeletionGroupVersionParsingFailure",
    "NamespaceDeletionContentFailure",
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
)
_OF_KUBERNETES = {
    "kubernetes.io/pvc-protection": Text(ko="파드가 아직 쓰는 PVC라서", en="a pod still uses the claim"),
    "kubernetes.io/pv-protection": Text(
        ko="PVC에 아직 묶여 있는 볼륨이라서", en="a claim is still bound to the volume"
    ),
    "foregroundDeletion": Text(ko="딸린 객체가 먼저 지워져야 해서", en="what it owns has to go first"),
}


@check(id=ID, title=Text(ko="finalizer에 막힌 삭제", en="Deletion held by a finalizer"), runbook=RUNBOOK)
def stuck_finalizer(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """What should be gone and is not. Of a namespace under deletion the namespace stands for all that is in it."""
    leaving = {n.name for n in facts.of("namespaces") if _stuck(n, now)}
    for obj in facts.everything():
        if not _stuck(obj, now) or obj.namespace in leaving:
            continue
        if obj.resource == "namespaces":
            yield claimed(_namespace(obj, facts), obj, check=ID, runbook=RUNBOOK, facts=facts)
        elif obj.resource != "pods" and obj.meta.get("finalizers"):
            yield claimed(_object(obj, facts), obj, check=ID, runbook=RUNBOOK, facts=facts)


def leaving(namespace: str, facts: KubeFacts, now: datetime) -> bool:
    """Whether the namespace is under deletion and stuck, which then stands for what is in it."""
    found = facts.named("namespaces", "", namespace)
    return found is not None and _stuck(found, now)


def _stuck(obj: Seen, now: datetime) -> bool:
    due = moment(obj.meta.get("deletionTimestamp"))
    patient = any(name in _PATIENT for name in obj.meta.get("finalizers") or ())
    return due is not None and now - due >= (_PATIENT_AFTER if patient else STUCK_AFTER)


def _namespace(namespace: Seen, facts: KubeFacts) -> Claim:
    told = [c for kind in _REMAINING if (c := namespace.condition(kind)).get("status") == "True"]
    why = [
        Statement(
            role="cause",
            text=Text(ko=f"{c['type']}: {c.get('message', '')}", en=f"{c['type']}: {c.get('message', '')}"),
            cites=(namespace.cite(f"status.conditions[{c['type']}].message", c.get("message", "")),),
        )
        for c in told
    ]
    held = [o for o in facts.everything() if o.namespace == namespace.name and o.meta.get("finalizers")]
    held = [o for o in held if o.meta.get("deletionTimestamp")]
    if held:
        why.append(_holders(held))
    own = ", ".join(map(str, namespace.spec.get("finalizers") or ()))
    cites = [namespace.cite("metadata.deletionTimestamp", namespace.meta["deletionTimestamp"])]
    if own:
        cites.append(namespace.cite("spec.finalizers", own))
    return Claim(
        variant="namespace_terminating",
        title=Text(
            ko=f"네임스페이스 {namespace.name}: Terminating에서 멈춤",
            en=f"Namespace {namespace.name} is stuck in Terminating",
        ),
        cause=Text(
            ko=f"네임스페이스 {with_particle(namespace.name, '이')} {namespace.meta['deletionTimestamp']}부터 삭제 중이며 "
            "아직 남아 있습니다. 남은 객체가 모두 지워져야 끝납니다.",
            en=f"The namespace {namespace.name} has been going away since {namespace.meta['deletionTimestamp']}: "
            "it ends only when everything in it is gone.",
        ),
        cites=tuple(cites),
        effect=Text(
            ko="이 네임스페이스에는 새 객체를 만들 수 없습니다.", en="Nothing new can be created in this namespace."
        ),
        behind=tuple(why),
        details=(("remaining", "; ".join(str(c.get("message", "")) for c in told)),),
        confidence="certain" if why else "likely",
        related=tuple(o.ref(facts.scope) for o in held),
    )


def _holders(held: list[Seen]) -> Statement:
    said = ", ".join(f"{o.kind} {o.name} ({', '.join(map(str, o.meta['finalizers']))})" for o in held[:5])
    cites: tuple[Cite, ...] = tuple(o.cite("metadata.finalizers", ", ".join(o.meta["finalizers"])) for o in held[:5])
    return Statement(
        role="cause",
        text=Text(ko=f"finalizer가 남은 객체: {said}.", en=f"Held by finalizers: {said}."),
        cites=cites,
    )


def _object(obj: Seen, facts: KubeFacts) -> Claim:
    names = [str(f) for f in obj.meta["finalizers"]]
    known = next((_OF_KUBERNETES[n] for n in names if n in _OF_KUBERNETES), None)
    users = _users(obj, facts)
    why = known or Text(
        ko="그 finalizer를 처리할 컨트롤러가 아직 지우지 않아서", en="its controller has not removed it"
    )
    due, shown = str(obj.meta["deletionTimestamp"]), ", ".join(names)
    behind = (
        Statement(
            role="cause",
            text=Text(
                ko=f"이 PVC를 쓰는 파드: {', '.join(p.name for p in users[:5])}.",
                en=f"Pods that use it: {', '.join(p.name for p in users[:5])}.",
            ),
            cites=tuple(p.cite("spec.volumes", obj.name) for p in users[:5]),
        ),
    )
    return Claim(
        variant="finalizer_remaining",
        title=Text(ko=f"{obj.kind} {obj.name}: 삭제가 finalizer에 막힘", en=f"{obj.kind} {obj.name} cannot go away"),
        cause=Text(
            ko=f"{obj.kind} {with_particle(obj.name, '이')} {due}부터 삭제 중이지만 {why.ko} finalizer가 남아 있습니다: {shown}.",
            en=f"{obj.kind} {obj.name} has been going away since {due}; a finalizer remains because {why.en}: {shown}.",
        ),
        cites=(obj.cite("metadata.finalizers", shown), obj.cite("metadata.deletionTimestamp", due)),
        behind=behind if users else (),
        details=(("finalizers", shown),),
        related=tuple(p.ref(facts.scope) for p in users[:5]),
    )


def _users(obj: Seen, facts: KubeFacts) -> list[Seen]:
    """The pods that mount a claim."""
    if obj.resource != CLAIMS:
        return []
    return [
        p
        for p in facts.pods_in(obj.namespace)
        if not is_over(p)
        and any(
            (v.get("persistentVolumeClaim") or {}).get("claimName") == obj.name for v in p.spec.get("volumes") or ()
        )
    ]
