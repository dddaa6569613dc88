"""`baepo ask` as a person meets it: all of it with --detail, hints that can be pasted, who answered, exit codes."""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from evals import worlds
from tests.unit.aws.scripted_server import Answer, scripted
from tests.unit.models.server import ScriptedServer, calls, says

_TOML = """
{model}
[environments.lab]
risk = "sandbox"
[environments.lab.kube]
snapshot = "world/kube"
{more}
"""
PROBLEMS = "what is wrong in this cluster?"


class Lab:
    """One recorded company, and the command line on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.truth: dict[str, Any] = worlds.build(3, folder / "world", now=datetime.now(UTC)).truth

    def settings(self, *, model: str = "", more: str = "") -> None:
        (self.folder / "baepo.toml").write_text(_TOML.format(model=model, more=more))

    def run(self, *words: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert main(list(words)) == code
        return self._capsys.readouterr().out

    def ask(self, *words: str, code: int = 0) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.run("ask", *words, "--json", code=code))
        return answer


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lab:
    for name in ("BAEPO_ENV", "BAEPO_MODEL", "BAEPO_MODEL_URL", "BAEPO_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAEPO_CONFIG", str(tmp_path / "baepo.toml"))
    lab = Lab(tmp_path, capsys)
    lab.settings()
    return lab


@pytest.mark.parametrize("question", [PROBLEMS, "이 클러스터에 무슨 문제가 있어?"])
def test_detail_tells_every_statement_of_every_finding(lab: Lab, question: str) -> None:
    lang = "en" if question == PROBLEMS else "ko"
    short, whole = lab.ask(question), lab.ask(question, "--detail")
    for finding in whole["findings"]:
        for statement in finding["statements"]:
            assert " ".join(statement["text"][lang].split()) in " ".join(whole["answer"].split())
    assert len(whole["answer"]) >= len(short["answer"])  # four problems are told in full either way
    assert whole["unsupported"] == []


def test_detail_lists_what_was_read_and_how_long_it_took(lab: Lab) -> None:
    told = lab.run("ask", PROBLEMS, "--detail")
    _, _, table = told.partition("evidence  tool ")
    rows = [line.split() for line in table.splitlines() if re.match(r"E\d+ ", line)]
    assert len(rows) == int(re.search(r"(\d+) evidence", told)[1])  # type: ignore[index]
    assert all(row[-1].isdigit() and row[-2].rstrip("+").isdigit() for row in rows)
    assert "evidence  tool " not in lab.run("ask", PROBLEMS)


def test_detail_shows_rows_that_the_short_answer_leaves_out(lab: Lab) -> None:
    pods = json.loads((lab.folder / "world" / "kube" / "lists" / "pods.json").read_text())["items"]
    names = {p["metadata"]["name"] for p in pods}

    def shown(*words: str) -> int:
        return sum(name in lab.ask("list the pods", *words)["answer"] for name in names)

    assert shown() < len(names)
    assert shown("--detail") == len(names)


def test_a_hint_can_be_pasted_after_other_questions(lab: Lab) -> None:
    answer = lab.ask("list the pods")["answer"]
    hint = re.search(r"baepo (evidence show .*)", answer)
    assert hint
    lab.ask("list the nodes")
    shown = lab.run(*shlex.split(hint[1]), "--json")
    assert json.loads(shown)["tool"] == "list_resources"
    assert json.loads(shown)["arguments"]["kind"] == "pods"


def test_the_footer_names_who_answered(lab: Lab) -> None:
    nodes = len(json.loads((lab.folder / "world" / "kube" / "lists" / "nodes.json").read_text())["items"])
    read = calls(("list_resources", {"kind": "nodes"}))
    model = '[model]\nname = "openai:m"\nplanner_first = false\nbase_url = "{}"'
    with ScriptedServer(read, says(f"There are {nodes} nodes [E1].")) as server:
        lab.settings(model=model.format(server.base_url))
        told = lab.run("ask", "how many nodes are there?")
        assert re.search(r"· [\d,]+ tokens · \$0\.0000 · openai:m · s-", told.splitlines()[-1])
    with ScriptedServer(says("")) as server:
        lab.settings(model=model.format(server.base_url))
        told = lab.run("ask", "how many nodes are there?")
        assert " · planner · s-" in told.splitlines()[-1]
        assert "kept answering nothing. The offline planner carried on." in told
        assert lab.ask("how many nodes are there?")["answered_by"] == "planner"


def test_a_local_model_puts_the_planners_answer_in_a_sentence(lab: Lab) -> None:
    nodes = len(json.loads((lab.folder / "world" / "kube" / "lists" / "nodes.json").read_text())["items"])
    with ScriptedServer(says(f"The cluster has {nodes} nodes.")) as server:
        lab.settings(model=f'[model]\nname = "m"\nbase_url = "{server.base_url}"')
        told = lab.ask("how many nodes are there?")
        assert str(told["answer"]).endswith(f"**In short** The cluster has {nodes} nodes. [E2]")
        assert told["answered_by"] == "m"
        assert len(server.requests) == 1
        printed = lab.run("ask", "how many nodes are there?")
        assert printed.count(f"{nodes} items") == printed.count("In short") == 1
        assert printed.index("items") < printed.index("In short")
        preview = json.loads(lab.run("models", "preview", "how many nodes are there?", "--json"))
        assert [m["role"] for m in preview["messages"]] == [m["role"] for m in server.messages(0)]
        assert preview["messages"][0] == server.messages(0)[0]


def _account(number: str) -> Answer:
    result = f"<GetCallerIdentityResult><Account>{number}</Account></GetCallerIdentityResult>"
    return Answer(body=f"<GetCallerIdentityResponse>{result}</GetCallerIdentityResponse>")


def test_another_account_than_the_pinned_one_is_refused(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    with scripted(_account("222222222222")) as server:
        lab.settings(
            more=f'[environments.lab.aws]\naccount_id = "111111111111"\nregions = ["us-east-1"]\nendpoint_url = "{server.url}"'
        )
        answer = lab.ask("which EBS volumes are not attached?", code=3)
        assert server.actions == ["GetCallerIdentity"], "nothing else was asked of another account"
    assert "222222222222 answers" in answer["answer"]
    assert answer["not_read"]


def test_a_reader_who_may_not_look_is_refused(lab: Lab) -> None:
    text = (
        (lab.folder / "baepo.toml").read_text().replace('risk = "sandbox"', 'risk = "sandbox"\nreaders = ["auditor"]')
    )
    (lab.folder / "baepo.toml").write_text(text)
    assert lab.ask(PROBLEMS, code=3)["status"] == "refused"


def test_a_part_that_was_not_recorded_is_a_partial_look(lab: Lab) -> None:
    (lab.folder / "world" / "kube" / "lists" / "services.json").unlink()
    answer = lab.ask(PROBLEMS, code=4)
    assert any("services" in part["what"] + part["why"] for part in answer["not_read"])
    assert answer["findings"]
