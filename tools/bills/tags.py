"""Tags of a FOCUS bill: as values, and the charges of what carries one of them. Used by the tools of this package."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tools.spec import BadRequest

if TYPE_CHECKING:
    from tools.bills.client import Charges


def tags_of(written: str | None) -> dict[str, str]:
    """The tags of a FOCUS row, JSON as text; none where they cannot be read as such."""
    try:
        tags = json.loads(written or "{}")
        tags = json.loads(tags) if isinstance(tags, str) else tags
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in tags.items() if v not in (None, "")} if isinstance(tags, dict) else {}


def tagged(charges: "Charges", tags: list[str] | None) -> str:
    """The view to read: `charges`, or `tagged`, of what carries any of `tags`, each KEY=VALUE whatever its case.

    Raises: `BadRequest` for one without a key or a value.
    """
    if tags is None:
        return "charges"
    wanted = frozenset(map(_pair, tags))
    written = [row["tags"] for row in charges.rows("SELECT DISTINCT Tags AS tags FROM charges WHERE Tags IS NOT NULL")]
    charges.rows("CREATE TEMPORARY TABLE of_tags (tags VARCHAR)")
    if texts := [text for text in written if wanted & _pairs(tags_of(text).items())]:
        charges.rows("INSERT INTO of_tags SELECT unnest(?)", texts)
    charges.rows("CREATE TEMPORARY VIEW tagged AS SELECT * FROM charges WHERE Tags IN (SELECT tags FROM of_tags)")
    return "tagged"


def _pair(tag: str) -> tuple[str, str]:
    key, _, value = tag.partition("=")
    if not key.strip() or not value.strip():
        raise BadRequest(f"tags must each be KEY=VALUE such as team=search, not {tag!r}.")
    return _plain(key), value.strip().lower()


def _pairs(tags: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset((_plain(key), value.strip().lower()) for key, value in tags)


def _plain(key: str) -> str:
    """`user:Cost_Center` is cost-center: exports put a prefix before the keys that people gave."""
    return key.strip().rpartition(":")[2].lower().replace("_", "-")
