"""The edge of the command line: finds a command, runs it, and turns whatever stops it into words and an exit code."""

import difflib
import errno
import importlib
import itertools
import logging
import os
import sys
from collections.abc import Mapping

from assistant.commands import output
from assistant.commands.pager import paged
from assistant.errors import FAILED, INTERRUPTED, PARTLY, REFUSED, USAGE, BaepoError
from assistant.language import Lang, Text, language_of, system_language
from tools.spec import ToolError

# By ToolError.kind.
_CODES = {"bad_request": USAGE, "not_found": FAILED, "denied": PARTLY, "unavailable": PARTLY, "refused": REFUSED}
_LISTED = Text(ko="baepo --help로 명령을 볼 수 있습니다.", en="baepo --help lists the commands.")
_STRANGE = Text(ko="입력을 알 수 없습니다.", en="these words cannot be understood.")
_STOPPED = Text(ko="멈췄습니다.", en="Stopped.")
_LOOK = frozenset({"ask", "chat", "check"})  # they keep what they find as they go
_KEPT = Text(
    ko="여기까지 찾은 것은 남아 있고, 하다 만 일은 없습니다.",
    en="What was found so far is kept; nothing was left half-done.",
)
_WHOLE = Text(ko="하다 만 일은 없습니다.", en="Nothing was left half-done.")
_BUG = Text(ko="Baepo 내부 오류", en="An error inside Baepo")
_REPORT = Text(
    ko="BAEPO_DEBUG=1로 다시 실행하면 자세히 나옵니다. 알려 주시면 고치겠습니다.",
    en="Repeat with BAEPO_DEBUG=1 for details, and report it, please.",
)
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)  # of a stream: a full disk, a terminal that is gone
_log = logging.getLogger(__name__)


def run(name: str, argv: list[str], commands: Mapping[str, tuple[str, str]]) -> int:
    """The exit code of `baepo NAME ARGV`."""
    as_json, lang = "--json" in argv, _language(argv)
    if name not in commands:
        close = difflib.get_close_matches(name, commands, n=1)
        near = Text(ko=f"혹시: baepo {close[0]}", en=f"Did you mean: baepo {close[0]}?") if close else _LISTED
        what = Text(ko=f"이름이 {name}인 명령이 없습니다.", en=f"There is no command {name}.")
        return _told(what.in_(lang), near.in_(lang), USAGE, as_json=as_json)
    module, _, function = commands[name][0].partition(":")
    try:
        with paged(name, argv):
            code: int = getattr(importlib.import_module(module), function)([_readable(word) for word in argv])
        sys.stdout.flush()
        return code
    except BaepoError as error:
        return _told(*error.told(lang), error.exit_code, as_json=as_json)
    except ToolError as error:
        from assistant.refusals import told

        return _told(*told(error, lang), _CODES[error.kind], as_json=as_json)
    except KeyboardInterrupt:
        left = _KEPT if name in _LOOK else _WHOLE
        return _told(_STOPPED.in_(lang), left.in_(lang), INTERRUPTED, as_json=as_json)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in _UNWRITABLE or error.filename is not None:
            return _unexpected(name, error, lang, as_json=as_json)
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # what is left over cannot be written at the end either
        what = Text(
            ko=f"출력을 쓸 수 없습니다: {error.strerror}.", en=f"The output could not be written: {error.strerror}."
        )
        return _told(what.in_(lang), "", FAILED, as_json=False)
    except SystemExit as ended:  # a parser that is not `options.Parser` has told its mistake on stderr
        if ended.code != USAGE or not as_json:
            raise
        return _told(f"baepo {name}: {_STRANGE.in_(lang)}", f"baepo {name} --help", USAGE, as_json=True)
    except Exception as error:  # noqa: BLE001 the edge of the front end: an error becomes a message
        return _unexpected(name, error, lang, as_json=as_json)


def _unexpected(name: str, error: Exception, lang: Lang, *, as_json: bool) -> int:
    _log.debug("command %s failed", name, exc_info=True)
    if os.environ.get("BAEPO_DEBUG"):
        raise error
    text = f"{_BUG.in_(lang)}: {type(error).__name__}: {error}"
    return _told(text, _REPORT.in_(lang), FAILED, as_json=as_json)


def _language(argv: list[str]) -> Lang:
    """What `--lang` says, else Korean where something is said in it, else the machine's: before the words are parsed."""
    following = dict(itertools.pairwise(argv))
    wanted = next((w.removeprefix("--lang=") for w in argv if w.startswith("--lang=")), following.get("--lang", ""))
    if wanted in ("ko", "en"):
        return "ko" if wanted == "ko" else "en"
    return "ko" if language_of(" ".join(argv)) == "ko" else system_language()


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
        told = output.flowing(output.neutral(message), stream=sys.stderr)
        print(told + (f"\n{output.neutral(remedy)}" if remedy else ""), file=sys.stderr)
    return code
