"""The cloud account of a world as plain data: instances, volumes, addresses, snapshots, with ids and ages.

Called by `evals.worlds.build` (truth and bill) and by the child server (planting); both get the same ids
because everything follows from the seed and `now`.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evals.worlds import names
from evals.worlds.company import Company
from evals.worlds.truth import Truth

ARM_FAMILIES = ("t4g", "c7g", "m7g", "r7g")


@dataclass(frozen=True, kw_only=True)
class Instance:
    """An EC2 instance; `profile` says what its metrics look like (see `aws_metrics`)."""

    id: str
    region: str
    zone: str
    type: str
    image_id: str
    launched_at: datetime
    stopped_at: datetime | None
    profile: str
    quiet_since: datetime | None
    tags: Mapping[str, str]

    @property
    def architecture(self) -> str:
        return "arm64" if self.type.split(".")[0] in ARM_FAMILIES else "x86_64"


@dataclass(frozen=True, kw_only=True)
class Volume:
    id: str
    region: str
    zone: str
    type: str
    size_gib: int
    iops: int | None
    created_at: datetime
    instance_id: str | None
    device: str | None
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Address:
    id: str
    region: str
    public_ip: str
    allocated_at: datetime
    instance_id: str | None
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    id: str
    region: str
    volume_id: str
    volume_size_gib: int
    started_at: datetime
    description: str
    tags: Mapping[str, str]


@dataclass(kw_only=True)
class Account:
    """The account under construction; afterwards only read."""

    company: Company
    rng: random.Random
    instances: list[Instance] = field(default_factory=list)
    volumes: list[Volume] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.company.now

    @property
    def home(self) -> str:
        return self.company.regions[0]

    @property
    def away(self) -> str:
        return self.company.regions[1]

    def ago(self, *, days: float = 0, hours: float = 0) -> datetime:
        """A moment in the past, off the full hour."""
        jitter = timedelta(minutes=self.rng.randint(0, 50), seconds=self.rng.randint(0, 59))
        return self.now - timedelta(days=days, hours=hours) - jitter


STOPPED_NAMES = ("legacy-admin", "poc-bridge", "old-jenkins", "migration-tool", "qa-desktop")
LOOSE_NAMES = ("restore-test", "db-old", "elastic-data", "build-cache", "photo-import")
TEAMS = ("platform", "commerce", "search", "data", "growth")


def plan_account(company: Company, truth: Truth) -> Account:
    """The whole account; what is planted is added to the truth."""
    account = Account(company=company, rng=company.rng("aws"))
    _add_serving_instances(account)
    _plant_stopped_instances(account, truth)
    _plant_idle_instances(account, truth)
    _add_instance_decoys(account, truth)
    _plant_unattached_volumes(account, truth)
    _add_volume_decoys(account, truth)
    _plant_idle_addresses(account, truth)
    _add_associated_addresses(account, truth)
    _add_snapshots(account)
    return account


def add_instance(
    account: Account,
    name: str,
    type_: str,
    *,
    region: str | None = None,
    days: float,
    profile: str = "steady",
    stopped_days: float | None = None,
    quiet_days: float | None = None,
    root_gib: int | None = None,
    root_type: str = "gp3",
    tags: Mapping[str, str] | None = None,
) -> Instance:
    """Adds an instance with its root volume."""
    rng, where = account.rng, region or account.home
    launched_at = account.ago(days=days)
    own = {"Name": name, "team": rng.choice(TEAMS), "env": "prod"} | dict(tags or {})
    instance = Instance(
        id=names.aws_id(rng, "i"),
        region=where,
        zone=where + rng.choice("ac" if where != "us-west-2" else "ab"),
        type=type_,
        image_id="ami-0" + names.hex_id(rng, 16),
        launched_at=launched_at,
        stopped_at=account.ago(days=stopped_days) if stopped_days is not None else None,
        profile=profile,
        quiet_since=account.ago(days=quiet_days) if quiet_days is not None else None,
        tags=own,
    )
    account.instances.append(instance)
    add_attached_volume(account, instance, "/dev/xvda", root_type, root_gib or rng.choice((8, 10, 12, 16)))
    return instance


def add_attached_volume(
    account: Account, instance: Instance, device: str, type_: str, size_gib: int, iops: int | None = None
) -> Volume:
    role = "root" if device == "/dev/xvda" else "data"
    tags = dict(instance.tags) | {"Name": f"{instance.tags['Name']}-{role}"}
    volume = Volume(
        id=names.aws_id(account.rng, "vol"),
        region=instance.region,
        zone=instance.zone,
        type=type_,
        size_gib=size_gib,
        iops=iops,
        created_at=instance.launched_at + timedelta(seconds=1),
        instance_id=instance.id,
        device=device,
        tags=tags,
    )
    account.volumes.append(volume)
    return volume


def add_loose_volume(
    account: Account,
    name: str,
    type_: str,
    size_gib: int,
    created_at: datetime,
    *,
    region: str | None = None,
    tags: Mapping[str, str] | None = None,
) -> Volume:
    where = region or account.home
    volume = Volume(
        id=names.aws_id(account.rng, "vol"),
        region=where,
        zone=where + "a",
        type=type_,
        size_gib=size_gib,
        iops=None,
        created_at=created_at,
        instance_id=None,
        device=None,
        tags={"Name": name} | dict(tags or {}),
    )
    account.volumes.append(volume)
    return volume


def add_address(
    account: Account, name: str, days: float, instance: Instance | None, region: str | None = None
) -> Address:
    rng = account.rng
    tags = {"Name": name} | ({"team": instance.tags["team"]} if instance else {})
    address = Address(
        id=names.aws_id(rng, "eipalloc"),
        region=instance.region if instance else region or account.home,
        public_ip=f"{rng.choice((13, 43, 52, 54))}.{rng.randint(32, 250)}.{rng.randint(1, 250)}.{rng.randint(2, 250)}",
        allocated_at=account.ago(days=days),
        instance_id=instance.id if instance else None,
        tags=tags,
    )
    account.addresses.append(address)
    return address


def _add_serving_instances(account: Account) -> None:
    rng, slug = account.rng, account.company.slug
    for number in (1, 2):
        add_instance(account, f"{slug}-web-{number}", "t4g.small", days=rng.randint(100, 300), profile="steady")
        api = add_instance(account, f"{slug}-api-{number}", "t3.small", days=rng.randint(100, 300), profile="busy")
        add_attached_volume(account, api, "/dev/sdf", "gp3", rng.choice((20, 30)))
    worker = rng.choice(("t4g.small", "t3.small"))
    add_instance(account, f"{slug}-worker-1", worker, days=rng.randint(100, 300), profile="busy", root_type="gp2")
    database = add_instance(account, f"{slug}-db-1", "t4g.medium", days=rng.randint(200, 400), profile="steady")
    add_attached_volume(account, database, "/dev/sdf", "io1", rng.choice((30, 40, 50)), iops=100)
    add_attached_volume(account, database, "/dev/sdg", "gp2", rng.choice((40, 60)))
    for name in ("web", "api"):
        days = rng.randint(95, 200)
        add_instance(account, f"{slug}-{name}-2nd", "t3.micro", region=account.away, days=days, root_type="gp2")


def _plant_stopped_instances(account: Account, truth: Truth) -> None:
    """Stopped for more than 30 days; what still costs are the volumes (and an address, if one is left)."""
    rng, slug = account.rng, account.company.slug
    for name in rng.sample(STOPPED_NAMES, rng.randint(1, 3)):
        days = rng.randint(36, 80)
        region = rng.choice((account.home, account.home, account.away))
        instance = add_instance(
            account,
            f"{slug}-{name}",
            "t3.medium",
            region=region,
            days=days + rng.randint(60, 200),
            stopped_days=days,
            root_gib=rng.choice((20, 30)),
            root_type="gp2",
        )
        data = add_attached_volume(account, instance, "/dev/sdf", "gp2", rng.choice((40, 50, 60)))
        truth.aws_decoy(region, data.id, "unattached_volume", "attached to a stopped instance, a fault of its own")
        volumes = [v.id for v in account.volumes if v.instance_id == instance.id]
        cause = {"stopped_at": names.stamp(_sure(instance.stopped_at)), "days_stopped": days, "volumes": volumes}
        cause |= {"name": instance.tags["Name"], "type": instance.type, "paid_for": "volumes"}
        truth.aws_fault("stopped_instance", region, instance.id, cause=cause, cost_of=tuple(volumes))


def _sure(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment


def _plant_idle_instances(account: Account, truth: Truth) -> None:
    """Running with next to no CPU and network for more than 30 days; one may belong to an Auto Scaling group."""
    rng, slug = account.rng, account.company.slug
    plans = rng.sample(("campaign-2025", "staging-web", "bi-report", "feature-x-api", "load-test"), 2)
    for number, name in enumerate(plans):
        days = rng.randint(35, 85)
        type_ = ("t3.medium", "t3.small")[number]
        group = f"{slug}-{name}-asg" if number and rng.random() < 0.5 else None
        tags = {"aws:autoscaling:groupName": group} if group else {}
        age = days + rng.randint(40, 200)
        instance = add_instance(account, f"{slug}-{name}", type_, profile="idle", days=age, quiet_days=days, tags=tags)
        volumes = [v.id for v in account.volumes if v.instance_id == instance.id]
        cause = {"idle_since": names.stamp(_sure(instance.quiet_since)), "days_idle": days, "type": type_}
        cause |= {"name": instance.tags["Name"], "max_cpu_below_percent": 3, "volumes": volumes, "paid_for": "instance"}
        owner = f"autoscaling:{group}" if group else None
        truth.aws_fault(
            "idle_instance", instance.region, instance.id, cause=cause, cost_of=(instance.id,), managed_by=owner
        )


def _add_instance_decoys(account: Account, truth: Truth) -> None:
    rng, slug = account.rng, account.company.slug
    decoys = (
        (
            "batch",
            "t3.small",
            150.0,
            "batch",
            "idle_instance",
            "1 % CPU on average, but a weekly batch peaks above 80 %",
        ),
        ("proxy", "t3.micro", 220.0, "proxy", "idle_instance", "little CPU, but a proxy that carries much traffic"),
        ("edge-new", "t4g.small", 1.0, "quiet", "idle_instance", "launched yesterday: too young to be called idle"),
        ("vpn", "t3.micro", 130.0, "none", "idle_instance", "no metrics at all: unknown, which is not idle"),
    )
    for name, type_, days, profile, looks_like, because in decoys:
        region = account.away if profile == "proxy" and rng.random() < 0.5 else account.home
        instance = add_instance(account, f"{slug}-{name}", type_, region=region, days=days, profile=profile)
        truth.aws_decoy(region, instance.id, looks_like, because)
    stopped = add_instance(account, f"{slug}-patching", "t3.small", days=140, stopped_days=2.0)
    truth.aws_decoy(stopped.region, stopped.id, "stopped_instance", "stopped two days ago, for patching")


def _plant_unattached_volumes(account: Account, truth: Truth) -> None:
    rng, slug = account.rng, account.company.slug
    stack = f"{slug}-{rng.choice(('reporting', 'search-old', 'etl'))}-stack"
    plans: list[tuple[str, dict[str, str], str | None]] = [
        (f"{slug}-{name}", {"team": rng.choice(TEAMS)}, None) for name in rng.sample(LOOSE_NAMES, rng.randint(2, 4))
    ]
    plans.append((f"{slug}-stack-data", {"aws:cloudformation:stack-name": stack}, f"cloudformation:{stack}"))
    for number, (name, tags, owner) in enumerate(plans):
        days, type_ = rng.randint(38, 200), rng.choice(("gp2", "gp2", "gp3"))
        region = account.away if number == 0 else account.home
        volume = add_loose_volume(
            account, name, type_, rng.choice((40, 50, 60, 80)), account.ago(days=days), region=region, tags=tags
        )
        cause = {"name": name, "type": type_, "size_gib": volume.size_gib, "created_at": names.stamp(volume.created_at)}
        truth.aws_fault("unattached_volume", region, volume.id, cause=cause, cost_of=(volume.id,), managed_by=owner)


def _add_volume_decoys(account: Account, truth: Truth) -> None:
    rng, slug = account.rng, account.company.slug
    fresh = add_loose_volume(account, f"{slug}-new-data", "gp3", 50, account.ago(hours=1.5))
    truth.aws_decoy(fresh.region, fresh.id, "unattached_volume", "created about two hours ago, for use soon")
    tags = rng.choice(({"legal-hold": "true"}, {"do-not-delete": "audit 2027"}, {"retention": "legal-hold"}))
    kept = add_loose_volume(
        account, f"{slug}-audit-archive", "gp2", rng.choice((30, 40)), account.ago(days=180), tags=tags
    )
    key, value = next(iter(tags.items()))
    truth.aws_decoy(kept.region, kept.id, "unattached_volume", f"kept on purpose: tag {key}={value}")


def _plant_idle_addresses(account: Account, truth: Truth) -> None:
    rng, slug = account.rng, account.company.slug
    for number in range(rng.randint(2, 4)):
        region = account.away if number == 1 else account.home
        name = rng.choice((f"{slug}-old-nat", f"{slug}-partner-allowlist", f"{slug}-demo", f"{slug}-spare"))
        address = add_address(account, f"{name}-{number + 1}", rng.randint(45, 300), None, region)
        cause = {"public_ip": address.public_ip, "name": address.tags["Name"]}
        truth.aws_fault("idle_address", region, address.id, cause=cause, cost_of=(address.id,))


def _add_associated_addresses(account: Account, truth: Truth) -> None:
    serving = [i for i in account.instances if i.profile in ("steady", "proxy") and i.stopped_at is None]
    for instance in serving[:4]:
        address = add_address(account, f"{instance.tags['Name']}-ip", 95, instance)
        truth.aws_decoy(address.region, address.id, "idle_address", "associated with a running instance")


def _add_snapshots(account: Account) -> None:
    rng = account.rng
    source = [v for v in account.volumes if v.instance_id]
    for volume in rng.sample(source, 8):
        oldest = min(85, (account.now - volume.created_at).days - 1)
        started_at = account.ago(days=rng.randint(0, max(0, oldest)))
        if started_at < volume.created_at:
            continue
        snapshot = Snapshot(
            id=names.aws_id(rng, "snap"),
            region=volume.region,
            volume_id=volume.id,
            volume_size_gib=volume.size_gib,
            started_at=started_at,
            description=f"backup of {volume.tags['Name']}",
            tags={"Name": f"{volume.tags['Name']}-{started_at:%Y%m%d}", "team": volume.tags["team"]},
        )
        account.snapshots.append(snapshot)
