"""A session as turns, rebuilt from its events: what `baepo sessions` shows and exports, and what follow-ups refer to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assistant.events import (
    Event,
    EvidenceKept,
    FindingRaised,
    PlanProposed,
    ToolCalled,
    ToolFailed,
    TurnEnded,
    TurnStarted,
)
from assistant.store.sessions import SessionRecord


@dataclass(kw_only=True)
class PastTurn:
    """One question and what came of it; `status` is "interrupted" when the process died before the answer."""

    question: str
    lang: str
    environment: str
    model: str
    calls: list[ToolCalled] = field(default_factory=list)
    evidence: list[EvidenceKept] = field(default_factory=list)
    failures: list[ToolFailed] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    plans: list[PlanProposed] = field(default_factory=list)
    answer: str = ""
    status: str = "interrupted"


def turns(events: Iterable[Event]) -> list[PastTurn]:
    """Oldest first."""
    found: list[PastTurn] = []
    for event in events:
        if isinstance(event, TurnStarted):
            found.append(
                PastTurn(question=event.question, lang=event.lang, environment=event.environment, model=event.model)
            )
        elif found:
            _add(found[-1], event)
    return found


def _add(turn: PastTurn, event: Event) -> None:
    match event:
        case ToolCalled():
            turn.calls.append(event)
        case EvidenceKept():
            turn.evidence.append(event)
        case ToolFailed():
            turn.failures.append(event)
        case FindingRaised(finding=finding):
            turn.findings.append(finding)
        case PlanProposed():
            turn.plans.append(event)
        case TurnEnded(answer=answer, status=status):
            turn.answer, turn.status = answer, status


def markdown(record: SessionRecord, past: Iterable[PastTurn]) -> str:
    """The whole session as a Markdown document."""
    parts = [
        f"# {record.title}",
        f"{record.id} · {record.environment} · {record.principal} · {record.created_at:%Y-%m-%d %H:%M} UTC",
    ]
    for turn in past:
        parts.append(f"## {turn.question}")
        parts.append(turn.answer or f"({turn.status})")
        if turn.evidence:
            rows = [f"| {e.evidence} | {e.tool} | {e.items}{'+' if e.cut else ''} |" for e in turn.evidence]
            parts.append("\n".join(["| evidence | tool | items |", "|---|---|---|", *rows]))
        parts.extend(f"- could not look: {f.name}: {f.message}" for f in turn.failures)
        parts.extend(f"- plan {p.plan}: {p.title['en']} (digest {p.digest[:12]})" for p in turn.plans)
    return "\n\n".join(parts) + "\n"


def to_json(record: SessionRecord, past: Iterable[PastTurn]) -> dict[str, Any]:
    return {
        "session": record.id,
        "title": record.title,
        "environment": record.environment,
        "principal": record.principal,
        "created_at": record.created_at.isoformat(),
        "turns": [
            {
                "question": t.question,
                "lang": t.lang,
                "environment": t.environment,
                "model": t.model,
                "status": t.status,
                "answer": t.answer,
                "evidence": [{"id": e.evidence, "tool": e.tool, "items": e.items, "cut": e.cut} for e in t.evidence],
                "failures": [{"tool": f.name, "kind": f.kind, "message": f.message} for f in t.failures],
                "findings": t.findings,
                "plans": [{"id": p.plan, "digest": p.digest, "title": p.title} for p in t.plans],
            }
            for t in past
        ],
    }
