"""Help in the language of the machine: the Korean of what parsers say in English. Called by `commands.options` and `cli`.

What is not in `help_ko.toml` stays as it is: commands, names, values.
"""

import argparse
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assistant.language import system_language
from assistant.text_width import wrapped

_REMARK = re.compile(r"(?P<command>.*?\S)(?P<gap>\s{2,}(?:# )?)(?P<remark>\S.*)")


def summary(command: str, english: str) -> str:
    """What a command is for, in a few words."""
    return english if system_language() == "en" else _korean("summaries").get(command, english)


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Of argparse, with its own words and ours in the language of the machine."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        ours = "사용법: " if system_language() == "ko" else "usage: "
        super().add_usage(usage, actions, groups, ours if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(said(heading or ""))

    def add_text(self, text: str | None) -> None:
        if text is None or not text.startswith("examples:\n"):
            super().add_text(said(text) if text else text)
            return
        title, _, examples = text.partition("\n")
        lines = "\n".join(_example(line) for line in examples.split("\n"))
        super().add_text(f"{'예:' if system_language() == 'ko' else title}\n{lines}")

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return said(action.help) if action.help else action.help

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(" ".join(text.split()), width)


def said(english: str) -> str:
    """One sentence or heading in the language of the machine."""
    return english if system_language() == "en" else _korean("words").get(english, english)


def _example(line: str) -> str:
    """Its remark, where it has one, in the language of the machine."""
    match = _REMARK.fullmatch(line)
    return f"{match['command']}{match['gap']}{said(match['remark'])}" if match else line


@cache
def _korean(section: str) -> Mapping[str, str]:
    table: dict[str, Any] = tomllib.loads(Path(__file__).with_name("help_ko.toml").read_text(encoding="utf-8"))
    words: Mapping[str, str] = table[section]
    return words
