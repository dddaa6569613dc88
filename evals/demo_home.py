"""Where a demo company lives: kept between starts, used by one process at a time, and what dead processes left behind.

Used by `evals.demo`. A company that is kept has its conversations, plans, ledger and key in its folder; its cluster, account
and bill are made anew at every start, so that they are of today.
"""

import fcntl
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import places
from assistant.data_folder import writable

_LOCK = "in-use"
_PASSING = "baepo-demo-"  # how the name of a folder begins that goes with its process
_ENDPOINT = re.compile(r'^endpoint_url = "https?://([^":/]+):(\d+)"', re.MULTILINE)
_YOUNG_S = 600.0


class Running(Exception):
    """Another process runs this company."""


def kept(seed: int) -> Path:
    """The folder of this company; it need not exist yet."""
    return places.demo_folder() / f"company-{seed}"


def is_kept(home: Path) -> bool:
    return (home / "baepo.toml").is_file()


@contextmanager
def used(home: Path) -> Iterator[None]:
    """Inside, nobody else runs or removes this company. Raises: `Running`, `UsageError` where it cannot be written."""
    with writable(home):
        handle = os.open(home / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Running from None
        yield
    finally:
        os.close(handle)


def remove(home: Path) -> bool:
    """False when there was none. Raises: `Running`."""
    if not home.exists():
        return False
    with used(home):
        shutil.rmtree(home)
    return True


@contextmanager
def passing() -> Iterator[Path]:
    """A folder of its own that goes away again."""
    home = Path(tempfile.mkdtemp(prefix=_PASSING))
    try:
        with used(home):
            yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def sweep(folder: Path | None = None) -> list[Path]:
    """Removes what demos that were killed left among the temporary files of this user; returns what went."""
    gone = []
    for home in (folder or Path(tempfile.gettempdir())).glob(f"{_PASSING}*"):
        if _is_mine(home) and _is_abandoned(home):
            shutil.rmtree(home, ignore_errors=True)
            gone.append(home)
    return gone


def _is_mine(home: Path) -> bool:
    """Also when somebody else's link points there, nothing of it is touched."""
    return not home.is_symlink() and home.is_dir() and home.stat().st_uid == os.getuid()


def _is_abandoned(home: Path) -> bool:
    """Nobody holds its lock; without one, nobody answers as its account. One that has just begun has neither yet."""
    if (home / _LOCK).exists():
        try:
            with used(home):
                return True
        except Running:
            return False
    try:
        where = _ENDPOINT.search((home / "baepo.toml").read_text(encoding="utf-8"))
    except OSError:
        return time.time() - home.stat().st_mtime > _YOUNG_S
    return where is None or not _answers(where[1], int(where[2]))


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1.0).close()
    except OSError:
        return False
    return True
