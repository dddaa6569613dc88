"""Pods and how they behave: running, waiting, crashing, killed; with the events and logs each behaviour leaves.

Called by `kube_workloads`, `kube_platform` and `kube_faults`.
Source: texts of kubelet, scheduler and containerd as of Kubernetes v1.34.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from evals.worlds import names
from evals.worlds.kube_objects import Cluster, Obj, condition, event, metadata

EVENT_TTL = timedelta(hours=1)  # kube-apiserver --event-ttl


@dataclass(frozen=True, kw_only=True)
class PodFacts:
    """What a behaviour may know about its pod."""

    cluster: Cluster
    namespace: str
    name: str
    uid: str
    container: str
    image: str
    created_at: datetime

    @property
    def now(self) -> datetime:
        return self.cluster.now


@dataclass(frozen=True, kw_only=True)
class PodEvent:
    reason: str
    message: str
    first_at: datetime
    last_at: datetime | None = None
    count: int = 1
    type_: str = "Normal"
    about_container: bool = True


LogLines = tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, kw_only=True)
class PodState:
    """The part of a pod that differs between behaviours."""

    state: Obj
    last_state: Obj | None = None
    phase: str = "Running"
    ready: bool = True
    started: bool = True
    restarts: int = 0
    ready_since: datetime | None = None
    image_pulled: bool = True
    events: tuple[PodEvent, ...] = ()
    log: LogLines = ()
    previous_log: LogLines = ()


Behaviour = Callable[[PodFacts], PodState]


def pulled_events(facts: PodFacts, at: datetime, *, count: int = 1, last_at: datetime | None = None) -> list[PodEvent]:
    """Pulled, Created and Started, repeated with every restart."""
    present = f'Container image "{facts.image}" already present on machine'
    rest = {"first_at": at, "last_at": last_at, "count": count}
    return [
        PodEvent(reason="Pulled", message=present, **rest),  # type: ignore[arg-type]
        PodEvent(reason="Created", message=f"Created container: {facts.container}", **rest),  # type: ignore[arg-type]
        PodEvent(reason="Started", message=f"Started container {facts.container}", **rest),  # type: ignore[arg-type]
    ]


def healthy(facts: PodFacts) -> PodState:
    started_at = facts.created_at + timedelta(seconds=3)
    rng = facts.cluster.rng
    lines = [(started_at + timedelta(milliseconds=400), f"starting {facts.container}")]
    lines.append((started_at + timedelta(seconds=2), "ready to accept connections"))
    for minute in (41, 23, 9, 2):
        at = facts.now - timedelta(minutes=minute, seconds=rng.randint(0, 50))
        if at > lines[-1][0]:
            lines.append((at, f'level=info msg="request done" status=200 duration_ms={rng.randint(3, 90)}'))
    return PodState(
        state={"running": {"startedAt": names.stamp(started_at)}},
        ready_since=started_at + timedelta(seconds=8),
        events=tuple(pulled_events(facts, started_at - timedelta(seconds=1))),
        log=tuple(lines),
    )


def waiting(reason: str, message: str) -> Obj:
    return {"waiting": {"reason": reason, "message": message}}


def terminated(facts: PodFacts, *, code: int, reason: str, started_at: datetime, finished_at: datetime) -> Obj:
    return {
        "terminated": {
            "exitCode": code,
            "reason": reason,
            "startedAt": names.stamp(started_at),
            "finishedAt": names.stamp(finished_at),
            "containerID": f"containerd://{names.hex_id(facts.cluster.rng, 64)}",
        }
    }


def crash_loop_message(facts: PodFacts, delay: str) -> str:
    return (
        f"back-off {delay} restarting failed container={facts.container} "
        f"pod={facts.name}_{facts.namespace}({facts.uid})"
    )


def add_pod(
    cluster: Cluster,
    *,
    namespace: str,
    name: str,
    template: Obj,
    owner: Obj,
    created_at: datetime,
    behave: Behaviour = healthy,
    node: Obj | None = None,
    generate_name: str | None = None,
    extra_labels: dict[str, str] | None = None,
) -> Obj:
    """Adds one pod with its events and logs."""
    chosen = node or _least_used_node(cluster)
    labels = template["metadata"]["labels"] | (extra_labels or {})
    meta = metadata(
        cluster,
        name,
        namespace,
        created_at,
        labels=labels,
        annotations=template["metadata"].get("annotations"),
        owner=owner,
        generate_name=generate_name,
        generation=1,
    )
    container = template["spec"]["containers"][0]
    facts = PodFacts(
        cluster=cluster,
        namespace=namespace,
        name=name,
        uid=meta["uid"],
        container=container["name"],
        image=container["image"],
        created_at=created_at,
    )
    state = behave(facts)
    pod: Obj = {"metadata": meta, "spec": _spec(cluster, template, chosen), "status": {}}
    pod["status"] = _status(cluster, pod, state, chosen, created_at)
    cluster.add("pods", pod)
    _add_events(cluster, pod, facts, state, chosen["metadata"]["name"])
    _add_logs(cluster, facts, state)
    return pod


def _least_used_node(cluster: Cluster) -> Obj:
    used: dict[str, int] = {}
    for pod in cluster.items("pods"):
        used[pod["spec"]["nodeName"]] = used.get(pod["spec"]["nodeName"], 0) + 1
    return min(cluster.items("nodes"), key=lambda n: (used.get(n["metadata"]["name"], 0), n["metadata"]["name"]))


def _spec(cluster: Cluster, template: Obj, node: Obj) -> Obj:
    given = template["spec"]
    volume = f"kube-api-access-{names.suffix(cluster.rng, 5)}"
    mount = {"name": volume, "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
    projected = {
        "defaultMode": 420,
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        ],
    }
    spec = {k: v for k, v in given.items() if k not in ("containers", "volumes")}
    spec["volumes"] = [*given.get("volumes", []), {"name": volume, "projected": projected}]
    spec["containers"] = [c | {"volumeMounts": [*c.get("volumeMounts", []), mount]} for c in given["containers"]]
    return spec | {
        "serviceAccount": given["serviceAccountName"],
        "nodeName": node["metadata"]["name"],
        "priority": 0,
        "preemptionPolicy": "PreemptLowerPriority",
        "enableServiceLinks": True,
        "tolerations": given.get("tolerations", [])
        + [
            {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
        ],
    }


def quality_of_service(containers: list[Obj]) -> str:
    resources = [c.get("resources", {}) for c in containers]
    if not any(r.get("requests") or r.get("limits") for r in resources):
        return "BestEffort"
    same = all(r.get("limits") and r.get("requests") == r["limits"] for r in resources)
    return "Guaranteed" if same else "Burstable"


def _status(cluster: Cluster, pod: Obj, state: PodState, node: Obj, created_at: datetime) -> Obj:
    container = pod["spec"]["containers"][0]
    sandbox_at = created_at + timedelta(seconds=1)
    running = "running" in state.state
    status: Obj = {
        "name": container["name"],
        "state": state.state,
        "lastState": state.last_state or {},
        "ready": state.ready,
        "restartCount": state.restarts,
        "image": container["image"],
        "imageID": "",
        "started": state.started and running,
    }
    if state.image_pulled:
        status["imageID"] = f"{container['image'].rsplit(':', 1)[0]}@sha256:{names.hex_id(cluster.rng, 64)}"
    if state.image_pulled and (running or state.last_state):
        status["containerID"] = f"containerd://{names.hex_id(cluster.rng, 64)}"
    host = node["status"]["addresses"][0]["address"]
    ip = host if pod["spec"].get("hostNetwork") else cluster.next_pod_ip()
    found: Obj = {
        "observedGeneration": 1,
        "phase": state.phase,
        "conditions": pod_conditions(state, container["name"], created_at),
        "hostIP": host,
        "hostIPs": [{"ip": host}],
        "podIP": ip,
        "podIPs": [{"ip": ip}],
        "startTime": names.stamp(sandbox_at),
        "containerStatuses": [status],
        "qosClass": quality_of_service(pod["spec"]["containers"]),
    }
    if state.phase in ("Succeeded", "Failed"):
        found["conditions"][0]["status"] = "False"
    return found


def pod_conditions(state: PodState, container: str, created_at: datetime) -> list[Obj]:
    ready_at = state.ready_since or created_at + timedelta(seconds=1)
    why = None if state.ready else "PodCompleted" if state.phase == "Succeeded" else "ContainersNotReady"
    text = None if state.ready or why == "PodCompleted" else f"containers with unready status: [{container}]"
    ready = "True" if state.ready else "False"
    found = [
        condition("PodReadyToStartContainers", "True", created_at + timedelta(seconds=2)),
        condition("Initialized", "True", created_at, "PodCompleted" if state.phase == "Succeeded" else None),
        condition("Ready", ready, ready_at, why, text),
        condition("ContainersReady", ready, ready_at, why, text),
        condition("PodScheduled", "True", created_at),
    ]
    return [{"type": c["type"], "observedGeneration": 1, "lastProbeTime": None} | c for c in found]


def _add_events(cluster: Cluster, pod: Obj, facts: PodFacts, state: PodState, node: str) -> None:
    scheduled = f"Successfully assigned {facts.namespace}/{facts.name} to {node}"
    if facts.created_at >= cluster.now - EVENT_TTL:
        event(
            cluster,
            kind="Pod",
            api_version="v1",
            involved=pod,
            reason="Scheduled",
            message=scheduled,
            first_at=facts.created_at,
            component="default-scheduler",
        )
    for e in state.events:
        if (e.last_at or e.first_at) < cluster.now - EVENT_TTL:
            continue
        event(
            cluster,
            kind="Pod",
            api_version="v1",
            involved=pod,
            reason=e.reason,
            message=e.message,
            first_at=e.first_at,
            last_at=e.last_at,
            count=e.count,
            type_=e.type_,
            component="kubelet",
            host=node,
            field_path=f"spec.containers{{{facts.container}}}" if e.about_container else None,
        )


def _add_logs(cluster: Cluster, facts: PodFacts, state: PodState) -> None:
    for ending, lines in (("log", state.log), ("previous.log", state.previous_log)):
        if not lines:
            continue
        # RFC 3339 with nanoseconds, as `kubectl logs --timestamps`
        stamps = [f"{at:%Y-%m-%dT%H:%M:%S.%f}{cluster.rng.randint(0, 999):03d}Z" for at, _ in lines]
        text = "".join(f"{at} {line}\n" for at, (_, line) in zip(stamps, lines, strict=True))
        cluster.logs[facts.namespace, facts.name, f"{facts.container}.{ending}"] = text
