"""The tool `list_rollout_history`: the revisions of a Deployment. Called through `assistant.toolbox`."""

from tools.kube.ownership import owner_of
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import Row, identity_row, images
from tools.kube.template_diff import differences
from tools.spec import NotFound, Page, tool

REVISION = "deployment.kubernetes.io/revision"
MOST_CHANGES = 40


@tool(
    backend="kube",
    operations=("get deployments.apps", "list replicasets.apps"),
    examples=(
        "checkout 배포 이력 보여줘",
        "checkout 이전 버전이 뭐였어?",
        "checkout 마지막 롤아웃에서 뭐가 바뀌었어?",
        "checkout 누가 배포했어?",
        "checkout 리비전 목록",
        "checkout 직전 버전이랑 차이가 뭐야?",
        "checkout 언제 배포됐어?",
        "checkout 최근 배포가 언제야?",
        "checkout 어디로 롤백할 수 있어?",
        "checkout 롤백해줘",
        "checkout 이전 버전으로 되돌려",
        "checkout 변경 내역",
        "checkout 최근에 뭐 바뀌었어?",
        "checkout 배포 히스토리",
        "Show the rollout history of checkout",
        "What changed in the last rollout of payment-api?",
        "Which revision of checkout can I roll back to?",
        "who deployed checkout last",
        "when was checkout deployed",
        "when was the last release of checkout",
        "revisions of checkout",
        "diff between the last two revisions of checkout",
        "what changed in the latest checkout release",
        "what was the previous version of checkout",
        "roll back checkout",
        "revert checkout to the previous version",
        "undo the last deploy of checkout",
        "deploy history of payment-api",
    ),
)
def list_rollout_history(kube: KubeReader, *, name: str, namespace: str) -> Page:
    """Revisions of one Deployment, newest first: images, when, how many replicas, what changed since the previous.

    Rows: `revision`, `current`, `images`, `created_at`, `replicas`, `ready`, `change_cause` (what a deployment tool
    noted: who and why), `managed_by` (the tool that deploys it, as it is now), `replica_set`, and `changes`, a list of
    {field, before, after} against the revision before; values of variables are hidden. A revision that was rolled back
    to carries its newest number only, as in `kubectl rollout history`.

    Example: list_rollout_history(name="checkout", namespace="shop")
    Raises: NotFound, BadRequest, Denied, Unavailable.
    Source: GET the Deployment and its ReplicaSets (owner references, annotation deployment.kubernetes.io/revision).
    """
    deployment = kube.get("deployments.apps", name, namespace=namespace)
    owned = sorted(owned_replica_sets(kube, deployment), key=revision_of, reverse=True)
    if not owned:
        raise NotFound(f"Deployment {namespace}/{name} has no ReplicaSets yet.")
    current = (deployment["metadata"].get("annotations") or {}).get(REVISION, "")
    older: list[Obj | None] = [*owned[1:], None]
    rows = [_row(rs, previous, current) for rs, previous in zip(owned, older, strict=True)]
    for row in rows:
        row["managed_by"] = str(owner_of(deployment) or "")
        if row["current"]:  # the controller copies it to the ReplicaSet only when it next looks
            row["change_cause"] = row["change_cause"] or _cause(deployment)
    return Page(items=tuple(rows))


def owned_replica_sets(kube: KubeReader, deployment: Obj) -> list[Obj]:
    """Its ReplicaSets, by owner reference: labels may be shared with another Deployment."""
    meta = deployment["metadata"]
    found = kube.list("replicasets.apps", namespace=meta["namespace"])
    return [rs for rs in found if any(o.get("uid") == meta["uid"] for o in rs["metadata"].get("ownerReferences") or [])]


def revision_of(replica_set: Obj) -> int:
    """0 when the controller has not numbered it."""
    value = (replica_set["metadata"].get("annotations") or {}).get(REVISION, "0")
    return int(value) if value.isdigit() else 0


def _cause(obj: Obj) -> str:
    return str((obj["metadata"].get("annotations") or {}).get("kubernetes.io/change-cause", ""))


def _row(replica_set: Obj, previous: Obj | None, current: str) -> Row:
    template = replica_set["spec"]["template"]
    changes = differences(previous["spec"]["template"], template) if previous else []
    annotations = replica_set["metadata"].get("annotations") or {}
    return {
        "revision": revision_of(replica_set),
        "current": annotations.get(REVISION, "") == current,
        "images": images(template),
        "created_at": identity_row(replica_set)["created_at"],
        "replicas": replica_set["spec"].get("replicas", 0),
        "ready": replica_set.get("status", {}).get("readyReplicas", 0),
        "change_cause": _cause(replica_set),
        "replica_set": replica_set["metadata"]["name"],
        "changes": [{"field": f, "before": b, "after": a} for f, b, a in changes[:MOST_CHANGES]],
    }
