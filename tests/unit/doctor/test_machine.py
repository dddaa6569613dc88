"""This machine as the doctor sees it: data folder, keys, store, ledger, model servers, programs, terminal."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import keys, ledger
from assistant.clock import SystemClock
from assistant.doctor import bills, configuration, data_folder, model, programs, slack, store, terminal
from assistant.doctor.spec import Result
from assistant.errors import FAILED, PARTLY, REFUSED, USAGE
from assistant.store.database import Database
from tests.unit.kube.servers import Handler, serving

from .conftest import Installation


def by_name(results: tuple[Result, ...]) -> dict[str, Result]:
    return {r.what: r for r in results}


class TestDataFolder:
    def test_one_that_is_not_there_is_not_made(self, here: Installation) -> None:
        assert data_folder.look(here.look())[0].state == "off"
        assert not here.data.exists()

    @pytest.mark.parametrize("path", ["/sys", "/proc/self"])
    def test_one_that_cannot_be_written_to(self, here: Installation, path: str) -> None:
        found = data_folder.look(replace(here.look(), data=Path(path)))[0]
        assert (found.state, found.exit_code, found.next) == ("failed", USAGE, f"ls -ld {path}")

    def test_one_that_others_can_look_into(self, here: Installation) -> None:
        here.data.mkdir(mode=0o755)
        found = data_folder.look(here.look())[0]
        assert (found.state, found.next) == ("warn", f"chmod 700 {here.data}")
        here.data.chmod(0o700)
        assert data_folder.look(here.look())[0].state == "ok"

    def test_keys_are_told_apart(self, here: Installation) -> None:
        folder = here.data / "keys"
        keys.create(folder / "guarded.key", "a long passphrase")
        keys.create(folder / "bare.key", "")
        keys.create(folder / "open.key", "a long passphrase")
        (folder / "open.key").chmod(0o644)
        (folder / "none.key").write_text("hello")
        (folder / "none.key").chmod(0o600)
        found = by_name(data_folder.look(here.look()))
        states = {name: (found[f"key {name}"].state, found[f"key {name}"].exit_code) for name in ("guarded", "bare")}
        assert states == {"guarded": ("ok", 0), "bare": ("warn", 0)}
        assert (found["key open"].exit_code, found["key open"].next) == (REFUSED, f"chmod 600 {folder / 'open.key'}")
        assert found["key none"].exit_code == FAILED


class TestStore:
    @pytest.fixture
    def path(self, here: Installation) -> Path:
        """A store with three ledger entries."""
        path = here.data / "baepo.db"
        with closing(Database(f"sqlite:///{path}", SystemClock())) as database, database.write() as connection:
            for number in range(3):
                ledger.append(
                    connection,
                    at=SystemClock().now(),
                    kind="asked",
                    principal="jun",
                    environment="shop",
                    subject=f"s-{number}",
                    body={},
                )
        return path

    def test_none_is_made_by_looking(self, here: Installation) -> None:
        assert store.look(here.look())[0].state == "off"
        assert not here.data.exists()

    def test_a_whole_one(self, here: Installation, path: Path) -> None:
        found = by_name(store.look(here.look()))
        assert (found["store"].state, found["ledger"].state) == ("ok", "ok")
        assert "3" in found["ledger"].detail.en

    def test_a_forged_entry(self, here: Installation, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE ledger SET principal = 'eve' WHERE seq = 2")
        found = by_name(store.look(here.look()))["ledger"]
        assert (found.state, found.exit_code, found.next) == ("failed", FAILED, "baepo ledger verify")
        assert "entry 2" in found.detail.en

    def test_one_that_another_process_holds(self, here: Installation, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            found = store.look(here.look())
            connection.execute("ROLLBACK")
        assert [(r.what, r.state, r.exit_code, r.next) for r in found] == [("store", "failed", PARTLY, f"lsof {path}")]

    def test_one_of_a_newer_version_and_an_older_one(self, here: Installation, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO migrations VALUES (99, 'later')")
        newer = store.look(here.look())[0]
        assert (newer.state, newer.next) == ("failed", "pip install --upgrade baepo")
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DELETE FROM migrations")
        assert store.look(here.look())[0].state == "warn"
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM migrations").fetchone() == (0,)  # looking changes nothing

    def test_something_else(self, here: Installation, path: Path) -> None:
        path.write_bytes(b"this is no database, but long enough to be looked at" * 10)
        found = store.look(here.look())[0]
        assert (found.state, found.exit_code) == ("failed", FAILED)
        assert "not a database" in found.detail.en


class TestConfiguration:
    def test_none_leads_to_init(self, here: Installation) -> None:
        found = configuration.look(here.look())[0]
        assert (found.state, found.next) == ("missing", "baepo init")

    def test_a_rule_for_no_action_leads_to_the_file(self, here: Installation) -> None:
        rule = '[[policy]]\nenvironments = ["*"]\nactions = ["kube.x"]\npropose = ["a"]\napprove = ["b"]\n'
        look = here.look(rule)
        found = configuration.look(replace(look, environ={"EDITOR": "nano"}))[0]
        assert (found.state, found.exit_code) == ("failed", USAGE)
        assert found.next == f"nano {here.home / 'baepo.toml'}"

    def test_one_that_others_can_write(self, here: Installation) -> None:
        look = here.look('[environments.lab]\nrisk = "sandbox"\n')
        assert look.settings
        assert look.settings.source
        assert configuration.look(look)[0].state == "ok"
        look.settings.source.chmod(0o666)
        assert configuration.look(look)[0].next == f"chmod 600 {look.settings.source}"

    def test_bills_that_are_gone(self, here: Installation) -> None:
        toml = '[environments.lab]\nrisk = "sandbox"\n[environments.lab.bills]\npath = "bills"\n'
        gone = bills.look(here.look(toml))[0]
        assert (gone.state, gone.exit_code) == ("failed", PARTLY)
        here.write("bills/may.csv", "x")
        assert bills.look(here.look(toml))[0].state == "ok"


class TestModels:
    def test_a_server_on_this_machine(self, here: Installation) -> None:
        def answer(h: Handler) -> None:
            h.json(200, {"data": [{"id": f"m{n}"} for n in range(6)]})

        with serving(answer) as server:
            found = by_name(
                model.look(here.look(model_servers=(("Ollama", server.url), ("vLLM", "http://127.0.0.1:9"))))
            )
        assert found["Ollama"].detail.en == f"{server.url} · m0, m1, m2, m3 +2"
        assert (found["vLLM"].state, found["model"].state) == ("off", "ok")

    def test_a_configured_one_that_nobody_serves(self, here: Installation) -> None:
        found = by_name(model.look(here.look('[model]\nname = "qwen"\nbase_url = "http://127.0.0.1:9/v1"\n')))["model"]
        assert (found.state, found.exit_code, found.next) == ("failed", PARTLY, "baepo models list")

    def test_a_hosted_one_without_its_key(self, here: Installation) -> None:
        look = here.look('[model]\nname = "openai:gpt-x"\n')
        found = by_name(model.look(look))["model"]
        assert (found.exit_code, found.next) == (USAGE, "read -rs OPENAI_API_KEY && export OPENAI_API_KEY")
        there = by_name(model.look(replace(look, environ={"OPENAI_API_KEY": "k-0123456789"})))
        assert (there["model"].state, there["OPENAI_API_KEY"].state) == ("ok", "ok")
        assert "k-0123456789" not in repr(there)


class TestPrograms:
    def program(self, here: Installation, name: str, script: str) -> None:
        here.write(f"bin/{name}", f"#!/bin/sh\n{script}\n").chmod(0o755)

    def test_versions_and_what_is_missing(self, here: Installation) -> None:
        self.program(here, "git", "echo git version 2.44.0")
        self.program(here, "terraform", 'test -n "$CHECKPOINT_DISABLE" && echo "Terraform v1.9.1"')
        self.program(here, "aws", "exit 3")
        found = by_name(programs.look(here.look(environ={"PATH": str(here.home / "bin")})))
        assert found["git"].detail.en.startswith("2.44.0 · ")
        assert found["terraform"].state == "ok"
        assert (found["aws"].state, found["kubectl"].state) == ("warn", "missing")


def test_slack_tokens_are_known_by_their_kind_alone(here: Installation) -> None:
    found = slack.look(here.look(environ={"SLACK_BOT_TOKEN": "xoxb-1234567890", "SLACK_APP_TOKEN": "xoxb-1234567890"}))
    assert [r.state for r in found] == ["ok", "warn"]
    assert "1234567890" not in repr(found)


@pytest.mark.parametrize(
    ("environ", "encoding", "size", "what", "state"),
    [
        ({"TERM": "xterm-256color"}, "utf-8", (120, 40), "colour", "ok"),
        ({"TERM": "xterm"}, "utf-8", (120, 40), "colour", "warn"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "utf-8", (120, 40), "colour", "ok"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "utf-8", (120, 40), "colour", "off"),
        ({"TERM": "dumb"}, "utf-8", (120, 40), "terminal", "warn"),
        ({"TERM": "xterm-256color"}, "utf-8", (60, 40), "size", "warn"),
        ({"TERM": "xterm-256color"}, "ascii", (120, 40), "Unicode", "warn"),
        ({"TERM": "xterm-kitty"}, "utf-8", (120, 40), "copy (OSC 52)", "ok"),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/x"}, "utf-8", (120, 40), "copy (OSC 52)", "ok"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "utf-8", (120, 40), "copy (OSC 52)", "warn"),
        ({}, "utf-8", None, "terminal", "off"),
    ],
)
def test_terminals(environ: dict[str, str], encoding: str, size: tuple[int, int], what: str, state: str) -> None:
    assert by_name(terminal.described(environ, encoding=encoding, size=size))[what].state == state
