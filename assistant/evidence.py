"""Evidence: one tool result as kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tools.spec import NotRead, Row


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one read returned, after redaction. `id` is unique in its session: E1, E2, ..."""

    id: str
    session: str
    tool: str
    arguments: dict[str, Any]
    environment: str
    taken_at: datetime
    digest: str
    items: tuple[Row, ...]
    cut: bool
    not_read: tuple[NotRead, ...] = ()
    elapsed_ms: int = 0

    @property
    def show_command(self) -> str:
        """What shows all of it, pasted at any time: later sessions do not change what it means."""
        return f"baepo evidence show {self.id} --session {self.session}"
