"""Specifications of pods wherever they are written: bare pods, workloads, CronJobs, kinds nobody knows. Called by this package.

What stands in a manifest may have any shape; `mapping` and `items` read it without trusting it.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from assistant.checks.kube.api_services import AUTOSCALERS
from assistant.checks.kube.autoscaling import scaled
from assistant.checks.kube.facts import KubeFacts, Seen, is_over
from assistant.checks.kube.selection import matches

DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS = "deployments.apps", "statefulsets.apps", "daemonsets.apps"
REPLICA_SETS, CONTROLLERS = "replicasets.apps", "replicationcontrollers"
JOBS, CRON_JOBS, ROLLOUTS = "jobs.batch", "cronjobs.batch", "rollouts.argoproj.io"
REPLICATED = (DEPLOYMENTS, STATEFUL_SETS, REPLICA_SETS, CONTROLLERS, ROLLOUTS)
_SYSTEM = ("kube-system", "kube-public", "kube-node-lease")
_PARTS: "tuple[tuple[str, Role], ...]" = (
    ("initContainers", "init"),
    ("containers", "main"),
    ("ephemeralContainers", "ephemeral"),
)
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Role = Literal["main", "init", "sidecar", "ephemeral"]


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a map, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> tuple[Any, ...]:
    """The members of a list, else none."""
    return tuple(value) if isinstance(value, list | tuple) else ()


def words(value: object) -> tuple[str, ...]:
    """The members of a list as text."""
    return tuple(str(member) for member in items(value))


@dataclass(frozen=True, kw_only=True)
class Container:
    """One container; `path` is where it stands in its object, by name where it has one."""

    path: str
    role: Role
    row: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.row.get("name") or "")

    @property
    def called(self) -> str:
        """How it is told of: its name, else where it stands."""
        return self.name or self.path.rpartition(".")[2]

    @property
    def context(self) -> Mapping[str, Any]:
        """Its own security context, without that of the pod."""
        return mapping(self.row.get("securityContext"))


@dataclass(frozen=True, kw_only=True)
class PodSpec:
    """A pod's specification, the object that holds it, and the path to it."""

    owner: Seen
    root: str
    spec: Mapping[str, Any]
    metadata: Mapping[str, Any]

    @property
    def context(self) -> Mapping[str, Any]:
        return mapping(self.spec.get("securityContext"))

    @property
    def labels(self) -> Mapping[str, str]:
        return {str(k): str(v) for k, v in mapping(self.metadata.get("labels")).items()}

    @property
    def annotations(self) -> Mapping[str, str]:
        return {str(k): str(v) for k, v in mapping(self.metadata.get("annotations")).items()}

    @property
    def runs_to_end(self) -> bool:
        """Whether it is the pod of a Job, or of a CronJob."""
        return self.owner.resource in (JOBS, CRON_JOBS)

    @property
    def is_windows(self) -> bool:
        return mapping(self.spec.get("os")).get("name") == "windows"

    def containers(self, *roles: Role) -> Iterator[Container]:
        """Those of these roles, of every role without one, in the order in which they are written."""
        for field, role in _PARTS:
            for number, row in enumerate(items(self.spec.get(field))):
                row = mapping(row)
                played: Role = "sidecar" if role == "init" and row.get("restartPolicy") == "Always" else role
                if not roles or played in roles:
                    where = row.get("name") or number
                    yield Container(path=f"{self.root}.{field}[{where}]", role=played, row=row)


def pod_specs(facts: KubeFacts) -> tuple[PodSpec, ...]:
    """Every specification that somebody wrote: not those of pods, ReplicaSets and Jobs that a controller made."""
    return facts.once(("pod_specs",), lambda: tuple(_pod_specs(facts)))


def _pod_specs(facts: KubeFacts) -> Iterator[PodSpec]:
    for owner in facts.everything():
        if (not facts.written and owner.namespace in _SYSTEM) or _is_made(owner):
            continue
        found = pod_spec_of(owner)
        if found is not None:
            yield found


def _is_made(owner: Seen) -> bool:
    """Made by a controller, or a pod that is over."""
    made = any(mapping(o).get("controller") for o in items(owner.meta.get("ownerReferences")))
    derived = owner.resource in ("pods", REPLICA_SETS, JOBS)
    return (made and derived) or (owner.resource == "pods" and is_over(owner))


def pod_spec_of(owner: Seen) -> PodSpec | None:
    """That of an object; None for one that runs no pods."""
    if owner.resource == "pods":
        return PodSpec(owner=owner, root="spec", spec=owner.spec, metadata=owner.meta)
    root, template = _template(owner)
    spec = template.get("spec")
    if not isinstance(spec, Mapping) or not isinstance(spec.get("containers"), list):
        return None
    return PodSpec(owner=owner, root=f"{root}.spec", spec=spec, metadata=mapping(template.get("metadata")))


def _template(owner: Seen) -> tuple[str, Mapping[str, Any]]:
    """(path, template): a CronJob of a cluster was cut down to the template of its Job."""
    job = mapping(mapping(owner.spec.get("jobTemplate")).get("spec"))
    if job:
        return "spec.jobTemplate.spec.template", mapping(job.get("template"))
    return "spec.template", mapping(owner.spec.get("template"))


def selected_specs(facts: KubeFacts, selector: Mapping[str, Any], namespace: str) -> tuple[PodSpec, ...]:
    """What a LabelSelector picks in its namespace; an empty one picks everything there."""
    here = facts.once(("pod_specs_by_namespace",), lambda: _grouped((p.owner.namespace, p) for p in pod_specs(facts)))
    return tuple(p for p in here.get(namespace, ()) if matches(selector, p.labels))


def in_namespace(facts: KubeFacts, resource: str, namespace: str) -> list[Seen]:
    """The objects of a kind in one namespace."""
    made = facts.once(("by_namespace", resource), lambda: _grouped((o.namespace, o) for o in facts.of(resource)))
    return made.get(namespace, [])


def autoscalers_of(facts: KubeFacts, owner: Seen) -> list[Seen]:
    """The autoscalers that scale a workload."""
    made = facts.once(("autoscalers_of",), lambda: _grouped((scaled(a), a) for a in facts.of(AUTOSCALERS)))
    return made.get((owner.namespace, owner.kind, owner.name), [])


def _grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    found: dict[K, list[T]] = {}
    for key, member in pairs:
        found.setdefault(key, []).append(member)
    return found
