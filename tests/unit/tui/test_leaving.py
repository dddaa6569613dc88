"""What leaves the conversation leaves the memory."""

import asyncio
import gc
import weakref

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from tui.widgets.answers import AnswerBlock

_COUNT = 12


class _Many(App[None]):
    CSS = "AnswerBlock { padding: 1; border: round white; height: auto; }"

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            for _ in range(_COUNT):
                yield AnswerBlock("one\n\ntwo [E1]")


def test_the_drawn_lines_of_removed_blocks_are_forgotten() -> None:
    async def run() -> None:
        app = _Many()
        async with app.run_test() as pilot:
            await pilot.pause()
            drawn = [weakref.ref(b._styles_cache) for b in app.query(AnswerBlock)]
            await app.query(AnswerBlock).remove()
            await app.query_one(VerticalScroll).mount(AnswerBlock("three"))
            await pilot.pause()
            gc.collect()
            assert sum(d() is not None for d in drawn) <= 1  # Textual holds on to the widget that it touched last

    asyncio.run(run())
