"""Time as an argument: everything that asks what time it is, or waits, is given a `Clock`."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

from assistant.errors import Cancelled


class Clock(Protocol):
    """`now` is aware UTC; `monotonic` and `sleep` are in seconds."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class StoppableClock:
    """A clock whose `sleep` ends, by raising `Cancelled`, as soon as a person stops the work."""

    def __init__(self, clock: Clock, stop: threading.Event) -> None:
        self._clock = clock
        self._stop = stop

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        until = self._clock.monotonic() + seconds
        while (left_s := until - self._clock.monotonic()) > 0:
            if self._stop.is_set():
                raise Cancelled("stopped while waiting")
            self._clock.sleep(min(left_s, 0.2))


def polls(clock: Clock, *, timeout_s: float, every_s: float) -> Iterator[float]:
    """Yields the seconds waited so far: at once, then every `every_s`, and a last time when `timeout_s` is over."""
    start = clock.monotonic()
    while True:
        waited_s = clock.monotonic() - start
        yield waited_s
        if waited_s >= timeout_s:
            return
        clock.sleep(min(every_s, timeout_s - waited_s))
