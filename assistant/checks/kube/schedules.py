"""When a cron schedule is due. Called by `cron_jobs`.

Source: the five fields and macros of robfig/cron v3, which the CronJob controller uses (Kubernetes API reference, CronJob).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_PART = re.compile(r"(?P<first>\*|\?|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")
_EVERY = ("*", "?")
_MOST_DAYS = 8 * 366  # February 29 may be eight years away


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The minutes, hours, days, months and weekdays at which something is due. Days and weekdays are alternatives when
    both are restricted."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def between(self, start: datetime, end: datetime, most: int) -> list[datetime]:
        """The first `most` times after `start` and up to `end`, in the time zone of `start`."""
        found: list[datetime] = []
        for at in self._from(start):
            if at > end or len(found) == most:
                break
            found.append(at)
        return found

    def next_after(self, start: datetime) -> datetime | None:
        """None for one that is never due, such as February 30."""
        return next(self._from(start), None)

    def _from(self, start: datetime) -> Iterator[datetime]:
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        for number in range(_MOST_DAYS):
            date = day + timedelta(days=number)
            if not self._on(date):
                continue
            for hour in sorted(self.hours):
                for minute in sorted(self.minutes):
                    at = date.replace(hour=hour, minute=minute)
                    if at > start:
                        yield at

    def _on(self, date: datetime) -> bool:
        if date.month not in self.months:
            return False
        by_day, by_weekday = date.day in self.days, date.isoweekday() % 7 in self.weekdays
        return by_day and by_weekday if self.any_day or self.any_weekday else by_day or by_weekday


def parsed(text: str) -> Schedule | None:
    """None for what is no schedule of five fields, such as `@every 1h`."""
    fields = _MACROS.get(text.strip().lower(), text).split()
    if len(fields) != len(_RANGES):
        return None
    names: tuple[list[str], ...] = ([], [], [], _MONTHS, _DAYS)
    sets = [_values(f.lower(), low, high, n) for f, (low, high), n in zip(fields, _RANGES, names, strict=True)]
    minutes, hours, days, months, weekdays = sets
    if minutes is None or hours is None or days is None or months is None or weekdays is None:
        return None
    return Schedule(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=weekdays,
        any_day=fields[2] in _EVERY,
        any_weekday=fields[4] in _EVERY,
    )


def _values(field: str, low: int, high: int, names: list[str]) -> frozenset[int] | None:
    found: set[int] = set()
    for part in field.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            return None
        first = low if match["first"] in _EVERY else _number(match["first"], names, low)
        last = high if match["first"] in _EVERY else _number(match["last"] or match["first"], names, low)
        if match["step"] and not match["last"]:
            last = high
        step = int(match["step"] or 1)
        if first is None or last is None or not low <= first <= last <= high or step < 1:
            return None
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _number(text: str, names: list[str], low: int) -> int | None:
    if text.isdigit():
        return int(text)
    return names.index(text) + low if text in names else None
