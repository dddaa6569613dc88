"""A session as turns, rebuilt from its events: what `baepo sessions` shows and exports, and what follow-ups refer to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
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

_COLUMNS = re.compile(r" {2}\S| {4,}\S")  # as tables and logs are lined up; three spaces go on with a list item
_CITATION, _ID = re.compile(r"\[[^\[\]\n]*\bE\d+[^\[\]\n]*\]"), re.compile(r"\bE\d+\b")


@dataclass(kw_only=True)
class PastTurn:
    """One question and what came of it; `status` is "interrupted" when the process died before the answer.

    `model` is the one that answered, or was asked when there is no answer.
    """

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

    def cites(self, evidence: EvidenceKept) -> bool:
        """Whether the answer names it: `[E3]`, `[E1, E3]`."""
        return any(evidence.evidence in _ID.findall(found) for found in _CITATION.findall(self.answer))

    def arguments(self, evidence: EvidenceKept) -> dict[str, Any]:
        """What it was read with."""
        return next((c.arguments for c in self.calls if c.call == evidence.call), {})


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
        case TurnEnded(answer=answer, status=status, answered_by=answered_by):
            turn.answer, turn.status, turn.model = answer, status, answered_by or turn.model


def markdown(record: SessionRecord, past: Iterable[PastTurn], *, folded: bool = False) -> str:
    """The whole session as a Markdown document: of each turn the answer and what it cites.

    Reads that the answer does not cite are `folded` away in the document, or only counted.
    """
    parts = [
        f"# {_line(record.title)}",
        f"{record.id} · {record.environment} · {record.principal} · {record.created_at:%Y-%m-%d %H:%M} UTC",
    ]
    for turn in past:
        parts += [
            f"## {_line(turn.question)}",
            (_rendered(turn.answer) if folded else turn.answer) or f"({turn.status})",
        ]
        cited = [e for e in turn.evidence if turn.cites(e)]
        rest = [e for e in turn.evidence if not turn.cites(e)]
        if cited:
            parts.append(_table(turn, cited))
        if rest and folded:
            parts.append(f"<details><summary>{_reads(rest)}</summary>\n\n{_table(turn, rest)}\n\n</details>")
        elif rest:
            parts.append(f"{_reads(rest)}: baepo evidence list --session {record.id}")
        if turn.failures:
            parts.append("\n".join(f"- could not look: {f.name}: {_line(f.message)}" for f in turn.failures))
        if turn.plans:
            plans = (f"- plan {p.plan}: {_line(p.title[turn.lang])} (digest {p.digest[:12]})" for p in turn.plans)
            parts.append("\n".join(plans))
        parts.append(f"_{turn.environment} · {turn.model} · {turn.status}_")
    return "\n\n".join(parts) + "\n"


def to_json(record: SessionRecord, past: Iterable[PastTurn]) -> dict[str, Any]:
    """The same as data; of each turn the evidence that its answer cites comes first."""
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
                "evidence": [
                    {
                        "id": e.evidence,
                        "tool": e.tool,
                        "arguments": t.arguments(e),
                        "items": e.items,
                        "cut": e.cut,
                        "cited": t.cites(e),
                    }
                    for e in sorted(t.evidence, key=lambda e: not t.cites(e))
                ],
                "failures": [{"tool": f.name, "kind": f.kind, "message": f.message} for f in t.failures],
                "findings": t.findings,
                "plans": [{"id": p.plan, "digest": p.digest, "title": p.title} for p in t.plans],
            }
            for t in past
        ],
    }


def _rendered(answer: str) -> str:
    """The answer for a Markdown viewer, which joins lines and drops indents: line breaks stay, columns become code."""
    blocks: list[str] = []
    for columns, group in groupby(answer.split("\n"), key=lambda line: bool(_COLUMNS.match(line))):
        lines = list(group)
        if columns:
            blocks.append("\n".join(["```", *lines, "```"]))
        else:
            blocks.append(re.sub(r"(?<=\S)\n(?=\S)(?![-\d#|])", "  \n", "\n".join(lines)))
    return "\n".join(blocks)


def _table(turn: PastTurn, evidence: Iterable[EvidenceKept]) -> str:
    rows = (
        f"| {e.evidence} | {e.tool} | {_cell(turn.arguments(e))} | {e.items}{'+' if e.cut else ''} |" for e in evidence
    )
    return "\n".join(["| evidence | tool | arguments | items |", "|---|---|---|---|", *rows])


def _reads(evidence: Sequence[EvidenceKept]) -> str:
    """How many reads the answer does not cite."""
    return f"{len(evidence)} more read{'s' * (len(evidence) > 1)}, not cited"


def _cell(arguments: Mapping[str, Any]) -> str:
    given = " ".join(f"{k}={v}" for k, v in arguments.items())
    return _line(given).replace("\\", "\\\\").replace("|", "\\|")


def _line(text: str) -> str:
    return " ".join(text.split())
