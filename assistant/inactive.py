"""Recorded text for a Markdown document: shown as it was said, with nothing in it that a viewer opens, loads or runs.

Called by `assistant.transcript` for exports. Questions, answers, messages and names come from people, models and the systems
that were read. Source: CommonMark 0.31 and GitHub's extensions to it.
"""

import re
from collections.abc import Iterator, Sequence

_COLUMNS = re.compile(r" {2}\S| {4,}\S")  # as tables and logs are lined up; three spaces go on with a list item
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_ACTIVE = (  # in this order: what a later rule writes must not be taken up by an earlier one
    (re.compile(rf"\\(?={_PUNCTUATION}|$)"), r"\\\\"),
    (re.compile(r"&(?=#?\w{1,32};)"), "&amp;"),
    (re.compile(r"<"), "&lt;"),
    (re.compile(r"(?<=[A-Za-z0-9+.-]):(?=//)"), r"\\:"),
    (re.compile(r"(?i)(?<![^\W_])(www)\.(?=\w)"), r"\1\\."),
    (re.compile(r"(?i)(?<![^\W_])(mailto|xmpp):(?=\S)"), r"\1\\:"),
)
_LINK = re.compile(r"\](?=[(\[:])|!(?=\[)")  # [text](address), [text][name], [name]: address, ![image]
_STYLE = re.compile(r"[*`\[\]~]|(?<=\])\(|(?<![^\W_])_|_(?![^\W_])|#(?=#*$)")  # underscores within words style nothing
_OPENING = re.compile(r"(\d*)((?:#{1,6}|[-+>]|(?<=\d)[.)])(?:\s|$))")  # of a heading, a list, a quotation
# Behind the marks of lists and quotations too; `=` and `-` under a line make a heading of it.
_HEADING = re.compile(r"((?:[\s>*+-]|\d+[.)]\s)*)(#{1,6}(?:\s|$)|=+\s*$|-+\s*$)")


def inactive_line(text: str) -> str:
    """For a heading, a list item or a cell: one line, and no character of it styles, links or ends anything."""
    line = _STYLE.sub(lambda mark: "\\" + mark[0], _inert(" ".join(text.split())))
    if opening := _OPENING.match(line):
        line = f"{opening[1]}\\{line[opening.start(2) :]}"
    return line.replace("|", "\\|")


def inactive(answer: str) -> str:
    """For an answer: emphasis, lists, tables and code stay; columns become code, so that a viewer keeps them lined up."""
    blocks: list[str] = []
    for code, lines in _blocks(answer.split("\n")):
        if code:
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", "\n".join(lines)) or [""]))
            blocks.append("\n".join([fence, *lines, fence]))
        else:
            text = "\n".join(_HEADING.sub(r"\1\\\2", _inactive_words(line)) for line in lines)
            blocks.append(re.sub(r"(?<=\S)\n(?=\S)(?![-\d#|])", "  \n", text))
    return "\n".join(blocks)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """(is code, its lines), in order; the fences of a block of code are left out."""
    block: list[str] = []
    was, fence = False, ""
    for line in lines:
        marks = _FENCE.match(line)
        if fence:
            if marks and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield True, block
                block, fence, was = [], "", False
            else:
                block.append(line)
            continue
        columns = bool(_COLUMNS.match(line))
        if block and (marks or columns != was):
            yield was, block
            block = []
        was = columns
        if marks:
            fence = marks[1]
        else:
            block.append(line)
    if block or fence:
        yield bool(fence) or was, block


def _inactive_words(line: str) -> str:
    """A line of an answer. Code in backticks stays, save in tables, where a cell may end within it."""
    parts, at = [], 0
    for code in () if "|" in line else _CODE.finditer(line):
        parts += [_literal(line[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, _literal(line[at:])])


def _literal(text: str) -> str:
    """Without links, and without backticks that would pair with any elsewhere."""
    return _LINK.sub(lambda found: "]\\" if found[0] == "]" else "\\!", _inert(text)).replace("`", "\\`")


def _inert(text: str) -> str:
    """Without tags, entities and addresses; backslashes are what they are."""
    for pattern, replacement in _ACTIVE:
        text = pattern.sub(replacement, text)
    return text
