"""Chroma as a store of the vectors, in this process or as a server: the only place that imports it.

Its collection is made from the snapshot and says of which generation it is. A reader opens it anew for another
generation, because a Chroma client does not see what another process wrote after it was opened.
"""

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from knowledge.access import EMBEDDED
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from knowledge.index.snapshot import Snapshot

FOLDER = "chroma"
_BATCH = 2000
_TIMEOUT_S = 10
_SETTLED = 100_000  # candidates of its graph search; more finds more and takes longer
_NONE = np.zeros(0, dtype=np.int64)


class VectorsUnavailable(KnowledgeError):
    """Chroma cannot be reached, or refuses; says what to do."""


class Vectors:
    """The vectors of one index, as Chroma holds them: `where` is `EMBEDDED` or the address of a server."""

    def __init__(self, where: str, *, folder: Path, index_id: str) -> None:
        self._where = where
        self._folder = folder / FOLDER
        self._name = f"baepo-{index_id}"
        self._opened: tuple[int, Any] | None = None
        self._client: Any = None

    def close(self) -> None:
        if self._client is not None:
            clients = (self._client, getattr(self._client, "_admin_client", None))
            sessions = [getattr(getattr(c, "_server", None), "_session", None) for c in clients]
            self._client.close()
            for session in sessions:  # Chroma leaves its connections to a server open
                if session is not None:
                    session.close()
        self._client = self._opened = None

    def nearest(
        self, vector: NDArray[np.float32], count: int, *, generation: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of the nearest vectors the ids of their passages, and which of its vectors each is; none where it holds another
        generation.

        Raises: VectorsUnavailable.
        """
        collection = self._collection(generation)
        if collection is None:
            return _NONE, _NONE
        try:
            found = collection.query(query_embeddings=[vector], n_results=count, include=[])
        except _errors() as error:
            raise self._unavailable(error) from error
        both = [i.partition(".") for i in found["ids"][0]]
        return np.asarray([int(i) for i, _, _ in both]), np.asarray([int(n) for _, _, n in both])

    def bring_up(self, snapshot: "Snapshot", generation: int) -> None:
        """Makes it hold exactly the vectors of the snapshot: adds and removes only what differs.

        Raises: VectorsUnavailable.
        """
        try:
            self._bring_up(snapshot, generation)
        except _errors() as error:
            raise self._unavailable(error) from error
        finally:
            self.close()

    def _bring_up(self, snapshot: "Snapshot", generation: int) -> None:
        collection = self._connected().get_or_create_collection(
            self._name,
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
            if self._where == EMBEDDED and not self._folder.exists():
                return None
            try:
                collection = self._connected().get_or_create_collection(self._name, embedding_function=None)
            except _errors() as error:
                raise self._unavailable(error) from error
            if (collection.metadata or {}).get("generation") != generation:
                return None
            self._opened = (generation, collection)
        return self._opened[1]

    def _connected(self) -> Any:
        """A client of its own, which sees what was written until now."""
        self.close()
        self._client = self._made()
        return self._client

    def _made(self) -> Any:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        SharedSystemClient.clear_system_cache()
        settings = Settings(anonymized_telemetry=False)
        if self._where == EMBEDDED:
            return chromadb.PersistentClient(str(self._folder), settings=settings)
        place = urlsplit(self._where)
        secure = place.scheme == "https"
        port = place.port or (443 if secure else 80)
        # Looked for first: a client that finds no server leaves its connections open.
        socket.create_connection((place.hostname or "", port), timeout=_TIMEOUT_S).close()
        return chromadb.HttpClient(host=place.hostname or "", port=port, ssl=secure, settings=settings)

    def _unavailable(self, error: Exception) -> VectorsUnavailable:
        where = "Chroma" if self._where == EMBEDDED else f"The Chroma server at {self._where}"
        what = str(error).strip().splitlines()[:1] or [type(error).__name__]
        return VectorsUnavailable(
            f"{where} cannot be used ({what[0][:200]}). The documents are kept; start it and sync again, or take"
            " knowledge.chroma out of baepo.toml."
        )


def _errors() -> tuple[type[Exception], ...]:
    """What Chroma raises: its own errors, those of its transport, and ValueError for a server that is not there."""
    import httpx
    from chromadb.errors import ChromaError

    return ChromaError, httpx.HTTPError, OSError, ValueError
