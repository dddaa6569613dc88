"""Follow-ups that choose among the findings that were told, or add them up."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.findings import Finding, Impact, Severity
from assistant.identity import ResourceRef
from assistant.language import Text
from assistant.models.spec import Calls, Recalled
from assistant.money import Money
from assistant.standing import Standing
from tests.unit.planner.asking import ask
from tests.unit.planner.standing import UPLOADER, crash, leftover, plan_of, session, turn
from tests.unit.planner.test_recall import said

WORST = replace(crash(), severity=Severity.CRITICAL)
BROKEN = session(turn("what is broken?", WORST, crash(UPLOADER)))


def _waste(name: str, usd: str, region: str) -> Finding:
    like = leftover()
    target = ResourceRef(provider="aws", scope="1", place=region, kind=like.target.kind, id=name)
    title = Text(ko=f"볼륨 {name}가 연결되지 않음", en=f"Volume {name} is attached to nothing")
    return replace(like, target=target, title=title, impact=Impact(saving=Money(Decimal(usd))))


BIG = _waste("vol-0000000000000aaaa", "9.00", "us-west-2")
MIDDLE = _waste("vol-0000000000000bbbb", "4.50", "us-east-1")
SMALL = _waste("vol-0000000000000cccc", "1.25", "us-west-2")
WASTED = session(turn("what is wasted?", BIG, MIDDLE, SMALL), plans=(plan_of(BIG), plan_of(MIDDLE)))


def told(text: str, standing: Standing) -> Recalled:
    reply = ask(text, *(t.question for t in standing.turns), standing=standing).reply
    assert isinstance(reply, Calls), (text, reply)
    assert not reply.wanted, (text, reply)
    recalled = reply.recalled[0].recalled
    assert recalled is not None
    return recalled


@pytest.mark.parametrize(
    "text", ["그중에 제일 급한 거 하나만", "가장 심각한 것만", "the most urgent one", "only the worst"]
)
def test_the_worst_of_those_told(text: str) -> None:
    assert told(text, BROKEN).findings == (WORST,)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("제일 큰 거", (BIG,)),
        ("only the biggest", (BIG,)),
        ("us-west-2 것만", (BIG, SMALL)),
        ("the ones in us-west-2 only", (BIG, SMALL)),
        ("서울 것만", ()),
    ],
)
def test_those_that_cost_most_or_are_in_a_region(text: str, chosen: tuple[Finding, ...]) -> None:
    recalled = told(text, WASTED)
    assert recalled.findings == chosen
    assert recalled.of == 3


def test_how_many_were_chosen_and_how_is_said() -> None:
    assert said("us-west-2 것만", WASTED).startswith("**3건 중 2건** · us-west-2")


def test_what_was_chosen_stays_chosen() -> None:
    chosen = session(*BROKEN.turns, turn("그중에 제일 급한 거 하나만"))
    assert told("왜 그렇게 확신해?", chosen).findings == (WORST,)


def test_a_choice_that_leaves_nothing_is_not_gone_on_with() -> None:
    chosen = session(*WASTED.turns, turn("서울 것만"))
    assert told("us-west-2 것만", chosen).findings == (BIG, SMALL)


@pytest.mark.parametrize("text", ["다 합치면 한 달에 얼마야?", "총 얼마야?", "how much is that in total?"])
def test_what_they_save_together(text: str) -> None:
    assert told(text, WASTED).aspect == "sum"
    assert "$14.75" in said(text, WASTED)


def test_the_largest_of_those_that_can_be_deleted() -> None:
    idle = replace(_waste("i-0000000000000dddd", "50.00", "us-west-2"), proposals=())
    recalled = told(
        "제일 큰 거 지워도 안전해?", session(turn("what is wasted?", idle, BIG, SMALL), plans=(plan_of(BIG),))
    )
    assert recalled.aspect == "weigh"
    assert [f.target.id for f in recalled.findings] == [BIG.target.id]


def test_a_question_after_another_topic_is_about_that() -> None:
    since = session(*WASTED.turns, turn("EC2 인스턴스 목록"))
    reply = ask("제일 비싼 거 하나만", *(t.question for t in since.turns), standing=since).reply
    assert not (isinstance(reply, Calls) and reply.recalled)


def _machine(name: str, usd: str, check: str) -> Finding:
    target = ResourceRef(provider="aws", scope="1", place="us-west-2", kind="Instance", id=f"i-{name:0>16}")
    title = Text(ko=f"인스턴스 {name} ({target.id})", en=f"Instance {name} ({target.id})")
    return replace(leftover(), check=check, target=target, title=title, impact=Impact(saving=Money(Decimal(usd))))


IDLE = _machine("hana-web-old", "30.00", "aws.idle_instance")
HALTED = _machine("hana-tool", "5.00", "aws.stopped_instance")
MIXED = session(turn("what is wasted?", IDLE, HALTED, BIG))


@pytest.mark.parametrize(
    "text",
    ["그거 끄면 얼마 절약돼?", "what do we save by turning those off?", "if I shut them down how much do I save?"],
)
def test_what_does_not_run_is_no_part_of_what_stopping_saves(text: str) -> None:
    recalled = told(text, MIXED)
    assert (recalled.findings, recalled.apart) == ((IDLE,), (HALTED, BIG))
    assert "$30.00" in said(text, MIXED)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("볼륨 말고", (IDLE, HALTED)), ("leave out the volumes", (IDLE, HALTED)), ("except web-old", (HALTED, BIG)),
        ("볼륨 빼면 얼마야?", (IDLE, HALTED)), ("apart from volumes and instances?", ()),
    ],
)  # fmt: skip
def test_what_is_left_out_is_not_what_is_asked_for(text: str, left: tuple[Finding, ...]) -> None:
    assert told(text, MIXED).findings == left


def test_the_rest_are_those_that_were_not_chosen() -> None:
    after = replace(MIXED, turns=(*MIXED.turns, turn("볼륨 말고")))
    assert told("and the rest?", after).findings == (BIG,)
    assert told("나머지는 다 합쳐서 얼마야?", after).aspect == "sum"
