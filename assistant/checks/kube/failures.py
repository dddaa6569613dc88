"""Why one pod is not well, from its own status, its events and its logs. Called by `troubles`.

Source: reasons and messages of kubelet, containerd and scheduler (Kubernetes v1.28 to v1.34).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assistant.checks.kube.claims import unbound_claim
from assistant.checks.kube.facts import KubeFacts, LogKey, Seen, is_over, moment, says
from assistant.findings import Cite

Pairs = tuple[tuple[str, str], ...]
STUCK_AFTER = timedelta(seconds=90)  # what may still be starting is not failing
UNREADY_AFTER = timedelta(seconds=60)
RECENT = timedelta(hours=1)
START_LIFE = timedelta(seconds=60)  # a container that dies sooner never really started
OFTEN = 3

_IMAGE = re.compile(r'image "(?P<image>[^"]+)"')
_IMAGE_REASONS = ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable")
_IMAGE_CAUSES = (
    (
        "image_pull_denied",
        r"unauthorized|authentication required|denied|403 forbidden|no basic auth|insufficient_scope",
    ),
    ("image_pull_rate_limited", r"toomanyrequests|429 too many|rate limit"),
    ("image_not_found", r"not found|manifest unknown|notfound|does not exist|name unknown"),
    ("registry_unreachable", r"no such host|i/o timeout|connection refused|timeout|x509|tls"),
    ("image_name_invalid", r"invalid reference format|couldn't parse image"),
)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One pod's trouble. `details` are machine-readable; `message` is in the machine's own words."""

    variant: str
    pod: Seen
    container: str
    reason: str
    message: str
    details: Pairs = ()
    cites: tuple[Cite, ...] = ()
    since: datetime | None = None

    def detail(self, key: str) -> str:
        return dict(self.details).get(key, "")


def failure_of(pod: Seen, facts: KubeFacts, now: datetime) -> Failure | None:
    """None for a pod that is well, finished, going away, or still within the time that starting may take."""
    if is_over(pod):
        return None
    scheduled = pod.condition("PodScheduled")
    if scheduled.get("status") == "False":
        return _unschedulable(pod, scheduled, facts)
    for part in ("initContainerStatuses", "containerStatuses"):
        for status in pod.status.get(part) or ():
            found = _container_failure(pod, f"{part}[{status['name']}]", status, facts, now)
            if found is not None:
                return found
    return _unready(pod, facts, now)


def _unschedulable(pod: Seen, condition: Mapping[str, Any], facts: KubeFacts) -> Failure:
    message = str(condition.get("message", ""))
    cites = [pod.cite("status.conditions[PodScheduled].message", message)]
    if not message and (told := facts.events_about(pod, "FailedScheduling")):
        message = str(told[-1].row.get("message", ""))
        cites = [told[-1].cite("message", message)]
    claim = unbound_claim(pod, facts) if "persistentvolumeclaim" in message.lower() else None
    return Failure(
        variant=claim.variant if claim else "unschedulable",
        pod=pod,
        container="",
        reason=str(condition.get("reason", "Unschedulable")),
        message=claim.message if claim and claim.message else message,
        details=claim.details if claim else (),
        cites=(*(claim.cites if claim else ()), *cites),
        since=moment(condition.get("lastTransitionTime")) or pod.created_at,
    )


def _container_failure(
    pod: Seen, path: str, status: Mapping[str, Any], facts: KubeFacts, now: datetime
) -> Failure | None:
    waiting = (status.get("state") or {}).get("waiting") or {}
    reason = str(waiting.get("reason", ""))
    if reason in ("CreateContainerConfigError", "CreateContainerError"):
        return _not_created(pod, path, status, waiting)
    if reason in _IMAGE_REASONS:
        return _image(pod, path, status, waiting, facts)
    if reason in ("ContainerCreating", "PodInitializing"):
        return _stuck_creating(pod, str(status["name"]), facts, now)
    return _crash(pod, path, status, facts, now)


def _not_created(pod: Seen, path: str, status: Mapping[str, Any], waiting: Mapping[str, Any]) -> Failure:
    message = str(waiting.get("message", ""))
    variant, details = _missing(status.get("missing") or {}, pod) or ("container_config_error", ())
    return Failure(
        variant=variant,
        pod=pod,
        container=str(status["name"]),
        reason=str(waiting["reason"]),
        message=message,
        details=details,
        cites=(pod.cite(f"status.{path}.state.waiting.message", message),),
        since=pod.created_at,
    )


def _missing(missing: Mapping[str, str], pod: Seen) -> tuple[str, Pairs] | None:
    """(variant, what is missing), from what the tool understood of the kubelet's message."""
    if not missing:
        return None
    config_map = missing["kind"] == "ConfigMap"
    what = "configmap" if config_map else "secret"
    name = missing.get("name") or _mounted(pod, missing.get("volume", ""), config_map=config_map)
    if "key" in missing:
        return f"missing_{'config' if config_map else 'secret'}_key", ((what, name), ("key", missing["key"]))
    return "missing_config_map" if config_map else "missing_secret", ((what, name),)


def _mounted(pod: Seen, volume: str, *, config_map: bool) -> str:
    """The name of the object behind a volume."""
    source: Mapping[str, Any] = next((v for v in pod.spec.get("volumes") or () if v.get("name") == volume), {})
    if config_map:
        return str((source.get("configMap") or {}).get("name", ""))
    return str((source.get("secret") or {}).get("secretName", ""))


def _image(pod: Seen, path: str, status: Mapping[str, Any], waiting: Mapping[str, Any], facts: KubeFacts) -> Failure:
    reason, message = str(waiting["reason"]), str(waiting.get("message", ""))
    cites = [pod.cite(f"status.{path}.state.waiting.reason", reason)]
    told = [e for e in facts.events_about(pod, "Failed") if "Failed to pull image" in str(e.row.get("message", ""))]
    exact = str(told[-1].row["message"]) if told else ""
    if told:
        cites.append(told[-1].cite("message", exact))
    text = f"{message} {exact}".lower()
    causes = (variant for variant, pattern in _IMAGE_CAUSES if re.search(pattern, text))
    variant = "image_name_invalid" if reason == "InvalidImageName" else next(causes, "image_pull_failing")
    named = _IMAGE.search(exact) or _IMAGE.search(message)
    image = named["image"] if named else _image_of(pod, str(status["name"])) or str(status.get("image", ""))
    if not told:
        cites.append(pod.cite(f"status.{path}.state.waiting.message", message))
    return Failure(
        variant=variant,
        pod=pod,
        container=str(status["name"]),
        reason=reason,
        message=_shortest_reason(exact or message, image),
        details=(("image", image),),
        cites=tuple(cites),
        since=pod.created_at,
    )


def _image_of(pod: Seen, container: str) -> str:
    return next((str(c.get("image", "")) for c in pod.containers if c.get("name") == container), "")


def _shortest_reason(message: str, image: str) -> str:
    """The registry's own words at the end of a chain of wrapped errors."""
    tail = message.rpartition(f"{image}: ")[2] or message
    return tail.removeprefix("rpc error: ").strip()[:300]


def _stuck_creating(pod: Seen, container: str, facts: KubeFacts, now: datetime) -> Failure | None:
    if pod.created_at is None or now - pod.created_at < STUCK_AFTER:
        return None
    events = facts.events_about(pod, "FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox")
    if not events:
        return None
    last = events[-1]
    message = str(last.row.get("message", ""))
    variant, details = _missing(last.row.get("missing") or {}, pod) or (
        "sandbox_failing" if last.row.get("reason") == "FailedCreatePodSandBox" else "volume_not_mounted",
        (),
    )
    return Failure(
        variant=variant,
        pod=pod,
        container=container,
        reason=str(last.row.get("reason", "")),
        message=message,
        details=details,
        cites=(last.cite("message", message),),
        since=pod.created_at,
    )


def _crash(pod: Seen, path: str, status: Mapping[str, Any], facts: KubeFacts, now: datetime) -> Failure | None:
    """A container that keeps dying: backing off now, or running between two deaths."""
    state, last = status.get("state") or {}, status.get("lastState") or {}
    backing_off = (state.get("waiting") or {}).get("reason") in ("CrashLoopBackOff", "RunContainerError")
    dead, where = state.get("terminated"), "state"
    if not dead:
        dead, where = last.get("terminated"), "lastState"
    restarts = int(status.get("restartCount", 0))
    if not dead:
        return _unstarted(pod, path, status, facts) if backing_off else None
    finished = moment(dead.get("finishedAt"))
    recent = finished is None or now - finished <= RECENT
    keeps_dying = backing_off or (where == "state" and dead.get("exitCode") != 0) or restarts >= OFTEN
    one_off_init = path.startswith("init") and dead.get("exitCode") == 0
    if not (keeps_dying and recent) or one_off_init or (restarts == 0 and where == "lastState"):
        return None
    name = str(status["name"])
    if dead.get("reason") == "OOMKilled":
        return _out_of_memory(pod, path, name, dead, where, restarts)
    return _died(pod, path, name, dead, where, restarts, facts)


def _unstarted(pod: Seen, path: str, status: Mapping[str, Any], facts: KubeFacts) -> Failure:
    waiting = status["state"]["waiting"]
    message, name = str(waiting.get("message", "")), str(status["name"])
    line, cite = log_line(pod, name, facts, previous_first=True)
    told = "message" if message else "reason"
    return Failure(
        variant="crash_at_start",
        pod=pod,
        container=name,
        reason=str(waiting["reason"]),
        message=line or message,
        details=(("log_line", line),) if line else (),
        cites=(pod.cite(f"status.{path}.state.waiting.{told}", waiting[told]), *([cite] if cite else [])),
        since=pod.created_at,
    )


def _out_of_memory(pod: Seen, path: str, container: str, dead: Mapping[str, Any], where: str, restarts: int) -> Failure:
    limit = next(
        (
            str(((c.get("resources") or {}).get("limits") or {}).get("memory", ""))
            for c in pod.containers
            if c.get("name") == container
        ),
        "",
    )
    cites = [
        pod.cite(f"status.{path}.{where}.terminated.reason", "OOMKilled"),
        pod.cite(f"status.{path}.restartCount", restarts),
    ]
    if limit:
        cites.append(pod.cite(f"spec.containers[{container}].resources.limits.memory", limit))
    return Failure(
        variant="memory_limit" if limit else "node_memory",
        pod=pod,
        container=container,
        reason="OOMKilled",
        message=f"OOMKilled, exit code {dead.get('exitCode', 137)}",
        details=(
            ("container", container),
            ("memory_limit", limit),
            ("restarts", str(restarts)),
            ("exit_code", str(dead.get("exitCode", 137))),
        ),
        cites=tuple(cites),
        since=pod.created_at,
    )


def _died(
    pod: Seen, path: str, container: str, dead: Mapping[str, Any], where: str, restarts: int, facts: KubeFacts
) -> Failure:
    code = int(dead.get("exitCode", -1))
    cites = [
        pod.cite(f"status.{path}.{where}.terminated.exitCode", code),
        pod.cite(f"status.{path}.restartCount", restarts),
    ]
    probe = [e for e in facts.events_about(pod, "Unhealthy") if "Liveness probe failed" in str(e.row.get("message"))]
    details: Pairs = (("exit_code", str(code)), ("restarts", str(restarts)))
    message = str(dead.get("message", "")).strip().splitlines()[-1:]
    words = message[0] if message else ""
    if probe and code in (137, 143):
        words = str(probe[-1].row["message"])
        cites.append(probe[-1].cite("message", words))
        variant = "liveness_failing"
    else:
        started, finished = moment(dead.get("startedAt")), moment(dead.get("finishedAt"))
        quick = started is None or finished is None or finished - started <= START_LIFE
        variant = "crash_at_start" if quick else "crash_loop"
        if words:
            cites.append(pod.cite(f"status.{path}.{where}.terminated.message", words))
        line, cite = log_line(pod, container, facts, previous_first=True)
        if cite is not None:
            words = line
            cites.append(cite)
            details = (*details, ("log_line", line))
    return Failure(
        variant=variant,
        pod=pod,
        container=container,
        reason=str(dead.get("reason", "Error")),
        message=words,
        details=details,
        cites=tuple(cites),
        since=pod.created_at,
    )


def log_line(pod: Seen, container: str, facts: KubeFacts, *, previous_first: bool) -> tuple[str, Cite | None]:
    """The line of the container's log that says why, if its log was read."""
    for previous in (previous_first, not previous_first):
        log = facts.logs.get(LogKey(namespace=pod.namespace, pod=pod.name, container=container, previous=previous))
        row = log.why() if log else None
        if log is not None and row is not None:
            text = says(row)
            return text, Cite(evidence=log.evidence, field=f"line {row['line']} text", value=text)
    return "", None


def _unready(pod: Seen, facts: KubeFacts, now: datetime) -> Failure | None:
    """Runs, but does not become ready."""
    condition = pod.condition("Ready")
    if condition.get("status") != "False":
        return None
    unready = [s for s in pod.status.get("containerStatuses") or () if not s.get("ready")]
    running = [s for s in unready if (s.get("state") or {}).get("running")]
    if not running:
        return None
    since = moment(running[0]["state"]["running"].get("startedAt"))
    if since is not None and now - since < UNREADY_AFTER:
        return None
    container = str(running[0]["name"])
    events = [e for e in facts.events_about(pod, "Unhealthy") if "probe failed" in str(e.row.get("message", ""))]
    message = str(events[-1].row["message"]) if events else str(condition.get("message", ""))
    cites = [events[-1].cite("message", message)] if events else []
    cites.append(pod.cite("status.conditions[Ready].status", "False"))
    line, cite = log_line(pod, container, facts, previous_first=False)
    details: Pairs = _probe_details(pod, container, message)
    if cite is not None:
        cites.append(cite)
        details = (*details, ("log_line", line))
    return Failure(
        variant="startup_failing" if message.startswith("Startup probe") else "readiness_failing",
        pod=pod,
        container=container,
        reason="Unhealthy" if events else str(condition.get("reason", "")),
        message=message,
        details=details,
        cites=tuple(cites),
        since=moment(events[0].row.get("firstTimestamp")) if events else since,
    )


def _probe_details(pod: Seen, container: str, message: str) -> Pairs:
    probe = next((c.get("readinessProbe") or {} for c in pod.containers if c.get("name") == container), {})
    path = (probe.get("httpGet") or {}).get("path", "")
    status = re.search(r"statuscode: (\d+)", message)
    found = (("path", str(path)), ("http_status", status[1] if status else ""))
    return tuple((key, value) for key, value in found if value)
