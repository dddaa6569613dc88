"""The vectors of a large index as one bit a number, so that all of them are looked through in milliseconds.

Two vectors that are near have mostly the same signs: those with the fewest differences are candidates, whose vectors are then
compared exactly. Called by `knowledge.index.snapshot` (makes them) and `.dense` (searches).
Source: Charikar: Similarity Estimation Techniques from Rounding Algorithms (2002).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Signs = NDArray[np.uint64]  # one column a vector, one row every 64 of its numbers

_WORD = 8  # bytes
_PART = 20_000  # vectors at a time: bounds the memory


def centre(vectors: NDArray[np.float16]) -> NDArray[np.float32]:
    """The mean vector, from which signs are taken: they say most where half of them are set."""
    if not len(vectors):
        return np.zeros(vectors.shape[1], dtype=np.float32)
    mean: NDArray[np.float32] = vectors.mean(axis=0, dtype=np.float32)
    return mean


def signs(vectors: NDArray[Any], middle: NDArray[np.float32]) -> Signs:
    """Which numbers lie above the middle, 64 a word."""
    words = -(-vectors.shape[1] // (8 * _WORD))
    found = np.empty((words, len(vectors)), dtype=np.uint64)
    for start in range(0, len(vectors), _PART):
        bits = np.packbits(vectors[start : start + _PART] > middle, axis=1)
        padded = np.pad(bits, ((0, 0), (0, words * _WORD - bits.shape[1])))
        found[:, start : start + _PART] = padded.view(np.uint64).T
    return found


def nearest(all_signs: Signs, asked: Signs, count: int, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Places of the `count` allowed vectors with the fewest differing signs, in no order; `asked` is one column."""
    differing = np.zeros(all_signs.shape[1], dtype=np.uint16)
    for row, word in zip(all_signs, asked[:, 0], strict=True):
        differing += np.bitwise_count(row ^ word)
    differing[~allowed] = np.iinfo(np.uint16).max
    if count >= len(differing):
        return np.flatnonzero(allowed)
    found = np.argpartition(differing, count)[:count]
    return found[allowed[found]]
