"""The chat, driven by keys on a real world."""

import re
import socket
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from tests.unit.tui.driving import answers, blocks, drive, greeted, send, shown, until
from tui.app import BaepoApp
from tui.screens.evidence import EvidenceScreen
from tui.screens.finder import FinderScreen
from tui.screens.help import HelpScreen
from tui.screens.passage import PassageScreen
from tui.widgets.answers import AnswerBlock, CitingBlock, FindingBlock
from tui.widgets.block import Block
from tui.widgets.blocks import ActivityBlock, NoticeBlock, PlanCard, QuestionBlock
from tui.widgets.peek import Peek
from tui.widgets.prompt import Prompt
from tui.widgets.turn import TurnColumn


def test_question_is_answered_with_citations_that_open(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await until(pilot, lambda: "SANDBOX" in shown(app))
        await pilot.press(*"what is wrong in this cluster?", "enter")
        await until(pilot, lambda: app.runs.turn is None and answers(app))
        finding = next(b for b in app.chat.query(FindingBlock) if "OOMKilled" in b.clean)
        assert len(app.chat.query(FindingBlock)) > 1
        assert "\n\n".join(b.clean for b in app.chat.query(CitingBlock)) == answers(app)[0].strip()
        assert re.fullmatch(r"E\d+", finding.references[0])
        assert blocks(app, ActivityBlock)[0].startswith("● read ")
        assert [type(b).__name__ for b in app.chat.query(TurnColumn).first().query(Block)][:3] == [
            "QuestionBlock",
            "ActivityBlock",
            "FindingBlock",
        ]
        finding.focus()
        await until(pilot, lambda: "critical  " in shown(app))  # a word, not only a colour
        await pilot.press("z")
        await until(pilot, lambda: finding.size.height == 1)
        await pilot.press("z", "down")
        assert isinstance(app.focused, CitingBlock)
        assert app.focused is not finding
        assert len(blocks(app, PlanCard)) == 2
        finding.focus()
        await pilot.press("right", "right", "enter")
        peek = app.chat.query_one(Peek)
        await until(pilot, lambda: peek.reference == finding.references[1])  # beside the conversation
        await until(pilot, lambda: "◂ cited" in shown(app))
        assert app.screen is app.chat
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, EvidenceScreen))
        await until(pilot, lambda: "◂ cited" in shown(app))
        rows = app.screen.query_one(DataTable)
        everything = rows.row_count
        await pilot.press("slash", *"catalog-api")
        await until(pilot, lambda: 0 < rows.row_count < everything)
        await pilot.press("escape", "escape")
        assert app.screen is app.chat
        await pilot.press("escape")
        assert not peek.display
        assert app.chat.query_one(Prompt).has_focus

    drive(config, steps)


def test_example_is_asked_with_one_key_in_the_language_of_the_screen(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await pilot.press("1")
        await until(pilot, lambda: app.runs.turn is None and answers(app))
        assert blocks(app, QuestionBlock) == ["이 클러스터에 무슨 문제가 있어?"]
        assert "원인" in answers(app)[0]
        await until(pilot, lambda: "근거" in shown(app))
        await pilot.press("9")  # only a character where nothing has that number
        assert app.chat.query_one(Prompt).text == "9"

    drive(config, steps, lang="ko")


def test_cancel_keeps_what_was_typed_and_the_next_question_works(config: Path, tmp_path: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, "what is wasted in this account?")
        await until(pilot, lambda: "list_volumes" in shown(app))
        await pilot.press(*"next")
        assert app.chat.query_one(Prompt).text == "next"
        await pilot.press("escape")
        await until(pilot, lambda: app.runs.turn is None)
        await until(pilot, lambda: any("Stopped" in text for text in blocks(app, NoticeBlock)))
        assert app.chat.query_one(Prompt).text == "next"
        app.chat.query_one(Prompt).put("How do I check an OOMKilled pod?")
        await pilot.press("enter")
        await until(pilot, lambda: any("#" in r for a in app.chat.query(CitingBlock) for r in a.references))

    with socket.create_server(("127.0.0.1", 0)) as silent:  # connects and never answers, so that the turn is under way
        port = silent.getsockname()[1]
        hanging = tmp_path / "baepo.toml"
        text = re.sub(r'endpoint_url = "[^"]*"', f'endpoint_url = "http://127.0.0.1:{port}"', config.read_text())
        hanging.write_text(text)
        drive(hanging, steps)


def test_question_asked_meanwhile_waits_for_its_turn(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        prompt = app.chat.query_one(Prompt)
        prompt.put("what is wasted in this account?")
        app.simulate_key("enter")  # unlike the pilot's, this does not wait until the app is idle
        await until(pilot, lambda: app.runs.turn)
        prompt.put("what is wrong in this cluster?")
        app.simulate_key("enter")
        await until(pilot, lambda: "waits for its turn" in shown(app))
        await until(pilot, lambda: app.runs.turn is None and len(answers(app)) == 2)
        wasted, wrong = answers(app)
        assert "a month" in wasted
        assert "OOMKilled" in wrong
        assert [t.asked.clean for t in app.chat.query(TurnColumn)] == blocks(app, QuestionBlock)

    drive(config, steps)


def test_quit_in_the_middle_of_a_turn_is_clean(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        app.chat.query_one(Prompt).put("what is wasted in this account?")
        app.simulate_key("enter")
        await until(pilot, lambda: app.runs.turn)
        turn = app.runs.turn
        app.simulate_key("ctrl+q")
        await until(pilot, lambda: not app.is_running or app.return_code is not None)
        assert turn is not None
        assert turn.is_set()
        assert app.return_code == 0

    drive(config, steps)


def test_prompt_has_history_and_several_lines(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        prompt = app.chat.query_one(Prompt)
        await pilot.press(*"한글", "ctrl+j", *"두 줄")
        assert prompt.text == "한글\n두 줄"
        await pilot.press("enter")
        assert prompt.text == ""
        await pilot.press(*"draft", "up")
        assert prompt.text == "한글\n두 줄"
        await pilot.press("down")
        assert prompt.text == "draft"

    drive(config, steps)


def test_guides_are_searched_and_read(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await pilot.press("f4")
        await until(pilot, lambda: "config-error" in shown(app))
        await pilot.press(*"OOMKilled")
        await until(pilot, lambda: "out-of-memory" in shown(app) and "config-error" not in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PassageScreen))
        await pilot.press("escape")
        assert isinstance(app.screen, FinderScreen)
        assert app.screen.query_one(Input).value == "OOMKilled"

    drive(config, steps)


def test_citation_opens_by_mouse_and_missing_one_is_told(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        answer = AnswerBlock("see [runbooks/config-error#check] or [runbooks/none#none]")
        app.conversation.add(answer)
        await until(pilot, lambda: "runbooks/none" in shown(app))
        await pilot.click(AnswerBlock, offset=(12, 0))
        await until(pilot, lambda: app.chat.query_one(Peek).reference == "runbooks/config-error#check")
        await until(pilot, lambda: "[runbooks/config-error#check]" in shown(app))
        await pilot.press("escape")
        answer.focus()
        await pilot.press("left", "enter")
        await until(pilot, lambda: "no section runbooks/none#none" in " ".join(n.message for n in app._notifications))
        assert app.screen is app.chat

    drive(config, steps)


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((120, 40), True), ((250, 70), True)])
def test_side_is_a_drawer_where_it_does_not_fit(config: Path, size: tuple[int, int], beside: bool) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await until(pilot, lambda: "What is wrong in this cluster?" in shown(app))
        await until(pilot, lambda: ("Nothing read yet" in shown(app)) is beside)
        await pilot.press("f2")
        await until(pilot, lambda: "Nothing read yet" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: ("Nothing read yet" in shown(app)) is beside)
        assert app.chat.query_one(Prompt).has_focus

    drive(config, steps, size=size)


def test_help_teaches_and_goes_away(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and "How it works" in shown(app))
        await pilot.press("f1")
        assert app.screen is app.chat

    drive(config, steps)


def test_wrong_settings_are_told_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path))
    broken = tmp_path / "baepo.toml"
    broken.write_text("[environments.x]\nrisk = 'huge'\n", encoding="utf-8")

    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: blocks(app, NoticeBlock))
        await until(pilot, lambda: "environments.x.risk" in shown(app))
        await until(pilot, lambda: "production" in shown(app))

    drive(broken, steps)
