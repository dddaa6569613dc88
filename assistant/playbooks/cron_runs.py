"""The runs of a CronJob that are still on record. Called by `playbooks.explain_workload`. Pure.

Source: the Jobs that a CronJob owns. Unless set otherwise Kubernetes keeps the last three that succeeded, the last that failed.
"""

from collections.abc import Iterator

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.playbooks.spec import Outcome, Run


def runs_of(cron: Seen, facts: KubeFacts) -> tuple[Run, ...]:
    """Oldest first."""
    return tuple(sorted(_runs(cron, facts), key=lambda run: run.started_at))


def _runs(cron: Seen, facts: KubeFacts) -> Iterator[Run]:
    for job in facts.owned("jobs.batch", cron):
        started_at = moment(job.status.get("startTime")) or job.created_at
        if started_at is None:
            continue
        failed, complete = (job.condition(c).get("status") == "True" for c in ("Failed", "Complete"))
        outcome: Outcome = "failed" if failed else "succeeded" if complete else "running"
        yield Run(name=job.name, started_at=started_at, outcome=outcome, evidence=job.evidence)
