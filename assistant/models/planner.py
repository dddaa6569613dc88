"""The offline planner as a `Model`: routes the question once, then composes an answer from what was found."""

from collections.abc import Callable
from dataclasses import replace

from assistant.models.access import OFFLINE
from assistant.models.spec import Answer, CallWanted, Reply, Turn
from assistant.planner.composing.compose import compose
from assistant.planner.following.recall import focused
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.route import ABOUT, PARTS, UNREAD, route


class OfflinePlanner:
    """Deterministic, needs no network and no account; the default."""

    name = OFFLINE

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        if not turn.observations:
            return route(turn)
        wanted = narrowing_of_turn(turn.question, turn.previous, turn.now, turn.zone)
        wanted = replace(wanted, words=wanted.words | turn.memory.get(ABOUT, frozenset()))
        if turn.memory.get(UNREAD):  # a yes or no would be about what was left out, too
            wanted = replace(
                wanted, asks="", exists=False, form="" if wanted.form in ("yes or no", "count") else wanted.form
            )
        parts = {
            _key(call): narrowing_of_turn(text, turn.previous, turn.now, turn.zone)
            for call, text in turn.memory.get(PARTS, ())
        }
        text = compose(
            focused(turn),
            turn.lang,
            environment=turn.environment.name,
            detail=turn.detail,
            wanted=wanted,
            of_part=lambda o: parts.get(_key(o.call)),
        )
        write(text)
        return Answer(text=text)


def _key(call: CallWanted) -> str:
    return f"{call.name}{sorted(call.arguments.items(), key=str)}"
