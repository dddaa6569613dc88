"""What the terminal can show: colour, Unicode, width, and copying over SSH (OSC 52)."""

import shutil
import sys
from collections.abc import Mapping

from assistant.doctor.spec import Here, Probe, Result, State
from assistant.language import Text, same

_NARROW = 80
# Terminals whose documentation says that programs may set the clipboard; by TERM_PROGRAM, or the beginning of TERM.
_COPYING_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "ghostty", "vscode", "rio", "Hyper", "contour"})
_COPYING_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour")


def look(here: Here) -> tuple[Result, ...]:
    on_terminal = sys.stdout.isatty()
    columns, lines = shutil.get_terminal_size((100, 24))
    return described(here.environ, encoding=sys.stdout.encoding or "", size=(columns, lines) if on_terminal else None)


def described(environ: Mapping[str, str], *, encoding: str, size: tuple[int, int] | None) -> tuple[Result, ...]:
    """Pure. `size` is columns and lines; None without a terminal."""
    if size is None:
        told = Text(ko="터미널이 아닙니다 (파이프나 파일).", en="Not a terminal (a pipe or a file).")
        return (Result(what="terminal", state="off", detail=told), _unicode(encoding))
    return (_kind(environ), _size(*size), _colour(environ), _unicode(encoding), _clipboard(environ))


def _kind(environ: Mapping[str, str]) -> Result:
    term = environ.get("TERM", "")
    within = [
        name for name, variable in (("tmux", "TMUX"), ("screen", "STY"), ("ssh", "SSH_TTY")) if environ.get(variable)
    ]
    parts = dict.fromkeys((environ.get("TERM_PROGRAM", ""), *within, f"TERM={term or '-'}"))  # tmux names itself twice
    told = same(" · ".join(p for p in parts if p))
    if term in ("", "dumb"):
        return Result(what="terminal", state="warn", detail=told, next="baepo chat --plain")
    return Result(what="terminal", state="ok", detail=told)


def _size(columns: int, lines: int) -> Result:
    fits = columns >= _NARROW and lines >= 24
    told = same(f"{columns}x{lines}")
    if fits:
        return Result(what="size", state="ok", detail=told)
    narrow = Text(ko=f"{columns}x{lines}: 80x24보다 작습니다.", en=f"{columns}x{lines} is less than 80x24.")
    return Result(what="size", state="warn", detail=narrow)


def _colour(environ: Mapping[str, str]) -> Result:
    term, colorterm = environ.get("TERM", ""), environ.get("COLORTERM", "")
    if environ.get("NO_COLOR"):
        return Result(
            what="colour", state="off", detail=Text(ko="NO_COLOR로 껐습니다.", en="Switched off by NO_COLOR.")
        )
    if colorterm in ("truecolor", "24bit"):
        return Result(what="colour", state="ok", detail=same("24 bit"))
    if "256color" in term:
        return Result(what="colour", state="ok", detail=same("256"))
    told = Text(ko="16색 이하", en="16 colours at most")
    return Result(what="colour", state="warn", detail=told, next="export TERM=xterm-256color")


def _unicode(encoding: str) -> Result:
    if encoding.lower().replace("-", "").startswith("utf"):
        return Result(what="Unicode", state="ok", detail=same(encoding))
    told = Text(ko=f"{encoding}: 한글이 이스케이프로 나옵니다.", en=f"{encoding}: Korean is shown escaped.")
    return Result(what="Unicode", state="warn", detail=told, next="export LC_ALL=C.UTF-8")


def _clipboard(environ: Mapping[str, str]) -> Result:
    """Nothing answers whether a copy arrived, so this is a likelihood."""
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    likely = program in _COPYING_PROGRAMS or term.startswith(_COPYING_TERMS) or "WT_SESSION" in environ
    state: State = "ok" if likely else "warn"
    if environ.get("TMUX"):
        told = Text(
            ko="tmux에 넘깁니다. 터미널이 허용하면 됩니다.", en="Handed to tmux; works where the terminal allows it."
        )
        return Result(what="copy (OSC 52)", state="ok", detail=told)
    words = Text(ko="될 것입니다.", en="Likely.") if likely else Text(ko="아마 안 됩니다.", en="Not likely here.")
    return Result(what="copy (OSC 52)", state=state, detail=words)


PROBE = Probe(name="terminal", title=Text(ko="터미널", en="Terminal"), look=look, limit_s=5)
