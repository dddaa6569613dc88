"""The rows of the bench about the terminal UI: starting, a long conversation, typing while an answer streams, memory.

`python -m evals.bench.screens` measures these alone.
"""

import os
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import func, select

from assistant import settings
from assistant.store.database import Database
from assistant.store.tables import events
from assistant.wiring import Wiring
from evals.bench import terminal
from evals.bench.table import company, row
from evals.bench.talk import LAST, long_conversation
from evals.demo_settings import ENVIRONMENT

_STARTS = 9
_LONG_TURNS = 5_000  # 10,000 messages: a question and an answer each
_KEYS = 60
_OPENINGS = 3
_SETTLED_S = 3.0  # what is prepared in the background after a start is over by then
_STREAMED_S = 10.0
_TURNS = 1_000
_QUESTION = "How do I check an OOMKilled pod?"
_READY = "Press 1-3"
Row = Callable[[str, float, str], None]


def terminal_rows(home: Path, row: Row) -> None:
    environ = os.environ | {"BAEPO_HOME": str(home), "BAEPO_CONFIG": str(home / "baepo.toml")}
    _starts(environ, row)
    idle_s = _typing(environ, row)
    _long(home, environ, row, idle_s)
    _memory(home, environ, row)


def _starts(environ: Mapping[str, str], row: Row) -> None:
    found = terminal.starts(
        {"empty Textual app": terminal.empty_app(), "baepo chat": terminal.chat()}, environ, runs=_STARTS
    )
    (empty_first, empty_ready), (first, ready) = found["empty Textual app"], found["baepo chat"]
    row("empty Textual app, first frame", empty_first, "")
    row("chat, first frame", first, f"{first / empty_first:.2f}x of an empty Textual app")
    row("chat, ready to type", ready, f"{ready / empty_ready:.2f}x of an empty Textual app")


def _typing(environ: Mapping[str, str], row: Row) -> float:
    """Returns the median of a key in the idle app."""
    with terminal.screen(terminal.empty_app(), environ) as shown:
        shown.until("Baepo")
        empty = _latencies(shown)
    with terminal.screen(terminal.chat(), environ) as shown:
        shown.until(_READY)
        idle = _latencies(shown)
    with terminal.screen(terminal.streaming(), environ) as shown:
        shown.until("word50")
        shown.watch(_STREAMED_S)  # until the answer is long
        busy = _latencies(shown)
    row("a key, empty Textual app", statistics.median(empty), f"95 % within {_slow(empty) * 1000:.1f} ms")
    row("a key", statistics.median(idle), f"95 % within {_slow(idle) * 1000:.1f} ms")
    row("a key, while 200 words/s stream", statistics.median(busy), f"95 % within {_slow(busy) * 1000:.1f} ms")
    return statistics.median(idle)


def _latencies(shown: terminal.Screen) -> list[float]:
    """Pressing a key until it is drawn; each letter differs from the one before, so that it cannot be taken for it."""
    letters = "QZXJ"
    return [shown.key(letters[n % 4], letters[n % 4]) for n in range(_KEYS)]


def _slow(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _long(home: Path, environ: Mapping[str, str], row: Row, idle_s: float) -> None:
    wiring = Wiring(settings.load(home / "baepo.toml", {"BAEPO_HOME": str(home)}), via="eval")
    short = long_conversation(wiring, environment=ENVIRONMENT, turns=1)
    long = long_conversation(wiring, environment=ENVIRONMENT, turns=_LONG_TURNS)
    opened: dict[str, tuple[float, float]] = {}
    for session in (short, long):
        waits = []
        for _ in range(_OPENINGS):
            with terminal.screen(terminal.chat("--session", session), environ) as shown:
                waits.append((shown.until(LAST), shown.cpu_s()))
        opened[session] = statistics.median(w for w, _ in waits), statistics.median(c for _, c in waits)
    with terminal.screen(terminal.chat("--session", long), environ) as shown:
        shown.until(LAST)
        shown.watch(_SETTLED_S)
        frames = [shown.frame("\x1b[5~") for _ in range(_KEYS)]
        mib = shown.memory_mib()
    (wait_s, cpu_s), (short_s, _) = opened[long], opened[short]
    row(
        "start with 10,000 messages",
        wait_s,
        f"{wait_s / short_s:.2f}x of a conversation of 2; {cpu_s * 1000:.0f} ms of CPU",
    )
    with terminal.screen(terminal.chat(), environ) as shown:
        shown.until(_READY)
        shown.watch(_SETTLED_S)
        shown.press("\x1b[18~")
        shown.until("long")
        shown.watch(_SETTLED_S)
        before_s = shown.cpu_s()
        wait_s = shown.key("\r", LAST)
        row("open 10,000 messages (f7, enter)", wait_s, f"{(shown.cpu_s() - before_s) * 1000:.0f} ms of CPU")
    slow_ms = _slow(frames) * 1000
    row(
        "scroll a page up in it",
        statistics.median(frames),
        f"95 % within {slow_ms:.1f} ms; idle key {idle_s * 1000:.1f} ms; {mib:.0f} MiB then",
    )


def _memory(home: Path, environ: Mapping[str, str], row: Row) -> None:
    """Resident memory after the window is full, and after a thousand turns."""
    database = Wiring(settings.load(home / "baepo.toml", {"BAEPO_HOME": str(home)}), via="eval").database
    with terminal.screen(terminal.chat(), environ) as shown:
        shown.until(_READY)
        before, early = _ended(database), 0.0
        for turn in range(1, _TURNS + 1):
            shown.press(f"{_QUESTION}\r")
            while _ended(database) - before < turn:
                shown.watch(0.05)
            if turn == _TURNS // 10:
                early = shown.memory_mib()
        late = shown.memory_mib()
    row(f"memory after {_TURNS} turns", 0.0, f"{late:.0f} MiB, {late / early:.2f}x of after {_TURNS // 10}")


def _ended(database: Database) -> int:
    """How many turns have ended, in all conversations."""
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(events).where(events.c.type == "TurnEnded")) or 0


def main() -> None:
    with company() as home:
        terminal_rows(home, row)


if __name__ == "__main__":
    main()
