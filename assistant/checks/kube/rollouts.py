"""The check for rollouts that are stuck. Called by `assistant.playbooks.explain_workload`."""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.reports import finding_of
from assistant.checks.kube.troubles import troubles_of
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text


@check(
    id="kube.bad_rollout",
    title=Text(ko="새 버전이 실패하는 롤아웃", en="Rollout whose new version fails"),
    runbook="runbooks/rollback#check",
)
def bad_rollout(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """The newest ReplicaSet's pods fail while earlier ones serve, or it never became available."""
    for trouble in troubles_of(facts, now, "bad_rollout"):
        yield finding_of(trouble, "kube.bad_rollout", facts)
