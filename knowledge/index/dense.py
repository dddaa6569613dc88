"""How near the vectors of each passage are to that of a question: exact where few, by Chroma first where many.

Chroma's import alone takes 0.8 s, a process does not see what another one wrote into it, and its filters are slow on
large collections; so a small index is scanned whole, which is exact, and of a large one Chroma names the candidates,
whose vectors are then compared exactly. Called by `knowledge.index.search`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.index.snapshot import Snapshot

if TYPE_CHECKING:
    from knowledge.index.chroma import Vectors

EXACT_LIMIT = 40_000  # vectors: 80 MB, about 10 ms
_NEAREST = 400  # vectors asked of Chroma
_BY_WORDS = 300  # passages compared because of their words
_UNKNOWN = np.float32(0.0)  # nearness of passages that were not compared; far below those that were

Scores = NDArray[np.float32]


class Dense:
    """Nearness by row. The vectors of the last filter are kept as float32."""

    def __init__(self, snapshot: Snapshot, folder: Path) -> None:
        self._snapshot = snapshot
        self._folder = folder
        self._chroma: Vectors | None = None
        self._held: tuple[NDArray[np.bool_], NDArray[np.int64], Scores, NDArray[np.int64]] | None = None

    def scores(self, vector: Scores, allowed: NDArray[np.bool_], lexical: Scores) -> Scores:
        """By row, the cosine of its nearest vector. Of a large index only candidates are compared: those whose vectors
        Chroma finds, and the best by words; the others have 0."""
        sizes = np.diff(self._snapshot.vector_starts)
        if sizes[allowed].sum() <= EXACT_LIMIT:
            return self._exact(vector, allowed, sizes)
        rows = self._candidates(vector, allowed, lexical)
        near = np.full(len(sizes), _UNKNOWN, dtype=np.float32)
        vectors, starts = self._gathered(rows, sizes)
        near[rows] = np.maximum.reduceat(vectors @ vector, starts)
        return near

    def _exact(self, vector: Scores, allowed: NDArray[np.bool_], sizes: NDArray[np.int64]) -> Scores:
        if self._held is None or self._held[0] is not allowed:
            rows = np.flatnonzero(allowed)
            self._held = (allowed, rows, *self._gathered(rows, sizes))
        _, rows, vectors, starts = self._held
        near = np.full(len(sizes), _UNKNOWN, dtype=np.float32)
        near[rows] = np.maximum.reduceat(vectors @ vector, starts)
        return near

    def _gathered(self, rows: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[Scores, NDArray[np.int64]]:
        """The vectors of some rows, one after another, and where those of each row start."""
        counts = sizes[rows]
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        offsets = np.repeat(np.asarray(self._snapshot.vector_starts)[rows] - starts, counts)
        positions = np.arange(int(counts.sum()), dtype=np.int64) + offsets
        return self._snapshot.vectors[positions].astype(np.float32), starts

    def _candidates(self, vector: Scores, allowed: NDArray[np.bool_], lexical: Scores) -> NDArray[np.int64]:
        if self._chroma is None:
            from knowledge.index.chroma import Vectors

            self._chroma = Vectors(self._folder)
        found = self._chroma.nearest(vector, _NEAREST, generation=self._snapshot.generation)
        places = np.searchsorted(self._snapshot.ids, found)
        places = places[places < len(self._snapshot.ids)]
        by_words = np.argpartition(-lexical, _BY_WORDS)[:_BY_WORDS]
        rows = np.union1d(places, by_words)
        return rows[allowed[rows]]
