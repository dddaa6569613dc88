"""FOCUS bills: the public sample, small files with known sums, and files that are damaged."""

import csv
import gzip
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest

from tools.bills.client import READ, connect
from tools.bills.read_bill_summary import read_bill_summary
from tools.bills.read_resource_costs import read_resource_costs
from tools.bills.target import Target
from tools.spec import BadRequest, Call, Denied, Page, Tool, ToolError, Unavailable

HEADER = (
    "BilledCost", "BillingCurrency", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd", "ResourceId",
    "ServiceName", "EffectiveCost", "RegionId",
)  # fmt: skip
VOLUME, ADDRESS = "vol-0a1b", "arn:aws:ec2:ap-northeast-2:123456789012:elastic-ip/eipalloc-0c2d"


def line(
    day: int, cost: str, *, resource: str = VOLUME, currency: str = "USD", category: str = "Usage"
) -> dict[str, str]:
    return {
        "BilledCost": cost,
        "BillingCurrency": currency,
        "ChargeCategory": category,
        "ChargePeriodStart": f"2025-10-{day:02d}T00:00:00Z",
        "ChargePeriodEnd": f"2025-10-{day + 1:02d}T00:00:00Z",
        "ResourceId": resource,
        "ServiceName": "Amazon Elastic Compute Cloud",
        "EffectiveCost": cost,
        "RegionId": "ap-northeast-2",
    }


def written(path: Path, *lines: dict[str, str], header: tuple[str, ...] = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="NULL", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)
    return path


def read(path: Path, tool: Tool = read_resource_costs, **arguments: object) -> Page:
    call = Call(operations=tool.operations, deadline=time.monotonic() + 30)
    return tool.function(connect(Target(path=path)).bound(call), **arguments)


def costs(page: Page) -> dict[str, str]:
    return {row["id"]: row["cost"] for row in page.items}


def test_costs_are_exact_and_say_their_window(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", *(line(day, "0.1000000001") for day in range(1, 31)))
    [row] = read(bill, days=30).items
    assert row == {
        "id": VOLUME,
        "resource_id": VOLUME,
        "currency": "USD",
        "cost": "3.000000003",
        "other": "0",
        "effective": "3.000000003",
        "service": "Amazon Elastic Compute Cloud",
        "region": "ap-northeast-2",
        "days": 30,
        "from": "2025-10-01",
        "until": "2025-10-30",
        "bill": "b.csv",
    }


def test_the_window_ends_with_the_last_whole_day(tmp_path: Path) -> None:
    """The last day is still being written: its charges end at 05:00."""
    partial = line(4, "100") | {"ChargePeriodEnd": "2025-10-04T05:00:00Z"}
    bill = written(tmp_path / "b.csv", line(1, "1"), line(2, "2"), line(3, "4"), partial)
    [row] = read(bill, days=2).items
    assert (row["cost"], row["from"], row["until"]) == ("6", "2025-10-02", "2025-10-03")


@pytest.mark.parametrize("category", ["Purchase", "Usage"])
def test_a_fee_for_the_month_does_not_move_the_window(tmp_path: Path, category: str) -> None:
    fee = line(1, "30", resource="", category=category) | {"ChargePeriodEnd": "2026-10-01T00:00:00Z"}
    bill = written(tmp_path / "b.csv", line(1, "1"), fee)
    assert read(bill).items[0]["until"] == "2025-10-01"


def test_currencies_are_never_added(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "1"), line(1, "1300", currency="KRW"))
    assert [(row["currency"], row["cost"]) for row in read(bill).items] == [("KRW", "1300"), ("USD", "1")]
    assert [(r["currency"], r["cost"]) for r in read(bill, read_bill_summary).items] == [("KRW", "1300"), ("USD", "1")]


def test_credits_and_tax_stay_apart_from_usage(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "5"), line(1, "-2", category="Credit"), line(1, "0.5", category="Tax"))
    [row] = read(bill).items
    assert (row["cost"], row["other"]) == ("5", "-1.5")


def test_resources_are_found_by_short_id_and_by_arn(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "1"), line(1, "2", resource=ADDRESS), line(1, "4", resource="i-9"))
    assert costs(read(bill, ids=[VOLUME, "eipalloc-0c2d"])) == {VOLUME: "1", "eipalloc-0c2d": "2"}
    assert costs(read(bill, ids=[ADDRESS])) == {"eipalloc-0c2d": "2"}
    assert read(bill, ids=["vol-none"]) == Page(items=())
    assert read(bill, ids=[]).items == ()


def test_more_than_the_limit_is_cut(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", *(line(1, str(n), resource=f"vol-{n}") for n in range(1, 4)))
    page = read(bill, limit=2)
    assert (costs(page), page.cut) == ({"vol-3": "3", "vol-2": "2"}, True)


def test_a_folder_of_csv_gzip_and_parquet_is_one_bill(tmp_path: Path) -> None:
    import duckdb

    second = written(tmp_path / "2.csv", line(2, "1")).read_bytes()
    (tmp_path / "2.csv").unlink()
    (tmp_path / "2.csv.gz").write_bytes(gzip.compress(second))
    written(tmp_path / "1.csv", line(1, "1"))
    (tmp_path / "sub").mkdir()
    with duckdb.connect() as engine:
        engine.execute(
            f"COPY (SELECT 4.25::DECIMAL(18, 4) AS BilledCost, 'USD' AS BillingCurrency, 'Usage' AS ChargeCategory, "
            f"TIMESTAMPTZ '2025-10-01 00:00:00+00' AS ChargePeriodStart, TIMESTAMPTZ '2025-10-02 00:00:00+00' AS "
            f"ChargePeriodEnd, '{VOLUME}' AS ResourceId) TO '{tmp_path}/sub/3.parquet' (FORMAT parquet)"
        )
    assert costs(read(tmp_path)) == {VOLUME: "6.25"}


def test_a_line_that_does_not_parse_is_named_and_not_counted_as_zero(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "1"), line(1, "1,5"), line(1, "x"))
    page = read(bill)
    assert costs(page) == {VOLUME: "1"}
    [missing] = page.not_read
    assert missing.what == "2 lines of b.csv"


def test_exponents_and_zoneless_times_are_read(tmp_path: Path) -> None:
    zoneless = {"ChargePeriodStart": "2025-10-01 00:00:00", "ChargePeriodEnd": "2025-10-01 01:00:00"}
    whole = {"ChargePeriodStart": "2025-10-01 23:00:00", "ChargePeriodEnd": "2025-10-02 00:00:00"}
    bill = written(tmp_path / "b.csv", line(1, "8.0E-7") | zoneless, line(1, "1") | whole)
    assert costs(read(bill)) == {VOLUME: "1.0000008"}


def test_the_summary_compares_with_the_days_before(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", *(line(day, "1" if day <= 2 else "3") for day in range(1, 5)))
    [row] = read(bill, read_bill_summary, days=2).items
    assert (row["cost"], row["before"], row["resources"]) == ("6", "2", 1)
    [row] = read(bill, read_bill_summary, days=4).items
    assert "before" not in row, "the bill does not reach back that far"


def test_the_summary_of_a_region_holds_only_what_is_charged_there(tmp_path: Path) -> None:
    away = line(1, "5", resource="i-away") | {"RegionId": "us-east-1", "ResourceName": "relay"}
    tax = line(1, "9", category="Tax") | {"RegionId": "NULL"}
    bill = written(tmp_path / "b.csv", line(1, "2"), away, tax, header=(*HEADER, "ResourceName"))
    [row] = read(bill, read_bill_summary, days=1, region="us-east-1").items
    assert (row["cost"], row["region"]) == ("5", "us-east-1")
    assert not read(bill, read_bill_summary, days=1, region="eu-west-1").items
    [dear, _] = read(bill, days=1).items
    assert dear["name"] == "relay"


def failure(path: Path) -> ToolError:
    with pytest.raises(Unavailable) as raised:
        read(path)
    return raised.value


def test_a_wrong_path_is_said(tmp_path: Path) -> None:
    assert "There is no bill at" in failure(tmp_path / "none.csv").message
    assert "holds no .csv" in failure(tmp_path).message
    other = tmp_path / "bill.xlsx"
    other.write_bytes(b"PK")
    assert "neither CSV nor Parquet" in failure(other).message


def test_missing_columns_are_named(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "1"), header=("BilledCost", "ResourceId", "ChargeCategory"))
    assert "no column BillingCurrency, ChargePeriodStart, ChargePeriodEnd" in failure(bill).message


@pytest.mark.parametrize("kept", [0, 5, 130, 170])
def test_a_csv_that_was_cut_off_is_not_read_as_a_shorter_bill(tmp_path: Path, kept: int) -> None:
    bill = written(tmp_path / "b.csv", *(line(day, "1") for day in range(1, 9)))
    bill.write_bytes(bill.read_bytes()[:kept])
    assert failure(bill).remedy


def test_a_packed_or_parquet_file_that_was_cut_off_is_said(tmp_path: Path) -> None:
    import duckdb

    whole = written(tmp_path / "b.csv", *(line(day, str(day)) for day in range(1, 29))).read_bytes()
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(whole)[:-60])
    assert "could not be read to its end" in failure(tmp_path / "cut.csv.gz").message
    with duckdb.connect() as engine:
        engine.execute(f"COPY (FROM '{tmp_path}/b.csv') TO '{tmp_path}/cut.parquet' (FORMAT parquet)")
    parquet = tmp_path / "cut.parquet"
    parquet.write_bytes(parquet.read_bytes()[:-20])
    assert "could not be read to its end" in failure(parquet).message


def test_an_empty_bill_was_looked_at_and_holds_nothing(tmp_path: Path) -> None:
    assert read(written(tmp_path / "b.csv")) == Page(items=())


def test_what_was_not_declared_is_refused(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "1"))
    call = Call(operations=frozenset(), deadline=time.monotonic() + 30)
    with pytest.raises(Denied) as refusal:
        read_resource_costs.function(connect(Target(path=bill)).bound(call))
    assert refusal.value.permission == READ


def test_a_cancelled_read_stops(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", line(1, "1"))
    cancelled = threading.Event()
    cancelled.set()
    call = Call(operations=frozenset({READ}), deadline=time.monotonic() + 30, cancelled=cancelled)
    with pytest.raises(Unavailable, match="Stopped"):
        read_resource_costs.function(connect(Target(path=bill)).bound(call))


@pytest.mark.parametrize("arguments", [{"days": 0}, {"days": 401}, {"limit": 0}, {"limit": 5001}])
def test_senseless_arguments_are_bad_requests(tmp_path: Path, arguments: dict[str, int]) -> None:
    with pytest.raises(BadRequest):
        read(written(tmp_path / "b.csv", line(1, "1")), read_resource_costs, **arguments)


def test_hostile_ids_and_names_are_only_values(tmp_path: Path) -> None:
    odd = tmp_path / 'it\'s "odd".csv'
    bill = written(odd, line(1, "1", resource="x'); DROP VIEW charges; --"))
    [row] = read(bill, service="Amazon Elastic Compute Cloud", ids=["x'); DROP VIEW charges; --"]).items
    assert Decimal(row["cost"]) == 1


def test_threads_share_a_connection(tmp_path: Path) -> None:
    bill = written(tmp_path / "b.csv", *(line(1, "1", resource=f"vol-{n}") for n in range(50)))
    connection = connect(Target(path=bill))
    seen: list[int] = []

    def work() -> None:
        call = Call(operations=frozenset({READ}), deadline=time.monotonic() + 30)
        seen.append(len(read_resource_costs.function(connection.bound(call)).items))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [50] * 6


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ("MAP {'team': 'data', 'Name': 'db'}", {"team": "data", "Name": "db"}),
        ('\'{"team": "data"}\'', {"team": "data"}),
        ("'not JSON'", None),
        ("NULL", None),
    ],
)
def test_tags_are_read_from_a_map_and_from_text(tmp_path: Path, tags: str, told: dict[str, str] | None) -> None:
    import duckdb

    with duckdb.connect() as engine:
        engine.execute(
            "COPY (SELECT 5.00 AS BilledCost, 'USD' AS BillingCurrency, 'Usage' AS ChargeCategory, "
            "TIMESTAMPTZ '2025-11-20T00:00:00Z' AS ChargePeriodStart, TIMESTAMPTZ '2025-11-21T00:00:00Z' AS "
            f"ChargePeriodEnd, '{VOLUME}' AS ResourceId, {tags} AS Tags) TO '{tmp_path}/b.parquet' (FORMAT parquet)"
        )
    (item,) = read(tmp_path / "b.parquet").items
    assert item.get("tags") == told
