"""Events that a sentence hangs something on: "right after the nodes were patched", "인증서를 갱신한 직후부터".

Called by `assistant.verifier.verify`. What came before is told as a cause, so it must be something that findings or rows
about the thing tell.
"""

import re
from collections.abc import Collection, Iterator

from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds
from assistant.verifier.moods import asserted
from assistant.verifier.topics import content
from knowledge.analysis import expand, terms

_EVENT = Lazy(
    (
        r"\b(?:after|since|when|once|as soon as|the (?:moment|minute|day|instant)|following|upon|in the wake of)\s"
        r"(?!(?:then|that|this|it|they|each)\b)(?P<event>[^,.;:()]+)"
    ),
    re.I | re.A,
)
_KO_EVENT = Lazy(
    (
        r"(?:^|[은는이가도,]\s)(?P<event>(?:(?![은는]\s)[^,.;:()])+?(?:[은ㄴ한된난간온진친린긴진뀐]\s?(?:뒤|후|직후|이후|다음)"
        r"|[을를할될릴칠길갈올날]\s?때|(?<![이그])\s(?:직후|이후|뒤|후)|[가-힣]{2,}\s?(?:때|도중|중에|과정)|자마자|하면서|되면서))(?:에|부터|로|의)?(?=[\s,.]|$)"
    ),
    re.I,
)
_POSSIBLE = Lazy(r"\b(?:can|may|might|could|would|will|should)\b|수 있", re.I | re.A)  # no event, but what may happen
_AUXILIARY = frozenset(terms("were has have had been"))
_LEAST_TOLD = 0.5  # share of the words of an event


def untold(sentence: str, subjects: Collection[str], grounds: Grounds) -> bool:
    """Whether the sentence hangs what it tells on an event that nothing tells."""
    return any(_untold(event, frozenset(subjects), grounds) for event in _events(asserted(sentence)))


def _events(text: str) -> Iterator[str]:
    yield from (m["event"] for pattern in (_EVENT, _KO_EVENT) for m in pattern.finditer(text))


def _untold(event: str, subjects: frozenset[str], grounds: Grounds) -> bool:
    read = atoms(event)
    if read.quantities or read.moments or _POSSIBLE.search(event):
        return False  # numbers and times are checked on their own account
    words = [t for t in content(event) if t not in _AUXILIARY]
    told = grounds.happened(subjects)
    held = [not told.isdisjoint((t, *expand([t]))) for t in words]
    return bool(held) and sum(held) <= _LEAST_TOLD * len(held)
