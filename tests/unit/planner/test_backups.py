"""Whether what was told has a backup: its volumes and their snapshots, of nothing else that was found or listed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.findings import Impact
from assistant.language import same
from assistant.models.spec import Calls, CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.follows import Follows
from assistant.playbooks.spec import Diagnosis
from assistant.standing import EarlierTurn
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import NOW, SEOUL, ask
from tests.unit.planner.standing import VOLUME, leftover, session, turn

STOPPED_ASKED = "are there stopped instances that still cost money?"
STOPPED = replace(
    leftover(),
    check="aws.stopped_instance",
    target=replace(VOLUME, id="i-0123456789abcdef0", kind="Instance"),
    title=same("Instance hana-old (i-0123456789abcdef0) has been stopped for 57 days"),
    proposals=(),
)
IDLE = replace(
    STOPPED, check="aws.idle_instance", target=replace(VOLUME, id="i-0aaaaaaaaaaaaaaaa", kind="Instance"),
    title=same("Instance hana-idle (i-0aaaaaaaaaaaaaaaa) did next to nothing for 14 days"),
)  # fmt: skip
TOLD_ONE = session(turn(STOPPED_ASKED, IDLE, STOPPED))


@pytest.mark.parametrize("text", ["백업은 있어?", "is there a backup?", "is it backed up?", "스냅샷 떠 놨나?"])
def test_it_is_what_the_answer_told_and_not_what_else_was_found(text: str) -> None:
    found = ask(text, STOPPED_ASKED, standing=TOLD_ONE)
    assert isinstance(found.reply, Calls)
    assert [c.name for c in found.reply.wanted] == ["list_volumes", "list_snapshots"]
    assert found.follows.backups == (STOPPED.target.id,)


@pytest.mark.parametrize(
    "text", ["그거 지우면 한 달에 얼마 아껴? 백업은 있어?", "how much would deleting it save, and is there a backup?"]
)
def test_both_halves_are_about_the_same_one(text: str) -> None:
    found = ask(text, STOPPED_ASKED, standing=TOLD_ONE)
    assert isinstance(found.reply, Calls)
    (recalled,) = (o.recalled for o in found.reply.recalled)
    assert recalled is not None
    assert recalled.findings == (STOPPED,)
    assert found.follows.backups == (STOPPED.target.id,)
    answer = compose(found.reply.recalled, "en", environment="live")
    assert answer.startswith("**It saves $9.07 a month.**")


@pytest.mark.parametrize(
    "text", ["list snapshots", "스냅샷 목록 보여줘", "which snapshots are old?", "how do I make a snapshot?"]
)
def test_a_question_about_snapshots_themselves_is_another(text: str) -> None:
    assert not ask(text, STOPPED_ASKED, standing=TOLD_ONE).follows.backups


def test_of_a_list_those_that_it_shows_and_after_a_cluster_none() -> None:
    listed = session(EarlierTurn(question="list volumes", shown=(VOLUME.id, "hana-scratch")))
    assert ask("are they backed up?", "list volumes", standing=listed).follows.backups == (VOLUME.id,)
    assert not ask("is it backed up?", "is billing ok?", standing=session(turn("is billing ok?"))).follows.backups


@pytest.mark.parametrize(
    "text", ["hana-scratch 지우면 얼마 아껴? 스냅샷은 있어?", "is it safe to delete hana-scratch and is it backed up?"]
)
def test_of_one_that_is_named_its_judgement_says_both(text: str) -> None:
    found = ask(text, "what is wasted?", standing=session(turn("what is wasted?", leftover(), STOPPED)))
    assert isinstance(found.reply, Calls)
    ((name, arguments),) = ((c.name, c.arguments) for c in found.reply.wanted)
    assert (name, arguments["name"]) == ("judge_removal", "hana-scratch")
    assert not found.follows.backups
    judged = Observation(
        call=found.reply.wanted[0], diagnosis=Diagnosis(findings=(), looked_at=same("**No**: held"), evidence=("E8",))
    )
    answer = compose([judged], "en", environment="live", wanted=narrowing(text, NOW, SEOUL))
    assert answer.startswith("**No**: held")


def volume(id: str, *, of: str = "", name: str = "") -> dict[str, Any]:
    return {"id": id, "name": name, "size_gib": 8, "attachments": [{"instance_id": of}] if of else []}


def snapshot(id: str, volume_id: str, state: str = "completed") -> dict[str, Any]:
    return {"id": id, "volume_id": volume_id, "state": state, "started_at": "2026-02-01T10:00:00Z"}


ROWS = (volume("vol-1", of="i-1", name="root"), volume("vol-2", of="i-1", name="data"), volume("vol-3", of="i-2"))


@pytest.mark.parametrize(
    ("snapshots", "first"),
    [
        ((snapshot("snap-1", "vol-1"),), "**No snapshot of data (vol-2)**"),
        ((snapshot("snap-1", "vol-1"), snapshot("snap-2", "vol-2")), "**Yes, there is a snapshot.**"),
        ((snapshot("snap-1", "vol-1", "pending"), snapshot("snap-3", "vol-3")), "**No, there is no snapshot.**"),
    ],
)
def test_volumes_without_one_are_named(snapshots: Sequence[Mapping[str, Any]], first: str) -> None:
    answer = said(observed("list_volumes", ROWS), observed("list_snapshots", snapshots, id="E2"))
    assert answer.startswith(f"{first} [E1] [E2]")
    assert "vol-3" not in answer


def test_what_was_cut_does_not_tell_that_there_is_none() -> None:
    cut = observed("list_snapshots", (), id="E2")
    assert cut.evidence is not None
    assert "no snapshot" not in said(
        observed("list_volumes", ROWS), replace(cut, evidence=replace(cut.evidence, cut=True))
    )


def said(*observations: Observation) -> str:
    wanted = Narrowing(follows=Follows(backups=("i-1",)))
    return compose(observations, "en", environment="live", wanted=wanted)


def test_yes_or_no_about_stopped_ones_counts_only_those() -> None:
    young = replace(
        STOPPED, klass="advice", impact=Impact(), target=replace(VOLUME, id="i-0bbbbbbbbbbbbbbbb", kind="Instance"),
        title=same("Instance hana-new (i-0bbbbbbbbbbbbbbbb) has been stopped for 2 days"),
    )  # fmt: skip
    for findings, first in (
        ((IDLE, STOPPED, young), "**Yes, 1 of 2** · stopped"),
        ((IDLE, STOPPED), "**Yes, 1** · stopped"),
    ):
        diagnosis = Diagnosis(findings=findings, looked_at=same("3 instances"), evidence=("E8",))
        observation = Observation(call=CallWanted(name="find_waste", arguments={}), diagnosis=diagnosis)
        wanted = narrowing(STOPPED_ASKED, NOW, SEOUL)
        answer = compose([observation], "en", environment="live", wanted=wanted)
        assert answer.splitlines()[0] == first
        assert ("hana-new" in answer) == (young in findings)
        assert "hana-idle" not in answer
