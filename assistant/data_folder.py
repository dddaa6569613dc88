"""The data folder: made private on first use, its failures put into words. Called by wiring, keys and commands."""

import errno
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import Cancelled, Failed, UsageError
from assistant.language import Text, same

_LOOK_AGAIN_S = 0.05


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """`folder` exists, 0700 like every folder above it that was made here, and can be written to.

    Raises `UsageError`, also for what fails inside.
    """
    try:
        for missing in [p for p in (*reversed(folder.parents), folder) if not p.exists()]:
            missing.mkdir(mode=0o700, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        yield
    except OSError as error:
        reason = same(error.strerror or str(error))
        if os.path.isfile(folder):
            reason = Text(ko="파일입니다", en="it is a file")
        raise UsageError(
            Text(
                ko=f"데이터 폴더 {folder}를 쓸 수 없습니다: {reason.ko}.",
                en=f"The data folder {folder} cannot be used: {reason.en}.",
            ),
            remedy=Text(
                ko="이 사용자가 쓸 수 있게 하거나 BAEPO_HOME으로 다른 폴더를 지정하세요.",
                en="Let this user write to it, or point BAEPO_HOME at another folder.",
            ),
        ) from error


@contextmanager
def alone(file: Path, *, cancelled: threading.Event, patience_s: float = 120.0) -> Iterator[None]:
    """Holds `file` so that one process at a time is inside; waits its turn. The lock goes with the process.

    Raises: `Failed` after `patience_s`, `Cancelled`.
    """
    with writable(file.parent):
        handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        ends = time.monotonic() + patience_s
        while not _taken(handle):
            if cancelled.wait(_LOOK_AGAIN_S):
                raise Cancelled("stopped")
            if time.monotonic() > ends:
                raise Failed(
                    Text(
                        ko="다른 프로세스가 이 대화에서 오래 묻고 있습니다.",
                        en="Another process has been asking in this conversation for a long time.",
                    ),
                    remedy=Text(
                        ko="답이 끝나기를 기다리거나 --session 없이 물으세요.",
                        en="Wait until it has answered, or ask without --session.",
                    ),
                )
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
