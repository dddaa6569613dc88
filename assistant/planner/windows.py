"""Time in a question: "어제 3시부터", "last 2 hours", "since 14:00". Called by `assistant.planner.slots`. Pure.

A duration that describes a symptom ("20분째", "every 2 minutes") or a rate ("$500 a month") is not a window.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache

from assistant.planner.window_words import (
    BETWEEN,
    CLOCK_EN,
    CLOCK_KO,
    EN_NUM,
    EN_UNIT,
    KO_NUM,
    KO_UNIT,
    MAYBE,
    MONTH_NAMES,
    NUMBER,
    UNIT_S,
    WEEKDAYS,
    WEEKS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `start` to `end` (UTC, `end` not included). `exact` is false where the words leave the length open."""

    start: datetime
    end: datetime
    exact: bool = False
    to_now: bool = False  # it ends when it is asked about

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A period in a text; `window` is None for a duration that is no window."""

    first: int
    last: int
    window: Window | None


def find(text: str, now: datetime, zone: tzinfo) -> tuple[Found, ...]:
    """The periods that `text` names, in reading order; words like 오후 2시 are meant in `zone`."""
    lowered = text.lower()
    if not MAYBE.search(lowered):
        return ()
    found: list[Found] = []
    for pattern, meaning in _patterns():
        for match in pattern.finditer(lowered):
            if any(match.start() < f.last and f.first < match.end() for f in found):
                continue
            window = meaning(match, now.astimezone(zone))
            if window is not None and window.end >= now:
                window = replace(window, to_now=True)
            found.append(Found(first=match.start(), last=match.end(), window=window))
    return _ranges(sorted(found, key=lambda f: f.first), lowered, now)


_TO = re.compile(r"\s*(?:부터|에서|to|until|till|through|~|-|–)\s*")
_AND = re.compile(r"\s*and\s*")
_BETWEEN_WORD = re.compile(r"(?:between|from)\s*$")
_CLOSING = re.compile(r"\s*(?:까지|사이에?)")


def _ranges(found: list[Found], text: str, now: datetime) -> tuple[Found, ...]:
    """Two days that a question joins, "between Nov 1 and Nov 10" or "3일부터 5일까지", as one period."""
    joined: list[Found] = []
    for one in found:
        last = joined[-1] if joined else None
        if last is None or last.window is None or one.window is None or one.window.start < last.window.start:
            joined.append(one)
            continue
        between = text[last.last : one.first]
        before = _BETWEEN_WORD.search(text[: last.first])
        if not _TO.fullmatch(between) and not (before and _AND.fullmatch(between)):
            joined.append(one)
            continue
        closing = _CLOSING.match(text, one.last)
        window = _utc(last.window.start, one.window.end, exact=True)
        joined[-1] = Found(
            first=before.start() if before else last.first,
            last=closing.end() if closing else one.last,
            window=replace(window, to_now=window.end >= now),
        )
    return tuple(joined)


def _utc(start: datetime, end: datetime, *, exact: bool = False) -> Window:
    return Window(start=start.astimezone(UTC), end=end.astimezone(UTC), exact=exact)


def _number(word: str) -> float:
    word = word.strip()
    try:
        return float(word)
    except ValueError:
        return float(NUMBER.get(word, 1))


def _ago(match: re.Match[str], now: datetime) -> Window:
    """The `number` `unit`s before now."""
    groups = match.groupdict()
    number = _number(groups.get("number") or "1")
    seconds = number * UNIT_S[groups["unit"]]
    if groups.get("halfmore"):
        seconds += UNIT_S[groups["unit"]] / 2
    return _utc(now - timedelta(seconds=seconds), now, exact=True)


def _days_word(match: re.Match[str], now: datetime) -> Window:
    number = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "일주일": 7, "보름": 15, "한달": 30, "반나절": 0.5}
    return _utc(now - timedelta(days=number[match["word"].replace(" ", "")]), now, exact=True)


def _not_a_window(_match: re.Match[str], _now: datetime) -> None:
    return None


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _day(word: str, now: datetime) -> datetime:
    back = {"어제": 1, "yesterday": 1, "그제": 2, "그저께": 2, "엊그제": 2}.get(word, 0)
    return _midnight(now) - timedelta(days=back)


def _clock(match: re.Match[str], now: datetime) -> Window:
    """From a time of day, today or on the day named, until now; a time still to come was yesterday's."""
    groups = match.groupdict()
    hour = int(groups["hour"])
    minute = int(groups.get("minute") or groups.get("minute2") or (30 if groups.get("thirty") else 0))
    half = groups.get("half") or ""
    if half in ("오후", "저녁", "밤", "낮", "pm", "p.m.") and hour < 12:
        hour += 0 if half == "낮" and hour > 9 else 12
    if half in ("오전", "새벽", "am", "a.m.") and hour == 12:
        hour = 0
    day = groups.get("day") or ""
    start = _day(day, now) + timedelta(hours=min(hour, 24), minutes=minute)
    if not day and start > now:
        start -= timedelta(days=1)
    end = now
    if day in ("어제", "yesterday", "그제", "그저께") and not groups.get("since"):
        end = min(start + timedelta(hours=1), now)
    return _utc(start, max(end, start))


def _between(match: re.Match[str], now: datetime) -> Window:
    """From one time of day to another, today or on the day named; the half of the day may be said once."""
    groups = match.groupdict()
    day = groups.get("day") or groups.get("day2") or ""
    late = groups.get("half2") or ""
    first = _of_day(groups["hour1"], groups.get("minute1"), groups.get("half1") or (late if late != "am" else ""))
    last = _of_day(groups["hour2"], groups.get("minute2"), late or groups.get("half1") or "")
    midnight = _day(day, now)
    if not day and midnight + first > now:
        midnight -= timedelta(days=1)
    end = midnight + (last if last > first else last + timedelta(days=1))
    return _utc(midnight + first, min(end, now), exact=True)


def _of_day(hour: str, minute: str | None, half: str) -> timedelta:
    hours = int(hour)
    if half in ("오후", "저녁", "밤", "pm") and hours < 12:
        hours += 12
    if half in ("오전", "새벽", "am") and hours == 12:
        hours = 0
    return timedelta(hours=min(hours, 24), minutes=int(minute or 0))


def _day_word(match: re.Match[str], now: datetime) -> Window:
    word = match["day"]
    start = _day(word, now)
    whole = word in ("어제", "yesterday", "그제", "그저께", "엊그제") and not match.groupdict().get("since")
    return _utc(start, start + timedelta(days=1) if whole else now, exact=whole)


def _part_of_day(match: re.Match[str], now: datetime) -> Window:
    word = match["part"]
    hours = {"새벽": 0, "간밤": -2, "밤새": -2, "밤": -3, "overnight": -2, "night": -3, "아침": 6, "morning": 6}
    hour = hours.get(word, {"점심": 12, "noon": 12, "lunch": 12, "오전": 6, "오후": 12, "afternoon": 12}.get(word, 18))
    start = _midnight(now) + timedelta(hours=hour)
    return _utc(start if start < now else start - timedelta(days=1), now)


def _weekday(match: re.Match[str], now: datetime) -> Window:
    back = (now.weekday() - WEEKDAYS[match["weekday"]]) % 7 or 7
    return _utc(_midnight(now) - timedelta(days=back), now)


def _calendar(match: re.Match[str], now: datetime) -> Window:
    """This or the last week, month, year: of the calendar."""
    today = _midnight(now)
    last = bool(match.groupdict().get("before"))
    unit = match["unit"]
    if unit in ("주", "week"):
        start = today - timedelta(days=today.weekday())
        return _utc(start - timedelta(days=7), start) if last else _utc(start, now)
    if unit in ("년", "해", "year"):
        start = today.replace(month=1, day=1)
        return _utc(start.replace(year=start.year - 1), start) if last else _utc(start, now)
    start = today.replace(day=1)
    return _utc((start - timedelta(days=1)).replace(day=1), start) if last else _utc(start, now)


def _year(match: re.Match[str], now: datetime) -> Window:
    """올해, 작년, 재작년."""
    back = {"올해": 0, "금년": 0, "작년": 1, "전년": 1, "재작년": 2}[match["year"]]
    start = _midnight(now).replace(month=1, day=1)
    start = start.replace(year=start.year - back)
    return _utc(start, now if not back else start.replace(year=start.year + 1), exact=bool(back))


def _month(match: re.Match[str], now: datetime) -> Window | None:
    """A month by name, or a day of it: the last one that has begun, unless the year is said."""
    groups = match.groupdict()
    name = (groups.get("month") or groups.get("month2") or "")[:3]
    number = MONTH_NAMES.index(name) + 1 if name in MONTH_NAMES else int(groups.get("number") or 0)
    if not 1 <= number <= 12:
        return None
    said = groups.get("in_year") or groups.get("in_year2")
    year = int(said) if said else now.year
    day = int(groups.get("day") or groups.get("day2") or groups.get("day3") or 0)
    try:
        start = _midnight(now).replace(year=year, month=number, day=day or 1)
    except ValueError:  # there is no such day
        return None
    if not said and start > now:
        start = start.replace(year=year - 1)
    after = start.replace(day=1) + timedelta(days=32)
    if week := groups.get("week"):  # of seven days from the first
        start += timedelta(days=7 * WEEKS.index(week)) if week in WEEKS else timedelta(0)
        return _utc(start, min(start + timedelta(days=7), after.replace(day=1), max(now, start)), exact=True)
    end = start + timedelta(days=1) if day else after.replace(day=1)
    return _utc(start, min(end, now) if start <= now else end, exact=end <= now)


Meaning = Callable[[re.Match[str], datetime], Window | None]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Meaning], ...]:
    """Longer ways of saying it first; a text that one has taken is not looked at again."""
    day = r"(?P<day>엊그제|어제|그저께|그제|오늘|yesterday|today)"
    rules: tuple[tuple[str, Meaning], ...] = (
        (
            rf"(?:{KO_NUM})\s*(?:{KO_UNIT})\s*(?:째|마다|넘게|동안이나)|(?:하루|한\s?달|매)\s*(?:에|당)(?=[\s\d$])",
            _not_a_window,
        ),
        (
            (
                rf"\b(?:every|each|per)\s+(?:(?:{EN_NUM})\s+)?(?:{EN_UNIT})\b"
                r"|(?<!half )\b(?:an?|per)\s+(?:month|week|day|year|hour)\b(?!\s+ago)"
            ),
            _not_a_window,
        ),
        (rf"\bfor\s+(?:like\s+|about\s+|over\s+|almost\s+)?(?:{EN_NUM})\s*(?:{EN_UNIT})\b(?:\s+now)?", _not_a_window),
        (r"(?:하루|매일|월|매월|매달)\s*(?=\$?\d+\s*(?:달러|원|만))", _not_a_window),
        *((pattern, _between) for pattern in BETWEEN),
        (rf"\b(?P<since>since|from|after)\s+{day}(?:\s+(?:at\s+)?{CLOCK_EN})?(?![\w:])", _since_day),
        (rf"{day}\s*{CLOCK_KO}(?P<since>\s*(?:부터|이후|이래))?", _clock),
        (rf"{day}\s+(?:at\s+)?{CLOCK_EN}", _clock),
        (rf"{CLOCK_KO}\s*(?P<since>부터|이후|이래|쯤부터|경부터)", _clock),
        (rf"\b(?P<since>since|from|after)\s+{CLOCK_EN}(?:\s+(?P<day>yesterday|today))?(?![\w:])", _clock),
        (
            rf"(?:지난|최근|요|이전)\s*(?P<number>{KO_NUM})\s*(?P<unit>{KO_UNIT})(?P<halfmore>\s*반)?(?:간|\s*동안|치)?",
            _ago,
        ),
        (r"(?:지난|최근)\s*(?P<word>하루|이틀|사흘|나흘|일주일|보름|한\s?달|반나절)(?:간|\s*동안|치)?", _days_word),
        (
            (
                rf"\b(?:the\s+)?(?:last|past|previous|trailing)\s+(?P<number>{EN_NUM})?\s*"
                r"(?P<unit>minutes?|hours?|hrs?|mins?|days?|weeks?|months?"
                r"|[hmdw](?![a-z]))\b(?<!last month)(?<!last week)"
            ),
            _ago,
        ),
        (r"\b(?:the\s+)?past\s+(?P<unit>week|month|year)\b", _ago),
        (r"\b(?:in|over|during|for|within)\s+the\s+last\s+(?P<unit>week|month|year)\b", _ago),
        (
            rf"(?P<number>{KO_NUM})\s*(?P<unit>{KO_UNIT})(?P<halfmore>\s*반)?\s*(?:전부터|이내|내에|간의?|동안|치)",
            _ago,
        ),
        (
            (
                rf"\b(?P<number>{EN_NUM})\s*(?P<unit>{EN_UNIT})\s+ago\b|\b(?:in|over|during|within"
                rf"|from)\s+(?:the\s+)?(?P<number2>{EN_NUM})\s*(?P<unit2>{EN_UNIT})\b"
            ),
            _either,
        ),
        (
            r"(?P<before>지난|저번|전)\s*(?P<unit>주|달|월|해|년)(?:\s*(?:에|보다|대비|과|의))?",
            _calendar,
        ),
        (r"이번\s*(?P<unit>주|달|월|해|년)", _calendar),
        (r"\b(?:(?P<before>last|previous)|this)\s+(?P<unit>week|month|year)\b", _calendar),
        (
            (
                r"\b(?P<before>since|last|on)\s+(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
                r"|(?:지난\s*)?(?P<ko>[월화수목금토일])요일(?:부터|에)?"
            ),
            _weekday_any,
        ),
        (r"(?:오늘\s*)?(?P<part>새벽|아침|점심|저녁|오전|오후|밤|간밤|밤새)(?:부터|에|사이에?|\s*이후)", _part_of_day),
        (
            (
                r"\b(?:since|this|over|last)\s+(?:the\s+|this\s+)?(?P<part>morning|afternoon|evening|night"
                r"|noon|lunch)\b|\b(?P<part2>overnight)\b"
            ),
            _part_any,
        ),
        (r"(?P<year>재작년|작년|전년|올해|금년)(?=[^가-힣]|에|도|과|보다|부터|대비|의|동안)", _year),
        (
            (
                r"(?:(?P<in_year>\d{4})년\s*)?(?<!\d)(?P<number>\d{1,2})월(?:\s*(?P<day>\d{1,2})일"
                r"|\s*(?P<week>[첫둘셋넷다섯]{1,2})째\s*주)?(?!\s*\d|째|달)"
            ),
            _month,
        ),
        (
            (
                r"(?<![\w-])(?P<month>january|february|march|april|june|july|august|september|october|november|december"
                r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?<=in )may|may(?=\s+\d))(?![\w-])"
                r"(?:\s+(?P<day3>\d{1,2})(?:st|nd|rd|th)?\b(?!:))?(?:,?\s+(?P<in_year2>\d{4})\b)?"
            ),
            _month,
        ),
        (r"(?<![\w-])(?P<in_year>\d{4})-(?P<number>\d\d)(?:-(?P<day>\d\d))?(?![\w-])", _month),
        (rf"{day}(?P<since>\s*부터)?", _day_word),
        (r"(?<![\w])(?P<word>하루|이틀|사흘|일주일|보름|한\s?달)(?:간|\s*동안|치|\s*전부터)", _days_word),
        (
            r"(?<![\w$.-])(?P<number>\d+)\s*(?P<unit>days?|hours?|weeks?|minutes?|일|시간|주)(?:치|만|로)?(?![\w가-힣])",
            _ago,
        ),
    )
    return tuple((re.compile(pattern), meaning) for pattern, meaning in rules)


def _since_day(match: re.Match[str], now: datetime) -> Window:
    return _clock(match, now) if match.groupdict().get("hour") else _day_word(match, now)


def _either(match: re.Match[str], now: datetime) -> Window:
    number, unit = match["number"] or match["number2"], match["unit"] or match["unit2"]
    return _utc(now - timedelta(seconds=_number(number) * UNIT_S[unit]), now, exact=True)


def _weekday_any(match: re.Match[str], now: datetime) -> Window:
    back = (now.weekday() - WEEKDAYS[match["weekday"] or match["ko"]]) % 7 or 7
    return _utc(_midnight(now) - timedelta(days=back), now)


def _part_any(match: re.Match[str], now: datetime) -> Window:
    word = match["part"] or match["part2"]
    hour = {"morning": 6, "noon": 12, "lunch": 12, "afternoon": 12, "evening": 18, "night": -3, "overnight": -2}[word]
    start = _midnight(now) + timedelta(hours=hour)
    return _utc(start if start < now else start - timedelta(days=1), now)
