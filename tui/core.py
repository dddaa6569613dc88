"""The core behind the screens, made on first use. Shared by `tui.desk`, `tui.planning` and `tui.archive`.

The heavy part of the product is imported here inside methods, so that the first frame does not wait for it.
"""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.language import Lang
from tui.values import Options, Place

if TYPE_CHECKING:
    from assistant.environments import Environment
    from assistant.session import Session
    from assistant.store.sessions import SessionRecord
    from assistant.wiring import Wiring


class Core:
    """One installation and one conversation. Safe to use from several threads."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.default_environment = options.environment
        self.resumed: SessionRecord | None = None  # an earlier conversation: can be read before anything can be asked
        self.conversation: Session | None = None
        self._lock = threading.Lock()
        self._wiring: Wiring | None = None

    @property
    def lang(self) -> Lang:
        return self.options.lang

    @property
    def session(self) -> str:
        """The id of the conversation, "" before the first question."""
        if self.conversation:
            return self.conversation.id
        return self.resumed.id if self.resumed else ""

    @property
    def wiring(self) -> "Wiring":
        """Raises `UsageError` when settings are wrong."""
        with self._lock:
            if self._wiring is None:
                from assistant import settings
                from assistant.wiring import Wiring

                loaded = settings.load(Path(self.options.config) if self.options.config else None)
                self._wiring = Wiring(loaded, via="tui")
            return self._wiring

    def place_of(self, name: str) -> Place | None:
        """None for an environment that is not configured here."""
        environment = self.wiring.settings.environments.get(name)
        return place(environment) if environment else None


def place(environment: "Environment") -> Place:
    return Place(
        name=environment.name,
        risk=environment.risk.value,
        backends=tuple((b, t.label, t.recorded) for b, t in environment.targets.items()),
    )
