"""The guides as the assistant sees them: those that come with Baepo, and the sources people added. Made by `wiring`.

The index over the sources that were added (`knowledge.index`) is imported when there is such an index, not before.
"""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import Failed
from knowledge.errors import KnowledgeError
from knowledge.guide_search import GuideSearch, Looked
from knowledge.guides import Lang, Passage
from knowledge.lexical import PassageNotFound

if TYPE_CHECKING:
    from knowledge.index.search import Searcher
    from knowledge.index.store import Stored

FOLDER = "knowledge"  # of the data folder
STALE_DAYS = 30  # since the source of a passage was last read
_INDEX = "index.db"  # as `knowledge.index.search.FILE`, which is not imported for a look


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A passage of a source somebody added; `confidence` from 0 to 1, `synced_at` when its source was last read.

    `stale` when that is longer ago than `STALE_DAYS`.
    """

    passage: Passage
    confidence: float
    synced_at: str
    stale: bool = False


class Library:
    """Search and lookup over everything that `roles` may see; safe from several threads."""

    def __init__(
        self, built_in: GuideSearch, *, folder: Path, roles: Collection[str], searcher: "Callable[[], Searcher]",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self.built_in = built_in
        self._folder = folder
        self._roles = frozenset(roles)
        self._make = searcher
        self._now = now
        self._searcher: Searcher | None = None
        self._lock = threading.Lock()

    def get(self, passage_id: str, lang: Lang) -> Passage:
        """A passage by its citation, in `lang` where a built-in guide has it in both.

        Raises: PassageNotFound.
        """
        try:
            return self.built_in.get(passage_id, lang)
        except PassageNotFound:
            found = self._own_passage(passage_id)
            if found is None:
                raise
            return found

    def search(self, question: str, *, lang: Lang, limit: int = 3) -> Looked:
        """Passages of the built-in guides, best first, and whether they answer."""
        return self.built_in.search(question, lang=lang, limit=limit)

    def search_own(self, question: str, *, limit: int, sources: Collection[str] = ()) -> list[Own]:
        """Passages of the sources people added, or of the named ones, best first; none when there are none.

        Raises: Failed.
        """
        searcher = self._opened()
        if searcher is None:
            return []
        with told():
            found = searcher.search(question, roles=self._roles, limit=limit, sources=sources)
        return [
            Own(
                passage=as_passage(f.passage),
                confidence=f.confidence,
                synced_at=f.passage.synced_at,
                stale=self._is_stale(f.passage.synced_at),
            )
            for f in found
        ]

    def in_language(self, own: Own, lang: Lang) -> Own:
        """The same in this language where the source has the document in both; else as it is.

        Raises: Failed.
        """
        searcher = self._opened()
        if searcher is None or own.passage.lang == lang:
            return own
        source, _, path = own.passage.guide.partition("/")
        with told():
            found = searcher.in_language(source, path, own.passage.section, lang=lang, roles=self._roles)
        return replace(own, passage=as_passage(found)) if found is not None else own

    def _is_stale(self, synced_at: str) -> bool:
        return bool(synced_at) and self._now() - datetime.fromisoformat(synced_at) > timedelta(days=STALE_DAYS)

    @property
    def has_own(self) -> bool:
        """Whether this person may see sources that were added."""
        searcher = self._opened()
        return searcher is not None and bool(searcher.visible(self._roles))

    def _own_passage(self, passage_id: str) -> Passage | None:
        searcher = self._opened()
        place, _, section = passage_id.rpartition("#")
        source, _, path = place.partition("/")
        if searcher is None or not path:
            return None
        found = searcher.passage(source, path, section, roles=self._roles)
        return as_passage(found) if found is not None else None

    def _opened(self) -> "Searcher | None":
        with self._lock:
            if self._searcher is None and (self._folder / _INDEX).exists():
                with told():
                    self._searcher = self._make()
            return self._searcher


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong with the index, as something a person is told. Raises: Failed."""
    try:
        yield
    except KnowledgeError as error:
        raise Failed(str(error)) from error


def as_passage(stored: "Stored") -> Passage:
    """A stored passage in the form of the built-in ones: cited [source/path#section]."""
    return Passage(
        guide=f"{stored.source}/{stored.path}",
        section=stored.section,
        title=stored.title,
        heading=stored.heading,
        lang="ko" if stored.lang == "ko" else "en",
        text=stored.text,
        path=Path(stored.path),
        line=stored.line,
    )
