"""What was spent by day, week and month, and what was charged for: sums add up to the bill, whatever divides them."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.planner.composing.series import a_day, in_short, is_series
from tests.unit.aws.test_bills import HEADER, line, read, written
from tests.unit.planner.asking import call
from tools.bills.read_bill_summary import read_bill_summary
from tools.bills.read_cost_history import read_cost_history
from tools.bills.read_usage_costs import read_usage_costs

WORDED = (*HEADER, "ChargeDescription", "ConsumedQuantity", "ConsumedUnit")


def total(items: tuple[Mapping[str, Any], ...]) -> Decimal:
    return sum((Decimal(row["cost"]) for row in items), Decimal(0))


def test_a_day_without_a_charge_is_zero_and_not_left_out(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "2"), line(2, "3"), line(2, "-0.5", category="Credit"), line(4, "1.25"))
    items = read(bill, read_cost_history, days=4).items
    assert [(row["date"], row["days"], row["cost"]) for row in items] == [
        ("2025-10-01", 1, "2"), ("2025-10-02", 1, "2.5"), ("2025-10-03", 1, "0"), ("2025-10-04", 1, "1.25"),
    ]  # fmt: skip


def test_weeks_begin_on_monday_and_say_how_many_of_their_days_are_in(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", *(line(day, "1") for day in range(1, 15)))  # 2025-10-01 is a Wednesday
    items = read(bill, read_cost_history, by="week").items
    assert [(row["date"], row["days"], row["cost"]) for row in items] == [
        ("2025-10-01", 5, "5"), ("2025-10-06", 7, "7"), ("2025-10-13", 2, "2"),
    ]  # fmt: skip


def test_currencies_stay_apart_by_day(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "1"), line(1, "900", currency="KRW"), line(2, "2"))
    items = read(bill, read_cost_history, days=2).items
    assert {(row["date"], row["currency"], row["cost"]) for row in items} == {
        ("2025-10-01", "USD", "1"), ("2025-10-01", "KRW", "900"), ("2025-10-02", "USD", "2"), ("2025-10-02", "KRW", "0"),
    }  # fmt: skip
    assert not is_series(items)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("$0.126 per GB - first 10 TB / month data transfer out", "data transfer"),
        ("$0.005 per Idle public IPv4 address per hour", "public addresses"),
        ("$0.045 per NAT Gateway Hour", "NAT gateways"),
        ("$0.05 per GB-Month of snapshot data stored", "snapshots and backups"),
        ("$0.08 per GB-month of General Purpose (gp3) provisioned storage", "storage"),
        ("$0.0104 per On Demand Linux t3.micro Instance Hour", "compute hours"),
        ("$0.40 per million requests", "requests"),
        ("something new", "other"),
    ],
)
def test_the_words_of_a_charge_say_what_it_is_for(tmp_path: Path, said: str, kind: str) -> None:
    worded = {**line(1, "4"), "ChargeDescription": said, "ConsumedQuantity": "2.50", "ConsumedUnit": "GB"}
    [row] = read(written(tmp_path / "b.csv", worded, header=WORDED), read_usage_costs, days=1).items
    assert (row["charged_for"], row["cost"], row["quantity"], row["unit"]) == (kind, "4", "2.5", "GB")


def test_divided_either_way_the_sums_are_those_of_the_bill(tmp_path: Path) -> None:
    lines = [line(day, f"{day}.013", category="Tax" if day % 7 == 0 else "Usage") for day in range(1, 31)]
    bill = written(tmp_path / "b.csv", *lines)
    whole = total(read(bill, read_bill_summary, days=30).items)
    assert total(read(bill, read_cost_history, days=30).items) == whole
    assert total(read(bill, read_cost_history, by="week", days=30).items) == whole
    assert total(read(bill, read_usage_costs, days=30).items) == whole


def test_the_mean_of_a_day_and_the_largest_rise_are_said() -> None:
    rows = [
        {"date": f"2025-10-0{n}", "days": 1, "cost": cost, "currency": "USD"}
        for n, cost in enumerate(("2", "2.5", "9", "6.5"), 1)
    ]
    assert a_day(rows, "en") == "$5.00 a day"
    assert in_short(rows, "en", cite="E1") == (
        "Most expensive: 2025-10-03 ($9.00) · Largest rise: 2025-10-03 ($2.50 → $9.00) [E1]"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("spend per day", ("read_cost_history", {})),
        ("주별 비용", ("read_cost_history", {"by": "week"})),
        ("S3 costs by month", ("read_cost_history", {"by": "month", "service": "simple storage service"})),
        ("데이터 전송에 얼마 쓰고 있어?", ("read_usage_costs", {})),
        ("what does data egress cost", ("read_usage_costs", {})),
    ],
)
def test_questions_reach_them(text: str, wanted: tuple[str, dict[str, str]]) -> None:
    assert call(text) == wanted
