"""What an attribute of a Deployment was before its revisions changed it. Called by `composing.rows`. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.planner.composing.cells import cell
from assistant.planner.narrowing.attributes import LABELS, Attribute
from assistant.planner.narrowing.columns import Row
from assistant.planner.narrowing.conditions import Narrowing

_NOT_SET = Text(ko="없음", en="none")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """From one revision, `earlier`, to the next, `later`."""

    earlier: Row
    later: Row
    before: str  # "" where it was not set
    after: str


def value_before_text(evidence: Evidence, wanted: Narrowing, lang: Lang) -> str:
    """A line for each attribute that is asked for: what it was `Follows.back` changes ago, or that no revision tells it."""
    rows = sorted(evidence.items, key=lambda r: int(r.get("revision") or 0), reverse=True)
    name = str(evidence.arguments.get("name") or "")
    each = (_told(rows, attribute, wanted.follows.back, name) for attribute in wanted.attributes)
    return "\n".join(f"{line.in_(lang)} [{evidence.id}]" for line in each)


def _told(rows: Sequence[Row], attribute: Attribute, back: int, name: str) -> Text:
    label = LABELS[attribute]
    changes = list(_changes(rows, attribute))
    if len(changes) >= back:
        change = changes[back - 1]
        before = Text(ko=change.before or _NOT_SET.ko, en=change.before or _NOT_SET.en)
        after = Text(ko=change.after or _NOT_SET.ko, en=change.after or _NOT_SET.en)
        at, number, earlier = (
            cell("created_at", change.later["created_at"]),
            change.later["revision"],
            change.earlier["revision"],
        )
        return Text(
            ko=f"**{label.ko}, 바뀌기 전: {before.ko}** · {name} 리비전 {earlier}까지 · "
            f"리비전 {number}부터 {after.ko} ({at} UTC)",
            en=f"**{label.en} before: {before.en}** · {name}, up to revision {earlier} · "
            f"{after.en} since revision {number} ({at} UTC)",
        )
    newest, oldest = rows[0]["revision"], rows[-1]["revision"]
    if len(rows) == 1:
        return Text(
            ko=f"**{name}의 이전 {label.ko}: 알 수 없습니다** · 남아 있는 리비전이 {newest} 하나뿐입니다",
            en=f"**No earlier {label.en} of {name} is on record** · only revision {newest} is kept",
        )
    if not changes:
        return Text(
            ko=f"**{label.ko}: 바뀐 적이 없습니다** · {name}의 남아 있는 리비전 {oldest}~{newest}에서 모두 같습니다",
            en=f"**{label.en}: not changed** · the same in all revisions of {name} that are kept, {oldest} to {newest}",
        )
    first = changes[-1]
    return Text(
        ko=f"**그보다 앞선 {label.ko}: 알 수 없습니다** · {name}의 남아 있는 가장 오래된 값은 "
        f"리비전 {oldest}의 {first.before or _NOT_SET.ko}입니다",
        en=f"**No {label.en} of {name} before that is on record** · the oldest that is kept is "
        f"{first.before or _NOT_SET.en}, of revision {oldest}",
    )


def _changes(rows: Sequence[Row], attribute: Attribute) -> Iterator[_Change]:
    """Newest first."""
    for later, earlier in pairwise(rows):
        if attribute == "image":
            before, after = (", ".join(map(str, r.get("images") or ())) for r in (earlier, later))
        else:
            found = [c for c in later.get("changes") or () if _is_of(c, attribute)]
            before, after = _joined(found, "before", attribute), _joined(found, "after", attribute)
        if before != after:
            yield _Change(earlier=earlier, later=later, before=before, after=after)


def _is_of(change: dict[str, Any], attribute: Attribute) -> bool:
    kind, _, part = attribute.partition(".")
    parts = (part,) if part else ("memory", "cpu")
    return str(change["field"]).endswith(tuple(f"resources.{kind}.{p}" for p in parts))


def _joined(changes: Sequence[dict[str, Any]], side: str, attribute: Attribute) -> str:
    """Each with what it is of, where the attribute does not say it."""
    said = [(str(c["field"]).rpartition(".")[2], str(c[side] or "")) for c in changes]
    return ", ".join(amount if "." in attribute else f"{part} {amount}" for part, amount in said if amount)
