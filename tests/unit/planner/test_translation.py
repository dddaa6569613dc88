"""Services called by what they do in Korean: 정산 is settlement-worker; and words that are no service here."""

import pytest

from assistant.known import Known
from assistant.models.spec import Abstain, Ask, Calls
from assistant.planner.translation import is_meant, may_mean
from tests.unit.planner.asking import ask

THINGS = tuple(
    Known(name=name, kind="deployments.apps", namespace="app")
    for name in ("settlement-worker", "report-worker", "booking-api", "order-api", "order-sync", "image-resizer")
)


def named(text: str) -> str:
    """The name that the calls are about; "?" for a question back, "" where nothing is called."""
    reply = ask(text, known=THINGS).reply
    if isinstance(reply, Ask):
        return "?"
    assert isinstance(reply, Calls), (text, reply)
    return next((str(c.arguments["name"]) for c in reply.wanted if "name" in c.arguments), "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("정산 쪽 파드 상태 알려줘", "settlement-worker"),
        ("정산 워커 멀쩡해?", "settlement-worker"),
        ("예약 api 왜 죽었어?", "booking-api"),
        ("이미지 리사이저 왜 안 떠?", "image-resizer"),
        ("예약은 왜 느려?", "booking-api"),
        ("주문 왜 안 돼?", "?"),  # two are called so
    ],
)
def test_a_service_is_reached_by_what_it_does(text: str, name: str) -> None:
    assert named(text) == name


def test_a_kind_of_thing_stays_a_kind() -> None:
    reply = ask("워커 노드 몇 대야?", known=THINGS).reply
    assert isinstance(reply, Calls)
    assert reply.wanted[0].arguments == {"kind": "nodes"}


def test_a_service_that_is_not_here_is_said_to_be_none() -> None:
    reply = ask("환불은?", known=THINGS).reply
    assert isinstance(reply, Abstain)
    assert "환불" in reply.text


def test_the_table_says_only_what_it_lists() -> None:
    assert is_meant("정산", "settlement")
    assert not is_meant("정산", "report")
    assert not may_mean("노드")
