"""Recording a decision: who may, on what, once. Signing happens elsewhere, in the `baepo approve` process."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from assistant import ledger
from assistant.clock import Clock
from assistant.decisions import Approver, Decision
from assistant.environments import Environment
from assistant.errors import Refused
from assistant.identity import Principal
from assistant.plans import Plan
from assistant.policy import Policy
from assistant.store import plans as plan_store
from assistant.store.database import Conflict, Database
from assistant.store.tables import ledger as ledger_table

_SIGNED_WITHIN = timedelta(minutes=2)  # longer than an SSH agent waits for its owner to confirm


class Decider:
    """Checks a signed decision against plan, policy and history, and keeps it."""

    def __init__(self, *, database: Database, approvers: Mapping[str, Approver], policy: Policy, clock: Clock) -> None:
        self._database = database
        self._approvers = approvers
        self._policy = policy
        self._clock = clock

    def record(self, decision: Decision, *, environment: Environment) -> None:
        """Keeps the decision and its ledger entry together. Raises `Refused`; then nothing is kept."""
        now = self._clock.now()
        try:
            with self._database.write() as connection:
                plan = plan_store.load_plan(connection, decision.plan_id)
                self._check(decision, plan, environment)
                known = select(ledger_table.c.seq).where(ledger_table.c.hash == decision.ledger_head)
                if decision.ledger_head != ledger.GENESIS and connection.scalar(known) is None:
                    raise Refused("The decision was signed on another ledger than this store has.")
                if plan_store.load_operations(connection, plan.id):
                    raise Refused(f"Plan {plan.id} was already carried out.")
                plan_store.save_decision(connection, decision)
                body = {
                    "verdict": decision.verdict,
                    "digest": decision.digest,
                    "nonce": decision.nonce,
                    "reason": decision.reason,
                    "signature": decision.signature,
                }
                ledger.append(
                    connection,
                    at=now,
                    kind="decided",
                    principal=decision.approver,
                    environment=environment.name,
                    subject=plan.id,
                    body=body,
                )
        except Conflict as conflict:
            raise Refused(f"{decision.approver} has already decided on plan {decision.plan_id}.") from conflict

    def _check(self, decision: Decision, plan: Plan, environment: Environment) -> None:
        now = self._clock.now()
        approver = self._approvers.get(decision.approver)
        if approver is None:
            raise Refused(
                f"{decision.approver!r} is not a configured approver.",
                remedy="Add [approvers.<name>] with its public key to baepo.toml.",
            )
        if not approver.signed(decision):
            raise Refused(f"The signature does not fit {decision.approver}'s public key: nothing was recorded.")
        if reason := approver.refusal(now):
            raise Refused(f"Not recorded: {reason}.", remedy="Decide with a key that is in use: --as NAME.")
        if (decision.plan_id, decision.digest, decision.environment) != (plan.id, plan.digest, plan.environment):
            raise Refused(f"The decision is for another content than plan {plan.id} has now.")
        if abs(now - decision.issued_at) > _SIGNED_WITHIN:  # an earlier time would shorten a cool-down
            raise Refused(
                f"The decision on plan {plan.id} was not signed just now.", remedy="Check this machine's clock."
            )
        if now >= min(decision.expires_at, plan.expires_at):
            raise Refused(f"Plan {plan.id} or the decision on it has expired.", remedy="Ask again for a fresh plan.")
        ruling = self._policy.decide(plan.requester, plan, environment)
        if not ruling.allowed:
            raise Refused(f"Policy does not allow plan {plan.id}: {ruling.reason}.")
        principal = Principal(name=approver.name, roles=approver.roles, via="cli")
        if reason := ruling.refusal_of(principal, plan.requested_by):
            raise Refused(f"Not recorded: {reason}.")
