"""The check for NetworkPolicies that select no pod. Called by `assistant.playbooks.explain_workload`.

Source: NetworkPolicy v1: one whose podSelector fits nothing is accepted, and guards nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, is_over
from assistant.checks.kube.network import POLICIES
from assistant.checks.kube.selection import matches
from assistant.checks.kube.services import closest
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

ID = "kube.policy_selects_nothing"
RUNBOOK = "runbooks/network-policy#check"
_STARTERS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch")


@check(
    id=ID,
    title=Text(ko="아무 파드도 고르지 않는 NetworkPolicy", en="NetworkPolicy that selects no pod"),
    runbook=RUNBOOK,
)
def policy_selects_nothing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Worse where a workload nearly fits, so that it is unguarded by mistake. One for a workload that has no pods at the
    moment is well."""
    if not facts.has("pods"):
        return
    for policy in facts.of(POLICIES):
        selector = policy.spec.get("podSelector") or {}
        meant = [w for kind in _STARTERS for w in facts.of(kind) if w.namespace == policy.namespace]
        if any(matches(selector, p.labels) for p in facts.pods_in(policy.namespace) if not is_over(p)):
            continue
        if not selector or any(matches(selector, w.template_labels) for w in meant):
            continue
        labels = selector.get("matchLabels") or {}
        shown = ",".join(f"{key}={value}" for key, value in sorted(labels.items())) or str(selector)
        near = closest(policy, labels, facts) if labels else None
        cites = [policy.cite("spec.podSelector", shown)]
        carried = Text(ko="", en="")
        if near is not None:
            cites.append(near.workload.cite(f"spec.template.metadata.labels[{near.key}]", near.actual))
            carried = Text(
                ko=f" {near.workload.kind} {near.workload.name}의 파드에는 "
                f"{near.key}={near.actual or '(없음)'} 레이블이 있습니다.",
                en=f" The pods of {near.workload.kind} {near.workload.name} carry {near.key}={near.actual or '(none)'}.",
            )
        claim = Claim(
            variant="policy_selects_nothing",
            title=Text(
                ko=f"NetworkPolicy {policy.name}: 선택되는 파드 없음", en=f"NetworkPolicy {policy.name} selects no pod"
            ),
            cause=Text(
                ko=f"NetworkPolicy {policy.name}의 podSelector({shown})에 맞는 파드가 없어 아무것도 막거나 허용하지 않습니다."
                f"{carried.ko}",
                en=f"No pod fits the podSelector of NetworkPolicy {policy.name} ({shown}), so it guards nothing.{carried.en}",
            ),
            cites=tuple(cites),
            severity=Severity.MEDIUM if near is not None else Severity.LOW,
            confidence="certain" if near is not None else "likely",
            related=(near.workload.ref(facts.scope),) if near is not None else (),
        )
        yield claimed(claim, policy, check=ID, runbook=RUNBOOK, facts=facts)
