"""The index on disk: sources, documents and passages in one SQLite file. Called by `knowledge.index.sync` and `.search`.

Every change is one transaction, so that a process that dies leaves what was there before.
"""

import secrets
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import KnowledgeError
from knowledge.sources.spec import Source

SCHEMA = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources (
    name TEXT PRIMARY KEY, kind TEXT NOT NULL, location TEXT NOT NULL, lang TEXT NOT NULL, label TEXT NOT NULL,
    added_at TEXT NOT NULL, synced_at TEXT NOT NULL DEFAULT '', problem TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL REFERENCES sources ON DELETE CASCADE,
    path TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL, UNIQUE (source, path)
);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    section TEXT NOT NULL, heading TEXT NOT NULL, line INTEGER NOT NULL, lang TEXT NOT NULL, text TEXT NOT NULL,
    terms BLOB NOT NULL, counts BLOB NOT NULL, vectors BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_of_document ON passages (document);
CREATE TABLE IF NOT EXISTS vocabulary (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE);
"""


class IndexDamaged(KnowledgeError):
    """The index file is none, or of another version; says how to rebuild it."""


class NoRoom(KnowledgeError):
    """The disk is full, or the folder cannot be written; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A passage as kept: where it stands, and its text."""

    id: int
    source: str
    path: str
    title: str
    section: str
    heading: str
    line: int
    lang: str
    text: str
    synced_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassage:
    """A passage to keep, analysed: vocabulary ids (uint32), how often each occurs (uint8), vectors (float16)."""

    section: str
    heading: str
    line: int
    lang: str
    text: str
    terms: bytes
    counts: bytes
    vectors: bytes


class Store:
    """One connection; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Raises: IndexDamaged, NoRoom."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            weakref.finalize(self, self._db.close)  # also where nobody closes it, or it turns out to be damaged
            self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; {_TABLES}")
        except (sqlite3.OperationalError, OSError) as error:
            raise NoRoom(f"{path} cannot be written ({error}). Free some space, or mend its permissions.") from error
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"{path} is damaged ({error}). Delete the folder {path.parent} and add again."
            ) from error
        if self.meta("schema", str(SCHEMA)) != str(SCHEMA):
            raise IndexDamaged(f"{path} was made by another version. Delete {path.parent} and add the sources again.")

    def close(self) -> None:
        self._db.close()

    @property
    def index_id(self) -> str:
        """What other stores call this index by; chosen once, at random."""
        self._db.execute("INSERT OR IGNORE INTO meta (key, value) VALUES ('id', ?)", (secrets.token_hex(8),))
        return self.meta("id")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing. Raises: NoRoom."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # SQLite ends it by itself where the disk is full
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise NoRoom(
                f"The index could not be written ({error}); it is as it was before. Free some space."
            ) from error

    def meta(self, key: str, default: str = "") -> str:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def sources(self) -> list[Source]:
        rows = self._db.execute("SELECT name, kind, location, lang, label FROM sources ORDER BY name")
        return [Source(name=n, kind=k, location=p, lang=g, label=a) for n, k, p, g, a in rows]

    def add_source(self, source: Source, *, at: str) -> None:
        row = (source.name, source.kind, source.location, source.lang, source.label, at)
        self._db.execute("INSERT INTO sources (name, kind, location, lang, label, added_at) VALUES (?,?,?,?,?,?)", row)

    def remove_source(self, name: str) -> None:
        self._db.execute("DELETE FROM sources WHERE name = ?", (name,))

    def note_synced(self, name: str, *, at: str, problem: str) -> None:
        """`at` is "" when the source could not be read: its freshness stays what it was."""
        self._db.execute("UPDATE sources SET problem = ? WHERE name = ?", (problem, name))
        if at:
            self._db.execute("UPDATE sources SET synced_at = ? WHERE name = ?", (at, name))

    def standing(self) -> list[dict[str, object]]:
        """By source: documents, passages, when it was synced, and what was wrong with it then."""
        rows = self._db.execute(
            "SELECT s.name, s.kind, s.location, s.lang, s.label, s.added_at, s.synced_at, s.problem,"
            " count(DISTINCT d.id), count(p.id) FROM sources s LEFT JOIN documents d ON d.source = s.name"
            " LEFT JOIN passages p ON p.document = d.id GROUP BY s.name ORDER BY s.name"
        )
        keys = (
            "name",
            "kind",
            "location",
            "lang",
            "label",
            "added_at",
            "synced_at",
            "problem",
            "documents",
            "passages",
        )
        return [dict(zip(keys, row, strict=True)) for row in rows]

    def documents(self, source: str) -> dict[str, str]:
        """Content digest by path."""
        return dict(self._db.execute("SELECT path, digest FROM documents WHERE source = ?", (source,)).fetchall())

    def put_document(self, source: str, path: str, *, digest: str, title: str, passages: Iterable[NewPassage]) -> None:
        """Replaces what was known of it."""
        self.drop_documents(source, (path,))
        row = (source, path, digest, title)
        made = self._db.execute("INSERT INTO documents (source, path, digest, title) VALUES (?,?,?,?)", row)
        self._db.executemany(
            "INSERT INTO passages (document, section, heading, line, lang, text, terms, counts, vectors)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (made.lastrowid, p.section, p.heading, p.line, p.lang, p.text, p.terms, p.counts, p.vectors)
                for p in passages
            ],
        )

    def drop_documents(self, source: str, paths: Iterable[str]) -> None:
        gone = [(source, path) for path in paths]
        self._db.executemany("DELETE FROM documents WHERE source = ? AND path = ?", gone)

    def drop_all_documents(self) -> None:
        self._db.execute("DELETE FROM documents")

    def term_ids(self, terms: Sequence[str]) -> dict[str, int]:
        """The ids of the terms that the vocabulary holds."""
        found: dict[str, int] = {}
        for start in range(0, len(terms), 500):
            part = terms[start : start + 500]
            marks = ",".join("?" * len(part))
            found.update(self._db.execute(f"SELECT term, id FROM vocabulary WHERE term IN ({marks})", part).fetchall())
        return found

    def ensure_terms(self, terms: Sequence[str]) -> dict[str, int]:
        """The ids of all the terms, new ones included."""
        self._db.executemany("INSERT OR IGNORE INTO vocabulary (term) VALUES (?)", [(t,) for t in terms])
        return self.term_ids(terms)

    def analysed(self) -> Iterator[tuple[int, int, str, str, bytes, bytes, bytes]]:
        """(passage, document, source, lang, terms, counts, vectors) of every passage, by document and position."""
        yield from self._db.execute(
            "SELECT p.id, p.document, d.source, p.lang, p.terms, p.counts, p.vectors"
            " FROM passages p JOIN documents d ON d.id = p.document ORDER BY p.document, p.id"
        )

    def passages(self, ids: Sequence[int]) -> dict[int, Stored]:
        """Those that still exist, by id."""
        marks = ",".join("?" * len(ids))
        return {s.id: s for s in self._stored(f"p.id IN ({marks})", tuple(ids))}

    def passage_at(self, source: str, path: str, section: str) -> Stored | None:
        where = "d.source = ? AND d.path = ? AND p.section = ?"
        return next(iter(self._stored(where, (source, path, section))), None)

    def with_vectors(self, source: str, path: str) -> list[tuple[Stored, NDArray[np.float32]]]:
        """The passages of a document in order, each with its vectors, one a row."""
        dimensions = int(self.meta("dimensions", "1"))
        found = list(self._stored("d.source = ? AND d.path = ?", (source, path)))
        rows = self._db.execute(
            "SELECT p.id, p.vectors FROM passages p JOIN documents d ON d.id = p.document WHERE d.source = ? AND d.path = ?",
            (source, path),
        )
        vectors = {number: np.frombuffer(kept, dtype=np.float16).reshape(-1, dimensions) for number, kept in rows}
        return [(p, vectors[p.id].astype(np.float32)) for p in found if p.id in vectors]

    def _stored(self, where: str, values: tuple[object, ...]) -> Iterator[Stored]:
        rows = self._db.execute(
            "SELECT p.id, d.source, d.path, d.title, p.section, p.heading, p.line, p.lang, p.text, s.synced_at"
            " FROM passages p JOIN documents d ON d.id = p.document JOIN sources s ON s.name = d.source"
            f" WHERE {where} ORDER BY p.id",
            values,
        )
        keys = ("id", "source", "path", "title", "section", "heading", "line", "lang", "text", "synced_at")
        for row in rows:
            yield Stored(**dict(zip(keys, row, strict=True)))
