"""Why something is not among what was told to be wasted; and other follow-ups that keep to what was told or shown."""

from dataclasses import replace

import pytest

from assistant.models.spec import Calls
from assistant.planner.narrowing.asked import narrowing, narrowing_of_turn
from assistant.standing import EarlierTurn, Standing
from tests.unit.planner.asking import NOW, SEOUL, ask
from tests.unit.planner.standing import VOLUME, crash, leftover, plan_of, session, turn

WASTE = "what is wasted?"


@pytest.mark.parametrize(
    "text", ["why isn't hana-db-1 on that list?", "why is hana-db-1 not in there?", "hana-db-1은 왜 빠졌어?"]
)
def test_only_the_one_that_is_not_listed_is_judged(text: str) -> None:
    reply = ask(text, WASTE, standing=session(turn(WASTE, leftover()))).reply
    assert isinstance(reply, Calls)
    assert [(c.name, c.arguments["ids"]) for c in reply.wanted] == [("find_waste", ["i-00aa11bb22cc33dd4"])]


@pytest.mark.parametrize("text", ["why isn't hana-db-1 ok?", "hana-db-1은 왜 없어?", "hana-db-1 왜 느려?"])
def test_an_instance_is_never_looked_for_in_the_cluster(text: str) -> None:
    reply = ask(text).reply
    wanted = reply.wanted if isinstance(reply, Calls) else ()
    assert all(c.name not in ("explain_workload", "list_workloads") for c in wanted)


@pytest.mark.parametrize("text", ["and so far this month?", "up to now this month?", "그럼 이번 달은 지금까지?"])
def test_another_period_keeps_what_was_restricted(text: str) -> None:
    before = narrowing("data transfer cost in October?", NOW, SEOUL).conditions
    assert before
    assert narrowing_of_turn(text, ("data transfer cost in October?",), NOW, SEOUL).conditions == before


@pytest.mark.parametrize("text", ["그 중에 문제 생긴 건?", "그중에 실패한 거 있어?"])
def test_those_shown_are_looked_into(text: str) -> None:
    listed = "오늘 배포된 거 뭐뭐 있나요?"
    shown = Standing(turns=(EarlierTurn(question=listed, shown=("order-api", "uploader")),))
    reply = ask(text, listed, standing=shown).reply
    assert isinstance(reply, Calls)
    assert [c.arguments["name"] for c in reply.wanted] == ["order-api", "uploader"]


@pytest.mark.parametrize("text", ["그거 다 지우면 한 달에 얼마 아껴?", "다 삭제하면 얼마 절약돼?"])
def test_what_deleting_all_of_them_saves_is_one_sum(text: str) -> None:
    other = replace(leftover(), target=replace(VOLUME, id="vol-0fedcba9876543210"))
    reply = ask(text, WASTE, standing=session(turn(WASTE, leftover(), other))).reply
    assert isinstance(reply, Calls)
    assert [o.recalled.aspect for o in reply.recalled if o.recalled] == ["sum"]


def test_the_plan_for_what_was_talked_of_answers_whether_it_may_be_done() -> None:
    asked = "billing rollout history"
    standing = session(turn(asked), plans=(plan_of(crash()),))
    for text, previous in (("can we roll it back?", (asked,)), ("billing 롤백해도 괜찮을까?", ())):
        reply = ask(text, *previous, standing=standing).reply
        assert isinstance(reply, Calls), text
        assert [p.plan.id for o in reply.recalled if o.recalled for p in o.recalled.plans] == [plan_of(crash()).plan.id]


@pytest.mark.parametrize("text", ["billing 롤백해도 괜찮을까?", "is it ok to restart billing?"])
def test_whether_something_may_be_done_gets_no_verdict_on_health(text: str) -> None:
    assert narrowing(text, NOW, SEOUL).asks == ""
    assert narrowing("billing 괜찮아?", NOW, SEOUL).asks == "well"
