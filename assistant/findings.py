"""What a check or playbook claims, and what each claim rests on. Front ends, batch and the planner consume these."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal

from assistant.canonical import digest
from assistant.identity import ResourceRef
from assistant.language import Text
from assistant.money import Money
from assistant.plans import Json, Proposal

FindingClass = Literal["problem", "advice"]
Role = Literal["cause", "effect", "time", "scope", "saving", "caution"]


class Severity(IntEnum):
    """Ordered, so that `--fail-on high` can compare."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        return self.name.lower()

    @property
    def sign(self) -> str:
        """Told apart without colour."""
        return {Severity.CRITICAL: "◆", Severity.HIGH: "▲", Severity.MEDIUM: "●", Severity.LOW: "○"}[self]

    @property
    def word(self) -> Text:
        korean = {Severity.CRITICAL: "심각", Severity.HIGH: "높음", Severity.MEDIUM: "중간", Severity.LOW: "낮음"}
        return Text(ko=korean[self], en=self.label)


@dataclass(frozen=True, kw_only=True)
class Cite:
    """The spot in an evidence that a statement rests on: item field and the value seen there."""

    evidence: str
    field: str = ""
    value: str = ""

    def to_json(self) -> dict[str, str]:
        return {"evidence": self.evidence, "field": self.field, "value": self.value}

    @classmethod
    def from_json(cls, value: Json) -> "Cite":
        return cls(evidence=value["evidence"], field=value["field"], value=value["value"])


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One line of a finding, with the evidence it rests on."""

    role: Role
    text: Text
    cites: tuple[Cite, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"role": self.role, "text": self.text.to_json(), "cites": [c.to_json() for c in self.cites]}

    @classmethod
    def from_json(cls, value: Json) -> "Statement":
        cites = tuple(map(Cite.from_json, value["cites"]))
        return cls(role=value["role"], text=Text.from_json(value["text"]), cites=cites)


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What it costs or risks. `saving` is per month; None means unpriced, never zero."""

    saving: Money | None = None
    price_source: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A claim about one resource. `cause` is machine-readable: what joins and evals compare."""

    check: str
    severity: Severity
    target: ResourceRef
    title: Text
    statements: tuple[Statement, ...]
    cause: tuple[tuple[str, str], ...] = ()
    klass: FindingClass = "problem"
    impact: Impact = Impact()
    proposals: tuple[Proposal, ...] = ()
    related: tuple[ResourceRef, ...] = ()
    managed_by: str = ""
    runbook: str = ""  # "guide#section"
    confidence: Literal["certain", "likely"] = "certain"

    @property
    def fingerprint(self) -> str:
        """The same claim about the same resource next time; what a suppression names."""
        return digest([self.check, self.target.to_json()])[:12]

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of all evidence cited, each once, in the order of the statements."""
        return tuple(dict.fromkeys(c.evidence for s in self.statements for c in s.cites))

    def to_json(self) -> dict[str, Any]:
        return {
            "fingerprint": self.fingerprint,
            "check": self.check,
            "class": self.klass,
            "severity": self.severity.label,
            "target": self.target.to_json(),
            "title": self.title.to_json(),
            "statements": [s.to_json() for s in self.statements],
            "cause": dict(self.cause),
            "saving_per_month": self.impact.saving.to_json() if self.impact.saving else None,
            "price_source": self.impact.price_source,
            "proposals": [p.to_json() for p in self.proposals],
            "related": [r.to_json() for r in self.related],
            "managed_by": self.managed_by,
            "runbook": self.runbook,
            "confidence": self.confidence,
            "evidence": list(self.evidence),
        }

    @classmethod
    def from_json(cls, value: Json) -> "Finding":
        """The finding that was written; `fingerprint` and `evidence` follow from the rest."""
        saving = value["saving_per_month"]
        return cls(
            check=value["check"],
            severity=Severity[str(value["severity"]).upper()],
            target=ResourceRef(**value["target"]),
            title=Text.from_json(value["title"]),
            statements=tuple(map(Statement.from_json, value["statements"])),
            cause=tuple((str(k), str(v)) for k, v in value["cause"].items()),
            klass=value["class"],
            impact=Impact(saving=Money.from_json(saving) if saving else None, price_source=value["price_source"]),
            proposals=tuple(map(Proposal.from_json, value["proposals"])),
            related=tuple(ResourceRef(**r) for r in value["related"]),
            managed_by=value["managed_by"],
            runbook=value["runbook"],
            confidence=value["confidence"],
        )


def read_finding(value: Json) -> Finding | None:
    """The finding of a transcript; None for one of an older version, or one that was changed since."""
    try:
        finding = Finding.from_json(value)
        return finding if finding.fingerprint == value.get("fingerprint", finding.fingerprint) else None
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError):
        return None


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """A person's word that a finding is known: who, why, until when."""

    fingerprint: str
    environment: str
    owner: str
    reason: str
    expires_at: datetime

    def active(self, now: datetime) -> bool:
        return now < self.expires_at


def apply_suppressions(
    findings: tuple[Finding, ...], suppressions: tuple[Suppression, ...], now: datetime
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(shown, suppressed); an expired suppression hides nothing."""
    hidden = {s.fingerprint for s in suppressions if s.active(now)}
    shown = tuple(f for f in findings if f.fingerprint not in hidden)
    return shown, tuple(f for f in findings if f.fingerprint in hidden)


def ranked(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Worst first; among equals the larger saving, then the name, so that two runs agree."""

    def key(finding: Finding) -> tuple[int, float, str]:
        saving = finding.impact.saving
        return (-finding.severity, -float(saving.amount) if saving else 0.0, str(finding.target))

    return tuple(sorted(findings, key=key))


def with_proposals(finding: Finding, *proposals: Proposal) -> Finding:
    return replace(finding, proposals=proposals)
