"""What an action on one object says for itself; the protocol around it is the same for all.

Implemented by the modules of `assistant.executors.kube`; carried out by `patching` and `removing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from assistant.executors.kube.frame.edits import Edit
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle
from assistant.plans import Json, RiskLevel
from assistant.refusing import refusal
from tools.kube.reader import KubeReader, Obj
from tools.spec import BadRequest

TIMEOUT = "timeout_s"  # an argument that every action takes: how long to watch before it counts as failed
_SHORTEST_S, _LONGEST_S = 5, 3600


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The object that is to be changed as it is now, and what is asked of it."""

    target: ResourceRef
    obj: Obj
    arguments: Json
    reader: KubeReader
    now: datetime

    @property
    def spec(self) -> Mapping[str, Any]:
        return self.obj.get("spec") or {}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What people read in the plan. `at_source` is what to change where an owned object comes from."""

    title: Text
    effects: tuple[Text, ...]
    risk: RiskLevel
    risk_reason: Text
    verify: Text
    timeout_s: float
    undo: Text
    at_source: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a change has come. `failed`: waiting longer will not help."""

    state: Literal["waiting", "done", "failed"]
    seen: Text


class Recipe(Protocol):
    """One action on one kind: which fields it sets and when it has worked. Written beside `Action`'s declaration."""

    def arguments(self, given: Json) -> Json:
        """Those of the proposal, checked. Raises: BadRequest."""

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        """What to set, nothing being left of it when all is so already. Raises: BadRequest when it must not be done."""

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told: ...

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        """How far it is, from the object as it is after the change. Raises: ToolError."""


def only(given: Json, *names: str) -> Json:
    """The arguments, when there are none but these. Raises: BadRequest naming the stranger."""
    known = (*names, TIMEOUT)
    for name in given:
        if name not in known:
            raise refusal(
                BadRequest,
                Text(ko=f"여기에는 {name!r} 인자가 없습니다.", en=f"There is no argument {name!r} here."),
                Text(ko=f"쓸 수 있는 것: {', '.join(known)}", en=f"It takes: {', '.join(known)}."),
            )
    if (limit := given.get(TIMEOUT)) is not None:
        whole_number(limit, TIMEOUT, least=_SHORTEST_S, most=_LONGEST_S)
    return given


def whole_number(value: Any, name: str, *, least: int, most: int) -> int:
    """Raises: BadRequest unless it is one within the bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise refusal(
            BadRequest,
            Text(
                ko=f"{with_particle(name, '은')} {least}에서 {most} 사이의 정수여야 하는데 {value!r}입니다.",
                en=f"{name} must be a whole number from {least} to {most}, not {value!r}.",
            ),
        )
    return value


def timeout_of(arguments: Json, usual_s: float) -> float:
    return float(arguments.get(TIMEOUT, usual_s))
