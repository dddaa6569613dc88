"""What the words of a question mean: concepts shared by Korean and English, and the words that are none.

Called by the planner. Source: the tables of `knowledge.concept_words`; rules for words written without spaces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from knowledge.analysis import STOP_WORDS, stem
from knowledge.concept_words import COMBINATIONS, CONCEPTS, FILLERS, HANGUL_FILLERS, OF_THE_FIELD, PRODUCTS
from knowledge.korean import PARTICLES, base


def _words(text: str) -> list[str]:
    return text.split()


# Words; and \ue000 for what the caller has masked, which particles may follow.
_TOKEN = re.compile(r"[A-Za-z0-9_]+(?:[./:@'’-]+[A-Za-z0-9_]+)*|[\uac00-\ud7a3]+|\ue000+")
_ENDING = frozenset(
    "가는은을를이에서의도만로으와과랑나며고지면요야까죠네다어아여해하한할합함했되됐된돼됨될됩게데냐니래대자던든려라였었았겠습"
    "인임일건것거걸들씩쯤좀께기음ㅁ줘줄주세시신십부터마저중안뭐진질짐졌져오온올왔와간갈갔걸린릴렸려잖구써쓰싶듯못히켜씩씀랬냈텐난데면긴렇럴럼"
)
_COUNTERS = "개대번명건위초분시년월일달주차회곳"  # after a number: 10개, 3대
_SOFT = frozenset(_words("which exist show list latest work use up run name per not appear object"))
_BARE = frozenset(
    _words(
        "who which show exist list when clock howto general define name most count old type latest use not per up work "
        "previous create stop total awsservice appear object why delete scale"
    )
)
# What is left of these when no combination took them: something does not do what it should.
_CANNOT = frozenset(("안", "못", "can't", "cannot", "cant", "won't", "wont", "unable", "doesn't", "doesnt", "couldn't"))
_SHOWN = frozenset(("log", "event", "list", "status", "detail", "usage", "history"))  # put on a screen: 로그 띄워봐
_EXTRA_STOP = frozenset(FILLERS.split())
_PRODUCTS = frozenset(PRODUCTS.split())
_OF_THE_FIELD = frozenset(OF_THE_FIELD.split()) | _PRODUCTS
_STOP_HANGUL = tuple(HANGUL_FILLERS.split())


class Meant(NamedTuple):
    """One word, or part of one: its concept, or "" where it is only a word; `soft` words alone say little."""

    concept: str
    word: str
    start: int
    end: int


def read(text: str) -> list[Meant]:
    """Concepts and content words in reading order; stop words, particles and endings are left out."""
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    phrases = _lexicon().phrases
    found: list[Meant] = []
    position = 0
    while position < len(tokens):
        token, start, end = tokens[position]
        if token[0] == "\ue000":
            position += 1
            continue
        if token == "몇" and position + 1 < len(tokens) and tokens[position + 1][0].startswith("시"):
            token += tokens[position + 1][0]
            position += 1
        if token[0] >= "\uac00":
            glued = position > 0 and tokens[position - 1][2] == start
            found.extend(Meant(c, w, start, end) for c, w in segments(token, glued))
            position += 1
            continue
        length, concept = _phrase(phrases, tokens, position)
        said = [t.lower() for t, _, _ in tokens[position : position + length]]
        if concept in ("create", "deployment") and any(t.endswith("ed") for t in said):
            length = 0  # what was done is no order and no kind: "who deployed it", "what got deployed"
        if length:
            found.append(Meant(concept, token.lower(), start, tokens[position + length - 1][2]))
        else:
            length = 1
            found.extend(Meant(c, w, start, end) for c, w in latin(token))
        position += length
    return _combined(found)


def foreign_phrases(text: str) -> list[tuple[int, int]]:
    """Where products and services of several words stand, none of which is a name: Route 53, API gateway."""
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found = []
    for position, (token, start, _) in enumerate(tokens):
        length, concept = _phrase(_lexicon().phrases, tokens, position) if token.isascii() else (0, "")
        if length > 1 and concept in ("awsservice", "other"):
            found.append((start, tokens[position + length - 1][2]))
    return found


def is_soft(concept: str) -> bool:
    """Whether nearly every question has this concept, so that it says little about what is asked."""
    return concept in _SOFT


def is_bare(concept: str) -> bool:
    """Whether a concept only says how something is asked, not what: who, when, how many, show."""
    return concept in _BARE


def is_product(word: str) -> bool:
    """Whether a word of another field names software that may run as a workload: redis, not pizza."""
    return word in _PRODUCTS


def is_of_the_field(word: str) -> bool:
    """Whether a word of another field belongs to running software all the same: a certificate, redis; not pizza."""
    return word in _OF_THE_FIELD


@cache
def forms() -> frozenset[str]:
    """The words of the field as they are written, of other fields not among them; of a phrase each of its English words."""
    found: set[str] = set()
    for concept, written in _lines():
        for form in written if concept != "other" else ():
            found.update((form.replace(" ", ""),) if form[0] >= "\uac00" else form.split())
    return frozenset(found)


def _lines() -> Iterator[tuple[str, list[str]]]:
    for line in CONCEPTS.strip().replace("\n    | ", " | ").splitlines():
        concept, _, written = line.partition(" = ")
        yield concept, written.split(" | ")


_Phrases = dict[str, tuple[tuple[tuple[str, ...], str], ...]]


def _phrase(phrases: _Phrases, tokens: list[tuple[str, int, int]], position: int) -> tuple[int, str]:
    for words, concept in phrases.get(_key(tokens[position][0]), ()):
        end = position + len(words)
        if end <= len(tokens) and all(_key(t[0]) == w for t, w in zip(tokens[position:end], words, strict=True)):
            return len(words), concept
    return 0, ""


@lru_cache(maxsize=16384)
def latin(token: str) -> tuple[tuple[str, str], ...]:
    """A word in Latin letters as (concept, word) pairs; parts count where the whole is unknown."""
    lexicon = _lexicon()
    lower = token.lower().replace("’", "'").removesuffix("'s")
    concept = lexicon.latin.get(lower) or lexicon.latin.get(_key(token))
    if concept:
        return ((concept, lower),)
    if lower in STOP_WORDS or lower in _EXTRA_STOP or stem(lower) in STOP_WORDS or stem(lower) in _EXTRA_STOP:
        return ()
    if lower.isdigit() or len(lower) < 2:
        return ()
    return (("", stem(lower)),)


@lru_cache(maxsize=16384)
def segments(token: str, glued: bool = False) -> tuple[tuple[str, str], ...]:
    """A run of Hangul as (concept, word) pairs: 접속안됨 -> reach, not, work. `glued` runs may be only particles."""
    if token in PARTICLES or (glued and all(c in _ENDING for c in token.lstrip(_COUNTERS))):
        return ()
    lexicon = _lexicon()
    found: list[tuple[str, str]] = []
    position = unknown = 0
    while position < len(token):
        length, concept = lexicon.longest(token, position)
        fresh = unknown == position  # nothing unread before
        if length and not concept and not fresh:
            length = 0  # 결제가 holds no 제가
        if length == 1 and (not fresh or not _closes(token[position + 1 :])):
            length = 0
        if not length:
            position += 1
            continue
        if not fresh:
            found.extend(_plain(token[unknown:position]))
        if concept:
            found.append((concept, token[position : position + length]))
        position += length
        unknown = position
    if unknown < len(token) and not (unknown and all(c in _ENDING for c in token[unknown:])):
        found.extend(_plain(token[unknown:]))
    return tuple(found)


def _closes(rest: str) -> bool:
    """Whether what follows a one-syllable stem can be its ending, or is a word of its own."""
    return all(c in _ENDING for c in rest) or _lexicon().longest(rest, 0)[0] > 0


def _plain(word: str) -> Iterator[tuple[str, str]]:
    noun = base(word)
    if noun and noun not in STOP_WORDS and word not in STOP_WORDS and not all(c in _ENDING for c in noun):
        yield "", noun


def _combined(found: list[Meant]) -> list[Meant]:
    """Neighbours that mean one thing together become one; "not" and an unknown verb is a failure: 안 담겨, can't pay."""
    lexicon = _lexicon()
    if lexicon.joined.isdisjoint([m.concept for m in found]):
        return found
    combinations = lexicon.combinations
    out: list[Meant] = []
    position = 0
    while position < len(found):
        here = found[position]
        merged = False
        for step in (1, 2):
            if position + step >= len(found) or here.concept == "":
                continue
            there = found[position + step]
            both = combinations.get((here.concept, there.concept)) or combinations.get((there.concept, here.concept))
            if both:
                out.append(Meant(both, here.word, here.start, there.end))
                out.extend(found[position + 1 : position + step])
                position += step + 1
                merged = True
                break
        if merged:
            continue
        if here.concept == "not" and position + 1 < len(found) and not found[position + 1].concept:
            out.append(Meant("fail", here.word, here.start, found[position + 1].end))
            position += 2
            continue
        if here.concept == "not" and here.word in _CANNOT:
            here = Meant("fail", here.word, here.start, here.end)
        if here.concept == "create" and here.word == "띄워" and out and out[-1].concept in _SHOWN:
            here = Meant("show", here.word, here.start, here.end)
        out.append(here)
        position += 1
    return out


@lru_cache(maxsize=16384)
def _key(word: str) -> str:
    return stem(word.lower().replace("'", "").replace("’", ""))


@dataclass(frozen=True)
class _Lexicon:
    latin: dict[str, str]
    phrases: _Phrases  # by the first word; the longest first
    hangul: dict[str, str]
    most: int
    combinations: dict[tuple[str, str], str]
    joined: frozenset[str]  # concepts that may mean something else beside another; "not" and "create" are among them

    def longest(self, token: str, position: int) -> tuple[int, str]:
        for length in range(min(self.most, len(token) - position), 0, -1):
            concept = self.hangul.get(token[position : position + length])
            if concept is not None:
                return length, concept
        return 0, ""


@cache
def _lexicon() -> _Lexicon:
    latin_forms: dict[str, str] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    hangul = dict.fromkeys(_STOP_HANGUL, "")
    for concept, written in _lines():
        for form in written:
            if form[0] >= "\uac00":
                hangul[form.replace(" ", "")] = concept
            elif " " in form:
                words = tuple(_key(w) for w in form.split())
                phrases.setdefault(words[0], []).append((words, concept))
            else:
                latin_forms.setdefault(form, concept)
                latin_forms.setdefault(_key(form), concept)
    for product in _PRODUCTS:
        if product[0] >= "\uac00":
            hangul.setdefault(product, "other")
        else:
            latin_forms.setdefault(product, "other")
    combinations: dict[tuple[str, str], str] = {}
    for line in COMBINATIONS.strip().splitlines():
        pair, _, whole = line.partition(" = ")
        first, second = pair.split()
        combinations[first, second] = whole
    return _Lexicon(
        latin=latin_forms,
        phrases={k: tuple(sorted(v, key=lambda p: -len(p[0]))) for k, v in phrases.items()},
        hangul=hangul,
        most=max(map(len, hangul)),
        combinations=combinations,
        joined=frozenset(("create", *(first for first, _ in combinations))),
    )
