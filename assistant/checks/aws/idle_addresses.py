"""Elastic IP addresses that point nowhere and are still paid for."""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.aws.facts import AwsFacts, Seen
from assistant.checks.aws.parts import Waste, finding
from assistant.checks.aws.tags import hold_of
from assistant.checks.spec import check
from assistant.findings import Finding, Statement
from assistant.language import Text, with_particle

ID = "aws.idle_address"
RUNBOOK = "runbooks/idle-addresses#check"


@check(
    id=ID,
    title=Text(ko="사용하지 않는 탄력적 IP", en="Elastic IPs in use by nothing"),
    runbook=RUNBOOK,
)
def idle_addresses(facts: AwsFacts, now: datetime) -> Iterator[Finding]:
    """Addresses without association; one at a stopped instance belongs to that instance's finding."""
    for address in facts.addresses:
        if address.row.get("associated") is not False or address.row.get("service_managed"):
            continue
        public_ip = str(address.row.get("public_ip", ""))
        label = " ".join(dict.fromkeys(part for part in (address.tags.get("Name", ""), public_ip) if part))
        label = f"{label} ({address.id})" if public_ip != address.id else label
        yield finding(
            facts,
            Waste(
                check=ID,
                runbook=RUNBOOK,
                variant="idle_address",
                kind="Address",
                seen=address,
                title=Text(
                    ko=f"탄력적 IP {with_particle(label, '이')} 아무 데도 쓰이지 않습니다",
                    en=f"Elastic IP {label} is used by nothing",
                ),
                statements=_statements(address),
                paid_for=(address.id,),
                hold=hold_of(address.tags, created_at=None, now=now),
            ),
        )


def _statements(address: Seen) -> tuple[Statement, ...]:
    return (
        Statement(
            role="cause",
            text=Text(
                ko="인스턴스에도 네트워크 인터페이스에도 연결되어 있지 않습니다",
                en="Associated with no instance and no network interface",
            ),
            cites=address.cites("associated", "public_ip"),
        ),
        Statement(
            role="caution",
            text=Text(
                ko="놓아주면 같은 주소를 되찾지 못할 수 있습니다. 상대방 허용 목록에 있는지 먼저 확인하세요",
                en="A released address may be gone for good: check first whether partners allow-list it",
            ),
            cites=address.cites("public_ip"),
        ),
    )
