"""The tool `list_entry_points`: the ways into the cluster from outside. Called through `assistant.toolbox`."""

from collections.abc import Iterator

from tools.kube.read_objects import check_limit
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import Row
from tools.spec import Denied, NotRead, Page, Unavailable, tool

_OUTSIDE = ("LoadBalancer", "NodePort")
_SCHEMES = (
    "alb.ingress.kubernetes.io/scheme",
    "service.beta.kubernetes.io/aws-load-balancer-scheme",
    "service.beta.kubernetes.io/aws-load-balancer-internal",
    "networking.gke.io/load-balancer-type",
)
_INTERNAL = ("internal", "true", "0.0.0.0/0")


@tool(
    backend="kube",
    operations=("list ingresses.networking.k8s.io", "list services"),
    examples=(
        "외부에 노출된 서비스가 뭐야?",
        "인터넷에 노출된 도메인 뭐가 있어?",
        "밖에서 접속되는 호스트명 목록",
        "외부에서 접근 가능한 서비스",
        "도메인 목록 보여줘",
        "고객이 쓰는 URL이 뭐야?",
        "checkout 도메인이 뭐야?",
        "checkout은 외부에 노출돼 있어?",
        "로드밸런서 타입 서비스 있어?",
        "외부 공개된 엔드포인트 목록",
        "what hostnames do we expose to the internet?",
        "which services are reachable from outside the cluster?",
        "list the public urls",
        "which domains point to our cluster?",
        "which hostname goes to checkout?",
        "is checkout exposed to the internet?",
        "what is the url of checkout?",
        "what is publicly accessible?",
        "do we have services of type LoadBalancer?",
        "external endpoints",
        "does any domain go to checkout?",
    ),
)
def list_entry_points(kube: KubeReader, *, namespace: str | None = None, limit: int = 500) -> Page:
    """Hostnames and addresses by which the cluster is reached from outside, one row each, with the Service behind it.

    Rows: `host` (`*` where an Ingress takes any; an address or `""` of a Service that has none yet), `path`, `service`,
    `namespace`, `through` (`Ingress/points`, `LoadBalancer`, `NodePort`), `port`, `tls`, `scheme` (`internal` where an
    annotation says so). Gateways, and what a DNS zone or a proxy before the cluster does, are not among them.

    Example: list_entry_points(namespace="shop")
    Raises: BadRequest (limit), Denied (neither may be listed), Unavailable.
    Source: GET of Ingresses (networking.k8s.io/v1) and Services: `spec.rules`, `spec.defaultBackend`, `status.loadBalancer`.
    """
    check_limit(limit)
    rows: list[Row] = []
    not_read: list[NotRead] = []
    for kind, resource, read in (
        ("Ingresses", "ingresses.networking.k8s.io", _of_ingress),
        ("Services", "services", _of_service),
    ):
        try:
            found = kube.list(resource, namespace=namespace)
        except (Denied, Unavailable) as error:
            not_read.append(NotRead.of(kind, error))
            if len(not_read) == 2:
                raise
            continue
        rows.extend(row for obj in found for row in read(obj))
    return Page(items=tuple(rows[:limit]), cut=len(rows) > limit, not_read=tuple(not_read))


def _of_ingress(obj: Obj) -> Iterator[Row]:
    spec, meta = obj.get("spec", {}), obj["metadata"]
    secured = {host for tls in spec.get("tls") or [] for host in tls.get("hosts") or ["*"]}
    rules = [
        (str(rule.get("host") or "*"), str(path.get("path") or "/"), path.get("backend") or {})
        for rule in spec.get("rules") or []
        for path in (rule.get("http") or {}).get("paths") or []
    ]
    if spec.get("defaultBackend"):
        rules.append(("*", "/", spec["defaultBackend"]))
    for host, path, backend in rules:
        service = backend.get("service") or {}
        port = service.get("port") or {}
        yield {
            "host": host,
            "path": path,
            "service": service.get("name", ""),
            "namespace": meta.get("namespace", ""),
            "through": f"Ingress/{meta['name']}",
            "port": port.get("number") or port.get("name") or "",
            "tls": host in secured or "*" in secured,
            "scheme": _scheme(obj),
        }


def _of_service(obj: Obj) -> Iterator[Row]:
    spec, meta = obj.get("spec", {}), obj["metadata"]
    if spec.get("type") not in _OUTSIDE:
        return
    given = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    hosts = [str(one.get("hostname") or one.get("ip") or "") for one in given] or [""]
    nodes = spec["type"] == "NodePort"
    ports = [str(p.get("nodePort" if nodes else "port") or "") for p in spec.get("ports") or []]
    for host in hosts:
        yield {
            "host": host,
            "path": "",
            "service": meta["name"],
            "namespace": meta.get("namespace", ""),
            "through": spec["type"],
            "port": ", ".join(p for p in ports if p),
            "tls": None,  # the Service does not say
            "scheme": _scheme(obj),
        }


def _scheme(obj: Obj) -> str:
    said = obj["metadata"].get("annotations") or {}
    return "internal" if any(str(said.get(name, "")).lower() in _INTERNAL for name in _SCHEMES) else ""
