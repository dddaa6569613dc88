"""The command line as a person meets it: help, mistakes, missing configuration; never a traceback."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.command_table import COMMANDS
from assistant.commands.edge import run
from evals import worlds
from tools.spec import BadRequest, Denied, NotFound, Unavailable

ROOT = str(Path(__file__).parents[2])


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BAEPO_CONFIG", "BAEPO_ENV", "BAEPO_MODEL", "BAEPO_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
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


def test_looking_without_any_environment_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roadmap", "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "There is no environment" in told
    assert "baepo demo" in told


def test_guides_can_be_asked_without_any_environment(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "how do I fix CrashLoopBackOff?"]) == 0
    assert "[runbooks/crash-loop#fix]" in capsys.readouterr().out
    assert main(["ask", "why is checkout failing?"]) == 0
    told = capsys.readouterr().out
    assert "has no Kubernetes cluster configured" in told
    assert "`baepo init`" in told


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


@pytest.mark.parametrize("home", ["/proc/x", "/etc/passwd", "/etc/passwd/x"])
@pytest.mark.parametrize("command", [["plans"], ["keys", "create", "minji", "--no-passphrase"]], ids=["plans", "keys"])
def test_a_data_folder_that_cannot_be_used_is_told(
    command: list[str], home: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BAEPO_HOME", home)
    assert main(command) == 2
    told = capsys.readouterr().err
    assert f"The data folder {home}" in told
    assert "cannot be used: " in told
    assert "BAEPO_HOME" in told
    assert "inside Baepo" not in told


def _baepo(*words: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "BAEPO_HOME": str(folder / "home"), "PYTHONPATH": ROOT}
    command = [sys.executable, "-m", "assistant.cli", *words]
    return subprocess.run(command, cwd=folder, env=environ | variables, capture_output=True, timeout=60, check=False)


ASCII = ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})


@pytest.mark.parametrize("variables", ASCII, ids=["PYTHONIOENCODING", "LC_ALL"])
def test_where_the_locale_says_ascii_korean_is_escaped_and_still_understood(
    variables: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "baepo.toml").write_text(
        '[environments.lab]\nrisk = "sandbox"\n[environments.lab.bills]\npath = "x.csv"\n'
    )
    helped = _baepo("--help", folder=tmp_path, **variables)
    assert (helped.returncode, helped.stderr) == (0, b"")
    asked = _baepo("ask", "비용이 얼마야?", folder=tmp_path, **variables)
    assert asked.returncode == 4, asked.stderr
    answer = json.loads(_baepo("ask", "비용이 얼마야?", "--json", folder=tmp_path, **variables).stdout.decode("ascii"))
    assert "볼 수 없었습니다" in answer["answer"]
    shown = json.loads(_baepo("sessions", "list", "--json", folder=tmp_path, **variables).stdout.decode("ascii"))
    assert {s["title"] for s in shown["sessions"]} == {"비용이 얼마야?"}


_INTERRUPTED_IMPORT = """
import sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from assistant.cli import main
sys.exit(main(["plans"]))
"""


@pytest.mark.parametrize("module", ["assistant.commands.edge", "assistant.commands.plans", "sqlalchemy"])
def test_ctrl_c_in_the_first_moments_leaves_no_traceback(module: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_IMPORT, module],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": ROOT}, capture_output=True, timeout=60, check=False, text=True,
    )  # fmt: skip
    assert ended.returncode == 130, ended.stderr
    assert ended.stderr.startswith("Stopped.")
    assert "Traceback" not in ended.stderr


def bad_request(argv: list[str]) -> int:
    raise BadRequest("m", remedy="r")


def not_found(argv: list[str]) -> int:
    raise NotFound("m", remedy="r")


def denied(argv: list[str]) -> int:
    raise Denied("m\x1b[2J", permission="p", remedy="r")


def unavailable(argv: list[str]) -> int:
    raise Unavailable("m", remedy="r")


@pytest.mark.parametrize(("kind", "code"), [("bad_request", 2), ("not_found", 1), ("denied", 4), ("unavailable", 4)])
def test_an_error_of_a_backend_has_its_own_exit_code(kind: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("x", [], {"x": (f"{__name__}:{kind}", "")}) == code
    told = capsys.readouterr().err
    assert told.startswith("m")
    assert "\x1b" not in told
    assert run("x", ["--json"], {"x": (f"{__name__}:{kind}", "")}) == code
    assert json.loads(capsys.readouterr().out)["exit_code"] == code


@pytest.mark.parametrize(
    "words",
    [["freeze"], ["plans", "--nonsense"], ["suppress", "list", "--days", "x"], ["keys", "make", "x"], ["eval", "--no"]],
    ids=" ".join,
)
def test_words_that_cannot_be_understood_are_an_error_like_others(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)
    assert (error["schema"], error["exit_code"]) == ("baepo.error/1", 2)
    assert f"baepo {words[0]}" in error["message"]
    assert "--help" in error["remedy"]


def test_options_may_stand_before_between_and_after_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "baepo.toml").write_text('[environments.lab]\nrisk = "sandbox"\n')
    for words in (["--json", "lab"], ["lab", "--json"]):
        assert main(["env", *words]) == 0
        assert json.loads(capsys.readouterr().out)["name"] == "lab"
    assert main(["ask", "--json", "--", "--", "-x?"]) in (0, 4)
    assert main(["evidence", "sql", "--json", "SELECT 1 AS one"]) == 0
    assert '"one"' in capsys.readouterr().out


def test_a_question_back_shows_what_can_be_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worlds.build(4, tmp_path / "world", now=datetime.now(UTC))
    (tmp_path / "baepo.toml").write_text(
        '[environments.lab]\nrisk = "sandbox"\n[environments.lab.kube]\nsnapshot = "world/kube"\n'
    )
    assert main(["ask", "로그 보여줘", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "asked"
    assert answer["options"]
    assert main(["ask", "로그 보여줘"]) == 0
    assert f"- {answer['options'][0]}" in capsys.readouterr().out
