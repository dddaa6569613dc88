"""What of a list must stay is judged by tags, owner, age and use of each; a list alone is no answer to it."""

from dataclasses import replace

import pytest

from assistant.findings import Statement
from assistant.language import same
from assistant.models.spec import Abstain, Calls, CallWanted, Observation, Planned
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.follows import Follows
from assistant.playbooks.spec import Diagnosis
from assistant.standing import EarlierTurn
from tests.unit.planner.asking import ask
from tests.unit.planner.standing import VOLUME, leftover, session, turn

LIST = "list unattached ebs volumes"
IDS = ("vol-0123456789abcdef0", "vol-0aaaaaaaaaaaaaaaa")
SHOWN = session(EarlierTurn(question=LIST, shown=(*IDS, "hana-scratch")))
FOUND = session(turn("what is wasted?", leftover()))


@pytest.mark.parametrize(
    "text",
    [
        "any of these i should NOT delete?", "이 중에 지우면 안 되는 것도 있어?", "which of them must stay?",
        "do we need to keep any?",
        "남겨둬야 하는 건?", "any that are not safe to delete?", "which of them are safe to delete?",
    ],
)  # fmt: skip
def test_each_of_those_shown_is_judged(text: str) -> None:
    found = ask(text, LIST, standing=SHOWN)
    assert isinstance(found.reply, Calls), (text, found.reply)
    assert found.reply.wanted == (CallWanted(name="find_waste", arguments={"ids": list(IDS)}),)
    assert found.follows.keeps


def test_of_what_was_found_too_and_again() -> None:
    asked = "which of those must stay?"
    assert ask(asked, "what is wasted?", standing=FOUND).follows.keeps
    again = session(turn("what is wasted?", leftover()), EarlierTurn(question=asked))
    assert ask("지우면 안 되는 건?", "what is wasted?", asked, standing=again).follows.keeps


@pytest.mark.parametrize(
    "text", ["can I delete that volume?", "delete them", "which is the largest?", "why must it stay?"]
)
def test_other_questions_are_not_taken_for_it(text: str) -> None:
    assert not ask(text, "what is wasted?", standing=FOUND).follows.keeps


def test_of_snapshots_it_cannot_be_told() -> None:
    shown = session(EarlierTurn(question="list snapshots", shown=("snap-0123456789abcdef0",)))
    assert isinstance(ask("which of these must stay?", "list snapshots", standing=shown).reply, Abstain)


def test_why_each_stays_and_that_the_others_are_not_vouched_for() -> None:
    other = replace(
        leftover(), target=replace(VOLUME, id=IDS[1]), title=same(f"Volume hana-old ({IDS[1]}) is attached to nothing")
    )
    held = replace(
        leftover(),
        klass="advice",
        statements=(Statement(role="caution", text=same("The tag legal-hold=true asks to keep it")),),
    )
    owned = replace(other, managed_by="cloudformation:etl")
    asked = CallWanted(name="find_waste", arguments={"ids": [*IDS, "vol-0bbbbbbbbbbbbbbbb"]})
    for findings, used, expected in (
        ((held, owned), (same("vol-0bbbbbbbbbbbbbbbb is too young"),), "**3 of 3 are not to be deleted just so.**"),
        ((held, other), (), "**1 of 3 is not to be deleted just so.**"),
        ((other,), (), "**None of 3:"),
    ):
        diagnosis = Diagnosis(findings=findings, looked_at=same(""), evidence=("E8",), used=used)
        wanted = Narrowing(follows=Follows(keeps=True))
        said = compose([Observation(call=asked, diagnosis=diagnosis)], "en", environment="live", wanted=wanted)
        assert said.startswith(expected), said
        assert ("legal-hold" in said) == (held in findings)
        assert ("belongs to CloudFormation etl" in said) == (owned in findings)
        assert ("ask the owner before deleting" in said) == (other in findings)


@pytest.mark.parametrize(
    "text",
    [
        "which of those can I safely delete today?",
        "그중에 지금 지워도 되는 건?",
        "what can we delete of these?",
        "지울 수 있는 건 뭐야?",
    ],
)
def test_what_may_go_of_those_found_is_judged_one_by_one(text: str) -> None:
    found = ask(text, "what is wasted?", standing=FOUND)
    assert isinstance(found.reply, Calls)
    assert found.reply.wanted == (CallWanted(name="find_waste", arguments={"ids": [VOLUME.id]}),)
    assert found.follows.may_go
    assert not ask("which of those must stay?", "what is wasted?", standing=FOUND).follows.may_go


def test_after_a_question_for_backups_it_is_still_what_was_listed_before() -> None:
    read = EarlierTurn(question="do they have backups?", shown=("vol-0ccccccccccccccccc", "vol-0ddddddddddddddddd"))
    standing = session(EarlierTurn(question=LIST, shown=IDS), read)
    found = ask("which of them can go?", LIST, "do they have backups?", standing=standing)
    assert isinstance(found.reply, Calls)
    assert found.reply.wanted[0].arguments == {"ids": list(IDS)}


def test_each_that_may_go_has_its_plan_and_each_other_its_reason() -> None:
    planned = leftover()
    owned = replace(planned, target=replace(VOLUME, id=IDS[1]), managed_by="cloudformation:etl")
    held = replace(
        planned, klass="advice", target=replace(VOLUME, id="vol-0bbbbbbbbbbbbbbbb"),
        statements=(Statement(role="caution", text=same("The tag legal-hold=true asks to keep it")),),
    )  # fmt: skip
    machine = replace(
        planned, target=replace(VOLUME, id="i-0cccccccccccccccc", kind="Instance"),
        title=same("Instance hana-old (i-0cccccccccccccccc) has been stopped for 57 days"), proposals=(),
    )  # fmt: skip
    ids = [f.target.id for f in (planned, owned, held, machine)]
    seen = Observation(
        call=CallWanted(name="find_waste", arguments={"ids": ids}),
        diagnosis=Diagnosis(findings=(planned, owned, held, machine), looked_at=same(""), evidence=("E8",)),
        planned=(Planned(finding=planned, plan_id="p-1234abcd"),),
    )
    said = compose([seen], "en", environment="live", wanted=Narrowing(follows=Follows(keeps=True, may_go=True)))
    blocks = said.split("\n\n")
    assert blocks[0] == "**1 of 4 can go by a plan: hana-scratch**"
    assert "p-1234abcd" in blocks[1]
    assert "CloudFormation etl" in blocks[2]
    assert "hana-old" in blocks[3]
    assert "legal-hold" in blocks[4]
    assert "do not vouch" in blocks[5]
    assert "a month" not in said  # the list is not told again
