"""What was spent by service, for the model and the playbooks; reads a FOCUS bill."""

from tools.bills.client import READ, BillReader
from tools.bills.read_resource_costs import MAX_ROWS, exact, spoiled_lines
from tools.spec import BadRequest, Page, tool


@tool(
    backend="bills",
    operations=(READ,),
    examples=(
        "이번 달 클라우드 비용이 얼마야?",
        "서비스별 비용을 보여줘",
        "지난주 대비 어떤 서비스가 많이 올랐어?",
        "How much do we spend on the cloud?",
        "Show cost by service for the last 30 days",
        "Which service got more expensive compared with the period before?",
    ),
    timeout_s=60.0,
)
def read_bill_summary(reader: BillReader, *, days: int = 30, limit: int = 100) -> Page:
    """Cost per service over the last `days` whole days of the bill and over the `days` before, most expensive first.

    One item per service and currency: `service`, `currency`, `cost` (all charges, as an exact decimal string; credits
    are negative), `before` (the same for the days before, absent when the bill does not reach back that far),
    `resources` (how many were charged), `from`, `until` (dates, both included), `bill`. Currencies are never added.

    Example: read_bill_summary(days=30)
    -> {"service": "Amazon Elastic Compute Cloud", "cost": "1840.12", "before": "1712.4", "currency": "USD", ...}

    Raises: `BadRequest` for senseless limits, `Unavailable` when the bill is missing, cut off or not FOCUS.
    Source: https://focus.finops.org/focus-specification/v1-0/ (BilledCost, ServiceName)
    """
    if not 1 <= limit <= MAX_ROWS:
        raise BadRequest(f"limit must be 1 to {MAX_ROWS}, not {limit}.")
    with reader.charges() as charges:
        window, twice = charges.window(days), charges.window(min(2 * days, 400))
        found = charges.rows(
            "SELECT coalesce(ServiceName, 'unnamed') AS service, BillingCurrency AS currency, "
            "coalesce(sum(cost) FILTER (starts >= CAST($1 AS DATE)), 0) AS cost, "
            "coalesce(sum(cost) FILTER (starts < CAST($1 AS DATE)), 0) AS before, "
            "count(DISTINCT ResourceId) FILTER (starts >= CAST($1 AS DATE)) AS resources, "
            "(SELECT min(starts) FROM charges) <= CAST($3 AS DATE) AS reaches_back FROM charges "
            "WHERE starts >= CAST($3 AS DATE) AND starts < CAST($2 AS DATE) "
            "GROUP BY service, currency ORDER BY cost DESC, service, currency LIMIT $4",
            window.since or None,
            window.until or None,
            twice.since or None,
            limit + 1,
        )
    items = []
    for row in found[:limit]:
        reaches_back = row.pop("reaches_back")
        row["cost"], before = exact(row["cost"]), exact(row.pop("before"))
        span = {"from": window.since, "until": window.last_day, "bill": reader.label}
        items.append(row | ({"before": before} if reaches_back else {}) | span)
    return Page(items=tuple(items), cut=len(found) > limit, not_read=spoiled_lines(window, reader.label))
