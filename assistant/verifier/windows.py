"""Rates and time windows said of a number: "per hour", "a month", "in the last 7 days"; called by `assistant.verifier.verify`.

A number that holds for a month does not hold for a day.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds, statements_of
from assistant.verifier.quantities import Quantity
from assistant.verifier.records import Record

_DAY = 86400.0
_SECONDS = {
    "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": _DAY, "week": 7 * _DAY, "month": 30.4 * _DAY, "year": 365.0 * _DAY,
    "초": 1.0, "분": 60.0, "시간": 3600.0, "일": _DAY, "주": 7 * _DAY, "주일": 7 * _DAY, "달": 30.4 * _DAY,
    "개월": 30.4 * _DAY, "월": 30.4 * _DAY, "년": 365.0 * _DAY, "해": 365.0 * _DAY,
}  # fmt: skip
_UNIT = r"(?P<unit>second|minute|hour|day|week|month|year)s?"
_KO_UNIT = r"(?P<unit>초|분|시간|일|주일|주|개월|달|년)"
_ADVERBS = {"hourly": 3600.0, "daily": _DAY, "weekly": 7 * _DAY, "monthly": 30.4 * _DAY, "yearly": 365 * _DAY,
            "annually": 365 * _DAY, "annual": 365 * _DAY}  # fmt: skip
_RATES = (
    Lazy(rf"(?:\b(?:per|every|each)\s|/\s?){_UNIT}\b", re.I | re.A),
    Lazy(rf"(?:[$₩€]\s?[\d.,]+|\btimes|\d(?:\s?[A-Za-z]{{1,8}})?)\s(?:a|an)\s{_UNIT}\b", re.I | re.A),
    Lazy(rf"\b(?:busi|quiet|slow)est\s{_UNIT}\b", re.I | re.A),
    Lazy(rf"\b(?P<adverb>{'|'.join(_ADVERBS)})\b", re.I | re.A),
    Lazy(r"(?<![가-힣])매(?P<unit>시간|일|주|달|월|년|해)|(?<![가-힣])(?P<per>초|시간|분|일|주|월|연)(?:당|간)(?![가-힣]{2})"
               r"|(?P<by>시간|일|하루|주|월|연) 단위로|(?:한|1|일)\s?(?P<each>시간|달|해|년|주일|주)에(?![가-힣])|(?<![가-힣])(?<![일제늘]\s)(?<![일제늘])(?P<day>하루)(?:에|당|\s?[$₩\d])|(?<![가-힣\d])(?P<flat>월|연)\s(?=[$₩\d약])"),  # noqa: E501
)  # fmt: skip
_SPANS = (
    Lazy(
        rf"\b(?:in|over|during|within|for|across)?\s?(?:the\s)?(?:last|past|previous)\s(?:(?P<n>\d+|\w+)\s)?{_UNIT}\b",
        re.I | re.A,
    ),
    Lazy(rf"\b(?:charged|billed|costs?|paid|spent)\b[^.;]{{0,30}}\bin\s(?P<n>\d+)\s{_UNIT}\b", re.I | re.A),
    Lazy(rf"(?:지난|최근)\s?(?:(?P<n>\d+|한|두|세|네|일곱|열)\s?)?{_KO_UNIT}(?:간|\s?동안)?", 0),
    Lazy(r"(?P<whole>어제|오늘|\d일)\s?하루"),
    Lazy(r"(?<![가-힣])(?:작|지난|전)(?P<unit>년|달|주)(?:의)?\s?(?:\S+\s){0,3}?\S*(?:보다|대비)"),
)
_VAGUE = Lazy(
    rf"\bfor\s(?:several\s|many\s|some\s)?{_UNIT}(?<=s)\b|(?<![가-힣])몇\s?(?P<ko>시간|일|주|달|년)(?:째|간|\s?동안)",
    re.I | re.A,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "twelve": 12, "few": 0,
            "한": 1, "두": 2, "세": 3, "네": 4, "일곱": 7, "열": 10}  # fmt: skip
_AMOUNTS = frozenset({"money", "bytes", "percent"})
_KO_FLAT = {"월": 30.4 * _DAY, "연": 365.0 * _DAY, "하루": _DAY}
_NUMBERED = Lazy(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b|[한두세네]\s?(?:번|개|건)|\bno\b|없", 0)


@dataclass(frozen=True, slots=True)
class Window:
    """`seconds` long; a `rate` ("a month") or a span ("in the last 7 days"); `kind` of the amount beside a rate, or ""."""

    seconds: float
    rate: bool
    text: str
    kind: str = ""

    def same_kind(self, kind: str) -> bool:
        """Traffic a day says nothing of dollars a day."""
        return not kind or not self.kind or kind == self.kind


@lru_cache(maxsize=1024)
def windows(text: str) -> tuple[Window, ...]:
    """Rates and spans of a text."""
    return (*_rates(text), *_spans(text))


def _rates(text: str) -> Iterator[Window]:
    for pattern in _RATES:
        for m in pattern.finditer(text):
            given = {k: v for k, v in m.groupdict().items() if v}
            kind = _kind_beside(text, m.start(), m.end())
            if "adverb" in given:
                yield Window(_ADVERBS[given["adverb"].lower()], True, m[0], kind)
                continue
            word = next(iter(given.values())).lower()
            yield Window(_KO_FLAT.get(word, _SECONDS.get(word, 0.0)), True, m[0].strip(), kind)


def _kind_beside(text: str, start: int, end: int) -> str:
    """The kind of the amount that a rate is said of: "$3 a day", "하루 4.8 MB"."""
    near = [(min(abs(q.start - end), abs(q.end - start)), q.kind) for q in atoms(text).quantities if q.kind in _AMOUNTS]
    near += [(0, q.kind) for q in atoms(text).quantities if q.kind in _AMOUNTS and q.start < end and start < q.end]
    distance, kind = min(near, default=(99, ""))
    return kind if distance <= 6 else ""


def _spans(text: str) -> Iterator[Window]:
    for pattern in _SPANS:
        for m in pattern.finditer(text):
            given = m.groupdict()
            if given.get("whole"):
                yield Window(_DAY, False, m[0])
                continue
            number = given.get("n") or "1"
            count = int(number) if number.isdigit() else _NUMBERS.get(number.lower(), 0)
            if count:
                yield Window(count * _SECONDS[given["unit"].lower()], False, m[0].strip())


def unsupported(
    text: str,
    subjects: Iterable[str],
    about: Iterable[Record],
    grounds: Grounds,
    made_over: Callable[[Quantity, float], bool],
) -> Text | None:
    """The first rate or window of the text that nothing known of its subjects has.

    `made_over`: whether an amount is one of the evidence for a period of so many seconds instead of a month.
    """
    said = windows(text)
    vague = _VAGUE.search(text)
    if (not said and not vague) or (not _NUMBERED.search(text) and not vague):
        return None
    names = tuple(subjects)
    findings = grounds.findings(names) or grounds.known.findings
    records = [*about, *(r for r in grounds.known.records if r.role == "call")]
    rates, spans = set[tuple[float, str]](), set[float]()
    for f in findings:
        if f.impact.saving is not None:
            rates.add((_SECONDS["month"], "money"))
        for window in (w for t in statements_of(f) for w in windows(t)):
            if window.rate:
                rates.add((window.seconds, window.kind))
            else:
                spans.add(window.seconds)
    for r in records:
        spans |= {x.value for x in r.facts if x.kind == "duration" and x.value}
        spans |= set(reach(r))
        rates |= {(x.value, "bytes") for x in r.facts if x.field == "period_s"}
        rates |= {(x.value, "percent") for x in r.facts if x.field == "period_s"}
        rates |= {(_SECONDS["day"], x.kind) for x in r.facts if x.field.endswith("_per_day")}
    spans |= _since(findings, grounds)
    amounts = [q for q in atoms(text).quantities if q.kind == "money"]
    if amounts and all(
        not w.rate or any(made_over(q, w.seconds) for q in amounts)
        for w in said
        if not any(s == w.seconds and w.same_kind(k) for s, k in rates)
    ):
        rates |= {(w.seconds, "money") for w in said if w.rate}
    for window in said:
        near = {s for s, kind in rates if window.same_kind(kind)} if window.rate else spans
        if not any(0.93 * window.seconds <= x <= 1.07 * window.seconds for x in near):
            return objections.period_unsupported(window.text)
    if vague:
        unit = _SECONDS[(vague.groupdict().get("unit") or vague.groupdict().get("ko") or "").lower()]
        if not any(x >= 1.5 * unit for x in spans):
            return objections.period_unsupported(vague[0].strip())
    return None


def reach(record: Record) -> Iterator[float]:
    """The period that a row of a bill or of a metric covers."""
    row = record.row or {}
    try:
        start, end = (datetime.fromisoformat(str(row[k])) for k in ("from", "until"))
    except (KeyError, ValueError):
        return
    yield (end - start).total_seconds()
    yield (end - start).total_seconds() + _DAY


def _since(findings: Iterable[object], grounds: Grounds) -> set[float]:
    """How long the findings have lasted."""
    chosen = set(map(id, findings))
    return {
        (grounds.known.reference - t).total_seconds()
        for r in grounds.known.records
        if r.role == "time" and id(r.finding) in chosen
        for t in r.times
    }
