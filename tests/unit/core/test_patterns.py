"""Patterns that are compiled only for texts that may match."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import assistant.planner
import assistant.verifier
from assistant.patterns import Lazy
from assistant.planner.windows.rules import RULES


def lazy_patterns() -> Iterator[tuple[str, Lazy]]:
    """All of the planner and the verifier, by the names of their modules."""
    for number, rule in enumerate(RULES):
        yield f"windows.rules-{number}", rule.pattern
    for package in (assistant.planner, assistant.verifier):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(module.name)).items():
                for number, one in enumerate(_flat(value)):
                    yield f"{module.name.removeprefix('assistant.')}.{name}-{number}", one


def _flat(value: object) -> Iterator[Lazy]:
    if isinstance(value, Lazy):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, dict):
        yield from _flat(list(value.values()))


@pytest.mark.parametrize(
    ("written", "holds", "lacks"),
    [
        ("roll ?back", "rollback", "roll the dice"),
        (r"\btop\b|상위", "TOP 3", "to"),
        (r"(?:가장|제일)\s*(?:큰|작은)", "제일  큰 것", "큰 것"),
        (r"(?P<n>\d+)\s*(?:days?|일)", "7 days", "7 hours"),
        (r"colou?rs{1,2}", "colors", "colours of old".replace("ours", "")),
        (r"a(?!b)c[|)]d", "ac|d", "a"),
        (r"x\.y", "x.y", "x-y"),
    ],
)
def test_texts_that_lack_what_a_pattern_demands_are_never_searched(written: str, holds: str, lacks: str) -> None:
    pattern = Lazy(written)
    assert not pattern.may_match(lacks)
    assert "compiled" not in vars(pattern)
    assert pattern.search(holds)


@pytest.mark.parametrize(
    "written", ["", "a?", r"\d+", "a|", "(?:a|b?)", "(?=ab)", "[ab]", "a*|b", r"(?:ab){0,2}", "(?!x)"]
)
def test_a_pattern_that_demands_nothing_may_match_anything(written: str) -> None:
    assert Lazy(written).may_match("")


def in_groups(size: int = 6) -> Iterator[list[tuple[str, Lazy]]]:
    """A few for each run of the generator: every run nests its settings in those before, a thousand are too deep."""
    every = list(lazy_patterns())
    for first in range(0, len(every), size):
        yield every[first : first + size]


@pytest.mark.parametrize("patterns", [pytest.param(each, id=each[0][0]) for each in in_groups()])
@settings(max_examples=5, suppress_health_check=list(HealthCheck))  # a busy machine is no fault of a pattern
@given(st.data())
def test_whatever_matches_may_match(patterns: list[tuple[str, Lazy]], data: st.DataObject) -> None:
    for name, pattern in patterns:
        text = data.draw(st.from_regex(pattern.compiled), label=name)
        assert bool(pattern.search(text)) == bool(pattern.compiled.search(text)), name
        assert re.search(pattern.written, text, re.IGNORECASE) is None or pattern.may_match(text), name
