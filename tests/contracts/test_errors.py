"""Whatever stops a command is told in the reader's language: no error of the product has its sentence in English alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import errors
from assistant.errors import BaepoError

ROOT = Path(errors.__file__).parents[1]
FILES = [p for folder in ("assistant", "tui", "knowledge") for p in sorted((ROOT / folder).rglob("*.py"))]


def kinds(base: type[BaepoError] = BaepoError) -> Iterator[str]:
    yield base.__name__
    for kind in base.__subclasses__():
        yield from kinds(kind)


def sentences(tree: ast.AST, names: frozenset[str]) -> Iterator[tuple[int, str]]:
    """(line, words) of every plain string that is the message or the remedy of an error."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args):
            continue
        for part in (node.args[0], *(k.value for k in node.keywords if k.arg == "remedy")):
            if isinstance(part, ast.Constant | ast.JoinedStr):
                parts = [part] if isinstance(part, ast.Constant) else part.values
                yield node.lineno, "".join(str(p.value) if isinstance(p, ast.Constant) else "X" for p in parts)


def is_command(words: str) -> bool:
    """What is typed as it stands is the same in every language."""
    return bool(re.match(r"(baepo|kubectl|aws|chmod|--|\[)", words)) and not re.search(r"[,.;:] [a-z]", words)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_errors_are_told_in_both_languages(path: Path) -> None:
    import assistant.models.exchange
    import assistant.store.evidence  # noqa: F401

    names = frozenset(kinds()) - {"Cancelled"}  # which nobody is told
    found = [f"line {line}: {words}" for line, words in sentences(ast.parse(path.read_text()), names)]
    english = [f for f in found if not is_command(f.partition(": ")[2])]
    assert not english, "write them as assistant.language.Text"


def test_an_english_sentence_would_be_found() -> None:
    tree = ast.parse('raise UsageError(f"There is no {x}.", remedy="baepo env, or look closer.")')
    assert [w for _, w in sentences(tree, frozenset(kinds()))] == ["There is no X.", "baepo env, or look closer."]
    assert not is_command("There is no X.")
    assert not is_command("baepo env: lists them.")
    assert is_command("baepo plan show X")
