"""HTML, by BeautifulSoup: the main part without navigation, scripts and hidden text; headings h1 to h6."""

import re
from typing import Any

from knowledge.sources.documents import Block, Document, assemble
from knowledge.sources.encodings import decode

_LEFT_OUT = ("script", "style", "noscript", "template", "nav", "footer", "aside", "form", "svg", "iframe", "head")
_BLOCKS = ("p", "li", "pre", "td", "th", "dt", "dd", "blockquote", "figcaption", "caption", "div", "section", "br")
_HIDDEN: tuple[Any, ...] = (
    {"hidden": True},
    {"aria-hidden": "true"},
    {"style": re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")},
)


def read(data: bytes, name: str) -> Document:
    """Raises: Unreadable."""
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, PreformattedString, Tag

    soup = BeautifulSoup(decode(data), "html.parser")
    title = soup.title.get_text(" ") if soup.title else ""
    for tag in soup.find_all(_LEFT_OUT):
        tag.decompose()
    for tag in [tag for attrs in _HIDDEN for tag in soup.find_all(attrs=attrs)]:
        if not tag.decomposed:
            tag.decompose()
    root = soup.find("main") or soup.find("article") or soup.body or soup
    blocks = [Block(level=1, heading="", line=1, text=[""])]
    heading_of: set[int] = set()
    for node in root.descendants:
        if isinstance(node, Tag):
            if re.fullmatch("h[1-6]", node.name):
                heading_of.update(id(inner) for inner in node.descendants)
                slug = str(node.get("id") or "")
                blocks.append(
                    Block(
                        level=int(node.name[1]),
                        heading=node.get_text(" "),
                        line=node.sourceline or 1,
                        text=[""],
                        slug=slug if re.fullmatch(r"[\w.-]+", slug) else "",
                    )
                )
            elif node.name in _BLOCKS:
                blocks[-1].text.append("")
        elif id(node) in heading_of or isinstance(node, PreformattedString):
            continue
        elif isinstance(node, NavigableString):
            kept = node if node.find_parent("pre") else re.sub(r"\s+", " ", node)
            blocks[-1].text[-1] += kept
    for block in blocks:
        block.text = [line.rstrip() for line in block.text if line.strip()]
    return assemble(blocks, title=title, name=name)
