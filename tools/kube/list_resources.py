"""The tool `list_resources`: one line an object, of any kind. Called through `assistant.toolbox`."""

from tools.kube.read_objects import check_limit
from tools.kube.reader import KubeReader
from tools.kube.resources import RESOURCES, Kind, resource_named
from tools.kube.rows import compact
from tools.spec import Page, tool


@tool(
    backend="kube",
    operations=tuple(f"list {name}" for name in RESOURCES),
    timeout_s=60.0,
    examples=(
        "payment 네임스페이스에 파드가 뭐가 떠 있어?",
        "노드 상태 보여줘",
        "서비스 목록",
        "최근 이벤트 보여줘",
        "Which pods are running in namespace payment?",
        "List the services and their selectors",
        "Are all nodes ready?",
        "Show the secrets' names in shop",
    ),
)
def list_resources(
    kube: KubeReader, *, kind: Kind, namespace: str | None = None, label_selector: str | None = None, limit: int = 500
) -> Page:
    """Objects of one kind, one compact row each, like `kubectl get`: name, age and the columns that matter.

    Pods carry `state`, `ready`, `restarts`, `node`, `owner`; services `selector` and `ports`; events `about`, `reason`,
    `message`, `count`, `last_at`, newest first. Of Secrets only names are read, never values. Without a namespace: the
    whole cluster.

    Example: list_resources(kind="pods", namespace="shop")
    Raises: BadRequest (unknown kind, malformed selector), Denied, Unavailable.
    Source: GET of the list of that kind (Kubernetes API v1); Secrets as PartialObjectMetadataList.
    """
    check_limit(limit)
    resource = resource_named(kind)
    if resource.name == "secrets":
        found = kube.metadata("secrets", namespace=namespace, limit=limit + 1)
    else:
        found = kube.list(resource.name, namespace=namespace, label_selector=label_selector, limit=limit + 1)
    rows = [compact(resource.name, obj) for obj in found[:limit]]
    if resource.name == "events":
        rows.sort(key=lambda row: str(row["last_at"]), reverse=True)
    return Page(items=tuple(rows), cut=len(found) > limit)
