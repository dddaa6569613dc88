"""Words of a question or a guide as search terms, in Korean and English.

Called by `knowledge.lexical` and by the planner, so that both mean the same by "the same word".
Source: rules written for this field's vocabulary; only the standard library.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain

from knowledge.glossary import ENTRIES
from knowledge.korean import PARTICLES, base

# Flags (--max-surge), names (vol-0abc, aws_lb, checkout.v2, shop/checkout, 10.0.0.1), numbers; or a run of Hangul.
_TOKEN = re.compile(r"-{0,2}[A-Za-z0-9_]+(?:[./:@=+-]+[A-Za-z0-9_]+)*|[\uac00-\ud7a3]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LETTERS = re.compile(r"[A-Za-z]+")
_PLAIN_WORD = re.compile(r"[a-z]+|[A-Z][a-z]+|[A-Z]+s?")

# In the form `words` gives them: stems.
_STOP_WORDS = """
    a an the i we you it its my our your me us this that these those there here is are was were be been being am do
    doe did done doing have ha had can could should would will may might must of to in on at for from with without by
    as and or but not no if then than so what which who whom whose when where why how whi pleas help tell show just
    still again alway ever every everi any some all more most up out off into onto about over after befor while dur
    get got go goe went make made want need one two thing something anything everything someth anyth don doesn didn
    isn aren wasn won can't t s re ve ll m let know way see too very now keep seem say them they their he she only
    also
    어떻게 어떻 어떡 어떤 어디 어느 왜 그래 나오 나온 나옴 봐야 하나요 뭐가 뭐야 뭘까 얼마 얼마나 하고 정도
    다면 혹시 어때 되 어떡해 건가 건지 싶어 그런 그런데 근데 나 날 나서 뭐 뭘 뭔가 무엇 무슨 누가 좀 그냥
    계속 자꾸 있어 있는 있나 있 없 있습니 있을 우리 내 제 이 그 저 것 거 게 걸 건 수 때 후 중 및 등 더
    안 못 잘 다 또 해 돼 하 하나 한 할 어 요 좋을 네 지금 알려 알려줘 알고 싶 싶은 주세 주세요 줘 봐 보
    볼 해야 하는 하려 하면 되는 되나 되면 같은 같아 경우 대해 대한 방법 이유 이거 그게 이게 갑자기 제대 아무
    아직 이미 먼저 다음 다시 너무 모두 전부 뭐부터 무엇부터 어디부터
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def terms(text: str) -> list[str]:
    """Search terms in reading order: each word whole, lower-cased and stemmed, followed by its parts.

    `ConfigMap` -> configmap, config, map; `--max-surge` -> --max-surge, max, surg; `메모리가` -> 메모리, 메모, 모리.
    """
    return list(chain.from_iterable(words(text)))


def words(text: str) -> list[tuple[str, ...]]:
    """One tuple a word of the text: the whole first, then its parts (camel case, hyphens, Hangul bigrams).

    Particles standing alone (the 에서 of `checkout에서`) give nothing.
    """
    found = _TOKEN.findall(unicodedata.normalize("NFC", text))
    return [_word(token) for token in found if token not in PARTICLES]


def expand(terms: Iterable[str]) -> list[str]:
    """The terms, then those of their translations in the field's glossary; every term once, order kept."""
    given = list(dict.fromkeys(terms))
    seen = dict.fromkeys(given)
    for _, other in translations(frozenset(given)):
        seen.update(dict.fromkeys(other))
    return list(seen)


def translations(terms: frozenset[str]) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """For every glossary phrase within `terms`: the terms it needed, and one translation's terms; all such pairs."""
    index = _glossary()
    return [
        (needs, phrase)
        for term in sorted(terms & index.keys())
        for needs, other in index[term]
        if needs <= terms
        for phrase in other
    ]


def is_name(word: tuple[str, ...]) -> bool:
    """Whether a word looks like the name of one thing (checkout-7d9f, vol-0abc, 10.0.0.1), not of a kind of thing."""
    return any(c.isdigit() for c in word[0])


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A lower-case English word without its inflection: pods, failing, stopped, retries -> pod, fail, stop, retri."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s"):
        word = word[:-1]
    for suffix in ("ing", "ed"):
        rest = word[: -len(suffix)]
        if word.endswith(suffix) and len(rest) > 2 and any(vowel in rest for vowel in "aeiouy"):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    if len(word) > 4 and word.endswith("ly"):
        word = word[:-2]
    if len(word) > 3 and word.endswith("e"):
        return word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") and word[-2] not in "aeiou" else word


@lru_cache(maxsize=16384)
def _word(token: str) -> tuple[str, ...]:
    if token[0] >= "\uac00":
        noun = base(token)
        return tuple(dict.fromkeys((noun, *(noun[i : i + 2] for i in range(len(noun) - 1)))))
    if _PLAIN_WORD.fullmatch(token):
        return (stem(token.lower()),)
    parts = []
    for letters in _LETTERS.findall(token):
        mixed = letters not in (letters.lower(), letters.upper())
        parts += [stem(p.lower()) for p in (_CAMEL.findall(letters) if mixed else [letters]) if len(p) > 1]
    return tuple(dict.fromkeys((token.lower(), *parts)))


_Phrases = tuple[tuple[str, ...], ...]


@cache
def _glossary() -> dict[str, list[tuple[frozenset[str], _Phrases]]]:
    """By one term of each phrase: all the terms the phrase needs, and the phrases of the other language."""
    index: dict[str, list[tuple[frozenset[str], _Phrases]]] = {}
    for line in ENTRIES.strip().splitlines():
        korean, english = ([phrase.strip() for phrase in half.split("|")] for half in line.split("="))
        for here, there in ((korean, english), (english, korean)):
            other = tuple(tuple(terms(phrase)) for phrase in there)
            for phrase in here:
                needs = frozenset(part for word in words(phrase) for part in (word[1:] or word))
                index.setdefault(max(needs, key=lambda need: (len(need), need)), []).append((needs, other))
    return index
