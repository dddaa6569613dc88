"""Output that goes nowhere, to a full disk, to `head`, or to a terminal that can do little."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Terminal

BAEPO = f"{sys.executable} -m assistant.cli"
SANDBOX = '[environments.lab]\nrisk = "sandbox"\n'


def shell(script: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=90, check=False)


@pytest.mark.parametrize("command", ["env", "plans", "doctor --offline", "--help", "tools"])
def test_closed_output_is_no_error(command: str) -> None:
    Path("baepo.toml").write_text(SANDBOX)
    told = shell(f"{BAEPO} {command} >&-")
    assert told.returncode == 0, told.stderr
    assert told.stderr == ""


def test_a_full_disk_is_told_once(tmp_path: Path) -> None:
    Path("baepo.toml").write_text(SANDBOX)
    told = shell(f"{BAEPO} tools > /dev/full")
    assert told.returncode == 1
    assert told.stderr == "The output could not be written: No space left on device.\n"
    korean = shell(f"BAEPO_LANG=ko {BAEPO} tools > /dev/full")
    assert "출력을 쓸 수 없습니다" in korean.stderr


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    Path("baepo.toml").write_text(SANDBOX)
    told = shell(f"{BAEPO} tools | head -1; echo ${{PIPESTATUS[0]}}")
    assert told.stdout.splitlines()[-1] == "0"
    assert told.stderr == ""


def test_where_nothing_can_be_drawn_no_escape_is_written_and_the_chat_is_plain(
    at_terminal: Callable[..., Terminal],
) -> None:
    Path("baepo.toml").write_text(SANDBOX)
    for words in (("doctor", "--offline"), ("tools", "--no-pager")):
        terminal = at_terminal(*words, program=("env", "TERM=dumb", sys.executable, "-m", "assistant.cli"))
        assert terminal.ends() in (0, 4), terminal.said
        assert "\x1b" not in terminal.said
    terminal = at_terminal("chat", program=("env", "TERM=dumb", sys.executable, "-m", "assistant.cli"))
    terminal.waits_for("> ")
    terminal.types("/quit\n")
    assert terminal.ends() == 0
    assert "\x1b" not in terminal.said


def test_no_color_is_kept_to(at_terminal: Callable[..., Terminal]) -> None:
    Path("baepo.toml").write_text(SANDBOX)
    terminal = at_terminal("doctor", "--offline", program=("env", "NO_COLOR=1", sys.executable, "-m", "assistant.cli"))
    terminal.ends()
    assert not re.search(r"\x1b\[[0-9;]*m", terminal.said)
