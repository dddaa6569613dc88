"""Recording a decision: who may, on what, once. Signing happens elsewhere, in the `baepo approve` process."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from assistant import decision_refusals, ledger
from assistant.clock import Clock
from assistant.decisions import Approver, Decision
from assistant.environments import Environment
from assistant.errors import Refused
from assistant.identity import Principal
from assistant.language import Text, with_particle
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
                    raise Refused(
                        Text(
                            ko="이 결정은 다른 원장에서 서명되었습니다.",
                            en="The decision was signed on another ledger than this store has.",
                        )
                    )
                if plan_store.load_operations(connection, plan.id):
                    raise Refused(
                        Text(
                            ko=f"계획 {with_particle(plan.id, '은')} 이미 실행되었습니다.",
                            en=f"Plan {plan.id} was already carried out.",
                        )
                    )
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
            raise Refused(
                Text(
                    ko=f"{decision.approver}: 계획 {with_particle(decision.plan_id, '을')} 이미 결정했습니다.",
                    en=f"{decision.approver} has already decided on plan {decision.plan_id}.",
                )
            ) from conflict

    def _check(self, decision: Decision, plan: Plan, environment: Environment) -> None:
        now = self._clock.now()
        approver = self._approvers.get(decision.approver)
        if approver is None:
            raise decision_refusals.unknown_approver(decision.approver)
        if not approver.signed(decision):
            raise decision_refusals.forged(decision.approver)
        if reason := approver.refusal(now):
            another_key = Text(
                ko="쓰고 있는 키로 결정하세요: --as NAME.", en="Decide with a key that is in use: --as NAME."
            )
            raise decision_refusals.not_recorded(reason, remedy=another_key)
        if (decision.plan_id, decision.digest, decision.environment) != (plan.id, plan.digest, plan.environment):
            raise decision_refusals.other_content(plan.id, decision.approver)
        if abs(now - decision.issued_at) > _SIGNED_WITHIN:  # an earlier time would shorten a cool-down
            raise Refused(
                Text(
                    ko=f"계획 {plan.id}에 대한 결정이 방금 서명된 것이 아닙니다.",
                    en=f"The decision on plan {plan.id} was not signed just now.",
                ),
                remedy=Text(ko="이 컴퓨터의 시계를 확인하세요.", en="Check this machine's clock."),
            )
        if now >= plan.expires_at:
            raise decision_refusals.plan_expired(plan)
        if now >= decision.expires_at:
            raise decision_refusals.approval_expired(decision.approver, decision.expires_at)
        ruling = self._policy.decide(plan.requester, plan, environment)
        decision_refusals.require_allowed(plan, ruling)
        principal = Principal(name=approver.name, roles=approver.roles, via="cli")
        if reason := ruling.refusal_of(principal, plan.requested_by):
            raise decision_refusals.not_recorded(reason)
