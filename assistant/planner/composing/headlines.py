"""The first line of an answer from rows, and what must be said with it: yes or no, how many, the winner; what was applied
and what was not. Called by `composing.rows` and `composing.compose`. Pure.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta, tzinfo
from decimal import Decimal

from assistant.evidence import Evidence
from assistant.language import Lang, Text, same
from assistant.money import Money
from assistant.planner.composing.cells import cell, label
from assistant.planner.narrowing.columns import COLUMNS, UNKNOWN, Row, raw
from assistant.planner.narrowing.conditions import Compared, Condition, InState, Named, Narrowing
from assistant.planner.narrowing.narrowed import Narrowed, compares
from assistant.planner.windows import Window

FUTURE = Text(
    ko="**앞으로의 일은 예측하지 않습니다.** 지금까지 기록된 것만 보여 드립니다.",
    en="**This is no forecast.** Only what has been recorded so far is shown.",
)
NO_ADVICE = Text(
    ko="**얼마가 적당한지는 계산하지 않습니다.** 지금 어떤지를 보여 드립니다.",
    en="**What would be right is not worked out here.** This is what there is now.",
)
NO_LATENCY = Text(
    ko="**응답 시간은 여기서 읽지 않으므로 느린지는 알 수 없습니다.** 로그에 남은 느린 작업은 로그를 물으면 보여 드립니다.",
    en="**Response times are not read here**, so whether it is slow is not known. Slow operations in its log: ask for the log.",
)
NO_CREDITS = Text(ko="**이 청구서에 크레딧이 없습니다**", en="**No credits in this bill**")
_MARKED = 5  # of a whole list, those that are named in the first line
_NAMES = ("name", "about", "id", "date", "usage", "service", "text")


def exceptions_to(wanted: Narrowing) -> Narrowing:
    """For "are all nodes ready?": what is looked for are those that are not."""
    if wanted.form != "all":
        return wanted
    turned = tuple(
        replace(c, negated=not c.negated) if isinstance(c, InState) and i == _stated(wanted) else c
        for i, c in enumerate(wanted.conditions)
    )
    return replace(wanted, conditions=turned)


def _stated(wanted: Narrowing) -> int:
    """The last state said is the one asked about: "are all running pods ready?"."""
    return max((i for i, c in enumerate(wanted.conditions) if isinstance(c, InState)), default=-1)


def headline(found: Narrowed, wanted: Narrowing, lang: Lang, *, cite: str, cut: bool, total: str, period: str) -> str:
    """One line: the answer, of how many, under which conditions, with its citation.

    `total` is money in all, `period` the days.
    """
    shown = found.applied if found.rows or wanted.form != "all" else wanted.conditions  # all are as they should be
    said = [c.text(wanted.zone) for c in shown]
    ordered = found.order is not None and bool(found.order_field) and bool(found.rows)
    if ordered and found.order is not None:
        said.append(replace(found.order, column=found.order_meaning).text())
    at = _moment(found) if wanted.when else None
    answer = at or _replicas(found, wanted) or _answer(found, wanted, cut=cut, ordered=ordered)
    parts = [answer.in_(lang), *(s.in_(lang) for s in said)]
    if total:
        asked_order = ordered and wanted.order is not None and bool(wanted.order.spoken)
        # a winner comes before the sum of all
        first = (found.applied or not asked_order) and wanted.form not in ("yes or no", "all")
        parts.insert(0 if first else 1, Text(ko=f"**합계 {total}**", en=f"**{total} in all**").in_(lang))
    return " · ".join([*parts, *([period] if period else [])]) + f" [{cite}]"


def of_marked(found: Narrowed, wanted: Narrowing, lang: Lang, *, cite: str) -> str:
    """How many of a whole list are as is asked, and which."""
    said = [c.text(wanted.zone) for c in found.applied]
    state = Text(ko=", ".join(t.ko for t in said), en=", ".join(t.en for t in said))
    count, of = len(found.rows), found.total
    names, more = ", ".join(map(name_of, found.rows[:_MARKED])), count - _MARKED
    if not count:
        head = Text(ko=f"**{of}건 중 0건** · {state.ko}", en=f"**None of {of}** · {state.en}")
        if len(found.applied) == 1 and isinstance(only := found.applied[0], InState) and not found.unknown:
            turned = replace(only, negated=not only.negated).text(wanted.zone)
            head = Text(ko=f"**{of}건 모두** · {turned.ko}", en=f"**All {of}** · {turned.en}")
        return f"{head.in_(lang)} [{cite}]"
    rest = Text(ko=f" 외 {more}건", en=f" and {more} more").in_(lang) if more > 0 else ""
    head = Text(ko=f"**{of}건 중 {count}건** · {state.ko}: ", en=f"**{count} of {of}** · {state.en}: ")
    return f"{head.in_(lang)}{names}{rest} [{cite}]"


def _moment(found: Narrowed) -> Text | None:
    """The one time that answers "when": of the only row, or of the one that is current; None where several could be meant."""
    rows = [r for r in found.rows if r.get("current") is True] or list(found.rows)
    times = [(f, v) for r in rows[:1] for f, v in r.items() if f.endswith("_at") and v]
    if (
        len(rows) != 1 or len(times) != 1 or "desired" in rows[0]
    ):  # when a workload was made is not when it was deployed
        return None
    at = f"{cell(*times[0])} UTC"
    what_ko, what_en = label(times[0][0], "ko").removesuffix(" (UTC)"), label(times[0][0], "en").removesuffix(" (UTC)")
    revision = str(rows[0].get("revision") or "")
    return Text(
        ko=f"**{at}**" + (f" · 리비전 {revision}" if revision else f" · {what_ko}"),
        en=f"**{at}**" + (f" · revision {revision}" if revision else f" · {what_en}"),
    )


def _replicas(found: Narrowed, wanted: Narrowing) -> Text | None:
    """How many of one workload, where it is the only one asked about: its pods are counted, not its row."""
    row = found.rows[0] if len(found.rows) == 1 and wanted.form == "count" else {}
    desired, ready = row.get("desired"), row.get("ready")
    if (
        not isinstance(desired, int)
        or not isinstance(ready, int)
        or not any(isinstance(c, Named) for c in found.applied)
    ):
        return None
    return Text(ko=f"**{desired}개 중 {ready}개 준비됨**", en=f"**{ready} of {desired} ready**")


def of_sum(total: Money, condition: Compared, zone: tzinfo) -> Text:
    """Yes or no, of the money in all."""
    yes = compares(total.amount, condition)
    than = condition.text(zone)
    ko, en = ("네", "Yes") if yes else ("아니요", "No")
    return Text(ko=f"**{ko}, 합계 {total}** · {than.ko}", en=f"**{en}: {total} in all** · {than.en}")


def _answer(found: Narrowed, wanted: Narrowing, *, cut: bool, ordered: bool) -> Text:
    count, of, plus = len(found.rows), found.total, "+" if cut else ""
    of_ko, of_en = (f"{of}{plus}건 중 ", f" of {of}{plus}") if found.applied else ("", "")
    sure = not cut and not found.unknown
    if wanted.form == "all" and any(isinstance(c, InState) for c in found.applied):
        if count:
            return Text(ko=f"**아니요, {of_ko}{count}건**", en=f"**No: {count}**{of_en}")
        if sure:
            return Text(ko=f"**네, {of}건 모두**", en=f"**Yes, all {of}**")
        return Text(ko=f"**확인된 예외는 없습니다** · {of_ko}0건", en=f"**No exception found** · 0{of_en}")
    if wanted.of_count is not None and not cut:
        yes = compares(Decimal(count), wanted.of_count)
        return Text(
            ko=f"**{'네' if yes else '아니요'}, {of_ko}{count}건**", en=f"**{'Yes' if yes else 'No'}, {count}**{of_en}"
        )
    if wanted.form == "yes or no" and (found.applied or wanted.exists) and not found.not_applied:
        if count:
            return Text(ko=f"**네, {of_ko}{count}{plus}건**", en=f"**Yes, {count}{plus}**{of_en}")
        if sure:
            return Text(ko=f"**아니요, {of_ko}0건**", en=f"**No, 0**{of_en}")
    if not count:
        return Text(ko=f"**{of_ko}0건**", en=f"**0**{of_en}")
    if ordered and (wanted.form == "which" or found.limit == 1):
        return _winner(found, of_ko or f"{of}{plus}건 중 ", of_en or f" of {of}{plus}")
    if ordered and found.limit and found.limit < count:
        if not found.applied and wanted.form == "count":
            return Text(ko=f"**{count}{plus}건**", en=f"**{count}{plus}**")
        return Text(ko=f"**상위 {found.limit}건** · {count}{plus}건 중", en=f"**Top {found.limit}** of {count}{plus}")
    return Text(
        ko=f"**{of_ko}{count}{plus}건**",
        en=f"**{count}{plus}**{of_en}" if found.applied else f"**{count}{plus} item{'' if count == 1 else 's'}**",
    )


def _winner(found: Narrowed, of_ko: str, of_en: str) -> Text:
    first = found.rows[0]
    value = raw(first, found.order_field)
    alike = sum(raw(r, found.order_field) == value for r in found.rows) - 1
    shown = f"{name_of(first)}: {shown_value(found.order_field, value)}"
    ko = f"**{shown}**" + (f" (같은 값 {alike}건 더)" if alike else "")
    en = f"**{shown}**" + (f" ({alike} more alike)" if alike else "")
    return Text(ko=f"{ko} · {of_ko.strip()}", en=f"{en} ·{of_en}")


def name_of(row: Row) -> str:
    name = next((str(row[n]) for n in _NAMES if row.get(n)), "?")
    return f"{row['namespace']}/{name}" if row.get("namespace") and "/" not in name else name


def shown_value(field: str, value: object) -> str:
    text = cell(field, value)
    if field == "size_gib":
        return f"{text} GiB"
    if field == "increase":
        return f"-${text[1:]}" if text.startswith("-") else f"+${text}"
    return f"${text}" if field in ("cost", "saving") else text


def remarks(found: Narrowed, lang: Lang, *, cut: bool) -> list[str]:
    """What limits the answer: values that rows do not have, rows that were not read, an order that could not be made."""
    said: list[Text] = []
    if found.unknown:
        said.append(
            Text(
                ko=f"값이 없어 알 수 없는 것: {found.unknown}건 (위 수에 넣지 않았습니다)",
                en=f"Unknown, because the value is missing: {found.unknown} (not counted above)",
            )
        )
    if cut and (found.applied or found.order):
        said.append(
            Text(
                ko=f"읽은 {found.total}건 안에서만 골랐습니다. 더 있습니다.",
                en=f"Chosen among the {found.total} that were read; there are more.",
            )
        )
    if found.unordered and found.order is not None and found.order.column:
        label = same(f"“{found.order.spoken}”") if found.order.column == UNKNOWN else COLUMNS[found.order.column].label
        said.append(
            Text(
                ko=f"적용하지 못함: {label.ko} 순서 (여기에 그 값이 없습니다)",
                en=f"Not applied: order by {label.en} (not known here)",
            )
        )
    return [s.in_(lang) for s in said]


def not_applied(conditions: tuple[Condition, ...], lang: Lang) -> str:
    """The conditions that nothing read could tell, in the question's words; "" when there are none."""
    words = ", ".join(f"“{c.spoken.strip()}”" for c in conditions if c.spoken.strip())
    if not words:
        return ""
    return Text(
        ko=f"적용하지 못함: {words} (여기서 읽은 것으로는 알 수 없습니다)",
        en=f"Not applied: {words} (what was read here does not tell)",
    ).in_(lang)


def other_period(asked: Window, shown: tuple[str, str] | None, lang: Lang, zone: tzinfo) -> str:
    """That another period is shown than was asked for; "" when it is the one. `shown` are dates, both included; None: now."""
    first = asked.start.astimezone(zone).date()
    last = (asked.end - timedelta(seconds=1)).astimezone(zone).date()
    if shown is not None and asked.to_now and _near(first, shown[0]) and _near(last, shown[1]):
        return ""  # "the last 30 days" of a bill end with its last whole day
    if shown is None:
        return Text(
            ko=f"적용하지 못함: 기간 {first} ~ {last} (지금 상태를 보여 드립니다)",
            en=f"Not applied: the period {first} ~ {last} (this is the state now)",
        ).in_(lang)
    if shown == (str(first), str(last)):
        return ""
    return Text(
        ko=f"물으신 기간은 {first} ~ {last}이고, 보여 드린 것은 {shown[0]} ~ {shown[1]}입니다.",
        en=f"Asked for {first} ~ {last}; what is shown is {shown[0]} ~ {shown[1]}.",
    ).in_(lang)


def _near(day: date, shown: str) -> bool:
    return abs(day - date.fromisoformat(shown)) <= timedelta(days=1)


def compared_with(items: Sequence[Row], lang: Lang) -> str:
    """What the earlier period is, and whether the bill reaches back so far; "" where the rows do not say."""
    before = next(((i["before_from"], i["before_until"]) for i in items if i.get("before_from")), None)
    if before is None:
        return ""
    if not any("before" in item for item in items):
        return Text(
            ko=f"비교하지 못함: 청구서에 {before[0]} ~ {before[1]}이 없습니다.",
            en=f"Not compared: the bill does not hold {before[0]} ~ {before[1]}.",
        ).in_(lang)
    return Text(
        ko=f"비교한 이전 기간은 {before[0]} ~ {before[1]}입니다.",
        en=f"Compared with {before[0]} ~ {before[1]}.",
    ).in_(lang)


def no_charges(condition_label: Text, lang: Lang) -> str:
    return Text(
        ko=f"**이 청구서에 {condition_label.ko} 비용이 없습니다**",
        en=f"**No charges for {condition_label.en} in this bill**",
    ).in_(lang)


def not_charged(evidence: Evidence, lang: Lang) -> str:
    """Which of the resources that were asked for have no charge of their own; "" where all have, or none was named."""
    asked = evidence.arguments.get("ids") or ()
    charged = {str(row.get(key)) for row in evidence.items for key in ("id", "resource_id")}
    missing = [str(i) for i in asked if str(i) not in charged]
    if not missing or not any("cost" in row for row in evidence.items):
        return ""
    stopped = any(i.startswith("i-") for i in missing)
    ko = "멈춘 인스턴스는 자신이 아니라 볼륨에 요금이 나옵니다." if stopped else ""
    en = "A stopped instance is charged for its volumes, not for itself." if stopped else ""
    return Text(
        ko=f"이 기간에 자체 요금이 없는 것: {', '.join(missing)}. {ko}".rstrip(),
        en=f"Without a charge of their own in these days: {', '.join(missing)}. {en}".rstrip(),
    ).in_(lang)
