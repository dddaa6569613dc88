"""Yes or no in the first line: about health, about waste, about a suspected cause; and where no verdict may be given."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.findings import Cite, Finding, Statement
from assistant.language import Text, language_of, same
from assistant.models.spec import CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.narrowing.suspects import suspected
from assistant.planner.narrowing.verdicts import asked
from assistant.playbooks.spec import Diagnosis
from tests.unit.planner.asking import NOW, SEOUL
from tests.unit.planner.standing import UPLOADER, crash, leftover
from tools.spec import NotRead


def first_line(question: str, findings: Sequence[Finding], *previous: str, not_read: tuple[NotRead, ...] = ()) -> str:
    looked = Text(ko="워크로드 6개", en="6 workloads")
    diagnosis = Diagnosis(findings=tuple(findings), looked_at=looked, evidence=("E1",), not_read=not_read)
    observation = Observation(call=CallWanted(name="explain_workload", arguments={}), diagnosis=diagnosis)
    wanted = narrowing_of_turn(question, previous, NOW, SEOUL)
    return compose([observation], language_of(question), environment="live", wanted=wanted).splitlines()[0]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("is everything fine in the store namespace?", "well"),
        ("so, is uploader still up?", "well"),
        ("are there any issues with uploader", "ill"),
        ("is uploader not healthy?", "ill"),
        ("is any of this stuff broken right now?", "ill"),
        ("any problems?", "ill"),
        ("업로더 잘 돌고 있어?", "well"),
        ("문제 없지?", "well"),
        ("뭐 고장 난 거 있나?", "ill"),
        ("지금 무슨 장애 있어?", "ill"),
        ("uploader 장애 아냐?", "ill"),
        ("이거 장애인 거야?", "ill"),
        ("are we wasting anything?", "waste"),
        ("노는 서버 있어?", "waste"),
        # A cause, a measure, a reason, a choice or a deed is no question of health.
        ("is it a capacity problem?", ""),
        ("is memory ok on uploader?", ""),
        ("디스크 문제야?", ""),
        ("왜 장애야?", ""),
        ("why is uploader down?", ""),
        ("어디가 고장 났어?", ""),
        ("is it ok to delete the volume?", ""),
        ("is uploader down or just slow?", ""),
        ("list pods", ""),
    ],
)
def test_what_is_to_be_confirmed(question: str, kind: str) -> None:
    assert asked(question) == kind


def test_health_is_answered_yes_or_no_first() -> None:
    two = (crash(), crash(UPLOADER))
    assert first_line("is everything ok?", two) == "**No: 2 problems.**"
    assert first_line("is anything broken?", two) == "**Yes: 2 problems.**"
    assert first_line("뭐 터진 거 있어?", two[:1]) == "**네, 문제가 1건 있습니다.**"
    assert first_line("is uploader healthy?", ()) == "**Yes.**"
    assert first_line("업로더 멀쩡해?", ()) == "**네.**"
    assert first_line("show what is wrong", two[:1]).startswith("**billing")


def test_what_could_not_be_read_leaves_it_open() -> None:
    gap = NotRead(what="pods", why="forbidden")
    assert first_line("is everything ok?", (), not_read=(gap,)).startswith("**No problem found in what could be read**")
    assert first_line("is everything ok?", (crash(),), not_read=(gap,)) == "**No: 1 problem.**"


def test_the_same_of_another_thing_is_answered_the_same_way() -> None:
    assert first_line("and billing?", (crash(),), "is uploader healthy?") == "**No: 1 problem.**"
    assert first_line("billing은?", (crash(),), "uploader 멀쩡해?") == "**아니요, 문제가 1건 있습니다.**"
    assert first_line("and billing?", (crash(),), "why is uploader slow?").startswith("**billing")


def test_one_thing_wastes_and_its_sum_is_compared_as_a_whole() -> None:
    assert first_line("where is money wasted?", (leftover(),)).startswith("**1 thing wastes $")
    assert first_line("is that more than $5000 a month?", (leftover(),)).startswith("**No: $")


def test_what_users_notice_is_what_cannot_answer() -> None:
    scope = Statement(role="scope", text=same("Service billing has no ready pod left."), cites=(Cite(evidence="E3"),))
    silent = replace(crash(), statements=(*crash().statements, scope))
    line = first_line("which of these hurts customers?", (silent, crash(UPLOADER)))
    assert line.startswith("**1 of 2** · those with a Service that cannot answer")
    assert first_line("사용자한테 영향 있는 건 뭐야?", (crash(UPLOADER),)).startswith("**1건 중 0건**")


@pytest.mark.parametrize(
    ("question", "cause"),
    [
        ("is billing a memory problem?", "memory"),
        ("could it be the network?", "network"),
        ("is this because of the last deploy?", "release"),
        ("is it because of a missing secret?", "config"),
        ("메모리 때문이야?", "memory"),
        ("billing은 디스크 쪽 문제인가?", "storage"),
        ("is anything wrong with DNS?", "dns"),
        ("any memory problems?", "memory"),
        ("이미지 쪽에 문제 있어?", "image"),
        ("네트워크에 이상 없어?", "network"),
        ("is the network policy applied?", ""),
        ("메모리 얼마나 써?", ""),
        ("show memory of the nodes", ""),
    ],
)
def test_a_suspected_cause(question: str, cause: str) -> None:
    assert suspected(question) == cause


def test_a_suspected_cause_is_held_against_those_found() -> None:
    assert first_line("is billing a memory problem?", (crash(),)) == "**Yes.**"
    other = first_line("billing은 네트워크 문제야?", (crash(),))
    assert other.startswith("**찾은 원인 중에 네트워크 문제를 가리키는 것은 없습니다.**")
    assert (
        first_line("is it the image?", (crash(), crash(UPLOADER)))
        == "**Nothing found points to the image.** What was found:"
    )


def test_findings_that_point_to_the_suspect_come_first() -> None:
    looked = Text(ko="워크로드 6개", en="6 workloads")
    pull = replace(crash(UPLOADER), title=same("uploader: its image cannot be pulled"))
    diagnosis = Diagnosis(findings=(crash(), pull), looked_at=looked, evidence=("E1",))
    observation = Observation(call=CallWanted(name="explain_workload", arguments={}), diagnosis=diagnosis)
    wanted = narrowing_of_turn("any image problems?", (), NOW, SEOUL)
    lines = compose([observation], "en", environment="live", wanted=wanted).splitlines()
    assert lines[0] == "**Yes, 1 of 2.**"
    assert "uploader" in lines[2]


def test_what_is_wrong_somewhere_is_not_down() -> None:
    scope = Statement(role="scope", text=same("Service billing has no ready pod left."), cites=(Cite(evidence="E3"),))
    silent = replace(crash(), statements=(*crash().statements, scope))
    line = first_line("is the store down right now?", (silent, crash(UPLOADER)))
    assert line == "**In part: 1 of 2 problems leave a Service that cannot answer.**"
    assert first_line("store 다운됐어?", (crash(UPLOADER),)).startswith("**아니요, 응답하지 못하는 Service는 없습니다.")
    assert first_line("is billing down?", (silent,)) == "**Yes: 1 problem.**"


def stopped(variant: str, *, reason: bool) -> Finding:
    statements = [Statement(role="cause", text=same("replicas: 0"), cites=(Cite(evidence="E5"),))]
    if reason:
        statements.append(Statement(role="scope", text=same("off until spring"), cites=(Cite(evidence="E5"),)))
    found = replace(crash(UPLOADER), check="kube.stopped_on_purpose", cause=(("variant", variant),))
    return replace(found, statements=tuple(statements), title=same("uploader is off"))


@pytest.mark.parametrize(
    ("question", "variant", "reason", "first"),
    [
        ("uploader 장애 아냐?", "zero_replicas", True, "**아니요, 일부러 꺼 둔 것입니다.**"),
        ("uploader 죽었어?", "zero_replicas", True, "**아니요, 일부러 꺼 둔 것입니다.**"),
        ("uploader 정상이야?", "zero_replicas", False, "**아니요, 꺼져 있도록 설정된 것입니다.**"),
        ("is uploader down?", "zero_replicas", True, "**No failure: it was switched off on purpose.**"),
        ("is uploader ok?", "suspended", False, "**No: it is set to be suspended.**"),
        ("uploader 왜 안 떠?", "zero_replicas", True, "**uploader is off**"),  # no yes or no is asked
    ],
)
def test_what_was_stopped_is_no_failure(question: str, variant: str, reason: bool, first: str) -> None:
    assert first_line(question, (stopped(variant, reason=reason),)) == first


def test_beside_a_real_problem_it_is_one() -> None:
    both = (stopped("zero_replicas", reason=True), crash())
    assert "2" in first_line("is anything broken?", both)
