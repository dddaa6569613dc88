"""Rows of the store that were edited or half written: named with their place and what to do; everything else is shown."""

import gc
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from assistant import settings
from assistant.cli import main
from assistant.errors import DONE, FAILED, PARTLY, USAGE
from assistant.events import EvidenceKept, FindingRaised, PlanProposed, TurnEnded, TurnStarted
from assistant.store import sessions
from assistant.store.standing import standing
from assistant.wiring import Wiring

_TOML = """
[environments.lab]
risk = "sandbox"
[environments.lab.kube]
snapshot = "world/kube"
"""
Edit = Callable[..., None]
Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_collection() -> Iterator[None]:
    """Text that is nested deeply is read to the limit of recursion, where the finalizers of other tests' objects would fail."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def wiring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wiring:
    (tmp_path / "baepo.toml").write_text(_TOML)
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAEPO_CONFIG", str(tmp_path / "baepo.toml"))
    return Wiring(settings.load())


@pytest.fixture
def session(wiring: Wiring) -> str:
    """Two questions with an answer each, the first over E1 and E2."""
    return _recorded(wiring, "first", "second")


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Runs SQL on the store behind the back of the assistant."""

    def run(sql: str, *values: object) -> None:
        connection = sqlite3.connect(tmp_path / "home" / "baepo.db")
        with connection:
            assert connection.execute(sql, values).rowcount
        connection.close()

    return run


def _recorded(wiring: Wiring, *asked: str) -> str:
    now = wiring.clock.now()
    record = sessions.create_session(wiring.database, title=asked[0], principal="jun", environment="lab", at=now)
    seq = 0
    for question in asked:
        kept = [
            wiring.evidence.keep(
                session=record.id, tool="list_nodes", arguments={"limit": n}, environment="lab", taken_at=now,
                items=({"name": f"node-{n}"},), cut=False, not_read=(), elapsed_ms=1,
            )
            for n in (1, 2)
        ]  # fmt: skip
        for event in (
            TurnStarted(seq=seq + 1, question=question, lang="en", environment="lab", model="planner"),
            *(
                EvidenceKept(
                    seq=seq + 2 + n, call=f"c{n}", evidence=e.id, tool=e.tool, items=1, cut=False, elapsed_ms=1
                )
                for n, e in enumerate(kept)
            ),
            TurnEnded(seq=seq + 4, status="answered", answer=f"The answer to {question}. [{kept[0].id}]"),
        ):
            sessions.append_event(wiring.database, record.id, event, now)
        seq += 4
    return record.id


_BODIES = [
    "", "{", "null", "[]", "7", '"text"', '{"schema": "baepo.event/1"}', '{"schema": "baepo.event/9", "type": "TurnStarted"}',
    '{"schema": "baepo.event/1", "type": "TurnStarted"}', "[" * 100_000,
    json.dumps({"schema": "baepo.event/1", "type": "EvidenceKept", "call": 1, "evidence": [], "tool": None, "items": "x"}),
]  # fmt: skip


@pytest.mark.parametrize("body", [*_BODIES, b"\xff\xfe", 12])
@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_damaged_event_is_named_in_its_place(
    session: str, edit: Edit, capsys: Out, tmp_path: Path, body: object, seq: int
) -> None:
    edit("UPDATE events SET body = ? WHERE session = ? AND seq = ?", body, session, seq)
    assert main(["sessions", "show", session]) == PARTLY
    shown = capsys.readouterr()
    assert f"damaged: event {seq} (" in shown.out
    assert "## second" in shown.out
    assert "The answer to second." in shown.out
    assert ("The answer to first." in shown.out) == (seq != 4)
    assert f"Session {session}, question 1: event {seq} (" in shown.err
    assert "restore" in shown.err
    assert main(["sessions", "export", session, "--out", str(tmp_path / "x.json")]) == PARTLY
    document = json.loads((tmp_path / "x.json").read_text())
    assert [[d["event"] for d in t["damaged"]] for t in document["turns"]] == [[seq], []]
    assert main(["sessions", "list"]) == DONE
    assert main(["sessions", "list", "--search", "second"]) == DONE


def test_what_goes_on_from_damage_goes_on_from_the_rest(wiring: Wiring, session: str, edit: Edit) -> None:
    edit("UPDATE events SET body = '{' WHERE session = ? AND seq = 5", session)
    assert sessions.questions(wiring.database, session, newest=6) == ("first",)
    assert sessions.last_environment(wiring.database, session) == "lab"
    found = standing(wiring.database, session=session, environment="lab", now=wiring.clock.now())
    assert [t.question for t in found.turns] == ["first"]


def test_a_plan_or_finding_with_other_parts_is_damaged(wiring: Wiring, session: str, capsys: Out) -> None:
    at = wiring.clock.now()
    plan = PlanProposed(seq=9, plan="p-1", digest="d", title={}, environment="lab", risk="low")
    sessions.append_event(wiring.database, session, plan, at)
    sessions.append_event(wiring.database, session, FindingRaised(seq=10, finding={"check": [], "target": "x"}), at)
    assert main(["sessions", "show", session]) == DONE
    assert "plan p-1" in capsys.readouterr().out
    assert standing(wiring.database, session=session, environment="lab", now=at).findings == ()


@pytest.mark.parametrize("written", ["", "yesterday", "2026-13-01T00:00:00+00:00", "2026-01-01T00:00:00", b"\xff", 5])
def test_a_session_without_its_time_does_not_hide_the_others(
    wiring: Wiring, session: str, edit: Edit, capsys: Out, written: object
) -> None:
    other = _recorded(wiring, "healthy")
    edit("UPDATE sessions SET created_at = ? WHERE id = ?", written, session)
    assert main(["sessions", "list", "--json"]) == PARTLY
    shown = capsys.readouterr()
    listed = {s["id"]: s for s in json.loads(shown.out)["sessions"]}
    assert listed[other]["damage"] == ""
    assert listed[session]["created_at"] is None
    assert f"Session {session}: the store says that it began at" in shown.err
    assert main(["sessions", "show", session]) == PARTLY
    assert "The answer to second." in capsys.readouterr().out
    assert main(["sessions", "show"]) == DONE, "the newest of those that have a time"
    assert "healthy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("items", '[{"name": "node-9"}]'), ("items", "[{"), ("items", "{}"), ("items", b"\xff"), ("items", "[" * 100_000),
        ("items", None), ("arguments", '{"limit": 9}'), ("arguments", "{"), ("taken_at", "never"), ("cut", 1),
        ("taken_at", "2026-01-01T00:00:00+00:00"), ("environment", "prod"), ("tool", "read_secrets"), ("not_read", "[1]"),
        ("digest", "0" * 64), ("digest", ""), ("item_count", 7), ("item_count", "many"),
    ],
)  # fmt: skip
def test_changed_evidence_is_said_to_be(session: str, edit: Edit, capsys: Out, column: str, value: object) -> None:
    edit(f"UPDATE evidence SET {column} = ? WHERE session = ? AND number = 1", value, session)
    expected = FAILED if (column, value) != ("items", None) else USAGE  # the file that it would be in is not there
    for words in (["show", "E1"], ["show", "E1", "--json"], ["sql", "SELECT * FROM E1"]):
        assert main(["evidence", *words]) == expected
        told = "".join(capsys.readouterr())
        assert "node-" not in told
        if expected == FAILED:
            assert f"E1 of session {session} was changed after it was recorded" in told
            assert "Ask again to read it anew" in told
    assert main(["evidence", "show", "E2"]) == DONE
    assert "node-2" in capsys.readouterr().out
    assert main(["evidence", "list", "--json"]) == (PARTLY if expected == FAILED else DONE)
    listed = json.loads(capsys.readouterr().out)["evidence"]
    assert [e["changed"] for e in listed] == [expected == FAILED, False, False, False]


def test_evidence_of_an_earlier_version_is_no_changed_evidence(
    wiring: Wiring, session: str, edit: Edit, capsys: Out
) -> None:
    """The first kept the digest of the items alone, the next of the items as values with what is said of them."""
    from sqlalchemy import select

    from assistant.canonical import digest
    from assistant.store.tables import evidence

    items = [{"name": "node-1"}]
    with wiring.database.read() as connection:
        row = connection.execute(select(evidence).where(evidence.c.session == session, evidence.c.number == 1)).one()
    told = {name: getattr(row, name) for name in ("tool", "environment", "taken_at")}
    told |= {"arguments": json.loads(row.arguments), "cut": bool(row.cut), "not_read": json.loads(row.not_read)}
    for earlier in (digest(items), digest({**told, "items": items})):
        edit("UPDATE evidence SET digest = ? WHERE session = ? AND number = 1", earlier, session)
        assert main(["evidence", "show", "E1"]) == DONE


def test_evidence_goes_on_behind_a_number_that_is_none(wiring: Wiring, session: str, edit: Edit, capsys: Out) -> None:
    edit("UPDATE evidence SET number = 'zz' WHERE session = ? AND number = 2", session)
    edit("UPDATE events SET seq = 'zz' WHERE session = ? AND seq = 2", session)
    assert sessions.last_seq(wiring.database, session) == 8
    kept = wiring.evidence.keep(
        session=session, tool="t", arguments={}, environment="lab", taken_at=wiring.clock.now(),
        items=(), cut=False, not_read=(), elapsed_ms=1,
    )  # fmt: skip
    assert kept.id == "E5"
    assert main(["evidence", "list"]) == PARTLY
    assert "Ezz of session" in capsys.readouterr().err


def test_a_damaged_file_of_rows_is_changed_evidence(wiring: Wiring, session: str, tmp_path: Path) -> None:
    large = tuple({"name": "x" * 100, "number": n} for n in range(4000))
    kept = wiring.evidence.keep(
        session=session, tool="t", arguments={}, environment="lab", taken_at=wiring.clock.now() + timedelta(0),
        items=large, cut=False, not_read=(), elapsed_ms=1,
    )  # fmt: skip
    [file] = (tmp_path / "home" / "evidence").iterdir()
    assert wiring.evidence.load(session, kept.id) == kept
    file.write_bytes(file.read_bytes()[:-100])
    assert wiring.evidence.changed(session, [kept.id, "E1"]) == (kept.id,)


@pytest.mark.parametrize("line", ['{"schema": "baepo.feed', "[]", "null", "{}", "[" * 100_000, "\x00", '"\ud800"'])
def test_a_damaged_line_of_feedback_is_named(session: str, tmp_path: Path, capsys: Out, line: str) -> None:
    assert main(["feedback", "that was wrong", "--session", session]) == DONE
    path = tmp_path / "home" / "feedback.jsonl"
    path.write_bytes(line.encode("utf-8", "surrogatepass") + b"\n" + path.read_bytes())
    capsys.readouterr()
    assert main(["eval", "feedback", "--json"]) == FAILED
    result = json.loads(capsys.readouterr().out)
    assert [c["id"] for c in result["cases"]] == ["feedback/2"]
    [reason] = result["not_run"]
    assert reason.startswith(f"feedback/1: line 1 of {path} is damaged: ")


def test_feedback_on_a_damaged_question_is_no_case(session: str, edit: Edit, capsys: Out) -> None:
    edit("UPDATE events SET body = '{' WHERE session = ? AND seq = 5", session)
    assert main(["feedback", "wrong"]) == USAGE
    assert "Question 2" in capsys.readouterr().err
    assert main(["feedback", "wrong", "--turn", "1"]) == DONE


@pytest.mark.parametrize(
    "words", [[""], [" \t\u200b"], ["wrong", "--turn", "0"], ["wrong", "--turn", "-1"], ["wrong", "--turn", "3"]]
)
def test_feedback_that_says_nothing_or_means_no_question(session: str, tmp_path: Path, words: list[str]) -> None:
    assert main(["feedback", *words]) == USAGE
    assert not (tmp_path / "home" / "feedback.jsonl").exists()


@pytest.mark.parametrize(
    "words", [["evidence", "show", "E1"], ["evidence", "list"], ["sessions", "show"], ["feedback", "x"]]
)
def test_before_the_first_question(wiring: Wiring, capsys: Out, words: list[str]) -> None:
    assert main(words) == USAGE
    told = capsys.readouterr().err
    assert "There is no session yet." in told
    assert "baepo ask" in told


def test_feedback_after_a_line_that_was_cut_off_is_whole(session: str, tmp_path: Path, capsys: Out) -> None:
    path = tmp_path / "home" / "feedback.jsonl"
    path.write_text('{"schema": "baepo.feed')  # the disk was full
    assert main(["feedback", "wrong", "--session", session]) == DONE
    capsys.readouterr()
    main(["eval", "feedback", "--json"])
    result = json.loads(capsys.readouterr().out)
    assert [c["id"] for c in result["cases"]] == ["feedback/2"]
    assert len(result["not_run"]) == 1


def test_an_export_overwrites_only_when_told_to(session: str, tmp_path: Path, capsys: Out) -> None:
    path = tmp_path / "x.md"
    path.write_text("mine")
    assert main(["sessions", "export", session, "--out", str(path)]) == USAGE
    assert "--force" in capsys.readouterr().err
    assert path.read_text() == "mine"
    assert main(["sessions", "export", session, "--out", str(path), "--force"]) == DONE
    assert "## first" in path.read_text()
    assert [p.name for p in tmp_path.iterdir() if "partial" in p.name] == []


def test_an_export_is_inert(wiring: Wiring, tmp_path: Path) -> None:
    session = _recorded(wiring, "<script>alert(1)</script> ![x](http://evil.example/a.png) \x1b[31m")
    assert main(["sessions", "export", session, "--out", str(tmp_path / "x.md")]) == DONE
    text = (tmp_path / "x.md").read_text()
    for active in ("<script", "![x](", "](http", "http://", "\x1b"):
        assert active not in text
    assert "| E1 | list_nodes |" in text.replace("\\_", "_")
