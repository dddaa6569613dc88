"""An answer (light Markdown) cut into statements that can be checked one by one; called by `assistant.verifier.verify`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.patterns import Lazy

CITATION = Lazy(r"\[((?:E\d+|[\w./-]+#[\w./-]+)(?:\s*[,;]\s*(?:E\d+|[\w./-]+#[\w./-]+))*)\](?!\()", 0)
_MARKER = Lazy(r"^\s*(?:[-*•]\s+|\d{1,3}[.)]\s+|>\s?|→\s*)+")
_HEADING = Lazy(
    r"^\s*(?:#{1,6}\s+\S.*|\*\*(?:[^*]+(?<![.!다요])|(?:[^*\s]+\s){0,2}[^*\s]+)\*\*:?\s*)$"
)  # bold, and no whole sentence
_RULE = Lazy(r"^\s*\|?[\s:|-]+\|?\s*$")
_END = Lazy(r"(?<=[.!?。])(?:[\"'”’)\]*`_]*)(?=\s|$)")
_ABBREVIATED = Lazy(r"(?:\b(?:e\.g|i\.e|vs|etc|approx|no|cf|incl|resp|[A-Z])\.|\d\.)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`text[start:end]` of the answer, without list marker; `plain` is the same without citations and emphasis."""

    start: int
    end: int
    plain: str
    cites: tuple[str, ...]
    kind: str  # prose, item, row, heading, code
    above: str = ""  # heading or lead-in that it stands under
    header: tuple[str, ...] = ()  # of a table row: the column titles
    block: int = 0  # which paragraph, list or table it belongs to


def statements(text: str) -> list[Statement]:
    """Sentences, list items and table rows in order; headings and code lines, too."""
    found: list[Statement] = []
    heading, lead, fenced, block = "", "", False, 0
    header: tuple[str, ...] = ()
    for start, line in _lines(text):
        bare = line.strip()
        if bare.startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if not bare:
            block += 1
            header = ()
            continue
        if fenced:
            found.append(_whole(start, line, "code", above=heading, block=block))
        elif bare.startswith("|"):
            if _RULE.match(line):
                continue
            if not header:
                header = _cells(line)
            else:
                found.append(_row(start, line, header, heading, block))
        elif _HEADING.match(line):
            found.append(_whole(start, line, "heading", above="", block=block))
            heading, lead = found[-1].plain, ""
        else:
            marker = _MARKER.match(line)
            kind = "item" if marker else "prose"
            offset = marker.end() if marker else 0
            pieces = list(_sentences(start + offset, line[offset:], kind, lead or heading, block))
            found.extend(pieces)
            if kind == "prose" and pieces:
                lead = pieces[-1].plain if bare.endswith(":") or ":" in bare[-40:] else ""
    return found


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Without citations and emphasis, one space between words."""
    return re.sub(r"\s+", " ", CITATION.sub(" ", text).replace("**", " ")).strip()


def cited(text: str) -> tuple[str, ...]:
    """Ids in the citations of a text, each once."""
    return tuple(dict.fromkeys(i.strip() for m in CITATION.finditer(text) for i in re.split(r"[,;]", m[1])))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _whole(start: int, line: str, kind: str, *, above: str, block: int) -> Statement:
    return Statement(
        start=start, end=start + len(line), plain=plain(line.lstrip(" #")), cites=cited(line), kind=kind, above=above,
        block=block,
    )  # fmt: skip


def _cells(line: str) -> tuple[str, ...]:
    return tuple(plain(c) for c in line.strip().strip("|").split("|"))


def _row(start: int, line: str, header: tuple[str, ...], above: str, block: int) -> Statement:
    return Statement(
        start=start, end=start + len(line), plain=" | ".join(_cells(line)), cites=cited(line), kind="row", above=above,
        header=header, block=block,
    )  # fmt: skip


def _sentences(start: int, line: str, kind: str, above: str, block: int) -> Iterator[Statement]:
    cuts = [0]
    for match in _END.finditer(line):
        end = match.end()
        new = re.match(r"\s+[A-Z가-힣]", line[end:]) and line[end - 2 : end - 1].isdigit()
        if end < len(line) and _ABBREVIATED.search(line[:end]) and not new:
            continue
        following = re.match(r"(?:\s*" + CITATION.written + r"[.]?)+", line[end:])
        if following:
            end += following.end()
        if end > cuts[-1]:
            cuts.append(end)
    if cuts[-1] < len(line):
        cuts.append(len(line))
    for first, last in pairwise(cuts):
        piece = line[first:last]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            yield Statement(
                start=start + first + lead, end=start + first + len(piece.rstrip()), plain=plain(piece),
                cites=cited(piece), kind=kind, above=above, block=block,
            )  # fmt: skip
