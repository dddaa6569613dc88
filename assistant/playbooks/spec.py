"""What a playbook is: a function `(look, arguments) -> Diagnosis`, declared with what it answers in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from assistant.environments import Environment
from assistant.evidence import Evidence
from assistant.findings import Finding
from assistant.language import Text
from tools.spec import NotRead


@dataclass(frozen=True, kw_only=True)
class Request:
    """One read a playbook wants: a tool by name and its arguments."""

    tool: str
    arguments: dict[str, Any]


class Look(Protocol):
    """The toolbox as a playbook sees it: reads in one environment, for one principal, within one budget."""

    @property
    def environment(self) -> Environment: ...

    @property
    def now(self) -> datetime: ...

    def read(self, tool: str, **arguments: Any) -> Evidence:
        """One read. Raises `ToolError`."""

    def read_all(self, *requests: Request) -> list[Evidence | NotRead]:
        """Several independent reads at once, answers in the order of the requests."""


Outcome = Literal["succeeded", "failed", "running"]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a CronJob that is still on record, or of a Job."""

    name: str  # of its Job
    started_at: datetime
    outcome: Outcome
    evidence: str
    ended_at: datetime | None = None  # None while it runs, and where it is not on record


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What came out. `looked_at` says what was examined, so that "no findings" means something. `runs`: of the CronJob or Job
    that was asked about, oldest first. `used`: of each resource that was named and is no waste, why."""

    findings: tuple[Finding, ...]
    looked_at: Text
    evidence: tuple[str, ...]
    not_read: tuple[NotRead, ...] = ()
    runs: tuple[Run, ...] = ()
    used: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """A declared investigation; `examples` are questions it answers, in Korean and English."""

    name: str
    title: Text
    backend: str
    examples: tuple[str, ...]
    function: Callable[..., Diagnosis]
    on_wish: bool = False  # reached by the wish for a change, never by a question that is like its examples

    @property
    def description(self) -> str:
        return (self.function.__doc__ or "").strip()


def playbook(
    *, title: Text, backend: str, examples: tuple[str, ...], on_wish: bool = False
) -> Callable[[Callable[..., Diagnosis]], Playbook]:
    """Declare an investigation: its first parameter is the `Look`, the rest are keyword-only arguments."""

    def declare(function: Callable[..., Diagnosis]) -> Playbook:
        return Playbook(
            name=function.__name__,
            title=title,
            backend=backend,
            examples=examples,
            function=function,
            on_wish=on_wish,
        )

    return declare
