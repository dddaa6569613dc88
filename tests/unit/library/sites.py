"""A web site on this machine, for tests: pages by path, redirects, and what was asked for."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, str, bytes]  # status; kind of content, or where a redirect leads; content


class Site(ThreadingHTTPServer):
    """`pages` by path; `other` answers for paths that are not among them."""

    def __init__(self, pages: Mapping[str, Answer], other: Callable[[str], Answer | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = dict(pages)
        self.other = other
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        found = self.server.pages.get(self.path) or self.server.other(self.path) or (404, "text/plain", b"none")
        status, kind, data = found
        self.send_response(status)
        self.send_header("Location" if 300 <= status < 400 else "Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@contextmanager
def serving(pages: Mapping[str, Answer], other: Callable[[str], Answer | None] = lambda _path: None) -> Iterator[Site]:
    with Site(pages, other) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()


def page(title: str, body: str, *linked: str) -> Answer:
    anchors = "".join(f'<a href="{link}">{link}</a>' for link in linked)
    text = f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1><p>{body}</p>{anchors}</main></body></html>"
    return 200, "text/html; charset=utf-8", text.encode()
