"""The one event stream: a closed, versioned union of frozen values. Transcript, terminal, Slack and `--json` consume it."""

import json
from dataclasses import MISSING, asdict, dataclass, field, fields
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

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
class ModelAsked(Event):
    """A language model begins to read and write, which may take a while; `purpose`: answer, or word the planner's answer."""

    model: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class EvidenceKept(Event):
    call: str
    evidence: str
    tool: str
    items: int
    cut: bool
    elapsed_ms: int
    digest: str = ""  # of all that was kept; the ledger has it too


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
    shown: tuple[str, ...] = ()  # names of the rows that the answer shows, and of what these belong to
    answered_by: str = ""  # the model whose answer it is; another than the one asked when that one gave up


@dataclass(frozen=True, kw_only=True)
class Unreadable(Event):
    """Stands in the transcript where an event is that cannot be read; never written itself. `kind`: what it was."""

    kind: str
    why: str


_TYPES: dict[str, type[Event]] = {
    t.__name__: t
    for t in (
        TurnStarted,
        ToolCalled,
        ModelAsked,
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


def event_from_json(value: Any) -> Event:
    """The event that was written. Raises `ValueError` for one of a newer version, or one that was damaged."""
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    kind = _TYPES.get(str(value.get("type")))
    if kind is None or value.get("schema") != SCHEMA:
        raise ValueError(f"unknown event {value.get('type')!r} of {value.get('schema')!r}")
    hints = _hints(kind.__name__)
    values: dict[str, Any] = {}
    for each in fields(kind):
        if each.name in value:
            given = value[each.name]
            values[each.name] = tuple(given) if isinstance(given, list) else given
            if not _fits(values[each.name], hints[each.name]):
                raise ValueError(f"its {each.name} is not what was written")
        elif each.default is MISSING and each.default_factory is MISSING:
            raise ValueError(f"its {each.name} is missing")
    return kind(**values)


def read_event(body: Any, *, seq: int, kind: str) -> Event:
    """The event of one row of the transcript; `Unreadable` where it is damaged or of a newer version."""
    try:
        return event_from_json(json.loads(body))
    except json.JSONDecodeError as error:
        why = f"no JSON: {error.msg} at character {error.pos + 1}"
    except (ValueError, TypeError) as error:
        why = str(error)
    except RecursionError:
        why = "JSON within JSON without end"
    return Unreadable(seq=seq, kind=str(kind), why=why)


@cache
def _hints(kind: str) -> dict[str, Any]:
    """Types of the fields of one kind of event."""
    return get_type_hints(_TYPES[kind])


def _fits(value: object, hint: Any) -> bool:
    """Whether a value read from JSON is of a field's type; lists have become tuples by then, at the top."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin is UnionType:
        return any(_fits(value, each) for each in args)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(v, args[1]) for v in value.values())
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(v, args[0]) for v in value)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, hint) and not (hint is int and isinstance(value, bool))
