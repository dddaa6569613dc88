"""Ctrl+C: never ends the program at once; it empties the prompt, and then says how to leave in the reader's language."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.unit.tui.driving import drive, greeted, until
from tui.app import BaepoApp
from tui.widgets.prompt import Prompt


def test_it_empties_the_prompt_and_then_says_how_to_leave(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        prompt = app.chat.query_one(Prompt)
        prompt.put("왜 실패했어?")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: prompt.text == "")
        assert not list(app._notifications)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: any("ctrl+q를" in n.message for n in app._notifications))
        await pilot.press("up")
        assert prompt.text == "왜 실패했어?"

    drive(config, steps, lang="ko")
