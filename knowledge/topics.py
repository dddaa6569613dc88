"""What people ask about: what each section of the built-in guides answers, and topics of the field that no guide covers.

Called by `knowledge.guide_search`. Source: general knowledge of the field, in `topics/`: one line a section or a topic, Korean,
`=`, English; phrases are separated by commas.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.analysis import STOP_WORDS, words
from knowledge.guides import GuideError, Lang

FOLDER = Path(__file__).parent / "topics"
COVERED = "covered.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One topic in both languages, each as one or more phrases."""

    ko: str
    en: str

    def in_(self, lang: Lang) -> str:
        return self.ko if lang == "ko" else self.en

    def __iter__(self) -> Iterator[str]:
        """Each language as a whole, and where it is made of several phrases, each of them."""
        for text in (self.ko, self.en):
            yield text
            if "," in text:
                yield from (part.strip() for part in text.split(","))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """`covered` by section id ("runbooks/node#fix"); `beyond` are the topics that no guide covers."""

    covered: Mapping[str, Phrases]
    beyond: tuple[Phrases, ...]


def load(folder: Path = FOLDER) -> Topics:
    """Raises: GuideError for the first malformed line."""
    covered: dict[str, Phrases] = {}
    for number, line in _lines(folder / COVERED):
        section, colon, rest = line.partition(": ")
        if not colon or section in covered:
            raise GuideError(folder / COVERED, number, f"expected a new 'section: Korean = English', found {line!r}")
        covered[f"runbooks/{section}"] = _phrases(folder / COVERED, number, rest)
    others = sorted(path for path in folder.glob("*.txt") if path.name != COVERED)
    beyond = tuple(_phrases(path, number, line) for path in others for number, line in _lines(path))
    return Topics(covered=covered, beyond=beyond)


@cache
def covered_words() -> frozenset[str]:
    """The words, as stems, in which it is said what the built-in guides answer. Raises: GuideError."""
    phrases = (phrase for topic in load().covered.values() for phrase in topic)
    return frozenset(word[0] for phrase in phrases for word in words(phrase)) - STOP_WORDS


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _phrases(path: Path, number: int, line: str) -> Phrases:
    korean, equals, english = (part.strip() for part in line.partition(" = "))
    if not (korean and equals and english):
        raise GuideError(path, number, f"expected 'Korean = English', found {line!r}")
    return Phrases(ko=korean, en=english)
