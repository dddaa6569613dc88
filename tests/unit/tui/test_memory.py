"""What is remembered between runs: questions, draft, theme; a private file that may be missing, broken or read-only."""

import stat
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.unit.tui.driving import drive, greeted, send, until
from tui.app import BaepoApp
from tui.memory import QUESTIONS_KEPT, Memory
from tui.widgets.prompt import Prompt


def test_questions_are_kept_in_order_once_in_a_row_and_not_for_ever(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    memory.remember(["a", "b", "b"])
    memory.remember(["b", "한글"])
    memory.keep("draft", "half a")
    assert Memory(tmp_path).questions() == ["a", "b", "한글"]
    assert Memory(tmp_path).text("draft") == "half a"
    memory.remember([f"{n}" for n in range(QUESTIONS_KEPT + 5)])
    assert len(memory.questions()) == QUESTIONS_KEPT
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_broken_file_is_begun_anew_and_a_missing_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "tui.json").write_text('{"questions": "x", "draft": 3, ', encoding="utf-8")
    assert Memory(tmp_path).questions() == []
    (tmp_path / "tui.json").write_text('{"questions": [1, "x"], "draft": 3}', encoding="utf-8")
    assert Memory(tmp_path).questions() == ["x"]
    assert Memory(tmp_path).text("draft") == ""
    Memory(tmp_path / "none").keep("draft", "x")


def test_next_run_knows_questions_draft_and_theme(config: Path) -> None:
    async def first(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, "How do I check an OOMKilled pod?")
        await until(pilot, lambda: app.runs.turn is None and app.conversation.last_answer())
        await pilot.press(*"half")
        app.theme = "baepo-light"
        await until(pilot, lambda: app.desk.memory.text("theme") == "baepo-light")
        await pilot.press("ctrl+q")

    async def second(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        prompt = app.chat.query_one(Prompt)
        assert app.theme == "baepo-light"
        assert prompt.text == "half"
        await pilot.press("up")
        assert prompt.text == "How do I check an OOMKilled pod?"
        await pilot.press("down")
        assert prompt.text == "half"

    drive(config, first)
    drive(config, second)
