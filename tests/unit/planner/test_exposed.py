"""What can be reached from outside: the ways in are listed; what fails is another question."""

import pytest

from assistant.models.spec import Calls
from tests.unit.planner.asking import ask

ENTRY_POINTS = "list_entry_points"


@pytest.mark.parametrize(
    "text",
    [
        "which services are customer-facing",
        "which of those is customer-facing",
        "what is exposed to the internet?",
        "외부에 노출된 서비스는?",
        "인터넷에 열려 있는 서비스",
        "밖에서 접속 가능한 서비스 뭐 있어",
        "고객이 쓰는 서비스 뭐뭐 있지",
        "is uploader exposed to the internet?",
    ],
)
def test_the_ways_in_are_listed(text: str) -> None:
    routed = ask(text)
    assert isinstance(routed.reply, Calls), routed.reply
    assert [c.name for c in routed.reply.wanted] == [ENTRY_POINTS]
    assert routed.closing is not None


def test_a_namespace_limits_them() -> None:
    reply = ask("which services in store are exposed to the internet").reply
    assert isinstance(reply, Calls)
    assert [c.arguments["namespace"] for c in reply.wanted] == ["store"]


@pytest.mark.parametrize(
    "text",
    [
        "왜 밖에서 접속이 안 돼?",
        "which failing services are customer-facing",
        "서비스를 외부에 노출하는 방법",
        "how do I make a service reachable from the internet",
        "외부에 공개된 인스턴스",
    ],
)
def test_failures_ways_and_machines_are_other_questions(text: str) -> None:
    reply = ask(text).reply
    assert not isinstance(reply, Calls) or ENTRY_POINTS not in [c.name for c in reply.wanted]


def test_of_what_was_listed_before_it_is_asked_there() -> None:
    reply = ask("which of those is customer-facing", "list the volumes").reply
    assert not isinstance(reply, Calls) or ENTRY_POINTS not in [c.name for c in reply.wanted]
