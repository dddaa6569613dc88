"""What may follow what on the command line, taken from the parsers that the commands use themselves."""

import argparse
import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn, cast

from assistant.completion.values import KINDS, Kind
from assistant.wiring import declared_actions

# What a word is: one of these, a file, a value of this installation, or None for free text.
Words = tuple[str, ...] | Literal["files"] | Kind | None

_BY_NAME: Mapping[str, Kind] = {
    "env": "environments",
    "environment": "environments",
    "plan": "plans",
    "session": "sessions",
    "approver": "approvers",
    "subject": "plans",
    "context": "contexts",
    "profile": "profiles",
    "fingerprint": "findings",
}
_BY_COMMAND: Mapping[tuple[str, str], Words] = {
    ("env", "name"): "environments",
    ("evidence", "what"): "evidence",
    ("guide", "what"): "guides",
    ("keys", "name"): "approvers",
    ("permissions", "backend"): ("aws", "kube"),
}


@dataclass(frozen=True, kw_only=True)
class Option:
    flags: tuple[str, ...]
    about: str
    takes_value: bool
    values: Words


@dataclass(frozen=True, kw_only=True)
class Place:
    """A word of the command by its position; `repeats` for the last one that may be given again and again."""

    name: str
    values: Words
    repeats: bool


@dataclass(frozen=True, kw_only=True)
class Command:
    name: str
    about: str
    options: tuple[Option, ...]
    places: tuple[Place, ...]


def grammar(commands: Mapping[str, tuple[str, str]]) -> tuple[Command, ...]:
    """Every command of the table, in its order. Imports all of them: takes a while, so scripts keep the outcome."""
    return tuple(_command(name, about, parser_of(where)) for name, (where, about) in commands.items())


def parser_of(where: str) -> argparse.ArgumentParser:
    """The parser that `module:function` builds when it is called: asked for help, it is caught before it prints."""
    module, _, function = where.partition(":")
    main = getattr(importlib.import_module(module), function)
    with _catching_help():
        try:
            main(["--help"])
        except _Asked as asked:
            return asked.parser
    raise TypeError(f"{where} has no parser that knows --help")


class _Asked(BaseException):
    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__()
        self.parser = parser


@contextmanager
def _catching_help() -> Iterator[None]:
    """Parsers are made inside commands, and argparse has no other seam that all of them pass."""

    def caught(self: argparse.ArgumentParser, file: object = None) -> NoReturn:
        raise _Asked(self)

    kept = argparse.ArgumentParser.print_help
    argparse.ArgumentParser.print_help = caught  # type: ignore[method-assign]
    try:
        yield
    finally:
        argparse.ArgumentParser.print_help = kept  # type: ignore[method-assign]


def _command(name: str, about: str, parser: argparse.ArgumentParser) -> Command:
    actions = [a for a in parser._actions if a.help != argparse.SUPPRESS]
    return Command(
        name=name,
        about=about,
        options=tuple(_option(name, a) for a in actions if a.option_strings),
        places=tuple(_place(name, a) for a in actions if not a.option_strings),
    )


def _option(command: str, action: argparse.Action) -> Option:
    takes_value = action.nargs != 0
    return Option(
        flags=tuple(action.option_strings),
        about=_plain(action.help),
        takes_value=takes_value,
        values=_values(command, action) if takes_value else None,
    )


def _place(command: str, action: argparse.Action) -> Place:
    name = str(action.metavar or action.dest)
    return Place(name=name, values=_values(command, action), repeats=action.nargs in ("*", "+"))


def _values(command: str, action: argparse.Action) -> Words:
    if action.choices:
        return tuple(str(c) for c in cast(Sequence[object], action.choices))
    if action.type is Path or action.metavar in ("FILE", "DIR", "PATH"):
        return "files"
    if (command, action.dest) == ("propose", "action"):
        return tuple(sorted(a.name for a in declared_actions()))
    return _BY_COMMAND.get((command, action.dest)) or _BY_NAME.get(action.dest)


def _plain(help: str | None) -> str:
    return " ".join((help or "").replace("%%", "%").split())


def looked_up(values: Words) -> bool:
    """True for what `baepo completion values` is asked for."""
    return isinstance(values, str) and values in KINDS
