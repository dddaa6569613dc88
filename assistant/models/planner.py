"""The offline planner as a `Model`: routes the question once, then composes an answer from what was found."""

from collections.abc import Callable

from assistant.models.access import OFFLINE
from assistant.models.spec import Answer, Reply, Turn
from assistant.planner.composing.compose import compose
from assistant.planner.following.recall import focused
from assistant.planner.route import route
from assistant.planner.wanted import wanted_in


class OfflinePlanner:
    """Deterministic, needs no network and no account; the default."""

    name = OFFLINE

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        if not turn.observations:
            return route(turn)
        text = compose(
            focused(turn), turn.lang, environment=turn.environment.name, detail=turn.detail, wanted=wanted_in(turn)
        )
        write(text)
        return Answer(text=text)
