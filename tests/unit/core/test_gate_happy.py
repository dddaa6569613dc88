"""The path that is meant: propose, decide, execute, verify, undo; and what each step leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.errors import Failed, Refused
from assistant.store import plans as plan_store
from tests.fakes import set_value
from tests.unit.core.bench import REQUESTER, STRANGER, Bench


def test_propose_decide_execute_verify_undo(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    outcome = bench.execute(plan)
    assert outcome.ok
    assert bench.board.value("color") == "green"
    undone = bench.undo(plan)
    assert [s.state for s in undone.steps] == ["undone"]
    assert bench.board.value("color") == "blue"
    assert [w[1:] for w in bench.board.writes] == [["color", "green"], ["color", "blue"]]
    assert bench.kinds() == ["proposed", "decided", "claimed", "applied", "verified", "claimed", "undone"]
    assert bench.audit().ok
    assert [t.en for t in bench.told] == [
        "applying: set color to green",
        "verifying: reads it back",
        "undoing: sets color back to blue",
    ]


def test_every_write_carries_an_operation_id_that_was_journalled_before(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.execute(plan)
    with bench.database.read() as connection:
        [row] = plan_store.load_operations(connection, plan.id)
    assert bench.board.writes == [[row.id, "color", "green"]]


def test_an_equal_plan_that_waits_is_proposed_once(bench: Bench) -> None:
    assert bench.propose() == bench.propose()
    assert bench.kinds() == ["proposed"]


def test_actions_run_in_order_and_stop_at_the_first_that_fails(bench: Bench) -> None:
    bench.board.put(a="1", b="1", c="1")
    bench.board.switch(unhealthy=["b"])
    plan = bench.propose(set_value("a", "2"), set_value("b", "2"), set_value("c", "2"))
    bench.approve(plan)
    outcome = bench.execute(plan)
    assert not outcome.ok
    assert [s.state for s in outcome.steps] == ["verified", "undone"]
    assert (bench.board.value("a"), bench.board.value("b"), bench.board.value("c")) == ("2", "1", "1")
    assert ("apply", 2, "skipped") in bench.states(plan)
    assert bench.audit().ok


def test_undo_of_a_plan_that_is_half_undone_undoes_the_rest(bench: Bench) -> None:
    bench.board.put(a="1", b="1")
    bench.board.switch(unhealthy=["b"])
    plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
    bench.approve(plan)
    bench.execute(plan)
    undone = bench.undo(plan)
    assert [s.action.target.id for s in undone.steps] == ["a"]
    assert bench.board.value("a") == "1"


def test_a_change_that_never_verifies_is_undone(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.board.switch(unhealthy=["color"])
    outcome = bench.execute(plan)
    assert [s.state for s in outcome.steps] == ["undone"]
    assert bench.board.value("color") == "blue"
    assert bench.clock.monotonic() >= 1060  # it waited as long as the plan says
    assert bench.kinds()[-3:] == ["failed", "claimed", "undone"]


def test_an_irreversible_change_that_never_verifies_is_left_and_reported(bench: Bench) -> None:
    bench.board.put(color="blue")
    plan = bench.propose(set_value("color", "green", irreversible=True))
    bench.approve(plan)
    bench.board.switch(unhealthy=["color"])
    assert [s.state for s in bench.execute(plan).steps] == ["failed"]
    assert bench.board.value("color") == "green"


def test_could_not_look_is_not_failed_and_the_next_execute_verifies(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.clock.on_sleep = lambda _seconds: bench.board.switch(unreachable=True)
    bench.board.switch(unhealthy=["color"])
    outcome = bench.execute(plan)
    assert [s.state for s in outcome.steps] == ["applied"]
    assert "not verified" in outcome.steps[0].observed[0].en
    bench.clock.on_sleep = lambda _seconds: None
    bench.board.switch(unreachable=False, unhealthy=[])
    again = bench.execute(plan)
    assert again.ok
    assert len(bench.board.writes) == 1
    assert bench.kinds() == ["proposed", "decided", "claimed", "applied", "verified"]


def test_stopping_while_verifying_leaves_it_applied_and_can_be_finished(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.board.switch(unhealthy=["color"])
    bench.clock.on_sleep = lambda _seconds: bench.stop.set()
    assert [s.state for s in bench.execute(plan).steps] == ["applied"]
    assert bench.board.value("color") == "green"
    bench.stop.clear()
    bench.clock.on_sleep = lambda _seconds: None
    bench.board.switch(unhealthy=[])
    assert bench.execute(plan).ok
    assert len(bench.board.writes) == 1


def test_stopping_before_the_second_action_never_begins_it(bench: Bench) -> None:
    bench.board.put(a="1", b="1")
    plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
    bench.approve(plan)
    bench.stop.set()
    outcome = bench.execute(plan)
    assert not outcome.ok
    assert bench.board.writes == []


def test_a_lost_answer_is_found_again_and_nothing_is_done_twice(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.board.switch(lost=True)
    with pytest.raises(Failed, match="not known whether"):
        bench.execute(plan)
    bench.board.switch(lost=False)
    assert bench.execute(plan).ok
    assert len(bench.board.writes) == 1


def test_a_write_that_is_denied_ends_the_plan_and_what_follows_is_skipped(bench: Bench) -> None:
    bench.board.put(a="1", b="1")
    plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
    bench.approve(plan)
    bench.board.switch(denied=True)
    with pytest.raises(Failed, match="Not carried out: The board says no"):
        bench.execute(plan)
    assert bench.states(plan) == [("apply", 0, "failed"), ("apply", 1, "skipped")]
    bench.board.switch(denied=False)
    with pytest.raises(Refused, match="already carried out"):
        bench.execute(plan)
    assert bench.board.writes == []


def test_undo_that_was_denied_can_be_repeated_but_only_until_it_is_done(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.execute(plan)
    bench.board.switch(denied=True)
    with pytest.raises(Failed, match="Not undone"):
        bench.undo(plan)
    bench.board.switch(denied=False)
    assert [s.state for s in bench.undo(plan).steps] == ["undone"]
    with pytest.raises(Refused, match="undone already"):
        bench.undo(plan)
    assert bench.board.value("color") == "blue"
    assert len(bench.board.writes) == 2


def test_undo_is_covered_for_24_hours_and_no_longer(bench: Bench) -> None:
    first = bench.propose()
    bench.approve(first)
    bench.execute(first)
    bench.clock.advance(timedelta(hours=23, minutes=59).total_seconds())
    bench.undo(first)
    second = bench.propose()
    bench.approve(second)
    bench.execute(second)
    bench.clock.advance(timedelta(hours=24, seconds=1).total_seconds())
    with pytest.raises(Refused, match="24 hours"):
        bench.undo(second)
    assert bench.board.value("color") == "green"


def test_undo_of_what_was_never_carried_out_is_refused(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    with pytest.raises(Refused, match="nothing to undo"):
        bench.undo(plan)


def test_only_principals_with_a_part_in_it_execute_or_undo(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    with pytest.raises(Refused, match="may not carry out"):
        bench.execute(plan, by=STRANGER)
    bench.execute(plan, by=REQUESTER)
    with pytest.raises(Refused, match="may not carry out"):
        bench.undo(plan, by=STRANGER)
    assert bench.board.value("color") == "green"
    assert bench.kinds().count("refused") == 2


def test_what_only_people_propose_is_refused_in_a_conversation(bench: Bench) -> None:
    by_name = dict(bench.actions)
    bench.actions = {name: replace(action, by_hand=True) for name, action in by_name.items()}
    with pytest.raises(Refused, match="person's own command"):
        bench.propose()
    bench.actions = by_name
    assert bench.propose()
