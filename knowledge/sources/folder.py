"""A folder of documents. Symbolic links are followed only to files that lie in the folder themselves."""

import os
from collections.abc import Iterator
from pathlib import Path

from knowledge.sources.reading import FORMATS, ending
from knowledge.sources.spec import File, Problem, SourceUnavailable

_LEFT_OUT = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
FILES_LIMIT = 50_000


class Folder:
    """Files of known formats below `root`, by path."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def files(self) -> Iterator[File | Problem]:
        """Raises: SourceUnavailable."""
        try:
            root = self._root.resolve(strict=True)
            os.scandir(root).close()
        except OSError as error:
            problem = f"{self._root} could not be opened ({error.strerror})"
            raise SourceUnavailable(f"{problem}. Bring it back, or remove the source.") from error
        denied: list[Problem] = []

        def note(error: OSError) -> None:
            place = os.path.relpath(error.filename, root)
            denied.append(Problem(path=place, why=f"The folder cannot be opened ({error.strerror}).", folder=True))

        count = 0
        for folder, folders, names in os.walk(root, onerror=note):
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _LEFT_OUT)
            for linked in [f for f in folders if os.path.islink(os.path.join(folder, f))]:
                yield Problem(path=os.path.relpath(os.path.join(folder, linked), root), why=_LINK, folder=True)
            for name in sorted(names):
                if ending(name) not in FORMATS or name.startswith("."):
                    continue
                count += 1
                if count > FILES_LIMIT:
                    raise SourceUnavailable(f"{root} holds more than {FILES_LIMIT:,} documents. Add parts of it.")
                yield _file(Path(folder, name), root)
        yield from denied


_LINK = "It is a symbolic link to another place. Add that place as a source of its own."


def _file(path: Path, root: Path) -> File | Problem:
    relative = path.relative_to(root).as_posix()
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root):
            return Problem(path=relative, why=_LINK)
        if not real.is_file():
            return Problem(path=relative, why="It is not a regular file.")
        size = real.stat().st_size
    except OSError as error:
        return Problem(path=relative, why=f"It cannot be opened ({error.strerror}).")
    return File(path=relative, size_bytes=size, read=real.read_bytes)
