"""A finding and a gap as `baepo check --json` prints them: the schema `baepo.check/1`. Called by `check`, `check_manifests`."""

from typing import Any

from assistant.findings import Finding
from assistant.language import Lang
from tools.spec import NotRead

SCHEMA = "baepo.check/1"


def finding_json(finding: Finding, lang: Lang) -> dict[str, Any]:
    """One finding, its sentences in `lang`."""
    return {
        "namespace": finding.target.place,
        "kind": finding.target.kind,
        "name": finding.target.id,
        "severity": finding.severity.label,
        "class": finding.klass,
        "check": finding.check,
        "title": finding.title.in_(lang),
        "text": "\n".join(s.text.in_(lang) for s in finding.statements),
        "cause": dict(finding.cause),
        "confidence": finding.confidence,
        "related": [{"namespace": r.place, "kind": r.kind, "name": r.id} for r in finding.related],
        "evidence": [c.to_json() for s in finding.statements for c in s.cites],
        "actions": [p.to_json() for p in finding.proposals],
        "managed_by": finding.managed_by,
        "runbook": finding.runbook,
        "fingerprint": finding.fingerprint,
    }


def gap_json(part: NotRead) -> dict[str, str]:
    """What could not be read, why, and what to do."""
    return {"what": part.what, "why": part.why, "remedy": part.remedy}
