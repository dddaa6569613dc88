"""An OpenAI-compatible server that answers from a script: one step a request, streamed as server-sent events.

A step is a function on the open request; the builders below make the usual ones. Every request is kept. When the script
is over, each further request gets the last step again, so that an endless loop can be seen as one.
"""

import json
import socket
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes import WAIT_S, Hang

Json = dict[str, Any]


class Open:
    """One request that waits for its answer."""

    def __init__(self, handler: BaseHTTPRequestHandler, hang: Hang) -> None:
        self.handler = handler
        self.hang = hang  # what a step that never ends waits for

    def status(self, code: int, headers: dict[str, str] | None = None, message: str = "no") -> None:
        body = json.dumps({"error": {"message": message, "type": "test", "code": None}}).encode()
        self.handler.send_response(code)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def begin(self) -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.send_header("Transfer-Encoding", "chunked")
        self.handler.end_headers()

    def event(self, delta: Json, *, finish: str | None = None, usage: Json | None = None) -> None:
        choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
        self.raw(
            {
                "id": "c1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "m",
                "choices": choices,
                "usage": usage,
            }
        )

    def raw(self, value: Any) -> None:
        text = f"data: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}\n\n".encode()
        self.handler.wfile.write(f"{len(text):x}\r\n".encode() + text + b"\r\n")
        self.handler.wfile.flush()

    def end(self, finish: str = "stop", *, usage: tuple[int, int] | None = (100, 20)) -> None:
        self.event({}, finish=finish)
        if usage:
            came, went = usage
            self.event({}, usage={"prompt_tokens": came, "completion_tokens": went, "total_tokens": came + went})
        self.raw("[DONE]")
        self.handler.wfile.write(b"0\r\n\r\n")

    def cut(self) -> None:
        """Closes the connection in the middle of a chunk."""
        self.handler.wfile.flush()
        self.handler.connection.shutdown(socket.SHUT_RDWR)
        self.handler.close_connection = True


Step = Callable[[Open], None]


def says(*pieces: str, usage: tuple[int, int] | None = (100, 20)) -> Step:
    def step(request: Open) -> None:
        request.begin()
        request.event({"role": "assistant", "content": ""})
        for piece in pieces:
            request.event({"content": piece})
        request.end(usage=usage)

    return step


def calls(*wanted: tuple[str, Any], words: str = "", size: int = 7) -> Step:
    """Parallel tool calls whose arguments come in pieces of `size` characters, by turns. A str is sent as it is."""

    def step(request: Open) -> None:
        request.begin()
        if words:
            request.event({"role": "assistant", "content": words})
        texts = [a if isinstance(a, str) else json.dumps(a, ensure_ascii=False) for _, a in wanted]
        for index, (name, _) in enumerate(wanted):
            function = {"name": name, "arguments": ""}
            request.event(
                {"tool_calls": [{"index": index, "id": f"t{index}", "type": "function", "function": function}]}
            )
        for start in range(0, max(map(len, texts)), size):
            for index, text in enumerate(texts):
                if piece := text[start : start + size]:
                    request.event({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
        request.end("tool_calls")

    return step


def status(code: int, headers: dict[str, str] | None = None, message: str = "no") -> Step:
    return lambda request: request.status(code, headers, message)


def breaks_off(*pieces: str, cleanly: bool = False) -> Step:
    """Half an answer; `cleanly` ends the stream without saying that it is finished."""

    def step(request: Open) -> None:
        request.begin()
        for piece in pieces:
            request.event({"content": piece})
        if cleanly:
            request.raw("[DONE]")
            request.handler.wfile.write(b"0\r\n\r\n")
        else:
            request.cut()

    return step


def stalls(*pieces: str, then: Callable[[], object] = lambda: None) -> Step:
    """Says nothing more after `pieces`, and does not end. `then` is called when that begins."""

    def step(request: Open) -> None:
        request.begin()
        for piece in pieces:
            request.event({"content": piece})
        then()
        request.hang.hold()
        request.end()

    return step


def trickles(piece: str, *, every_s: float = 0.1, each: Callable[[], object] = lambda: None) -> Step:
    """The same letters again and again, as long as somebody listens. `each` is called before each piece."""

    def step(request: Open) -> None:
        request.begin()
        for _ in range(int(WAIT_S / every_s)):
            each()
            request.event({"content": piece})
            if request.hang.hold(every_s):
                return
        request.hang.waited_out = True

    return step


class ScriptedServer:
    """Listens on a free loopback port while it is open."""

    def __init__(self, *steps: Step) -> None:
        self.steps: list[Step] = list(steps)
        self.requests: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.hang = Hang()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outer._answer(self)

            def do_GET(self) -> None:
                outer._answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def messages(self, number: int) -> list[Json]:
        found: list[Json] = self.requests[number]["messages"]
        return found

    def results(self, number: int) -> list[str]:
        """What request `number` told the model about its calls."""
        return [m["content"] for m in self.messages(number) if m["role"] == "tool"]

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.hang.release()
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        with self._lock:
            self.paths.append(handler.path)
            self.headers.append({k.lower(): v for k, v in handler.headers.items()})
            self.requests.append(json.loads(body or b"{}"))
            step = self.steps[min(len(self.requests), len(self.steps)) - 1]
        try:
            step(Open(handler, self.hang))
        except OSError:
            handler.close_connection = True  # the client has gone, which is what some tests are about


def tool_names(request: Json) -> Sequence[str]:
    return [t["function"]["name"] for t in request.get("tools", ())]
