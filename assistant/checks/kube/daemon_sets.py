"""The check for DaemonSets that run nowhere by mistake. Called by `assistant.playbooks.explain_workload`.

Source: apps/v1 DaemonSet: `desiredNumberScheduled` counts the nodes that its nodeSelector and affinity allow.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.likeness import close_to
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

ID = "kube.daemon_set_nowhere"
RUNBOOK = "runbooks/pending#check"
DAEMON_SETS = "daemonsets.apps"


@check(id=ID, title=Text(ko="어느 노드에서도 돌지 않는 DaemonSet", en="DaemonSet that runs nowhere"), runbook=RUNBOOK)
def daemon_set_nowhere(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Those that want no pod because a label of their nodeSelector is misspelt. One for nodes of a kind that the cluster does
    not have (GPUs) is well."""
    for daemon_set in facts.of(DAEMON_SETS):
        if not facts.of("nodes") or daemon_set.status.get("desiredNumberScheduled") != 0:
            continue
        claim = _misspelt(daemon_set, facts)
        if claim is not None:
            yield claimed(claim, daemon_set, check=ID, runbook=RUNBOOK, facts=facts)


def _misspelt(daemon_set: Seen, facts: KubeFacts) -> Claim | None:
    for key, value in ((daemon_set.template.get("spec") or {}).get("nodeSelector") or {}).items():
        values = {n.labels[key] for n in facts.of("nodes") if key in n.labels}
        keys = {k for n in facts.of("nodes") for k in n.labels}
        if value in values:
            continue
        meant = close_to(str(value), values) if values else close_to(key, keys)
        if not meant:
            continue
        there = f"{key}={meant}" if values else f"{meant}=..."
        name, wanted = daemon_set.name, f"{key}={value}"
        return Claim(
            variant="node_label_misspelt",
            title=Text(ko=f"DaemonSet {name}: 맞는 노드가 없음", en=f"DaemonSet {name} matches no node"),
            cause=Text(
                ko=f"DaemonSet {name}의 nodeSelector {wanted}에 맞는 노드가 없어 파드가 하나도 만들어지지 않습니다. "
                f"노드에는 {there} 레이블이 있습니다.",
                en=f"No node has the label {wanted} that the nodeSelector of DaemonSet {name} asks for, so it has no pod. "
                f"There are nodes with {there}.",
            ),
            cites=(
                daemon_set.cite(f"spec.template.spec.nodeSelector.{key}", value),
                daemon_set.cite("status.desiredNumberScheduled", 0),
            ),
            details=(("label", wanted), ("meant", there)),
        )
    return None
