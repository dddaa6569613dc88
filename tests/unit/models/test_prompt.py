"""What is sent: small, chosen, redacted, and the same on every machine."""

import json
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.evidence import Evidence
from assistant.findings import Finding, Severity
from assistant.identity import ResourceRef
from assistant.language import same
from assistant.models import tokens
from assistant.models.access import ModelAccess
from assistant.models.configured import language_model
from assistant.models.observed import observed
from assistant.models.prompt import FIRST_PROMPT_TOKENS
from assistant.models.selection import choose
from assistant.models.spec import CallWanted, Observation
from assistant.redaction import UNKEYED
from assistant.standing import EarlierTurn, Standing
from tests.fakes import START
from tests.unit.models.shop import Shop, opened


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    with opened(tmp_path, "http://127.0.0.1:9/v1") as shop:
        yield shop


def _model(passages: Any = lambda _q, _l: ()) -> Any:
    access = ModelAccess(name="openai:scripted", base_url="http://127.0.0.1:9/v1")
    return language_model(access, environ={}, passages=passages, redact=UNKEYED.text)


@pytest.mark.parametrize("question", ["which orders are late?", "위젯 17 여유가 얼마나 있어?", "로그 " * 4000])
def test_the_first_prompt_is_small_with_two_hundred_tools(shop: Shop, question: str) -> None:
    shop.add_widgets(200)
    long = [("runbooks/a#b", "Check the state first. " * 300), ("runbooks/c#d", "먼저 상태를 확인하세요. " * 300)]
    prompt = _model(lambda _q, _l: long).prompt(shop.turn(question))
    assert prompt.tokens <= FIRST_PROMPT_TOKENS == 2500
    assert prompt.tokens >= tokens.of_prompt(prompt.messages, prompt.tools, tokens.estimate)
    assert len(prompt.tools) >= 6


def test_what_was_found_earlier_is_told_however_long_the_session_is(shop: Shop) -> None:
    def found(number: int) -> Finding:
        target = ResourceRef(provider="kube", scope="u", place="shop", kind="Deployment", id=f"web-{number}")
        title = same(f"web-{number} does not start, password=hunter22{number}")
        return Finding(check="c", severity=Severity.HIGH, target=target, title=title, statements=())

    turns = tuple(EarlierTurn(question=f"question {n}", findings=(found(n),)) for n in range(300))
    standing = Standing(turns=turns)
    previous = tuple(t.question for t in turns)
    shop.add_widgets(200)
    prompt = _model().prompt(replace(shop.turn(), standing=standing, previous=previous))
    asked = str(prompt.messages[1]["content"])
    assert "high: web-299 does not start" in asked
    assert "web-298" in asked
    assert "web-1 " not in asked
    assert "hunter22" not in asked
    assert prompt.tokens <= FIRST_PROMPT_TOKENS
    assert len(prompt.tools) >= 6
    assert asked.endswith("Question: which orders are late?")


def test_the_right_tools_are_among_two_hundred(shop: Shop) -> None:
    shop.add_widgets(200)
    for question, name in [
        ("which orders are late?", "list_orders"),
        ("결제 로그 좀 보여줘", "read_logs"),
        ("how much widget 117 is spare?", "read_widget_117"),
        ("위젯 42 여유가 얼마나 있어?", "read_widget_42"),
    ]:
        assert name in [e.name for e in choose(question, shop.catalog)[:3]], question


def test_a_preview_needs_no_network(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert _model().prompt(shop.turn()).tokens > 300


def test_secrets_do_not_leave_with_the_question(shop: Shop) -> None:
    prompt = _model().prompt(shop.turn("why does password=hunter22 fail for sk-abcdefghijklmnopqrstuvwx?"))
    sent = json.dumps(prompt.messages)
    assert "hunter22" not in sent
    assert "sk-abc" not in sent
    assert "[redacted:" in sent


def _observation(rows: int, width: int = 20) -> Observation:
    evidence = Evidence(
        id="E7",
        session="s",
        tool="list_orders",
        arguments={},
        environment="shop",
        taken_at=START,
        digest="d",
        items=tuple({"id": f"o-{n}", "note": "x" * width, "empty": None} for n in range(rows)),
        cut=True,
    )
    return Observation(call=CallWanted(name="list_orders", arguments={}), evidence=evidence)


def test_rows_are_cut_to_the_budget_and_say_so() -> None:
    text = observed(_observation(5000), "en", limit=1200, count=tokens.estimate)
    told = json.loads(text)
    assert tokens.estimate(text) <= 1250
    assert told["rows"] == "5000+"
    assert told["not_shown"] == 5000 - len(told["shown"])
    assert len(told["shown"]) > 20
    assert "baepo evidence show E7" in told["to_see_more"]


def test_one_huge_row_does_not_take_it_all() -> None:
    text = observed(_observation(3, width=100_000), "en", limit=1200, count=tokens.estimate)
    assert len(text) < 3000


def test_a_long_turn_stays_bounded(shop: Shop) -> None:
    turn = replace(shop.turn(), observations=tuple(_observation(500) for _ in range(25)))
    assert _model().prompt(turn).tokens < 14_000


def test_a_prompt_mostly_begins_like_the_one_before(shop: Shop) -> None:
    """A server that keeps the beginning reads only what is new; older results are cut four at once, not each time."""
    turn, model = shop.turn(), _model()
    prompts = [
        model.prompt(replace(turn, observations=tuple(_observation(500) for _ in range(n)))).messages for n in range(13)
    ]
    begun_anew = [n for n in range(12) if prompts[n + 1][: len(prompts[n])] != prompts[n]]
    assert begun_anew == [7, 11]


def test_estimates_count_hangul_digits_and_signs() -> None:
    assert tokens.estimate("") == 0
    assert tokens.estimate("pod") == 1
    assert tokens.estimate("1234") == 4
    assert tokens.estimate("결제") == 2
    assert tokens.estimate("a" * 70) == 10
