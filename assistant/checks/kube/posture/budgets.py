"""Advice on disruption budgets and autoscalers as they are written: what they leave no room for. Found by scanning.

Source: PodDisruptionBudget v1 (percentages round up); HorizontalPodAutoscaler v2 (`minReplicas` is 1 where not written).
"""

from collections.abc import Iterator
from datetime import datetime
from math import ceil

from assistant.checks.kube.api_services import AUTOSCALERS
from assistant.checks.kube.disruption import BUDGETS
from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.availability import replicas_of
from assistant.checks.kube.posture.pod_specs import PodSpec, autoscalers_of, mapping, selected_specs
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/blocked-drain#fix"
_LONGEST = 10  # digits of a number that can be meant
_AUTOSCALING = "runbooks/autoscaling#fix"
_MATTERS = Text(
    ko="이 파드가 있는 노드를 비우거나 업그레이드할 수 없습니다.",
    en="Nodes that run its pods cannot be drained or upgraded.",
)
_ZERO = Advice(
    check="kube.budget_allows_none",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="축출을 하나도 허용하지 않습니다", en="allows no eviction at all"),
    matters=_MATTERS,
    remedy=Text(
        ko="maxUnavailable을 1 이상으로 하거나 minAvailable을 레플리카 수보다 작게 하십시오.",
        en="Set maxUnavailable to 1 or more, or minAvailable below the number of replicas.",
    ),
)
_AUTOSCALED = Advice(
    check="kube.budget_above_autoscaler",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    variant="above_min",
    says=Text(ko="HPA의 최소 레플리카보다 많은 파드를 요구합니다", en="demands more pods than its HPA keeps at least"),
    matters=Text(
        ko="HPA가 최소로 줄이면 노드를 비울 수 없습니다.",
        en="When the HPA scales down to its minimum, no node can be drained.",
    ),
    remedy=Text(
        ko="PDB의 minAvailable을 HPA의 minReplicas보다 작게 하십시오.",
        en="Set minAvailable of the PDB below minReplicas of the HPA.",
    ),
)
_EQUAL = Advice(
    check="kube.budget_equals_autoscaler",
    runbook=RUNBOOK,
    variant="equal_min",
    says=Text(
        ko="HPA의 최소 레플리카와 같은 수의 파드를 요구합니다", en="demands as many pods as its HPA keeps at least"
    ),
    matters=_AUTOSCALED.matters,
    remedy=_AUTOSCALED.remedy,
)
_BEYOND = Advice(
    check="kube.budget_above_autoscaler_maximum",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    variant="above_max",
    says=Text(ko="HPA의 최대 레플리카보다 많은 파드를 요구합니다", en="demands more pods than its HPA ever runs"),
    matters=_MATTERS,
    remedy=_AUTOSCALED.remedy,
)
_ONE = Advice(
    check="kube.autoscaler_minimum_of_one",
    runbook=_AUTOSCALING,
    says=Text(ko="레플리카를 하나까지 줄입니다", en="scales down to a single replica"),
    matters=Text(
        ko="한가할 때 파드 하나의 장애가 중단이 됩니다.", en="In quiet times a crash of one pod is an outage."
    ),
    remedy=Text(ko="minReplicas를 2 이상으로 하십시오.", en="Set minReplicas to 2 or more."),
)
_NO_ROOM = Advice(
    check="kube.autoscaler_without_room",
    runbook=_AUTOSCALING,
    severity=Severity.MEDIUM,
    says=Text(
        ko="최대 레플리카가 최소보다 크지 않아 늘릴 수 없습니다",
        en="cannot scale: its maximum is not above its minimum",
    ),
    matters=Text(ko="부하가 늘어도 파드가 늘지 않습니다.", en="More load brings no more pods."),
    remedy=Text(ko="maxReplicas를 minReplicas보다 크게 하십시오.", en="Set maxReplicas above minReplicas."),
)


@check(
    id=_ZERO.check,
    title=Text(ko="축출을 막는 PDB", en="Budget that allows no eviction"),
    runbook=RUNBOOK,
    klass="advice",
)
def budget_allows_none(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Budgets that forbid every eviction by what they say, or by the replicas of what they select. In a cluster, where the
    controller has counted, `kube.drain_blocked` tells it as a problem."""
    for budget in facts.of(BUDGETS):
        if "disruptionsAllowed" not in budget.status:
            yield from advised(facts, _ZERO, budget, _nothing_allowed(budget, facts))


@check(
    id=_AUTOSCALED.check,
    title=Text(ko="HPA보다 엄격한 PDB", en="Budget above its autoscaler"),
    runbook=RUNBOOK,
    klass="advice",
)
def budget_above_autoscaler(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Budgets whose `minAvailable` is more than the `minReplicas` that is written for the same workload."""
    for budget, autoscaler in _pairs(facts):
        least, most = _number(autoscaler, "minReplicas"), _number(autoscaler, "maxReplicas")
        demanded = _demanded(budget, least)
        if least is not None and demanded is not None and least < demanded and not _exceeds(budget, most):
            yield from advised(facts, _AUTOSCALED, budget, _compared(budget, autoscaler, "minReplicas", least))


@check(
    id=_EQUAL.check,
    title=Text(ko="HPA 최소치와 같은 PDB", en="Budget equal to its autoscaler's minimum"),
    runbook=RUNBOOK,
    klass="advice",
)
def budget_equals_autoscaler(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Budgets whose `minAvailable` is the `minReplicas` that is written for the same workload."""
    for budget, autoscaler in _pairs(facts):
        least = _number(autoscaler, "minReplicas")
        if least is not None and _demanded(budget, least) == least:
            yield from advised(facts, _EQUAL, budget, _compared(budget, autoscaler, "minReplicas", least))


@check(
    id=_BEYOND.check,
    title=Text(ko="HPA 최대치를 넘는 PDB", en="Budget above its autoscaler's maximum"),
    runbook=RUNBOOK,
    klass="advice",
)
def budget_above_autoscaler_maximum(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Budgets whose `minAvailable` is more than the `maxReplicas` of the same workload: they never allow an eviction."""
    for budget, autoscaler in _pairs(facts):
        most = _number(autoscaler, "maxReplicas")
        if most is not None and _exceeds(budget, most):
            yield from advised(facts, _BEYOND, budget, _compared(budget, autoscaler, "maxReplicas", most))


@check(
    id=_ONE.check,
    title=Text(ko="최소가 하나인 HPA", en="Autoscaler with a minimum of one"),
    runbook=_AUTOSCALING,
    klass="advice",
)
def autoscaler_minimum_of_one(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Autoscalers that say `minReplicas: 1` or less."""
    for autoscaler in facts.of(AUTOSCALERS):
        least = _number(autoscaler, "minReplicas")
        if least is not None and least < 2:
            yield from advised(facts, _ONE, autoscaler, [Spot(path="spec.minReplicas", value=str(least))])


@check(
    id=_NO_ROOM.check,
    title=Text(ko="늘릴 수 없는 HPA", en="Autoscaler without room"),
    runbook=_AUTOSCALING,
    klass="advice",
)
def autoscaler_without_room(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Autoscalers whose `maxReplicas` is not above `minReplicas`."""
    for autoscaler in facts.of(AUTOSCALERS):
        least, most = _number(autoscaler, "minReplicas"), _number(autoscaler, "maxReplicas")
        if most is not None and most <= (1 if least is None else least):
            yield from advised(facts, _NO_ROOM, autoscaler, [Spot(path="spec.maxReplicas", value=str(most))])


def _nothing_allowed(budget: Seen, facts: KubeFacts) -> Iterator[Spot]:
    most, least = budget.spec.get("maxUnavailable"), budget.spec.get("minAvailable")
    if _percent(most) == 0 or (most is not None and _integer(most) == 0):
        yield Spot(path="spec.maxUnavailable", value=str(most))
    percent, count = _percent(least), _integer(least)
    if percent is not None and percent >= 100:
        yield Spot(path="spec.minAvailable", value=str(least))
    elif count and most is None:
        replicas = [replicas_of(p) for p in _selected(budget, facts)]
        known = [r for r in replicas if r is not None]
        if known and len(known) == len(replicas) and 0 < sum(known) <= count:
            yield Spot(path="spec.minAvailable", value=str(least))


def _pairs(facts: KubeFacts) -> Iterator[tuple[Seen, Seen]]:
    """Budgets, each with the autoscalers of the workloads that it selects."""
    for budget in facts.of(BUDGETS):
        for pod in _selected(budget, facts):
            for autoscaler in autoscalers_of(facts, pod.owner):
                yield budget, autoscaler


def _selected(budget: Seen, facts: KubeFacts) -> tuple[PodSpec, ...]:
    selector = budget.spec.get("selector")
    return selected_specs(facts, mapping(selector), budget.namespace) if isinstance(selector, dict) else ()


def _demanded(budget: Seen, replicas: int | None) -> int | None:
    """How many pods must stay of `replicas`; None where the budget does not say it so."""
    least = budget.spec.get("minAvailable")
    percent = _percent(least)
    if percent is not None:
        return None if replicas is None else ceil(replicas * percent / 100)
    return _integer(least)


def _exceeds(budget: Seen, most: int | None) -> bool:
    demanded = _demanded(budget, most)
    return most is not None and demanded is not None and demanded > most


def _compared(budget: Seen, autoscaler: Seen, field: str, replicas: int) -> list[Spot]:
    least = str(budget.spec.get("minAvailable"))
    told = f"minAvailable: {least}, HPA {autoscaler.name} {field}: {replicas}"
    return [Spot(path="spec.minAvailable", value=least, told=told)]


def _number(autoscaler: Seen, field: str) -> int | None:
    return _integer(autoscaler.spec.get(field))


def _integer(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < _LONGEST else None


def _percent(value: object) -> int | None:
    text = value.removesuffix("%") if isinstance(value, str) and value.endswith("%") else ""
    return int(text) if text.isdecimal() and len(text) < _LONGEST else None
