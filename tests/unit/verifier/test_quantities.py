"""Numbers and times are the same however they are written."""

from datetime import UTC, datetime

import pytest

from assistant.verifier.moments import moments
from assistant.verifier.quantities import field_unit, quantities


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("128Mi", "bytes", 128 * 2**20),
        ("128 MiB", "bytes", 128 * 2**20),
        ("1.5GiB", "bytes", 1.5 * 2**30),
        ("500m", "cores", 0.5),
        ("250 ms", "duration", 0.25),
        ("3분", "duration", 180),
        ("two weeks", "duration", 14 * 86400),
        ("nine and a half hours", "duration", 9.5 * 3600),
        ("$1,234.50", "money", 1234.5),
        ("114달러", "money", 114),
        ("2.4 %", "percent", 2.4),
        ("세 개", "plain", 3),
        ("104번", "plain", 104),
        ("1.2만", "plain", 12000),
        ("절반", "percent", 50),
    ],
)
def test_units(text: str, kind: str, value: float) -> None:
    [q] = quantities(text)
    assert q.kind == kind
    assert q.near(value)
    assert not q.near(value * 1.5)


def test_shown_precision_decides_what_is_the_same() -> None:
    [exact] = quantities("$37.4")
    assert exact.near(37.44)
    assert not exact.near(37.46)
    [about] = quantities("about $37")
    assert about.near(39.9)
    assert not about.near(45)


def test_megabytes_may_be_decimal_or_binary() -> None:
    [q] = quantities("4.8 MB")
    assert q.near(4.8e6)
    assert q.near(4.8 * 2**20)


def test_pronouns_and_ordinals_are_no_numbers() -> None:
    assert quantities("one of them, the first two, 두 곳 모두") == ()


def test_a_limit_is_stated_not_exceeded() -> None:
    [q] = quantities("exceeds its memory limit of 128Mi")
    assert not q.near(150 * 2**20)


def test_field_names_give_units() -> None:
    assert field_unit("size_gib") == ("bytes", 2**30)
    assert field_unit("duration_ms") == ("duration", 1e-3)
    assert field_unit("restarts") == ("", 1.0)


_AT = datetime(2026, 11, 25, 13, 15, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-25 13:15:13 UTC",
        "2026-11-25T13:15:13Z",
        "13:15 UTC",
        "13:15 UTC on 25 November",
        "Nov 25, 2026",
        "11월 25일 22:15(KST)",
        "한국 시간 22:15",
        "오후 1:15",
        "2026년 11월 25일",
        "today",
        "2026-11-25",
    ],
)
def test_one_moment_in_many_forms(text: str) -> None:
    [moment] = moments(text)
    assert moment.fits(_AT, _AT)


@pytest.mark.parametrize(
    "text", ["13:16 UTC", "22:15 UTC", "13:15 KST", "2026-11-24", "11월 26일 13:15 UTC", "yesterday"]
)
def test_another_moment(text: str) -> None:
    [moment] = moments(text)
    assert not moment.fits(_AT, _AT)
