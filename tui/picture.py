"""`python -m tui.picture`: SVG pictures of the real app after a question: the answer with its evidence, and a plan.

Called by `evals.picture`, which serves a company to ask about.
"""

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tui.app import BaepoApp
from tui.screens.plan import PlanScreen
from tui.values import Options
from tui.widgets.answers import CitingBlock
from tui.widgets.blocks import ChoiceBlock, PlanCard
from tui.widgets.peek import Peek
from tui.widgets.prompt import Prompt

_PATIENCE_S = 120.0
_POLL_S = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tui.picture", description="Draws the app into SVG files.")
    parser.add_argument("--config", default="")
    parser.add_argument("--lang", choices=["ko", "en"], default="en")
    parser.add_argument("--ask", required=True, metavar="QUESTION")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--size", default="120x36", metavar="COLUMNSxROWS")
    given = parser.parse_args()
    columns, _, rows = given.size.partition("x")
    options = Options(config=given.config, environment="", session="", lang=given.lang, answer_lang=given.lang)
    given.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(_draw(BaepoApp(options), given.ask, given.out, (int(columns), int(rows))))


async def _draw(app: BaepoApp, question: str, out: Path, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await _until(pilot, lambda: bool(app.chat.query(ChoiceBlock)))
        app.chat.query_one(Prompt).put(question)
        await pilot.press("enter")
        await _until(pilot, lambda: app.runs.turn is None and bool(app.chat.query(PlanCard)))
        answer = next(b for b in app.chat.query(CitingBlock) if b.references)
        answer.focus()
        await pilot.press("right", "right", "enter")
        await _until(pilot, lambda: bool(app.chat.query_one(Peek).reference))
        app.conversation.scroll_home(animate=False)
        await pilot.pause(_POLL_S * 10)
        _keep(app, out / f"chat.{app.lang}.svg")
        await pilot.press("escape")
        if cards := list(app.chat.query(PlanCard)):
            cards[-1].focus()
            await pilot.press("enter")
            await _until(pilot, lambda: isinstance(app.screen, PlanScreen))
            await pilot.pause(_POLL_S * 10)
            _keep(app, out / f"plan.{app.lang}.svg")


async def _until(pilot: Pilot[Any], happened: Callable[[], bool]) -> None:
    end = asyncio.get_running_loop().time() + _PATIENCE_S
    while not happened():
        if asyncio.get_running_loop().time() > end:
            raise SystemExit("The app never came that far; is its environment reachable?")
        await pilot.pause(_POLL_S)


def _keep(app: BaepoApp, path: Path) -> None:
    path.write_text(app.export_screenshot(title="Baepo"), encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
