"""What else is on the node of a pod, or in the namespace of a workload: the rest of the same place, not a list of places."""

from typing import Any

import pytest

from assistant.models.spec import Calls
from assistant.planner.composing.compose import compose
from assistant.planner.composing.rows import names_shown
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.follows import Beside, Follows
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import ask

NODE = "which node is uploader on?"
SPACE = "which namespace is uploader in?"
PODS: list[dict[str, Any]] = [
    {"namespace": space, "name": f"{name}-7d9-{i}", "node": node, "owner": f"ReplicaSet/{name}-7d9", "ready": ready,
     "state": "Running"}
    for i, (space, name, node, ready) in enumerate(
        (("media", "uploader", "n-1", "1/1"), ("store", "billing", "n-1", "0/1"), ("store", "order-api", "n-1", "1/1"),
         ("store", "order-api", "n-2", "1/1"), ("store", "uploader", "n-2", "1/1"))
    )
]  # fmt: skip


def _follows(text: str, *previous: str) -> tuple[list[tuple[str, dict[str, Any]]], Follows]:
    found = ask(text, *previous)
    assert isinstance(found.reply, Calls), (text, found.reply)
    return [(c.name, c.arguments) for c in found.reply.wanted], found.follows


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("what else is on it?", (NODE,)),
        ("거기 또 뭐 떠 있어?", (NODE,)),
        ("그 노드에 다른 파드는 뭐 있어?", (NODE,)),
        ("who else is on those nodes?", ("why is uploader failing?",)),
        ("거기 또 뭐 떠 있어?", (NODE, "what else is on it?")),
    ],
)
def test_the_other_pods_of_its_node(text: str, previous: tuple[str, ...]) -> None:
    calls, follows = _follows(text, *previous)
    assert calls == [("list_resources", {"kind": "pods"})]
    assert follows.beside == Beside(column="node", names=frozenset({"uploader"}), namespace="media")


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("what else runs in it?", "list_workloads", {}),
        ("거기 다른 서비스는 뭐 있어?", "list_resources", {"kind": "services"}),
    ],
)
def test_the_others_of_its_namespace(text: str, name: str, arguments: dict[str, Any]) -> None:
    calls, follows = _follows(text, SPACE)
    assert calls == [(name, {**arguments, "namespace": "media"})]
    assert follows.beside is not None
    assert follows.beside.column == "namespace"


def test_a_kind_alone_is_asked_of_the_same_namespace() -> None:
    calls, _ = _follows("서비스는?", SPACE, "what else runs in it?")
    assert calls == [("list_resources", {"kind": "services", "namespace": "media"})]


@pytest.mark.parametrize("text", ["그 노드에 문제 있는 파드 있어?", "거기 다른 파드도 죽고 있어?"])
def test_what_is_not_well_there(text: str) -> None:
    calls, follows = _follows(text, NODE)
    assert calls == [("list_resources", {"kind": "pods"})]
    assert follows.ill


@pytest.mark.parametrize("text", ["is it on another node too?", "다른 노드에는 없어?", "what else is wrong?"])
def test_elsewhere_is_another_question(text: str) -> None:
    assert ask(text, NODE).follows.beside is None


def _said(beside: Beside, *, ill: bool = False) -> str:
    wanted = Narrowing(follows=Follows(beside=beside, ill=ill), words=frozenset({"uploader"}))
    seen = [observed("list_resources", PODS, kind="pods")]
    said = compose(seen, "en", environment="live", wanted=wanted)
    assert verify(said, observations=seen, lang="en", question="what else is on it?", wanted=wanted).ok, said
    evidence = seen[0].evidence
    assert evidence is not None
    assert not any("n-2" in name or "uploader" in name for name in names_shown(evidence, wanted))
    return said


def test_the_rows_are_those_of_the_place_without_itself() -> None:
    said = _said(Beside(column="node", names=frozenset({"uploader"}), namespace="media"))
    assert "**2** of 4 · on n-1, besides uploader" in said
    assert "billing-7d9-1" in said
    assert "order-api-7d9-3" not in said


def test_those_not_ready_alone() -> None:
    said = _said(Beside(column="node", names=frozenset({"uploader"}), namespace="media"), ill=True)
    assert "**1** of 4" in said
    assert "order-api" not in said
