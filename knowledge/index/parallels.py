"""The passage that says the same in the other language: of the document whose path differs by its language alone.

Found are guide.ko.md beside guide.en.md or guide.md, ko/guide.md beside en/guide.md or guide.md. Called by
`knowledge.index.search`.
"""

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from knowledge.index.store import Store, Stored

_ALIKE = 0.5  # the cosine of two translations is mostly above 0.7, of other sections of a document below
_LANGUAGE = "ko|kr|ko-kr|korean|en|us|en-us|en-gb|english"
_FOLDER = re.compile(rf"(?:^|(?<=/))(?:{_LANGUAGE})/", re.IGNORECASE)
_SUFFIX = re.compile(rf"[._-](?:{_LANGUAGE})(?=\.[^./]+$|$)", re.IGNORECASE)


def in_language(store: Store, passage: Stored, lang: str) -> Stored | None:
    """The passage in `lang` that is nearest to this one, of the same document in that language; None where there is none."""
    own = next((v for p, v in store.with_vectors(passage.source, passage.path) if p.id == passage.id), None)
    if own is None:
        return None
    wanted = _centre(own)
    best: tuple[float, Stored | None] = (_ALIKE, None)
    for path in counterparts(passage.path, store.documents(passage.source)):
        for other, vectors in store.with_vectors(passage.source, path):
            if other.lang == lang and len(vectors) and (near := float(_centre(vectors) @ wanted)) > best[0]:
                best = (near, other)
    return best[1]


def counterparts(path: str, paths: Iterable[str]) -> list[str]:
    """The other paths that are this one but for the language in them."""
    bare = _bare(path)
    return [other for other in paths if other != path and _bare(other) == bare]


def _bare(path: str) -> str:
    return _SUFFIX.sub("", _FOLDER.sub("", path))


def _centre(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    mean: NDArray[np.float32] = vectors.mean(axis=0)
    return mean / np.float32(max(float(np.linalg.norm(mean)), 1e-9))
