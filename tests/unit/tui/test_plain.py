"""The line-based chat on the same session, its commands given as lines."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.language import Lang
from tui.plain import PlainChat
from tui.values import Options

QUESTION = "what is wrong in this cluster?"


def talk(config: Path, *lines: str, lang: Lang = "en", session: str = "") -> str:
    out = io.StringIO()
    options = Options(config=str(config), environment="", session=session, lang=lang, answer_lang=None, plain=True)
    chat = PlainChat(options, out)
    chat.greet()
    chat.run(lines)
    return out.getvalue()


def test_question_is_answered_and_its_evidence_read(config: Path) -> None:
    told = talk(config, QUESTION, "/evidence", "/evidence e3", "/plans", "/findings", "/ledger", "/cost")
    assert "OOMKilled" in told
    assert "E1: list_workloads, 25" in told
    assert re.search(r"^1/\d+$", told, re.MULTILINE)
    assert re.search(r"^p-\w+: Roll back .*, demo, waiting, \d+ min$", told, re.MULTILINE)
    assert "critical: booking-api" in told
    assert "The ledger is whole" in told
    assert "Amazon Elastic Compute Cloud" in told
    assert "**" not in told
    assert "\x1b" not in told


def test_the_answer_comes_first_with_severities_in_words(config: Path) -> None:
    told = talk(config, QUESTION)
    answer = told.index("critical: booking-api")  # as the finding's title begins
    assert told.index("reading …") < answer
    assert not re.search(r"E\d+: ", told)
    assert told.index("Plan p-") > answer
    count = re.search(r"^(\d+) reads; /evidence lists them$", told, re.MULTILINE)
    assert count
    assert int(count[1]) == len(re.findall(r"^E\d+: ", talk(config, "/evidence", session="last"), re.MULTILINE))


def test_the_last_conversation_is_offered(config: Path) -> None:
    assert "/session last" not in talk(config)
    talk(config, QUESTION)
    told = talk(config, "/session last", "/evidence")
    assert f"last: “{QUESTION}” (just now). /session last" in told
    assert "E1: list_workloads" in told


def test_example_is_asked_by_its_number_in_korean(config: Path) -> None:
    told = talk(config, "1", lang="ko")
    assert "1: 이 클러스터에 무슨 문제가 있어?" in told
    assert "원인" in told


def test_plan_is_shown_and_refused_without_a_signature(config: Path) -> None:
    first = talk(config, "what is wasted in this account?")
    found = re.search(r"Plan (p-\w+):", first)
    assert found
    told = talk(config, f"/plan {found[1]}", f"/execute {found[1]}", session="last")
    assert "digest" in told
    assert re.search(r"^! .*approv|approv", told, re.MULTILINE)


def test_conversations_guides_and_places(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = talk(
        config,
        QUESTION,
        "/sessions cluster",
        "/export",
        "/new",
        "/evidence",
        "/guides OOMKilled",
        "/env",
        "/nope",
        "/quit",
    )
    assert re.search(rf"s-\w+: {re.escape(QUESTION)}", told)
    assert list(tmp_path.glob("baepo-s-*.md"))
    assert "runbooks/out-of-memory" in told
    assert "demo SANDBOX" in told
    assert "! ? /nope" in told


def test_wrong_id_is_told_and_the_next_line_is_read(config: Path) -> None:
    told = talk(config, "/plan p-0000", "/guide runbooks/none#none", "/evidence E9", "/help")
    assert len(re.findall(r"^(?:> )?! ", told, re.MULTILINE)) == 3
    assert "/approve ID" in told


def test_piped_chat_ends_with_its_input(config: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "chat", "--plain", "--lang", "en", "--config", str(config)],
        input="/help\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "/approve ID" in done.stdout
