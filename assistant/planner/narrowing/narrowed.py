"""Rows held against what a question restricts. Called by `composing.rows` and `composing.compose`. Pure.

A value that a row does not have is unknown: such rows are neither shown as matching nor counted as not matching.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from assistant.planner.narrowing.columns import COLUMNS, Row, field_of, moment, raw, value_of
from assistant.planner.narrowing.conditions import (
    Compared,
    Condition,
    Has,
    InState,
    Matched,
    Named,
    Narrowing,
    Order,
    Timed,
)
from assistant.planner.narrowing.states import BY_NAME
from assistant.planner.narrowing.tag_words import key_of

RANKED_BY = ("cost", "restarts", "times", "size")  # what "top" means where nobody says of what
Verdict = bool | None
Judge = Callable[[Row], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """`rows` fulfil all `applied`, in the order asked for; `unknown` is how many rows do not say.

    `order_field` is "" where no order was asked for or none could be made, which `unordered` tells apart.
    """

    rows: tuple[Row, ...]
    total: int
    unknown: int = 0
    applied: tuple[Condition, ...] = ()
    not_applied: tuple[Condition, ...] = ()
    order: Order | None = None
    order_field: str = ""
    limit: int | None = None
    fields: tuple[str, ...] = ()  # that the conditions, the order and the question's words are about

    @property
    def order_meaning(self) -> str:
        """The column that the order goes by; "" where there is none."""
        if self.order is None or not self.order_field:
            return ""
        column = self.order.column or next(m for m in RANKED_BY if self.order_field in COLUMNS[m].fields)
        return _as_seen(column, self.order_field)

    @property
    def unordered(self) -> bool:
        return self.order is not None and not self.order_field and bool(self.rows)

    @property
    def shown(self) -> tuple[Row, ...]:
        return self.rows[: self.limit] if self.limit else self.rows


def narrowed(rows: Sequence[Row], wanted: Narrowing) -> Narrowed:
    """The rows that are asked for. Conditions that these rows cannot tell are in `not_applied`."""
    judges = [(condition, *_judge(condition, rows)) for condition in wanted.conditions]
    able = [(c, judge, field) for c, judge, field in judges if judge is not None]
    kept: list[Row] = []
    unknown = 0
    for row in rows:
        verdicts = [judge(row) for _, judge, _ in able]
        if all(verdicts):
            kept.append(row)
        elif False not in verdicts:
            unknown += 1
    order, field = wanted.order, _order_field(wanted.order, rows)
    if order is not None and field:
        kept = _sorted(kept, order, field)
    fields = [f for _, _, f in able] + [field] + [field_of(COLUMNS[m], rows) for m in wanted.columns if m in COLUMNS]
    return Narrowed(
        rows=tuple(kept),
        total=len(rows),
        unknown=unknown,
        applied=tuple(replace(c, column=_as_seen(c.column, f)) if isinstance(c, Timed) else c for c, _, f in able),
        not_applied=tuple(c for c, judge, _ in judges if judge is None),
        order=order,
        order_field=field,
        limit=wanted.limit,
        fields=tuple(dict.fromkeys(f for f in fields if f)),
    )


def _as_seen(column: str, field: str) -> str:
    """The meaning of the field that stood in for the column: EC2 knows when an instance was started, not made."""
    return {"launched_at": "launched", "last_at": "happened", "at": "happened"}.get(field, column)


def _judge(condition: Condition, rows: Sequence[Row]) -> tuple[Judge | None, str]:
    """(how a row is judged, the field looked at); (None, "") where these rows have nothing of the kind."""
    match condition:
        case InState():
            return _by_state(condition, rows)
        case Named():
            return _by_name(condition, rows)
        case Has():
            return _by_having(condition, rows)
        case Matched():
            return _by_text(condition, rows)
        case Timed() | Compared():
            return _by_value(condition, rows)


_OWNED_BY = ("owner", "about", "scales", "service", "claim")


def names_of(row: Row) -> frozenset[str]:
    """What a row is called and what it belongs to: of `ReplicaSet/shop-7d9fbc6b5` that, and the workload `shop`."""
    found = {str(row.get("name") or "").lower()}
    for field in _OWNED_BY:
        kind, _, name = str(row.get(field) or "").lower().rpartition("/")
        if kind in ("replicaset", "pod"):
            found |= {name, name.rpartition("-")[0]} | (
                {name.rpartition("-")[0].rpartition("-")[0]} if kind == "pod" else set()
            )
        elif kind or (field == "service" and "cost" not in row):
            found.add(name)
    return frozenset(found - {""})


def named(rows: Sequence[Row], words: frozenset[str], only: frozenset[str] = frozenset()) -> Named | None:
    """The condition that the question's names make on these rows; None where they name none, or all.

    `only`: of these they must be, even if none is, where every row says whose it is.
    """
    if only and rows and all("namespace" in row and any(row.get(f) for f in _OWNED_BY) for row in rows):
        return Named(names=tuple(sorted(only)))
    if not words or len(rows) < 2:
        return None
    exact = [frozenset({str(row.get("name") or "").lower()}) & words for row in rows]  # those pods, not their siblings
    matching = exact if any(exact) else [names_of(row) & words for row in rows]
    if all(matching) or not any(matching):
        return None
    return Named(names=tuple(sorted(frozenset[str]().union(*matching))))


def _by_name(condition: Named, rows: Sequence[Row]) -> tuple[Judge | None, str]:
    wanted = frozenset(condition.names)
    return lambda row: not wanted.isdisjoint(names_of(row)), ""


def _by_state(condition: InState, rows: Sequence[Row]) -> tuple[Judge | None, str]:
    state = BY_NAME[condition.state]
    field = next((f for row in rows if (f := state.field_in(row))), "")
    if not field:
        return None, ""

    def judge(row: Row) -> Verdict:
        holds = state.holds(row)
        return None if holds is None else holds != condition.negated

    if all(judge(row) is None for row in rows):
        return None, ""
    return judge, field


def _by_having(condition: Has, rows: Sequence[Row]) -> tuple[Judge | None, str]:
    if condition.column:
        field = field_of(COLUMNS[condition.column], rows)
        if not field:
            return None, ""
        # A row without the field has none of it: tools leave out what is empty.
        return lambda row: bool(raw(row, field)) != condition.negated, field
    if not any(isinstance(row.get("tags"), dict) for row in rows):
        return None, ""
    return lambda row: _tagged(row.get("tags"), condition), "tags"


def _tagged(tags: Any, condition: Has) -> Verdict:
    if not isinstance(tags, dict):
        return None
    own = {str(k).lower(): str(v).lower() for k, v in tags.items()}
    if condition.keys:
        found = own.get(key_of(condition.keys, frozenset(own))) in condition.values
    elif condition.value:
        found = own.get(condition.tag) == condition.value
    elif condition.tag:
        found = bool(own.get(condition.tag))
    else:
        found = any(k != "name" and not k.startswith("aws:") for k in own)
    return found != condition.negated


def _by_text(condition: Matched, rows: Sequence[Row]) -> tuple[Judge | None, str]:
    column = COLUMNS[condition.column]
    field = field_of(column, rows)
    if not field or (condition.column == "service" and not any("cost" in row for row in rows)):
        return None, ""
    tests: dict[str, Callable[[str, str], bool]] = {
        "contains": lambda text, value: value in text,
        "starts": str.startswith,
        "ends": str.endswith,
        "is": lambda text, value: text == value,
    }
    test = tests[condition.how]

    def judge(row: Row) -> Verdict:
        text = value_of(row, column, field)
        if not isinstance(text, str):
            return None
        return any(test(text, value) for value in condition.values) != condition.negated

    return judge, field


def _by_value(condition: Timed | Compared, rows: Sequence[Row]) -> tuple[Judge | None, str]:
    column = COLUMNS.get(condition.column)
    field = field_of(column, rows) if column else ""
    if column is None or not field or all(value_of(row, column, field) is None for row in rows):
        return None, ""

    def judge(row: Row) -> Verdict:
        value = value_of(row, column, field)
        if isinstance(condition, Timed):
            if not isinstance(value, datetime):
                return None
            return (condition.since is None or value >= condition.since) and (
                condition.before is None or value < condition.before
            )
        return compares(value, condition) if isinstance(value, Decimal) else None

    return judge, field


def compares(value: Decimal, condition: Compared) -> bool:
    """Whether a number is as the condition wants it."""
    match condition.op:
        case "more":
            return value > condition.value
        case "at least":
            return value >= condition.value
        case "less":
            return value < condition.value
        case "at most":
            return value <= condition.value
        case "exactly":
            return value == condition.value


def _order_field(order: Order | None, rows: Sequence[Row]) -> str:
    if order is None:
        return ""
    meanings = [order.column] if order.column else list(RANKED_BY)
    for meaning in meanings:
        column = COLUMNS[meaning]
        field = field_of(column, rows)
        if field and any(value_of(row, column, field) is not None for row in rows):
            return field
    return ""


def _sorted(rows: list[Row], order: Order, field: str) -> list[Row]:
    """Rows without a value last, whichever way the order goes."""
    meanings = [order.column] if order.column else RANKED_BY
    column = next(COLUMNS[m] for m in meanings if field in COLUMNS[m].fields)
    known = [(value_of(row, column, field), row) for row in rows]
    have = [(v, row) for v, row in known if v is not None]
    have.sort(key=lambda pair: _key(pair[0]), reverse=order.descending)
    return [row for _, row in have] + [row for v, row in known if v is None]


def _key(value: Any) -> Decimal:
    if isinstance(value, datetime):
        return Decimal(str(value.timestamp()))
    return value if isinstance(value, Decimal) else Decimal(0)


def span_of(rows: Sequence[Row]) -> tuple[datetime, datetime] | None:
    """From when until when all rows say they are, whole days; None where they do not say the same."""
    spans = {(str(r.get("from", "")), str(r.get("until", ""))) for r in rows}
    if len(spans) != 1:
        return None
    first, last = (moment(v) for v in spans.pop())
    return (first.astimezone(UTC), last.astimezone(UTC)) if first and last else None
