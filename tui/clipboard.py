"""What is copied goes to the terminal as an escape sequence (OSC 52), which also works over SSH; tmux is told itself.

tmux drops the sequence of a program unless `set-clipboard` is `on`, which it is not by default. Given to `load-buffer -w`,
the text reaches tmux's own buffer, and the terminal's clipboard with the default setting, too. Source: tmux(1).
"""

import os
import shutil
import subprocess
from collections.abc import Mapping

MOST_BYTES = 56_000  # terminals drop longer sequences whole: xterm those above 74,994 characters, in base 64
_TMUX_S = 2.0


def fitting(text: str) -> tuple[str, bool]:
    """(as much of the text as terminals take, whether that is less than all of it)."""
    encoded = text.encode()
    if len(encoded) <= MOST_BYTES:
        return text, False
    return encoded[:MOST_BYTES].decode(errors="ignore"), True


def through_tmux(text: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether tmux took it; False outside of tmux, and for one that cannot (older than 3.2)."""
    tmux = shutil.which("tmux", path=environ.get("PATH"))
    if not environ.get("TMUX") or tmux is None:
        return False
    command = [tmux, "load-buffer", "-w", "-"]
    try:
        ended = subprocess.run(  # noqa: S603 tmux itself, with fixed words
            command, input=text.encode(), env=dict(environ), capture_output=True, timeout=_TMUX_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0
