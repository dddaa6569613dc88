"""A single read as an answer: what was asked in the first line, then the telling columns of the rows. Used by `compose`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.money import Money
from assistant.planner import headlines
from assistant.planner.cells import amount, cell, cut, label
from assistant.planner.columns import raw
from assistant.planner.conditions import Condition, InState, Matched, Narrowing, Timed
from assistant.planner.narrowed import Narrowed, named, narrowed
from assistant.text_width import padded

SHOWN = 12
_COLUMNS = 6
_FIRST = (
    "name",
    "id",
    "service",
    "namespace",
    "kind",
    "state",
    "status",
    "problem",
    "type",
    "cost",
    "before",
    "metric",
    "maximum",
    "average",
    "minimum",
    "region",
)
_NAMES = ("name", "id", "service", "about")
# What the first line of a cost says already, or what is the same thing said twice.
_ABOUT_ONE = frozenset({"name", "pod", "ids", "volume_id", "about"})  # arguments that have chosen the thing already
_SAID = frozenset({"currency", "from", "until", "bill", "line"})


def rows_text(
    evidence: Evidence, lang: Lang, *, shown: int = SHOWN, wanted: Narrowing | None = None
) -> tuple[str, tuple[Condition, ...]]:
    """(the answer, the conditions that these rows cannot tell). A total where the rows are costs."""
    wanted, of_period = _with_period(wanted or Narrowing(), evidence, lang)
    if not evidence.items and not wanted.conditions:
        return _none(evidence, wanted, lang), ()
    wanted = _without_given(wanted, evidence)
    if not _ABOUT_ONE & evidence.arguments.keys() and (by_name := named(evidence.items, wanted.words)) is not None:
        wanted = replace(wanted, conditions=(by_name, *wanted.conditions))
    found = narrowed(evidence.items, headlines.exceptions_to(wanted))
    head = _head(found, wanted, evidence, lang)
    remarks = [*headlines.remarks(found, lang, cut=evidence.cut), *of_period]
    rows = found.shown
    lines = _log(rows, shown) if _is_log(rows) else _table(rows, lang, shown, first=found.fields) if rows else []
    if len(rows) > shown or (found.limit and len(rows) < len(found.rows)):
        rest, more = len(found.rows) - min(shown, len(rows)), evidence.show_command
        lines.append(Text(ko=f"… 나머지 {rest}건: {more}", en=f"… {rest} more: {more}").in_(lang))
    return "\n".join([head, *lines, *remarks]), found.not_applied


def _without_given(wanted: Narrowing, evidence: Evidence) -> Narrowing:
    """Without the states that the read was limited to: they hold for every row, and were not chosen from more."""
    limited = {k for k in ("state", "only_unhealthy") if evidence.arguments.get(k)}
    if not limited or len(wanted.conditions) != 1 or not isinstance(wanted.conditions[0], InState):
        return wanted
    found = narrowed(evidence.items, wanted)
    return replace(wanted, conditions=(), exists=True) if len(found.rows) == len(evidence.items) else wanted


def _none(evidence: Evidence, wanted: Narrowing, lang: Lang) -> str:
    if evidence.not_read:  # what could not be read is not nothing
        return Text(
            ko=f"**볼 수 없었습니다.** 있는지 없는지 알 수 없습니다. [{evidence.id}]",
            en=f"**Could not look.** Whether there is any is not known. [{evidence.id}]",
        ).in_(lang)
    yes_no = wanted.form == "yes or no"
    ko = "**아니요, 없습니다.**" if yes_no else "**없습니다.**"
    en = "**No, none.**" if yes_no else "**None.**"
    return Text(
        ko=f"{ko} 찾아봤지만 해당하는 것이 없습니다. [{evidence.id}]",
        en=f"{en} Looked, and there is nothing of that kind. [{evidence.id}]",
    ).in_(lang)


def _head(found: Narrowed, wanted: Narrowing, evidence: Evidence, lang: Lang) -> str:
    services = [c for c in found.applied if isinstance(c, Matched) and c.column == "service" and not c.negated]
    period = _period(evidence.items)
    if services and not found.rows and services[0].label is not None and not evidence.cut:
        return f"{headlines.no_charges(services[0].label, lang)}{f' · {period}' if period else ''} [{evidence.id}]"
    total = _total(found.shown)
    total_text = str(total or "")
    if total and wanted.compared_to and (before := _total(found.shown, "before")):
        difference = total.amount - before.amount
        sign = "+" if difference >= 0 else "-"
        total_text = f"{total} ({sign}{Money(abs(difference), total.currency)})"
    return headlines.headline(found, wanted, lang, cite=evidence.id, cut=evidence.cut, total=total_text, period=period)


def _with_period(wanted: Narrowing, evidence: Evidence, lang: Lang) -> tuple[Narrowing, list[str]]:
    """The period as a condition where the rows are of moments; else what must be said where it was not kept to."""
    period, items = wanted.period, evidence.items
    if wanted.compared_to and (span := _span(items)) is not None:
        return wanted, [headlines.compared_with(span, lang, held=any("before" in row for row in items))]
    if period is None:
        return wanted, []
    if "since_s" in evidence.arguments:
        return wanted, []
    span = _span(items)
    if span is None and any("last_at" in row or "at" in row for row in items):
        end = None if period.to_now else period.end
        of_period = Timed(column="happened", since=period.start, before=end, spoken="")
        return replace(wanted, conditions=(*wanted.conditions, of_period)), []
    if span is None and any(name in evidence.arguments for name in ("days", "since", "until")):
        return wanted, []
    said = headlines.other_period(period, span, lang, wanted.zone)
    return wanted, [said] if said else []


def _is_log(items: Sequence[Mapping[str, Any]]) -> bool:
    return bool(items) and "line" in items[0] and "text" in items[0]


def _log(items: Sequence[Mapping[str, Any]], shown: int) -> list[str]:
    """The lines that tell of an error before the rest, each in the order of the log, with its time and how often."""
    telling = [i for i in items if i.get("decisive") or i.get("longest_s")]
    chosen = (telling + [i for i in items if i not in telling])[:shown]
    chosen.sort(key=lambda i: int(i["line"]))
    lines = []
    for item in chosen:
        at = str(item.get("at") or "")[:19].replace("T", " ")
        times = f" ×{item['repeats']}" if int(item.get("repeats") or 1) > 1 else ""
        lines.append(f"  {item['line']:>5}  {at + '  ' if at else ''}{cut(str(item['text']), 160)}{times}")
    return lines


def _table(items: Sequence[Mapping[str, Any]], lang: Lang, shown: int, *, first: Sequence[str]) -> list[str]:
    columns = _columns(items, first)
    head = [label(c, lang) for c in columns]
    cells = [head, *([cell(c, raw(item, c), lang) for c in columns] for item in items[:shown])]
    return [f"  {line}".rstrip() for line in padded(cells)]


def _columns(items: Sequence[Mapping[str, Any]], first: Sequence[str]) -> list[str]:
    """What names the thing, what was asked about, then fields with short values; what is the same in all tells nothing."""
    names = dict.fromkeys(k for item in items for k in item)
    told = [n for n in names if _tells(items, n) and n not in _SAID]
    told.sort(key=lambda n: _FIRST.index(n) if n in _FIRST else len(_FIRST))
    naming = next(([n] for n in _NAMES if n in told), [])
    placed = [n for n in ("namespace",) if n in told and naming]
    asked = [f for f in first if f not in ("attachments",) or f in told]
    chosen = list(dict.fromkeys([*naming, *placed, *asked, *told]))
    return chosen[: max(_COLUMNS, len(naming) + len(placed) + len(asked))] or list(names)[:_COLUMNS]


def _tells(items: Sequence[Mapping[str, Any]], name: str) -> bool:
    values = [item.get(name) for item in items]
    if all(v in (None, "", [], {}) for v in values) or any(isinstance(v, dict) for v in values):
        return False
    if any(isinstance(v, list) and v and not isinstance(v[0], str) for v in values):
        return False
    if name == "resource_id":
        return any(str(item.get("id")) != str(item.get(name)) for item in items)
    return len(items) == 1 or name in ("name", "id", "state", "status", "ready") or len({str(v) for v in values}) > 1


def _total(items: Sequence[Mapping[str, Any]], field: str = "cost") -> Money | None:
    """The sum of the costs; None when the rows are none, or of several currencies."""
    amounts = [amount(i[field]) for i in items if field in i]
    currencies = {str(i.get("currency", "")) for i in items}
    if len(amounts) != len(items) or any(a is None for a in amounts) or len(currencies) != 1:
        return None
    return Money(sum((a for a in amounts if a is not None), Decimal(0)), currencies.pop() or "USD")


def _span(items: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    """From which day until which, both included, where all rows say the same."""
    spans = {(str(i.get("from", "")), str(i.get("until", ""))) for i in items}
    first, last = spans.pop() if len(spans) == 1 else ("", "")
    if "T00:00" in last:  # a moment, with which the day before ends
        last = (date.fromisoformat(last[:10]) - timedelta(days=1)).isoformat()
    return (first[:10], last[:10]) if first and last else None


def _period(items: Sequence[Mapping[str, Any]]) -> str:
    span = _span(items)
    return f"{span[0]} ~ {span[1]}" if span else ""
