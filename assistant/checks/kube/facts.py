"""What the Kubernetes checks look at: objects as evidence holds them, joined by owner references and selectors.

Made by `assistant.playbooks.explain_workload` from evidence of `read_objects` and `read_pod_logs`.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from assistant.checks.kube.log_reasons import telling_row
from assistant.findings import Cite
from assistant.identity import ResourceRef
from tools.kube.resources import RESOURCES

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
WORKLOADS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch")
_LONGEST_CHAIN = 4
REVISION = "deployment.kubernetes.io/revision"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One object and the evidence it was seen in."""

    evidence: str
    resource: str
    row: Mapping[str, Any]

    @property
    def meta(self) -> Mapping[str, Any]:
        meta: Mapping[str, Any] = self.row.get("metadata") or {}
        return meta

    @property
    def name(self) -> str:
        return str(self.meta.get("name", ""))

    @property
    def namespace(self) -> str:
        return str(self.meta.get("namespace", ""))

    @property
    def uid(self) -> str:
        return str(self.meta.get("uid", ""))

    @property
    def kind(self) -> str:
        known = RESOURCES.get(self.resource)
        return known.kind if known else str(self.row.get("kind") or self.resource)

    @property
    def labels(self) -> Mapping[str, str]:
        return self.meta.get("labels") or {}

    @property
    def annotations(self) -> Mapping[str, str]:
        return self.meta.get("annotations") or {}

    @property
    def spec(self) -> Mapping[str, Any]:
        return self.row.get("spec") or {}

    @property
    def status(self) -> Mapping[str, Any]:
        return self.row.get("status") or {}

    @property
    def template(self) -> Mapping[str, Any]:
        """The pod template of a workload, or the pod itself."""
        return self.row if self.resource == "pods" else self.spec.get("template") or {}

    @property
    def template_labels(self) -> Mapping[str, str]:
        return (self.template.get("metadata") or {}).get("labels") or {}

    @property
    def containers(self) -> tuple[Mapping[str, Any], ...]:
        spec = self.template.get("spec") or {}
        return (*(spec.get("initContainers") or ()), *(spec.get("containers") or ()))

    @property
    def revision(self) -> int:
        value = self.annotations.get(REVISION, "")
        return int(value) if value.isdigit() else 0

    @property
    def created_at(self) -> datetime | None:
        return moment(self.meta.get("creationTimestamp"))

    @property
    def managed_by(self) -> str:
        return str(self.row.get("managedBy", ""))

    def condition(self, kind: str) -> Mapping[str, Any]:
        found = (c for c in self.status.get("conditions") or () if c.get("type") == kind)
        return next(found, {})

    def cite(self, path: str, value: object) -> Cite:
        """The item by name, then the field in it."""
        item = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return Cite(evidence=self.evidence, field=f"{item} {path}", value=str(value))

    def ref(self, scope: str) -> ResourceRef:
        return ResourceRef(provider="kube", scope=scope, place=self.namespace, kind=self.kind, id=self.name)


@dataclass(frozen=True, kw_only=True, order=True)
class LogKey:
    """Which log was read."""

    namespace: str
    pod: str
    container: str
    previous: bool


@dataclass(frozen=True, kw_only=True)
class Log:
    """Lines of `read_pod_logs`."""

    evidence: str
    rows: tuple[Mapping[str, Any], ...]

    def why(self) -> Mapping[str, Any] | None:
        """The line that says why; None for a log that tells of nothing wrong."""
        return telling_row(self.rows)


def says(row: Mapping[str, Any]) -> str:
    """What a row of a log says in one line: the innermost cause of a stack trace, else the line itself."""
    text = str(row["text"]).strip()
    cause = str(row.get("cause") or "").removeprefix("Caused by: ")
    if not cause or cause in text:
        return text
    return cause if text.startswith("Traceback") else f"{text} ({cause})"


@dataclass(frozen=True, kw_only=True)
class KubeFacts:
    """Objects by resource. A resource that is not a key was not read, which is not the same as none there."""

    scope: str
    objects: Mapping[str, tuple[Seen, ...]]
    logs: Mapping[LogKey, Log] = field(default_factory=dict)
    server_version: str = ""  # such as v1.34.2
    only: str = ""  # the one namespace that was read; "" for all
    written: bool = False  # manifests: nothing runs, defaults are not filled in, what is missing may be elsewhere
    reported: frozenset[str] = frozenset()  # what the question says is wrong, see `symptoms`; `target`: it names one

    def of(self, resource: str) -> tuple[Seen, ...]:
        return self.objects.get(resource, ())

    def has(self, resource: str) -> bool:
        return resource in self.objects

    def sees(self, namespace: str) -> bool:
        """Whether what is not there in this namespace does not exist, rather than was not read."""
        return self.only in ("", namespace)

    def named(self, resource: str, namespace: str, name: str) -> Seen | None:
        return self._by_name.get((resource, namespace, name))

    def owned(self, resource: str, owner: Seen) -> tuple[Seen, ...]:
        """The objects whose controller is `owner`."""
        return tuple(o for o in self._by_owner.get(owner.uid, ()) if o.resource == resource)

    def controller(self, obj: Seen) -> Seen | None:
        """The workload at the top of the owner chain, as far as it was read; None for an object of its own."""
        above = self.controllers(obj)
        return above[-1] if above else None

    def controllers(self, obj: Seen) -> tuple[Seen, ...]:
        """The owner chain from the nearest controller to the top, as far as it was read."""
        chain: list[Seen] = []
        while len(chain) < _LONGEST_CHAIN and (uid := _controller_uid(obj)) and uid in self._by_uid:
            obj = self._by_uid[uid]
            chain.append(obj)
        return tuple(chain)

    def pods_of(self, workload: Seen) -> tuple[Seen, ...]:
        """Pods of a workload, through its ReplicaSets where it has them."""
        direct = self.owned("pods", workload)
        through = tuple(p for rs in self.owned("replicasets.apps", workload) for p in self.owned("pods", rs))
        return direct + through

    def pods_on(self, node: str) -> tuple[Seen, ...]:
        """Those placed on a node, finished ones included."""
        return self._pods_by_node.get(node, ())

    def selected(self, namespace: str, selector: Mapping[str, str]) -> tuple[Seen, ...]:
        """The pods that carry all labels of a selector; none for an empty one."""
        if not selector:
            return ()
        smallest = min((self._pods_by_label.get((namespace, *pair), ()) for pair in selector.items()), key=len)
        return tuple(p for p in smallest if selects(selector, p.labels))

    def once(self, what: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What several checks derive from the same facts, made once."""
        if what not in self._made:
            self._made[what] = make()
        found: T = self._made[what]
        return found

    @cached_property
    def _made(self) -> dict[tuple[Hashable, ...], Any]:
        return {}

    @cached_property
    def _pods_by_node(self) -> dict[str, tuple[Seen, ...]]:
        return _grouped((str(p.spec.get("nodeName", "")), p) for p in self.of("pods"))

    @cached_property
    def _pods_by_label(self) -> dict[tuple[str, str, str], tuple[Seen, ...]]:
        return _grouped(((p.namespace, *pair), p) for p in self.of("pods") for pair in p.labels.items())

    @cached_property
    def _services_by_label(self) -> dict[tuple[str, str, str], tuple[Seen, ...]]:
        """Each under one label of its selector: pods that lack it are not selected."""
        return _grouped(
            ((s.namespace, *next(iter(selector.items()))), s)
            for s in self.of("services")
            if (selector := s.spec.get("selector"))
        )

    def pods_in(self, namespace: str) -> tuple[Seen, ...]:
        return self._pods_by_namespace.get(namespace, ())

    def services_of(self, namespace: str, labels: Mapping[str, str]) -> tuple[Seen, ...]:
        """Services whose selector picks pods with these labels."""
        likely = (s for pair in labels.items() for s in self._services_by_label.get((namespace, *pair), ()))
        return tuple(s for s in likely if selects(s.spec["selector"], labels))

    def events_about(self, obj: Seen, *reasons: str) -> tuple[Seen, ...]:
        """Events of these reasons about the object, the latest last."""
        found = (e for e in self._events_by_uid.get(obj.uid, ()) if e.row.get("reason") in reasons)
        return tuple(sorted(found, key=lambda e: event_at(e.row) or ""))

    def events_on(self, kind: str, namespace: str, name: str) -> tuple[Seen, ...]:
        """Events about an object by its name, the latest last; for objects that were not read themselves."""
        found = self._events_by_object.get((kind, namespace, name), ())
        return tuple(sorted(found, key=lambda e: event_at(e.row) or ""))

    @cached_property
    def _events_by_object(self) -> dict[tuple[str, str, str], list[Seen]]:
        found: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
        for event in self.of("events"):
            about = event.row.get("involvedObject") or {}
            key = (str(about.get("kind", "")), str(about.get("namespace", "")), str(about.get("name", "")))
            found[key].append(event)
        return dict(found)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str, str], Seen]:
        return {(o.resource, o.namespace, o.name): o for o in self.everything()}

    @cached_property
    def _by_uid(self) -> dict[str, Seen]:
        return {o.uid: o for o in self.everything()}

    @cached_property
    def _by_owner(self) -> dict[str, list[Seen]]:
        found: dict[str, list[Seen]] = defaultdict(list)
        for obj in self.everything():
            if uid := _controller_uid(obj):
                found[uid].append(obj)
        return dict(found)

    @cached_property
    def _pods_by_namespace(self) -> dict[str, tuple[Seen, ...]]:
        return _grouped((p.namespace, p) for p in self.of("pods"))

    @cached_property
    def _events_by_uid(self) -> dict[str, list[Seen]]:
        found: dict[str, list[Seen]] = defaultdict(list)
        for event in self.of("events"):
            found[str((event.row.get("involvedObject") or {}).get("uid", ""))].append(event)
        return dict(found)

    def everything(self) -> Iterable[Seen]:
        """Every object but events."""
        return (o for resource, objects in self.objects.items() if resource != "events" for o in objects)


def _controller_uid(obj: Seen) -> str:
    uids = (str(o.get("uid", "")) for o in obj.meta.get("ownerReferences") or () if o.get("controller"))
    return next(uids, "")


def _grouped(pairs: Iterable[tuple[K, Seen]]) -> dict[K, tuple[Seen, ...]]:
    found: dict[K, list[Seen]] = defaultdict(list)
    for key, obj in pairs:
        found[key].append(obj)
    return {key: tuple(members) for key, members in found.items()}


def selects(selector: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in selector.items())


def moment(value: Any) -> datetime | None:
    """An aware time from the API's text."""
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None


def event_at(row: Mapping[str, Any]) -> str:
    last = (row.get("series") or {}).get("lastObservedTime") or row.get("lastTimestamp") or row.get("eventTime")
    return str(last or row.get("firstTimestamp") or "")


def is_ready(pod: Seen) -> bool:
    return pod.condition("Ready").get("status") == "True" and not pod.meta.get("deletionTimestamp")


def is_over(pod: Seen) -> bool:
    """Finished for good, or on its way out: not a pod that should be serving."""
    return pod.status.get("phase") in ("Succeeded", "Failed") or bool(pod.meta.get("deletionTimestamp"))
