"""The journal of what the gate is doing, each step written together with its ledger entry. Used by `gate.execute`."""

import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from assistant import ledger, plan_refusals
from assistant.clock import Clock
from assistant.identity import Principal
from assistant.plans import Json, Plan
from assistant.store import plans as plan_store
from assistant.store.database import Conflict, Database

_OPEN = ("running", "applied")
_SILENT_FOR = timedelta(minutes=15)  # after which an owner on another machine counts as dead


@dataclass(frozen=True, kw_only=True)
class Begun:
    """One claimed operation; `resumed` when an earlier process began it and died."""

    id: str
    index: int
    state: str
    receipt: Json
    resumed: bool


class OperationLog:
    """Claims, receipts and ends of the operations of one plan, on behalf of one principal."""

    def __init__(self, database: Database, clock: Clock, plan: Plan, by: Principal) -> None:
        self._database = database
        self._clock = clock
        self._plan = plan
        self._by = by

    def claim(self, check: Callable[[Connection], None]) -> list[Begun]:
        """Claims all actions of the plan at once, after `check` has passed in the same transaction.

        Raises `Refused` when somebody was first.
        """
        now = self._clock.now()
        try:
            with self._database.write() as connection:
                check(connection)
                claims = [
                    plan_store.save_claim(
                        connection, plan_id=self._plan.id, index=i, phase="apply", owner=this_process(), at=now
                    )
                    for i in range(len(self._plan.actions))
                ]
                for claim in claims:
                    self._append(connection, "claimed", claim.to_ledger())
        except Conflict as conflict:
            raise plan_refusals.under_way_or_done(self._plan.id) from conflict
        return [
            Begun(id=c.operation_id, index=c.action_index, state=c.state, receipt={}, resumed=False) for c in claims
        ]

    def require_unbegun(self) -> None:
        """Raises `Refused` when the plan was claimed, by whomever."""
        with self._database.read() as connection:
            begun = plan_store.load_operations(connection, self._plan.id)
        if begun:
            raise plan_refusals.under_way_or_done(self._plan.id)

    def resume(self) -> list[Begun]:
        """All actions of a plan that a dead process left unfinished, the unfinished ones now ours; empty if never begun.

        Raises `Refused` when it has ended, or its process still lives.
        """
        with self._database.write() as connection:
            rows = plan_store.load_operations(connection, self._plan.id)
            applied = [r for r in rows if r.phase == "apply"]
            if rows and not any(r.state in _OPEN for r in applied):
                ended = ", ".join(sorted({f"{r.phase} {r.state}" for r in rows}))
                raise plan_refusals.done_already(self._plan.id, ended)
            for row in applied:
                if row.state in _OPEN:
                    self._take_over(connection, row, state=row.state)
        undone = {r.action_index for r in rows if r.phase == "undo" and r.state == "undone"}
        return [_begun(r, state="undone" if r.action_index in undone else r.state) for r in applied]

    def begin_undo(self, index: int) -> Begun:
        """The claim to undo one action: a fresh one, or one that died or failed before it was done.

        Raises `Refused` when it is undone, or being undone by a process that lives.
        """
        with self._database.write() as connection:
            rows = plan_store.load_operations(connection, self._plan.id)
            row = next((r for r in rows if (r.action_index, r.phase) == (index, "undo")), None)
            if row is not None:
                if row.state == "undone":
                    raise plan_refusals.undone_already(self._plan.id)
                self._take_over(connection, row, state="running")
                return _begun(row, state="running")
            claim = plan_store.save_claim(
                connection, plan_id=self._plan.id, index=index, phase="undo", owner=this_process(), at=self._clock.now()
            )
            self._append(connection, "claimed", claim.to_ledger())
        return Begun(id=claim.operation_id, index=index, state=claim.state, receipt={}, resumed=False)

    def _take_over(self, connection: Connection, row: Row[Any], *, state: str) -> None:
        now = self._clock.now()
        if row.state in _OPEN and row.owner and _alive(row.owner, datetime.fromisoformat(row.updated_at), now):
            raise plan_refusals.by_another(self._plan.id, _described(row.owner), undoing=row.phase != "apply")
        plan_store.take_over(connection, row.id, owner=this_process(), state=state, at=now)

    def receipt(self, operation_id: str) -> Callable[[Json], None]:
        """The function that an executor calls to keep what it has done so far."""

        def keep(receipt: Json) -> None:
            with self._database.write() as connection:
                plan_store.journal_receipt(connection, operation_id, receipt, self._clock.now())

        return keep

    def journalled(self, operation: Begun) -> str:
        """What an operation has done so far, for people: the ids and names in its receipt."""
        with self._database.read() as connection:
            receipt = plan_store.load_operation_receipt(connection, operation.id)
        return ", ".join(f"{k} {v}" for k, v in receipt.items() if isinstance(v, str) and v)

    def end(
        self, operation: Begun, state: str, kind: ledger.Kind, *, receipt: Json | None = None, note: str = ""
    ) -> None:
        """Moves an operation to `state`, with its receipt and its ledger entry, in one transaction."""
        with self._database.write() as connection:
            if receipt is not None:
                plan_store.journal_receipt(connection, operation.id, receipt, self._clock.now())
            plan_store.end_operation(connection, operation.id, state, self._clock.now())
            self._append(connection, kind, {"operation": operation.id, "state": state, "note": note})

    def release(self, operations: list[Begun]) -> None:
        """Lets the next `execute` resume at once what has not ended: reading the target will tell how it stands."""
        with self._database.write() as connection:
            plan_store.release(connection, [o.id for o in operations], self._clock.now())

    def refuse(self, reason: str) -> None:
        with self._database.write() as connection:
            self._append(connection, "refused", {"reason": reason})

    def _append(self, connection: Connection, kind: ledger.Kind, body: dict[str, Any]) -> None:
        ledger.append(
            connection,
            at=self._clock.now(),
            kind=kind,
            principal=self._by.name,
            environment=self._plan.environment,
            subject=self._plan.id,
            body=body,
        )


def _begun(row: Row[Any], *, state: str) -> Begun:
    return Begun(id=row.id, index=row.action_index, state=state, receipt=json.loads(row.receipt), resumed=True)


def this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def _started(pid: int) -> str:
    """When a process began, in the kernel's ticks, so that a reused pid is not mistaken; "" where /proc is missing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _alive(owner: str, updated_at: datetime, now: datetime) -> bool:
    host, pid, started = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return now - updated_at < _SILENT_FOR
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(int(pid)) == started


def _described(owner: str) -> str:
    host, pid, _ = owner.rsplit(":", 2)
    return f"process {pid} on {host}"
