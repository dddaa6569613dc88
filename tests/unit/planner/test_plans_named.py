"""Plans named by id, and revisions that no waiting plan goes to."""

from assistant.models.spec import Abstain, Calls
from assistant.planner.following.plans_named import another_revision
from tests.unit.planner.asking import ask
from tests.unit.planner.standing import crash, plan_of, session

WAITING = plan_of(crash(revision=7))
STANDING = session(plans=(WAITING,))


def test_a_plan_is_shown_by_its_id() -> None:
    shown = ask(f"what is {WAITING.plan.id}?", standing=STANDING).reply
    assert isinstance(shown, Calls)
    recalled = shown.recalled[0].recalled
    assert recalled is not None
    assert [p.plan.id for p in recalled.plans] == [WAITING.plan.id]


def test_an_id_that_no_plan_has_is_said_and_no_other_plan_is_offered_for_it() -> None:
    for question in ("approve p-00000000", "p-00000000 승인해줘", "what is p-00000000?"):
        reply = ask(question, standing=STANDING).reply
        assert isinstance(reply, Abstain)
        assert "p-00000000" in reply.text
        assert WAITING.plan.id not in reply.text


def test_a_revision_that_no_waiting_plan_goes_to_is_said_with_the_command_for_it() -> None:
    for text in ("roll back billing to revision 5", "billing 리비전 5로 롤백해줘", "5번 리비전으로 billing 롤백"):
        note = another_revision(text, (WAITING,))
        assert note is not None, text
        assert "`baepo propose kube.rollback_deployment store/billing to_revision=5`" in note.en
        assert note.ko.startswith("**기다리는 계획은 리비전 5로 가는")
    assert another_revision("roll back billing to revision 7", (WAITING,)) is None
    assert another_revision("roll back billing", (WAITING,)) is None
    assert ask("roll back billing to revision 5", standing=STANDING).note is not None
