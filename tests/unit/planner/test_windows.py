"""Periods in words, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.planner.windows import Window, find
from tests.unit.planner.asking import NOW, SEOUL


def window(text: str) -> Window | None:
    return next((f.window for f in find(text, NOW, SEOUL) if f.window), None)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("last 2 hours", 2),
        ("the past 90 minutes", 1.5),
        ("in the last week", 168),
        ("past two weeks", 336),
        ("cost over the last 30 days", 720),
        ("for the last couple of days", 48),
        ("half an hour ago", 0.5),
        ("지난 3시간", 3),
        ("최근 2주", 336),
        ("지난 일주일", 168),
        ("지난 하루 동안", 24),
        ("1시간 반 전부터", 1.5),
        ("최근 30분간", 0.5),
        ("90 days of costs", 2160),
        ("지난 90일치", 2160),
    ],
)
def test_lengths(text: str, hours: float) -> None:
    found = window(text)
    assert found is not None
    assert found.end == NOW
    assert found.seconds == hours * 3600


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("오후 2시부터", "2026-03-10T05:00"),
        ("14:00 이후", "2026-03-10T05:00"),
        ("since 14:00", "2026-03-10T05:00"),
        ("since 9am", "2026-03-10T00:00"),
        ("오후 9시 반부터", "2026-03-09T12:30"),  # not yet today: yesterday's
        ("어제 오후 3시부터", "2026-03-09T06:00"),
        ("since yesterday at 15:00", "2026-03-09T06:00"),
        ("since yesterday", "2026-03-08T15:00"),
        ("이번 주", "2026-03-08T15:00"),
        ("this month", "2026-02-28T15:00"),
        ("아침부터", "2026-03-09T21:00"),
        ("since monday", "2026-03-08T15:00"),
    ],
)
def test_starts_in_the_zone_of_who_asks(text: str, start: str) -> None:
    found = window(text)
    assert found is not None
    assert found.start == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert found.end == NOW


def test_yesterday_ends_at_midnight() -> None:
    for text in ("어제 비용", "yesterday's cost"):
        found = window(text)
        assert found is not None
        assert found.end - found.start == timedelta(days=1)
        assert found.end == datetime(2026, 3, 9, 15, tzinfo=UTC)


def test_the_zone_matters() -> None:
    here, there = find("since 14:00", NOW, SEOUL)[0].window, find("since 14:00", NOW, UTC)[0].window
    assert here is not None
    assert there is not None
    assert here.start - there.start == timedelta(hours=15)  # 14:00 UTC has not come yet today


@pytest.mark.parametrize(
    "text",
    [
        "20분째 안 끝나",
        "5분마다 재시작돼",
        "it restarts every 2 minutes",
        "has been stuck for like 20 min now",
        "save me $500 a month",
        "한 달에 500달러",
        "replicas 3",
        "exit code 137",
        "gp2 볼륨",
        "web-1",
        "",
    ],
)
def test_what_is_no_window(text: str) -> None:
    assert window(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("작년 비용", "2025-01-01", "2026-01-01"),
        ("cost in January", "2026-01-01", "2026-02-01"),
        ("December's bill", "2025-12-01", "2026-01-01"),  # the last one that has begun
        ("2025년 11월", "2025-11-01", "2025-12-01"),
        ("2월 3일 로그", "2026-02-03", "2026-02-04"),
        ("events on 2026-03-02", "2026-03-02", "2026-03-03"),
        ("between Feb 1 and Feb 10", "2026-02-01", "2026-02-11"),
        ("2월 1일부터 2월 10일까지", "2026-02-01", "2026-02-11"),
        ("1월 둘째 주", "2026-01-08", "2026-01-15"),
    ],
)
def test_days_of_the_calendar(text: str, start: str, end: str) -> None:
    found = window(text)
    assert found is not None
    assert [str(at.astimezone(SEOUL).date()) for at in (found.start, found.end)] == [start, end]
    assert not found.to_now


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("yesterday between 2 and 4pm", "2026-03-09T05:00", "2026-03-09T07:00"),
        ("어제 오후 2시부터 4시까지", "2026-03-09T05:00", "2026-03-09T07:00"),
        ("from 10 to 12 today", "2026-03-10T01:00", "2026-03-10T03:00"),
    ],
)
def test_from_one_time_of_day_to_another(text: str, start: str, end: str) -> None:
    found = window(text)
    assert found is not None
    assert [f"{at:%Y-%m-%dT%H:%M}" for at in (found.start, found.end)] == [start, end]


@pytest.mark.parametrize("text", ["between 2 and 4 restarts", "may I see the pods", "mar-api logs"])
def test_these_are_no_days_of_the_calendar(text: str) -> None:
    assert find(text, NOW, SEOUL) == ()


@pytest.mark.parametrize(
    ("text", "start", "end"),  # local times of Seoul; NOW is Tuesday 17:30
    [
        ("last weekend", "2026-03-07T00:00", "2026-03-09T00:00"),
        ("지난 주말에", "2026-03-07T00:00", "2026-03-09T00:00"),
        ("last quarter", "2025-10-01T00:00", "2026-01-01T00:00"),
        ("지난 분기 비용", "2025-10-01T00:00", "2026-01-01T00:00"),
        ("이번 분기", "2026-01-01T00:00", "2026-03-10T17:30"),
        ("Q4", "2025-10-01T00:00", "2026-01-01T00:00"),
        ("2024년 2분기", "2024-04-01T00:00", "2024-07-01T00:00"),
        ("on monday", "2026-03-09T00:00", "2026-03-10T00:00"),
        ("지난 금요일에", "2026-03-06T00:00", "2026-03-07T00:00"),
        ("금요일부터", "2026-03-06T00:00", "2026-03-10T17:30"),
        ("어제 저녁", "2026-03-09T18:00", "2026-03-10T00:00"),
        ("yesterday morning", "2026-03-09T06:00", "2026-03-09T12:00"),
        ("어젯밤", "2026-03-09T21:00", "2026-03-10T17:30"),
        ("the day before yesterday", "2026-03-08T00:00", "2026-03-09T00:00"),
        ("3rd of February", "2026-02-03T00:00", "2026-02-04T00:00"),
        ("2월 3일부터", "2026-02-03T00:00", "2026-03-10T17:30"),
        ("since Feb 3", "2026-02-03T00:00", "2026-03-10T17:30"),
        ("2026-02-20부터", "2026-02-20T00:00", "2026-03-10T17:30"),
        ("한 시간 전부터", "2026-03-10T16:30", "2026-03-10T17:30"),
        ("사흘 전", "2026-03-07T17:30", "2026-03-10T17:30"),
        ("작년", "2025-01-01T00:00", "2026-01-01T00:00"),
        ("year to date", "2026-01-01T00:00", "2026-03-10T17:30"),
    ],
)
def test_from_when_to_when(text: str, start: str, end: str) -> None:
    found = window(text)
    assert found is not None
    assert [f"{t.astimezone(SEOUL):%Y-%m-%dT%H:%M}" for t in (found.start, found.end)] == [start, end]
