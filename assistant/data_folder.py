"""The data folder: made private on first use, its failures put into words. Called by wiring, keys and commands."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import UsageError


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
        reason = "it is a file" if os.path.isfile(folder) else error.strerror or str(error)
        raise UsageError(
            f"The data folder {folder} cannot be used: {reason}.",
            remedy="Let this user write to it, or point BAEPO_HOME at another folder.",
        ) from error
