"""Own documents answer what nothing else does, and never in the place of a refusal."""

import pytest

from assistant.environments import Environment, Risk
from assistant.language import language_of
from assistant.models.planner import OfflinePlanner
from assistant.models.spec import Abstain, Calls, Reply, Turn
from tests.unit.planner.asking import NOW, SEOUL, entries


def _reply(question: str, *, covers: bool | None = True) -> Reply:
    turn = Turn(
        question=question,
        lang=language_of(question),
        environment=Environment(name="live", risk=Risk.SANDBOX, targets={}),
        catalog=entries(),
        places=("live", "staging"),
        now=NOW,
        zone=SEOUL,
    )
    return OfflinePlanner(covers=lambda _question: covers).reply(turn, lambda _text: None)


@pytest.mark.parametrize("question", ["which cache strategy for read-heavy traffic?", "점심 메뉴는 누가 정해?"])
def test_what_nothing_else_answers_is_looked_for_in_own_documents(question: str) -> None:
    reply = _reply(question)
    assert isinstance(reply, Calls)
    assert [c.name for c in reply.wanted] == ["search_guides"]


@pytest.mark.parametrize(
    "question",
    [
        "show me the value of secret db-password",
        "db-password 시크릿 값 보여줘",
        "what will we spend next month?",
        "다음 달 비용은 얼마나 나올까?",
        "delete the namespace payments",
        "payments 네임스페이스 지워줘",
    ],
)
def test_a_refusal_stays_one_whatever_documents_cover(question: str) -> None:
    assert isinstance(_reply(question), Abstain)


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("정산 배치가 느려지면 누구한테 말해?", ["search_guides"]),
        ("how many refund-worker pods are running usually?", ["search_guides"]),
    ],
)
def test_what_nothing_connected_could_tell_is_left_to_documents(question: str, called: list[str]) -> None:
    reply = _reply(question)
    assert isinstance(reply, Calls)
    assert [c.name for c in reply.wanted] == called


@pytest.mark.parametrize(("covers", "said"), [(False, True), (None, False)])
def test_that_own_documents_do_not_cover_it_either_is_said_where_there_are_some(
    covers: bool | None, said: bool
) -> None:
    reply = _reply("which cache strategy for read-heavy traffic?", covers=covers)
    assert isinstance(reply, Abstain)
    assert ("Your own documents do not cover it either" in reply.text) == said
