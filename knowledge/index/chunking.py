"""Documents as passages of bounded length, and passages as the short windows that are embedded. Pure.

A passage is one section; a long section becomes several, cut between paragraphs. Windows of a sentence or two find a
translated sentence inside a long passage, which one vector for the whole does not (docs/retrieval.md has the numbers).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.sources.documents import Document, Section

PASSAGE_LIMIT = 2400  # characters; a screen or two
WINDOW = 160  # characters; about two sentences
WINDOWS_LIMIT = 40  # a passage
_SENTENCE_END = re.compile(r"(?<=[.?!:。])\s+(?=\S)|\n\s*\n|\n(?=\s*(?:[-*+•]|\d+[.)])\s)")
_SPACE = re.compile(r"\s+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]+`", re.DOTALL | re.MULTILINE)  # is English in any document
_LETTER = re.compile(r"[A-Za-z\uac00-\ud7a3]")
_KOREAN_SHARE = 0.15  # of all letters: Korean text keeps commands and names in English


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One passage to be: `section` is the part after # in its citation; `heading` its headings, outermost first."""

    section: str
    heading: str
    line: int
    lang: str
    text: str


def chunks(document: Document, *, lang: str = "") -> Iterator[Chunk]:
    """The passages of a document in order; `lang` where the source says it, else as seen from each text."""
    for section in document.sections:
        heading = " › ".join(h for h in section.headings if h != document.title)
        for number, (offset, text) in enumerate(_pieces(section), start=1):
            yield Chunk(
                section=section.slug if number == 1 else f"{section.slug}.{number}",
                heading=heading,
                line=section.line + offset,
                lang=lang or language(_CODE.sub(" ", text), otherwise=f"{document.title} {heading}"),
                text=text,
            )


def language(text: str, *, otherwise: str = "") -> str:
    """ "ko" or "en", by the share of Hangul among the letters; of `otherwise` where the text has none."""
    letters = len(_LETTER.findall(text))
    if not letters:
        return language(otherwise) if otherwise else "en"
    return "ko" if len(_HANGUL.findall(text)) > _KOREAN_SHARE * letters else "en"


def windows(text: str) -> list[str]:
    """Consecutive sentences, joined up to `WINDOW` characters."""
    found: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        clean = _SPACE.sub(" ", sentence).strip("`#*|- ")
        if not clean:
            continue
        if found and len(found[-1]) + len(clean) < WINDOW:
            found[-1] += f" {clean}"
        else:
            found.append(clean)
    return found[:WINDOWS_LIMIT]


def _pieces(section: Section) -> Iterator[tuple[int, str]]:
    """(lines from the section's start, text) of at most `PASSAGE_LIMIT` characters each, cut between paragraphs."""
    held: list[str] = []
    size, start = 0, 0
    for number, line in enumerate(_short_lines(section.text)):
        late = size > PASSAGE_LIMIT // 2 and not line.strip()
        if held and (late or size + len(line) > PASSAGE_LIMIT):
            yield start, "\n".join(held).strip()
            held, size, start = [], 0, number
        held.append(line)
        size += len(line) + 1
    if "".join(held).strip():
        yield start, "\n".join(held).strip()


def _short_lines(text: str) -> Iterator[str]:
    """Lines; one longer than a passage is cut, at a space where there is one."""
    for line in text.split("\n"):
        while len(line) > PASSAGE_LIMIT:
            cut = line.rfind(" ", PASSAGE_LIMIT // 2, PASSAGE_LIMIT)
            cut = cut if cut > 0 else PASSAGE_LIMIT
            yield line[:cut]
            line = line[cut:].lstrip()
        yield line
