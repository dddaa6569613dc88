"""A single read as an answer: how many, and the telling columns of the first rows, lined up. Used by `compose`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.money import Money
from assistant.text_width import padded

SHOWN = 12
_COLUMNS = 6
_CELL = 48
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
    "region",
)
_MONEY = frozenset({"cost", "before", "other", "effective"})
_LABELS = {
    "name": "이름", "namespace": "네임스페이스", "kind": "종류", "state": "상태", "status": "상태", "problem": "문제",
    "type": "유형", "cost": "비용", "before": "이전 기간", "region": "리전", "service": "서비스", "ready": "준비됨",
    "desired": "원하는 수", "images": "이미지", "created_at": "생성", "size_gib": "GiB", "revision": "리비전",
    "replicas": "레플리카", "launched_at": "시작", "maximum": "최대", "average": "평균", "public_ip": "공인 IP",
    "resources": "리소스 수", "restarts": "재시작", "node": "노드", "reason": "이유", "message": "메시지",
}  # fmt: skip


def rows_text(evidence: Evidence, lang: Lang) -> str:
    """The count first, because that is often the question; a total where the rows are costs."""
    count, plus = len(evidence.items), "+" if evidence.cut else ""
    if not count:
        return Text(ko=f"**없습니다.** 찾아봤지만 해당하는 것이 없습니다. [{evidence.id}]",
                    en=f"**None.** Looked, and there is nothing of that kind. [{evidence.id}]").in_(lang)  # fmt: skip
    head = Text(ko=f"**{count}{plus}건** [{evidence.id}]", en=f"**{count}{plus} items** [{evidence.id}]").in_(lang)
    if total := _total(evidence.items):
        head = Text(ko=f"**합계 {total}** · {head}", en=f"**{total} in all** · {head}").in_(lang)
    lines = (
        _log(evidence.items)
        if "line" in evidence.items[0] and "text" in evidence.items[0]
        else _table(evidence.items, lang)
    )
    if count > SHOWN:
        more = f"baepo evidence show {evidence.id}"
        lines.append(Text(ko=f"… 나머지 {count - SHOWN}건: {more}", en=f"… {count - SHOWN} more: {more}").in_(lang))
    return "\n".join([head, *lines])


def _log(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """The lines that tell of an error before the rest, each in the order of the log."""
    telling = [i for i in items if i.get("decisive") or i.get("longest_s")]
    chosen = (telling + [i for i in items if i not in telling])[:SHOWN]
    chosen.sort(key=lambda i: int(i["line"]))
    return [f"  {i['line']:>5}  {_cut(str(i['text']), 160)}" for i in chosen]


def _table(items: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    columns = _columns(items)
    head = [_LABELS.get(c, c) if lang == "ko" else c.replace("_", " ") for c in columns]
    cells = [head, *([_cell(c, item.get(c)) for c in columns] for item in items[:SHOWN])]
    return [f"  {line}".rstrip() for line in padded(cells)]


def _columns(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Fields with short values; what is the same in all of several rows tells nothing, unless it names the thing."""
    names = dict.fromkeys(k for item in items[:SHOWN] for k in item)
    told = [n for n in names if _tells(items, n)]
    told.sort(key=lambda n: _FIRST.index(n) if n in _FIRST else len(_FIRST))
    return told[:_COLUMNS] or list(names)[:_COLUMNS]


def _tells(items: Sequence[Mapping[str, Any]], name: str) -> bool:
    values = [item.get(name) for item in items]
    if all(v in (None, "", [], {}) for v in values) or any(isinstance(v, dict) for v in values):
        return False
    if any(isinstance(v, list) and v and not isinstance(v[0], str) for v in values):
        return False
    return len(items) == 1 or name in ("name", "id", "state", "status", "ready") or len({str(v) for v in values}) > 1


def _cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _cut(", ".join(map(str, value)), _CELL)
    if column in _MONEY and (amount := _amount(value)) is not None:
        return f"{amount:,.2f}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, str) and column.endswith("_at"):
        try:
            return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
        except ValueError:
            return value
    return _cut(str(value), _CELL)


def _total(items: Sequence[Mapping[str, Any]]) -> Money | None:
    """The sum of the costs; None when the rows are none, or of several currencies."""
    amounts = [_amount(i["cost"]) for i in items if "cost" in i]
    currencies = {str(i.get("currency", "")) for i in items}
    if len(amounts) != len(items) or any(a is None for a in amounts) or len(currencies) != 1:
        return None
    return Money(sum((a for a in amounts if a is not None), Decimal(0)), currencies.pop() or "USD")


def _period(items: Sequence[Mapping[str, Any]]) -> str:
    """From when until when, where all rows say the same: a question may have asked for another time."""
    spans = {(str(i.get("from", ""))[:10], str(i.get("until", ""))[:10]) for i in items}
    first, last = spans.pop() if len(spans) == 1 else ("", "")
    return f"{first} ~ {last}" if first and last else ""


def _amount(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _cut(text: str, width: int) -> str:
    one_line = " ⏎ ".join(text.splitlines())
    return one_line if len(one_line) <= width else one_line[: width - 1] + "…"
