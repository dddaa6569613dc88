"""EBS volumes that are attached to nothing and still paid for."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.aws.facts import AwsFacts, Seen, days_between
from assistant.checks.aws.parts import Waste, day, finding
from assistant.checks.aws.tags import hold_of
from assistant.checks.spec import check
from assistant.findings import Finding, Statement
from assistant.language import Text, with_particle
from assistant.plans import Proposal

# EC2 does not say when a volume was detached, so age since creation is the only floor there is
YOUNG = timedelta(days=7)
ID = "aws.unattached_volume"
RUNBOOK = "runbooks/unattached-volumes#check"


@check(
    id=ID,
    title=Text(ko="연결되지 않은 EBS 볼륨", en="Unattached EBS volumes"),
    runbook=RUNBOOK,
)
def unattached_volumes(facts: AwsFacts, now: datetime) -> Iterator[Finding]:
    """Volumes in state `available`; those created within 7 days only as advice: they may be about to be used."""
    for volume in facts.volumes:
        created_at = volume.moment("created_at")
        if volume.row.get("state") != "available" or volume.row.get("attachments") or created_at is None:
            continue
        young = now - created_at <= YOUNG
        price = facts.price_of((volume.id,)).amount
        yield finding(
            facts,
            Waste(
                check=ID,
                runbook=RUNBOOK,
                variant="unattached_volume",
                kind="Volume",
                seen=volume,
                title=Text(
                    ko=f"볼륨 {with_particle(volume.label, '이')} 어디에도 연결되어 있지 않습니다",
                    en=f"Volume {volume.label} is attached to nothing",
                ),
                statements=(_state(volume, created_at, now),),
                paid_for=(volume.id,),
                hold=hold_of(volume.tags, created_at=created_at, now=now),
                kept=_too_new(volume, created_at, now) if young else None,
                proposal=Proposal(
                    action="aws.delete_volume",
                    target=facts.ref("Volume", volume),
                    arguments={"monthly_usd": str(price.amount)} if price and price.currency == "USD" else {},
                    evidence=(volume.evidence,),
                ),
            ),
        )


def _state(volume: Seen, created_at: datetime, now: datetime) -> Statement:
    age, size = days_between(created_at, now), f"{volume.row.get('size_gib')} GiB {volume.row.get('type', '')}".strip()
    return Statement(
        role="cause",
        text=Text(
            ko=f"상태 available, {size}, {day(created_at)} 생성({age}일 전). 언제 분리되었는지는 EC2에 기록이 없습니다",
            en=f"State available, {size}, created {day(created_at)} ({age} days ago). EC2 does not record when it was "
            "detached",
        ),
        cites=volume.cites("state", "size_gib", "created_at"),
    )


def _too_new(volume: Seen, created_at: datetime, now: datetime) -> Statement:
    hours = int((now - created_at).total_seconds() // 3600)
    ko, en = (f"{hours}시간", f"{hours} hours") if hours < 48 else (f"{hours // 24}일", f"{hours // 24} days")
    return Statement(
        role="caution",
        text=Text(
            ko=f"만든 지 {ko}밖에 되지 않아 아직 낭비로 보지 않습니다 ({YOUNG.days}일부터 봅니다)",
            en=f"Created only {en} ago: not counted as waste before {YOUNG.days} days",
        ),
        cites=volume.cites("created_at"),
    )
