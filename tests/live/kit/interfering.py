"""A proxy before a real API server that interferes with writes: answers some itself, loses answers of others.

Called by `tests/live/actions`. Plain HTTP on loopback; the server behind it is spoken to with its own certificate.
"""

import json
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from .kube import ControlPlane

Fault = Literal["conflict", "throttled", "lost"]
_STATUS = {"conflict": (409, "Conflict"), "throttled": (429, "TooManyRequests")}


@dataclass
class Interference:
    """`faults` are met by the next real writes, in this order, None being none; `writes` counts what reached the server."""

    kubeconfig: Path
    faults: list[Fault | None] = field(default_factory=list)
    writes: int = 0


@contextmanager
def interfering(cluster: ControlPlane, folder: Path) -> Iterator[Interference]:
    trust = ssl.create_default_context(cafile=str(cluster.kubeconfig().parent / "certs" / "apiserver.crt"))
    state = Interference(kubeconfig=folder / "kubeconfig.proxy")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            real = self.command in ("PATCH", "DELETE", "POST") and "dryRun" not in self.path
            fault = state.faults.pop(0) if real and state.faults else None
            if fault is not None and fault in _STATUS:
                code, reason = _STATUS[fault]
                said = {"kind": "Status", "status": "Failure", "reason": reason, "message": f"injected {reason}"}
                self._answer(code, json.dumps(said | {"code": code}).encode(), retry="0")
                return
            state.writes += real
            code, answer = self._forwarded(body)
            if fault == "lost":
                self.close_connection = True
                self.connection.close()
                return
            self._answer(code, answer)

        do_GET = do_POST = do_PATCH = do_DELETE = _pass

        def _forwarded(self, body: bytes) -> tuple[int, bytes]:
            kept = ("Authorization", "Content-Type", "Accept")
            headers = {name: self.headers[name] for name in kept if name in self.headers}
            call = urllib.request.Request(cluster.server + self.path, body or None, headers, method=self.command)
            try:
                with urllib.request.urlopen(call, context=trust, timeout=30) as answer:
                    return int(answer.status), answer.read()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read()

        def _answer(self, code: int, body: bytes, *, retry: str = "") -> None:
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if retry:
                self.send_header("Retry-After", retry)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    config = json.loads(cluster.kubeconfig().read_text())
    config["clusters"][0]["cluster"] = {"server": f"http://127.0.0.1:{server.server_address[1]}"}
    state.kubeconfig.write_text(json.dumps(config))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
