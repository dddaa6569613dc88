"""The check for rollouts that stand still although no pod of theirs fails. Called by `assistant.playbooks.explain_workload`.

Source: Deployment v1: `spec.paused`, the conditions Progressing and Available (Kubernetes v1.28 to v1.34).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen, is_over, moment
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.kube.troubles import all_troubles
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text, with_particle

ID = "kube.rollout_halted"
RUNBOOK = "runbooks/rollback#check"
_SETTLED = timedelta(minutes=3)  # images may take that long


@check(id=ID, title=Text(ko="멈춰 선 롤아웃", en="Rollout that stands still"), runbook=RUNBOOK)
def rollout_halted(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Paused between two versions, past its deadline, or unavailable with nothing else to blame. Paused with nothing to
    roll out is how it should be."""
    failing = {t.workload.uid for t in all_troubles(facts, now)}
    for workload in facts.of("deployments.apps"):
        if workload.uid in failing or workload.condition("ReplicaFailure").get("status") == "True":
            continue
        claim = _paused_between(workload, facts) or _past_deadline(workload) or _unavailable(workload, facts, now)
        if claim is not None:
            yield claimed(claim, workload, check=ID, runbook=RUNBOOK, facts=facts)


def _paused_between(workload: Seen, facts: KubeFacts) -> Claim | None:
    if not workload.spec.get("paused"):
        return None
    if (
        workload.spec.get("replicas", 1)
        and not facts.owned("replicasets.apps", workload)
        and facts.has("replicasets.apps")
    ):
        return _paused_before_start(workload)
    running = [
        rs for rs in facts.owned("replicasets.apps", workload) if any(not is_over(p) for p in facts.owned("pods", rs))
    ]
    if len(running) < 2:
        return None
    revisions = sorted(rs.revision for rs in running)
    said = ", ".join(map(str, revisions))
    return Claim(
        variant="paused_between_versions",
        title=Text(
            ko=f"{workload.name}: 롤아웃이 절반에서 일시 중지됨",
            en=f"{workload.name} is paused in the middle of a rollout",
        ),
        cause=Text(
            ko=f"Deployment {with_particle(workload.name, '이')} 일시 중지(spec.paused)된 채 "
            f"리비전 {said}의 파드가 함께 돌고 있습니다.",
            en=f"Deployment {workload.name} is paused (spec.paused) while pods of revisions {said} run side by side.",
        ),
        cites=(
            workload.cite("spec.paused", "True"),
            *(rs.cite("metadata.annotations[deployment.kubernetes.io/revision]", rs.revision) for rs in running),
        ),
        effect=Text(
            ko="`kubectl rollout resume`으로 다시 시작하거나 되돌릴 때까지 두 버전이 섞여 있습니다.",
            en="Both versions serve until it is resumed (`kubectl rollout resume`) or rolled back.",
        ),
        details=(("revisions", said),),
        related=tuple(rs.ref(facts.scope) for rs in running),
    )


def _paused_before_start(workload: Seen) -> Claim:
    return Claim(
        variant="paused_before_start",
        title=Text(ko=f"{workload.name}: 시작 전에 일시 중지됨", en=f"{workload.name} is paused and has never started"),
        cause=Text(
            ko=f"Deployment {with_particle(workload.name, '이')} 처음부터 일시 중지(spec.paused)되어 "
            "파드가 하나도 만들어지지 않았습니다.",
            en=f"Deployment {workload.name} is paused (spec.paused) since before its first rollout, so it has no pods.",
        ),
        cites=(workload.cite("spec.paused", "True"), workload.cite("spec.replicas", workload.spec.get("replicas", 1))),
    )


def _past_deadline(workload: Seen) -> Claim | None:
    condition = workload.condition("Progressing")
    if condition.get("reason") != "ProgressDeadlineExceeded":
        return None
    message, limit = str(condition.get("message", "")), workload.spec.get("progressDeadlineSeconds", 600)
    return Claim(
        variant="deadline_exceeded",
        title=Text(
            ko=f"{workload.name}: 롤아웃이 기한을 넘김", en=f"The rollout of {workload.name} is past its deadline"
        ),
        cause=Text(
            ko=f"Deployment {workload.name}의 롤아웃이 {limit}초 안에 끝나지 않았습니다: {message}",
            en=f"The rollout of Deployment {workload.name} has not ended within {limit} s: {message}",
        ),
        cites=(workload.cite("status.conditions[Progressing].message", message),),
        severity=Severity.HIGH,
        confidence="likely",
    )


def _unavailable(workload: Seen, facts: KubeFacts, now: datetime) -> Claim | None:
    """Told only where its pods are there: without them it is a matter of creating them."""
    condition = workload.condition("Available")
    since = moment(condition.get("lastTransitionTime"))
    if condition.get("status") != "False" or since is None or now - since < _SETTLED:
        return None
    pods = [p for p in facts.pods_of(workload) if not is_over(p)]
    if not pods or any(p.condition("PodScheduled").get("reason") == "SchedulingGated" for p in pods):
        return None
    message = str(condition.get("message", ""))
    ready, wanted = workload.status.get("readyReplicas", 0), workload.spec.get("replicas", 1)
    return Claim(
        variant="unavailable",
        title=Text(
            ko=f"{workload.name}: 사용할 수 없음({ready}/{wanted})",
            en=f"{workload.name} is not available ({ready}/{wanted})",
        ),
        cause=Text(
            ko=f"Deployment {workload.name}의 파드 {wanted}개 중 {ready}개만 준비되었습니다: {message}",
            en=f"{ready} of {wanted} pods of Deployment {workload.name} are ready: {message}",
        ),
        cites=(
            workload.cite("status.conditions[Available].message", message),
            workload.cite("status.readyReplicas", ready),
        ),
        severity=Severity.HIGH,
        confidence="likely",
    )
