"""The public corpus (`corpus_{ko,en}.jsonl`, `queries_ko.jsonl`) as an index in a scratch folder."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from knowledge.embedding import Embedder
from knowledge.index.search import Searcher
from knowledge.index.sync import writing
from knowledge.sources.documents import Document, Section
from knowledge.sources.spec import Source

QUERIES = "queries_ko.jsonl"


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question and the id of the one section that answers it; `kind` is "sentence" or "heading"."""

    id: str
    kind: str
    text: str
    relevant: str


def queries(data: Path) -> list[Query]:
    """Raises: UsageError."""
    return [Query(id=q["id"], kind=q["type"], text=q["text"], relevant=q["rel"]) for q in _lines(data / QUERIES)]


def records(data: Path, lang: str) -> list[Mapping[str, Any]]:
    """Raises: UsageError."""
    return _lines(data / f"corpus_{lang}.jsonl")


@contextmanager
def indexed(rows: list[Mapping[str, Any]], lang: str, embedder: Embedder) -> Iterator[Searcher]:
    """A searcher over the sections, each page one document."""
    source = Source(name="corpus", kind="folder", location="", lang=lang)
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as scratch:
        with writing(Path(scratch), embedder) as writer, writer.store.transaction():
            writer.store.add_source(source, at="")
            for page, document in documents(rows):
                writer.put(source, [(page, "", document)])
            writer.publish()
        searcher = Searcher(Path(scratch), embedder)
        try:
            yield searcher
        finally:
            searcher.close()


def documents(rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, Document]]:
    """Pages with their sections, whose slugs are what follows # in the ids."""
    pages: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        pages.setdefault(row["page"], []).append(row)
    for page, its_rows in pages.items():
        sections = tuple(
            Section(slug=r["id"].rpartition("#")[2], headings=(r["title"], r["heading"]), text=r["text"], line=1)
            for r in its_rows
        )
        yield page, Document(title=its_rows[0]["title"], sections=sections)


def section_of(path: str, section: str) -> str:
    """The section's id, whichever part of it was found."""
    return f"{path}#{section.partition('.')[0]}"


def _lines(path: Path) -> list[Any]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except FileNotFoundError as error:
        raise UsageError(
            f"There is no {path.name} in {path.parent}.", remedy="docs/evals.md says where it is."
        ) from error
