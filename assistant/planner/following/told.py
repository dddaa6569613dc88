"""Questions that what was just told answers, in its own words: "what was the memory limit before?", 키가 없는 거야 아니면
시크릿이 없는 거야?

Called by `following.recall`. Pure but for `Question.known`. A question of its own ("list the secrets") is none of these.
"""

from functools import lru_cache

from assistant.findings import Finding
from assistant.language import Text
from assistant.patterns import Lazy
from assistant.planner.following.aspects import HOW
from assistant.planner.following.picking import called
from assistant.planner.following.subjects import talked_of
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.question import Question
from assistant.planner.reading import Reading
from knowledge import concepts

# What ties a question to what was told although it names nothing of it.
_OF_THE_TOLD = Lazy(
    r"아니면|원래|예전|(?:이|바뀌기\s*)전(?:에|엔|에는|에도|까지)|\b(?:before|previously|originally|used\s+to)\b|\b(?:was|were)\s+(?:it|that|the)\b"
)
_EITHER = Lazy(r"아니면|\bor\b")
_HOW_ASKED = HOW | {"previous", "change", "not", "when", "general", "exist", "name", "object"}


def told_already(question: Question, reading: Reading) -> tuple[Finding, ...]:
    """The findings of the turn before that hold all that a question asks about; or those whose reason it asks by a part of
    their name; () for any other question."""
    known = any(m.known for m in reading.mentions)
    if known or reading.slots.ids or reading.slots.namespaces or not question.standing.turns:
        return ()
    said = frozenset(reading.concepts) - _HOW_ASKED
    then = question.previous and reading.fragment and not said  # "and onnuri-db-old?"
    if ("why" in said or then) and (named := _by_part_of_name(question, reading)):
        return named
    if reading.mentions:
        return ()
    last = question.standing.turns[-1]
    if not question.previous or last.question != question.previous[-1] or not last.findings:
        return ()
    if narrowing(question.text, question.now, question.zone).suspects and reading.refers:
        return talked_of(question)
    tied = reading.refers or _OF_THE_TOLD.search(reading.text)
    if not tied or not said or len(reading.unknown) > 1 or reading.slots.window or reading.slots.amounts:
        return ()
    either = _EITHER.search(reading.text)  # one of the two may be no part of it
    return tuple(f for f in talked_of(question) if said <= _concepts_of(f) or (either and said & _concepts_of(f)))


def _by_part_of_name(question: Question, reading: Reading) -> tuple[Finding, ...]:
    words = [*(m.text.lower() for m in reading.mentions), *(w for w in reading.unknown if w.isascii() and len(w) > 2)]
    found = [f for f in question.standing.findings if any(_part_of(w, n) for w in words for n in called(f))]
    return tuple(found) if len({f.target for f in found}) == 1 else ()


def _part_of(word: str, name: str) -> bool:
    pieces = name.lower().split("-")
    return word in pieces or ("-" in word and f"-{word}-" in f"-{name.lower()}-")


def _concepts_of(finding: Finding) -> frozenset[str]:
    """What its title and statements speak of, in either language."""
    return _concepts_in((finding.title, *(s.text for s in finding.statements)))


@lru_cache(maxsize=64)
def _concepts_in(texts: tuple[Text, ...]) -> frozenset[str]:
    return frozenset(m.concept for text in texts for each in (text.ko, text.en) for m in concepts.read(each))
