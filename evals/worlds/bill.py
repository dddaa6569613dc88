"""The bill of a world: one line per charge and day over 90 days, about 500 USD in the last 30 days.

Called by `evals.worlds.build`; `focus` writes it. The prices are the world's own and are written in the bill itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from evals.worlds import names
from evals.worlds.aws_inventory import Account, Instance, Volume

DAYS = 90
CENTS = Decimal("0.01")
PRECISION = Decimal("0.0000000001")
REGION_NAMES = {
    "ap-northeast-2": "Asia Pacific (Seoul)",
    "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-southeast-1": "Asia Pacific (Singapore)",
    "us-east-1": "US East (N. Virginia)",
    "us-west-2": "US West (Oregon)",
    "eu-central-1": "EU (Frankfurt)",
}
HOURLY_USD = {
    "t3.micro": "0.0130",
    "t3.small": "0.0260",
    "t3.medium": "0.0520",
    "t4g.small": "0.0208",
    "t4g.medium": "0.0416",
}
GB_MONTH_USD = {"gp2": "0.1140", "gp3": "0.0912", "io1": "0.1278"}
AWAY_SHARE = Decimal("0.8")
EC2 = "Amazon Elastic Compute Cloud"
VPC = "Amazon Virtual Private Cloud"
TAX_RATE = Decimal("0.10")


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What is charged for, at which unit price; the quantity of a day is given per row."""

    service: str
    category: str
    description: str
    unit: str
    price: Decimal
    region: str | None
    zone: str | None = None
    resource_id: str | None = None
    resource_arn: str | None = None
    resource_name: str | None = None
    resource_type: str | None = None
    tags: Mapping[str, str] | None = None
    charge_category: str = "Usage"
    frequency: str = "Usage-Based"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the bill before it is formatted."""

    charge: Charge
    day: datetime
    quantity: Decimal

    @property
    def cost(self) -> Decimal:
        return (self.quantity * self.charge.price).quantize(PRECISION, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """All rows, and where the last 30 full days begin and end."""

    lines: tuple[Line, ...]
    start: datetime
    recent: datetime
    end: datetime

    def recent_lines(self) -> Iterator[Line]:
        return (line for line in self.lines if line.day >= self.recent)

    def recent_usd_by_resource(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for line in self.recent_lines():
            if line.charge.resource_id:
                found[line.charge.resource_id] = found.get(line.charge.resource_id, Decimal(0)) + line.cost
        return found

    def recent_usd_by_service(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for line in self.recent_lines():
            found[line.charge.service] = found.get(line.charge.service, Decimal(0)) + line.cost
        return found


def draw_bill(account: Account) -> Bill:
    """The bill of the planned account; account-wide charges fill it up to the month's total that the seed sets."""
    end = account.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    start, recent = end - timedelta(days=DAYS), end - timedelta(days=30)
    days = [start + timedelta(days=n) for n in range(DAYS)]
    lines = list(_resource_lines(account, days))
    rng = account.company.rng("bill")
    target = Decimal(rng.randint(49300, 50700)) / 100
    lines += _account_lines(account, days)
    spent = sum((line.cost for line in lines if line.day >= recent), Decimal(0))
    lines += _transfer_lines(account, days, target / (1 + TAX_RATE) - spent)
    lines += _tax_lines(lines, days)
    credit_day = end - timedelta(days=47)
    credit = Charge(
        service=EC2,
        category="Compute",
        description="AWS promotional credit",
        unit="Credits",
        price=Decimal("-5"),
        region=None,
        charge_category="Credit",
        frequency="One-Time",
    )
    lines.append(Line(charge=credit, day=credit_day, quantity=Decimal(1)))
    lines.sort(key=lambda line: line.day)
    return Bill(lines=tuple(lines), start=start, recent=recent, end=end)


def price(account: Account, home_usd: str, region: str) -> Decimal:
    home = Decimal(home_usd)
    return home if region == account.home else (home * AWAY_SHARE).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def hours_on(day: datetime, since: datetime, until: datetime | None = None) -> Decimal:
    """Hours of a day within `[since, until)`."""
    begin, finish = max(day, since), min(day + timedelta(days=1), until or day + timedelta(days=1))
    seconds = max(0, int((finish - begin).total_seconds()))
    return (Decimal(seconds) / 3600).quantize(Decimal("0.000001"))


def month_hours(day: datetime) -> int:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (following - day.replace(day=1)).days * 24


def _resource_lines(account: Account, days: Iterable[datetime]) -> Iterator[Line]:
    instances = [(_instance_charge(account, i), i) for i in account.instances]
    volumes = [(charge, v) for v in account.volumes for charge in _volume_charges(account, v)]
    for day in days:
        for charge, instance in instances:
            if hours := hours_on(day, instance.launched_at, instance.stopped_at):
                yield Line(charge=charge, day=day, quantity=hours)
        for charge, volume in volumes:
            amount = Decimal(volume.size_gib if "GB" in charge.unit else volume.iops or 0)
            if hours := hours_on(day, volume.created_at):
                yield Line(charge=charge, day=day, quantity=_month_share(amount, hours, day))
        yield from _address_lines(account, day)
        yield from _snapshot_lines(account, day)


def _month_share(amount: Decimal, hours: Decimal, day: datetime) -> Decimal:
    return (amount * hours / month_hours(day)).quantize(PRECISION, ROUND_HALF_UP)


def _instance_charge(account: Account, instance: Instance) -> Charge:
    hourly = price(account, HOURLY_USD[instance.type], instance.region)
    return Charge(
        service=EC2,
        category="Compute",
        unit="Hours",
        price=hourly,
        region=instance.region,
        zone=instance.zone,
        description=f"${hourly} per On Demand Linux {instance.type} Instance Hour",
        resource_id=instance.id,
        resource_name=instance.tags["Name"],
        resource_type="instance",
        tags=instance.tags,
    )


def _volume_charges(account: Account, volume: Volume) -> list[Charge]:
    media = {"gp2": "General Purpose SSD (gp2)", "gp3": "General Purpose (gp3)", "io1": "Provisioned IOPS SSD (io1)"}
    where = REGION_NAMES[volume.region]

    def charge(usd: str, unit: str, what: str) -> Charge:
        cost = price(account, usd, volume.region)
        return Charge(
            service=EC2,
            category="Storage",
            unit=unit,
            price=cost,
            region=volume.region,
            zone=volume.zone,
            description=f"${cost} per {unit.removesuffix('s')} of {what} - {where}",
            resource_id=volume.id,
            resource_name=volume.tags["Name"],
            resource_type="volume",
            tags=volume.tags,
        )

    found = [charge(GB_MONTH_USD[volume.type], "GB-Months", f"{media[volume.type]} provisioned storage")]
    if volume.type == "io1":
        found.append(charge("0.0666", "IOPS-Months", "Provisioned IOPS SSD (io1) provisioned"))
    return found


def _address_lines(account: Account, day: datetime) -> Iterator[Line]:
    for address in account.addresses:
        word = "In-use" if address.instance_id else "Idle"
        charge = Charge(
            service=VPC,
            category="Networking",
            unit="Hours",
            price=Decimal("0.005"),
            region=address.region,
            description=f"$0.005 per {word} public IPv4 address per hour",
            resource_id=address.id,
            resource_arn=f"arn:aws:ec2:{address.region}:{account.company.account_id}:elastic-ip/{address.id}",
            resource_name=address.tags["Name"],
            resource_type="elastic-ip",
            tags=address.tags,
        )
        if hours := hours_on(day, address.allocated_at):
            yield Line(charge=charge, day=day, quantity=hours)


def _snapshot_lines(account: Account, day: datetime) -> Iterator[Line]:
    for snapshot in account.snapshots:
        cost = price(account, "0.0500", snapshot.region)
        charge = Charge(
            service=EC2,
            category="Storage",
            unit="GB-Months",
            price=cost,
            region=snapshot.region,
            description=f"${cost} per GB-Month of snapshot data stored - {REGION_NAMES[snapshot.region]}",
            resource_id=snapshot.id,
            resource_arn=f"arn:aws:ec2:{snapshot.region}:{account.company.account_id}:snapshot/{snapshot.id}",
            resource_name=snapshot.tags["Name"],
            resource_type="snapshot",
            tags=snapshot.tags,
        )
        stored = (Decimal(snapshot.volume_size_gib) * Decimal("0.4")).quantize(Decimal("0.1"))
        if hours := hours_on(day, snapshot.started_at):
            yield Line(charge=charge, day=day, quantity=_month_share(stored, hours, day))


def _account_lines(account: Account, days: Iterable[datetime]) -> Iterator[Line]:
    """Charges that belong to no planted resource."""
    rng = account.company.rng("bill/account")
    home, s3 = account.home, "Amazon Simple Storage Service"
    bucket = f"{account.company.slug}-assets-{names.hex_id(rng, 6)}"
    storage = Charge(
        service=s3,
        category="Storage",
        unit="GB-Months",
        price=Decimal("0.025"),
        region=home,
        resource_id=bucket,
        description=f"$0.025 per GB - first 50 TB / month of storage used - {REGION_NAMES[home]}",
        resource_type="bucket",
        tags={"team": "platform"},
    )
    watch = Charge(
        service="AmazonCloudWatch",
        category="Management and Governance",
        unit="Metrics",
        price=Decimal("0.30"),
        region=home,
        description="$0.30 per metric-month for the first 10,000 metrics",
    )
    support = Charge(
        service="AWS Support (Developer)",
        category="Other",
        unit="Months",
        price=Decimal("29"),
        region=None,
        description="AWS Support (Developer) - monthly charge",
        frequency="Recurring",
        charge_category="Purchase",
    )
    stored, metrics = Decimal(rng.randint(240, 420)), Decimal(rng.randint(15, 24))
    for number, day in enumerate(days):
        full = Decimal(24)
        grown = (stored * (1 + Decimal(number) / 1200)).quantize(Decimal("0.01"))
        yield Line(charge=storage, day=day, quantity=_month_share(grown, full, day))
        yield Line(charge=watch, day=day, quantity=_month_share(metrics, full, day))
        yield Line(charge=support, day=day, quantity=_month_share(Decimal(1), full, day))


def _transfer_lines(account: Account, days: list[datetime], recent_usd: Decimal) -> Iterator[Line]:
    """Data transfer out, shaped by the week, scaled so that the last 30 days cost `recent_usd`."""
    rng = account.company.rng("bill/transfer")
    unit = Decimal("0.126")
    charge = Charge(
        service=EC2,
        category="Networking",
        unit="GB",
        price=unit,
        region=account.home,
        description=f"${unit} per GB - first 10 TB / month data transfer out beyond the global free tier",
    )
    weights = [rng.uniform(0.85, 1.15) * (1.2 if day.weekday() >= 5 else 1.0) for day in days]
    whole = sum(weights[-30:])
    for day, weight in zip(days, weights, strict=True):
        quantity = (recent_usd / unit * Decimal(repr(weight / whole))).quantize(PRECISION, ROUND_HALF_UP)
        yield Line(charge=charge, day=day, quantity=quantity)


def _tax_lines(lines: Iterable[Line], days: Iterable[datetime]) -> list[Line]:
    by_day: dict[datetime, Decimal] = {}
    for line in lines:
        by_day[line.day] = by_day.get(line.day, Decimal(0)) + line.cost
    tax = Charge(
        service="Tax",
        category="Other",
        description="VAT 10 %",
        unit="USD",
        price=TAX_RATE,
        region=None,
        charge_category="Tax",
    )
    return [Line(charge=tax, day=day, quantity=by_day[day]) for day in days]
