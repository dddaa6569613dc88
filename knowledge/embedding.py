"""Texts as vectors: the protocol, and which embedder a setting names. Called by `knowledge.index`.

Nothing is downloaded by any of them: the default brings its model in its wheel, the others are named by a setting.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]  # one row a text, each of length 1

DEFAULT = "use"


class Embedder(Protocol):
    """Gives every text a vector; texts alike in meaning, in either language, get vectors alike."""

    @property
    def name(self) -> str:
        """What an index remembers: other models, other versions of one, have other names."""
        ...

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row a text, each of length 1.

        Raises: EmbedderUnavailable.
        """
        ...


class EmbedderUnavailable(KnowledgeError):
    """Texts cannot be embedded now; says why and what to do."""


def named(name: str, *, cache: Path) -> Embedder:
    """The embedder a setting names. `cache` is a folder for what is only prepared once.

    Raises: EmbedderUnavailable (there is none of this name).
    """
    if name != DEFAULT:
        raise EmbedderUnavailable(f"There is no embedder {name!r}. Known: {DEFAULT}.")
    from knowledge.sentence_encoder import SentenceEncoder

    return SentenceEncoder(cache)
