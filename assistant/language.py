"""Korean and English side by side: every sentence the product makes itself is a `Text`; who is asked answers in kind."""

import re
from dataclasses import dataclass
from typing import Literal

Lang = Literal["ko", "en"]
_HANGUL = re.compile(r"[\uac00-\ud7a3\u3131-\u318e]")
_PARTICLES = {"은": ("은", "는"), "이": ("이", "가"), "을": ("을", "를"), "과": ("과", "와"), "으로": ("으로", "로")}
# Whether a digit or Latin letter, as Koreans read it aloud, ends in a consonant: 0 영, 1 일, 3 삼, 6 육, 7 칠, 8 팔; l m n r
_CLOSED = frozenset("013678lmnrLMNR")
_RIEUL = frozenset("178lrLR")  # ends in ㄹ, after which "으로" becomes "로"


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in both languages."""

    ko: str
    en: str

    def in_(self, lang: Lang) -> str:
        return self.ko if lang == "ko" else self.en

    def to_json(self) -> dict[str, str]:
        return {"ko": self.ko, "en": self.en}

    @classmethod
    def from_json(cls, value: dict[str, str]) -> "Text":
        return cls(ko=value["ko"], en=value["en"])


def same(words: str) -> Text:
    """Words that are the same in both languages: names, commands, messages of a machine."""
    return Text(ko=words, en=words)


def language_of(question: str) -> Lang:
    """Korean as soon as there is Hangul: names and commands inside Korean questions are Latin anyway."""
    return "ko" if _HANGUL.search(question) else "en"


def with_particle(word: str, particle: str) -> str:
    """`word` and its Korean particle, given in the form after a consonant: 은, 이, 을, 과 or 으로.

    Looks at the last letter or digit, whatever punctuation closes the word.
    """
    closed_form, open_form = _PARTICLES[particle]
    letters = [c for c in word if c.isalnum()]
    if not letters:
        return word + closed_form
    last = letters[-1]
    if "\uac00" <= last <= "\ud7a3":
        final = (ord(last) - 0xAC00) % 28
        closed, rieul = final != 0, final == 8
    else:
        closed, rieul = last in _CLOSED, last in _RIEUL
    if particle == "으로" and rieul:
        closed = False
    return word + (closed_form if closed else open_form)
