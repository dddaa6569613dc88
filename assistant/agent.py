"""One turn: model and tools in a loop, within budgets, until there is an answer. Called by `assistant.session`."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from assistant import arguments
from assistant.budget import Budget, OutOfBudget, Spending
from assistant.catalog import Entry
from assistant.clock import Clock
from assistant.environments import Environment
from assistant.errors import BaepoError, Cancelled
from assistant.events import (
    Asked,
    Event,
    FindingRaised,
    PlanProposed,
    ProposalRefused,
    TextDelta,
    ToolCalled,
    ToolFailed,
    TurnEnded,
    TurnStarted,
)
from assistant.findings import Suppression, apply_suppressions, ranked
from assistant.gate.propose import Proposer
from assistant.identity import Principal
from assistant.known import Known, known_in
from assistant.language import Lang
from assistant.models.access import OFFLINE
from assistant.models.spec import (
    Answer,
    Ask,
    Calls,
    CallWanted,
    Limits,
    Model,
    Observation,
    Planned,
    Turn,
    Usage,
)
from assistant.planner.compose import compose
from assistant.playbooks.spec import Diagnosis, Playbook, Request
from assistant.toolbox import Toolbox, TurnLook
from assistant.verifier import Marked, Removed, Verified, verify
from assistant.verifier.stream import VerifiedStream
from tools.spec import ToolError

PLANS_PER_TURN = 3
_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, kw_only=True)
class Agent:
    """What a turn needs; holds no state between turns."""

    model: Model
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
        emit(
            TurnStarted(
                question=asking.question, lang=asking.lang, environment=asking.environment.name, model=self.model.name
            )
        )
        turn = _TurnRun(self, asking, emit, cancelled)
        try:
            status, text, message = turn.converse()
        except Cancelled:
            status, text, message = "cancelled", turn.so_far(), "stopped"
        except OutOfBudget as limit:
            status, text, message = "out of budget", turn.so_far(), limit.message
        except BaepoError as error:
            status, text, message = "failed", turn.so_far(), f"{error.message} {error.remedy}".strip()
        except Exception as error:  # noqa: BLE001 the edge of a turn: a bug becomes a message, never a traceback
            _log.exception("turn in session %s failed", asking.session)
            status, text, message = (
                "failed",
                turn.so_far(),
                f"An error inside the assistant: {type(error).__name__}: {error}",
            )
        emit(turn.spending.event())
        ended = TurnEnded(
            status=status,
            answer=text,
            citations=turn.citations(),
            not_read=turn.not_read(),
            unsupported=turn.unsupported(),
            message=message,
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
        self.spending = Spending(agent.budget, agent.clock)
        self._observations: list[Observation] = []
        self._understood = ""  # what the first reply understood differently from what was written
        self._unsupported: tuple[Removed | Marked, ...] = ()
        self._playbook_calls = 0

    def converse(self) -> tuple[str, str, str]:
        """(status, answer, message)."""
        look = self._look()
        turn = Turn(
            question=self._asking.question,
            lang=self._asking.lang,
            environment=self._asking.environment,
            catalog=self._agent.catalog,
            known=lambda backend: self._known(look, backend),
            previous=self._asking.previous,
            places=self._agent.places,
            now=self._agent.clock.now(),
            zone=self._agent.zone,
            limits=Limits(
                seconds_left=lambda: self.spending.seconds_left, cancelled=self._cancelled, spend=self._spend
            ),
        )
        while True:
            self.spending.take_round()
            stream = VerifiedStream(lambda raw: self._verified(raw, look).text, self._write)
            now = replace(turn, observations=tuple(self._observations))
            reply = self._agent.model.reply(now, stream.write)
            match reply:
                case Calls(wanted=wanted, note=note):
                    if note is not None:
                        self._understood = f"{note.in_(self._asking.lang)}\n\n"
                        self._write(self._understood)
                    self._observe(wanted, look)
                case Answer(text=text, note=note):
                    checked = self._verified(text, look)
                    told = f"_{note.in_(self._asking.lang)}_" if note is not None else ""
                    if told and not self._observations:  # the warning comes before words that rest on nothing
                        self._write(f"{told}\n\n")
                        self._understood, told = f"{told}\n\n", ""
                    stream.end(checked.text)
                    self._unsupported = checked.removed + checked.marked
                    told = f"\n\n{told}" if told else ""
                    self._write(told)
                    return self._status(), self._understood + checked.text + told, ""
                case Ask(question=question, options=options):
                    self._emit(Asked(question=question, options=options))
                    return "asked", question, ""
                case _:
                    self._write(reply.text)
                    return "abstained", reply.text, ""

    def _status(self) -> str:
        """How a turn with an answer ended: an answer that rests on nothing read is none."""
        if not self._observations:
            return "abstained"
        blind = all(o.error is not None and o.error.kind != "not_found" for o in self._observations)
        return "could not look" if blind else "answered"

    def unsupported(self) -> tuple[dict[str, str], ...]:
        """What the answer said beyond its evidence: removed from it, or marked in it."""
        return tuple({"statement": u.statement, "reason": u.reason} for u in self._unsupported)

    def _verified(self, text: str, look: TurnLook) -> Verified:
        # The planner says only what findings and rows say, so that the raw objects behind them need not be searched.
        raw = () if self._agent.model.name == OFFLINE else look.seen
        return verify(
            text,
            observations=self._observations,
            lang=self._asking.lang,
            question=self._asking.question,
            evidence=raw,
        )

    def so_far(self) -> str:
        return compose(self._observations, self._asking.lang, environment=self._asking.environment.name)

    def citations(self) -> tuple[str, ...]:
        cited: dict[str, None] = {}
        for o in self._observations:
            if o.evidence:
                cited[o.evidence.id] = None
            if o.diagnosis:
                cited.update(dict.fromkeys(e for f in o.diagnosis.findings for e in f.evidence))
                cited.update(dict.fromkeys(o.diagnosis.evidence))
        return tuple(cited)

    def not_read(self) -> tuple[dict[str, str], ...]:
        parts: list[dict[str, str]] = []
        for o in self._observations:
            if o.error and o.error.kind != "not_found":
                parts.append({"what": o.call.name, "why": o.error.message, "remedy": o.error.remedy})
            looked = o.diagnosis or o.evidence
            parts.extend(
                {"what": n.what, "why": n.why, "remedy": n.remedy} for n in (looked.not_read if looked else ())
            )
        return tuple(parts)

    def _look(self) -> TurnLook:
        return self._agent.toolbox.look(
            environment=self._asking.environment,
            principal=self._asking.principal,
            session=self._asking.session,
            spending=self.spending,
            cancelled=self._cancelled,
            emit=self._emit,
        )

    def _observe(self, wanted: tuple[CallWanted, ...], look: TurnLook) -> None:
        """Carries the calls out, the plain reads among them at once; what goes wrong with one is an observation, too."""
        if self._cancelled.is_set():
            raise Cancelled("stopped")
        reads = [i for i, c in enumerate(wanted) if c.name not in self._agent.playbooks]
        found: dict[int, Observation] = {}
        try:
            answers = look.read_each([Request(tool=wanted[i].name, arguments=wanted[i].arguments) for i in reads])
            for i, answer in zip(reads, answers, strict=True):
                if isinstance(answer, ToolError):
                    found[i] = Observation(call=wanted[i], error=answer)
                else:
                    found[i] = Observation(call=wanted[i], evidence=answer)
            for i, call in enumerate(wanted):
                if i not in found:
                    found[i] = self._investigated(call, look)
        finally:  # what was found before a stop is kept, in the order in which it was wanted
            self._observations.extend(found[i] for i in sorted(found))

    def _investigated(self, call: CallWanted, look: TurnLook) -> Observation:
        try:
            diagnosis = self._investigate(self._agent.playbooks[call.name], call.arguments, look)
        except ToolError as error:
            return Observation(call=call, error=error)
        return Observation(call=call, diagnosis=diagnosis, planned=self._plans(diagnosis))

    def _investigate(self, playbook: Playbook, given: dict[str, Any], look: TurnLook) -> Diagnosis:
        self._playbook_calls += 1
        called = f"p{self._playbook_calls}"
        self._emit(
            ToolCalled(call=called, name=playbook.name, arguments=given, environment=self._asking.environment.name)
        )
        try:
            parsed = arguments.parse(playbook.name, playbook.function, given)
            diagnosis = playbook.function(look, **parsed)
        except ToolError as error:
            self._emit(
                ToolFailed(call=called, name=playbook.name, kind=error.kind, message=error.message, remedy=error.remedy)
            )
            raise
        shown, _suppressed = apply_suppressions(diagnosis.findings, self._asking.suppressions, look.now)
        for finding in ranked(shown):
            self._emit(FindingRaised(finding=finding.to_json()))
        return replace(diagnosis, findings=shown)

    def _plans(self, diagnosis: Diagnosis) -> tuple[Planned, ...]:
        """Plans for the findings that matter most; a refusal is told, not hidden."""
        actionable = [f for f in ranked(diagnosis.findings) if f.proposals][:PLANS_PER_TURN]
        planned: list[Planned] = []
        for finding in actionable:
            try:
                plan = self._agent.proposer.propose(
                    finding.proposals,
                    principal=self._asking.principal,
                    environment=self._asking.environment,
                    session=self._asking.session,
                )
            except (ToolError, BaepoError) as error:
                self._emit(
                    ProposalRefused(
                        action=finding.proposals[0].action, target=str(finding.target), reason=error.message
                    )
                )
                planned.append(Planned(finding=finding, refusal=error.message))
                continue
            context = plan.actions[0].context
            self._emit(
                PlanProposed(
                    plan=plan.id,
                    digest=plan.digest,
                    title=context.title.to_json(),
                    environment=plan.environment,
                    risk=context.risk,
                )
            )
            planned.append(
                Planned(
                    finding=finding,
                    plan_id=plan.id,
                    title=context.title.in_(self._asking.lang),
                    managed_by=context.managed_by,
                )
            )
        return tuple(planned)

    def _known(self, look: TurnLook, backend: str) -> tuple[Known, ...]:
        """What exists in a backend, from the tools that are cheap enough to list names; read once a turn."""
        found: list[Known] = []
        for tool in self._agent.toolbox.tools.values():
            if tool.names and tool.backend == backend and self._asking.environment.has(backend):
                try:
                    found.extend(known_in(look.read(tool.name).items, tool.names))
                except ToolError:
                    continue  # the call that needed the name will say what could not be read
        return tuple(found)

    def _spend(self, usage: Usage) -> None:
        self.spending.add_tokens(usage.tokens, usage.cost_usd or Decimal(0))

    def _write(self, text: str) -> None:
        if not text:
            return
        self._emit(TextDelta(text=text))
