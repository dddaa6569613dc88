"""When a language model cannot finish a turn, the planner does: what it reads, what it takes over, what is said about it.

Called by `assistant.agent`, whatever the reason was: the server, the model, its budget, or an answer that says more than
was read.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.budget import OutOfBudget
from assistant.language import Text, with_particle
from assistant.models.access import OFFLINE
from assistant.models.exchange import ModelError, NotAllowed
from assistant.models.planner import OfflinePlanner
from assistant.models.spec import Abstain, Ask, Calls, CallWanted, Observation, Reply, Turn

_TABLES = 2  # raw results of a model that are shown when the planner has no reading of its own


class Handover:
    """A `Model` for the rest of a turn: the planner's own reading of the question.

    What a model that failed has read may answer another question than the one asked, through an argument it made up.
    So the planner answers from the calls that it makes itself, and takes over those that were already made alike; only
    where it knows no way is what the model read shown.
    """

    name = OFFLINE

    def __init__(self) -> None:
        self._planner = OfflinePlanner()
        self._routed: Calls | None = None

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        if self._routed is not None:
            own = (*self._routed.recalled, *_made(turn, self._routed.wanted))
            return self._planner.reply(replace(turn, observations=own), write)
        first = self._planner.reply(replace(turn, observations=()), write)
        if isinstance(first, Calls):
            self._routed = first
            made = {_key(o.call) for o in _made(turn, first.wanted)}
            return replace(first, wanted=tuple(c for c in first.wanted if _key(c) not in made))
        read = worth_showing(turn.observations)
        if isinstance(first, Ask | Abstain) and read:
            return self._planner.reply(replace(turn, observations=read), write)
        return first


def worth_showing(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """What investigations found; without any, the newest result of each tool, few of them."""
    diagnosed = tuple(o for o in observations if o.diagnosis is not None)
    newest = {o.call.name: o for o in observations if o.evidence is not None}
    return diagnosed or tuple(sorted(newest.values(), key=observations.index)[-_TABLES:])


def carried_on(name: str, why: ModelError | OutOfBudget) -> Text:
    """What a person is told about the model that did not answer, and who did."""
    return _told(name, why, ko="오프라인 플래너가 이어서 답했습니다.", en="The offline planner carried on.")


def no_help(name: str, why: ModelError) -> Text:
    """What a person is told of a model that was asked beside the planner, and gave nothing."""
    return _told(name, why, ko="답은 오프라인 플래너의 것입니다.", en="The answer is the offline planner's.")


def _told(name: str, why: ModelError | OutOfBudget, *, ko: str, en: str) -> Text:
    hint = Text(ko=f" {why.what_next.ko}".rstrip(), en=f" {why.what_next.en}".rstrip())
    if isinstance(why, NotAllowed):
        model = with_particle(name, "을")
        return Text(
            ko=f"이 환경에서는 호스팅 모델 {model} 쓸 수 없어 오프라인 플래너가 답했습니다.{hint.ko}",
            en=f"{why.reason.en} The offline planner answered.{hint.en}",
        )
    return Text(ko=f"모델 {name}: {why.reason.ko}. {ko}{hint.ko}", en=f"Model {name}: {why.reason.en}. {en}{hint.en}")


def _made(turn: Turn, wanted: Sequence[CallWanted]) -> tuple[Observation, ...]:
    """The observations of those calls that were made, in the order of the calls."""
    made = {_key(o.call): o for o in turn.observations}
    return tuple(made[_key(c)] for c in wanted if _key(c) in made)


def _key(call: CallWanted) -> str:
    return json.dumps([call.name, call.arguments], sort_keys=True, default=str)
