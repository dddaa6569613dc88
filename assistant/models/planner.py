"""The offline planner as a `Model`: routes the question once, then composes an answer from what was found."""

from collections.abc import Callable
from dataclasses import replace

from assistant.language import Text
from assistant.models.access import OFFLINE
from assistant.models.spec import Abstain, Answer, Ask, Calls, CallWanted, Reply, Turn
from assistant.planner.composing.compose import compose
from assistant.planner.following.recall import focused
from assistant.planner.in_general import asks_what_to_do_if
from assistant.planner.misspelt import as_meant
from assistant.planner.remedy import remedy_for
from assistant.planner.route import UNREAD, names_nothing, route
from assistant.planner.wanted import wanted_in

_NOT_IN_OWN = Text(
    ko="추가하신 문서에도 이 내용은 없습니다. 가장 가까운 절: `baepo knowledge search`",
    en="Your own documents do not cover it either. The nearest sections: `baepo knowledge search`",
)


class OfflinePlanner:
    """Deterministic, needs no network and no account; the default.

    `covers` says whether documents that people added answer a question, None where there are none: they are quoted where
    nothing else would answer.
    """

    name = OFFLINE

    def __init__(self, covers: Callable[[str], bool | None] = lambda _question: None) -> None:
        self._covers = covers

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        turn = as_meant(turn)
        if not turn.observations:
            return self._routed(turn)
        if remedy := remedy_for(turn):
            return remedy
        text = compose(
            focused(turn), turn.lang, environment=turn.environment.name, detail=turn.detail, wanted=wanted_in(turn)
        )
        write(text)
        return Answer(text=text)

    def _routed(self, turn: Turn) -> Reply:
        reply = route(turn)
        guides = next((e for e in turn.catalog if e.backend == "guides"), None)
        if guides is None or not (_unanswered(reply, turn) or _partly_read(reply, turn, guides.name)):
            return reply
        covered = self._covers(turn.question)
        if covered is False and isinstance(reply, Abstain):
            return replace(reply, text=f"{reply.text}\n\n{_NOT_IN_OWN.in_(turn.lang)}")
        if not covered:
            return reply
        quoted = CallWanted(name=guides.name, arguments={"question": turn.question, "lang": turn.lang})
        if isinstance(reply, Calls) and not asks_what_to_do_if(turn.question):
            return replace(reply, wanted=(*reply.wanted, quoted))
        turn.memory[UNREAD] = ()
        return Calls((quoted,))


def _unanswered(reply: Reply, turn: Turn) -> bool:
    return (isinstance(reply, Abstain) and reply.unknown) or (isinstance(reply, Ask) and names_nothing(turn))


def _partly_read(reply: Reply, turn: Turn, guides: str) -> bool:
    """Whether something is read, though not by all that the question says: documents may know the rest."""
    if not isinstance(reply, Calls) or any(call.name == guides for call in reply.wanted):
        return False
    return bool(turn.memory.get(UNREAD)) and names_nothing(turn)
