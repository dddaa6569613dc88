"""The check for claims that do not get the size they ask for. Called by `assistant.playbooks.explain_workload`.

Source: PersistentVolumeClaim v1 (conditions, `allocatedResourceStatuses`), events of the external-resizer and of kubelets.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.claims import CLAIMS
from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity
from assistant.language import Text
from tools.kube.quantities import amount

ID = "kube.claim_not_growing"
RUNBOOK = "runbooks/persistent-volume#check"
_REFUSED = ("VolumeResizeFailed", "FileSystemResizeFailed")
_WAITS = "FileSystemResizePending"
_AFTER = timedelta(minutes=10)


@check(id=ID, title=Text(ko="커지지 않는 PVC", en="Claim that does not grow"), runbook=RUNBOOK)
def claim_not_growing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Claims whose expansion was refused, or waits for the pod to be started again."""
    for claim in facts.of(CLAIMS):
        if claim.meta.get("deletionTimestamp"):
            continue
        found = _refused(claim, facts) or _waiting(claim, now)
        if found is not None:
            yield claimed(found, claim, check=ID, runbook=RUNBOOK, facts=facts)


def _refused(claim: Seen, facts: KubeFacts) -> Claim | None:
    """What the driver said last; what the claim itself keeps of it when the events are gone."""
    said: str
    cite: Cite
    if told := facts.events_about(claim, *_REFUSED):
        said = str(told[-1].row.get("message", ""))
        cite = told[-1].cite("message", said)
    else:
        statuses = claim.status.get("allocatedResourceStatuses") or {}
        said = str(statuses.get("storage", ""))
        if not said.endswith(("Infeasible", "Failed")):
            return None
        cite = claim.cite("status.allocatedResourceStatuses.storage", said)
    return Claim(
        variant="expansion_refused",
        title=Text(ko=f"PVC {claim.name}: 확장 실패", en=f"PVC {claim.name} cannot be expanded"),
        cause=Text(
            ko=f"PVC {claim.name}의 확장(resize)이 실패했습니다: {said}",
            en=f"The resize of PVC {claim.name} fails: {said}",
        ),
        cites=(cite, *_sizes(claim)),
        severity=Severity.HIGH,
    )


def _waiting(claim: Seen, now: datetime) -> Claim | None:
    condition = claim.condition(_WAITS)
    since = moment(condition.get("lastTransitionTime"))
    if condition.get("status") != "True" or since is None or now - since < _AFTER:
        return None
    asked, has = _asked(claim), _has(claim)
    return Claim(
        variant="expansion_pending",
        title=Text(
            ko=f"PVC {claim.name}: 파일 시스템 확장 대기", en=f"PVC {claim.name}: its file system is not expanded yet"
        ),
        cause=Text(
            ko=f"PVC {claim.name}의 디스크는 {asked}로 커졌지만 파일 시스템은 아직 {has}입니다. 이 PVC를 쓰는 파드를 다시 "
            "시작하면 확장됩니다.",
            en=f"The disk of PVC {claim.name} has grown to {asked}, its file system still has {has}: "
            "it is expanded when the pod that uses it is started again.",
        ),
        cites=(claim.cite(f"status.conditions[{_WAITS}].status", "True"), *_sizes(claim)),
    )


def _asked(claim: Seen) -> str:
    return str(((claim.spec.get("resources") or {}).get("requests") or {}).get("storage", ""))


def _has(claim: Seen) -> str:
    return str((claim.status.get("capacity") or {}).get("storage", ""))


def _sizes(claim: Seen) -> tuple[Cite, ...]:
    asked, has = _asked(claim), _has(claim)
    if (amount(asked) or 0) <= (amount(has) or 0):
        return ()
    return (claim.cite("spec.resources.requests.storage", asked), claim.cite("status.capacity.storage", has))
