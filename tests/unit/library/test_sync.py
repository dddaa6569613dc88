"""Syncing: only what changed, all or nothing, one writer, and nothing dropped because it could not be read."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.index.search import EmbedderMismatch, Searcher
from knowledge.index.store import NoRoom
from knowledge.index.sync import Busy, Report, writing
from knowledge.sources.spec import Source
from tests.unit.library.embedders import DyingEmbedder, WordEmbedder

EMBEDDER = WordEmbedder()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    (folder / "drain.md").write_text("# Drain a node\n\nCordon it, then evict its pods.\n")
    (folder / "sub" / "pager.md").write_text("# Pager\n\nWake the secondary after fifteen minutes.\n")
    return folder


def _sync(
    index: Path, docs: Path, embedder: WordEmbedder = EMBEDDER, *, kind: str = "folder", label: str = ""
) -> Report:
    source = Source(name="team", kind="git" if kind == "git" else "folder", location=str(docs), label=label)
    with writing(index, embedder) as writer:
        if not writer.store.sources():
            writer.add(source, at="2026-03-02T09:00:00+00:00")
        return writer.sync(writer.store.sources(), at="2026-03-02T09:00:00+00:00")[0]


def _found(index: Path, question: str, **more: object) -> list[str]:
    searcher = Searcher(index, EMBEDDER)
    try:
        found = searcher.search(question, roles=more.get("roles", ()))  # type: ignore[arg-type]
        return [f"{f.passage.path}#{f.passage.section}" for f in found]
    finally:
        searcher.close()


def test_only_what_changed_is_read_again(docs: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert _sync(index, docs).added == ["drain.md", "sub/pager.md"]
    embedder = WordEmbedder()
    again = _sync(index, docs, embedder)
    assert (again.unchanged, again.touched, embedder.embedded) == (2, False, [])
    (docs / "drain.md").write_text("# Drain a node\n\nUse the maintenance window.\n")
    (docs / "sub" / "pager.md").unlink()
    report = _sync(index, docs, embedder)
    assert (report.changed, report.removed) == (["drain.md"], ["sub/pager.md"])
    assert _found(index, "maintenance window") == ["drain.md#drain-a-node"]


def test_an_open_searcher_sees_what_another_writer_did(docs: Path, tmp_path: Path) -> None:
    _sync(tmp_path / "index", docs)
    searcher = Searcher(tmp_path / "index", EMBEDDER)
    searcher.search("pager", roles=())
    (docs / "quota.md").write_text("# Quota\n\nAsk the platform team for more.\n")
    _sync(tmp_path / "index", docs)
    assert searcher.search("quota platform team", roles=())[0].passage.path == "quota.md"
    searcher.close()


def test_dying_in_the_middle_leaves_what_was_there(docs: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    _sync(index, docs)
    (docs / "drain.md").write_text("# Drain a node\n\nChanged.\n")
    (docs / "new.md").write_text("# New\n\nfatal\n")
    with pytest.raises(KeyboardInterrupt):
        _sync(index, docs, DyingEmbedder())
    assert _found(index, "cordon evict pods")[0] == "drain.md#drain-a-node"
    assert _sync(index, docs).added == ["new.md"]


def test_a_full_disk_leaves_what_was_there(docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index"
    _sync(index, docs)
    (docs / "new.md").write_text("# New\n\nSomething.\n")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(NoRoom, match=r"No space left .* Free some space"):
            _sync(index, docs)
    assert "new.md#new" not in _found(index, "new something")
    assert _sync(index, docs).added == ["new.md"]


_FILLS_THE_DISK = """
import resource, sys
from pathlib import Path
from knowledge.index.store import NoRoom, Store
store = Store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    with store.transaction():
        for number in range(60):
            store.set_meta(str(number), "x" * 200_000)
except NoRoom as error:
    print(error, store.meta("0", "nothing was kept"))
"""


def test_a_file_that_may_not_grow_is_said_as_what_it_is(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _FILLS_THE_DISK, str(tmp_path / "index.db")], capture_output=True, text=True, check=False
    )
    assert "as it was before. Free some space. nothing was kept" in ended.stdout, ended.stderr
    assert "rollback" not in ended.stdout


def test_one_writer_at_a_time_is_told_who_writes(docs: Path, tmp_path: Path) -> None:
    with writing(tmp_path / "index", EMBEDDER), pytest.raises(Busy, match=f"Process {os.getpid()} is writing"):
        _sync(tmp_path / "index", docs)


def test_a_source_that_is_away_keeps_what_was_known(docs: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    _sync(index, docs)
    docs.rename(tmp_path / "away")
    report = _sync(index, docs)
    assert "could not be opened" in report.problem
    assert _found(index, "pager secondary")[0] == "sub/pager.md#pager"


def test_a_file_that_can_no_longer_be_read_keeps_what_was_known(docs: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    _sync(index, docs)
    (docs / "drain.md").write_bytes(b"\0\0broken")
    report = _sync(index, docs)
    assert [(p.path, p.why) for p in report.problems] == [("drain.md", "It is binary, not text.")]
    assert _found(index, "cordon evict pods")[0] == "drain.md#drain-a-node"


def test_links_out_of_the_folder_are_not_followed(docs: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n\nhidden\n")
    (docs / "out.md").symlink_to(tmp_path / "secret.md")
    (docs / "loop").symlink_to(docs)
    (docs / "same.md").symlink_to(docs / "drain.md")
    report = _sync(tmp_path / "index", docs)
    assert sorted(p.path for p in report.problems) == ["loop", "out.md"]
    assert "out.md#secret" not in _found(tmp_path / "index", "secret hidden")
    assert "same.md" in report.added


def test_another_embedder_is_refused_until_the_index_is_rebuilt(docs: Path, tmp_path: Path) -> None:
    index, other = tmp_path / "index", WordEmbedder("words/2")
    _sync(index, docs)
    with pytest.raises(EmbedderMismatch, match="baepo knowledge sync --rebuild"):
        _sync(index, docs, other)
    searcher = Searcher(index, other)
    with pytest.raises(EmbedderMismatch):
        searcher.search("pager", roles=())
    searcher.close()
    with writing(index, other) as writer:
        writer.rebuild()
    assert _sync(index, docs, other).added == ["drain.md", "sub/pager.md"]


def test_only_people_with_the_role_find_a_labelled_source(docs: Path, tmp_path: Path) -> None:
    _sync(tmp_path / "index", docs, label="sre")
    assert _found(tmp_path / "index", "pager", roles=("operator",)) == []
    assert _found(tmp_path / "index", "pager", roles=("sre",))
    searcher = Searcher(tmp_path / "index", EMBEDDER)
    assert searcher.passage("team", "drain.md", "drain-a-node", roles=("operator",)) is None
    assert searcher.passage("team", "drain.md", "drain-a-node", roles=("sre",)) is not None
    searcher.close()


def test_a_repository_is_read_as_committed(docs: Path, tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(docs), "-c", "user.name=t", "-c", "user.email=t@x", *words], check=True)

    git("init", "-q")
    assert "git" in _sync(tmp_path / "none", docs, kind="git").problem  # no commit yet
    git("add", "drain.md")
    git("commit", "-qm", "x")
    (docs / "drain.md").write_text("not committed")
    assert _sync(tmp_path / "index", docs, kind="git").added == ["drain.md"]
    assert _found(tmp_path / "index", "cordon evict pods") == ["drain.md#drain-a-node"]
