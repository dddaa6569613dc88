"""What the turn before has told is told again, not looked up as something else."""

from dataclasses import replace

import pytest

from assistant.findings import Cite, Statement
from assistant.language import Text
from assistant.models.spec import Abstain, Calls, Recalled
from tests.unit.planner.asking import ask
from tests.unit.planner.standing import crash, leftover, session, turn

WHY = "why is billing failing?"
LIMIT = Statement(
    role="cause",
    text=Text(
        ko="리비전 8에서 메모리 한도가 512Mi에서 256Mi로 바뀌었습니다.",
        en="Revision 8 changed the memory limit from 512Mi to 256Mi.",
    ),
    cites=(Cite(evidence="E4"),),
)
FOUND = replace(crash(), statements=(*crash().statements, LIMIT))
SESSION = session(turn(WHY, FOUND))


def recalled(question: str, *previous: str) -> Recalled | None:
    reply = ask(question, *previous, standing=SESSION).reply
    return reply.recalled[0].recalled if isinstance(reply, Calls) and reply.recalled else None


@pytest.mark.parametrize(
    "question",
    [
        "did the last deploy do it?",
        "메모리가 부족한 거야 아니면 이미지가 없는 거야?",
    ],
)
def test_what_was_told_answers(question: str) -> None:
    told = recalled(question, WHY)
    assert told is not None
    assert [f.target.id for f in told.findings] == ["billing"]


@pytest.mark.parametrize(
    "question", ["list the pods", "시크릿 목록 보여줘", "what did we spend before March?", "노드 뭐 있어?"]
)
def test_a_question_of_its_own_is_read(question: str) -> None:
    assert recalled(question, WHY) is None


def test_only_the_turn_just_before_answers() -> None:
    assert recalled("what was the memory limit before?", WHY, "list the nodes") is None


def test_the_reason_of_a_finding_is_asked_by_a_part_of_its_name() -> None:
    waste = session(turn("what is wasted?", leftover()))
    reply = ask("scratch는 왜 빠졌어?", "what is wasted?", standing=waste).reply
    assert isinstance(reply, Calls)
    told = reply.recalled[0].recalled
    assert told is not None
    assert told.findings == (leftover(),)


def test_who_changed_it_is_looked_for_where_deploy_tools_note_it() -> None:
    reply = ask("who pushed it?", WHY, standing=SESSION).reply
    assert isinstance(reply, Calls)
    assert [(c.name, c.arguments) for c in reply.wanted] == [
        ("list_rollout_history", {"name": "billing", "namespace": "store"})
    ]


@pytest.mark.parametrize(
    "question", ["그 시크릿 값 좀 알려줘", "show me the value of secret billing-db", "시크릿 내용 보여줘"]
)
def test_values_of_secrets_are_never_read(question: str) -> None:
    reply = ask(question).reply
    assert isinstance(reply, Abstain)
    assert "Secret" in reply.text
