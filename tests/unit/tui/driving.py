"""Driving the real app by keys, and reading what its screen says."""

import asyncio
import html
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from assistant.language import Lang
from tui.app import BaepoApp
from tui.values import Options
from tui.widgets.block import Block
from tui.widgets.blocks import ChoiceBlock
from tui.widgets.prompt import Prompt
from tui.widgets.turn import TurnColumn

PATIENCE_S = float(os.environ.get("BAEPO_TEST_PATIENCE_S", "120"))  # only what never happens takes that long
_SVG_TEXT = re.compile(r'<text[^>]*\by="([\d.]+)"[^>]*>(.*?)</text>')
Drive = Callable[[BaepoApp, Pilot[Any]], Awaitable[None]]


def drive(
    config: Path, steps: Drive, *, size: tuple[int, int] = (120, 40), lang: Lang = "en", session: str = ""
) -> None:
    """Runs the app headless on real settings until `steps` are done."""

    async def run() -> None:
        app = BaepoApp(Options(config=str(config), environment="", session=session, lang=lang, answer_lang=None))
        async with app.run_test(size=size) as pilot:
            await steps(app, pilot)

    asyncio.run(run())


async def until(pilot: Pilot[Any], what: Callable[[], object]) -> None:
    """Waits for something to become true on the screen. Raises `AssertionError` with what is shown instead."""
    end = asyncio.get_running_loop().time() + PATIENCE_S
    while not what():
        if asyncio.get_running_loop().time() > end:
            raise AssertionError("never happened; shown is:\n" + shown(pilot.app))
        await pilot.pause(0.05)


async def greeted(app: BaepoApp, pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: app.chat.query(ChoiceBlock))


async def send(pilot: Pilot[Any], question: str) -> None:
    """A question as if pasted, so that it takes no time."""
    pilot.app.screen.query_one(Prompt).put(question)
    await pilot.press("enter")


def blocks(app: BaepoApp, kind: type[Block] = Block) -> list[str]:
    """The clean text of the conversation's blocks, in order."""
    return [b.clean for b in app.chat.query(kind)]


def answers(app: BaepoApp) -> list[str]:
    """The whole answer of each turn that has one, in order, however many blocks it is shown as."""
    return [t.answer() for t in app.chat.query(TurnColumn) if t.answer()]


def shown(app: Any) -> str:
    """The text on the screen, line by line."""
    lines: dict[float, str] = {}
    for y, text in _SVG_TEXT.findall(app.export_screenshot()):
        lines[float(y)] = lines.get(float(y), "") + html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\xa0", " ")
    return "\n".join(lines[y] for y in sorted(lines))
