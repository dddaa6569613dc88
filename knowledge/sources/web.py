"""A web site: the pages of its sitemaps, or those its first page links to. One host, robots.txt respected, within bounds."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urljoin, urlsplit

from knowledge.sources import links, robots
from knowledge.sources.documents import Unreadable
from knowledge.sources.fetching import AGENT, Fetcher, Page
from knowledge.sources.reading import FORMATS
from knowledge.sources.robots import Robots
from knowledge.sources.spec import File, Problem, SourceUnavailable

# Which format a page is read as, by the kind that its server says.
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
}
_SMALL = 1_000_000  # bytes of a robots.txt
_SITEMAP = 50_000_000  # bytes, as the protocol allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much of a site is read."""

    pages: int = 2_000
    bytes_in_all: int = 200_000_000
    depth: int = 4  # links from the first page
    sitemaps: int = 50  # files, those named by an index included
    longest_pause_s: float = 5.0  # of what robots.txt asks for between two pages


class WebSite:
    """Pages of the host of `start`; below its path where there is no sitemap."""

    def __init__(
        self, start: str, *, loopback: bool = False, bounds: Bounds | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        parts = urlsplit(start)
        self._start = start if parts.path else f"{start}/"
        self._root = f"{parts.scheme}://{parts.netloc}/"
        self._fetcher = Fetcher(host=parts.netloc.lower(), loopback=loopback)
        self._bounds = bounds or Bounds()
        self._sleep = sleep

    def files(self) -> Iterator[File | Problem]:
        """Raises: SourceUnavailable (the site does not answer, or its robots.txt refuses)."""
        rules, text = self._robots()
        if not rules.allows(self._start):
            raise SourceUnavailable(f"robots.txt of {self._root} does not allow {self._start} to be read.")
        pause = min(rules.pause_s, self._bounds.longest_pause_s)
        listed = self._listed(text)
        waiting = deque((url, 0) for url in (listed or [self._start]))
        seen = {url for url, _ in waiting}
        taken: set[str] = set()
        pages = size = 0
        while waiting:
            url, depth = waiting.popleft()
            if not rules.allows(url):
                continue
            if pages >= self._bounds.pages or size > self._bounds.bytes_in_all:
                yield Problem(path=urlsplit(url).path, why=self._cut())
                return
            if pages and pause:
                self._sleep(pause)
            pages += 1
            found = self._page(url)
            if isinstance(found, Problem):
                if url == self._start:
                    raise SourceUnavailable(f"{url} could not be read: {found.why}")
                yield found
                continue
            size += len(found.data)
            if not rules.allows(found.url):  # where it was redirected to
                continue
            ending = _ENDINGS.get(found.kind, "")
            path = links.document_path(found.url, ending)
            if ending and path not in taken:
                taken.add(path)
                yield File(path=path, size_bytes=len(found.data), read=partial(bytes, found.data))
            if not listed and ending == ".html" and depth < self._bounds.depth:
                new = [link for link in links.on_page(found.data, found.url) if self._below(link) and link not in seen]
                seen.update(new)
                waiting.extend((link, depth + 1) for link in new)

    def _page(self, url: str) -> Page | Problem:
        guessed = links.document_path(url, ".html")
        try:
            page = self._fetcher.get(url, limit_bytes=FORMATS[".html"][1])
        except Unreadable as error:
            return Problem(path=guessed, why=str(error))
        if page.status != 200:
            return Problem(path=guessed, why=f"The server answers {page.status}.")
        return page

    def _robots(self) -> tuple[Robots, str]:
        """robots.txt; none at all allows everything, one that cannot be read nothing. Raises: SourceUnavailable."""
        try:
            page = self._fetcher.get(urljoin(self._root, "/robots.txt"), limit_bytes=_SMALL)
        except Unreadable as error:
            raise SourceUnavailable(f"{self._root} could not be read: {error}") from error
        if page.status in (401, 403) or page.status >= 500:
            raise SourceUnavailable(f"robots.txt of {self._root} cannot be read ({page.status}), so nothing else is.")
        text = page.data.decode("utf-8", "replace") if page.status == 200 else ""
        return robots.read(text, AGENT), text

    def _listed(self, robots: str) -> list[str]:
        """The pages that sitemaps name, each once; none where there is no sitemap."""
        named = self._start.endswith((".xml", ".xml.gz"))
        guesses = links.sitemaps_of(robots) or [urljoin(self._root, "/sitemap.xml")]
        waiting = deque([self._start] if named else guesses)
        known = set(waiting)
        pages: dict[str, None] = {}
        for _ in range(self._bounds.sitemaps):
            if not waiting or len(pages) > self._bounds.pages:
                break
            try:
                page = self._fetcher.get(waiting.popleft(), limit_bytes=_SITEMAP)
            except Unreadable:
                continue  # another host's, or one that does not answer: the rest is read
            is_index, found = links.locations(page.data, _SITEMAP) if page.status == 200 else (False, [])
            if is_index:
                waiting.extend(url for url in found if url not in known)
                known.update(found)
            else:
                pages.update(dict.fromkeys(url for url in found if named or self._below(url)))
        return list(pages)

    def _below(self, url: str) -> bool:
        """Whether a page belongs to what was added: the same host, below the same path, no loop."""
        start, found = urlsplit(self._start), urlsplit(url)
        folder = start.path.rpartition("/")[0] + "/"
        return found.netloc.lower() == start.netloc.lower() and found.path.startswith(folder) and not links.loops(url)

    def _cut(self) -> str:
        most = f"{self._bounds.pages:,} pages or {self._bounds.bytes_in_all // 1_000_000:,} MB"
        return f"The site has more than is read ({most}). Add a part of it by its address."
