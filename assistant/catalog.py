"""What the assistant can do: every tool and playbook as one entry, the same list for planner, models and `baepo tools`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from assistant import arguments
from assistant.playbooks.spec import Playbook
from tools.spec import Tool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that can be called, with questions it answers."""

    name: str
    kind: Literal["tool", "playbook"]
    backend: str
    title: str
    description: str
    examples: tuple[str, ...]
    function: Callable[..., Any]
    on_wish: bool = False  # as `Playbook.on_wish`

    def __hash__(self) -> int:
        return hash(self.name)  # unique in a catalog; the examples of all entries take long to hash

    @property
    def arguments(self) -> tuple[str, ...]:
        return arguments.names(self.function)


def catalog(tools: Iterable[Tool], playbooks: Iterable[Playbook]) -> tuple[Entry, ...]:
    """Playbooks first: where both fit a question, the investigation is worth more than the single read."""
    entries = [
        Entry(
            name=p.name,
            kind="playbook",
            backend=p.backend,
            title=p.title.en,
            description=p.description,
            examples=p.examples,
            function=p.function,
            on_wish=p.on_wish,
        )
        for p in playbooks
    ] + [
        Entry(
            name=t.name,
            kind="tool",
            backend=t.backend,
            title=t.description.split("\n", 1)[0],
            description=t.description,
            examples=t.examples,
            function=t.function,
        )
        for t in tools
    ]
    return tuple(entries)
