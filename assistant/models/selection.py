"""Chooses the few tools that a model is told about, by how well they fit the question. Called by `models.prompt`.

The same words as the planner and the guides use: `knowledge.analysis`. Scores are shares of the question's weighted
terms that the closest example or the description explains, half of it their best single text, half all of them together.
"""

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from assistant.catalog import Entry
from knowledge.analysis import STOP_WORDS, expand, terms

OFFERED = 8
_BEST_TEXT = 0.7  # the rest is for all texts of an entry together


def choose(
    question: str, entries: tuple[Entry, ...], *, limit: int = OFFERED, without: Collection[str] = ()
) -> list[Entry]:
    """The entries that fit best, best first; those that share no word with the question come last, playbooks first."""
    index = _index(entries)
    asked = [t for t in expand(terms(question)) if t in index.weight and t not in STOP_WORDS]
    scored = [
        (-_score(asked, texts, index.weight), entry.kind != "playbook", number, entry)
        for number, (entry, texts) in enumerate(zip(entries, index.texts, strict=True))
        if entry.name not in without
    ]
    return [entry for *_, entry in sorted(scored, key=lambda s: s[:3])[:limit]]


@dataclass(frozen=True)
class _Index:
    texts: tuple[tuple[frozenset[str], ...], ...]  # per entry: each example, and name with description
    weight: dict[str, float]  # inverse document frequency


def _score(asked: list[str], texts: tuple[frozenset[str], ...], weight: dict[str, float]) -> float:
    best = max(sum(weight[t] for t in asked if t in text) for text in texts)
    together = frozenset().union(*texts)
    return _BEST_TEXT * best + (1 - _BEST_TEXT) * sum(weight[t] for t in asked if t in together)


@lru_cache(maxsize=8)
def _index(entries: tuple[Entry, ...]) -> _Index:
    texts = tuple(
        tuple(
            frozenset(expand(terms(t)))
            for t in (*e.examples, f"{e.name.replace('_', ' ')} {e.title} {e.description.partition('Raises:')[0]}")
        )
        for e in entries
    )
    counts = Counter(t for docs in texts for t in frozenset().union(*docs))
    return _Index(texts=texts, weight={t: math.log(1 + len(entries) / n) for t, n in counts.items()})
