"""What search reads: flat arrays made from the store, one folder a generation, mapped into memory.

A sync writes the next generation beside the present one and then names it in the store; readers go on with the one they
have open. Made for search: term -> passages (compressed sparse rows), passage -> vectors (consecutive rows).
"""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.index import signs
from knowledge.index.store import NoRoom, Store

LANGS = ("ko", "en")
_FILES = (
    "ids",
    "documents",
    "sources",
    "langs",
    "lengths",
    "term_starts",
    "posted",
    "counts",
    "vectors",
    "vector_starts",
    "centre",
    "signs",
)
_LATER = ("centre", "signs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Arrays over passages (rows 0..n-1, a document's together): ids, and numbers of document, source and language.

    Postings of vocabulary id t: `posted[term_starts[t]:term_starts[t + 1]]` are rows, `counts` how often. The vectors of
    row r: `vectors[vector_starts[r]:vector_starts[r + 1]]`, the first for the heading; `centre` and `signs` are of all vectors.
    """

    generation: int
    source_names: tuple[str, ...]
    ids: NDArray[np.int64]
    documents: NDArray[np.int32]
    sources: NDArray[np.int16]
    langs: NDArray[np.int8]
    lengths: NDArray[np.float32]
    term_starts: NDArray[np.int64]
    posted: NDArray[np.int32]
    counts: NDArray[np.uint8]
    vectors: NDArray[np.float16]
    vector_starts: NDArray[np.int64]
    centre: NDArray[np.float32]
    signs: NDArray[np.uint64]


def write(store: Store, folder: Path, *, generation: int, dimensions: int) -> None:
    """Writes the folder of a generation, whole or not at all. Raises: NoRoom."""
    arrays, source_names = _arrays(store, dimensions)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        work = Path(tempfile.mkdtemp(dir=folder, prefix=".making-"))
        try:
            for name in _FILES:
                with (work / f"{name}.npy").open("wb") as file:
                    np.save(file, arrays[name])
                    file.flush()
                    os.fsync(file.fileno())
            (work / "sources.json").write_text(json.dumps(source_names), encoding="utf-8")
            final = place(folder, generation)
            shutil.rmtree(final, ignore_errors=True)  # of a sync that ended before it was named
            os.rename(work, final)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise NoRoom(
            f"{folder} cannot be written ({error.strerror}); the index is as it was. Free some space."
        ) from error


def load(folder: Path, generation: int) -> Snapshot:
    """Raises: OSError when it is not there (any more)."""
    where = place(folder, generation)
    there = [name for name in _FILES if name not in _LATER or (where / f"{name}.npy").exists()]
    arrays = {name: np.load(where / f"{name}.npy", mmap_mode="r") for name in there}
    if len(there) < len(_FILES):  # written before there were these
        arrays["centre"] = signs.centre(arrays["vectors"])
        arrays["signs"] = signs.signs(arrays["vectors"], arrays["centre"])
    names = json.loads((where / "sources.json").read_text(encoding="utf-8"))
    return Snapshot(generation=generation, source_names=tuple(names), **arrays)


def place(folder: Path, generation: int) -> Path:
    return folder / f"generation-{generation}"


def tidy(folder: Path, *, keep: int) -> None:
    """Removes generations older than the one before `keep`, and what broken-off syncs left."""
    wanted = {place(folder, keep), place(folder, keep - 1)}
    for found in [*folder.glob("generation-*"), *folder.glob(".making-*")]:
        if found not in wanted:
            shutil.rmtree(found, ignore_errors=True)


def _arrays(store: Store, dimensions: int) -> tuple[dict[str, NDArray[np.generic]], list[str]]:
    source_names = [s.name for s in store.sources()]
    number = {name: i for i, name in enumerate(source_names)}
    ids, documents, sources, langs = [], [], [], []
    terms, counts, vectors = [], [], []
    for passage, document, source, lang, its_terms, its_counts, its_vectors in store.analysed():
        ids.append(passage)
        documents.append(document)
        sources.append(number[source])
        langs.append(LANGS.index(lang))
        terms.append(np.frombuffer(its_terms, dtype=np.uint32))
        counts.append(np.frombuffer(its_counts, dtype=np.uint8))
        vectors.append(np.frombuffer(its_vectors, dtype=np.float16).reshape(-1, dimensions))
    sizes = np.fromiter((len(t) for t in terms), dtype=np.int64, count=len(terms))
    flat_terms = np.concatenate(terms) if terms else np.zeros(0, dtype=np.uint32)
    flat_counts = np.concatenate(counts) if counts else np.zeros(0, dtype=np.uint8)
    rows = np.repeat(np.arange(len(ids), dtype=np.int32), sizes)
    order = np.argsort(flat_terms, kind="stable")
    highest = int(flat_terms.max()) + 1 if len(flat_terms) else 0
    per_term = np.bincount(flat_terms, minlength=highest + 1)
    all_vectors = np.concatenate(vectors) if vectors else np.zeros((0, dimensions), dtype=np.float16)
    middle = signs.centre(all_vectors)
    _, document_numbers = np.unique(np.asarray(documents, dtype=np.int64), return_inverse=True)
    return {
        "ids": np.asarray(ids, dtype=np.int64),
        "documents": document_numbers.astype(np.int32),
        "sources": np.asarray(sources, dtype=np.int16),
        "langs": np.asarray(langs, dtype=np.int8),
        "lengths": np.fromiter((c.sum() for c in counts), dtype=np.float32, count=len(counts)),
        "term_starts": np.concatenate([[0], np.cumsum(per_term)]).astype(np.int64),
        "posted": rows[order],
        "counts": flat_counts[order],
        "vectors": all_vectors,
        "vector_starts": np.concatenate([[0], np.cumsum([len(v) for v in vectors])]).astype(np.int64),
        "centre": middle,
        "signs": signs.signs(all_vectors, middle),
    }, source_names


def part_of(term_starts: NDArray[np.int64], term: int) -> slice:
    """Where the postings of a vocabulary id stand; an empty part for one that has none, such as -1."""
    if not 0 <= term < len(term_starts) - 1:
        return slice(0, 0)
    return slice(int(term_starts[term]), int(term_starts[term + 1]))


def rows_of(snapshot: Snapshot, term: int) -> NDArray[np.int32]:
    """The rows that hold a term."""
    return snapshot.posted[part_of(snapshot.term_starts, term)]
