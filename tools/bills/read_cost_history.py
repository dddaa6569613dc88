"""What was spent on each day, week or month, for the model and the playbooks; reads a FOCUS bill."""

from typing import Literal

from tools.bills.client import READ, BillReader
from tools.bills.read_resource_costs import exact, gaps
from tools.bills.tags import tagged
from tools.spec import Page, tool

_DAYS = {"day": 30, "week": 91, "month": 365}


@tool(
    backend="bills",
    operations=(READ,),
    examples=(
        "일별 비용 보여줘",
        "지난주 하루하루 얼마씩 썼어?",
        "날짜별 요금",
        "월별 비용",
        "주별로 얼마나 썼어?",
        "EC2 비용 일자별로",
        "비용이 언제부터 뛰었어?",
        "어느 날 제일 많이 썼어?",
        "매일 얼마씩 나가?",
        "하루에 얼마씩 나가?",
        "비용 추이",
        "하루 평균 비용",
        "평균 하루 요금이 얼마야?",
        "제일 많이 쓴 날은?",
        "매달 얼마씩 내고 있어?",
        "Show the cost per day",
        "daily costs of the last two weeks",
        "how much did EC2 cost each day",
        "on which day did we spend the most",
        "since when are costs up",
        "when did the bill jump",
        "spend day by day",
        "cost trend",
        "S3 비용 월별로",
        "weekly cost of RDS",
        "how much do we spend each week",
        "cost history",
    ),
    timeout_s=60.0,
)
def read_cost_history(
    reader: BillReader,
    *,
    by: Literal["day", "week", "month"] = "day",
    days: int | None = None,
    since: str | None = None,
    until: str | None = None,
    service: str | None = None,
    region: str | None = None,
    tags: list[str] | None = None,
) -> Page:
    """Cost of each day, week (from Monday) or month of the last `days` whole days of the bill, the earliest first.

    `days` is 30 by day, 91 by week and 365 by month unless given. `since` and `until` (dates, both included) ask for
    other days instead; days that the bill does not hold are in `not_read`. One item per period and currency: `date`
    (the first day of it in the window), `days` (how many of its days are in the window: the first and the last period
    may be cut), `currency`, `cost` (all charges that begin in it, as an exact decimal string; credits are negative, and
    a period without any is 0), `from` and `until` (dates of the window, `until` included), `bill`. A charge for longer
    than a day, such as a monthly fee, counts on the day on which it begins. `service` may be a part of its name on the
    bill, whatever the case; `region` is as on the bill, and with it nothing counts that has no region, such as tax.
    With `tags`, each KEY=VALUE, only what is charged to resources that carry any of them counts, whatever the case.

    Example: read_cost_history(days=7, service="compute")
    -> {"date": "2025-11-18", "days": 1, "cost": "41.02", "currency": "USD", "from": "2025-11-18", ...}

    Raises: `BadRequest` for senseless limits or tags, `Unavailable` when the bill is missing, cut off or not FOCUS.
    Source: https://focus.finops.org/focus-specification/v1-0/ (BilledCost, ChargePeriodStart)
    """
    with reader.charges() as charges:
        window = charges.between(since, until, days=days if days is not None else _DAYS[by])
        if days is None and since is None and window.until:  # no more than the bill holds
            window = charges.between(max(window.since, charges.first_day()), None, days=window.days)
        view = tagged(charges, tags)
        found = charges.rows(
            "WITH spent AS (SELECT CAST(starts AS DATE) AS day, BillingCurrency AS currency, sum(cost) AS cost "
            f"FROM {view} "
            "WHERE starts >= CAST($1 AS DATE) AND starts < CAST($2 AS DATE) "
            "AND ($3 IS NULL OR contains(lower(ServiceName), lower($3))) AND ($4 IS NULL OR RegionId = $4) "
            "GROUP BY day, currency), "
            "days AS (SELECT CAST(unnest(generate_series(CAST($1 AS DATE), CAST($2 AS DATE) - 1, INTERVAL 1 DAY)) AS DATE) "
            "AS day) "
            "SELECT CAST(min(d.day) AS VARCHAR) AS date, count(*) AS days, c.currency, coalesce(sum(s.cost), 0) AS cost "
            "FROM days d CROSS JOIN (SELECT DISTINCT currency FROM spent) c "
            "LEFT JOIN spent s ON s.day = d.day AND s.currency IS NOT DISTINCT FROM c.currency "
            "GROUP BY date_trunc($5, d.day), c.currency ORDER BY date, c.currency",
            window.since or None,
            window.until or None,
            service,
            region,
            by,
        )
    span = {"from": window.since, "until": window.last_day, "bill": reader.label}
    items = tuple(row | {"cost": exact(row["cost"])} | ({"region": region} if region else {}) | span for row in found)
    return Page(items=items, not_read=gaps(window, reader.label))
