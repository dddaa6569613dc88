"""The last step of `baepo init`: a key for the approver, which may also be left for later. Called by `commands.init`.

The settings are on disk by then, so whatever happens here takes nothing back but the key itself.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from assistant import places
from assistant.commands.questions import NoAnswer, Questions
from assistant.errors import DONE, USAGE
from assistant.language import Lang, Text

_TRIES = 3  # at a passphrase


@dataclass(frozen=True, kw_only=True)
class Key:
    path: Path
    public_key: str


class Left(Exception):
    """Somebody went away instead of answering."""


def name_of(user: str) -> str:
    """What the next key of this user is called: never that of an earlier one."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", user).strip("-") or "approver"
    names = (plain, *(f"{plain}-{n}" for n in range(2, 100)))
    return next(n for n in names if not _file(n).exists())


def later(name: str, settings: Path) -> str:
    """The command that makes the key another time, and writes its public half where it belongs."""
    return f"baepo keys create {name} >> {shlex.quote(str(settings))}"


@contextmanager
def new_key(name: str, settings: Path, questions: Questions, lang: Lang) -> Iterator[Key | None]:
    """A new key; it goes again when what needs it cannot be written. None without a terminal, or without a passphrase.

    It is made by `baepo keys create` in a process of its own: this one may go on asking, and must never hold a key.
    Raises: `Left`.
    """
    why = Text(
        ko=f"승인에 쓸 키를 지금 만들까요? 암호로 보호합니다.\n(나중에: {later(name, settings)})",
        en=f"Make your key for approving now, guarded by a passphrase?\n(Later: {later(name, settings)})",
    )
    if not sys.stdin.isatty():
        yield None
        return
    path = _file(name)
    try:
        try:
            public_key = _made(path.stem, settings, lang) if questions.agreed(why) else ""
        except (KeyboardInterrupt, NoAnswer) as left:
            raise Left from left
        yield Key(path=path, public_key=public_key) if public_key else None
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _file(name: str) -> Path:
    return places.data_folder() / "keys" / f"{name}.key"


def _made(name: str, settings: Path, lang: Lang) -> str:
    """The public half; "" when no good passphrase was typed. Raises: `Left` for somebody who leaves."""
    with NamedTemporaryFile(suffix=".toml") as nothing:  # a key needs no settings
        command = [sys.executable, "-m", "assistant.cli", "keys", "create", name, "--json", "--config", nothing.name]
        command += ["--lang", lang]
        for _ in range(_TRIES):
            ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 our own command
            told = json.loads(ended.stdout or "{}")
            if ended.returncode == DONE:
                return str(told["public_key"])
            print(told.get("message", ""))
            if ended.returncode != USAGE:
                raise Left
    command_later = later(name, settings)
    told = Text(
        ko=f"키 없이 계속합니다. 나중에 만들려면: {command_later}",
        en=f"Going on without a key. To make one later: {command_later}",
    )
    print(told.in_(lang))
    return ""
