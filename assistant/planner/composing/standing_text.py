"""What the planner says of earlier findings and of plans: how to fix, why, what a change would mean, that nothing was changed.

Called by `composing.compose` and `following.recall`. Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from assistant.finding_text import LABELS
from assistant.findings import Finding
from assistant.language import Lang, Text, with_particle
from assistant.models.spec import Recalled
from assistant.planner.composing.missing import is_missing, missing_lines
from assistant.planner.composing.rollback_text import rollback_head
from assistant.planner.composing.since import since_text
from assistant.planner.following.picking import saving_of
from assistant.standing import ActionKind, StandingPlan

_STATES = {
    "waiting": Text(ko="승인을 기다립니다", en="waits for approval"),
    "approved": Text(ko="승인되었습니다", en="is approved"),
    "rejected": Text(ko="반려되었습니다", en="was rejected"),
    "expired": Text(ko="기한이 지났습니다", en="has expired"),
}
_SAID = {
    "why": ("cause", "effect", "time", "scope"),
    "choice": ("cause", "effect", "time", "scope", "saving", "caution"),
    "weigh": ("effect", "saving", "caution"),
    "when": ("time",),
    "who": ("caution",),
    "fix": ("cause",),
}
_APART = Text(
    ko="합계에 넣지 않은 것: 이미 멈춰 있거나 멈출 수 없어, 정리해야 줄어듭니다.",
    en="Not in the sum, since it is stopped already or cannot be stopped. Removing it is what saves:",
)
_NONE_RUNS = Text(
    ko="**멈춰서 아낄 수 있는 것은 없습니다.** 이 가운데 실행 중인 인스턴스가 없습니다.",
    en="**Stopping saves nothing here:** none of these is an instance that runs.",
)
_IN_FULL = 3  # findings chosen, from which on one line each is told
_UNCHANGED = Text(
    ko="**아무것도 바뀌지 않았습니다.** 변경은 사람이 읽고 승인한 계획으로만 합니다.",
    en="**Nothing was changed.** A change is made only by a plan that a person has read and approved.",
)
_NO_VERDICT = Text(
    ko="안전한지는 제가 보증하지 않습니다. 계획을 읽는 사람이 판단합니다.",
    en="I do not vouch for safety: whoever reads the plan decides.",
)
_NONE_FOUND = Text(
    ko="**이 대화에서 고칠 것을 찾지 못했습니다.** 무엇이 문제인지 먼저 물어봐 주세요.",
    en="**Nothing to fix was found in this conversation.** Ask me what is wrong first.",
)
_NO_TIME = Text(ko="언제부터인지는 읽은 근거에 없습니다.", en="Since when is not in what was read.")
_NO_PERSON = Text(
    ko="누가 바꿨는지는 배포 도구가 리비전에 적어 둔 것(change-cause)만 알 수 있습니다. 없으면 배포 도구나 감사 로그를 보세요.",
    en="Who changed it is known only where a deployment tool noted it on the revision (change-cause); else look into that tool "
    "or the audit log.",
)
_NONE_WAITS = Text(
    ko="**승인을 기다리는 계획이 없습니다.** 문제나 낭비를 물어보시면 할 수 있는 변경은 계획으로 준비합니다. (`baepo plans`)",
    en="**No plan waits for approval.** Ask what is wrong or wasted: what can be done comes as a plan. (`baepo plans`)",
)


EXAMPLES = Text(
    ko="아래 가이드의 명령에 있는 이름과 값(NAME, NS, 레이블 등)은 예시입니다. 위에 적힌 대상과 값으로 바꿔 쓰십시오.",
    en="Names and values in the commands of the guide below (NAME, NS, labels) are examples: write those from above instead.",
)


def recalled_text(recalled: Recalled, lang: Lang, now: datetime | None = None) -> str:
    """Markdown, one statement a line, citing what the findings cite. `now`: until when it lasts."""
    if recalled.aspect == "sum" or (recalled.aspect == "choice" and len(recalled.findings) > _IN_FULL):
        lines = [_head(recalled, lang), *(_in_a_line(f, lang) for f in recalled.findings)]
        if recalled.apart:
            lines.extend((_APART.in_(lang), *(_in_a_line(f, lang) for f in recalled.apart)))
        return "\n".join(lines)
    blocks = [_UNCHANGED.in_(lang)] if recalled.aspect == "change" else []
    blocks.extend([_head(recalled, lang)] if recalled.aspect == "choice" else [])
    blocks.extend(t.in_(lang) for t in recalled.said if recalled.aspect == "weigh")
    blocks.extend(t.in_(lang) for t in (rollback_head(recalled),) if t is not None)
    left = list(recalled.plans)
    for finding in recalled.findings:
        plan = next((p for p in left if p.concerns(finding.target)), None)
        if plan is not None:
            left.remove(plan)
        since = since_text(finding, now, lang) if recalled.aspect == "when" else ""
        blocks.append(since or "\n".join(_of_finding(finding, plan, recalled.aspect, lang)))
    blocks.extend("\n".join(_of_plan(plan, recalled.aspect, lang)) for plan in left)
    if recalled.aspect != "choice" and recalled.of > len(recalled.findings) > 0:
        more = recalled.of - len(recalled.findings)
        blocks.append(Text(ko=f"그 밖에 {more}건이 더 있습니다.", en=f"There are {more} more.").in_(lang))
    if recalled.aspect == "weigh":
        blocks.append(_NO_VERDICT.in_(lang))
    if recalled.aspect == "who":
        blocks.append(_NO_PERSON.in_(lang))
    return "\n\n".join(blocks)


def _head(recalled: Recalled, lang: Lang) -> str:
    """How many were chosen of how many, and how; or what they save together."""
    count = len(recalled.findings)
    if recalled.aspect == "sum" and not count:
        return _NONE_RUNS.in_(lang)
    if recalled.aspect == "sum" and (total := saving_of(recalled.findings)) is not None:
        ko, en = (
            f"**{count}곳에서 매달 {total}를 아낄 수 있습니다.**",
            f"**{total} a month in all** ({count} {'thing' if count == 1 else 'things'})",
        )
        return " · ".join((Text(ko=ko, en=en).in_(lang), *(t.in_(lang) for t in recalled.said)))
    by = " · ".join(t.in_(lang) for t in recalled.said)
    return Text(ko=f"**{recalled.of}건 중 {count}건** · {by}", en=f"**{count} of {recalled.of}** · {by}").in_(lang)


def _in_a_line(finding: Finding, lang: Lang) -> str:
    saving = finding.impact.saving
    month = Text(ko=f": 월 {saving}", en=f": {saving} a month").in_(lang) if saving is not None else ""
    return f"- {_line(finding.title, lang)}{month} {_cites(finding.evidence)}"


_FEW_ACTIONS = 6  # that a refusal names


def no_such_action(deed: Text, actions: Sequence[ActionKind], plans: Sequence[StandingPlan], lang: Lang) -> str:
    """That what is wished for is none of the actions, which ones there are, and what waits for the same thing."""
    there = _planned_at_all(actions, lang)
    head = Text(
        ko=f"**아무것도 바뀌지 않았습니다.** 그 대상에 대한 {with_particle(deed.ko, '은')} 제가 계획할 수 있는 변경이 아닙니다.",
        en=f"**Nothing was changed.** For that, {deed.en} is not among the changes I can plan.",
    ).in_(lang)
    lines = [head, f"{there} (`baepo propose --help`)".strip()]
    for plan in plans:
        lines.extend(_of_plan(plan, "change", lang))
    return "\n".join(lines)


def not_planned(deed: Text) -> Text:
    """Above what is known of a thing that a person may change, and no action here does."""
    return Text(
        ko=f"{with_particle(deed.ko, '은')} 제가 계획할 수 있는 변경이 아니며 안전은 보증하지 않습니다. 알 수 있는 것:",
        en=f"{deed.en.capitalize()} is no change that I can plan, and I do not vouch for safety. What can be said about it:",
    )


def for_a_person(deed: Text, actions: Sequence[ActionKind], lang: Lang) -> str:
    """That whether to do something is not decided here, where it is none of the actions; which ones there are."""
    there = _planned_at_all(actions, lang)
    head = Text(
        ko="**해도 되는지는 사람이 정합니다.** "
        f"그 대상에 대한 {with_particle(deed.ko, '은')} 제가 계획할 수 있는 변경이 아닙니다.",
        en=f"**Whether to do that is for a person to decide.** For that, {deed.en} is not among the changes I can plan.",
    ).in_(lang)
    return f"{head} {there}".rstrip()


def _planned_at_all(actions: Sequence[ActionKind], lang: Lang) -> str:
    """Some of the changes that there are, and how many more; "" where there are none."""
    if not actions:
        return ""
    listed = ", ".join(f"{a.title.in_(lang)} (`{a.name}`)" for a in actions[:_FEW_ACTIONS])
    more = len(actions) - _FEW_ACTIONS
    ko, en = (f" 외 {more}가지(`baepo tools`)", f" and {more} more (`baepo tools`)") if more > 0 else ("", "")
    return Text(ko=f"할 수 있는 변경: {listed}{ko}.", en=f"What can be planned: {listed}{en}.").in_(lang)


def nothing_found(lang: Lang) -> str:
    return _NONE_FOUND.in_(lang)


def nothing_waits(lang: Lang) -> str:
    return _NONE_WAITS.in_(lang)


_IN_EMERGENCY = Text(ko="**급할 때:**", en="**In an emergency:**")


def _of_finding(finding: Finding, plan: StandingPlan | None, aspect: str, lang: Lang) -> list[str]:
    if aspect == "back":
        lines = _of_plan(plan, aspect, lang) if plan is not None else _without_plan(finding, lang)
        return [f"{_IN_EMERGENCY.in_(lang)} {lines[0]}", *lines[1:]]
    lines = [f"**{_line(finding.title, lang)}** {_cites(finding.evidence)}"]
    if aspect == "fix" and is_missing(finding):
        lines.extend(missing_lines(finding, lang))
    if aspect == "when" and not any(s.role == "time" for s in finding.statements):
        lines.append(_NO_TIME.in_(lang))
    for statement in finding.statements:
        # of what is no problem after all, the caution is why
        if statement.role in _SAID.get(aspect, ()) or (finding.klass != "problem" and statement.role == "caution"):
            label = LABELS[statement.role].in_(lang)
            lines.append(
                f"**{label}** {_line(statement.text, lang)} {_cites(c.evidence for c in statement.cites)}".rstrip()
            )
    if aspect in ("when", "who"):
        return lines
    if aspect == "why":
        if finding.managed_by:
            lines.append(Text(ko=f"**소유** {finding.managed_by}", en=f"**Owner** {finding.managed_by}").in_(lang))
        lines.extend(_confidence(finding, lang))
        return lines
    if aspect == "weigh":
        lines.extend(_at_stake(finding, lang))
    if plan is not None:
        lines.extend(_of_plan(plan, aspect, lang))
    if aspect != "choice" and (plan is None or plan.state not in ("waiting", "approved")):
        lines.extend(_without_plan(finding, lang))
    return lines


def _confidence(finding: Finding, lang: Lang) -> list[str]:
    sure = (
        Text(ko="**확신** 근거에서 직접 읽은 것입니다.", en="**Confidence** read directly from the evidence.")
        if finding.confidence == "certain"
        else Text(
            ko="**확신** 가장 그럴듯한 설명입니다. 확정된 원인은 아닙니다.",
            en="**Confidence** the likeliest explanation, not a proven one.",
        )
    )
    show = "  ".join(f"`baepo evidence show {e}`" for e in finding.evidence[:_EVIDENCE])
    return [sure.in_(lang), Text(ko=f"**근거** {show}", en=f"**Evidence** {show}").in_(lang)]


_EVIDENCE = 4


def _at_stake(finding: Finding, lang: Lang) -> list[str]:
    said = {s.role for s in finding.statements}
    lines = []
    saving = finding.impact.saving
    if "saving" not in said and saving is not None:
        month = Text(ko=f"**절감** 월 {saving}", en=f"**Saving** {saving} a month").in_(lang)
        lines.append(f"{month} {_cites(finding.evidence)}")
    if finding.managed_by:
        lines.append(Text(ko=f"**소유** {finding.managed_by}", en=f"**Owner** {finding.managed_by}").in_(lang))
    return lines


def _without_plan(finding: Finding, lang: Lang) -> list[str]:
    if not finding.proposals:
        said = Text(
            ko="이 문제에 제가 계획할 수 있는 변경은 없습니다.", en="There is no change that I can plan for this."
        )
        return [said.in_(lang)]
    first = finding.proposals[0]
    given = " ".join(f"{k}={v}" for k, v in first.arguments.items())
    command = f"`baepo propose {first.action} {first.target.place}/{first.target.id}{' ' if given else ''}{given}`"
    return [Text(ko=f"계획을 만들려면: {command}", en=f"For a plan: {command}").in_(lang)]


def _of_plan(standing: StandingPlan, aspect: str, lang: Lang) -> list[str]:
    plan, context = standing.plan, standing.plan.actions[0].context
    state = _STATES.get(standing.state, Text(ko=f"상태: {standing.state}", en=f"is {standing.state}")).in_(lang)
    title = " ⏎ ".join(context.title.in_(lang).splitlines())
    lines = [Text(ko=f"계획 {plan.id} ({state}): {title}", en=f"Plan {plan.id} ({state}): {title}").in_(lang)]
    if aspect == "weigh":
        reason, undo = _line(context.risk_reason, lang), _line(context.undo, lang)
        risk = {
            "low": Text(ko="낮음", en="low"),
            "medium": Text(ko="중간", en="medium"),
            "high": Text(ko="높음", en="high"),
        }
        lines.append(Text(ko=f"위험 {risk[context.risk].ko}: {reason}", en=f"Risk {context.risk}: {reason}").in_(lang))
        lines.extend(_line(effect, lang) for effect in context.effects)
        lines.append(Text(ko=f"되돌리기: {undo}", en=f"Undo: {undo}").in_(lang))
    if context.managed_by and aspect != "back":  # there it is said with the way back
        owner = context.managed_by
        lines.append(
            Text(
                ko=f"{owner}의 원본을 먼저 고치세요. 이 계획은 급할 때를 위한 것입니다.",
                en=f"Change it at its source, {owner}, first: this plan is for emergencies.",
            ).in_(lang)
        )
    if standing.state == "waiting":
        lines.append(f"`baepo plan show {plan.id}`  `baepo approve {plan.id}`")
    else:
        lines.append(f"`baepo plan show {plan.id}`")
    return lines


def _line(text: Text, lang: Lang) -> str:
    return " ⏎ ".join(text.in_(lang).splitlines())


def _cites(ids: Iterable[str]) -> str:
    return " ".join(f"[{i}]" for i in dict.fromkeys(ids))
