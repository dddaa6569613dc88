"""The contract of the store, run against SQLite here and against PostgreSQL in tests/live."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from assistant import ledger
from assistant.errors import Refused, StoreUnavailable, UsageError
from assistant.events import BudgetSpent, EvidenceKept, TextDelta, ToolCalled, TurnEnded, TurnStarted
from assistant.evidence import Evidence
from assistant.findings import Suppression
from assistant.plans import Plan
from assistant.store import plans as plan_store
from assistant.store import sessions
from assistant.store.database import Conflict, Database
from assistant.store.evidence import EvidenceStore
from assistant.store.tables import migrations, plans
from tests.fakes import START, FakeClock, set_value
from tests.unit.core.bench import Bench

ROOT = Path(__file__).parents[3]
_OPENER = """
import sys
from assistant.clock import SystemClock
from assistant.store import sessions
from assistant.store.database import Database
database = Database(sys.argv[1], SystemClock())
print("ready", flush=True)
sys.stdin.readline()
with database.read() as connection:
    pass
database.close()
"""
_APPENDER = """
import sys
from datetime import UTC, datetime
from assistant import ledger
from assistant.clock import SystemClock
from assistant.store.database import Database
database = Database(sys.argv[1], SystemClock())
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    with database.write(durable=False) as connection:
        who = {"principal": "x", "environment": "e", "subject": "s"}
        ledger.append(connection, at=datetime.now(UTC), kind="asked", body={"n": number}, **who)
database.close()
"""


def run_at_once(script: str, count: int, *arguments: str) -> None:
    """`count` processes of a script, let go at the same moment; all have to end well."""
    with ExitStack() as stack:
        started = []
        for _ in range(count):
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", script, *arguments],
                    cwd=ROOT,
                    text=True,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            )
            started.append(process)
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", process.communicate()[1]
        for process in started:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        for process in started:
            _out, err = process.communicate(timeout=60)
            assert process.returncode == 0, err


class StoreContract:
    """Expects a fixture `store_url`: the URL of an empty store, a new one for each test."""

    @pytest.fixture
    def clock(self) -> FakeClock:
        return FakeClock()

    @pytest.fixture
    def database(self, store_url: str, clock: FakeClock) -> Iterator[Database]:
        database = Database(store_url, clock)
        yield database
        database.close()

    @pytest.fixture
    def bench(self, tmp_path: Path, store_url: str) -> Iterator[Bench]:
        bench = Bench(tmp_path, url=store_url)
        yield bench
        bench.database.close()

    def test_migrations_run_once(self, store_url: str, clock: FakeClock) -> None:
        for _ in range(2):
            database = Database(store_url, clock)
            with database.read() as connection:
                numbers = connection.scalars(select(migrations.c.number)).all()
            database.close()
            assert numbers == sorted(set(numbers))
            assert numbers[0] == 1

    def test_processes_that_open_a_new_store_together_migrate_it_once(self, store_url: str, database: Database) -> None:
        run_at_once(_OPENER, 3, store_url)
        with database.read() as connection:
            assert connection.scalar(select(func.count()).where(migrations.c.number == 1)) == 1

    def test_threads_that_open_it_together_share_one(self, store_url: str, clock: FakeClock) -> None:
        database = Database(store_url, clock)
        failures: list[BaseException] = []

        def use() -> None:
            try:
                with database.read() as connection:
                    ledger.head(connection)
            except BaseException as error:  # noqa: BLE001 handed to the test
                failures.append(error)

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        database.close()
        assert failures == []

    def test_a_store_of_a_newer_version_is_refused_each_time(self, store_url: str, clock: FakeClock) -> None:
        database = Database(store_url, clock)
        with database.write() as connection:
            connection.execute(migrations.insert().values({"number": 999, "applied_at": "x"}))
        database.close()
        newer = Database(store_url, clock)
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="newer version") as caught, newer.read():
                pass
            assert "Upgrade" in caught.value.remedy
        newer.close()

    def test_a_transaction_is_all_or_nothing(self, database: Database) -> None:
        record = sessions.create_session(database, title="t", principal="p", environment="e", at=START)
        with pytest.raises(ZeroDivisionError), database.write() as connection:  # noqa: PT012 the transaction is the point
            _append(connection)
            plan_store.freeze(connection, environment="*", reason="r", principal="p", at=START)
            _ = 1 / 0
        with database.read() as connection:
            assert ledger.head(connection) == ledger.GENESIS
        assert plan_store.StoredJournal(database).frozen("e") == ""
        assert sessions.load_session(database, "last") == record

    def test_a_conflict_undoes_what_came_before_it(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.claim(plan)
        head = bench.kinds()
        with pytest.raises(Conflict), bench.database.write() as connection:  # noqa: PT012 the transaction is the point
            _append(connection)
            plan_store.save_claim(connection, plan_id=plan.id, index=0, phase="apply", owner="", at=START)
        assert bench.kinds() == head

    def test_claims_are_unique_by_plan_action_and_phase(self, bench: Bench) -> None:
        plan = bench.propose()
        ids = {bench.claim(plan), bench.claim(plan, index=1), bench.claim(plan, "undo")}
        assert len(ids) == 3
        for phase, index in (("apply", 0), ("apply", 1), ("undo", 0)):
            with pytest.raises(Conflict):
                bench.claim(plan, phase, index)  # type: ignore[arg-type]

    def test_a_nonce_and_an_approver_count_once(self, bench: Bench) -> None:
        plan = bench.propose()
        decision = bench.decision(plan)
        bench.smuggle(decision)
        for same in (decision, replace(decision, nonce="other"), replace(decision, approver="sora")):
            with pytest.raises(Conflict):
                bench.smuggle(same)

    def test_plans_come_back_as_they_were(self, bench: Bench) -> None:
        plan = bench.propose()
        with bench.database.read() as connection:
            assert plan_store.load_plan(connection, plan.id) == plan
            assert plan_store.list_plans(connection) == [plan]
            assert plan_store.list_plans(connection, session="another") == []

    def test_plans_are_found_by_a_beginning_that_fits_one(self, bench: Bench) -> None:
        plan = bench.propose()
        with bench.database.read() as connection:
            for given in (plan.id, plan.id[:6], plan.id[2:], plan.id[2:6], plan.id.upper().replace("P-", "p-")):
                assert plan_store.load_plan(connection, given) == plan
            for given in ("", "p-", plan.id[:5], "p-%", "p-____", "%%%%", "p-zzzz", "'; --", plan.id + "0"):
                with pytest.raises(UsageError):
                    plan_store.load_plan(connection, given)

    def test_a_beginning_that_fits_two_is_refused(self, bench: Bench) -> None:
        one, other = _plans_that_begin_alike(bench)
        with bench.database.write() as connection:
            for plan in (one, other):
                plan_store.save_plan(connection, plan, session="s")
        with bench.database.read() as connection:
            with pytest.raises(UsageError, match="more than one"):
                plan_store.load_plan(connection, one.id[:6])
            assert plan_store.load_plan(connection, one.id) == one

    def test_an_edited_plan_is_refused_on_sight(self, bench: Bench) -> None:
        plan = bench.propose()
        body = json.dumps(replace(plan, requested_by="somebody").to_json())
        bench.sql("UPDATE plans SET body = ?", body)
        with bench.database.read() as connection, pytest.raises(Refused, match="edited"):
            plan_store.load_plan(connection, plan.id)

    def test_what_waits_is_what_nobody_decided_on(self, bench: Bench) -> None:
        bench.board.put(a="1", b="1")
        decided, waiting = bench.propose(set_value("a", "2")), bench.propose(set_value("b", "2"))
        bench.approve(decided)
        with bench.database.read() as connection:
            assert plan_store.list_undecided(connection, "prod") == [waiting]
            assert plan_store.list_undecided(connection, "staging") == []

    def test_applied_since_counts_by_environment_action_and_time(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.claim(plan)
        bench.claim(plan, "undo")
        with bench.database.read() as connection:
            for environment, name, since, count in (
                ("prod", "board.set_value", START, 1),
                ("prod", "board.set_value", START + timedelta(seconds=1), 0),
                ("prod", "board.other", START, 0),
                ("staging", "board.set_value", START, 0),
            ):
                assert plan_store.applied_since(connection, environment, name, since) == count

    def test_events_come_back_in_order_and_as_they_were(self, database: Database) -> None:
        record = sessions.create_session(database, title="왜?", principal="p", environment="e", at=START)
        events = [
            TurnStarted(seq=1, question="왜?", lang="ko", environment="e", model="planner"),
            ToolCalled(seq=2, call="c1", name="t", arguments={"a": [1, "x"]}, environment="e"),
            EvidenceKept(seq=3, call="c1", evidence="E1", tool="t", items=2, cut=False, elapsed_ms=3),
            TextDelta(seq=10, text="답"),
            BudgetSpent(seq=9, tool_calls=1, max_tool_calls=30, tokens=0, seconds=0.1, cost_usd="0"),
            TurnEnded(seq=11, status="answered", answer="답", citations=("E1",)),
        ]
        for event in events:
            sessions.append_event(database, record.id, event, START)
        loaded = sessions.load_events(database, record.id)
        assert loaded == sorted(events, key=lambda e: e.seq)
        assert sessions.last_seq(database, record.id) == 11
        assert sessions.last_seq(database, "s-other") == 0
        with pytest.raises(Conflict):
            sessions.append_event(database, record.id, events[0], START)

    def test_sessions_newest_first(self, database: Database) -> None:
        made = [
            sessions.create_session(database, title=t, principal="p", environment="e", at=START + timedelta(days=d))
            for d, t in enumerate(["a", "b", "c"])
        ]
        assert sessions.list_sessions(database) == made[::-1]
        assert sessions.list_sessions(database, newest=1) == made[-1:]
        assert sessions.load_session(database, "last") == made[-1]
        assert sessions.load_session(database, made[0].id) == made[0]
        with pytest.raises(UsageError):
            sessions.load_session(database, "s-none")

    def test_the_newest_suppression_of_a_finding_holds(self, database: Database) -> None:
        first = Suppression(fingerprint="f", environment="e", owner="a", reason="x", expires_at=START)
        newer = replace(first, owner="b")
        other = replace(first, environment="other")
        with database.write() as connection:
            for suppression in (first, newer, other):
                sessions.save_suppression(connection, suppression)
        assert sessions.load_suppressions(database, "e") == (newer,)

    def test_evidence_is_numbered_without_gaps_by_parallel_writers(self, database: Database, tmp_path: Path) -> None:
        store = EvidenceStore(database, tmp_path / "evidence", keep=timedelta(days=1))
        kept: list[tuple[str, int]] = []
        start = threading.Barrier(6)

        def keep(writer: int) -> None:
            start.wait()
            for number in range(4):
                evidence = _keep(store, items=({"writer": writer, "number": number},))
                kept.append((evidence.id, writer * 10 + number))

        threads = [threading.Thread(target=keep, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(int(i[1:]) for i, _ in kept) == list(range(1, 25))
        for evidence_id, value in kept:
            [item] = store.load("s", evidence_id).items
            assert item["writer"] * 10 + item["number"] == value

    def test_evidence_numbers_count_per_session(self, database: Database, tmp_path: Path) -> None:
        store = EvidenceStore(database, tmp_path / "evidence", keep=timedelta(days=1))
        assert [_keep(store, session=s).id for s in ("a", "b", "a")] == ["E1", "E1", "E2"]
        with pytest.raises(UsageError):
            store.load("b", "E2")

    def test_ledger_entries_of_several_processes_give_one_chain(self, store_url: str, database: Database) -> None:
        run_at_once(_APPENDER, 3, store_url, "15")
        with database.read() as connection:
            audit = ledger.verify(connection, {})
            entries = ledger.entries(connection)
        assert audit.faults == ()
        assert [e.seq for e in entries] == list(range(1, 46))

    def test_an_id_is_never_taken_from_the_content_of_another_plan(self, bench: Bench) -> None:
        plan = bench.propose()
        with pytest.raises(Conflict), bench.database.write() as connection:  # noqa: PT012 the transaction is the point
            row = {"id": "p-ffffffff", "digest": plan.digest, "environment": "prod", "session": "s",
                   "created_at": "x", "expires_at": "x", "body": "{}"}  # fmt: skip
            connection.execute(plans.insert().values(row))


def _append(connection: Connection) -> None:
    ledger.append(
        connection, at=START, kind="asked", principal="p", environment="e", subject="s", body={}
    )  # fmt: skip


def _keep(store: EvidenceStore, *, session: str = "s", items: tuple[dict[str, object], ...] = ()) -> Evidence:
    return store.keep(
        session=session,
        tool="t",
        arguments={},
        environment="e",
        taken_at=START,
        items=items,
        cut=False,
        not_read=(),
        elapsed_ms=1,
    )


def _plans_that_begin_alike(bench: Bench) -> tuple[Plan, Plan]:
    """Two plans whose ids share four digits; by chance one in 65,536, so a few hundred tries by birthday."""
    plan = bench.propose()
    seen: dict[str, Plan] = {}
    for number in range(20_000):
        made = replace(plan, requested_by=f"jun{number}")
        other = seen.setdefault(made.id[:6], made)
        if other is not made:
            return other, made
    raise AssertionError("no two ids begin alike")
