"""Who may propose, approve and execute what, where. A table of rules; what no rule allows is refused."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from assistant.environments import Environment, Risk
from assistant.identity import Principal
from assistant.language import Text, with_particle
from assistant.plans import Plan

SOLO_COOL_DOWN_S = 300.0


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row: in these environments, these actions (exact names, or `backend.*`), by these roles, within these caps."""

    environments: tuple[str, ...]
    actions: tuple[str, ...]
    propose: frozenset[str]
    approve: frozenset[str]
    approvals: int = 1
    solo: bool = False  # in production, lets the requester approve what can be undone, after a cool-down
    max_targets: int = 10  # per plan
    max_per_day: int = 20  # executed actions of one kind, per environment

    def covers(self, environment: str, action: str) -> bool:
        return any(fnmatchcase(environment, e) for e in self.environments) and any(
            fnmatchcase(action, a) for a in self.actions
        )


def is_exact(name: str) -> bool:
    """True for a name of a rule that stands for itself only, not for a pattern."""
    return not set(name) & set("*?[")


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What the policy says about one plan by one principal. When not `allowed`, `reason` says which rule is missing."""

    allowed: bool
    reason: Text
    approvals: int = 0
    approver_roles: frozenset[str] = frozenset()
    requester_may_approve: bool = False
    cool_down_s: float = 0.0
    max_per_day: int = 0

    def refusal_of(self, approver: Principal, requested_by: str) -> Text | None:
        """Why this principal may not approve, None when it may."""
        name = approver.name
        if not approver.has_any(self.approver_roles):
            roles = ", ".join(sorted(self.approver_roles))
            return Text(
                ko=f"{name}에게는 여기서 승인할 수 있는 역할이 없습니다({roles})",
                en=f"{name} has none of the roles that may approve here: {roles}",
            )
        if name == requested_by and not self.requester_may_approve:
            return Text(
                ko=f"{with_particle(name, '이')} 요청한 것이라 여기서는 다른 사람이 승인해야 합니다",
                en=f"{name} requested it, and here the approver must be someone else",
            )
        return None


def refused(reason: Text) -> Ruling:
    return Ruling(allowed=False, reason=reason)


@dataclass(frozen=True)
class Policy:
    """The default-deny table."""

    rules: tuple[Rule, ...] = ()

    def decide(self, principal: Principal, plan: Plan, environment: Environment) -> Ruling:
        """Pure. For each action the first rule that covers it and admits the requester counts; the strictest of these
        holds for the whole plan.
        """
        if plan.environment != environment.name:
            return refused(
                Text(
                    ko=f"계획의 환경은 {environment.name}이 아니라 {plan.environment}입니다",
                    en=f"the plan is for {plan.environment}, not for {environment.name}",
                )
            )
        matched: list[Rule] = []
        for action in plan.actions:
            covering = [r for r in self.rules if r.covers(environment.name, action.action)]
            if not covering:
                return refused(
                    Text(
                        ko=f"{environment.name}에서 {with_particle(action.action, '을')} 허용하는 정책 규칙이 없습니다",
                        en=f"no policy rule allows {action.action} in {environment.name}",
                    )
                )
            mine = [r for r in covering if principal.has_any(r.propose)]
            if not mine:
                roles = ", ".join(sorted(set().union(*(r.propose for r in covering))))
                return refused(
                    Text(
                        ko=f"{principal.name}에게는 {with_particle(action.action, '을')} 계획할 수 있는 역할이 없습니다({roles})",
                        en=f"{principal.name} has none of the roles that may propose {action.action}: {roles}",
                    )
                )
            matched.append(mine[0])
        if not matched:
            return refused(Text(ko="계획에 작업이 없습니다", en="the plan has no actions"))
        targets, most = len(plan.actions), min(r.max_targets for r in matched)
        if targets > most:
            return refused(
                Text(
                    ko=f"대상이 {targets}개로, 한 번에 허용되는 {most}개보다 많습니다",
                    en=f"{targets} targets are more than the {most} allowed at once",
                )
            )
        return _ruling(matched, plan, environment)


def _ruling(rules: list[Rule], plan: Plan, environment: Environment) -> Ruling:
    production = environment.risk is Risk.PRODUCTION
    reversible = all(a.context.reversible for a in plan.actions)
    solo = production and reversible and all(r.solo for r in rules)
    return Ruling(
        allowed=True,
        reason=Text(ko="정책이 허용합니다", en="allowed by policy"),
        approvals=max(r.approvals for r in rules),
        approver_roles=_shared([r.approve for r in rules]),
        requester_may_approve=solo or not production,
        cool_down_s=SOLO_COOL_DOWN_S if solo else 0.0,
        max_per_day=min(r.max_per_day for r in rules),
    )


def _shared(roles: list[frozenset[str]]) -> frozenset[str]:
    """Roles that satisfy all rules; `*` asks for none in particular."""
    named = [r for r in roles if "*" not in r]
    return frozenset.intersection(*named) if named else frozenset({"*"})
