"""A model that does not finish a turn: the planner answers from its own reading, within its reserve, and says so."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from assistant.budget import Budget
from assistant.events import TurnEnded
from assistant.models.costs import Price
from tests.fakes import FakeClock
from tests.unit.models.conftest import Play
from tests.unit.models.server import Open, Step, breaks_off, calls, says, trickles
from tests.unit.models.shop import Shop

QUESTION = "which orders are late?"
ALL = calls(("list_orders", {}))
PLANNED = ("list_orders", {"state": None, "limit": 100})  # what the planner reads for it


def _restless(tool: str = "list_orders", at_once: int = 1) -> Step:
    """Calls the tool again and again, each time a little differently."""
    limits: Iterator[int] = iter(range(1, 1000))

    def step(request: Open) -> None:
        calls(*((tool, {"limit": next(limits)}) for _ in range(at_once)))(request)

    return step


def _carried_on(shop: Shop, ended: TurnEnded, why: str) -> None:
    assert ended.status == "answered"
    assert ended.answered_by == "planner"
    assert ended.answer.endswith(f"_Model openai:scripted: {why}. The offline planner carried on._")
    assert shop.shown.endswith(ended.answer)


def test_rounds_used_up(play: Play) -> None:
    server, shop = play(_restless())
    ended = shop.ask(QUESTION)
    _carried_on(shop, ended, "used up its 8 rounds")
    assert len(server.requests) == 8
    assert shop.stock.asked[-1] == PLANNED
    assert ended.answer.count("o-1") == 1, "the planner's own table, not one for each call of the model"


def test_tokens_used_up(play: Play) -> None:
    def costly(request: Open) -> None:
        request.begin()
        function = {"name": "list_orders", "arguments": '{"limit": 1}'}
        request.event({"tool_calls": [{"index": 0, "id": "t", "type": "function", "function": function}]})
        request.end("tool_calls", usage=(59_999, 1))

    server, shop = play(costly)
    _carried_on(shop, shop.ask(QUESTION), "used up its 60000 tokens")
    assert len(server.requests) == 1


def test_reads_used_up_but_not_those_of_the_planner(play: Play) -> None:
    server, shop = play(_restless(at_once=3), budget=Budget(tool_calls=8))
    _carried_on(shop, shop.ask(QUESTION), "used up its 4 reads")
    assert len(server.requests) == 2
    assert shop.stock.asked[-1] == PLANNED
    assert len(shop.stock.asked) == 5


def test_time_used_up_but_not_that_of_the_planner(play: Play) -> None:
    clock, steps = FakeClock(), iter([20.0] * 4)  # the clock stands still once the model's share, 80 s, is over
    step = trickles("and ", every_s=0.01, each=lambda: clock.advance(next(steps, 0.0)))
    server, shop = play(step, clock=clock, budget=Budget(seconds=100.0))
    ended = shop.ask(QUESTION)
    _carried_on(shop, ended, "it took too long")
    assert shop.stock.asked == [PLANNED]
    assert not server.hang.waited_out


def test_an_answer_without_end(play: Play) -> None:
    server, shop = play(ALL, trickles("All three orders are late [E1], and so on. " * 20, every_s=0.01))
    _carried_on(shop, shop.ask(QUESTION), "its answer did not end")
    assert not server.hang.waited_out


def test_a_call_without_end(play: Play) -> None:
    def endless(request: Open) -> None:
        request.begin()
        function = {"name": "list_orders", "arguments": '{"state": "'}
        request.event({"tool_calls": [{"index": 0, "id": "t", "type": "function", "function": function}]})
        for _ in range(200):
            request.event({"tool_calls": [{"index": 0, "function": {"arguments": "late " * 100}}]})
        request.end("tool_calls")

    _, shop = play(endless)
    _carried_on(shop, shop.ask(QUESTION), "its answer did not end")
    assert shop.stock.asked == [PLANNED]


def test_an_answer_of_which_little_is_true(play: Play) -> None:
    invented = "Order o-77 lost 4,312 USD [E1].\nThe warehouse in Busan burned down [E1].\nOrder o-1 is late [E1]."
    _, shop = play(ALL, says(invented))
    ended = shop.ask(QUESTION)
    _carried_on(shop, ended, "most of its answer went beyond what was read")
    assert "4,312" not in ended.answer
    assert "Busan" not in ended.answer
    assert "o-0" in ended.answer
    assert any("4,312" in u["statement"] for u in ended.unsupported)


def test_an_answer_with_one_slip_stays_the_models(play: Play) -> None:
    _, shop = play(ALL, says("Order o-0 is late [E1].\nOrder o-1 is late [E1].\nOrder o-77 lost 4,312 USD [E1]."))
    ended = shop.ask(QUESTION)
    assert ended.answered_by == "openai:scripted"
    assert ended.answer.startswith("Order o-0 is late [E1].\nOrder o-1 is late [E1].")


def test_what_the_model_read_alike_is_not_read_again(play: Play) -> None:
    _, shop = play(ALL)
    ended = shop.ask(QUESTION)
    _carried_on(shop, ended, "kept making the same call")
    assert shop.stock.asked == [PLANNED]
    assert ended.citations == ("E1",)


@pytest.mark.parametrize("question", ["무지개는 몇 가지 색이야?", "how many colours has a rainbow?"])
def test_where_the_planner_knows_no_way_the_newest_of_each_tool_is_shown(play: Play, question: str) -> None:
    _, shop = play(_restless())
    ended = shop.ask(question)
    assert ended.answered_by == "planner"
    assert ended.answer.count("o-0") == 1
    assert "[E8]" in ended.answer
    assert "[E7]" not in ended.answer


def test_nothing_read_and_no_way_known(play: Play) -> None:
    _, shop = play(calls(("no_such_tool", {})))
    ended = shop.ask("how many colours has a rainbow?")
    assert ended.status == "abstained"
    assert ended.answer.endswith("kept calling tools that do not exist. The offline planner carried on._")


def test_a_request_that_could_cost_too_much_is_not_sent(play: Play) -> None:
    """The second could: the first leaves less than a full answer costs, though nothing is used up yet."""
    price = Price(input_per_mtok=Decimal(0), output_per_mtok=Decimal(100))  # a full answer costs 0.15 dollars

    def first(request: Open) -> None:
        request.begin()
        function = {"name": "list_orders", "arguments": '{"limit": 1}'}
        request.event({"tool_calls": [{"index": 0, "id": "t", "type": "function", "function": function}]})
        request.end("tool_calls", usage=(100, 400))

    server, shop = play(first, price=price, budget=Budget(cost_usd=Decimal("0.18")))
    _carried_on(shop, shop.ask(QUESTION), "no room for another request, which could go beyond its 0.18 US dollars")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"price": Price(input_per_mtok=Decimal(0), output_per_mtok=Decimal(9999))},
        {"budget": Budget(tokens=1500)},  # and no price is known
    ],
)
def test_not_even_the_first_request_may_go_beyond(play: Play, given: dict[str, Any]) -> None:
    server, shop = play(says("never"), **given)
    ended = shop.ask(QUESTION)
    assert "no room for another request, which could go beyond its" in ended.answer
    assert ended.answered_by == "planner"
    assert server.requests == []


def test_a_broken_answer_counts_as_a_whole_one(play: Play) -> None:
    """Nobody says how much of it is billed."""
    price = Price(input_per_mtok=Decimal(0), output_per_mtok=Decimal(100))
    server, shop = play(breaks_off("All three"), price=price, budget=Budget(cost_usd=Decimal("0.40")))
    _carried_on(shop, shop.ask(QUESTION), "no room for another request, which could go beyond its 0.40 US dollars")
    assert len(server.requests) == 2
