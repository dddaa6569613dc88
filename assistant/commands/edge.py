"""The edge of the command line: finds a command, runs it, and turns whatever stops it into words and an exit code."""

import difflib
import importlib
import json
import logging
import os
import sys
from collections.abc import Mapping

from assistant.errors import FAILED, PARTLY, USAGE, BaepoError
from tools.spec import ToolError

INTERRUPTED = 130  # what shells expect after Ctrl-C
_log = logging.getLogger(__name__)


def run(name: str, argv: list[str], commands: Mapping[str, tuple[str, str]]) -> int:
    """The exit code of `baepo NAME ARGV`."""
    if name not in commands:
        close = difflib.get_close_matches(name, commands, n=1)
        hint = f"Did you mean: baepo {close[0]}?" if close else "baepo --help lists the commands."
        return _told(f"There is no command {name}.", hint, USAGE, as_json="--json" in argv)
    module, _, function = commands[name][0].partition(":")
    as_json = "--json" in argv
    try:
        code: int = getattr(importlib.import_module(module), function)(argv)
        sys.stdout.flush()
        return code
    except BaepoError as error:
        return _told(error.message, error.remedy, error.exit_code, as_json=as_json)
    except ToolError as error:
        return _told(error.message, error.remedy, PARTLY, as_json=as_json)
    except KeyboardInterrupt:
        return _told(
            "Stopped.", "What was found so far is kept; nothing was left half-done.", INTERRUPTED, as_json=as_json
        )
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        _log.debug("command %s failed", name, exc_info=True)
        if os.environ.get("BAEPO_DEBUG"):
            raise
        text = f"An error inside Baepo: {type(error).__name__}: {error}"
        return _told(text, "Repeat with BAEPO_DEBUG=1 for details, and report it, please.", FAILED, as_json=as_json)


def _told(message: str, remedy: str, code: int, *, as_json: bool) -> int:
    if as_json:
        print(
            json.dumps(
                {"schema": "baepo.error/1", "message": message, "remedy": remedy, "exit_code": code}, ensure_ascii=False
            )
        )
    else:
        print(message + (f"\n{remedy}" if remedy else ""), file=sys.stderr)
    return code
