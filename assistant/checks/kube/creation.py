"""The check for pods that the API server refuses to create: quota, webhooks, policies. Called by `explain_workload`.

Source: `FailedCreate` events of the workload controllers and the Deployment condition `ReplicaFailure`, which repeat the
words of the admission plugins (Kubernetes v1.28 to v1.34).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.checks.kube.facts import WORKLOADS, KubeFacts, Seen, is_over
from assistant.checks.kube.failure import STUCK_AFTER
from assistant.checks.kube.troubles import desired_pods
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.language import Text, with_particle

ID = "kube.pods_not_created"
RUNBOOK = "runbooks/config-error#check"
_REFUSED = re.compile(r"is forbidden: |denied the request|failed calling webhook|error looking up service account")


@dataclass(frozen=True, kw_only=True)
class _Refusal:
    """One way to be refused: how the server words it, and what that means. Names in the words become details."""

    variant: str
    pattern: re.Pattern[str]
    why: Text


def _refusal(variant: str, pattern: str, *, ko: str, en: str) -> _Refusal:
    return _Refusal(variant=variant, pattern=re.compile(pattern, re.IGNORECASE), why=Text(ko=ko, en=en))


_REFUSALS = (
    _refusal(
        "quota_exceeded",
        r"exceeded quota: (?P<quota>[^,\s]+)",
        ko="ResourceQuota 한도 초과",
        en="it would exceed a ResourceQuota",
    ),
    _refusal(
        "quota_needs_resources",
        r"failed quota: (?P<quota>[^:\s]+): must specify (?P<resources>\S+)",
        ko="ResourceQuota가 요구하는 requests나 limits 누락",
        en="a ResourceQuota demands requests or limits that it does not state",
    ),
    _refusal(
        "webhook_unreachable",
        r'failed calling webhook "(?P<webhook>[^"]+)"',
        ko="어드미션 웹훅 호출 실패",
        en="an admission webhook could not be called",
    ),
    _refusal(
        "webhook_denied",
        r'admission webhook "(?P<webhook>[^"]+)" denied the request',
        ko="어드미션 웹훅의 거부",
        en="an admission webhook denies it",
    ),
    _refusal(
        "service_account_missing",
        r'serviceaccount "(?P<service_account>[^"]+)" not found',
        ko="ServiceAccount 없음",
        en="its ServiceAccount does not exist",
    ),
    _refusal(
        "pod_security",
        r'violates PodSecurity "(?P<policy>[^"]+)"',
        ko="네임스페이스의 PodSecurity 수준 위반",
        en="it violates the PodSecurity level of the namespace",
    ),
    _refusal(
        "priority_class_missing",
        r"no PriorityClass with name (?P<priority_class>\S+) was found",
        ko="PriorityClass 없음",
        en="its PriorityClass does not exist",
    ),
    _refusal(
        "runtime_class_missing",
        r'RuntimeClass "(?P<runtime_class>[^"]+)" not found',
        ko="RuntimeClass 없음",
        en="its RuntimeClass does not exist",
    ),
    _refusal(
        "limit_range",
        r"(?:maximum|minimum) \S+ usage per (?:Container|Pod) is",
        ko="LimitRange 범위 벗어남",
        en="it is outside of what a LimitRange allows",
    ),
    _refusal(
        "namespace_terminating",
        r"because it is being terminated",
        ko="네임스페이스 삭제 중",
        en="the namespace is being deleted",
    ),
)
_OTHER = _refusal("creation_refused", "", ko="API 서버의 거부", en="the API server refuses it")


@check(id=ID, title=Text(ko="만들어지지 못하는 파드", en="Pods that cannot be created"), runbook=RUNBOOK)
def pods_not_created(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Workloads that have fewer pods than they want because creating one is refused."""
    if not facts.has("pods"):
        return
    for resource in WORKLOADS:
        for workload in facts.of(resource):
            here = sum(not is_over(p) for p in facts.pods_of(workload))
            wanted = desired_pods(workload)
            told = _told(workload, facts) if here < wanted and not _ended(workload) else None
            if told is not None:
                yield _finding(workload, *told, here, wanted, facts)
            elif here < wanted and "target" in facts.reported and _should_be_there(workload, now):
                yield _unexplained(workload, here, wanted, facts)


def _ended(workload: Seen) -> bool:
    """A Job that is done, for good or ill: another check's matter."""
    return any(workload.condition(kind).get("status") == "True" for kind in ("Complete", "Failed"))


def _should_be_there(workload: Seen, now: datetime) -> bool:
    """Whether its controller has had the time to make its pods, was not told to rest, and says itself that some lack."""
    if int(workload.status.get("replicas") or workload.status.get("currentNumberScheduled") or 0) >= desired_pods(
        workload
    ):
        return False
    resting = workload.spec.get("paused") or workload.spec.get("suspend") or _ended(workload)
    return not resting and workload.created_at is not None and now - workload.created_at >= STUCK_AFTER


def _unexplained(workload: Seen, here: int, wanted: int, facts: KubeFacts) -> Finding:
    cite = workload.cite("spec.replicas", wanted)
    text = Text(
        ko=f"{workload.kind} {workload.name}에는 파드 {wanted}개가 있어야 하지만 {here}개만 있습니다. "
        "왜 만들어지지 않는지 말해 주는 이벤트는 없습니다.",
        en=f"{workload.kind} {workload.name} should have {wanted} pods and has {here}. "
        "No event says why they are not created.",
    )
    return Finding(
        check=ID,
        severity=Severity.MEDIUM,
        target=workload.ref(facts.scope),
        title=Text(
            ko=f"{workload.name}: 파드 {wanted}개 중 {here}개만 있음", en=f"{workload.name} has {here} of {wanted} pods"
        ),
        statements=(Statement(role="effect", text=text, cites=(cite,)),),
        cause=(("variant", "pods_missing"),),
        managed_by=workload.managed_by,
        confidence="likely",
    )


def _told(workload: Seen, facts: KubeFacts) -> tuple[str, Cite] | None:
    """The server's words, and where they stand: the condition that holds now, else the latest event."""
    condition = workload.condition("ReplicaFailure")
    if condition.get("status") == "True" and condition.get("message"):
        message = str(condition["message"])
        return message, workload.cite("status.conditions[ReplicaFailure].message", message)
    makers = (workload, *facts.owned("replicasets.apps", workload))
    events = [e for maker in makers for e in facts.events_about(maker, "FailedCreate")]
    refused = [e for e in events if _REFUSED.search(str(e.row.get("message", "")))]
    if not refused:
        return None
    message = str(refused[-1].row["message"])
    return message, refused[-1].cite("message", message)


def _finding(workload: Seen, message: str, cite: Cite, here: int, wanted: int, facts: KubeFacts) -> Finding:
    matches = ((r, found) for r in _REFUSALS if (found := r.pattern.search(message)))
    refusal, match = next(matches, (_OTHER, None))
    details = match.groupdict() if match else {}
    named = ", ".join(details.values())
    name, why = workload.name, refusal.why
    by = f" ({named})" if named else ""
    why_ko = f"{why.ko}: {named}" if named else why.ko
    cause = Text(
        ko=f"{workload.kind} {with_particle(name, '이')} 파드를 만들지 못합니다({why_ko}). {message}",
        en=f"{workload.kind} {name} cannot create its pods: {why.en}{by}: {message}",
    )
    effect = Text(ko=f"파드 {wanted}개 중 {here}개만 있습니다.", en=f"{here} of {wanted} pods exist.")
    return Finding(
        check=ID,
        severity=Severity.HIGH if here else Severity.CRITICAL,
        target=workload.ref(facts.scope),
        title=Text(ko=f"{name}: 파드를 만들지 못함({why_ko})", en=f"{name} gets no pods: {refusal.why.en}{by}"),
        statements=(
            Statement(role="cause", text=cause, cites=(cite,)),
            Statement(role="effect", text=effect, cites=(workload.cite("spec.replicas", wanted),)),
        ),
        cause=(("variant", refusal.variant), *details.items()),
        related=tuple(s.ref(facts.scope) for s in facts.services_of(workload.namespace, workload.template_labels)),
        managed_by=workload.managed_by,
    )
