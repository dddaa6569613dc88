"""Tampering with the record, and a disk that is full under it: found, told, and nothing changed at the target."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import ledger
from assistant.errors import StoreUnavailable
from tests.fakes import set_value
from tests.unit.core.bench import Bench

Tamper = Callable[[Bench], None]


@pytest.fixture
def history(bench: Bench) -> Bench:
    """Two plans carried out, so that the second decision attests what came before it."""
    for value in ("green", "red"):
        bench.board.put(color="blue")
        plan = bench.propose(set_value("color", value))
        bench.approve(plan)
        assert bench.execute(plan).ok
    assert bench.audit().ok
    return bench


def _rehash(bench: Bench, edit: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Rewrites the whole chain consistently: what someone does who has the store, and knows how hashes are made."""
    with bench.database.read() as connection:
        rows = [e.to_json() for e in ledger.entries(connection)]
    bench.sql("DELETE FROM ledger")
    previous = ledger.GENESIS
    for seq, row in enumerate(edit(rows), start=1):
        entry = ledger.Entry(**row | {"seq": seq, "previous": previous, "hash": ""})
        previous = entry.computed_hash()
        values = (entry.seq, entry.at, entry.kind, entry.principal, entry.environment, entry.subject,
                  json.dumps(entry.body), entry.previous, previous)  # fmt: skip
        bench.sql("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)


def altered_principal(bench: Bench) -> None:
    bench.sql("UPDATE ledger SET principal = 'eve' WHERE seq = 3")


def altered_body(bench: Bench) -> None:
    bench.sql("UPDATE ledger SET body = '{}' WHERE seq = 2")


def altered_with_its_own_hash_made_anew(bench: Bench) -> None:
    with bench.database.read() as connection:
        entry = ledger.entries(connection)[2]
    changed = replace(entry, principal="eve")
    bench.sql("UPDATE ledger SET principal = 'eve', hash = ? WHERE seq = 3", changed.computed_hash())


def removed(bench: Bench) -> None:
    bench.sql("DELETE FROM ledger WHERE seq = 4")


def removed_and_renumbered(bench: Bench) -> None:
    bench.sql("DELETE FROM ledger WHERE seq = 4")
    bench.sql("UPDATE ledger SET seq = seq - 1 WHERE seq = 5")


def removed_first(bench: Bench) -> None:
    bench.sql("DELETE FROM ledger WHERE seq = 1")


def inserted(bench: Bench) -> None:
    bench.sql("UPDATE ledger SET seq = seq + 100 WHERE seq >= 3")
    bench.sql("UPDATE ledger SET seq = seq - 99 WHERE seq >= 103")
    bench.sql(
        "INSERT INTO ledger SELECT 3, at, 'asked', principal, environment, subject, body, previous, 'x' FROM ledger WHERE seq = 4"
    )


def reordered(bench: Bench) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        bench.sql("UPDATE ledger SET seq = ? WHERE seq = ?", new, old)


def truncated_to_before_a_signed_head(bench: Bench) -> None:
    bench.sql("DELETE FROM ledger WHERE seq > 4")


def emptied(bench: Bench) -> None:
    bench.sql("DELETE FROM ledger")


def rewritten_consistently(bench: Bench) -> None:
    _rehash(bench, lambda rows: [r | ({"principal": "eve"} if r["seq"] == 3 else {}) for r in rows])


def rewritten_without_one_entry(bench: Bench) -> None:
    _rehash(bench, lambda rows: [r for r in rows if r["kind"] != "applied"])


def decision_removed_from_the_store(bench: Bench) -> None:
    bench.sql("DELETE FROM decisions")


def decided_entry_removed_and_chain_rewritten(bench: Bench) -> None:
    _rehash(bench, lambda rows: rows[:6] + rows[7:])


def decision_edited(bench: Bench) -> None:
    bench.sql('UPDATE decisions SET body = replace(body, \'"reason": ""\', \'"reason": "x"\')')


TAMPERS: tuple[Tamper, ...] = (
    altered_principal,
    altered_body,
    altered_with_its_own_hash_made_anew,
    removed,
    removed_and_renumbered,
    removed_first,
    inserted,
    reordered,
    truncated_to_before_a_signed_head,
    emptied,
    rewritten_consistently,
    rewritten_without_one_entry,
    decision_removed_from_the_store,
    decided_entry_removed_and_chain_rewritten,
    decision_edited,
)


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda t: t.__name__)
def test_tampering_is_found(history: Bench, tamper: Tamper) -> None:
    tamper(history)
    audit = history.audit()
    assert not audit.ok
    assert all(fault.ko and fault.en and fault.ko != fault.en for fault in audit.faults)


def test_the_audit_says_how_far_signatures_reach(history: Bench) -> None:
    audit = history.audit()
    assert audit.count == 10
    assert audit.attested == 6  # the second decision was signed on the ledger after its plan was proposed


def test_what_no_signature_attests_yet_is_said_to_be_so(bench: Bench) -> None:
    bench.propose()
    audit = bench.audit()
    assert (audit.count, audit.attested, audit.ok) == (1, 0, True)


def test_an_unknown_signature_attests_nothing(history: Bench) -> None:
    history.approvers.clear()
    audit = history.audit()
    assert audit.attested == 0
    assert len(audit.faults) == 2


def test_what_people_and_backends_said_is_redacted(bench: Bench) -> None:
    secret = "AKIA" + "ABCDEFGHIJKLMNOP"
    with bench.database.write() as connection:
        ledger.append(
            connection, at=bench.clock.now(), kind="refused", principal="jun", environment="prod", subject="p-1",
            body={"reason": f"denied for {secret}", "password": "hunter2", "digest": "ab" * 32},
        )  # fmt: skip
    with bench.database.read() as connection:
        [entry] = ledger.entries(connection)
    assert secret not in json.dumps(entry.body)
    assert "hunter2" not in json.dumps(entry.body)
    assert entry.body["digest"] == "ab" * 32
    assert bench.audit().ok


class TestFullDisk:
    """First as SQLite's own limit, then on a real file system that is full."""

    @pytest.mark.parametrize("step", ["propose", "approve", "execute"])
    def test_nothing_is_done_that_could_not_be_recorded(self, bench: Bench, step: str) -> None:
        plan = bench.propose()
        if step == "execute":
            bench.approve(plan)
        _fill(bench)
        before, head = bench.kinds(), bench.audit()
        steps: dict[str, Callable[[], object]] = {
            "propose": lambda: self._propose(bench),
            "approve": lambda: bench.approve(plan),
            "execute": lambda: bench.execute(plan),
        }
        with pytest.raises(StoreUnavailable, match="full") as caught:
            steps[step]()
        assert "Free space" in caught.value.remedy
        assert bench.board.writes == []
        _free(bench)
        assert bench.kinds() == before
        assert bench.audit() == head
        if step != "execute":
            bench.approve(plan)
        assert bench.execute(plan).ok
        assert bench.audit().ok

    @staticmethod
    def _propose(bench: Bench) -> None:
        bench.board.put(other="1")
        bench.propose(set_value("other", "2"))

    def test_full_after_the_change_it_is_finished_once_there_is_space(self, bench: Bench) -> None:
        plan = bench.propose()
        bench.approve(plan)
        bench.told = _Filling(bench)  # type: ignore[assignment]
        with pytest.raises(StoreUnavailable, match="full"):
            bench.execute(plan)
        written = len(bench.board.writes)
        _free(bench)
        bench.sql("UPDATE operations SET owner = ''")  # this very process lives on, so it counts as busy with it
        bench.told = []
        assert bench.execute(plan).ok
        assert len(bench.board.writes) == max(written, 1) == 1
        assert bench.audit().ok

    @pytest.mark.skipif(os.geteuid() != 0, reason="not covered: only root can mount a small file system")
    def test_on_a_real_full_file_system(self, small_disk: Path) -> None:
        bench = Bench(small_disk)
        plan = bench.propose()
        bench.approve(plan)
        before = bench.kinds()
        ballast = small_disk / "ballast"
        with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):  # noqa: PT012 until full
            while True:
                file.write(b"x" * 4096)
        with pytest.raises(StoreUnavailable) as caught:  # noqa: PT012 until full
            for _ in range(200):  # the write-ahead log may have pages left
                bench.smuggle(bench.decision(plan, "sora"))
                bench.sql("DELETE FROM decisions WHERE approver = 'sora'")
        assert caught.value.remedy
        ballast.unlink()
        assert bench.kinds() == before
        bench.sql("DELETE FROM decisions WHERE approver = 'sora'")
        assert bench.execute(plan).ok
        assert bench.audit().ok
        bench.database.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("not covered: this machine does not let root mount")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


class _Filling(list[object]):
    """`told` that fills the disk once the change is about to be applied."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench

    def append(self, _text: object) -> None:
        if not self:
            super().append(_text)
            _fill(self._bench)


def _fill(bench: Bench) -> None:
    """No connection of this bench may let the file grow any more, and the last page of the ledger is full."""
    from sqlalchemy import event

    def limit(dbapi: Any, _record: object) -> None:
        dbapi.execute("PRAGMA max_page_count = 1")  # SQLite raises it to the present size

    engine = bench.database._opened()
    event.listen(engine, "connect", limit)
    engine.dispose()
    bench.full = limit
    for size in (300, 1):
        with pytest.raises(StoreUnavailable, match="full"):  # noqa: PT012 until full
            for _ in range(1000):
                with bench.database.write() as connection:
                    ledger.append(
                        connection, at=bench.clock.now(), kind="asked", principal="p", environment="e", subject="s",
                        body={"question": "x" * size},
                    )  # fmt: skip


def _free(bench: Bench) -> None:
    from sqlalchemy import event

    engine = bench.database._engine
    assert engine is not None
    event.remove(engine, "connect", bench.full)
    engine.dispose()
