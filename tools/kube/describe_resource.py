"""The tool `describe_resource`: one object, its owners and its events. Called through `assistant.toolbox`."""

from tools.kube.partial import partial
from tools.kube.reader import KubeReader, Obj
from tools.kube.resources import RESOURCES, Kind, Resource, resource_named
from tools.kube.rows import Row, event_row
from tools.spec import Denied, NotFound, NotRead, Page, tool

MOST_EVENTS = 50
MOST_OWNERS = 5
_OWNER_KINDS = (
    "replicasets.apps",
    "deployments.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "jobs.batch",
    "cronjobs.batch",
)


@tool(
    backend="kube",
    operations=(*(f"get {name}" for name in RESOURCES if name != "secrets"), "list secrets", "list events"),
    examples=(
        "checkout-7d9fbc6b5-x2m4n 파드 자세히 보여줘",
        "checkout 디플로이먼트 상태와 이벤트 알려줘",
        "payment-api 서비스 상세 정보",
        "checkout 디스크라이브 해줘",
        "checkout 서비스 설정 자세히 봐줘",
        "checkout 디플로이먼트 스펙이랑 컨디션",
        "checkout-7d9fbc6b5-x2m4n 상세 보여줘",
        "payment-api 이벤트 보여줘",
        "checkout 세부 정보",
        "Describe pod checkout-7d9fbc6b5-x2m4n in shop",
        "Show the events of deployment checkout",
        "describe service payment-api",
        "describe checkout",
        "details of deployment checkout",
        "details and events of checkout",
        "spec and conditions of checkout",
        "more info about pod checkout-7d9fbc6b5-x2m4n",
        "inspect the checkout service object",
    ),
)
def describe_resource(kube: KubeReader, *, kind: Kind, name: str, namespace: str | None = None) -> Page:
    """One object with status and conditions, then the objects that own it, then its events, newest first.

    Rows carry `part`: `object` (one), `owner` (innermost first), `event`. Values of environment variables, ConfigMaps
    and Secrets are left out.

    Example: describe_resource(kind="pods", name="checkout-7d9f4-x2x1z", namespace="shop")
    Raises: NotFound, BadRequest (unknown kind), Denied, Unavailable.
    Source: GET of the object, of its controllers, and GET events with involvedObject selectors.
    """
    resource = resource_named(kind)
    obj = _object(kube, resource, name, namespace)
    rows: list[Row] = [{"part": "object", "kind": resource.kind, **partial(resource.name, obj)}]
    not_read: list[NotRead] = []
    try:
        rows.extend(_owners(kube, obj, namespace))
    except Denied as error:
        not_read.append(NotRead.of("owners", error))
    fields = f"involvedObject.kind={resource.kind},involvedObject.name={name}"
    try:
        events = kube.list("events", namespace=namespace, field_selector=fields)
    except Denied as error:
        events = []
        not_read.append(NotRead.of("events", error))
    newest = sorted((event_row(e) for e in events), key=lambda r: str(r["last_at"]), reverse=True)
    rows.extend({"part": "event", **row} for row in newest[:MOST_EVENTS])
    return Page(items=tuple(rows), cut=len(newest) > MOST_EVENTS, not_read=tuple(not_read))


def _object(kube: KubeReader, resource: Resource, name: str, namespace: str | None) -> Obj:
    if resource.name != "secrets":
        return kube.get(resource.name, name, namespace=namespace)
    for obj in kube.metadata("secrets", namespace=namespace):
        if obj["metadata"]["name"] == name:
            return obj
    raise NotFound(f"There is no Secret {name} in namespace {namespace}.")


def _owners(kube: KubeReader, obj: Obj, namespace: str | None) -> list[Row]:
    """Up the controller references, as far as they are built-in workloads."""
    found: list[Row] = []
    while len(found) < MOST_OWNERS:
        references = obj["metadata"].get("ownerReferences") or []
        reference = next((r for r in references if r.get("controller")), None)
        name = next((n for n in _OWNER_KINDS if reference and RESOURCES[n].kind == reference["kind"]), None)
        if reference is None or name is None:
            break
        try:
            obj = kube.get(name, reference["name"], namespace=namespace)
        except NotFound:
            break
        found.append({"part": "owner", "kind": reference["kind"], **partial(name, obj)})
    return found
