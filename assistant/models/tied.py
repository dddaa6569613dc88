"""A model's sentences about an answer, each tied to the line of that answer which it rests on. Pure; called by `models.wording`.

Small models copy a fact rightly and forget where it is from, or begin with the wrong one of yes and no. A sentence keeps
the citations it has when the answer knows them; else it is given those of the line that shares most of its words. What
names something, or counts to a number, that the answer does not hold is left out.
"""

import re
from collections.abc import Sequence

from assistant.language import Lang
from assistant.patterns import Lazy
from knowledge.analysis import terms

_MOST = 3  # sentences
_ALIKE = 2  # words that a sentence shares with its line, at least
_SENTENCE = Lazy(r"(?<=[.!?。])\s+(?!\[)|(?<=\])\s+(?=[^\s\[(])|\n+")
_CITATION = Lazy(r"\[(E\d+|[a-z0-9/-]+#[a-z0-9-]+)\]")
_LABEL = Lazy(r"^\W*(?:결과|답변?|요약|results?|answer|summary)\W*:\W*(?=\S)")  # headings of the prompt, taken up
_ENDED = Lazy(r"[.!?。]\W*$")
_DANGLING = Lazy(r",? (?:as (?:evidenced|shown) (?:by|in)|according to|see) *(?=[.,]|$)")  # a citation stood there
_TELLING = Lazy(  # numbers, names, states; a Korean particle follows without a space
    r"\d[A-Za-z0-9.,:%-]*|[A-Za-z][A-Za-z0-9_.]*[-_/.:][A-Za-z0-9][A-Za-z0-9_./:-]*|\b[A-Z][a-z]*[A-Z][A-Za-z0-9]*", 0
)
_GAP = Lazy(r" (?=[.,](?:\s|$))")  # where a citation stood before a full stop
_VERDICT = Lazy(r"^\W*(?:(?P<yes>yes|네|예)|(?P<no>no|아니요|아니오))[,.!]\s*")
_HAN, _HANGUL = Lazy(r"[\u4e00-\u9fff]"), Lazy(r"[\uac00-\ud7a3]")
_TRAILING = ".,:%-"


def tied(said: str, answer: str, lang: Lang) -> str | None:
    """The first sentences of `said` that are in `lang` and rest on `answer`, each with citations.

    "" when it says only what stands in the answer word by word; None when nothing of it rests on the answer.
    """
    lines = _lines(answer)
    plain = _plain(answer)
    known = dict.fromkeys(c for _, cites in lines for c in cites)
    kept: list[str] = []
    repeated = False
    for sentence in _sentences(_LABEL.sub("", said)):
        bare = _agreeing(_DANGLING.sub("", _plain(sentence)), plain)
        if bare and bare.rstrip(".") in plain:
            repeated = True
        elif bare and _in(lang, bare) and _rests(bare, plain):
            own = [c for c in dict.fromkeys(_CITATION.findall(sentence)) if c in known]
            if cites := own or _nearest(bare, lines) or (tuple(known) if len(known) == 1 else ()):
                kept.append(f"{bare} {' '.join(f'[{c}]' for c in cites)}")
    return " ".join(kept[:_MOST]) or ("" if repeated else None)


def _plain(text: str) -> str:
    bare = " ".join(_CITATION.sub("", text).replace("**", "").split())
    return _GAP.sub("", bare)


def _sentences(said: str) -> list[str]:
    """Without a last one that broke off where the answer's length ended."""
    found = [s.strip() for s in _SENTENCE.split(said) if s.strip()]
    if len(found) > 1 and not _ENDED.search(_CITATION.sub("", found[-1])):
        found.pop()
    return found


def _lines(answer: str) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """(words, citations) of each line; a row of a table has those of the line above the table."""
    found: list[tuple[frozenset[str], tuple[str, ...]]] = []
    cites: tuple[str, ...] = ()
    for line in answer.splitlines():
        own = tuple(dict.fromkeys(_CITATION.findall(line)))
        cites = own or (cites if line.startswith("  ") else ())
        found.append((frozenset(terms(_CITATION.sub("", line))), cites))
    return found


def _nearest(sentence: str, lines: Sequence[tuple[frozenset[str], tuple[str, ...]]]) -> tuple[str, ...]:
    words = frozenset(terms(sentence))
    shared, cites = max(((len(words & line), cites) for line, cites in lines if cites), default=(0, ()))
    return cites if shared >= _ALIKE else ()


def _agreeing(sentence: str, answer: str) -> str:
    """Without a yes or no that the answer does not say; nothing where it says the opposite."""
    said, truly = _VERDICT.match(sentence), _VERDICT.match(answer)
    if said is None:
        return sentence
    if truly is not None:
        return sentence if said.lastgroup == truly.lastgroup else ""
    rest = sentence[said.end() :]
    return rest[:1].upper() + rest[1:]


def _in(lang: Lang, sentence: str) -> bool:
    """Whether it is written in the asker's language; models of other tongues slip into Chinese."""
    return not _HAN.search(sentence) and bool(_HANGUL.search(sentence)) == (lang == "ko")


def _rests(sentence: str, answer: str) -> bool:
    """Whether it names or counts something, and nothing but what the answer does."""
    telling = [t.rstrip(_TRAILING) for t in _TELLING.findall(sentence)]
    return bool(telling) and all(_holds(answer, t) for t in telling)


def _holds(answer: str, token: str) -> bool:
    """Whether it stands there as a whole: 7 is neither in 17 nor in 7.5."""
    return re.search(rf"(?<![A-Za-z0-9])(?<!\d[.,]){re.escape(token)}(?![A-Za-z0-9]|[.,]\d)", answer) is not None
