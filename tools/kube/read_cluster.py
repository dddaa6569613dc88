"""The tool `read_cluster`: which cluster this is, and as of when. Called through `assistant.toolbox`."""

from tools.kube.reader import KubeReader
from tools.spec import Page, tool


@tool(
    backend="kube",
    operations=("get namespaces",),
    timeout_s=15.0,
    examples=(
        "지금 어떤 클러스터를 보고 있어?",
        "쿠버네티스 버전이 뭐야?",
        "이 클러스터 기록은 언제 찍은 거야?",
        "클러스터 정보",
        "클러스터 버전 확인",
        "어느 클러스터야?",
        "실시간이야 녹화야?",
        "Which cluster am I looking at?",
        "Which Kubernetes version is this?",
        "Is this a live cluster or a recording?",
        "cluster info",
        "k8s version",
        "what cluster is this",
        "version of the cluster",
        "어디에 연결돼 있어?",
        "현재 컨텍스트",
    ),
)
def read_cluster(kube: KubeReader) -> Page:
    """Identity, version and time of the cluster, in one row.

    `cluster_uid` is the UID of the namespace kube-system, `server_version` such as v1.34.2, `recorded_at` the UTC time a
    recording was taken, "" when the cluster is live.

    Example: read_cluster()
    Raises: Denied, Unavailable.
    Source: GET /version and GET /api/v1/namespaces/kube-system; `meta.json` of a snapshot.
    """
    return Page(items=(kube.about(),))
