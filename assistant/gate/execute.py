"""Carrying out an approved plan: claim once, check again, apply, verify, undo what does not verify; all journalled."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from assistant import ledger, plan_refusals, refusals
from assistant.clock import Clock, StoppableClock
from assistant.connections import Connections, Mode
from assistant.decisions import Approver
from assistant.environments import Environment
from assistant.errors import Cancelled, Failed, Refused, StoreUnavailable
from assistant.executors.spec import Action, Operation, Verification
from assistant.gate.operations import Begun, OperationLog
from assistant.identity import Principal
from assistant.language import Text
from assistant.plans import Json, Plan, PlannedAction
from assistant.policy import Policy
from assistant.store import plans as plan_store
from assistant.store.database import Database
from assistant.store.plans import StoredJournal
from assistant.warrants import UNDO_WITHIN, Phase, Warrant, check_decisions
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
        except Refused as error:
            run.log.refuse(error.message)
            raise
        except ToolError as error:
            run.log.refuse(error.message)
            run.log.require_unbegun()  # the target may be gone because somebody else carries this plan out: then say that
            raise
        return Outcome(plan=plan, steps=tuple(run.steps(operations)))

    def undo(
        self, plan: Plan, *, environment: Environment, by: Principal, tell: Tell, stop: threading.Event
    ) -> Outcome:
        """Undoes what was carried out, last action first, under the approval that carried it out. Raises like `execute`."""
        run = _Run(self, plan, environment, by, tell, stop)
        try:
            indexes = run.to_undo()
        except (Refused, ToolError) as error:
            run.log.refuse(error.message)
            raise
        return Outcome(plan=plan, steps=tuple(run.undo(index) for index in indexes))


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
        self._broke_off = 0  # number of actions when one of them failed for good: the rest is not reached
        self.log = OperationLog(gate._database, gate._clock, plan, by)

    def begin(self) -> list[Begun]:
        """All actions: resumed after a crash, or claimed afresh after every check."""
        self._require_permitted()
        if resumed := self.log.resume():
            return resumed
        with self._gate._database.read() as connection:
            self._require_approval(connection)
        for planned in self._plan.actions:
            self._require_unchanged(planned)
        for index in range(len(self._plan.actions)):
            self._bound(
                self._action(index), "write"
            )  # another place than the one pinned: refused before anything is claimed
        return self.log.claim(self._require_approval)

    def steps(self, operations: list[Begun]) -> list[Step]:
        """Stops at the first action that does not end well; what was not reached is closed as skipped."""
        steps: list[Step] = []
        try:
            for operation in operations:
                if operation.state not in ("running", "applied"):  # ended before a crash
                    steps.append(Step(action=self._plan.actions[operation.index], state=operation.state, observed=()))
                elif operation.state == "running" and (self._stop.is_set() or (steps and not steps[-1].ok)):
                    if not operation.resumed or not self._stop.is_set():  # one that was begun stays to be finished
                        self.log.end(operation, "skipped", "failed", note="not reached")
                else:
                    steps.append(self._step(operation))
        except BaseException:
            if self._broke_off:
                for operation in operations[self._broke_off :]:
                    if operation.state == "running":
                        self.log.end(operation, "skipped", "failed", note="not reached")
            raise
        finally:
            self._release(operations)
        return steps

    def to_undo(self) -> list[int]:
        """Indexes of what was carried out and is not undone yet, last first. Raises `Refused` when there is nothing."""
        self._require_permitted()
        with self._gate._database.read() as connection:
            rows = plan_store.load_operations(connection, self._plan.id)
        done = [
            r for r in rows if r.phase == "apply" and r.state in ("verified", "applied", "failed") and r.receipt != "{}"
        ]
        undone = {r.action_index for r in rows if r.phase == "undo" and r.state == "undone"}
        if not done and any(r.phase == "apply" and r.state == "running" for r in rows):
            raise plan_refusals.unfinished(self._plan.id)
        if not done:
            raise plan_refusals.never_done(self._plan.id)
        indexes = [r.action_index for r in reversed(done) if r.action_index not in undone]
        if not indexes:
            raise plan_refusals.undone_already(self._plan.id)
        if self._gate._clock.now() - datetime.fromisoformat(done[0].claimed_at) > UNDO_WITHIN:
            raise plan_refusals.too_old_to_undo(self._plan.id)
        return indexes

    def undo(self, index: int) -> Step:
        planned, action = self._plan.actions[index], self._action(index)
        with self._gate._database.read() as connection:
            applied = plan_store.load_receipt(connection, self._plan.id, index)
        operation = self.log.begin_undo(index)
        self._tell(Text(ko=f"되돌리는 중: {planned.context.undo.ko}", en=f"undoing: {planned.context.undo.en}"))
        try:
            with self._settled(operation, again="undo"):
                receipt = action.undo(
                    self._warrant(index, "undo"), applied, writer=self._bound(action, "write"),
                    operation=Operation(id=operation.id, clock=self._gate._clock, journal=self.log.receipt(operation.id)),
                )  # fmt: skip
            self.log.end(operation, "undone", "undone", receipt=receipt)
            done = Text.from_json(receipt["done"]) if "done" in receipt else planned.context.undo
        finally:
            self._release([operation])
        return Step(action=planned, state="undone", observed=(done,))

    def _release(self, operations: list[Begun]) -> None:
        """Not when the store is gone: then the next `execute` finds the owner dead."""
        with suppress(StoreUnavailable):
            self.log.release(operations)

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
        except (ToolError, Cancelled, Refused) as error:
            return self._unverified(planned, error)
        return self._judge(planned, operation, verification)

    def _apply(self, action: Action, operation: Begun) -> Json:
        with self._settled(operation, again="execute"):
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
        self._broke_off = operation.index + 1
        if not planned.context.reversible:
            return Step(action=planned, state="failed", observed=verification.observed)
        undone = self.undo(operation.index)
        return Step(action=planned, state="undone", observed=verification.observed + undone.observed)

    def _unverified(self, planned: PlannedAction, error: ToolError | Cancelled | Refused) -> Step:
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

    def _require_permitted(self) -> None:
        """Raises `Refused` while frozen, and for a principal with no role of requester or approvers."""
        if reason := self._gate._journal.frozen(self._environment.name):
            raise plan_refusals.frozen(self._environment.name, reason)
        ruling = self._gate._policy.decide(self._plan.requester, self._plan, self._environment)
        if not (self._by.has_any(self._plan.requester_roles) or self._by.has_any(ruling.approver_roles)):
            raise plan_refusals.no_role(self._by.name)

    def _require_approval(self, connection: Connection) -> None:
        """Raises `Refused` unless the stored plan is approved now and the caps leave room."""
        now = self._gate._clock.now()
        stored = plan_store.load_plan(connection, self._plan.id)
        if stored.digest != self._plan.digest or stored.id != self._plan.id:
            raise plan_refusals.edited(self._plan.id)
        decisions = plan_store.load_decisions(connection, self._plan.id)
        self._require_untouched_history(connection)
        if not decisions:
            raise plan_refusals.not_approved(self._plan.id)
        check_decisions(
            self._plan,
            decisions,
            approvers=self._gate._approvers,
            policy=self._gate._policy,
            environment=self._environment,
            at=now,
        )
        ruling = self._gate._policy.decide(self._plan.requester, self._plan, self._environment)
        for name in {a.action for a in self._plan.actions}:
            wanted = sum(a.action == name for a in self._plan.actions)
            done = plan_store.applied_since(connection, self._environment.name, name, now - timedelta(days=1))
            if done + wanted > ruling.max_per_day:
                raise plan_refusals.too_often(self._environment.name, name, done, ruling.max_per_day)

    def _require_untouched_history(self, connection: Connection) -> None:
        """Raises `Refused` when the ledger remembers what the store no longer shows: a rejection, an earlier run."""
        for entry in ledger.entries(connection, subject=self._plan.id):
            if entry.computed_hash() != entry.hash:
                raise plan_refusals.history_altered(self._plan.id)
            if entry.kind == "decided" and entry.body.get("verdict") == "reject":
                raise plan_refusals.rejected(self._plan.id, entry.principal)
            if entry.kind == "claimed":
                raise plan_refusals.carried_out_before(self._plan.id, entry.at[:19])

    def _require_unchanged(self, planned: PlannedAction) -> None:
        """Plans it again and compares: intent and preconditions must hold, context may have moved on."""
        action = self._action(self._plan.actions.index(planned))
        again = action.plan(planned.proposal, reader=self._bound(action, "read"), now=self._gate._clock.now())
        for name, approved, live in (
            ("preconditions", planned.preconditions, again.preconditions),
            ("intent", planned.intent, again.intent),
        ):
            moved = sorted(k for k in {*approved, *live} if approved.get(k) != live.get(k))
            if moved:
                raise plan_refusals.target_changed(self._plan.id, str(planned.target), name, moved)

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
        name = self._plan.actions[index].action
        if name not in self._gate._actions:
            raise Refused(Text(ko=f"이름이 {name}인 작업은 이제 없습니다.", en=f"There is no action {name} any more."))
        return self._gate._actions[name]

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
    def _settled(self, operation: Begun, *, again: str) -> Iterator[None]:
        """A definite error ends the operation; one that leaves the outcome open keeps it for resuming."""
        try:
            yield
        except Refused as error:
            self.log.refuse(error.message)
            raise
        except Unavailable as error:
            raise Failed(
                Text(
                    ko=f"변경이 반영되었는지 알 수 없습니다. {refusals.told(error, 'ko').why}",
                    en=f"It is not known whether the change arrived: {error.message}",
                ),
                remedy=Text(
                    ko=f"baepo {again} {self._plan.id}가 대상을 먼저 읽고 마무리합니다. 두 번 실행되는 것은 없습니다.",
                    en=f"baepo {again} {self._plan.id} reads the target first and then finishes; nothing is done twice.",
                ),
            ) from error
        except ToolError as error:
            self.log.end(operation, "failed", "failed", note=error.message)
            self._broke_off = operation.index + 1
            left = self.log.journalled(operation)
            raise plan_refusals.broke_off(error, left, undoing=again != "execute") from error
