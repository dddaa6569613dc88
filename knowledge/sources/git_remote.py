"""A Git repository at an address: its newest commit is fetched into the folder of the index, then read like one here.

The program `git` does the transfer, with the keys and credential helpers that the user has set up for it; it never asks.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from knowledge.sources.git import Repository
from knowledge.sources.spec import File, Problem, SourceUnavailable

_TIMEOUT_S = 600
_PROTOCOLS = ("https", "http", "ssh", "git")
_ADDRESS = re.compile(rf"(?:(?:{'|'.join(_PROTOCOLS)})://|[\w.-]+@[\w.-]+:)[^\s-]\S*")
_BRANCH = "refs/heads/fetched"
_NO_SHALLOW = "shallow"  # what git says of a server of plain files: it cannot send one commit alone


class RemoteRepository:
    """The files of the newest commit at `address`, by way of a bare copy in `folder`."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address = address
        self._folder = folder

    def files(self) -> Iterator[File | Problem]:
        """Raises: SourceUnavailable (no git, no answer, no right, no commit)."""
        if shutil.which("git") is None:
            raise SourceUnavailable("git is not installed here. Install it, then sync again.")
        if not (self._folder / "HEAD").exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._git("init", "--quiet", "--bare")
        fetch = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--force")
        try:
            self._git(*fetch, "--depth=1", self._address, f"HEAD:{_BRANCH}")
        except SourceUnavailable as error:
            if _NO_SHALLOW not in str(error):
                raise
            self._git(*fetch, self._address, f"HEAD:{_BRANCH}")
        self._git("symbolic-ref", "HEAD", _BRANCH)
        yield from Repository(self._folder).files()

    def _git(self, *words: str) -> None:
        allowed = [option for protocol in _PROTOCOLS for option in ("-c", f"protocol.{protocol}.allow=always")]
        safe = ["-c", "protocol.allow=never", *allowed, "-c", "core.hooksPath=/dev/null", "-c", "core.askPass="]
        command = ["git", *safe, "-C", str(self._folder), *words]
        silent = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "LC_ALL": "C"}
        ssh = {"GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")}
        try:
            done = subprocess.run(  # noqa: S603 - no shell; the address was checked by `is_address`
                command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_TIMEOUT_S, check=False,
                env={**os.environ, **silent, **ssh},
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise SourceUnavailable(f"{self._address} took more than {_TIMEOUT_S} s. Try again.") from error
        except OSError as error:
            raise SourceUnavailable(f"git could not be started ({error.strerror}).") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            why = next((line for line in said if line.startswith(("fatal:", "error:"))), said[-1] if said else "")
            raise SourceUnavailable(
                f"{self._address} could not be fetched by git: {why or f'exit code {done.returncode}'}. Check the address,"
                f" and that `git ls-remote {self._address}` works here."
            )


def is_address(text: str) -> bool:
    """Whether it is an address that git can fetch from (https, http, ssh, git, or user@host:path)."""
    return bool(_ADDRESS.fullmatch(text))
