"""How near the vectors of each passage are to that of a question: exact where few, by candidates first where many.

A small index is compared whole. Of a large one the candidates are named by the signs of all vectors (`knowledge.index.signs`),
or by Chroma where the settings name it and nothing is filtered; their vectors are then compared exactly.
Called by `knowledge.index.search`.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.index import signs
from knowledge.index.snapshot import Snapshot

EXACT_LIMIT = 20_000  # vectors: 40 MB as float32, about 5 ms
_NEAREST = 1000  # vectors that are candidates
_BY_WORDS = 300  # passages compared because of their words
_UNKNOWN = np.float32(0.0)  # nearness of passages that were not compared; far below those that were

Scores = NDArray[np.float32]


class Candidates(Protocol):
    """Another store of the vectors than the snapshot."""

    def nearest(self, vector: Scores, count: int, *, generation: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of the nearest vectors the ids of their passages, and which of its vectors each is; none where it holds another
        generation.

        Raises: VectorsUnavailable.
        """
        ...


class Dense:
    """Nearness by row. The vectors of the last filter are kept as float32."""

    def __init__(self, snapshot: Snapshot, candidates: Candidates | None = None) -> None:
        self._snapshot = snapshot
        self._elsewhere = candidates
        self._starts = np.asarray(snapshot.vector_starts)
        self._sizes = np.diff(self._starts)
        self._held: tuple[NDArray[np.bool_], NDArray[np.int64], Scores, NDArray[np.int64]] | None = None
        self._allowed: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None

    def scores(self, vector: Scores, allowed: NDArray[np.bool_], lexical: Scores) -> Scores:
        """By row, the cosine of its nearest vector. Of a large index only candidates are compared: those that are nearest by
        signs or by another store, and the best by words; the others have 0.

        Raises: VectorsUnavailable.
        """
        elsewhere = self._elsewhere if allowed.all() else None
        if elsewhere is None and self._sizes[allowed].sum() <= EXACT_LIMIT:
            return self._exact(vector, allowed)
        by_words = np.argpartition(-lexical, min(_BY_WORDS, len(lexical) - 1))[:_BY_WORDS]
        of_words, _ = self._places(by_words[allowed[by_words]])
        places = np.union1d(self._candidates(vector, allowed, elsewhere), of_words)
        rows, starts = np.unique(np.searchsorted(self._starts, places, side="right") - 1, return_index=True)
        near = np.full(len(self._sizes), _UNKNOWN, dtype=np.float32)
        near[rows] = np.maximum.reduceat(_cosines(self._vectors(places), vector), starts)
        return near

    def _exact(self, vector: Scores, allowed: NDArray[np.bool_]) -> Scores:
        if self._held is None or self._held[0] is not allowed:
            rows = np.flatnonzero(allowed)
            places, starts = self._places(rows)
            self._held = (allowed, rows, self._vectors(places), starts)
        _, rows, vectors, starts = self._held
        near = np.full(len(self._sizes), _UNKNOWN, dtype=np.float32)
        near[rows] = np.maximum.reduceat(_cosines(vectors, vector), starts)
        return near

    def _places(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the vectors of some rows stand, one row after another, and where those of each row start among them."""
        counts = self._sizes[rows]
        starts = np.concatenate([[0], np.cumsum(counts)])[:-1].astype(np.int64)
        return np.arange(int(counts.sum()), dtype=np.int64) + np.repeat(self._starts[rows] - starts, counts), starts

    def _vectors(self, places: NDArray[np.int64]) -> Scores:
        return np.asarray(self._snapshot.vectors)[places].astype(np.float32)

    def _candidates(
        self, vector: Scores, allowed: NDArray[np.bool_], elsewhere: Candidates | None
    ) -> NDArray[np.int64]:
        """Places of vectors of allowed rows. Where another store has not this generation yet, signs name them."""
        snapshot = self._snapshot
        if elsewhere is not None:
            ids, numbers = elsewhere.nearest(vector, _NEAREST, generation=snapshot.generation)
            rows = np.minimum(np.searchsorted(snapshot.ids, ids), len(snapshot.ids) - 1)
            known = (np.asarray(snapshot.ids)[rows] == ids) & (numbers < self._sizes[rows])
            if known.any():
                places: NDArray[np.int64] = self._starts[rows[known]] + numbers[known]
                return places
        if self._allowed is None or self._allowed[0] is not allowed:
            self._allowed = (allowed, np.repeat(allowed, self._sizes))
        asked = signs.signs(vector[None], np.asarray(snapshot.centre))
        return signs.nearest(np.asarray(snapshot.signs), asked, _NEAREST, self._allowed[1])


def _cosines(vectors: Scores, vector: Scores) -> Scores:
    """In one thread: on a busy machine the threads of a matrix product wait for one another longer than it takes."""
    found: Scores = np.einsum("ij,j->i", vectors, vector)
    return found
