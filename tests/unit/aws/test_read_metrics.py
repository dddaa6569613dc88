"""CloudWatch through `read_metrics`, against moto over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.aws.conftest import HOME, Cloud
from tools.aws.read_metrics import read_metrics
from tools.spec import BadRequest, Page

# CloudWatch takes no data older than two weeks or so, hence a day near now, at noon to be off the day's bounds
UNTIL = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def measure(cloud: Cloud, instance: str, values: list[float], *, metric: str = "CPUUtilization") -> None:
    """One value an hour, the last of them an hour before `UNTIL`."""
    for start in range(0, len(values), 500):
        cloud.client("cloudwatch").put_metric_data(
            Namespace="AWS/EC2",
            MetricData=[
                {
                    "MetricName": metric,
                    "Dimensions": [{"Name": "InstanceId", "Value": instance}],
                    "Timestamp": UNTIL - timedelta(hours=len(values) - index),
                    "Value": value,
                    "Unit": "Percent",
                }
                for index, value in list(enumerate(values))[start : start + 500]
            ],
        )


def read(cloud: Cloud, **arguments: object) -> Page:
    wanted = {"region": HOME, "until": UNTIL.isoformat(), "metrics": ["CPUUtilization"]} | arguments
    return read_metrics.function(cloud.reader(*read_metrics.operations), **wanted)


def test_a_single_peak_is_the_maximum_of_its_day(cloud: Cloud) -> None:
    values = [1.0] * (15 * 24)
    values[100] = 91.5
    measure(cloud, "i-peak", values)
    [row] = read(cloud, ids=["i-peak"]).items
    assert (row["maximum"], row["minimum"], row["statistic"]) == (91.5, 1.0, "Maximum")
    assert row["periods"] == row["expected"]
    assert row["from"].endswith("T00:00:00Z"), "CloudWatch counts days from midnight UTC"
    assert datetime.fromisoformat(row["first_at"]) <= UNTIL - timedelta(days=14)


def test_no_data_is_said_and_is_not_zero(cloud: Cloud) -> None:
    [row] = read(cloud, ids=["i-silent"]).items
    assert row["periods"] == 0
    assert "maximum" not in row


def test_bytes_are_summed_per_period(cloud: Cloud) -> None:
    measure(cloud, "i-net", [10.0] * 24, metric="NetworkIn")
    [row] = read(cloud, ids=["i-net"], metrics=["NetworkIn"], statistic="Sum", days=1, period_s=3600, points=True).items
    assert row["maximum"] == 10.0
    assert len(row["points"]) == row["periods"] == 24
    assert [at for at, _ in row["points"]] == sorted(at for at, _ in row["points"])


def test_more_queries_than_one_request_holds_are_split(cloud: Cloud) -> None:
    measure(cloud, "i-last", [7.0] * 24)
    ids = [f"i-{n}" for n in range(600)] + ["i-last"]
    rows = read(cloud, ids=ids, days=1).items
    assert [row["id"] for row in rows] == ids
    assert [row["id"] for row in rows if row["periods"]] == ["i-last"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ids": []}, "at least one"),
        ({"days": 0}, "days must be"),
        ({"days": 60, "period_s": 60}, "multiple of 300"),
        ({"until": "yesterday"}, "ISO time"),
        ({"ids": ["i"] * 5001}, "too many"),
    ],
)
def test_senseless_arguments_are_bad_requests(cloud: Cloud, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        read(cloud, **({"ids": ["i-1"]} | arguments))
