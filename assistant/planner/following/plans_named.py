"""Plans that a question names by id, and what it wants of them that they are not. Called by `following.recall`. Pure."""

import re
from collections.abc import Sequence

from assistant.language import Text, with_particle
from assistant.patterns import Lazy
from assistant.standing import Standing, StandingPlan

_PLAN = Lazy(r"(?<![\w-])p-[0-9a-f]{8}(?![\w-])")
_REVISION = Lazy(
    r"\b(?:revision|rev\.?|r)\s*#?(?P<en>\d+)\b|리비전\s*#?(?P<ko>\d+)|(?<!\d)(?P<before>\d+)\s*번?\s*리비전"
)


def named_plans(text: str, standing: Standing) -> tuple[tuple[StandingPlan, ...], str]:
    """(those that exist here, the first id that none has)."""
    ids = list(dict.fromkeys(re.findall(r"p-[0-9a-f]{8}", text.lower()))) if _PLAN.search(text) else []
    found = tuple(p for i in ids for p in standing.plans if p.plan.id == i)
    return found, next((i for i in ids if all(p.plan.id != i for p in found)), "")


def no_such_plan(plan: str) -> Text:
    return Text(
        ko=f"**{with_particle(plan, '은')} 이 환경에서 기다리는 계획이 아닙니다.** 모든 계획은 `baepo plans`로 봅니다.",
        en=f"**{plan} is no plan that waits in this environment.** `baepo plans` lists them all.",
    )


def another_revision(text: str, plans: Sequence[StandingPlan]) -> Text | None:
    """That a revision is wished for to which none of these plans goes, with the command that plans it."""
    said = _REVISION.search(text)
    if said is None:
        return None
    wanted = int(said["en"] or said["ko"] or said["before"])
    rollbacks = [a for p in plans for a in p.plan.actions if "to_revision" in a.arguments]
    if not rollbacks or any(a.arguments["to_revision"] == wanted for a in rollbacks):
        return None
    first = rollbacks[0]
    command = f"`baepo propose {first.action} {first.target.short} to_revision={wanted}`"
    return Text(
        ko=f"**기다리는 계획은 리비전 {with_particle(str(wanted), '으로')} 가는 것이 아닙니다.** "
        f"그 계획을 만들려면: {command}",
        en=f"**The plan that waits does not go to revision {wanted}.** To plan that: {command}",
    )
