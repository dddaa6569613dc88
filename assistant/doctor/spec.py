"""What a probe is: a look at one part of an installation that returns plain results and changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from assistant.environments import Environment
from assistant.errors import DONE, PARTLY, BaepoError
from assistant.language import Lang, Text
from assistant.models.probe import KNOWN_SERVERS
from assistant.refusals import told
from assistant.settings import Settings
from tools.spec import ToolError

State = Literal["ok", "warn", "missing", "failed", "off"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line. `next` is the exact command that leads on; `exit_code` is what the line means for the whole command.

    `missing` are the permissions that are not there, in the backend's own words. `offset_s`: the clock of a server that
    was asked anyway, minus ours.
    """

    what: str
    state: State
    detail: Text
    next: str = ""
    missing: tuple[str, ...] = ()
    exit_code: int = DONE
    offset_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class Here:
    """This installation, as probes see it. `settings` is None when the configuration is wrong, and `problem` says how."""

    settings: Settings | None
    problem: BaepoError | None
    settings_file: Path | None
    data: Path  # data folder
    user_home: Path
    environ: Mapping[str, str]
    now: Callable[[], datetime]
    env: str = ""  # only this environment
    offline: bool = False  # asks nobody outside this machine
    everything: bool = False  # also asks contexts and profiles that no environment uses
    model_servers: Sequence[tuple[str, str]] = KNOWN_SERVERS

    @property
    def environments(self) -> tuple[Environment, ...]:
        """Those to be looked at."""
        known = self.settings.environments.values() if self.settings else ()
        return tuple(e for e in known if self.env in ("", e.name))


@dataclass(frozen=True, kw_only=True)
class Probe:
    """`look` may raise `ToolError` and `BaepoError`; both become a result."""

    name: str
    title: Text
    look: Callable[[Here], Sequence[Result]]
    limit_s: float


NOT_ASKED = Text(ko="묻지 않았습니다 (--offline).", en="Not asked (--offline).")


def not_seen(what: str, error: ToolError | BaepoError, *, next: str = "") -> Result:
    """Could not look, and why."""
    code = error.exit_code if isinstance(error, BaepoError) else PARTLY

    def said(lang: Lang) -> str:
        parts = error.told(lang) if isinstance(error, BaepoError) else told(error, lang)
        return " ".join(part for part in parts if part and part != next)

    return Result(what=what, state="failed", detail=Text(ko=said("ko"), en=said("en")), next=next, exit_code=code)
