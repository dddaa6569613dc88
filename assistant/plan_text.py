"""A plan as people read it before they sign: the same lines in every front end, light Markdown."""

from assistant.environments import Environment
from assistant.language import Lang, Text, same
from assistant.plans import Plan, PlannedAction
from assistant.policy import Ruling


def plan_text(plan: Plan, environment: Environment, ruling: Ruling, *, state: str, lang: Lang) -> str:
    """Everything the digest covers that a person weighs; `ruling` says who must approve."""
    word = STATES.get(state, same(state)).in_(lang)
    named = _t(f"계획 {plan.id}", f"Plan {plan.id}").in_(lang)
    head = f"**{named}**  {environment.name} · {environment.risk.value.upper()} · {word}"
    if recorded(plan, environment):
        head += "\n" + _t(
            "기록된 환경입니다: 볼 수만 있고, 승인하거나 실행할 수 없습니다.",
            "This is a recorded environment: the plan can be read, not approved or carried out.",
        ).in_(lang)
    blocks = [head, *(_action(a, lang) for a in plan.actions), _footer(plan, ruling, lang)]
    return "\n\n".join(blocks)


def recorded(plan: Plan, environment: Environment) -> bool:
    """True when a target lies in a recording, where nothing can be changed."""
    places = (environment.targets.get(a.target.provider) for a in plan.actions)
    return any(place.recorded for place in places if place is not None)


def short_digest(plan: Plan) -> str:
    """As shown: two groups of four."""
    return f"{plan.short_digest[:4]} {plan.short_digest[4:]}"


def _action(action: PlannedAction, lang: Lang) -> str:
    context = action.context
    lines = [f"**{_one_line(context.title.in_(lang))}**"]
    for change in context.changes:
        lines.append(f"  {change.field}")
        lines.extend(f"  - {line}" for line in change.before.splitlines())
        lines.extend(f"  + {line}" for line in change.after.splitlines())
    rows = [(_t("영향", "effect"), effect) for effect in context.effects]
    rows.append(
        (
            _t("위험", "risk"),
            Text(
                ko=f"{_RISK_KO[context.risk]}: {context.risk_reason.ko}", en=f"{context.risk}: {context.risk_reason.en}"
            ),
        )
    )
    if context.managed_by:
        rows.append(
            (
                _t("관리 주체", "owner"),
                _t(
                    f"{context.managed_by} — 여기서 바꾸면 원본과 달라집니다",
                    f"{context.managed_by}: a live change drifts from it",
                ),
            )
        )
    if context.source_change:
        rows.append((_t("원본 변경", "source"), context.source_change))
    rows.append((_t("확인", "verify"), context.verify))
    if context.reversible:
        rows.append((_t("되돌리기", "undo"), context.undo))
    else:
        rows.append(
            (
                _t("되돌리기", "undo"),
                _t(f"되돌릴 수 없습니다. {context.undo.ko}", f"CANNOT BE UNDONE. {context.undo.en}"),
            )
        )
    if context.saving:
        rows.append((_t("절감", "saves"), _t(f"월 {context.saving}", f"{context.saving} a month")))
    if context.dry_run == "none":
        rows.append(
            (
                _t("예행", "dry run"),
                _t("하지 않았습니다: 대상에 아무것도 보내지 않았습니다", "none: nothing was sent to the target"),
            )
        )
    if context.evidence:
        rows.append((_t("근거", "evidence"), _t(*[" ".join(f"[{e}]" for e in context.evidence)] * 2)))
    lines.extend(f"  **{label.in_(lang)}** {_one_line(text.in_(lang))}" for label, text in rows)
    return "\n".join(lines)


def _footer(plan: Plan, ruling: Ruling, lang: Lang) -> str:
    if not ruling.allowed:
        needs = _t(f"정책이 허용하지 않습니다: {ruling.reason.ko}", f"policy does not allow it: {ruling.reason.en}")
    else:
        roles = ", ".join(sorted(ruling.approver_roles))
        needs = _t(
            f"승인 {ruling.approvals}건 ({roles})"
            + ("" if ruling.requester_may_approve else f", 요청자 {plan.requested_by} 제외"),
            f"{ruling.approvals} approval(s) by {roles}"
            + ("" if ruling.requester_may_approve else f", not by the requester {plan.requested_by}"),
        )
    label, until = _t("필요", "needs").in_(lang), _t("만료", "expires").in_(lang)
    digest = _t("다이제스트", "digest").in_(lang)
    expiry = f"{until} {plan.expires_at:%Y-%m-%d %H:%M} UTC"
    return f"  **{label}** {needs.in_(lang)} · {digest} **{short_digest(plan)}** · {expiry}"


def _one_line(text: str) -> str:
    """Names and tags that were read must not begin lines of their own on what people sign."""
    return " ⏎ ".join(text.splitlines())


def _t(ko: str, en: str) -> Text:
    return Text(ko=ko, en=en)


STATES = {
    "waiting": _t("승인 대기", "waiting"),
    "approved": _t("승인됨", "approved"),
    "rejected": _t("거절됨", "rejected"),
    "expired": _t("만료됨", "expired"),
    "running": _t("끝나지 않음", "unfinished"),
    "applied": _t("적용됨, 확인 전", "applied, not verified"),
    "verified": _t("적용되고 확인됨", "verified"),
    "failed": _t("실패", "failed"),
    "undone": _t("되돌림", "undone"),
    "skipped": _t("건너뜀", "skipped"),
}
_RISK_KO = {"low": "낮음", "medium": "중간", "high": "높음"}
