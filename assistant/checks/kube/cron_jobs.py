"""The check for CronJobs that do not start what they should. Called by `assistant.playbooks.explain_workload`.

Source: CronJob v1 (schedule, time zone, deadline, concurrency policy) and the events of its controller (v1.28 to v1.34).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.checks.kube.facts import KubeFacts, Seen, event_at, moment
from assistant.checks.kube.schedules import parsed
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text, with_particle

ID = "kube.cron_job_not_running"
RUNBOOK = "runbooks/cron-job#check"
CRON_JOBS = "cronjobs.batch"
_REFUSED = (
    "UnknownTimeZone",
    "UnparseableSchedule",
    "InvalidSchedule",
    "FailedNeedsStart",
    "TooManyMissedTimes",
    "FailedCreate",
)
_LATE = timedelta(minutes=5)
_MISSED = 3  # due times in a row: one may be a controller that was away
_SHORT_DEADLINE_S = 10  # the controller looks every ten seconds


@check(id=ID, title=Text(ko="실행되지 않는 CronJob", en="CronJob that does not run"), runbook=RUNBOOK)
def cron_job_not_running(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """What its controller says, a schedule that is never due, a deadline too short to be met, runs that keep the next ones
    from starting, and due times that passed without one. A suspended CronJob rests on purpose."""
    for cron in facts.of(CRON_JOBS):
        if cron.spec.get("suspend") or cron.meta.get("deletionTimestamp"):
            continue
        claim = _never(cron, now) or _refused(cron, facts) or _missed(cron, now) or _short_deadline(cron)
        if claim is not None:
            yield claimed(claim, cron, check=ID, runbook=RUNBOOK, facts=facts)


def _claim(cron: Seen, variant: str, why: Text, path: str, value: object) -> Claim:
    return Claim(
        variant=variant,
        title=Text(ko=f"CronJob {cron.name}: {why.ko}", en=f"CronJob {cron.name}: {why.en}"),
        cause=Text(
            ko=f"CronJob {with_particle(cron.name, '이')} Job을 시작하지 못합니다: {why.ko}.",
            en=f"CronJob {cron.name} does not start its jobs: {why.en}.",
        ),
        cites=(cron.cite(path, value), cron.cite("spec.schedule", cron.spec.get("schedule", ""))),
        severity=Severity.HIGH,
    )


def _refused(cron: Seen, facts: KubeFacts) -> Claim | None:
    """The controller's own words, unless a job was started after them."""
    told = facts.events_about(cron, *_REFUSED)
    if not told:
        return None
    event = told[-1]
    said_at, started = moment(event_at(event.row)), moment(cron.status.get("lastScheduleTime"))
    if started is not None and said_at is not None and started > said_at:
        return None
    message, reason = str(event.row.get("message", "")), str(event.row.get("reason", ""))
    why = Text(ko=f"컨트롤러가 {reason}: {message}", en=f"its controller says {reason}: {message}")
    return replace(
        _claim(cron, "refused_by_controller", why, "spec.schedule", cron.spec.get("schedule", "")),
        cites=(event.cite("message", message),),
        details=(("reason", reason),),
    )


def _never(cron: Seen, now: datetime) -> Claim | None:
    """A time zone that does not exist, or a date that does not come."""
    text, name = str(cron.spec.get("schedule", "")), str(cron.spec.get("timeZone") or "UTC")
    schedule, zone = parsed(text), _zone(name)
    if zone is None:
        why = Text(ko=f"시간대 {with_particle(name, '이')} 없음", en=f"there is no time zone {name}")
        return _claim(cron, "unknown_time_zone", why, "spec.timeZone", name)
    if schedule is None or schedule.next_after(now.astimezone(zone)) is not None:
        return None
    why = Text(ko=f"일정 {with_particle(text, '은')} 오지 않는 날짜", en=f"its schedule {text} is never due")
    return _claim(cron, "never_due", why, "spec.schedule", text)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _missed(cron: Seen, now: datetime) -> Claim | None:
    schedule, zone = parsed(str(cron.spec.get("schedule", ""))), _zone(str(cron.spec.get("timeZone") or "UTC"))
    since = moment(cron.status.get("lastScheduleTime")) or cron.created_at
    if schedule is None or zone is None or since is None:
        return None
    missed = schedule.between(since.astimezone(zone), now.astimezone(zone) - _LATE, _MISSED)
    if len(missed) < _MISSED:
        return None
    first = f"{missed[0].astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    active = ", ".join(str(a.get("name", "")) for a in cron.status.get("active") or ())
    if active and cron.spec.get("concurrencyPolicy") == "Forbid":
        why = Text(
            ko=f"끝나지 않은 Job {with_particle(active, '이')} 있고 concurrencyPolicy가 Forbid라서 {first}부터 건너뜀",
            en=f"the job {active} has not ended and concurrencyPolicy is Forbid, so runs are skipped since {first}",
        )
        return replace(_claim(cron, "blocked_by_running_job", why, "status.active", active), details=(("job", active),))
    why = Text(
        ko=f"{first}부터 예정된 실행을 {len(missed)}번 이상 놓침",
        en=f"it missed {len(missed)} or more runs since {first}",
    )
    last = cron.status.get("lastScheduleTime", "")
    return _claim(cron, "missed_runs", why, "status.lastScheduleTime", last)


def _short_deadline(cron: Seen) -> Claim | None:
    deadline = cron.spec.get("startingDeadlineSeconds")
    if deadline is None or int(deadline) >= _SHORT_DEADLINE_S or cron.status.get("lastScheduleTime"):
        return None
    why = Text(
        ko=f"startingDeadlineSeconds가 {deadline}초로, 컨트롤러의 확인 주기 {_SHORT_DEADLINE_S}초보다 짧음",
        en=f"startingDeadlineSeconds is {deadline}, shorter than the {_SHORT_DEADLINE_S} s at which the controller looks",
    )
    return replace(
        _claim(cron, "deadline_too_short", why, "spec.startingDeadlineSeconds", deadline),
        cause=Text(
            ko=f"CronJob {with_particle(cron.name, '이')} Job을 시작하지 못할 수 있습니다: {why.ko}.",
            en=f"CronJob {cron.name} may never start a job: {why.en}.",
        ),
        severity=Severity.MEDIUM,
        confidence="likely",
    )
