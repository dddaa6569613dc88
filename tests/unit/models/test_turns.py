"""Whole turns with a model that behaves: calls, parallel calls, streaming, questions back, tools asked for, usage."""

import json
import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.models.access import OFFLINE
from assistant.models.costs import Price
from assistant.models.spec import Answer, Calls, CallWanted, Limits, Observation, Usage
from tests.fakes import WAIT_S
from tests.unit.models.conftest import Play
from tests.unit.models.server import Open, calls, says, tool_names
from tests.unit.models.shop import KEY
from tools.spec import Unavailable


def test_a_call_then_an_answer(play: Play) -> None:
    server, shop = play(calls(("list_orders", {"state": "late"})), says("Three orders ", "are late [E1]."))
    ended = shop.ask("which orders are late?")
    assert (ended.status, ended.answer, ended.citations) == ("answered", "Three orders are late [E1].", ("E1",))
    assert shop.stock.asked == [("list_orders", {"state": "late", "limit": 100})]
    assert '"evidence":"E1","rows":3' in server.results(1)[0]
    assert shop.shown == ended.answer
    assert "list_orders" in tool_names(server.requests[0])


def test_parallel_calls_in_pieces_are_joined_by_index(play: Play) -> None:
    wanted: tuple[tuple[str, dict[str, object]], ...] = (
        ("list_orders", {"state": "late", "limit": 2}),
        ("read_logs", {"service": "결제"}),
        ("read_stock", {}),
    )
    server, shop = play(calls(*wanted, words="Let me look.", size=3), says("Late: 2 of [E1], log [E2]."))
    ended = shop.ask("which orders are late, and what do the logs say?")
    assert [name for name, _ in shop.stock.asked] == ["list_orders", "read_logs"]
    assert shop.stock.asked[1][1]["service"] == "결제"
    assert len(server.requests) == 2
    told = server.results(1)
    assert len(told) == 3
    assert json.loads(told[2])["error"] == "unavailable"
    assert json.loads(told[1])["could_not_look_at"] == ["yesterday's log: rotated away"]
    assert [n["what"] for n in ended.not_read] == ["yesterday's log", "read_stock"]


def test_text_is_shown_while_the_model_still_writes(play: Play) -> None:
    seen, go_on = threading.Event(), threading.Event()

    def slow(request: Open) -> None:
        request.begin()
        request.event({"content": "Three orders "})
        assert seen.wait(WAIT_S), "the first words were not shown before the last ones came"
        request.event({"content": "are late [E1]."})
        request.end()
        go_on.set()

    _, shop = play(calls(("list_orders", {})), slow)
    written: list[str] = []

    def write(text: str) -> None:
        written.append(text)
        seen.set()

    call = CallWanted(name="list_orders", arguments={})
    assert shop.model.reply(shop.turn(), write) == Calls((call,))
    observation = Observation(call=call, error=Unavailable("down"))
    reply = shop.model.reply(replace(shop.turn(), observations=(observation,)), write)
    assert reply == Answer(text="Three orders are late [E1].")
    assert go_on.wait(WAIT_S)
    assert written[0] == "Three orders "


def test_the_question_comes_last_and_every_prompt_begins_alike(play: Play) -> None:
    server, shop = play(
        calls(("list_orders", {})), says("Three [E1]."), calls(("read_logs", {"service": "a"})), says("[E1]")
    )
    shop.ask("which orders are late?")
    shop.ask("show the logs of checkout")
    first, second, other = server.messages(0), server.messages(1), server.messages(2)
    assert first[0] == second[0] == other[0]
    assert second[: len(first)] == first
    assert first[-1]["content"].endswith("Question: which orders are late?")
    assert "[orders/late#check]" in first[-1]["content"]
    assert tool_names(server.requests[0])[:2] == tool_names(server.requests[2])[:2] == ["more_tools", "ask_user"]


UNKNOWN = "how does my parcel feel today?"  # nothing that the planner has a way for


def test_asks_back(play: Play) -> None:
    _, shop = play(calls(("ask_user", {"question": "Which order?", "options": ["o-1", "order o-2", "o-99", "south"]})))
    ended = shop.ask(UNKNOWN)
    assert (ended.status, ended.answer) == ("asked", "Which order?")
    assert shop.told("Asked")[0].options == ("o-1", "order o-2")


@pytest.mark.parametrize("read_before", [True, False])
def test_a_question_back_where_the_planner_knows_the_answer_is_not_put(play: Play, read_before: bool) -> None:
    asking = calls(("ask_user", {"question": "Which order?", "options": ["o-1", "o-2"]}))
    _, shop = play(*[calls(("read_logs", {"service": "checkout"}))] * read_before, asking)
    ended = shop.ask("which orders are late?")
    assert (ended.status, ended.answered_by) == ("answered", OFFLINE)
    assert "o-0" in ended.answer
    assert "it asked back about what can be looked up. The offline planner carried on." in ended.answer


@pytest.mark.parametrize("options", [[], ["north", "south"], ["o-98", "o-99"], ["which", "parcel"]])
def test_a_question_back_without_a_candidate_that_exists_is_not_put(play: Play, options: list[str]) -> None:
    _, shop = play(calls(("ask_user", {"question": "Which one?", "options": options})))
    ended = shop.ask(UNKNOWN)
    assert (ended.status, ended.answered_by) == ("abstained", OFFLINE)
    assert "nothing that exists here to choose from" in ended.answer


def test_a_question_back_claims_nothing(play: Play) -> None:
    said = "Checkout lost 4,312 orders! Which order do you mean? I restarted it already."
    _, shop = play(calls(("ask_user", {"question": said, "options": ["o-1", "o-2"]})))
    assert shop.ask(UNKNOWN).answer == "Which order do you mean?"
    server, shop = play(calls(("ask_user", {"question": "Checkout is down.", "options": []})), says("Three [E1]."))
    assert shop.ask("which orders are late?").status != "asked"
    assert "ends in a question mark" in server.results(1)[0]


def test_a_question_back_about_what_does_not_exist_is_not_put(play: Play) -> None:
    _, shop = play(calls(("ask_user", {"question": "Is it payment-gateway-7 in us-east-1?", "options": ["o-1"]})))
    ended = shop.ask(UNKNOWN)
    assert ended.answered_by == OFFLINE
    assert "payment-gateway-7" not in ended.answer
    assert "nothing that exists here to choose from" in ended.answer


def test_more_tools_are_given_on_request(play: Play) -> None:
    server, shop = play(
        calls(("more_tools", {"query": "spare capacity of widget 7"})), calls(("read_widget_7", {})), says("Fine [E1].")
    )
    shop.add_widgets(40)
    shop.ask("which orders are late?")
    assert "read_widget_7" not in tool_names(server.requests[0])
    assert len(tool_names(server.requests[0])) == 2 + 8
    assert "read_widget_7" in tool_names(server.requests[1])
    assert "read_widget_7" in server.results(1)[0]
    assert tool_names(server.requests[2])[: len(tool_names(server.requests[0]))] == tool_names(server.requests[0])


def test_a_call_written_as_text_is_a_call(play: Play) -> None:
    written = '```json\n{"name": "list_orders", "arguments": {"state": "late"}}\n```'
    _, shop = play(says(*written), says("Three [E1]."))
    assert shop.ask("which orders are late?").answer == "Three [E1]."
    assert [name for name, _ in shop.stock.asked] == ["list_orders"]


def test_a_repeated_call_is_answered_from_evidence(play: Play) -> None:
    server, shop = play(calls(("list_orders", {})), calls(("list_orders", {"state": None})), says("Three [E1]."))
    assert shop.ask("which orders are late?").answer == "Three [E1]."
    assert len(shop.stock.asked) == 1
    assert json.loads(server.results(2)[1])["error"] == "repeated"


def test_an_answer_without_a_read_is_no_answer(play: Play) -> None:
    server, shop = play(says("Everything is fine."))
    ended = shop.ask("which orders are late?")
    assert ended.status == "abstained"
    assert "Nothing was read for this answer." in ended.answer
    assert len(server.requests) == 2
    assert ended.answer.startswith("_Nothing was read for this answer._")
    assert shop.shown.count("Everything is fine.") == 1


@pytest.mark.parametrize(("reported", "estimated"), [((1000, 200), False), (None, True)])
def test_usage_and_cost_are_told(play: Play, reported: tuple[int, int] | None, estimated: bool) -> None:
    price = Price(input_per_mtok=Decimal(2), output_per_mtok=Decimal(10))
    _, shop = play(says("Hello", usage=reported), price=price)
    spent: list[Usage] = []
    shop.model.reply(replace(shop.turn(), limits=Limits(spend=spent.append)), lambda _text: None)
    assert [u.estimated for u in spent] == [estimated] * 2
    assert spent[0].cost_usd == (
        Decimal("0.004") if reported else price.cost_usd(spent[0].input_tokens, spent[0].output_tokens)
    )
    assert spent[0].tokens > 300


def test_the_key_goes_to_the_server_and_nowhere_else(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    server, shop = play(calls(("list_orders", {})), says("Three [E1]."), api_key_env="SHOP_KEY")
    shop.ask("which orders are late?")
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert KEY not in caplog.text + json.dumps([e.to_json() for e in shop.events]) + json.dumps(server.requests)


def test_a_local_server_is_not_given_the_key_of_another(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    server, shop = play(calls(("list_orders", {})), says("Three [E1]."))
    shop.ask("which orders are late?")
    assert server.headers[0]["authorization"] == "Bearer none"
