"""One line on a terminal that says what is being read right now. Used by commands that read for more than a second."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.commands import output
from assistant.events import Event, EvidenceKept, ModelAsked, ToolCalled
from assistant.language import Lang, Text


class Progress:
    """Shows events as they come where somebody watches (`live`), and takes the line away again."""

    def __init__(self, *, live: bool) -> None:
        self._live = live

    def see(self, event: Event) -> None:
        match event:
            case ToolCalled(name=name):
                self.line(f"● {name} …")
            case ModelAsked(model=model):
                self.line(f"● {model} …")
            case EvidenceKept(tool=tool, items=items, elapsed_ms=elapsed):
                self.line(f"● {tool}: {items} in {elapsed / 1000:.1f} s")

    def line(self, text: str) -> None:
        if self._live:
            print(f"\r\x1b[K{output.one_line(text)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def waiting(doing: Text, lang: Lang) -> Iterator[None]:
    """Says on a terminal what is being waited for, as long as it takes."""
    progress = Progress(live=output.draws(sys.stderr))
    progress.line(f"● {doing.in_(lang)} …")
    try:
        yield
    finally:
        progress.clear()
