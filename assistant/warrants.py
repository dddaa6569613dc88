"""The warrant: what an executor asks for before it writes. It is proof, checked again at the last moment, not a flag.

Made by `assistant.gate.execute` only; every check here is repeated inside the executor's own `apply` and `undo`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, final

from assistant import decision_refusals, plan_refusals
from assistant.clock import Clock
from assistant.decisions import Approver, Decision
from assistant.environments import Environment
from assistant.errors import Refused
from assistant.identity import Principal
from assistant.language import Text, with_particle
from assistant.plans import Plan, PlannedAction
from assistant.policy import Policy, Ruling

Phase = Literal["apply", "undo"]
UNDO_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The journal's word that one operation, and no other, runs this phase of this action."""

    operation_id: str
    plan_id: str
    action_index: int
    phase: Phase
    state: str
    claimed_at: datetime

    def to_ledger(self) -> dict[str, Any]:
        """What the ledger keeps of a claim; a claim without it is none."""
        return {"operation": self.operation_id, "phase": self.phase, "action": self.action_index}


class Journal(Protocol):
    """What a warrant asks the store."""

    def claim(self, operation_id: str) -> Claim | None: ...

    def claim_of(self, plan_id: str, action_index: int, phase: Phase) -> Claim | None: ...

    def frozen(self, environment: str) -> str:
        """Why nothing may be changed there now, "" when it may."""


def check_decisions(
    plan: Plan,
    decisions: tuple[Decision, ...],
    *,
    approvers: dict[str, Approver],
    policy: Policy,
    environment: Environment,
    at: datetime,
) -> None:
    """Raises `Refused` unless enough different approvers, whom the policy admits, signed exactly this plan in time."""
    ruling = policy.decide(plan.requester, plan, environment)
    decision_refusals.require_allowed(plan, ruling)
    if at >= plan.expires_at:
        raise decision_refusals.plan_expired(plan)
    # One key under two names is one approver.
    keys = {_approver_of(plan, decision, approvers, ruling, at).public_key for decision in decisions}
    if len(keys) < ruling.approvals:
        raise decision_refusals.too_few(plan.id, have=len(keys), need=ruling.approvals)


def _approver_of(
    plan: Plan, decision: Decision, approvers: Mapping[str, Approver], ruling: Ruling, at: datetime
) -> Approver:
    """Who approved the plan by this decision. Raises `Refused` when it does not count at that time."""
    approver = approvers.get(decision.approver)
    if approver is None:
        raise decision_refusals.unknown_approver(decision.approver)
    if not approver.signed(decision):
        raise decision_refusals.forged(decision.approver)
    if (decision.plan_id, decision.digest, decision.environment) != (plan.id, plan.digest, plan.environment):
        raise decision_refusals.other_content(plan.id, decision.approver)
    if decision.verdict != "approve":
        raise plan_refusals.rejected(plan.id, decision.approver)
    if at >= decision.expires_at:
        raise decision_refusals.approval_expired(decision.approver, decision.expires_at)
    own = decision.approver == plan.requested_by
    if own and (at - decision.issued_at).total_seconds() < ruling.cool_down_s:
        raise decision_refusals.too_soon(decision.approver, ruling.cool_down_s)
    principal = Principal(name=approver.name, roles=approver.roles, via="cli")
    reason = approver.refusal(max(at, decision.issued_at)) or ruling.refusal_of(principal, plan.requested_by)
    if reason:
        raise decision_refusals.does_not_count(reason)
    return approver


@final
@dataclass(frozen=True, kw_only=True)
class Warrant:
    """One operation's permission to change one target."""

    plan: Plan
    action_index: int
    phase: Phase
    decisions: tuple[Decision, ...]
    approvers: dict[str, Approver]
    policy: Policy
    environment: Environment
    journal: Journal
    clock: Clock

    def require(self, action_name: str, operation_id: str) -> PlannedAction:
        """The action to carry out. Raises `Refused`; nothing may be written before this has returned."""
        if reason := self.journal.frozen(self.environment.name):
            raise plan_refusals.frozen(self.environment.name, reason)
        claim = self.journal.claim(operation_id)
        if (
            claim is None
            or claim.plan_id != self.plan.id
            or (claim.action_index, claim.phase)
            != (
                self.action_index,
                self.phase,
            )
        ):
            raise Refused(
                Text(
                    ko=f"작업 {with_particle(operation_id, '이')} 계획 {self.plan.id}에 쓰일 것이라는 기록이 없습니다.",
                    en=f"No claim in the journal lets operation {operation_id} run plan {self.plan.id}.",
                )
            )
        if claim.state != "running":
            raise Refused(
                Text(
                    ko=f"작업 {with_particle(operation_id, '은')} 이미 끝났습니다({claim.state}). 승인은 한 번만 쓸 수 있습니다.",
                    en=f"Operation {operation_id} has already ended ({claim.state}): an approval is used once.",
                )
            )
        planned = self.plan.actions[self.action_index]
        if planned.action != action_name:
            raise Refused(
                Text(
                    ko=f"승인은 {planned.action}에 대한 것이고 {action_name}에 대한 것이 아닙니다.",
                    en=f"The approval is for {planned.action}, not for {action_name}.",
                )
            )
        # What counts is when the change was claimed: a crash in between, or an undo within its day, may end later.
        applied = self.journal.claim_of(self.plan.id, self.action_index, "apply")
        if applied is None:
            raise plan_refusals.never_done(self.plan.id)
        if claim.claimed_at - applied.claimed_at > UNDO_WITHIN:
            raise plan_refusals.too_old_to_undo(self.plan.id)
        at = applied.claimed_at
        if self.clock.now() - at > UNDO_WITHIN and self.phase == "apply":
            raise Refused(
                Text(
                    ko=f"계획 {with_particle(self.plan.id, '을')} 시작한 지 24시간이 넘어, 그 승인으로는 끝낼 수 없습니다.",
                    en=f"Plan {self.plan.id} was begun more than 24 hours ago: its approval is too old to finish it.",
                )
            )
        check_decisions(
            self.plan,
            self.decisions,
            approvers=self.approvers,
            policy=self.policy,
            environment=self.environment,
            at=at,
        )
        return planned
