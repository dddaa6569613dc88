"""What a number of a metric is: which statistic, of what, which way it flows; called by `assistant.verifier.verify`.

A highest value is no average, what was received was not sent, and the CPU says nothing of the memory.
"""

from collections.abc import Collection, Iterable
from typing import Any

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds
from assistant.verifier.moods import own_reading
from assistant.verifier.quantities import Quantity

_STATISTICS = {
    "average": Lazy(r"\baverag\w*|\bmean\b|평균"),
    "maximum": Lazy(
        r"\bmax\w*|\bpeak\w*|\bhighest\b|\bup to\b|\bbusiest\b|\bnever (?:\w+ )?(?:above|over|exceed\w*|past)\b|최대|최고|까지"
    ),
    "minimum": Lazy(
        r"\bmin(?:imum)?\b|\blowest\b|\bat least\b|\bquietest\b|\bnever (?:\w+ )?(?:below|under)\b|최소|최저"
    ),
}
_FLOWS = {
    "in": Lazy(r"\breceiv\w*|\bincoming\b|\binbound\b|\bin\b(?=[,.]?$)|수신|받[은았]"),
    "out": Lazy(r"\bsen[dt]\w*|\boutgoing\b|\boutbound\b|\bout\b(?=[,.]?$)|송신|보[낸냈]"),
}
_RESOURCES = {
    "memory": Lazy(
        r"\bmemory (?:use|usage|utili[sz]ation|load|peak|average|maximum)\b|% memory\b|메모리 ?(?:사용|점유)"
    ),
    "disk": Lazy(r"\bdisk (?:peak|use|usage|utili[sz]ation|i/?o)\b|디스크 ?(?:사용|읽기|쓰기)"),
    "network": Lazy(r"\bnetwork (?:peak|use|usage|traffic)\b|네트워크 ?(?:사용|트래픽)"),
    "cpu": Lazy(r"\bcpu (?:use|usage|utili[sz]ation|load|peak|average|maximum)\b|CPU ?(?:사용|점유)"),
}
_NEVER = Lazy(r"\bnever (?:\w+ )?\w+\s$")
_BETWEEN = Lazy(r"\bbetween\b|\brang\w+|~|에서|사이")  # the ends of a range are its least and its most
_APART = Lazy(r",\s|;\s|\s(?:and|but|while|with|against)\s|(?<=[고며])\s|(?<=지만)\s|(?<=니)\s")


def mismeasured(text: str, subjects: Collection[str], grounds: Grounds) -> Text | None:
    """What the text says of a metric that its rows do not, if anything."""
    rows = [r.row for r in grounds.known.records if r.row is not None and {"metric", "statistic"} <= r.row.keys()]
    if not rows:
        return None
    if not own_reading(text) and (strange := _unread(text, rows)):
        return objections.not_in_evidence(strange)
    own = [r.row for r in grounds.rows(subjects) if r.row is not None and "statistic" in r.row]
    for q in atoms(text).quantities:
        if (
            q.kind in ("percent", "bytes")
            and (not q.bound or _NEVER.search(text[: q.start]))
            and _contradicted(text, q, own or rows)
        ):
            return objections.number_unsupported(text[q.start : q.end].strip())
    return None


def _unread(text: str, rows: Iterable[dict[str, Any] | Any]) -> str:
    """The resource whose use the text gives although no metric of it was read."""
    read = " ".join(str(row["metric"]).lower() for row in rows)
    known = {name for name in _RESOURCES if name[:3] in read}
    return next((m[0] for name, p in _RESOURCES.items() if name not in known and (m := p.search(text))), "")


def _contradicted(text: str, q: Quantity, rows: Iterable[dict[str, Any] | Any]) -> bool:
    """Whether the number stands in the rows, but as another statistic or of the other direction."""
    before = _APART.split(text[: q.start])[-1]
    if _BETWEEN.search(before) or _BETWEEN.search(text[q.end : q.end + 12]) or _BETWEEN.search(text[: q.start][-40:]):
        return False
    fields = [(row, field) for row in rows for field in _STATISTICS if _holds(q, row.get(field))]
    if not fields:
        return False
    said = _nearest(before, _STATISTICS)
    if said and all(field != said for _, field in fields):
        return True
    flow = _nearest(before, _FLOWS)
    flows = {str(row["metric"]).lower().removeprefix("network") for row, _ in fields}
    return bool(flow) and flows <= {"in", "out"} and flow not in flows


def _holds(q: Quantity, value: object) -> bool:
    return isinstance(value, int | float) and q.near(float(value))


def _nearest(before: str, words: dict[str, Lazy]) -> str:
    found = [(m.end(), name) for name, pattern in words.items() for m in pattern.finditer(before)]
    return max(found)[1] if found else ""
