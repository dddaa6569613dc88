"""Two evidences laid beside each other: what is only in one, and which fields differ. Pure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.language import Lang, Text
from tui import prose
from tui.values import TablePage

if TYPE_CHECKING:
    from assistant.evidence import Evidence


def compare(before: "Evidence", after: "Evidence", lang: Lang) -> TablePage:
    """Signs: `-` only before, `+` only after, `~` differs. Items that are the same are not listed."""
    old, new = _by_name(before.items), _by_name(after.items)
    rows: list[tuple[str, ...]] = []
    same = 0
    for name in [*old, *(n for n in new if n not in old)]:
        if name not in new:
            rows.append(("-", name, "", "", ""))
        elif name not in old:
            rows.append(("+", name, "", "", ""))
        elif changed := _changed(old[name], new[name]):
            rows.extend(("~", name, *c) for c in changed)
        else:
            same += 1
    head = Text(
        ko=f"{before.id} {before.tool} {before.taken_at:%H:%M:%S} → {after.id} {after.tool} {after.taken_at:%H:%M:%S} UTC"
        f" · 같은 항목 {same}개",
        en=f"{before.id} {before.tool} {before.taken_at:%H:%M:%S} → {after.id} {after.tool} {after.taken_at:%H:%M:%S} UTC"
        f" · {same} items are the same",
    )
    cut = Text(
        ko="잘린 근거가 있어, 없는 것이 없는 것이 아닐 수 있습니다.",
        en="One of them was cut: what is missing may exist.",
    )
    return TablePage(
        title=Text(ko="비교", en="Compare").in_(lang),
        head=(head.in_(lang), *([cut.in_(lang)] if before.cut or after.cut else [])),
        columns=("±", *Text(ko="항목 필드", en="item field").in_(lang).split(), before.id, after.id),
        rows=tuple(rows),
        details=tuple(f"{r[1]} {r[2]}\n- {r[3]}\n+ {r[4]}" if r[0] == "~" else "" for r in rows),
    )


def _by_name(items: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Items by what identifies them, else by their number; a name that comes again is numbered."""
    named: dict[str, Mapping[str, Any]] = {}
    for number, item in enumerate(items, start=1):
        metadata = item.get("metadata")
        part = metadata if isinstance(metadata, Mapping) else item
        called = next((str(part[k]) for k in ("id", "name", "service", "resource") if part.get(k)), f"#{number}")
        name = f"{part['namespace']}/{called}" if part.get("namespace") else called
        named[name if name not in named else f"{name} #{number}"] = item
    return named


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    before = {r.path: r.value for r in prose.value_rows(old) if r.value is not None}
    after = {r.path: r.value for r in prose.value_rows(new) if r.value is not None}
    paths = [*before, *(p for p in after if p not in before)]
    return [
        (p, prose.scalar(before[p]) if p in before else "", prose.scalar(after[p]) if p in after else "")
        for p in paths
        if before.get(p) != after.get(p)
    ]
