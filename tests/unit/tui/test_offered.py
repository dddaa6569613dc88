"""What a digit opens, at any time: prepared questions, the last conversation, choices, plans; and what comes next is said."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant.events import Asked, TurnEnded
from assistant.language import Lang
from tests.unit.tui.driving import blocks, drive, greeted, send, shown, until
from tui.app import BaepoApp
from tui.screens.dialogs import ConfirmScreen
from tui.screens.plan import PlanScreen
from tui.sections import numbers
from tui.widgets.blocks import ChoiceBlock, PlanCard, QuestionBlock, ResumeBlock
from tui.widgets.prompt import Prompt
from tui.words import next_step

WASTE = {"ko": "이 계정에서 낭비되는 리소스를 찾아줘", "en": "what is wasted in this account?"}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_plans_of_an_answer_open_by_the_numbers_they_are_listed_under(config: Path, lang: Lang) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, WASTE[lang])
        await until(pilot, lambda: app.runs.turn is None and blocks(app, PlanCard))
        await pilot.press("ctrl+home")
        await until(pilot, lambda: "OOMKilled" not in shown(app))
        assert "1-3" not in shown(app)  # nothing is offered there any more
        card = app.chat.query(PlanCard).last()
        assert f"{card.number}. " in next(
            line for line in app.conversation.last_answer().splitlines() if card.plan in line
        )
        card.scroll_visible(animate=False)
        await until(pilot, lambda: f"{card.number} 또는" in shown(app) or f"{card.number} or enter" in shown(app))
        await pilot.press(str(card.number))
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        assert isinstance(app.screen, PlanScreen)
        assert app.screen.page.id == card.plan
        assert app.chat.query_one(Prompt).text == ""
        assert next_step("waiting", app.screen.page.digest, lang) in shown(app)  # without scrolling
        await pilot.press("escape")
        await pilot.press("x", str(card.number))  # once something is typed, a digit is a digit
        assert app.chat.query_one(Prompt).text == f"x{card.number}"

    drive(config, steps, lang=lang, size=(80, 24))


def test_choices_of_the_newest_turn_are_those_that_count(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        for question, options in (("first", ("a", "b")), ("second", ("How do I check an OOMKilled pod?", "d"))):
            app.conversation.begin(app.conversation.ask(question))
            app.post_message(BaepoApp.Happened(Asked(question="Which?", options=options)))
            app.post_message(BaepoApp.Happened(TurnEnded(status="asked", answer="Which?")))
            await until(pilot, partial(blocks_hold, app, options[0]))
        app.chat.query(ChoiceBlock).last().focus()  # from anywhere
        await pilot.press("1")
        await until(pilot, lambda: blocks(app, QuestionBlock)[-1] == "How do I check an OOMKilled pod?")

    drive(config, steps)


def test_the_last_conversation_is_one_key_away(config: Path) -> None:
    async def first(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await pilot.pause(0.5)
        assert not app.chat.query(ResumeBlock)  # there is none yet
        await send(pilot, "How do I check an OOMKilled pod?")
        await until(pilot, lambda: app.runs.turn is None and app.conversation.last_answer())

    async def second(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await until(pilot, lambda: app.chat.query(ResumeBlock) and "OOMKilled pod?" in shown(app))
        number = app.chat.query_one(ResumeBlock).number
        assert number == len(app.chat.query(ChoiceBlock)) + 1
        await pilot.press(str(number))
        await until(pilot, lambda: blocks(app, QuestionBlock) == ["How do I check an OOMKilled pod?"])
        assert not app.chat.query(ResumeBlock)

    drive(config, first)
    drive(config, second)


@pytest.mark.parametrize(
    ("lang", "keys"),
    [("ko", "오른쪽 화살표, 그다음 enter: 실행 · esc: 취소"), ("en", "right arrow, then enter: Execute · esc: Cancel")],
)
def test_the_dialog_names_its_keys(config: Path, lang: Lang, keys: str) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        sure: list[bool | None] = []
        for pressed in (("right", "enter"), ("escape",)):
            await app.push_screen(ConfirmScreen("?", "실행" if lang == "ko" else "Execute", lang), sure.append)
            await until(pilot, lambda: keys in shown(app))
            await pilot.press(*pressed)
            await until(pilot, lambda: app.screen is app.chat)
        assert sure == [True, False]

    drive(config, steps, lang=lang, size=(60, 20))


def blocks_hold(app: BaepoApp, choice: str) -> bool:
    return choice in blocks(app, ChoiceBlock)


def test_numbers_are_those_of_the_list() -> None:
    answer = "**제안**\n1. 정책이 막음\n2. 롤백 · 계획 p-90306007 준비됨\n3. x · plan p-685ae794 is ready\np-11112222"
    assert numbers(answer) == {"p-90306007": 2, "p-685ae794": 3}
