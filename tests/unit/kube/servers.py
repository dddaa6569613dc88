"""A small real HTTP server that answers as a test scripts it, and connections to it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tools.kube.target import Target
from tools.spec import Call

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the script; keeps what was asked."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    def do_GET(self) -> None:
        self._handle()

    def do_PATCH(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def json(self, status: int, body: Any, **headers: str) -> None:
        self.raw(status, json.dumps(body).encode(), declared=None, **headers)

    def raw(self, status: int, body: bytes, *, declared: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if declared is None else declared))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.server.asked.append((self.command, self.path, self.rfile.read(length)))
        try:
            self.server.answer(self)
        except BrokenPipeError:
            self.close_connection = True


class Server(ThreadingHTTPServer):
    """`asked` holds (method, path with query, body) of every request."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked: list[tuple[str, str, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    server = Server(answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def kubeconfig(folder: Path, server: str, **changes: Any) -> Path:
    """A kubeconfig with one context `prod`; `changes` replace `user` and `cluster` entries or `current`."""
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": changes.get("current", "prod"),
        "contexts": [{"name": "prod", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": server, **changes.get("cluster", {})}}],
        "users": [{"name": "u", "user": changes.get("user", {"token": "t"})}],
    }
    path = folder / "config"
    path.write_text(json.dumps(content))
    return path


def target(folder: Path, server: str, **changes: Any) -> Target:
    return Target(kubeconfig=kubeconfig(folder, server, **changes), context="prod")


def call(*operations: str, timeout_s: float = 5.0, cancelled: threading.Event | None = None) -> Call:
    return Call(
        operations=frozenset(operations),
        deadline=time.monotonic() + timeout_s,
        cancelled=cancelled or threading.Event(),
    )


def status(code: int, message: str, reason: str = "") -> dict[str, Any]:
    body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message}
    return {**body, "reason": reason, "code": code}


def object_list(*names: str, resume: str = "") -> dict[str, Any]:
    items = [{"metadata": {"name": name, "namespace": "shop"}} for name in names]
    return {"kind": "List", "metadata": {"resourceVersion": "1", "continue": resume}, "items": items}
