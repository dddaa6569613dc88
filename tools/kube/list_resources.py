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
        "파드 몇 개야?",
        "파드 목록",
        "shop 파드 보여줘",
        "shop 네임스페이스에 있는 파드 개수",
        "노드 몇 대야?",
        "노드 다 살아 있어?",
        "payment 서비스 뭐뭐 있어?",
        "네임스페이스 목록",
        "shop 컨피그맵 목록",
        "shop 시크릿 이름 보여줘",
        "크론잡 있어?",
        "인그레스 보여줘",
        "잡 목록 보여줘",
        "shop의 pvc 보여줘",
        "hpa 걸린 거 있어?",
        "오토스케일러 목록",
        "shop 이벤트 보여줘",
        "경고 이벤트 있어?",
        "payment 네임스페이스에 네트워크 정책 있어?",
        "스테이트풀셋 목록",
        "데몬셋 뭐 있어?",
        "재시작 많은 파드",
        "스토리지클래스 뭐 있어?",
        "리소스 쿼터 걸려 있어?",
        "서비스 오브젝트 목록",
        "Which pods are running in namespace payment?",
        "List the services and their selectors",
        "Are all nodes ready?",
        "Show the secrets' names in shop",
        "how many pods are there",
        "pod count in namespace shop",
        "list pods in shop",
        "get pods",
        "which pods are not ready?",
        "준비 안 된 파드 있어?",
        "list nodes",
        "how many nodes",
        "node status",
        "get services in payment",
        "recent events",
        "events",
        "이벤트",
        "이벤트 보여줘",
        "show events",
        "warning events in namespace shop",
        "list namespaces",
        "which namespaces exist",
        "configmaps in shop",
        "cron jobs",
        "which jobs are there",
        "did any cron job fail",
        "실패한 잡이나 크론잡 있어?",
        "show ingresses",
        "pvcs in shop",
        "list hpas",
        "which horizontal pod autoscalers exist",
        "network policies in payment",
        "statefulsets",
        "daemonsets in shop",
        "storage classes",
        "resource quotas",
        "list deployments",
        "endpoints in shop",
        "pods with many restarts",
        "show restarts, sorted",
        "which pods were OOMKilled?",
        "OOM 난 파드 보여줘",
        "OOM 난 컨테이너 전부 보여줘",
        "which containers were killed for memory",
        "hpa 최대치인 거 있어?",
        "which hpas are at their maximum",
        "재시작 횟수 순으로 보여줘",
        "kubernetes services in namespace payment",
        "파드 리스트",
        "kubectl get deploy",
        "cluster events",
        "이벤트 로그 보여줘",
        "shop에 컨피그맵 뭐 있어?",
        "노드 메모리 얼마나 돼?",
        "노드 CPU 몇 코어야?",
        "메모리가 가장 큰 노드",
        "node memory and cpu",
        "which node has the most memory",
        "how much cpu do the nodes have",
    ),
)
def list_resources(
    kube: KubeReader, *, kind: Kind, namespace: str | None = None, label_selector: str | None = None, limit: int = 500
) -> Page:
    """Objects of one kind, one compact row each, like `kubectl get`: name, age and the columns that matter.

    Pods carry `state`, `ready`, `restarts`, `last_end` and `last_end_at` (why and when a container ended before it was
    started again), `node`, `owner`, `claims` (the PersistentVolumeClaims they mount, if any); services `selector` and
    `ports`; events `about`, `reason`, `message`, `count`, `last_at`, newest first. Of Secrets only names are read, never
    values. Without a namespace: the whole cluster.

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
