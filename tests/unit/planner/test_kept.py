"""What of a list must stay is judged by tags, owner, age and use of each; a list alone is no answer to it."""

from dataclasses import replace

import pytest

from assistant.findings import Statement
from assistant.language import same
from assistant.models.spec import Abstain, Calls, CallWanted, Observation
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
