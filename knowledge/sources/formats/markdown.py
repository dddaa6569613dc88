"""Markdown, by markdown-it-py: headings of both styles, code fences, front matter, `{#own-id}`. Text stays Markdown."""

import re

from knowledge.sources.documents import Block, Document, assemble
from knowledge.sources.encodings import decode

_OWN_ID = re.compile(r"\s*\{#(?P<id>[\w.-]+)[^}]*\}\s*$")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<fields>.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)
_TITLE = re.compile(r"^title:\s*(?P<title>.+?)\s*$", re.MULTILINE)


def read(data: bytes, name: str) -> Document:
    """Raises: Unreadable."""
    return from_text(decode(data), name)


def from_text(text: str, name: str) -> Document:
    """Raises: Unreadable."""
    from markdown_it import MarkdownIt

    text = text.replace("\r\n", "\n")
    title, skipped = "", 0
    front = _FRONT_MATTER.match(text)
    if front:
        found = _TITLE.search(front["fields"])
        title = found["title"].strip("\"'") if found else ""
        skipped = front.group().count("\n")
    lines = text.split("\n")
    body = "\n".join([""] * skipped + lines[skipped:])
    tokens = MarkdownIt("commonmark").parse(body)
    blocks = [Block(level=1, heading="", line=skipped + 1, text=[])]
    ends = skipped
    for position, token in enumerate(tokens):
        if token.type != "heading_open" or token.level or token.map is None:
            continue
        start, end = token.map
        blocks[-1].text = lines[ends:start]
        heading = tokens[position + 1].content
        own = _OWN_ID.search(heading)
        blocks.append(
            Block(
                level=int(token.tag[1]),
                heading=_plain(heading[: own.start()] if own else heading),
                line=start + 1,
                text=[],
                slug=own["id"] if own else "",
            )
        )
        ends = end
    blocks[-1].text = lines[ends:]
    return assemble(blocks, title=title, name=name)


def _plain(heading: str) -> str:
    """A heading without the marks of emphasis, code and links."""
    heading = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[*`]+|(?<!\w)_+|_+(?!\w)", "", heading)
