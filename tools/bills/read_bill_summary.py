"""What was spent by service, for the model and the playbooks; reads a FOCUS bill."""

from tools.bills.client import READ, BillReader, last_day
from tools.bills.read_resource_costs import MAX_ROWS, exact, gaps
from tools.bills.tags import tagged
from tools.spec import BadRequest, Page, tool


@tool(
    backend="bills",
    operations=(READ,),
    examples=(
        "이번 달 클라우드 비용이 얼마야?",
        "서비스별 비용을 보여줘",
        "지난주 대비 어떤 서비스가 많이 올랐어?",
        "AWS 요금 얼마 나왔어?",
        "지난달 청구 금액",
        "최근 90일 비용",
        "갑자기 왜 요금이 올랐어?",
        "왜 이렇게 비싸?",
        "비용 총액 알려줘",
        "지난달보다 뭐가 비싸졌어?",
        "요금이 어디서 늘어난 거야?",
        "요금이 왜 줄었어?",
        "지난달보다 비용이 내려갔어?",
        "EC2랑 S3 각각 얼마씩 나와?",
        "지난 30일치 비용 정리해줘",
        "어제 얼마 썼어?",
        "한 달에 돈 얼마나 나가?",
        "S3 비용 얼마야?",
        "청구서 보여줘",
        "How much do we spend on the cloud?",
        "Show cost by service for the last 30 days",
        "Which service got more expensive compared with the period before?",
        "what is our AWS bill this month",
        "spend for the last 90 days",
        "total AWS costs",
        "why did the bill go up",
        "why did the bill go down",
        "why was last month cheaper than the month before",
        "did our costs drop compared to last month",
        "bill went up 30%, which service?",
        "what did we spend last month",
        "break the bill down per service",
        "AWS bill",
        "how much does S3 cost us",
        "cost breakdown",
        "how much did we spend yesterday",
        "why is the bill so high",
        "cost increase since last month",
        "돈이 가장 많이 드는 서비스",
        "which service costs the most",
        "EC2 비용",
        "how much do we pay for EC2",
        "why is AWS so expensive this month",
        "are we paying for anything in us-east-1",
        "how much do we pay in us-east-1",
        "버지니아에서 나가는 비용 있어?",
        "how much tax do we pay",
        "세금이랑 서포트 요금 합쳐서 얼마야?",
    ),
    timeout_s=60.0,
)
def read_bill_summary(
    reader: BillReader,
    *,
    days: int = 30,
    since: str | None = None,
    until: str | None = None,
    region: str | None = None,
    tags: list[str] | None = None,
    limit: int = 100,
) -> Page:
    """Cost per service over the last `days` whole days of the bill and over the `days` before, most expensive first.

    `since` and `until` (dates, both included) ask for other days instead, such as a calendar month; `before` is then the
    month before, of a month or week not yet over the same days of the one before, and of any other days as many just
    before. Days that the bill does not hold are in `not_read`.

    One item per service and currency: `service`, `currency`, `cost` (all charges, as an exact decimal string; credits
    are negative), `before` (the same for the days before, absent when the bill does not reach back that far),
    `before_from` and `before_until` (its dates, both included), `resources` (how many were charged), `from`, `until`
    (dates, both included), `bill`. Currencies are never added. With a `region`, as on the bill, only what is charged
    there (no tax or support), and items name it. With `tags`, each KEY=VALUE, only what is charged to resources that
    carry any of them, whatever the case.

    Example: read_bill_summary(days=30)
    -> {"service": "Amazon Elastic Compute Cloud", "cost": "1840.12", "before": "1712.4", "currency": "USD", ...}

    Raises: `BadRequest` for senseless limits or tags, `Unavailable` when the bill is missing, cut off or not FOCUS.
    Source: https://focus.finops.org/focus-specification/v1-0/ (BilledCost, ServiceName)
    """
    if not 1 <= limit <= MAX_ROWS:
        raise BadRequest(f"limit must be 1 to {MAX_ROWS}, not {limit}.")
    with reader.charges() as charges:
        window = charges.between(since, until, days=days)
        before_since, before_until = window.before()
        view = tagged(charges, tags)
        found = charges.rows(
            "SELECT coalesce(ServiceName, 'unnamed') AS service, BillingCurrency AS currency, "
            "coalesce(sum(cost) FILTER (starts >= CAST($1 AS DATE)), 0) AS cost, "
            "coalesce(sum(cost) FILTER (starts < CAST($6 AS DATE)), 0) AS before, "
            "count(DISTINCT ResourceId) FILTER (starts >= CAST($1 AS DATE)) AS resources, "
            f"(SELECT min(starts) FROM charges) <= CAST($3 AS DATE) AS reaches_back FROM {view} "
            "WHERE ((starts >= CAST($1 AS DATE) AND starts < CAST($2 AS DATE)) "
            "OR (starts >= CAST($3 AS DATE) AND starts < CAST($6 AS DATE))) AND ($5 IS NULL OR RegionId = $5) "
            "GROUP BY service, currency ORDER BY cost DESC, service, currency LIMIT $4",
            window.since or None,
            window.until or None,
            before_since or None,
            limit + 1,
            region,
            before_until or None,
        )
    items = []
    for row in found[:limit]:
        reaches_back = row.pop("reaches_back")
        row["cost"], before = exact(row["cost"]), exact(row.pop("before"))
        span = {"from": window.since, "until": window.last_day, "bill": reader.label}
        compared = {"before_from": before_since, "before_until": last_day(before_until)}
        where = {"region": region} if region else {}
        items.append(row | where | ({"before": before} if reaches_back else {}) | compared | span)
    return Page(items=tuple(items), cut=len(found) > limit, not_read=gaps(window, reader.label))
