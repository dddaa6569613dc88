"""The action `kube.rollback_deployment`: puts the pod template of an earlier revision back.

Like `kubectl rollout undo --to-revision`, but one atomic patch that fails when anything has moved since the plan.
Found and run by `assistant.gate`. Source: kubectl `pkg/polymorphichelpers/rollback.go`, RFC 6902.
"""

from collections.abc import Mapping
from datetime import datetime

from assistant import refusals
from assistant.canonical import digest
from assistant.clock import Clock, polls
from assistant.executors.kube import rollback_words as words
from assistant.executors.kube.deployments import (
    CHANGE_CAUSE,
    DEPLOYMENTS,
    OPERATION,
    annotations_of,
    current_revision,
    last_change,
    require_template,
    revision_to_restore,
    template_of,
    template_patch,
)
from assistant.executors.kube.frame.conflicts import another_kind, not_as_seen
from assistant.executors.spec import Operation, Verification, action
from assistant.language import Text, same, with_particle
from assistant.plans import Change, Context, Json, PlannedAction, Proposal
from assistant.refusing import refusal
from tools.kube.errors import Conflict, Recorded
from tools.kube.list_rollout_history import owned_replica_sets
from tools.kube.ownership import owner_of
from tools.kube.reader import DRY_RUN, KubeReader, KubeWriter, Obj
from tools.kube.rows import images
from tools.kube.template_diff import differences
from tools.spec import BadRequest, Denied, NotFound, Unavailable

NAME = "kube.rollback_deployment"
POLL_S = 2.0
SETTLED_S = 4.0  # a pod that dies at once was available for a moment
VERIFY_BASE_S = 120.0
VERIFY_PER_POD_S = 15.0
VERIFY_MOST_S = 900.0


class _RollbackDeployment:
    """`arguments`: {"to_revision": 41}."""

    def plan(self, proposal: Proposal, *, reader: KubeReader, now: datetime) -> PlannedAction:
        """Raises: BadRequest (paused, nothing to change, refused by admission), NotFound, Denied, Unavailable."""
        revision = _revision(proposal)
        target = proposal.target
        deployment = reader.get(DEPLOYMENTS, target.id, namespace=target.place)
        if deployment["spec"].get("paused"):
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(target), '은')} 일시 중지되어 있어 롤백해도 바뀌지 않습니다.",
                    en=f"Deployment {target.short} is paused: a rollback would have no effect.",
                ),
                same(f"kubectl rollout resume deployment/{target.id} -n {target.place}"),
            )
        replica_set = revision_to_restore(reader, deployment, revision)
        template, current = template_of(replica_set), deployment["spec"]["template"]
        changed = differences(current, template)
        if not changed:
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(target), '은')} 이미 리비전 {revision}의 템플릿 그대로입니다.",
                    en=f"Deployment {target.short} already has the template of revision {revision}.",
                ),
            )
        webhook_changes, gap = _dry_run(reader, deployment, template, revision)
        return PlannedAction(
            action=NAME,
            target=target,
            arguments={"to_revision": revision},
            intent={"to_revision": revision, "template_digest": digest(template)},
            preconditions={
                "uid": deployment["metadata"]["uid"],
                "revision": current_revision(deployment),
                "template_digest": digest(current),
            },
            context=_context(proposal, deployment, replica_set, changed, webhook_changes, gap),
        )

    def apply(self, action: PlannedAction, *, writer: KubeWriter, operation: Operation, resumed: Json) -> Json:
        """Raises: Conflict when the Deployment has changed since the plan, ToolError."""
        target, seen = action.target, action.preconditions
        deployment = writer.get(DEPLOYMENTS, target.id, namespace=target.place)
        if annotations_of(deployment).get(OPERATION) == operation.id:
            return resumed or _receipt(deployment, _template_before(writer, deployment, seen), "")
        require_template(deployment, seen["uid"], seen["template_digest"], _known(writer, deployment, seen))
        template = template_of(revision_to_restore(writer, deployment, action.intent["to_revision"]))
        if digest(template) != action.intent["template_digest"]:
            raise not_as_seen(target, f"revision {action.intent['to_revision']}")
        receipt = _receipt(deployment, deployment["spec"]["template"], annotations_of(deployment).get(CHANGE_CAUSE))
        operation.journal(receipt)
        _patch(writer, action, deployment, template, _annotations(operation.id, action.intent["to_revision"]))
        return receipt

    def verify(self, action: PlannedAction, receipt: Json, *, reader: KubeReader, clock: Clock) -> Verification:
        """Watches the rollout until it is complete and settled, has failed for good, or the time is over.

        Raises: Unavailable when the last look was not possible, which says nothing about the rollout.
        """
        settled_since, observed, unseen = -1.0, Text(ko="", en=""), None
        for waited_s in polls(clock, timeout_s=action.context.verify_timeout_s, every_s=POLL_S):
            try:
                deployment = reader.get(DEPLOYMENTS, action.target.id, namespace=action.target.place)
            except Unavailable as error:
                settled_since, unseen = -1.0, error
                continue
            unseen = None
            if failed := _failed(deployment, action):
                return Verification(ok=False, observed=(failed,))
            observed, complete = _rollout_state(deployment, waited_s)
            if not complete:
                settled_since = -1.0
            elif settled_since < 0:
                settled_since = waited_s
            elif waited_s - settled_since >= SETTLED_S:
                return Verification(ok=True, observed=(observed,))
        if unseen is not None:
            raise unseen
        return Verification(ok=False, observed=(observed,))

    def undo(self, action: PlannedAction, receipt: Json, *, writer: KubeWriter, operation: Operation) -> Json:
        """Raises: Conflict when somebody else has changed the template since, ToolError."""
        target, template = action.target, receipt["template_before"]
        deployment = writer.get(DEPLOYMENTS, target.id, namespace=target.place)
        done = {"template_restored": digest(template)}
        if annotations_of(deployment).get(OPERATION) == operation.id:
            return done
        if digest(deployment["spec"]["template"]) == digest(template):
            return done
        restored = _restored(writer, deployment, action)
        require_template(deployment, receipt["uid"], action.intent["template_digest"], restored)
        operation.journal(done)
        annotations = {OPERATION: operation.id, CHANGE_CAUSE: receipt["change_cause_before"] or None}
        _patch(writer, action, deployment, template, annotations)
        return done


ROLLBACK_DEPLOYMENT = action(
    name=NAME,
    backend="kube",
    kind="Deployment",
    title=Text(ko="Deployment 롤백", en="Roll back a Deployment"),
    reads=(f"get {DEPLOYMENTS}", "list replicasets.apps", f"patch {DEPLOYMENTS}{DRY_RUN}"),
    writes=(f"patch {DEPLOYMENTS}",),
    undo_text=Text(
        ko="롤백 전의 파드 템플릿을 다시 넣습니다.", en="Puts the pod template from before the rollback back."
    ),
)(_RollbackDeployment)


def _revision(proposal: Proposal) -> int:
    value = proposal.arguments.get("to_revision")
    if proposal.target.kind != "Deployment" or proposal.target.provider != "kube":
        raise another_kind(NAME, "Deployment", proposal.target)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise refusal(
            BadRequest,
            Text(
                ko=f"to_revision은 리비전 번호여야 하는데 {value!r}입니다.",
                en=f"to_revision must be a revision number, not {value!r}.",
            ),
            Text(ko="배포 이력을 물어보면 번호가 나옵니다.", en="See list_rollout_history."),
        )
    return value


def _annotations(operation_id: str, revision: int) -> dict[str, str | None]:
    return {OPERATION: operation_id, CHANGE_CAUSE: f"rollback to revision {revision} by Baepo"}


def _dry_run(kube: KubeReader, deployment: Obj, template: Json, revision: int) -> tuple[list[str], Text | None]:
    """(fields that admission changes, None), or ([], why the server could not be asked)."""
    meta = deployment["metadata"]
    patch = template_patch(deployment, template, _annotations("dry-run", revision))
    try:
        result = kube.dry_run(DEPLOYMENTS, meta["name"], patch, namespace=meta["namespace"])
    except (Denied, Recorded) as error:
        return [], Text(ko=refusals.told(error, "ko").why, en=error.message)
    return [field for field, _, _ in differences(template, result["spec"]["template"])], None


def _context(
    proposal: Proposal,
    deployment: Obj,
    replica_set: Obj,
    changed: list[tuple[str, str, str]],
    webhook_changes: list[str],
    dry_run_gap: Text | None,
) -> Context:
    target, spec = proposal.target, deployment["spec"]
    revision, replicas = int(proposal.arguments["to_revision"]), int(spec.get("replicas", 1))
    recreate = (spec.get("strategy") or {}).get("type") == "Recreate"
    running = int(replica_set.get("status", {}).get("readyReplicas", 0)) > 0
    timeout_s = min(VERIFY_MOST_S, VERIFY_BASE_S + VERIFY_PER_POD_S * replicas)
    owner = owner_of(deployment)
    return Context(
        title=words.title(target.short, revision),
        changes=tuple(Change(field=f"spec.template.{f}", before=b, after=a) for f, b, a in changed),
        effects=words.effects(deployment, replica_set, webhook_changes, dry_run_gap),
        risk="low" if running and not recreate else "medium",
        risk_reason=words.risk_reason(running=running, recreate=recreate),
        verify=words.verify(replicas, timeout_s),
        verify_timeout_s=timeout_s,
        undo=words.undo(current_revision(deployment)),
        reversible=True,
        dry_run="none" if dry_run_gap is not None else "server",
        managed_by=str(owner) if owner else "",
        source_change=words.source_change(owner, target.place, images(replica_set["spec"]["template"]))
        if owner
        else None,
        evidence=proposal.evidence,
    )


def _receipt(deployment: Obj, template_before: Json, change_cause_before: str | None) -> Json:
    return {
        "uid": deployment["metadata"]["uid"],
        "template_before": template_before,
        "change_cause_before": change_cause_before or "",
    }


def _template_before(kube: KubeReader, deployment: Obj, seen: Json) -> Json:
    """From the ReplicaSet of the revision that was current: for a crash that lost the receipt."""
    return template_of(revision_to_restore(kube, deployment, seen["revision"]))


def _known(kube: KubeReader, deployment: Obj, seen: Json) -> Json | None:
    """The template the plan was made on, to say what differs; None when its revision is gone."""
    try:
        return _template_before(kube, deployment, seen)
    except NotFound:
        return None


def _restored(kube: KubeReader, deployment: Obj, action: PlannedAction) -> Json | None:
    """The template the rollback put in, to say what differs; its ReplicaSet carries a new number by now."""
    owned = (template_of(rs) for rs in owned_replica_sets(kube, deployment))
    return next((t for t in owned if digest(t) == action.intent["template_digest"]), None)


def _patch(
    kube: KubeWriter, action: PlannedAction, deployment: Obj, template: Json, annotations: Mapping[str, str | None]
) -> None:
    """Raises: Conflict with what is there now when somebody was faster."""
    target = action.target
    try:
        kube.patch(DEPLOYMENTS, target.id, template_patch(deployment, template, annotations), namespace=target.place)
    except Conflict as error:
        now = kube.get(DEPLOYMENTS, target.id, namespace=target.place)
        require_template(
            now, deployment["metadata"]["uid"], digest(deployment["spec"]["template"]), deployment["spec"]["template"]
        )
        raise not_as_seen(target) from error


def _rollout_state(deployment: Obj, waited_s: float) -> tuple[Text, bool]:
    spec, status = deployment["spec"], deployment.get("status", {})
    wanted = int(spec.get("replicas", 1))
    total, updated = int(status.get("replicas", 0)), int(status.get("updatedReplicas", 0))
    available = int(status.get("availableReplicas", 0))
    observed = int(status.get("observedGeneration", 0)) >= int(deployment["metadata"].get("generation", 0))
    complete = observed and total == updated == available == wanted
    text = Text(
        ko=f"{waited_s:.0f}초 뒤: 새 템플릿 {updated}/{wanted}, 사용 가능 {available}/{wanted}, "
        f"이전 파드 {total - updated}개",
        en=f"after {waited_s:.0f} s: {updated}/{wanted} of the new template, {available}/{wanted} available, "
        f"{total - updated} old",
    )
    return text, complete


def _failed(deployment: Obj, action: PlannedAction) -> Text | None:
    """Why waiting longer will not help, if so."""
    if digest(deployment["spec"]["template"]) != action.intent["template_digest"]:
        who = last_change(deployment)
        return Text(ko=f"템플릿이 다시 바뀌었습니다({who}).", en=f"The template was changed again by {who}.")
    status = deployment.get("status", {})
    if int(status.get("observedGeneration", 0)) < int(deployment["metadata"].get("generation", 0)):
        return None
    conditions = status.get("conditions") or []
    late = next((c for c in conditions if c.get("reason") == "ProgressDeadlineExceeded"), None)
    if late is None:
        return None
    message = str(late.get("message", ""))
    return Text(ko=f"진행 기한을 넘겼습니다: {message}", en=f"The progress deadline is exceeded: {message}")
