"""Where things stand on the main screen when the terminal changes its size. Values that never change, no company."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant.events import TextDelta, ToolCalled
from tests.unit.tui.driving import shown, until
from tests.unit.tui.test_snapshots import Host, fill, settled
from tui.screens.chat import ChatScreen
from tui.widgets.prompt import Prompt

Steps = Callable[[ChatScreen, Pilot[Any]], Awaitable[None]]


def on(size: tuple[int, int], steps: Steps) -> None:
    """The main screen after one question."""

    async def run() -> None:
        screen = ChatScreen("en")
        async with Host(screen).run_test(size=size) as pilot:
            await pilot.pause()
            fill("finding", screen, "en")
            await settled(pilot)
            await steps(screen, pilot)

    asyncio.run(run())


def test_the_drawer_never_covers_the_prompt() -> None:
    async def steps(screen: ChatScreen, pilot: Pilot[Any]) -> None:
        side, prompt = screen.query_one("#side"), screen.query_one(Prompt)
        await pilot.press("f3")
        await settled(pilot)
        for size in ((80, 24), (60, 20), (90, 30)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert screen.focused is screen.query_one("#plans-list")
            assert side.display
            assert side.region
            assert not side.region.overlaps(prompt.region)
            assert side.region.right == size[0]
        prompt.put("several\nlines\nof text")
        await settled(pilot)
        assert not side.region.overlaps(prompt.region)
        prompt.focus()  # a drawer that is left closes
        await settled(pilot)
        assert not side.display
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        assert side.region.bottom == prompt.region.bottom

    on((120, 40), steps)


def test_a_terminal_made_narrow_opens_no_drawer_that_nobody_looks_into() -> None:
    async def steps(screen: ChatScreen, pilot: Pilot[Any]) -> None:
        await pilot.press("f3")
        await settled(pilot)
        screen.query_one(Prompt).focus()
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert not screen.query_one("#side").display

    on((120, 40), steps)


@pytest.mark.parametrize("reading", ["question", "end", "above"])
def test_a_new_size_and_more_text_keep_in_sight_what_was_followed(reading: str) -> None:
    """A question that was asked stands at the top, who is at the end stays there, who has scrolled up is left alone."""

    async def steps(screen: ChatScreen, pilot: Pilot[Any]) -> None:
        conversation = screen.conversation
        turn = conversation.ask("why?")
        conversation.begin(turn)
        conversation.see(TextDelta(text=" ".join(["word"] * 900)))
        await pilot.pause(0.4)  # a clock runs: it never comes to rest
        if reading != "question":
            conversation.to_edge(1)
            await pilot.pause(0.4)
        if reading == "above":
            await pilot.press("pageup", "pageup")
            await pilot.pause(0.4)
        for size in ((76, 30), (70, 22), (60, 20)):
            conversation.see(TextDelta(text=" more" * 100))
            await pilot.resize_terminal(*size)
            await pilot.pause(0.4)
            if reading == "question":
                await until(pilot, lambda: turn.region.y == conversation.region.y)
            else:
                await until(
                    pilot, lambda: (conversation.max_scroll_y - conversation.scroll_y < 1) == (reading == "end")
                )

    on((80, 24), steps)


def test_what_is_read_grows_in_sight_below_a_full_screen() -> None:
    async def steps(screen: ChatScreen, pilot: Pilot[Any]) -> None:
        conversation = screen.conversation
        conversation.begin(conversation.ask("and now?"))
        await pilot.pause(0.4)
        for number in range(5):
            conversation.see(ToolCalled(call=f"c{number}", name=f"read_{number}", arguments={}, environment="prod"))
        await until(pilot, lambda: "read_4" in shown(pilot.app))

    on((80, 24), steps)
