"""What an action is: `plan -> apply -> verify -> undo`, and the guard that asks for a warrant before anything is written.

The decorator `action` replaces an executor class by an `Action`, so the unguarded methods have no public name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from assistant.clock import Clock
from assistant.language import Text
from assistant.plans import Json, PlannedAction, Proposal
from assistant.warrants import Warrant


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Whether the target is now as intended, and what was seen."""

    ok: bool
    observed: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One run of one action. `id` was written to the journal before any call and goes with every write."""

    id: str
    clock: Clock
    journal: Callable[[Json], None]  # keeps what is done so far, so that a crash can be resumed
    still_allowed: Callable[[], object] = lambda: None  # to be called before a later write of it: raises `Refused`


class Executor(Protocol):
    """The code of one action. Receipts are JSON: what `verify` and `undo` need to know of what was done."""

    def plan(self, proposal: Proposal, *, reader: Any, now: datetime) -> PlannedAction:
        """Reads and dry-runs only. Raises `ToolError` when the target is gone or cannot be changed this way."""

    def apply(self, action: PlannedAction, *, writer: Any, operation: Operation, resumed: Json) -> Json:
        """Does it once: a second call with the same operation id finds what the first one did. Returns the receipt."""

    def verify(self, action: PlannedAction, receipt: Json, *, reader: Any, clock: Clock) -> Verification:
        """Reads the target back until it is as intended or `verify_timeout_s` is over."""

    def undo(self, action: PlannedAction, receipt: Json, *, writer: Any, operation: Operation) -> Json:
        """Puts back what was seen before; repeatable like `apply`."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """A declared action: what it is called, may call, and how it is guarded."""

    name: str
    backend: str
    kind: str  # of the targets it acts on, such as Deployment
    title: Text
    reads: frozenset[str]
    writes: frozenset[str]
    reversible: bool
    undo_text: Text
    placed: bool  # whether its targets lie in a region or namespace
    by_hand: bool  # only a person proposes it, on the command line: no conversation, and so no model, does
    _executor: Executor

    def plan(self, proposal: Proposal, *, reader: Any, now: datetime) -> PlannedAction:
        return self._executor.plan(proposal, reader=reader, now=now)

    def apply(self, warrant: Warrant, *, writer: Any, operation: Operation, resumed: Json) -> Json:
        """Raises `Refused` unless the warrant holds for exactly this action now."""
        planned = warrant.require(self.name, operation.id)
        guarded = replace(operation, still_allowed=lambda: warrant.require(self.name, operation.id))
        return self._executor.apply(planned, writer=writer, operation=guarded, resumed=resumed)

    def verify(self, action: PlannedAction, receipt: Json, *, reader: Any, clock: Clock) -> Verification:
        return self._executor.verify(action, receipt, reader=reader, clock=clock)

    def undo(self, warrant: Warrant, receipt: Json, *, writer: Any, operation: Operation) -> Json:
        """Raises `Refused` unless the warrant holds for undoing exactly this action now."""
        planned = warrant.require(self.name, operation.id)
        return self._executor.undo(planned, receipt, writer=writer, operation=operation)


def action(
    *,
    name: str,
    backend: str,
    kind: str,
    title: Text,
    reads: tuple[str, ...],
    writes: tuple[str, ...],
    undo_text: Text,
    reversible: bool = True,
    placed: bool = True,
    by_hand: bool = False,
) -> Callable[[Callable[[], Executor]], Action]:
    """Declare a class, or whatever makes an executor, as the executor of one action."""

    def declare(executor: Callable[[], Executor]) -> Action:
        return Action(
            name=name,
            backend=backend,
            kind=kind,
            title=title,
            reads=frozenset(reads),
            writes=frozenset(writes),
            reversible=reversible,
            undo_text=undo_text,
            placed=placed,
            by_hand=by_hand,
            _executor=executor(),
        )

    return declare
