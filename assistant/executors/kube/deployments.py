"""What actions on Deployments share: the revision to restore, guarded patches, and who got in between.

Called by the executors of this package. Source: JSON Patch (RFC 6902); kubectl's `rollout undo`.
"""

from collections.abc import Mapping
from typing import Any

from assistant.canonical import digest
from assistant.executors.kube.frame.conflicts import made_anew, no_revision, not_as_seen
from assistant.plans import Json
from tools.kube.list_rollout_history import REVISION, owned_replica_sets, revision_of
from tools.kube.reader import KubeReader, Obj
from tools.kube.template_diff import differences, without_hash

DEPLOYMENTS = "deployments.apps"
OPERATION = "baepo.dev/operation"
CHANGE_CAUSE = "kubernetes.io/change-cause"


def current_revision(deployment: Obj) -> int:
    value = annotations_of(deployment).get(REVISION, "0")
    return int(value) if value.isdigit() else 0


def annotations_of(obj: Obj) -> Mapping[str, str]:
    return obj["metadata"].get("annotations") or {}


def revision_to_restore(kube: KubeReader, deployment: Obj, revision: int) -> Obj:
    """The ReplicaSet of a revision. Raises: NotFound, naming the revisions there are."""
    owned = owned_replica_sets(kube, deployment)
    found = next((rs for rs in owned if revision_of(rs) == revision), None)
    if found is None:
        known = ", ".join(str(r) for r in sorted(revision_of(rs) for rs in owned)) or "none"
        meta = deployment["metadata"]
        raise no_revision(f"Deployment {meta['namespace']}/{meta['name']}", revision, known)
    return found


def template_of(replica_set: Obj) -> dict[str, Any]:
    """The pod template as the Deployment would state it."""
    return without_hash(replica_set["spec"]["template"])


def template_patch(deployment: Obj, template: Json, annotations: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """One atomic JSON Patch: nothing happens unless object and template are still the ones in `deployment`."""
    have = deployment["metadata"].get("annotations")
    operations: list[dict[str, Any]] = [
        {"op": "test", "path": "/metadata/uid", "value": deployment["metadata"]["uid"]},
        {"op": "test", "path": "/spec/template", "value": deployment["spec"]["template"]},
        {"op": "replace", "path": "/spec/template", "value": template},
    ]
    if have is None:
        operations.append({"op": "add", "path": "/metadata/annotations", "value": {}})
    for key, value in annotations.items():
        path = "/metadata/annotations/" + key.replace("~", "~0").replace("/", "~1")
        if value is not None:
            operations.append({"op": "add", "path": path, "value": value})
        elif key in (have or {}):
            operations.append({"op": "remove", "path": path})
    return operations


def require_template(deployment: Obj, uid: str, template_digest: str, known: Json | None) -> None:
    """Raises: Conflict, saying who changed what since, unless the Deployment still has this template."""
    meta = deployment["metadata"]
    place = f"Deployment {meta['namespace']}/{meta['name']}"
    if meta["uid"] != uid:
        raise made_anew(place)
    if digest(deployment["spec"]["template"]) == template_digest:
        return
    changed = differences(known, deployment["spec"]["template"]) if known else []
    what = "; ".join(f"{field}: {before or 'nothing'} -> {after or 'nothing'}" for field, before, after in changed[:3])
    raise not_as_seen(place, what or "spec.template", last_change(deployment))


def last_change(deployment: Obj) -> str:
    """Who wrote to it last, and when, from managedFields."""
    entries = [e for e in deployment["metadata"].get("managedFields") or [] if "subresource" not in e]
    of_template = [e for e in entries if "f:template" in (e.get("fieldsV1") or {}).get("f:spec", {})]
    newest = max(of_template or entries, key=lambda e: str(e.get("time", "")), default=None)
    return f"{newest.get('manager', 'somebody')} at {newest.get('time', '?')}" if newest else "somebody"
