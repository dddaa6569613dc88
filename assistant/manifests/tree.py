"""One YAML or JSON document as a tree that knows its lines. Called by `assistant.manifests.documents`.

The tree is built from parser events, not by recursion in the parser, so that a hostile nesting ends in a message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from assistant.manifests.scalars import resolved

_MOST_DEEP = 200
_MOST_VALUES = 2_000_000  # counted as if aliases were written out
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")
_NAMING = ("name", "key", "type")  # what members of a list are called by in a path
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Malformed(Exception):
    """A document that cannot be read, and the line of its file on which that shows."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


@dataclass(slots=True, eq=False)
class Node:
    """A value with the line it begins on (from 1); of a map the lines of its keys, too."""

    line: int
    value: Any
    members: "dict[str, Node]" = field(default_factory=dict)
    items: "list[Node]" = field(default_factory=list)
    key_lines: dict[str, int] = field(default_factory=dict)
    size: int = 1


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """A key that stands twice in one map: the later value counts."""

    key: str
    line: int
    first_line: int


@dataclass(slots=True)
class _Open:
    """A list or map that is being read; `key` waits for its value."""

    node: Node
    is_map: bool
    anchor: str | None
    key: str | None = None
    key_line: int = 0
    merged: list[Node] = field(default_factory=list)


def line_of(node: Node, path: str) -> int:
    """The line of a path such as `spec.template.spec.containers[web].image`, or of the nearest part that is written."""
    line = node.line
    for name, bracket in _STEP.findall(path):
        step = name or bracket
        if step in node.members:
            line, node = node.key_lines.get(step, node.members[step].line), node.members[step]
        elif (item := _item(node, step)) is not None:
            line, node = item.line, item
        else:
            break
    return line


def _item(node: Node, step: str) -> Node | None:
    for key in _NAMING:
        for item in node.items:
            if key in item.members and _shown(item.members[key].value) == step:
                return item
    return node.items[int(step)] if step.isdecimal() and int(step) < len(node.items) else None


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Reader:
    """Reads one document that begins on `first_line` of its file; `duplicates` are known afterwards."""

    def __init__(self, first_line: int = 1) -> None:
        self._before = first_line - 1
        self.duplicates: list[Duplicate] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._root: Node | None = None

    def read(self, text: str) -> Node | None:
        """The tree of the first document of a text; None for an empty one. Raises: Malformed."""
        try:
            for event in _events(text):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = self._before + (mark.line + 1 if mark else 1)
            raise Malformed(line, str(error.problem or error.context or error)) from error
        except yaml.YAMLError as error:
            raise Malformed(self._before + 1, str(error).splitlines()[0]) from error
        return self._root

    def _take(self, event: yaml.Event) -> None:
        line = self._before + (event.start_mark.line if event.start_mark else 0) + 1
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(str(event.anchor), line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self._open) >= _MOST_DEEP:
                raise Malformed(line, f"nested more than {_MOST_DEEP} deep")
            is_map = isinstance(event, yaml.MappingStartEvent)
            if is_map and self._wants_key():
                raise Malformed(line, "a map stands where a key is expected")
            node = Node(line, {} if is_map else [])
            self._open.append(_Open(node, is_map, event.anchor))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()

    def _wants_key(self) -> bool:
        return bool(self._open) and self._open[-1].is_map and self._open[-1].key is None

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        text = str(event.value)
        if self._wants_key():
            self._key(text, line)
            return
        plain = bool(event.implicit and event.implicit[0]) and event.style in (None, "")
        node = Node(line, resolved(text) if plain else text)
        if event.anchor:
            self._anchors[event.anchor] = node
        self._add(node)

    def _key(self, text: str, line: int) -> None:
        top = self._open[-1]
        top.key, top.key_line = text, line
        if text in top.node.key_lines and text != "<<":
            self.duplicates.append(Duplicate(key=text, line=line, first_line=top.node.key_lines[text]))

    def _alias(self, anchor: str, line: int) -> None:
        if any(o.anchor == anchor for o in self._open):
            raise Malformed(line, f"the alias *{anchor} contains itself")
        if anchor not in self._anchors:
            raise Malformed(line, f"the alias *{anchor} is not defined before it is used")
        if self._wants_key():
            self._key(str(self._anchors[anchor].value), line)
        else:
            self._add(self._anchors[anchor])

    def _close(self) -> None:
        done = self._open.pop()
        for merged in done.merged:
            for source in merged.items or [merged]:
                _merge(done.node, source)
        if done.anchor:
            self._anchors[done.anchor] = done.node
        self._add(done.node)

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        top.node.size += node.size
        if top.node.size > _MOST_VALUES:
            raise Malformed(node.line, f"more than {_MOST_VALUES} values, aliases written out")
        if not top.is_map:
            top.node.items.append(node)
            top.node.value.append(node.value)
        elif top.key == "<<":
            top.merged.append(node)
        elif top.key is not None:
            _set(top.node, top.key, node, top.key_line)
        top.key = None


def _events(text: str) -> Iterator[yaml.Event]:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _set(node: Node, key: str, value: Node, line: int) -> None:
    node.members[key], node.value[key], node.key_lines[key] = value, value.value, line


def _merge(node: Node, source: Node) -> None:
    """What a map says itself goes before what it merges."""
    for key, value in source.members.items():
        if key not in node.members:
            _set(node, key, value, source.key_lines.get(key, value.line))
