"""What a month is expected to cost, as `read_cost_forecast` works it out: the sum, what it is made of, how sure it is. Called by
`composing.rows`. Pure.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.language import Lang, Text, with_particle
from assistant.money import Money
from assistant.planner.narrowing.columns import decimal
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.narrowed import compares


def is_forecast(items: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each row is what a month is expected to cost."""
    return bool(items) and all("expected_cost" in row and "left_days" in row for row in items)


def forecast_text(items: Sequence[Mapping[str, Any]], wanted: Narrowing, lang: Lang, *, cite: str) -> str:
    """Lines for each currency: the answer, what it is made of, what it takes for granted."""
    return "\n\n".join("\n".join(f"{t.in_(lang)} [{cite}]" for t in _of(row, wanted)) for row in items)


def _of(row: Mapping[str, Any], wanted: Narrowing) -> list[Text]:
    expected, low, high = (_money(row, f"{name}_cost") for name in ("expected", "low", "high"))
    span = _span(row)
    yes_no = _verdict(row, wanted)
    head = Text(
        ko=f"**{yes_no.ko}{span} 예상 {expected}** · 95% 범위 {low} ~ {high}",
        en=f"**{yes_no.en}{expected} expected for {span}** · {low} to {high} in 95 of 100 cases",
    )
    days, left, mean = row["days"], row["left_days"], _money(row, "cost_per_day")
    fees = _money(row, "fees_cost") if decimal(row["fees_cost"]) else None
    made = Text(
        ko=(f"지금까지 {days}일 동안 {_money(row, 'cost')}, " if days else "")
        + f"남은 {left}일은 하루 {mean}"
        + (f", 월 단위 요금 {fees}" if fees else ""),
        en=(f"{_money(row, 'cost')} in {days} days so far, " if days else "")
        + f"{left} days left at {mean} a day"
        + (f", {fees} of monthly fees" if fees else ""),
    )
    taken = Text(
        ko=f"하루 평균은 {row['mean_from']} ~ {row['mean_until']}의 것입니다. 앞으로 새로 사거나 없앨 것은 모릅니다.",
        en=f"A day is the mean of {row['mean_from']} to {row['mean_until']}; what will be bought or removed is not known.",
    )
    return [head, *_against_before(row), made, taken]


def _against_before(row: Mapping[str, Any]) -> list[Text]:
    """How much more or less than the whole month before; nothing where the bill does not hold it."""
    before, expected = decimal(row.get("before")), decimal(row["expected_cost"])
    if before is None or expected is None:
        return []
    ko, en = ("많습니다", "more") if expected > before else ("적습니다", "less")
    change = Money(abs(expected - before), str(row.get("currency") or "USD"))
    then, now = str(_money(row, "before")), str(_money(row, "expected_cost"))
    return [
        Text(
            ko=f"그 전 기간은 {then}입니다. {with_particle(now, '은')} {change} {ko}.",
            en=f"The period before cost {then}: {now} is {change} {en}.",
        )
    ]


def _verdict(row: Mapping[str, Any], wanted: Narrowing) -> Text:
    """Yes or no where an amount or the month before is asked about; a range that reaches over it is said to be open."""
    low, high, before = (decimal(row.get(name)) for name in ("low_cost", "high_cost", "before"))
    if low is None or high is None:
        return Text(ko="", en="")
    if wanted.of_sum is not None:
        found = {compares(low, wanted.of_sum), compares(high, wanted.of_sum)}
    elif before is not None and "increase" in wanted.columns:
        found = {low > before, high > before}
    elif before is not None and "decrease" in wanted.columns:
        found = {low < before, high < before}
    else:
        return Text(ko="", en="")
    if len(found) == 2:
        return Text(ko="확실하지 않습니다. ", en="Too close to say. ")
    return Text(ko="네. ", en="Yes. ") if found == {True} else Text(ko="아니요. ", en="No. ")


def _span(row: Mapping[str, Any]) -> str:
    """A calendar month by its number, anything longer by its first and last day."""
    begins, ends = str(row["begins"]), str(row["ends"])
    return begins[:7] if begins[:7] == ends[:7] else f"{begins} ~ {ends}"


def _money(row: Mapping[str, Any], name: str) -> Money:
    return Money(decimal(row[name]) or Decimal(0), str(row.get("currency") or "USD"))
