"""What findings save together and each: the sum, how much of it has plans, a line for each. Called by `composing.compose`.
Pure.
"""

from collections.abc import Sequence
from decimal import Decimal

from assistant.finding_text import citations, in_one_line
from assistant.findings import Finding
from assistant.language import Lang, Text
from assistant.models.spec import Planned
from assistant.money import Money
from assistant.planner.composing import headlines
from assistant.planner.narrowing.conditions import Narrowing


def as_many(findings: Sequence[Finding], most: int) -> int:
    """How many are told: one alone is not hidden behind "1 more"."""
    return most + 1 if len(findings) == most + 1 else most


def total_saved(findings: list[Finding]) -> Money | None:
    """What the findings save together, when they are about savings at all."""
    savings = [f.impact.saving for f in findings if f.impact.saving]
    if not savings:
        return None
    total = Money(Decimal(0), savings[0].currency)
    for saving in savings:
        total = total + saving
    return total


def savings_text(
    findings: list[Finding],
    total: Money,
    lang: Lang,
    most: int,
    wanted: Narrowing,
    planned: tuple[Planned, ...],
    *,
    of: int = 0,
) -> str:
    """The sum, then a line for each. `most`: lines before the rest is counted. `of`: how many were asked about by name; 0 where
    all there are were looked at."""
    unpriced = sum(f.impact.saving is None for f in findings)
    lines = [headlines.of_sum(total, wanted.of_sum, wanted.zone).in_(lang)] if wanted.of_sum else []
    ko_of, en_of = (f"{of}개 중 ", f" of {of}") if of > 1 else ("", "")
    lines += [
        Text(
            ko=f"**{ko_of}{len(findings)}곳에서 매달 {total}를 아낄 수 있습니다.**",
            en=f"**{len(findings)}{en_of} things waste {total} a month.**"
            if len(findings) != 1
            else f"**1{en_of} thing{'s' if of > 1 else ''} wastes {total} a month.**",
        ).in_(lang)
    ]
    if wanted.yearly:
        year = Money(total.amount * 12, total.currency)
        lines.append(Text(ko=f"12개월이면 {year}입니다.", en=f"That is {year} in twelve months.").in_(lang))
    lines += _shares(findings, planned, lang)
    listed = as_many(findings, most)
    for finding in findings[:listed]:
        saving = finding.impact.saving
        month = (
            Text(ko="가격 모름", en="unpriced") if saving is None else Text(ko=f"월 {saving}", en=f"{saving} a month")
        )
        owner = f" · {change_there(finding.managed_by).in_(lang)}" if finding.managed_by else ""
        paid = _paid_while_stopped(finding, lang)
        cites = citations(finding.evidence)
        lines.append(f"- {in_one_line(finding.title, lang)}: {month.in_(lang)}{paid}{owner} {cites}")
    if len(findings) > listed:
        more = len(findings) - listed
        lines.append(Text(ko=f"- 그 밖에 {more}곳", en=f"- and {more} more").in_(lang))
    if unpriced:
        lines.append(
            Text(
                ko=f"가격을 모르는 {unpriced}건은 합계에 넣지 않았습니다.",
                en=f"{unpriced} of them are unpriced and not in the sum.",
            ).in_(lang)
        )
    return "\n".join(lines)


def _paid_while_stopped(finding: Finding, lang: Lang) -> str:
    """What of a stopped instance is charged: its disks and addresses. "" of anything else."""
    causes = [s.text for s in finding.statements if s.role == "cause"] if "stopped" in finding.check else []
    return f" · {in_one_line(causes[0], lang)}" if causes else ""


def _shares(findings: list[Finding], planned: tuple[Planned, ...], lang: Lang) -> list[str]:
    """How much of it waits as plans, and how much belongs to what else manages it; nothing where nothing is managed."""
    elsewhere = [f for f in findings if f.managed_by]
    ready = [f for f in findings if any(p.finding == f and p.plan_id for p in planned)]
    there, here = total_saved(elsewhere), total_saved(ready)
    if there is None or len(elsewhere) == len(findings):
        return []
    ko, en = f"다른 도구가 관리: {there} ({len(elsewhere)}곳)", f"managed elsewhere: {there} ({len(elsewhere)})"
    if here is not None:
        ko, en = f"계획 준비됨: {here} ({len(ready)}곳) · {ko}", f"with a plan: {here} ({len(ready)}) · {en}"
    return [Text(ko=f"그중 {ko}", en=f"Of it {en}").in_(lang)]


def change_there(manager: str) -> Text:
    return Text(ko=f"{manager}에서 관리하므로 거기서 바꾸세요", en=f"managed by {manager}: change it there")
