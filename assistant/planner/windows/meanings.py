"""What the match of a rule means as a period. Pure; called by `planner.windows.rules`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.planner.windows.words import MONTH_NAMES, NUMBER, UNIT_S, WEEKDAYS, WEEKS


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


def utc(start: datetime, end: datetime, *, exact: bool = False) -> Window:
    return Window(start=start.astimezone(UTC), end=end.astimezone(UTC), exact=exact)


def _number(word: str) -> float:
    word = word.strip()
    try:
        return float(word)
    except ValueError:
        return float(NUMBER.get(word, 1))


def ago(match: re.Match[str], now: datetime) -> Window:
    """The `number` `unit`s before now."""
    groups = match.groupdict()
    number = _number(groups.get("number") or "1")
    seconds = number * UNIT_S[groups["unit"]]
    if groups.get("halfmore"):
        seconds += UNIT_S[groups["unit"]] / 2
    return utc(now - timedelta(seconds=seconds), now, exact=True)


def days_word(match: re.Match[str], now: datetime) -> Window:
    number = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "일주일": 7, "보름": 15, "한달": 30, "반나절": 0.5}
    return utc(now - timedelta(days=number[match["word"].replace(" ", "")]), now, exact=True)


def not_a_window(_match: re.Match[str], _now: datetime) -> None:
    return None


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _day(word: str, now: datetime) -> datetime:
    back = {"어제": 1, "yesterday": 1, "오늘": 0, "today": 0, "": 0}.get(word, 2)
    return _midnight(now) - timedelta(days=back)


def clock(match: re.Match[str], now: datetime) -> Window:
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
    if day not in ("", "오늘", "today") and not groups.get("since"):
        end = min(start + timedelta(hours=1), now)
    return utc(start, max(end, start))


def between(match: re.Match[str], now: datetime) -> Window:
    """From one time of day to another, today or on the day named; the half of the day may be said once."""
    groups = match.groupdict()
    day = groups.get("day") or groups.get("day2") or ""
    late = groups.get("half2") or ""
    first = _of_day(groups["hour1"], groups.get("minute1"), groups.get("half1") or (late if late != "am" else ""))
    last = _of_day(groups["hour2"], groups.get("minute2"), late or groups.get("half1") or "")
    midnight = _day(day, now)
    if not day and midnight + first >= now:
        midnight -= timedelta(days=1)
    end = midnight + (last if last > first else last + timedelta(days=1))
    return utc(midnight + first, min(end, now), exact=True)


def _of_day(hour: str, minute: str | None, half: str) -> timedelta:
    hours = int(hour)
    if half in ("오후", "저녁", "밤", "pm") and hours < 12:
        hours += 12
    if half in ("오전", "새벽", "am") and hours == 12:
        hours = 0
    return timedelta(hours=min(hours, 24), minutes=int(minute or 0))


def day_word(match: re.Match[str], now: datetime) -> Window:
    word = match["day"]
    start = _day(word, now)
    whole = word not in ("오늘", "today") and not match.groupdict().get("since")
    return utc(start, start + timedelta(days=1) if whole else now, exact=whole)


def part_of_day(match: re.Match[str], now: datetime) -> Window:
    word = match["part"]
    hours = {
        "새벽": 0,
        "간밤": -2,
        "어젯밤": -3,
        "지난밤": -3,
        "엊저녁": -6,
        "밤새": -2,
        "밤": -3,
        "overnight": -2,
        "night": -3,
        "아침": 6,
        "morning": 6,
    }
    hour = hours.get(word, {"점심": 12, "noon": 12, "lunch": 12, "오전": 6, "오후": 12, "afternoon": 12}.get(word, 18))
    start = _midnight(now) + timedelta(hours=hour)
    return utc(start if start < now else start - timedelta(days=1), now)


_PARTS = {  # hours from midnight
    **dict.fromkeys(("새벽",), (0, 6)),
    **dict.fromkeys(("아침", "오전", "morning"), (6, 12)),
    **dict.fromkeys(("점심", "낮", "오후", "afternoon"), (12, 18)),
    **dict.fromkeys(("저녁", "밤", "evening", "night"), (18, 24)),
}


def part_on_day(match: re.Match[str], now: datetime) -> Window:
    """어제 저녁, "yesterday morning"; what of it is still to come is not waited for."""
    day = _day(match["day"] or match["day2"], now)
    first, last = _PARTS[match["part"] or match["part2"]]
    start = day + timedelta(hours=first)
    return utc(min(start, now), min(day + timedelta(hours=last), now), exact=True)


def weekend(match: re.Match[str], now: datetime) -> Window:
    """The last Saturday and Sunday that have begun."""
    saturday = _midnight(now) - timedelta(days=(now.weekday() - 5) % 7)
    return utc(saturday, min(saturday + timedelta(days=2), now), exact=True)


def quarter(match: re.Match[str], now: datetime) -> Window:
    """This or the last quarter of the calendar; one by number is the last of that number that has begun."""
    groups = match.groupdict()
    number, said = groups["number"] or groups["number2"], groups["in_year"] or groups["in_year2"]
    this = _midnight(now).replace(month=3 * ((now.month - 1) // 3) + 1, day=1)
    if number:
        start = this.replace(year=int(said) if said else now.year, month=3 * int(number) - 2)
        start = start.replace(year=start.year - 1) if not said and start > now else start
    else:
        start = _months_before(this, 3) if groups["before"] else this
    return utc(start, min(_months_before(start, -3), max(now, start)), exact=True)


def _months_before(first: datetime, months: int) -> datetime:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return first.replace(year=year, month=month + 1)


def calendar(match: re.Match[str], now: datetime) -> Window:
    """This or the last week, month, year: of the calendar."""
    today = _midnight(now)
    last = bool(match.groupdict().get("before"))
    unit = match["unit"]
    if unit in ("주", "week"):
        start = today - timedelta(days=today.weekday())
        return utc(start - timedelta(days=7), start) if last else utc(start, now)
    if unit in ("년", "해", "year"):
        start = today.replace(month=1, day=1)
        return utc(start.replace(year=start.year - 1), start) if last else utc(start, now)
    start = today.replace(day=1)
    return utc((start - timedelta(days=1)).replace(day=1), start) if last else utc(start, now)


def year(match: re.Match[str], now: datetime) -> Window:
    """올해, 작년, 재작년."""
    back = {"작년": 1, "전년": 1, "재작년": 2}.get(match["year"] or "", 0)
    start = _midnight(now).replace(month=1, day=1)
    start = start.replace(year=start.year - back)
    return utc(start, now if not back else start.replace(year=start.year + 1), exact=bool(back))


def month(match: re.Match[str], now: datetime) -> Window | None:
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
        return utc(start, min(start + timedelta(days=7), after.replace(day=1), max(now, start)), exact=True)
    end = start + timedelta(days=1) if day else after.replace(day=1)
    return utc(start, min(end, now) if start <= now else end, exact=end <= now)


def since_day(match: re.Match[str], now: datetime) -> Window:
    return clock(match, now) if match.groupdict().get("hour") else day_word(match, now)


def either(match: re.Match[str], now: datetime) -> Window:
    number, unit = match["number"] or match["number2"], match["unit"] or match["unit2"]
    return utc(now - timedelta(seconds=_number(number) * UNIT_S[unit]), now, exact=True)


def weekday_any(match: re.Match[str], now: datetime) -> Window:
    """The last day of that name, or the time since it."""
    back = (now.weekday() - WEEKDAYS[match["weekday"] or match["ko"]]) % 7 or 7
    start = _midnight(now) - timedelta(days=back)
    until_now = match["since"] or match["how"] in ("since", "from", "after")
    return utc(start, now if until_now else start + timedelta(days=1), exact=not until_now)


def part_any(match: re.Match[str], now: datetime) -> Window:
    word = match["part"] or match["part2"]
    hour = {"morning": 6, "noon": 12, "lunch": 12, "afternoon": 12, "evening": 18, "night": -3, "overnight": -2}[word]
    start = _midnight(now) + timedelta(hours=hour)
    return utc(start if start < now else start - timedelta(days=1), now)
