"""The small arithmetic of answers: multiples, shares, differences, periods; and what the words say a number is of.

Called by `assistant.verifier.derivations`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from assistant.patterns import Lazy
from assistant.verifier.concepts import concepts
from assistant.verifier.groups import Table, columns, said_words
from assistant.verifier.quantities import Quantity
from assistant.verifier.records import Record
from assistant.verifier.transitions import changes

_YEAR = Lazy(r"\byears?\b|\byearly\b|\bannual\w*|(?:1|일|한)\s?년|년간|연간|연 |매년|/\s?yr\b|/\s?y\b|해마다")
_DAY = Lazy(r"\bdays?\b|\bdaily\b|하루|매일|일당|일평균|/일")
_WEEK = Lazy(r"\bweek(?:s|ly)?\b|매주|일주일|주당")
_MONTH = Lazy(r"\bmonth(?:s|ly)?\b|매달|매월|한 ?달|월")
_HOUR = Lazy(r"\bhour(?:s|ly)?\b|시간당")
_TIMES = Lazy(r"^\s?(?:[- ]?fold\b|times (?:as|more|higher|larger|bigger|the|what)\b|배(?![가-힣]*포))")
_OF_WHOLE = Lazy(
    r"\bof\b|\bshare\b|\bpart\b|\bportion\b|\bmeans\b|\bwould be\b|\bmakes? up\b|\baccounts?\b|중|전체|대비|비중|차지|금액의|비용의|\S의\s|i\.e\.|\("  # noqa: E501
)
REST = Lazy(r"\bother|\brest\b|\bremain\w*|\bleft\b|나머지|그 ?외|그 ?밖|남은|남는")
APART = Lazy(
    r"\bmissing\b|\bshort\b|\bdiffer\w*|\bmore\b|\bless\b|\bfewer\b|\black\w*|\bpoints?\b|\bgap\b|\babove\b|\bbelow\b|\bby\b"
    r"|\bremain\w*|\brest\b|\bleft\b|모자라|부족|차이|더\s|덜|나머지|줄|늘|포인트|올|내"
)
_MEAN = Lazy(r"\baverag\w*|\bmean\b|\beach\b|평균|개당|대당|하나당|각")
SUM = Lazy(r"\btotal\b|\btogether\b|\bcombined\b|\bsum\b|\ball\b|\bacross\b|\baltogether\b|합|총|전체|모두|전부")
_NEAR_STATED = 14
MOST_BASE = 24
_CUT = Lazy(r"[;:|]\s|,\s|\.\s|\s(?:and|but|while|plus)\s|[와과고며]\s|\s[–—]\s", 0)
_PHRASE = Lazy(r"[;|]\s|,\s|\.\s|\s(?:and|but|while|plus)\s", 0)
EXTREME = Lazy(
    r"\bbusiest\b|\bpeak\w*|\bmax\w*|\bmin\w*|\b(?:high|low|large|small|quiet|cheap|big)est\b|\bmost\b|\bleast\b|\bbetween\b"
    r"|\bbelow\b|\babove\b|\bfell\b|\bnever\b|\bup to\b|\bfrom\b|\b(?:cost|cheap|old|new)\w*est\b|최대|최소|최고|최저|가장|넘|까지|~"  # noqa: E501
)
_EACH = Lazy(r"\beach\b|\bper\b|\bapiece\b|\btimes\b|\bboth\b|\bpair\b|\bdaily\b|씩|각|개당|대당|전체로|곱")
_CHANGE = Lazy(
    r"\bcuts?\b|\bless\b|\bfell\b|\bdrop\w*|\blower\w*|\bris\w*|\brose\b|\bgrew\b|\bup\b|\bdown\b|\bmore than\b|\breduc\w*|\bincreas\w*"  # noqa: E501
    r"|\bdecreas\w*|\bhigher\b|줄|늘|올|내[렸려]|많|적|감소|증가|차이"
)
LATER = Lazy(r"\bafter\b|\blater\b|\bbefore\b|\bbetween\b|\bapart\b|\bearlier\b|뒤|후|만에|사이|전|간격")
OF_ALL = Lazy(r"\d (?:\w+ )?(?:out )?of (?:all |the |a total of )?$")  # "147 of 149 restarts"
DISTRIBUTED = Lazy(r"\beach\b|\bevery\b|\bper\b|\bother\b|마다|각각|나머지")
DAY_S = 86400.0
PERIODS = {
    3600.0: (1 / 720, 1 / 730), DAY_S: (1 / 30, 12 / 365, 1 / 31), 7 * DAY_S: (7 / 30, 0.25, 12 / 52), 365 * DAY_S: (12.0, 365 / 30),  # noqa: E501
}  # fmt: skip
BY = Lazy(r"(?:\bby|\btimes|×|\*|곱하기)\s?$")  # multiplied by twelve
_BYTES_METRIC = Lazy(r"network|bytes|memory|disk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One number of a statement, with everything that says what it is of."""

    quantity: Quantity
    concept: frozenset[str]
    text: str  # the clause
    whole: str  # the statement with its column titles and what it stands under
    named: tuple[Record, ...]  # rows of the things the clause names; empty when it names none
    stated: Sequence[Quantity]  # numbers of the answer that hold, in order
    given: Sequence[Quantity] = ()  # the other numbers of the statement, which are checked on their own account
    cites: frozenset[str] = frozenset()  # what the statement cites
    row: bool = False  # of a table: the whole line belongs together
    above: str = ""  # what the statement stands under

    @property
    def segment(self) -> str:
        """The words between the nearest commas, which say best what the number is of."""
        if self.row:
            return self.whole
        cuts = [0, *(m.end() for m in _CUT.finditer(self.text)), len(self.text)]
        at = max(c for c in cuts if c <= self.quantity.start)
        return self.text[at : min((c for c in cuts if c >= self.quantity.end), default=len(self.text))]

    @property
    def phrase(self) -> str:
        """The same with what stands before a colon: "14 instances: $237.09"."""
        at = self.whole.find(self.text) + self.quantity.start
        cuts = [0, *(m.end() for m in _PHRASE.finditer(self.whole)), len(self.whole)]
        start = max(c for c in cuts if c <= max(at, 0))
        return self.whole[start : min((c for c in cuts if c > at), default=len(self.whole))]

    @property
    def ways(self) -> tuple[str, ...]:
        """Texts to look for the name of a group in, the nearest first."""
        return tuple(dict.fromkeys((self.segment, self.text, self.whole, self.above)))


def exact(record: Record) -> Iterator[datetime]:
    """Times of a row with their fractions of a second."""
    for name, value in (record.row or {}).items():
        if (name == "at" or name.endswith("_at")) and isinstance(value, str) and "." in value:
            with suppress(ValueError):
                yield datetime.fromisoformat(value)


def changed_share(asked: Asked) -> bool | None:
    """Whether "from 512Mi to 384Mi, by 25 %" is right; None for what gives no such pair."""
    if asked.quantity.kind != "percent" or not _CHANGE.search(asked.text):
        return None
    told = [c for c in changes(asked.whole) if c.before and c.kind in ("money", "bytes")]
    return any(asked.quantity.near(100 * abs(c.after - c.before) / c.before) for c in told) if len(told) == 1 else None


def is_multiple(text: str, q: Quantity) -> bool:
    """`8.5 times as much`, "1.9배": a ratio, not a count of times."""
    return q.kind == "plain" and bool(_TIMES.match(text[q.end :]))


def factors(asked: Asked) -> tuple[float, ...]:
    """By how much a figure of 30 days may be multiplied, by the periods that the nearest words name."""
    ways = (asked.segment, asked.text, asked.whole)
    text = next((t for t in ways if any(p.search(t) for p in (_YEAR, _DAY, _WEEK, _MONTH, _HOUR))), "")
    found = [12.0, 365.0 / 30] if _YEAR.search(text) else []
    if _DAY.search(text):
        found += [1 / 30]
    if _WEEK.search(text):
        found += [7 / 30, 0.25]
    if _HOUR.search(text):
        found += [1 / 720, 1 / 730]
    if asked.quantity.kind != "money":
        found += (
            [float(n) for n in re.findall(r"\b(\d{1,3})(?: days?\b|일)", asked.whole)]
            if SUM.search(asked.whole)
            else []
        )
        return (1.0, *found)
    return tuple(found) if found and not re.search(r"\d\s?(?:days?\b|일)", text) else (1.0, *found)


def as_money(q: Quantity, value: float) -> bool:
    return q.near_raw(value)


def telling(q: Quantity) -> bool:
    """Whether the number has so many digits that it fits hardly anything by chance."""
    digits = f"{q.raw:.10g}".replace(".", "").strip("0")
    return not q.bound and not q.about and (len(digits) >= 3 or (q.kind == "money" and q.raw_step < 0.1))


def top(asked: Asked) -> int:
    """`the top 3`, "상위 3개": how many of the first rows."""
    match = re.search(r"\b(?:top|first|largest|biggest)\s(\d{1,2})\b|상위\s?(\d{1,2})", asked.whole, re.I)
    return int(match[1] or match[2]) if match else 0


def names_rows(table: Table, asked: Asked) -> bool:
    """Whether the text names what the rows of the table are: "6 addresses", of a list of addresses."""
    first = table.rows[0]
    source = first.evidence.tool if first.evidence is not None else "problem finding"
    near = asked.concept or concepts(asked.segment)
    return bool(concepts(source.replace("_", " ")) & near) or bool(
        {"row", "rows", "line", "lines", "item", "items"} & said_words(asked.segment)
    )


def of_kind(rows: Iterable[Record], kind: str) -> Iterator[list[float]]:
    found = columns(rows)
    metric = kind == "bytes" and any(_BYTES_METRIC.search(str((r.row or {}).get("metric", ""))) for r in rows)
    for (field, of), facts in found.items():
        if of == kind or (metric and not of and field in ("average", "minimum", "maximum", "value")):
            yield [f.value for f in facts]


def of_column(values: Sequence[float], asked: Asked) -> Iterator[float]:
    total = sum(values)
    yield total
    if _MEAN.search(asked.whole) or _DAY.search(asked.segment):
        yield total / len(values)
    if EXTREME.search(asked.whole):
        yield max(values)
        yield min(values)
    if 1 < len(values) <= 6 and APART.search(asked.whole):
        yield from (abs(a - b) for a, b in combinations(values, 2) if a != b)


def between(sums_of: Sequence[Sequence[float]]) -> Iterator[float]:
    sums = [sum(c) for c in sums_of][:12]
    yield from (abs(a - b) for a, b in combinations(sums, 2))


def _recent(asked: Asked, kind: str, most: int) -> list[float]:
    return [s.values[0] for s in asked.stated[-_NEAR_STATED:] if s.kind == kind][-most:]


def _recent_amounts(asked: Asked) -> list[float]:
    """Numbers of a table whose unit stands in the column title."""
    return [s.raw for s in asked.stated[-6:] if s.kind == "plain" and s.raw_step < 0.01]


def from_stated(asked: Asked) -> bool:
    """From numbers that the answer gave before and that hold: their sum, difference, multiple."""
    q = asked.quantity
    near = _recent(asked, q.kind, 6)
    if asked.named and not (SUM.search(asked.whole) or APART.search(asked.whole) or _EACH.search(asked.whole)):
        return False  # what was said of one thing is no news of another
    scale = [*factors(asked)]
    if _EACH.search(asked.whole):
        scale += [v for v in _recent(asked, "plain", 3) if 1 < v <= 400 and v == int(v)]
        scale += [2.0] if re.search(r"\bpair\b|\bboth\b|둘", asked.whole) else []
    values = [*(() if asked.row or asked.named else near), *(abs(a - b) for a, b in combinations(near, 2))]
    values += [sum(near[-n:]) for n in range(2, len(near) + 1)]
    return any(q.near(v * f) for v in values for f in scale if v or f)


def from_counts(asked: Asked) -> bool:
    """Counts that add up, or what is left of one: "68 wanted and 63 ready, so five are missing"."""
    q, near = asked.quantity, _recent(asked, "plain", 4)
    left = (abs(a - b) for a, b in combinations(near, 2) if a != b)
    if (APART.search(asked.text) or REST.search(asked.text)) and any(q.near(x) for x in left):
        return True
    return bool(SUM.search(asked.text)) and any(q.near(sum(near[-n:])) for n in range(2, len(near) + 1))


def _pairs(asked: Asked, base: dict[str, list[float]]) -> Iterator[tuple[float, float]]:
    """Ordered pairs of one kind of which one was stated nearby, unless the rows are named."""
    for kind in ("money", "bytes", "plain", "duration", "percent", "cores"):
        others = [b for b in base.get(kind, ()) if kind != "plain" or b != int(b)]
        near = [
            *_recent(asked, kind, 3),
            *(_recent_amounts(asked) if kind == "money" else ()),
            *(g.values[0] for g in asked.given if g.kind == kind),
        ]
        for a in near:
            yield from ((x, y) for b in (*near, *others) if a and b and b != a for x, y in ((a, b), (b, a)))
        if asked.named or kind == "plain":
            values = [b for b in base.get(kind, ()) if b and (kind != "plain" or b != int(b))][:12]
            yield from ((x, y) for a, b in combinations(values, 2) for x, y in ((a, b), (b, a)))


def is_ratio(asked: Asked, base: dict[str, list[float]]) -> bool:
    for kind in ("money", "bytes"):
        given = [g.values[0] for g in asked.given if g.kind == kind]
        if len(given) == 2 and all(given):
            return any(asked.quantity.near(x) for x in (given[0] / given[1], given[1] / given[0]))
    return any(asked.quantity.near(a / b) for a, b in _pairs(asked, base))


def is_share(asked: Asked, base: dict[str, list[float]]) -> bool:
    q = asked.quantity
    if not (_OF_WHOLE.search(asked.whole) or _CHANGE.search(asked.text)) or (asked.row and asked.named):
        return False
    if _CHANGE.search(asked.text):
        return any(q.near(100 * abs(a - b) / b) for a, b in _pairs(asked, base))
    return any(q.near(100 * a / b) for a, b in _pairs(asked, base))


def is_point(asked: Asked) -> bool:
    """Percentage points between two percentages that were given."""
    given = _recent(asked, "percent", 4)
    return any(asked.quantity.near(abs(a - b)) for a, b in combinations(given, 2))
