"""What the API server itself would make of edits, and the context that people weigh. Called by `patching`.

Source: Kubernetes API concepts ("Dry-run"): admission and validation run, nothing is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.executors.kube.frame.edits import Edit, edited, json_patch
from assistant.executors.kube.frame.ownership import appliers, at_source
from assistant.executors.kube.frame.recipe import Subject, Told, timeout_of
from assistant.language import Text
from assistant.plans import Change, Context
from tools.kube.errors import Recorded
from tools.kube.ownership import owner_of
from tools.kube.reader import KubeReader, Obj
from tools.kube.template_diff import differences
from tools.spec import Denied

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The object after the edits; `gap` says why no server was asked, "" when one was."""

    obj: Obj
    gap: str


def tried(reader: KubeReader, resource: str, subject: Subject, edits: tuple[Edit, ...]) -> Outcome:
    """Raises: Conflict when it changed in the same moment, BadRequest when admission refuses, ToolError."""
    patch = json_patch(subject.obj, edits)
    target = subject.target
    try:
        result = reader.dry_run(resource, target.id, patch, namespace=target.place or None)
    except (Denied, Recorded) as error:
        return Outcome(obj=edited(subject.obj, edits), gap=error.message)
    return Outcome(obj=result, gap="")


def context_of(
    subject: Subject, edits: tuple[Edit, ...], told: Told, outcome: Outcome, evidence: tuple[str, ...]
) -> Context:
    """The recipe's words, the server's diff, and who else decides about these fields."""
    owner = owner_of(subject.obj)
    changed = differences(_telling(subject.obj), _telling(outcome.obj))
    own = {e.label for e in edits}
    strange = [field for field, _, _ in changed if not any(_within(field, label) for label in own)]
    return Context(
        title=told.title,
        changes=tuple(Change(field=f, before=b, after=a) for f, b, a in changed),
        effects=(*told.effects, *_added(strange), *_applied(appliers(subject.obj, edits)), *untried(outcome.gap)),
        risk=told.risk,
        risk_reason=told.risk_reason,
        verify=told.verify,
        verify_timeout_s=timeout_of(subject.arguments, told.timeout_s),
        undo=told.undo,
        reversible=True,
        dry_run="none" if outcome.gap else "server",
        managed_by=str(owner) if owner else "",
        source_change=at_source(owner, subject.target.place, told.at_source) if owner and told.at_source else None,
        evidence=evidence,
    )


def _telling(obj: Obj) -> dict[str, Any]:
    """What people write of an object: not its status, nor what the server and this program note on it."""
    meta: Mapping[str, Any] = obj.get("metadata") or {}
    annotations = {k: v for k, v in (meta.get("annotations") or {}).items() if k != _LAST_APPLIED}
    return {"metadata": {"labels": meta.get("labels") or {}, "annotations": annotations}, "spec": obj.get("spec") or {}}


def _within(field: str, label: str) -> bool:
    """Whether a changed field is the edited one, holds it, or lies in it."""
    return (
        field == label or field.startswith((f"{label}.", f"{label}[")) or label.startswith((f"{field}.", f"{field}["))
    )


def _added(fields: list[str]) -> tuple[Text, ...]:
    if not fields:
        return ()
    said = ", ".join(fields[:5])
    return (
        Text(
            ko=f"클러스터의 어드미션이 다음 필드도 바꿉니다: {said}",
            en=f"Admission changes these fields, too: {said}",
        ),
    )


def _applied(found: list[tuple[str, str]]) -> tuple[Text, ...]:
    return tuple(
        Text(
            ko=f"{manager} 매니페스트가 {field} 값을 정합니다: 다음에 적용하면 그 값으로 돌아갑니다.",
            en=f"{field} comes from a manifest that {manager} applies: its next apply puts that value back.",
        )
        for field, manager in found
    )


def untried(gap: str) -> tuple[Text, ...]:
    """The effect to tell when no server was asked."""
    return (Text(ko=f"서버에서 미리 시험하지 못했습니다: {gap}", en=f"Not tried on the server: {gap}"),) if gap else ()
