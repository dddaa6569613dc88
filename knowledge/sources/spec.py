"""What a source is: a named place whose files are listed, then read one by one. Called by `knowledge.index.sync`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["folder", "git", "web"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place that somebody added; `location` is a folder, or the address of a repository or a web site.

    `lang` is "ko", "en" or "" (seen from the text); `label` is the role that may find its passages, "" for everybody.
    """

    name: str
    kind: Kind
    location: str
    lang: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One readable file; `read` gives its bytes and may raise OSError or Unreadable."""

    path: str
    size_bytes: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be read, and why. What was known below `path` stays."""

    path: str
    why: str
    folder: bool = False


class SourceUnavailable(Exception):
    """The whole source cannot be read now; what was indexed of it stays. Says what to do."""


class Place(Protocol):
    """A source, opened."""

    def files(self) -> Iterator[File | Problem]:
        """Every file of a known format, and what could not be looked at; each path once.

        Raises: SourceUnavailable.
        """
        ...
