"""A language model that is asked again when its server only stumbled, and not at all where it is not allowed.

Wraps any `Model`. What does not help any more is raised as `ModelError`, and `assistant.agent` lets the planner carry on.
"""

from collections.abc import Callable

from assistant.errors import Cancelled, Refused
from assistant.models.exchange import ModelError, NotAllowed, TryAgain
from assistant.models.spec import Model, Reply, Turn

ATTEMPTS = 4
_FIRST_DELAY_S = 0.5
_LONGEST_WAIT_S = 60.0  # nobody watches a prompt for longer, whatever is left of the turn
_TRIES = "tries"


class Resilient:
    """Tries again as long as nothing of an answer was shown."""

    def __init__(self, model: Model, *, check: Callable[[Turn], None] = lambda _turn: None) -> None:
        self._model = model
        self._check = check  # raises `Refused` when this turn may not use the model

    @property
    def name(self) -> str:
        return self._model.name

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        """Raises: `ModelError`, `Cancelled`, `OutOfBudget`."""
        try:
            self._check(turn)
        except Refused as refusal:
            raise NotAllowed(refusal.what, remedy=refusal.what_next) from refusal
        shown = _Shown(write)
        while True:
            try:
                return self._model.reply(turn, shown.write)
            except ModelError as error:
                if shown.any:
                    raise
                self._wait(turn, error)

    def _wait(self, turn: Turn, error: ModelError) -> None:
        """Sleeps as long as the server asked, or longer each time; raises `error` when that leads nowhere."""
        tries = turn.memory[_TRIES] = turn.memory.get(_TRIES, 0) + 1
        after_s = error.after_s if isinstance(error, TryAgain) else None
        delay_s = after_s or _FIRST_DELAY_S * 2 ** (tries - 1)  # a busy server does not mean "at once"
        most_s = min(turn.limits.seconds_left(), _LONGEST_WAIT_S)
        if tries >= ATTEMPTS or not error.worth_a_try or delay_s > most_s:
            raise error
        if turn.limits.cancelled.wait(delay_s):
            raise Cancelled("stopped")


class _Shown:
    """Notices whether anything was shown."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self.any = False

    def write(self, text: str) -> None:
        self.any = self.any or bool(text.strip())
        self._write(text)
