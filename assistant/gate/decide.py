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
            raise Refused(
                Text(
                    ko=f"{with_particle(repr(decision.approver), '은')} 설정된 승인자가 아닙니다.",
                    en=f"{decision.approver!r} is not a configured approver.",
                ),
                remedy=Text(
                    ko="baepo.toml에 [approvers.<이름>]과 공개 키를 추가하세요.",
                    en="Add [approvers.<name>] with its public key to baepo.toml.",
                ),
            )
        if not approver.signed(decision):
            raise Refused(
                Text(
                    ko=f"서명이 {decision.approver}의 공개 키와 맞지 않습니다. 아무것도 기록하지 않았습니다.",
                    en=f"The signature does not fit {decision.approver}'s public key: nothing was recorded.",
                )
            )
        if reason := approver.refusal(now):
            raise Refused(
                Text(ko=f"기록하지 않았습니다: {reason.ko}.", en=f"Not recorded: {reason.en}."),
                remedy=Text(
                    ko="쓰고 있는 키로 결정하세요: --as NAME.", en="Decide with a key that is in use: --as NAME."
                ),
            )
        if (decision.plan_id, decision.digest, decision.environment) != (plan.id, plan.digest, plan.environment):
            raise Refused(
                Text(
                    ko=f"이 결정은 지금의 계획 {with_particle(plan.id, '과')} 다른 내용에 대한 것입니다.",
                    en=f"The decision is for another content than plan {plan.id} has now.",
                )
            )
        if abs(now - decision.issued_at) > _SIGNED_WITHIN:  # an earlier time would shorten a cool-down
            raise Refused(
                Text(
                    ko=f"계획 {plan.id}에 대한 결정이 방금 서명된 것이 아닙니다.",
                    en=f"The decision on plan {plan.id} was not signed just now.",
                ),
                remedy=Text(ko="이 컴퓨터의 시계를 확인하세요.", en="Check this machine's clock."),
            )
        if now >= min(decision.expires_at, plan.expires_at):
            raise Refused(
                Text(
                    ko=f"계획 {plan.id} 또는 그 결정이 만료되었습니다.",
                    en=f"Plan {plan.id} or the decision on it has expired.",
                ),
                remedy=Text(ko="다시 물어 새 계획을 받으세요.", en="Ask again for a fresh plan."),
            )
        ruling = self._policy.decide(plan.requester, plan, environment)
        if not ruling.allowed:
            raise Refused(
                Text(
                    ko=f"정책이 계획 {with_particle(plan.id, '을')} 허용하지 않습니다: {ruling.reason.ko}.",
                    en=f"Policy does not allow plan {plan.id}: {ruling.reason.en}.",
                )
            )
        principal = Principal(name=approver.name, roles=approver.roles, via="cli")
        if reason := ruling.refusal_of(principal, plan.requested_by):
            raise Refused(Text(ko=f"기록하지 않았습니다: {reason.ko}.", en=f"Not recorded: {reason.en}."))
