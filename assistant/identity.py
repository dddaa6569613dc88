"""Who is asking and what is meant: the two values that go with every call."""

from dataclasses import dataclass
from typing import Literal

FrontEnd = Literal["cli", "tui", "slack", "batch", "mcp", "eval"]


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who asks or decides, with which roles, through which front end."""

    name: str
    roles: frozenset[str]
    via: FrontEnd

    def has_any(self, roles: frozenset[str]) -> bool:
        """True when a role is shared; the role `*` in `roles` admits every authenticated principal."""
        return "*" in roles or bool(self.roles & roles)


@dataclass(frozen=True, kw_only=True, order=True)
class ResourceRef:
    """One resource anywhere. `scope` is an account id or cluster UID, `place` a region or namespace ("" if global)."""

    provider: str
    scope: str
    place: str
    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.short}"

    @property
    def short(self) -> str:
        """As people say it: `shop/checkout`, `vol-0abc`."""
        return f"{self.place}/{self.id}" if self.provider == "kube" and self.place else self.id

    def to_json(self) -> dict[str, str]:
        return {"provider": self.provider, "scope": self.scope, "place": self.place, "kind": self.kind, "id": self.id}
