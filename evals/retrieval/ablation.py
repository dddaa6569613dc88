"""`python -m evals.retrieval.ablation DIR`: what each part of the search adds, on the data of the suite `retrieval`."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from evals.retrieval import corpus
from evals.suites.retrieval import metrics_of, rank
from knowledge.embedding import DEFAULT, Embedder, named
from knowledge.index import ranking

_NOTHING = np.float32(0)
_Changes = dict[str, object]
# What is switched off or put in the place of a part, by name.
_VARIANTS: dict[str, _Changes] = {
    "words alone": {"knowledge.index.search.joined": lambda lexical, _dense: lexical},
    "words alone, no glossary": {
        "knowledge.index.search.joined": lambda lexical, _dense: lexical,
        "knowledge.index.ranking.translations": lambda _terms: [],
    },
    "words alone, no help from the document": {
        "knowledge.index.search.joined": lambda lexical, _dense: lexical,
        "knowledge.index.ranking._DOCUMENT": _NOTHING,
    },
    "vectors alone": {"knowledge.index.search.joined": lambda _lexical, dense: dense},
    "both, the same weight in both languages": {"knowledge.index.ranking._OTHER_LANGUAGE": ranking._SAME_LANGUAGE},
    "both, parts of words count as much as words": {"knowledge.index.ranking._PART": np.float32(1)},
    "both (as it is)": {},
}
# The same for what an index is made with.
_INDEXES: dict[str, _Changes] = {
    "both, one vector a passage": {"knowledge.index.chunking.WINDOW": 100_000},
    "both, words of headings count as others": {"knowledge.index.sync._HEADING_WEIGHT": 1},
    "both, BM25 with k1 1.2 and b 0.75": {"knowledge.index.ranking._K1": 1.2, "knowledge.index.ranking._B": 0.75},
}


class _Remembering:
    """An embedder that embeds every text once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        return self._embedder.name

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def main(data: Path) -> None:
    """One row a variant: recall@10 / nDCG@10 of ko->en and ko->ko, sentences and headings."""
    asked = corpus.queries(data)
    table: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as cache:
        embedder = _Remembering(named(DEFAULT, cache=Path(cache)))
        for made_with, variants in [(_Changes(), _VARIANTS), *((c, {n: _Changes()}) for n, c in _INDEXES.items())]:
            with _changed(made_with):
                for lang in ("en", "ko"):
                    rows = corpus.records(data, lang)
                    known = {r["id"] for r in rows}
                    with corpus.indexed(rows, lang, embedder) as searcher:
                        for variant, changes in variants.items():
                            with _changed(changes):
                                ranks = {q: rank(searcher, q) for q in asked}
                            table.setdefault(variant, {}).update(metrics_of(f"ko_{lang}", ranks, known))
    print("| | ko→en sentence | ko→en heading | ko→ko sentence | ko→ko heading |\n|---|---|---|---|---|")
    for variant, found in table.items():
        cells = [
            f"{found[f'{pair}.{kind}.recall_at_10']:.3f} / {found[f'{pair}.{kind}.ndcg_at_10']:.3f}"
            for pair in ("ko_en", "ko_ko")
            for kind in ("sentence", "heading")
        ]
        print(f"| {variant} | " + " | ".join(cells) + " |", flush=True)


@contextmanager
def _changed(changes: _Changes) -> Iterator[None]:
    started: list[Callable[[], object]] = []
    for place, value in changes.items():
        patch = mock.patch(place, value)
        patch.start()
        started.append(patch.stop)
    try:
        yield
    finally:
        for stop in started:
            stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
