"""Commands as a person or a script meets them: stopping, mistakes that must not pass silently, JSON, narrow terminals."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant import text_width
from assistant.cli import main
from assistant.commands import output
from assistant.errors import UsageError
from assistant.settings import load
from assistant.text_width import width
from assistant.wiring import Wiring
from evals.worlds import build
from tests.fakes import START
from tools.aws import client as aws
from tools.aws import target as aws_target
from tools.kube import client as kube
from tools.kube import target as kube_target
from tools.spec import BadRequest, Call, Unavailable

ROOT = str(Path(__file__).parents[2])
LAB = '[environments.lab]\nrisk = "sandbox"\n'
RULE = '[[policy]]\nenvironments = ["lab"]\nactions = ["kube.*"]\npropose = ["operator"]\napprove = ["sre"]\n'


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BAEPO_CONFIG", "BAEPO_ENV", "BAEPO_MODEL", "BAEPO_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def _settings(text: str = LAB) -> None:
    Path("baepo.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> "Told":
    return Told(capsys)


class Told:
    """Runs a command and gives what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def json(self, *words: str, code: int = 0) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.out(*words, "--json", code=code))
        return answer

    def out(self, *words: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert main(list(words)) == code
        return self._capsys.readouterr().out

    def err(self, *words: str, code: int) -> str:
        self._capsys.readouterr()
        assert main(list(words)) == code
        return self._capsys.readouterr().err


@contextmanager
def silent_server() -> Iterator[tuple[str, threading.Event]]:
    """Its URL, and an event for the first request: it takes connections and never answers."""
    reached, taken = threading.Event(), []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return
                reached.set()

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", reached
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for connection in taken:
        connection.close()


class TestStopping:
    def test_a_read_that_hangs_does_not_keep_the_program_from_ending(self, tmp_path: Path) -> None:
        with silent_server() as (url, reached):
            _settings(LAB + f'[environments.lab.aws]\nendpoint_url = "{url}"\nregions = ["us-east-1", "us-west-2"]\n')
            command = [sys.executable, "-m", "assistant.cli", "ask", "Which EBS volumes are not attached?"]
            environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | {"PYTHONPATH": ROOT}
            started = time.monotonic()
            with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
                try:
                    assert reached.wait(60)
                    begun = time.monotonic()
                    process.send_signal(signal.SIGINT)
                    out = process.communicate(timeout=60)[0]
                    # The SDK would wait 20 s for the answer; starting up is the measure of how fast this machine is.
                    assert time.monotonic() - begun < max(10, 2 * (begun - started))
                finally:
                    process.kill()
        assert process.returncode == 130, out
        assert b"Traceback" not in out

    def test_ctrl_c_ends_sql(self) -> None:
        _settings()
        main(["ask", "hello"])
        timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3"
        try:
            assert main(["evidence", "sql", endless]) == 130
        finally:
            timer.cancel()


class TestSettings:
    @pytest.mark.parametrize(
        ("text", "message", "remedy"),
        [
            ('default_environment = "lap"\n' + LAB, "default_environment names 'lap'", "Did you mean lab?"),
            (LAB + RULE.replace('"lab"', '"lap"'), "policy[1].environments names 'lap'", "Did you mean lab?"),
            (LAB + RULE + RULE.replace('"lab"', '"x*", "zzz"'), "policy[2].environments names 'zzz'", "Known: lab."),
            (LAB + '[environments.lab.kube]\nsnapshot = "s"\ncontext = "c"\n', "environments.lab.kube names a", "one"),
            (LAB + '[environments.lab.kube]\nsnapshot = "s"\nkubeconfig = "c"\n', "environments.lab.kube names", "one"),
        ],
    )
    def test_what_can_never_hold_is_told(self, text: str, message: str, remedy: str) -> None:
        _settings(text)
        with pytest.raises(UsageError) as caught:
            load()
        assert "baepo.toml" in caught.value.message
        assert message in caught.value.message
        assert remedy in caught.value.remedy

    def test_a_rule_for_no_action_is_told_where_the_actions_are_known(self) -> None:
        _settings(LAB + RULE + RULE.replace('"kube.*"', '"kube.rollback_deploymnt"'))
        with pytest.raises(UsageError) as caught:
            _ = Wiring(load()).actions
        assert "policy[2].actions names 'kube.rollback_deploymnt'" in caught.value.message
        assert caught.value.remedy == "Did you mean kube.rollback_deployment?"
        _settings(LAB + RULE + RULE.replace('"kube.*"', '"kube.rollback_deployment", "*"'))
        assert "kube.rollback_deployment" in Wiring(load()).actions

    def test_a_byte_order_mark_is_no_mistake(self) -> None:
        _settings("\ufeff" + LAB)
        assert set(load().environments) == {"lab"}


class TestBackends:
    def test_an_endpoint_that_is_no_address(self) -> None:
        target = aws_target.Target(endpoint_url="not a url", regions=("us-east-1",))
        with pytest.raises(BadRequest, match="endpoint_url 'not a url'"):
            aws.connect(target).identity()

    @pytest.mark.parametrize("item", ['"text"', "3", "null", "{}", '{"metadata": []}', '{"metadata": {"name": 1}}'])
    def test_a_snapshot_of_something_else(self, item: str, tmp_path: Path) -> None:
        good = '{"metadata": {"name": "p", "namespace": "n"}}'
        (tmp_path / "lists").mkdir()
        (tmp_path / "meta.json").write_text('{"schema": "baepo.kube_snapshot/1", "cluster_uid": "u"}')
        (tmp_path / "lists/pods.json").write_text(f'{{"items": [{good}, {item}]}}')
        call = Call(operations=frozenset({"list pods"}), deadline=time.monotonic() + 10)
        reader = kube.connect(kube_target.Target(snapshot=tmp_path)).bound(call)
        with pytest.raises(Unavailable, match=r"lists/pods\.json: item 2 is not an object"):
            reader.list("pods")

    @pytest.mark.parametrize("content", [None, "a,b\n1,2\n"], ids=["missing", "no bill"])
    def test_env_looks_at_the_bill(self, content: str | None, told: Told) -> None:
        if content:
            Path("bill.csv").write_text(content)
        _settings(LAB + '[environments.lab.bills]\npath = "bill.csv"\n')
        [answer] = told.json("env", "lab", code=4)["backends"]
        assert answer["state"] == "unreachable"
        assert "bill.csv" in answer["message"]

    def test_another_place_says_who_was_expected_and_who_answers(self, told: Told, tmp_path: Path) -> None:
        folder = build(4, tmp_path / "world", now=START).folder / "kube"
        live = json.loads((folder / "meta.json").read_text())["cluster_uid"]
        _settings(LAB + f'[environments.lab.kube]\nsnapshot = "{folder}"\ncluster_uid = "expected-uid"\n')
        [answer] = told.json("env", "lab", code=3)["backends"]
        assert (answer["state"], answer["pinned"], answer["live"]) == ("another place", "expected-uid", live)
        text = told.out("env", "lab", code=3)
        assert "expected-uid was expected" in text
        assert f"{live} answers" in text


class TestJson:
    def test_freeze_and_unfreeze(self, told: Told) -> None:
        _settings()
        frozen = told.json("freeze", "--env", "lab", "--reason", "sale")
        assert (frozen["schema"], frozen["environment"], frozen["reason"]) == ("baepo.frozen/1", "lab", "sale")
        assert told.json("unfreeze", "--env", "lab") == {"schema": "baepo.unfrozen/1", "environment": "lab"}
        assert told.json("unfreeze", "--env", "lab", code=2)["message"] == "lab is not frozen."

    def test_suppress_set_list_and_end(self, told: Told) -> None:
        _settings()
        assert told.json("suppress", "list")["suppressions"] == []
        assert told.json("suppress", "1f2e3d4c5b6a", "--reason", "known")["state"] == "active"
        [listed] = told.json("suppress", "list")["suppressions"]
        assert (listed["fingerprint"], listed["state"], listed["reason"]) == ("1f2e3d4c5b6a", "active", "known")
        assert "1f2e3d4c5b6a  active" in told.out("suppress", "list")
        assert told.json("suppress", "1f2e3d4c5b6a", "--end")["state"] == "ended"
        for wrong in (["1f2e3d4c5b6a", "--end"], ["ffffffffffff", "--end"]):
            assert "nothing to end" in told.json("suppress", *wrong, code=2)["message"]

    @pytest.mark.parametrize("written", ["E3", "1f2e3d4c5b6", "1f2e3d4c5b6a7", "1f2e3d4c5b6g", "lsit"])
    def test_suppress_takes_only_a_fingerprint(self, written: str, told: Told) -> None:
        _settings()
        error = told.json("suppress", written, "--reason", "x", code=2)
        assert "12 hex digits" in error["message"]
        assert told.json("suppress", "list")["suppressions"] == []

    def test_feedback_and_export(self, told: Told) -> None:
        _settings()
        told.out("ask", "hello")
        kept = told.json("feedback", "wrong")
        assert kept["case"] == json.loads(Path(kept["path"]).read_text(encoding="utf-8"))
        assert kept["case"]["remark"] == "wrong"
        exported = told.json("sessions", "export", "last", "--out", "s.json")
        assert exported["schema"] == "baepo.exported/1"
        assert json.loads(Path("s.json").read_text(encoding="utf-8"))["schema"] == "baepo.session/1"

    def test_permissions_are_bare_or_wrapped(self, told: Told) -> None:
        _settings()
        bare = json.loads(told.out("permissions", "kube"))
        assert bare["kind"] == "ClusterRole"
        wrapped = told.json("permissions", "kube")
        assert wrapped == {"schema": "baepo.permissions/1", "backend": "kube", "policy": bare}

    def test_sql_says_when_it_cut(self, told: Told) -> None:
        _settings()
        told.out("ask", "hello")
        for rows, cut in ((1000, False), (1001, True)):
            sql = f"SELECT range FROM range({rows})"
            answer = told.json("evidence", "sql", sql)
            assert (len(answer["rows"]), answer["cut"]) == (1000, cut)
            assert ("first 1,000 rows" in told.err("evidence", "sql", sql, code=0)) == cut

    def test_sql_loads_no_extension(self, told: Told) -> None:
        _settings()
        told.out("ask", "hello")
        sql = "SELECT value FROM duckdb_settings() WHERE name IN ('autoinstall_known_extensions', 'autoload_known_extensions')"
        assert told.json("evidence", "sql", sql)["rows"] == [["false"], ["false"]]

    def test_an_action_that_does_not_exist(self, told: Told) -> None:
        _settings()
        error = told.json("propose", "kube.rollback", "shop/checkout", code=2)
        assert "kube.rollback_deployment" in error["remedy"]
        assert "baepo tools" in error["remedy"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestTerminal:
    ROWS = (
        ("p-7f3a", "waiting", "prod-seoul", "11-25 23:52", "배포 shop/checkout 을 리비전 41로 롤백"),
        ("p-1122", "done", "staging", "11-25 20:00", "delete volume vol-0abc"),
    )

    HEAD = ("plan", "state", "environment", "expires", "what")

    @pytest.mark.parametrize("columns", [16, 24, 40, 60, 80, 100])
    def test_a_table_fits_and_nothing_that_can_be_copied_is_cut(
        self, columns: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = output.table(self.HEAD, self.ROWS, stream=Terminal(), prose=True).splitlines()
        assert all(width(line) <= columns for line in lines)
        text = "\n".join(lines)
        for cell in (cell for row in (self.HEAD, *self.ROWS) for cell in row[:-1]):
            assert cell in text
        if columns >= 24:
            assert " ".join(text.split()).count(" ".join(self.ROWS[0])) == 1  # in order, the last cell whole, too

    def test_rows_on_several_lines_begin_at_the_edge_and_go_on_behind_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "60")
        lines = output.table(self.HEAD, self.ROWS, stream=Terminal(), prose=True).splitlines()
        assert lines[2:4] == ["p-7f3a  waiting  prod-seoul   11-25 23:52", "  배포 shop/checkout 을 리비전 41로 롤백"]
        assert [line[0] == " " for line in lines] == [False, True] * 3

    def test_one_long_text_is_cut_on_its_third_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "30")
        rows = [("p-1", "11-25 23:52", "word " * 40)]
        table = output.table(("id", "at", "what"), rows, stream=Terminal(), prose=True)
        assert len(table.splitlines()) == 2 + 1 + 3
        assert table.endswith("…")
        assert len(output.table(("id", "at", "what"), rows, stream=Terminal()).splitlines()) == 4

    def test_what_is_no_text_goes_on_beside_what_is_below(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        rows = [("1", "2026-11-26T22:54:29", "proposed", "p-2439e306", '{"digest": "2439e30632a8951"}')]
        lines = output.table(("seq", "time", "what", "subject", "details"), rows, stream=Terminal()).splitlines()
        assert lines[2:] == ["1    2026-11-26T22:54:29  proposed", '  p-2439e306  {"digest": "2439e30632a89…']

    def test_a_table_that_fits_is_not_cut(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "20")
        assert output.table(("a", "b"), [("1", "x")], stream=Terminal()) == "a  b\n1  x"
        assert output.table(("a",), [("x" * 30,)], stream=Terminal()).splitlines()[1] == "x" * 19 + "…"
        assert "y" * 300 in output.table(("a", "b"), [("x", "y" * 300)], stream=io.StringIO())

    def test_a_value_cannot_begin_a_line_of_its_own(self) -> None:
        table = output.table(("who", "what"), [("a\nb", "c\r\nd\te\u2028f\x1b[2J")], stream=io.StringIO())
        assert table.splitlines()[1:] == ["a⏎b  c⏎d⇥e\\u{2028}f\\x1b[2J"]

    def test_what_is_made_visible_can_be_told_apart(self) -> None:
        assert output.neutral("\u202e2e\n\tx\x85") == "\\u{202e}2e\n\tx\\x85"
        assert output.one_line("\U000e0041") == "\\u{e0041}"

    def test_purging_everything_asks_first(self, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
        _settings()
        monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
        assert "--yes" in told.json("purge", "--all", code=2)["remedy"]
        for answer in ("", "\n", "n\n", "y e s\n"):
            monkeypatch.setattr(sys, "stdin", Terminal(answer))
            assert told.json("purge", "--all", code=1)["message"] == "Nothing was forgotten."
        monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
        assert told.json("purge", "--all")["schema"] == "baepo.purged/1"
        assert told.json("purge", "--all", "--yes")["schema"] == "baepo.purged/1"


class TestFlowing:
    def test_lines_break_between_words_and_nothing_is_lost(self) -> None:
        text = (
            "**원인** 새 버전 v2.4.1이 환경 변수 PAYMENT_URL을 요구합니다. [E3]\n\n  - " + "a" * 50 + "\n| " + "b " * 40
        )
        for columns in (20, 40, 60):
            shown = text_width.flowing(text, columns)
            first = shown.split("\n\n")[0].splitlines()
            assert all(width(line) <= columns for line in first)
            assert " ".join(" ".join(first).split()) == text.split("\n\n")[0]
            assert shown.split("\n\n")[1] == text.split("\n\n")[1]  # a change and a table are not touched

    def test_what_follows_of_a_point_stands_below_its_text(self) -> None:
        assert text_width.flowing("- one two three four", 11) == "- one two\n  three\n  four"
        assert text_width.flowing("    one two three", 11) == "    one two\n    three"

    def test_what_is_fenced_stays_as_it_is(self) -> None:
        text = "```\nkubectl get pods --all-namespaces\n```\none two three"
        assert text_width.flowing(text, 8) == "```\nkubectl get pods --all-namespaces\n```\none two\nthree"

    def test_colours_take_no_room(self) -> None:
        line = "\x1b[1mone\x1b[0m \x1b[2mtwo\x1b[0m"
        assert text_width.flowing(line, 7) == line
