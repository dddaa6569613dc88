"""Long lists on a real terminal: paged there, and only there."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Terminal

Baepo = Callable[..., Terminal]
BAEPO = (sys.executable, "-m", "assistant.cli")


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which a pager of the person's own keeps what it was given."""
    program, kept = tmp_path / "my pager", tmp_path / "paged"
    program.write_text(f"#!/bin/sh\ncat > '{kept}'\necho \"paged with $1\"\n")
    program.chmod(0o755)
    monkeypatch.setenv("BAEPO_PAGER", f"'{program}' 한글")
    return kept


def test_a_long_list_goes_to_the_pager_of_the_person(marked: Path, at_terminal: Baepo) -> None:
    terminal = at_terminal("tools")
    terminal.waits_for("paged with 한글")
    assert terminal.ends() == 0
    assert "kube.rollback_deployment" in marked.read_text(encoding="utf-8")
    assert "kube.rollback_deployment" not in terminal.said


@pytest.mark.parametrize("words", [("tools", "--no-pager"), ("tools", "--json"), ("env", "--json")])
def test_no_pager_where_none_is_wanted(words: tuple[str, ...], marked: Path, at_terminal: Baepo) -> None:
    terminal = at_terminal(*words)
    terminal.ends()
    assert not marked.exists()
    assert terminal.said


def test_no_pager_for_what_fits(marked: Path, at_terminal: Baepo) -> None:
    terminal = at_terminal("plans")
    terminal.ends()
    assert not marked.exists()


def test_nothing_is_paged_into_a_pipe(marked: Path) -> None:
    ended = subprocess.run([*BAEPO, "tools"], capture_output=True, text=True, check=True, timeout=90)
    assert "kube.rollback_deployment" in ended.stdout
    assert not marked.exists()


@pytest.mark.parametrize("pager", ["", "cat", "no-such-program-here", "less 'open"])
def test_without_a_pager_the_list_is_printed(pager: str, at_terminal: Baepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAEPO_PAGER", pager)
    terminal = at_terminal("tools")
    terminal.waits_for("kube.rollback_deployment")
    assert terminal.ends() == 0


def test_a_pager_that_is_left_early_is_no_error(at_terminal: Baepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAEPO_PAGER", "true")
    terminal = at_terminal("tools")
    assert terminal.ends() == 0
    assert "error" not in terminal.said.lower()


def test_ctrl_c_in_less_leaves_the_terminal_to_it(at_terminal: Baepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAEPO_PAGER", "less -R")
    terminal = at_terminal("tools")
    terminal.waits_for("\n:")
    terminal.types("\x03")
    terminal.types("q")
    assert terminal.ends("q") == 0
    assert "Traceback" not in terminal.said
