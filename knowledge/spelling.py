"""The word of the field that a misspelt word stands for: memroy is memory, 인스탄스 is 인스턴스.

Called by `assistant.planner.misspelt`. Source: the words of `knowledge.concept_words`; those of the built-in guides are ordinary
words and never taken for slips.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from knowledge import concepts, guides
from knowledge.analysis import stem
from knowledge.korean import PARTICLES, base

_SWAPPED, _MISSING, _CHANGED = 5, 6, 8  # letters of a word that is such a slip away: a shorter one is another word
_SYLLABLES = 3
_WORD = re.compile(r"[a-z]+")
_DOER = re.compile(r"e?rs?$")  # the cleaner of what is cleaned
_FIRST, _LAST = 0xAC00, 0xD7A3
_MEDIALS, _FINALS = 21, 28

# What is written for another syllable so often that it is another spelling rather than a slip: 했어 as 햇어, 됐어 as 됬어.
_VARIANTS = tuple(
    (re.compile(written), usual)
    for written, usual in (
        (r"햇(?=[어나니던는다음습을었죠지])", "했"),
        (r"[됬됫](?=[어나니던는다음습을었죠지])", "됐"),
        (r"(?<=[가-힣])겟(?=[어나니다지죠습])", "겠"),
        (r"(?<![가-힣])잇(?=[어나니는을음습다지죠])", "있"),
        (r"(?<![가-힣])업(?=(?:어|나|니|는|음|습)[?요까데]*(?![가-힣]))", "없"),
        (r"(?<![가-힣])왤케", "왜 이렇게"),
        (r"롤빽", "롤백"),
    )
)


def usual(text: str) -> str:
    """`text` with the common spellings of Korean endings as dictionaries have them."""
    for written, said in _VARIANTS:
        text = written.sub(said, text)
    return text


@lru_cache(maxsize=4096)
def meant_by(word: str) -> str:
    """The one word that `word` is one slip away from; "" where it is a word itself, or where there is none or several.

    A slip drops, adds or changes a letter but the first, or swaps two neighbours; in Hangul it changes the vowel or the last
    consonant of one syllable.
    """
    return _hangul(word) if "\uac00" <= word[0] <= "\ud7a3" else _latin(word.lower())


def _latin(word: str) -> str:
    if len(word) < _SWAPPED or not _WORD.fullmatch(word) or _is_read(word):
        return ""
    near = {target for shape in _shapes(word) for target in _targets().get(shape, ()) if _one_slip(word, target)}
    own = {stem(word), stem(_DOER.sub("", word))}
    if not near or not own.isdisjoint(_ordinary()) or not own.isdisjoint(map(stem, near)):
        return ""
    near = {
        target for target in near if sorted(target) == sorted(word)
    } or near  # letters swapped are the commonest slip
    meant = {concepts.latin(target)[0][0] for target in near}
    return min(near, key=lambda t: (len(t), t)) if len(meant) == 1 else ""


def _is_read(word: str) -> bool:
    return not (pairs := concepts.latin(word)) or bool(pairs[0][0])


def _shapes(word: str) -> Iterator[str]:
    """The word, and without each one of its letters but the first: one slip apart, two words share one of these."""
    yield word
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]


def _one_slip(word: str, target: str) -> bool:
    if len(word) == len(target):
        different = [i for i, (a, b) in enumerate(zip(word, target, strict=True)) if a != b]
        if len(different) == 2 and different[1] == different[0] + 1:
            return sorted(word) == sorted(target)
        return len(different) == 1 and len(word) >= _CHANGED and different[0] > 0
    short, long = sorted((word, target), key=len)
    places = [i for i in range(1, len(long)) if long[:i] + long[i + 1 :] == short]
    doubled = any(long[i] == long[i - 1] for i in places)
    ending = any(i == len(long) - 1 for i in places) and not doubled
    return bool(places) and not ending and (doubled or len(word) >= _MISSING)


@cache
def _targets() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for form in concepts.forms():
        if not _WORD.fullmatch(form) or len(form) < 4 or not _is_read(form) or not concepts.latin(form):
            continue
        for target in {form, form if form.endswith("s") else f"{form}s"}:
            for shape in _shapes(target):
                found.setdefault(shape, []).append(target)
    return {shape: tuple(targets) for shape, targets in found.items()}


@cache
def _ordinary() -> frozenset[str]:
    """Stems of the words that the guides use in passing."""
    return frozenset(
        stem(word) for p in guides.load() if p.lang == "en" for word in _WORD.findall(f"{p.title} {p.text}".lower())
    )


def _hangul(word: str) -> str:
    if len(base(word)) < _SYLLABLES or all(concept for concept, _ in concepts.segments(word)):
        return ""
    for length in range(len(word), _SYLLABLES - 1, -1):
        rest = word[length:]
        if rest and rest not in PARTICLES:
            continue
        near = [form for form in _hangul_forms().get(length, ()) if _one_letter(word[:length], form)]
        if near:
            return near[0] + rest if len(near) == 1 else ""
    return ""


@cache
def _hangul_forms() -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for form in concepts.forms():
        if len(form) >= _SYLLABLES and all(_FIRST <= ord(c) <= _LAST for c in form):
            found.setdefault(len(form), []).append(form)
    return {length: tuple(forms) for length, forms in found.items()}


def _one_letter(word: str, form: str) -> bool:
    different = [(a, b) for a, b in zip(word, form, strict=True) if a != b]
    if len(different) != 1:
        return False
    one, other = (_letters(c) for c in different[0])
    return one[0] == other[0] and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _letters(syllable: str) -> tuple[int, int, int]:
    """First consonant, vowel, last consonant."""
    rest, final = divmod(ord(syllable) - _FIRST, _FINALS)
    return (*divmod(rest, _MEDIALS), final)
