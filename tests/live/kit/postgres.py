"""A real PostgreSQL server on loopback, in a folder that is thrown away.

Called by the `postgres_url` fixture, by evals, and by hand. Needs `initdb` and `postgres` (Debian: apt-get install
postgresql); as root it runs them as the user `postgres` or `nobody`, because initdb refuses root.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from .parts import MissingPart, ServerFailed, find_program
from .processes import Account, Processes, free_ports

_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/local/opt/postgresql*/bin", "/opt/homebrew/opt/postgresql*/bin")
_INSTALL = "Install PostgreSQL (Debian and Ubuntu: apt-get install postgresql)."
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")


class PostgresServer:
    """One server with one empty database, for the length of a `with` block."""

    def __init__(self) -> None:
        self._account = _unprivileged() if os.geteuid() == 0 else None
        # Not in the test run's own folder: that one is closed to the unprivileged user the server runs as.
        self._folder = Path(tempfile.mkdtemp(prefix="baepo-postgres-"))
        self._processes = Processes(self._folder)
        self._port = free_ports(1)[0]
        self._password = secrets.token_hex(16)
        self.url = f"postgresql+psycopg://baepo:{self._password}@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def restart(self) -> None:
        """End the server, cutting its connections, and start it on the same port with the same data."""
        self._processes.stop("postgres", sign=signal.SIGINT)
        self._start_server()

    def _start(self) -> None:
        password_file = self._folder / "password"
        password_file.write_text(self._password)
        if self._account is not None:
            for path in (self._folder, password_file):
                os.chown(path, self._account.uid, self._account.gid)
        initdb = find_program("initdb", folders=_FOLDERS, install=_INSTALL)
        command: list[str | Path] = [
            initdb,
            "-D",
            self._folder / "data",
            "-U",
            "baepo",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        security = ["--auth=scram-sha-256", f"--pwfile={password_file}"]
        account = self._account
        done = subprocess.run(
            [*command, *security],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if done.returncode != 0:
            raise ServerFailed(f"initdb ended with {done.returncode}:\n{done.stderr}")
        self._start_server()

    def _start_server(self) -> None:
        postgres = find_program("postgres", folders=_FOLDERS, install=_INSTALL)
        settings = [
            *_SETTINGS,
            "listen_addresses=127.0.0.1",
            f"port={self._port}",
            "unix_socket_directories=",
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        self._processes.start("postgres", [postgres, "-D", self._folder / "data", *options], account=self._account)
        self._wait_until_ready()

    def _wait_until_ready(self, *, timeout_s: float = 30) -> None:
        """postmaster.pid ends with the line `ready` once connections are accepted."""
        state = self._folder / "data" / "postmaster.pid"
        deadline_s = time.monotonic() + timeout_s
        while time.monotonic() < deadline_s:
            self._processes.check_alive()
            if state.exists() and state.read_text().splitlines()[-1:] == ["ready   "] and self._listens():
                return
            time.sleep(0.05)
        raise ServerFailed(f"postgres not ready within {timeout_s} s\n{self._processes.tail('postgres')}")

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def _stop(self) -> None:
        # SIGINT is PostgreSQL's fast shutdown: it ends the server's own children, which SIGKILL would leave behind.
        self._processes.stop_all(sign=signal.SIGINT)
        shutil.rmtree(self._folder)


def _unprivileged() -> Account:
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise MissingPart("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as")
