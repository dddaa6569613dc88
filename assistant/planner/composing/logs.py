"""The logs of pods as an answer: how many lines of which pods, and the lines that tell most. Called by `composing.rows`. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.planner.composing.cells import cut
from assistant.planner.narrowing.columns import Row
from assistant.planner.narrowing.conditions import InState, Narrowing
from assistant.planner.narrowing.narrowed import Narrowed

_LEAST_EACH = 4  # lines of each of several pods
_WIDTH = 160
_ERRORS = ("error", "failed")  # the states by which a line is told to be of an error
_SHORTENED = Text(
    ko="로그가 길어 줄였습니다: 마지막 줄들과, 오류는 종류마다 한 줄을 남겼습니다.",
    en="The log is long and was shortened: its last lines are kept, and of each kind of error one.",
)


def is_log(evidence: Evidence) -> bool:
    items = evidence.items
    return evidence.tool == "read_pod_logs" or (bool(items) and "line" in items[0] and "text" in items[0])


def with_lines(items: Sequence[Row]) -> tuple[Row, ...]:
    """Without the rows that only say that a pod's log holds nothing."""
    return tuple(i for i in items if i["line"])


def lines_meant(items: Sequence[Row], wanted: Narrowing) -> tuple[Row, ...]:
    """All lines; of each pod only the last, where so many of those are asked for."""
    lines = with_lines(items)
    if not wanted.limit or not wanted.from_end:
        return lines
    after: Counter[str] = Counter()
    kept = []
    for line in sorted(lines, key=lambda i: -int(i["line"])):
        after[str(line.get("pod") or "")] += 1
        kept.extend([line] if after[str(line.get("pod") or "")] <= wanted.limit else [])
    return tuple(line for line in lines if line in kept)


def of_log(wanted: Narrowing, evidence: Evidence) -> Narrowing:
    """What is restricted, as a log can tell it: what is wrong in it are its errors; what its lines were chosen by is no condition
    on them."""
    sought = str(evidence.arguments.get("contains") or "").lower()
    conditions = tuple(c for c in wanted.conditions if not sought or c.spoken.strip().lower() != sought)
    if not conditions and not sought and wanted.asks in ("well", "ill"):
        conditions = (InState(state="error"),)
    limit = None if wanted.from_end else wanted.limit
    return replace(wanted, conditions=conditions, limit=limit)


def log_text(evidence: Evidence, found: Narrowed, wanted: Narrowing, lang: Lang, *, shown: int) -> str:
    """What was asked in the first line, with the pods it is of; then the lines, by pod."""
    head = f"{_head(evidence, found, wanted).in_(lang)} [{evidence.id}]"
    if wanted.whose:
        return head
    alike = Counter(map(_group, evidence.items))  # of lines that are all rows none stands for others
    by_pod: dict[str, list[Row]] = {}
    for row in found.shown:
        by_pod.setdefault(str(row.get("pod") or ""), []).append(row)
    each = max(shown // max(len(by_pod), 1), _LEAST_EACH) if len(by_pod) > 1 else shown
    lines: list[str] = []
    for pod, rows in by_pod.items():
        lines.extend([Text(ko=f"  파드 {pod}", en=f"  pod {pod}").in_(lang)] if len(by_pod) > 1 else [])
        lines.extend(_lines(rows, each, alike))
    rest = len(found.rows) - sum(min(len(rows), each) for rows in by_pod.values())
    if rest > 0:
        more = evidence.show_command
        lines.append(Text(ko=f"… 나머지 {rest}줄: {more}", en=f"… {rest} more: {more}").in_(lang))
    if evidence.cut:
        lines.append(_SHORTENED.in_(lang))
    return "\n".join([head, *lines])


def _head(evidence: Evidence, found: Narrowed, wanted: Narrowing) -> Text:
    pods = _pods(evidence)
    ko_of, en_of = f"파드 {', '.join(pods)}", f"pod{'' if len(pods) == 1 else 's'} {', '.join(pods)}"
    if not pods:
        ko_of = en_of = str(evidence.arguments.get("name") or "")
    ko_run, en_run = (
        (" · 재시작 전 실행", " · the run before the restart") if evidence.arguments.get("previous") else ("", "")
    )
    if wanted.whose:
        containers = ", ".join(dict.fromkeys(str(i["container"]) for i in evidence.items if i.get("container")))
        ko_in, en_in = (f" (컨테이너 {containers})", f" (container {containers})") if containers else ("", "")
        return Text(ko=f"**{ko_of}**{ko_in}의 로그입니다{ko_run}", en=f"It is the log of **{en_of}**{en_in}{en_run}")
    lines = _scanned(evidence)
    if not lines:
        ko, en = ("로그가 비어 있습니다", "The log is empty")
        if evidence.arguments.get("since_s"):
            ko, en = ("그 기간에 남은 줄이 없습니다", "No lines of that period")
        if sought := evidence.arguments.get("contains"):
            ko, en = (f"“{sought}” 줄이 없습니다", f"No lines with “{sought}”")
        return Text(ko=f"**{ko}** · {ko_of}{ko_run}", en=f"**{en}** · {en_of}{en_run}")
    if any(isinstance(c, InState) and c.state in _ERRORS and not c.negated for c in found.applied):
        return _of_errors(found, lines, ko_of + ko_run, en_of + en_run)
    if sought := evidence.arguments.get("contains"):
        return Text(
            ko=f"**“{sought}” {lines}줄이 있습니다** · {ko_of}{ko_run}",
            en=f"**{lines} line{'' if lines == 1 else 's'} with “{sought}”** · {en_of}{en_run}",
        )
    count = len(found.rows)
    applied = [c.text(wanted.zone) for c in found.applied]
    ko = "".join(f" · {t.ko}" for t in applied)
    en = "".join(f" · {t.en}" for t in applied)
    s = "" if lines == 1 else "s"
    if not applied:
        return Text(ko=f"**{lines}줄** · {ko_of}{ko_run}", en=f"**{lines} line{s}** · {en_of}{en_run}")
    return Text(
        ko=f"**{lines}줄 중 {count}줄**{ko} · {ko_of}{ko_run}",
        en=f"**{count} of {lines} line{s}**{en} · {en_of}{en_run}",
    )


def _of_errors(found: Narrowed, lines: int, ko_of: str, en_of: str) -> Text:
    count = sum(_times(found.rows).values())
    if not count:
        s = "" if lines == 1 else "s"
        return Text(
            ko=f"**오류가 없습니다** · {ko_of}의 마지막 {lines}줄에서",
            en=f"**No errors** in the last {lines} line{s} of {en_of}",
        )
    s = "" if count == 1 else "s"
    return Text(
        ko=f"**오류 {count}줄이 있습니다** · 읽은 {lines}줄 중 · {ko_of}",
        en=f"**{count} error line{s}** · of the {lines} that were read · {en_of}",
    )


def _pods(evidence: Evidence) -> tuple[str, ...]:
    found = dict.fromkeys(str(i["pod"]) for i in evidence.items if i.get("pod"))
    return tuple(found) or tuple(p for p in (str(evidence.arguments.get("pod") or ""),) if p)


def _scanned(evidence: Evidence) -> int:
    """How many lines were looked through: a log's end is always kept, with its number."""
    if evidence.arguments.get("contains"):
        return len(with_lines(evidence.items))
    last: dict[str, int] = {}
    for item in evidence.items:
        pod = str(item.get("pod") or "")
        last[pod] = max(last.get(pod, 0), int(item["line"]))
    return sum(last.values())


def _times(rows: Sequence[Row]) -> dict[tuple[str, ...], int]:
    """By group of lines alike: how many there are, of which not all may be rows."""
    seen = Counter(map(_group, rows))
    told: dict[tuple[str, ...], int] = {}
    for row in rows:
        group = _group(row)
        told[group] = max(told.get(group, 0), int(row.get("repeats") or 1), seen[group])
    return told


def _lines(items: Sequence[Row], shown: int, alike: Counter[tuple[str, ...]]) -> list[str]:
    """The lines that tell of an error before the rest, each in the order of the log, with its time and how often."""
    telling = [i for i in items if i.get("decisive") or i.get("longest_s")]
    rest = [i for i in items if i not in telling]
    chosen = (telling + rest[-max(shown - len(telling), 0) :] if len(telling) < shown else telling)[:shown]
    chosen.sort(key=lambda i: int(i["line"]))
    lines = []
    for item in chosen:
        at = f"{item['at']}"[:19].replace("T", " ") + "Z" if item.get("at") else ""
        repeats = int(item.get("repeats") or 1)
        times = f" ×{repeats}" if repeats > alike[_group(item)] else ""
        lines.append(f"  {item['line']:>5}  {at + '  ' if at else ''}{cut(str(item['text']), _WIDTH)}{times}")
    return lines


def _group(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Lines that read alike are told apart from others by how many they are, since when."""
    first = str(item.get("first_at") or item["line"])
    return str(item.get("pod") or ""), str(item.get("repeats") or ""), first
