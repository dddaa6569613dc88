"""English names written in Hangul: 그라파나 is grafana, 체크아웃 is checkout. By sound, without a table of names.

Called by `assistant.planner.names`. Source: the usual way Korean writes English (외래어 표기법), reduced to consonants.
"""

import re
from functools import lru_cache

from assistant.patterns import Lazy

_SPELLED = 4  # letters that may be said one by one all the same: 에프에이큐
_SILENT = 11  # the place of ㅇ, which carries a first vowel
_INITIALS = (*"kknttrmppss", "", *"jjjktph")
_FINALS = ("", *"kkknnntrkmprrprmppttNttktpt")
_VOWELS: tuple[str, ...] = (*"aeaeoeoeoaeeouoeiu", "", *"ii")
_LETTERS = {"b": "p", "c": "k", "d": "t", "f": "p", "g": "k", "l": "r", "q": "k", "v": "p", "z": "j", "x": "ks"}


@lru_cache(maxsize=4096)
def sound_of_hangul(word: str) -> tuple[str, str]:
    """(consonants, first vowel); 으 is no vowel, it only carries a consonant."""
    consonants, vowels = "", ""
    for letter in word:
        code = ord(letter) - 0xAC00
        if not 0 <= code < 11172:
            continue
        consonants += _INITIALS[code // 588] + _FINALS[code % 28]
        vowels += _VOWELS[code % 588 // 28]
    return _folded(consonants), vowels[:1]


@lru_cache(maxsize=4096)
def sound_of_latin(word: str) -> tuple[str, str]:
    """(consonants, first vowel) of an English word as Korean ears hear it."""
    text = re.sub(r"[^a-z]", "", word.lower())
    vowel = re.search(r"[aeiouy]", text)
    for pattern, sound in _RULES:
        text = pattern.sub(sound, text)
    text = "".join(_LETTERS.get(c, c) for c in text)
    return _folded(re.sub(r"[aeiouyw]", "", text)), _VOWEL_CLASS.get(vowel[0], "") if vowel else ""


_VOWEL_CLASS = {"a": "a", "e": "e", "i": "i", "o": "o", "u": "u", "y": "i"}
_RULES = tuple(
    (Lazy(pattern, 0), sound)
    for pattern, sound in (
        (r"dg(?=e)|j", "j"),
        (r"tch|ch", "j"),
        (r"sh|sch", "s"),
        (r"ph", "f"),
        (r"ck", "k"),
        (r"ng(?![aeiou])", "N"),
        (r"gh(?=t|$)", ""),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[ei])", "j"),
        (r"th", "s"),
        (r"r(?![aeiouy])", ""),
        (r"h(?![aeiouy])", ""),
    )
)


def _folded(consonants: str) -> str:
    """Sounds Korean does not tell apart become one; a doubled one counts once; a t before ㅈ is not heard."""
    return re.sub(r"(.)\1+", r"\1", consonants.replace(" ", "").replace("N", "n").replace("tj", "j"))


def sounds_like(hangul: str, latin: str) -> bool:
    """Whether `hangul` is how Korean writes `latin`, perhaps without its plural or its last sound."""
    return sounds_exactly(hangul, latin) or (_begins_alike(hangul, latin) and _almost(hangul, latin))


def sounds_exactly(hangul: str, latin: str) -> bool:
    """Whether `hangul` is how Korean writes all of `latin`."""
    if not _begins_alike(hangul, latin):
        return False
    return _alike(hangul, latin) or ("th" in latin and _alike(hangul, latin.replace("th", "t")))


def _begins_alike(hangul: str, latin: str) -> bool:
    """Whether both begin with a vowel, or both with a consonant: 날씨 is not ingress.

    Korean says the names of letters that cannot be read together: 엔진엑스, 에스엔에스.
    """
    first, second = latin[:1].lower(), latin[1:2].lower()
    if (ord(hangul[0]) - 0xAC00) // 588 != _SILENT:
        return first not in "aeiouyw" or (first, second) == ("w", "h")
    return first in "aeiouyw" or (first in "fhlmnrsx" and (second not in "aeiouy" or len(latin) <= _SPELLED))


def no_longer(hangul: str, latin: str) -> bool:
    """Whether `hangul` has no more vowels than `latin` can be heard to have: 싱크 is sync, 생각 is not.

    Korean adds 이 after ch, sh, j and a final g or k, and spells x and a lone first n or m: 엑스, 엔진엑스.
    """
    heard = sum(_VOWELS[(ord(c) - 0xAC00) % 588 // 28] != "" for c in hangul if "\uac00" <= c <= "\ud7a3")
    return heard <= len(re.findall(r"[aeiouywx]|[cs]h|j|ge?$|k$|^[mn](?![aeiouy])", latin.lower()))


def _alike(hangul: str, latin: str) -> bool:
    here, first = sound_of_hangul(hangul)
    there, vowel = sound_of_latin(latin)
    return len(there) > 1 and here == there and (len(there) > 2 or bool(_near(first, vowel)))


def _almost(hangul: str, latin: str) -> bool:
    """Plurals and endings that Korean leaves out or adds: -s, -t."""
    here, there = sound_of_hangul(hangul)[0], sound_of_latin(latin)[0]
    return len(there) > 3 and abs(len(here) - len(there)) == 1 and (here[:-1] == there or there[:-1] == here)


def _near(one: str, other: str) -> bool:
    return (
        not one
        or not other
        or one == other
        or {one, other} in ({"a", "e"}, {"o", "u"}, {"i", "e"}, {"o", "a"}, {"o", "e"})
    )
