"""Every way to get a change without the approval it needs: refused by the gate, and by the executor itself.

A case spoils an installation and returns the plan that somebody then tries to carry out.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.environments import Environment, Risk
from assistant.errors import BaepoError, Refused, UsageError
from assistant.identity import Principal
from assistant.plans import Plan, PlannedAction, Proposal
from assistant.policy import SOLO_COOL_DOWN_S, Policy
from assistant.store import plans as plan_store
from tests.fakes import SET_VALUE, BoardTarget, set_value
from tests.unit.core.bench import REQUESTER, RULE, Bench

Case = Callable[[Bench], Plan]


def no_approval(bench: Bench) -> Plan:
    return bench.propose()


def forged_signature(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(bench.decision(plan, "minji", key="mallory"))
    return plan


def signature_that_is_no_base64(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(replace(bench.decision(plan), signature="서명"))
    return plan


def empty_signature(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(replace(bench.decision(plan), signature=""))
    return plan


def plan_changed_after_approval(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    return replace(plan, actions=(replace(plan.actions[0], intent={"value": "red"}),))


def only_the_context_changed(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    quicker = replace(plan.actions[0].context, verify_timeout_s=0.0)
    return replace(plan, actions=(replace(plan.actions[0], context=quicker),))


def requester_changed_to_hide_that_it_is_the_approver(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(bench.decision(plan, "jun"))
    return replace(plan, requested_by="somebody")


def row_of_the_plan_edited(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    edited = replace(plan, actions=(replace(plan.actions[0], intent={"value": "red"}),))
    bench.sql("UPDATE plans SET body = ?", json.dumps(edited.to_json()))
    return edited


def row_edited_with_id_digest_and_decision_moved_along(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    edited = replace(plan, actions=(replace(plan.actions[0], intent={"value": "red"}),))
    body = json.dumps(edited.to_json())
    bench.sql("UPDATE plans SET body = ?, id = ?, digest = ?", body, edited.id, edited.digest)
    bench.sql("UPDATE decisions SET plan_id = ?", edited.id)
    return edited


def _edited(bench: Bench, **changes: object) -> Plan:
    plan = bench.propose()
    decision = bench.approve(plan)
    bench.sql("UPDATE decisions SET body = ?", json.dumps(replace(decision, **changes).to_json()))  # type: ignore[arg-type]
    return plan


def expiry_of_the_decision_extended(bench: Bench) -> Plan:
    return _edited(bench, expires_at=bench.clock.now() + timedelta(days=9))


def approver_of_the_decision_renamed(bench: Bench) -> Plan:
    return _edited(bench, approver="sora")


def digest_of_the_decision_swapped(bench: Bench) -> Plan:
    return _edited(bench, digest="0" * 64)


def decision_signed_for_another_content(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(bench.decision(plan, digest=plan.digest[:16] + "0" * 48))
    return plan


def decision_signed_for_another_environment(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(bench.decision(plan, environment="staging"))
    return plan


def decision_signed_for_another_id(bench: Bench) -> Plan:
    plan = bench.propose()
    decision = bench.decision(plan, plan_id="p-00000000")
    bench.smuggle(decision)
    bench.sql("UPDATE decisions SET plan_id = ?", plan.id)
    return plan


def environment_of_the_decision_swapped(bench: Bench) -> Plan:
    return _edited(bench, environment="staging")


def verdict_flipped(bench: Bench) -> Plan:
    plan = bench.propose()
    decision = bench.record(bench.decision(plan, verdict="reject"))
    bench.sql(
        "UPDATE decisions SET verdict = 'approve', body = ?", json.dumps(replace(decision, verdict="approve").to_json())
    )
    return plan


def rejected_by_another(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    bench.record(bench.decision(plan, "sora", verdict="reject"))
    return plan


def expired_decision(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan, expires_at=bench.clock.now() + timedelta(minutes=1))
    bench.clock.advance(60)
    return plan


def expired_plan(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan, expires_at=bench.clock.now() + timedelta(days=1))
    bench.clock.advance(30 * 60)
    return plan


def decision_of_another_plan(bench: Bench) -> Plan:
    bench.board.put(a="1", b="1")
    harmless, other = bench.propose(set_value("a", "2")), bench.propose(set_value("b", "2"))
    decision = bench.approve(harmless)
    bench.sql("UPDATE decisions SET plan_id = ?", other.id)
    assert decision.plan_id == harmless.id
    return other


def unknown_approver(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(bench.decision(plan, "mallory"))
    return plan


def approver_without_the_role(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(bench.decision(plan, "dev"))
    return plan


def approver_removed_from_the_settings(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    del bench.approvers["minji"]
    return plan


def requester_approves_own_request_in_production(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.smuggle(bench.decision(plan, "jun"))
    return plan


def solo_before_the_cool_down_is_over(bench: Bench) -> Plan:
    bench.rule(solo=True)
    plan = bench.propose()
    bench.approve(plan, "jun")
    bench.clock.advance(SOLO_COOL_DOWN_S - 1)
    return plan


def solo_on_what_cannot_be_undone(bench: Bench) -> Plan:
    bench.rule(solo=True)
    bench.board.put(color="blue")
    plan = bench.propose(set_value("color", "green", irreversible=True))
    bench.smuggle(bench.decision(plan, "jun"))
    bench.clock.advance(SOLO_COOL_DOWN_S)
    return plan


def one_approval_where_two_are_needed(bench: Bench) -> Plan:
    bench.rule(approvals=2)
    plan = bench.propose()
    bench.approve(plan)
    return plan


def one_key_under_two_names_where_two_are_needed(bench: Bench) -> Plan:
    bench.rule(approvals=2)
    bench.approvers["sora"] = replace(bench.approvers["sora"], public_key=bench.approvers["minji"].public_key)
    plan = bench.propose()
    bench.approve(plan)
    bench.smuggle(bench.decision(plan, "sora", key="minji"))
    return plan


def policy_forbids_it_by_now(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    bench.policy = Policy()
    return plan


def policy_allows_fewer_targets_by_now(bench: Bench) -> Plan:
    bench.board.put(a="1", b="1")
    plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
    bench.approve(plan)
    bench.rule(max_targets=1)
    return plan


def frozen_everywhere(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    _freeze(bench, "*")
    return plan


def frozen_here(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    _freeze(bench, "prod")
    return plan


def carried_out_in_another_environment(bench: Bench) -> Plan:
    plan = bench.propose()
    bench.approve(plan)
    target = BoardTarget(path=bench.board.path, board_id="board-1")
    bench.environment = Environment(name="sandbox", risk=Risk.SANDBOX, targets={"board": target})
    bench.policy = Policy((replace(RULE, environments=("*",)),))
    return plan


CASES: tuple[Case, ...] = (
    no_approval,
    forged_signature,
    signature_that_is_no_base64,
    empty_signature,
    plan_changed_after_approval,
    only_the_context_changed,
    requester_changed_to_hide_that_it_is_the_approver,
    row_of_the_plan_edited,
    row_edited_with_id_digest_and_decision_moved_along,
    expiry_of_the_decision_extended,
    approver_of_the_decision_renamed,
    digest_of_the_decision_swapped,
    environment_of_the_decision_swapped,
    decision_signed_for_another_content,
    decision_signed_for_another_environment,
    decision_signed_for_another_id,
    verdict_flipped,
    rejected_by_another,
    expired_decision,
    expired_plan,
    decision_of_another_plan,
    unknown_approver,
    approver_without_the_role,
    approver_removed_from_the_settings,
    requester_approves_own_request_in_production,
    solo_before_the_cool_down_is_over,
    solo_on_what_cannot_be_undone,
    one_approval_where_two_are_needed,
    one_key_under_two_names_where_two_are_needed,
    policy_forbids_it_by_now,
    policy_allows_fewer_targets_by_now,
    frozen_everywhere,
    frozen_here,
    carried_out_in_another_environment,
)


def _freeze(bench: Bench, environment: str) -> None:
    with bench.database.write() as connection:
        plan_store.freeze(connection, environment=environment, reason="sale", principal="minji", at=bench.clock.now())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.__name__)
def test_the_gate_refuses(bench: Bench, case: Case) -> None:
    plan = case(bench)
    with pytest.raises((Refused, UsageError)):
        bench.execute(plan)
    assert bench.board.writes == []
    assert bench.states(plan) == []


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.__name__)
def test_the_executor_itself_refuses_even_with_a_claim_in_the_journal(bench: Bench, case: Case) -> None:
    plan = case(bench)
    operation_id = bench.claim(plan)
    with pytest.raises(Refused):
        bench.apply_directly(bench.warrant(plan), operation_id)
    undo_id = bench.claim(plan, "undo")
    with pytest.raises(Refused):
        bench.undo_directly(bench.warrant(plan, "undo"), undo_id)
    assert bench.board.writes == []


@pytest.mark.parametrize("case", [no_approval, expired_plan, frozen_here, forged_signature], ids=lambda c: c.__name__)
def test_a_refusal_is_in_the_ledger(bench: Bench, case: Case) -> None:
    plan = case(bench)
    with pytest.raises(Refused):
        bench.execute(plan)
    assert bench.kinds()[-1] == "refused"


def test_the_executor_accepts_what_the_gate_would(bench: Bench) -> None:
    """So that the refusals above are about the spoiled part, not about calling the executor directly."""
    plan = bench.propose()
    bench.approve(plan)
    bench.apply_directly(bench.warrant(plan), bench.claim(plan))
    bench.undo_directly(bench.warrant(plan, "undo"), bench.claim(plan, "undo"))
    assert [w[2] for w in bench.board.writes] == ["green", "blue"]


class TestTheExecutorWantsItsOwnClaim:
    def test_none(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        with pytest.raises(Refused, match="No claim"):
            bench.apply_directly(bench.warrant(plan), "op-invented")

    def test_of_another_plan(self, bench: Bench) -> None:
        bench.board.put(a="1", b="1")
        one, other = bench.propose(set_value("a", "2")), bench.propose(set_value("b", "2"))
        bench.approve(one)
        with pytest.raises(Refused, match="No claim"):
            bench.apply_directly(bench.warrant(one), bench.claim(other))

    def test_of_another_action(self, bench: Bench) -> None:
        bench.board.put(a="1", b="1")
        plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
        bench.approve(plan)
        with pytest.raises(Refused, match="No claim"):
            bench.apply_directly(bench.warrant(plan, index=1), bench.claim(plan, index=0))

    def test_of_another_phase(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        claim = bench.claim(plan)
        with pytest.raises(Refused, match="No claim"):
            bench.undo_directly(bench.warrant(plan, "undo"), claim)

    def test_used_up(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        bench.execute(plan)
        with bench.database.read() as connection:
            [row] = plan_store.load_operations(connection, plan.id)
        with pytest.raises(Refused, match="used once"):
            bench.apply_directly(bench.warrant(plan), row.id)

    def test_undo_without_apply(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        with pytest.raises(Refused, match="nothing to undo"):
            bench.undo_directly(bench.warrant(plan, "undo"), bench.claim(plan, "undo"))

    def test_undo_after_a_day(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        bench.execute(plan)
        bench.clock.advance(24 * 3600 + 1)
        with pytest.raises(Refused, match="24 hours"):
            bench.undo_directly(bench.warrant(plan, "undo"), bench.claim(plan, "undo"))

    def test_begun_a_day_ago(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        claim = bench.claim(plan)
        bench.clock.advance(24 * 3600 + 1)
        with pytest.raises(Refused, match="too old"):
            bench.apply_directly(bench.warrant(plan), claim)


class TestDecidingIsRefused:
    """`Decider` keeps nothing that would not count."""

    def refuse(self, bench: Bench, match: str, plan: Plan, by: str = "minji", key: str = "", **changes: object) -> None:
        with pytest.raises((Refused, UsageError), match=match):
            bench.record(bench.decision(plan, by, key=key, **changes))
        with bench.database.read() as connection:
            assert plan_store.load_decisions(connection) == ()
        assert "decided" not in bench.kinds()

    def test_forged(self, bench: Bench) -> None:
        self.refuse(bench, "does not fit", bench.propose(), key="mallory")

    def test_unknown_approver(self, bench: Bench) -> None:
        self.refuse(bench, "not a configured approver", bench.propose(), by="mallory")

    def test_role_missing(self, bench: Bench) -> None:
        self.refuse(bench, "none of the roles", bench.propose(), by="dev")

    def test_own_request(self, bench: Bench) -> None:
        self.refuse(bench, "someone else", bench.propose(), by="jun")

    def test_own_irreversible_request_even_solo(self, bench: Bench) -> None:
        bench.rule(solo=True)
        bench.board.put(color="blue")
        self.refuse(bench, "someone else", bench.propose(set_value("color", "x", irreversible=True)), by="jun")

    def test_other_digest(self, bench: Bench) -> None:
        self.refuse(bench, "another content", bench.propose(), digest="0" * 64)

    def test_other_environment(self, bench: Bench) -> None:
        self.refuse(bench, "another content", bench.propose(), environment="staging")

    def test_prefix_of_the_plan_id(self, bench: Bench) -> None:
        plan = bench.propose()
        self.refuse(bench, "another content", plan, plan_id=plan.id[:7])

    def test_unknown_plan(self, bench: Bench) -> None:
        self.refuse(bench, "not a plan", bench.propose(), plan_id="p-00000000")

    def test_expired(self, bench: Bench) -> None:
        self.refuse(bench, "expired", bench.propose(), expires_at=bench.clock.now())

    def test_expired_plan(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.clock.advance(30 * 60)
        self.refuse(bench, "expired", plan)

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_backdated_to_shorten_the_cool_down_or_postdated(self, bench: Bench, minutes: int) -> None:
        bench.rule(solo=True)
        plan = bench.propose()
        bench.clock.advance(10 * 60)
        self.refuse(bench, "not signed just now", plan, "jun", issued_at=bench.clock.now() + timedelta(minutes=minutes))

    def test_other_ledger(self, bench: Bench) -> None:
        self.refuse(bench, "another ledger", bench.propose(), ledger_head="ab" * 32)

    def test_twice_by_the_same_approver(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        with pytest.raises(Refused, match="already decided"):
            bench.record(bench.decision(plan, verdict="reject"))

    def test_replayed(self, bench: Bench) -> None:
        bench.board.put(a="1", b="1")
        plan, other = bench.propose(set_value("a", "2")), bench.propose(set_value("b", "2"))
        decision = bench.approve(plan)
        with pytest.raises(Refused, match="already decided"):
            bench.record(decision)
        with pytest.raises(Refused, match="already decided"):
            bench.record(bench.decision(other, nonce=decision.nonce))

    def test_after_it_was_carried_out(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        bench.execute(plan)
        with pytest.raises(Refused, match="already carried out"):
            bench.record(bench.decision(plan, "sora"))


class TestProposingIsRefused:
    def test_by_default(self, bench: Bench) -> None:
        bench.policy = Policy()
        with pytest.raises(Refused, match=r"no policy rule allows board\.set_value in prod"):
            bench.propose()
        assert bench.kinds() == []

    def test_without_the_role(self, bench: Bench) -> None:
        with pytest.raises(Refused, match="none of the roles"):
            bench.propose(by=Principal(name="eve", roles=frozenset({"guest"}), via="slack"))

    def test_too_many_targets(self, bench: Bench) -> None:
        bench.rule(max_targets=1)
        bench.board.put(a="1", b="1")
        with pytest.raises(Refused, match="more than the 1 allowed"):
            bench.propose(set_value("a", "2"), set_value("b", "2"))

    def test_an_unknown_action(self, bench: Bench) -> None:
        bench.actions = {}
        with pytest.raises(UsageError, match=r"no action board\.set_value"):
            bench.propose()

    def test_nothing_at_all(self, bench: Bench) -> None:
        with pytest.raises(Refused, match="no actions"):
            bench.propose_only(())


def test_an_action_that_is_gone_is_refused(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.actions = {}
    with pytest.raises(Refused, match="no action"):
        bench.execute(plan)


def test_preconditions_that_changed_since_the_approval(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.board.put(color="red")
    with pytest.raises(Refused, match="has changed since"):
        bench.execute(plan)
    assert bench.board.value("color") == "red"
    assert bench.states(plan) == []


def test_an_intent_that_the_executor_would_plan_otherwise_by_now(bench: Bench) -> None:
    """After an upgrade, say: people approved what the old version was going to set."""

    class Louder(type(SET_VALUE._executor)):  # type: ignore[misc]
        def plan(self, proposal: Proposal, **given: Any) -> PlannedAction:
            planned: PlannedAction = super().plan(proposal, **given)
            return replace(planned, intent={"value": f"{planned.intent['value']}!"})

    plan = bench.propose()
    bench.approve(plan)
    bench.actions = {SET_VALUE.name: replace(SET_VALUE, _executor=Louder())}
    with pytest.raises(Refused, match=r"has changed since .* \(intent: value\)"):
        bench.execute(plan)
    assert bench.states(plan) == []


def test_preconditions_that_change_between_the_check_and_the_write(bench: Bench) -> None:
    """The executor looks again by itself."""
    plan = bench.propose()
    bench.approve(plan)
    claim = bench.claim(plan)
    bench.board.put(color="red")
    with pytest.raises(Exception, match="red by now"):
        bench.apply_directly(bench.warrant(plan), claim)
    assert bench.board.writes == []


def test_a_target_that_is_gone_is_refused_before_anything_is_claimed(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.board.switch(unreachable=True)
    with pytest.raises(Exception, match="does not answer"):
        bench.execute(plan)
    assert bench.states(plan) == []
    bench.board.switch(unreachable=False)
    assert bench.execute(plan).ok


class TestWhereNothingMayBeWritten:
    @pytest.mark.parametrize(
        ("changes", "match"),
        [
            ({"recorded": True}, "recording"),
            ({"board_id": ""}, "does not say which board identity"),
            ({"board_id": "board-2"}, "another place"),
        ],
        ids=["recorded", "not pinned", "wrong identity"],
    )
    def test_it_is_refused_and_the_approval_stays_unused(
        self, bench: Bench, changes: dict[str, object], match: str
    ) -> None:
        plan = bench.propose()
        bench.approve(plan)
        bench.target(**changes)
        with pytest.raises(Refused, match=match):
            bench.execute(plan)
        assert bench.board.writes == []
        assert bench.states(plan) == []
        bench.target()
        assert bench.execute(plan).ok

    def test_no_plan_comes_of_another_place_either(self, bench: Bench) -> None:
        bench.target(board_id="board-2")
        with pytest.raises(Refused, match="another place"):
            bench.propose()


class TestFreeze:
    def test_between_claim_and_apply(self, bench: Bench) -> None:
        """`tell` is called between the two."""
        plan = bench.propose()
        bench.approve(plan)
        bench.told = _Freezing(bench)  # type: ignore[assignment]
        with pytest.raises(Refused, match="frozen: sale"):
            bench.execute(plan)
        assert bench.board.writes == []
        assert bench.kinds()[-1] == "refused"

    def test_undo_is_frozen_as_well(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        bench.execute(plan)
        _freeze(bench, "prod")
        with pytest.raises(Refused, match="frozen"):
            bench.undo(plan)
        with bench.database.write() as connection:
            plan_store.unfreeze(connection, "prod")
        assert bench.undo(plan).steps[0].state == "undone"

    def test_of_another_environment_does_not_matter(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        _freeze(bench, "staging")
        assert bench.execute(plan).ok


class _Freezing(list[object]):
    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench

    def append(self, _text: object) -> None:
        _freeze(self._bench, "prod")


class TestDailyCap:
    def test_counts_what_was_claimed_in_24_hours(self, bench: Bench) -> None:
        bench.rule(max_per_day=2)
        for value in ("1", "2"):
            bench.board.put(n="0")
            plan = bench.propose(set_value("n", value))
            bench.approve(plan)
            assert bench.execute(plan).ok
        bench.board.put(n="0")
        third = bench.propose(set_value("n", "3"))
        bench.approve(third)
        with pytest.raises(Refused, match=r"ran 2 times .* the cap is 2"):
            bench.execute(third)
        bench.clock.advance(24 * 3600 + 1)
        fourth = bench.propose(set_value("n", "4"))
        bench.approve(fourth)
        assert bench.execute(fourth).ok

    def test_a_plan_larger_than_the_cap(self, bench: Bench) -> None:
        bench.rule(max_per_day=1)
        bench.board.put(a="1", b="1")
        plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
        bench.approve(plan)
        with pytest.raises(Refused, match="cap is 1"):
            bench.execute(plan)


def test_executed_once(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.execute(plan)
    bench.board.put(color="blue")
    for _ in range(2):
        with pytest.raises(Refused, match="used once"):
            bench.execute(plan)
    assert len(bench.board.writes) == 1


def test_solo_after_the_cool_down_is_allowed(bench: Bench) -> None:
    bench.rule(solo=True)
    plan = bench.propose()
    bench.approve(plan, "jun")
    bench.clock.advance(SOLO_COOL_DOWN_S)
    assert bench.execute(plan).ok


def test_two_approvals_where_two_are_needed(bench: Bench) -> None:
    bench.rule(approvals=2)
    plan = bench.propose()
    bench.approve(plan)
    bench.approve(plan, "sora")
    assert bench.execute(plan).ok


def test_the_requester_may_approve_outside_production(bench: Bench) -> None:
    bench.environment = replace(bench.environment, risk=Risk.STAGING)
    plan = bench.propose()
    bench.approve(plan, "jun")
    assert bench.execute(plan, by=REQUESTER).ok


def test_every_refusal_says_something(bench: Bench) -> None:
    with pytest.raises(BaepoError) as caught:
        bench.execute(no_approval(bench))
    assert caught.value.message
    assert caught.value.remedy
