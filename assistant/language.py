"""Korean and English side by side: every sentence the product makes itself is a `Text`; who is asked answers in kind."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Lang = Literal["ko", "en"]
_HANGUL = re.compile(r"[\uac00-\ud7a3\u3131-\u318e]")
_PARTICLES = {"은": ("은", "는"), "이": ("이", "가"), "을": ("을", "를"), "과": ("과", "와"), "으로": ("으로", "로")}
# How Koreans read aloud what is not Hangul. Digits: 0 영, 1 일, 3 삼, 6 육, 7 칠, 8 팔 end in a consonant; letters that
# are spelled out: L 엘, M 엠, N 엔, R 알; English words: kernel 커널, team 팀, staging 스테이징, checkout 체크아웃, stack 스택,
# but planner 플래너, payment 페이먼트, log 로그.
_CLOSED_DIGITS, _CLOSED_LETTERS = frozenset("013678"), frozenset("LMNR")
_CLOSED_WORD = re.compile(r"(?:[lmn]|ng|ck|[aeiou][ptkbc])$", re.IGNORECASE)


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


def language_in(question: str, previous: Sequence[str]) -> Lang:
    """As `language_of`; one or two Latin words ("logs?", "and checkout?") go on in the language of the question before."""
    said = (*previous, question)
    return language_of(
        next((text for text in reversed(said) if _HANGUL.search(text) or len(text.split()) > 2), question)
    )


def system_language(environ: Mapping[str, str] = os.environ) -> Lang:
    """That of `BAEPO_LANG`, else of the locale. Source: POSIX, 8.2 (`LC_ALL` before `LC_MESSAGES` before `LANG`)."""
    names = ("BAEPO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((environ[name] for name in names if environ.get(name)), "")
    return "ko" if wanted.startswith("ko") else "en"


def with_particle(word: str, particle: str) -> str:
    """`word` and its Korean particle, given in the form after a consonant: 은, 이, 을, 과 or 으로.

    Looks at the last letter or digit, whatever punctuation closes the word.
    """
    closed_form, open_form = _PARTICLES[particle]
    spoken = re.findall(r"[^\W_]+", word)
    if not spoken:
        return word + closed_form
    closed, rieul = _ending(spoken[-1])
    return word + (closed_form if closed and not (rieul and particle == "으로") else open_form)


def _ending(spoken: str) -> tuple[bool, bool]:
    """(ends in a consonant, that consonant is ㄹ, after which "으로" becomes "로")."""
    last = spoken[-1]
    if "\uac00" <= last <= "\ud7a3":
        final = (ord(last) - 0xAC00) % 28
        return final != 0, final == 8
    if last.isdigit():
        return last in _CLOSED_DIGITS, last in "178"
    if len(spoken) == 1 or spoken.isupper():
        return last.upper() in _CLOSED_LETTERS, last.upper() in "LR"
    return bool(_CLOSED_WORD.search(spoken)), last in "lL"
