"""Which of some named things may go, each with its plan, its owner, or what speaks against it. Called by
`composing.compose`. Pure. No safety is vouched for.
"""

from collections.abc import Sequence

from assistant.finding_text import citations
from assistant.findings import Finding
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.planner.composing.kept_text import NOT_READ, held_line, name_of, owned_line
from assistant.playbooks.spec import Diagnosis

_WITH_PLAN = Text(
    ko="**계획으로 지울 수 있는 것** (승인한 뒤에만 지웁니다)", en="**By a plan** (only once it is approved)"
)
_BY_OWNER = Text(ko="**관리하는 쪽에서만 바꿀 것**", en="**Only through what manages it**")
_STAYS = Text(ko="**지우면 안 되거나 아직 이른 것**", en="**Not to be deleted, or not yet**")
_UNPLANNED = Text(
    ko="**제가 계획할 수 없는 것** (확인한 뒤 사람이 정합니다)",
    en="**Nothing that I can plan** (for a person to check and decide)",
)
_NO_ACTION = Text(
    ko="지우는 계획은 만들 수 없고, 무엇이 들어 있는지는 읽지 않습니다",
    en="There is no plan for deleting it, and what it holds is not read",
)
_NOT_VOUCHED = Text(ko="안전한지는 제가 보증하지 않습니다.", en="I do not vouch for safety.")


def may_go_text(observation: Observation, diagnosis: Diagnosis, lang: Lang) -> str:
    """How many have a plan, then a group for each answer with a line for each thing."""
    plans = {p.finding.target.id: p.plan_id for p in observation.planned if p.plan_id}
    held = [f for f in diagnosis.findings if f.klass == "advice"]
    owned = [f for f in diagnosis.findings if f.klass != "advice" and f.managed_by]
    rest = [f for f in diagnosis.findings if f not in held and f not in owned]
    planned = [f for f in rest if f.target.id in plans]
    unplanned = [f for f in rest if f.target.id not in plans]
    count = len(observation.call.arguments.get("ids") or ())
    read = citations(diagnosis.evidence[-1:])
    groups = (
        (_WITH_PLAN, [_planned(f, plans[f.target.id], lang) for f in planned]),
        (_BY_OWNER, [f"{owned_line(f).in_(lang)} {citations(f.evidence)}" for f in owned]),
        (_UNPLANNED, [_unplanned(f, lang) for f in unplanned]),
        (
            _STAYS,
            [
                *(f"{held_line(f, lang)} {citations(f.evidence)}" for f in held),
                *(f"{reason.in_(lang)} {read}" for reason in diagnosis.used),
            ],
        ),
    )
    blocks = ["\n".join([head.in_(lang), *(f"- {line}" for line in lines)]) for head, lines in groups if lines]
    return "\n\n".join([_head(planned, count).in_(lang), *blocks, f"{NOT_READ.in_(lang)} {_NOT_VOUCHED.in_(lang)}"])


def _head(planned: Sequence[Finding], count: int) -> Text:
    names = ", ".join(name_of(f).partition(" (")[0] for f in planned)
    if not planned:
        return Text(
            ko=f"**{count}개 중 제 계획으로 지울 수 있는 것은 없습니다.**",
            en=f"**None of {count} can go by a plan of mine.**",
        )
    return Text(
        ko=f"**{count}개 중 {len(planned)}개는 계획으로 지울 수 있습니다: {names}**",
        en=f"**{len(planned)} of {count} can go by a plan: {names}**",
    )


def _planned(finding: Finding, plan: str, lang: Lang) -> str:
    said = Text(ko=f"{name_of(finding)}: 계획 {plan}", en=f"{name_of(finding)}: plan {plan}").in_(lang)
    return ". ".join([said, *_cautions(finding, lang)]) + f" {citations(finding.evidence)}"


def _unplanned(finding: Finding, lang: Lang) -> str:
    why = _cautions(finding, lang)
    if not why:
        return f"{finding.title.in_(lang)}. {_NO_ACTION.in_(lang)} {citations(finding.evidence)}"
    return f"{name_of(finding)}: {'. '.join(why)} {citations(finding.evidence)}"


def _cautions(finding: Finding, lang: Lang) -> list[str]:
    return [s.text.in_(lang) for s in finding.statements if s.role == "caution"]
