"""Since when something has been wrong: the moment that was read and how long it is, before or instead of anything else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.findings import Cite, Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text
from assistant.models.spec import Calls, CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.composing.since import about
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.playbooks.spec import Diagnosis
from assistant.standing import EarlierTurn, Standing
from assistant.verifier import verify
from tests.unit.planner.asking import NOW, SEOUL, ask
from tests.unit.planner.standing import UPLOADER, crash, session, turn

WHY = "why is uploader failing?"
TIME = Statement(
    role="time",
    text=Text(
        ko="2026-03-10 03:10:00 UTC부터 실패하고 있습니다.", en="It has been failing since 2026-03-10 03:10:00 UTC."
    ),
    cites=(Cite(evidence="E5"),),
)
DATED = replace(crash(UPLOADER), statements=(*crash(UPLOADER).statements, TIME))
EN = "**since 2026-03-10 03:10 UTC, about 5 h 20 min** · uploader: exceeds its memory limit [E5]"
KO = "**2026-03-10 03:10 UTC부터, 약 5시간 20분째입니다** · uploader: 메모리 한도 초과 [E5]"


def said(text: str, observation: Observation) -> str:
    lang = "ko" if any(c >= "\uac00" for c in text) else "en"
    wanted = replace(narrowing_of_turn(text, (), NOW, SEOUL), now=NOW)
    answer = compose([observation], lang, environment="live", wanted=wanted)  # type: ignore[arg-type]
    checked = verify(answer, observations=[observation], lang=lang, question=text, wanted=wanted)  # type: ignore[arg-type]
    assert checked.ok, (answer, checked.removed, checked.marked)
    return answer


def investigated(*findings: Finding) -> Observation:
    evidence = tuple(e for f in findings for e in f.evidence)
    found = Diagnosis(findings=findings, looked_at=Text(ko="uploader", en="uploader"), evidence=evidence)
    return Observation(call=CallWanted(name="explain_workload", arguments={}), diagnosis=found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("how long has uploader been down?", EN),
        ("how long has it been like this?", EN),
        ("since when?", EN),
        ("when did it start?", EN),
        ("언제부터 그런 거야?", KO),
        ("uploader 몇 시간째 죽어 있는 거야?", KO),
        ("얼마나 오래 됐어?", KO),
    ],
)
def test_of_what_was_found_it_is_one_line(text: str, line: str) -> None:
    reply = ask(text, WHY, standing=session(turn(WHY, DATED))).reply
    assert isinstance(reply, Calls)
    assert not reply.wanted
    assert said(text, reply.recalled[0]) == line


@pytest.mark.parametrize(
    ("text", "line"), [("how long has uploader been down?", EN), ("uploader 언제부터 죽어 있어?", KO)]
)
def test_in_a_first_question_it_comes_first(text: str, line: str) -> None:
    answer = said(text, investigated(DATED))
    assert answer.splitlines()[0] == line
    assert "[E3]" in answer


def test_what_nothing_tells_is_not_made_up() -> None:
    text = "언제부터 그랬어?"
    reply = ask(text, WHY, standing=session(turn(WHY, crash(UPLOADER)))).reply
    assert isinstance(reply, Calls)
    assert "읽은 근거에 없습니다" in said(text, reply.recalled[0])
    assert "since 2026" not in said("why is uploader failing?", investigated(DATED)).splitlines()[0]


@pytest.mark.parametrize(
    ("length", "ko", "en"),
    [
        (timedelta(seconds=20), "1분", "1 min"),
        (timedelta(minutes=59), "59분", "59 min"),
        (timedelta(hours=3), "3시간", "3 h"),
        (timedelta(hours=47, minutes=5), "47시간 5분", "47 h 5 min"),
        (timedelta(days=9, hours=5), "9일", "9 days"),
    ],
)
def test_lengths_as_people_say_them(length: timedelta, ko: str, en: str) -> None:
    assert about(length) == Text(ko=ko, en=en)


def _begun(name: str, at: str) -> Finding:
    statement = Statement(role="time", text=Text(ko=f"{at} UTC부터", en=f"It has been failing since {at} UTC."))
    target = ResourceRef(provider="kube", scope="c", place="store", kind="Deployment", id=name)
    return Finding(
        check="kube.crash_loop",
        severity=Severity.HIGH,
        target=target,
        title=Text(ko=name, en=name),
        statements=(statement,),
    )


ALL = "what is wrong in the cluster?"
BEGUN = tuple(
    _begun(name, at)
    for name, at in (
        ("billing", "2026-03-10 07:00:00"),
        ("uploader", "2026-03-01 02:00:00"),
        ("order-api", "2026-03-10 08:10:00"),
    )
)


@pytest.mark.parametrize(
    ("questions", "name"),
    [
        (("which of these is the oldest?",), "uploader"),
        (("which one has been going on the longest?",), "uploader"),
        (("가장 최근에 시작된 건 뭐야?",), "order-api"),
        (("제일 먼저 터진 건?",), "uploader"),
        (("which started last?",), "order-api"),
        (("the most recent one?", "and the oldest?"), "uploader"),
    ],
)
def test_what_was_found_is_chosen_by_its_age(questions: tuple[str, ...], name: str) -> None:
    turns = (EarlierTurn(question=ALL, findings=BEGUN), *(EarlierTurn(question=q) for q in questions[:-1]))
    reply = ask(questions[-1], ALL, *questions[:-1], standing=Standing(turns=turns)).reply
    assert isinstance(reply, Calls)
    [recalled] = reply.recalled
    assert recalled.diagnosis is not None
    assert [f.target.id for f in recalled.diagnosis.findings] == [name]
