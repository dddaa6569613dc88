"""What an eval is: one small function that yields cases, and a few numbers. Suites are found by scanning `evals.suites`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Case:
    """One thing that was right or wrong; `detail` says what was expected and what came, `told` is shown either way."""

    id: str
    passed: bool
    detail: str = ""
    told: str = ""


@dataclass(frozen=True, kw_only=True)
class Scores:
    """What a suite measured. `not_run` names cases that could not run, and why: they count as failures."""

    metrics: Mapping[str, float]
    cases: tuple[Case, ...]
    not_run: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A declared eval."""

    name: str
    needs_data: bool
    function: Callable[[Path | None], Scores]

    @property
    def description(self) -> str:
        return (self.function.__doc__ or "").strip().split("\n", 1)[0]


def suite(*, name: str, needs_data: bool = False) -> Callable[[Callable[[Path | None], Scores]], Suite]:
    """Declare a function `(data folder) -> Scores` as an eval."""

    def declare(function: Callable[[Path | None], Scores]) -> Suite:
        return Suite(name=name, needs_data=needs_data, function=function)

    return declare
