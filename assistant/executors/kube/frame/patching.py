"""The protocol of every action that sets fields of one object: dry run, guarded write, watching, putting back.

Recipes are declared with `declare`; `assistant.gate` finds and runs what comes of it. Source: JSON Patch (RFC 6902),
Kubernetes API concepts ("Dry-run", "Resource versions").
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from assistant.canonical import digest
from assistant.clock import Clock
from assistant.executors.kube.frame.conflicts import another_kind, made_anew, never_still, no_rest, not_as_seen
from assistant.executors.kube.frame.dry_run import context_of, tried
from assistant.executors.kube.frame.edits import Edit, Item, json_patch, label_of, value_at
from assistant.executors.kube.frame.ownership import last_writer
from assistant.executors.kube.frame.recipe import Progress, Recipe, Subject
from assistant.executors.kube.frame.watching import watched
from assistant.executors.spec import Action, Operation, Verification, action
from assistant.language import Text, with_particle
from assistant.plans import Json, PlannedAction, Proposal
from assistant.refusing import refusal
from tools.kube.errors import Conflict
from tools.kube.reader import DRY_RUN, KubeReader, KubeWriter, Obj
from tools.kube.resources import RESOURCES
from tools.spec import BadRequest, NotFound, Reason

OPERATION = ("metadata", "annotations", "baepo.dev/operation")
_TRIES = 6  # status is written all the time: read again and see whether what matters is still the same
_MOMENTARY = "at execution"


def declare(
    recipe: Recipe,
    *,
    name: str,
    resource: str,
    title: Text,
    undo_text: Text,
    also_reads: tuple[str, ...] = (),
    reversible: bool = True,
) -> Action:
    """The action of a recipe, with the least it must be allowed: to read, to patch dry, and to patch."""
    kind = RESOURCES[resource].kind
    return action(
        name=name,
        backend="kube",
        kind=kind,
        title=title,
        reads=(f"get {resource}", f"patch {resource}{DRY_RUN}", *also_reads),
        writes=(f"patch {resource}",),
        undo_text=undo_text,
        reversible=reversible,
        placed=RESOURCES[resource].namespaced,
    )(partial(_Patching, recipe, name, resource, reversible))


class _Patching:
    """Sets the fields that its recipe names. Source: the recipe's module."""

    def __init__(self, recipe: Recipe, name: str, resource: str, reversible: bool) -> None:
        self._recipe = recipe
        self._name = name
        self._resource = resource
        self._reversible = reversible

    def plan(self, proposal: Proposal, *, reader: KubeReader, now: datetime) -> PlannedAction:
        """Raises: BadRequest (nothing to change, refused by admission), NotFound, Denied, Unavailable."""
        kind, target = RESOURCES[self._resource].kind, proposal.target
        if target.kind != kind or target.provider != "kube":
            raise another_kind(self._name, kind, target)
        arguments = self._recipe.arguments(proposal.arguments)
        for _ in range(_TRIES):
            obj = reader.get(self._resource, target.id, namespace=target.place or None)
            subject = Subject(target=target, obj=obj, arguments=arguments, reader=reader, now=now)
            edits = self._recipe.edits(subject)
            if not edits:
                raise BadRequest(
                    f"{target} is so already: there is nothing to change.",
                    reason=Reason(code="so_already", parts={"target": str(target)}),
                )
            try:
                outcome = tried(reader, self._resource, subject, edits)
                break
            except Conflict:
                continue
        else:
            raise never_still(target)
        context = context_of(subject, edits, self._recipe.told(subject, edits), outcome, proposal.evidence)
        return PlannedAction(
            action=self._name,
            target=target,
            arguments=arguments,
            intent=_intent(edits),
            preconditions=_seen(obj, edits),
            context=replace(context, reversible=self._reversible),
        )

    def apply(self, action: PlannedAction, *, writer: KubeWriter, operation: Operation, resumed: Json) -> Json:
        """Raises: Conflict when what it sets has changed since the plan, ToolError."""
        for _ in range(_TRIES):
            obj = self._get(writer, action)
            subject = Subject(
                target=action.target, obj=obj, arguments=action.arguments, reader=writer, now=operation.clock.now()
            )
            if value_at(obj, OPERATION) == operation.id and resumed:
                return resumed
            edits = self._unmoved(subject, action)
            receipt = _receipt(obj, edits)
            operation.journal(receipt)
            if self._written(writer, action, obj, edits, operation):
                return receipt
        raise no_rest(action.target)

    def verify(self, action: PlannedAction, receipt: Json, *, reader: KubeReader, clock: Clock) -> Verification:
        """Watches until it has worked and stays so. Raises: Unavailable when the last look was not possible."""

        def look(waited_s: float) -> Progress:
            try:
                obj = self._get(reader, action)
            except NotFound:
                return Progress(
                    state="failed", seen=Text(ko=f"{action.target}: 없어졌습니다.", en=f"{action.target} is gone.")
                )
            if changed := _taken_back(obj, receipt):
                return Progress(state="failed", seen=changed)
            return self._recipe.progress(obj, reader, waited_s=waited_s)

        return watched(look, clock=clock, timeout_s=action.context.verify_timeout_s)

    def undo(self, action: PlannedAction, receipt: Json, *, writer: KubeWriter, operation: Operation) -> Json:
        """Raises: Conflict when somebody else has changed it since, ToolError."""
        if not self._reversible:
            raise refusal(
                BadRequest,
                Text(ko=f"{with_particle(self._name, '은')} 되돌릴 수 없습니다.", en=f"{self._name} cannot be undone."),
                action.context.undo,
            )
        edits = [Edit(path=_path(f), value=f["before"]) for f in receipt["fields"]]
        done = {"restored": {e.label: e.value for e in edits}}
        for _ in range(_TRIES):
            obj = self._get(writer, action)
            if value_at(obj, OPERATION) == operation.id or all(value_at(obj, e.path) == e.value for e in edits):
                return done
            if obj["metadata"]["uid"] != receipt["uid"]:
                raise made_anew(action.target)
            if changed := _taken_back(obj, receipt):
                raise refusal(
                    Conflict,
                    changed,
                    Text(
                        ko="다시 보십시오. 다른 사람이 정한 값은 그대로 둡니다.",
                        en="Look again; what somebody else set is left alone.",
                    ),
                )
            operation.journal(done)
            if self._written(writer, action, obj, edits, operation):
                return done
        raise no_rest(action.target)

    def _get(self, reader: KubeReader, action: PlannedAction) -> Obj:
        return reader.get(self._resource, action.target.id, namespace=action.target.place or None)

    def _unmoved(self, subject: Subject, action: PlannedAction) -> tuple[Edit, ...]:
        """The approved edits on the object as it is now. Raises: Conflict when it is not what was approved."""
        edits = self._recipe.edits(subject)
        live, planned = _seen(subject.obj, edits), action.preconditions
        if live.get("uid") != planned["uid"]:
            raise made_anew(action.target)
        moved = [k for k in {**planned, **live} if planned.get(k) != live.get(k)]
        if moved or _intent(edits) != action.intent:
            path = next((e.path for e in edits if e.label in moved), ())
            what = "; ".join(f"{k}: {_shown(planned.get(k))} -> {_shown(live.get(k))}" for k in moved[:3])
            raise not_as_seen(action.target, what, last_writer(subject.obj, path))
        return edits

    def _written(
        self,
        writer: KubeWriter,
        action: PlannedAction,
        obj: Obj,
        edits: tuple[Edit, ...] | list[Edit],
        operation: Operation,
    ) -> bool:
        """False when somebody wrote to it in the same moment: nothing of ours was."""
        patch = json_patch(obj, [*edits, Edit(path=OPERATION, value=operation.id)])
        try:
            writer.patch(self._resource, action.target.id, patch, namespace=action.target.place or None)
        except Conflict:
            return False
        return True


def _intent(edits: tuple[Edit, ...]) -> dict[str, Any]:
    return {e.label: _MOMENTARY if e.momentary else _told(e, e.value) for e in edits}


def _seen(obj: Obj, edits: tuple[Edit, ...]) -> dict[str, Any]:
    return {"uid": obj["metadata"]["uid"], **{e.label: _told(e, value_at(obj, e.path)) for e in edits}}


def _told(edit: Edit, value: Any) -> Any:
    return digest(value) if edit.withheld and value is not None else value


def _receipt(obj: Obj, edits: tuple[Edit, ...]) -> dict[str, Any]:
    fields = [{"path": [_part(p) for p in e.path], "before": value_at(obj, e.path), "after": e.value} for e in edits]
    return {"uid": obj["metadata"]["uid"], "fields": fields}


def _part(part: Any) -> Any:
    return part if isinstance(part, str) else {"name": part.name}


def _path(field: Mapping[str, Any]) -> Any:
    return tuple(p if isinstance(p, str) else Item(p["name"]) for p in field["path"])


def _taken_back(obj: Obj, receipt: Json) -> Text | None:
    """What of it is not as it was set any more, and by whom; as the server writes it: 1000m is 1."""
    for field in receipt["fields"]:
        path = _path(field)
        found = value_at(obj, path)
        if _plain(found) != _plain(field["after"]):
            who, label, now = last_writer(obj, path), label_of(path), _shown(found)
            return Text(
                ko=f"{label}의 값이 다시 바뀌었습니다: 지금 {now} ({who}).",
                en=f"{label} was changed again, to {now}, by {who}.",
            )
    return None


def _plain(value: Any) -> Any:
    """Empty is nothing: the server leaves out what is."""
    if isinstance(value, Mapping):
        return {k: p for k, v in value.items() if (p := _plain(v)) not in (None, {}, [])}
    return [_plain(v) for v in value] if isinstance(value, list) else value


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "another one"
    return "nothing" if value is None else str(value)
