"""The tool `read_objects`: objects of one kind as the API has them, cut down. Called through `assistant.toolbox`."""

from tools.kube.partial import partial
from tools.kube.reader import KubeReader
from tools.kube.resources import RESOURCES, Kind, resource_named
from tools.kube.sharing import Shared
from tools.spec import BadRequest, Page, tool

MOST_ITEMS = 20_000


def check_limit(limit: int, most: int = MOST_ITEMS) -> None:
    """Raises: BadRequest."""
    if not 1 <= limit <= most:
        raise BadRequest(f"limit must be between 1 and {most}, not {limit}.")


@tool(
    backend="kube",
    operations=tuple(f"list {name}" for name in RESOURCES if name != "secrets"),
    timeout_s=60.0,
    examples=(
        "shop 네임스페이스의 파드 객체를 원본 그대로 보여줘",
        "checkout 디플로이먼트의 레플리카셋들을 원본으로 읽어줘",
        "컨피그맵에 어떤 키가 있어?",
        "shop 디플로이먼트 yaml 원본",
        "파드 매니페스트 원본 보여줘",
        "payment 네임스페이스 서비스 셀렉터와 라벨 원본",
        "Show me the raw replica sets in namespace shop",
        "raw pod objects in shop",
        "Which keys does this ConfigMap have?",
        "keys in the configmaps of shop",
        "yaml of the deployments in shop",
        "raw manifests of the services",
    ),
)
def read_objects(
    kube: KubeReader,
    *,
    kind: Kind,
    namespace: str | None = None,
    label_selector: str | None = None,
    field_selector: str | None = None,
    limit: int = 500,
) -> Page:
    """Objects of one kind with metadata, spec and status as in the Kubernetes API, cut down to what diagnosis needs.

    Values of environment variables and ConfigMaps are left out: an env entry keeps `name` and `valueFrom`, a ConfigMap
    becomes `keys`. `managedBy` says which program deploys the object. For an overview use `list_resources` instead.
    Ordered as the API server orders them: by namespace and name.

    Example: read_objects(kind="pods", namespace="shop", label_selector="app=checkout")
    Raises: BadRequest (unknown kind, malformed selector, `secrets`), Denied, Unavailable.
    Source: GET of the list of that kind (Kubernetes API v1).
    """
    check_limit(limit)
    resource = resource_named(kind)
    if resource.name == "secrets":
        raise BadRequest("Secrets are not read as objects.", remedy='Use list_resources(kind="secrets") for names.')
    shared = Shared()
    found = kube.list(
        resource.name,
        namespace=namespace,
        label_selector=label_selector,
        field_selector=field_selector,
        limit=limit + 1,
        keep=lambda obj: partial(resource.name, obj, shared),
    )
    return Page(items=tuple(found[:limit]), cut=len(found) > limit)
