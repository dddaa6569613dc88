"""What a terminal, a person, a store or another version can do to the app: handled, said, nothing lost."""

import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.events import Paste
from textual.pilot import Pilot

from assistant.settings import load
from assistant.wiring import Wiring
from tests.fakes import WAIT_S
from tests.unit.tui.driving import answers, blocks, drive, greeted, send, shown, until
from tui.app import BaepoApp
from tui.memory import Memory
from tui.screens.dialogs import TooSmallScreen
from tui.themes import AsciiOnly
from tui.values import RISK_SIGNS
from tui.widgets.blocks import NoticeBlock, QuestionBlock
from tui.widgets.prompt import MAX_CHARACTERS, Prompt
from tui.words import SEVERITIES, STATE_SIGNS

QUESTION = "How do I check an OOMKilled pod?"


def test_too_small_terminal_says_so_and_keeps_everything(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        app.chat.query_one(Prompt).put("half a question")
        app.simulate_key("f4")
        await until(pilot, lambda: app.screen is not app.chat)
        under = app.screen
        await pilot.resize_terminal(30, 8)
        await until(pilot, lambda: isinstance(app.screen, TooSmallScreen) and "too small" in shown(app))
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: app.screen is under)
        assert app.chat.query_one(Prompt).text == "half a question"

    drive(config, steps)


def test_resizing_while_an_answer_streams_keeps_it(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        app.chat.query_one(Prompt).put("what is wrong in this cluster?")
        app.simulate_key("enter")
        for size in ((80, 24), (40, 8), (200, 60), (101, 20)):
            await pilot.resize_terminal(*size)
        await until(pilot, lambda: app.runs.turn is None and answers(app))
        assert "OOMKilled" in answers(app)[0]

    drive(config, steps)


def test_paste_of_a_megabyte_is_cut_and_said(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        prompt = app.chat.query_one(Prompt)
        prompt.post_message(Paste("로그 line\n" * 120_000))
        await until(pilot, lambda: len(prompt.text) == MAX_CHARACTERS)
        await until(pilot, lambda: any("960,000" in n.message for n in app._notifications))

    drive(config, steps)


def test_paste_comes_once_where_the_cursor_is_and_shows_what_would_not_be_seen(config: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        prompt = app.chat.query_one(Prompt)
        await pilot.press("a", "z", "left")
        prompt.post_message(Paste("한\u202e글\u200b\r\nb\x1b[31m"))
        await until(pilot, lambda: prompt.text == "a한\\u{202e}글\\u{200b}\nb\\x1b[31mz")
        await pilot.press("x")
        await pilot.pause(0.2)
        assert prompt.text == "a한\\u{202e}글\\u{200b}\nb\\x1b[31mxz"
        prompt.select_all()
        prompt.post_message(Paste("다시"))
        await until(pilot, lambda: prompt.text == "다시")

    drive(config, steps)


def test_store_locked_by_another_process_is_told_and_the_question_comes_back(config: Path, tmp_path: Path) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        app.core.wiring.database.close()
        other = sqlite3.connect(tmp_path / "baepo.db", isolation_level=None)
        try:
            other.execute("BEGIN EXCLUSIVE")
            await send(pilot, QUESTION)
            await until(pilot, lambda: any("locked" in text for text in blocks(app, NoticeBlock)))
            assert app.chat.query_one(Prompt).text == QUESTION
        finally:
            other.close()
        await pilot.press("enter")
        await until(pilot, lambda: app.runs.turn is None and answers(app))

    drive(config, steps)


def test_conversation_of_a_newer_version_is_shown_as_far_as_it_can_be(config: Path) -> None:
    async def first(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, QUESTION)
        await until(pilot, lambda: app.runs.turn is None and answers(app))

    async def second(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: any("newer version" in text for text in blocks(app, NoticeBlock)))
        await until(pilot, lambda: blocks(app, QuestionBlock) == [QUESTION] and len(answers(app)) == 1)
        await send(pilot, QUESTION)
        await until(pilot, lambda: app.runs.turn is None and len(answers(app)) == 2)

    drive(config, first)
    with Wiring(load(config)).database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE events SET body = replace(body, 'baepo.event/1', 'baepo.event/9') WHERE type = 'EvidenceKept'"
        )
    drive(config, second, session="last")


def test_interrupted_turn_of_the_past_says_so(config: Path) -> None:
    async def first(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await send(pilot, QUESTION)
        await until(pilot, lambda: app.runs.turn is None and answers(app))

    async def second(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: any("ended before the answer" in text for text in blocks(app, NoticeBlock)))

    drive(config, first)
    with Wiring(load(config)).database.write() as connection:
        connection.exec_driver_sql("DELETE FROM events WHERE type = 'TurnEnded'")
    drive(config, second, session="last")


@pytest.mark.parametrize("told", [True, False], ids=["with a signal", "unseen"])
def test_terminal_that_goes_away_ends_the_app_and_keeps_the_draft(config: Path, tmp_path: Path, told: bool) -> None:
    ours, theirs = pty.openpty()
    environ = os.environ | {"BAEPO_HOME": str(tmp_path), "TERM": "xterm-256color", "BAEPO_LANG": "en"}
    app = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "chat", "--config", str(config)],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        _until(ours, b"Press 1-3")
        os.write(ours, b"half a question")
        _until(ours, b"question")
        os.close(ours)
        if told:
            app.send_signal(signal.SIGHUP)  # as the kernel does to whoever the terminal belonged to
        assert app.wait(WAIT_S) != 0
    finally:
        app.kill()
        app.wait()
    assert Memory(tmp_path).text("draft") == "half a question"


_HELD_UP = """
import asyncio, queue, sys
from tui.ending import on_hang_up

async def main():
    on_hang_up(lambda code: None, grace_s=0.1)
    print("ready", flush=True)
    full = queue.Queue(1)
    full.put(1)
    full.put(2)  # as when writing to a terminal that nobody reads

asyncio.run(main())
"""


@pytest.mark.parametrize("ending", [signal.SIGHUP, signal.SIGTERM])
def test_app_held_up_by_its_terminal_ends_all_the_same(ending: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", _HELD_UP], stdout=subprocess.PIPE) as app:
        try:
            assert app.stdout is not None
            assert app.stdout.readline() == b"ready\n"
            app.send_signal(ending)
            assert app.wait(WAIT_S) == 128 + ending
        finally:
            app.kill()


def _until(terminal: int, wanted: bytes) -> None:
    seen, end = b"", time.monotonic() + WAIT_S
    while wanted not in seen:
        assert time.monotonic() < end, seen[-2000:]
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 65536)


def test_without_unicode_every_sign_has_one_of_its_own_width() -> None:
    [plain] = AsciiOnly().apply([Segment("◆ 심각 │ ok ✓")], Color(0, 0, 0))
    assert plain.text == "# ???? | ok v"
    for signs in ((s for s, _ in RISK_SIGNS.values()), STATE_SIGNS.values(), (s for s, _, _ in SEVERITIES.values())):
        assert "?" not in "".join(s.text for s in AsciiOnly().apply([Segment("".join(signs))], Color(0, 0, 0)))


@pytest.mark.parametrize("theme", ["baepo", "baepo-light", "baepo-high-contrast", "baepo-mono"])
def test_every_theme_shows_the_same_signs(config: Path, theme: str) -> None:
    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        app.theme = theme
        await until(pilot, lambda: "● SANDBOX" in shown(app))

    drive(config, steps)


def test_no_color_is_obeyed(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(app: BaepoApp, pilot: Pilot[Any]) -> None:
        await greeted(app, pilot)
        await until(pilot, lambda: "● SANDBOX" in shown(app))
        greys = [
            colour.triplet
            for strip in app.screen._compositor.render_strips()
            for segment in strip.apply_filter(app._filters[-1], Color(0, 0, 0))
            if segment.style and (colour := segment.style.color) and colour.triplet
        ]
        assert greys
        assert all(max(grey) == min(grey) for grey in greys)

    drive(config, steps)
