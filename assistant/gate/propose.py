"""From a proposal to a stored plan: the executor's dry run, the policy's word, a digest. Changes nothing anywhere."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from assistant import ledger
from assistant.clock import Clock
from assistant.connections import Connections
from assistant.environments import Environment
from assistant.errors import Refused, UsageError
from assistant.executors.spec import Action
from assistant.identity import Principal
from assistant.language import Text, with_particle
from assistant.plans import Context, Plan, PlannedAction, Proposal
from assistant.policy import Policy
from assistant.redaction import Redactor
from assistant.standing import ActionKind
from assistant.store import plans as plan_store
from assistant.store.database import Database
from tools.spec import Call

PLAN_VALID_FOR = timedelta(minutes=30)
PLANNING_TIMEOUT_S = 30.0
_REUSE_WHILE = timedelta(minutes=10)  # left to live, so that an approver still has time


class Proposer:
    """`propose`, the one part of the gate that agent and playbooks may use."""

    def __init__(
        self,
        *,
        database: Database,
        connections: Connections,
        actions: Mapping[str, Action],
        policy: Policy,
        redactor: Redactor,
        clock: Clock,
    ) -> None:
        self._database = database
        self._connections = connections
        self._actions = actions
        self._policy = policy
        self._redactor = redactor
        self._clock = clock

    @property
    def kinds(self) -> tuple[ActionKind, ...]:
        """What can be proposed at all."""
        return tuple(
            ActionKind(name=a.name, backend=a.backend, kind=a.kind, title=a.title) for a in self._actions.values()
        )

    def propose(
        self, proposals: tuple[Proposal, ...], *, principal: Principal, environment: Environment, session: str
    ) -> Plan:
        """Plans the proposals together and stores the plan; an equal one that still waits is returned instead. `session` is the
        conversation that they come from, "" for a person's own command.

        Raises: `Refused` by policy, `UsageError` for an unknown action, `ToolError` when the target cannot be planned on.
        """
        now = self._clock.now()
        plan = Plan(
            environment=environment.name,
            requested_by=principal.name,
            requester_roles=principal.roles,
            created_at=now,
            expires_at=now + PLAN_VALID_FOR,
            actions=tuple(self._planned(proposal, environment, by_hand=not session) for proposal in proposals),
        )
        ruling = self._policy.decide(principal, plan, environment)
        if not ruling.allowed:
            raise Refused(
                Text(ko=f"계획하지 않았습니다: {ruling.reason.ko}.", en=f"Not proposed: {ruling.reason.en}."),
                remedy=Text(
                    ko="baepo.toml의 [[policy]]를 보세요 (docs/ko/configuration.md).",
                    en="See [[policy]] in baepo.toml (docs/configuration.md).",
                ),
            )
        with self._database.write() as connection:
            if waiting := _equal_waiting(plan_store.list_undecided(connection, environment.name), plan):
                return waiting
            plan_store.save_plan(connection, plan, session=session)
            body = {"digest": plan.digest, "actions": [f"{a.action} {a.target}" for a in plan.actions]}
            ledger.append(
                connection,
                at=now,
                kind="proposed",
                principal=principal.name,
                environment=environment.name,
                subject=plan.id,
                body=body,
            )
        return plan

    def _planned(self, proposal: Proposal, environment: Environment, *, by_hand: bool) -> PlannedAction:
        action = self._actions.get(proposal.action)
        if action is None:
            raise UsageError(
                Text(ko=f"이름이 {proposal.action}인 작업이 없습니다.", en=f"There is no action {proposal.action}."),
                remedy=Text(ko="baepo tools로 목록을 볼 수 있습니다.", en="baepo tools lists them."),
            )
        if action.by_hand and not by_hand:
            raise Refused(
                Text(
                    ko=f"{with_particle(action.name, '은')} 사람이 명령으로만 계획합니다.",
                    en=f"{action.name} is proposed by a person's own command alone.",
                ),
                remedy=Text(ko="baepo propose manifest FILE", en="baepo propose manifest FILE"),
            )
        call = Call(operations=action.reads, deadline=time.monotonic() + PLANNING_TIMEOUT_S)
        reader = self._connections.bound(environment, action.backend, call)
        planned = action.plan(proposal, reader=reader, now=self._clock.now())
        # What people read may quote names and tags; what will be set and compared stays as the executor gave it.
        context = Context.from_json(self._redactor.value(planned.context.to_json()))
        return replace(planned, context=context)


def _equal_waiting(candidates: list[Plan], plan: Plan) -> Plan | None:
    """A stored plan that sets the same on the same, asked for by the same principal, with time left to decide."""
    for other in candidates:
        if (
            other.requested_by == plan.requested_by
            and other.expires_at - plan.created_at > _REUSE_WHILE
            and [_essence(a) for a in other.actions] == [_essence(a) for a in plan.actions]
        ):
            return other
    return None


def _essence(action: PlannedAction) -> tuple[object, ...]:
    return (action.action, action.target, dict(action.intent), dict(action.preconditions))
