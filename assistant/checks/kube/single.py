"""A finding that rests on one object, in the form that most checks of this package share. Called by them."""

from dataclasses import dataclass
from typing import Literal

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.findings import Cite, Finding, FindingClass, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What is wrong with an object. `details` are machine-readable, beside the `variant`; `behind` says more."""

    variant: str
    title: Text
    cause: Text
    cites: tuple[Cite, ...]
    effect: Text | None = None
    details: tuple[tuple[str, str], ...] = ()
    behind: tuple[Statement, ...] = ()
    severity: Severity = Severity.MEDIUM
    klass: FindingClass = "problem"
    confidence: Literal["certain", "likely"] = "certain"
    related: tuple[ResourceRef, ...] = ()


def claimed(claim: Claim, obj: Seen, *, check: str, runbook: str, facts: KubeFacts) -> Finding:
    """The finding; its effect rests on the same fields as its cause."""
    statements = [Statement(role="cause", text=claim.cause, cites=claim.cites), *claim.behind]
    if claim.effect is not None:
        statements.append(Statement(role="effect", text=claim.effect, cites=claim.cites[:1]))
    return Finding(
        check=check,
        severity=claim.severity,
        klass=claim.klass,
        target=obj.ref(facts.scope),
        title=claim.title,
        statements=tuple(statements),
        cause=(("variant", claim.variant), *claim.details),
        related=claim.related,
        managed_by=obj.managed_by,
        runbook=runbook,
        confidence=claim.confidence,
    )


def ref(facts: KubeFacts, kind: str, namespace: str, name: str) -> ResourceRef:
    """A reference to an object that may not exist."""
    return ResourceRef(provider="kube", scope=facts.scope, place=namespace, kind=kind, id=name)
