"""The tool `list_workloads`: what runs, and whether it is as it should be. Called through `assistant.toolbox`."""

from tools.kube.read_objects import check_limit
from tools.kube.reader import KubeReader
from tools.kube.resources import RESOURCES
from tools.kube.rows import Row, workload_row
from tools.spec import Denied, NotRead, Page, Unavailable, tool

KINDS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps")


@tool(
    backend="kube",
    operations=tuple(f"list {name}" for name in KINDS),
    timeout_s=60.0,
    names="name",
    examples=(
        "어떤 워크로드가 돌고 있어?",
        "정상이 아닌 디플로이먼트가 있어?",
        "checkout의 이미지 버전 알려줘",
        "shop 네임스페이스에 뭐가 떠 있어?",
        "shop에 뭐 돌아가?",
        "shop 워크로드 목록 보여줘",
        "비정상인 워크로드만 보여줘",
        "안 건강한 것만 추려줘",
        "checkout 레플리카 몇 개야?",
        "checkout 몇 대로 돌아?",
        "checkout 지금 무슨 이미지 태그로 돌고 있어?",
        "배포된 앱 전부 보여줘",
        "지금 배포된 버전이 뭐야?",
        "준비 안 된 디플로이먼트 목록",
        "What is deployed in namespace shop?",
        "what is in the shop namespace",
        "shop 안에 뭐 있어?",
        "Which deployments are not healthy?",
        "Which image version of checkout is running?",
        "what runs in shop",
        "workloads in namespace shop",
        "list all workloads",
        "list only unhealthy workloads",
        "just the ones that are not ready",
        "how many replicas does checkout have",
        "replica count of checkout",
        "what image is checkout on",
        "which apps are running",
        "what version of checkout is deployed",
        "show broken deployments only",
        "checkout 무슨 버전 떠 있어?",
    ),
)
def list_workloads(
    kube: KubeReader, *, namespace: str | None = None, only_unhealthy: bool = False, limit: int = 500
) -> Page:
    """Deployments, StatefulSets and DaemonSets: desired, ready and updated replicas, images, revision, owner, problem.

    `requests` and `limits` are those of the containers that have any.

    `problem` is "" when everything is as desired, else the controller's own reason. Scaled to zero is not a problem.
    A kind that may not be listed is named in `not_read` while the others are returned.

    Example: list_workloads(namespace="shop", only_unhealthy=True)
    Raises: BadRequest (limit), Denied (nothing may be listed), Unavailable.
    Source: GET /apis/apps/v1/{deployments,statefulsets,daemonsets}.
    """
    check_limit(limit)
    rows: list[Row] = []
    not_read: list[NotRead] = []
    cut = False
    for name in KINDS:
        try:
            found = kube.list(name, namespace=namespace, limit=limit + 1)
        except (Denied, Unavailable) as error:
            not_read.append(NotRead.of(RESOURCES[name].kind + "s", error))
            if len(not_read) == len(KINDS):
                raise
            continue
        cut = cut or len(found) > limit
        rows.extend(workload_row(RESOURCES[name].kind, obj) for obj in found)
    if only_unhealthy:
        rows = [row for row in rows if row["problem"]]
    return Page(items=tuple(rows[:limit]), cut=cut or len(rows) > limit, not_read=tuple(not_read))
