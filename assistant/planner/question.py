"""What the planner is given and what it finds in a question; plain values. Called by the planner's modules and its callers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from assistant.catalog import Entry
from assistant.known import Known
from assistant.language import Lang, Text
from assistant.models.spec import Abstain, Ask, Calls, CallWanted
from assistant.planner.narrowing.attributes import Attribute
from assistant.planner.narrowing.follows import NOTHING_TOLD, Follows
from assistant.standing import Standing


def _nothing(_backend: str) -> tuple[Known, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question in one environment. `known` lists by backend what exists; it is asked only when a name may be meant."""

    text: str
    lang: Lang
    catalog: tuple[Entry, ...]
    has: Callable[[str], bool] = lambda _backend: True  # whether the environment has what an entry reads
    known: Callable[[str], tuple[Known, ...]] = _nothing
    previous: tuple[str, ...] = ()  # earlier questions of the session, oldest first
    standing: Standing = field(default_factory=Standing)  # what is known and waits
    places: tuple[str, ...] = ()  # names and aliases of environments
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    zone: tzinfo = UTC


@dataclass(frozen=True, kw_only=True)
class Routed:
    """How a turn begins. `note` says what was understood, so that the answer can.

    `focus`: the names of the only things whose findings are wanted; all of them where it is empty. `about`: names, lower
    case, that the question left to those before it. `only`: those of what it is about, where no call is limited to it, so that
    the rows are. `unread`: its words that no call takes up, so that yes or no is not theirs.
    `attributes`: the only things that are asked of what it is about.
    `read_as`: the question with what it left to those before it put in; "" where it is read as it was asked.
    `marks`: what is asked of the rows of a list that is wanted whole.
    `closing`: what is said after all that was read.
    `parts`: of two questions in one that choose rows each for itself, which call is for which.
    `follows`: how it stands to what was told before.
    """

    reply: Calls | Ask | Abstain
    note: Text | None = None
    focus: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    read_as: str = ""
    marks: str = ""
    closing: Text | None = None
    parts: tuple[tuple[CallWanted, str], ...] = ()
    follows: Follows = NOTHING_TOLD
