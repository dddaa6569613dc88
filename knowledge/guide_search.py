"""Searching the built-in guides, and whether they answer at all. Called by `assistant.library`.

Three things are joined for every section: its words (`knowledge.lexical`), how near the phrases it answers are in meaning,
and which section the question wants (`knowledge.intents`). They answer when the question is nearer to them than to the
topics of the field that no guide covers (`knowledge.topics`). Where words are sure, or there is no embedder, they decide alone.
Weights and thresholds: chosen on the calibration questions of `baepo eval guides`; docs/retrieval.md says what they reach.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from knowledge import concepts, guides, intents, topics
from knowledge.embedding import Embedder, EmbedderUnavailable
from knowledge.guides import Lang, Passage
from knowledge.lexical import GuideIndex, Hit
from knowledge.phrase_vectors import Nearness, PhraseVectors
from knowledge.topics import Phrases, Topics

COVERED = 0.5

_NEAR = 0.3  # what nearness is worth against words when sections are ordered
_WANTED = 0.1  # added to the sections of the kind that the question wants
_FIX = 0.5  # to that on fixing of the best guide, when the question says that it wants something fixed
_FAR = 0.3  # of another guide than the best, sections that score so much less are left out
_SURE = (
    0.25  # evidence of words alone, for or against, that needs no embedder: loading it takes longer than all the rest
)
_STEEPNESS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The best sections, best first; `confidence` (0 to 1) that they answer: below `COVERED` they do not."""

    hits: tuple[Hit, ...]
    confidence: float

    @property
    def covered(self) -> bool:
        return bool(self.hits) and self.confidence >= COVERED


class GuideSearch:
    """Search over the built-in guides; `nearness` is that of a question, None for words alone."""

    def __init__(
        self, passages: Iterable[Passage], said: Topics, nearness: Callable[[str], Nearness] | None = None
    ) -> None:
        self._topics = said
        self._nearness = nearness
        self._titles: dict[str, str] = {}
        shown = list(passages)
        self._ids = {p.id for p in shown}
        for passage in shown:
            self._titles[passage.guide] = f"{self._titles.get(passage.guide, '')} {passage.title}"
        self._shown = GuideIndex(shown)
        self._searched = GuideIndex(_with_phrases(p, said.covered.get(p.id)) for p in shown)

    def get(self, passage_id: str, lang: Lang) -> Passage:
        """The passage in `lang`, or in its other language where it has only one. Raises: PassageNotFound."""
        return self._shown.get(passage_id, lang)

    def search(self, question: str, *, lang: Lang, limit: int = 3) -> Looked:
        """At most `limit` sections in `lang`, each hit's score being the confidence in it, 0 to 1."""
        found = self._searched.search(question, lang=lang, limit=10_000)
        if not found:
            return Looked(hits=(), confidence=0.0)
        words = {h.passage.id: h.score for h in found}
        best_words, words_beyond = max(words.values()), self._words_beyond(question)
        near = self._near(question) if abs(_evidence(best_words, words_beyond, None)) < _SURE else None
        cosines = {i: cosine for i, cosine in near.sections.items() if i in self._ids} if near else {}
        scores = {i: words.get(i, 0.0) + _NEAR * cosines.get(i, 0.0) for i in {*words, *cosines}}
        evidence = _evidence(best_words, words_beyond, near)
        self._prefer_wanted(question, scores)
        chosen = _chosen(scores, limit)
        best = scores[chosen[0]]
        hits = tuple(
            Hit(passage=self._shown.get(i, lang), score=_likely(evidence - (best - scores[i]))) for i in chosen
        )
        return Looked(hits=hits, confidence=_likely(evidence))

    def strange(self, question: str) -> tuple[str, ...]:
        """What the question speaks of and no guide does, as terms: 환불, patronictl."""
        return self._searched.strange(question)

    def _near(self, question: str) -> Nearness | None:
        try:
            return self._nearness(question) if self._nearness else None
        except EmbedderUnavailable:
            return None

    def _words_beyond(self, question: str) -> float:
        """How much of the question's words the best topic beyond the guides has, 0 to 1."""
        return max((h.score for h in self._beyond.search(question, lang="en", limit=1)), default=0.0)

    def _prefer_wanted(self, question: str, scores: dict[str, float]) -> None:
        guide = max(scores, key=lambda i: scores[i]).partition("#")[0]
        wanted = intents.wanted(question, title=self._titles[guide])
        for section in scores:
            if section.endswith(f"#{wanted}"):
                scores[section] += _WANTED
        mends = intents.asks_for_reaction(question) or any(m.concept == "fix" for m in concepts.read(question))
        if wanted == "fix" and f"{guide}#fix" in scores and mends:
            scores[f"{guide}#fix"] += _FIX

    @cached_property
    def _beyond(self) -> GuideIndex:
        return GuideIndex(
            Passage(
                guide=f"topics/{number}", section="topic", title=topic.in_(lang), heading=topic.in_(lang), lang=lang,
                text=topic.in_(lang), path=Path(), line=number,
            )
            for number, topic in enumerate(self._topics.beyond)
            for lang in ("ko", "en")
        )  # fmt: skip


def built_in(embedder: Embedder) -> GuideSearch:
    """The guides that come with Baepo. Raises: GuideError."""
    said = topics.load()
    return GuideSearch(guides.load(), said, PhraseVectors(said, embedder).nearness)


def _with_phrases(passage: Passage, phrases: Phrases | None) -> Passage:
    """As it is searched: what it answers counts as text of its own."""
    return replace(passage, text=f"{passage.text}\n{phrases.in_(passage.lang)}") if phrases else passage


def _evidence(words: float, words_beyond: float, near: Nearness | None) -> float:
    """Above 0 where the guides answer rather than not."""
    if near is None:
        return words - 0.8 * words_beyond
    return words - 0.5 * words_beyond + max(near.sections.values(), default=0.0) - 1.5 * near.beyond + 0.13


def _chosen(scores: dict[str, float], limit: int) -> list[str]:
    """Ids, best first: those of the best guide, and of others only what is not far behind."""
    ordered = sorted(scores, key=lambda i: (-scores[i], i))
    best = ordered[0]
    own = best.partition("#")[0]
    close = scores[best] - _FAR
    return [i for i in ordered if i.partition("#")[0] == own or scores[i] >= close][:limit]


def _likely(evidence: float) -> float:
    return 1 / (1 + math.exp(-_STEEPNESS * evidence))
