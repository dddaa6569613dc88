"""What a tool is: a typed, read-only function over one backend that returns a bounded `Page` or raises one of four errors.

Tool modules decorate functions with `tool`; `discover` finds them by scanning packages, so that a new tool is one new
file. `assistant.toolbox` is the only caller of the functions.
"""

import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, ClassVar, Protocol, TypeVar

T = TypeVar("T")
Row = Mapping[str, Any]  # one item of a page: JSON values only


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a read gave nothing, in parts, so that it can be said in another language than that of `message`.

    `code` names the sentence, such as `forbidden`; `parts` are what stands in it, in the backend's own words.
    """

    code: str
    parts: Mapping[str, str] = field(default_factory=dict)

    def with_parts(self, change: Callable[[str], str]) -> "Reason":
        """The same reason with every part changed, such as redacted."""
        return Reason(code=self.code, parts={name: change(part) for name, part in self.parts.items()})


class ToolError(Exception):
    """Why a read gave no page: what happened and, in `remedy`, what the person can do next. In English, as logs are;
    `reason` is the same for those who speak to a person."""

    kind: ClassVar[str]

    def __init__(self, message: str, *, remedy: str = "", reason: Reason | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.reason = reason


class BadRequest(ToolError):
    """The caller can fix it: an argument is missing, malformed or out of range."""

    kind = "bad_request"


class NotFound(ToolError):
    """Looked, and the named thing does not exist."""

    kind = "not_found"


class Denied(ToolError):
    """The backend refused; `permission` is what is missing, in the backend's own words."""

    kind = "denied"

    def __init__(self, message: str, *, permission: str, remedy: str = "", reason: Reason | None = None) -> None:
        super().__init__(message, remedy=remedy, reason=reason)
        self.permission = permission


class Unavailable(ToolError):
    """Could not look. Says nothing about the data."""

    kind = "unavailable"


@dataclass(frozen=True, kw_only=True)
class NotRead:
    """A part that could not be looked at, while the rest was: never to be shown as empty."""

    what: str
    why: str
    remedy: str = ""
    reason: Reason | None = None

    @classmethod
    def of(cls, what: str, error: ToolError) -> "NotRead":
        return cls(what=what, why=error.message, remedy=error.remedy, reason=error.reason)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A bounded answer. No items and an empty `not_read` means: looked everywhere and found none."""

    items: tuple[Row, ...]
    cut: bool = False  # more exist than `items` holds
    not_read: tuple[NotRead, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Call:
    """What travels with every read: the operations it may use, when it must end, whether it is still wanted."""

    operations: frozenset[str]
    deadline: float  # seconds of `time.monotonic`
    cancelled: threading.Event = field(default_factory=threading.Event)


class Target(Protocol):
    """Where a backend is; each `tools.<backend>.target.Target` is a frozen dataclass of settings."""

    @property
    def pinned(self) -> str:
        """The identity this place must have, or "" where the backend has none."""

    @property
    def label(self) -> str:
        """How people call the place: a context, an account, a file."""

    @property
    def recorded(self) -> bool:
        """True when it is a recording, on which nothing can be changed."""


class Connection(Protocol):
    """One open backend, shared by threads; `tools.<backend>.client.connect(target)` returns it."""

    def identity(self) -> str:
        """The live identity, to be compared with `Target.pinned`. Raises `ToolError`."""

    def bound(self, call: Call) -> Any:
        """The reader that is handed to a tool function: it refuses operations the tool did not declare."""


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A declared read. `operations` are the backend's own names, such as `ec2:DescribeVolumes` or `list pods`."""

    name: str
    backend: str
    function: Callable[..., Page]
    operations: frozenset[str]
    examples: tuple[str, ...]
    timeout_s: float
    names: str = ""  # field of its rows that holds what people call the things, for tools cheap enough to look names up

    @property
    def description(self) -> str:
        return (self.function.__doc__ or "").strip()


def tool(
    *,
    backend: str,
    operations: tuple[str, ...] = (),
    examples: tuple[str, ...] = (),
    timeout_s: float = 30.0,
    names: str = "",
) -> Callable[[Callable[..., Page]], Tool]:
    """Declare a function as a tool: its first parameter is the backend's reader, the rest are keyword-only arguments."""

    def declare(function: Callable[..., Page]) -> Tool:
        return Tool(
            name=function.__name__,
            backend=backend,
            function=function,
            operations=frozenset(operations),
            examples=examples,
            timeout_s=timeout_s,
            names=names,
        )

    return declare


def discover(package: ModuleType, kind: type[T]) -> Iterator[T]:
    """Every value of `kind` bound at the top of a module below `package`, each once, in module order."""
    seen: set[int] = set()
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        module = importlib.import_module(info.name)
        for value in vars(module).values():
            if isinstance(value, kind) and id(value) not in seen:
                seen.add(id(value))
                yield value
