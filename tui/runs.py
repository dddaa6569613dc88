"""What is under way: at most one turn and one change, and the questions that wait."""

import threading
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(kw_only=True)
class Runs(Generic[T]):
    """Each event, when set, asks its work to end; None when nothing runs."""

    turn: threading.Event | None = None
    change: threading.Event | None = None
    queue: list[tuple[str, T]] = field(default_factory=list)

    def stop_all(self) -> None:
        """Everything that runs is asked to end; a write that has begun is finished first."""
        for running in (self.turn, self.change):
            if running:
                running.set()
