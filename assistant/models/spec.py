"""The one protocol that the offline planner and every language model implement, and the values it speaks in."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any, Literal, Protocol

from assistant.catalog import Entry
from assistant.environments import Environment
from assistant.evidence import Evidence
from assistant.findings import Finding
from assistant.known import Known
from assistant.language import Lang, Text
from assistant.playbooks.spec import Diagnosis
from assistant.standing import Standing, StandingPlan
from tools.spec import ToolError


@dataclass(frozen=True, kw_only=True)
class CallWanted:
    """A tool or playbook the model wants called."""

    name: str
    arguments: dict[str, Any]

    @property
    def key(self) -> str:
        """The same for the same call."""
        return f"{self.name}{sorted(self.arguments.items(), key=str)}"


@dataclass(frozen=True)
class Calls:
    """Call these, at once where possible, and come back."""

    wanted: tuple[CallWanted, ...]
    note: Text | None = None  # what was understood differently from what was written
    recalled: "tuple[Observation, ...]" = ()  # of earlier turns: the answer is to rest on them again


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The turn's answer; its text cites `[E3]` and `[guide#section]`.

    `note` is about the assistant itself, such as who answered and why; it rests on no evidence and comes last.
    """

    text: str
    note: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One short question back, with the candidates."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Abstain:
    """Cannot answer this; `text` says so and what it can do instead.

    `unknown` when nothing was understood that could answer, or what could is not connected, so that documents which people
    added may. What is refused, or is known not to be there, stays refused.
    """

    text: str
    unknown: bool = False


Reply = Calls | Answer | Ask | Abstain


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What became of a finding's proposal: a plan, or the reason why there is none."""

    finding: Finding
    plan_id: str = ""
    title: str = ""
    managed_by: str = ""
    refusal: str = ""


Aspect = Literal["fix", "why", "when", "who", "weigh", "change", "plans", "choice", "sum", "back", "fault"]


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """Earlier findings and plans, taken up again for a question about them.

    `aspect` is what is asked: how to fix it, why it is claimed, since when it is so, who is behind it, what a change would
    mean, to have it changed, what waits, to see those chosen, what they save together, how to go back to what was before,
    whether a deploy brought them.
    `said`: how they were chosen. `deed`: the verb of the change whose meaning is asked, such as rollback. `at_risk`: whether it
    is asked if that is safe, which nobody here vouches for. `apart`: what is told beside a sum and no part of it: what stopping
    does not touch.
    """

    aspect: Aspect
    findings: tuple[Finding, ...] = ()
    said: tuple[Text, ...] = ()
    of: int = 0  # of how many they were chosen
    plans: tuple[StandingPlan, ...] = ()
    deed: str = ""
    at_risk: bool = False
    apart: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One call and what came of it: exactly one of evidence, diagnosis and error is there.

    With `recalled` nothing was called: the diagnosis holds earlier findings.
    """

    call: CallWanted
    evidence: Evidence | None = None
    diagnosis: Diagnosis | None = None
    planned: tuple[Planned, ...] = ()
    recalled: Recalled | None = None
    error: ToolError | None = None


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What one request to a language model used. `cost_usd` None: no price is known, which is not the same as free."""

    input_tokens: int
    output_tokens: int
    estimated: bool = False  # counted here, because the server did not say
    cost_usd: Decimal | None = None

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is left of the turn, for models that wait or cost something; the planner does neither."""

    seconds_left: Callable[[], float] = lambda: math.inf
    cancelled: threading.Event = field(default_factory=threading.Event)
    afford: Callable[[Usage], None] = lambda _most: None  # asked before each request; raises `OutOfBudget`
    spend: Callable[[Usage], None] = lambda _usage: None  # told of each request


def _nothing(_backend: str) -> tuple[Known, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Everything a model is given for its next reply; structured, never its own text read back."""

    question: str
    lang: Lang
    environment: Environment
    catalog: tuple[Entry, ...]
    known: Callable[[str], tuple[Known, ...]] = _nothing  # what exists, by backend; looked up when first asked for
    previous: tuple[str, ...] = ()  # earlier questions of the session, oldest first
    standing: Standing = field(default_factory=Standing)  # what is known and waits before this turn
    detail: bool = False  # all that was found, not the gist
    places: tuple[str, ...] = ()  # names and aliases of all environments
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    zone: tzinfo = UTC  # the asker's
    observations: tuple[Observation, ...] = ()
    limits: Limits = field(default_factory=Limits)
    memory: dict[str, Any] = field(default_factory=dict)  # the model's own, from the first reply of a turn to its last


class Model(Protocol):
    """One step: calls to make, or how the turn ends. `write` shows text as it comes."""

    @property
    def name(self) -> str: ...

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply: ...
