"""What can stop a command, with the exit code it ends in. Every message says what happened; `remedy` says what to do."""

from typing import ClassVar

from assistant.language import Lang, Text, same

DONE, FAILED, USAGE, REFUSED, PARTLY, FAIL_ON = 0, 1, 2, 3, 4, 5
INTERRUPTED = 130  # what shells expect after Ctrl-C


class BaepoError(Exception):
    """Something a person is told in words, never as a traceback.

    `message` and `remedy` are the English of it, for logs and models; `told` is what the person reads.
    """

    exit_code: ClassVar[int] = FAILED

    def __init__(self, message: str | Text, *, remedy: str | Text = "") -> None:
        self.what = same(message) if isinstance(message, str) else message
        self.what_next = same(remedy) if isinstance(remedy, str) else remedy
        super().__init__(self.what.en)

    @property
    def message(self) -> str:
        return self.what.en

    @property
    def remedy(self) -> str:
        return self.what_next.en

    def told(self, lang: Lang) -> tuple[str, str]:
        """(what happened, what to do next, "" where nothing helps)."""
        return self.what.in_(lang), self.what_next.in_(lang)


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


class Stopped(BaepoError):
    """Ctrl-C where there is more to say about it than that."""

    exit_code = INTERRUPTED
