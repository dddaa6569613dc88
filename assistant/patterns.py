"""Regular expressions that are compiled when they are first needed. Used by the planner and the verifier.

Both know hundreds of patterns, and a text is touched by few of them. What each text that matches must hold is read off
the pattern itself, which is quickly done; a text that does not hold it is never searched.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")
_Words = frozenset[str]  # of these a text must hold one


class Lazy:
    """A pattern with the methods of `re.Pattern` that are used here; it ignores case unless told otherwise."""

    def __init__(self, written: str, flags: int = re.IGNORECASE) -> None:
        self.written = written
        self._flags = flags

    def may_match(self, text: str) -> bool:
        """Whether a text holds what each text that matches holds."""
        folded = text.casefold()
        for way in self._ways:
            for words in way:
                if not any(map(folded.__contains__, words)):
                    break
            else:
                return True
        return False

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.search(text, start, end) if self.may_match(text) else None

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self.compiled.match(text, start) if self.may_match(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text) if self.may_match(text) else None

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start) if self.may_match(text) else iter(())

    def findall(self, text: str) -> list[Any]:
        return self.compiled.findall(text) if self.may_match(text) else []

    def split(self, text: str) -> list[str]:
        return self.compiled.split(text) if self.may_match(text) else [text]

    def sub(self, put: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.subn(put, text)[0]

    def subn(self, put: str | Callable[[re.Match[str]], str], text: str) -> tuple[str, int]:
        return self.compiled.subn(put, text) if self.may_match(text) else (text, 0)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        written = self.written
        if (
            self._flags & re.IGNORECASE
        ):  # Hangul has no case; `re` would look at each of its 11,172 syllables to see that
            written = _HANGUL.sub(r"(?-i:\g<0>)", written)
        pattern = re.compile(written, self._flags)
        self.__dict__.update({name: getattr(pattern, name) for name in _METHODS})  # from now on without a detour
        return pattern

    @cached_property
    def _ways(self) -> tuple[tuple[_Words, ...], ...]:
        return _Reader(self.written).alternatives()


_HANGUL = re.compile(r"\[\^?(?:가-힣|\\uac00-\\ud7a3)\]")
_QUANTIFIER = r"(?:[?*+]|\{\d*,?\d*\})?[?+]?"
_INNER = r"(?:[^()\[\\]|\\.|\[\^?\]?(?:\\.|[^\]\\])*\])*"  # of a group, without groups in it
_OPEN = r"\((?:\?[a-z-]*:|\?P<\w+>)?(?!\?)"
_TOKEN = re.compile(
    rf"(?P<literal>[^\\\[().^$|?*+{{]+|\\[^A-Za-z0-9]){_QUANTIFIER}"
    rf"|{_OPEN}(?P<words>[^\\\[().^$?*+{{]+)\)(?![?*{{])\+?"
    rf"|(?P<nothing>\[\^?\]?(?:\\.|[^\]\\])*\]{_QUANTIFIER}|(?:\\.|[.^$]){_QUANTIFIER}"
    rf"|{_OPEN}{_INNER}\)[?*]|\(\?<?[=!]{_INNER}\))"
    rf"|(?P<open>{_OPEN})|(?P<aside>\(\?(?:<?[=!]|P=))|(?P<close>\)){_QUANTIFIER}|(?P<bar>\|)",
    re.DOTALL,
)


class _Reader:
    """Reads off a pattern what its matches hold. What stands in a look around counts for nothing."""

    def __init__(self, written: str) -> None:
        self._tokens = _TOKEN.finditer(written)
        self._may_lack = False  # the group that was read last, as the quantifier after it says

    def alternatives(self) -> tuple[tuple[_Words, ...], ...]:
        """Each alternative, up to the end of the group, as the words that it demands: of every set one."""
        found: list[tuple[_Words, ...]] = []
        demands: list[_Words] = []
        run = ""
        for token in self._tokens:
            kind = token.lastgroup
            if kind == "literal":
                literal, quantifier = token["literal"], token[0][len(token["literal"]) :]
                run += literal.removeprefix("\\")
                if not quantifier:
                    continue
                run = run[:-1] if _may_be_none(quantifier) else run
            if run:
                demands.append(frozenset((run.casefold(),)))
                run = ""
            if kind == "words":
                demands.append(frozenset(token["words"].casefold().split("|")))
            elif kind in ("open", "aside"):
                ways = self.alternatives()
                if kind == "open" and not self._may_lack and (words := _of_any(ways)):
                    demands.append(words)
            elif kind == "bar":
                found.append(tuple(demands))
                demands = []
            elif kind == "close":
                self._may_lack = _may_be_none(token[0][1:])
                break
        if run:
            demands.append(frozenset((run.casefold(),)))
        return (*found, tuple(demands))


def _may_be_none(quantifier: str) -> bool:
    return quantifier[:1] in ("?", "*") or quantifier.startswith(("{0", "{,"))


def _of_any(ways: tuple[tuple[_Words, ...], ...]) -> _Words:
    """What a group demands: of each alternative the words that the fewest texts hold, the longest; none where one
    alternative demands nothing."""
    best = [max(way, key=_shortest, default=frozenset[str]()) for way in ways]
    return frozenset().union(*best) if all(best) else frozenset()


def _shortest(words: _Words) -> int:
    return min(map(len, words))
