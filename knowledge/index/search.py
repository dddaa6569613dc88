"""Searching the sources people added. Called by `assistant.library` and `baepo knowledge search`.

Many processes may search while one syncs: each search looks at the number of the present generation and takes it up.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.confidence import confidence
from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeError
from knowledge.index import parallels
from knowledge.index import snapshot as snapshots
from knowledge.index.dense import Candidates, Dense
from knowledge.index.ranking import Lexical, analyse, joined
from knowledge.index.snapshot import LANGS, Snapshot
from knowledge.index.store import Store, Stored

if TYPE_CHECKING:
    from knowledge.index.chroma import Vectors

FILE, SNAPSHOTS = "index.db", "snapshots"


class EmbedderMismatch(KnowledgeError):
    """The index was made with another embedder than the settings name; says how to rebuild it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage, best first; `score` orders, `confidence` (0 to 1) says how likely it answers the question."""

    passage: Stored
    score: float
    confidence: float


class Searcher:
    """Search over the index in `folder`; safe from several threads."""

    def __init__(self, folder: Path, embedder: Embedder, *, chroma: str = "") -> None:
        """`chroma` as in `knowledge.access`. Raises: IndexDamaged, NoRoom."""
        self._folder = folder
        self._embedder = embedder
        self._store = Store(folder / FILE)
        self._lock = threading.RLock()
        self._opened: _Opened | None = None
        self._candidates = stored_elsewhere(chroma, folder, self._store)

    def close(self) -> None:
        self._store.close()
        if self._candidates is not None:
            self._candidates.close()

    def search(
        self, question: str, *, roles: Collection[str], limit: int = 10,
        sources: Collection[str] = (), langs: Collection[str] = (),
    ) -> list[Found]:  # fmt: skip
        """The best passages among those that somebody with these roles may see; all sources and languages by default.

        Raises: EmbedderMismatch, EmbedderUnavailable, VectorsUnavailable.
        """
        with self._lock:
            opened = self._present()
            if opened is None:
                return []
            visible = self.visible(roles)
            names = frozenset(visible) & frozenset(sources) if sources else frozenset(visible)
            allowed = opened.allowed(names, frozenset(langs or LANGS))
            if not allowed.any():
                return []
            return self._ranked(opened, question, allowed, limit)

    def visible(self, roles: Collection[str]) -> list[str]:
        """The sources that somebody with these roles may see."""
        with self._lock:
            return [s.name for s in self._store.sources() if not s.label or s.label in roles]

    def passage(self, source: str, path: str, section: str, *, roles: Collection[str]) -> Stored | None:
        """One passage by its citation, if somebody with these roles may see it."""
        with self._lock:
            if not any(s.name == source and (not s.label or s.label in roles) for s in self._store.sources()):
                return None
            return self._store.passage_at(source, path, section)

    def in_language(self, source: str, path: str, section: str, *, lang: str, roles: Collection[str]) -> Stored | None:
        """What says the same in `lang`, where the source has the document in both languages."""
        with self._lock:
            found = self.passage(source, path, section, roles=roles)
            return parallels.in_language(self._store, found, lang) if found is not None else None

    def _ranked(self, opened: "_Opened", question: str, allowed: NDArray[np.bool_], limit: int) -> list[Found]:
        asked = analyse(question)
        ids = self._store.term_ids(asked.terms)
        lexical = opened.lexical.scores(asked, ids, allowed)
        vector = self._embedder.embed([question])[0]
        dense = opened.dense.scores(vector, allowed, lexical)
        total = np.where(allowed, joined(lexical, dense), -np.inf)
        count = min(limit, int(np.isfinite(total).sum()))
        best = np.argpartition(-total, count - 1)[:count]
        best = best[np.lexsort((best, -total[best]))]
        coverage = opened.lexical.coverage(asked, ids, best)
        stored = self._store.passages([int(opened.snapshot.ids[row]) for row in best])
        found = []
        for row, covered in zip(best, coverage, strict=True):
            passage = stored.get(int(opened.snapshot.ids[row]))
            if passage is not None:
                sure = confidence(
                    nearness=float(dense[row]), coverage=float(covered), same_language=passage.lang == asked.lang
                )
                found.append(Found(passage=passage, score=float(total[row]), confidence=sure))
        return found

    def _present(self) -> "_Opened | None":
        """The present generation, opened; None before the first sync."""
        for _ in range(3):  # a generation can be cleared away between looking and opening
            generation = int(self._store.meta("generation", "0"))
            if not generation:
                return None
            if self._opened is not None and self._opened.snapshot.generation == generation:
                return self._opened
            check_embedder(self._store, self._embedder)
            try:
                found = snapshots.load(self._folder / SNAPSHOTS, generation)
            except OSError:
                continue
            self._opened = _Opened(found, self._candidates)
            return self._opened
        raise FileNotFoundError(f"{self._folder / SNAPSHOTS}: generation {generation} is not there")


def check_embedder(store: Store, embedder: Embedder) -> None:
    """Raises: EmbedderMismatch."""
    made_with = store.meta("embedder")
    if made_with and made_with != embedder.name:
        raise EmbedderMismatch(
            f"The index was made with the embedder {made_with}, the present one is {embedder.name}: their vectors cannot"
            " be compared. Rebuild it: baepo knowledge sync --rebuild"
        )


def stored_elsewhere(chroma: str, folder: Path, store: Store) -> "Vectors | None":
    """Chroma, where the settings name it."""
    if not chroma:
        return None
    from knowledge.index.chroma import Vectors

    return Vectors(chroma, folder=folder, index_id=store.index_id)


class _Opened:
    """One generation, and what is computed from it once."""

    def __init__(self, snapshot: Snapshot, candidates: Candidates | None) -> None:
        self.snapshot = snapshot
        self.lexical = Lexical(snapshot)
        self.dense = Dense(snapshot, candidates)
        self._allowed: dict[tuple[frozenset[str], frozenset[str]], NDArray[np.bool_]] = {}

    def allowed(self, names: frozenset[str], langs: frozenset[str]) -> NDArray[np.bool_]:
        """By row, whether its source and language are among these."""
        key = (names, langs)
        if key not in self._allowed:
            sources = np.asarray([name in names for name in self.snapshot.source_names], dtype=np.bool_)
            spoken = np.asarray([lang in langs for lang in LANGS], dtype=np.bool_)
            self._allowed[key] = sources[self.snapshot.sources] & spoken[self.snapshot.langs]
        return self._allowed[key]
