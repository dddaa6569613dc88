"""Instances stopped for long, whose volumes and addresses are still paid for."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.aws.facts import AwsFacts, Seen, days_between
from assistant.checks.aws.parts import Waste, day, finding
from assistant.checks.aws.tags import Tag, hold_of
from assistant.checks.spec import check
from assistant.findings import Finding, Statement
from assistant.language import Text, with_particle

LONG = timedelta(days=14)
ID = "aws.stopped_instance"
RUNBOOK = "runbooks/idle-instances#check"


@check(
    id=ID,
    title=Text(ko="오래 멈춰 있는 인스턴스", en="Instances stopped for long"),
    runbook=RUNBOOK,
)
def stopped_instances(facts: AwsFacts, now: datetime) -> Iterator[Finding]:
    """Stopped instances that still own volumes or addresses: advice before 14 days; without a stop time none."""
    for instance in facts.instances:
        stopped_at = instance.moment("stopped_at")
        if instance.row.get("state") != "stopped" or stopped_at is None:
            continue
        volumes, addresses = volumes_of(facts, instance), addresses_of(facts, instance)
        attached = tuple(instance.row.get("volumes") or ())  # also those whose own row could not be read
        if not attached and not volumes and not addresses:
            continue
        days = days_between(stopped_at, now)
        kept = {v.id: hold for v in volumes if (hold := hold_of(v.tags, created_at=v.moment("created_at"), now=now))}
        paid_for = (instance.id, *attached, *(v.id for v in volumes), *(a.id for a in addresses))
        yield finding(
            facts,
            Waste(
                check=ID,
                runbook=RUNBOOK,
                variant="stopped_instance",
                kind="Instance",
                seen=instance,
                title=Text(
                    ko=f"인스턴스 {with_particle(instance.label, '이')} {days}일째 멈춰 있습니다",
                    en=f"Instance {instance.label} has been stopped for {days} days",
                ),
                statements=(
                    Statement(
                        role="time",
                        text=Text(ko=f"{day(stopped_at)}에 멈췄습니다", en=f"Stopped on {day(stopped_at)}"),
                        cites=instance.cites("state", "state_reason", "stopped_at"),
                    ),
                    _still_paid(instance, volumes, addresses, attached),
                    *(_kept(v, kept[v.id]) for v in volumes if v.id in kept),
                ),
                paid_for=tuple(i for i in paid_for if i not in kept),
                kept=None if now - stopped_at > LONG else _too_new(facts, instance, paid_for, days),
                hold=hold_of(instance.tags, created_at=instance.moment("launched_at"), now=now),
                related=(*volumes, *addresses),
            ),
        )


def _too_new(facts: AwsFacts, instance: Seen, paid_for: tuple[str, ...], days: int) -> Statement:
    """With what its disks and addresses cost: it is stopped, so that it is they that are charged."""
    price = facts.price_of(tuple(i for i in paid_for if i != instance.id))
    ko = f"멈춘 지 {days}일이라 아직 낭비로 보지 않습니다 ({LONG.days}일부터 봅니다)"
    en = f"Stopped only {days} day{'' if days == 1 else 's'} ago: not counted as waste before {LONG.days} days"
    if price.amount is not None:
        ko, en = (
            f"{ko}. 볼륨과 IP의 최근 30일 청구액 {price.amount}",
            f"{en}. Its volumes and addresses were charged {price.amount} in the last 30 days",
        )
    return Statement(role="caution", text=Text(ko=ko, en=en), cites=(*instance.cites("stopped_at"), *price.cites))


def volumes_of(facts: AwsFacts, instance: Seen) -> tuple[Seen, ...]:
    return tuple(
        v for v in facts.volumes if any(a.get("instance_id") == instance.id for a in v.row.get("attachments") or ())
    )


def addresses_of(facts: AwsFacts, instance: Seen) -> tuple[Seen, ...]:
    return tuple(a for a in facts.addresses if a.row.get("instance_id") == instance.id)


def _still_paid(
    instance: Seen, volumes: tuple[Seen, ...], addresses: tuple[Seen, ...], attached: tuple[str, ...]
) -> Statement:
    gib = sum(int(v.row.get("size_gib") or 0) for v in volumes)
    count = max(len(attached), len(volumes))
    ko, en = f"볼륨 {count}개", f"{count} volume{'s' if count != 1 else ''}"
    if volumes:
        ko, en = f"{ko}({gib} GiB)", f"{en} ({gib} GiB)"
    if addresses:
        ko = f"{ko}와 탄력적 IP {len(addresses)}개" if not volumes else f"{ko}, 탄력적 IP {len(addresses)}개"
        en += f" and {len(addresses)} Elastic IP{'s' if len(addresses) != 1 else ''}"
    return Statement(
        role="cause",
        text=Text(ko=f"멈춰 있어도 {ko}의 요금은 계속 나갑니다", en=f"Still paid for while stopped: {en}"),
        cites=(
            *instance.cites("volumes"),
            *(c for v in volumes for c in v.cites("size_gib")),
            *(c for a in addresses for c in a.cites("instance_id")),
        ),
    )


def _kept(volume: Seen, hold: Tag) -> Statement:
    ko = f"볼륨 {with_particle(volume.label, '은')} 태그 `{hold}` 때문에 절감액에서 뺐습니다"
    en = f"Volume {volume.label} is left out of the saving: its tag `{hold}` asks to keep it"
    return Statement(role="caution", text=Text(ko=ko, en=en), cites=volume.cites("tags"))
