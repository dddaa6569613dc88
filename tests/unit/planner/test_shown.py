"""Questions about the rows of the answer before: of each of them whether it is well, or the same list of those only."""

import pytest

from assistant.models.spec import Calls
from assistant.planner.narrowing.narrowed import named
from assistant.standing import EarlierTurn, Standing
from tests.unit.planner.asking import ask

LISTED = "show the pods of store and media, most restarts first"
SESSION = Standing(
    turns=(EarlierTurn(question=LISTED, shown=("order-api-5f6-abcde", "order-api", "uploader-7c8-fghij", "uploader")),)
)


@pytest.mark.parametrize("question", ["둘 다 정상이야?", "which of those are broken now?", "are they healthy?"])
def test_whether_they_are_well_is_asked_of_each(question: str) -> None:
    reply = ask(question, LISTED, standing=SESSION).reply
    assert isinstance(reply, Calls)
    assert [(c.name, c.arguments["name"]) for c in reply.wanted] == [
        ("explain_workload", "order-api"),
        ("explain_workload", "uploader"),
    ]


@pytest.mark.parametrize("question", ["걔네 다 같은 노드에 있어?", "on which nodes are they?"])
def test_anything_else_is_read_of_those_rows(question: str) -> None:
    found = ask(question, LISTED, standing=SESSION)
    assert isinstance(found.reply, Calls)
    assert [(c.name, c.arguments["kind"]) for c in found.reply.wanted] == [("list_resources", "pods")]
    assert "order-api-5f6-abcde" in found.about


def test_only_of_the_answer_just_before() -> None:
    later = ask("which of those are broken now?", LISTED, "how much did we spend last month?", standing=SESSION)
    assert isinstance(later.reply, Calls)
    assert all("name" not in c.arguments for c in later.reply.wanted)


def test_rows_that_are_named_themselves_and_not_their_siblings() -> None:
    rows = [{"name": f"order-api-5f6-{end}", "owner": "ReplicaSet/order-api-5f6"} for end in ("abcde", "zzzzz")]
    found = named(rows, frozenset({"order-api-5f6-abcde", "order-api"}))
    assert found is not None
    assert found.names == ("order-api-5f6-abcde",)
    assert named(rows, frozenset({"order-api"})) is None  # all of them
