"""What can stop a command, with the exit code it ends in. Every message says what happened; `remedy` says what to do."""

from typing import ClassVar

DONE, FAILED, USAGE, REFUSED, PARTLY, FAIL_ON = 0, 1, 2, 3, 4, 5


class BaepoError(Exception):
    """Something a person is told in words, never as a traceback."""

    exit_code: ClassVar[int] = FAILED

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class Failed(BaepoError):
    """It was tried and did not work."""


class UsageError(BaepoError):
    """The command, its input or the configuration has to be corrected."""

    exit_code = USAGE


class Refused(BaepoError):
    """Policy, approval or preconditions do not allow it; nothing was changed."""

    exit_code = REFUSED


class StoreUnavailable(BaepoError):
    """The store could not be read or written; what was being recorded did not happen."""


class Cancelled(BaepoError):
    """The person stopped it; what was found is kept."""
