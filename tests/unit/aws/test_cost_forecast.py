"""What a month, quarter or year will have cost: what is in it so far, the mean of a day, fees that come again."""

import csv
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tools.bills.client import READ, BillReader, connect
from tools.bills.read_cost_forecast import read_cost_forecast
from tools.bills.target import Target
from tools.spec import BadRequest, Call

COLUMNS = "BilledCost BillingCurrency ChargeCategory ChargePeriodStart ChargePeriodEnd ResourceId ServiceName RegionId"
FIRST, LAST = datetime(2025, 9, 10, tzinfo=UTC), datetime(2025, 11, 24, tzinfo=UTC)


def lines(per_day: list[str]) -> Iterator[list[str]]:
    """A server whose days cost `per_day` in turn, and support that is charged for a month on the first and the 28th."""
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        cost = per_day[number % len(per_day)]
        yield [cost, "USD", "Usage", day.isoformat(), (day + timedelta(days=1)).isoformat(), "i-1", "Compute", "seoul"]
        if day.day in (1, 28):
            end = day + timedelta(days=30)
            yield ["10", "USD", "Purchase", day.isoformat(), end.isoformat(), "", "Support", ""]


def bill(folder: Path, per_day: list[str]) -> BillReader:
    path = folder / "focus.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS.split(), *lines(per_day)])
    call = Call(operations=frozenset({READ}), deadline=time.monotonic() + 300, cancelled=threading.Event())
    return connect(Target(path=path)).bound(call)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> BillReader:
    return bill(tmp_path_factory.mktemp("bill"), ["2"])


def test_the_rest_of_the_month(reader: BillReader) -> None:
    [row] = read_cost_forecast.function(reader).items
    assert (row["begins"], row["ends"], row["days"], row["left_days"]) == ("2025-11-01", "2025-11-30", 24, 6)
    assert (row["cost"], row["cost_per_day"], row["fees_cost"]) == ("58", "2", "10")  # the fee of the 28th is to come
    assert row["expected_cost"] == row["low_cost"] == row["high_cost"] == "80"
    assert row["before"] == "82"


def test_a_month_that_has_not_begun_has_every_fee(reader: BillReader) -> None:
    [row] = read_cost_forecast.function(reader, which="next").items
    assert (row["begins"], row["days"], row["left_days"], row["cost"]) == ("2025-12-01", 0, 31, "0")
    assert (row["fees_cost"], row["expected_cost"]) == ("20", "82")


def test_months_and_quarters_to_come(reader: BillReader) -> None:
    [many] = read_cost_forecast.function(reader, months=3).items
    assert (many["begins"], many["ends"], many["expected_cost"]) == ("2025-12-01", "2026-02-28", "240")
    [quarter] = read_cost_forecast.function(reader, period="quarter", which="next").items
    assert (quarter["begins"], quarter["ends"], quarter["fees_cost"]) == ("2026-01-01", "2026-03-31", "60")


def test_a_year_that_the_bill_does_not_hold_whole_says_so(reader: BillReader) -> None:
    page = read_cost_forecast.function(reader, period="year")
    [row] = page.items
    assert (row["begins"], row["ends"]) == ("2025-09-10", "2025-12-31")
    assert "before" not in row
    assert [n.what for n in page.not_read] == ["2025-01-01 ~ 2025-09-09"]


def test_one_service(reader: BillReader) -> None:
    [row] = read_cost_forecast.function(reader, service="compute").items
    assert (row["cost"], row["fees_cost"], row["expected_cost"]) == ("48", "0", "60")
    assert read_cost_forecast.function(reader, region="tokyo").items == ()


def test_days_that_differ_widen_the_range(tmp_path: Path) -> None:
    [row] = read_cost_forecast.function(bill(tmp_path, ["1", "3"])).items
    low, expected, high = (Decimal(row[name]) for name in ("low_cost", "expected_cost", "high_cost"))
    assert low < expected < high
    assert expected - low == high - expected


@pytest.mark.parametrize("months", [0, 37])
def test_senseless_months(reader: BillReader, months: int) -> None:
    with pytest.raises(BadRequest, match="months must be 1 to 36"):
        read_cost_forecast.function(reader, months=months)
