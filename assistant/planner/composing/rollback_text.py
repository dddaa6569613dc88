"""The first line of what a rollback would mean: whether one is known that would do, to which revision, and what it changes.

Called by `composing.standing_text`. Pure.
"""

from collections.abc import Sequence

from assistant.language import Text, with_particle
from assistant.models.spec import Recalled
from assistant.planner.narrowing.attributes import LABELS, Attribute
from assistant.plans import Change
from assistant.standing import StandingPlan

_SHOWN = 4  # changes that one line names
_ATTRIBUTES: dict[str, Attribute] = {
    "image": "image",
    "resources.limits.memory": "limits.memory",
    "resources.limits.cpu": "limits.cpu",
    "resources.requests.memory": "requests.memory",
    "resources.requests.cpu": "requests.cpu",
}
_NONE = Text(
    ko="**아니요: 롤백을 제안하지 않습니다.** 이전 리비전이 괜찮았다는 근거를 찾지 못했습니다.",
    en="**No: I propose no rollback.** Nothing that was read shows that an earlier revision was good.",
)


def rollback_head(recalled: Recalled) -> Text | None:
    """Yes and to which revision, where one is known to have been good; that it can be done, where it is asked whether it is
    safe, for which no yes is said; None where no rollback is asked about."""
    if recalled.aspect != "weigh" or recalled.deed != "rollback" or not recalled.findings:
        return None
    to = {
        f.target.id: str(p.arguments["to_revision"])
        for f in recalled.findings
        for p in f.proposals
        if p.action.endswith("rollback_deployment") and p.arguments.get("to_revision")
    }
    if not to:
        return _NONE
    if len(to) > 1:
        each_ko = ", ".join(f"{with_particle(name, '은')} 리비전 {n}" for name, n in to.items())
        each_en = ", ".join(f"{name} to revision {n}" for name, n in to.items())
        if recalled.at_risk:
            return Text(ko=f"**되돌릴 수는 있습니다:** {each_ko}", en=f"**They can be rolled back:** {each_en}")
        return Text(ko=f"**네:** {each_ko}", en=f"**Yes:** {each_en}")
    ((name, number),) = to.items()
    revision = with_particle(number, "으로")
    changed = _changed([p for p in recalled.plans if any(a.target.id == name for a in p.plan.actions)], number)
    if recalled.at_risk:
        ko, en = f"**되돌릴 수는 있습니다: 리비전 {revision}**", f"**It can be rolled back, to revision {number}**"
    else:
        ko, en = f"**네, 리비전 {revision}**", f"**Yes, to revision {number}**"
    return Text(ko=f"{ko}{changed.ko}", en=f"{en}{changed.en}")


def _changed(plans: Sequence[StandingPlan], revision: str) -> Text:
    """What the plan to that revision changes, image and limits first; "" without such a plan."""
    actions = (a for p in plans for a in p.plan.actions if str(a.arguments.get("to_revision")) == revision)
    action = next(actions, None)
    changes = [c for c in action.context.changes if ".metadata." not in c.field] if action is not None else []
    if not changes:
        return Text(ko="", en="")
    told = sorted(changes, key=lambda c: _attribute(c) is None)[:_SHOWN]
    more = len(changes) - len(told)
    ko, en = (", ".join(_change(c).in_(lang) for c in told) for lang in ("ko", "en"))
    return Text(ko=f" · {ko}{f' 외 {more}가지' if more else ''}", en=f" · {en}{f' and {more} more' if more else ''}")


def _attribute(change: Change) -> Attribute | None:
    return next((a for end, a in _ATTRIBUTES.items() if change.field.endswith(f".{end}")), None)


def _change(change: Change) -> Text:
    """`image checkout:v2 → checkout:v1`: an image without its registry."""
    attribute = _attribute(change)
    before, after = change.before, change.after
    if attribute == "image":
        before, after = (value.rpartition("/")[2] for value in (before, after))
    field = change.field.removeprefix("spec.template.").removeprefix("spec.")
    label = LABELS[attribute] if attribute is not None else Text(ko=field, en=field)
    return Text(
        ko=f"{label.ko} {before or '없음'} → {after or '없음'}", en=f"{label.en} {before or 'none'} → {after or 'none'}"
    )
