"""Changes of a value: from what to what, and which way; called by `assistant.verifier.changes`.

The same reading is applied to an answer, to the statements of findings and, by `of_row`, to rows with a value before.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms
from assistant.verifier.quantities import Quantity

_BEFORE_WORDS = Lazy(
    (
        r"\b(?:was|were|used to be|had been)\s(?:only |just |still |at |set (?:to|at) )?$"
        r"|\b(?:previous(?:ly)?|before(?: that)?|original(?:ly)?|formerly|earlier|old)\b|\bfrom\s*$"
        r"|원래|이전|예전|기존|종전|과거|직전"
    ),
    re.I | re.A,
)
_NOW_WORDS = Lazy(
    r"\b(?:now|currently|current|new|today|is|are)\b|\bto\s*$|(?:→|->|=>)\s*$|지금|현재|이제|부터는?\s*$|에서는?\s*$",
    re.I | re.A,
)
_THEN_BEFORE = Lazy(
    r"^\s?(?:였|이었|에서\b|에서 )|^[^,.;\d]{0,20}\b(?:before|previously|earlier)\b|^\s?(?:→|->|=>)", re.I | re.A
)
_THEN_NOW = Lazy(
    r"^,?\s?(?:against|compared (?:with|to)|versus|vs\.?)\s[$₩€\d]|^\s?(?:now|currently|today)\b|^\s?(?:로|으로)(?: |$|[가-힣])",
    re.I | re.A,
)
_UP = Lazy(
    (
        r"\brais(?:ed|es|ing)\b|\bincreas\w*|\brose\b|\brises?\b|\brisen\b|\bgr[eo]w(?:n|s)?\b|\b(?:went|gone|going|goes|go) up\b"
        r"|\bhigher\b|\bdoubl(?:ed|ing)\b|\btripled\b|\bquadrupled\b|\bbigger\b|\blarger\b|\bclimb\w*|\bjump\w*"
        r"|\bsoar\w*|\bsurg\w*|\bballoon\w*|\bswell\w*|\b(?:crept|edged|inched|ticked|shot|moved) up\b"
        r"|\brelax\w*|\bloosen\w*|\bmore (?:memory|cpu|replicas)\b|\bmore\)? (?:\w+ )?than (?:in the|in |before"
        r"|previously|it had)\b|\b(?:is|are) up\b(?! for\b)|\bup (?:by\b|(?=[$₩€]))|\b(?:two|three|four|five"
        r"|\d+) times (?:what it|its|as \w+ as (?:before|previous))\w*\b|\btwice (?:what it|as \w+ as before|its)\b|\b(?:costlier|more expensive)\b"  # noqa: E501
        r"|늘[었어려렸린]|늘어|올[랐라렸려린]|올라|증가|커졌|커지|상향|확대|높[였아여인이임]|올림|늘림|상승"
        r"|두 배|배로|뛰었|뛰어|(?:전|이전|예전|종전)보다 (?:\S+ )?(?:더|많)|급증|치솟|불어[났나]|껑충"
    ),
    re.I | re.A,
)
_DOWN = Lazy(
    (
        r"\blower(?:ed|s|ing)?\b|\breduc(?:ed|es|ing|tion)\b|\bcut(?:s|ting)?\b|\bfell\b|\bfalls?\b|\bfallen\b|\bdropp?(?:ed|s|ing)?\b"
        r"|\bdecreas\w*|\b(?:went|gone|going|goes|go|brought) down\b|\bshr[aiu]nk\w*|\bsmaller\b"
        r"|\bhalv(?:ed|ing)\b|\bquartered\b|\bdeclin\w*|\beas(?:ed|ing)\b|\bslid\b|\bsank\b|\bdipp?\w*"
        r"|\bplung\w*|\btrimm\w*|\b(?:crept|edged|inched|ticked|came|moved) down\b"
        r"|\bless\)? (?:\w+ )?than (?:in the|in |before|previously|it had)\b|\b(?:is|are) down (?:by|to|from)\b"
        r"|\bdown (?:by\b|to\b|(?=[$₩€]))|\b(?:quarter|third|half|fifth) of (?:what|its)\b|\bcheaper\b"
        r"|\btighten\w*|줄[었어였인]|줄어|줄이|내[렸려린]|내려|감소|작아[졌지]|낮[췄아추춘춤]|내림|줄임|하향"
        r"|축소|하락|떨어|절반으로|(?:전|이전|예전|종전)보다 (?:\S+ )?(?:덜|적)|급감|깎[였인]|꺾[였인]"
    ),
    re.I | re.A,
)
_SAME = Lazy(
    (
        r"\b(?:unchanged|untouched|unaltered|unmodified|identical|constant|flat)\b|\b(?:left"
        r"|kept) (?:\S+ ){0,4}(?:alone|as (?:it|they) (?:is|was|are|were))\b|\b(?:did|has|have|does)(?:n't"
        r"| not) change|\bno change\b"
        r"|\bstayed the same\b|\bthe same as\b"
        r"|그대로(?! (?:요청|트래픽|처리|서비스|받|일하))|변화가? ?없|변동이? ?없|바뀌지 ?않|변하지 ?않"
        r"|건드리지 ?않|손대지 ?않|손을 대지 ?않"
        r"|바꾸지 ?않았|변경하지 ?않았|고치지 ?않았|동일하|똑같"
    ),
    re.I | re.A,
)
_CHANGED = Lazy(
    r"\bchanged\b|바뀌었|바뀐|변했|변경되|달라졌|다릅니다|다르다|\bdiffers?\b|\bdifferent from\b", re.I | re.A
)
_RANGE = Lazy(r"\brang(?:e|es|ed|ing)\b|\bbetween\b|\bvar(?:y|ies)\b|\bspan", re.I | re.A)
_NEGATED = Lazy(r"(?:\bnot|n't|\bnever|\bno longer|\bwithout)\s(?:\w+\s){0,3}$", re.I | re.A)
_NEGATED_KO = Lazy(r"^[가-힣]{0,3}지 ?(?:는 |도 )?(?:않|못)|^[가-힣]{0,2} ?적[이은]? ?없")


_TO_REVISION = Lazy(r"(?:revision|리비전)\s?\d+(?:으로|로)\s(?:올라|내려)\S*")  # no amount goes up there
_NAMED = r"`?([A-Za-z0-9][\w./:=-]*[A-Za-z0-9])`?"
_REPLACED = (
    Lazy(rf"\bfrom {_NAMED} (?:back )?to {_NAMED}", re.I | re.A),
    Lazy(rf"{_NAMED}\s?(?:→|->|=>)\s?{_NAMED}", re.I | re.A),
    Lazy(rf"{_NAMED}에서 {_NAMED}(?:으로|로)", re.I | re.A),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, in its base unit; `kind` as in `Quantity`."""

    kind: str
    before: float
    after: float

    @property
    def sign(self) -> int:
        return (self.after > self.before) - (self.after < self.before)


@dataclass(frozen=True, slots=True)
class Tensed:
    """A quantity of a text that the text says was (-1) or is (+1) so."""

    quantity: Quantity
    tense: int


@lru_cache(maxsize=1024)
def changes(text: str) -> tuple[Change, ...]:
    """Pairs of values that the text gives as before and after: "from a to b", "a → b", "was a, now b"."""
    known = tensed(text)
    found = []
    for a, b in pairwise(known):
        first, second = a.quantity, b.quantity
        if first.kind != second.kind or first.kind == "duration" or a.tense == b.tense:
            continue
        before, after = (first, second) if a.tense < 0 else (second, first)
        found.append(Change(first.kind, before.values[0], after.values[0]))
    return tuple(found)


@lru_cache(maxsize=1024)
def tensed(text: str) -> tuple[Tensed, ...]:
    """The quantities whose time the text tells, in reading order; plain counts, such as a revision's number, are none."""
    if _RANGE.search(text):
        return ()
    read = [q for q in atoms(text).quantities if q.kind not in ("duration", "percent", "plain") or _counted(text, q)]
    ends = [0, *(q.end for q in read)]
    starts = [*(q.start for q in read), len(text)]
    found = []
    for i, q in enumerate(read):
        tense = _tense(text[ends[i] : q.start], text[q.end : starts[i + 1]])
        if tense:
            found.append(Tensed(q, tense))
    return tuple(found)


def _counted(text: str, q: Quantity) -> bool:
    """A bare number is a value only in "from 3 to 5", "3 → 5"."""
    return (
        q.kind == "plain"
        and bool(
            re.search(r"(?:from|\d\S* to|→|->)\s?$", text[: q.start])
            or re.match(r"\s?(?:→|->)|[가-힣]{0,2}에서\s\d", text[q.end :])
        )
        and not re.search(r"(?:revision|리비전|version)\s(?:from\s|to\s)?$", text[: q.start], re.I | re.A)
    )


def _tense(before: str, after: str) -> int:
    """Of two words that tell, the nearer one counts."""
    if _THEN_BEFORE.match(after):
        return -1
    if _THEN_NOW.match(after) and not re.search(r"\bfrom\s*$", before, re.I | re.A):
        return 1
    then = max((m.end() for m in _BEFORE_WORDS.finditer(before)), default=-1)
    now = max((m.end() for m in _NOW_WORDS.finditer(before)), default=-1)
    return 0 if then == now else 1 if now > then else -1


@lru_cache(maxsize=1024)
def direction(text: str) -> int | None:
    """+1 grew, -1 shrank, 0 stayed the same; None where the text says none of it, or both."""
    text = _TO_REVISION.sub(" ", text)
    ups = sum(-1 if _flipped(text, m) else 1 for m in _UP.finditer(text))
    downs = sum(-1 if _flipped(text, m) else 1 for m in _DOWN.finditer(text))
    if _SAME.search(text):
        return 0
    if ups and not downs:
        return 1 if ups > 0 else None
    if downs and not ups:
        return -1 if downs > 0 else None
    return None


@lru_cache(maxsize=1024)
def replaced(text: str) -> tuple[tuple[str, str], ...]:
    """(before, after) of names and versions: "moved from v1 to v2", "v1 → v2", "v1에서 v2로"; lower-cased."""
    return tuple((m[1].lower(), m[2].lower()) for pattern in _REPLACED for m in pattern.finditer(text))


def denied_direction(text: str) -> int | None:
    """The direction that the text says it did not go."""
    for pattern, sign in ((_UP, 1), (_DOWN, -1)):
        found = list(pattern.finditer(text))
        if found and all(_flipped(text, m) for m in found):
            return sign
    return None


def says_changed(text: str) -> bool:
    """ "changed", without saying how."""
    return bool(_CHANGED.search(text)) and not _SAME.search(text)


def _flipped(text: str, match: "re.Match[str]") -> bool:
    return bool(_NEGATED.search(text[: match.start()]) or _NEGATED_KO.match(text[match.end() :]))


def of_row(row: Mapping[str, Any]) -> Iterator[Change]:
    """The change a row gives by a field `before` beside one of now."""
    if "before" in row:
        now = next((row[k] for k in ("after", "cost", "now", "value") if k in row), None)
        if now is not None:
            yield from _pair(row["before"], now)
    for value in row.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Mapping):
                yield from of_row(inner)


def _pair(before: Any, now: Any) -> Iterator[Change]:
    try:
        yield Change("money", float(before), float(now))
    except (TypeError, ValueError):
        a, b = atoms(str(before)).quantities, atoms(str(now)).quantities
        if a and b and a[0].kind == b[0].kind:
            yield Change(a[0].kind, a[0].values[0], b[0].values[0])
