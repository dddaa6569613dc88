"""Keeps a turn going when its language model does not: waits and tries again, and then lets the planner carry on.

Wraps any `Model`. Also where a hosted model is stopped in an environment that does not allow one. The answer's note says
who answered and why.
"""

from collections.abc import Callable
from dataclasses import replace

from assistant.errors import BaepoError, Cancelled, Refused
from assistant.language import Text
from assistant.models.exchange import ModelError, TryAgain
from assistant.models.planner import OfflinePlanner
from assistant.models.spec import Abstain, Answer, Ask, Model, Reply, Turn

ATTEMPTS = 4
_FIRST_DELAY_S = 0.5
_LONGEST_WAIT_S = 60.0  # nobody watches a prompt for longer, whatever is left of the turn
_RESERVE_S = 5.0  # of the turn, that waiting may not use up
_OVER = "handed over"
_TRIES = "tries"


class Resilient:
    """A language model with the offline planner behind it."""

    def __init__(self, model: Model, *, check: Callable[[Turn], None] = lambda _turn: None) -> None:
        self._model = model
        self._check = check  # raises `Refused` when this turn may not use the model
        self._planner = OfflinePlanner()

    @property
    def name(self) -> str:
        return self._model.name

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        """Raises: `Cancelled`, `OutOfBudget`."""
        if _OVER not in turn.memory:
            try:
                self._check(turn)
                return self._persist(turn, write)
            except Refused as refusal:
                turn.memory[_OVER] = (_not_allowed(self.name, refusal), len(turn.observations))
            except ModelError as error:
                turn.memory[_OVER] = (_failed(self.name, error), len(turn.observations))
        return self._hand_over(turn, write)

    def _persist(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        shown = _Shown(write)
        while True:
            try:
                return self._model.reply(turn, shown.write)
            except ModelError as error:
                if shown.any:
                    write("\n\n")  # what was shown stays, and the planner's answer follows it
                    raise
                self._wait(turn, error)

    def _wait(self, turn: Turn, error: ModelError) -> None:
        """Sleeps as long as the server asked, or longer each time; raises `error` when that leads nowhere."""
        tries = turn.memory[_TRIES] = turn.memory.get(_TRIES, 0) + 1
        after_s = error.after_s if isinstance(error, TryAgain) else None
        delay_s = _FIRST_DELAY_S * 2 ** (tries - 1) if after_s is None else after_s
        most_s = min(turn.limits.seconds_left() - _RESERVE_S, _LONGEST_WAIT_S)
        if tries >= ATTEMPTS or not error.worth_a_try or delay_s > most_s:
            raise error
        if turn.limits.cancelled.wait(delay_s):
            raise Cancelled("stopped")

    def _hand_over(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        """The planner's own reading of the question; with what the model read only where the planner has none.

        What a model that failed has read may answer another question than the one asked, through an argument it made
        up; where both want the same, the second read comes from evidence.
        """
        note, at = turn.memory[_OVER]
        reply = self._planner.reply(replace(turn, observations=turn.observations[at:]), write)
        read = tuple(o for o in turn.observations[:at] if o.error is None)
        if isinstance(reply, Ask | Abstain) and read:
            reply = self._planner.reply(replace(turn, observations=read), write)
        if isinstance(reply, Answer):
            return replace(reply, note=note)
        if isinstance(reply, Abstain):
            return replace(reply, text=f"{reply.text}\n\n_{note.in_(turn.lang)}_")
        return reply


class _Shown:
    """Notices whether anything was shown."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self.any = False

    def write(self, text: str) -> None:
        self.any = self.any or bool(text.strip())
        self._write(text)


def _failed(name: str, error: ModelError) -> Text:
    hint = f" {error.remedy}" if error.remedy else ""
    return Text(
        ko=f"모델 {name}: {error.reason.ko}. 오프라인 플래너가 이어서 답했습니다.{hint}",
        en=f"Model {name}: {error.reason.en}. The offline planner carried on.{hint}",
    )


def _not_allowed(name: str, refusal: BaepoError) -> Text:
    return Text(
        ko=f"이 환경에서는 호스팅 모델 {name}을(를) 쓸 수 없어 오프라인 플래너가 답했습니다. {refusal.remedy}",
        en=f"{refusal.message} The offline planner answered. {refusal.remedy}",
    )
