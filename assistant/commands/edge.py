"""The edge of the command line: finds a command, runs it, and turns whatever stops it into words and an exit code."""

import difflib
import importlib
import logging
import os
import sys
from collections.abc import Mapping

from assistant.commands import output
from assistant.commands.pager import paged
from assistant.errors import FAILED, PARTLY, REFUSED, USAGE, BaepoError
from tools.spec import ToolError

INTERRUPTED = 130  # what shells expect after Ctrl-C
# By ToolError.kind.
_CODES = {"bad_request": USAGE, "not_found": FAILED, "denied": PARTLY, "unavailable": PARTLY, "refused": REFUSED}
_log = logging.getLogger(__name__)


def run(name: str, argv: list[str], commands: Mapping[str, tuple[str, str]]) -> int:
    """The exit code of `baepo NAME ARGV`."""
    as_json = "--json" in argv
    if name not in commands:
        close = difflib.get_close_matches(name, commands, n=1)
        hint = f"Did you mean: baepo {close[0]}?" if close else "baepo --help lists the commands."
        return _told(f"There is no command {name}.", hint, USAGE, as_json=as_json)
    module, _, function = commands[name][0].partition(":")
    try:
        with paged(name, argv):
            code: int = getattr(importlib.import_module(module), function)([_readable(word) for word in argv])
        sys.stdout.flush()
        return code
    except BaepoError as error:
        return _told(error.message, error.remedy, error.exit_code, as_json=as_json)
    except ToolError as error:
        return _told(error.message, error.remedy, _CODES[error.kind], as_json=as_json)
    except KeyboardInterrupt:
        return _told(
            "Stopped.", "What was found so far is kept; nothing was left half-done.", INTERRUPTED, as_json=as_json
        )
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as ended:  # a parser that is not `options.Parser` has told its mistake on stderr
        if ended.code != USAGE or not as_json:
            raise
        return _told(f"baepo {name}: these words cannot be understood.", f"baepo {name} --help", USAGE, as_json=True)
    except Exception as error:
        _log.debug("command %s failed", name, exc_info=True)
        if os.environ.get("BAEPO_DEBUG"):
            raise
        text = f"An error inside Baepo: {type(error).__name__}: {error}"
        return _told(text, "Repeat with BAEPO_DEBUG=1 for details, and report it, please.", FAILED, as_json=as_json)


def _readable(word: str) -> str:
    """A word as UTF-8, which people type also where the locale says ASCII; what is not even that is replaced."""
    try:
        word.encode()
    except UnicodeEncodeError:  # bytes that the locale could not decode
        return os.fsencode(word).decode(errors="replace")
    return word


def _told(message: str, remedy: str, code: int, *, as_json: bool) -> int:
    if as_json:
        error = {"schema": "baepo.error/1", "message": message, "remedy": remedy, "exit_code": code}
        print(output.json_text(error, indent=None))
    else:
        print(output.neutral(message + (f"\n{remedy}" if remedy else "")), file=sys.stderr)
    return code
