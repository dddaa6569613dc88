"""Who writes next: writers of an SQLite file line up here before they ask it for its one write lock. Called by `database`.

SQLite alone is not fair: a writer that has waited looks again ever more rarely, up to 100 ms apart, and whoever has just
finished comes first again, so that under load one of several writers can wait beyond any timeout. Behind a turnstile one
writer waits for SQLite, nobody can overtake it, and all others look again equally often.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOOK_AGAIN_S = 0.005


@contextmanager
def in_line(file: Path, *, patience_s: float) -> Iterator[None]:
    """Inside, no other writer of the machine is; the place goes with the process.

    Order only: SQLite's own lock is what excludes. So whoever has waited for `patience_s`, or cannot open the file, goes
    on to SQLite all the same, which says in its words what is wrong.
    """
    handle = -1
    with suppress(OSError):
        handle = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        ends = time.monotonic() + patience_s
        while handle >= 0 and not _first(handle) and time.monotonic() < ends:
            time.sleep(_LOOK_AGAIN_S)
        yield
    finally:
        if handle >= 0:
            os.close(handle)


def _first(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without such locks
        return True
    return True
