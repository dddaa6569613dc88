"""What a lost node takes along: its name is looked for among nodes, and copies on other nodes are told apart."""

from typing import Any

import pytest

from assistant.language import language_of
from assistant.models.spec import Calls
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.narrowing.lost_nodes import lost_nodes
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import NOW, SEOUL, ask


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("what happens if pool-worker-3 goes down?", ("pool-worker-3",)),
        ("what would break if we lose alpha-01?", ("alpha-01",)),
        ("what if node big.one dies?", ("big.one",)),
        ("what is affected if I drain pool-worker-3?", ("pool-worker-3",)),
        ("if we drain pool-worker-3, which services would be down?", ("pool-worker-3",)),
        ("그럼 pool-worker-3 죽으면 뭐가 같이 죽어?", ("pool-worker-3",)),
        ("alpha-01 노드 내려가면 어떻게 돼?", ("alpha-01",)),
        ("pool-worker-3이랑 pool-worker-4 나가면 영향 받는 서비스 뭐야?", ("pool-worker-3", "pool-worker-4")),
    ],
)
def test_its_pods_and_the_nodes_are_read(text: str, nodes: tuple[str, ...]) -> None:
    reply = ask(text, "what runs on pool-worker-3?").reply
    assert isinstance(reply, Calls), (text, reply)
    assert [(c.name, c.arguments["kind"]) for c in reply.wanted] == [
        ("list_resources", "pods"),
        ("list_resources", "nodes"),
    ]
    assert lost_nodes(text) == nodes


@pytest.mark.parametrize("text", ["what happens if order-api goes down?", "hana-db-1 죽으면 뭐가 문제야?"])
def test_a_workload_or_an_instance_is_no_node(text: str) -> None:
    reply = ask(text).reply
    assert not isinstance(reply, Calls) or "nodes" not in [c.arguments.get("kind") for c in reply.wanted]


@pytest.mark.parametrize(
    "text", ["how do I drain pool-worker-3?", "pool-worker-3 죽으면 뭐부터 해?", "drain pool-worker-3"]
)
def test_the_way_is_another_question(text: str) -> None:
    assert not lost_nodes(text)


def _pod(name: str, owner: str, node: str, *, ready: str = "1/1", state: str = "Running") -> dict[str, Any]:
    return {"namespace": "store", "name": name, "owner": owner, "node": node, "ready": ready, "state": state}


PODS = [
    _pod("billing-5f6-a", "ReplicaSet/billing-5f6", "pool-worker-3"),
    _pod("billing-7c8-b", "ReplicaSet/billing-7c8", "pool-worker-4"),
    _pod("order-9d1-c", "ReplicaSet/order-9d1", "pool-worker-3"),
    _pod("order-9d1-d", "ReplicaSet/order-9d1", "pool-worker-4", ready="0/1"),
    _pod("queue-0", "StatefulSet/queue", "pool-worker-3"),
    _pod("sick-1a2-e", "ReplicaSet/sick-1a2", "pool-worker-3", ready="0/1"),
    _pod("proxy-f", "DaemonSet/proxy", "pool-worker-3"),
    _pod("nightly-g", "Job/nightly", "pool-worker-3", ready="0/1", state="Completed"),
]
NODES = [{"name": "pool-worker-3", "ready": "True"}, {"name": "pool-worker-4", "ready": "True"}]


def _said(text: str) -> str:
    read = [
        observed("list_resources", PODS, id="E1", kind="pods"),
        observed("list_resources", NODES, id="E2", kind="nodes"),
    ]
    lang, wanted = language_of(text), narrowing_of_turn(text, (), NOW, SEOUL)
    answer = compose(read, lang, environment="live", wanted=wanted)
    checked = verify(answer, observations=read, lang=lang, question=text, wanted=wanted)
    assert checked.ok, (answer, checked.removed, checked.marked)
    return answer


@pytest.mark.parametrize("text", ["what happens if pool-worker-3 goes down?", "pool-worker-3 죽으면 뭐가 같이 죽어?"])
def test_what_has_no_ready_copy_elsewhere_comes_first(text: str) -> None:
    korean = language_of(text) == "ko"
    head, *lines = _said(text).splitlines()
    assert ("파드 5개 중 2개" if korean else "2 of its 5 pods have no ready copy") in head
    assert lines[:2] == ["- store/order (order-9d1-c) [E1]", "- store/queue (queue-0) [E1]"]
    kept, down, every = lines[2:5]
    assert "billing" in kept
    assert "sick" in down
    assert "proxy" in every


@pytest.mark.parametrize("text", ["what happens if pool-worker-9 goes down?", "pool-worker-9 죽으면 뭐가 같이 죽어?"])
def test_a_node_that_is_not_there_is_said_with_those_that_are(text: str) -> None:
    answer = _said(text)
    assert "pool-worker-3, pool-worker-4" in answer
    assert "billing" not in answer
