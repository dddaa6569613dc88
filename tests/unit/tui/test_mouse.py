"""Everything can be pressed with the mouse, where it stands on the screen, beside the conversation and in the drawer."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant.text_width import width
from tests.unit.tui.driving import blocks, drive, greeted, until
from tui.app import BaepoApp
from tui.screens.dialogs import CommandScreen, ConfirmScreen
from tui.screens.evidence import EvidenceScreen
from tui.screens.finder import FinderScreen
from tui.screens.passage import PassageScreen
from tui.screens.plan import PlanScreen
from tui.widgets.answers import CitingBlock
from tui.widgets.blocks import PlanCard
from tui.widgets.prompt import Prompt


async def press(pilot: Pilot[Any], text: str) -> None:
    """Clicks the middle of the first place on the screen where this stands, once it does."""

    def place() -> tuple[int, int] | None:
        for y, strip in enumerate(pilot.app.screen._compositor.render_strips()):
            before, found, _after = strip.text.partition(text)
            if found:
                return width(before) + width(text) // 2, y
        return None

    at = None
    while at is None or at != place():  # until it has come to rest: what was asked for may still scroll
        await until(pilot, place)
        at = place()
        await pilot.pause(0.4)
    await pilot.click(offset=at)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_from_a_question_to_its_plan_and_evidence(config: Path, size: tuple[int, int]) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await press(pilot, "What is wasted in this account?")
        await until(pilot, lambda: app.runs.turn is None and blocks(app, PlanCard))
        cited = next(b for b in app.chat.query(CitingBlock) if "E" in "".join(b.references))
        cited.scroll_visible(animate=False)
        await press(pilot, f"[{cited.references[0]}]")
        await until(pilot, lambda: isinstance(app.screen, EvidenceScreen) or app.chat.query_one("#peek").display)
        await pilot.press("escape")
        card = app.chat.query(PlanCard).last()
        card.scroll_visible(animate=False)
        await press(pilot, f"{card.plan} ·")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await press(pilot, "a approve")  # a key of the bottom line
        await until(pilot, lambda: isinstance(app.screen, CommandScreen))
        await pilot.press("enter", "escape")
        await pilot.press("f3")
        await press(pilot, f"{card.plan} ○")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await pilot.press("escape", "f2")
        await press(pilot, "list_volumes")
        await until(pilot, lambda: isinstance(app.screen, EvidenceScreen))
        await pilot.press("escape")
        await press(pilot, "Ask a question")  # in the drawer, too, the prompt can be reached
        await until(pilot, lambda: app.focused is app.chat.query_one(Prompt))
        if size[0] < 100:
            assert not app.chat.query_one("#side").display
        await pilot.press("f4")
        await press(pilot, "#check")
        await until(pilot, lambda: isinstance(app.screen, PassageScreen))
        await pilot.press("escape")
        assert isinstance(app.screen, FinderScreen)

    drive(config, steps, size=size)


@pytest.mark.parametrize(("button", "stays"), [("Cancel", True), ("Quit", False)])
def test_buttons_of_a_dialog(config: Path, button: str, stays: bool) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        sure: list[bool | None] = []
        await app.push_screen(ConfirmScreen("Really?", "Quit", "en"), sure.append)
        await press(pilot, f" {button} ")
        await until(pilot, lambda: sure)
        assert sure == [not stays]

    drive(config, steps, size=(80, 24))
