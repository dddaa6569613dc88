"""Costs of days, weeks or months that follow each other: what a day costs, which cost most, where it rose most. Called by
`composing.rows`. Pure.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from assistant.language import Lang, Text
from assistant.money import Money
from assistant.planner.narrowing.columns import decimal

_FEW = 2  # of these everything is seen at a glance


def is_series(items: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each row is a period of its own, of one currency."""
    whole = all("date" in row and "days" in row and "cost" in row for row in items)
    return bool(items) and whole and len({row.get("currency") for row in items}) == 1


def a_day(items: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    """The mean of a day, in words; "" without any day."""
    days = sum(int(row["days"]) for row in items)
    mean = _money(items[0], sum((_cost(row) for row in items), Decimal(0)) / days) if days else None
    return Text(ko=f"하루 평균 {mean}", en=f"{mean} a day").in_(lang) if mean else ""


def in_short(items: Sequence[Mapping[str, Any]], lang: Lang, *, cite: str) -> str:
    """The dearest period and the largest rise from one to the next of the same length; "" where they are few."""
    if len(items) <= _FEW:
        return ""
    longest = max(int(row["days"]) for row in items)
    whole = [row for row in items if int(row["days"]) == longest]  # a cut month is no cheap one
    dearest = max(whole, key=_cost)
    said = [
        Text(
            ko=f"가장 비쌌던 때: {dearest['date']} ({_money(dearest, _cost(dearest))})",
            en=f"Most expensive: {dearest['date']} ({_money(dearest, _cost(dearest))})",
        )
    ]
    rises = [(_cost(after) - _cost(before), before, after) for before, after in pairwise(whole)]
    rise, before, after = max(rises, key=lambda r: r[0], default=(Decimal(0), dearest, dearest))
    if rise > 0:
        amount = f"{_money(before, _cost(before))} → {_money(after, _cost(after))}"
        said.append(
            Text(ko=f"가장 크게 오른 때: {after['date']} ({amount})", en=f"Largest rise: {after['date']} ({amount})")
        )
    return f"{' · '.join(s.in_(lang) for s in said)} [{cite}]"


def _cost(row: Mapping[str, Any]) -> Decimal:
    return decimal(row["cost"]) or Decimal(0)


def _money(row: Mapping[str, Any], value: Decimal) -> Money:
    return Money(value, str(row.get("currency") or "USD"))
