"""Bills of days that are named: a calendar month, a week that is over, days that the bill does not hold."""

import csv
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.bills.client import READ, BillReader, connect
from tools.bills.read_bill_summary import read_bill_summary
from tools.bills.read_resource_costs import read_resource_costs
from tools.bills.target import Target
from tools.spec import BadRequest, Call

FIRST, DAYS = datetime(2025, 9, 20, tzinfo=UTC), 66  # until 24 November, included


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> BillReader:
    """One dollar a day for a database, two for a server."""
    path = tmp_path_factory.mktemp("bill") / "focus.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "BilledCost",
                "BillingCurrency",
                "ChargeCategory",
                "ChargePeriodStart",
                "ChargePeriodEnd",
                "ResourceId",
                "ServiceName",
            ]
        )
        for number in range(DAYS):
            day = FIRST + timedelta(days=number)
            span = (day.isoformat(), (day + timedelta(days=1)).isoformat())
            writer.writerow(["1", "USD", "Usage", *span, "db-1", "Amazon Relational Database Service"])
            writer.writerow(["2", "USD", "Usage", *span, "i-1", "Amazon Elastic Compute Cloud"])
    call = Call(operations=frozenset({READ}), deadline=time.monotonic() + 300, cancelled=threading.Event())
    return connect(Target(path=Path(path))).bound(call)


def test_a_calendar_month_and_as_many_days_before_it(reader: BillReader) -> None:
    page = read_bill_summary.function(reader, since="2025-11-01", until="2025-11-20")
    server, database = page.items
    assert (server["cost"], server["before"]) == ("40", "40")
    assert (database["from"], database["until"], database["cost"]) == ("2025-11-01", "2025-11-20", "20")
    assert page.not_read == ()


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        ("2025-10-01", "2025-10-31", ("2025-09-01", "2025-09-30")),  # a whole month
        ("2025-11-01", "2025-11-20", ("2025-10-01", "2025-10-20")),  # a month up to a day
        ("2025-11-17", "2025-11-23", ("2025-11-10", "2025-11-16")),  # a week
        ("2025-11-17", "2025-11-19", ("2025-11-10", "2025-11-12")),  # a week up to a day
        ("2025-11-05", "2025-11-07", ("2025-11-02", "2025-11-04")),  # any other days
        ("2025-10-01", "2025-11-20", ("2025-08-11", "2025-09-30")),
    ],
)
def test_a_period_is_compared_with_its_like(
    reader: BillReader, since: str, until: str, before: tuple[str, str]
) -> None:
    row = read_bill_summary.function(reader, since=since, until=until).items[0]
    assert (row["before_from"], row["before_until"]) == before


def test_what_lies_between_the_two_periods_counts_in_neither(reader: BillReader) -> None:
    server = read_bill_summary.function(reader, since="2025-11-01", until="2025-11-10").items[0]
    assert (server["cost"], server["before"]) == ("20", "20")


def test_one_day(reader: BillReader) -> None:
    page = read_bill_summary.function(reader, since="2025-11-24", until="2025-11-24")
    assert [row["cost"] for row in page.items] == ["2", "1"]


def test_days_that_the_bill_does_not_hold_are_not_nothing_spent(reader: BillReader) -> None:
    page = read_bill_summary.function(reader, since="2025-11-20", until="2025-11-30")
    assert [row["until"] for row in page.items] == ["2025-11-24", "2025-11-24"]
    assert [n.what for n in page.not_read] == ["2025-11-25 ~ 2025-11-30"]
    early = read_resource_costs.function(reader, since="2025-09-01", until="2025-09-21")
    assert [row["cost"] for row in early.items] == ["4", "2"]
    assert [n.what for n in early.not_read] == ["2025-09-01 ~ 2025-09-19"]
    other_year = read_bill_summary.function(reader, since="2024-01-01", until="2024-12-31")
    assert other_year.items == ()
    assert [n.what for n in other_year.not_read] == ["2024-01-01 ~ 2024-12-31"]


def test_a_month_that_is_not_over_and_an_open_end(reader: BillReader) -> None:
    assert {r["from"] for r in read_bill_summary.function(reader, since="2025-11-01").items} == {"2025-11-01"}
    week = read_bill_summary.function(reader, until="2025-11-10", days=7).items
    assert {(r["from"], r["until"]) for r in week} == {("2025-11-04", "2025-11-10")}


def test_a_service_is_found_by_a_part_of_its_name(reader: BillReader) -> None:
    page = read_resource_costs.function(reader, service="relational DATABASE")
    assert [row["id"] for row in page.items] == ["db-1"]


@pytest.mark.parametrize(
    "days", [{"since": "2025-11-10", "until": "2025-11-01"}, {"since": "last month"}, {"until": "2025-13-01"}]
)
def test_senseless_days_are_refused(reader: BillReader, days: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        read_bill_summary.function(reader, **days)
