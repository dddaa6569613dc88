"""Time in a question: "어제 3시부터", "last 2 hours", "since 14:00". Called by `assistant.planner.slots`. Pure.

A duration that describes a symptom ("20분째", "every 2 minutes") or a rate ("$500 a month") is not a window.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache

_UNIT_S = {
    **dict.fromkeys(("초", "second", "seconds", "sec", "secs", "s"), 1),
    **dict.fromkeys(("분", "minute", "minutes", "min", "mins", "m"), 60),
    **dict.fromkeys(("시간", "hour", "hours", "hr", "hrs", "h"), 3600),
    **dict.fromkeys(("일", "day", "days", "d"), 86400),
    **dict.fromkeys(("주", "주일", "week", "weeks", "wk", "wks", "w"), 7 * 86400),
    **dict.fromkeys(("달", "개월", "month", "months", "mo"), 30 * 86400),
    **dict.fromkeys(("년", "year", "years"), 365 * 86400),
}
_NUMBER = {
    **dict.fromkeys(("a", "an", "one", "한", "하루", "the"), 1),
    **dict.fromkeys(("two", "couple", "couple of", "a couple", "a couple of", "두", "이틀", "이"), 2),
    **dict.fromkeys(("three", "세", "few", "a few", "사흘", "삼"), 3),
    **dict.fromkeys(("four", "네", "나흘"), 4),
    **dict.fromkeys(("five", "다섯"), 5),
    **dict.fromkeys(("six", "여섯", "육"), 6),
    **dict.fromkeys(("seven", "일곱"), 7),
    **dict.fromkeys(("ten", "열"), 10),
    "half an": 0.5,
    "half a": 0.5,
    "반": 0.5,
}
_WEEKDAYS = {
    **{d: n for n, d in enumerate("월화수목금토일")},
    **{d: n for n, d in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))},
}
_KO_NUM = r"\d+(?:\.\d+)?|한|두|세|네|다섯|여섯|열"
_EN_NUM = r"\d+(?:\.\d+)?|half an?|a couple(?: of)?|couple(?: of)?|a few|few|an?|one|two|three|four|five|six|seven|ten"
_EN_UNIT = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?|[hmdw](?![a-z])"
_KO_UNIT = r"초|분|시간|일|주일|주|달|개월|년"
_CLOCK_KO = (
    r"(?:(?P<half>오전|오후|새벽|아침|저녁|밤|낮)\s*)?(?P<hour>\d{1,2})\s*"
    r"(?:시(?!간)(?:\s*(?P<minute>\d{1,2})\s*분|\s*(?P<thirty>반))?|:(?P<minute2>\d\d))"
)
_CLOCK_EN = r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `start` to `end` (UTC, `end` not included). `exact` is false where the words leave the length open."""

    start: datetime
    end: datetime
    exact: bool = False

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
    if not _MAYBE.search(lowered):
        return ()
    found: list[Found] = []
    for pattern, meaning in _patterns():
        for match in pattern.finditer(lowered):
            if any(match.start() < f.last and f.first < match.end() for f in found):
                continue
            found.append(Found(first=match.start(), last=match.end(), window=meaning(match, now.astimezone(zone))))
    return tuple(sorted(found, key=lambda f: f.first))


_MAYBE = re.compile(
    r"\d\s*(?:초|분|시|일|주|달|개월|년|:|am|pm|a\.m|p\.m|[smhdw]\b|sec|min|hour|hr|day|week|month|year)|지난|최근|어제|오늘|그제|그저께|아침|새벽|점심|저녁|밤새|간밤|이번|저번|전월|전주|전일|하루|이틀|일주일|한\s?달|월요일|화요일|수요일|목요일|금요일"
    r"|토요일|일요일|last|past|yesterday|today|since|tonight|morning|week|month|hour|minute|day|previous"
)


def _utc(start: datetime, end: datetime, *, exact: bool = False) -> Window:
    return Window(start=start.astimezone(UTC), end=end.astimezone(UTC), exact=exact)


def _number(word: str) -> float:
    word = word.strip()
    try:
        return float(word)
    except ValueError:
        return float(_NUMBER.get(word, 1))


def _ago(match: re.Match[str], now: datetime) -> Window:
    """The `number` `unit`s before now."""
    groups = match.groupdict()
    number = _number(groups.get("number") or "1")
    seconds = number * _UNIT_S[groups["unit"]]
    if groups.get("halfmore"):
        seconds += _UNIT_S[groups["unit"]] / 2
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
    back = (now.weekday() - _WEEKDAYS[match["weekday"]]) % 7 or 7
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


Meaning = Callable[[re.Match[str], datetime], Window | None]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Meaning], ...]:
    """Longer ways of saying it first; a text that one has taken is not looked at again."""
    day = r"(?P<day>엊그제|어제|그저께|그제|오늘|yesterday|today)"
    rules: tuple[tuple[str, Meaning], ...] = (
        (
            rf"(?:{_KO_NUM})\s*(?:{_KO_UNIT})\s*(?:째|마다|넘게|동안이나)|(?:하루|한\s?달|매)\s*(?:에|당)(?=[\s\d$])",
            _not_a_window,
        ),
        (
            (
                rf"\b(?:every|each|per)\s+(?:(?:{_EN_NUM})\s+)?(?:{_EN_UNIT})\b"
                r"|(?<!half )\b(?:an?|per)\s+(?:month|week|day|year|hour)\b(?!\s+ago)"
            ),
            _not_a_window,
        ),
        (rf"\bfor\s+(?:like\s+|about\s+|over\s+|almost\s+)?(?:{_EN_NUM})\s*(?:{_EN_UNIT})\b(?:\s+now)?", _not_a_window),
        (r"(?:하루|매일|월|매월|매달)\s*(?=\$?\d+\s*(?:달러|원|만))", _not_a_window),
        (rf"\b(?P<since>since|from|after)\s+{day}(?:\s+(?:at\s+)?{_CLOCK_EN})?(?![\w:])", _since_day),
        (rf"{day}\s*{_CLOCK_KO}(?P<since>\s*(?:부터|이후|이래))?", _clock),
        (rf"{day}\s+(?:at\s+)?{_CLOCK_EN}", _clock),
        (rf"{_CLOCK_KO}\s*(?P<since>부터|이후|이래|쯤부터|경부터)", _clock),
        (rf"\b(?P<since>since|from|after)\s+{_CLOCK_EN}(?:\s+(?P<day>yesterday|today))?(?![\w:])", _clock),
        (
            rf"(?:지난|최근|요|이전)\s*(?P<number>{_KO_NUM})\s*(?P<unit>{_KO_UNIT})(?P<halfmore>\s*반)?(?:간|\s*동안|치)?",
            _ago,
        ),
        (r"(?:지난|최근)\s*(?P<word>하루|이틀|사흘|나흘|일주일|보름|한\s?달|반나절)(?:간|\s*동안|치)?", _days_word),
        (
            (
                rf"\b(?:the\s+)?(?:last|past|previous|trailing)\s+(?P<number>{_EN_NUM})?\s*"
                r"(?P<unit>minutes?|hours?|hrs?|mins?|days?|weeks?|months?|[hmdw](?![a-z]))\b(?<!last month)(?<!last week)"
            ),
            _ago,
        ),
        (r"\b(?:the\s+)?past\s+(?P<unit>week|month|year)\b", _ago),
        (r"\b(?:in|over|during|for|within)\s+the\s+last\s+(?P<unit>week|month|year)\b", _ago),
        (
            rf"(?P<number>{_KO_NUM})\s*(?P<unit>{_KO_UNIT})(?P<halfmore>\s*반)?\s*(?:전부터|이내|내에|간의?|동안|치)",
            _ago,
        ),
        (
            rf"\b(?P<number>{_EN_NUM})\s*(?P<unit>{_EN_UNIT})\s+ago\b|\b(?:in|over|during|within|from)\s+(?:the\s+)?(?P<number2>{_EN_NUM})\s*(?P<unit2>{_EN_UNIT})\b",
            _either,
        ),
        (
            r"(?P<before>지난|저번|전)\s*(?P<unit>주|달|월|해|년)(?:\s*(?:에|보다|대비|과|의))?|(?P<before2>작년)",
            _calendar_ko,
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
            r"\b(?:since|this|over|last)\s+(?:the\s+|this\s+)?(?P<part>morning|afternoon|evening|night|noon|lunch)\b|\b(?P<part2>overnight)\b",
            _part_any,
        ),
        (rf"{day}(?P<since>\s*부터)?", _day_word),
        (r"(?<![\w])(?P<word>하루|이틀|사흘|일주일|보름|한\s?달)(?:간|\s*동안|치|\s*전부터)", _days_word),
        (r"(?<![\w$.-])(?P<number>\d+)\s*(?P<unit>days?|hours?|weeks?|minutes?|일|시간|주)(?:치)?(?![\w가-힣])", _ago),
    )
    return tuple((re.compile(pattern), meaning) for pattern, meaning in rules)


def _since_day(match: re.Match[str], now: datetime) -> Window:
    return _clock(match, now) if match.groupdict().get("hour") else _day_word(match, now)


def _either(match: re.Match[str], now: datetime) -> Window:
    number, unit = match["number"] or match["number2"], match["unit"] or match["unit2"]
    return _utc(now - timedelta(seconds=_number(number) * _UNIT_S[unit]), now, exact=True)


def _calendar_ko(match: re.Match[str], now: datetime) -> Window:
    if match.groupdict().get("before2"):
        start = _midnight(now).replace(month=1, day=1)
        return _utc(start.replace(year=start.year - 1), start)
    return _calendar(match, now)


def _weekday_any(match: re.Match[str], now: datetime) -> Window:
    back = (now.weekday() - _WEEKDAYS[match["weekday"] or match["ko"]]) % 7 or 7
    return _utc(_midnight(now) - timedelta(days=back), now)


def _part_any(match: re.Match[str], now: datetime) -> Window:
    word = match["part"] or match["part2"]
    hour = {"morning": 6, "noon": 12, "lunch": 12, "afternoon": 12, "evening": 18, "night": -3, "overnight": -2}[word]
    start = _midnight(now) + timedelta(hours=hour)
    return _utc(start if start < now else start - timedelta(days=1), now)
