"""The node that was talked of: named by a question, shown by an answer, or that of the workload that was told of."""

import pytest

from assistant.models.spec import Calls
from assistant.planner.composing.rows import names_shown
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.narrowing.conditions import Matched, Narrowing
from assistant.standing import EarlierTurn, Standing
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import NOW, SEOUL, ask

ON = "which node is billing on?"
SHOWN = Standing(turns=(EarlierTurn(question=ON, shown=("billing-5f6-abcde", "billing", "Node/pool-worker-3")),))


@pytest.mark.parametrize(
    "question", ["what runs on that node?", "그 노드에 뭐가 떠 있어?", "list the pods on that node"]
)
def test_what_is_on_the_node_of_what_was_asked_about_is_chosen_by_its_rows(question: str) -> None:
    found = ask(question, ON, standing=SHOWN)
    assert isinstance(found.reply, Calls)
    assert [(c.name, c.arguments["kind"]) for c in found.reply.wanted] == [("list_resources", "pods")]
    assert found.follows.beside is not None
    assert found.follows.beside.column == "node"
    assert found.follows.beside.names == {"billing"}
    assert found.follows.beside.itself


@pytest.mark.parametrize("question", ["is that node ok?", "그 노드 상태는 어때?"])
def test_how_that_node_is_is_asked_of_nodes(question: str) -> None:
    found = ask(question, "pods on pool-worker-3")
    assert isinstance(found.reply, Calls)
    assert [c.arguments["kind"] for c in found.reply.wanted] == ["nodes"]
    assert "pool-worker-3" in found.read_as


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("is pool-worker-3 ok?", "is node pool-worker-3 ok?"),
        ("pool-worker-3 상태 어때?", "pool-worker-3 노드 상태 어때?"),
        ("is node pool-worker-3 ok?", ""),
        ("is billing-worker-3 ok?", ""),
    ],
)
def test_a_name_that_reads_as_a_node_is_looked_for_among_nodes(question: str, read_as: str) -> None:
    assert ask(question).read_as == read_as


def test_several_nodes_are_alternatives() -> None:
    both = Standing(turns=(EarlierTurn(question="list nodes", shown=("Node/pool-worker-3", "Node/pool-worker-4")),))
    (found,) = narrowing(ask("pods on those nodes", "list nodes", standing=both).read_as, NOW, SEOUL).conditions
    assert isinstance(found, Matched)
    assert found.values == ("pool-worker-3", "pool-worker-4")


def test_the_nodes_of_the_rows_are_among_what_is_shown() -> None:
    rows = [{"name": "billing-1", "namespace": "store", "node": "n1"}]
    evidence = observed("list_resources", rows, kind="pods").evidence
    assert evidence is not None
    assert "Node/n1" in set(names_shown(evidence, Narrowing()))


def test_without_any_node_or_workload_it_is_asked_which() -> None:
    found = ask("what runs on that node?")
    assert found.read_as == ""
