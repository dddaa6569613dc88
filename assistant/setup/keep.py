"""Puts a settings file in its place: whole or not at all, private, and only when it loads."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from assistant import settings
from assistant.errors import Failed, UsageError
from assistant.language import Text, with_particle


def refuse_existing(path: Path) -> None:
    """Raises `UsageError` when a file is there."""
    if path.exists():
        raise UsageError(
            Text(ko=f"{with_particle(str(path), '이')} 이미 있습니다.", en=f"{path} exists already."),
            remedy=Text(
                ko="baepo init --force는 새로 쓰고 이전 것을 옆에 남깁니다.",
                en="baepo init --force writes a new one and keeps this one beside it.",
            ),
        )


def keep(text: str, path: Path, *, force: bool, now: datetime) -> Path | None:
    """Writes `text` to `path`, mode 0600; returns where the file that was there before is now, None for none.

    Raises: `UsageError` when one is there and `force` is false, `Failed` when the disk refuses or it does not load.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _proven(text, path) as draft:
            backup = _backup(path, now) if force and path.exists() else None
            if force:
                os.replace(draft, path)
            else:
                os.link(draft, path)  # fails where somebody was first
            return backup
    except FileExistsError as error:
        raise UsageError(
            Text(ko=f"{with_particle(str(path), '이')} 이미 있습니다.", en=f"{path} exists already."),
            remedy=Text(
                ko="baepo init --force는 새로 쓰고 이전 것을 옆에 남깁니다.",
                en="baepo init --force writes a new one and keeps this one beside it.",
            ),
        ) from error
    except OSError as error:
        raise _refused(path, error) from error


def replace_own(text: str, path: Path) -> None:
    """Puts `text` where this process has just put another. Raises: `Failed` as `keep` does."""
    try:
        with _proven(text, path) as draft:
            os.replace(draft, path)
    except OSError as error:
        raise _refused(path, error) from error


@contextmanager
def _proven(text: str, path: Path) -> Iterator[Path]:
    """A file that holds `text` and loads; it lies beside `path`, as relative paths in it start at its folder."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _prove(draft)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _refused(path: Path, error: OSError) -> Failed:
    return Failed(
        Text(ko=f"{path}에 쓸 수 없습니다: {error.strerror}.", en=f"{path} could not be written: {error.strerror}."),
        remedy=Text(ko="다른 폴더를 고르세요: baepo init --here.", en="Choose another folder: baepo init --here."),
    )


def _prove(draft: Path) -> None:
    """Raises `Failed` for what the product itself would not load."""
    from assistant.wiring import declared_actions

    try:
        loaded = settings.load(draft, {})
        loaded.check_actions(a.name for a in declared_actions())
    except UsageError as error:
        raise Failed(
            Text(
                ko=f"쓰려는 설정을 읽어 들일 수 없습니다: {error.what.ko}",
                en=f"What would be written does not load: {error.message}",
            ),
            remedy=error.what_next,
        ) from error


def _backup(path: Path, now: datetime) -> Path:
    backup = path.with_name(f"{path.name}.{now:%Y%m%d-%H%M%S}.bak")
    shutil.copy2(path, backup)
    return backup
