"""The addresses in robots.txt, sitemaps and pages. Pure; called by `knowledge.sources.web`.

Source: sitemaps.org protocol 0.9; RFC 9309 (robots.txt).
"""

import html
import re
import zlib
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

_LOCATION = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</(?:\w+:)?loc>", re.DOTALL)
_INDEX = re.compile(r"<(?:\w+:)?sitemapindex\b")
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_LONGEST = 300  # characters of a path; longer ones come from loops
_REPEATED = 3  # times the same part of a path: /a/b/a/b/a/b
_UNSAFE = re.compile(r"[^0-9A-Za-z_.~\uac00-\ud7a3/-]+")


def sitemaps_of(robots: str) -> list[str]:
    return _SITEMAP.findall(robots)


def locations(sitemap: bytes, limit_bytes: int) -> tuple[bool, list[str]]:
    """Whether it is an index of sitemaps, and the addresses in it. Unpacked where it is gzip, up to a limit."""
    if sitemap.startswith(b"\x1f\x8b"):
        try:
            sitemap = zlib.decompressobj(wbits=31).decompress(sitemap, limit_bytes)
        except zlib.error:
            return False, []
    text = sitemap.decode("utf-8", "replace")
    return bool(_INDEX.search(text)), [html.unescape(found) for found in _LOCATION.findall(text)]


def on_page(data: bytes, url: str) -> list[str]:
    """The addresses that a page links to, without queries: those of calendars and searches have no end."""
    links = _Links()
    links.feed(data.decode("utf-8", "replace"))
    whole = [urldefrag(urljoin(url, link)).url for link in links.found]
    return [link for link in dict.fromkeys(whole) if link.startswith(("http://", "https://")) and "?" not in link]


def loops(url: str) -> bool:
    """Whether an address looks like one of an endless site."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    return len(urlsplit(url).path) > _LONGEST or any(parts.count(part) >= _REPEATED for part in parts)


def document_path(url: str, ending: str) -> str:
    """A page's path in citations: /guide/canary/ as guide/canary/index.html, /guide/canary as guide/canary.html."""
    parts = urlsplit(url)
    path = _UNSAFE.sub("-", unquote(parts.path)).lstrip("/")
    path = "/".join(part for part in path.split("/") if part not in (".", ".."))
    if not path or path.endswith("/"):
        path += "index"
    path = path.removesuffix(ending)
    query = _UNSAFE.sub("-", unquote(parts.query)).replace("/", "-")
    return f"{path}-{query}{ending}" if query else f"{path}{ending}"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]
