"""What commands share: their options, the settings behind them, and printing one JSON object."""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from assistant import settings as settings_module
from assistant.environments import Environment
from assistant.language import Lang
from assistant.settings import Settings


def parser(command: str, description: str, examples: str, *, env: bool = False) -> argparse.ArgumentParser:
    """A parser with `--config`, `--json`, `--lang`, and `--env` where it makes sense."""
    made = argparse.ArgumentParser(
        prog=f"baepo {command}",
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument(
        "--config", type=Path, metavar="FILE", help="settings file (default: baepo.toml here, then yours)"
    )
    made.add_argument("--json", action="store_true", help="print one JSON object")
    made.add_argument("--lang", choices=["ko", "en"], help="language of the answer (default: that of the question)")
    if env:
        made.add_argument("--env", default="", metavar="NAME", help="environment to look at")
    return made


def load(options: argparse.Namespace) -> Settings:
    return settings_module.load(options.config)


def language(options: argparse.Namespace) -> Lang:
    """The language of screens that answer no question: the option, `BAEPO_LANG`, else the locale's."""
    wanted = options.lang or os.environ.get("BAEPO_LANG") or os.environ.get("LANG", "")
    return "ko" if wanted.startswith("ko") else "en"


def environment(options: argparse.Namespace, settings: Settings, question: str = "") -> Environment:
    from assistant.session import choose_environment  # it brings the store along, which `--help` does not need

    return choose_environment(
        settings.environments, question=question, wanted=options.env, default=settings.default_environment
    )


def print_json(schema: str, **values: Any) -> None:
    print(json.dumps({"schema": schema, **values}, ensure_ascii=False, indent=2, default=str))
