"""The documents of one file, each on its own, so that a broken one does not hide the others. Called by `reading`.

Source: kubectl, which splits at lines that begin with `---` and reads JSON where a text begins with a brace.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.manifests.tree import Duplicate, Malformed, Node, Reader

_SEPARATOR = re.compile(r"^(?:---(?=\s|$)|\.\.\.\s*$)")
_NOTHING = re.compile(r"\s*(?:[#%].*)?")
_ACTION = re.compile(r"\{\{-?\s*[^}]")
# What only Helm knows; annotations for other template engines may hold plain `{{ }}`
_HELM = re.compile(
    r"\{\{-?[^}]*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|toYaml|nindent|tpl|define)\b)"
)
_NOTES = re.compile(r"^\s*#.*$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document: its tree, whose lines count from 1 in the file, and keys that stand twice."""

    root: Node
    duplicates: tuple[Duplicate, ...]


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One that could not be read: where, and why. `is_template`: it is one of Helm's that nobody rendered."""

    line: int
    why: str
    is_template: bool = False


def documents(text: str) -> Iterator[Document | Broken]:
    """Each document of a file that is not empty."""
    for first_line, part in _parts(text):
        yield _read(part, first_line)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """(first line from 1, text); a line that separates begins the next part."""
    first = 1
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if _SEPARATOR.match(line):
            if _says_something(lines):
                yield first, "\n".join(lines)
            first, lines = number, []
            if line.startswith("..."):
                first, line = number + 1, ""
                continue
        lines.append(line)
    if _says_something(lines):
        yield first, "\n".join(lines)


def _says_something(lines: list[str]) -> bool:
    return any(not _NOTHING.fullmatch(line.removeprefix("---")) for line in lines)


def _read(part: str, first_line: int) -> Document | Broken:
    if _HELM.search(_NOTES.sub("", part)):
        return Broken(line=first_line, why="", is_template=True)
    reader = Reader(first_line)
    try:
        root = reader.read(part)
    except Malformed as error:
        as_json = _json(part, first_line)
        if as_json is not None:
            return Document(root=as_json, duplicates=())
        return Broken(line=error.line, why=error.why, is_template=bool(_ACTION.search(_NOTES.sub("", part))))
    if root is None:
        return Broken(line=first_line, why="it holds no document")
    return Document(root=root, duplicates=tuple(reader.duplicates))


def _json(part: str, first_line: int) -> Node | None:
    """JSON that YAML does not take, such as escaped pairs of characters; every value is said to be on the first line."""
    if not part.lstrip().startswith(("{", "[")):
        return None
    try:
        return node_of(json.loads(part), first_line)
    except (ValueError, RecursionError):
        return None


def node_of(value: object, line: int) -> Node:
    """A value as a tree whose every part is said to be on one line."""
    if isinstance(value, dict):
        members = {str(k): node_of(v, line) for k, v in value.items()}
        return Node(line, value, members=members, key_lines=dict.fromkeys(members, line))
    if isinstance(value, list):
        return Node(line, value, items=[node_of(v, line) for v in value])
    return Node(line, value)
