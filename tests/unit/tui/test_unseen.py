"""Characters that would not be seen, or that turn the text round, are shown as such wherever foreign text stands."""

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import Input

from tests.unit.tui.driving import blocks, drive, greeted, send, shown, until
from tui.app import BaepoApp
from tui.screens.finder import FinderScreen
from tui.values import Notice
from tui.widgets.answers import CitingBlock
from tui.widgets.prompt import Prompt

FOREIGN = "a\u202eb\u200bc"
SEEN = r"a\u{202e}b\u{200b}c"


@pytest.mark.parametrize("pasted", [True, False], ids=["pasted", "typed"])
def test_in_the_prompt_a_question_a_finder_and_a_notice(config: Path, pasted: bool) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        def put() -> None:
            for event in [Paste(FOREIGN)] if pasted else [Key(c, c) for c in FOREIGN]:
                app.post_message(event)

        await greeted(app, pilot)
        prompt = app.chat.query_one(Prompt)
        put()
        await until(pilot, lambda: prompt.text == SEEN and SEEN in shown(app))
        await send(pilot, f"OOM {FOREIGN}")
        await until(pilot, lambda: app.runs.turn is None and blocks(app, CitingBlock))
        app.conversation.scroll_home(animate=False)
        await until(pilot, lambda: f"OOM {SEEN}" in shown(app))
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, FinderScreen) and f"OOM {SEEN}" in shown(app))
        put()
        await until(pilot, lambda: app.screen.query_one(Input).value == SEEN and SEEN in shown(app))
        app.warn(Notice(message=f"refused: {FOREIGN}"))
        await until(pilot, lambda: [n.message for n in app._notifications] == [f"refused: {SEEN}"])

    drive(config, steps)
