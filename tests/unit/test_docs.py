"""The documents hold: generated tables are those of the code, commands exist, links resolve, quoted messages are said."""

import argparse
import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from assistant import errors, reference
from assistant.command_table import COMMANDS
from assistant.completion.grammar import parser_of
from assistant.errors import INTERRUPTED

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SOURCES = [p for name in ("assistant", "tools", "knowledge", "tui", "evals") for p in (ROOT / name).rglob("*.py")]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    return FENCE.sub("", text_of(page))


# -- generated tables

FOLDERS = (reference.DOCS, reference.DOCS / "ko")


@pytest.mark.parametrize("folder", FOLDERS, ids=["en", "ko"])
@pytest.mark.parametrize("name", reference.MADE)
def test_generated_tables_are_those_of_the_code(name: str, folder: Path) -> None:
    document = text_of(folder / name)
    assert reference.remade(document) == document, "run: python -m assistant.reference"


@pytest.mark.parametrize("folder", FOLDERS, ids=["en", "ko"])
def test_every_setting_has_a_row_that_says_what_it_means(folder: Path) -> None:
    page = folder / "configuration.md"
    document = text_of(page)
    for place in reference.places():
        assert document.count(f"<!-- settings {place} -->") == 1, f"{place} has no table in {page}"
    empty = re.findall(r"^\| `(\w+)` \|[^|]*\| \|$", document, re.MULTILINE)
    assert not empty, f"say in {page} what these settings mean: {empty}"


def test_a_setting_that_appears_or_goes_shows_in_the_table() -> None:
    """A document of another version: one setting not yet known, one that is gone, one default that moved."""
    document = text_of(reference.DOCS / "configuration.md")
    row = next(line for line in document.splitlines(keepends=True) if line.startswith("| `max_targets` |"))
    missing = document.replace(row, "")
    assert "| `max_targets` | 10 | |\n" in reference.remade(missing)
    assert reference.remade(document.replace(row, row + "| `max_moons` | 3 | no more |\n")) == document
    assert reference.remade(document.replace(row, row.replace("| 10 |", "| 11 |"))) == document


@pytest.mark.parametrize("place", ["environments.NAME", "policy"])
def test_required_settings_are_required(place: str) -> None:
    for name in (n for n in reference.names(place) if reference.default(place, n) == "required"):
        without = re.sub(rf"^{name} = .*\n", "", reference.REQUIRED, flags=re.MULTILINE)
        with pytest.raises(errors.UsageError, match=name):
            reference.load(without)


@pytest.mark.parametrize("folder", FOLDERS, ids=["en", "ko"])
def test_every_variable_is_in_the_table(folder: Path) -> None:
    used = {v for path in SOURCES for v in re.findall(r"\bBAEPO_[A-Z_]+\b", text_of(path))}
    told = set(re.findall(r"^\| `(BAEPO_[A-Z_]+)` \|", text_of(folder / "configuration.md"), re.MULTILINE))
    assert told == used


@pytest.mark.parametrize("folder", FOLDERS, ids=["en", "ko"])
def test_every_exit_code_is_in_the_table(folder: Path) -> None:
    told = set(re.findall(r"^\| (\d+) \| ", text_of(folder / "configuration.md"), re.MULTILINE))
    codes = (errors.DONE, errors.FAILED, errors.USAGE, errors.REFUSED, errors.PARTLY, errors.FAIL_ON, INTERRUPTED)
    assert told >= {str(code) for code in codes}


# -- commands


@cache
def parser(command: str) -> argparse.ArgumentParser:
    return parser_of(COMMANDS[command][0])


def typed_commands(page: Path) -> Iterator[str]:
    """Lines of code blocks that somebody types: after `$`, or at the start of a block that shows only such lines."""
    for language, block in FENCE.findall(text_of(page)):
        if language in ("", "sh", "console"):
            for line in block.splitlines():
                line = re.sub(r"^\$ ", "", re.split(r"\s+#", line)[0])
                line = re.sub(r"^(\w+=\S+ )+|^(\.venv/bin/)", "", line)
                if re.match(r"baepo\b", line):
                    yield re.split(r"\s*[|>]|\s{3,}", line)[0]


def inline_commands(page: Path) -> Iterator[str]:
    yield from re.findall(r"`((?:\.venv/bin/)?baepo(?: [^`]+)?)`", prose_of(page))


@each_page
def test_commands_in_code_blocks_are_understood(page: Path) -> None:
    for line in typed_commands(page):
        _, *words = shlex.split(line)
        if not words or words[0] in ("--help", "--version"):
            continue
        assert words[0] in COMMANDS, line
        try:
            parser(words[0]).parse_args(words[1:])
        except (errors.UsageError, SystemExit) as error:
            pytest.fail(f"{page.name}: {line}: {error}")


@each_page
def test_commands_in_sentences_exist_with_their_options(page: Path) -> None:
    for line in inline_commands(page):
        _, *words = shlex.split(line)
        if not words or words[0].startswith("-"):
            continue
        assert words[0] in COMMANDS, line
        known = parser(words[0])
        options = {flag for action in known._actions for flag in action.option_strings}
        assert {w.split("=")[0] for w in words if w.startswith("-")} <= options, line
        verbs = next((a.choices for a in known._actions if not a.option_strings), None)
        if verbs and len(words) > 1:
            assert set(words[1].split("|")) <= set(verbs), line


def test_commands_are_found_at_all() -> None:
    assert sum(len([*typed_commands(p)]) for p in PAGES) > 20
    assert sum(len([*inline_commands(p)]) for p in PAGES) > 20


# -- links


def anchor(title: str) -> str:
    """As GitHub makes it: lower case, punctuation dropped, spaces to hyphens."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", title).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


@each_page
def test_links_and_pictures_resolve(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", prose_of(page)) + re.findall(r'(?:src|href)="([^"]+)"', prose_of(page))
    for target in targets:
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, fragment = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name} links to {target}"
        if fragment:
            titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text_of(file)), re.MULTILINE)
            assert fragment in map(anchor, titles), f"{page.name} links to {target}"


def test_the_code_names_documents_that_exist() -> None:
    for path in SOURCES:
        for name in re.findall(r"\bdocs/[\w/-]+\.md", text_of(path)):
            assert (ROOT / name).exists(), f"{path.name} names {name}"


# -- messages


@cache
def said() -> tuple[str, ...]:
    """Every text in the source, an expression within it as `…`."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values]
                found.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return tuple(found)


@pytest.mark.parametrize("folder", FOLDERS, ids=["en", "ko"])
def test_quoted_messages_are_those_of_the_program(folder: Path) -> None:
    quoted = re.findall(r"^\| `([^`]+)` \|", text_of(folder / "troubleshooting.md"), re.MULTILINE)
    assert len(quoted) > 15
    for message in quoted:
        parts = [part.strip() for part in message.split("…")]
        assert any(in_order(parts, text) for text in said()), f"nothing says: {message}"


def in_order(parts: list[str], text: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
