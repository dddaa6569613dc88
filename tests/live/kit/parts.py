"""What a missing part of the kit is called, and how a program it needs is found.

Called by every module of the kit; the fixtures turn `MissingPart` into a skip, or into a failure in CI.
"""

import glob
import os
import shutil
from pathlib import Path


class MissingPart(RuntimeError):
    """A program that a real server needs is not on this machine. Says which and how to get it."""


class ServerFailed(RuntimeError):
    """A server was started and ended, or did not become ready in time. Carries the end of its log."""


def find_program(name: str, *, folders: tuple[str, ...] = (), install: str) -> Path:
    """Path of a program from PATH, else from `folders` (glob patterns, the highest version first).

    Raises: MissingPart.
    """
    if found := shutil.which(name):
        return Path(found)
    for pattern in folders:
        for folder in sorted(glob.glob(pattern), key=_version_key, reverse=True):
            candidate = Path(folder) / name
            if os.access(candidate, os.X_OK):
                return candidate
    raise MissingPart(f"{name} is not on PATH. {install}")


def _version_key(folder: str) -> list[int]:
    return [int(part) for part in folder.split("/") if part.isdigit()]
