"""The protocol of actions that remove one object: dry run, guarded by uid and resourceVersion, watched until it is gone.

Recipes are declared with `declare_removal`; `assistant.gate` finds and runs what comes of it. A removal cannot be undone.
Source: metav1 DeleteOptions (preconditions, dry run), policy/v1 Eviction.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from assistant.clock import Clock
from assistant.executors.kube.frame.conflicts import another_kind, gone, never_still, no_rest, not_as_seen
from assistant.executors.kube.frame.dry_run import untried
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, timeout_of
from assistant.executors.kube.frame.watching import watched
from assistant.executors.spec import Action, Operation, Verification, action
from assistant.language import Text, with_particle
from assistant.plans import Change, Context, Json, PlannedAction, Proposal
from assistant.refusing import refusal
from tools.kube.errors import Conflict, Recorded
from tools.kube.ownership import owner_of
from tools.kube.reader import DRY_RUN, How, KubeReader, KubeWriter, Obj, removing
from tools.kube.resources import RESOURCES
from tools.spec import BadRequest, Denied, NotFound

_TRIES = 6


class Removal(Protocol):
    """What an action that removes an object says for itself."""

    def arguments(self, given: Json) -> Json:
        """Those of the proposal, checked. Raises: BadRequest."""

    def seen(self, subject: Subject) -> Json:
        """What must still be so when it is removed. Raises: BadRequest when it must not be."""

    def told(self, subject: Subject) -> Told: ...

    def after(self, receipt: Json, action: PlannedAction, reader: KubeReader, *, waited_s: float) -> Progress:
        """Whether all is well once the object is gone. Raises: ToolError."""

    def kept(self, subject: Subject) -> Json:
        """What `after` needs to know once the object is gone. Raises: ToolError."""


def declare_removal(
    removal: Removal,
    *,
    name: str,
    resource: str,
    title: Text,
    how: How = "delete",
    also_reads: tuple[str, ...] = (),
) -> Action:
    """The action of a recipe, with the least it must be allowed: to read, and to remove."""
    return action(
        name=name,
        backend="kube",
        kind=RESOURCES[resource].kind,
        title=title,
        reads=(f"get {resource}", f"{removing(resource, how)}{DRY_RUN}", *also_reads),
        writes=(removing(resource, how),),
        undo_text=Text(ko="되돌릴 수 없습니다.", en="Cannot be undone."),
        reversible=False,
        placed=RESOURCES[resource].namespaced,
    )(partial(_Removing, removal, name, resource, how))


class _Removing:
    """Removes the object it was planned for, and no later one of its name. Source: the recipe's module."""

    def __init__(self, removal: Removal, name: str, resource: str, how: How) -> None:
        self._removal = removal
        self._name = name
        self._resource = resource
        self._how: How = how

    def plan(self, proposal: Proposal, *, reader: KubeReader, now: datetime) -> PlannedAction:
        """Raises: BadRequest (must not be removed, refused by admission), NotFound, Denied, Unavailable."""
        kind, target = RESOURCES[self._resource].kind, proposal.target
        if target.kind != kind or target.provider != "kube":
            raise another_kind(self._name, kind, target)
        arguments = self._removal.arguments(proposal.arguments)
        for _ in range(_TRIES):
            obj = reader.get(self._resource, target.id, namespace=target.place or None)
            subject = Subject(target=target, obj=obj, arguments=arguments, reader=reader, now=now)
            seen = self._removal.seen(subject)
            try:
                gap = self._tried(reader, subject)
                break
            except Conflict:
                continue
        else:
            raise never_still(target)
        return PlannedAction(
            action=self._name,
            target=target,
            arguments=arguments,
            intent={"removed": obj["metadata"]["uid"]},
            preconditions={"uid": obj["metadata"]["uid"], **seen},
            context=self._context(subject, gap, proposal.evidence),
        )

    def apply(self, action: PlannedAction, *, writer: KubeWriter, operation: Operation, resumed: Json) -> Json:
        """Raises: Conflict when it is another object, or not as it was; Blocked when a budget forbids it; ToolError."""
        target = action.target
        for _ in range(_TRIES):
            try:
                obj = writer.get(self._resource, target.id, namespace=target.place or None)
            except NotFound:
                obj = None
            if obj is None or obj["metadata"]["uid"] != action.preconditions["uid"]:
                if resumed:
                    return resumed  # that is what was to come of it
                raise gone(target)
            if resumed and obj["metadata"].get("deletionTimestamp"):
                return resumed
            subject = self._as_seen(action, obj, writer, operation)
            receipt = {"uid": obj["metadata"]["uid"], **self._removal.kept(subject)}
            operation.journal(receipt)
            try:
                writer.delete(self._resource, target.id, namespace=target.place or None, seen=obj, how=self._how)
            except (Conflict, NotFound):
                continue
            return receipt
        raise no_rest(target)

    def verify(self, action: PlannedAction, receipt: Json, *, reader: KubeReader, clock: Clock) -> Verification:
        """Watches until it is gone and what it belonged to is well. Raises: Unavailable when it could not be looked at."""

        def look(waited_s: float) -> Progress:
            if (there := self._still_there(action, receipt, reader, waited_s)) is not None:
                return there
            return self._removal.after(receipt, action, reader, waited_s=waited_s)

        return watched(look, clock=clock, timeout_s=action.context.verify_timeout_s)

    def undo(self, action: PlannedAction, receipt: Json, *, writer: KubeWriter, operation: Operation) -> Json:
        """Raises: BadRequest always, because what is removed does not come back."""
        raise refusal(
            BadRequest,
            Text(
                ko=f"{with_particle(str(action.target), '은')} 지워졌고, 되돌릴 수 없습니다.",
                en=f"{action.target} was removed; that cannot be undone.",
            ),
            action.context.undo,
        )

    def _tried(self, reader: KubeReader, subject: Subject) -> str:
        """Why the server was not asked, "" when it was. Raises: Conflict, ToolError."""
        target = subject.target
        place = target.place or None
        try:
            reader.dry_run_delete(self._resource, target.id, namespace=place, seen=subject.obj, how=self._how)
        except (Denied, Recorded) as error:
            return error.message
        return ""

    def _as_seen(self, action: PlannedAction, obj: Obj, writer: KubeWriter, operation: Operation) -> Subject:
        """Raises: Conflict when it is not as it was when the plan was made."""
        now = operation.clock.now()
        subject = Subject(target=action.target, obj=obj, arguments=action.arguments, reader=writer, now=now)
        live = {"uid": obj["metadata"]["uid"], **self._removal.seen(subject)}
        if live != action.preconditions:
            raise not_as_seen(action.target)
        return subject

    def _still_there(
        self, action: PlannedAction, receipt: Json, reader: KubeReader, waited_s: float
    ) -> Progress | None:
        try:
            obj = reader.get(self._resource, action.target.id, namespace=action.target.place or None)
        except NotFound:
            return None
        if obj["metadata"]["uid"] != receipt["uid"]:
            return None
        held = ", ".join(obj["metadata"].get("finalizers") or ())
        ko_end, en_end = (f", 파이널라이저 {held}", f", held by finalizers {held}") if held else ("", "")
        return Progress(
            state="waiting",
            seen=Text(
                ko=f"{waited_s:.0f}초 뒤: 아직 있습니다{ko_end}.",
                en=f"after {waited_s:.0f} s: it is still there{en_end}",
            ),
        )

    def _context(self, subject: Subject, gap: str, evidence: tuple[str, ...]) -> Context:
        told, owner = self._removal.told(subject), owner_of(subject.obj)
        context = Context(
            title=told.title,
            changes=(Change(field=f"{subject.target.kind} {subject.target.short}", before="there", after=""),),
            effects=(*told.effects, *untried(gap)),
            risk=told.risk,
            risk_reason=told.risk_reason,
            verify=told.verify,
            verify_timeout_s=timeout_of(subject.arguments, told.timeout_s),
            undo=told.undo,
            reversible=False,
            dry_run="none" if gap else "server",
            evidence=evidence,
        )
        return replace(context, managed_by=str(owner) if owner else "")
