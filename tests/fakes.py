"""Stand-ins with state, typed against the product's own protocols: a clock, a model, and a backend that can be changed.

Used by unit, contract and live tests. The backend is a file, so that several processes can share and break it.
"""

import fcntl
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from assistant.clock import Clock, polls
from assistant.executors.spec import Action, Operation, Verification, action
from assistant.identity import ResourceRef
from assistant.language import Text, same
from assistant.models.spec import Abstain, Reply, Turn
from assistant.plans import Change, Context, Json, PlannedAction, Proposal
from tools.spec import BadRequest, Call, Denied, NotFound, Unavailable

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WAIT_S = 60.0  # for what happens in another thread or process: only a hang takes that long


class Hang:
    """Holds something up until the test is over with it.

    A call that returned while `waited_out` is False did not wait for the end of the hang, however slow the machine is.
    """

    def __init__(self) -> None:
        self._released = threading.Event()
        self.waited_out = False

    def hold(self, seconds: float = WAIT_S) -> bool:
        """Blocks, and says whether it was released meanwhile."""
        released = self._released.wait(seconds)
        self.waited_out = self.waited_out or (not released and seconds == WAIT_S)
        return released

    def release(self) -> None:
        self._released.set()


class RecordedWaits(threading.Event):
    """A cancel token on which waiting takes no time: `asked_s` is how long each wait would have been.

    With `cancels` it is set while somebody waits for it.
    """

    def __init__(self, *, cancels: bool = False) -> None:
        super().__init__()
        self.asked_s: list[float] = []
        self._cancels = cancels

    def wait(self, timeout: float | None = None) -> bool:
        self.asked_s.append(WAIT_S if timeout is None else timeout)
        if self._cancels:
            self.set()
        return self.is_set()


class FakeClock:
    """Time that passes only when somebody sleeps, or a test says so. `on_sleep` is told before each sleep."""

    def __init__(self, now: datetime = START, on_sleep: Callable[[float], None] = lambda _seconds: None) -> None:
        self._now = now
        self._monotonic = 1000.0
        self._lock = threading.Lock()
        self.on_sleep = on_sleep

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def sleep(self, seconds: float) -> None:
        self.on_sleep(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += timedelta(seconds=seconds)
            self._monotonic += seconds


class ScriptedModel:
    """A `Model` that gives its queued replies in order, and keeps every turn it was asked about."""

    name = "scripted"

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies)
        self.turns: list[Turn] = []

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        self.turns.append(turn)
        if not self._replies:
            return Abstain(text="The script is over.")
        return self._replies.pop(0)


@dataclass(frozen=True, kw_only=True)
class BoardTarget:
    """Where a board is, as settings would give it."""

    path: Path
    board_id: str = ""
    recorded: bool = False

    @property
    def pinned(self) -> str:
        return self.board_id

    @property
    def label(self) -> str:
        return self.path.name


class Board:
    """The fake system: named values in a file, a log of every write, and switches that make it misbehave.

    Switches: `unreachable` (reads and writes), `denied` and `lost` (writes; a lost write arrives, its answer does not),
    `unhealthy` (names that never verify), `pause_at` (the point in the executor at which a process waits to be killed).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_text(json.dumps({"id": "board-1", "values": {}, "writes": [], "switches": {}}))

    @contextmanager
    def _locked(self) -> Iterator[dict[str, Any]]:
        with self.path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            state: dict[str, Any] = json.load(file)
            yield state
            text = json.dumps(state)
            file.seek(0)
            file.write(text)
            file.truncate()
            file.flush()

    def state(self) -> dict[str, Any]:
        with self._locked() as state:
            return state

    def put(self, **values: str) -> None:
        """Sets values as somebody else would, past the product."""
        with self._locked() as state:
            for name, value in values.items():
                state["values"][name] = {"value": value, "operation": ""}

    def switch(self, **switches: Any) -> None:
        with self._locked() as state:
            state["switches"] |= switches

    def rename(self, identity: str) -> None:
        with self._locked() as state:
            state["id"] = identity

    @property
    def writes(self) -> list[list[str]]:
        """[operation id, name, value] of every write, in order."""
        return list(self.state()["writes"])

    def value(self, name: str) -> str:
        return str(self.state()["values"][name]["value"])

    def read(self, name: str) -> dict[str, str]:
        state = self.state()
        if state["switches"].get("unreachable"):
            raise Unavailable("The board does not answer.", remedy="Wait.")
        if name not in state["values"]:
            raise NotFound(f"There is no {name} on the board.")
        found: dict[str, str] = state["values"][name]
        return found

    def write(self, name: str, value: str, operation_id: str) -> None:
        with self._locked() as state:
            if state["switches"].get("unreachable"):
                raise Unavailable("The board does not answer.")
            if state["switches"].get("denied"):
                raise Denied("The board says no.", permission="board:Set")
            state["values"][name] = {"value": value, "operation": operation_id}
            state["writes"].append([operation_id, name, value])
            lost = state["switches"].get("lost")
        if lost:
            raise Unavailable("The answer of the board was lost.")

    def reach(self, point: str, name: str) -> None:
        """Waits here to be killed when the switch `pause_at` says so; a file beside the board tells the test."""
        if self.state()["switches"].get("pause_at") not in (point, f"{point} {name}"):
            return
        self.path.with_suffix(".reached").write_text(point)
        time.sleep(WAIT_S)
        raise AssertionError(f"nobody ended this process at {point}")


@dataclass(frozen=True)
class BoardConnection:
    """One open board; implements `tools.spec.Connection`."""

    board: Board
    mode: str

    def identity(self) -> str:
        return str(self.board.state()["id"])

    def bound(self, call: Call) -> "BoardClient":
        return BoardClient(self.board, self.mode == "write" and "board:Set" in call.operations)


@dataclass(frozen=True)
class BoardClient:
    """What an executor is handed; refuses writes unless opened for them."""

    board: Board
    writable: bool

    def get(self, name: str) -> dict[str, str]:
        return self.board.read(name)

    def set(self, name: str, value: str, operation_id: str) -> None:
        if not self.writable:
            raise AssertionError("a read client was asked to write")
        self.board.write(name, value, operation_id)


def _connect(target: BoardTarget, *, mode: str = "read") -> BoardConnection:
    return BoardConnection(Board(target.path), mode)


def install_board_backend() -> None:
    """Makes `tools.board.client` importable, as another package of `tools` would be: backends are found by name."""
    client = ModuleType("tools.board.client")
    client.connect = _connect  # type: ignore[attr-defined]
    sys.modules.setdefault("tools.board", ModuleType("tools.board"))
    sys.modules.setdefault("tools.board.client", client)


class _SetValue:
    """Sets one value; the operation id stays on it, so that a second apply finds what the first one did."""

    def plan(self, proposal: Proposal, *, reader: BoardClient, now: datetime) -> PlannedAction:
        if proposal.target.kind != "Value":
            raise BadRequest(f"Only a Value can be set, not {proposal.target}.")
        name, wanted = proposal.target.id, str(proposal.arguments["value"])
        seen = reader.get(name)["value"]
        return PlannedAction(
            action=proposal.action,
            target=proposal.target,
            arguments=proposal.arguments,
            intent={"value": wanted},
            preconditions={"value": seen},
            context=Context(
                title=same(f"set {name} to {wanted}"),
                changes=(Change(field="value", before=seen, after=wanted),),
                effects=(),
                risk="low",
                risk_reason=same("a board"),
                verify=same("reads it back"),
                verify_timeout_s=60.0,
                undo=same(f"sets {name} back to {seen}"),
                reversible=not proposal.arguments.get("irreversible", False),
                dry_run="not needed",
                evidence=proposal.evidence,
            ),
        )

    def apply(self, action: PlannedAction, *, writer: BoardClient, operation: Operation, resumed: Json) -> Json:
        writer.board.reach("apply:start", action.target.id)
        found = writer.get(action.target.id)
        receipt = dict(resumed) or {"before": action.preconditions["value"]}
        if found["operation"] == operation.id:
            return receipt
        if found["value"] != action.preconditions["value"]:
            raise BadRequest(f"{action.target} is {found['value']} by now.")
        operation.journal(receipt)
        writer.board.reach("apply:journalled", action.target.id)
        writer.set(action.target.id, action.intent["value"], operation.id)
        writer.board.reach("apply:done", action.target.id)
        return receipt

    def verify(self, action: PlannedAction, receipt: Json, *, reader: BoardClient, clock: Clock) -> Verification:
        reader.board.reach("verify", action.target.id)
        ok = False
        for _waited_s in polls(clock, timeout_s=action.context.verify_timeout_s, every_s=5.0):
            as_intended = reader.get(action.target.id)["value"] == action.intent["value"]
            ok = as_intended and action.target.id not in reader.board.state()["switches"].get("unhealthy", [])
            if ok:
                break
        return Verification(ok=ok, observed=(same("as intended" if ok else "not healthy"),))

    def undo(self, action: PlannedAction, receipt: Json, *, writer: BoardClient, operation: Operation) -> Json:
        writer.board.reach("undo:start", action.target.id)
        if writer.get(action.target.id)["operation"] != operation.id:
            writer.set(action.target.id, receipt["before"], operation.id)
        writer.board.reach("undo:done", action.target.id)
        return {"restored": receipt["before"]}


SET_VALUE: Action = action(
    name="board.set_value",
    backend="board",
    kind="Value",
    title=Text(ko="값 설정", en="Set a value"),
    reads=("board:Get",),
    writes=("board:Set",),
    undo_text=Text(ko="이전 값으로 되돌립니다.", en="Sets the earlier value again."),
)(_SetValue)


def set_value(name: str, value: str, **arguments: Any) -> Proposal:
    """A wish to set one value of the board."""
    target = ResourceRef(provider="board", scope="board-1", place="", kind="Value", id=name)
    return Proposal(action=SET_VALUE.name, target=target, arguments={"value": value, **arguments}, evidence=("E1",))
