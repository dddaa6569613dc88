"""How near a question is in meaning to what the guides cover, and to what they do not. Called by `assistant.wiring`.

The vectors of all phrases come with Baepo (`python -m assistant.reference` makes them), so that asking needs only that of the
question. With another version of the embedder they are made anew, once a process.
"""

import contextlib
import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.embedding import Embedder
from knowledge.topics import FOLDER, Topics

if TYPE_CHECKING:
    from knowledge.vectors import Vectors

FILE = FOLDER / "vectors.npz"
_SCALE = 127.0  # kept as whole numbers from -127 to 127: a quarter of the size, cosines differ by less than 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """Cosines, about 0 to 1: of each section's nearest phrase, by section id, and of the nearest topic beyond the guides."""

    sections: Mapping[str, float]
    beyond: float


class PhraseVectors:
    """The phrases of `topics` as vectors, read or made at the first question."""

    def __init__(self, topics: Topics, embedder: Embedder, *, file: Path = FILE) -> None:
        self._embedder = embedder
        self._file = file
        pairs = [(section, phrase) for section, phrases in topics.covered.items() for phrase in phrases]
        self._sections = [section for section, _ in pairs]
        self._phrases = [*(phrase for _, phrase in pairs), *(p for phrases in topics.beyond for p in phrases)]

    def nearness(self, question: str) -> Nearness:
        """Raises: EmbedderUnavailable."""
        cosines = self._vectors @ self._embedder.embed([question])[0]
        near: dict[str, float] = {}
        for section, cosine in zip(self._sections, cosines, strict=False):
            near[section] = max(near.get(section, 0.0), float(cosine))
        return Nearness(sections=near, beyond=float(cosines[len(self._sections) :].max(initial=0.0)))

    @property
    def are_kept(self) -> bool:
        """Whether the file holds the vectors of just these phrases by this embedder."""
        return self._kept() is not None

    def keep(self) -> None:
        """Writes the file. Raises: OSError, EmbedderUnavailable."""
        import numpy as np

        rounded = np.rint(self._embedder.embed(self._phrases) * _SCALE).astype(np.int8)
        np.savez_compressed(self._file, digest=np.asarray(self._digest), vectors=rounded)

    @cached_property
    def _vectors(self) -> "Vectors":
        kept = self._kept()
        return self._embedder.embed(self._phrases) if kept is None else kept

    def _kept(self) -> "Vectors | None":
        import numpy as np

        with contextlib.suppress(OSError, KeyError, ValueError, zipfile.BadZipFile), np.load(self._file) as kept:
            if str(kept["digest"]) == self._digest:
                vectors: Vectors = kept["vectors"].astype(np.float32) / np.float32(_SCALE)
                return vectors
        return None

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256("\n".join([self._embedder.name, *self._phrases]).encode()).hexdigest()
