"""The check for PodDisruptionBudgets that let nobody drain a node. Called by `assistant.playbooks.explain_workload`.

Source: PodDisruptionBudget v1; `status` as the disruption controller keeps it (Kubernetes v1.28 to v1.34).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen, is_over
from assistant.checks.kube.selection import matches
from assistant.checks.kube.services import KINDS, closest
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity
from assistant.language import Text, with_particle

ID = "kube.drain_blocked"
RUNBOOK = "runbooks/blocked-drain#check"
BUDGETS = "poddisruptionbudgets.policy"


@check(id=ID, title=Text(ko="노드 비우기를 막는 PDB", en="Disruption budget that blocks drains"), runbook=RUNBOOK)
def drain_blocked(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Budgets that allow no eviction although all is well, overlap, or select nothing. One that allows none because pods
    are ill is right to do so: what ails them is another check's matter."""
    if not facts.has("pods"):
        return
    for budget in facts.of(BUDGETS):
        pods = [p for p in facts.pods_in(budget.namespace) if not is_over(p) and _selects(budget, p)]
        claim = _failed(budget) or (_on_pods(budget, pods, facts) if pods else _on_nothing(budget, facts))
        if claim is not None:
            yield claimed(claim, budget, check=ID, runbook=RUNBOOK, facts=facts)


def _selects(budget: Seen, pod: Seen) -> bool:
    selector = budget.spec.get("selector")
    return selector is not None and matches(selector, pod.labels)


def _failed(budget: Seen) -> Claim | None:
    """The controller cannot compute the budget, and then allows nothing."""
    condition = budget.condition("DisruptionAllowed")
    if condition.get("reason") != "SyncFailed":
        return None
    message = str(condition.get("message", ""))
    return Claim(
        variant="budget_failed",
        title=Text(ko=f"PDB {budget.name}: 계산하지 못함", en=f"PDB {budget.name} cannot be computed"),
        cause=Text(
            ko=f"PDB {with_particle(budget.name, '을')} 컨트롤러가 계산하지 못해 축출을 하나도 허용하지 않습니다: {message}",
            en=f"The controller cannot compute PDB {budget.name}, which therefore allows no eviction: {message}",
        ),
        cites=(budget.cite("status.conditions[DisruptionAllowed].message", message),),
    )


def _on_pods(budget: Seen, pods: list[Seen], facts: KubeFacts) -> Claim | None:
    others = [b for b in facts.of(BUDGETS) if b.namespace == budget.namespace and b.name > budget.name]
    shared = next((b for b in others if any(_selects(b, p) for p in pods)), None)
    if shared is not None:
        return _overlap(budget, shared, pods)
    status = budget.status
    healthy, expected = int(status.get("currentHealthy") or 0), int(status.get("expectedPods") or 0)
    if "disruptionsAllowed" not in status or status["disruptionsAllowed"] or not expected or healthy < expected:
        return None
    return _too_strict(budget, pods, expected, facts)


def _too_strict(budget: Seen, pods: list[Seen], expected: int, facts: KubeFacts) -> Claim:
    field, value = _rule(budget.spec)
    tops = sorted({(facts.controller(p) or p).name for p in pods})
    names = ", ".join(tops[:3])
    cites: tuple[Cite, ...] = (
        budget.cite(f"spec.{field}", value),
        budget.cite("status.disruptionsAllowed", 0),
        budget.cite("status.expectedPods", expected),
    )
    return Claim(
        variant="no_disruption_allowed",
        title=Text(ko=f"PDB {budget.name}: 축출을 허용하지 않음", en=f"PDB {budget.name} allows no eviction"),
        cause=Text(
            ko=f"PDB {with_particle(budget.name, '이')} {field}: {value}이라, {names}의 파드 {expected}개가 모두 정상인데도 "
            "축출할 수 있는 파드가 0개입니다.",
            en=f"PDB {budget.name} says {field}: {value}, so that of the {expected} pods of {names}, all healthy, "
            "none may be evicted.",
        ),
        cites=cites,
        effect=Text(
            ko="이 파드가 있는 노드를 비우거나(drain) 업그레이드할 수 없습니다.",
            en="The nodes that run them cannot be drained or upgraded.",
        ),
        details=((field, str(value)), ("pods", str(expected))),
        related=tuple(dict.fromkeys((facts.controller(p) or p).ref(facts.scope) for p in pods)),
    )


def _rule(spec: Mapping[str, Any]) -> tuple[str, Any]:
    """(field, value) of what the budget demands."""
    if spec.get("maxUnavailable") is not None:
        return "maxUnavailable", spec["maxUnavailable"]
    return "minAvailable", spec.get("minAvailable", 1)


def _overlap(budget: Seen, other: Seen, pods: list[Seen]) -> Claim:
    shared = [p for p in pods if _selects(other, p)]
    return Claim(
        variant="budgets_overlap",
        title=Text(
            ko=f"PDB {with_particle(budget.name, '과')} {with_particle(other.name, '이')} 같은 파드를 고름",
            en=f"PDBs {budget.name} and {other.name} select the same pods",
        ),
        cause=Text(
            ko=f"파드 {shared[0].name}에 PDB가 둘({budget.name}, {other.name}) 걸려 있습니다. "
            "PDB가 둘 이상인 파드는 축출할 수 없습니다.",
            en=f"Two PDBs ({budget.name}, {other.name}) select pod {shared[0].name}. "
            "The API server refuses to evict a pod that has more than one.",
        ),
        cites=(
            budget.cite("spec.selector", str(budget.spec.get("selector"))),
            other.cite("spec.selector", str(other.spec.get("selector"))),
        ),
        details=(("other", other.name),),
    )


def _on_nothing(budget: Seen, facts: KubeFacts) -> Claim | None:
    """Silent where a workload is meant that has no pods now."""
    selector = budget.spec.get("selector") or {}
    workloads = [w for kind in KINDS for w in facts.of(kind) if w.namespace == budget.namespace]
    if any(matches(selector, w.template_labels) for w in workloads):
        return None
    labels = selector.get("matchLabels") or {}
    near = closest(budget, labels, facts) if labels else None
    shown = ",".join(f"{key}={value}" for key, value in sorted(labels.items())) or str(selector)
    cites = [budget.cite("spec.selector", shown)]
    meant = Text(ko="", en="")
    if near is not None:
        cites.append(near.workload.cite(f"spec.template.metadata.labels[{near.key}]", near.actual))
        meant = Text(
            ko=f" {near.workload.kind} {near.workload.name}의 파드 레이블은 {near.key}={near.actual or '(없음)'}입니다.",
            en=f" The pods of {near.workload.kind} {near.workload.name} carry {near.key}={near.actual or '(none)'}.",
        )
    return Claim(
        variant="budget_selects_nothing",
        title=Text(ko=f"PDB {budget.name}: 선택되는 파드 없음", en=f"PDB {budget.name} selects no pod"),
        cause=Text(
            ko=f"PDB {budget.name}의 셀렉터({shown})에 맞는 파드가 없어 아무것도 보호하지 않습니다.{meant.ko}",
            en=f"No pod fits the selector of PDB {budget.name} ({shown}): it protects nothing.{meant.en}",
        ),
        cites=tuple(cites),
        severity=Severity.LOW,
        confidence="certain" if near is not None else "likely",
        related=(near.workload.ref(facts.scope),) if near is not None else (),
    )
