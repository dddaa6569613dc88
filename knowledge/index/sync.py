"""Adding, syncing and removing sources: the one writer of the index. Called by `baepo knowledge`.

Only what changed is read, analysed and embedded. A source that cannot be read, or a file of it, keeps what was known.
"""

import fcntl
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from knowledge.analysis import terms
from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeError
from knowledge.index import chunking
from knowledge.index import snapshot as snapshots
from knowledge.index.search import FILE, SNAPSHOTS, check_embedder, stored_elsewhere
from knowledge.index.store import NewPassage, NoRoom, Store
from knowledge.sources.documents import Document, Unreadable
from knowledge.sources.folder import Folder
from knowledge.sources.git import Repository
from knowledge.sources.git_remote import RemoteRepository, is_address
from knowledge.sources.reading import check_size, read
from knowledge.sources.spec import File, Place, Problem, Source, SourceUnavailable
from knowledge.sources.web import WebSite

_BATCH_CHARACTERS = 400_000  # a transaction's worth: bounds the memory of a first sync
COPIES = "git"  # below the folder of the index
_HEADING_WEIGHT = 3  # how often the words of title and headings count


class Busy(KnowledgeError):
    """Another process is writing the index; says which."""


@dataclass(slots=True)
class Report:
    """What a sync did to one source, by path. `problem` is set when the whole source could not be read; a new one of which
    nothing could be is not `kept`."""

    source: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem: str = ""
    kept: bool = True

    @property
    def touched(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def opened(source: Source, *, copies: Path, loopback: bool = False) -> Place:
    """The source's files. Whether it is there shows when they are listed. `copies` is where repositories are fetched to;
    `loopback` lets a web site be on this machine."""
    if source.kind == "web":
        return WebSite(source.location, loopback=loopback)
    if source.kind == "git" and is_address(source.location):
        return RemoteRepository(source.location, copies / source.name)
    path = Path(source.location)
    return Repository(path) if source.kind == "git" else Folder(path)


class Writer:
    """The one process that may write the index in `folder`, for as long as it is open."""

    def __init__(self, folder: Path, embedder: Embedder, *, chroma: str = "", loopback: bool = False) -> None:
        """`chroma` and `loopback` as in `knowledge.access`. Raises: IndexDamaged, NoRoom."""
        self._folder = folder
        self._embedder = embedder
        self._loopback = loopback
        self.store = Store(folder / FILE)
        self._elsewhere = stored_elsewhere(chroma, folder, self.store)
        self._term_ids: dict[str, int] = {}

    def add(self, source: Source, *, at: str) -> None:
        with self.store.transaction():
            self.store.add_source(source, at=at)

    def remove(self, name: str) -> None:
        """Forgets a source and its passages. Raises: NoRoom."""
        with self.store.transaction():
            self.store.remove_source(name)
            self.publish()
        shutil.rmtree(self._folder / COPIES / name, ignore_errors=True)
        self.settle()

    def rebuild(self) -> None:
        """Forgets every passage, so that the next sync makes all of them anew, with the present embedder."""
        with self.store.transaction():
            self.store.drop_all_documents()
            self.store.set_meta("embedder", "")

    def sync(
        self, sources: Sequence[Source], *, at: str, new: bool = False,
        progress: Callable[[str, int], None] = lambda _name, _done: None,
    ) -> list[Report]:  # fmt: skip
        """Brings sources up to date; one report each, in order. `progress` is told source and files looked at.

        `new` ones are added by the same transaction: where it breaks off they are not there.

        Raises: EmbedderMismatch, EmbedderUnavailable, NoRoom.
        """
        check_embedder(self.store, self._embedder)
        reports = []
        with self.store.transaction():
            for source in sources:
                if new:
                    self.store.add_source(source, at=at)
                report = self._sync_one(source, at=at, progress=progress)
                if new and report.problem and not report.added:
                    self.store.remove_source(source.name)
                    report.kept = False
                reports.append(report)
            if any(r.touched for r in reports) or not self.store.meta("embedder"):
                self.publish()
        self.settle()
        return reports

    def _sync_one(self, source: Source, *, at: str, progress: Callable[[str, int], None]) -> Report:
        report = Report(source=source.name)
        known = self.store.documents(source.name)
        seen: set[str] = set()
        waiting: list[tuple[str, str, Document]] = []
        size = 0
        try:
            for number, entry in enumerate(self._opened(source).files(), start=1):
                progress(source.name, number)
                seen.add(entry.path)
                found = self._changed(entry, known, report)
                if found is None:
                    continue
                waiting.append(found)
                size += sum(len(s.text) for s in found[2].sections)
                if size > _BATCH_CHARACTERS:
                    self.put(source, waiting)
                    waiting, size = [], 0
        except SourceUnavailable as error:
            report.problem = str(error)
        self.put(source, waiting)
        if not report.problem:
            unread = tuple(f"{p.path}/" for p in report.problems if p.folder)
            report.removed = sorted(path for path in known.keys() - seen if not path.startswith(unread or ("\0",)))
            self.store.drop_documents(source.name, report.removed)
        trouble = report.problem or (f"{len(report.problems)} not read" if report.problems else "")
        self.store.note_synced(source.name, at="" if report.problem else at, problem=trouble)
        return report

    def _opened(self, source: Source) -> Place:
        return opened(source, copies=self._folder / COPIES, loopback=self._loopback)

    def _changed(
        self, entry: File | Problem, known: dict[str, str], report: Report
    ) -> tuple[str, str, Document] | None:
        """(path, digest, document) when its content is new; notes in the report what it is."""
        if isinstance(entry, Problem):
            report.problems.append(entry)
            return None
        try:
            check_size(entry.path, entry.size_bytes)
            data = entry.read()
            digest = hashlib.sha256(data).hexdigest()
            if known.get(entry.path) == digest:
                report.unchanged += 1
                return None
            document = read(data, entry.path)
        except OSError as error:
            report.problems.append(Problem(path=entry.path, why=f"It could not be read ({error.strerror})."))
            return None
        except (Unreadable, RecursionError) as error:
            why = str(error) if isinstance(error, Unreadable) else "It is nested too deeply."
            report.problems.append(Problem(path=entry.path, why=why))
            return None
        (report.changed if entry.path in known else report.added).append(entry.path)
        return entry.path, digest, document

    def put(self, source: Source, documents: Sequence[tuple[str, str, Document]]) -> None:
        """Analyses, embeds and stores (path, digest, document), all texts in one go; within a transaction."""
        prepared = [
            (path, digest, doc, list(chunking.chunks(doc, lang=source.lang))) for path, digest, doc in documents
        ]
        texts: list[str] = []
        for _, _, document, chunks in prepared:
            for chunk in chunks:
                texts += [f"{document.title} {chunk.heading}", *chunking.windows(chunk.text)]
        vectors = self._embedder.embed(texts).astype(np.float16) if texts else np.zeros((0, 0), dtype=np.float16)
        at = 0
        for path, digest, document, chunks in prepared:
            passages = []
            for chunk in chunks:
                count = 1 + len(chunking.windows(chunk.text))
                passages.append(self._analysed(document, chunk, vectors[at : at + count].tobytes()))
                at += count
            self.store.put_document(source.name, path, digest=digest, title=document.title, passages=passages)
        if len(vectors):
            self.store.set_meta("dimensions", str(vectors.shape[1]))

    def _analysed(self, document: Document, chunk: chunking.Chunk, vectors: bytes) -> NewPassage:
        counted = Counter(terms(chunk.text))
        for term in terms(f"{document.title} {chunk.heading}"):
            counted[term] += _HEADING_WEIGHT
        new = [term for term in counted if term not in self._term_ids]
        if new:
            self._term_ids.update(self.store.ensure_terms(new))
        ids = self._term_ids
        return NewPassage(
            section=chunk.section,
            heading=chunk.heading,
            line=chunk.line,
            lang=chunk.lang,
            text=chunk.text,
            terms=np.asarray([ids[t] for t in counted], dtype=np.uint32).tobytes(),
            counts=np.asarray([min(c, 255) for c in counted.values()], dtype=np.uint8).tobytes(),
            vectors=vectors,
        )

    def publish(self) -> None:
        """Writes the next generation and names it, within the transaction that changed the store."""
        self.store.set_meta("embedder", self._embedder.name)
        generation = int(self.store.meta("generation", "0")) + 1
        dimensions = int(self.store.meta("dimensions", "1"))
        snapshots.write(self.store, self._folder / SNAPSHOTS, generation=generation, dimensions=dimensions)
        self.store.set_meta("generation", str(generation))

    def settle(self) -> None:
        """After a commit: removes old generations, and brings Chroma up to the present one where the settings name it.

        Dying in between costs nothing: until the next sync the vectors of the snapshot are looked through instead.
        Raises: VectorsUnavailable (the commit stays).
        """
        generation = int(self.store.meta("generation", "0"))
        if not generation:
            return
        snapshots.tidy(self._folder / SNAPSHOTS, keep=generation)
        if self._elsewhere is not None:
            self._elsewhere.bring_up(snapshots.load(self._folder / SNAPSHOTS, generation), generation)


@contextmanager
def writing(folder: Path, embedder: Embedder, *, chroma: str = "", loopback: bool = False) -> Iterator[Writer]:
    """The writer, while no other process has one. Raises: Busy, IndexDamaged, NoRoom."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise NoRoom(f"{folder} cannot be written ({error.strerror}). Mend its permissions.") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
            raise Busy(
                f"Process {holder or '?'} is writing the index right now. Wait until it is done, then try again."
            ) from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        writer = Writer(folder, embedder, chroma=chroma, loopback=loopback)
        try:
            yield writer
        finally:
            writer.store.close()
    finally:
        os.close(lock)
