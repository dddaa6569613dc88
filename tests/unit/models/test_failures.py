"""Models and servers that misbehave: each ends in an answer that rests on what was read, and says what happened."""

import json
import threading

import pytest

from tests.fakes import RecordedWaits
from tests.unit.models.conftest import Play
from tests.unit.models.server import Open, Step, breaks_off, calls, says, stalls, status

LATE = calls(("list_orders", {"state": "late"}))
DONE = says("Three are late [E1].")
CARRIED_ON = "The offline planner carried on."


def test_waits_as_long_as_the_server_asks(play: Play) -> None:
    _, shop = play(LATE, status(429, {"Retry-After": "2"}), DONE)
    shop.cancelled = waits = RecordedWaits()
    assert shop.ask("which orders are late?").answer == "Three are late [E1]."
    assert waits.asked_s == [2.0]


def test_milliseconds_are_honoured(play: Play) -> None:
    _, shop = play(status(429, {"retry-after-ms": "300", "retry-after": "9"}), LATE, DONE)
    shop.cancelled = waits = RecordedWaits()
    assert shop.ask("which orders are late?").answer == "Three are late [E1]."
    assert waits.asked_s == [0.3]


@pytest.mark.parametrize("code", [500, 502, 503, 529])
def test_a_server_error_is_tried_again(play: Play, code: int) -> None:
    server, shop = play(status(code), LATE, DONE)
    assert shop.ask("which orders are late?").answer == "Three are late [E1]."
    assert len(server.requests) == 3


def test_a_server_that_stays_busy_is_given_up(play: Play) -> None:
    server, shop = play(status(503, {"Retry-After": "0"}))
    ended = shop.ask("늦은 주문이 있어?")
    assert ended.status == "answered"
    assert "o-1" in ended.answer
    assert ended.answer.endswith("_모델 openai:scripted: 서버 오류 503. 오프라인 플래너가 이어서 답했습니다._")
    assert len(server.requests) == 4


def test_no_waiting_beyond_the_turn(play: Play) -> None:
    server, shop = play(status(429, {"Retry-After": "3600"}))
    shop.cancelled = waits = RecordedWaits()
    ended = shop.ask("which orders are late?")
    assert waits.asked_s == []
    assert ended.answer.endswith(f"too busy. {CARRIED_ON}_")
    assert len(server.requests) == 1


def test_a_refused_key_is_said_at_once(play: Play) -> None:
    server, shop = play(
        status(401, message="Incorrect API key provided: sk-abcdefghijklmnopqrstuv"), api_key_env="SHOP_KEY"
    )
    ended = shop.ask("which orders are late?")
    assert ended.answer.endswith(f"its key was not accepted. {CARRIED_ON} Check SHOP_KEY._")
    assert len(server.requests) == 1
    assert "sk-abc" not in json.dumps([e.to_json() for e in shop.events])


def test_nobody_listens(play: Play) -> None:
    server, shop = play(DONE)
    server.close()
    ended = shop.ask("which orders are late?")
    assert "o-1" in ended.answer
    assert ended.answer.endswith(f"its server cannot be reached. {CARRIED_ON}_")


@pytest.mark.parametrize("cleanly", [True, False])
def test_a_break_before_anything_was_shown_is_tried_again(play: Play, cleanly: bool) -> None:
    server, shop = play(breaks_off("Let me", cleanly=cleanly), LATE, DONE)
    assert shop.ask("which orders are late?").answer == "Three are late [E1]."
    assert len(server.requests) == 3


@pytest.mark.parametrize("cleanly", [True, False])
def test_a_break_in_mid_answer_hands_over_to_the_planner(play: Play, cleanly: bool) -> None:
    server, shop = play(LATE, breaks_off("Three orders ", "are la", cleanly=cleanly))
    ended = shop.ask("which orders are late?")
    assert ended.status == "answered"
    assert "are la" not in ended.answer
    assert "o-1" in ended.answer
    assert ended.answer.endswith(f"its answer broke off. {CARRIED_ON}_")
    assert "Three" not in shop.shown, "half a line is not verified"
    assert len(server.requests) == 2


def test_what_was_shown_of_a_broken_answer_stays_above_the_planners(play: Play) -> None:
    _, shop = play(LATE, breaks_off("Three are late [E1].\n", "The fir"))
    ended = shop.ask("which orders are late?")
    assert shop.shown == f"Three are late [E1].\n\n\n{ended.answer}"


def test_half_a_call_is_never_made(play: Play) -> None:
    def half(request: Open) -> None:
        request.begin()
        function = {"name": "list_orders", "arguments": '{"limit": 1'}
        request.event({"tool_calls": [{"index": 0, "id": "t", "type": "function", "function": function}]})
        request.end("length")

    server, shop = play(half, LATE, DONE)
    shop.ask("which orders are late?")
    assert shop.stock.asked == [("list_orders", {"state": "late", "limit": 100})]
    assert "not one JSON object" in server.results(1)[0]


@pytest.mark.parametrize(
    "given",
    [
        '{"state": ',
        "[]",
        '"late"',
        "state=late",
        '{"state": "late"} and more',
        '{"limit": "many"}',
        '{"colour": "red"}',
    ],
)
def test_arguments_that_do_not_parse_go_back_and_nothing_runs(play: Play, given: str) -> None:
    server, shop = play(calls(("list_orders", given)), LATE, DONE)
    assert shop.ask("which orders are late?").answer == "Three are late [E1]."
    assert len(shop.stock.asked) == 1
    assert json.loads(server.results(1)[0])["error"] == "bad_request"
    assert "othing was run" in server.results(1)[0]


def test_one_bad_call_among_good_ones(play: Play) -> None:
    logs = says("It says `checkout started` [E1].")
    server, shop = play(calls(("list_orders", "{"), ("read_logs", {"service": "a"})), logs)
    shop.ask("which orders are late?")
    assert [name for name, _ in shop.stock.asked] == ["read_logs"]
    assert [("error" in json.loads(r)) for r in server.results(1)] == [True, False]
    assert shop.told("TurnEnded")[0].answered_by == "openai:scripted"


def test_an_unknown_tool_is_answered_with_what_there_is(play: Play) -> None:
    server, shop = play(calls(("delete_orders", {"all": True})), LATE, DONE)
    assert shop.ask("which orders are late?").answer == "Three are late [E1]."
    told = json.loads(server.results(1)[0])
    assert told["error"] == "not_found"
    assert "list_orders" in told["remedy"]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (calls(("list_orders", "{")), "kept calling tools with wrong arguments"),
        (calls(("delete_orders", {})), "kept calling tools that do not exist"),
        (calls(("more_tools", {"query": "orders"})), "kept looking for tools without calling one"),
        (says(""), "kept answering nothing"),
        (says("?? !! ## %% " * 9), "wrote nothing that can be read"),
        (says("the the the " * 300), "wrote nothing that can be read"),
    ],
)
def test_three_strikes_and_the_planner_carries_on(play: Play, step: Step, why: str) -> None:
    server, shop = play(step)
    ended = shop.ask("which orders are late?")
    assert ended.status == "answered"
    assert "o-1" in ended.answer
    assert ended.answer.endswith(f"Model openai:scripted: {why}. {CARRIED_ON}_")
    assert len(server.requests) <= 5


def test_an_answer_that_names_no_evidence_is_asked_for_it_once(play: Play) -> None:
    server, shop = play(LATE, says("All is well."), DONE)
    assert shop.ask("which orders are late?").answer == "Three are late [E1]."
    assert "name the evidence" in server.messages(2)[-1]["content"]
    server, shop = play(LATE, says("All is well."))
    ended = shop.ask("which orders are late?")
    assert len(server.requests) == 3
    assert "All is well" not in ended.answer
    assert ended.answer.endswith(f"answered without naming its evidence. {CARRIED_ON}_")


def test_an_endless_loop_of_the_same_call_is_cut(play: Play) -> None:
    server, shop = play(LATE)
    ended = shop.ask("which orders are late?")
    assert [given["state"] for _, given in shop.stock.asked].count("late") == 1
    assert len(server.requests) == 4
    assert ended.answer.endswith(f"kept making the same call. {CARRIED_ON}_")
    assert ended.citations[0] == "E1"


def test_a_stall_is_noticed(play: Play) -> None:
    server, shop = play(LATE, stalls("Three "), timeout_s=3)
    ended = shop.ask("which orders are late?")
    assert not server.hang.waited_out
    assert ended.answer.endswith(f"silent for 3 s. {CARRIED_ON}_")
    assert len(server.requests) == 2


def test_stopping_does_not_wait_for_the_model(play: Play) -> None:
    cancelled = threading.Event()
    server, shop = play(stalls("Let ", then=cancelled.set))
    shop.cancelled = cancelled
    ended = shop.ask("which orders are late?")
    assert ended.status == "cancelled"
    assert not server.hang.waited_out


@pytest.mark.parametrize("body", ["not json", '{"choices": "what"}', '{"error": {"message": "overloaded"}}', "[]"])
def test_what_is_not_the_protocol_is_a_failure_of_the_model(play: Play, body: str) -> None:
    def strange(request: Open) -> None:
        request.begin()
        request.raw(body)
        request.end()

    _, shop = play(LATE, strange)
    ended = shop.ask("which orders are late?")
    assert ended.status == "answered"
    assert CARRIED_ON in ended.answer


def test_a_page_instead_of_an_answer(play: Play) -> None:
    def page(request: Open) -> None:
        handler = request.handler
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "27")
        handler.end_headers()
        handler.wfile.write(b"<html>please log in</html>\n")

    _, shop = play(page)
    assert CARRIED_ON in shop.ask("which orders are late?").answer


def test_the_planner_answers_the_question_not_what_the_model_made_of_it(play: Play) -> None:
    _, shop = play(calls(("list_orders", {"state": "invented"})), says("All is well."))
    ended = shop.ask("which orders are late?")
    assert "o-1" in ended.answer


def test_what_the_model_read_is_kept_where_the_planner_knows_no_way(play: Play) -> None:
    _, shop = play(LATE, says("All is well."))
    ended = shop.ask("무지개는 몇 가지 색이야?")
    assert "o-1" in ended.answer
    assert "오프라인 플래너가 이어서 답했습니다." in ended.answer
