"""The change that is the proper fix of a finding, where there is one that can be planned. Pure.

Called by `assistant.playbooks.explain_workload`. A value is only proposed where the evidence gives it; rollbacks are
proposed by `reports`, which knows the revisions.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.checks.kube import autoscaling, halted, jobs, leftovers, nodes
from assistant.checks.kube.facts import moment
from assistant.findings import Finding, with_proposals
from assistant.plans import Json, Proposal

_FORGOTTEN = timedelta(days=1)  # a node that is closed for maintenance is opened sooner
_RESTARTS = {
    "Deployment": "kube.restart_deployment",
    "StatefulSet": "kube.restart_statefulset",
    "DaemonSet": "kube.restart_daemonset",
}
Remedy = Callable[[Finding, datetime], Iterator[Proposal]]


def with_remedy(finding: Finding, now: datetime) -> Finding:
    """The finding with the change that fixes it; as it is where it carries one, or where nothing does."""
    remedy = _REMEDIES.get(finding.check)
    found = () if remedy is None or finding.proposals else tuple(remedy(finding, now))
    return with_proposals(finding, *found) if found else finding


def _resume(finding: Finding, now: datetime) -> Iterator[Proposal]:
    if dict(finding.cause).get("variant", "").startswith("paused_"):
        yield _on(finding, "kube.resume_rollout")


def _uncordon(finding: Finding, now: datetime) -> Iterator[Proposal]:
    since = moment(dict(finding.cause).get("since"))
    if since is not None and now - since > _FORGOTTEN:
        yield _on(finding, "kube.uncordon_node")


def _raise_maximum(finding: Finding, now: datetime) -> Iterator[Proposal]:
    """To as many as the metric itself asks for; without one no number is made up."""
    cause = dict(finding.cause)
    if cause.get("variant") == "at_maximum" and cause.get("wanted_replicas"):
        yield _on(finding, "kube.set_hpa_bounds", {"max_replicas": int(cause["wanted_replicas"])})


def _delete_job(finding: Finding, now: datetime) -> Iterator[Proposal]:
    if finding.target.kind == "Job":
        yield _on(finding, "kube.delete_failed_job")


def _delete_evicted(finding: Finding, now: datetime) -> Iterator[Proposal]:
    space = replace(finding.target, place="", kind="Namespace", id=finding.target.place)
    yield replace(_on(finding, "kube.delete_evicted_pods"), target=space)


def _restart(finding: Finding, now: datetime) -> Iterator[Proposal]:
    if name := _RESTARTS.get(finding.target.kind):
        yield _on(finding, name)


def _on(finding: Finding, action: str, arguments: Json | None = None) -> Proposal:
    return Proposal(action=action, target=finding.target, arguments=arguments or {}, evidence=finding.evidence)


_REMEDIES: Mapping[str, Remedy] = {
    halted.ID: _resume,
    nodes.CORDONED_ID: _uncordon,
    autoscaling.ID: _raise_maximum,
    jobs.ID: _delete_job,
    leftovers.EVICTED_ID: _delete_evicted,
    leftovers.STALE_ID: _restart,
}
