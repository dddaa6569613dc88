"""What commands share: their options, the settings behind them, and printing one JSON object."""

import argparse
import sys
from pathlib import Path
from typing import Any, NoReturn

from assistant import settings as settings_module
from assistant.commands import help_text, output, pager, parsing_words
from assistant.environments import Environment
from assistant.errors import UsageError
from assistant.language import Lang, Text, system_language
from assistant.settings import Settings


class Parser(argparse.ArgumentParser):
    """Options and words in any order; a mistake is a `UsageError` like every other, so that `--json` holds for it too."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": help_text.HelpFormatter} | given)
        for action in self._actions:  # argparse's own: -h
            action.help = "show this help message and exit"

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        words = sys.argv[1:] if args is None else list(args)
        if "--" in words:  # the intermixed parser reads options behind it too
            return super().parse_args(words, namespace)
        return self.parse_intermixed_args(words, namespace)

    def format_usage(self) -> str:
        """In English, as argparse counts on it: it cuts off the seven characters of `usage: `."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups, "usage: ")
        return formatter.format_help()

    def error(self, message: str) -> NoReturn:
        usage = self.format_usage().strip().removeprefix("usage: ")
        korean, english = [f"사용법: {usage}"], [f"usage: {usage}"]
        if example := _first_example(self.epilog or ""):
            korean.append(f"예: {example}")
            english.append(f"example: {example}")
        korean.append(f"자세한 설명: {self.prog} --help")
        english.append(f"{self.prog} --help tells more.")
        raise UsageError(
            Text(ko=f"{self.prog}: {parsing_words.korean(message)}.", en=f"{self.prog}: {message}."),
            remedy=Text(ko="\n".join(korean), en="\n".join(english)),
        )


def _first_example(epilog: str) -> str:
    lines = (line.strip() for line in epilog.splitlines())
    return next((line.partition("   ")[0] for line in lines if line.startswith("baepo ")), "")


def parser(command: str, description: str, examples: str, *, env: bool = False) -> Parser:
    """A parser with `--config`, `--json`, `--lang`, and `--env` where it makes sense."""
    made = Parser(
        prog=f"baepo {command}",
        description=description,
        epilog=f"examples:\n{examples}",
        allow_abbrev=False,
    )
    made.add_argument(
        "--config", type=Path, metavar="FILE", help="settings file (default: baepo.toml here, then yours)"
    )
    made.add_argument("--json", action="store_true", help="print one JSON object")
    made.add_argument("--lang", choices=["ko", "en"], help="language of the answer (default: that of the question)")
    if command.split()[0] in pager.PAGED:
        made.add_argument(pager.OFF, action="store_true", help="print long output at once (BAEPO_PAGER, PAGER choose)")
    if env:
        made.add_argument("--env", default="", metavar="NAME", help="environment to look at")
    return made


def load(options: argparse.Namespace) -> Settings:
    return settings_module.load(options.config)


def language(options: argparse.Namespace) -> Lang:
    """The language of screens that answer no question: the option, `BAEPO_LANG`, else the locale's."""
    return options.lang or system_language()


def environment(
    options: argparse.Namespace, settings: Settings, question: str = "", *, default: str = ""
) -> Environment:
    """The one meant by option or question, else `default`, else that of the settings."""
    from assistant.choosing import choose_environment  # it brings the store along, which `--help` does not need

    return choose_environment(
        settings.environments, question=question, wanted=options.env, default=default or settings.default_environment
    )


def print_json(schema: str, **values: Any) -> None:
    print(output.json_text({"schema": schema, **values}))
