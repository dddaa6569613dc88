"""Yes or no, with the pods and findings of one sort of trouble in a period. Called by `composing.compose`. Pure.

Of a pod only its last end is kept: what happened before it, or to pods that are gone, nothing here tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assistant.findings import Finding
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.planner.composing.cells import cell
from assistant.planner.composing.since import began_at
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.occurrences import BY_NAME, Sort
from assistant.planner.windows import Window

_LISTED = 10
_ONLY_LAST = Text(
    ko="파드마다 마지막 종료만 남습니다. 그 전의 것과 사라진 파드는 알 수 없습니다.",
    en="Of a pod only its last end is kept; what came before it, and pods that are gone, are not known.",
)


def occurred_text(
    observations: Sequence[Observation], wanted: Narrowing, lang: Lang
) -> tuple[str, Sequence[Observation], Narrowing]:
    """(the answer, the observations with only the findings of that sort, what is left to be told of them)."""
    sort = BY_NAME.get(wanted.occurred)
    looked = next((o for o in observations if o.diagnosis is not None and o.recalled is None), None)
    read = next(
        (o for o in observations if o.evidence is not None and o.evidence.arguments.get("kind") == "pods"), None
    )
    if sort is None or looked is None or looked.diagnosis is None or read is None or read.evidence is None:
        return "", observations, wanted
    name = str(looked.call.arguments.get("name") or "").lower()
    every = [r for r in read.evidence.items if not name or str(r.get("name", "")).lower().startswith(name)]
    pods = [r for r in every if _happened(r, sort, wanted)]
    findings = tuple(f for f in looked.diagnosis.findings if f.klass == "problem" and _counts(f, sort, wanted))
    cite = f"[{read.evidence.id}]"
    head = _head(sort, len(pods), len(every), len(findings), wanted).in_(lang)
    lines = [f"{head} {cite}", *(f"{_line(r, sort, lang)} {cite}" for r in pods[:_LISTED])]
    if len(pods) > _LISTED:
        more = len(pods) - _LISTED
        lines.append(Text(ko=f"- 그 밖에 {more}개", en=f"- and {more} more").in_(lang))
    if sort.ended:
        lines.append(_ONLY_LAST.in_(lang))
    rest = [o for o in observations if o is not read and o is not looked]
    if findings or looked.diagnosis.not_read:
        kept = replace(looked, diagnosis=replace(looked.diagnosis, findings=findings))
        rest = [replace(kept, planned=tuple(p for p in looked.planned if p.finding in findings)), *rest]
    bare = replace(wanted, conditions=(), period=None, asks="", suspects="", form="", exists=False, limit=None)
    return "\n".join(lines), rest, bare


def _happened(pod: Mapping[str, Any], sort: Sort, wanted: Narrowing) -> bool:
    """Whether it is so since a moment before the period ended, or last ended so within it."""
    ended = _moment(pod.get("last_end_at"))
    if sort.ended_so(pod) and ended is not None:
        return wanted.period is None or _within(wanted.period, ended, ended)
    if not sort.is_now(pod):
        return False
    return wanted.period is None or _within(wanted.period, _moment(pod.get("created_at")), None)


def _counts(finding: Finding, sort: Sort, wanted: Narrowing) -> bool:
    """A finding is so until now: it counts unless the period was over before it began."""
    if not sort.is_of(finding):
        return False
    return wanted.period is None or _within(wanted.period, began_at(finding), None)


def _within(period: Window, first: datetime | None, last: datetime | None) -> bool:
    """Whether something from `first` to `last` touches the period; None where that end is open or not known."""
    return (first is None or first < period.end or period.to_now) and (last is None or last >= period.start)


def _moment(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written)).astimezone(UTC) if written else None
    except ValueError:
        return None


def _head(sort: Sort, pods: int, of: int, findings: int, wanted: Narrowing) -> Text:
    span = _span(wanted)
    ko_span, en_span = (f" · {span}", f" · {span}") if span else ("", "")
    if not pods and not findings:
        ko, en = f"**아니요, 파드 {of}개 중 0개**", f"**No, 0 of {of} pods**"
    elif pods:
        ko, en = f"**네, 파드 {of}개 중 {pods}개**", f"**Yes, {pods} of {of} pods**"
    else:
        ko, en = f"**네, {findings}건**", f"**Yes, {findings} problem{'' if findings == 1 else 's'}**"
    return Text(ko=f"{ko} · {sort.label.ko}{ko_span}", en=f"{en} · {sort.label.en}{en_span}")


def _span(wanted: Narrowing) -> str:
    period = wanted.period
    if period is None:
        return ""
    start, end = (f"{t.astimezone(wanted.zone):%Y-%m-%d %H:%M}" for t in (period.start, period.end))
    return f"{start} ~" if period.to_now else f"{start} ~ {end}"


def _line(pod: Mapping[str, Any], sort: Sort, lang: Lang) -> str:
    place = f"{pod.get('namespace', '')}/{pod.get('name', '')}"
    state, restarts = pod.get("state"), pod.get("restarts")
    if sort.ended_so(pod):
        at = cell("last_end_at", pod.get("last_end_at"))
        ko, en = f"마지막 {pod.get('last_end')} {at} UTC", f"last {pod.get('last_end')} {at} UTC"
    else:
        at = cell("created_at", pod.get("created_at"))
        ko, en = f"{at} UTC에 생성됨", f"created {at} UTC"
    ko, en = f"- {place}: {ko} · 지금 {state}", f"- {place}: {en} · {state} now"
    if isinstance(restarts, int) and restarts:
        ko, en = f"{ko} · 재시작 {restarts}회", f"{en} · {restarts} restart{'' if restarts == 1 else 's'}"
    return Text(ko=ko, en=en).in_(lang)
