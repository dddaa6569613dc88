"""The check for containers that are killed at their memory limit. Called by `assistant.playbooks.explain_workload`."""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.reports import finding_of
from assistant.checks.kube.troubles import troubles_of
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text


@check(
    id="kube.oom_loop",
    title=Text(ko="메모리 부족으로 반복되는 강제 종료", en="Killed again and again for lack of memory"),
    runbook="runbooks/out-of-memory#check",
)
def oom_loop(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """OOMKilled now and repeatedly; not a container that was killed once and has been well since."""
    for trouble in troubles_of(facts, now, "oom_loop"):
        yield finding_of(trouble, "kube.oom_loop", facts)
