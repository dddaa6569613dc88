"""Waste by what manages it: chosen, summed, and told apart from what a plan is ready for; nothing is hidden behind "1 more"."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.findings import Finding, Impact
from assistant.language import Text, same
from assistant.models.spec import CallWanted, Observation, Planned
from assistant.money import Money
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing
from assistant.playbooks.spec import Diagnosis
from tests.unit.planner.asking import NOW, SEOUL, calls
from tests.unit.planner.standing import crash, leftover


@pytest.mark.parametrize(
    "text",
    [
        "which waste is owned by CloudFormation",
        "which waste is owned by CloudFormation, and how much is that",
        "which waste is managed by Terraform?",
        "낭비 중에 클라우드포메이션이 관리하는 건 얼마야",
        "낭비 중에 IaC로 관리되는 거",
    ],
)
def test_it_is_waste_that_is_looked_for_and_nothing_else(text: str) -> None:
    assert [c.name for c in calls(text)] == ["find_waste"]


def test_another_sum_is_still_asked_beside_a_list() -> None:
    names = [c.name for c in calls("uploader 로그 보여주고 이번 달 비용 얼마야")]
    assert names == ["read_pod_logs", "read_bill_summary"]


def _volume(name: str, saving: str, manager: str = "") -> Finding:
    found = leftover()
    target = replace(found.target, id=f"vol-{name}")
    impact = Impact(saving=Money(Decimal(saving)))
    return replace(
        found, target=target, title=same(f"Volume {name} is attached to nothing"), impact=impact, managed_by=manager
    )


WASTE = (_volume("big", "7.50"), _volume("stack", "5.25", "cloudformation:shop"), _volume("small", "2.25"))


def _told(text: str, findings: tuple[Finding, ...], planned: tuple[Planned, ...] = ()) -> list[str]:
    seen = Diagnosis(findings=findings, looked_at=Text(ko="봤습니다", en="looked"), evidence=("E1",))
    observation = Observation(call=CallWanted(name="find_waste", arguments={}), diagnosis=seen, planned=planned)
    return compose([observation], "en", environment="live", wanted=narrowing(text, NOW, SEOUL)).splitlines()


def test_waste_of_one_manager_is_chosen_and_summed() -> None:
    told = _told("which waste is owned by CloudFormation", WASTE)
    assert told[0].startswith("**1 of 3**")
    assert "**1 thing wastes $5.25 a month.**" in told
    assert not any("big" in line for line in told)


def test_what_nothing_else_manages_is_chosen_too() -> None:
    assert "**2 things waste $9.75 a month.**" in _told("which waste is not managed by anything else", WASTE)


def test_of_all_of_it_the_shares_are_told() -> None:
    told = _told("where are we wasting money?", WASTE, (Planned(finding=WASTE[0], plan_id="p-1"),))
    assert told[0] == "**3 things waste $15.00 a month.**"
    assert told[1] == "Of it with a plan: $7.50 (1) · managed elsewhere: $5.25 (1)"


def test_where_nothing_is_managed_there_are_no_shares() -> None:
    assert not any(line.startswith("Of it") for line in _told("where are we wasting money?", (WASTE[0], WASTE[2])))


@pytest.mark.parametrize(("many", "hidden"), [(13, 0), (14, 2)])
def test_one_alone_is_shown_and_two_are_counted(many: int, hidden: int) -> None:
    told = _told("where are we wasting money?", tuple(_volume(f"v{n}", "1.00") for n in range(many)))
    assert sum(line.startswith("- Volume") for line in told) == many - hidden
    assert ("- and 2 more" in told) == bool(hidden)


@pytest.mark.parametrize(("many", "in_full"), [(4, 4), (5, 3)])
def test_the_fourth_problem_is_told_as_the_first_three_are(many: int, in_full: int) -> None:
    problems = tuple(replace(crash(), title=same(f"w{n}: fails")) for n in range(many))
    told = _told("what is wrong in the cluster?", problems)
    assert sum(line.startswith("**w") for line in told) == in_full
    assert any(line == f"**{many - in_full} more**" for line in told) == (many > in_full)


def test_amounts_add_up_as_they_are_shown() -> None:
    each = [Money(Decimal("3.335")).to_the_cent() for _ in range(3)]
    assert str(each[0]) == "$3.34"
    assert str(each[0] + each[1] + each[2]) == "$10.02"
