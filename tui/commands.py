"""The command palette (^P), and the command line of `baepo chat`."""

import argparse
import os
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from tui.values import Options

if TYPE_CHECKING:
    from tui.app import BaepoApp


def palette(app: "BaepoApp") -> Iterable[SystemCommand]:
    yield SystemCommand("Evidence", "What answers rest on (f2)", lambda: app.chat.action_side("#evidence-list"))
    yield SystemCommand("Plans", "Review, approve, execute, undo (f3)", lambda: app.chat.action_side("#plans-list"))
    yield SystemCommand("Guides", "Search and read the guides (f4)", app.action_guides)
    yield SystemCommand("Copy answer", "The last answer to the clipboard", app.copy_answer)
    yield SystemCommand("Export conversation", "Write it to a Markdown file here", app.export)
    for place in app.places if len(app.places) > 1 else ():
        title = f"Environment: {place.name}"
        yield SystemCommand(title, f"Look at it from now on ({place.risk.upper()})", partial(app.choose, place))
    yield SystemCommand("Stop", "Stop what runs, keep what was found (esc)", app.action_stop)
    yield SystemCommand("Help", "How it works, and the keys (f1)", app.action_help)
    yield SystemCommand("Theme", "Colours, high contrast, monochrome", app.action_change_theme)
    yield SystemCommand("Quit", "Leave Baepo (ctrl+q)", app.action_quit)


def parse(argv: list[str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="baepo chat", description="Chat, evidence and plans side by side.", allow_abbrev=False
    )
    parser.add_argument(
        "--config", default="", metavar="FILE", help="settings file (default: baepo.toml here, then yours)"
    )
    parser.add_argument("--env", default="", metavar="NAME", help="environment to look at")
    parser.add_argument("--session", default="", metavar="ID", help='go on with an earlier session, or "last"')
    parser.add_argument(
        "--lang", choices=["ko", "en"], help="of screens and answers (default: locale; each question's)"
    )
    given = parser.parse_args(argv)
    # The same rule as `assistant.commands.options.language`, which is not imported here: it loads the settings first.
    wanted = given.lang or os.environ.get("BAEPO_LANG") or os.environ.get("LANG", "")
    return Options(
        config=given.config,
        environment=given.env,
        session=given.session,
        lang="ko" if wanted.startswith("ko") else "en",
        answer_lang=given.lang,
    )
