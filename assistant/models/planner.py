"""The offline planner as a `Model`: routes the question once, then composes an answer from what was found."""

from collections.abc import Callable

from assistant.models.access import OFFLINE
from assistant.models.spec import Abstain, Answer, Ask, Calls, CallWanted, Reply, Turn
from assistant.planner.composing.compose import compose
from assistant.planner.following.recall import focused
from assistant.planner.misspelt import as_meant
from assistant.planner.route import names_nothing, route
from assistant.planner.wanted import wanted_in


class OfflinePlanner:
    """Deterministic, needs no network and no account; the default.

    `covers` says whether documents that people added answer a question: they are quoted where nothing else would answer.
    """

    name = OFFLINE

    def __init__(self, covers: Callable[[str], bool] = lambda _question: False) -> None:
        self._covers = covers

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        turn = as_meant(turn)
        if not turn.observations:
            return self._routed(turn)
        text = compose(
            focused(turn), turn.lang, environment=turn.environment.name, detail=turn.detail, wanted=wanted_in(turn)
        )
        write(text)
        return Answer(text=text)

    def _routed(self, turn: Turn) -> Reply:
        reply = route(turn)
        unanswered = (isinstance(reply, Abstain) and reply.unknown) or (isinstance(reply, Ask) and names_nothing(turn))
        guides = next((e for e in turn.catalog if e.backend == "guides"), None)
        if not unanswered or guides is None or not self._covers(turn.question):
            return reply
        return Calls((CallWanted(name=guides.name, arguments={"question": turn.question, "lang": turn.lang}),))
