"""Which format reads which file, and how large one may be. Called by `knowledge.index.sync`."""

import importlib

from knowledge.sources.documents import Document, Unreadable

_MB = 1_000_000
# By ending: the module below knowledge.sources.formats, and the largest size read.
FORMATS: dict[str, tuple[str, int]] = {
    **dict.fromkeys((".md", ".markdown", ".mdx"), ("markdown", 4 * _MB)),
    **dict.fromkeys((".txt", ".text", ".adoc"), ("plain", 4 * _MB)),
    ".rst": ("restructured", 4 * _MB),
    **dict.fromkeys((".html", ".htm", ".xhtml"), ("html", 8 * _MB)),
    ".pdf": ("pdf", 50 * _MB),
    ".docx": ("word", 50 * _MB),
    ".ipynb": ("notebook", 20 * _MB),
}


def ending(name: str) -> str:
    """The lower-case ending of a file's name, with its dot; "" for none."""
    base = name.rpartition("/")[2]
    return "." + base.rpartition(".")[2].lower() if "." in base[1:] else ""


def check_size(name: str, size_bytes: int) -> None:
    """Raises: Unreadable (larger than its format is read)."""
    limit = FORMATS[ending(name)][1]
    if size_bytes > limit:
        raise Unreadable(f"It has {size_bytes / _MB:.0f} MB; up to {limit // _MB} MB are read. Split it.")


def read(data: bytes, name: str) -> Document:
    """Raises: Unreadable."""
    check_size(name, len(data))
    module = importlib.import_module(f"knowledge.sources.formats.{FORMATS[ending(name)][0]}")
    try:
        document: Document = module.read(data, name)
    except (Unreadable, RecursionError):
        raise
    except Exception as error:  # a parser fails in any way on a file that is broken; the others are read all the same
        raise Unreadable(f"It is broken, or no {ending(name)} file ({type(error).__name__}).") from error
    return document
