"""Follow-ups that only leave something out: the same rows again without it, and the sum of what is left."""

from typing import Any

import pytest

from assistant.models.spec import Calls
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.follows import Follows
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import ask
from tests.unit.planner.standing import leftover, session, turn

COSTS: list[dict[str, Any]] = [
    {"service": s, "cost": c, "currency": "USD", "from": "2026-02-01", "until": "2026-02-28"}
    for s, c in (("Amazon Elastic Compute Cloud", "70.00"), ("Tax", "7.00"), ("Amazon Simple Storage Service", "3.00"))
]


@pytest.mark.parametrize(
    ("text", "previous", "tool", "without"),
    [
        ("without tax?", ("how much did we spend last month?",), "read_bill_summary", "tax"),
        ("세금 빼고", ("지난달 비용 얼마야?",), "read_bill_summary", "tax"),
        ("EC2 제외하면?", ("지난달 비용 얼마야?", "세금 빼고"), "read_bill_summary", "elastic compute cloud"),
        ("except uploader", ("pods in namespace media",), "list_resources", "uploader"),
    ],
)
def test_the_question_before_is_asked_again(text: str, previous: tuple[str, ...], tool: str, without: str) -> None:
    found = ask(text, *previous)
    assert isinstance(found.reply, Calls), (text, found.reply)
    assert [c.name for c in found.reply.wanted] == [tool]
    assert without in found.follows.without


def test_of_findings_they_are_chosen_instead() -> None:
    standing = session(turn("what is wasted?", leftover()))
    assert not ask("except scratch", "what is wasted?", standing=standing).follows.without


def test_the_sum_is_of_what_is_left() -> None:
    wanted = Narrowing(follows=Follows(without=("tax",)))
    seen = [observed("read_bill_summary", COSTS)]
    said = compose(seen, "en", environment="live", wanted=wanted)
    assert verify(said, observations=seen, lang="en", question="without tax?", wanted=wanted).ok, said
    assert said.startswith("**$73.00 in all** · **2** of 3 · without tax"), said
    assert "Tax " not in said
