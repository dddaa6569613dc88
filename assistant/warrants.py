"""The warrant: what an executor asks for before it writes. It is proof, checked again at the last moment, not a flag.

Made by `assistant.gate.execute` only; every check here is repeated inside the executor's own `apply` and `undo`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, final

from assistant.clock import Clock
from assistant.decisions import Approver, Decision
from assistant.environments import Environment
from assistant.errors import Refused
from assistant.identity import Principal
from assistant.plans import Plan, PlannedAction
from assistant.policy import Policy

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
    if not ruling.allowed:
        raise Refused(f"Policy does not allow plan {plan.id}: {ruling.reason}.")
    if at >= plan.expires_at:
        raise Refused(
            f"Plan {plan.id} expired at {plan.expires_at:%H:%M:%S} UTC.", remedy="Ask again for a fresh plan."
        )
    good: set[str] = set()
    for decision in decisions:
        approver = approvers.get(decision.approver)
        if approver is None:
            raise Refused(
                f"{decision.approver!r} is not a configured approver.", remedy="See [approvers] in baepo.toml."
            )
        if not approver.signed(decision):
            raise Refused(f"The signature of {decision.approver} does not fit this decision: it was forged or edited.")
        if decision.digest != plan.digest or decision.plan_id != plan.id or decision.environment != plan.environment:
            raise Refused(
                f"The approval of {decision.approver} is for another content than plan {plan.id} has now.",
                remedy="The plan was edited after it was approved. Propose it anew.",
            )
        if decision.verdict != "approve":
            raise Refused(f"Plan {plan.id} was rejected by {decision.approver}.")
        if at >= decision.expires_at:
            raise Refused(f"The approval of {decision.approver} expired at {decision.expires_at:%H:%M:%S} UTC.")
        if (at - decision.issued_at).total_seconds() < ruling.cool_down_s and decision.approver == plan.requested_by:
            raise Refused(
                f"{decision.approver} approved an own request: it may run {ruling.cool_down_s:.0f} s after the approval."
            )
        if reason := approver.refusal(max(at, decision.issued_at)):
            raise Refused(f"The approval does not count: {reason}.", remedy="Ask again for a fresh plan.")
        principal = Principal(name=approver.name, roles=approver.roles, via="cli")
        if reason := ruling.refusal_of(principal, plan.requested_by):
            raise Refused(f"The approval does not count: {reason}.")
        good.add(approver.public_key)  # one key under two names is one approver
    if len(good) < ruling.approvals:
        raise Refused(
            f"Plan {plan.id} has {len(good)} of {ruling.approvals} approvals.", remedy=f"baepo approve {plan.id}"
        )


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
            raise Refused(
                f"{self.environment.name} is frozen: {reason}.", remedy="baepo unfreeze, once the reason is gone."
            )
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
            raise Refused(f"No claim in the journal lets operation {operation_id} run plan {self.plan.id}.")
        if claim.state != "running":
            raise Refused(f"Operation {operation_id} has already ended ({claim.state}): an approval is used once.")
        planned = self.plan.actions[self.action_index]
        if planned.action != action_name:
            raise Refused(f"The approval is for {planned.action}, not for {action_name}.")
        # What counts is when the change was claimed: a crash in between, or an undo within its day, may end later.
        applied = self.journal.claim_of(self.plan.id, self.action_index, "apply")
        if applied is None:
            raise Refused(f"Plan {self.plan.id} was never carried out: there is nothing to undo.")
        if claim.claimed_at - applied.claimed_at > UNDO_WITHIN:
            raise Refused(f"Plan {self.plan.id} was carried out more than 24 hours ago: its approval covers no undo.")
        at = applied.claimed_at
        if self.clock.now() - at > UNDO_WITHIN and self.phase == "apply":
            raise Refused(
                f"Plan {self.plan.id} was begun more than 24 hours ago: its approval is too old to finish it."
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
