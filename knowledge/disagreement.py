"""Where two passages say different things of the same matter. Pure; called by `assistant.guides`.

Two sentences are of the same matter when they share most of their words, or their translations. They disagree when their
numbers differ, or when one forbids or denies what the other says. What is only told in other words is not seen.
Source: rules, no model; it would rather miss one than call two passages at odds that are not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.analysis import STOP_WORDS, expand, stem, words

_SENTENCE = re.compile(r"(?<=[.?!。])\s+|\n")
_CODE = re.compile(r"^\s*(?:```|kubectl |aws |\$ |helm |git |baepo )")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNTED = """
zero one two three four five six seven eight nine ten
영 한 두 세 네 다섯 여섯 일곱 여덟 아홉 열
"""
_WORDS_OF_NUMBERS = {stem(w): str(n) for line in _COUNTED.split("\n") for n, w in enumerate(line.split())}
_PLACE = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+|\[[^\]]*\]|https?://\S+|`[^`]*`")
_NOT = re.compile(
    r"\b(?:not|never|no|don't|doesn't|must not|cannot|can't|avoid|forbidden|without)\b"
    r"|(?:하지 ?)?(?:않\w*|마세요|마십시오|말 것|말아야\w*|마라)|금지\w*|안 (?:됩니다|돼\w*)|없이",
    re.IGNORECASE,
)
_BESIDE_NUMBERS = "일 개 번 분 초 시간 동안 퍼센트 이상 이하 dai percent above below"
_UNITS = frozenset(_BESIDE_NUMBERS.split())
_HANGUL = re.compile("[가-힣]")
_SAME = 0.6  # share of the shorter sentence's words that the other has
_LEAST = 3  # words that both must have


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A sentence of one passage, and that of the other which says something else."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    content: frozenset[str]
    wide: frozenset[str]  # with translations
    numbers: frozenset[str]
    denies: bool
    korean: bool


def difference(here: str, there: str) -> Difference | None:
    """The first sentences at odds, in reading order; None where there are none."""
    others = list(_sentences(there))
    for one in _sentences(here):
        for other in others:
            if _same_matter(one, other) and _at_odds(one, other):
                return Difference(here=one.text, there=other.text)
    return None


def _same_matter(one: _Said, other: _Said) -> bool:
    shorter, longer = sorted((one, other), key=lambda said: len(said.content))
    shared = shorter.content & longer.wide
    both_have_more = bool(shorter.content - shared) and bool(longer.content - shorter.wide)
    if one.korean == other.korean and both_have_more:
        return False  # of the gateway, and of the worker
    return len(shared) >= _LEAST and len(shared) >= _SAME * len(shorter.content)


def _at_odds(one: _Said, other: _Said) -> bool:
    if one.numbers and other.numbers:
        return one.numbers.isdisjoint(other.numbers)
    alike = len(one.content ^ other.content) <= 1
    return not one.numbers and not other.numbers and one.denies != other.denies and alike


def _sentences(text: str) -> Iterator[_Said]:
    fenced = False
    for line in _SENTENCE.split(text):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if fenced or _CODE.match(line):
            continue
        plain = _PLACE.sub(" ", line).strip()
        said = [w[0] for w in words(_NOT.sub(" ", plain))]
        numbers = frozenset(_NUMBER.findall(plain)) | {_WORDS_OF_NUMBERS[w] for w in said if w in _WORDS_OF_NUMBERS}
        content = frozenset(
            w for w in said
            if w not in STOP_WORDS and w not in _WORDS_OF_NUMBERS and w not in _UNITS and not w[0].isdigit()
        )  # fmt: skip
        if len(content) >= _LEAST:
            wide = frozenset(expand(sorted(content)))
            yield _Said(line.strip(), content, wide, numbers, bool(_NOT.search(plain)), bool(_HANGUL.search(plain)))
