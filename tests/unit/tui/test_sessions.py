"""A conversation that is gone on with later: shown from its transcript, its evidence and plans within reach."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import OptionList

from assistant import settings
from assistant.events import Asked, TextDelta, TurnEnded
from assistant.wiring import Wiring
from evals.bench.talk import LAST, long_conversation
from tests.unit.tui.driving import answers, blocks, drive, greeted, send, shown, until
from tui.app import BaepoApp
from tui.widgets.answers import CitingBlock
from tui.widgets.blocks import ActivityBlock, ChoiceBlock, NoticeBlock, PlanCard, QuestionBlock
from tui.widgets.turn import TurnColumn

QUESTION = "what is wrong in this cluster?"


def test_last_session_is_shown_as_it_was(config: Path) -> None:
    before: list[list[str]] = []

    async def first(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, QUESTION)
        await until(pilot, lambda: app.runs.turn is None and blocks(app, PlanCard))
        before.extend(blocks(app, kind) for kind in (QuestionBlock, ActivityBlock, CitingBlock))

    async def second(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: len(blocks(app, PlanCard)) == 2)
        assert [blocks(app, kind) for kind in (QuestionBlock, ActivityBlock, CitingBlock)] == before
        assert len(blocks(app, PlanCard)) == 2
        await until(pilot, lambda: app.chat.query_one("#evidence-list", OptionList).option_count)
        await send(pilot, QUESTION)
        await until(pilot, lambda: app.runs.turn is None and len(answers(app)) == 2)

    drive(config, first)
    drive(config, second, session="last")


def test_the_last_conversation_is_named_at_the_start(config: Path) -> None:
    async def first(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        assert "f7 goes on" not in shown(app)
        await send(pilot, QUESTION)
        await until(pilot, lambda: app.runs.turn is None and answers(app))

    async def second(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        assert f"“{QUESTION}”" in shown(app)
        assert "f7 goes on" in shown(app)

    drive(config, first)
    drive(config, second)


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
        await until(pilot, lambda: answers(app) == ["Which one?"])
        app.post_message(BaepoApp.Happened(TurnEnded(status="asked", answer="Which one?")))
        await until(pilot, lambda: blocks(app, ChoiceBlock) == ["demo", "x"])
        await pilot.press("2")
        await until(pilot, lambda: blocks(app, QuestionBlock) == ["roll it back", "x"])

    drive(config, steps)


def _long(config: Path, turns: int) -> str:
    return long_conversation(Wiring(settings.load(config), via="eval"), environment="demo", turns=turns)


def _asked(app: BaepoApp) -> list[int]:
    """The numbers in the questions that are mounted, in order."""
    words = " ".join(blocks(app, QuestionBlock)).split()
    return [int(w.removeprefix("pay-")) for w in words if w.startswith("pay-")]


def test_long_conversation_opens_at_its_end_and_fills_the_screen_however_large(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: LAST in shown(app))
        await until(pilot, lambda: app.conversation.max_scroll_y > app.conversation.size.height)
        assert len(app.chat.query(TurnColumn)) < 30

    drive(config, steps, session=_long(config, 100), size=(200, 70))


def test_paging_through_a_long_conversation_shows_every_turn_once_and_what_is_read_stays(config: Path) -> None:
    async def page(app: BaepoApp, pilot: Pilot[Any], by: int) -> None:
        """A page further: the block that is read moves by less than a screenful, in every frame."""
        conversation, lines = app.conversation, set[int]()
        read = next(b for b in app.chat.query(QuestionBlock) if by * (b.region.y - conversation.region.y) >= 0)
        before = read.region.y
        app.screen.screen_layout_refresh_signal.subscribe(read, lambda _: lines.add(read.region.y))
        await pilot.press("pagedown" if by > 0 else "pageup")
        await pilot.pause()
        await until(pilot, lambda: not conversation._awaiting)
        await pilot.pause()
        assert all(0 <= by * (before - y) < conversation.size.height for y in lines), (before, lines)
        app.screen.screen_layout_refresh_signal.unsubscribe(read)

    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: LAST in shown(app))
        await until(pilot, lambda: app.conversation.max_scroll_y > app.conversation.size.height)
        await until(pilot, lambda: not app.conversation._awaiting)
        seen: set[int] = set()
        for by, end in ((-1, 1), (1, 59)):
            for _ in range(40):
                await page(app, pilot, by)
                asked = _asked(app)
                assert asked == list(range(asked[0], asked[0] + len(asked))), "a turn is missing or twice"
                assert len(asked) <= 40, "turns out of reach stay mounted"
                seen.update(asked)
            assert f"pay-{end} " in shown(app)
        assert seen == set(range(1, 60))

    drive(config, steps, session=_long(config, 60))


def test_turns_out_of_reach_leave_while_one_goes_on_asking_and_come_back_when_one_scrolls(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        for number in range(20):
            await send(pilot, f"How do I check an OOMKilled pod? {number}")
            await until(pilot, lambda: app.runs.turn is None and answers(app))
        await until(pilot, lambda: 0 < len(app.chat.query(TurnColumn)) < 12)
        assert blocks(app, QuestionBlock)[-1].endswith(" 19")
        for _ in range(40):
            await pilot.press("pageup")
            await until(pilot, lambda: not app.conversation._awaiting)
        await until(pilot, lambda: blocks(app, QuestionBlock)[0].endswith(" 0"))

    drive(config, steps)
