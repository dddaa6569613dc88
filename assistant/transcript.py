"""A session as turns, rebuilt from its events: what `baepo sessions` shows and exports, and what follow-ups refer to."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from assistant import ledger_text
from assistant.events import (
    Event,
    EvidenceKept,
    FindingRaised,
    PlanProposed,
    ToolCalled,
    ToolFailed,
    TurnEnded,
    TurnStarted,
    Unreadable,
)
from assistant.inactive import inactive, inactive_line
from assistant.language import Lang, Text, same
from assistant.ledger import Entry
from assistant.store.sessions import SessionRecord

DAMAGED = "(this question was damaged in the store)"
_STATUSES = {
    "answered": Text(ko="답함", en="answered"),
    "asked": Text(ko="되물음", en="asked"),
    "abstained": Text(ko="답하지 않음", en="abstained"),
    "could not look": Text(ko="볼 수 없었음", en="could not look"),
    "refused": Text(ko="거절", en="refused"),
    "cancelled": Text(ko="멈춤", en="cancelled"),
    "out of budget": Text(ko="한도 초과", en="out of budget"),
    "failed": Text(ko="실패", en="failed"),
    "interrupted": Text(ko="중단됨", en="interrupted"),
    "damaged": Text(ko="손상됨", en="damaged"),
}
_CITATION, _ID = re.compile(r"\[[^\[\]\n]*\bE\d+[^\[\]\n]*\]"), re.compile(r"\bE\d+\b")


@dataclass(kw_only=True)
class PastTurn:
    """One question and what came of it; `status` is "interrupted" when the process died before the answer.

    `damaged` holds what cannot be read any more; where that is how the turn began or ended, question or status say so.
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
    damaged: list[Unreadable] = field(default_factory=list)
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
        elif isinstance(event, Unreadable) and (event.kind == TurnStarted.__name__ or not found):
            found.append(PastTurn(question=DAMAGED, lang="", environment="?", model="?", damaged=[event]))
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
        case Unreadable(kind=kind):
            turn.damaged.append(event)
            if kind == TurnEnded.__name__:
                turn.status = "damaged"


def markdown(
    record: SessionRecord,
    past: Iterable[PastTurn],
    *,
    document: bool = False,
    histories: Mapping[str, Sequence[Entry]] = MappingProxyType({}),
) -> str:
    """The whole session as Markdown: of each turn the answer and what it cites; what is damaged is named in its place.

    `histories`: what the ledger has of each plan, told with the plan: who decided, and what was carried out and undone.

    As a `document` for a viewer nothing that was recorded is active in it, and reads that the answer does not cite are
    folded away; for the terminal they are only counted.
    """
    line = inactive_line if document else _line
    parts = [
        f"# {line(record.title)}",
        " · ".join(map(line, (record.id, record.environment, record.principal, record.began))),
    ]
    if record.damage:
        parts.append(f"- damaged: {line(record.damage)}")
    for turn in past:
        parts += [f"## {line(turn.question)}", *_told(record, turn, line, document=document, histories=histories)]
    return "\n\n".join(parts) + "\n"


def _told(
    record: SessionRecord,
    turn: PastTurn,
    line: Callable[[str], str],
    *,
    document: bool,
    histories: Mapping[str, Sequence[Entry]],
) -> list[str]:
    """What came of one question, as paragraphs."""
    lang: Lang = "ko" if turn.lang == "ko" else "en"
    status = _STATUSES.get(turn.status, same(turn.status)).in_(lang)
    parts = [(inactive(turn.answer) if document else turn.answer) or f"({line(status)})"]
    cited = [e for e in turn.evidence if turn.cites(e)]
    rest = [e for e in turn.evidence if not turn.cites(e)]
    if cited:
        parts.append(_table(turn, cited, line))
    if rest and document:
        parts.append(f"<details><summary>{_reads(rest, lang)}</summary>\n\n{_table(turn, rest, line)}\n\n</details>")
    elif rest:
        parts.append(f"{_reads(rest, lang)}: baepo evidence list --session {record.id}")
    if turn.failures:
        unseen = Text(ko="볼 수 없었음", en="could not look").in_(lang)
        parts.append("\n".join(f"- {unseen}: {line(f.name)}: {line(f.message)}" for f in turn.failures))
    if turn.plans:
        plan, short = Text(ko="계획", en="plan").in_(lang), Text(ko="다이제스트", en="digest").in_(lang)
        for p in turn.plans:
            told = [f"- {plan} {line(p.plan)}: {line(_title(p, turn))} ({short} {line(p.digest[:12])})"]
            told += [f"  - {line(_step(e, lang))}" for e in histories.get(p.plan, ()) if e.kind != "proposed"]
            parts.append("\n".join(told))
    if turn.damaged:
        damaged = Text(ko="손상됨: 이벤트", en="damaged: event").in_(lang)
        parts.append("\n".join(f"- {damaged} {d.seq} ({line(d.kind)}): {line(d.why)}" for d in turn.damaged))
    return [*parts, f"_{line(turn.environment)} · {line(turn.model)} · {line(status)}_"]


def _step(entry: Entry, lang: Lang) -> str:
    """One thing that was done with a plan: when, what, by whom."""
    verdict = str(entry.body.get("verdict") or "")
    what = f"{ledger_text.kind(entry.kind, lang)}{f' ({verdict})' if verdict else ''}"
    return f"{entry.at[:19].replace('T', ' ')} UTC · {what} · {entry.principal}"


def _title(plan: PlanProposed, turn: PastTurn) -> str:
    return plan.title.get(turn.lang) or next(iter(plan.title.values()), "")


def to_json(
    record: SessionRecord, past: Iterable[PastTurn], *, histories: Mapping[str, Sequence[Entry]] = MappingProxyType({})
) -> dict[str, Any]:
    """The same as data; of each turn the evidence that its answer cites comes first."""
    return {
        "session": record.id,
        "title": record.title,
        "environment": record.environment,
        "principal": record.principal,
        "created_at": record.created_at.isoformat() if record.created_at else None,
        "damage": record.damage,
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
                "plans": [
                    {
                        "id": p.plan,
                        "digest": p.digest,
                        "title": p.title,
                        "ledger": [e.to_json() for e in histories.get(p.plan, ())],
                    }
                    for p in t.plans
                ],
                "damaged": [{"event": d.seq, "type": d.kind, "why": d.why} for d in t.damaged],
            }
            for t in past
        ],
    }


def _table(turn: PastTurn, evidence: Iterable[EvidenceKept], line: Callable[[str], str]) -> str:
    cell = line if line is inactive_line else _cell
    rows = (
        f"| {cell(e.evidence)} | {cell(e.tool)} | {cell(_given(turn.arguments(e)))} | {e.items}{'+' if e.cut else ''} |"
        for e in evidence
    )
    head = Text(ko="| 근거 | 도구 | 인자 | 항목 |", en="| evidence | tool | arguments | items |")
    return "\n".join([head.in_("ko" if turn.lang == "ko" else "en"), "|---|---|---|---|", *rows])


def _reads(evidence: Sequence[EvidenceKept], lang: Lang) -> str:
    """How many reads the answer does not cite."""
    count = len(evidence)
    return Text(
        ko=f"그 밖에 읽었지만 인용하지 않은 것 {count}건", en=f"{count} more read{'s' * (count > 1)}, not cited"
    ).in_(lang)


def _given(arguments: Mapping[str, Any]) -> str:
    return " ".join(f"{k}={v}" for k, v in arguments.items())


def _cell(text: str) -> str:
    return _line(text).replace("\\", "\\\\").replace("|", "\\|")


def _line(text: str) -> str:
    return " ".join(text.split())
