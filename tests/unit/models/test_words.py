"""A turn that the planner leads: its answer at once, then what a language model makes of it, or why it made nothing."""

import threading

import pytest

from assistant.events import ModelAsked, TextDelta
from assistant.models.access import ModelAccess
from assistant.models.tied import tied
from assistant.models.tokens import estimate
from tests.fakes import RecordedWaits
from tests.unit.models.conftest import Play
from tests.unit.models.server import Open, Step, breaks_off, calls, says, stalls, status, tool_names
from tests.unit.models.shop import Shop

QUESTION = "which orders are late?"
NOTHING = "it added nothing that rests on what was read"


def _alone(shop: Shop, answer: str) -> str:
    """The planner's part, which is there whatever the model does."""
    assert "o-0" in answer
    assert "[E1]" in answer
    assert [name for name, _ in shop.stock.asked] == ["list_orders"]
    return answer.partition("\n\n_Model ")[2]


def test_the_planners_answer_and_a_sentence_below_it(play: Play) -> None:
    server, shop = play(says("The orders o-0, o-1 and o-2 ", "are late [E1]."), planner_first=True)
    ended = shop.ask(QUESTION)
    assert (ended.status, ended.answered_by) == ("answered", "openai:scripted")
    assert ended.answer.endswith("\n\n**In short** The orders o-0, o-1 and o-2 are late. [E1]")
    assert shop.shown == ended.answer
    assert len(server.requests) == 1
    assert not tool_names(server.requests[0])
    assert server.requests[0]["temperature"] == 0


def test_the_answer_is_shown_before_the_model_is_asked(play: Play) -> None:
    _, shop = play(says("o-0 is late [E1]."), planner_first=True)
    shop.ask(QUESTION)
    asked = next(i for i, e in enumerate(shop.events) if isinstance(e, ModelAsked))
    assert "o-2" in "".join(e.text for e in shop.events[:asked] if isinstance(e, TextDelta))
    assert shop.events[asked] == ModelAsked(seq=shop.events[asked].seq, model="openai:scripted", purpose="word")


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (status(500), "server error 500"),
        (status(429, {"Retry-After": "1"}), "its server is too busy"),
        (status(401), "its key was not accepted"),
        (breaks_off("The orders o-0"), "its answer broke off"),
        (breaks_off("The orders o-0", cleanly=True), "its answer broke off"),
        (says(""), "it answered nothing"),
        (says("?? !! ## %% " * 9), NOTHING),
        (says("그 주문은 o-0 입니다 [E1]."), NOTHING),
        (says("订单 o-0 是 late [E1]."), NOTHING),
        (says("Order o-77 lost 4,312 USD [E1]."), NOTHING),
        (says("As follows:"), NOTHING),
        (calls(("delete_orders", {"all": True})), "it answered nothing"),
        (calls(("ask_user", {"question": "Which shop?", "options": ["north"]})), "it answered nothing"),
        (says("The order o-0 was cancelled because its customer never paid [E1]."), "most of its answer went beyond"),
    ],
)
def test_what_a_model_spoils_is_said_in_one_line_below_the_answer(play: Play, step: Step, why: str) -> None:
    _, shop = play(step, planner_first=True)
    shop.cancelled = RecordedWaits()
    ended = shop.ask(QUESTION)
    assert (ended.status, ended.answered_by) == ("answered", "planner")
    note = _alone(shop, ended.answer)
    assert note.startswith(f"openai:scripted: {why}")
    assert "The answer is the offline planner's." in note
    assert "\n" not in note
    assert shop.shown == ended.answer


@pytest.mark.parametrize("body", ["not json", '{"choices": "what"}', "[]"])
def test_what_is_not_the_protocol(play: Play, body: str) -> None:
    def strange(request: Open) -> None:
        request.begin()
        request.raw(body)
        request.end()

    _, shop = play(strange, planner_first=True)
    shop.cancelled = RecordedWaits()
    assert _alone(shop, shop.ask(QUESTION).answer)


def test_a_model_that_falls_silent_in_mid_sentence(play: Play) -> None:
    server, shop = play(stalls("The orders "), planner_first=True, timeout_s=1)
    assert "silent for 1 s" in _alone(shop, shop.ask(QUESTION).answer)
    assert not server.hang.waited_out


def test_before_its_first_word_a_local_model_may_take_longer(play: Play) -> None:
    def slow(request: Open) -> None:
        request.begin()
        request.hang.hold(1.6)  # longer than the silence that is allowed between words
        request.event({"content": "The orders o-0, o-1 and o-2 are late [E1]."})
        request.end()

    _, shop = play(slow, planner_first=True, timeout_s=1)
    assert "**In short**" in shop.ask(QUESTION).answer
    assert ModelAccess(name="m", base_url="https://models.example/v1", timeout_s=1).first_timeout_s == 1


def test_stopping_the_model_keeps_the_answer(play: Play) -> None:
    cancelled = threading.Event()
    _, shop = play(stalls("The ", then=cancelled.set), planner_first=True)
    shop.cancelled = cancelled
    ended = shop.ask(QUESTION)
    assert (ended.status, ended.answered_by) == ("answered", "planner")
    assert not _alone(shop, ended.answer)


@pytest.mark.parametrize("question", ["how many colours has a rainbow?", "무지개는 몇 가지 색이야?"])
def test_what_the_planner_cannot_answer_is_not_made_up(play: Play, question: str) -> None:
    server, shop = play(says("Seven [E1]."), planner_first=True)
    assert shop.ask(question).status == "abstained"
    assert not server.requests


def test_the_prompt_is_small_and_begins_alike(play: Play) -> None:
    server, shop = play(says("o-0 is late [E1]."), planner_first=True)
    shop.stock.orders = [{"id": f"o-{n}", "state": "late", "note": "left the warehouse " * 20} for n in range(90)]
    for question in (QUESTION, "which orders are late, please?"):
        shop.ask(question)
    first, second = server.messages(0), server.messages(1)
    assert first[0] == second[0]
    assert first[1]["content"].endswith(f"Question: {QUESTION}")
    assert sum(estimate(m["content"]) for m in first) < 700


ANSWER = """**No, 0** of 5 · not ready [E2]
**Cause** Revision 17 changed the memory limit from 512Mi to 256Mi. [E4]
**Effect** 3 pods are in OOMKilled; 0 of 3 are ready. [E3]
  name         ready
  booking-api  0"""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("No, none of the 5 nodes is broken [E2].", "No, none of the 5 nodes is broken. [E2]"),
        ("The memory limit went from 512Mi to 256Mi.", "The memory limit went from 512Mi to 256Mi. [E4]"),
        ("The memory limit went to 256Mi [E9].", "The memory limit went to 256Mi. [E4]"),
        ("It has 7 pods in OOMKilled.", None),
        ("All 3 pods are in OOMKilled, as shown in [E3].", "All 3 pods are in OOMKilled. [E3]"),
        ("Yes, 3 pods are in OOMKilled [E3].", None),
        ("Revision 17 changed the memory limit from 512Mi to 256Mi.", ""),
        ("3 pods are in OOMKilled now [E3]. And the memory lim", "3 pods are in OOMKilled now. [E3]"),
        ("See the results below.", None),
        ("Results: Revision 17 changed the memory limit from 512Mi to 256Mi.", ""),
    ],
)
def test_sentences_are_tied_to_lines(said: str, shown: str | None) -> None:
    assert tied(said, ANSWER, "en") == shown


def test_a_verdict_that_the_answer_does_not_give_is_left_out() -> None:
    answer = "**4 things waste $73.17 a month.**\n- Instance web is idle [E5]"
    assert tied("No, there are 4 machines [E5].", answer, "en") == "There are 4 machines. [E5]"
    assert tied("네, 인스턴스 4개가 놀고 있습니다 [E5].", answer, "ko") == "인스턴스 4개가 놀고 있습니다. [E5]"
