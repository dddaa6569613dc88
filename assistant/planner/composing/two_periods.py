"""Two periods of a bill held against each other: how much more or less the one costs. Called by `composing.compose`."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.money import Money
from assistant.planner.composing.rows import span_of, total_of
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.narrowed import narrowed


def are_two_periods(observations: Sequence[Observation]) -> bool:
    """Whether they are two reads of one tool for different days, so that neither is compared with the days before it."""
    read = [o.evidence for o in observations if o.evidence is not None]
    spans = {span_of(e.items) for e in read}
    return len(read) == 2 and len({e.tool for e in read}) == 1 and len(spans) == 2 and None not in spans


def without_days_before(observation: Observation) -> Observation:
    """The period alone, since it is held against the other."""
    evidence = observation.evidence
    if evidence is None:
        return observation
    items = tuple({k: v for k, v in row.items() if k != "before"} for row in evidence.items)
    return replace(observation, evidence=replace(evidence, items=items))


def difference(observations: Sequence[Observation], wanted: Narrowing, lang: Lang) -> str:
    """The first line of the answer; "" where the totals cannot be held against each other."""
    if not are_two_periods(observations):
        return ""
    read = [o.evidence for o in observations if o.evidence is not None]
    read.sort(key=lambda e: span_of(e.items) or ("", ""), reverse=True)  # the later against the earlier
    totals = [_total(e, wanted) for e in read]
    first, second = totals
    if first is None or second is None or first.currency != second.currency:
        return ""
    change = first.amount - second.amount
    sign = "+" if change >= 0 else "-"
    percent = f" ({change / second.amount:+.1%})" if second.amount else ""
    of_first, of_second = (" ~ ".join(span_of(e.items) or ()) for e in read)
    cited = f"[{read[0].id}] [{read[1].id}]"
    by = f"{sign}{Money(abs(change), first.currency)}{percent}"
    return Text(
        ko=f"**{by}** · {of_first} {first}, {of_second} {second} {cited}",
        en=f"**{by}** · {of_first} {first}, {of_second} {second} {cited}",
    ).in_(lang)


def _total(evidence: Evidence, wanted: Narrowing) -> Money | None:
    rows = narrowed(evidence.items, wanted).rows
    return total_of(rows) if rows else Money(Decimal(0), "USD")
