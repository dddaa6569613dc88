"""Carrying out an approved plan: claim once, check again, apply, verify, undo what does not verify; all journalled."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from assistant.clock import Clock, StoppableClock
from assistant.connections import Connections, Mode
from assistant.decisions import Approver
from assistant.environments import Environment
from assistant.errors import Cancelled, Failed, Refused
from assistant.executors.spec import Action, Operation, Verification
from assistant.gate.operations import Begun, OperationLog
from assistant.identity import Principal
from assistant.language import Text
from assistant.plans import Json, Plan, PlannedAction
from assistant.policy import Policy
from assistant.store import plans as plan_store
from assistant.store.database import Database
from assistant.store.plans import StoredJournal
from assistant.warrants import Phase, Warrant, check_decisions
from tools.spec import Call, ToolError, Unavailable

_WRITE_TIMEOUT_S = 600.0
_READ_TIMEOUT_S = 30.0
Tell = Callable[[Text], None]


@dataclass(frozen=True, kw_only=True)
class Step:
    """How one action ended: verified, undone, failed, or applied (done, but not verified)."""

    action: PlannedAction
    state: str
    observed: tuple[Text, ...]

    @property
    def ok(self) -> bool:
        return self.state == "verified"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a plan ended; steps that were not reached are missing."""

    plan: Plan
    steps: tuple[Step, ...]

    @property
    def ok(self) -> bool:
        return len(self.steps) == len(self.plan.actions) and all(s.ok for s in self.steps)


class Gate:
    """`execute` and `undo`. In this process the write clients exist only while an action runs."""

    def __init__(
        self,
        *,
        database: Database,
        connections: Connections,
        actions: Mapping[str, Action],
        approvers: Mapping[str, Approver],
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._database = database
        self._connections = connections
        self._actions = actions
        self._approvers = dict(approvers)
        self._policy = policy
        self._clock = clock
        self._journal = StoredJournal(database)

    def execute(
        self, plan: Plan, *, environment: Environment, by: Principal, tell: Tell, stop: threading.Event
    ) -> Outcome:
        """Carries out an approved plan, or finishes what a dead process began of it.

        Setting `stop` ends it before the next action or while verifying, never inside a write.
        Raises: `Refused` before anything was changed; `Failed` with what is known when a change broke off.
        """
        run = _Run(self, plan, environment, by, tell, stop)
        try:
            operations = run.begin()
        except (Refused, ToolError) as error:
            run.log.refuse(error.message)
            raise
        return Outcome(plan=plan, steps=tuple(run.steps(operations)))

    def undo(
        self, plan: Plan, *, environment: Environment, by: Principal, tell: Tell, stop: threading.Event
    ) -> Outcome:
        """Undoes what was carried out, last action first, under the approval that carried it out. Raises like `execute`."""
        run = _Run(self, plan, environment, by, tell, stop)
        with self._database.read() as connection:
            rows = plan_store.load_operations(connection, plan.id)
        done = [
            r for r in rows if r.phase == "apply" and r.state in ("verified", "applied", "failed") and r.receipt != "{}"
        ]
        if not done:
            reason = f"Plan {plan.id} was not carried out: there is nothing to undo."
            run.log.refuse(reason)
            raise Refused(reason)
        return Outcome(plan=plan, steps=tuple(run.undo(row.action_index) for row in reversed(done)))


class _Run:
    """One plan on its way through the gate."""

    def __init__(
        self, gate: Gate, plan: Plan, environment: Environment, by: Principal, tell: Tell, stop: threading.Event
    ) -> None:
        self._gate = gate
        self._plan = plan
        self._environment = environment
        self._tell = tell
        self._stop = stop
        self._clock = StoppableClock(gate._clock, stop)
        self._by = by
        self.log = OperationLog(gate._database, gate._clock, plan, by)

    def begin(self) -> list[Begun]:
        """Ours to carry out now: resumed after a crash, or claimed afresh after every check."""
        if reason := self._gate._journal.frozen(self._environment.name):
            raise Refused(f"{self._environment.name} is frozen: {reason}.", remedy="baepo unfreeze, once it may go on.")
        if resumed := self.log.resume():
            return resumed
        with self._gate._database.read() as connection:
            self._require_approval(connection)
        for planned in self._plan.actions:
            self._require_unchanged(planned)
        return self.log.claim("apply", range(len(self._plan.actions)), self._require_approval)

    def steps(self, operations: list[Begun]) -> list[Step]:
        """Stops at the first action that does not end well; what was not reached is closed as skipped."""
        steps: list[Step] = []
        for operation in operations:
            if (steps and not steps[-1].ok) or (self._stop.is_set() and operation.state == "running"):
                self.log.end(operation, "skipped", "failed", note="not reached")
                continue
            steps.append(self._step(operation))
        return steps

    def undo(self, index: int) -> Step:
        planned, action = self._plan.actions[index], self._action(index)
        with self._gate._database.read() as connection:
            applied = plan_store.load_receipt(connection, self._plan.id, index)
        [operation] = self.log.claim("undo", [index], lambda _connection: None)
        self._tell(Text(ko=f"되돌리는 중: {planned.context.undo.ko}", en=f"undoing: {planned.context.undo.en}"))
        with self._settled(operation):
            receipt = action.undo(
                self._warrant(index, "undo"),
                applied,
                writer=self._bound(action, "write"),
                operation=Operation(id=operation.id, clock=self._gate._clock, journal=self.log.receipt(operation.id)),
            )
        self.log.end(operation, "undone", "undone", receipt=receipt)
        return Step(action=planned, state="undone", observed=(planned.context.undo,))

    def _step(self, operation: Begun) -> Step:
        planned, action = self._plan.actions[operation.index], self._action(operation.index)
        receipt = operation.receipt
        if operation.state == "running":
            self._tell(Text(ko=f"적용 중: {planned.context.title.ko}", en=f"applying: {planned.context.title.en}"))
            receipt = self._apply(action, operation)
        self._tell(Text(ko=f"확인 중: {planned.context.verify.ko}", en=f"verifying: {planned.context.verify.en}"))
        try:
            reader = self._bound(action, "read")
            verification = action.verify(planned, receipt, reader=reader, clock=self._clock)
        except (ToolError, Cancelled) as error:
            return self._unverified(planned, error)
        return self._judge(planned, operation, verification)

    def _apply(self, action: Action, operation: Begun) -> Json:
        with self._settled(operation):
            receipt = action.apply(
                self._warrant(operation.index, "apply"),
                writer=self._bound(action, "write"),
                operation=Operation(id=operation.id, clock=self._gate._clock, journal=self.log.receipt(operation.id)),
                resumed=operation.receipt,
            )
        self.log.end(operation, "applied", "applied", receipt=receipt)
        return receipt

    def _judge(self, planned: PlannedAction, operation: Begun, verification: Verification) -> Step:
        if verification.ok:
            self.log.end(operation, "verified", "verified")
            return Step(action=planned, state="verified", observed=verification.observed)
        note = "; ".join(o.en for o in verification.observed)
        self.log.end(operation, "failed", "failed", note=f"not verified: {note}")
        if not planned.context.reversible:
            return Step(action=planned, state="failed", observed=verification.observed)
        undone = self.undo(operation.index)
        return Step(action=planned, state="undone", observed=verification.observed + undone.observed)

    def _unverified(self, planned: PlannedAction, error: ToolError | Cancelled) -> Step:
        """Could not look is not the same as failed: it stays applied, and the next `execute` verifies it."""
        again = f"baepo execute {self._plan.id}"
        reason = str(error)
        return Step(
            action=planned,
            state="applied",
            observed=(
                Text(
                    ko=f"적용했지만 확인하지 못했습니다 ({reason}). 다시 확인: {again}",
                    en=f"applied, but not verified ({reason}). To verify: {again}",
                ),
            ),
        )

    def _require_approval(self, connection: Connection) -> None:
        """Raises `Refused` unless the stored plan is approved now and the caps leave room."""
        now = self._gate._clock.now()
        stored = plan_store.load_plan(connection, self._plan.id)
        if stored.digest != self._plan.digest or stored.id != self._plan.id:
            raise Refused(f"The stored plan {self._plan.id} was edited: its content no longer gives its digest.")
        decisions = plan_store.load_decisions(connection, self._plan.id)
        if not decisions:
            raise Refused(f"Plan {self._plan.id} is not approved.", remedy=f"baepo approve {self._plan.id}")
        check_decisions(
            self._plan,
            decisions,
            approvers=self._gate._approvers,
            policy=self._gate._policy,
            environment=self._environment,
            at=now,
        )
        ruling = self._gate._policy.decide(self._plan.requester, self._plan, self._environment)
        if not (self._by.has_any(self._plan.requester_roles) or self._by.has_any(ruling.approver_roles)):
            raise Refused(f"{self._by.name} may not carry out plans here.")
        for name in {a.action for a in self._plan.actions}:
            wanted = sum(a.action == name for a in self._plan.actions)
            done = plan_store.applied_since(connection, self._environment.name, name, now - timedelta(days=1))
            if done + wanted > ruling.max_per_day:
                raise Refused(
                    f"{name} ran {done} times in {self._environment.name} in 24 hours; the cap is {ruling.max_per_day}."
                )

    def _require_unchanged(self, planned: PlannedAction) -> None:
        """Plans it again and compares: intent and preconditions must hold, context may have moved on."""
        action = self._gate._actions.get(planned.action)
        if action is None:
            raise Refused(f"There is no action {planned.action} any more.")
        again = action.plan(planned.proposal, reader=self._bound(action, "read"), now=self._gate._clock.now())
        for name, approved, live in (
            ("preconditions", planned.preconditions, again.preconditions),
            ("intent", planned.intent, again.intent),
        ):
            moved = sorted(k for k in {*approved, *live} if approved.get(k) != live.get(k))
            if moved:
                raise Refused(
                    f"{planned.target} has changed since plan {self._plan.id} was approved ({name}: {', '.join(moved)}).",
                    remedy="Ask again for a fresh plan.",
                )

    def _warrant(self, index: int, phase: Phase) -> Warrant:
        with self._gate._database.read() as connection:
            decisions = plan_store.load_decisions(connection, self._plan.id)
        return Warrant(
            plan=self._plan,
            action_index=index,
            phase=phase,
            decisions=decisions,
            approvers=self._gate._approvers,
            policy=self._gate._policy,
            environment=self._environment,
            journal=self._gate._journal,
            clock=self._gate._clock,
        )

    def _action(self, index: int) -> Action:
        return self._gate._actions[self._plan.actions[index].action]

    def _bound(self, action: Action, mode: Mode) -> Any:
        timeout_s = (
            _WRITE_TIMEOUT_S
            if mode == "write"
            else _READ_TIMEOUT_S + max(a.context.verify_timeout_s for a in self._plan.actions)
        )
        operations = action.reads | action.writes if mode == "write" else action.reads
        call = Call(operations=operations, deadline=time.monotonic() + timeout_s)
        return self._gate._connections.bound(self._environment, action.backend, call, mode=mode)

    @contextmanager
    def _settled(self, operation: Begun) -> Iterator[None]:
        """A definite error ends the operation; one that leaves the outcome open keeps it for resuming."""
        again = f"baepo execute {self._plan.id}"
        try:
            yield
        except Refused:
            self.log.release(operation)
            raise
        except Unavailable as error:
            self.log.release(operation)
            raise Failed(
                f"It is not known whether the change arrived: {error.message}",
                remedy=f"{again} reads the target first and then finishes; nothing is done twice.",
            ) from error
        except ToolError as error:
            self.log.end(operation, "failed", "failed", note=error.message)
            raise Failed(f"Not carried out: {error.message}", remedy=error.remedy) from error
