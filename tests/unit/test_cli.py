"""The command line as a person meets it: help, mistakes, missing configuration; never a traceback."""

import json
from pathlib import Path

import pytest

from assistant.cli import COMMANDS, main


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BAEPO_CONFIG", "BAEPO_ENV", "BAEPO_MODEL", "BAEPO_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"chat"}))
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "baepo " + command in shown
    assert "examples:" in shown or "suites:" in shown


def test_a_mistyped_command_is_corrected(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aks", "x"]) == 2
    assert "baepo ask" in capsys.readouterr().err


def test_asking_without_any_environment_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "why is checkout failing?"]) == 2
    told = capsys.readouterr().err
    assert "No environment is configured" in told
    assert "baepo demo" in told


def test_errors_are_json_when_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "show", "p-1234", "--json"]) == 2
    assert json.loads(capsys.readouterr().out) == {
        "schema": "baepo.error/1",
        "message": "p-1234 is not a plan here.",
        "remedy": "baepo plans lists them.",
        "exit_code": 2,
    }


def test_two_environments_that_fit_are_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "baepo.toml").write_text(
        "\n".join(
            f'[environments.{n}]\nrisk = "staging"\n[environments.{n}.bills]\npath = "x.csv"' for n in ("a1", "b2")
        )
    )
    assert main(["ask", "비용이 얼마야?"]) == 2
    told = capsys.readouterr().err
    assert "어느 환경인가요?" in told
    assert "a1, b2" in told


def test_what_cannot_be_read_is_said_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "baepo.toml").write_text(
        '[environments.lab]\nrisk = "sandbox"\n[environments.lab.kube]\nsnapshot = "nowhere"\n'
    )
    assert main(["ask", "what is wrong in this cluster?", "--json"]) == 4
    answer = json.loads(capsys.readouterr().out)
    assert answer["not_read"]
    assert "nowhere" in json.dumps(answer["not_read"])
    assert "Nothing is wrong" not in answer["answer"]
