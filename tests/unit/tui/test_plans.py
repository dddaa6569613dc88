"""Review, approval in its own process, execution and undo, driven by keys against a served account."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, OptionList

from assistant.settings import load
from assistant.store import plans as plan_store
from assistant.wiring import Wiring
from tests.unit.tui.driving import blocks, drive, greeted, send, shown, until
from tui.app import BaepoApp
from tui.core import Core
from tui.planning import Planning
from tui.screens.dialogs import CommandScreen, ConfirmScreen
from tui.screens.evidence import EvidenceScreen
from tui.screens.plan import PlanScreen
from tui.values import Options
from tui.widgets.blocks import PlanCard, ProgressBlock


async def review(app: BaepoApp, pilot: Pilot[Any]) -> PlanScreen:
    """Asks for waste, and opens the plan for the first volume."""
    await greeted(app, pilot)
    await send(pilot, "what is wasted in this account?")
    await until(pilot, lambda: app.runs.turn is None and blocks(app, PlanCard))
    app.chat.query(PlanCard).first().focus()
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, PlanScreen))
    assert isinstance(app.screen, PlanScreen)
    return app.screen


def decisions(config: Path) -> int:
    with Wiring(load(config)).database.read() as connection:
        return len(plan_store.load_decisions(connection))


def test_enter_alone_approves_nothing(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        screen = await review(app, pilot)
        await until(pilot, lambda: screen.page.digest in shown(app))
        await until(pilot, lambda: "needs" in shown(app))
        await pilot.press("enter", "enter", "space", "x", "u")
        assert app.screen is screen
        await pilot.press("a")  # no terminal to hand over here: the command to run is shown instead
        assert isinstance(app.screen, CommandScreen)
        await until(pilot, lambda: f"baepo approve {screen.page.id}" in shown(app))
        await pilot.press("enter")
        assert app.screen is screen
        assert screen.page.state == "waiting"
        assert decisions(config) == 0

    drive(config, steps)


def test_approved_elsewhere_executed_and_undone_here(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        screen = await review(app, pilot)
        approve = [*app.planning.decision_command("approve", screen.page.id), "--digest", screen.page.digest]
        signed = subprocess.run(approve, capture_output=True, text=True, check=False)
        assert signed.returncode == 0, signed.stderr
        await until(pilot, lambda: screen.page.state == "approved")
        await pilot.press("x")
        assert isinstance(app.screen, ConfirmScreen)
        assert app.focused is app.screen.query_one("#no", Button)
        await until(pilot, lambda: "SANDBOX" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        assert screen.page.state == "approved"
        await pilot.press("x", "right", "enter")
        await until(pilot, lambda: app.runs.change is None and blocks(app, ProgressBlock))
        assert "done and verified" in blocks(app, ProgressBlock)[0]
        await until(pilot, lambda: "done and verified" in blocks(app, PlanCard)[0])
        app.chat.query(PlanCard).first().focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await pilot.press("u", "right", "enter")
        await until(pilot, lambda: app.runs.change is None and len(blocks(app, ProgressBlock)) == 2)
        assert "undone" in blocks(app, ProgressBlock)[1]

    drive(config, steps)


def test_evidence_of_a_plan_from_another_session_is_not_offered(config: Path) -> None:
    """Its E1 would open this session's E1, which is something else."""

    async def first(app: BaepoApp, pilot: Pilot[Any]) -> None:
        screen = await review(app, pilot)
        assert screen.page.evidence
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, EvidenceScreen))

    async def second(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await until(pilot, lambda: app.chat.query_one("#plans-list", OptionList).option_count)
        await pilot.press("f3", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        assert isinstance(app.screen, PlanScreen)
        assert app.screen.page.evidence == ()

    drive(config, first)
    drive(config, second)


def test_refused_execution_says_why(config: Path) -> None:
    """A recorded cluster cannot be changed: nothing is approved, and the gate's words are shown."""

    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        screen = await review(app, pilot)
        app.changing.carry_out("execute", screen.page)  # past the key that is off
        await until(pilot, lambda: app.runs.change is None and blocks(app, ProgressBlock))
        assert re.search(r"✗ .*approv", blocks(app, ProgressBlock)[0])

    drive(config, steps)


def test_a_plan_of_a_recording_says_why_nothing_can_be_decided(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, "what is wrong in this cluster?")
        await until(pilot, lambda: app.runs.turn is None and blocks(app, PlanCard))
        app.chat.query(PlanCard).first().focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen) and "needs" in shown(app))
        told: list[str] = []
        monkeypatch.setattr(app.screen, "notify", lambda message, **_how: told.append(message))
        await pilot.press("a")
        assert told
        assert "for a recording" in told[0]
        assert isinstance(app.screen, PlanScreen)
        assert decisions(config) == 0

    drive(config, steps)


def test_child_process_is_the_command_line_with_the_same_settings(config: Path) -> None:
    options = Options(config=str(config), environment="", session="", lang="ko", answer_lang=None)
    command = Planning(Core(options)).decision_command("approve", "p-1")
    assert command[:3] == [sys.executable, "-m", "assistant.cli"]
    assert command[3:] == ["approve", "p-1", "--lang", "ko", "--config", str(config)]
