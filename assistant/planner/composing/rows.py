"""A single read as an answer: what was asked in the first line, then the telling columns of the rows. Used by `compose`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assistant.evidence import Evidence
from assistant.language import Lang, Text, with_particle
from assistant.money import Money
from assistant.planner.composing import headlines
from assistant.planner.composing.attributes import attributes_text
from assistant.planner.composing.beside import besides, without_named
from assistant.planner.composing.cells import amount, cell, label
from assistant.planner.composing.forecast import forecast_text, is_forecast
from assistant.planner.composing.given import of_tags, without_given
from assistant.planner.composing.grouped import grouped_text
from assistant.planner.composing.logs import is_log, lines_meant, log_text, of_log
from assistant.planner.composing.objects import are_objects, objects_text
from assistant.planner.composing.owners import with_owners, without_owner
from assistant.planner.composing.rollouts import (
    are_new_revisions,
    are_revisions,
    by_workload,
    of_new_revisions,
    revisions_text,
    who_is_asked_of_each,
)
from assistant.planner.composing.series import a_day, in_short, is_series
from assistant.planner.composing.value_before import value_before_text
from assistant.planner.narrowing.columns import raw
from assistant.planner.narrowing.conditions import Condition, Matched, Named, Narrowing, Order, Timed
from assistant.planner.narrowing.narrowed import Narrowed, named, names_of, narrowed
from assistant.text_width import padded, width

SHOWN = 12
_COLUMNS, _MOST_COLUMNS, _WIDE = 6, 9, 120  # so many always; more while the table stays so narrow
_FIRST = (
    "name",
    "host",
    "id",
    "service",
    "namespace",
    "kind",
    "state",
    "status",
    "problem",
    "type",
    "size_gib",
    "cost",
    "before",
    "metric",
    "unit",
    "maximum",
    "average",
    "minimum",
    "region",
)
_NAMES = ("name", "id", "date", "usage", "service", "about")
# What the first line of a cost says already, or what is the same thing said twice.
_ABOUT_ONE = frozenset({"name", "pod", "ids", "volume_id", "about"})  # arguments that have chosen the thing already
_FEW_MORE = 3  # rows that are shown rather than said to be left
_SAID = frozenset({"currency", "from", "until", "before_from", "before_until", "bill", "line", "period_s"})


def rows_text(
    evidence: Evidence, lang: Lang, *, shown: int = SHOWN, wanted: Narrowing | None = None
) -> tuple[str, tuple[Condition, ...]]:
    """(the answer, the conditions that these rows cannot tell). A total where the rows are costs."""
    wanted = wanted or Narrowing()
    if is_forecast(evidence.items):
        of_service = () if evidence.arguments.get("service") else wanted.conditions
        return forecast_text(evidence.items, wanted, lang, cite=evidence.id), of_service
    wanted, of_period = _with_period(wanted, evidence, lang)
    wanted, tags = of_tags(wanted, evidence)
    if tags and not evidence.items and not evidence.not_read:
        return f"{headlines.no_charges(tags[0], lang)} [{evidence.id}]", ()
    if is_log(evidence):
        meant = lines_meant(evidence.items, wanted)
        wanted = of_log(wanted, evidence)
        found = narrowed(meant, wanted)
        return log_text(evidence, found, wanted, lang, shown=shown), found.not_applied
    if wanted.follows.back and are_revisions(evidence.items):
        return value_before_text(evidence, wanted, lang), ()
    if wanted.follows.beside is not None:
        evidence, wanted = besides(evidence, wanted, wanted.follows.beside)
    if wanted.follows.without:
        wanted = without_named(evidence, wanted)
    if not evidence.items and not wanted.conditions:
        return _none(evidence, wanted, lang), ()
    if told := revisions_text(evidence, wanted, lang):
        return told, ()
    if are_objects(evidence.items):
        return objects_text(evidence.items, wanted.words, lang, cite=evidence.id, shown=shown), wanted.conditions
    wanted = _of_these_rows(wanted, evidence)
    items = with_owners(evidence.items, wanted)
    found = narrowed(items, headlines.exceptions_to(wanted))
    if wanted.attributes:  # of the one thing, however it is
        own = narrowed(items, replace(wanted, conditions=_by_name(wanted)))
        if _are_of_named(evidence, own, wanted):
            return attributes_text(own.rows, wanted.attributes, lang, cite=evidence.id), ()
    if are_new_revisions(evidence) and wanted.period is not None:
        return _new_revisions(found, evidence, lang, shown, wanted), found.not_applied
    if wanted.marks and found.applied:
        return _marked(found, evidence, lang, shown, wanted), found.not_applied
    if by_group := grouped_text(
        found, wanted, lang, cite=evidence.id, shown=shown, cut=evidence.cut, period=_period(evidence.items)
    ):
        remarks = headlines.remarks(found, lang, cut=evidence.cut)
        return "\n".join([by_group, *remarks, *of_period]), found.not_applied
    return _listed(found, wanted, evidence, lang, shown, tags, of_period), _untold(found, evidence)


def _listed(
    found: Narrowed,
    wanted: Narrowing,
    evidence: Evidence,
    lang: Lang,
    shown: int,
    tags: Sequence[Text],
    of_period: Sequence[str],
) -> str:
    """The first line, the rows as a table, and what must be said of them."""
    head = _head(found, wanted, evidence, lang, tags)
    remarks = [*headlines.remarks(found, lang, cut=evidence.cut), *of_period]
    if nobody := without_owner(found.shown, wanted, lang):
        remarks = [nobody, *remarks]
    rows = found.shown if found.order is not None else tuple(sorted(found.shown, key=_is_well))
    if missing := headlines.not_charged(evidence, lang):
        remarks = [missing, *remarks]
    if is_series(rows):
        remarks = [s for s in (in_short(evidence.items, lang, cite=evidence.id),) if s] + remarks
        if found.order is None and len(rows) > shown + _FEW_MORE:
            rows = rows[::-1]  # the latest are seen
    shown = len(rows) if len(rows) <= shown + _FEW_MORE else shown
    lines = _table(rows, lang, shown, first=found.fields) if rows else []
    if len(rows) > shown or (found.limit and len(rows) < len(found.rows)):
        rest, more = len(found.rows) - min(shown, len(rows)), evidence.show_command
        lines.append(Text(ko=f"… 나머지 {rest}건: {more}", en=f"… {rest} more: {more}").in_(lang))
    return "\n".join([head, *lines, *remarks])


def _marked(found: Narrowed, evidence: Evidence, lang: Lang, shown: int, wanted: Narrowing) -> str:
    """All rows, those that are asked about first and named in the first line."""
    rows = [*found.rows, *(row for row in evidence.items if row not in found.rows)]
    head = headlines.of_marked(found, wanted, lang, cite=evidence.id)
    lines = _first_of(rows, evidence, lang, shown, found.fields)
    return "\n".join([head, *lines, *headlines.remarks(found, lang, cut=evidence.cut)])


def _new_revisions(found: Narrowed, evidence: Evidence, lang: Lang, shown: int, wanted: Narrowing) -> str:
    """What was deployed in a period: workloads with their new images."""
    said = [c.text(wanted.zone) for c in found.applied]
    head = of_new_revisions(len(found.rows), said, lang, cite=evidence.id)
    rows = by_workload(found.shown)
    lines = _first_of(rows, evidence, lang, shown, ("images",)) if rows else []
    if rows and "changed_by" in wanted.columns and not any(row["change_cause"] for row in rows):
        lines.append(who_is_asked_of_each(str(rows[0]["name"])).in_(lang))
    return "\n".join([head, *lines, *headlines.remarks(found, lang, cut=evidence.cut)])


def _first_of(
    rows: Sequence[Mapping[str, Any]], evidence: Evidence, lang: Lang, shown: int, first: Sequence[str]
) -> list[str]:
    """A table of the first rows, and how many are left."""
    lines = _table(rows, lang, shown, first=first)
    if len(rows) > shown:
        rest, more = len(rows) - shown, evidence.show_command
        lines.append(Text(ko=f"… 나머지 {rest}건: {more}", en=f"… {rest} more: {more}").in_(lang))
    return lines


def _untold(found: Narrowed, evidence: Evidence) -> tuple[Condition, ...]:
    """Without the services and kinds that say which list it is: EC2, of a list of instances."""
    if not evidence.tool.startswith("list_"):
        return found.not_applied
    return tuple(c for c in found.not_applied if not (isinstance(c, Matched) and c.column in ("service", "resource")))


def _by_name(wanted: Narrowing) -> tuple[Condition, ...]:
    return tuple(c for c in wanted.conditions if isinstance(c, Named))


def _are_of_named(evidence: Evidence, found: Narrowed, wanted: Narrowing) -> bool:
    """Whether the rows are of the one thing that is asked about: read by its name, or called so, or its own."""
    return "name" in evidence.arguments or all(names_of(row) & wanted.words for row in found.rows)


def _is_well(row: Mapping[str, Any]) -> bool:
    """False for what is to be seen first: a pod of which not all containers are ready."""
    ready, slash, of = str(row.get("ready") or "").partition("/")
    return not slash or ready == of or row.get("state") in ("Succeeded", "Completed")


def _of_these_rows(wanted: Narrowing, evidence: Evidence) -> Narrowing:
    """What is restricted, as these rows can tell it: by the names that they have, in the order that is meant of them."""
    wanted = without_given(wanted, evidence)
    if (
        not _ABOUT_ONE & evidence.arguments.keys()
        and (by_name := named(evidence.items, wanted.words, wanted.only)) is not None
    ):
        wanted = replace(wanted, conditions=(by_name, *wanted.conditions))
    if wanted.of_sum and total_of(evidence.items) is None:
        wanted = replace(wanted, conditions=(*wanted.conditions, wanted.of_sum), of_sum=None)
    if wanted.order is None and _asks_rise(wanted) and any("before" in row for row in evidence.items):
        wanted = replace(wanted, order=_by_change(wanted))
    return wanted


def names_shown(evidence: Evidence, wanted: Narrowing) -> Iterator[str]:
    """The names of the rows that an answer shows, and of the workloads that these belong to; ids of all rows that it means."""
    if are_objects(evidence.items) or is_log(evidence) or evidence.tool == "search_guides":
        return
    if wanted.follows.beside is not None:
        evidence, wanted = besides(evidence, wanted, wanted.follows.beside)
    meant = _of_these_rows(_with_period(wanted, evidence, "en")[0], evidence)
    rows = narrowed(evidence.items, headlines.exceptions_to(meant)).shown
    yield from (str(row["id"]) for row in rows if row.get("id"))
    nodes = (r.get("name") if evidence.arguments.get("kind") == "nodes" else r.get("node") for r in rows[:SHOWN])
    yield from dict.fromkeys(f"Node/{node}" for node in nodes if node)
    for row in rows[:SHOWN]:
        if name := str(row.get("name") or ""):
            yield name
            yield from sorted(names_of(row) - {name.lower()})


def _by_change(wanted: Narrowing) -> Order:
    falls = "decrease" in wanted.columns
    return Order(column="decrease" if falls else "increase", descending=not falls)


def _asks_rise(wanted: Narrowing) -> bool:
    """Whether it is about what costs more, or less, than before: what changed most comes first, and by how much in all."""
    return not {"increase", "decrease"}.isdisjoint(wanted.columns)


def _none(evidence: Evidence, wanted: Narrowing, lang: Lang) -> str:
    if evidence.not_read:  # what could not be read is not nothing
        return Text(
            ko=f"**볼 수 없었습니다.** 있는지 없는지 알 수 없습니다. [{evidence.id}]",
            en=f"**Could not look.** Whether there is any is not known. [{evidence.id}]",
        ).in_(lang)
    yes_no = wanted.form == "yes or no"
    ko = "**아니요, 없습니다.**" if yes_no else "**없습니다.**"
    en = "**No, none.**" if yes_no else "**None.**"
    kind = str(evidence.arguments.get("kind") or "").partition(".")[0]
    kind = kind or (evidence.tool.removeprefix("list_") if evidence.tool.startswith("list_") else "")
    where = str(evidence.arguments.get("namespace") or evidence.arguments.get("region") or "")
    ko_where, en_where = (f"{where}에서 ", f" in {where}") if where else ("", "")
    ko_kind = with_particle(kind or "해당하는 것", "을")
    return Text(
        ko=f"{ko} {ko_where}{ko_kind} 찾아봤지만 하나도 없습니다. [{evidence.id}]",
        en=f"{en} Looked for {kind or 'what was asked'}{en_where}, and there are none. [{evidence.id}]",
    ).in_(lang)


def _head(found: Narrowed, wanted: Narrowing, evidence: Evidence, lang: Lang, tags: Sequence[Text] = ()) -> str:
    of_bill = ("service", "charged_for")
    services = [c for c in found.applied if isinstance(c, Matched) and c.column in of_bill and not c.negated]
    period = _period(evidence.items)
    if services and not found.rows and services[0].label is not None and not evidence.cut:
        none = headlines.NO_CREDITS.in_(lang) if services[0].values == ("credit",) else ""
        said = [
            none or headlines.no_charges(services[0].label, lang),
            *(t.in_(lang) for t in tags),
            *([period] if period else []),
        ]
        return f"{' · '.join(said)} [{evidence.id}]"
    total = total_of(found.shown)
    total_text = str(total or "")
    if total and wanted.of_sum:
        answer = headlines.of_sum(total, wanted.of_sum, wanted.zone).in_(lang)
        said = [c.text(wanted.zone).in_(lang) for c in found.applied]
        said += [str(evidence.arguments["region"])] if evidence.arguments.get("region") else []
        return " · ".join([answer, *said, *([period] if period else [])]) + f" [{evidence.id}]"
    if total and (wanted.compared_to or _asks_rise(wanted)) and (before := total_of(found.shown, "before")):
        difference = total.amount - before.amount
        sign = "+" if difference >= 0 else "-"
        change = f"{sign}{Money(abs(difference), total.currency)}"
        if not found.applied and (not_so := _not_so(difference, wanted)):
            change = f"{change}, {not_so.in_(lang)}"
        total_text = f"{total} ({change})"
    if found.limit and found.limit < len(found.rows) and (whole := total_of(found.rows)):
        total_text = Text(ko=f"{total_text} / 전체 {whole}", en=f"{total_text} of {whole}").in_(lang)
    if is_series(found.rows) and not found.limit:
        total_text = f"{total_text} ({a_day(found.rows, lang)})"
    places = [str(p) for p in (evidence.arguments.get("namespace"), evidence.arguments.get("region")) if p]
    places = [*(tag.in_(lang) for tag in tags), *places]
    period = " · ".join([*places, *([period] if period else [])])
    return headlines.headline(found, wanted, lang, cite=evidence.id, cut=evidence.cut, total=total_text, period=period)


def _asks_restarts(wanted: Narrowing) -> bool:
    ordered = wanted.order is not None and wanted.order.column == "restarts"
    return (
        ordered
        or "restarts" in wanted.columns
        or any(getattr(c, "column", "") == "restarts" for c in wanted.conditions)
    )


def _not_so(difference: Decimal, wanted: Narrowing) -> Text | None:
    """Where the sum did not do what the question takes for granted."""
    if difference <= 0 and "increase" in wanted.columns:
        return Text(ko="오르지 않음", en="no rise")
    return Text(ko="줄지 않음", en="no drop") if difference >= 0 and "decrease" in wanted.columns else None


def _with_period(wanted: Narrowing, evidence: Evidence, lang: Lang) -> tuple[Narrowing, list[str]]:
    """The period as a condition where the rows are of moments; else what must be said where it was not kept to."""
    period, items = wanted.period, evidence.items
    if (wanted.compared_to or _asks_rise(wanted)) and (said := headlines.compared_with(items, lang)):
        return wanted, [said]
    if period is None:
        return wanted, []
    if "since_s" in evidence.arguments:
        return wanted, []
    span = span_of(items)
    if any("last_end_at" in row for row in items) and _asks_restarts(wanted):
        ended = Timed(column="ended", since=period.start, before=None if period.to_now else period.end, spoken="")
        return replace(wanted, conditions=(*wanted.conditions, ended)), []
    revisions = evidence.tool == "list_rollout_history" or evidence.arguments.get("kind") == "replicasets.apps"
    if revisions:
        end = None if period.to_now else period.end
        made = Timed(column="created", since=period.start, before=end, spoken="")
        return replace(wanted, conditions=(*wanted.conditions, made)), []
    if span is None and any("last_at" in row or "at" in row for row in items):
        end = None if period.to_now else period.end
        of_period = Timed(column="happened", since=period.start, before=end, spoken="")
        return replace(wanted, conditions=(*wanted.conditions, of_period)), []
    if span is None and any(name in evidence.arguments for name in ("days", "since", "until")):
        return wanted, []
    said = headlines.other_period(period, span, lang, wanted.zone)
    return wanted, [said] if said else []


def _table(items: Sequence[Mapping[str, Any]], lang: Lang, shown: int, *, first: Sequence[str]) -> list[str]:
    certain, others = _columns(items, first)
    columns = [_column(items[:shown], name, lang) for name in certain]
    taken = sum(map(_broad, columns))
    for name in others:
        if len(columns) == _MOST_COLUMNS:
            break
        more = _column(items[:shown], name, lang)
        if taken + _broad(more) <= _WIDE:
            columns.append(more)
            taken += _broad(more)
    return [f"  {line}".rstrip() for line in padded(list(zip(*columns, strict=True)))]


def _column(items: Sequence[Mapping[str, Any]], name: str, lang: Lang) -> list[str]:
    return [label(name, lang), *(cell(name, raw(item, name), lang) for item in items)]


def _broad(column: list[str]) -> int:
    return max(map(width, column)) + 2


def _columns(items: Sequence[Mapping[str, Any]], first: Sequence[str]) -> tuple[list[str], list[str]]:
    """What names the thing, what was asked about, then fields with short values; and the rest, for which there may be room.

    What is the same in all tells nothing.
    """
    names = dict.fromkeys(k for item in items for k in item)
    told = [n for n in names if _tells(items, n) and n not in _SAID]
    told.sort(key=lambda n: _FIRST.index(n) if n in _FIRST else len(_FIRST))
    naming = next(([n] for n in _NAMES if n in told), [])
    placed = [n for n in ("namespace",) if n in told and naming]
    asked = [f for f in first if f in told or any(raw(i, f) not in (None, "", [], {}) for i in items)]
    asked = [f for f in asked if f != "attachments" or f in told]
    chosen = list(dict.fromkeys([*naming, *placed, *asked, *told]))
    most = max(_COLUMNS, len(naming) + len(placed) + len(asked))
    return chosen[:most] or list(names)[:_COLUMNS], chosen[most:]


def _tells(items: Sequence[Mapping[str, Any]], name: str) -> bool:
    values = [item.get(name) for item in items]
    if all(v in (None, "", [], {}) for v in values) or any(isinstance(v, dict) for v in values):
        return False
    if any(isinstance(v, list) and v and not isinstance(v[0], str) for v in values):
        return False
    if name == "effective":  # with commitments spread; without any it is the cost again
        return any(str(item.get("cost")) != str(item.get(name)) for item in items)
    if name in ("average", "minimum") and any(item.get("statistic") == "Maximum" for item in items):
        return False  # of the largest samples
    if name == "resource_id":
        return any(str(item.get("id")) != str(item.get(name)) for item in items)
    return (
        len(items) == 1
        or name in ("name", "id", "state", "status", "ready", "unit", "min", "max", "current")
        or len({str(v) for v in values}) > 1
    )


def total_of(items: Sequence[Mapping[str, Any]], field: str = "cost") -> Money | None:
    """The sum of the costs; None when the rows are none, or of several currencies."""
    amounts = [amount(i[field]) for i in items if field in i]
    currencies = {str(i.get("currency", "")) for i in items}
    if len(amounts) != len(items) or any(a is None for a in amounts) or len(currencies) != 1:
        return None
    return Money(sum((a for a in amounts if a is not None), Decimal(0)), currencies.pop() or "USD")


def span_of(items: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    """From which day until which, both included, where all rows say the same."""
    spans = {(str(i.get("from", "")), str(i.get("until", ""))) for i in items}
    first, last = spans.pop() if len(spans) == 1 else ("", "")
    if "T00:00" in last:  # a moment, with which the day before ends
        last = (date.fromisoformat(last[:10]) - timedelta(days=1)).isoformat()
    return (first[:10], last[:10]) if first and last else None


def _period(items: Sequence[Mapping[str, Any]]) -> str:
    span = span_of(items)
    return f"{span[0]} ~ {span[1]}" if span else ""
