"""Points in time as written in answers and evidence, with the precision shown; called by `assistant.verifier.atoms`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from assistant.patterns import Lazy

_KST = timezone(timedelta(hours=9))
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {m: i for i, m in enumerate(_MONTH_NAMES.split(), start=1)}
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_ZONE = r"(?:\s*\(?(?P<zone>UTC|GMT|KST|Z|[+-]\d\d:?\d\d|한국 시[간각]|(?:Korean?|Seoul) time)(?![a-z])\)?)?"
_DATE = r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
_CLOCK = r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?(?:\s?(?P<pm>[ap]\.?m\.?))?"
_FULL = Lazy(rf"{_DATE}(?:[T ]\s?{_CLOCK}{_ZONE})?")
_ENGLISH = Lazy(
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m1>{_MONTH})|(?P<m2>{_MONTH})\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)"
    rf"(?![\d:])(?:,?\s(?P<y>\d{{4}}))?"
)
_KOREAN = Lazy(
    rf"(?:(?P<y>\d{{4}})년\s?)?(?P<m>\d{{1,2}})월\s?(?P<d>\d{{1,2}})일(?:\s(?:(?P<half>오전|오후)\s?)?{_CLOCK}{_ZONE})?"
)
_TIME = Lazy(rf"(?P<half>오전\s?|오후\s?)?(?<![\d:]){_CLOCK}(?![\d:]){_ZONE}")
_KOREAN_TIME = Lazy(
    rf"(?:(?P<half>오전|오후|새벽|아침|저녁|밤)\s?)?(?<!\d)(?P<h>\d{{1,2}})시(?!간)(?:\s?(?P<min>\d{{1,2}})분)?{_ZONE}",
    0,
)
_DAY = Lazy(
    r"(?<![\w가-힣])(?P<word>today|yesterday|the day before yesterday|오늘|어제|그저께|그제)(?![\w])"
    r"|(?P<ko>오늘|어제|그저께)(?=[은는이도의부까])"
)
_WITH_DIGITS = (_FULL, _KOREAN, _ENGLISH, _KOREAN_TIME, _TIME, _DAY)
_DIGIT = re.compile(r"\d")
_KOREAN_ZONE = Lazy(r"(?:(?:한국|서울) ?시[간각]|KST|(?:Korean?|Seoul) time)\D{0,5}(?:(?:\d+월 )?\d+일\s?)?$")
_DAYS_BACK = {"today": 0, "오늘": 0, "yesterday": 1, "어제": 1, "그저께": 2, "그제": 2, "the day before yesterday": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day, a time of day, or both; `zone` is None where none was written."""

    day: tuple[int, int, int] | None  # year (0 when not written), month, day
    clock: tuple[int, int, int] | None  # -1 for seconds not written
    zone: timezone | None
    days_back: int | None  # today 0, yesterday 1
    start: int
    end: int

    def fits(self, at: datetime, reference: datetime) -> bool:
        """Whether the point in time `at` may be written like this. Without a zone it is UTC."""
        local = at.astimezone(self.zone or UTC)
        if self.days_back is not None:
            zones = (self.zone,) if self.zone else (UTC, _KST)
            wanted = timedelta(days=self.days_back)
            return any(at.astimezone(z).date() == reference.astimezone(z).date() - wanted for z in zones)
        if self.clock is None:
            return self.day is not None and self._same_day(local.date())
        candidates = (local, local + timedelta(seconds=30)) if self.clock[2] < 0 else (local,)
        return any(self._same_day(c.date()) and self._same_clock(c) for c in candidates)

    def as_datetime(self) -> datetime | None:
        """The exact point, when day and time are both written in full."""
        if self.day is None or not self.day[0]:
            return None
        hour, minute, second = self.clock or (0, 0, 0)
        try:
            return datetime(*self.day, hour, minute, max(second, 0), tzinfo=self.zone or UTC)
        except ValueError:
            return None

    def _same_day(self, day: date) -> bool:
        if self.day is None:
            return True
        year, month, number = self.day
        return (not year or year == day.year) and (month, number) == (day.month, day.day)

    def _same_clock(self, at: datetime) -> bool:
        hour, minute, second = self.clock or (0, 0, -1)
        return (hour, minute) == (at.hour, at.minute) and (second < 0 or second == at.second)


@lru_cache(maxsize=1024)
def moments(text: str) -> tuple[Moment, ...]:
    """Every date and time of the text in reading order; a time right after its date is one moment with it."""
    found: list[Moment] = []
    free = text
    for pattern in _WITH_DIGITS if _DIGIT.search(text) else (_DAY,):
        for match in pattern.finditer(free):
            moment = _moment(match)
            if moment is not None:
                found.append(moment)
        free = _blank(free, found)
    return tuple(_joined(sorted(found, key=lambda m: m.start), text))


def _blank(text: str, found: list[Moment]) -> str:
    for moment in found:
        text = text[: moment.start] + " " * (moment.end - moment.start) + text[moment.end :]
    return text


def _moment(match: "re.Match[str]") -> Moment | None:
    given = match.groupdict()
    word = given.get("word") or given.get("ko")
    if word:
        return Moment(day=None, clock=None, zone=None, days_back=_DAYS_BACK[word.lower()],
                      start=match.start(), end=match.end())  # fmt: skip
    month = given.get("m") or given.get("m1") or given.get("m2")
    number = given.get("d") or given.get("d1") or given.get("d2")
    day = None
    if month and number:
        day = (int(given.get("y") or 0), int(month) if month.isdigit() else _MONTHS[month[:3].lower()], int(number))
    clock = None
    if given.get("h"):
        hour = int(given["h"])
        pm = (given.get("pm") or given.get("half") or "").strip().lower()
        hour = hour % 12 + 12 if pm[:1] in ("p",) or pm in ("오후", "저녁", "밤") else hour % 12 if pm else hour
        clock = (hour, int(given.get("min") or 0), int(given["s"]) if given.get("s") else -1)
        if hour > 23 or clock[1] > 59:
            return None
    if day is None and clock is None:
        return None
    return Moment(day=day, clock=clock, zone=_zone(given.get("zone")), days_back=None,
                  start=match.start(), end=match.end())  # fmt: skip


def _zone(word: str | None) -> timezone | None:
    if not word:
        return None
    if word.upper() in ("UTC", "GMT", "Z"):
        return UTC
    if word[0] in "+-":
        hours, minutes = int(word[1:3]), int(word[-2:])
        return timezone(timedelta(hours=hours, minutes=minutes) * (1 if word[0] == "+" else -1))
    return _KST


def _joined(found: list[Moment], text: str) -> list[Moment]:
    """`13:15 UTC on 25 November` and `Nov 25, 13:15 UTC` are one moment each; `한국 시간 06:32` is in KST."""
    joined: list[Moment] = []
    for moment in found:
        before = text[max(0, moment.start - 24) : moment.start]
        if moment.zone is None and _KOREAN_ZONE.search(before):
            moment = _with(moment, zone=_KST)
        last = joined[-1] if joined else None
        gap = text[last.end : moment.start] if last else ""
        if (
            last
            and re.fullmatch(r"(?:,?\s+(?:on|at|의)?\s*|\(|,\s*)", gap)
            and (last.day is None) != (moment.day is None)
        ):
            day_of, clock_of = (moment, last) if last.day is None else (last, moment)
            if clock_of.clock and day_of.clock is None and day_of.days_back is None and clock_of.days_back is None:
                joined[-1] = Moment(day=day_of.day, clock=clock_of.clock, zone=clock_of.zone or day_of.zone,
                                    days_back=None, start=last.start, end=moment.end)  # fmt: skip
                continue
        joined.append(moment)
    return joined


def _with(moment: Moment, *, zone: timezone) -> Moment:
    return Moment(day=moment.day, clock=moment.clock, zone=zone, days_back=moment.days_back,
                  start=moment.start, end=moment.end)  # fmt: skip
