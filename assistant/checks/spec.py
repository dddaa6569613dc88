"""What a check is: a pure function `(facts, now) -> findings` with an id, a class and a runbook section."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any, Generic, TypeVar

from assistant.findings import Finding, FindingClass
from assistant.language import Text
from tools.spec import discover

F = TypeVar("F", contravariant=True)


@dataclass(frozen=True, kw_only=True)
class Check(Generic[F]):
    """A declared check; call it like the function it wraps."""

    id: str
    title: Text
    runbook: str
    klass: FindingClass
    function: Callable[[F, datetime], Iterable[Finding]]

    def __call__(self, facts: F, now: datetime) -> tuple[Finding, ...]:
        return tuple(self.function(facts, now))


def check(
    *, id: str, title: Text, runbook: str, klass: FindingClass = "problem"
) -> Callable[[Callable[[F, datetime], Iterable[Finding]]], Check[F]]:
    """Declare a function as a check; its findings carry this `id`."""

    def declare(function: Callable[[F, datetime], Iterable[Finding]]) -> Check[F]:
        return Check(id=id, title=title, runbook=runbook, klass=klass, function=function)

    return declare


@cache
def checks_in(package: ModuleType) -> "tuple[Check[Any], ...]":
    """Every check of a package such as `assistant.checks.kube`: a new file is run without being named anywhere."""
    return tuple(discover(package, Check))
