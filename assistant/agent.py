"""One turn: model and tools in a loop, within budgets, until there is an answer. Called by `assistant.session`."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo

from assistant.budget import Budget, OutOfBudget, Spending
from assistant.calls import CallRunner
from assistant.catalog import Entry
from assistant.clock import Clock
from assistant.environments import Environment
from assistant.errors import BaepoError, Cancelled, Refused
from assistant.events import Asked, Event, ModelAsked, TextDelta, TurnEnded, TurnStarted
from assistant.evidence import Evidence
from assistant.findings import Suppression
from assistant.gate.propose import Proposer
from assistant.handover import Handover, carried_on, no_help, worth_showing
from assistant.identity import Principal
from assistant.language import Lang, Text, with_particle
from assistant.models.access import OFFLINE
from assistant.models.exchange import ModelError, Unsupported
from assistant.models.planner import OfflinePlanner
from assistant.models.spec import (
    Abstain,
    Answer,
    Ask,
    Calls,
    Limits,
    Model,
    Observation,
    Turn,
    Usage,
)
from assistant.observed import cited_by, gaps_of, names_in
from assistant.planner.composing.compose import compose
from assistant.planner.following.recall import focused
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.wanted import wanted_in
from assistant.playbooks.spec import Playbook
from assistant.proposals import Proposals
from assistant.standing import Standing
from assistant.toolbox import Toolbox, TurnLook
from assistant.verifier import Marked, Removed, Verified, verify, verify_ask
from assistant.verifier.stream import VerifiedStream

_BUG = Text(ko="내부 오류", en="An error inside the assistant")
_log = logging.getLogger(__name__)
_UNKNOWN = Text(
    ko="여기 있는 것을 고르게 하지 않고 되물었습니다", en="it asked back with nothing that exists here to choose from"
)
_NEEDLESS = Text(ko="찾아볼 수 있는 것을 되물었습니다", en="it asked back about what can be looked up")
_IN_SHORT = Text(ko="**한마디로**", en="**In short**")
_BEYOND = Text(ko="답의 대부분이 읽은 근거를 넘어섰습니다", en="most of its answer went beyond what was read")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks what, about which place."""

    question: str
    lang: Lang
    environment: Environment
    principal: Principal
    session: str
    previous: tuple[str, ...] = ()  # earlier questions of the session, oldest first
    suppressions: tuple[Suppression, ...] = ()
    standing: Standing = field(default_factory=Standing)
    detail: bool = False  # all that was found, not the gist


@dataclass(frozen=True, kw_only=True)
class Agent:
    """What a turn needs; holds no state between turns."""

    model: Model
    words: Model | None = None  # puts the answers of the planner in a sentence
    toolbox: Toolbox
    playbooks: Mapping[str, Playbook]
    proposer: Proposer
    catalog: tuple[Entry, ...]
    clock: Clock
    places: tuple[str, ...] = ()  # names and aliases of all environments
    zone: tzinfo = UTC
    budget: Budget = field(default_factory=Budget)

    def run(self, asking: Asking, emit: Callable[[Event], None], cancelled: threading.Event) -> TurnEnded:
        """Always ends in a `TurnEnded` that has also been emitted; what was found before an end is in it."""
        name = (self.words or self.model).name
        emit(TurnStarted(question=asking.question, lang=asking.lang, environment=asking.environment.name, model=name))
        turn = _TurnRun(self, asking, emit, cancelled)
        try:
            status, text, message = turn.converse()
        except Cancelled:
            status, text, message = "cancelled", turn.so_far(), "stopped"
        except OutOfBudget as limit:
            status, text, message = "out of budget", turn.so_far(), limit.told(asking.lang)[0]
        except BaepoError as error:
            status = "refused" if isinstance(error, Refused) else "failed"
            text, message = turn.so_far(), " ".join(error.told(asking.lang)).strip()
        except Exception as error:  # noqa: BLE001 the edge of a turn: a bug becomes a message, never a traceback
            _log.exception("turn in session %s failed", asking.session)
            status, text, message = (
                "failed",
                turn.so_far(),
                _BUG.in_(asking.lang) + f": {type(error).__name__}: {error}",
            )
        emit(turn.spending.event())
        ended = TurnEnded(
            status=status,
            answer=text,
            citations=cited_by(turn.observations),
            not_read=gaps_of(turn.observations),
            unsupported=turn.unsupported(),
            message=message,
            shown=turn.shown,
            answered_by=turn.author,
        )
        emit(ended)
        return ended


class _TurnRun:
    """One turn under way."""

    def __init__(self, agent: Agent, asking: Asking, emit: Callable[[Event], None], cancelled: threading.Event) -> None:
        self._agent = agent
        self._asking = asking
        self._emit = emit
        self._cancelled = cancelled
        self._model = agent.model
        self._turn: Turn | None = None
        self._note: Text | None = None  # why the model that was asked is not the one that answers
        self._shown = False
        self.spending = Spending(agent.budget, agent.clock, reserved=agent.model.name != OFFLINE)
        self._observations: list[Observation] = []
        self._understood = ""  # what the first reply understood differently from what was written
        self._unsupported: tuple[Removed | Marked, ...] = ()
        self._worded_by = ""  # the language model that put the planner's answer in a sentence
        self._now = agent.clock.now()

    def converse(self) -> tuple[str, str, str]:
        """(status, answer, message)."""
        runner = self._runner()
        turn = Turn(
            question=self._asking.question,
            lang=self._asking.lang,
            environment=self._asking.environment,
            catalog=self._agent.catalog,
            known=lambda backend: runner.known(self._agent.toolbox.tools.values(), backend),
            previous=self._asking.previous,
            detail=self._asking.detail,
            standing=replace(self._asking.standing, actions=self._agent.proposer.kinds),
            places=self._agent.places,
            now=self._now,
            zone=self._agent.zone,
            limits=Limits(
                seconds_left=lambda: self.spending.seconds_left,
                cancelled=self._cancelled,
                afford=lambda most: self.spending.afford(most.tokens, most.cost_usd),
                spend=self._spend,
            ),
        )
        self._turn = turn
        warning = _changed(self._asking)
        self._write(warning)
        try:
            status, text, message = self._rounds(turn, runner)
        except (ModelError, OutOfBudget) as why:
            if self.answered_by == OFFLINE:
                raise
            self._hand_over(why)
            status, text, message = self._rounds(turn, runner)
        return status, warning + text, message

    def _rounds(self, turn: Turn, runner: CallRunner) -> tuple[str, str, str]:
        while True:
            self.spending.take_round()
            stream = VerifiedStream(lambda raw: self._verified(raw, self._seen(runner.look)).text, self._write)
            if self._model.name != OFFLINE:
                self._emit(ModelAsked(model=self._model.name, purpose="answer"))
            turn = replace(turn, observations=tuple(self._observations))
            reply = self._model.reply(turn, stream.write)
            if not isinstance(reply, Calls):
                return self._ended(reply, turn, stream, runner)
            if reply.note is not None:
                self._understood = f"{reply.note.in_(self._asking.lang)}\n\n"
                self._write(self._understood)
            self._observations.extend(reply.recalled)
            if self._cancelled.is_set():
                raise Cancelled("stopped")
            runner.run(reply.wanted)

    def _ended(
        self, reply: Answer | Ask | Abstain, turn: Turn, stream: VerifiedStream, runner: CallRunner
    ) -> tuple[str, str, str]:
        """(status, answer, message) of a reply that ends the turn. Raises: `Unsupported`."""
        note = (reply.note if isinstance(reply, Answer) else None) or self._note
        told = f"_{note.in_(self._asking.lang)}_" if note is not None else ""
        if isinstance(reply, Ask):
            asked = reply if self.answered_by == OFFLINE else self._verified_ask(reply, turn, runner)
            self._emit(Asked(question=asked.question, options=asked.options))
            return "asked", asked.question, told.strip("_")
        if isinstance(reply, Abstain):
            text = f"{reply.text}\n\n{told}".rstrip()
            self._write(text)
            return "abstained", text, ""
        checked = self._verified(reply.text, self._seen(runner.look))
        self._unsupported += checked.removed + checked.marked
        if self.answered_by != OFFLINE and self._observations and checked.mostly_removed:
            raise Unsupported(_BEYOND)
        if told and not self._observations:  # the warning comes before words that rest on nothing
            self._understood, told = f"{told}\n\n", ""
            self._write(self._understood)
        stream.end(checked.text)
        rest = "".join(f"\n\n{part}" for part in (self._everything_read(), told) if part)
        self._write(rest)
        return self._status(), self._understood + checked.text + rest + self._in_short(turn, runner.look), ""

    def _in_short(self, turn: Turn, look: TurnLook) -> str:
        """What a language model makes of the planner's answer, below it; or why it made nothing of it."""
        words, lang = self._agent.words, self._asking.lang
        if words is None or self._status() != "answered":
            return ""
        self._emit(ModelAsked(model=words.name, purpose="word"))
        try:
            said = words.reply(turn, lambda _text: None)
            checked = self._verified(said.text, look.seen) if isinstance(said, Answer) else Verified(text="")
            self._unsupported += checked.removed + checked.marked
            if checked.marked or (checked.removed and not checked.text.strip()):
                raise Unsupported(_BEYOND)
            if not checked.text.strip():
                return ""  # it says the same
            added, self._worded_by = f"\n\n{_IN_SHORT.in_(lang)} {checked.text}", words.name
        except Cancelled:
            return ""  # the answer stands
        except ModelError as why:
            _log.info("session %s: %s added nothing: %s", self._asking.session, words.name, why.message)
            added = f"\n\n_{no_help(words.name, why).in_(lang)}_"
        self._write(added)
        return added

    def _everything_read(self) -> str:
        """With `detail`, what a language model's answer is followed by; the planner's own has it all."""
        if not self._asking.detail or self.answered_by == OFFLINE or not self._observations:
            return ""
        head = Text(ko="**읽은 것 전부**", en="**Everything that was read**").in_(self._asking.lang)
        environment = self._asking.environment.name
        return f"{head}\n\n{compose(self._observations, self._asking.lang, environment=environment, detail=True)}"

    def _hand_over(self, why: ModelError | OutOfBudget) -> None:
        """The planner goes on, with its reserve; what was shown of the model's words stays above its answer."""
        _log.info("session %s: %s did not finish: %s", self._asking.session, self._model.name, why.message)
        self._note = carried_on(self._model.name, why)
        if self._shown:
            self._write("\n\n")
        self._model, self._understood = Handover(), ""
        self.spending.open_reserve()

    def _status(self) -> str:
        """How a turn with an answer ended: an answer that rests on nothing read is none."""
        if not self._observations:
            return "abstained"
        if all(self._says_nothing(o) for o in self._observations):
            return "abstained"
        kinds = {o.error.kind if o.error is not None else "" for o in self._observations}
        if kinds == {"refused"}:
            return "refused"
        return "answered" if kinds & {"", "not_found"} else "could not look"

    def _says_nothing(self, observation: Observation) -> bool:
        """Whether it is a search of the guides that found none on the question."""
        evidence = observation.evidence
        tool = self._agent.toolbox.tools.get(observation.call.name)
        return evidence is not None and not evidence.items and tool is not None and tool.backend == "guides"

    def unsupported(self) -> tuple[dict[str, str], ...]:
        """What the answer said beyond its evidence: removed from it, or marked in it."""
        return tuple({"statement": u.statement, "reason": u.reason} for u in self._unsupported)

    def _seen(self, look: TurnLook) -> Sequence[Evidence]:
        # The planner says only what findings and rows say, so that the raw objects behind them need not be searched.
        return () if self.answered_by == OFFLINE else look.seen

    def _verified(self, text: str, raw: Sequence[Evidence]) -> Verified:
        turn = self._turn
        return verify(
            text,
            # what the planner was told to leave out, it does not count
            observations=focused(replace(turn, observations=tuple(self._observations))) if turn else self._observations,
            lang=self._asking.lang,
            question=self._asking.question,
            evidence=raw,
            wanted=wanted_in(turn) if turn is not None else None,
        )

    def _verified_ask(self, ask: Ask, turn: Turn, runner: CallRunner) -> Ask:
        """A model's question back, with candidates that exist, where the planner knows no way. Raises: `Unsupported`."""
        alone = OfflinePlanner().reply(replace(turn, observations=(), memory={}), lambda _text: None)
        if isinstance(alone, Calls):
            raise Unsupported(_NEEDLESS)
        tools = self._agent.toolbox.tools.values()
        names = {k.name for backend in {t.backend for t in tools if t.names} for k in runner.known(tools, backend)}
        asking = self._asking
        checked = verify_ask(
            ask, observations=self._observations, lang=asking.lang, question=asking.question, names=names
        )
        if checked is None:
            raise Unsupported(_UNKNOWN)
        return checked

    @property
    def answered_by(self) -> str:
        """Name of the model that writes the answer."""
        return self._model.name

    @property
    def author(self) -> str:
        """Name of the model whose answer this is; one that put the planner's in a sentence counts."""
        return self._worded_by or self.answered_by

    def so_far(self) -> str:
        """What is said when the turn ends before its answer."""
        lang = self._asking.lang
        shown = (*worth_showing(self._observations), *(o for o in self._observations if o.error is not None))
        text = compose(shown, lang, environment=self._asking.environment.name)
        return f"{text}\n\n_{self._note.in_(lang)}_".strip() if self._note else text

    @property
    def observations(self) -> Sequence[Observation]:
        return self._observations

    @property
    def shown(self) -> tuple[str, ...]:
        """Names of the rows that the answer shows, and of what these belong to."""
        return names_in(self._observations, wanted_in(self._turn) if self._turn is not None else Narrowing())

    def _runner(self) -> CallRunner:
        """Raises `Refused` when this principal may not read this environment."""
        agent, asking = self._agent, self._asking
        return CallRunner(
            agent.toolbox.look(
                environment=asking.environment,
                principal=asking.principal,
                session=asking.session,
                spending=self.spending,
                cancelled=self._cancelled,
                emit=self._emit,
            ),
            agent.playbooks,
            proposals=Proposals(
                agent.proposer,
                principal=asking.principal,
                environment=asking.environment,
                session=asking.session,
                lang=asking.lang,
                emit=self._emit,
            ),
            suppressions=asking.suppressions,
            emit=self._emit,
            observations=self._observations,
        )

    def _spend(self, usage: Usage) -> None:
        self.spending.add_tokens(usage.tokens, usage.cost_usd)

    def _write(self, text: str) -> None:
        if text:
            self._shown = True
            self._emit(TextDelta(text=text))


def _changed(asking: Asking) -> str:
    """What is said of earlier evidence that is not as it was recorded any more."""
    ids = ", ".join(asking.standing.changed)
    if not ids:
        return ""
    told = Text(
        ko=f"**주의** 근거 {with_particle(ids, '이')} 기록된 뒤에 바뀌었습니다. 그 근거에서 나온 문제와 계획은 쓰지 않습니다. "
        "다시 물어 새로 읽으세요.",
        en=f"**Caution** This evidence was changed after it was recorded: {ids}. Findings and plans that rest on it are not "
        "used. Ask about it again to read it anew.",
    )
    return f"{told.in_(asking.lang)}\n\n"
