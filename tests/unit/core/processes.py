"""Starting `child.py`, several at once, or one to be killed at a point it reaches."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.plans import Plan
from tests.fakes import WAIT_S
from tests.unit.core.bench import Bench

ROOT = Path(__file__).parents[3]


@contextmanager
def child(bench: Bench, plan: Plan, verb: str = "execute") -> Iterator["subprocess.Popen[str]"]:
    """A process that has loaded the plan and waits for `go`."""
    now = bench.clock.now().isoformat()
    command = [sys.executable, "-m", "tests.unit.core.child", str(bench.folder), bench.url, plan.id, verb, now]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise AssertionError(process.communicate()[1])
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def outcome(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, err = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0, err
    result: dict[str, Any] = json.loads(out)
    return result


def race(bench: Bench, *runs: tuple[Plan, str]) -> list[dict[str, Any]]:
    """How each (plan, verb) ended, all let go at the same moment."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        processes = [stack.enter_context(child(bench, plan, verb)) for plan, verb in runs]
        for process in processes:
            go(process)
        return [outcome(process) for process in processes]


def kill_at(bench: Bench, plan: Plan, point: str, verb: str = "execute") -> None:
    """Runs the plan in a process that is ended with SIGKILL where the executor reaches `point`."""
    bench.board.switch(pause_at=point)
    reached = bench.board.path.with_suffix(".reached")
    with child(bench, plan, verb) as process:
        go(process)
        deadline_s = time.monotonic() + WAIT_S
        while not reached.exists():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline_s, f"{point} was not reached"
            time.sleep(0.01)
        process.kill()
        process.wait()
    reached.unlink()
    bench.board.switch(pause_at="")
