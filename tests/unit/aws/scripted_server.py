"""A small HTTP server that speaks the EC2 query protocol and gives the answers a test wants, errors included."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs
from xml.sax.saxutils import escape


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    drop: bool = False  # close the connection without an answer


NO_VOLUMES = Answer(body="<DescribeVolumesResponse><requestId>r</requestId><volumeSet/></DescribeVolumesResponse>")
DROPPED = Answer(drop=True)


def error(code: str, message: str = "", *, status: int = 400, **headers: str) -> Answer:
    body = (
        f"<Response><Errors><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error></Errors>"
        "<RequestID>r</RequestID></Response>"
    )
    return Answer(status=status, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


@dataclass(frozen=True, kw_only=True)
class Received:
    action: str
    region: str
    access_key: str


@dataclass(kw_only=True)
class Script:
    """`answers` in order, the last one for ever; a region in `by_region` has an answer of its own."""

    answers: list[Answer]
    by_region: dict[str, Answer] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, request: Received) -> Answer:
        with self._lock:
            self.received.append(request)
            if request.region in self.by_region:
                return self.by_region[request.region]
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def actions(self) -> list[str]:
        return [r.action for r in self.received]


@contextmanager
def scripted(*answers: Answer, **by_region: Answer) -> Iterator[Script]:
    script = Script(answers=list(answers), by_region={k.replace("_", "-"): v for k, v in by_region.items()})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            scope = self.headers["Authorization"].split("Credential=")[1].split(",")[0].split("/")
            answer = script.next(Received(action=form["Action"][0], access_key=scope[0], region=scope[2]))
            time.sleep(answer.delay_s)
            if answer.drop:
                self.close_connection = True
                return
            body = answer.body.encode()
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
