"""Things said not to be there although nothing that was read would show them; called by `assistant.verifier.verify`.

"No node is cordoned" can be read from rows. "There is no leak" cannot, where no row, finding or message ever speaks of leaks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from assistant.findings import Finding
from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds, statements_of
from assistant.verifier.moods import SERVING, asserted, open_question, own_reading
from assistant.verifier.parts import Part
from assistant.verifier.topics import GENERIC, is_known
from knowledge.analysis import STOP_WORDS, expand, terms

_ENGLISH = Lazy(
    (
        r"\b(?:there (?:is|are|was|were|have been|has been)|has|have|had|contains?|shows?) no (?P<thing>[a-z][\w -]*)"
        r"|^\W*no (?P<subject>[a-z][\w -]*?) (?:has|have|is|are|was|were)\b(?P<event>[\w -]*)"
    ),
    re.I | re.A,
)
_KOREAN = Lazy(
    (
        r"(?<![A-Za-z가-힣])(?P<thing>(?:[가-힣]+\s)?[가-힣]{2,})(?:이|가|은|는|도)"
        r"\s(?:전혀|하나도|한 건도|한 번도|더|아예|단 한 건도)\s없"
    ),
    0,
)
_NONE = Lazy(
    (
        r"\b(?:has|have|had|carries|carry|wears?|bears?|sets?|gets?|there (?:is|are)|there's|involves?|without"
        r"|with) (?:absolutely |simply )?no (?P<thing>[a-z][\w -]*)"
        r"|(?<![A-Za-z가-힣])(?P<ko>(?:[A-Za-z가-힣]+\s)?[A-Za-z가-힣]{2,})[이가은는도]\s(?:전혀 |하나도 |아예 "
        r"|따로 )?(?:없습|없어요|없다|없음|붙어 있지 않|달려 있지 않|걸려 있지 않)"
    ),
    re.I,
)
_NEGATED = Lazy(
    r"\b(?:not|no|none|never|neither|nothing|without|missing|lacks?)\b|n't\b|(?<!\d)0 of|없|않|못|0개", re.I | re.A
)
_TOPIC = Lazy(r"^\S*(?:에는|에선|에서|에도|에|은|는|이|가|도)\s")  # of the word before the thing: where it is not
_PIECE = Lazy(r"[,;:]\s|\b(?:but|which|so)\b|(?<=고)\s|(?<=지만)\s")
_GONE = Lazy(r"\bmissing\b|\babsent\b|\bnot (?:exist|found|there)\b")
_PLACE = Lazy(r"\s(?:of|on|in|at|for|with|to|from|behind|that|which|who)\s")  # where it is said not to be
_MOST_WORDS = 5
_OF_READING = frozenset(terms("recorded found seen listed given shown reported noted visible such longer further"))


def unseen(sentence: str, vocabulary: frozenset[str]) -> Text | None:
    """The first thing that is said not to exist and that nothing read speaks of."""
    text = "" if own_reading(sentence) or SERVING.search(sentence) else asserted(sentence)
    for phrase in _absent(text):
        words = [t for t in terms(phrase) if t not in STOP_WORDS and t not in _OF_READING and len(t) > 1]
        whole = [t for t in words if not any(t != o and t in o for o in words)]
        if any(t not in GENERIC and not is_known(t, vocabulary) for t in whole):
            return objections.off_subject()
    return None


def _absent(text: str) -> Iterator[str]:
    for match in (*_ENGLISH.finditer(text), *_KOREAN.finditer(text)):
        phrase = " ".join(g for g in match.groups() if g)
        if not atoms(phrase).names:
            yield " ".join(_PLACE.split(phrase)[0].split()[:_MOST_WORDS])


def denied(part: Part, grounds: Grounds) -> Text | None:
    """What the part says a thing does not have, although findings about the thing say that it has."""
    text = "" if open_question(part.text) or own_reading(part.text) else asserted(part.text)
    for match in _NONE.finditer(text):
        phrase = " ".join(_PLACE.split(next(g for g in match.groups() if g))[0].split()[:_MOST_WORDS])
        phrase = _TOPIC.sub("", phrase)
        words = [t for t in terms(phrase) if t not in STOP_WORDS and len(t) > 1]
        whole = [t for t in words if not any(t != o and t in o for o in words)]
        if whole and (found := _there(whole, grounds.findings(part.subjects))):
            return objections.says_otherwise_in(found.title)
    return None


def _there(words: Sequence[str], findings: Iterable[Finding]) -> Finding | None:
    """The finding that speaks of all the words and never says that there is no such thing."""
    for f in findings:
        lines = [
            x
            for t in statements_of(f)
            for x in _PIECE.split(t)
            if all(not _terms(x).isdisjoint((w, *expand([w]))) for w in words)
        ]
        if lines and not any(_is_negated(x, words) for x in lines):
            return f
    return None


def _is_negated(line: str, words: Sequence[str]) -> bool:
    """Whether a line says that there is none of what the words name: "no ready pod", "Secret x, which does not exist"."""
    tokens = re.findall(r"[\w.-]+", line)
    named = [i for i, t in enumerate(tokens) if not _terms(t).isdisjoint({*words, *expand(words)})]
    near = [tokens[max(0, i - 3) : i] for i in named] + [tokens[i + 1 : i + 5] for i in named if _GONE.search(line)]
    close = [" ".join(tokens[i : i + 2]) for i in named if "가" <= tokens[min(i + 1, len(tokens) - 1)][0] <= "힣"]
    return any(_NEGATED.search(" ".join(t)) for t in near) or any(_NEGATED.search(t) for t in close)


@lru_cache(maxsize=512)
def _terms(line: str) -> frozenset[str]:
    return frozenset(terms(line))
