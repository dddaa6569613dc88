"""What CloudWatch measured, summed up per resource and metric; for the model and the playbooks.

Reads CloudWatch GetMetricData, up to 500 queries in one request.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Literal

from tools.aws.client import AwsReader
from tools.aws.regions import iso, over_regions
from tools.spec import BadRequest, Page, Row, tool

QUERIES_AT_ONCE = 500
UNITS = {
    **dict.fromkeys(("CPUUtilization", "mem_used_percent", "disk_used_percent"), "%"),
    **dict.fromkeys(("NetworkIn", "NetworkOut", "EBSReadBytes", "EBSWriteBytes"), "bytes"),
    **dict.fromkeys(("EBSReadOps", "EBSWriteOps"), "operations"),
}  # as CloudWatch documents them; GetMetricData itself names none
Statistic = Literal["Maximum", "Average", "Minimum", "Sum", "SampleCount", "p50", "p90", "p99"]


@tool(
    backend="aws",
    operations=("cloudwatch:GetMetricData",),
    examples=(
        "i-0a1b2c3d4e5f60718의 지난 2주 CPU 최댓값은?",
        "web-1 네트워크 사용량을 보여줘",
        "web-1 CPU 얼마나 써?",
        "web-1 CPU 보여줘",
        "web-1 지난 7일 CPU 추이",
        "i-0a1b2c3d4e5f60718 CPU",
        "web-1 네트워크 트래픽",
        "web-1 부하가 높아?",
        "web-1 CPU 평균",
        "web-1 디스크 읽기 쓰기 지표",
        "web-1 메모리 사용률",
        "web-1 지표 보여줘",
        "web-1 얼마나 바빠?",
        "What was the highest CPU of i-0a1b2c3d4e5f60718 in the last two weeks?",
        "How much network traffic does web-1 have?",
        "cpu of web-1",
        "web-1 cpu usage over the last 7 days",
        "is the cpu of web-1 high",
        "network of web-1",
        "how busy is i-0a1b2c3d4e5f60718",
        "metrics of web-1",
        "average cpu utilization of web-1",
        "web-1 load",
        "disk io of web-1",
        "network in and out of i-0a1b2c3d4e5f60718 yesterday",
        "memory usage of web-1",
    ),
)
def read_metrics(
    reader: AwsReader,
    *,
    ids: list[str],
    metrics: list[str],
    region: str | None = None,
    until: str | None = None,
    statistic: Statistic = "Maximum",
    namespace: str = "AWS/EC2",
    dimension: str = "InstanceId",
    days: int = 14,
    period_s: int = 86400,
    points: bool = False,
) -> Page:
    """Metrics of several resources in one `region`, summed up over the `days` before `until` (ISO time; default now).

    Without `region` all regions of the environment are asked, and the one that has data answers for a resource.

    The first period is whole, so that it may begin before `days` ago; the last one ends at `until`.

    One item per resource and metric, in the order asked: `id`, `region`, `metric`, `statistic`, `unit` (where known), `period_s`,
    `from`, `until`, `periods` (how many have data), `expected` (how many there are), `minimum`, `average`, `maximum`
    (of the periods' values), `first_at`, `last_at`, and with `points=true` the `points` as [time, value]. An item
    with `periods` 0 means that CloudWatch has no data: unknown, not zero. Bytes and counts need `statistic="Sum"`.
    AWS bills about $0.01 per 1,000 metrics asked for.

    Example: read_metrics(ids=["i-0a1b..."], metrics=["CPUUtilization"], region="ap-northeast-2")
    -> {"id": "i-0a1b...", "metric": "CPUUtilization", "statistic": "Maximum", "periods": 14, "maximum": 3.1, ...}

    Raises: `BadRequest` for a period CloudWatch does not keep that long or more than 5,000 queries,
        `Denied` without cloudwatch:GetMetricData, `Unavailable`.
    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
    """
    end = _parsed(until)
    _check(ids, metrics, days=days, period_s=period_s)
    earliest_s = int((end - timedelta(days=days)).timestamp())
    start = datetime.fromtimestamp(earliest_s - earliest_s % period_s, UTC)
    wanted = [(resource, metric) for metric in metrics for resource in ids]
    of = (namespace, dimension)

    def read(name: str) -> Iterator[Row]:
        queries = iter([_query(f"q{n}", r, m, of, period_s, statistic) for n, (r, m) in enumerate(wanted)])
        series: dict[str, list[tuple[datetime, float]]] = {}
        while batch := list(islice(queries, QUERIES_AT_ONCE)):
            for id_, values in _series(reader, name, batch, start=start, end=end):
                series.setdefault(id_, []).extend(values)
        for index, (resource, metric) in enumerate(wanted):
            yield {
                "id": resource,
                "region": name,
                "metric": metric,
                "statistic": statistic,
                **({"unit": UNITS[metric]} if metric in UNITS and statistic != "SampleCount" else {}),
                "period_s": period_s,
                "from": iso(start),
                "until": iso(end),
                "expected": math.ceil((end - start).total_seconds() / period_s),
                **_summary(sorted(series.get(f"q{index}", [])), points=points),
            }

    page = over_regions(reader, region, read, what="metrics", limit=5000)
    return page if region else replace(page, items=_where_measured(page.items))


def _query(
    id_: str, resource: str, metric: str, of: tuple[str, str], period_s: int, statistic: Statistic
) -> dict[str, Any]:
    """One of the queries of GetMetricData; `of`: the namespace of the metric and the dimension that names the resource."""
    namespace, dimension = of
    measured = {
        "Namespace": namespace,
        "MetricName": metric,
        "Dimensions": [{"Name": dimension, "Value": resource}],
    }
    stat = {"Metric": measured, "Period": period_s, "Stat": statistic}
    return {"Id": id_, "MetricStat": stat, "ReturnData": True}


def _where_measured(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Of each resource and metric the rows with data; where no region has any, one row that says so."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["id"], row["metric"]), []).append(row)
    return tuple(r for same in found.values() for r in ([s for s in same if s["periods"]] or same[:1]))


def _series(
    reader: AwsReader, region: str, batch: list[dict[str, Any]], *, start: datetime, end: datetime
) -> Iterator[tuple[str, list[tuple[datetime, float]]]]:
    """Values by query id; one query's values may come in several pages."""
    results = reader.pages(
        "cloudwatch",
        "GetMetricData",
        region=region,
        items="MetricDataResults",
        MetricDataQueries=batch,
        StartTime=start,
        EndTime=end,
    )
    for result in results:
        yield result["Id"], list(zip(result["Timestamps"], result["Values"], strict=True))


def _summary(series: list[tuple[datetime, float]], *, points: bool) -> dict[str, Any]:
    if not series:
        return {"periods": 0}
    values = [value for _, value in series]
    row: dict[str, Any] = {
        "periods": len(values),
        "minimum": round(min(values), 4),
        "average": round(sum(values) / len(values), 4),
        "maximum": round(max(values), 4),
        "first_at": iso(series[0][0]),
        "last_at": iso(series[-1][0]),
    }
    return row | {"points": [[iso(at), round(value, 4)] for at, value in series]} if points else row


def _parsed(until: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(until) if until else datetime.now(UTC)
    except ValueError as error:
        raise BadRequest(f"until must be an ISO time such as 2025-11-25T00:00:00Z, not {until!r}.") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _check(ids: list[str], metrics: list[str], *, days: int, period_s: int) -> None:
    if not ids or not metrics:
        raise BadRequest("ids and metrics must each name at least one.")
    if len(ids) * len(metrics) > 5000:
        raise BadRequest(f"{len(ids) * len(metrics)} queries are too many at once; ask for at most 5,000.")
    if not 1 <= days <= 455:
        raise BadRequest("days must be 1 to 455: CloudWatch keeps no more.")
    finest_s = 60 if days <= 15 else 300 if days <= 63 else 3600
    if period_s < finest_s or period_s % finest_s:
        raise BadRequest(f"period_s must be a multiple of {finest_s} for {days} days, not {period_s}.")
