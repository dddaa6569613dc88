"""Completion in the real shells: commands, options and the values of this installation, without heavy imports."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.clock import SystemClock
from assistant.command_table import COMMANDS
from assistant.completion import bash, fish, values, zsh
from assistant.completion.grammar import Command, grammar
from assistant.events import FindingRaised
from assistant.store import sessions
from assistant.store.database import Database

from .conftest import ROOT, Terminal

TOML = """
[environments.prod-seoul]
risk = "production"
[environments."서울 lab"]
risk = "sandbox"
[approvers.minji]
public_key = "x"
roles = ["sre"]
"""
SHELLS: dict[str, Callable[[tuple[Command, ...]], str]] = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}
HEAVY = {"argparse", "sqlalchemy", "boto3", "kubernetes", "textual", "duckdb", "pydantic", "cryptography", "langchain"}


def needs(shell: str) -> pytest.MarkDecorator:
    """Skips where a shell is missing, but not in CI, where nothing may be."""
    missing = shutil.which(shell) is None and os.environ.get("CI", "").lower() not in ("true", "1")
    return pytest.mark.skipif(missing, reason=f"{shell} is not installed")


@pytest.fixture(scope="module")
def commands() -> tuple[Command, ...]:
    return grammar(COMMANDS)


@pytest.fixture
def session(tmp_path: Path) -> str:
    """A home with settings and a store that holds one session; its id."""
    (tmp_path / "baepo.toml").write_text(TOML, encoding="utf-8")
    store = tmp_path / ".local/share/baepo/baepo.db"
    with closing(Database(f"sqlite:///{store}", SystemClock())) as database:
        at = datetime.now(UTC)
        made = sessions.create_session(database, title="왜 느려?", principal="jun", environment="lab", at=at)
    return made.id


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`baepo` on PATH, as an installation puts it there."""
    program = tmp_path / "bin" / "baepo"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m assistant.cli "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")


def in_bash(script: str, *words: str) -> list[str]:
    typed = " ".join(f"'{w}'" for w in words)
    asked = f'{script}\nCOMP_WORDS=({typed})\nCOMP_CWORD={len(words) - 1}\n_baepo\nprintf "%s\\n" "${{COMPREPLY[@]}}"'
    ended = subprocess.run(["bash", "--norc"], input=asked, capture_output=True, text=True, timeout=60, check=True)
    assert ended.stderr == ""
    return ended.stdout.split("\n")[:-1]


def in_fish(script: str, typed: str) -> list[str]:
    asked = f"{script}\ncomplete -C '{typed}'"
    ended = subprocess.run(["fish", "--no-config"], input=asked, capture_output=True, text=True, timeout=60, check=True)
    assert ended.stderr == ""
    return [line.partition("\t")[0] for line in ended.stdout.splitlines()]


@pytest.mark.usefixtures("path")
def test_bash(commands: tuple[Command, ...], session: str) -> None:
    script = bash.script(commands)
    assert set(COMMANDS) <= set(in_bash(script, "baepo", ""))
    assert in_bash(script, "baepo", "pl") == ["plans", "plan"]
    assert in_bash(script, "baepo", "sessions", "s") == ["show"]
    assert in_bash(script, "baepo", "ask", "--fail-on", "h") == ["high"]
    assert in_bash(script, "baepo", "ask", "--lang", "=", "k") == ["ko"]
    assert in_bash(script, "baepo", "ask", "--env", "prod") == ["prod-seoul"]
    assert in_bash(script, "baepo", "ask", "--env", "서") == [r"서울\ lab"]
    assert in_bash(script, "baepo", "sessions", "--lang", "ko", "show", "") == [session]
    assert in_bash(script, "baepo", "approve", "--as", "") == ["minji"]
    assert in_bash(script, "baepo", "propose", "kube.rollback_dep") == ["kube.rollback_deployment"]
    assert "--fail-on" in in_bash(script, "baepo", "ask", "--")


@pytest.mark.usefixtures("path")
@needs("fish")
def test_fish(commands: tuple[Command, ...], session: str) -> None:
    script = fish.script(commands)
    assert set(COMMANDS) <= set(in_fish(script, "baepo "))
    assert in_fish(script, "baepo sessions s") == ["show"]
    assert in_fish(script, "baepo ask --fail-on h") == ["high"]
    assert in_fish(script, "baepo ask --env prod") == ["prod-seoul"]
    assert in_fish(script, "baepo sessions --lang ko show ") == [session]
    assert in_fish(script, "baepo ask --fail-o") == ["--fail-on"]


@pytest.mark.usefixtures("path")
@needs("zsh")
def test_zsh(commands: tuple[Command, ...], session: str, tmp_path: Path, at_terminal: Callable[..., Terminal]) -> None:
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "_baepo").write_text(zsh.script(commands), encoding="utf-8")
    terminal = at_terminal("-f", program=["zsh"])
    terminal.types("fpath=(functions $fpath); autoload -U compinit; compinit -u -D; PS1=; echo rea''dy\n")
    terminal.waits_for("ready")
    for typed, end in (  # of the word: what was typed of it may have been echoed before
        ("sessions sh\t", "ow "),
        ("ask --fail-on hi\t", "gh "),
        ("ask --env prod\t", "-seoul "),
        ("sessions show s-\t", session[3:]),
        ("appro\t", "ve "),
    ):
        terminal.types(f"baepo {typed}")
        terminal.waits_for(end)
        terminal.types("\x15")  # the line is not to be run
    terminal.types("exit\n")
    terminal.ends()


@pytest.mark.parametrize("shell", [pytest.param(shell, marks=needs(shell)) for shell in SHELLS])
def test_the_shell_itself_understands_the_script(shell: str, commands: tuple[Command, ...]) -> None:
    script = SHELLS[shell](commands)
    ended = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_every_option_of_every_command_is_in_every_script(commands: tuple[Command, ...]) -> None:
    assert [c.name for c in commands] == list(COMMANDS)
    for shell, script in SHELLS.items():
        text = script(commands)
        for flag in {f for c in commands for o in c.options for f in o.flags if f.startswith("--")}:
            assert (f"-l {flag[2:]}" if shell == "fish" else flag) in text, (shell, flag)


@pytest.mark.parametrize(
    "kind",
    ["environments", "plans", "sessions", "evidence", "approvers", "contexts", "profiles", "findings", "nothing"],
)
def test_values_where_nothing_is_are_nothing(kind: str, tmp_path: Path) -> None:
    for text in (None, "not = [toml", '[store]\nurl = "postgresql://x:y@127.0.0.1:9/z"\n', 'environments = "x"\n'):
        if text is not None:
            (tmp_path / "baepo.toml").write_text(text)
        ended = subprocess.run(
            [sys.executable, "-m", "assistant.cli", "completion", "values", kind],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert not (tmp_path / ".local").exists()


def test_contexts_and_profiles_of_this_machine_are_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kubeconfig, config = tmp_path / "clusters", tmp_path / "aws"
    cluster = '{name: c, cluster: {server: "https://10.0.0.1"}}'
    kubeconfig.write_text(f"clusters: [{cluster}]\ncontexts: [{{name: seoul-1, context: {{cluster: c, user: u}}}}]\n")
    config.write_text("[profile 결제]\nregion = ap-northeast-2\n", encoding="utf-8")
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    assert values.values("contexts", None, tmp_path) == [("seoul-1", "https://10.0.0.1")]
    assert [name for name, _ in values.values("profiles", None, tmp_path)] == ["결제"]


def test_contexts_and_profiles_complete_where_init_takes_them(commands: tuple[Command, ...]) -> None:
    init = next(c for c in commands if c.name == "init")
    assert {f: o.values for o in init.options for f in o.flags if f in ("--context", "--profile")} == {
        "--context": "contexts",
        "--profile": "profiles",
    }


def test_guides_complete_before_their_sections(
    commands: tuple[Command, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {(c.name, p.name): p.values for c in commands for p in c.places}["guide", "what"] == "guides"
    monkeypatch.setenv("BAEPO_LANG", "ko")
    found = values.values("guides", None, tmp_path)
    names = [name for name, _ in found]
    assert dict(found)["runbooks/out-of-memory"] == "메모리 부족으로 컨테이너가 종료될 때"
    assert names.index("runbooks/rollback") < names.index("runbooks/admission-webhook#check")
    assert len(names) == len(set(names))


def test_findings_and_suites_complete_where_they_are_wanted(
    commands: tuple[Command, ...], session: str, tmp_path: Path
) -> None:
    places = {(c.name, p.name): p.values for c in commands for p in c.places}
    assert places["suppress", "fingerprint"] == "findings"
    suites = places["eval", "SUITE"]
    assert isinstance(suites, tuple)
    assert "worlds" in suites
    data = tmp_path / ".local/share/baepo"
    finding = {"fingerprint": "22a70db46241", "title": {"ko": "메모리", "en": "out of memory"}}
    with closing(Database(f"sqlite:///{data / 'baepo.db'}", SystemClock())) as database:
        for seq in (1, 2):
            event = FindingRaised(finding=finding, seq=seq)
            sessions.append_event(database, session, event, datetime.now(UTC))
    assert values.values("findings", None, data) == [("22a70db46241", "out of memory")]


def test_values_load_nothing_heavy(session: str) -> None:
    code = (
        "import json, sys; from assistant.cli import main; main(['completion', 'values', 'sessions']);"
        "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    value, loaded = ended.stdout.splitlines()
    assert value == f"{session}\t왜 느려?"
    assert not HEAVY & set(json.loads(loaded))


def test_values_are_about_as_quick_as_help(session: str) -> None:
    """By turns, the best of each: other processes of the machine count for both."""
    best_s = {"values": 1e9, "help": 1e9}
    for _ in range(9):
        for name, words in (("values", ["completion", "values", "sessions"]), ("help", ["--help"])):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-m", "assistant.cli", *words], cwd=ROOT, capture_output=True, check=True)
            best_s[name] = min(best_s[name], time.perf_counter() - begun)
    assert best_s["values"] < 5 * best_s["help"]
