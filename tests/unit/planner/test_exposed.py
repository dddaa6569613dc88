"""What can be reached from outside: both ways in are looked at, each with its own rows; what fails is another question."""

import pytest

from assistant.models.spec import Calls
from tests.unit.planner.asking import ask

INGRESSES, SERVICES = "ingresses.networking.k8s.io", "services"


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
def test_ingresses_and_services_of_such_a_type_are_looked_at(text: str) -> None:
    routed = ask(text)
    assert isinstance(routed.reply, Calls), routed.reply
    assert [c.arguments["kind"] for c in routed.reply.wanted] == [INGRESSES, SERVICES]
    assert [words for _, words in routed.parts][1].endswith("LoadBalancer or NodePort")
    assert routed.closing is not None


def test_a_namespace_limits_both() -> None:
    reply = ask("which services in store are exposed to the internet").reply
    assert isinstance(reply, Calls)
    assert [c.arguments["namespace"] for c in reply.wanted] == ["store", "store"]


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
    assert not isinstance(reply, Calls) or INGRESSES not in [c.arguments.get("kind") for c in reply.wanted]


def test_of_what_was_listed_before_it_is_asked_there() -> None:
    assert ask("which of those is customer-facing", "list the volumes").parts == ()
