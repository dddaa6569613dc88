"""The light Markdown of answers and plans as Textual `Content`: hanging indents, labels in a column, pressable citations.

Text of tools and models goes through `neutral` and is never read as Textual markup.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content
from textual.style import Style

from assistant.commands.output import neutral
from assistant.text_width import width

REFERENCE = r"E\d+|[a-z0-9/-]+#[a-z0-9-]+"
_INLINE = re.compile(
    rf"\*\*(?P<bold>.+?)\*\*|`(?P<code>[^`\n]+)`|\[(?P<ref>{REFERENCE})\]|(?<![\w-])(?P<plan>p-[0-9a-f]{{4,}})(?![\w-])"
)
_LABEL = re.compile(r"\*\*(?P<label>[^*]+)\*\*(?P<rest> +\S.*)")
_ITEM = re.compile(r"(?P<lead>[-*]|\d+\.) +(?P<rest>.*)")
_LABEL_CELLS = 12  # a longer bold beginning is a heading, not a label


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One line of the source: `lead` stands before its first line, the others are indented as far as `indent`."""

    lead: Content
    indent: int
    body: Content


@dataclass(frozen=True, kw_only=True)
class Prose:
    """A text ready to be laid out at any width; `references` in the order they occur, each once."""

    paragraphs: tuple[Paragraph, ...]
    references: tuple[str, ...]

    def lines(self, columns: int) -> list[Content]:
        """Each at most `columns` wide."""
        laid: list[Content] = []
        for p in self.paragraphs:
            room = max(columns - p.indent, 8)
            for number, line in enumerate(p.body.wrap(room) or [Content()]):
                lead = p.lead.append(" " * (p.indent - p.lead.cell_length)) if number == 0 else Content(" " * p.indent)
                laid.append(lead.append(line))
        return laid


def literal(text: str) -> Content:
    """Text as it is: no markup, nothing that steers the terminal."""
    return Content(neutral(text).expandtabs(4))


def answer(text: str, *, selected: str = "") -> Prose:
    """An answer; `selected` is the citation to show as chosen."""
    inliner = _Inliner(selected)
    sources = text.strip("\n").split("\n")
    labels = [width(m["label"]) for s in sources if (m := _LABEL.fullmatch(s)) and width(m["label"]) <= _LABEL_CELLS]
    column = max(labels, default=0) + 2
    paragraphs: list[Paragraph] = []
    fenced = False
    for source in sources:
        if source.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            paragraphs.append(Paragraph(lead=Content.styled("│ ", "dim"), indent=2, body=literal(source)))
        else:
            paragraphs.append(_paragraph(source, inliner, column))
    return Prose(paragraphs=tuple(paragraphs), references=tuple(dict.fromkeys(inliner.references)))


def plan(text: str, *, linked: bool) -> Prose:
    """The text of `assistant.plan_text`: changes as coloured lines, the rows below them in a column.

    Its evidence can be pressed when `linked`.
    """
    inliner = _Inliner("", linked=linked)
    sources = text.split("\n")
    labels = [width(m["label"]) for s in sources if s.startswith("  ") and (m := _LABEL.fullmatch(s.strip()))]
    column = max(labels, default=0) + 2
    paragraphs: list[Paragraph] = []
    for source in sources:
        inner = source[2:] if source.startswith("  ") else source
        if source.startswith("  - "):
            paragraphs.append(_changed("- ", inner[2:], "$text-error on $error-muted"))
        elif source.startswith("  + "):
            paragraphs.append(_changed("+ ", inner[2:], "$text-success on $success-muted"))
        elif source.startswith("  ") and not inner.startswith("**"):
            paragraphs.append(Paragraph(lead=Content("  "), indent=2, body=literal(inner).stylize("italic")))
        elif source.startswith("  "):
            paragraphs.append(_indented(_paragraph(inner, inliner, column), 2))
        else:
            paragraphs.append(_paragraph(source, inliner, 0))
    return Prose(paragraphs=tuple(paragraphs), references=tuple(dict.fromkeys(inliner.references)))


def plain(text: str, *, style: str = "", lead: str = "") -> Prose:
    """Lines as they are, after a lead that only the first has."""
    indent = width(lead)
    return Prose(
        paragraphs=tuple(
            Paragraph(
                lead=Content.styled(lead, "bold") if number == 0 else Content(),
                indent=indent,
                body=literal(line).stylize(style) if style else literal(line),
            )
            for number, line in enumerate(text.split("\n"))
        ),
        references=(),
    )


def value_lines(value: Any, depth: int = 0) -> list[str]:
    """A JSON value as indented `name: value` lines, for reading."""
    indent = "  " * depth
    if isinstance(value, Mapping):
        lines: list[str] = []
        for key, inner in value.items():
            if isinstance(inner, Mapping | list) and inner:
                lines += [f"{indent}{key}:", *value_lines(inner, depth + 1)]
            else:
                lines.append(f"{indent}{key}: {scalar(inner)}")
        return lines
    if isinstance(value, list):
        lines = []
        for inner in value:
            nested = value_lines(inner, depth + 1)
            lines.append(f"{indent}- {nested[0].lstrip()}" if nested else f"{indent}- {scalar(inner)}")
            lines += nested[1:]
        return lines
    return [f"{indent}{scalar(value)}"]


def scalar(value: Any) -> str:
    """One cell: strings as they are, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def columns(items: Sequence[Mapping[str, Any]], limit: int = 8) -> list[str]:
    """Fields worth a column, in their order: those that hold one value; for nested objects also `metadata.name`."""
    found: dict[str, None] = {}
    for item in items[:50]:
        metadata = item.get("metadata")
        if isinstance(metadata, Mapping):
            found.update(dict.fromkeys(f"metadata.{k}" for k in ("namespace", "name") if k in metadata))
        found.update(dict.fromkeys(k for k, v in item.items() if not isinstance(v, Mapping | list)))
        status = item.get("status")
        if isinstance(status, Mapping):
            found.update(dict.fromkeys(f"status.{k}" for k, v in status.items() if not isinstance(v, Mapping | list)))
    return list(found)[:limit] or list(items[0] if items else ())[:limit]


def cell(item: Mapping[str, Any], column: str) -> str:
    """The value of a column of `columns`, "" where the item has none."""
    value: Any = item
    for part in [column] if column in item else column.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return "" if value is None else neutral(scalar(value)).replace("\n", "⏎")


class _Inliner:
    """Turns inline marks to styles and remembers the references it met."""

    def __init__(self, selected: str, *, linked: bool = True) -> None:
        self._selected, self._linked = selected, linked
        self.references: list[str] = []

    def content(self, text: str) -> Content:
        parts: list[Content] = []
        at = 0
        for match in _INLINE.finditer(text):
            parts.append(literal(text[at : match.start()]))
            parts.append(self._mark(match))
            at = match.end()
        parts.append(literal(text[at:]))
        return Content("").join(parts)

    def _mark(self, match: re.Match[str]) -> Content:
        if match["bold"]:
            return self.content(match["bold"]).stylize("bold")
        if match["code"]:
            return literal(match["code"]).stylize("$text-accent")
        reference, shown = match["ref"] or match["plan"], match[0]
        if not self._linked:
            return literal(shown)
        self.references.append(reference)
        style = "reverse" if reference == self._selected else "$text-accent"
        press = Style.from_meta({"@click": f"app.open_reference({reference!r})"})
        return Content.styled(shown, style).stylize(press)


def _paragraph(source: str, inliner: _Inliner, column: int) -> Paragraph:
    if (m := _LABEL.fullmatch(source)) and width(m["label"]) <= max(column - 2, 0):
        return Paragraph(
            lead=literal(m["label"]).stylize("bold $text-secondary"),
            indent=column,
            body=inliner.content(m["rest"].strip()),
        )
    indent = len(source) - len(source.lstrip(" "))
    if item := _ITEM.fullmatch(source.strip()):
        lead = "• " if item["lead"] in "-*" else f"{item['lead']} "
        return _indented(Paragraph(lead=Content(lead), indent=len(lead), body=inliner.content(item["rest"])), indent)
    return Paragraph(lead=Content(" " * indent), indent=indent, body=inliner.content(source.strip()))


def _indented(paragraph: Paragraph, by: int) -> Paragraph:
    lead = Content(" " * by).append(paragraph.lead)
    return Paragraph(lead=lead, indent=paragraph.indent + by, body=paragraph.body)


def _changed(sign: str, text: str, style: str) -> Paragraph:
    return Paragraph(
        lead=Content("  ").append(Content.styled(sign, style)), indent=4, body=literal(text).stylize(style)
    )
