"""Kept evidence: small and large, queried with SQL that can reach nothing else, forgotten in time, for its owner only."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.commands.decide import check_evidence
from assistant.errors import Failed, Refused, UsageError
from assistant.evidence import Evidence
from assistant.store.database import Database
from assistant.store.evidence import SPILL_BYTES, EvidenceStore
from assistant.store.tables import evidence as table
from tests.fakes import START, FakeClock
from tests.unit.core.bench import Bench
from tools.spec import NotRead

LARGE = tuple({"n": n, "name": f"pod-{n}", "text": "x" * 100} for n in range(SPILL_BYTES // 100))


class Shelf:
    """An evidence store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "evidence"
        self.database = Database(f"sqlite:///{folder / 'baepo.db'}", FakeClock())
        self.store = EvidenceStore(self.database, self.folder, keep=timedelta(days=30))

    def keep(self, *items: dict[str, Any], session: str = "s-1", days_ago: int = 0, **changes: Any) -> Evidence:
        values: dict[str, Any] = {
            "session": session, "tool": "t", "arguments": {"a": "가"}, "environment": "e",
            "taken_at": START - timedelta(days=days_ago), "items": items, "cut": False, "not_read": (), "elapsed_ms": 1,
        }  # fmt: skip
        return self.store.keep(**values | changes)

    def files(self) -> list[str]:
        return sorted(p.name for p in self.folder.iterdir()) if self.folder.exists() else []

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.store.query("s-1", sql)[1]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    yield shelf
    shelf.database.close()


@pytest.mark.parametrize(
    "items", [(), ({"a": 1, "b": [1, {"c": None}], "한글": "값"},), LARGE], ids=["none", "small", "large"]
)
def test_evidence_comes_back_as_it_was(shelf: Shelf, items: tuple[dict[str, Any], ...]) -> None:
    unread = NotRead(what="w", why="y", remedy="r")
    kept = shelf.keep(*items, cut=True, not_read=(unread,))
    assert shelf.store.load("s-1", kept.id) == kept
    assert bool(shelf.files()) == (items is LARGE)


def test_the_digest_is_of_the_items(shelf: Shelf) -> None:
    one, same, other = shelf.keep({"a": 1}), shelf.keep({"a": 1}), shelf.keep({"a": 2})
    assert one.digest == same.digest != other.digest


def test_files_are_for_their_owner_only(shelf: Shelf) -> None:
    before = os.umask(0)
    try:
        shelf.keep(*LARGE)
    finally:
        os.umask(before)
    assert stat.S_IMODE(shelf.folder.stat().st_mode) == 0o700
    [file] = shelf.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_could_not_be_spilled_leaves_no_row_behind(shelf: Shelf) -> None:
    shelf.folder.write_text("a file where the folder should be")
    with pytest.raises(Failed, match="could not be kept"):
        shelf.keep(*LARGE)
    assert shelf.store.of_session("s-1") == []


def test_a_lost_file_is_said_to_be_lost(shelf: Shelf) -> None:
    kept = shelf.keep(*LARGE)
    (shelf.folder / shelf.files()[0]).unlink()
    with pytest.raises(UsageError, match="are gone"):
        shelf.store.load("s-1", kept.id)


@pytest.mark.parametrize(
    "given", ["", "E", "E0", "E2", "e1", "1", "E1; DROP TABLE evidence", "../E1", "E99999999999999999999"]
)
def test_what_is_no_evidence_id(shelf: Shelf, given: str) -> None:
    shelf.keep({"a": 1})
    with pytest.raises(UsageError):
        shelf.store.load("s-1", given)


class TestSql:
    def test_over_small_and_large(self, shelf: Shelf) -> None:
        shelf.keep(
            {"node": "a", "ready": True, "cpu": 1.5}, {"node": "b", "ready": False, "cpu": 2, "labels": {"k": "v"}}
        )
        shelf.keep(*LARGE)
        assert shelf.rows("SELECT node FROM E1 WHERE ready") == [("a",)]
        assert shelf.rows("SELECT sum(cpu) FROM E1") == [(3.5,)]
        assert shelf.rows("SELECT labels->>'k' FROM E1 WHERE labels IS NOT NULL") == [("v",)]
        assert shelf.rows("SELECT count(*), max(n) FROM E2") == [(len(LARGE), len(LARGE) - 1)]
        assert shelf.rows("SELECT E1.node, E2.n FROM E1 JOIN E2 ON E2.n = E1.cpu") == [("b", 2)]
        assert shelf.store.query("s-1", "SELECT node AS x FROM E1")[0] == ["x"]

    def test_odd_rows(self, shelf: Shelf) -> None:
        shelf.keep()
        shelf.keep({"Name": "a", "name": "b"}, {'na"me': 1, "mixed": 1}, {"mixed": "two"}, {"big": 2**70})
        assert shelf.rows("SELECT count(*) FROM E1") == [(0,)]
        assert shelf.rows("SELECT count(*) FROM E2") == [(4,)]
        assert shelf.rows("SELECT mixed FROM E2 WHERE mixed IS NOT NULL") == [("1",), ("two",)]

    def test_at_most_a_thousand_rows(self, shelf: Shelf) -> None:
        shelf.keep(*LARGE)
        assert len(shelf.rows("SELECT * FROM E1")) == 1000

    def test_only_of_the_session(self, shelf: Shelf) -> None:
        shelf.keep({"a": 1}, session="s-2")
        with pytest.raises(UsageError, match="There is no E1") as refused:
            shelf.rows("SELECT * FROM E1")
        assert "It holds no evidence." in refused.value.remedy
        assert "baepo evidence show E1 --session s-2" in refused.value.remedy

    def test_what_is_missing_here_is_found_in_other_sessions_newest_first(self, shelf: Shelf) -> None:
        for session, days_ago, count in (("s-1", 0, 2), ("s-2", 3, 4), ("s-3", 1, 4), ("s-4", 2, 3)):
            for _ in range(count):
                shelf.keep({"a": 1}, session=session, days_ago=days_ago)
        with pytest.raises(UsageError) as refused:
            shelf.store.load("s-1", "E4")
        english, korean = refused.value.told("en")[1], refused.value.told("ko")[1]
        assert "It holds E1-E2." in english
        assert [line.split()[-1] for line in korean.splitlines() if "--session" in line] == ["s-3", "s-2"]

    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT * FROM read_text('/etc/passwd')",
            "SELECT * FROM read_csv('/etc/passwd')",
            "SELECT * FROM '/etc/passwd'",
            "SELECT * FROM glob('/etc/*')",
            "SELECT * FROM read_parquet('{folder}/*.parquet')",
            "SELECT * FROM E1, read_text('/etc/hostname')",
            "COPY E1 TO '{folder}/out.csv'",
            "COPY (SELECT 1) TO '/tmp/baepo-out.parquet' (FORMAT parquet)",
            "EXPORT DATABASE '{folder}/export'",
            "IMPORT DATABASE '{folder}/export'",
            "ATTACH '{folder}/../baepo.db' AS store (TYPE sqlite)",
            "ATTACH '{folder}/new.duckdb' AS other",
            "INSTALL httpfs",
            "LOAD httpfs",
            "INSTALL sqlite FROM 'http://127.0.0.1:1'",
            "SELECT * FROM 'http://127.0.0.1:1/x.csv'",
            "SELECT * FROM 's3://bucket/x.parquet'",
            "SET enable_external_access = true",
            "RESET enable_external_access",
            "SET memory_limit = '100GB'",
            "SET lock_configuration = false",
            "SET temp_directory = '{folder}'",
            "SET home_directory = '{folder}'",
            "PRAGMA memory_limit = '100GB'",
            "PRAGMA database_list; SET threads = 64",
            "CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')",
            "SELECT 1; SELECT * FROM read_text('/etc/passwd')",
            "SELECT getenv('HOME')",
            "no sql at all",
            "",
        ],
    )
    def test_it_reaches_nothing_but_the_evidence(self, shelf: Shelf, sql: str) -> None:
        shelf.keep({"a": 1})
        shelf.keep(*LARGE)
        before = sorted(p for p in shelf.folder.parent.rglob("*") if not p.name.startswith("baepo.db"))
        rows: list[tuple[Any, ...]] = []
        with suppress(UsageError):
            rows = shelf.rows(sql.replace("{folder}", str(shelf.folder)))
        assert rows in ([], [("",)])
        assert sorted(p for p in shelf.folder.parent.rglob("*") if not p.name.startswith("baepo.db")) == before

    def test_it_cannot_change_what_is_kept(self, shelf: Shelf) -> None:
        kept = shelf.keep({"a": 1})
        shelf.store.query("s-1", "DELETE FROM E1")
        assert shelf.store.load("s-1", kept.id) == kept

    def test_memory_is_limited(self, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)  # where a spill would land
        with pytest.raises(UsageError, match=r"(?i)memory"):
            shelf.rows("SELECT list(a.range || '-' || b.range || repeat('x', 300)) FROM range(3000) a, range(3000) b")
        assert not list(tmp_path.glob(".tmp*"))

    def test_time_is_limited(self, shelf: Shelf) -> None:
        with pytest.raises(Failed, match="took longer"):
            shelf.store.query(
                "s-1",
                "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3",
                timeout_s=0.3,
            )


def test_newest_of_a_session_come_in_order_and_all_of_it_is_counted(shelf: Shelf) -> None:
    for number in range(5):
        shelf.keep({"a": number})
    shelf.keep({"a": 9}, session="s-2")
    assert [r.number for r in shelf.store.of_session("s-1", newest=2)] == [4, 5]
    assert [r.number for r in shelf.store.of_session("s-1")] == [1, 2, 3, 4, 5]
    assert (shelf.store.count("s-1"), shelf.store.count("s-3")) == (5, 0)


class TestForgetting:
    def test_what_has_outlived_its_time(self, shelf: Shelf) -> None:
        shelf.keep({"a": 1}, days_ago=31)
        shelf.keep(*LARGE, days_ago=40)
        shelf.keep({"a": 2}, days_ago=29)
        assert shelf.store.purge(before=START) == 2
        assert shelf.files() == []
        assert [r.number for r in shelf.store.of_session("s-1")] == [3]
        assert shelf.keep({"a": 3}).id == "E4"  # a number is never given twice while others stand

    def test_a_session(self, shelf: Shelf) -> None:
        shelf.keep({"a": 1})
        shelf.keep(*LARGE)
        kept = shelf.keep(*LARGE, session="s-2")
        assert shelf.store.purge(session="s-1") == 2
        assert shelf.files() == [f"s-2-{kept.id}.parquet"]
        assert shelf.store.load("s-2", kept.id) == kept

    def test_everything_also_what_a_crash_left(self, shelf: Shelf) -> None:
        shelf.keep(*LARGE)
        (shelf.folder / "s-9-E1.parquet").write_text("orphan")
        (shelf.folder / "s-9-E2.partial").write_text("orphan")
        assert shelf.store.purge() == 1
        assert shelf.files() == []
        assert shelf.store.purge() == 0

    def test_nothing_stays_in_the_file_of_the_store(self, shelf: Shelf) -> None:
        shelf.keep({"text": "unforgettable-7f3a" * 5000})
        shelf.store.purge()
        shelf.database.close()
        for file in shelf.folder.parent.rglob("*"):
            if file.is_file():
                assert b"unforgettable-7f3a" not in file.read_bytes(), file


def test_a_plan_on_changed_evidence_is_not_approved(shelf: Shelf, bench: Bench) -> None:
    plan = bench.propose()
    kept = shelf.keep({"name": "cart"}), shelf.keep({"name": "pay"})
    context = replace(plan.actions[0].context, evidence=tuple(e.id for e in kept))
    resting = replace(plan, actions=(replace(plan.actions[0], context=context),))
    check_evidence(shelf.store, resting, "s-1")
    with shelf.database.write() as connection:
        connection.execute(table.update().where(table.c.number == 2).values(items='[{"name": "cart"}]'))
    with pytest.raises(Refused, match=f"Plan {resting.id} rests on evidence of session s-1 .* changed.*: E2"):
        check_evidence(shelf.store, resting, "s-1")
    shelf.store.purge(session="s-1")
    check_evidence(shelf.store, resting, "s-1")  # what was forgotten was not changed
