"""The light Markdown of answers and plans as Textual `Content`: hanging indents, labels in a column, pressable citations.

Text of tools and models goes through `neutral` and is never read as Textual markup.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content
from textual.style import Style

from assistant.commands.output import neutral
from assistant.text_width import width
from tui import tables

REFERENCE = r"E\d+|[^\[\]#\n]+/[^\[\]#\n]+#[\w.-]+"
_INLINE = re.compile(
    rf"\*\*(?P<bold>.+?)\*\*|`(?P<code>[^`\n]+)`|\[(?P<ref>{REFERENCE})\]|(?<![\w-])(?P<plan>p-[0-9a-f]{{4,}})(?![\w-])"
)
_LABEL = re.compile(r"\*\*(?P<label>[^*]+)\*\*(?P<rest> +\S.*)")
_ITEM = re.compile(r"(?P<lead>[-*]|\d+\.) +(?P<rest>.*)")
_HEADING = re.compile(r"#{1,6} +(?P<title>.*?)(?: +#+)?")
_LABEL_CELLS = 12  # a longer bold beginning is a heading, not a label


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One line of the source: `lead` stands before its first line, the others are indented as far as `indent`."""

    lead: Content
    indent: int
    body: Content

    def lines(self, columns: int) -> list[Content]:
        """Each at most `columns` wide."""
        laid: list[Content] = []
        for number, line in enumerate(self.body.wrap(max(columns - self.indent, 8)) or [Content()]):
            lead = (
                self.lead.append(" " * (self.indent - self.lead.cell_length))
                if number == 0
                else Content(" " * self.indent)
            )
            laid.append(lead.append(line))
        return laid


@dataclass(frozen=True, kw_only=True)
class Prose:
    """A text ready to be laid out at any width; `references` in the order they occur."""

    paragraphs: tuple[Paragraph | tables.Table, ...]
    references: tuple["Reference", ...] = ()

    def lines(self, columns: int) -> list[Content]:
        """Each at most `columns` wide."""
        return [line for p in self.paragraphs for line in p.lines(columns)]

    def then(self, more: "Prose") -> "Prose":
        """This and what follows it; the paragraphs stay the same objects."""
        return Prose(paragraphs=self.paragraphs + more.paragraphs, references=self.references + more.references)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """An evidence, passage or plan that a text names, and the line of the source that names it."""

    id: str
    line: str


def literal(text: str) -> Content:
    """Text as it is: no markup, nothing that steers the terminal."""
    return Content(neutral(text).expandtabs(4))


def answer(text: str, *, selected: int = -1, first: int = 0) -> Prose:
    """An answer; `selected` is the number of the citation to show as chosen, `first` the number of its first one."""
    inliner = _Inliner(selected, first=first)
    sources = text.strip("\n").split("\n")
    labels = [width(m["label"]) for s in sources if (m := _LABEL.fullmatch(s)) and width(m["label"]) <= _LABEL_CELLS]
    column = max(labels, default=0) + 2
    paragraphs: list[Paragraph | tables.Table] = []
    fenced, at = False, 0
    while at < len(sources):
        source, taken = sources[at], 1
        if source.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            paragraphs.append(Paragraph(lead=Content.styled("│ ", "dim"), indent=2, body=literal(source)))
        elif table := tables.read(sources[at:], inliner.line) or tables.read_lined_up(sources[at:], inliner.line):
            paragraphs.append(table[0])
            taken = table[1]
        else:
            paragraphs.append(_paragraph(source, inliner, column))
        at += taken
    return Prose(paragraphs=tuple(paragraphs), references=tuple(inliner.references))


def plan(text: str, *, linked: bool) -> Prose:
    """The text of `assistant.plan_text`: changes as coloured lines, the rows below them in a column.

    Its evidence can be pressed when `linked`.
    """
    inliner = _Inliner(-1, linked=linked)
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
    return Prose(paragraphs=tuple(paragraphs), references=tuple(inliner.references))


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
        )
    )


@dataclass(frozen=True, kw_only=True)
class ValueRow:
    """One line of a JSON value laid out for reading; `value` is None where the line only opens what is below it."""

    path: str  # `status.conditions[Ready].status`: members of a list by their name or type, else by number
    text: str
    value: Any


def value_rows(value: Any, depth: int = 0, path: str = "") -> list[ValueRow]:
    """A JSON value as indented `name: value` lines."""
    indent = "  " * depth
    rows: list[ValueRow] = []
    if isinstance(value, Mapping):
        for key, inner in value.items():
            here = f"{path}.{key}" if path else str(key)
            if isinstance(inner, Mapping | list) and inner:
                rows.append(ValueRow(path=here, text=f"{indent}{key}:", value=None))
                rows += value_rows(inner, depth + 1, here)
            else:
                rows.append(ValueRow(path=here, text=f"{indent}{key}: {scalar(inner)}", value=inner))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            nested = value_rows(inner, depth + 1, f"{path}[{_member(inner, number)}]")
            if nested:
                first = nested[0]
                rows.append(ValueRow(path=first.path, text=f"{indent}- {first.text.lstrip()}", value=first.value))
            rows += nested[1:]
    else:
        rows.append(ValueRow(path=path, text=f"{indent}{scalar(value)}", value=value))
    return rows


def value_lines(value: Any) -> list[str]:
    """The same without paths."""
    return [row.text for row in value_rows(value)]


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A value laid out, and the number of its first marked line."""

    content: Content
    line: int = 0

    def top(self, columns: int) -> int:
        """The line on the screen, counted from 0, at which the marked one begins when this is laid out so wide."""
        above = self.content.split("\n", allow_blank=True)[: self.line]
        return sum(max(len(line.wrap(max(columns, 1))), 1) for line in above)


def values(value: Any, marked: Collection[str], mark: str) -> Detail:
    """`value_rows` as text; the paths in `marked` carry a sign and the word `mark`."""
    lines: list[Content] = []
    first: int | None = None
    for row in value_rows(value):
        line = literal(row.text)
        if row.path in marked:
            first = len(lines) if first is None else first
            line = line.append(Content(f"  ◂ {mark}")).stylize("bold reverse")
        lines.append(line)
    return Detail(content=Content("\n").join(lines), line=first or 0)


def _member(value: Any, number: int) -> str:
    if isinstance(value, Mapping):
        return str(next((value[k] for k in ("name", "type", "Name", "key") if isinstance(value.get(k), str)), number))
    return str(number)


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

    def __init__(self, selected: int, *, linked: bool = True, first: int = 0) -> None:
        self._selected, self._linked, self._first = selected, linked, first
        self._line = ""
        self.references: list[Reference] = []

    def line(self, text: str) -> Content:
        """A line of the source; its citations remember it."""
        self._line = text
        return self.content(text)

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
        number = self._first + len(self.references)
        self.references.append(Reference(id=reference, line=self._line))
        style = "bold reverse" if number == self._selected else "underline $text-accent"
        press = Style.from_meta({"@click": f"open_citation({number})"})
        return Content.styled(shown, style).stylize(press)


def _paragraph(source: str, inliner: _Inliner, column: int) -> Paragraph:
    if (m := _LABEL.fullmatch(source)) and width(m["label"]) <= max(column - 2, 0):
        return Paragraph(
            lead=literal(m["label"]).stylize("bold $text-secondary"),
            indent=column,
            body=inliner.line(m["rest"].strip()),
        )
    if heading := _HEADING.fullmatch(source):
        return Paragraph(lead=Content(), indent=0, body=inliner.line(heading["title"]).stylize("bold underline"))
    indent = len(source) - len(source.lstrip(" "))
    if item := _ITEM.fullmatch(source.strip()):
        lead = "• " if item["lead"] in "-*" else f"{item['lead']} "
        return _indented(Paragraph(lead=Content(lead), indent=len(lead), body=inliner.line(item["rest"])), indent)
    return Paragraph(lead=Content(" " * indent), indent=indent, body=inliner.line(source.strip()))


def _indented(paragraph: Paragraph, by: int) -> Paragraph:
    lead = Content(" " * by).append(paragraph.lead)
    return Paragraph(lead=lead, indent=paragraph.indent + by, body=paragraph.body)


def _changed(sign: str, text: str, style: str) -> Paragraph:
    return Paragraph(
        lead=Content("  ").append(Content.styled(sign, style)), indent=4, body=literal(text).stylize(style)
    )
