"""The runs of a CronJob that are still on record, or of a Job its own. Called by `playbooks.explain_workload`. Pure.

Source: the Jobs that a CronJob owns. Unless set otherwise Kubernetes keeps the last three that succeeded, the last that failed.
"""

from collections.abc import Iterable, Iterator

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.playbooks.spec import Outcome, Run


def runs_of(thing: Seen, facts: KubeFacts) -> tuple[Run, ...]:
    """Oldest first; () for anything else than a CronJob or a Job."""
    jobs: tuple[Seen, ...] = (thing,) if thing.resource == "jobs.batch" else ()
    if thing.resource == "cronjobs.batch":
        jobs = facts.owned("jobs.batch", thing)
    return tuple(sorted(_runs(jobs), key=lambda run: run.started_at))


def _runs(jobs: Iterable[Seen]) -> Iterator[Run]:
    for job in jobs:
        started_at = moment(job.status.get("startTime")) or job.created_at
        if started_at is None:
            continue
        failed, complete = (job.condition(c).get("status") == "True" for c in ("Failed", "Complete"))
        outcome: Outcome = "failed" if failed else "succeeded" if complete else "running"
        ended = job.status.get("completionTime") or job.condition("Failed" if failed else "Complete").get(
            "lastTransitionTime"
        )
        ended_at = moment(ended) if failed or complete else None
        yield Run(name=job.name, started_at=started_at, outcome=outcome, evidence=job.evidence, ended_at=ended_at)
