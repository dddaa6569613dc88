"""The ledger vouches for plans, decisions and the journal: what somebody wrote into the store by hand counts for nothing."""

import threading
from datetime import timedelta

import pytest

from assistant.errors import Refused
from assistant.executors.spec import Operation
from assistant.plans import Plan
from assistant.store import plans as plan_store
from assistant.warrants import Warrant
from tests.fakes import SET_VALUE, set_value
from tests.unit.core.bench import Bench

_OPERATION = "INSERT INTO operations VALUES (?, ?, 0, 'apply', 'running', ?, '', ?, ?)"


def _smuggled(bench: Bench, plan: Plan, receipt: str = "{}", *, minutes_ago: int = 0) -> None:
    at = (bench.clock.now() - timedelta(minutes=minutes_ago)).isoformat()
    bench.sql(_OPERATION, "op-smuggled", plan.id, receipt, at, at)


def test_a_claim_that_the_gate_did_not_make_runs_nothing(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    _smuggled(bench, plan, '{"before": "red"}')
    with pytest.raises(Refused):
        bench.execute(plan)
    assert bench.board.read("color")["value"] == "blue"
    assert any("never claimed" in f.en for f in bench.audit().faults)


def test_a_backdated_claim_does_not_make_an_expired_approval_good(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.clock.sleep(45 * 60)
    _smuggled(bench, plan, minutes_ago=40)
    with pytest.raises(Refused):
        bench.execute(plan)
    assert bench.board.read("color")["value"] == "blue"


def test_a_removed_operation_does_not_make_a_used_approval_new(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.execute(plan)
    bench.board.put(color="blue")
    bench.sql("DELETE FROM operations")
    with pytest.raises(Refused, match="carried out before"):
        bench.execute(plan)
    assert bench.board.read("color")["value"] == "blue"
    assert any("no longer in the journal" in f.en for f in bench.audit().faults)


def test_a_removed_rejection_still_rejects(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan, verdict="reject")
    bench.sql("DELETE FROM decisions")
    bench.smuggle(bench.decision(plan, by="sora"))
    with pytest.raises(Refused, match="rejected by minji"):
        bench.execute(plan)


def test_an_emptied_ledger_is_not_whole(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.execute(plan)
    bench.sql("DELETE FROM ledger")
    faults = " ".join(f.en for f in bench.audit().faults)
    assert "plan" in faults
    assert "never claimed" in faults
    assert "decision" in faults


def test_an_edited_plan_is_named_and_not_listed(bench: Bench) -> None:
    plan = bench.propose()
    bench.sql("UPDATE plans SET body = replace(body, 'green', 'black')")
    with bench.database.read() as connection:
        assert plan_store.list_plans(connection) == []
        assert plan_store.edited_plans(connection) == [plan.id]
    assert any(plan.id in f.en and "edited" in f.en for f in bench.audit().faults)


@pytest.mark.parametrize("table", ["plans", "decisions", "ledger"])
def test_a_garbled_row_is_reported_and_not_an_error(bench: Bench, table: str) -> None:
    plan = bench.propose()
    bench.approve(plan)
    bench.sql(f"UPDATE {table} SET body = 'garbage'")
    assert not bench.audit().ok
    with pytest.raises(Refused):
        bench.execute(plan)
    assert bench.board.read("color")["value"] == "blue"


def test_a_later_write_of_an_action_asks_again(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    asked = threading.Event()

    class Watching:
        """An executor that freezes the place in the middle of its work, as a person elsewhere would."""

        def apply(self, action: object, *, writer: object, operation: Operation, resumed: object) -> dict[str, str]:
            asked.set()
            with bench.database.write() as connection:
                plan_store.freeze(connection, environment="*", reason="stop", principal="sora", at=bench.clock.now())
            operation.still_allowed()
            return {"written": "although frozen"}

    from dataclasses import replace

    action = replace(SET_VALUE, _executor=Watching())  # type: ignore[arg-type]
    operation_id = bench.claim(plan)
    warrant: Warrant = bench.warrant(plan)
    operation = Operation(id=operation_id, clock=bench.clock, journal=lambda _receipt: None)
    with pytest.raises(Refused, match="frozen"):
        action.apply(warrant, writer=None, operation=operation, resumed={})
    assert asked.is_set()


def test_what_people_read_on_a_plan_is_redacted(bench: Bench) -> None:
    bench.board.put(note="blue")
    plan = bench.propose(set_value("note", "password=hunter2secret"))
    assert "hunter2secret" not in str(plan.actions[0].context.to_json())
