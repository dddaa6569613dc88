"""Things said not to be there although nothing that was read would show them; called by `assistant.verifier.verify`.

"No node is cordoned" can be read from rows. "There is no leak" cannot, where no row, finding or message ever speaks of leaks.
"""

import re
from collections.abc import Iterator

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.atoms import atoms
from assistant.verifier.moods import SERVING, asserted, own_reading
from assistant.verifier.topics import GENERIC, is_known
from knowledge.analysis import STOP_WORDS, terms

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
