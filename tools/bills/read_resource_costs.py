"""What each resource was charged, for the model and the playbooks; reads a FOCUS bill."""

from decimal import Decimal
from typing import Any

from tools.bills.client import READ, BillReader, Window
from tools.bills.tags import tagged, tags_of
from tools.spec import BadRequest, NotRead, Page, Reason, tool

MAX_ROWS = 5000
# The last part of an ARN or path: people and APIs say vol-0a1b, bills say both that and arn:aws:ec2:...:volume/vol-0a1b
_SHORT = r"regexp_extract(ResourceId, '[^/:]+$')"


@tool(
    backend="bills",
    operations=(READ,),
    examples=(
        "지난 30일 동안 가장 비싼 리소스는?",
        "vol-0a1b2c3d4e5f60718 한 달 비용이 얼마야?",
        "EC2에서 돈이 많이 나가는 인스턴스를 알려줘",
        "비용 많이 나온 리소스 순위",
        "제일 비싼 인스턴스가 뭐야?",
        "web-1 비용 얼마야?",
        "i-0a1b2c3d4e5f60718 얼마 나와?",
        "리소스별 비용",
        "비싼 자원 상위 10개",
        "인스턴스별 비용",
        "서울 리전에서 제일 비싼 리소스",
        "Which resources cost the most in the last 30 days?",
        "What does vol-0a1b2c3d4e5f60718 cost per month?",
        "Show the cost per instance in ap-northeast-2",
        "most expensive resources",
        "priciest resources in the last 14 days",
        "top 10 resources by cost",
        "how much does web-1 cost",
        "cost of i-0a1b2c3d4e5f60718",
        "cost per resource",
        "팀별 비용 보여줘",
        "which team spends the most",
        "cost by team",
        "which team spends the most on AWS?",
        "어느 팀이 돈을 제일 많이 써?",
        "which instance is the most expensive",
        "resource costs in us-east-1",
    ),
    timeout_s=60.0,
)
def read_resource_costs(
    reader: BillReader,
    *,
    days: int = 30,
    since: str | None = None,
    until: str | None = None,
    ids: list[str] | None = None,
    service: str | None = None,
    region: str | None = None,
    tags: list[str] | None = None,
    limit: int = 100,
) -> Page:
    """Cost per resource over the last `days` whole days of the bill, most expensive first.

    `since` and `until` (dates, both included) ask for other days instead; days that the bill does not hold are in
    `not_read`.

    One item per resource and currency: `name` (where the bill has it), `id` (its short id), `resource_id` (as on the
    bill), `currency`, `cost` (usage, as an exact decimal string), `other` (tax, credits, purchases, adjustments;
    negative for credits), `effective` (usage after commitments are spread, where the bill has it), `service`,
    `region`, `account`, `tags` (as they were last, where the bill has them), `days` (days with a charge), `from` and
    `until` (dates of the window, `until` included), `bill`. `ids` may be short ids or ARNs; an id without an item was
    not charged in the window. The window ends at the bill's last whole day, not today. `service` may be a part of its
    name on the bill, whatever the case: "relational database"; `region` is as on the bill; of `tags`, each
    KEY=VALUE, whatever the case, a resource must carry one.

    Example: read_resource_costs(ids=["vol-0a1b2c3d4e5f60718"])
    -> {"id": "vol-0a1b...", "cost": "18.24", "currency": "USD", "from": "2025-10-26", "until": "2025-11-24", ...}

    Raises: `BadRequest` for senseless limits or tags, `Unavailable` when the bill is missing, cut off or not FOCUS.
    Source: https://focus.finops.org/focus-specification/v1-0/ (BilledCost, ChargeCategory, ResourceId)
    """
    if not 1 <= limit <= MAX_ROWS:
        raise BadRequest(f"limit must be 1 to {MAX_ROWS}, not {limit}.")
    with reader.charges() as charges:
        window = charges.between(since, until, days=days)
        view = tagged(charges, tags)
        where, parameters = _narrowed(ids=ids, service=service, region=region)
        found = charges.rows(
            f"SELECT ResourceId AS resource_id, {_SHORT} AS id, BillingCurrency AS currency, "
            "coalesce(sum(cost) FILTER (ChargeCategory = 'Usage'), 0) AS cost, "
            "coalesce(sum(cost) FILTER (ChargeCategory IS DISTINCT FROM 'Usage'), 0) AS other, "
            "sum(effective) FILTER (ChargeCategory = 'Usage') AS effective, "
            "max(ResourceName) AS name, max(ServiceName) AS service, max(RegionId) AS region, max(SubAccountId) AS account, "
            "arg_max(Tags, starts) AS tags, "
            f"count(DISTINCT CAST(starts AS DATE)) AS days FROM {view} "
            f"WHERE starts >= CAST(? AS DATE) AND starts < CAST(? AS DATE) AND ResourceId IS NOT NULL{where} "
            "GROUP BY ResourceId, BillingCurrency ORDER BY cost DESC, ResourceId, currency LIMIT ?",
            window.since or None,
            window.until or None,
            *parameters,
            limit + 1,
        )
    span = {"from": window.since, "until": window.last_day, "bill": reader.label}
    items = tuple(_row(row) | span for row in found[:limit])
    return Page(items=items, cut=len(found) > limit, not_read=gaps(window, reader.label))


def _narrowed(*, ids: list[str] | None, service: str | None, region: str | None) -> tuple[str, list[Any]]:
    where = ""
    parameters: list[Any] = []
    if ids is not None:
        where += f" AND (list_contains(?, {_SHORT}) OR list_contains(?, ResourceId))"
        parameters += [ids, ids]
    if service:
        where += " AND contains(lower(ServiceName), lower(?))"
        parameters.append(service)
    if region:
        where += " AND RegionId = ?"
        parameters.append(region)
    return where, parameters


def _row(found: dict[str, Any]) -> dict[str, Any]:
    money = {name: exact(found[name]) for name in ("cost", "other", "effective") if found[name] is not None}
    tags = {"tags": told} if (told := tags_of(found["tags"])) else {"tags": None}
    return {key: value for key, value in (found | money | tags).items() if value is not None}


def exact(amount: Decimal) -> str:
    """All digits and no trailing zeros: 18.240000 is "18.24"."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def gaps(window: Window, label: str) -> tuple[NotRead, ...]:
    """The days asked for that the bill does not hold, and the lines that are in no sum."""
    found = []
    if window.missing:
        found.append(
            NotRead(
                what=window.missing,
                why=f"{label} does not hold these days",
                remedy="Export the bill of these days.",
                reason=Reason(code="days_not_in_bill", parts={"file": label}),
            )
        )
    if window.unreadable:
        found.append(
            NotRead(
                what=f"{window.unreadable} lines of {label}",
                why="their cost or time is not a number or time",
                remedy="Export the bill again; these lines are in no sum.",
                reason=Reason(code="lines_not_in_sums", parts={"file": label}),
            )
        )
    return tuple(found)
