"""What every source gives: documents made of headed sections. Called by `knowledge.sources` and `knowledge.index`."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[0-9a-z_\uac00-\ud7a3]+")
_SLUG_LIMIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Text under one heading. `headings` runs from the outermost to its own; `line` (or page) counts from 1."""

    slug: str
    headings: tuple[str, ...]
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file, read. Sections without text of their own are left out."""

    title: str
    sections: tuple[Section, ...]


class Unreadable(Exception):
    """A document that cannot be read as one; the message says why and what to do, without its name."""


@dataclass(slots=True)
class Block:
    """A heading (level 1 to 6, its own id if it names one) and the text after it, as a parser finds them."""

    level: int
    heading: str
    line: int
    text: list[str]
    slug: str = ""


def assemble(blocks: Iterable[Block], *, title: str, name: str) -> Document:
    """Blocks in reading order as a document. A first heading of level 1 is the title where none is given.

    Raises: Unreadable (nothing to cite in it).
    """
    path: list[tuple[int, str]] = []
    taken: dict[str, int] = {}
    sections: list[Section] = []
    for block in blocks:
        heading = tidy(block.heading)
        if block.level == 1 and heading and not title:
            title = heading
        path = [step for step in path if step[0] < block.level]
        if heading:
            path.append((block.level, heading))
        text = unicodedata.normalize("NFC", "\n".join(block.text)).strip()
        if not text:
            continue
        slug = block.slug or slugify(heading) or "top"
        taken[slug] = taken.get(slug, 0) + 1
        if taken[slug] > 1:
            slug = f"{slug}-{taken[slug]}"
        sections.append(Section(slug=slug, headings=tuple(h for _, h in path), text=text, line=block.line))
    if not sections:
        raise Unreadable("It holds no text.")
    return Document(title=tidy(title) or name.rpartition("/")[2], sections=tuple(sections))


def slugify(heading: str) -> str:
    """A heading as it can stand in a citation: lower case, words joined by hyphens, Hangul kept."""
    words = _WORD.findall(unicodedata.normalize("NFC", heading).lower())
    return "-".join(words)[:_SLUG_LIMIT].rstrip("-")


def tidy(text: str) -> str:
    """One line without control characters; what a terminal could take for a command never gets into a heading."""
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(printable.split())
