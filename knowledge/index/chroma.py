"""Chroma as the store of the vectors of a large index: the only place that imports it.

Its collection is made from the snapshot and says of which generation it is. A reader opens it anew for another
generation, because a Chroma client does not see what another process wrote after it was opened.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from knowledge.index.snapshot import Snapshot

FOLDER = "chroma"
_COLLECTION = "vectors"
_BATCH = 4000
_SETTLED = 100_000  # candidates of its graph search; more finds more and takes longer


class Vectors:
    """The vectors of one index, as Chroma holds them."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FOLDER
        self._opened: tuple[int, Any] | None = None

    def nearest(self, vector: NDArray[np.float32], count: int, *, generation: int) -> NDArray[np.int64]:
        """Ids of the passages of the `count` nearest vectors, each once; none where it holds another generation."""
        collection = self._collection(generation)
        if collection is None:
            return np.zeros(0, dtype=np.int64)
        found = collection.query(query_embeddings=[vector], n_results=count, include=[])
        return np.unique(np.asarray([int(i.partition(".")[0]) for i in found["ids"][0]], dtype=np.int64))

    def bring_up(self, snapshot: "Snapshot", generation: int) -> None:
        """Makes it hold exactly the vectors of the snapshot: adds and removes only what differs."""
        client = _client(self._path)
        collection = client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "ip", "ef_search": 200, "batch_size": 1000, "sync_threshold": _SETTLED}},
        )
        sizes = np.diff(snapshot.vector_starts)
        owners = np.repeat(np.asarray(snapshot.ids), sizes)
        places = np.arange(len(owners)) - np.repeat(np.asarray(snapshot.vector_starts)[:-1], sizes)
        wanted = {f"{owner}.{place}": row for row, (owner, place) in enumerate(zip(owners, places, strict=True))}
        there = set(collection.get(include=[])["ids"])
        gone, new = sorted(there - wanted.keys()), [i for i in wanted if i not in there]
        for start in range(0, len(gone), _BATCH):
            collection.delete(ids=gone[start : start + _BATCH])
        for start in range(0, len(new), _BATCH):
            part = new[start : start + _BATCH]
            rows = [wanted[i] for i in part]
            collection.add(ids=part, embeddings=snapshot.vectors[rows].astype(np.float32))
        collection.modify(metadata={"generation": generation})

    def _collection(self, generation: int) -> Any:
        if self._opened is None or self._opened[0] != generation:
            if not self._path.exists():
                return None
            collection = _client(self._path).get_collection(_COLLECTION, embedding_function=None)
            if (collection.metadata or {}).get("generation") != generation:
                return None
            self._opened = (generation, collection)
        return self._opened[1]


def _client(path: Path) -> Any:
    """A client of its own, which sees what was written until now."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    SharedSystemClient.clear_system_cache()
    return chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))
