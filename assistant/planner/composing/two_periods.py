"""Two periods of a bill held against each other: how much more or less the one costs, and what made the difference. Called
by `composing.compose`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.evidence import Evidence
from assistant.finding_text import not_looked_at
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.money import Money
from assistant.planner.composing.cells import label
from assistant.planner.composing.rows import span_of, total_of
from assistant.planner.narrowing.columns import decimal
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.narrowed import narrowed
from assistant.text_width import padded
from tools.spec import NotRead, Row

_KEYS = ("id", "usage", "service")  # what a row is the cost of, the nearest first
_COLUMNS = (
    ("name", "resource_id"),
    ("usage", "usage"),
)  # what the first one is called, by a field that only such rows have
_CENT = Decimal("0.005")
_HALF = Decimal("0.5")
_OF_EACH = 6  # rows of what divides the difference further
_LONGEST = 48  # letters of a name


def are_two_periods(observations: Sequence[Observation]) -> bool:
    """Whether each tool was read for two different days or spans of them, so that neither is compared with the days before."""
    by_tool = _by_tool(observations)
    return bool(by_tool) and all(
        len(read) == 2 and len(spans := {span_of(e.items) for e in read}) == 2 and None not in spans
        for read in by_tool.values()
    )


def compared(observations: Sequence[Observation], wanted: Narrowing, lang: Lang, *, shown: int) -> str:
    """The difference in all, then for each read what changed most, by service or by resource; "" where there is no total."""
    plain, parts = _plain(wanted), []
    tools = _by_tool(observations)
    for number, read in enumerate(tools.values()):
        later, earlier = sorted(read, key=lambda e: span_of(e.items) or ("", ""), reverse=True)
        head = "" if number else _difference(later, earlier, plain, lang)
        if not number and not head:
            return ""
        if not number and len(tools) > 1:
            share = _largest_share(list(tools.values())[1], _change(later, earlier, plain), plain, lang)
            head = f"{head}\n{share}" if share else head
        told = _changes(later, earlier, plain, lang, min(shown, _OF_EACH) if number else shown)
        parts.append("\n".join(p for p in (head, told) if p))
    gaps: dict[str, NotRead] = {}  # both tools say the same of the days that the bill lacks
    for read in tools.values():
        gaps |= {f"{n.what} {n.why}": n for e in read for n in e.not_read}
    return "\n\n".join(p for p in (*parts, not_looked_at(tuple(gaps.values()), lang)) if p)


def mergeable(observations: Sequence[Observation]) -> bool:
    """Whether the rows of both periods are of the same things; days are not."""
    return all(
        any(key in row for key in _KEYS) and "date" not in row
        for o in observations
        if o.evidence is not None
        for row in o.evidence.items
    )


def without_days_before(observation: Observation) -> Observation:
    """The period alone, since it is held against the other."""
    evidence = observation.evidence
    if evidence is None:
        return observation
    items = tuple({k: v for k, v in row.items() if k != "before"} for row in evidence.items)
    return replace(observation, evidence=replace(evidence, items=items))


def difference(observations: Sequence[Observation], wanted: Narrowing, lang: Lang) -> str:
    """The first lines of the answer; "" where there are no two periods, or their totals cannot be held against each other."""
    if not are_two_periods(observations):
        return ""
    read = next(iter(_by_tool(observations).values()))
    later, earlier = sorted(read, key=lambda e: span_of(e.items) or ("", ""), reverse=True)
    return _difference(later, earlier, _plain(wanted), lang)


def _plain(wanted: Narrowing) -> Narrowing:
    """Without what chooses among the rows of one period, or compares it with the days before."""
    rest = tuple(c for c in wanted.columns if c not in ("increase", "decrease"))
    return replace(wanted, compared_to=False, period=None, columns=rest, order=None, limit=None)


def _by_tool(observations: Sequence[Observation]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for o in observations:
        if o.evidence is not None:
            found.setdefault(o.evidence.tool, []).append(o.evidence)
    return found


def _difference(later: Evidence, earlier: Evidence, wanted: Narrowing, lang: Lang) -> str:
    first, second = _total(later, wanted), _total(earlier, wanted)
    if first is None or second is None or first.currency != second.currency:
        return ""
    change = first.amount - second.amount
    percent = f" ({change / second.amount:+.1%})" if second.amount else ""
    of_first, of_second = (" ~ ".join(span_of(e.items) or ()) for e in (later, earlier))
    head = f"**{_signed(change, first.currency)}{percent}** · {of_first} {first}, {of_second} {second}"
    said = f"{head} [{later.id}] [{earlier.id}]"
    days, days_before = _days(later), _days(earlier)
    if days == days_before or not days or not days_before:
        return said
    a_day, before = (Money(m.amount / d, m.currency) for m, d in ((first, days), (second, days_before)))
    unequal = Text(
        ko=f"기간의 길이가 다릅니다. 하루 평균은 {a_day}({days}일), 그 전은 {before}({days_before}일)입니다.",
        en=f"The periods are not equally long: {a_day} a day ({days} days) against {before} ({days_before} days).",
    )
    return f"{said}\n{unequal.in_(lang)} [{later.id}] [{earlier.id}]"


def _change(later: Evidence, earlier: Evidence, wanted: Narrowing) -> Decimal:
    now, before = _total(later, wanted), _total(earlier, wanted)
    return now.amount - before.amount if now is not None and before is not None else Decimal(0)


def _changes(later: Evidence, earlier: Evidence, wanted: Narrowing, lang: Lang, shown: int) -> str:
    """One line a service or resource: what it cost then and before, the largest change first; without what did not change."""
    each = _differences(later, earlier, wanted)
    if not each:
        return ""
    rows_ = [row for e in (later, earlier) for row in e.items]
    column = next((c for c, field in _COLUMNS if any(field in row for row in rows_)), "service")
    spans = [(span_of(e.items) or ("", ""))[0] for e in (later, earlier)]
    since = [Text(ko=f"{s}부터", en=f"from {s}").in_(lang) for s in spans]
    head = (label(column, lang), *since, Text(ko="변화", en="change").in_(lang))
    rows = [(name, f"{n:,.2f}", f"{b:,.2f}", f"{n - b:+,.2f}") for name, n, b in each[:shown]]
    lines = [f"  {line}".rstrip() for line in padded([head, *rows])]
    if len(each) > shown:
        more = len(each) - shown
        lines.append(
            Text(ko=f"… 나머지 {more}건: {later.show_command}", en=f"… {more} more: {later.show_command}").in_(lang)
        )
    return "\n".join([*lines, f"[{later.id}] [{earlier.id}]"])


def _differences(later: Evidence, earlier: Evidence, wanted: Narrowing) -> list[tuple[str, Decimal, Decimal]]:
    """What is charged, then and before, the largest change first; without what did not change."""
    now, before = (_costs(narrowed(e.items, wanted).rows) for e in (later, earlier))
    names = {key: name for _, each in ((0, before), (1, now)) for key, (name, _) in each.items()}
    none = ("", Decimal(0))
    each = [(name, now.get(key, none)[1], before.get(key, none)[1]) for key, name in names.items()]
    each = [(name, n, b) for name, n, b in each if abs(n - b) >= _CENT]
    each.sort(key=lambda c: (-abs(c[1] - c[2]), c[0]))
    return each


def _largest_share(read: Sequence[Evidence], change: Decimal, wanted: Narrowing, lang: Lang) -> str:
    """What alone makes at least half of the difference; "" where nothing does."""
    later, earlier = sorted(read, key=lambda e: span_of(e.items) or ("", ""), reverse=True)
    for name, now, before in _differences(later, earlier, wanted):
        if change and (now - before) / change >= _HALF:
            said = Text(ko=f"가장 큰 몫: {name}", en=f"The largest share: {name}")
            return f"{said.in_(lang)} [{later.id}] [{earlier.id}]"
    return ""


def _costs(rows: Sequence[Row]) -> dict[str, tuple[str, Decimal]]:
    """By what a row is the cost of: its name, and what it cost."""
    found: dict[str, tuple[str, Decimal]] = {}
    for row in rows:
        key = next((str(row[k]) for k in _KEYS if row.get(k)), "")
        found[key] = (_name(row), found.get(key, ("", Decimal(0)))[1] + (decimal(row.get("cost")) or Decimal(0)))
    return found


def _name(row: Mapping[str, Any]) -> str:
    name = next((str(row[k]) for k in ("name", *_KEYS) if row.get(k)), "")
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _signed(amount: Decimal, currency: str) -> str:
    return f"{'+' if amount >= 0 else '-'}{Money(abs(amount), currency)}"


def _days(evidence: Evidence) -> int:
    first, last = span_of(evidence.items) or ("", "")
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1 if first and last else 0


def _total(evidence: Evidence, wanted: Narrowing) -> Money | None:
    rows = narrowed(evidence.items, wanted).rows
    return total_of(rows) if rows else Money(Decimal(0), "USD")
