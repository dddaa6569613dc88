"""What the cells of a table row say of the thing that the row is about: other things' values, states and changes.

Called by `assistant.verifier.verify`. A row says one thing a cell, so each cell can be held against the rows known.
"""

from collections.abc import Iterator, Sequence

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import causes, objections
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds
from assistant.verifier.quantities import Quantity, quantities
from assistant.verifier.records import Record

_BEFORE = Lazy(r"\bbefore\b|\bprevious\b|\bprior\b|\bearlier\b|\blast (?:month|period)\b|이전|직전|전월|지난")
_NOW = Lazy(r"\bnow\b|\bcurrent\b|\bthis (?:month|period)\b|\blast 30\b|최근|이번|현재")
_SIGNED = Lazy(r"(?P<sign>[+−–-])\s?(?P<money>[$₩€]\s?[\d.,]+)")
_FRACTION = Lazy(r"(\d+)\s?/\s?(\d+)")
_UNIT = Lazy(r"\(?\b(TiB|GiB|MiB|KiB|TB|GB|MB|KB|Ti|Gi|Mi)\b\)?", 0)
_FIELDS = ("namespace", "region", "state", "type", "name", "kind")


def objection(
    row: str, header: Sequence[str], about: Sequence[Record], names: frozenset[str], grounds: Grounds
) -> Text | None:
    """What a cell says that the rows and findings of the thing do not, if anything. `about`: the records it is about."""
    cells = [c.strip() for c in row.split("|")]
    own = [r.row for r in about if r.row is not None]
    for at, cell in enumerate(cells):
        title = header[at] if at < len(header) else ""
        if (
            wrong := _value(cell, title, own, names, grounds)
            or _ready(cell, own)
            or _change(cell, title, names, grounds)
        ):
            return wrong
    return causes.misattributed(row.replace("|", ", "), names, grounds) if names else None


def _value(cell: str, title: str, own: Sequence[object], names: frozenset[str], grounds: Grounds) -> Text | None:
    """A cell that is the namespace, region or state of other rows than this one's."""
    bare = cell.strip("`* ").lower()
    if not bare or not names or bare in names:
        return None
    places = frozenset().union(*(grounds.places(n) for n in names))
    if bare in grounds.place_names and places and bare not in places:
        return objections.not_together(min(names), bare)
    mine = [row for row in own if isinstance(row, dict)]
    titled = [row[title.lower()] for row in mine if isinstance(row.get(title.lower()), str)]
    if titled and bare.isalpha() and bare.isascii() and not any(bare in str(row).lower() for row in mine):
        return objections.not_together(min(names), bare)
    for field in _FIELDS if mine else ():
        values = {str(row[field]).lower() for row in mine if row.get(field)}
        others = {str((r.row or {}).get(field, "")).lower() for r in grounds.known.records if r.row is not None}
        if values and bare in others and bare not in values and not any(bare in str(row).lower() for row in mine):
            return objections.not_together(min(names), bare)
    return None


def _ready(cell: str, own: Sequence[object]) -> Text | None:
    match = _FRACTION.fullmatch(cell.strip("`* "))
    known = {
        (row["ready"], row["desired"]) for row in own if isinstance(row, dict) and {"ready", "desired"} <= row.keys()
    }
    if match and len(known) == 1 and (int(match[1]), int(match[2])) not in known:
        ready, wanted = known.pop()
        return objections.says_otherwise(f"{ready}/{wanted}")
    return None


def _change(cell: str, title: str, names: frozenset[str], grounds: Grounds) -> Text | None:
    """A value under the title of the period before or now, and a difference with its sign."""
    known = [c for c, _ in grounds.changes(names) if c.kind == "money"] if names else []
    if len(known) != 1:
        return None
    change = known[0]
    signed = _SIGNED.fullmatch(cell.strip("`* "))
    if signed:
        amount = quantities(signed["money"])[0].values[0]
        if abs(amount - abs(change.after - change.before)) < 0.006 and (signed["sign"] == "+") != (
            change.after > change.before
        ):
            return objections.says_otherwise()
        return None
    wrong = change.after if _BEFORE.search(title) else change.before if _NOW.search(title) else None
    right = change.before if _BEFORE.search(title) else change.after
    money = [q for q in quantities(cell) if q.kind == "money"]
    if wrong is not None and len(money) == 1 and money[0].near(wrong) and not money[0].near(right):
        return objections.says_otherwise()
    return None


def with_unit(q: Quantity, shown: str, title: str) -> Quantity:
    """A bare number of a column whose title gives the unit: 50 under "GiB"."""
    unit = _UNIT.search(title)
    if q.kind != "plain" or unit is None:
        return q
    return next((x for x in quantities(f"{shown} {unit[1]}")), q)


def numbered(row: str, header: Sequence[str], records: Sequence[Record]) -> tuple[Record, ...]:
    """The rows that a leading number stands for: `| 26 |` under "Revision"."""
    cell, title = row.split("|")[0].strip("`* "), (header[0] if header else "").lower()
    if not cell.isdigit():
        return ()
    return tuple(
        r for r in records if r.row is not None and any(str(v) == cell and f in title for f, v in _scalars(r.row))
    )


def _scalars(row: object) -> Iterator[tuple[str, object]]:
    if isinstance(row, dict):
        yield from ((k, v) for k, v in row.items() if isinstance(v, int | str) and not isinstance(v, bool))


def first_named(row: str) -> str:
    """The first cell that names something; a rank does not."""
    cells = row.split("|")
    return next((c for c in cells if atoms(c).names or atoms(c).words), cells[0])
