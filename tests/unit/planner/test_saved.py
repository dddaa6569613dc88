"""What doing away with the rows that were just listed would save: each of them is judged, and no other."""

import pytest

from assistant.checks.aws.facts import AwsFacts, Seen
from assistant.models.spec import Abstain, Calls
from assistant.playbooks.waste_text import how_used, in_short
from assistant.standing import EarlierTurn, Standing
from tests.unit.planner.asking import NOW, ask

LISTED = "list the volumes"
IDS = ("vol-0a1b2c3d4e5f60718", "vol-0b1b2c3d4e5f60718")
SESSION = Standing(turns=(EarlierTurn(question=LISTED, shown=(*IDS, "photo-import", "snap-0a1b2c3d4e5f60718")),))


@pytest.mark.parametrize(
    "question",
    [
        "what would deleting those save?",
        "how much would we save if we deleted them all?",
        "그거 다 지우면 한 달에 얼마 아껴?",
        "다 지우면 얼마나 절약돼?",
    ],
)
def test_what_was_listed_is_judged_and_nothing_else(question: str) -> None:
    reply = ask(question, LISTED, standing=SESSION).reply
    assert isinstance(reply, Calls)
    assert [(c.name, c.arguments["ids"]) for c in reply.wanted] == [("find_waste", list(IDS))]


@pytest.mark.parametrize(
    ("question", "previous"),
    [
        ("where can we save money?", (LISTED,)),
        ("what would deleting those save?", (LISTED, "list the nodes")),
    ],
)
def test_another_question_is_not_about_what_was_listed(question: str, previous: tuple[str, ...]) -> None:
    reply = ask(question, *previous, standing=SESSION).reply
    assert not (isinstance(reply, Calls) and any("ids" in c.arguments for c in reply.wanted))


def test_pods_have_no_price_of_their_own() -> None:
    pods = Standing(turns=(EarlierTurn(question="list pods", shown=("billing-5f6-abcde", "billing")),))
    reply = ask("what would deleting those save?", "list pods", standing=pods).reply
    assert isinstance(reply, Abstain)
    assert "no price of its own" in reply.text


def test_of_many_it_is_said_in_groups_what_they_are_used_for() -> None:
    used = tuple(
        Seen(evidence="E1", row={"id": f"vol-{n}", "state": "in-use", "attachments": [{"instance_id": "i-1"}]})
        for n in range(6)
    )
    loose = Seen(evidence="E1", row={"id": "vol-9", "state": "available", "attachments": []})
    facts = AwsFacts(account="1", volumes=(*used, loose), instances=(), addresses=())
    ids = [*(f"vol-{n}" for n in range(6)), "vol-9", "vol-gone"]
    said = in_short(ids, how_used(ids, facts, NOW), facts, NOW)
    assert said.en == (
        "Attached and in use, 6: vol-0, vol-1, vol-2, vol-3, vol-4 and 1 more. No saving known, 2: vol-9, vol-gone."
    )
    assert said.ko.startswith("연결되어 쓰이고 있음 6개: vol-0")
