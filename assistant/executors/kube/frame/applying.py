"""The protocol of actions that apply one written object: server-side dry run and diff, create or change, watch, put back.

Kinds are declared with `declare_apply`; `assistant.gate` finds and runs what comes of it. Source: Kubernetes API concepts
("Server-Side Apply": field managers, conflicts; "Resource versions").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from assistant.canonical import digest
from assistant.clock import Clock
from assistant.executors.kube.frame.conflicts import made_anew, never_still, no_rest, not_as_seen
from assistant.executors.kube.frame.contents import (
    Content,
    Moved,
    changes_between,
    content_of,
    overwritten,
    put_back,
    replacing,
    skeleton,
)
from assistant.executors.kube.frame.edits import value_at
from assistant.executors.kube.frame.ownership import last_writer
from assistant.executors.kube.frame.patching import OPERATION
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only, timeout_of
from assistant.executors.kube.frame.watching import watched
from assistant.executors.spec import Action, Operation, Verification, action
from assistant.language import Text, with_particle
from assistant.plans import Change, Context, Json, PlannedAction, Proposal
from assistant.refusing import refusal
from tools.kube.errors import Conflict, Owned
from tools.kube.ownership import owner_of
from tools.kube.reader import DRY_RUN, NOT_THERE, KubeReader, KubeWriter, Obj, PatchType
from tools.kube.resources import RESOURCES
from tools.spec import BadRequest, NotFound

_TRIES = 6
MANIFEST, FILE, TAKE_OVER, ACCEPT = "manifest", "file", "take_over", "accept"


class Kind(Protocol):
    """What one kind says for itself when it is applied."""

    def told(self, subject: Subject, before: Obj | None) -> Told:
        """The words, of the object as the server would make it. `before` is None when it is created."""

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        """How far it is, from the object as it is after the change. Raises: ToolError."""


class Prove(Protocol):
    """Says what is wrong with a manifest. Called before anything is asked of a server."""

    def __call__(self, manifest: Json, *, accept: frozenset[str], now: datetime) -> tuple[Text, ...]:
        """What people shall know of it before they approve. Raises: BadRequest when it must not be applied."""


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """The object before (None: there is none), and as the server would make it; `lost`: fields taken from others."""

    before: Obj | None
    after: Obj
    changes: tuple[Change, ...]
    lost: tuple[tuple[str, str], ...]


def declare_apply(
    kind: Kind, *, name: str, resource: str, title: Text, prove: Prove, also_reads: tuple[str, ...] = ()
) -> Action:
    """The action that applies an object of one kind, with the least it must be allowed. Only people may propose it."""
    return action(
        name=name,
        backend="kube",
        kind=RESOURCES[resource].kind,
        title=title,
        reads=(f"get {resource}", f"patch {resource}{DRY_RUN}", f"create {resource}{DRY_RUN}", *also_reads),
        writes=(f"patch {resource}", f"create {resource}", f"delete {resource}"),
        undo_text=Text(
            ko="새로 만든 것은 지우고, 있던 것은 이전 내용으로 되돌립니다.",
            en="Deletes what it created; puts what was there before back.",
        ),
        by_hand=True,
    )(partial(_Applying, kind, name, resource, prove))


class _Applying:
    """Applies the manifest in its arguments. Source: the module that declares the kind."""

    def __init__(self, kind: Kind, name: str, resource: str, prove: Prove) -> None:
        self._kind = kind
        self._name = name
        self._resource = resource
        self._prove = prove

    def plan(self, proposal: Proposal, *, reader: KubeReader, now: datetime) -> PlannedAction:
        """Raises: BadRequest (must not be applied, nothing to change), Owned, NotFound (no namespace), Denied, Unavailable."""
        target, arguments = proposal.target, self._arguments(proposal)
        known = self._prove(arguments[MANIFEST], accept=frozenset(arguments.get(ACCEPT) or ()), now=now)
        trial = self._tried(reader, proposal)
        if not trial.changes:
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(target), '은')} 이미 매니페스트와 같아 바꿀 것이 없습니다.",
                    en=f"{target} is as the manifest says already: there is nothing to change.",
                ),
            )
        subject = Subject(target=target, obj=trial.after, arguments=arguments, reader=reader, now=now)
        return PlannedAction(
            action=self._name,
            target=target,
            arguments=arguments,
            intent={MANIFEST: digest(arguments[MANIFEST]), TAKE_OVER: bool(arguments.get(TAKE_OVER))},
            preconditions=_seen(trial),
            context=self._context(subject, trial, known, proposal.evidence),
        )

    def apply(self, action: PlannedAction, *, writer: KubeWriter, operation: Operation, resumed: Json) -> Json:
        """Raises: Conflict when what it sets has changed since the plan, ToolError."""
        for _ in range(_TRIES):
            trial = self._tried(writer, action.proposal)
            if resumed and trial.before is not None and value_at(trial.before, OPERATION) == operation.id:
                return _receipt(resumed["before"], trial.before)
            _require_unmoved(action, trial)
            before = None if trial.before is None else content_of(trial.before)
            operation.journal({"before": before})
            manifest = _with_operation(action.arguments[MANIFEST], operation.id)
            try:
                made = writer.patch(
                    self._resource,
                    action.target.id,
                    _guarded(manifest, trial.before),
                    namespace=action.target.place,
                    patch_type=_how(action.arguments),
                )
            except Conflict:
                continue
            return _receipt(before, made)
        raise no_rest(action.target)

    def verify(self, action: PlannedAction, receipt: Json, *, reader: KubeReader, clock: Clock) -> Verification:
        """Watches until it has worked and stays so. Raises: Unavailable when the last look was not possible."""

        def look(waited_s: float) -> Progress:
            obj = self._found(reader, action.proposal)
            if obj is None or obj["metadata"]["uid"] != receipt["uid"]:
                return Progress(
                    state="failed", seen=Text(ko=f"{action.target}: 없어졌습니다.", en=f"{action.target} is gone.")
                )
            if said := self._overwritten(action, receipt, obj):
                return Progress(state="failed", seen=said)
            return self._kind.progress(obj, reader, waited_s=waited_s)

        return watched(look, clock=clock, timeout_s=action.context.verify_timeout_s)

    def undo(self, action: PlannedAction, receipt: Json, *, writer: KubeWriter, operation: Operation) -> Json:
        """Raises: Conflict when somebody else has changed it since, ToolError."""
        if receipt["before"] is None:
            return self._deleted(action, receipt, writer)
        for _ in range(_TRIES):
            obj = writer.get(self._resource, action.target.id, namespace=action.target.place)
            done = {"restored": str(action.target)}
            if value_at(obj, OPERATION) == operation.id:
                return done
            if obj["metadata"]["uid"] != receipt["uid"]:
                raise made_anew(action.target)
            now = content_of(obj)
            try:
                content = put_back(receipt["before"], receipt["after"], now)
            except Moved as error:
                raise _moved(action, str(error), obj) from error
            if content == now:
                return done
            marked = {
                **content["metadata"],
                "annotations": _marked(content["metadata"].get("annotations"), operation.id),
            }
            operation.journal(done)
            try:
                patch = replacing(obj, {**content, "metadata": marked})
                writer.patch(self._resource, action.target.id, patch, namespace=action.target.place)
            except Conflict:
                continue
            return done
        raise no_rest(action.target)

    def _deleted(self, action: PlannedAction, receipt: Json, writer: KubeWriter) -> Json:
        """What this plan created goes again. Raises: Conflict when somebody has changed it since."""
        done = {"deleted": receipt.get("uid", "")}
        for _ in range(_TRIES):
            obj = self._found(writer, action.proposal)
            if obj is None or obj["metadata"].get("deletionTimestamp"):
                return done
            if obj["metadata"]["uid"] != receipt.get("uid"):
                raise made_anew(action.target)
            if said := self._overwritten(action, receipt, obj):
                raise refusal(
                    Conflict,
                    said,
                    Text(
                        ko="다른 사람이 바꾼 것은 지우지 않습니다. 다시 보십시오.",
                        en="Look again; what somebody else has changed is not deleted.",
                    ),
                )
            try:
                writer.delete(self._resource, action.target.id, namespace=action.target.place, seen=obj)
            except (Conflict, NotFound):
                continue
            return done
        raise no_rest(action.target)

    def _arguments(self, proposal: Proposal) -> Json:
        """Checked against the target. Raises: BadRequest."""
        given, target = only(proposal.arguments, MANIFEST, FILE, TAKE_OVER, ACCEPT), proposal.target
        manifest = given.get(MANIFEST)
        if not isinstance(manifest, Mapping):
            raise refusal(
                BadRequest,
                Text(ko="적용할 매니페스트가 없습니다.", en="There is no manifest to apply."),
                Text(ko="baepo propose manifest FILE", en="baepo propose manifest FILE"),
            )
        resource, meta = RESOURCES[self._resource], manifest.get("metadata") or {}
        version = f"{resource.group}/{resource.version}" if resource.group else resource.version
        named = (manifest.get("apiVersion"), manifest.get("kind"), meta.get("namespace"), meta.get("name"))
        if target.kind != resource.kind or named != (version, resource.kind, target.place, target.id):
            told = " ".join(str(part or "-") for part in named)
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(self._name, '은')} {version} {target}에 쓰는데, 매니페스트는 {told}입니다.",
                    en=f"{self._name} applies {version} {target}, and the manifest is {told}.",
                ),
            )
        return given

    def _found(self, reader: KubeReader, proposal: Proposal) -> Obj | None:
        try:
            return reader.get(self._resource, proposal.target.id, namespace=proposal.target.place)
        except NotFound:
            return None

    def _tried(self, reader: KubeReader, proposal: Proposal) -> _Trial:
        """The server's dry run. Raises: Owned when a field belongs to another manager, Conflict, ToolError."""
        manifest, target = proposal.arguments[MANIFEST], proposal.target
        wanted = "take over" if proposal.arguments.get(TAKE_OVER) else "apply"
        for _ in range(_TRIES):
            before = self._found(reader, proposal)
            body = _guarded(manifest, before)
            ask = partial(reader.dry_run, self._resource, target.id, body, namespace=target.place)
            lost: tuple[tuple[str, str], ...] = ()
            try:
                try:
                    after = ask(patch_type="apply")
                except Owned as error:
                    if wanted == "apply":
                        raise
                    lost, after = error.owners, ask(patch_type="take over")
            except Conflict:
                continue
            return _Trial(before=before, after=after, changes=_changes(before, after, manifest), lost=lost)
        raise never_still(target)

    def _overwritten(self, action: PlannedAction, receipt: Json, obj: Obj) -> Text | None:
        """What of the manifest somebody has set otherwise since."""
        fields = list(overwritten(content_of(dict(action.arguments[MANIFEST])), receipt.get("after"), content_of(obj)))
        if not fields:
            return None
        who = last_writer(obj, tuple(fields[0].split(".")))
        return Text(
            ko=f"{action.target}의 {', '.join(fields[:3])} 값이 적용한 뒤에 다시 바뀌었습니다({who}).",
            en=f"{', '.join(fields[:3])} of {action.target} was changed again after it was applied, by {who}.",
        )

    def _context(self, subject: Subject, trial: _Trial, known: tuple[Text, ...], evidence: tuple[str, ...]) -> Context:
        told, owner = self._kind.told(subject, trial.before), owner_of(trial.before or trial.after)
        return Context(
            title=told.title,
            changes=trial.changes,
            effects=(*told.effects, *_taken(trial.lost), *known),
            risk="high" if trial.lost else told.risk,
            risk_reason=_TAKING if trial.lost else told.risk_reason,
            verify=told.verify,
            verify_timeout_s=timeout_of(subject.arguments, told.timeout_s),
            undo=told.undo,
            reversible=True,
            dry_run="server",
            managed_by=str(owner) if owner else "",
            evidence=evidence,
        )


_TAKING = Text(
    ko="다른 곳에서 정하던 값을 가져와, 그쪽이 다시 적용하면 서로 덮어씁니다.",
    en="It takes fields that others decide; their next apply and this one undo each other.",
)


def _taken(lost: tuple[tuple[str, str], ...]) -> tuple[Text, ...]:
    return tuple(
        Text(ko=f"{field} 값을 {manager}에게서 가져옵니다.", en=f"{field} is taken from {manager}.")
        for field, manager in lost
    )


def _changes(before: Obj | None, after: Obj, manifest: Json) -> tuple[Change, ...]:
    """Of what is new only what is written, not what the server fills in."""
    if before is not None:
        return changes_between(content_of(before), content_of(after))
    written = content_of(dict(manifest))
    return changes_between(skeleton(written), written)


def _guarded(manifest: Json, before: Obj | None) -> dict[str, Any]:
    """Applies to the very object that was seen, or creates: the server refuses it when that has changed."""
    if before is None:
        seen = {"resourceVersion": NOT_THERE}
    else:
        seen = {key: before["metadata"][key] for key in ("uid", "resourceVersion")}
    return {**manifest, "metadata": {**manifest["metadata"], **seen}}


def _with_operation(manifest: Json, operation: str) -> dict[str, Any]:
    meta = manifest["metadata"]
    return {**manifest, "metadata": {**meta, "annotations": _marked(meta.get("annotations"), operation)}}


def _marked(annotations: Json | None, operation: str) -> dict[str, Any]:
    return {**(annotations or {}), OPERATION[-1]: operation}


def _how(arguments: Json) -> PatchType:
    return "take over" if arguments.get(TAKE_OVER) else "apply"


def _seen(trial: _Trial) -> dict[str, Any]:
    """What must still be so: whether it is there, which one it is, and the fields that will change, by their digests."""
    if trial.before is None:
        return {"uid": ""}
    return {"uid": trial.before["metadata"]["uid"], **{c.field: digest(c.before) for c in trial.changes}}


def _require_unmoved(action: PlannedAction, trial: _Trial) -> None:
    """Raises: Conflict when it is not what was approved."""
    seen = _seen(trial)
    moved = [k for k in dict.fromkeys([*action.preconditions, *seen]) if action.preconditions.get(k) != seen.get(k)]
    if not moved:
        return
    who = last_writer(trial.before, ()) if trial.before is not None else ""
    raise not_as_seen(action.target, ", ".join(moved[:3]), who)


def _receipt(before: Content | None, made: Obj) -> dict[str, Any]:
    return {"uid": made["metadata"]["uid"], "before": before, "after": content_of(made)}


def _moved(action: PlannedAction, field: str, obj: Obj) -> Conflict:
    who = last_writer(obj, tuple(field.split(".")))
    return refusal(
        Conflict,
        Text(
            ko=f"{action.target}의 {field} 값을 그사이 다른 쪽이 바꿨습니다({who}).",
            en=f"{field} of {action.target} was changed again since, by {who}.",
        ),
        Text(
            ko="다시 보십시오. 다른 사람이 정한 값은 그대로 둡니다.",
            en="Look again; what somebody else set is left alone.",
        ),
    )
