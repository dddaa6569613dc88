"""Earlier conversations: shown, searched, exported, resumed; interrupted turns included; feedback kept as a case."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import settings
from assistant.cli import main
from assistant.events import EvidenceKept, ToolCalled, TurnStarted
from assistant.store import sessions
from assistant.transcript import turns
from assistant.wiring import Wiring
from evals import worlds

_TOML = """
[environments.lab]
risk = "sandbox"
[environments.lab.kube]
snapshot = "world/kube"
"""


@pytest.fixture
def wiring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wiring:
    worlds.build(3, tmp_path / "world", now=datetime.now(UTC))
    (tmp_path / "baepo.toml").write_text(_TOML)
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAEPO_CONFIG", str(tmp_path / "baepo.toml"))
    return Wiring(settings.load())


def _ask(wiring: Wiring, question: str, *, resume: str = "") -> str:
    session = wiring.session(title=question, environment="lab", resume=resume)
    environment = wiring.settings.environments["lab"]
    session.ask(question, environment=environment, listener=lambda _event: None, cancelled=threading.Event())
    return session.id


def test_a_session_is_rebuilt_from_its_events(wiring: Wiring) -> None:
    session = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    _ask(wiring, "list the nodes", resume=session)
    past = turns(sessions.load_events(wiring.database, session))
    assert [t.question for t in past] == ["이 클러스터에 무슨 문제가 있어?", "list the nodes"]
    assert past[0].status == "answered"
    assert past[0].findings
    numbers = [int(e.evidence[1:]) for t in past for e in t.evidence]
    assert numbers == list(range(1, len(numbers) + 1)), "evidence ids go on where the first turn ended"


def test_a_turn_that_died_is_shown_as_interrupted() -> None:
    events = [
        TurnStarted(question="q", lang="en", environment="lab", model="planner"),
        ToolCalled(call="c1", name="list_workloads", arguments={}, environment="lab"),
        EvidenceKept(call="c1", evidence="E1", tool="list_workloads", items=2, cut=False, elapsed_ms=3),
    ]
    [turn] = turns(events)
    assert (turn.status, turn.answer, turn.evidence[0].evidence) == ("interrupted", "", "E1")


def test_search_finds_what_was_asked_and_answered(wiring: Wiring, capsys: pytest.CaptureFixture[str]) -> None:
    session = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    _ask(wiring, "list the nodes")
    assert main(["sessions", "list", "--search", "무슨 문제", "--json"]) == 0
    assert [s["id"] for s in json.loads(capsys.readouterr().out)["sessions"]] == [session]
    assert main(["sessions", "list", "--search", "100%_nothing", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sessions"] == []


def test_export_in_both_formats(wiring: Wiring, tmp_path: Path) -> None:
    session = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    assert main(["sessions", "export", session, "--out", str(tmp_path / "x.md")]) == 0
    text = (tmp_path / "x.md").read_text()
    assert "## 이 클러스터에 무슨 문제가 있어?" in text
    assert "| E1 |" in text
    assert main(["sessions", "export", session, "--out", str(tmp_path / "x.json")]) == 0
    assert json.loads((tmp_path / "x.json").read_text())["schema"] == "baepo.session/1"
    assert main(["sessions", "export", session, "--out", str(tmp_path / "x.pdf")]) == 2
    assert main(["sessions", "export", session, "--out", str(tmp_path / "no" / "x.md")]) == 1


def test_feedback_keeps_a_case(wiring: Wiring, tmp_path: Path) -> None:
    session = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    assert main(["feedback", "password=hunter2secret was shown", "--session", session]) == 0
    path = tmp_path / "home" / "feedback.jsonl"
    case = json.loads(path.read_text())
    assert case["question"] == "이 클러스터에 무슨 문제가 있어?"
    assert case["evidence"]
    assert "hunter2secret" not in case["remark"]
    assert path.stat().st_mode & 0o077 == 0


def test_an_unknown_session_is_a_usage_error(wiring: Wiring, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "show", "s-none"]) == 2
    assert "s-none" in capsys.readouterr().err
