"""What leaves the conversation leaves the memory."""

import asyncio

from textual.app import App, ComposeResult

from tui.widgets.blocks import AnswerBlock


class _One(App[None]):
    def compose(self) -> ComposeResult:
        yield AnswerBlock()


def test_a_removed_block_takes_its_drawn_lines_along() -> None:
    async def run() -> None:
        app = _One()
        async with app.run_test() as pilot:
            block = app.query_one(AnswerBlock)
            block.finish("one\n\ntwo [E1]")
            await pilot.pause()
            drawn = block._styles_cache
            assert drawn._cache
            await block.remove()
            assert not drawn._cache

    asyncio.run(run())
