"""Measuring whole processes and calls: medians of several runs, alternating what is compared."""

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


# A process inherits the peak memory of whoever starts it, so commands are started by a launcher that has next to none.
_LAUNCHER = """
import os, sys, time
null = os.open(os.devnull, os.O_RDWR)
start = time.perf_counter()
silent = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, usage = os.wait4(pid, 0)
print(time.perf_counter() - start, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))
"""


def _once(command: Sequence[str], environ: Mapping[str, str] | None) -> tuple[float, float]:
    """(wall seconds, peak MiB)."""
    launcher = [sys.executable, "-S", "-c", _LAUNCHER, *command]
    done = subprocess.run(launcher, env=environ, capture_output=True, text=True, check=True)
    wall_s, peak_mib, code = done.stdout.split()
    if code != "0":
        raise RuntimeError(f"{' '.join(command)} ended with {code}: {done.stderr}")
    return float(wall_s), float(peak_mib)
