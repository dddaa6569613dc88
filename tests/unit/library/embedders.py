"""Embedders for tests: one that needs no model, and one that dies at a given text."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import terms


class WordEmbedder:
    """A vector of hashed words: texts that share words are near. Counts what it embeds."""

    def __init__(self, name: str = "words/1") -> None:
        self.name = name
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for term in terms(text):
                vectors[row, sum(term.encode()) % 64] += 1
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return vectors


class DyingEmbedder(WordEmbedder):
    """Stands for a process that ends in the middle of a sync."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any("fatal" in text for text in texts):
            raise KeyboardInterrupt
        return super().embed(texts)
