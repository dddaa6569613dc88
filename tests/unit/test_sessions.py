"""Earlier conversations: shown, searched, exported, resumed; interrupted turns included; feedback kept as a case."""

import json
import re
import shutil
import threading
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import settings, transcript
from assistant.cli import main
from assistant.events import EvidenceKept, PlanProposed, ToolCalled, TurnStarted
from assistant.ledger import Entry
from assistant.store import sessions
from assistant.store.standing import standing
from assistant.store.tables import evidence
from assistant.transcript import turns
from assistant.wiring import Wiring
from evals import worlds
from evals.suites.feedback import claims

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
    for elsewhere in ("100%_nothing", "문제 무슨"):
        assert main(["sessions", "list", "--search", elsewhere, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["sessions"] == []


@pytest.mark.parametrize("part", ["스터에 무", unicodedata.normalize("NFD", "스터에 무"), 'SAYS "Hi"', 'says "hi"'])
def test_search_finds_parts_of_words_in_any_spelling(
    wiring: Wiring, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    session = _ask(wiring, '이 클러스터에 무슨 문제가 있어? the pod says "hi"')
    assert main(["sessions", "list", "--search", part, "--json"]) == 0
    assert [s["id"] for s in json.loads(capsys.readouterr().out)["sessions"]] == [session]


def test_export_in_both_formats(wiring: Wiring, tmp_path: Path) -> None:
    session = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    assert main(["sessions", "export", session, "--out", str(tmp_path / "x.md")]) == 0
    text = (tmp_path / "x.md").read_text()
    assert "## 이 클러스터에 무슨 문제가 있어?" in text
    answer, _, reads = text.partition("| 근거 | 도구 |")
    cited, _, rest = reads.partition("<details><summary>")
    used = set(re.findall(r"\bE\d+\b", answer))
    assert used
    assert set(re.findall(r"^\| (E\d+) \|", cited, re.M)) == used
    assert "read_objects" in rest
    assert not used & set(re.findall(r"^\| (E\d+) \|", rest, re.M))
    assert main(["sessions", "export", session, "--out", str(tmp_path / "x.json")]) == 0
    document = json.loads((tmp_path / "x.json").read_text())
    assert document["schema"] == "baepo.session/1"
    listed = [e["cited"] for e in document["turns"][0]["evidence"]]
    assert listed == sorted(listed, reverse=True), "what the answer cites comes first"
    assert {e["id"] for e in document["turns"][0]["evidence"] if e["cited"]} == used
    assert main(["sessions", "export", session, "--out", str(tmp_path / "x.pdf")]) == 2
    assert main(["sessions", "export", session, "--out", str(tmp_path / "no" / "x.md")]) == 1


def test_an_export_tells_what_was_done_with_a_plan() -> None:
    plan = PlanProposed(
        plan="p-1a2b3c4d", digest="3bc1ad1f" * 8, title={"en": "Delete"}, environment="demo", risk="low"
    )
    past = transcript.PastTurn(question="what is wasted?", lang="en", environment="demo", model="planner", plans=[plan])
    record = sessions.SessionRecord(id="s-1", title="t", environment="demo", principal="mina", created_at=None)
    done = {
        plan.plan: [
            Entry(seq=n, at=f"2026-11-27T00:1{n}:00+00:00", kind=kind, principal="mina", environment="demo", subject=plan.plan,
                  body=body, previous="", hash="")
            for n, (kind, body) in enumerate(
                (("proposed", {}), ("decided", {"verdict": "approve"}), ("verified", {}), ("undone", {}))
            )
        ]
    }  # fmt: skip
    told = transcript.markdown(record, [past], document=True, histories=done)
    steps = [line.strip(" -") for line in told.splitlines() if line.startswith("  - ")]
    assert [s.split(" · ")[1] for s in steps] == ["decided (approve)", "verified", "undone"]
    assert steps[0].startswith("2026-11-27 00:11:00 UTC")
    data = transcript.to_json(record, [past], histories=done)
    assert [e["kind"] for e in data["turns"][0]["plans"][0]["ledger"]] == ["proposed", "decided", "verified", "undone"]


def test_feedback_keeps_a_case(wiring: Wiring, tmp_path: Path) -> None:
    session = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    assert main(["feedback", "password=hunter2secret was shown", "--session", session]) == 0
    path = tmp_path / "home" / "feedback.jsonl"
    case = json.loads(path.read_text())
    assert case["question"] == "이 클러스터에 무슨 문제가 있어?"
    assert case["evidence"]
    assert "hunter2secret" not in case["remark"]
    assert path.stat().st_mode & 0o077 == 0


def test_feedback_says_what_it_is_about(wiring: Wiring, capsys: pytest.CaptureFixture[str]) -> None:
    session = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    _ask(wiring, "list the nodes", resume=session)
    assert main(["feedback", "틀렸어요", "--session", session, "--turn", "1"]) == 0
    told = capsys.readouterr().out
    assert "question  이 클러스터에 무슨 문제가 있어?" in told
    assert f"{session}, question 1 · planner · E1 " in told
    assert "answer    " in told
    assert main(["feedback", "wrong", "--session", session, "--turn", "3"]) == 2
    assert main(["feedback", "wrong", "--session", session, "--json"]) == 0
    case = json.loads(capsys.readouterr().out)["case"]
    assert (case["turn"], case["question"]) == (2, "list the nodes")
    assert case["previous"] == ["이 클러스터에 무슨 문제가 있어?"]


def test_feedback_is_asked_again_over_the_same_evidence(
    wiring: Wiring, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = _ask(wiring, "what is wrong in this cluster?")
    assert main(["feedback", "that was wrong", "--session", session]) == 0
    shutil.rmtree(tmp_path / "world")  # nothing is there to be read any more
    capsys.readouterr()
    assert main(["eval", "feedback", "--json"]) == 1, "the same answer again is no progress"
    [case] = json.loads(capsys.readouterr().out)["cases"]
    before, _, now = case["told"].partition("--- now (planner)\n")
    assert "remark: that was wrong" in before
    assert claims(now) == claims(before.partition("--- then (planner)\n")[2])
    assert claims(now)

    path = tmp_path / "home" / "feedback.jsonl"  # as if an earlier version had said something else
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({**kept, "answer": "**Cause** The moon. [E1]"}) + "\n")
    assert main(["eval", "feedback", "--json"]) == 0
    assert main(["purge", "--all", "--yes"]) == 0
    capsys.readouterr()
    assert main(["eval", "feedback", "--json"]) == 1
    assert "There is no E1" in json.loads(capsys.readouterr().out)["not_run"][0]


def test_an_unknown_session_is_a_usage_error(wiring: Wiring, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "show", "s-none"]) == 2
    assert "s-none" in capsys.readouterr().err


def test_findings_on_changed_evidence_are_not_taken_up_again(wiring: Wiring) -> None:
    session = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    now = wiring.clock.now()
    found = standing(wiring.database, session=session, environment="lab", now=now)
    assert found.findings
    gone = found.findings[0].evidence[0]
    with wiring.database.write() as connection:
        changed = evidence.c.number == int(gone[1:])
        connection.execute(evidence.update().where(changed).values(environment="elsewhere"))
    assert wiring.evidence.changed(session, found.evidence) == (gone,)
    _ask(wiring, "어떻게 고쳐?", resume=session)
    past = turns(sessions.load_events(wiring.database, session))
    assert past[1].answer.startswith(f"**주의** 근거 {gone}")
    assert found.without((gone,)).findings == tuple(f for f in found.findings if gone not in f.evidence)
    intact = _ask(wiring, "이 클러스터에 무슨 문제가 있어?")
    _ask(wiring, "how do I fix it?", resume=intact)
    assert "changed after" not in turns(sessions.load_events(wiring.database, intact))[1].answer
