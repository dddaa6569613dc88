"""Words of a question that nothing read takes up are said, so that an answer about everything is not taken for one about them."""

import pytest

from assistant.environments import Environment, Risk
from assistant.language import Text
from assistant.models.planner import OfflinePlanner
from assistant.models.spec import Answer, CallWanted, Observation, Turn
from assistant.planner.route import UNREAD
from assistant.planner.unread import not_narrowed_to
from assistant.playbooks.spec import Diagnosis
from tests.unit.planner.asking import ask
from tests.unit.planner.standing import crash


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("결제 쪽 뭐가 문제야?", ("결제",)),
        ("장바구니에 물건이 안 담겨", ("물건",)),
        ("is there a pod running as root?", ("root",)),
        ("list the pods of the payroll team", ("payroll",)),
        ("show the events about rebalancing", ("rebalancing",)),
        # names, periods, places and conditions are taken up; so are the words that only say how it is asked
        ("media 네임스페이스에서 뭐가 문제야?", ()),
        ("which pods of billing restarted more than 3 times?", ()),
        ("what did we spend on S3 last month?", ()),
        ("지금 안 돌고 있는 파드가 몇 개야?", ()),
        ("show me everything that is wrong right now, please", ()),
        ("how do I fix an image pull error?", ()),  # the guides are searched for all of it
    ],
)
def test_what_no_call_takes_up(question: str, words: tuple[str, ...]) -> None:
    assert ask(question).unread == words


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("billing 로그 보여주고 치킨도 한 마리 시켜줘", "“치킨도 한 마리 시켜줘”"),
        ("list the nodes and tell me who the best president is", "“tell me who the best president is”"),
        ("list the nodes and show the pods of media", ""),
        ("sorry to bother you again, list the nodes please", ""),
    ],
)
def test_a_part_that_means_nothing_here_is_said(question: str, parts: str) -> None:
    note = ask(question).note
    if parts:
        assert note is not None
        assert parts in note.en
        assert parts in note.ko
    else:
        assert note is None
    assert ask(question).unread == ()


def test_it_is_said_after_what_else_was_understood() -> None:
    said = not_narrowed_to(["결제", "TLS"], Text(ko="먼저", en="First"))
    assert said is not None
    assert said.ko.startswith("먼저\n‘결제’, ‘TLS’로는 좁히지 못했습니다.")
    assert said.en.startswith("First\nNot narrowed to “결제”, “TLS”:")
    assert not_narrowed_to([], None) is None


@pytest.mark.parametrize(("unread", "first"), [((), "**Yes: 1 problem.**"), (("payroll",), "**billing")])
def test_no_yes_is_given_for_what_was_left_out(unread: tuple[str, ...], first: str) -> None:
    looked = Text(ko="워크로드 6개", en="6 workloads")
    observation = Observation(
        call=CallWanted(name="explain_workload", arguments={}),
        diagnosis=Diagnosis(findings=(crash(),), looked_at=looked, evidence=("E1",)),
    )
    turn = Turn(
        question="is anything broken?",
        lang="en",
        environment=Environment(name="live", risk=Risk.SANDBOX, targets={}),
        catalog=(),
        observations=(observation,),
        memory={UNREAD: unread},
    )
    reply = OfflinePlanner().reply(turn, lambda _text: None)
    assert isinstance(reply, Answer)
    assert reply.text.startswith(first)
