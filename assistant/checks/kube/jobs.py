"""The check for Jobs that gave up. Called by `assistant.playbooks.explain_workload`.

Source: Job conditions and events of the job-controller (Kubernetes v1.28 to v1.34).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.checks.kube.dependencies import why_unreachable
from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.failure import log_line
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.language import Text, with_particle

ID = "kube.failed_job"
RUNBOOK = "runbooks/crash-loop#check"
RETRYING = "Retrying"
_REASONS = {
    "BackoffLimitExceeded": Text(ko="재시도 한도(backoffLimit)를 다 써서", en="it has reached its backoff limit"),
    "DeadlineExceeded": Text(ko="제한 시간(activeDeadlineSeconds)을 넘겨", en="it has run past its deadline"),
    "PodFailurePolicy": Text(ko="파드 실패 정책에 걸려", en="its pod failure policy says so"),
    "MaxFailedIndexesExceeded": Text(ko="실패한 인덱스가 한도를 넘어", en="too many of its indexes failed"),
}


@dataclass(frozen=True, kw_only=True)
class GivenUp:
    """A Job whose pods fail, and the pod to read why from; `reason` is RETRYING while it is tried again."""

    job: Seen
    reason: str
    cites: tuple[Cite, ...]
    pod: Seen | None
    container: str


@check(id=ID, title=Text(ko="실패한 Job", en="Failed Job"), runbook=RUNBOOK)
def failed_job(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Jobs that failed for good or are about to, unless a later run of the same CronJob went well."""
    for given_up in jobs_given_up(facts):
        yield _finding(given_up, facts)


def jobs_given_up(facts: KubeFacts) -> Iterator[GivenUp]:
    for job in facts.of("jobs.batch"):
        reason, cites = _reason(job, facts)
        if reason and not _superseded(job, facts):
            pods = sorted(_failed_pods(job, facts), key=lambda p: str(p.meta.get("creationTimestamp", "")))
            pod = pods[-1] if pods else None
            yield GivenUp(job=job, reason=reason, cites=cites, pod=pod, container=_container(job, pod))


def _reason(job: Seen, facts: KubeFacts) -> tuple[str, tuple[Cite, ...]]:
    """("", ()) for a Job that has not failed for good."""
    condition = job.condition("Failed")
    if condition.get("status") == "True":
        reason = str(condition.get("reason", "BackoffLimitExceeded"))
        return reason, (job.cite("status.conditions[Failed].reason", reason),)
    if job.condition("Complete").get("status") == "True" or job.status.get("succeeded"):
        return "", ()
    told = facts.events_about(job, *_REASONS)
    if told and not job.status.get("active"):
        reason = str(told[-1].row["reason"])
        message = told[-1].cite("message", told[-1].row.get("message", ""))
        return reason, (message, job.cite("status.failed", job.status.get("failed", 0)))
    return _retrying(job, facts)


def _retrying(job: Seen, facts: KubeFacts) -> tuple[str, tuple[Cite, ...]]:
    """Failed more than once, or once when it is asked about, and not done: the next try is likely to end so, too."""
    failed = int(job.status.get("failed") or 0)
    if failed < (1 if "target" in facts.reported else 2) or job.spec.get("suspend"):
        return "", ()
    return RETRYING, (job.cite("status.failed", failed), job.cite("spec.backoffLimit", job.spec.get("backoffLimit", 6)))


def _superseded(job: Seen, facts: KubeFacts) -> bool:
    """True when a later Job of the same CronJob has succeeded."""
    owner = _owner(job)
    created = str(job.meta.get("creationTimestamp", ""))
    return bool(owner) and any(
        _owner(other) == owner
        and str(other.meta.get("creationTimestamp", "")) > created
        and (other.status.get("succeeded") or other.condition("Complete").get("status") == "True")
        for other in facts.of("jobs.batch")
    )


def _owner(job: Seen) -> str:
    owners: Any = job.meta.get("ownerReferences") or ()
    return next((str(o.get("uid", "")) for o in owners if o.get("controller")), "")


def _failed_pods(job: Seen, facts: KubeFacts) -> list[Seen]:
    pods = facts.owned("pods", job)
    return [p for p in pods if p.status.get("phase") == "Failed"] or list(pods)


def _container(job: Seen, pod: Seen | None) -> str:
    """The container that died with an error, init containers first, else the only or first one."""
    for _, status in _statuses(pod) if pod else ():
        if _end(status).get("exitCode"):
            return str(status["name"])
    containers = (pod.spec.get("containers") if pod else None) or job.containers
    return str(containers[0].get("name", "")) if containers else ""


def _statuses(pod: Seen) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for part in ("initContainerStatuses", "containerStatuses"):
        yield from ((part, status) for status in pod.status.get(part) or ())


def _end(status: Mapping[str, Any]) -> Mapping[str, Any]:
    """How its container ended, now or before it was started again."""
    now: Mapping[str, Any] = (status.get("state") or {}).get("terminated") or {}
    return now or (status.get("lastState") or {}).get("terminated") or {}


def _last_words(pod: Seen, container: str) -> tuple[str, Cite | None]:
    """How the container ended, as its status keeps it: for a pod whose log could not be read."""
    for part, status in _statuses(pod):
        ended = _end(status)
        if status.get("name") == container and ended.get("exitCode"):
            words = str(ended.get("message") or "").strip()
            which = f"init container {container}: " if part.startswith("init") else ""
            said = f"{which}{ended.get('reason', 'Error')}, exit code {ended['exitCode']}"
            now = "state" if (status.get("state") or {}).get("terminated") else "lastState"
            path = f"status.{part}[{container}].{now}.terminated.exitCode"
            return said + (f": {words}" if words else ""), pod.cite(path, ended["exitCode"])
    return "", None


def _finding(given_up: GivenUp, facts: KubeFacts) -> Finding:
    job, name = given_up.job, given_up.job.name
    why = _REASONS.get(given_up.reason, Text(ko=f"{given_up.reason} 때문에", en=f"of {given_up.reason}"))
    line, cite = ("", None)
    if given_up.pod is not None:
        line, cite = log_line(given_up.pod, given_up.container, facts, previous_first=False)
    from_log = bool(line)
    if not line and given_up.pod is not None:
        line, cite = _last_words(given_up.pod, given_up.container)
    over = given_up.reason != RETRYING
    ended = Text(
        ko=f"네임스페이스 {job.namespace}의 Job {with_particle(name, '이')} {why.ko} 실패로 끝났습니다"
        f"({given_up.reason}). 다시 시도하지 않습니다.",
        en=f"The job {name} in namespace {job.namespace} has failed for good because {why.en} ({given_up.reason}).",
    )
    failed, limit = job.status.get("failed", 0), job.spec.get("backoffLimit", 6)
    goes_on = Text(
        ko=f"네임스페이스 {job.namespace}의 Job {name}에서 파드 {failed}개가 실패했고 다시 시도하는 중입니다"
        f"(재시도 한도 {limit}회).",
        en=f"{failed} pods of the job {name} in namespace {job.namespace} have failed, and it is tried again "
        f"(backoff limit {limit}).",
    )
    statements = [Statement(role="effect" if line else "cause", text=ended if over else goes_on, cites=given_up.cites)]
    if line and cite is not None:
        text = Text(ko=f"마지막 파드의 로그에 이렇게 남아 있습니다: {line}", en=f"The log of its last pod says: {line}")
        if not from_log:
            text = Text(ko=f"마지막 파드의 마지막 상태: {line}", en=f"Its last pod ended so: {line}")
        statements = [
            Statement(role="cause", text=text, cites=(cite,)),
            *why_unreachable(line, job.namespace, facts),
            *statements,
        ]
    return Finding(
        check=ID,
        severity=Severity.HIGH if over else Severity.MEDIUM,
        target=job.ref(facts.scope),
        title=Text(ko=f"{name}: Job 실패({given_up.reason})", en=f"Job {name} failed ({given_up.reason})")
        if over
        else Text(ko=f"{name}: Job이 계속 실패함", en=f"Job {name} keeps failing"),
        statements=tuple(statements),
        cause=(("variant", "failed_job"), ("reason", given_up.reason), *((("log_line", line),) if line else ())),
        related=(given_up.pod.ref(facts.scope),) if given_up.pod else (),
        managed_by=job.managed_by,
        runbook=RUNBOOK,
        confidence="certain" if line else "likely",
    )
