"""What a call gave, as text for a model: findings with their evidence ids, rows cut to a budget with how to see more.

One JSON object a result, so that what was read stays data: quotes and line ends in it are escaped, and a log line that
looks like an instruction is a string in a list.
"""

import json
from collections.abc import Sequence
from typing import Any

from assistant.evidence import Evidence
from assistant.findings import Finding, ranked
from assistant.language import Lang
from assistant.models.spec import Observation, Planned
from assistant.models.tokens import Count
from tools.spec import NotRead

_CELL_CHARS = 400
_NOT_READ_SHOWN = 6


def observed(observation: Observation, lang: Lang, *, limit: int, count: Count) -> str:
    """One JSON object of at most about `limit` tokens."""
    if observation.error is not None:
        return refused(observation.error.kind, observation.error.message, observation.error.remedy)
    if observation.diagnosis is not None:
        diagnosis = observation.diagnosis
        plans = {p.finding.fingerprint: p for p in observation.planned}
        found = [_finding(f, plans.get(f.fingerprint), lang) for f in ranked(diagnosis.findings)]
        head: dict[str, Any] = {
            "looked_at": diagnosis.looked_at.in_(lang),
            "evidence": list(diagnosis.evidence),
            "findings": len(found),
            **_not_read(diagnosis.not_read),
        }
        return _filled(head, "shown", found, limit=limit, count=count, more="call again with a name or namespace")
    assert observation.evidence is not None
    return _rows(observation.evidence, limit=limit, count=count)


def refused(kind: str, message: str, remedy: str = "") -> str:
    """Why there is no result; the model may correct its call."""
    return _json({"error": kind, "message": message} | ({"remedy": remedy} if remedy else {}))


def _rows(evidence: Evidence, *, limit: int, count: Count) -> str:
    head: dict[str, Any] = {
        "evidence": evidence.id,
        "rows": f"{len(evidence.items)}+" if evidence.cut else len(evidence.items),
        **_not_read(evidence.not_read),
    }
    rows = [{k: _cell(v) for k, v in item.items() if v not in (None, "", [], {})} for item in evidence.items]
    more = f"narrow the arguments, or tell the user: {evidence.show_command}"
    return _filled(head, "shown", rows, limit=limit, count=count, more=more)


def _filled(
    head: dict[str, Any], key: str, values: Sequence[dict[str, Any]], *, limit: int, count: Count, more: str
) -> str:
    """`head` and as many of `values` as the limit allows, at least one, with a note on the rest."""
    used, taken = count(_json(head)) + 30, 0
    for value in values:
        used += count(_json(value)) + 1
        if used > limit and taken:
            break
        taken += 1
    note = {"not_shown": len(values) - taken, "to_see_more": more} if taken < len(values) else {}
    return _json({**head, key: list(values[:taken]), **note})


def _finding(finding: Finding, planned: Planned | None, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = {
        "title": finding.title.in_(lang),
        "severity": finding.severity.label,
        "target": str(finding.target),
        "statements": [
            f"{s.role}: {s.text.in_(lang)} {' '.join(dict.fromkeys(f'[{c.evidence}]' for c in s.cites))}".strip()
            for s in finding.statements
        ],
    }
    if finding.klass != "problem":
        told["class"] = finding.klass
    if finding.confidence == "likely":
        told["confidence"] = "likely, not proven"
    if finding.impact.saving:
        told["saving_per_month"] = str(finding.impact.saving)
    if finding.runbook:
        told["guide"] = f"[{finding.runbook}]"
    if planned is not None:
        told["plan"] = f"{planned.plan_id}: {planned.title}" if planned.plan_id else f"none: {planned.refusal}"
    return told


def _not_read(not_read: tuple[NotRead, ...]) -> dict[str, Any]:
    if not not_read:
        return {}
    shown = [f"{n.what}: {n.why}" for n in not_read[:_NOT_READ_SHOWN]]
    if len(not_read) > _NOT_READ_SHOWN:
        shown.append(f"and {len(not_read) - _NOT_READ_SHOWN} more")
    return {"could_not_look_at": shown}


def _cell(value: Any) -> Any:
    """Short values as they are; long ones cut, so that one row cannot take the whole budget."""
    text = value if isinstance(value, str) else _json(value)
    return value if len(text) <= _CELL_CHARS else text[:_CELL_CHARS] + "…"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
