"""A real Prometheus server on loopback with a past of its own. Called by `tests/live/test_prometheus.py`.

Needs `prometheus` and `promtool` (Debian: apt-get install prometheus); `promtool` writes the past as blocks.
"""

import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .parts import ServerFailed, find_program
from .processes import Processes, free_ports

_INSTALL = "Install Prometheus (Debian and Ubuntu: apt-get install prometheus)."
_READY_S = 40.0


@contextmanager
def prometheus(folder: Path, openmetrics: str) -> Iterator[str]:
    """The address of a server that has recorded `openmetrics` (with times). Raises: MissingPart, ServerFailed."""
    server, tool = (find_program(name, install=_INSTALL) for name in ("prometheus", "promtool"))
    data = folder / "data"
    (folder / "past.txt").write_text(openmetrics)
    (folder / "prometheus.yml").write_text("scrape_configs: []\n")
    command = [str(tool), "tsdb", "create-blocks-from", "openmetrics", str(folder / "past.txt"), str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServerFailed(f"promtool ended with {done.returncode}: {done.stderr[-500:]}")
    processes = Processes(folder)
    port = free_ports(1)[0]
    processes.start(
        "prometheus",
        [
            str(server),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={data}",
            "--storage.tsdb.retention.time=60d",
            f"--web.listen-address=127.0.0.1:{port}",
        ],
    )
    try:
        _wait(f"http://127.0.0.1:{port}/-/ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        processes.stop_all(sign=signal.SIGKILL)
        shutil.rmtree(data, ignore_errors=True)


def _wait(address: str) -> None:
    deadline_s = time.monotonic() + _READY_S
    while time.monotonic() < deadline_s:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise ServerFailed(f"Prometheus was not ready in {_READY_S:.0f} s")
