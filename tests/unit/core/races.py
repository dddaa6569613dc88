"""Crashes and races of the gate, the same on every database. Mixed into the tests here and in tests/live."""

import threading
from typing import Any

import pytest
from sqlalchemy import Connection

from assistant.errors import Refused
from assistant.gate.operations import OperationLog
from assistant.plans import Plan
from assistant.store import plans as plan_store
from tests.fakes import set_value
from tests.unit.core.bench import REQUESTER, Bench
from tests.unit.core.processes import child, kill_at, race

CRASHES = ["apply:start", "apply:journalled", "apply:done", "verify"]


class GateRaces:
    """Expects a fixture `bench`."""

    @pytest.mark.parametrize("point", CRASHES)
    def test_a_killed_process_is_finished_by_the_next(self, bench: Bench, point: str) -> None:
        plan = bench.propose()
        bench.approve(plan)
        kill_at(bench, plan, point)
        state = "applied" if point == "verify" else "running"
        assert bench.states(plan) == [("apply", 0, state)]
        assert bench.execute(plan).ok
        assert [w[1:] for w in bench.board.writes] == [["color", "green"]]
        assert bench.kinds() == ["proposed", "decided", "claimed", "applied", "verified"]
        assert bench.states(plan) == [("apply", 0, "verified")]
        assert bench.audit().ok
        bench.undo(plan)
        assert bench.board.value("color") == "blue"

    def test_a_crash_in_the_second_action_keeps_the_first(self, bench: Bench) -> None:
        bench.board.put(a="1", b="1")
        plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
        bench.approve(plan)
        kill_at(bench, plan, "apply:done b")
        assert bench.states(plan) == [("apply", 0, "verified"), ("apply", 1, "running")]
        outcome = bench.execute(plan)
        assert outcome.ok
        assert [w[1:] for w in bench.board.writes] == [["a", "2"], ["b", "2"]]

    def test_a_crash_between_two_actions_counts_both(self, bench: Bench) -> None:
        """The first was verified before the crash; the outcome still speaks of the whole plan."""
        bench.board.put(a="1", b="1")
        plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
        bench.approve(plan)
        kill_at(bench, plan, "verify")
        outcome = bench.execute(plan)
        assert outcome.ok
        assert len(outcome.steps) == 2

    def test_a_crash_while_undoing_is_finished_by_the_next_undo(self, bench: Bench) -> None:
        for point in ("undo:start", "undo:done"):
            bench.board.put(color="blue")
            plan = bench.propose(set_value("color", "green"))
            bench.approve(plan)
            assert bench.execute(plan).ok
            before = len(bench.board.writes)
            kill_at(bench, plan, point, "undo")
            assert [s.state for s in bench.undo(plan).steps] == ["undone"]
            assert len(bench.board.writes) == before + 1
            assert bench.board.value("color") == "blue"
            bench.clock.advance(60)
        assert bench.audit().ok

    def test_a_crash_while_undoing_what_did_not_verify(self, bench: Bench) -> None:
        bench.board.put(a="1", b="1")
        bench.board.switch(unhealthy=["b"])
        plan = bench.propose(set_value("a", "2"), set_value("b", "2"))
        bench.approve(plan)
        kill_at(bench, plan, "undo:start b")
        with pytest.raises(Refused, match="already carried out") as caught:
            bench.execute(plan)
        assert f"baepo undo {plan.id}" in caught.value.remedy
        assert [s.action.target.id for s in bench.undo(plan).steps] == ["b", "a"]
        assert [w[1:] for w in bench.board.writes] == [["a", "2"], ["b", "2"], ["b", "1"], ["a", "1"]]
        assert bench.audit().ok

    def test_a_crash_after_the_approval_expired_is_still_finished(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        kill_at(bench, plan, "apply:journalled")
        bench.clock.advance(3600)
        assert bench.execute(plan).ok

    def test_a_crash_a_day_ago_is_not(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        kill_at(bench, plan, "apply:start")
        bench.clock.advance(24 * 3600 + 1)
        with pytest.raises(Refused, match="too old"):
            bench.execute(plan)
        assert bench.board.writes == []

    def test_a_process_that_lives_is_left_alone(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        bench.board.switch(pause_at="apply:start")
        with child(bench, plan) as process:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
            reached = bench.board.path.with_suffix(".reached")
            while not reached.exists():
                assert process.poll() is None
            with pytest.raises(Refused, match=f"is being carried out by process {process.pid}"):
                bench.execute(plan)

    def test_two_processes_execute_one_plan_at_once(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        ends = race(bench, (plan, "execute"), (plan, "execute"), (plan, "execute"))
        self._one_winner(ends)
        assert len(bench.board.writes) == 1
        assert bench.kinds().count("claimed") == 1
        assert bench.audit().ok

    def test_two_processes_resume_a_dead_one_at_once(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        kill_at(bench, plan, "apply:journalled")
        self._one_winner(race(bench, (plan, "execute"), (plan, "execute"), (plan, "execute")))
        assert len(bench.board.writes) == 1
        assert bench.audit().ok

    def test_two_processes_undo_at_once(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        bench.execute(plan)
        ends = race(bench, (plan, "undo"), (plan, "undo"))
        assert [e.get("states") for e in ends].count(["undone"]) == 1
        assert [w[2] for w in bench.board.writes] == ["green", "blue"]

    def test_two_plans_race_for_the_last_place_under_the_daily_cap(self, bench: Bench) -> None:
        """The cap of one a day, set for the children as well by the rule they read from the folder."""
        bench.save_rule(max_per_day=1)
        bench.board.put(a="1", b="1", c="1")
        plans = [bench.propose(set_value(n, "2")) for n in "abc"]
        for plan in plans:
            bench.approve(plan)
        self._one_winner(race(bench, *((p, "execute") for p in plans)))
        assert len(bench.board.writes) == 1

    def test_what_is_checked_before_a_claim_still_holds_when_it_is_made(self, bench: Bench) -> None:
        """While one process checks the caps, no other can: the second sees what the first has claimed."""
        bench.board.put(a="1", b="1")
        seen: list[int] = []

        def claim(plan: Plan) -> None:
            def check(connection: Connection) -> None:
                seen.append(plan_store.applied_since(connection, "prod", "board.set_value", bench.clock.now()))
                overlap.wait(0.5)  # time for the other to come in, if it could

            OperationLog(bench.database, bench.clock, plan, REQUESTER).claim(check)

        overlap = threading.Event()
        plans = [bench.propose(set_value(n, "2")) for n in "ab"]
        threads = [threading.Thread(target=claim, args=(p,)) for p in plans]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(seen) == [0, 1]

    def test_two_threads_execute_one_plan_at_once(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        ends: list[str] = []
        start = threading.Barrier(4)

        def run() -> None:
            start.wait()
            try:
                ends.append("ok" if bench.execute(plan).ok else "not ok")
            except Refused:
                ends.append("refused")

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ends) == ["ok", "refused", "refused", "refused"]
        assert len(bench.board.writes) == 1

    def test_a_claim_is_unique_in_the_store_itself(self, bench: Bench) -> None:
        from assistant.store.database import Conflict

        plan = bench.propose()
        bench.claim(plan)
        with pytest.raises(Conflict):
            bench.claim(plan)
        with bench.database.read() as connection:
            assert len(plan_store.load_operations(connection, plan.id)) == 1

    @staticmethod
    def _one_winner(ends: list[dict[str, Any]]) -> None:
        assert [e.get("ok") for e in ends].count(True) == 1, ends
        assert all(e.get("ok") or e.get("error") == "Refused" for e in ends), ends
