"""Whose a resource of the cloud is, as its tags say it. Used by `composing.rows`. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.checks.aws.tags import manager_of
from assistant.language import Lang, Text
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.tag_words import OWNING

_Row = Mapping[str, Any]


def with_owners(items: Sequence[_Row], wanted: Narrowing) -> Sequence[_Row]:
    """The rows with `owner` where the question asks whose they are and rows have tags that may tell; else as they are."""
    if "owner" not in wanted.columns or not _may_tell(items):
        return items
    return [{**row, "owner": _owner(row["tags"])} for row in items]


def without_owner(rows: Sequence[_Row], wanted: Narrowing, lang: Lang) -> str:
    """What is said of rows whose tags name nobody; "" where there are none, or nobody asked."""
    nobody = sum(not row.get("owner") for row in rows)
    if "owner" not in wanted.columns or not nobody or not _may_tell(rows):
        return ""
    return Text(
        ko=f"{nobody}건에는 소유자를 말하는 태그(owner, team 등)가 없습니다. 누가 만들었는지는 CloudTrail에서 볼 수 있습니다.",
        en=f"{nobody} of them have no tag that names an owner (owner, team, …). CloudTrail tells who made them.",
    ).in_(lang)


def _may_tell(rows: Sequence[_Row]) -> bool:
    return bool(rows) and all(isinstance(row.get("tags"), Mapping) for row in rows)


def _owner(tags: Mapping[str, str]) -> str:
    """The values of the tags by which companies name an owner, the likeliest first, and what manages it."""
    by_key = {key.lower(): value for key, value in tags.items() if value}
    said = [by_key[key] for key in OWNING if key in by_key]
    return ", ".join(dict.fromkeys(s for s in (*said, manager_of(tags)) if s))
