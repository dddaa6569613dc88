"""Measuring whole processes and calls: medians of several runs, alternating what is compared."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

RUNS = 7


@dataclass(frozen=True, kw_only=True)
class Process:
    """One command's median wall time and largest resident memory."""

    wall_s: float
    peak_mib: float


def processes(
    commands: Mapping[str, Sequence[str]], *, runs: int = RUNS, environ: Mapping[str, str] | None = None
) -> dict[str, Process]:
    """Each command `runs` times, in turn, after one warm-up each."""
    walls: dict[str, list[float]] = {name: [] for name in commands}
    peaks: dict[str, float] = dict.fromkeys(commands, 0.0)
    for run in range(runs + 1):
        for name, command in commands.items():
            wall_s, peak_mib = _once(command, environ)
            if run:
                walls[name].append(wall_s)
                peaks[name] = max(peaks[name], peak_mib)
    return {name: Process(wall_s=statistics.median(walls[name]), peak_mib=peaks[name]) for name in commands}


def calls(function: Callable[[], object], *, runs: int = RUNS) -> float:
    """Median seconds of a call, after one warm-up."""
    function()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def python(*words: str) -> list[str]:
    return [sys.executable, *words]


def _once(command: Sequence[str], environ: Mapping[str, str] | None) -> tuple[float, float]:
    start = time.perf_counter()
    child = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall_s = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    message = child.stderr.read().decode() if child.stderr else ""
    if child.stderr:
        child.stderr.close()
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}: {message}")
    return wall_s, usage.ru_maxrss / 1024
