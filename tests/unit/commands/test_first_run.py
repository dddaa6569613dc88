"""Bare `baepo`: a new machine is led to a first answer; one that is set up goes to work."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.cli import main
from evals import worlds

from .conftest import Terminal
from .test_init import machine


def baepo(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *words],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip


def test_piped_on_a_new_machine_it_tells_the_commands(tmp_path: Path) -> None:
    machine(tmp_path, "kind-lab", profiles={"shop": "region = us-east-1"})
    told = baepo()
    assert (told.returncode, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert lines[2] == ""  # greeted in two lines
    assert "kind-lab" in told.stdout
    assert "shop" in told.stdout
    assert [line.split("  ")[0] for line in lines if line.startswith("baepo ")] == [
        "baepo demo",
        "baepo init --yes",
        'baepo ask "what is wrong?"',
        "baepo doctor",
        "baepo --help",
    ]
    assert {p.name for p in tmp_path.iterdir()} == {".kube", ".aws"}  # looking leaves nothing


def test_where_nothing_is_found_it_offers_what_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAEPO_LANG", "ko")
    told = baepo().stdout
    assert "찾지 못했습니다" in told
    assert "baepo demo" in told
    assert "baepo init" not in told


def test_piped_where_it_is_set_up_it_is_help(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("baepo.toml").write_text('[environments.lab]\nrisk = "sandbox"\n')
    assert main([]) == 0
    assert "usage: baepo COMMAND" in capsys.readouterr().out


def test_a_broken_configuration_is_no_new_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("baepo.toml").write_text("modle = 1\n")
    assert main([]) == 0
    assert "usage: baepo COMMAND" in capsys.readouterr().out


def test_a_question_asked_too_early_does_not_hide_the_first_run(
    tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    """Any question makes a store, also one that found no environment."""
    (tmp_path / ".local/share/baepo").mkdir(parents=True)
    (tmp_path / ".local/share/baepo/baepo.db").touch()
    terminal = at_terminal()
    terminal.waits_for("[d/g/q]")
    assert "a made-up company" in terminal.said
    terminal.types("q\n")
    assert terminal.ends() == 0


@pytest.mark.parametrize("leaving", ["q\n", "\x04"], ids=["q", "end of input"])
def test_it_is_left_with_a_key(leaving: str, tmp_path: Path, at_terminal: Callable[..., Terminal]) -> None:
    machine(tmp_path, "dev")
    terminal = at_terminal()
    terminal.waits_for("[d/e/q]")
    terminal.types("x\n")
    terminal.waits_for("[d/e/q]")
    terminal.types(leaving)
    assert terminal.ends() == 0
    assert not (tmp_path / ".config").exists()


def test_it_reaches_a_first_answer_without_a_file_being_edited(
    tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    """With a bill that lies in the folder: everything a person does is press keys."""
    world = worlds.build(3, tmp_path / "world", now=datetime.now(UTC))
    (world.folder / "bill" / "focus.csv").rename(tmp_path / "focus.csv")
    terminal = at_terminal()
    terminal.waits_for("[d/e/q]")
    assert "focus.csv" in terminal.said
    terminal.types("e\n")
    terminal.waits_for("Which ones?")
    terminal.types("\n")
    terminal.waits_for("[sandbox]: ")
    terminal.types("\n")
    terminal.waits_for("Write it?")
    terminal.types("\n")
    terminal.waits_for("Make your key")
    terminal.types("n\n")
    terminal.waits_for("Go on in the terminal UI?")
    assert "[E1]" in terminal.said
    assert "Amazon Elastic Compute Cloud" in terminal.said
    assert "What is missing" not in terminal.said
    terminal.types("n\n")
    assert terminal.ends() == 0
