"""The suite `retrieval`: Korean questions on Korean and English documentation, one relevant section each."""

import math
import tempfile
from collections import defaultdict
from pathlib import Path

from assistant.errors import UsageError
from evals.retrieval import corpus
from evals.spec import Case, Scores, suite
from knowledge.embedding import DEFAULT, named
from knowledge.index.search import Searcher

_AT = 10


@suite(name="retrieval", needs_data=True)
def retrieval(data: Path | None) -> Scores:
    """Korean questions on Korean and English ops documentation: recall@10 and nDCG@10

    Every question counts. Of some the Korean corpus lacks the relevant section, which makes them misses whatever is
    found; `findable` is the share of the others, so the highest recall possible.
    """
    if data is None:
        raise UsageError("Suite retrieval needs its data.", remedy="--data DIR; docs/evals.md says where it is.")
    asked = corpus.queries(data)
    metrics: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as cache:
        embedder = named(DEFAULT, cache=Path(cache))
        for lang in ("en", "ko"):
            rows = corpus.records(data, lang)
            known = {r["id"] for r in rows}
            with corpus.indexed(rows, lang, embedder) as searcher:
                ranks = {q: rank(searcher, q) for q in asked}
            metrics |= metrics_of(f"ko_{lang}", ranks, known)
    case = Case(id="retrieval/all", passed=bool(asked), detail="no questions")
    return Scores(metrics=dict(sorted(metrics.items())), cases=(case,))


def rank(searcher: Searcher, query: corpus.Query) -> int:
    """The place of the relevant section among the first ten, from 1; 0 when it is not there."""
    found = searcher.search(query.text, roles=(), limit=3 * _AT)
    places = list(dict.fromkeys(corpus.section_of(f.passage.path, f.passage.section) for f in found))[:_AT]
    return places.index(query.relevant) + 1 if query.relevant in places else 0


def metrics_of(pair: str, ranks: dict[corpus.Query, int], known: set[str]) -> dict[str, float]:
    by_kind: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for query, rank in ranks.items():
        by_kind[query.kind].append((rank, query.relevant in known))
    found: dict[str, float] = {}
    for kind, of_kind in by_kind.items():
        many = len(of_kind)
        found[f"{pair}.{kind}.recall_at_10"] = sum(rank > 0 for rank, _ in of_kind) / many
        found[f"{pair}.{kind}.ndcg_at_10"] = sum(1 / math.log2(rank + 1) for rank, _ in of_kind if rank) / many
        found[f"{pair}.{kind}.findable"] = sum(there for _, there in of_kind) / many
    return found
