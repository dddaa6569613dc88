"""The parts all waste findings have in common: saving, severity, hold, owner. Used by the AWS checks."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assistant.checks.aws.facts import AwsFacts, Price, Seen
from assistant.checks.aws.tags import Tag, manager_of
from assistant.findings import Cite, Finding, Impact, Severity, Statement
from assistant.language import Text, with_particle
from assistant.plans import Proposal

TOO_NEW = "too new"
_HIGH_USD, _MEDIUM_USD = Decimal(500), Decimal(50)


@dataclass(frozen=True, kw_only=True)
class Waste:
    """What a check found out; `finding` puts it into the common form."""

    check: str
    runbook: str
    variant: str
    kind: str
    seen: Seen
    title: Text
    statements: tuple[Statement, ...]
    paid_for: tuple[str, ...]  # ids of the resources whose charges end with it
    hold: Tag | None = None
    kept: Statement | None = None  # why it is no waste yet, though no tag holds it
    proposal: Proposal | None = None
    related: tuple[Seen, ...] = ()


def finding(facts: AwsFacts, waste: Waste) -> Finding:
    """A problem with its saving; or advice without saving or proposal, where a tag keeps the resource or it is too new."""
    price = facts.price_of(waste.paid_for)
    manager = manager_of(waste.seen.tags)
    statements = waste.statements if waste.kept else (*waste.statements, _saving(facts, price))
    if waste.hold:
        statements = (*statements, _held(waste.seen, waste.hold))
    if manager:
        statements = (*statements, _managed(waste.seen, manager))
    if waste.kept:
        statements = (*statements, waste.kept)
    noted = bool(waste.hold or waste.kept)
    too_new = (("kept", TOO_NEW),) if waste.kept and not waste.hold else ()
    proposed = waste.proposal if not noted and not manager else None
    return Finding(
        check=waste.check,
        klass="advice" if noted else "problem",
        severity=Severity.LOW if noted else severity_of(price),
        target=facts.ref(waste.kind, waste.seen),
        title=waste.title,
        statements=statements,
        cause=(("variant", waste.variant), *too_new),
        impact=Impact() if noted else Impact(saving=price.amount, price_source=price.source),
        proposals=(proposed,) if proposed else (),
        related=tuple(facts.ref(kind_of(r.id), r) for r in waste.related),
        managed_by=manager,
        runbook=waste.runbook,
        confidence="likely" if manager else "certain",
    )


def severity_of(price: Price) -> Severity:
    """By what it costs a month; a sum in another currency than USD is weighed as medium."""
    if price.amount is None:
        return Severity.LOW
    if price.amount.currency != "USD":
        return Severity.MEDIUM
    usd = price.amount.amount
    return Severity.HIGH if usd >= _HIGH_USD else Severity.MEDIUM if usd >= _MEDIUM_USD else Severity.LOW


def kind_of(resource_id: str) -> str:
    return {"vol": "Volume", "i": "Instance", "eipalloc": "Address"}.get(resource_id.split("-")[0], "Address")


def _saving(facts: AwsFacts, price: Price) -> Statement:
    if price.amount is not None:
        missing = ", ".join(price.unpriced)
        ko = f"최근 30일 청구액 {price.amount} ({price.source})"
        en = f"Charged {price.amount} in the last 30 days ({price.source})"
        if missing:
            ko += f"; {with_particle(missing, '은')} 청구서에 없어 빠져 있습니다"
            en += f"; without {missing}, not on the bill"
        return Statement(role="saving", text=Text(ko=ko, en=en), cites=price.cites)
    if facts.charges is None:
        text = Text(ko="청구서를 읽지 못해 금액은 알 수 없습니다", en="Unpriced: no bill was read")
    elif price.cites:
        text = Text(
            ko="청구 통화가 여러 가지라 합계를 내지 않았습니다", en="Unpriced: it is billed in several currencies"
        )
    else:
        text = Text(
            ko="최근 30일 청구서에 이 리소스의 요금이 없어 금액은 알 수 없습니다",
            en="Unpriced: the bill has no charge for it in the last 30 days",
        )
    return Statement(role="saving", text=text, cites=price.cites)


def _held(seen: Seen, hold: Tag) -> Statement:
    ko = f"태그 {with_particle(f'`{hold}`', '이')} 있어 보존 대상입니다. 삭제를 제안하지 않습니다"
    en = f"The tag `{hold}` asks to keep it, so nothing is proposed"
    return Statement(role="caution", text=Text(ko=ko, en=en), cites=_tag_cite(seen, hold.key, hold.value))


def _managed(seen: Seen, manager: str) -> Statement:
    ko = f"`{manager}`에서 관리합니다. 직접 지우면 드리프트가 생기거나 다시 만들어지므로 그쪽 정의를 바꾸세요"
    en = f"Managed by `{manager}`: change it there; a direct deletion would drift or be undone"
    return Statement(role="caution", text=Text(ko=ko, en=en), cites=seen.cites("tags"))


def _tag_cite(seen: Seen, key: str, value: str) -> tuple[Cite, ...]:
    return (
        Cite(evidence=seen.evidence, field="id", value=seen.id),
        Cite(evidence=seen.evidence, field=f"tags.{key}", value=value),
    )


def day(moment: datetime) -> str:
    return moment.date().isoformat()
