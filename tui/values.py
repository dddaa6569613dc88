"""What screens show, as frozen values. `tui.desk` makes them from the core; widgets take them in."""

from dataclasses import dataclass
from datetime import datetime

from assistant.language import Lang

# As `assistant.environments.Risk` words them: a shape and a theme colour each, so that colour is never the only sign.
RISK_SIGNS = {"sandbox": ("●", "$success"), "staging": ("▲", "$warning"), "production": ("◆", "$error")}


@dataclass(frozen=True, kw_only=True)
class Place:
    """An environment as the header names it."""

    name: str
    risk: str


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """What was found at the start."""

    place: Place | None  # None: more than one would fit, so that a question has to name it
    places: tuple[Place, ...]
    backends: tuple[tuple[str, str, bool], ...]  # (backend, how people call the place, recorded)
    user: str
    model: str
    examples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceRow:
    """One evidence of the session, without its items."""

    id: str
    tool: str
    arguments: str
    environment: str
    items: int
    cut: bool
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """One plan and how far it is."""

    id: str
    title: str
    state: str
    environment: str
    expires_in_s: float


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """A plan as it is reviewed: `text` is that of `assistant.plan_text`."""

    id: str
    title: str
    digest: str  # as shown: two groups of four
    state: str
    place: Place
    targets: tuple[str, ...]
    evidence: tuple[str, ...]  # empty when it was proposed in another session, whose E1 is not this one's
    text: str
    decisions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PassagePage:
    """One section of a guide."""

    id: str
    title: str
    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OutcomePage:
    """How carrying out or undoing a plan ended."""

    plan: str
    ok: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What went wrong, in words, and what to do next."""

    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.message}\n→ {self.remedy}" if self.remedy else self.message


@dataclass(frozen=True, kw_only=True)
class Options:
    """How the terminal UI was started."""

    config: str
    environment: str
    session: str  # an earlier conversation to go on with: its id, or "last"
    lang: Lang
    answer_lang: Lang | None  # None: the language of each question
