"""What screens show, as frozen values. `tui.desk` makes them from the core; widgets take them in."""

from dataclasses import dataclass

from assistant.events import Event
from assistant.language import Lang
from tui.cites import Spot

# As `assistant.environments.Risk` words them: a shape and a theme colour each, so that colour is never the only sign.
RISK_SIGNS = {"sandbox": ("●", "$success"), "staging": ("▲", "$warning"), "production": ("◆", "$error")}


@dataclass(frozen=True, kw_only=True)
class Place:
    """An environment as the header names it."""

    name: str
    risk: str
    backends: tuple[tuple[str, str, bool], ...] = ()  # (backend, how people call the place, recorded)


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """What was found at the start."""

    place: Place | None  # None: more than one would fit, so that a question has to name it
    places: tuple[Place, ...]
    user: str
    model: str
    examples: tuple[str, ...]
    limits: "Limits"
    questions: tuple[str, ...] = ()  # of earlier runs, oldest first
    draft: str = ""
    theme: str = ""
    last: str = ""  # the newest conversation in a few words, "" for none


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one turn may use at most."""

    tool_calls: int
    seconds: float
    cost_usd: str


@dataclass(frozen=True, kw_only=True)
class EvidenceRow:
    """One evidence of the session, without its items."""

    id: str
    tool: str
    arguments: str
    environment: str
    items: int
    cut: bool
    at: str  # time of day, UTC


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
    expires_in_s: float = 0.0
    recorded: bool = False  # it can be read, not approved or carried out


@dataclass(frozen=True, kw_only=True)
class PassagePage:
    """One section of a guide."""

    id: str
    title: str
    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TurnPage:
    """Some neighbouring turns of a conversation, as their events; `first` counts from 0 among all `total`."""

    first: int
    total: int
    turns: tuple[tuple[Event, ...], ...]
    unreadable: int = 0  # events that are damaged, or that a newer version wrote


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """One conversation in the list of them."""

    id: str
    title: str
    environment: str
    began: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """One finding; `known` says by whom and why it is hidden, "" for one that is not."""

    fingerprint: str
    severity: str  # "" for one that was hidden before this conversation
    title: str
    environment: str
    evidence: tuple[str, ...]
    spots: tuple[Spot, ...]
    known: str


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """A table to look through. `details` holds what stands below it for each row; empty where there is nothing more."""

    title: str
    head: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    details: tuple[str, ...] = ()
    ok: bool = True


@dataclass(frozen=True, kw_only=True)
class Found:
    """One row of a finder: what it opens, and two lines to recognise it by."""

    id: str
    title: str
    detail: str = ""
    style: str = ""  # of the title


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
    plain: bool = False  # line by line instead of full screen
