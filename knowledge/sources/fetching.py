"""One page of one host, within bounds: addresses are checked at every hop; no proxy, no cookies. Called by `.web`."""

import http.client
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from knowledge.sources.addresses import resolve
from knowledge.sources.documents import Unreadable

AGENT = "baepo-knowledge"
_TIMEOUT_S = 15  # of one read
_PAGE_S = 60  # of a whole page: a server that sends a byte now and then is left
_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PART = 65_536
_AS_THEY_ARE = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came back: `url` after redirects, `kind` such as "text/html"."""

    url: str
    status: int
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Reads from `host` alone (with its port, as in an address)."""

    host: str
    loopback: bool = False

    def get(self, url: str, *, limit_bytes: int) -> Page:
        """Raises: Unreadable (another host, a refused address, no answer, too large, too slow)."""
        deadline = time.monotonic() + _PAGE_S
        for _ in range(_HOPS + 1):
            status, kind, place, data = self._once(url, limit_bytes, deadline)
            if status not in _REDIRECTS:
                return Page(url=url, status=status, kind=kind, data=data)
            url = urljoin(url, place)
        raise Unreadable(f"It redirects more than {_HOPS} times.")

    def _once(self, url: str, limit_bytes: int, deadline: float) -> tuple[int, str, str, bytes]:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != self.host:
            raise Unreadable(f"It leads to {parts.scheme}://{parts.netloc}; only {self.host} is read.")
        connection = _connect(parts.scheme, parts.hostname or "", parts.port, loopback=self.loopback)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {"Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "identity"}
            connection.request("GET", quote(target, safe=_AS_THEY_ARE), headers=headers)
            answer = connection.getresponse()
            kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
            data = b"" if answer.status in _REDIRECTS else _body(answer, limit_bytes, deadline)
            return answer.status, kind, answer.getheader("Location") or "", data
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreadable(f"{self.host} does not answer ({error or type(error).__name__}).") from error
        finally:
            connection.close()


def _body(answer: http.client.HTTPResponse, limit_bytes: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(_PART):
        parts.append(part)
        size += len(part)
        if size > limit_bytes:
            raise Unreadable(f"It is larger than {limit_bytes // 1_000_000} MB.")
        if time.monotonic() > deadline:
            raise Unreadable(f"It takes longer than {_PAGE_S} s.")
    return b"".join(parts)


def _connect(scheme: str, host: str, port: int | None, *, loopback: bool) -> http.client.HTTPConnection:
    """A connection to the address that was checked, under the name that was asked for."""
    port = port or (443 if scheme == "https" else 80)
    address = resolve(host, port, loopback=loopback)
    try:
        plain = socket.create_connection((address, port), timeout=_TIMEOUT_S)
    except OSError as error:
        raise Unreadable(f"{host} cannot be reached ({error}).") from error
    connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
    connection.sock = plain
    if scheme == "https":
        try:
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except OSError as error:
            plain.close()
            raise Unreadable(f"{host} cannot be trusted or reached ({error}).") from error
    return connection
