"""What a month, quarter or year will have cost at its end, for the model and the playbooks; reads a FOCUS bill."""

import math
import statistics
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from tools.bills.client import READ, BillReader, Charges, Window, last_day, months_later
from tools.bills.read_resource_costs import exact, gaps
from tools.bills.tags import tagged
from tools.spec import BadRequest, Page, tool

_DAYS = 14  # two whole weeks: no weekday counts more than another, and a change of level is soon followed
_WITHIN = 2.0  # standard deviations, 95 of 100 times
_CENT = Decimal("0.01")
_MOST_MONTHS = 36


@tool(
    backend="bills",
    operations=(READ,),
    examples=(
        "이번 달 요금 얼마나 나올 것 같아?",
        "월말까지 비용이 얼마나 될까?",
        "이번 달 예상 요금",
        "다음 달 비용 예측해줘",
        "이대로 가면 이번 달 얼마야?",
        "이 추세면 월말에 얼마 나와?",
        "비용 전망",
        "이번 달에 500달러 넘을까?",
        "forecast this month's bill",
        "what will our bill be at the end of the month",
        "how much will we spend this month",
        "project next month's spend",
        "are we going to exceed $500 this month",
        "expected cost of next month",
        "at this rate, what does the month cost",
        "are we on track to spend less than last month",
        "cost forecast",
        "projected AWS spend",
        "다음 분기 AWS 비용 예측",
        "내년 클라우드 비용 얼마나 나올까?",
        "forecast our cloud spend for next year",
        "what will we spend in the next 3 months",
    ),
    timeout_s=60.0,
)
def read_cost_forecast(
    reader: BillReader,
    *,
    period: Literal["month", "quarter", "year"] = "month",
    which: Literal["this", "next"] = "this",
    months: int | None = None,
    service: str | None = None,
    region: str | None = None,
    tags: list[str] | None = None,
) -> Page:
    """What a calendar month, quarter or year will have cost at its end if days go on as the last 14.

    `this` is the one of the bill's last whole day, as far back as the bill reaches; with `months` it is so many months
    after this one instead. One item per currency: `begins` and `ends` (dates, both included), `currency`, `cost` (charged
    in it so far, as an exact decimal string), `days` (how many of its days the bill holds), `left_days`, `cost_per_day`
    (the mean from `mean_from` until `mean_until`, both included: at most the last 14 whole days; of charges for a day or
    less), `fees_cost` (charges for longer than a day, such as monthly support: those of the month before are expected
    again), `expected_cost` (`cost` + `left_days` x `cost_per_day` + `fees_cost`), `low_cost` and `high_cost` (95 of 100
    times within, if days vary as those did, each for itself), `before` (the period before, as long; absent where the bill
    does not hold it), `bill`. Nothing is known of what will be bought, removed or changed in price. `service` may be a
    part of its name on the bill, whatever the case; `region` is as on the bill, and with it nothing counts that has no
    region, such as tax. With `tags`, each KEY=VALUE, only what is charged to resources that carry any of them.

    Example: read_cost_forecast()
    -> {"begins": "2025-11-01", "cost": "402.1", "days": 24, "left_days": 6, "cost_per_day": "16.61",
        "expected_cost": "501.76", "low_cost": "496.2", "high_cost": "507.32", "currency": "USD", ...}

    Raises: `BadRequest` for senseless `months`, `Unavailable` when the bill is missing, cut off or not FOCUS.
    Source: https://focus.finops.org/focus-specification/v1-0/ (BilledCost, ChargePeriodStart, ChargePeriodEnd)
    """
    if months is not None and not 1 <= months <= _MOST_MONTHS:
        raise BadRequest(f"months must be 1 to {_MOST_MONTHS}, not {months}.")
    with reader.charges() as charges:
        window = charges.window(_DAYS)
        items: list[dict[str, Any]] = []
        if window.until:
            span = _span(date.fromisoformat(window.last_day), period, which, months)
            if span.begins < (first := date.fromisoformat(charges.first_day())):
                window = replace(window, missing=f"{span.begins} ~ {first - timedelta(days=1)}")
                span = replace(span, begins=first)
            items = _forecasts(charges, window, span, _Only(tagged(charges, tags), service, region))
    return Page(items=tuple(row | {"bill": reader.label} for row in items), not_read=gaps(window, reader.label))


class _Only(NamedTuple):
    """Which charges count: of a view, a service, a region."""

    view: str
    service: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class _Span:
    """From `begins`, the first of a month or of the bill, until the first of a month `ends`, which is excluded.

    `last` is the last whole day of the bill.
    """

    begins: date
    ends: date
    last: date

    @property
    def days(self) -> int:
        """How many of its days the bill can hold."""
        return max(0, (min(self.ends, self.last + timedelta(days=1)) - self.begins).days)

    @property
    def left(self) -> int:
        return (self.ends - self.begins).days - self.days

    @property
    def before(self) -> date:
        """The first day of as many months before it."""
        return months_later(self.begins.replace(day=1), -_months(self.begins, self.ends))

    @property
    def months_to_come(self) -> int:
        """How many of its months have not begun."""
        next_month = months_later(self.last.replace(day=1), 1)
        return max(0, _months(max(self.begins, next_month), self.ends))


def _span(last: date, period: str, which: str, months: int | None) -> _Span:
    this = last.replace(day=1)
    if months is not None:
        begins = months_later(this, 1)
        return _Span(begins, months_later(begins, months), last)
    length = {"month": 1, "quarter": 3, "year": 12}[period]
    begins = this.replace(month=(this.month - 1) // length * length + 1)
    begins = months_later(begins, length) if which == "next" else begins
    return _Span(begins, months_later(begins, length), last)


def _months(begins: date, ends: date) -> int:
    return (ends.year - begins.year) * 12 + ends.month - begins.month


def _forecasts(charges: Charges, window: Window, span: _Span, only: _Only) -> list[dict[str, Any]]:
    since = max(date.fromisoformat(window.since), date.fromisoformat(charges.first_day()))
    daily = _daily(charges, since.isoformat(), window.until, only)
    last_month = months_later(span.last.replace(day=1), -1)
    fees_left = min(last_month + timedelta(days=span.last.day), span.last.replace(day=1))
    held = charges.first_day() <= span.before.isoformat() and span.begins.isoformat() <= window.until
    found = []
    for sums in charges.rows(
        "SELECT BillingCurrency AS currency, "
        "coalesce(sum(cost) FILTER (starts >= CAST($1 AS DATE) AND starts < CAST($2 AS DATE)), 0) AS cost, "
        "coalesce(sum(cost) FILTER (starts >= CAST($3 AS DATE) AND starts < CAST($1 AS DATE)), 0) AS before, "
        "coalesce(sum(cost) FILTER (long AND starts >= CAST($4 AS DATE)), 0) AS each_month, "
        "coalesce(sum(cost) FILTER (long AND starts >= CAST($5 AS DATE)), 0) AS this_month "
        f"FROM (SELECT *, ends - starts > INTERVAL 1 DAY AND starts < CAST($6 AS DATE) AS long FROM {only.view}) "
        "WHERE ($7 IS NULL OR contains(lower(ServiceName), lower($7))) AND ($8 IS NULL OR RegionId = $8) "
        "GROUP BY currency ORDER BY currency",
        span.begins.isoformat(),
        min(span.ends, date.fromisoformat(window.until)).isoformat(),
        span.before.isoformat(),
        last_month.isoformat(),
        fees_left.isoformat(),
        span.last.replace(day=1).isoformat(),
        only.service,
        only.region,
    ):
        going_on = span.begins <= span.last < span.ends
        fees = sums["each_month"] * span.months_to_come + (sums["this_month"] if going_on else 0)
        before = {"before": exact(sums["before"])} if held else {}
        row = _row(sums["currency"], sums["cost"], fees, daily[sums["currency"]], span)
        found.append(row | before | {"mean_from": since.isoformat(), "mean_until": window.last_day})
    return found


def _daily(charges: Charges, since: str, until: str, only: _Only) -> dict[str, list[Decimal]]:
    """By currency the sum of each day, of charges for a day or less; days without any are 0."""
    found: dict[str, list[Decimal]] = {}
    for row in charges.rows(
        "WITH days AS (SELECT CAST(unnest(generate_series(CAST($1 AS DATE), CAST($2 AS DATE) - 1, INTERVAL 1 DAY)) AS DATE) "
        "AS day), currencies AS (SELECT DISTINCT BillingCurrency AS currency FROM charges) "
        f"SELECT d.day, c.currency, coalesce(sum(s.cost), 0) AS cost FROM days d CROSS JOIN currencies c LEFT JOIN {only.view} s "
        "ON CAST(s.starts AS DATE) = d.day AND s.BillingCurrency IS NOT DISTINCT FROM c.currency "
        "AND s.ends - s.starts <= INTERVAL 1 DAY AND ($3 IS NULL OR contains(lower(s.ServiceName), lower($3))) "
        "AND ($4 IS NULL OR s.RegionId = $4) GROUP BY d.day, c.currency ORDER BY d.day",
        since,
        until,
        only.service,
        only.region,
    ):
        found.setdefault(row["currency"], []).append(row["cost"])
    return found


def _row(currency: str, cost: Decimal, fees: Decimal, daily: list[Decimal], span: _Span) -> dict[str, Any]:
    mean = sum(daily, Decimal(0)) / len(daily)
    spread = statistics.stdev(map(float, daily)) if len(daily) > 1 else 0.0
    within = Decimal(str(_WITHIN * spread * math.sqrt(span.left)))
    expected = cost + mean * span.left + fees
    money = {
        "cost_per_day": mean,
        "expected_cost": expected,
        "low_cost": expected - within,
        "high_cost": expected + within,
    }
    return {
        "begins": span.begins.isoformat(),
        "ends": last_day(span.ends.isoformat()),
        "currency": currency,
        "cost": exact(cost),
        "days": span.days,
        "left_days": span.left,
        "fees_cost": exact(fees),
        **{name: exact(amount.quantize(_CENT)) for name, amount in money.items()},
    }
