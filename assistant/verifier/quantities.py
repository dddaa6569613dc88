"""Numbers with their units as people and machines write them, in Korean and English; called by `assistant.verifier.atoms`.

A quantity is kept in its base unit (bytes, seconds, cores, percent, a currency) with the precision it was shown in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.patterns import Lazy

_KI = 1024.0
_BYTES = {
    "b": (1.0,), "byte": (1.0,), "bytes": (1.0,), "바이트": (1.0,),
    "ki": (_KI,), "kib": (_KI,), "kb": (1e3, _KI), "mi": (_KI**2,), "mib": (_KI**2,), "mb": (1e6, _KI**2),
    "gi": (_KI**3,), "gib": (_KI**3,), "gb": (1e9, _KI**3), "ti": (_KI**4,), "tib": (_KI**4,), "tb": (1e12, _KI**4),
    "메가": (1e6, _KI**2), "기가": (1e9, _KI**3), "테라": (1e12, _KI**4),
}  # fmt: skip
_SECONDS = {
    "ms": 1e-3, "밀리초": 1e-3, "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "초": 1.0,
    "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0, "분": 60.0,
    "h": 3600.0, "hr": 3600.0, "hrs": 3600.0, "hour": 3600.0, "hours": 3600.0, "시간": 3600.0,
    "d": 86400.0, "day": 86400.0, "days": 86400.0, "일": 86400.0,
    "week": 604800.0, "weeks": 604800.0, "주": 604800.0, "주일": 604800.0,
    "month": 2629800.0, "months": 2629800.0, "개월": 2629800.0, "달": 2629800.0,
    "year": 31557600.0, "years": 31557600.0, "년": 31557600.0,
}  # fmt: skip
_MONEY = {"$": "USD", "usd": "USD", "dollars": "USD", "dollar": "USD", "cents": "USD", "cent": "USD",
          "센트": "USD", "달러": "USD", "불": "USD", "₩": "KRW",
          "원": "KRW", "krw": "KRW", "won": "KRW", "€": "EUR", "eur": "EUR", "유로": "EUR",
          "jpy": "JPY", "엔": "JPY"}  # fmt: skip
_PERCENT = {"%", "percent", "퍼센트", "프로"}
_CORES = {"m": 1e-3, "core": 1.0, "cores": 1.0, "vcpu": 1.0, "vcpus": 1.0, "코어": 1.0}
_SCALE = {"k": 1e3, "천": 1e3, "만": 1e4, "억": 1e8}

_EN_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
"""
_EN = {word: number for number, word in enumerate(_EN_WORDS.split())}
_EN |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_KO = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_COUNTERS = "개|건|회|번|대|곳|군데|명|가지|종류|줄|차례|시간|달|주|가닥"
_PARTS = {
    "half": 50.0,
    "절반": 50.0,
    "quarter": 25.0,
    "third": 100 / 3,
    "two thirds": 200 / 3,
    "three quarters": 75.0,
    "two-thirds": 200 / 3,
    "three-quarters": 75.0,
    "one in ten": 10.0,
    "one third": 100 / 3,
    "one quarter": 25.0,
    "one half": 50.0,
}

_DAYS = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "여드레": 8,
    "아흐레": 9,
    "열흘": 10,
    "보름": 15,
}
_NATIVE_DAYS = Lazy(rf"(?<![가-힣])(?P<word>{'|'.join(_DAYS)})(?= ?(?:전|째|동안|된|만|간|뒤|후|이|가|은|는|$))", 0)
_KOREAN_SHARE = Lazy(r"(?P<whole>\d)분의 ?(?P<part>\d)")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNITS = "|".join(
    sorted((re.escape(u) for u in {*_BYTES, *_SECONDS, *_MONEY, *_PERCENT, *_CORES}), key=len, reverse=True)
)
_LITERAL = Lazy(
    rf"(?<![\w.])(?P<sign>[-−+])?(?P<before>[$₩€]|(?:USD|KRW|EUR|JPY)\s)?\s?(?P<number>{_NUMBER})"
    r"(?P<scale>k(?!i)|(?:천|만|억)(?=\s?(?:원|달러|불|엔|유로|건|개|명|회|번|여)|\s*$)|(?<=\.\d)(?:천|만|억))?"
    rf"(?:\s?(?P<unit>{_UNITS})(?![A-Za-z]))?"
)
_ENGLISH = Lazy(
    rf"(?<![\w-])(?P<word>{'|'.join(_EN)})(?P<half> and a half)?(?![\w-])(?:\s(?P<unit>{_UNITS})(?![A-Za-z]))?"
)
_KOREAN = Lazy(rf"(?<![가-힣])(?P<word>{'|'.join(sorted(_KO, key=len, reverse=True))})\s?(?P<unit>{_COUNTERS})", 0)
_KOREAN_PLURAL = Lazy(r"(?<![가-힣])(?P<word>하나|둘|셋|넷)(?=[은는이가만와과뿐 ])")
_SHARE = Lazy(rf"(?<![\w-])(?P<word>{'|'.join(sorted(_PARTS, key=len, reverse=True))})(?![\w-])")
_ABOUT = Lazy(
    r"(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|~|≈|약|거의|대략|한)\s*(?:[$₩€]\s?)?$"
)
_ABOUT_AFTER = Lazy(r"^\s?(?:쯤|정도|가량|or so|안팎)", 0)
_OVER = Lazy(r"(?:over|more than|above|at least|exceed(?:s|ing)?)\s*[$₩€]?$")
_UNDER = Lazy(
    r"(?:under|less than|below|at most|(?<!add )(?<!adds )(?<!adding )up to|fewer than|never (?:went )?above)\s*[$₩€]?$"
)
_LIMIT = Lazy(r"(?:limit|request|한도|요청)\S*\s(?:of\s)?$")
_AGO = Lazy(r"^\s?(?:ago\b|old\b|전(?![가-힣]체)|째|된|earlier\b)", 0)
_ONE_OF_THEM = Lazy(
    r"\b(?:the|this|that|no|each|every|any|which|another|either|neither|take|get|need|an?)\s(?:\w[\w-]*\s){0,2}$"
)
_NOT_OVER = Lazy(r"^\s?[을를]?\s?(?:넘지|초과하지|넘은 적)")
_PRONOUN_ONE = Lazy(r"^\s(?:of|is|was|more|can|could|should|by|or|and|that|which|at|in|on)\b|^[.,;:)]", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number: `values` in the base unit (several where MB may mean 10^6 or 2^20), `step` half of the last digit."""

    kind: str  # plain, bytes, duration, money, percent, cores
    values: tuple[float, ...]
    step: float
    raw: float  # as written, without its unit
    raw_step: float
    start: int
    end: int
    currency: str = ""
    about: bool = False
    bound: str = ""  # "over", "under": a limit rather than the value itself
    ago: bool = False

    @property
    def tolerance(self) -> float:
        """How far from the shown value the true one may lie: half a digit, or a tenth where the text says "about"."""
        share = 0.05 if self.kind == "percent" else 0.1
        return max(self.step, share * abs(self.values[0])) if self.about else self.step

    def near(self, value: float) -> bool:
        """Whether `value` (base unit) is what was shown, rounded."""
        slack = self.tolerance * (1 + 1e-9) + 1e-9 * abs(value)
        if self.bound == "over":
            return any(v <= value <= v * 1.6 + slack for v in self.values)
        if self.bound == "under":
            return any(v * 0.6 - slack <= value <= v + slack for v in self.values)
        return any(abs(v - value) <= slack for v in self.values)

    def near_raw(self, value: float) -> bool:
        """The same for a bare number whose unit nobody wrote down."""
        if self.bound == "under":
            return self.raw * 0.6 <= value <= self.raw + self.raw_step
        slack = (0.1 * abs(self.raw) if self.about else self.raw_step) * (1 + 1e-9) + 1e-9 * abs(value)
        return abs(self.raw - value) <= slack


@lru_cache(maxsize=1024)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of the text, in reading order. What is part of a name or a date must have been blanked out."""
    korean = [_korean_share(text, match) for match in _KOREAN_SHARE.finditer(text)]
    for match in _KOREAN_SHARE.finditer(text):
        text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    shares = list(_shares(text))
    words = [q for q in _words(text) if not any(s.start <= q.start < s.end for s in shares)]
    found = [*_literals(text), *words, *shares, *korean]
    return tuple(_joined(text, sorted(found, key=lambda q: q.start)))


def _joined(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """ "4 hours and 15 minutes" is one duration."""
    before: Quantity | None = None
    for q in found:
        if before is not None:
            smaller = (
                before.kind == q.kind == "duration"
                and q.raw
                and before.raw
                and q.values[0] / q.raw < before.values[0] / before.raw
            )
            if smaller and re.fullmatch(r",?\s?(?:and\s)?", text[before.end : q.start]):
                total = before.values[0] + q.values[0]
                unit_s = q.values[0] / q.raw
                q = replace(
                    q, values=(total,), raw=total / unit_s, start=before.start, about=before.about, bound=before.bound
                )  # fmt: skip
            else:
                yield _of_the_same_unit(before, q, text)
        before = q
    if before is not None:
        yield before


_OF_WHOLE = Lazy(r"\s?(?:of|out of|/|→|->|to|–|-)\s?(?:the |its )?")


def _of_the_same_unit(q: Quantity, following: Quantity, text: str) -> Quantity:
    """ "330 of 820 GiB", "4 to 6 hours": the unit is written once."""
    units = following.kind in ("bytes", "money", "cores", "duration", "percent")
    if q.kind != "plain" or not units or not following.raw or not _OF_WHOLE.fullmatch(text[q.end : following.start]):
        return q
    values = tuple(q.raw * v / following.raw for v in following.values)
    step = q.raw_step * following.values[0] / following.raw
    return replace(q, kind=following.kind, values=values, step=step, currency=following.currency)


def _literals(text: str) -> Iterator[Quantity]:
    for match in _LITERAL.finditer(text):
        digits = match["number"].replace(",", "")
        decimals = len(digits.partition(".")[2])
        scale = _SCALE.get((match["scale"] or "").lower(), 1.0)
        unit = (match["before"] or match["unit"] or "").strip().lower()
        yield _quantity(text, match, float(digits) * scale, scale * 0.5 * 10**-decimals, unit)


def _words(text: str) -> Iterator[Quantity]:
    for match in _ENGLISH.finditer(text):
        word = match["word"].lower()
        if re.search(r"\b(?:first|last|next|these|those|latter)\s$", text[: match.start()], re.I) and not match["unit"]:
            continue
        one = word == "one" and not match["unit"]
        if one and (_PRONOUN_ONE.search(text[match.end() :]) or _ONE_OF_THEM.search(text[: match.start()])):
            continue
        half = 0.5 if match["half"] else 0.0
        yield _quantity(text, match, _EN[word] + half, 0.25 if half else 0.5, (match["unit"] or "").lower())
    for match in _KOREAN.finditer(text):
        if re.match(r"째", text[match.end() :]) or (
            _KO[match["word"]] == 1 and re.match(r"도(?![가-힣])", text[match.end() :])
        ):
            continue  # "the second", "not once"
        if match[0] in ("한 번", "한번") and re.match(r"\s[가-힣]+면(?![가-힣])", text[match.end() :]):
            continue  # "once you release it"
        if re.match(r"\s?(?:모두|다)(?![가-힣])", text[match.end() :]):
            continue  # "두 곳 모두" speaks of what was just named
        unit = match["unit"] if match["unit"] in _SECONDS else ""
        yield _quantity(text, match, float(_KO[match["word"]]), 0.5, unit)
    for match in _NATIVE_DAYS.finditer(text):
        yield _quantity(text, match, float(_DAYS[match["word"]]), 0.5, "일")
    for match in _KOREAN_PLURAL.finditer(text):
        if match["word"] != "하나":
            yield _quantity(text, match, float("하나둘셋넷".index(match["word"])), 0.5, "")


def _shares(text: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(text):
        if _ORDINAL.match(text[match.end() :]) and match["word"].lower() in ("third", "quarter"):
            continue
        if text[: match.start()].rstrip().lower().endswith("and a") or re.match(r"\sa\s", text[match.end() :]):
            continue
        value = _PARTS[match["word"].lower()]
        yield Quantity(kind="percent", values=(value,), step=3.0, raw=value, raw_step=0.0,
                       start=match.start(), end=match.end(), about=bool(_ABOUT.search(text[: match.start()])),
                       bound=_bound(text[: match.start()]))  # fmt: skip


_ORDINAL = Lazy(r"\s(?:place|time|one|day|week|month|party|largest|biggest|most|highest|is\b|comes)")


def _bound(before: str) -> str:
    return "over" if _OVER.search(before) else "under" if _UNDER.search(before) else ""


def _korean_share(text: str, match: "re.Match[str]") -> Quantity:
    value = 100 * int(match["part"]) / max(int(match["whole"]), 1)
    bound = "over" if re.match(r"[을를]? ?(?:넘|이상|초과)", text[match.end() :]) else ""
    return Quantity(kind="percent", values=(value,), step=3.0, raw=value, raw_step=0.0, bound=bound,
                    start=match.start(), end=match.end())  # fmt: skip


def _quantity(text: str, match: "re.Match[str]", number: float, step: float, unit: str) -> Quantity:
    before, after = text[max(0, match.start() - 18) : match.start()], text[match.end() : match.end() + 8]
    bound = "over" if _OVER.search(before) else "under" if _UNDER.search(before) else ""
    bound = {"이상": "over", "초과": "over", "이하": "under", "미만": "under"}.get(after.strip()[:2], bound)
    bound = "under" if _NOT_OVER.search(text[match.end() : match.end() + 8]) else bound
    kind, factors, currency = _unit(unit)
    if _LIMIT.search(before):
        bound = ""  # "exceeds its limit of 256Mi" states the limit itself
    return Quantity(
        kind=kind,
        values=tuple(number * f for f in factors),
        step=step * factors[0],
        raw=number,
        raw_step=step,
        start=match.start(),
        end=match.end(),
        currency=currency,
        about=bool(_ABOUT.search(before) or _ABOUT_AFTER.search(after)),
        bound=bound,
        ago=bool(_AGO.search(after)),
    )


def _unit(unit: str) -> tuple[str, tuple[float, ...], str]:
    """(kind, factors to the base unit, currency)."""
    if unit in _BYTES:
        return "bytes", _BYTES[unit], ""
    if unit in _SECONDS:
        return "duration", (_SECONDS[unit],), ""
    if unit in _MONEY:
        return "money", (0.01 if unit in ("cent", "cents", "센트") else 1.0,), _MONEY[unit]
    if unit in _PERCENT:
        return "percent", (1.0,), ""
    if unit in _CORES:
        return "cores", (_CORES[unit],), ""
    return "plain", (1.0,), ""


_FIELD_UNITS = (
    (Lazy(r"(?:^|_)(?:usd|cost|costs|price|amount|saving|charge|charged|spend|before)(?:_|$)", 0), "money", 1.0),
    (Lazy(r"(?:_|^)(?:gib|gi)$", 0), "bytes", _KI**3),
    (Lazy(r"_gb$", 0), "bytes", 1e9),
    (Lazy(r"(?:_|^)(?:mib|mi)$", 0), "bytes", _KI**2),
    (Lazy(r"_mb$", 0), "bytes", 1e6),
    (Lazy(r"(?:^|_)bytes$", 0), "bytes", 1.0),
    (Lazy(r"_ms$", 0), "duration", 1e-3),
    (Lazy(r"_(?:s|seconds)$", 0), "duration", 1.0),
    (Lazy(r"_minutes$", 0), "duration", 60.0),
    (Lazy(r"_hours$", 0), "duration", 3600.0),
    (Lazy(r"(?:^|_)days$", 0), "duration", 86400.0),
    (Lazy(r"_(?:percent|pct)$|utilization", 0), "percent", 1.0),
)


@lru_cache(maxsize=1024)
def field_unit(name: str) -> tuple[str, float]:
    """(kind, factor) of a numeric field by its name: `size_gib` is bytes; ("", 1) where the name does not say."""
    lowered = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return next(((kind, factor) for pattern, kind, factor in _FIELD_UNITS if pattern.search(lowered)), ("", 1.0))
