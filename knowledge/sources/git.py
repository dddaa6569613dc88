"""A Git repository as committed at HEAD, on this machine (a work tree or a bare repository)."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from knowledge.sources.documents import Unreadable
from knowledge.sources.reading import FORMATS, ending
from knowledge.sources.spec import File, Problem, SourceUnavailable

_TIMEOUT_S = 60
_LINK_MODE, _SUBMODULE_TYPE = "120000", "commit"


class Repository:
    """Files of known formats in the tree of HEAD."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def files(self) -> Iterator[File | Problem]:
        """Raises: SourceUnavailable (no git, no repository, no commit)."""
        listing = self._git("ls-tree", "-r", "-z", "--long", "--full-tree", "HEAD")
        for entry in listing.decode("utf-8", "surrogateescape").split("\0"):
            if not entry:
                continue
            about, _, path = entry.partition("\t")
            mode, kind, digest, size = about.split()
            if ending(path) not in FORMATS or kind == _SUBMODULE_TYPE or path.rpartition("/")[2].startswith("."):
                continue
            shown = path.encode("utf-8", "replace").decode()
            if mode == _LINK_MODE:
                yield Problem(path=shown, why="It is a symbolic link.")
            else:
                yield File(path=shown, size_bytes=int(size), read=partial(self._blob, digest))

    def _blob(self, digest: str) -> bytes:
        try:
            return self._git("cat-file", "blob", digest)
        except SourceUnavailable as error:
            raise Unreadable(f"Git cannot read it: {error}") from error

    def _git(self, *words: str) -> bytes:
        program = shutil.which("git")
        if program is None:
            raise SourceUnavailable("git is not installed here. Install it, or add the folder as a folder.")
        # What a repository configures for itself (hooks, filters, file system monitors) is not run.
        safe = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
        command = [program, *safe, "-C", str(self._path), *words]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise SourceUnavailable(f"git took more than {_TIMEOUT_S} s on {self._path}. Try again.") from error
        except OSError as error:
            raise SourceUnavailable(f"git could not be started ({error.strerror}).") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            why = said[-1] if said else f"exit code {done.returncode}"
            raise SourceUnavailable(f"{self._path} could not be read by git: {why}")
        return done.stdout
