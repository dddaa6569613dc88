"""Comparisons of two named things: more replicas than, stopped longer than, newer than; called by `assistant.verifier.verify`."""

import re
from collections.abc import Iterator

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.grounds import Grounds

_THAN = Lazy(
    (
        r"\b(?P<up>more|longer|larger|bigger|higher|newer|later|older|worse|costlier)\b[^.;]*?\bthan\b"
        r"|\b(?P<down>less|fewer|shorter|smaller|lower|earlier|cheaper)\b[^.;]*?\bthan\b"
    ),
    re.I | re.A,
)
_KO_THAN = Lazy(r"(?P<other>[\w.-]+)보다\s(?:더\s)?(?P<words>[^.;]*)")
_KO_DOWN = Lazy(r"적|작|짧|싸|쌉|쌀|저렴|낮|먼저|일찍|이전 버전|옛|낡")
_AFTER = Lazy(r"\b(?:hours?|minutes?|days?|shortly|right|soon|long)?\s?(?P<word>after|before)\b", re.I | re.A)
_ATTRIBUTES: tuple[tuple[Lazy, str], ...] = (
    (Lazy(r"replica|복제본|레플리카", re.I | re.A), "desired"),
    (Lazy(r"restart|재시작", re.I | re.A), "restarts"),
    (Lazy(r"version|newer|버전", re.I | re.A), "version"),
    (Lazy(r"cost|expens|cheap|비용|비싸|비싼|싸|저렴|\$", re.I | re.A), "money"),
    (Lazy(r"large|big|small|size|GiB|크|작", re.I | re.A), "bytes"),
    (Lazy(r"long|stopped|오래|idle", re.I | re.A), "duration"),
    (Lazy(r"revision|리비전", re.I | re.A), "revision"),
)
Rank = tuple[float, ...]  # what things are ordered by: a number, or the numbers of a version
_VERSION = Lazy(r"v?(\d+)\.(\d+)\.(\d+)", 0)


def compared_wrongly(text: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """Whether the text puts two things the wrong way round."""
    order = _order(text, subjects)
    if order is None:
        return None
    first, second, sign, words = order
    attribute = next((a for pattern, a in _ATTRIBUTES if pattern.search(words)), "")
    one, other = _values(first, attribute, grounds), _values(second, attribute, grounds)
    if len(set(one)) == 1 and len(set(other)) == 1 and ((one[0] > other[0]) - (one[0] < other[0])) != sign:
        return objections.says_otherwise()
    return None


def began_wrongly(text: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """ "a started failing after b": by the times of their findings."""
    match = _AFTER.search(text)
    if (
        match is None
        or len(subjects) != 2
        or not re.search(r"\bfail\w*|\bstart\w*|\bbroke\w*|\bbegan\b", text, re.I | re.A)
    ):
        return None
    first, second = sorted(subjects, key=lambda s: text.lower().find(s))
    if not text.lower().find(first) < match.start() < text.lower().find(second):
        return None
    one, other = _began(first, grounds), _began(second, grounds)
    if one and other and (one > other) != (match["word"].lower() == "after"):
        return objections.says_otherwise()
    return None


def _order(text: str, subjects: frozenset[str]) -> tuple[str, str, int, str] | None:
    """(first, second, +1 when the first is said to be more, the words of the comparison)."""
    if len(subjects) != 2:
        return None
    lowered = text.lower()
    first, second = sorted(subjects, key=lambda s: _found(lowered, s))
    if match := _THAN.search(text):
        if _found(lowered, first) < match.start() and _found(lowered, second) > match.start():
            return first, second, 1 if match["up"] else -1, text
        return None
    if match := _KO_THAN.search(text):
        other = next((s for s in subjects if match["other"].lower() == s), "")
        if other:
            return (
                (first if other == second else second),
                other,
                -1 if _KO_DOWN.search(match["words"]) else 1,
                match["words"],
            )
    return None


def _found(text: str, name: str) -> int:
    match = re.search(rf"(?<![\w.-]){re.escape(name)}(?![A-Za-z0-9_-])", text)
    return match.start() if match else len(text)


def _values(name: str, attribute: str, grounds: Grounds) -> list[Rank]:
    return list(_each_value(name, attribute, grounds)) if attribute else []


def _each_value(name: str, attribute: str, grounds: Grounds) -> Iterator[Rank]:
    for r in grounds.rows((name,)):
        row = r.row or {}
        if attribute in row:
            if re.fullmatch(r"\d+(?:\.\d+)?", str(row[attribute])):
                yield (float(row[attribute]),)
        elif attribute == "version":
            for image in row.get("images", []):
                if match := _VERSION.search(str(image).rpartition(":")[2]):
                    yield tuple(float(x) for x in match.groups())
    chosen = set(map(id, grounds.findings((name,))))
    for r in grounds.known.records:
        if r.finding is not None and id(r.finding) in chosen and r.role == "title":
            yield from ((f.value,) for f in r.facts if f.kind == attribute)


def _began(name: str, grounds: Grounds) -> float:
    chosen = set(map(id, grounds.findings((name,))))
    times = [t for r in grounds.known.records if r.role == "time" and id(r.finding) in chosen for t in r.times]
    return min((t.timestamp() for t in times), default=0.0)
