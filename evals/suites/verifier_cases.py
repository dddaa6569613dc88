"""Recorded evidence and hand-written answers of `evals/cases/verifier/`, as the values that the verifier takes.

Called by `evals.suites.verifier` and by the verifier's tests.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

from assistant.canonical import digest
from assistant.evidence import Evidence
from assistant.findings import Cite, Finding, Impact, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Lang, Text
from assistant.models.spec import CallWanted, Observation, Planned
from assistant.money import Money
from assistant.playbooks.spec import Diagnosis
from assistant.verifier import Verified

FOLDER = Path(__file__).parents[1] / "cases" / "verifier"
GROUPS = ("dev", "held_out", "prose", "reports", "summaries", "notes")
HIDDEN = "hidden"  # scored in totals alone, so that nobody tunes on its answers


@dataclass(frozen=True, kw_only=True)
class Written:
    """A true answer, what it was written from, and false variants of it: (kind, text)."""

    id: str
    lang: Lang
    question: str
    text: str
    observations: tuple[Observation, ...]
    wrong: tuple[tuple[str, str], ...]


class Verify(Protocol):
    """The signature of `assistant.verifier.verify`, so that the grader can be tried on bad verifiers."""

    def __call__(
        self,
        text: str,
        *,
        observations: Sequence[Observation],
        lang: Lang,
        question: str = "",
        evidence: Sequence[Evidence] = (),
    ) -> Verified: ...


def answers(group: str) -> tuple[Written, ...]:
    """The hand-written answers of a group. Raises: ValueError for an alteration that does not occur in its answer."""
    recorded = recording(group)
    entries = tomllib.loads((FOLDER / f"answers_{group}.toml").read_text(encoding="utf-8"))["answer"]
    return tuple(_written(entry, recorded) for entry in entries)


def hidden_answers() -> tuple[Written, ...]:
    """The answers of the hidden group; none where its files are not there."""
    there = all((FOLDER / name).is_file() for name in (f"answers_{HIDDEN}.toml", f"recording_{HIDDEN}.json"))
    return answers(HIDDEN) if there else ()


def _written(entry: Mapping[str, Any], recorded: Mapping[str, Observation]) -> Written:
    text = str(entry["text"]).strip()
    wrong = []
    for kind, old, new in entry["wrong"]:
        if old and text.count(old) < 1:
            raise ValueError(f"{entry['id']}: {old!r} does not occur in the answer")
        wrong.append((str(kind), text.replace(old, new, 1) if old else f"{text} {new}"))
    return Written(
        id=entry["id"],
        lang=cast(Lang, entry["lang"]),
        question=entry["question"],
        text=text,
        observations=tuple(recorded[o] for o in entry["observe"]),
        wrong=tuple(wrong),
    )


@cache
def recording(group: str) -> Mapping[str, Observation]:
    """By playbook name or evidence id: what that call came back with."""
    return recorded(json.loads((FOLDER / f"recording_{group}.json").read_text(encoding="utf-8")), group)


def recorded(document: Mapping[str, Any], session: str) -> Mapping[str, Observation]:
    """The diagnoses and the evidence of a recording as observations, by playbook name or evidence id."""
    found: dict[str, Observation] = {}
    for entry in document["diagnoses"]:
        found[entry["call"]] = _diagnosis(entry)
    for entry in document["evidence"]:
        evidence = Evidence(
            id=entry["id"],
            session=f"recording-{session}",
            tool=entry["tool"],
            arguments=entry["arguments"],
            environment="demo",
            taken_at=datetime.fromisoformat(entry["taken_at"]),
            digest=digest(entry["items"]),
            items=tuple(entry["items"]),
            cut=entry["cut"],
        )
        call = CallWanted(name=entry["tool"], arguments=entry["arguments"])
        found[evidence.id] = Observation(call=call, evidence=evidence)
    return found


def _diagnosis(entry: Mapping[str, Any]) -> Observation:
    findings = tuple(_finding(f) for f in entry["findings"])
    by_fingerprint = {e["fingerprint"]: f for e, f in zip(entry["findings"], findings, strict=True)}
    planned = tuple(
        Planned(
            finding=by_fingerprint[p["fingerprint"]],
            plan_id=p["plan_id"],
            title=p["title"],
            managed_by=p["managed_by"],
            refusal=p["refusal"],
        )
        for p in entry["planned"]
    )
    diagnosis = Diagnosis(
        findings=findings, looked_at=Text.from_json(entry["looked_at"]), evidence=tuple(entry["evidence"])
    )
    return Observation(call=CallWanted(name=entry["call"], arguments={}), diagnosis=diagnosis, planned=planned)


def _finding(entry: Mapping[str, Any]) -> Finding:
    saving = entry["saving_per_month"]
    return Finding(
        check=entry["check"],
        severity=Severity[entry["severity"].upper()],
        target=ResourceRef(**entry["target"]),
        title=Text.from_json(entry["title"]),
        statements=tuple(
            Statement(role=s["role"], text=Text.from_json(s["text"]), cites=tuple(Cite(**c) for c in s["cites"]))
            for s in entry["statements"]
        ),
        cause=tuple(entry["cause"].items()),
        klass=entry["class"],
        impact=Impact(saving=Money(Decimal(saving["amount"]), saving["currency"]) if saving else None),
        related=tuple(ResourceRef(**r) for r in entry["related"]),
        managed_by=entry["managed_by"],
        runbook=entry["runbook"],
        confidence=entry["confidence"],
    )
