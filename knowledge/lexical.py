"""BM25 search over guide passages in both languages at once; called by `assistant.guides`.

A section is one document made of its Korean and its English text, so that either language finds it; the answer comes
in the language asked for. Source: Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009).
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from knowledge.analysis import STOP_WORDS, is_name, terms, translations, words
from knowledge.guides import Lang, Passage

# Below this the caller should say "not covered": of 101 questions with a guide 4 then go unanswered, of 42 without one
# none is answered (tests/unit/knowledge/questions.py).
COVERED = 0.306

_K1, _B = 1.2, 0.5
_IN_TEXT = 0.6  # what a word only in the text is worth, against one in the title, the tags or the heading
_GUIDE = 0.6  # share of the guide as a whole in a section's score; the rest is the section's own
_TRANSLATED, _IN_PARTS = 0.9, 0.8  # what a word found by translation, or only by its parts, is worth
_NAME = 0.15  # the weight of an unknown name: the guides cannot know checkout-7d9f
_UNKNOWN = 0.8  # the weight of any other unknown word, as a share of the rarest known word's


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found, with how much of the question it covers: 0 (nothing) to 1."""

    passage: Passage
    score: float


class PassageNotFound(LookupError):
    """No passage has this id; `nearest` holds the ids most like it."""

    def __init__(self, passage_id: str, nearest: tuple[str, ...]) -> None:
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no passage {passage_id!r}{hint}")
        self.passage_id, self.nearest = passage_id, nearest


class GuideIndex:
    """Search and lookup over passages. Nothing is analysed before the first search."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._by_id: dict[str, dict[Lang, Passage]] = {}
        for passage in passages:
            self._by_id.setdefault(passage.id, {})[passage.lang] = passage

    def get(self, passage_id: str, lang: Lang) -> Passage:
        """The passage in `lang`, or in its other language where it has only one.

        Raises: PassageNotFound.
        """
        found = self._by_id.get(passage_id)
        if found is None:
            import difflib  # only for the message

            nearest = difflib.get_close_matches(passage_id, self._by_id, n=3, cutoff=0.5)
            raise PassageNotFound(passage_id, tuple(nearest))
        return found.get(lang) or next(iter(found.values()))

    def search(self, question: str, *, lang: Lang, limit: int = 3) -> list[Hit]:
        """The best passages, best first; none with score 0. Compare `score` with `COVERED` before citing."""
        said = words(question)
        asked = [word for word in said if word[0] not in STOP_WORDS]
        if not asked or not self._by_id:
            return []
        translated = translations(frozenset(term for word in said for term in word))
        guides, sections = self._statistics
        total = 0.0
        by_guide: dict[str, float] = {}
        by_section: dict[str, float] = {}
        for word in dict.fromkeys(asked):
            guide_weight, guide_covered = guides.cover(word, translated)
            section_weight, section_covered = sections.cover(word, translated)
            total += _GUIDE * guide_weight + (1 - _GUIDE) * section_weight
            for key, share in guide_covered.items():
                by_guide[key] = by_guide.get(key, 0.0) + _GUIDE * guide_weight * share
            for key, share in section_covered.items():
                by_section[key] = by_section.get(key, 0.0) + (1 - _GUIDE) * section_weight * share
        scored = [
            (-by_guide[guide] - by_section.get(key, 0.0), key)
            for key in self._by_id
            if (guide := key.partition("#")[0]) in by_guide
        ]
        return [Hit(passage=self.get(key, lang), score=-value / total) for value, key in sorted(scored)[:limit]]

    def strange(self, question: str) -> tuple[str, ...]:
        """The content words of a question, as terms, that no passage holds, be it in parts or translated."""
        said = words(question)
        if not self._by_id:
            return ()
        translated = translations(frozenset(term for word in said for term in word))
        guides, _ = self._statistics
        asked = dict.fromkeys(word for word in said if word[0] not in STOP_WORDS and not is_name(word))
        return tuple(word[0] for word in asked if not guides.cover(word, translated)[1])

    @cached_property
    def _statistics(self) -> "tuple[_Statistics, _Statistics]":
        """Of whole guides, named by title and tags, and of their sections, named by their headings."""
        section_texts: dict[str, list[str]] = {}
        headings: dict[str, list[str]] = {}
        guide_texts: dict[str, list[str]] = {}
        names: dict[str, dict[Lang, str]] = {}
        for key, both in self._by_id.items():
            guide = key.partition("#")[0]
            section_texts[key] = [term for passage in both.values() for term in terms(passage.text)]
            headings[key] = [term for passage in both.values() for term in terms(passage.heading)]
            guide_texts.setdefault(guide, []).extend(section_texts[key] + headings[key])
            names.setdefault(guide, {}).update((p.lang, f"{p.title} {' '.join(p.tags)}") for p in both.values())
        titles = {guide: terms(" ".join(by_lang.values())) for guide, by_lang in names.items()}
        return _Statistics(guide_texts, titles), _Statistics(section_texts, headings)


class _Statistics:
    """By term: the documents that hold it and how strongly (0 to 1), and how rare it is (0 to 1)."""

    def __init__(self, texts: dict[str, list[str]], names: dict[str, list[str]]) -> None:
        self._many = len(texts)
        self._strength: dict[str, dict[str, float]] = {}
        mean = sum(len(text) for text in texts.values()) / self._many
        for key, text in texts.items():
            norm = _K1 * (1 - _B + _B * len(text) / mean)
            for term, times in Counter(text).items():
                self._strength.setdefault(term, {})[key] = _IN_TEXT * times / (times + norm)
            for term in names[key]:
                self._strength.setdefault(term, {})[key] = 1.0

    def _rarity(self, term: str) -> float:
        found = len(self._strength.get(term, ()))
        if not found:
            return 0.0
        return math.log(1 + (self._many - found + 0.5) / (found + 0.5)) / math.log(1 + self._many)

    def cover(
        self, word: tuple[str, ...], translated: list[tuple[frozenset[str], tuple[str, ...]]]
    ) -> tuple[float, dict[str, float]]:
        """The weight of one word of a question, and by document how well it is covered: by itself, by its parts, or
        by a translation, whichever is best."""
        covered = dict(self._strength.get(word[0], {}))
        weight = self._rarity(word[0])
        ways = [(word[1:], _IN_PARTS)] if len(word) > 1 else []
        parts = frozenset(word[1:] or word)
        ways += [(p, _TRANSLATED * len(needs & parts) / len(parts)) for needs, p in translated if needs & parts]
        for phrase, worth in ways:
            phrase_weight, phrase_covered = self._phrase(phrase)
            weight = max(weight, phrase_weight)
            for key, share in phrase_covered.items():
                covered[key] = max(covered.get(key, 0.0), share * worth)
        if not covered:
            weight = _NAME if is_name(word) else _UNKNOWN
        return weight, covered

    def _phrase(self, phrase: tuple[str, ...]) -> tuple[float, dict[str, float]]:
        """Documents that hold every term of a phrase: the weight of its rarest term, and the mean coverage."""
        wanted = [term for term in phrase if term not in STOP_WORDS] or list(phrase)
        found = [self._strength.get(term, {}) for term in wanted]
        keys = set(found[0]).intersection(*found[1:])
        if not keys:
            return 0.0, {}
        weight = max(self._rarity(term) for term in wanted)
        return weight, {key: sum(by_key[key] for by_key in found) / len(found) for key in keys}
