"""Carries out one action on a real cluster step by step: plan, apply, verify, undo, with the rights of one user.

Called by `tests/live/actions`. The gate around it has tests of its own; here its warrant is taken for granted.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.clock import SystemClock
from assistant.executors.spec import Action, Operation, Verification
from assistant.identity import ResourceRef
from assistant.plans import Json, PlannedAction, Proposal
from tools.kube.client import connect
from tools.kube.target import Target
from tools.spec import Call

from .kube import ControlPlane, User


@dataclass
class Acting:
    """One action on one target. `journal` holds what it kept before it wrote."""

    cluster: ControlPlane
    action: Action
    place: str
    name: str
    user: User = "admin"
    kubeconfig: Path | None = None  # of a server in between
    journal: list[Json] = field(default_factory=list)

    def plan(self, **arguments: Any) -> PlannedAction:
        target = ResourceRef(
            provider="kube", scope=self.cluster.cluster_uid, place=self.place, kind=self.action.kind, id=self.name
        )
        proposal = Proposal(action=self.action.name, target=target, arguments=arguments)
        return self.again(proposal)

    def again(self, proposal: Proposal) -> PlannedAction:
        return self.action.plan(proposal, reader=self._bound("read"), now=datetime.now(UTC))

    def apply(self, planned: PlannedAction, *, operation: str = "op-1", resumed: Json | None = None) -> Json:
        return self.action._executor.apply(
            planned, writer=self._bound("write"), operation=self._operation(operation), resumed=resumed or {}
        )

    def verify(self, planned: PlannedAction, receipt: Json) -> Verification:
        return self.action.verify(planned, receipt, reader=self._bound("read"), clock=SystemClock())

    def undo(self, planned: PlannedAction, receipt: Json, *, operation: str = "op-2") -> Json:
        return self.action._executor.undo(
            planned, receipt, writer=self._bound("write"), operation=self._operation(operation)
        )

    def carried_out(self, planned: PlannedAction) -> tuple[Json, Verification]:
        receipt = self.apply(planned)
        return receipt, self.verify(planned, receipt)

    def _operation(self, id: str) -> Operation:
        return Operation(id=id, clock=SystemClock(), journal=self.journal.append)

    def _bound(self, mode: Any) -> Any:
        config = self.kubeconfig or self.cluster.kubeconfig(self.user)
        connection = connect(Target(kubeconfig=config, context=self.user), mode=mode)
        operations = self.action.reads | (self.action.writes if mode == "write" else frozenset())
        return connection.bound(Call(operations=operations, deadline=time.monotonic() + 300))


@contextmanager
def meanwhile(deed: Callable[[], object], *, after_s: float) -> Iterator[None]:
    """Something that somebody does a little later, in a thread of its own; what goes wrong there is raised here."""
    failed: list[BaseException] = []

    def run() -> None:
        time.sleep(after_s)
        try:
            deed()
        except Exception as error:  # noqa: BLE001 raised in the thread of the test
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    if failed:
        raise failed[0]


def words(verification: Verification) -> str:
    return "; ".join(o.en for o in verification.observed)
