"""What a Prometheus answers badly is one of the four errors, and its settings are checked."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tools.prometheus.client import QUERY, connect
from tools.prometheus.list_usage_peaks import list_usage_peaks
from tools.prometheus.target import Target
from tools.spec import BadRequest, Call, Denied, ToolError, Unavailable

Serve = Callable[[int, bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server that answers everything in one way; its address."""
    servers: list[http.server.HTTPServer] = []

    def started(status: int, body: bytes) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


def _call() -> Call:
    return Call(operations=frozenset({QUERY}), deadline=time.monotonic() + 20)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b"", Denied),
        (200, b"<html>", Unavailable),
        (200, b"[]", Unavailable),
        (503, b'{"status":"error","error":"starting"}', Unavailable),
        (422, b'{"status":"error","error":"query timed out"}', BadRequest),
    ],
)
def test_a_bad_answer_is_told(serve: Serve, status: int, body: bytes, error: type[ToolError]) -> None:
    with pytest.raises(error):
        connect(Target(url=serve(status, body))).bound(_call()).query("up")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        connect(Target(url="http://127.0.0.1:9")).bound(_call()).query("up")


def test_it_is_only_read_and_only_what_was_declared() -> None:
    with pytest.raises(Denied):
        connect(Target(url="http://prometheus.test"), mode="write")
    undeclared = Call(operations=frozenset(), deadline=time.monotonic() + 5)
    with pytest.raises(Denied):
        connect(Target(url="http://prometheus.test")).bound(undeclared).query("up")


@pytest.mark.parametrize("url", ["prometheus:9090", "ftp://a", "http://user:secret@a"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="names no address"):
        Target(url=url)


def test_arguments_are_checked_before_anything_is_asked() -> None:
    reader = connect(Target(url="http://127.0.0.1:9")).bound(_call())
    with pytest.raises(BadRequest, match="days"):
        list_usage_peaks.function(reader, days=400)
    with pytest.raises(BadRequest, match="not a Kubernetes name"):
        list_usage_peaks.function(reader, namespace='a"} or vector(1')
