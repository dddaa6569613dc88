"""Greetings, thanks and "what can you do" ask nothing of a system, whatever was talked of before."""

import pytest

from assistant.models.spec import Abstain, Calls
from tests.unit.planner.asking import ask


@pytest.mark.parametrize("before", [(), ("what does EC2 cost?",), ("why is order-api failing?",), ("list the nodes",)])
@pytest.mark.parametrize(
    "text", ["hello", "hello there", "thanks", "안녕하세요", "고마워요", "great, thanks!", "수고하셨어요"]
)
def test_they_are_never_about_what_was_talked_of(text: str, before: tuple[str, ...]) -> None:
    assert isinstance(ask(text, *before).reply, Abstain)


@pytest.mark.parametrize(
    "text", ["what can you do?", "help", "뭐 할 수 있어?", "도와줘", "what can I ask you", "너 누구야?"]
)
def test_what_it_can_do_is_told_with_questions_that_work_here(text: str) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Abstain)
    assert reply.text.count("\n- ") == 3
    assert any(w in reply.text for w in ("propose changes as plans", "계획으로 제안"))


@pytest.mark.parametrize(
    "text",
    [
        "hello, why is order-api failing?",
        "help me roll back order-api",
        "thanks, and the logs of order-api?",
        "안녕 파드 목록 보여줘",
    ],
)
def test_politeness_around_a_question_does_not_hide_it(text: str) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Calls) or "planned" in getattr(reply, "text", "") or "계획" in getattr(reply, "text", "")
