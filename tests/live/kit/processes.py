"""The processes of one test server: a log file each, ended by process id, even when the test run is killed.

Called by `kube.py` and `postgres.py`.
"""

import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .parts import ServerFailed

# Reads "+pid" and "-pid" lines; when the test run dies without having ended them, its pipe closes and they are killed.
_WATCHDOG = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
alive = []
for line in sys.stdin:
    pid = int(line[1:])
    alive.append(pid) if line[0] == "+" else alive.remove(pid)
for pid in reversed(alive):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
"""


@dataclass(frozen=True, kw_only=True)
class Account:
    """The user and group a process runs as."""

    uid: int
    gid: int


class Processes:
    """Named child processes with their logs in one folder."""

    def __init__(self, log_folder: Path) -> None:
        self._log_folder = log_folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._watchdog: subprocess.Popen[bytes] | None = None

    def start(self, name: str, command: Sequence[str | Path], *, account: Account | None = None) -> None:
        """Start `command` under `name`; its output is appended to `<name>.log`."""
        if name in self._running:
            raise ValueError(f"{name} is already running")
        arguments = [str(part) for part in command]
        with self.log(name).open("ab") as log:
            # A session of its own: Ctrl-C must reach the test run only, which then ends the servers in order.
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/" if account else None,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        self._running[name] = process
        self._tell_watchdog("+", process.pid)

    def log(self, name: str) -> Path:
        return self._log_folder / f"{name}.log"

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def send(self, name: str, sign: signal.Signals) -> None:
        """Sends one signal to one process."""
        self._running[name].send_signal(sign)

    def stop(self, name: str, *, sign: signal.Signals = signal.SIGTERM, timeout_s: float = 10) -> None:
        """End one process: send `sign`, wait, and kill it if it is still there after `timeout_s`."""
        process = self._running.pop(name)
        if process.poll() is None:
            process.send_signal(sign)
            try:
                process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._tell_watchdog("-", process.pid)

    def stop_all(self, *, sign: signal.Signals = signal.SIGTERM) -> None:
        """End every process, the last started first."""
        for name in reversed(list(self._running)):
            self.stop(name, sign=sign)
        if self._watchdog is not None and self._watchdog.stdin is not None:
            self._watchdog.stdin.close()
            self._watchdog.wait()
            self._watchdog = None

    def check_alive(self) -> None:
        """Raises: ServerFailed, with the end of the log, when a process has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise ServerFailed(f"{name} ended with {process.returncode}.\n{self.tail(name)}")

    def tail(self, name: str, *, lines: int = 25) -> str:
        """The end of one log, with its path."""
        path = self.log(name)
        text = path.read_text(errors="replace") if path.exists() else ""
        return "\n".join([f"--- end of {path}", *text.splitlines()[-lines:]])

    def _tell_watchdog(self, sign: str, pid: int) -> None:
        if self._watchdog is None:
            self._watchdog = subprocess.Popen(
                [sys.executable, "-I", "-c", _WATCHDOG], stdin=subprocess.PIPE, start_new_session=True
            )
        if self._watchdog.stdin is not None:
            self._watchdog.stdin.write(f"{sign}{pid}\n".encode())
            self._watchdog.stdin.flush()


def free_ports(count: int) -> list[int]:
    """Distinct TCP ports of 127.0.0.1 that were free a moment ago."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
