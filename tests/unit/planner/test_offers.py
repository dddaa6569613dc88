"""What is offered instead exists here: names of the environment, at most three."""

import pytest

from assistant.known import Known
from assistant.models.spec import Abstain
from assistant.planner.examples import PLACEHOLDER
from assistant.planner.offers import MOST, offer, offers
from assistant.planner.question import Question
from tests.unit.planner.asking import CLUSTER, ask, entries
from tests.unit.planner.standing import crash, session, turn

NAMES = {k.name for k in CLUSTER} | {"hana-db-1"}


def _question(
    lang: str, *, asked: list[str] | None = None, known: tuple[Known, ...] = CLUSTER, **more: object
) -> Question:
    def look(backend: str) -> tuple[Known, ...]:
        if asked is not None:
            asked.append(backend)
        return known if backend == "kube" else ()

    return Question(text="", lang=lang, catalog=entries(), known=look, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_offer_is_about_what_exists(lang: str) -> None:
    question = _question(lang)
    for entry in entries():
        text = offer(entry, question)
        written = {m["name"] for m in PLACEHOLDER.finditer(text) if m["name"]}
        assert written <= NAMES, (entry.name, text)
        assert "checkout" not in text


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_without_names_only_questions_that_need_none_are_offered(lang: str) -> None:
    for entry in entries():
        assert not PLACEHOLDER.search(offer(entry, _question(lang, known=()))), entry.name


def test_nothing_is_read_for_offers_that_need_no_name() -> None:
    asked: list[str] = []
    assert len(offers((), _question("en", asked=asked))) == MOST
    assert asked == []


def test_what_was_found_is_offered_first() -> None:
    found = session(turn("뭐가 문제야?", crash()))
    history = next(e for e in entries() if e.name == "list_rollout_history")
    assert "billing" in offer(history, _question("ko", standing=found))


def test_a_refusal_spreads_over_what_the_environment_has() -> None:
    reply = ask("주식 시세 알려줘").reply
    assert isinstance(reply, Abstain)
    assert len(reply.text.splitlines()) == 1 + MOST
    without = ask("주식 시세 알려줘", without="aws").reply
    assert isinstance(without, Abstain)
    assert "AWS" not in without.text
