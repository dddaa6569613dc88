"""Guides read from Markdown files, one passage a section; called by `assistant.wiring` and `knowledge.lexical`.

A file is `guides/{ko,en}/<guide id>.md`: front matter between `---` lines (id, title, tags, reviewed, sources), then
sections headed `## Heading {#section-id}`. Both languages of a guide have the same ids.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Lang = Literal["ko", "en"]
LANGS: tuple[Lang, ...] = ("ko", "en")
KEYS = ("id", "title", "tags", "reviewed", "sources")
_HEADING = re.compile(r"## (?P<heading>\S.*?) \{#(?P<section>[a-z][a-z0-9-]*)\}")
_FENCE = re.compile(r"\s*(?:```|~~~)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One citeable section of a guide in one language; `line` is that of its heading, counted from 1."""

    guide: str
    section: str
    title: str
    heading: str
    lang: Lang
    text: str
    path: Path
    line: int
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.guide}#{self.section}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What a guide says of itself; `sources` are the addresses a reviewer checked it against."""

    id: str
    title: str
    tags: tuple[str, ...]
    reviewed: date
    sources: tuple[str, ...]


class GuideError(Exception):
    """A guide that cannot be read as one; says file, line and what is wrong."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = path, line, problem


def load(folder: Path | None = None) -> tuple[Passage, ...]:
    """Every section of every guide, Korean first, then by file name and position.

    Raises: GuideError for the first malformed file, or when `folder` holds no guide.
    """
    root = folder if folder is not None else Path(__file__).parent / "guides"
    passages: list[Passage] = []
    for lang in LANGS:
        for path in sorted((root / lang).rglob("*.md")):
            place = path.relative_to(root / lang).with_suffix("").as_posix()
            passages += read_guide(path, lang=lang, expected_id=place)
    if not passages:
        raise GuideError(root, 1, "no guides here: expected ko/**/*.md or en/**/*.md")
    return tuple(passages)


def read_guide(path: Path, *, lang: Lang, expected_id: str) -> tuple[Passage, ...]:
    """The sections of one file. Raises: GuideError."""
    lines = _lines(path)
    front, body_start = _front_matter(path, lines)
    if front.id != expected_id:
        raise GuideError(path, 2, f"id is {front.id!r}, but the file's place says {expected_id!r}")
    passages: list[Passage] = []
    for line, heading, section, text in _sections(path, lines, body_start):
        if any(section == earlier.section for earlier in passages):
            raise GuideError(path, line, f"section id {section!r} is used twice")
        if not text:
            raise GuideError(path, line, f"section {section!r} is empty")
        passages.append(
            Passage(
                guide=front.id,
                section=section,
                title=front.title,
                heading=heading,
                lang=lang,
                text=text,
                path=path,
                line=line,
                tags=front.tags,
            )
        )
    if not passages:
        raise GuideError(path, body_start + 1, "no section: expected '## Heading {#section-id}'")
    return tuple(passages)


def read_front_matter(path: Path) -> FrontMatter:
    """What one guide says of itself. Raises: GuideError."""
    return _front_matter(path, _lines(path))[0]


def _lines(path: Path) -> list[str]:
    try:
        return unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).splitlines()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise GuideError(path, line, "not UTF-8") from error


def _front_matter(path: Path, lines: list[str]) -> tuple[FrontMatter, int]:
    """The front matter and the index of the first line after it."""
    if not lines or lines[0].strip() != "---":
        raise GuideError(path, 1, "expected '---' and front matter")
    end = next((i for i, line in enumerate(lines[1:], start=1) if line.strip() == "---"), None)
    if end is None:
        raise GuideError(path, 1, "front matter is not closed by '---'")
    fields, at = _fields(path, lines[1:end])
    for key in KEYS:
        if not fields.get(key):
            raise GuideError(path, at.get(key, end + 1), f"front matter has no {key!r}")
    for key in ("id", "title", "reviewed"):
        if len(fields[key]) != 1:
            raise GuideError(path, at[key], f"{key!r} takes one value")
    try:
        reviewed = date.fromisoformat(fields["reviewed"][0])
    except ValueError as error:
        raise GuideError(path, at["reviewed"], "'reviewed' is not a date like 2026-01-31") from error
    front = FrontMatter(
        id=fields["id"][0],
        title=fields["title"][0],
        tags=tuple(fields["tags"]),
        reviewed=reviewed,
        sources=tuple(fields["sources"]),
    )
    return front, end + 1


def _fields(path: Path, lines: list[str]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """`key: value`, `key: [a, b]`, or `key:` and lines of `- value`: values and line number by key."""
    fields: dict[str, list[str]] = {}
    at: dict[str, int] = {}
    key = ""
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        if line.lstrip().startswith("- ") and key:
            fields[key].append(line.lstrip()[2:].strip())
            continue
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or key not in KEYS:
            raise GuideError(path, number, f"expected one of {', '.join(KEYS)} and ':', found {line.strip()!r}")
        if key in at:
            raise GuideError(path, number, f"{key!r} is given twice")
        at[key] = number
        listed = value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]
        fields[key] = [item.strip() for item in listed if item.strip()]
    return fields, at


def _sections(path: Path, lines: list[str], start: int) -> Iterator[tuple[int, str, str, str]]:
    """Line number, heading, section id and text of each section."""
    line, heading, section = 0, "", ""
    text: list[str] = []
    fence_at = 0
    for number, content in enumerate(lines[start:], start=start + 1):
        if _FENCE.match(content):
            fence_at = 0 if fence_at else number
        if content.startswith(("# ", "## ")) and not fence_at:
            match = _HEADING.fullmatch(content.rstrip())
            if match is None:
                raise GuideError(path, number, "a section is headed '## Heading {#section-id}'")
            if line:
                yield line, heading, section, "\n".join(text).strip()
            line, heading, section, text = number, match["heading"], match["section"], []
        elif line:
            text.append(content)
        elif content.strip():
            raise GuideError(path, number, "text before the first section cannot be cited")
    if fence_at:
        raise GuideError(path, fence_at, "code block is not closed")
    if line:
        yield line, heading, section, "\n".join(text).strip()
