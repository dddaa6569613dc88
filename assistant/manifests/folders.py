"""Which files are looked at, and as what text. Called by `assistant.manifests.reading`.

A folder is read with what lies below it, apart from hidden folders and dependencies. What leads out of it is not followed.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import UsageError
from assistant.language import Text, with_particle
from assistant.manifests import gaps as gaps_of
from tools.spec import NotRead

ENDINGS = (".yaml", ".yml", ".json")
LARGEST_BYTES = 32 * 1024 * 1024
MOST_FILES = 20_000
_HEAD = 8192
_SKIPPED = frozenset({"node_modules", "vendor", "__pycache__"})
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def files(path: Path, gaps: list[NotRead]) -> Iterator[Path]:
    """The files of a path in order of their names; adds to `gaps` what is left out. Raises: UsageError."""
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        there = path.exists() or path.is_symlink()
        named = with_particle(str(path), "은" if there else "이")
        raise UsageError(
            Text(
                ko=f"{named} {'파일도 폴더도 아닙니다' if there else '없습니다'}.",
                en=f"{path} {'is no file or folder' if there else 'does not exist'}.",
            ),
            remedy=Text(
                ko="매니페스트가 있는 파일이나 폴더를 적으세요. 표준 입력은 -입니다.",
                en="Name a file or folder with manifests, or - for the standard input.",
            ),
        )
    root, count = path.resolve(), 0

    def closed(error: OSError) -> None:
        gaps.append(gaps_of.unopened(str(error.filename), error))

    for folder, folders, names in os.walk(path, onerror=closed):
        here = Path(folder)
        kept = [f for f in sorted(folders) if not f.startswith(".") and f not in _SKIPPED]
        gaps.extend(gaps_of.linked(here / f) for f in kept if (here / f).is_symlink())
        folders[:] = [f for f in kept if not (here / f).is_symlink()]
        for name in sorted(n for n in names if n.lower().endswith(ENDINGS)):
            found = here / name
            if found.is_symlink() and not _within(found, root):
                gaps.append(gaps_of.linked(found))
                continue
            count += 1
            if count > MOST_FILES:
                gaps.append(
                    NotRead(what=str(path), why=f"It holds more than {MOST_FILES} files; the rest was left out.")
                )
                return
            yield found


def text_of(path: Path) -> str | NotRead:
    """The text of a file, or why it has none."""
    try:
        if not path.is_file():
            return gaps_of.irregular(path)
        if path.stat().st_size > LARGEST_BYTES:
            return gaps_of.too_large(path, LARGEST_BYTES // 1024 // 1024)
        return decoded(path.read_bytes(), str(path))
    except OSError as error:
        return gaps_of.unopened(str(path), error)


def decoded(data: bytes, name: str) -> str | NotRead:
    """Bytes as text, by their byte order mark, else UTF-8."""
    encoding = next((e for bom, e in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data[:_HEAD]:
            return gaps_of.binary(name)
        return gaps_of.not_text(name, data[: error.start].count(b"\n") + 1)
    if "\0" in text:
        return gaps_of.binary(name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _within(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # it leads nowhere, or in a circle
        return False
