"""The check for workloads that fail for any other reason. Called by `assistant.playbooks.explain_workload`."""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.reports import finding_of
from assistant.checks.kube.troubles import troubles_of
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text


@check(
    id="kube.failing_workload",
    title=Text(ko="실패하는 워크로드", en="Failing workload"),
    runbook="runbooks/crash-loop#check",
)
def failing_workload(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that crash, cannot pull their image, are not ready or find no node, outside a rollout."""
    for trouble in troubles_of(facts, now, "failing_workload"):
        yield finding_of(trouble, "kube.failing_workload", facts)
