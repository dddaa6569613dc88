"""How long answers take is read nowhere: that comes first, and nobody is told unasked that nothing is wrong."""

import pytest

from assistant.findings import Finding
from assistant.language import Text, language_of
from assistant.models.spec import CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing
from assistant.playbooks.spec import Diagnosis
from tests.unit.planner.asking import NOW, SEOUL, calls, refusal
from tests.unit.planner.standing import crash


@pytest.mark.parametrize(
    "text",
    [
        "what is the p99 latency of order-api?",
        "average response time of order-api",
        "how high is the latency of order-api",
        "order-api p95 얼마야?",
        "order-api 응답 시간 알려줘",
        "order-api 평균 응답 속도 어때?",
    ],
)
def test_a_measure_of_latency_is_refused_first(text: str) -> None:
    said = refusal(text).text
    assert said.startswith(("**Response times", "**응답 시간"))
    assert "order-api" in said  # what can be asked is about the same thing


@pytest.mark.parametrize(
    "text",
    [
        "why is order-api slow?",
        "order-api 왜 느려?",
        "p99 of order-api is bad, why?",
        "why is the latency of order-api high",
    ],
)
def test_the_reason_for_slowness_is_still_looked_for(text: str) -> None:
    assert calls(text)[0].name == "explain_workload"


def first_line(text: str, *findings: Finding) -> str:
    found = Diagnosis(findings=findings, looked_at=Text(ko="파드 2개", en="2 pods"), evidence=("E3",))
    observation = Observation(call=CallWanted(name="explain_workload", arguments={}), diagnosis=found)
    return compose(
        [observation], language_of(text), environment="live", wanted=narrowing(text, NOW, SEOUL)
    ).splitlines()[0]


def test_where_nothing_is_wrong_it_comes_before_that() -> None:
    assert first_line("why is order-api slow?").startswith("**Response times are not read here**")
    assert first_line("order-api 왜 느려?").startswith("**응답 시간은 여기서 읽지 않으므로")
    assert first_line("why is billing slow?", crash()).startswith("**billing")
    assert first_line("what is wrong with order-api?").startswith("**No problem found**")
