"""When cron schedules are due: fields, names, steps, days against weekdays, and what never comes."""

from datetime import UTC, datetime

import pytest

from assistant.checks.kube.schedules import parsed

START = datetime(2026, 7, 28, 5, 7, tzinfo=UTC)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("*/15 * * * *", "2026-07-28 05:15"),
        ("0 3 * * *", "2026-07-29 03:00"),
        ("30 2 * * 1-5", "2026-07-29 02:30"),
        ("0 0 * * SUN", "2026-08-02 00:00"),
        ("0 12 1 JAN,jul *", "2027-01-01 12:00"),
        ("0 0 13 * 5", "2026-07-31 00:00"),  # a Friday or the 13th
        ("0 0 */13 * 5", "2026-07-31 00:00"),
        ("5/20 5 * * *", "2026-07-28 05:25"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("@hourly", "2026-07-28 06:00"),
    ],
)
def test_the_next_time(text: str, due: str) -> None:
    schedule = parsed(text)
    assert schedule is not None
    found = schedule.next_after(START)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize("text", ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"])
def test_dates_that_never_come(text: str) -> None:
    schedule = parsed(text)
    assert schedule is not None
    assert schedule.next_after(START) is None


@pytest.mark.parametrize("text", ["", "* * * *", "60 * * * *", "a b c d e", "@every 1h", "5-1 * * * *", "*/0 * * * *"])
def test_what_is_no_schedule(text: str) -> None:
    assert parsed(text) is None


def test_times_between() -> None:
    schedule = parsed("0 * * * *")
    assert schedule is not None
    assert [t.hour for t in schedule.between(START, START.replace(hour=9), 3)] == [6, 7, 8]
    assert [t.hour for t in schedule.between(START, START.replace(hour=6), 3)] == [6]
    assert schedule.between(START, START.replace(hour=5, minute=59), 3) == []
