"""Scores of the passages of a snapshot for one question: words, vectors, and both joined. Called by `knowledge.index.search`.

Source: BM25 as in Robertson, Zaragoza: The Probabilistic Relevance Framework (2009). Weights: docs/retrieval.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import STOP_WORDS, translations, words
from knowledge.index.snapshot import LANGS, Snapshot, part_of, rows_of

Scores = NDArray[np.float32]

_K1, _B = 2.0, 1.0
_TRANSLATED = 0.6  # what a word found by translation is worth
_PART = 0.7  # what a part of a word is worth: a syllable pair, one word of CrashLoopBackOff
_DOCUMENT = 0.45  # the share of a passage's document in its lexical score
_SAME_LANGUAGE, _OTHER_LANGUAGE = 1.0, 0.2  # what words are worth against vectors, by the passage's language
_GOOD = 0.25  # of the highest score possible: what the best passage must reach to count as a full match
_WORDS_LIMIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, analysed: weight by term, and for every content word the ways (terms) by which it can be covered."""

    lang: str
    weights: dict[str, float]
    content: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def terms(self) -> list[str]:
        return list(dict.fromkeys([*self.weights, *(t for ways in self.content for way in ways for t in way)]))


def analyse(question: str) -> Asked:
    """The terms to search by, with those of translations."""
    said = words(question)[:_WORDS_LIMIT]
    own = [term for word in said for term in word]
    pairs = translations(frozenset(own))
    weights: dict[str, float] = {}
    for whole, *rest in said:
        for term, worth in ((whole, 1.0), *((part, _PART) for part in rest)):
            weights[term] = weights.get(term, 0.0) + worth
    for _, phrase in pairs:
        for term in phrase:
            weights[term] = max(weights.get(term, 0.0), _TRANSLATED)
    content = []
    for word in dict.fromkeys(w for w in said if w[0] not in STOP_WORDS):
        parts = frozenset(word[1:] or word)
        ways = [(word[0],), word[1:] or (word[0],), *(phrase for needs, phrase in pairs if needs & parts)]
        content.append(tuple(dict.fromkeys(ways)))
    spoken = "ko" if any("\uac00" <= c <= "\ud7a3" for c in question) else "en"  # names and commands are Latin anyway
    return Asked(lang=spoken, weights=weights, content=tuple(content))


class Lexical:
    """BM25 over passages, helped by their documents. What each occurrence is worth is computed once a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._many = len(snapshot.ids)
        self._of = np.asarray(snapshot.documents)
        self._documents = int(self._of.max()) + 1 if self._many else 0
        lengths = np.asarray(snapshot.lengths)
        posted, often = np.asarray(snapshot.posted), np.asarray(snapshot.counts).astype(np.float32)
        self._worth = often / (often + _norms(lengths)[posted])
        norms = _norms(np.bincount(self._of, weights=lengths, minlength=self._documents))
        self._of_documents = _by_document(self._of[posted], often, np.asarray(snapshot.term_starts), norms)

    def scores(self, asked: Asked, ids: dict[str, int], allowed: NDArray[np.bool_]) -> Scores:
        """By row, weighted by language; 0 for no word in common. The best allowed passage has 1."""
        passages = np.zeros(self._many, dtype=np.float32)
        documents = np.zeros(self._documents, dtype=np.float32)
        for term, weight in asked.weights.items():
            place = part_of(self._snapshot.term_starts, ids.get(term, -1))
            rows = self._snapshot.posted[place]
            if not len(rows):
                continue
            passages[rows] += np.float32(weight * self.rarity(len(rows))) * self._worth[place]
            part = part_of(self._of_documents.term_starts, ids[term])
            holders = self._of_documents.posted[part]
            rarity = _rarity(len(holders), self._documents)
            documents[holders] += np.float32(weight * rarity) * self._of_documents.worth[part]
        joined = np.zeros(self._many, dtype=np.float32)
        langs = np.asarray(self._snapshot.langs)
        for number, lang in enumerate(LANGS):
            here = allowed & (langs == number)
            if not here.any():
                continue
            own, theirs = passages[here], documents[self._of[here]]
            same = lang == asked.lang
            least = _GOOD * self._highest(asked, ids) if same else 0.0
            worth = _SAME_LANGUAGE if same else _OTHER_LANGUAGE
            joined[here] = worth * (_by_best(own, least) + _DOCUMENT * _by_best(theirs, least))
        return joined

    def _highest(self, asked: Asked, ids: dict[str, int]) -> float:
        """What a passage made of nothing but the question's words would score, unknown words included."""
        total = 0.0
        for term, weight in asked.weights.items():
            if weight >= _PART:  # translations are worth less
                holders = len(rows_of(self._snapshot, ids.get(term, -1)))
                total += weight * self.rarity(holders)
        return total

    def coverage(self, asked: Asked, ids: dict[str, int], rows: NDArray[np.int64]) -> Scores:
        """For the given rows: how much of what the question names occurs in the passage, 0 to 1; rare words count more."""
        place = np.full(self._many, -1, dtype=np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        total, found = 0.0, np.zeros(len(rows), dtype=np.float32)
        for ways in asked.content:
            weight = 0.0
            covered = np.zeros(len(rows), dtype=np.float32)
            for number, way in enumerate(ways):
                holds, rarity = self._holding(way, ids, place, len(rows))
                weight = max(weight, rarity)
                covered = np.maximum(covered, holds * (1.0 if number == 0 else 0.85))
            weight = weight or self.rarity(0)
            total += weight
            found += weight * covered
        return found / np.float32(total or 1.0)

    def rarity(self, holders: int) -> float:
        return _rarity(holders, self._many)

    def _holding(
        self, way: Sequence[str], ids: dict[str, int], place: NDArray[np.int32], many: int
    ) -> tuple[Scores, float]:
        """Which of the placed rows hold what share of the terms of a way, and how rare its rarest term is."""
        share = np.zeros(many, dtype=np.float32)
        rarity = 0.0
        for term in way:
            if term not in ids:
                continue
            rows = rows_of(self._snapshot, ids[term])
            if len(rows):
                rarity = max(rarity, self.rarity(len(rows)))
                here = place[rows]
                share[here[here >= 0]] += 1.0 / len(way)
        return share, rarity


@dataclass(frozen=True, slots=True)
class _OfDocuments:
    """Postings of whole documents, as the snapshot has those of passages, and what each is worth."""

    term_starts: NDArray[np.int64]
    posted: NDArray[np.int32]
    worth: Scores


def _by_document(
    documents: NDArray[np.int32], often: Scores, term_starts: NDArray[np.int64], norms: Scores
) -> _OfDocuments:
    """The postings of passages summed up: those of one term and document stand together, because passages are in order."""
    if not len(documents):
        return _OfDocuments(np.zeros(len(term_starts), dtype=np.int64), documents, often)
    first = np.concatenate([[True], documents[1:] != documents[:-1]])
    first[term_starts[term_starts < len(documents)]] = True
    starts = np.flatnonzero(first)
    totals: Scores = np.add.reduceat(often, starts)
    posted = documents[starts]
    return _OfDocuments(
        np.searchsorted(starts, term_starts), posted, (totals / (totals + norms[posted])).astype(np.float32)
    )


def joined(lexical: Scores, dense: Scores) -> Scores:
    """Both sides: the nearest window of a passage, and its words."""
    return dense + lexical


def _norms(lengths: NDArray[Any]) -> Scores:
    mean = lengths.mean() if len(lengths) and lengths.any() else 1.0
    norms: Scores = (_K1 * (1 - _B + _B * lengths / mean)).astype(np.float32)
    return norms


def _rarity(holders: int, many: int) -> float:
    return float(np.log(1 + (many - holders + 0.5) / (holders + 0.5)))


def _by_best(scores: Scores, least: float) -> Scores:
    """Scores as shares of the best, or of `least` where none is that good: a poor match stays one."""
    best = max(float(scores.max()), least)
    return scores / np.float32(best) if best > 0 else scores
