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
_MOST = Lazy(r"\b(?:most|least)\b|\b\w{3,}est\b|가장|제일", re.I | re.A)
_AFTER = Lazy(r"\b(?:hours?|minutes?|days?|shortly|right|soon|long)?\s?(?P<word>after|before)\b", re.I | re.A)
_IN_TURN = Lazy(
    r"\bfirst\b[^.;]*\bthen\b|\bfollowed by\b|\bin (?:that|this) order\b|순(?:서)?으로 (?:망가|고장|실패|멈|죽"
    r"|깨|무너|쓰러|장애)|먼저[^.;]*(?:그다음|그 다음|이어서|뒤이어)",
    re.I | re.A,
)
_BROKE = Lazy(
    r"\b(?:broke|broken|failed|failing|crashed|stopped|died|collapsed|went down|fell over|gave way)\b|망가[졌지]|고장|실패|멈[췄춘]|죽[었은]|깨[졌진]|무너[졌진]|쓰러[졌진]|장애",  # noqa: E501
    re.I | re.A,
)
_KO_TURN = Lazy(r"(?P<first>먼저|앞서|일찍)|나중|늦게|뒤에")
_LONGEST = Lazy(
    r"\blongest\b|\boldest (?:of|problem|issue|fault|failure)|\b(?:the|was|were|is) (?:the )?(?:first"
    r"|earliest)(?: \w+)? to\b|\bfirst to (?:fail|break|go|stop)\b"
    r"|가장 (?:오래|먼저|일찍)|제일 (?:오래|먼저|일찍)",
    re.I | re.A,
)
_NEWEST = Lazy(
    r"\b(?:most recently|the latest|the last|last) (?:\w+ )?(?:to )?(?:fail|break|broke|stop|go)\w*\b|\bthe shortest\b"
    r"|(?:가장|제일) (?:최근|나중|늦게|짧)",
    re.I | re.A,
)
_ALL_BUT = Lazy(r"\b(?:after|except|apart|besides|second|next)\b|다음으로|제외|빼고|두 번째", re.I | re.A)
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


def compares(text: str) -> bool:
    """Whether the text says of something that it is more or less than another, or the most."""
    return bool(_THAN.search(text) or _KO_THAN.search(text) or _MOST.search(text))


def began_wrongly(text: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """ "a started failing after b": by the times of their findings."""
    order = _order_in_time(text, subjects) if len(subjects) == 2 else None
    if order is None:
        return None
    first, second = (_began(name, grounds) for name in order)
    return objections.says_otherwise() if first and second and first > second else None


def in_time(text: str, subjects: frozenset[str]) -> bool:
    """Whether the text says which of two things came first."""
    return len(subjects) == 2 and _order_in_time(text, subjects) is not None


def in_turn_wrongly(sentence: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """ "first a, then b", "a, b 순으로": by the times of their findings."""
    if len(subjects) < 2 or not (_IN_TURN.search(sentence) and _BROKE.search(sentence)):
        return None
    told = [_began(name, grounds) for name in sorted(subjects, key=lambda s: _found(sentence.lower(), s))]
    known = [t for t in told if t]
    return objections.says_otherwise() if known != sorted(known) else None


def extreme_wrongly(text: str, subjects: frozenset[str], grounds: Grounds) -> Text | None:
    """ "a has been broken the longest", where something of its kind has been so for longer."""
    early, late = _LONGEST.search(text), _NEWEST.search(text)
    if len(subjects) != 1 or bool(early) == bool(late) or _ALL_BUT.search(text):
        return None
    mine = grounds.findings(subjects)
    kinds = {(f.klass, f.check) if f.klass != "problem" else (f.klass, "") for f in mine}
    rivals = [
        f for f in grounds.known.findings if ((f.klass, f.check) if f.klass != "problem" else (f.klass, "")) in kinds
    ]
    times = {id(f): t for f in rivals if (t := _began(f.target.id.lower(), grounds))}
    own = [times[id(f)] for f in mine if id(f) in times]
    if not own or len(times) < 2:
        return None
    best = min(times.values()) if early else max(times.values())
    return objections.says_otherwise() if best not in own else None


def _order_in_time(text: str, subjects: frozenset[str]) -> tuple[str, str] | None:
    """The two in the order in which the text says that they broke."""
    lowered = text.lower()
    one, other = sorted(subjects, key=lambda s: _found(lowered, s))
    if (match := _KO_THAN.search(text)) and match["other"].lower() in subjects:
        if turn := _KO_TURN.search(match["words"]):
            than = match["other"].lower()
            mine = other if than == one else one
            return (mine, than) if turn["first"] else (than, mine)
        return None
    match = _AFTER.search(text)
    if match is None or not _found(lowered, one) < match.start() < _found(lowered, other):
        return None
    return (one, other) if match["word"].lower() == "before" else (other, one)


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
