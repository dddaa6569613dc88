"""A plan: what will be changed, on what, under which conditions, and everything people see before they approve it.

The digest covers intent, preconditions and context. At execution intent and preconditions must still hold exactly;
context may have moved on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from assistant.canonical import digest
from assistant.identity import Principal, ResourceRef
from assistant.language import Text
from assistant.money import Money

SCHEMA = "baepo.plan/1"
RiskLevel = Literal["low", "medium", "high"]
Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A wish for one action on one target, as a finding or a person states it; `gate.propose` turns it into a plan."""

    action: str
    target: ResourceRef
    arguments: Json
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "target": self.target.to_json(),
            "arguments": dict(self.arguments),
            "evidence": list(self.evidence),
        }

    @classmethod
    def from_json(cls, value: Json) -> "Proposal":
        return cls(
            action=value["action"],
            target=ResourceRef(**value["target"]),
            arguments=value["arguments"],
            evidence=tuple(value["evidence"]),
        )


@dataclass(frozen=True, kw_only=True)
class Change:
    """One changed field: before and after, "" where there is none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Context:
    """What people weigh: shown and signed, but allowed to move on before execution."""

    title: Text
    changes: tuple[Change, ...]
    effects: tuple[Text, ...]  # what it does and does not touch, one line each
    risk: RiskLevel
    risk_reason: Text
    verify: Text
    verify_timeout_s: float
    undo: Text
    reversible: bool
    dry_run: Literal["server", "none", "not needed"]
    managed_by: str = ""  # who owns the target and would put it back
    source_change: Text | None = None  # what to change at the owner instead of live
    saving: Money | None = None  # per month
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title.to_json(),
            "changes": [[c.field, c.before, c.after] for c in self.changes],
            "effects": [e.to_json() for e in self.effects],
            "risk": self.risk,
            "risk_reason": self.risk_reason.to_json(),
            "verify": self.verify.to_json(),
            "verify_timeout_s": self.verify_timeout_s,
            "undo": self.undo.to_json(),
            "reversible": self.reversible,
            "dry_run": self.dry_run,
            "managed_by": self.managed_by,
            "source_change": self.source_change.to_json() if self.source_change else None,
            "saving_per_month": self.saving.to_json() if self.saving else None,
            "evidence": list(self.evidence),
        }

    @classmethod
    def from_json(cls, value: Json) -> "Context":
        return cls(
            title=Text.from_json(value["title"]),
            changes=tuple(Change(field=f, before=b, after=a) for f, b, a in value["changes"]),
            effects=tuple(Text.from_json(e) for e in value["effects"]),
            risk=value["risk"],
            risk_reason=Text.from_json(value["risk_reason"]),
            verify=Text.from_json(value["verify"]),
            verify_timeout_s=value["verify_timeout_s"],
            undo=Text.from_json(value["undo"]),
            reversible=value["reversible"],
            dry_run=value["dry_run"],
            managed_by=value["managed_by"],
            source_change=Text.from_json(value["source_change"]) if value["source_change"] else None,
            saving=Money.from_json(value["saving_per_month"]) if value["saving_per_month"] else None,
            evidence=tuple(value["evidence"]),
        )


@dataclass(frozen=True, kw_only=True)
class PlannedAction:
    """One action of a plan. `intent` is what will be set; `preconditions` are the touched fields as they were seen."""

    action: str
    target: ResourceRef
    arguments: Json
    intent: Json
    preconditions: Json
    context: Context

    @property
    def proposal(self) -> Proposal:
        """What it was planned from, to plan it again."""
        return Proposal(
            action=self.action, target=self.target, arguments=self.arguments, evidence=self.context.evidence
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "target": self.target.to_json(),
            "arguments": dict(self.arguments),
            "intent": dict(self.intent),
            "preconditions": dict(self.preconditions),
            "context": self.context.to_json(),
        }

    @classmethod
    def from_json(cls, value: Json) -> "PlannedAction":
        return cls(
            action=value["action"],
            target=ResourceRef(**value["target"]),
            arguments=value["arguments"],
            intent=value["intent"],
            preconditions=value["preconditions"],
            context=Context.from_json(value["context"]),
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An ordered list of actions in one environment. Its `id` follows from the digest."""

    environment: str
    requested_by: str
    requester_roles: frozenset[str]
    created_at: datetime
    expires_at: datetime
    actions: tuple[PlannedAction, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "environment": self.environment,
            "requested_by": self.requested_by,
            "requester_roles": sorted(self.requester_roles),
            "created_at": self.created_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "actions": [a.to_json() for a in self.actions],
        }

    @classmethod
    def from_json(cls, value: Json) -> "Plan":
        return cls(
            environment=value["environment"],
            requested_by=value["requested_by"],
            requester_roles=frozenset(value["requester_roles"]),
            created_at=datetime.fromisoformat(value["created_at"]),
            expires_at=datetime.fromisoformat(value["expires_at"]),
            actions=tuple(PlannedAction.from_json(a) for a in value["actions"]),
        )

    @property
    def requester(self) -> Principal:
        return Principal(name=self.requested_by, roles=self.requester_roles, via="cli")

    @property
    def digest(self) -> str:
        return digest(self.to_json())

    @property
    def id(self) -> str:
        return f"p-{self.digest[:8]}"

    @property
    def short_digest(self) -> str:
        """What an approver types."""
        return self.digest[8:16]
