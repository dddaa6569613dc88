"""What is typed reaches the place where one types, however fast, and whatever has the focus."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList

from tests.unit.tui.driving import blocks, drive, greeted, send, shown, until
from tests.unit.tui.test_plans import review
from tui.app import BaepoApp
from tui.screens.finder import FinderScreen
from tui.screens.passage import PassageScreen
from tui.screens.plan import PlanScreen
from tui.screens.table import TableScreen
from tui.widgets.answers import CitingBlock
from tui.widgets.blocks import ProgressBlock
from tui.widgets.prompt import Prompt


def burst(app: BaepoApp, *keys: str) -> None:
    """All at once, as a terminal hands over what was typed or pasted into it; a key of one letter is that letter."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else {"slash": "/", "space": " "}.get(key)))


@pytest.mark.parametrize("pane", ["f2", "f3"])
def test_letters_typed_in_a_pane_reach_the_prompt(config: Path, pane: str) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await pilot.press(pane)
        await until(pilot, lambda: isinstance(app.focused, OptionList))
        burst(app, *"왜 cart 죽어?")
        prompt = app.chat.query_one(Prompt)
        await until(pilot, lambda: prompt.text == "왜 cart 죽어?" and app.focused is prompt)

    drive(config, steps, size=(80, 24))


def test_keys_of_a_block_stay_its_own_and_other_letters_are_typed(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, "How do I check an OOMKilled pod?")
        await until(pilot, lambda: app.runs.turn is None and blocks(app, CitingBlock))
        block = app.chat.query(CitingBlock).last()
        block.focus()
        await until(pilot, lambda: block.has_focus)
        await pilot.press("c")
        assert app.clipboard == block.clean
        assert app.focused is block
        burst(app, *"pods c")
        await until(pilot, lambda: app.chat.query_one(Prompt).text == "pods c")

    drive(config, steps)


def test_after_a_plan_was_carried_out_one_types_on(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        page = (await review(app, pilot)).page
        approve = [*app.planning.decision_command("approve", page.id), "--digest", page.digest]
        assert subprocess.run(approve, capture_output=True, check=False).returncode == 0
        await pilot.press("escape", "f3")
        listed = app.chat.query_one("#plans-list", OptionList)
        listed.highlighted = listed.get_option_index(page.id)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen) and app.screen.page.state == "approved")
        await pilot.press("x", "right", "enter")
        await until(pilot, lambda: app.runs.change is None and blocks(app, ProgressBlock))
        assert app.focused is app.chat.query_one(Prompt)
        assert not app.chat.query_one("#side").display
        await until(pilot, lambda: "done and verified" in shown(app))

    drive(config, steps, size=(80, 24))


def test_filter_takes_what_is_typed_in_the_same_breath(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, "How do I check an OOMKilled pod?")
        await until(pilot, lambda: app.runs.turn is None and blocks(app, CitingBlock))
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, TableScreen) and isinstance(app.focused, DataTable))
        burst(app, "slash", *"asked/c")  # among them keys of the screen, and that of the filter itself
        filtered = app.screen.query_one("#rows-filter", Input)
        await until(pilot, lambda: filtered.value == "asked/c")

    drive(config, steps)


def test_finder_takes_what_is_typed_before_it_is_there_and_opens_what_enter_wants(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        burst(app, "f4", *"OOMKilled", "enter")
        await until(pilot, lambda: isinstance(app.screen, PassageScreen) and "OOMKilled" in shown(app))
        await pilot.press("escape")
        assert isinstance(app.screen, FinderScreen)
        assert app.screen.query_one(Input).value == "OOMKilled"
        assert not app.chat.query_one(Prompt).text

    drive(config, steps)


def test_palette_takes_what_is_typed_before_it_is_there(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        burst(app, "ctrl+p", *"ledger")
        await until(pilot, lambda: "(f8)" in shown(app))
        assert app.screen.query_one(Input).value == "ledger"

    drive(config, steps)
