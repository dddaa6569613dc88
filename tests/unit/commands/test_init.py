"""`baepo init`: what it writes loads, is private, allows nothing in production, and is there whole or not at all."""

import json
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import settings
from assistant.cli import main
from assistant.environments import Risk
from assistant.settings import login_name
from assistant.setup.document import Approver, document
from assistant.setup.draft import drafts, risk_of
from assistant.setup.found import Found
from tools.aws.profiles import Profile
from tools.kube.contexts import Context

from .conftest import Terminal

KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI\n"
WRITTEN = Path(".config/baepo/baepo.toml")


def machine(
    home: Path, *contexts: str, profiles: dict[str, str] | None = None, server: str = "http://127.0.0.1:9"
) -> None:
    """A kubeconfig and AWS files; `profiles` maps names to further settings."""
    config = {
        "current-context": contexts[0] if contexts else "",
        "contexts": [{"name": c, "context": {"cluster": "c", "user": "u"}} for c in contexts],
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
    }
    (home / ".kube").mkdir()
    (home / ".kube" / "config").write_text(json.dumps(config))
    (home / ".aws").mkdir()
    names = profiles or {}
    (home / ".aws" / "config").write_text("".join(f"[profile {n}]\n{more}\n" for n, more in names.items()))
    (home / ".aws" / "credentials").write_text("".join(f"[{n}]\n{KEYS}" for n in names))


@pytest.mark.parametrize(
    ("name", "risk"),
    [
        ("prod-seoul", Risk.PRODUCTION),
        ("nonprod", Risk.PRODUCTION),  # the graver reading: whoever knows better says so
        ("dev-prod-mirror", Risk.PRODUCTION),
        ("shop-stg", Risk.STAGING),
        ("kind-lab", Risk.SANDBOX),
        ("minikube", Risk.SANDBOX),
        ("운영", Risk.PRODUCTION),
        ("seoul-1", Risk.PRODUCTION),
    ],
)
def test_risk_by_name(name: str, risk: Risk) -> None:
    assert risk_of(name) is risk


def context(name: str) -> Context:
    return Context(name=name, server="https://x", namespace="default", login="token", current=False)


def profile(name: str, account_id: str = "") -> Profile:
    return Profile(name=name, kind="keys", region="us-east-1", account_id=account_id, asks=False, sso_expires_at=None)


def test_a_cluster_and_its_account_are_one_environment() -> None:
    eks = "arn:aws:eks:ap-northeast-2:123456789012:cluster/shop-prod"
    found = Found(
        contexts=(context(eks), context("dev"), context("gke_p_zone_pay")),
        profiles=(profile("corp", "123456789012"), profile("dev"), profile("dev2"), profile("default")),
    )
    made = drafts(found, contexts=[c.name for c in found.contexts], profiles=[p.name for p in found.profiles], bills=[])
    assert [(d.name, d.context, d.profile, d.regions) for d in made] == [
        ("shop-prod", eks, "corp", ("ap-northeast-2",)),
        ("dev", "dev", "dev", ("us-east-1",)),
        ("pay", "gke_p_zone_pay", "", ()),
        ("dev2", "", "dev2", ("us-east-1",)),
        ("aws-default", "", "default", ("us-east-1",)),
    ]


def test_names_that_come_to_the_same_stay_apart() -> None:
    found = Found(contexts=(context("a.b"), context("a/b"), context("a b")))
    made = drafts(found, contexts=["a.b", "a/b", "a b"], profiles=[], bills=[])
    assert [d.name for d in made] == ["a-b", "a-b-2", "a-b-3"]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(contexts=st.lists(NAMES, max_size=3, unique=True), profiles=st.lists(NAMES, max_size=3, unique=True), user=NAMES)
def test_any_name_makes_a_file_that_says_the_same(contexts: list[str], profiles: list[str], user: str) -> None:
    found = Found(contexts=tuple(map(context, contexts)), profiles=tuple(map(profile, profiles)))
    made = drafts(found, contexts=contexts, profiles=profiles, bills=[])
    text = document(made, user=user, approver=Approver(name="me", public_key=""), reversible={"kube": ["kube.x"]})
    parsed = tomllib.loads(text)
    environments = parsed.get("environments", {})
    assert {n: e.get("kube", {}).get("context", "") for n, e in environments.items()} == {
        d.name: d.context for d in made
    }
    assert parsed["me"]["name"] == user


def test_it_writes_what_loads_and_is_private(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machine(tmp_path, "prod", "dev", profiles={"dev": "region = us-east-1"})
    assert main(["init", "--yes", "--offline"]) == 0
    assert oct(WRITTEN.stat().st_mode)[-3:] == "600"
    assert oct(WRITTEN.parent.stat().st_mode)[-3:] == "700"
    loaded = settings.load()
    assert loaded.source == tmp_path / WRITTEN
    assert {n: (e.risk, sorted(e.targets)) for n, e in loaded.environments.items()} == {
        "prod": (Risk.PRODUCTION, ["kube"]),
        "dev": (Risk.SANDBOX, ["aws", "kube"]),
    }
    told = capsys.readouterr().out
    assert [line.split("  ")[1] for line in told.splitlines() if line.startswith("  baepo")] == [
        "baepo doctor --env prod",
        'baepo ask "what is wrong?" --env prod',
        "baepo chat",
    ]


def test_the_first_policy_opens_what_can_be_undone_outside_production(tmp_path: Path) -> None:
    machine(tmp_path, "prod", "dev")
    assert main(["init", "--yes", "--offline"]) == 0
    rules = settings.load().policy.rules
    assert [(r.environments, r.approve) for r in rules] == [(("dev",), frozenset({"sre"}))]
    assert "kube.rollback_deployment" in rules[0].actions
    text = WRITTEN.read_text()
    commented = "\n".join(
        line[2:] for line in text.splitlines() if line.startswith(("# [[", "# env", "# act", "# pro", "# app"))
    )
    assert tomllib.loads(commented)["policy"][0]["environments"] == ["prod"]


def test_only_production_means_no_rule_at_all(tmp_path: Path) -> None:
    machine(tmp_path, "prod")
    assert main(["init", "--yes", "--offline"]) == 0
    assert settings.load().policy.rules == ()


def test_what_answers_is_pinned(tmp_path: Path, moto_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    machine(
        tmp_path,
        profiles={
            "shop": f"region = us-east-1\nendpoint_url = {moto_url}",
            "gone": "region = us-east-1\nendpoint_url = http://127.0.0.1:9",
        },
    )
    assert main(["init", "--yes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["key"]) == ("baepo.init/1", "")
    loaded = settings.load().environments
    assert {n: e.targets["aws"].pinned for n, e in loaded.items()} == {"shop": "123456789012", "gone": ""}


def test_an_existing_file_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machine(tmp_path, "dev")
    Path("baepo.toml").write_text('default_environment = "mine"\n')
    assert main(["init", "--yes", "--offline", "--here"]) == 2
    assert "--force" in capsys.readouterr().err
    assert Path("baepo.toml").read_text() == 'default_environment = "mine"\n'
    assert main(["init", "--yes", "--offline", "--here", "--force"]) == 0
    (backup,) = tmp_path.glob("baepo.toml.*.bak")
    assert backup.read_text() == 'default_environment = "mine"\n'
    assert str(backup) in capsys.readouterr().out
    assert list(settings.load().environments) == ["dev"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--context", "shpo"], "There is no context shpo"),
        (["--profile", "none"], "There is no profile none"),
        (["--bills", "none.csv"], "There is no none.csv"),
        (["--risk", "harmless"], "--risk harmless says nothing"),
        (["--risk", "shpo=sandbox"], "--risk shpo=sandbox says nothing"),
    ],
)
def test_what_cannot_be_meant_writes_nothing(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine(tmp_path, "shop")
    assert main(["init", "--yes", "--offline", *words]) == 2
    assert told in capsys.readouterr().err
    assert not WRITTEN.parent.exists()


def test_options_choose(tmp_path: Path) -> None:
    machine(tmp_path, "a", "b", "c")
    words = ["--context", "a", "--context", "b", "--risk", "sandbox", "--risk", "b=staging"]
    assert main(["init", "--yes", "--offline", *words]) == 0
    assert {n: e.risk for n, e in settings.load().environments.items()} == {"a": Risk.SANDBOX, "b": Risk.STAGING}


def test_nothing_found_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--yes"]) == 1
    assert "baepo demo" in capsys.readouterr().err


def test_without_a_terminal_it_asks_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machine(tmp_path, "dev")
    ended = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "init"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, "baepo init --yes" in ended.stderr) == (2, True)
    assert not WRITTEN.exists()


def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine(tmp_path, "dev")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/proc/self")
    assert main(["init", "--yes", "--offline"]) == 1
    assert "could not be written" in capsys.readouterr().err


def test_stopped_while_a_cluster_is_silent_nothing_is_left(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        machine(tmp_path, "dev", server=f"http://127.0.0.1:{silent.getsockname()[1]}")
        command = [sys.executable, "-m", "assistant.cli", "init", "--yes"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            connection, _ = silent.accept()
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)[0]
            connection.close()
    assert process.returncode == 130, said
    assert b"Traceback" not in said
    assert not WRITTEN.exists()
    assert not list(tmp_path.rglob("*.key"))


def test_at_a_terminal_it_asks_and_makes_a_guarded_key(tmp_path: Path, at_terminal: Callable[..., Terminal]) -> None:
    machine(tmp_path, "dev", "prod")
    terminal = at_terminal("init", "--offline")
    terminal.waits_for("Which ones?")
    terminal.types("1 7\n")
    terminal.waits_for("Which ones?")  # there is no 7
    terminal.types("1\n")
    terminal.waits_for("[sandbox]: ")
    terminal.types("stag\n")
    terminal.waits_for("Write it?")
    assert not WRITTEN.exists()
    terminal.types("y\n")
    terminal.waits_for("Make your key")
    terminal.types("\n")
    for asked, passphrase in (("passphrase (", "short"), ("passphrase (", "long enough"), ("more: ", "long enough")):
        terminal.waits_for(asked)
        terminal.types(f"{passphrase}\n")
    assert terminal.ends() == 0, terminal.said
    assert "long enough" not in terminal.said
    loaded = settings.load()
    assert {n: e.risk for n, e in loaded.environments.items()} == {"dev": Risk.STAGING}
    (key,) = (loaded.home / "keys").glob("*.key")
    assert oct(key.stat().st_mode)[-3:] == "600"
    assert oct(key.parent.stat().st_mode)[-3:] == "700"
    assert oct(loaded.home.stat().st_mode)[-3:] == "700"
    assert list(loaded.approvers) == [key.stem]


def test_without_a_good_passphrase_it_goes_on_without_a_key(
    tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    machine(tmp_path, "dev")
    terminal = at_terminal("init", "--offline", "--yes", "--lang", "ko")
    for _ in range(3):
        terminal.waits_for("새 암호 (")
        terminal.types("\n")
    assert terminal.ends() == 0, terminal.said
    assert "baepo keys create" in terminal.said
    assert not list(tmp_path.rglob("*.key"))
    assert not settings.load().approvers


@pytest.mark.parametrize("leaving", ["\x04", "\x03"], ids=["end of input", "ctrl-c"])
@pytest.mark.parametrize("at", [".toml) [Y/n]: ", "passphrase (", "more: "])
def test_leaving_at_the_key_keeps_the_file_that_was_agreed_to(
    leaving: str, at: str, tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    machine(tmp_path, "dev")
    terminal = at_terminal("init", "--offline")
    for asked, answer in (("Which ones?", "\n"), ("[sandbox]: ", "\n"), ("Write it?", "y\n")):
        terminal.waits_for(asked)
        terminal.types(answer)
    for asked, answer in ((".toml) [Y/n]: ", "\n"), ("passphrase (", "long enough\n"), ("more: ", "")):
        terminal.waits_for(asked)
        if asked == at:
            break
        terminal.types(answer)
    assert f"Wrote {tmp_path / WRITTEN}" in terminal.said
    assert WRITTEN.exists()
    terminal.types(leaving)
    assert terminal.ends(again="\x03" if leaving == "\x03" else "") == 130
    assert "Traceback" not in terminal.said
    assert "nothing" not in terminal.said.lower()
    assert list(settings.load().environments) == ["dev"]
    assert not list(tmp_path.rglob("*.key"))
    assert f"keys create {login_name()} >> {tmp_path / WRITTEN}" in terminal.said


def test_the_command_for_a_key_later_makes_one_that_counts(
    tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    machine(tmp_path, "dev")
    terminal = at_terminal("init", "--offline", "--yes")
    terminal.waits_for("passphrase (")
    terminal.types("\x04")
    assert terminal.ends() == 130
    command = next(line.strip() for line in terminal.said.splitlines() if "keys create" in line)
    shell = at_terminal(program=("sh", "-c", command.replace("baepo", f"{sys.executable} -m assistant.cli", 1)))
    for asked in ("passphrase (", "more: "):
        shell.waits_for(asked)
        shell.types("long enough\n")
    assert shell.ends() == 0, shell.said
    (key,) = tmp_path.rglob("*.key")
    assert list(settings.load().approvers) == [key.stem]


@pytest.mark.parametrize("leaving", ["\x04", "\x03", "n\n"], ids=["end of input", "ctrl-c", "no"])
def test_leaving_at_the_last_question_leaves_nothing(
    leaving: str, tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    machine(tmp_path, "dev")
    terminal = at_terminal("init", "--offline", "--no-key")
    for asked in ("Which ones?", "[sandbox]: "):
        terminal.waits_for(asked)
        terminal.types("\n")
    terminal.waits_for("Write it?")
    terminal.types(leaving)
    assert terminal.ends(again="\x03" if leaving == "\x03" else "") in (1, 130)
    assert "Traceback" not in terminal.said
    assert not WRITTEN.exists()


def test_an_answer_that_is_neither_yes_nor_no_is_asked_again(
    tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    machine(tmp_path, "dev")
    terminal = at_terminal("init", "--offline", "--no-key")
    for asked in ("Which ones?", "[sandbox]: "):
        terminal.waits_for(asked)
        terminal.types("\n")
    terminal.waits_for("Write it?")
    terminal.types("a passphrase, typed too early\n")
    terminal.waits_for("Possible: y, n")
    terminal.types("n\n")
    assert terminal.ends() == 1
    assert not WRITTEN.exists()


def test_no_key_is_asked_for_where_its_file_cannot_be_written(
    tmp_path: Path, at_terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(tmp_path, "dev")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/proc/self")
    terminal = at_terminal("init", "--offline", "--yes")
    assert terminal.ends() == 1, terminal.said
    assert "could not be written" in terminal.said
    assert "passphrase" not in terminal.said
    assert not list(tmp_path.rglob("*.key"))
