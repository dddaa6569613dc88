"""`python -m evals.retrieval.ablation DIR`: what each part of the search adds, on the data of the suite `retrieval`."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import numpy as np

from evals.retrieval import corpus
from evals.suites.retrieval import metrics_of, rank
from knowledge.embedding import DEFAULT, named
from knowledge.index import chunking, ranking

_NOTHING = np.float32(0)
# What is switched off or put in the place of a part, by name.
_VARIANTS: dict[str, dict[str, object]] = {
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
    "both (as it is)": {},
}


def main(data: Path) -> None:
    """One row a variant: recall@10 / nDCG@10 of ko->en and ko->ko, sentences and headings."""
    asked = corpus.queries(data)
    table: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as cache:
        embedder = named(DEFAULT, cache=Path(cache))
        for name, window in (("", chunking.WINDOW), ("both, one vector a passage", 100_000)):
            with mock.patch("knowledge.index.chunking.WINDOW", window):
                for lang in ("en", "ko"):
                    rows = corpus.records(data, lang)
                    known = {r["id"] for r in rows}
                    with corpus.indexed(rows, lang, embedder) as searcher:
                        for variant, changes in ({name: {}} if name else _VARIANTS).items():
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
def _changed(changes: dict[str, object]) -> Iterator[None]:
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
