"""The only caller of tools: what it refuses, how it waits, what it keeps."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.budget import Budget, OutOfBudget, Spending
from assistant.clock import SystemClock
from assistant.connections import Connections
from assistant.environments import Environment, Risk
from assistant.errors import Cancelled, Refused
from assistant.events import Event, EvidenceKept, ToolCalled, ToolFailed
from assistant.evidence import Evidence
from assistant.identity import Principal
from assistant.playbooks.spec import Request
from assistant.redaction import Redactor
from assistant.store.database import Database
from assistant.store.evidence import EvidenceStore
from assistant.toolbox import MAX_PARALLEL, NotThisPlace, Toolbox, TurnLook
from tests.fakes import WAIT_S, Board, BoardClient, BoardTarget, install_board_backend
from tools.spec import BadRequest, NotRead, Page, Unavailable, tool

OPERATOR = Principal(name="jun", roles=frozenset({"operator"}), via="cli")
_BUDGET = Budget()
SECRET = "AKIA" + "ABCDEFGHIJKLMNOP"


class Desk:
    """A backend that every environment has: tools wait here for each other, and count how often they run."""

    def __init__(self) -> None:
        self.runs: list[dict[str, Any]] = []
        self.release = threading.Event()
        self.together = threading.Barrier(3)
        self.begun = threading.Event()
        self.ended = threading.Event()


@tool(backend="desk")
def list_things(desk: Desk, *, kind: str, limit: int = 10) -> Page:
    """Things."""
    desk.runs.append({"kind": kind, "limit": limit})
    return Page(items=({"kind": kind, "limit": limit},))


@tool(backend="desk", timeout_s=1.0)
def hang(desk: Desk) -> Page:
    """Hangs until released."""
    desk.runs.append({})
    desk.begun.set()
    desk.release.wait(WAIT_S)
    desk.ended.set()
    return Page(items=({"late": True},))


@tool(backend="desk", timeout_s=WAIT_S)
def wait_long(desk: Desk) -> Page:
    """Hangs, and may."""
    return hang.function(desk)


@tool(backend="desk", timeout_s=WAIT_S)
def meet(desk: Desk, *, number: int) -> Page:
    """Returns only when three run at once."""
    desk.together.wait(WAIT_S)
    return Page(items=({"number": number},))


@tool(backend="desk")
def leak(desk: Desk) -> Page:
    """A secret in every part of a page."""
    unread = NotRead(what=f"bucket {SECRET}", why=f"denied for {SECRET}", remedy=f"use {SECRET}")
    return Page(items=({"log": f"key {SECRET}", SECRET: 1, "nested": [{"password": "hunter2"}]},), not_read=(unread,))


@tool(backend="desk")
def fail_with_secret(desk: Desk) -> Page:
    """A secret in an error."""
    raise Unavailable(f"connect failed with {SECRET}", remedy=f"check {SECRET}")


@tool(backend="desk", timeout_s=5.0)
def leak_timeout(desk: Desk) -> Page:
    """A bug that looks like waiting."""
    raise TimeoutError("socket")


@tool(backend="board", operations=("board:Get",))
def read_board(board: BoardClient) -> Page:
    """The other backend."""
    return Page(items=({"writable": board.writable},))


TOOLS = {t.name: t for t in (list_things, hang, wait_long, meet, leak, fail_with_secret, leak_timeout, read_board)}


class Rig:
    """A toolbox over a desk, in one turn."""

    def __init__(self, folder: Path) -> None:
        install_board_backend()
        self.desk = Desk()
        self.database = Database(f"sqlite:///{folder / 'baepo.db'}", SystemClock())
        self.evidence = EvidenceStore(self.database, folder / "evidence", keep=timedelta(days=1))
        self.events: list[Event] = []
        self.cancelled = threading.Event()
        self.board = Board(folder / "board.json")
        self.environment = Environment(
            name="prod", risk=Risk.PRODUCTION, targets={"board": BoardTarget(path=self.board.path, board_id="board-1")}
        )

    def look(self, *, principal: Principal = OPERATOR, budget: Budget = _BUDGET) -> TurnLook:
        toolbox = Toolbox(
            tools=TOOLS,
            connections=Connections(local={"desk": lambda: self.desk}),
            redactor=Redactor(b"k" * 32),
            evidence=self.evidence,
            clock=SystemClock(),
        )
        return toolbox.look(
            environment=self.environment, principal=principal, session="s-1", spending=Spending(budget, SystemClock()),
            cancelled=self.cancelled, emit=self.events.append,
        )  # fmt: skip

    def kept(self) -> list[str]:
        return [r.tool for r in self.evidence.of_session("s-1")]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path)
    yield rig
    rig.desk.release.set()
    rig.database.close()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list_things", {}),
        ("list_things", {"kind": 3}),
        ("list_things", {"kind": "x", "limit": "many"}),
        ("list_things", {"kind": "x", "extra": 1}),
        ("list_things", {"kind": None}),
        ("list_things", {"kind": "x", "desk": "mine"}),
        ("hang", {"shell": "rm -rf /"}),
        ("no_such_tool", {}),
        ("list_things; rm -rf /", {"kind": "x"}),
    ],
)
def test_wrong_arguments_and_unknown_tools_are_told_and_nothing_runs(
    rig: Rig, name: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(BadRequest) as caught:
        rig.look().read(name, **arguments)
    assert name in caught.value.message
    assert caught.value.remedy
    assert rig.desk.runs == []
    assert rig.kept() == []
    assert [type(e) for e in rig.events] == [ToolCalled, ToolFailed]


def test_a_tool_that_hangs_is_unavailable_at_its_timeout(rig: Rig) -> None:
    with pytest.raises(Unavailable, match="no answer within"):
        rig.look().read("hang")
    assert not rig.desk.ended.is_set(), "it waited for the tool's own end"
    assert rig.kept() == []
    assert isinstance(rig.events[-1], ToolFailed)


def test_a_late_result_is_dropped(rig: Rig) -> None:
    look = rig.look()
    with pytest.raises(Unavailable):
        look.read("hang")
    rig.desk.release.set()
    assert rig.desk.ended.wait(WAIT_S)
    look.read("list_things", kind="x")
    assert rig.kept() == ["list_things"]


def test_cancelling_ends_the_read_at_once(rig: Rig) -> None:
    def cancel() -> None:
        rig.desk.begun.wait(WAIT_S)
        rig.cancelled.set()

    threading.Thread(target=cancel, daemon=True).start()
    with pytest.raises(Cancelled):
        rig.look().read("wait_long")
    assert not rig.desk.ended.is_set(), "it waited for the tool's own end"
    rig.desk.release.set()
    assert rig.desk.ended.wait(WAIT_S)
    assert rig.kept() == []


def test_a_cancelled_turn_starts_nothing_more(rig: Rig) -> None:
    rig.cancelled.set()
    with pytest.raises(Cancelled):
        rig.look().read("list_things", kind="x")
    assert rig.kept() == []


def test_a_tool_that_raises_a_timeout_is_a_bug_and_not_waited_for(rig: Rig) -> None:
    with pytest.raises(TimeoutError, match="socket"):
        rig.look().read("leak_timeout")
    assert [type(e) for e in rig.events] == [ToolCalled], "a failure of ours is not told as one of the backend"


def test_independent_reads_run_at_once_and_keep_their_order(rig: Rig) -> None:
    answers = rig.look().read_all(*(Request(tool="meet", arguments={"number": n}) for n in (2, 0, 1)))
    assert [a.items[0]["number"] for a in answers if isinstance(a, Evidence)] == [2, 0, 1]


def test_more_reads_than_slots_all_end(rig: Rig) -> None:
    wanted = [Request(tool="list_things", arguments={"kind": str(n)}) for n in range(MAX_PARALLEL * 3)]
    answers = rig.look().read_all(*wanted)
    assert [a.items[0]["kind"] for a in answers if isinstance(a, Evidence)] == [str(n) for n in range(MAX_PARALLEL * 3)]


def test_a_failing_read_does_not_take_the_others_with_it(rig: Rig) -> None:
    answers = rig.look().read_all(
        Request(tool="list_things", arguments={"kind": "x"}),
        Request(tool="hang", arguments={}),
        Request(tool="nonsense", arguments={}),
    )
    assert [type(a) for a in answers] == [Evidence, NotRead, NotRead]
    assert isinstance(answers[1], NotRead)
    assert answers[1].what == "hang"


def test_an_identical_call_is_answered_from_its_evidence(rig: Rig) -> None:
    look = rig.look()
    first = look.read("list_things", kind="x", limit=3)
    assert look.read("list_things", limit=3, kind="x") is first
    same, other = look.read_all(
        Request(tool="list_things", arguments={"kind": "x", "limit": 3}),
        Request(tool="list_things", arguments={"kind": "y"}),
    )
    assert same is first
    assert isinstance(other, Evidence)
    assert len(rig.desk.runs) == 2
    twice = look.read_all(*[Request(tool="list_things", arguments={"kind": "z"})] * 2)
    assert twice[0] is twice[1]
    assert len(rig.desk.runs) == 3


def test_a_failed_call_fails_once_a_turn_and_is_tried_again_in_the_next(rig: Rig) -> None:
    look = rig.look()
    for _ in range(2):
        with pytest.raises(Unavailable):
            look.read("hang")
    assert len(rig.desk.runs) == 1, "what could not be looked at does not use up the turn's reads"
    with pytest.raises(Unavailable):
        rig.look().read("hang")
    assert len(rig.desk.runs) == 2


def test_a_principal_without_a_reading_role_is_refused(rig: Rig) -> None:
    with pytest.raises(Refused, match="eve may not read prod") as caught:
        rig.look(principal=Principal(name="eve", roles=frozenset({"guest"}), via="slack"))
    assert "readers" in caught.value.remedy


def test_another_place_than_the_one_pinned_is_not_read(rig: Rig) -> None:
    look = rig.look()
    look.read("read_board")
    rig.board.rename("board-2")
    with pytest.raises(NotThisPlace, match="this is another place"):
        rig.look().read("read_board")
    assert rig.kept() == ["read_board"]


def test_a_backend_that_the_environment_does_not_have(rig: Rig) -> None:
    rig.environment = Environment(name="bare", risk=Risk.SANDBOX, targets={})
    with pytest.raises(BadRequest, match="bare has no board"):
        rig.look().read("read_board")


def test_a_used_up_budget_keeps_what_was_found(rig: Rig) -> None:
    look = rig.look(budget=Budget(tool_calls=2))
    wanted = [Request(tool="list_things", arguments={"kind": k}) for k in "abc"]
    with pytest.raises(OutOfBudget, match="2 reads"):
        look.read_all(*wanted)
    assert len(rig.desk.runs) == 2
    assert rig.kept() == ["list_things", "list_things"]
    assert sum(isinstance(e, EvidenceKept) for e in rig.events) == 2
    assert look.read("list_things", kind="a").items == ({"kind": "a", "limit": 10},)  # known already: costs nothing


def test_time_is_a_budget_too(rig: Rig) -> None:
    with pytest.raises(Unavailable):
        rig.look(budget=Budget(seconds=2.0)).read("wait_long")
    look = rig.look(budget=Budget(seconds=0.0))
    with pytest.raises(OutOfBudget, match="seconds"):
        look.read("list_things", kind="x")


def test_results_are_redacted_before_they_are_kept(rig: Rig, tmp_path: Path) -> None:
    evidence = rig.look().read("leak")
    assert SECRET not in str(evidence)
    assert "hunter2" not in str(evidence)
    assert rig.evidence.load("s-1", evidence.id) == evidence
    rig.database.close()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file


def test_arguments_and_errors_are_redacted(rig: Rig) -> None:
    look = rig.look()
    with pytest.raises(Unavailable) as caught:
        look.read("fail_with_secret")
    assert SECRET not in caught.value.message + caught.value.remedy
    evidence = look.read("list_things", kind=SECRET)
    assert SECRET not in str(evidence.arguments)
    assert rig.desk.runs[-1]["kind"] == SECRET  # the tool itself is asked what was meant
    assert all(SECRET not in str(e) for e in rig.events)


def test_a_tool_is_never_handed_something_that_can_write(rig: Rig) -> None:
    assert rig.look().read("read_board").items == ({"writable": False},)
