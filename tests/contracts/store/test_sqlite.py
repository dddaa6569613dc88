"""The contract of the store on SQLite, and what only a file can do wrong."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import StoreUnavailable, UsageError
from assistant.store.database import Database
from tests.contracts.store.contract import StoreContract
from tests.fakes import FakeClock


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'folder' / 'baepo.db'}"


class TestSqlite(StoreContract):
    """With a file of its own for each test."""


def _used(url: str) -> None:
    database = Database(url, FakeClock())
    try:
        with database.read():
            pass
    finally:
        database.close()


def test_the_file_is_for_its_owner_only(store_url: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        _used(store_url)
    finally:
        os.umask(before)
    folder = tmp_path / "folder"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("this is not a database, it only is as long as one page of it would be " * 20)
    with pytest.raises(StoreUnavailable, match="not a database") as caught:
        _used(f"sqlite:///{path}")
    assert "[store] url" in caught.value.remedy
    assert path.read_text().startswith("this is not")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="could not be opened"):
        _used(f"sqlite:///{tmp_path}/file/baepo.db")


@pytest.mark.parametrize(
    "url",
    ["", "baepo.db", "nonsense", "mysql://u:hunter2@h/d", "http://x", "sqlite+nope:///x", "postgresql+nope://h/d"],
)
def test_a_url_that_is_no_store(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if "+nope" in url:
        Database(url, FakeClock())  # the driver is ours to choose
        return
    with pytest.raises(UsageError, match="is not a store") as caught:
        Database(url, FakeClock())
    assert "hunter2" not in caught.value.message
    assert "sqlite:///" in caught.value.remedy


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        _used("postgresql://u:hunter2@127.0.0.1:1/d")
    assert "hunter2" not in caught.value.message


def test_who_has_just_written_does_not_overtake_who_waits(store_url: str) -> None:
    """SQLite's waiters look again up to 100 ms apart: one that writes all the time would always be there first."""
    order: list[str] = []
    greedy, patient = Database(store_url, FakeClock()), Database(store_url, FakeClock())
    for database in (greedy, patient):
        with database.read():
            pass

    def wait_and_write() -> None:
        with patient.write():
            order.append("patient")

    with greedy.write():
        order.append("greedy")
        waiting = threading.Thread(target=wait_and_write)
        waiting.start()
        time.sleep(1.0)  # by now it looks every 100 ms
    for _ in range(20):
        with greedy.write():
            order.append("greedy")
    waiting.join()
    greedy.close()
    patient.close()
    assert order[:2] == ["greedy", "patient"]


def test_a_store_that_needs_nothing_is_read_while_another_writes(store_url: str) -> None:
    writer, reader = Database(store_url, FakeClock()), Database(store_url, FakeClock())
    started = time.monotonic()
    with writer.write(), reader.read():
        pass
    writer.close()
    reader.close()
    assert time.monotonic() - started < 5, "opening it does not wait for the writer"


def test_a_writer_that_died_in_line_holds_nobody_up(store_url: str) -> None:
    """And neither does a file that cannot be opened: the line is for order only."""
    database = Database(store_url, FakeClock())
    line = Path(store_url.removeprefix("sqlite:///") + ".queue")
    script = f"import fcntl, os, sys; fcntl.flock(open({str(line)!r}, 'w'), fcntl.LOCK_EX); os.kill(os.getpid(), 9)"
    with database.write():
        pass
    subprocess.run([sys.executable, "-c", script], check=False)
    started = time.monotonic()
    with database.write():
        pass
    line.unlink()
    line.mkdir()
    with database.write():
        pass
    database.close()
    assert time.monotonic() - started < 5


def test_what_is_closed_while_it_is_read_leaves_no_connection_open(store_url: str) -> None:
    database = Database(store_url, FakeClock())
    with database.read() as connection:
        raw: Any = connection.connection.dbapi_connection
        database.close()
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        raw.execute("SELECT 1")
    database.close()
