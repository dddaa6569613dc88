"""Git repositories by address, from servers of this machine: one that sends a commit alone, and one of plain files."""

import functools
import http.server
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.index.sync import writing
from knowledge.sources.git_remote import RemoteRepository, is_address
from knowledge.sources.spec import File, Source, SourceUnavailable
from tests.unit.library.embedders import WordEmbedder

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def _git(*words: str, at: Path) -> None:
    who = {f"GIT_{r}_{w}": "x@example.com" for r in ("AUTHOR", "COMMITTER") for w in ("NAME", "EMAIL")}
    subprocess.run(["git", *words], cwd=at, check=True, capture_output=True, env={**os.environ, **who})


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    root = tmp_path / "served" / "runbooks.git"
    root.mkdir(parents=True)
    _git("init", "--quiet", "--initial-branch=trunk", at=root)
    _commit(root, "drain.md", "# Drain\n\nEvict the pods.\n")
    return root


def _commit(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text, encoding="utf-8")
    _git("add", ".", at=root)
    _git("commit", "--quiet", "-m", "x", at=root)
    _git("update-server-info", at=root)


@pytest.fixture
def daemon(origin: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = origin.parent
    command = [
        "git",
        "daemon",
        "--export-all",
        f"--base-path={base}",
        "--listen=127.0.0.1",
        f"--port={port}",
        str(base),
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"git://127.0.0.1:{port}/runbooks.git"
        running.terminate()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nothing."""


@pytest.fixture
def plain_files(origin: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(origin.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/runbooks.git/.git"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("served", ["daemon", "plain_files"])
def test_the_newest_commit_is_fetched_and_read(
    served: str, origin: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(served)
    place = RemoteRepository(address, tmp_path / "copy")
    assert [f.path for f in place.files()] == ["drain.md"]
    _commit(origin, "cache.md", "# Cache\n\nExpire entries.\n")
    found = {f.path: f.read() for f in place.files() if isinstance(f, File)}
    assert sorted(found) == ["cache.md", "drain.md"]
    assert found["cache.md"].startswith(b"# Cache")


def test_history_that_was_written_anew_is_followed(daemon: str, origin: Path, tmp_path: Path) -> None:
    place = RemoteRepository(daemon, tmp_path / "copy")
    list(place.files())
    (origin / "drain.md").write_text("# Other\n\nText.\n")
    _git("commit", "--quiet", "--amend", "-am", "y", at=origin)
    assert [f.read() for f in place.files() if isinstance(f, File)] == [b"# Other\n\nText.\n"]


def test_what_was_known_stays_when_the_server_is_away_and_goes_with_its_source(daemon: str, tmp_path: Path) -> None:
    source = Source(name="runbooks", kind="git", location=daemon)
    away = Source(name="runbooks", kind="git", location="git://127.0.0.1:1/runbooks.git")
    with writing(tmp_path / "index", WordEmbedder()) as writer:
        writer.add(source, at="")
        assert writer.sync([source], at="1")[0].added == ["drain.md"]
        report = writer.sync([away], at="2")[0]
        assert (report.removed, "could not be fetched by git: fatal" in report.problem) == ([], True)
        assert (tmp_path / "index" / "git" / "runbooks" / "HEAD").exists()
        writer.remove("runbooks")
    assert not (tmp_path / "index" / "git" / "runbooks").exists()


@pytest.mark.parametrize("address", ["ext::sh -c id", "file:///etc", "--upload-pack=id", "https://-x", "/srv/git"])
def test_what_would_run_something_or_read_this_machine_is_no_address(address: str, tmp_path: Path) -> None:
    assert not is_address(address)
    with pytest.raises(SourceUnavailable):
        list(RemoteRepository(f"ext::{address}", tmp_path / "copy").files())


@pytest.mark.parametrize(
    "address", ["https://h/x.git", "ssh://git@h:22/x", "git@h.example.com:team/x.git", "git://h/x"]
)
def test_addresses_that_git_fetches_from(address: str) -> None:
    assert is_address(address)
