"""A conversation that is gone on with later: shown from its transcript, its evidence and plans within reach."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import OptionList

from assistant.events import Asked, TextDelta, TurnEnded
from tests.unit.tui.driving import blocks, drive, greeted, send, until
from tui.app import BaepoApp
from tui.widgets.blocks import ActivityBlock, AnswerBlock, ChoiceBlock, NoticeBlock, PlanCard, QuestionBlock

QUESTION = "what is wrong in this cluster?"


def test_last_session_is_shown_as_it_was(config: Path) -> None:
    before: list[list[str]] = []

    async def first(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, QUESTION)
        await until(pilot, lambda: app.runs.turn is None and blocks(app, PlanCard))
        before.extend(blocks(app, kind) for kind in (QuestionBlock, ActivityBlock, AnswerBlock))

    async def second(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: blocks(app, AnswerBlock))
        assert [blocks(app, kind) for kind in (QuestionBlock, ActivityBlock, AnswerBlock)] == before
        assert len(blocks(app, PlanCard)) == 2
        await until(pilot, lambda: app.chat.query_one("#evidence-list", OptionList).option_count)
        await send(pilot, QUESTION)
        await until(pilot, lambda: app.runs.turn is None and len(blocks(app, AnswerBlock)) == 2)

    drive(config, first)
    drive(config, second, session="last")


def test_unknown_session_is_told(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: any("s-none" in text for text in blocks(app, NoticeBlock)))

    drive(config, steps, session="s-none")


def test_question_back_is_answered_with_one_key_and_streaming_ends_in_the_answer(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        app.chat.taken()
        app.conversation.begin(app.conversation.ask("roll it back"))
        for event in (
            TextDelta(text="Which "),
            TextDelta(text="one?"),
            Asked(question="Which one?", options=("demo", "x")),
        ):
            app.post_message(BaepoApp.Happened(event))
        await until(pilot, lambda: blocks(app, AnswerBlock) == ["Which one?"])
        app.post_message(BaepoApp.Happened(TurnEnded(status="asked", answer="Which one?")))
        await until(pilot, lambda: blocks(app, ChoiceBlock) == ["demo", "x"])
        await pilot.press("2")
        await until(pilot, lambda: blocks(app, QuestionBlock) == ["roll it back", "x"])

    drive(config, steps)
