"""The one event stream: a closed, versioned union of frozen values. Transcript, terminal, Slack and `--json` consume it."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

SCHEMA = "baepo.event/1"


@dataclass(frozen=True, kw_only=True)
class Event:
    """`seq` counts up from 1 within a session; the session gives it when the event is emitted."""

    seq: int = 0

    @property
    def type(self) -> str:
        return type(self).__name__

    def to_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, "type": self.type, **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class TurnStarted(Event):
    question: str
    lang: str
    environment: str
    model: str


@dataclass(frozen=True, kw_only=True)
class ToolCalled(Event):
    """A tool or playbook begins; `call` pairs it with how it ends."""

    call: str
    name: str
    arguments: dict[str, Any]
    environment: str


@dataclass(frozen=True, kw_only=True)
class EvidenceKept(Event):
    call: str
    evidence: str
    tool: str
    items: int
    cut: bool
    elapsed_ms: int


@dataclass(frozen=True, kw_only=True)
class ToolFailed(Event):
    """Could not look: never the same as nothing there."""

    call: str
    name: str
    kind: str
    message: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class FindingRaised(Event):
    finding: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PlanProposed(Event):
    plan: str
    digest: str
    title: dict[str, str]
    environment: str
    risk: str


@dataclass(frozen=True, kw_only=True)
class ProposalRefused(Event):
    """A finding could be acted on, but no plan came of it; says why."""

    action: str
    target: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TextDelta(Event):
    text: str


@dataclass(frozen=True, kw_only=True)
class Asked(Event):
    """The assistant needs to know one thing before it can go on."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BudgetSpent(Event):
    tool_calls: int
    max_tool_calls: int
    tokens: int
    seconds: float
    cost_usd: str
    priced: bool = True  # False: a model without a known price was asked, so that `cost_usd` is too little


@dataclass(frozen=True, kw_only=True)
class TurnEnded(Event):
    """`status`: answered, asked, abstained, could not look, refused, cancelled, out of budget or failed."""

    status: str
    answer: str
    citations: tuple[str, ...] = ()
    not_read: tuple[dict[str, str], ...] = field(default_factory=tuple)
    unsupported: tuple[dict[str, str], ...] = field(
        default_factory=tuple
    )  # said beyond the evidence: removed or marked
    message: str = ""
    answered_by: str = ""  # the model whose answer it is; another than the one asked when that one gave up


_TYPES: dict[str, type[Event]] = {
    t.__name__: t
    for t in (
        TurnStarted,
        ToolCalled,
        EvidenceKept,
        ToolFailed,
        FindingRaised,
        PlanProposed,
        ProposalRefused,
        TextDelta,
        Asked,
        BudgetSpent,
        TurnEnded,
    )
}


def event_from_json(value: dict[str, Any]) -> Event:
    """The event that was written. Raises `ValueError` for one of a newer version."""
    kind = _TYPES.get(str(value.get("type")))
    if kind is None or value.get("schema") != SCHEMA:
        raise ValueError(f"unknown event {value.get('type')!r} of {value.get('schema')!r}")
    known = {f.name for f in fields(kind)}
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items() if k in known}
    return kind(**values)
