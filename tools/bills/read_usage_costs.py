"""What was charged for: instance hours, storage, data transfer, for the model and the playbooks; reads a FOCUS bill."""

from tools.bills.client import READ, BillReader
from tools.bills.read_resource_costs import MAX_ROWS, exact, gaps
from tools.bills.tags import tagged
from tools.spec import BadRequest, Page, tool

# By the words of the charge on the bill, the first that fits: prices and descriptions of AWS, GCP and Azure say these.
_KINDS = (
    ("data transfer", r"data.?transfer|bandwidth|egress|inter.?(zone|region)|\bin/out\b|data.?processed|-bytes\b"),
    ("public addresses", r"elastic ip|public ipv4|idle address|in-use address|ip address"),
    ("NAT gateways", r"nat ?gateway"),
    ("load balancers", r"load.?balanc|lcu"),
    ("snapshots and backups", r"snapshot|backup"),
    ("storage", r"gb-?mo|gib-?mo|storage|iops|volume|disk"),
    ("requests", r"request|invocation|api call|queries"),
    ("compute hours", r"per .{0,60}instance.?hour|instance|vcpu|hour|compute|boxusage|lambda.?gb"),
)
_KIND = " ".join(f"WHEN regexp_matches(said, '{pattern}') THEN '{kind}'" for kind, pattern in _KINDS)


@tool(
    backend="bills",
    operations=(READ,),
    examples=(
        "데이터 전송 비용이 얼마야?",
        "트래픽 요금 얼마 나왔어?",
        "트래픽 비용이 왜 많이 나와?",
        "why is data transfer so expensive",
        "전송량 때문에 나가는 돈",
        "사용 유형별 비용",
        "요금 항목별로 보여줘",
        "스토리지 요금은 얼마나 돼?",
        "공인 IP 요금",
        "How much do we pay for data transfer?",
        "what does egress cost us",
        "bandwidth costs",
        "cost by usage type",
        "what exactly are we charged for",
        "line items of the bill",
        "what does storage cost us",
        "크레딧 받은 거 있어?",
        "did we get any credits on the bill",
    ),
    timeout_s=60.0,
)
def read_usage_costs(
    reader: BillReader,
    *,
    days: int = 30,
    since: str | None = None,
    until: str | None = None,
    service: str | None = None,
    region: str | None = None,
    tags: list[str] | None = None,
    limit: int = 100,
) -> Page:
    """Cost of each thing that is charged for over the last `days` whole days of the bill, most expensive first.

    `since` and `until` (dates, both included) ask for other days instead; days that the bill does not hold are in
    `not_read`. One item per charge, service, region and currency: `usage` (the words of the bill), `charged_for` (data
    transfer, storage, snapshots and backups, compute hours, requests, public addresses, NAT gateways, load balancers,
    tax, credit, other: read from these words), `service`, `region` (where the bill has it), `currency`, `cost` (as an
    exact decimal string; credits are negative), `quantity` and `unit` (where the bill has them), `from` and `until`
    (dates of the window, `until` included), `bill`. Prices in the words are the bill's own. `service` may be a part of
    its name on the bill, whatever the case; `region` is as on the bill. With `tags`, each KEY=VALUE,
    only what is charged to resources that carry any of them, whatever the case.

    Example: read_usage_costs(days=30)
    -> {"usage": "$0.126 per GB - data transfer out", "charged_for": "data transfer", "cost": "61.22", "quantity": "485.9",
        "unit": "GB", "currency": "USD", ...}

    Raises: `BadRequest` for senseless limits or tags, `Unavailable` when the bill is missing, cut off or not FOCUS.
    Source: https://focus.finops.org/focus-specification/v1-0/ (ChargeDescription, ConsumedQuantity, ConsumedUnit)
    """
    if not 1 <= limit <= MAX_ROWS:
        raise BadRequest(f"limit must be 1 to {MAX_ROWS}, not {limit}.")
    with reader.charges() as charges:
        window = charges.between(since, until, days=days)
        view = tagged(charges, tags)
        found = charges.rows(
            "WITH told AS (SELECT *, coalesce(ChargeDescription, SkuId, ChargeCategory) AS usage, "
            "lower(concat_ws(' ', ChargeDescription, SkuId, ConsumedUnit)) AS said "
            f"FROM {view} "
            "WHERE starts >= CAST($1 AS DATE) AND starts < CAST($2 AS DATE) "
            "AND ($3 IS NULL OR contains(lower(ServiceName), lower($3))) AND ($4 IS NULL OR RegionId = $4)) "
            "SELECT usage, CASE WHEN ChargeCategory IN ('Tax', 'Credit', 'Purchase') THEN lower(ChargeCategory) "
            f"{_KIND} ELSE 'other' END AS charged_for,"
            " coalesce(ServiceName, 'unnamed') AS service, RegionId AS region, BillingCurrency AS currency, "
            "coalesce(sum(cost), 0) AS cost, sum(consumed) AS quantity, max(ConsumedUnit) AS unit FROM told "
            "GROUP BY usage, charged_for, service, region, currency ORDER BY cost DESC, usage, service, region LIMIT $5",
            window.since or None,
            window.until or None,
            service,
            region,
            limit + 1,
        )
    span = {"from": window.since, "until": window.last_day, "bill": reader.label}
    items = []
    for row in found[:limit]:
        numbers = {name: exact(row[name]) for name in ("cost", "quantity") if row[name] is not None}
        items.append({key: value for key, value in (row | numbers).items() if value is not None} | span)
    return Page(items=tuple(items), cut=len(found) > limit, not_read=gaps(window, reader.label))
