"""Why one pod is not well, from its own status, its events and its logs. Called by `troubles`.

Source: reasons and messages of kubelet, containerd and scheduler (Kubernetes v1.28 to v1.34).
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from assistant.checks.kube.crash_reasons import crash_reason
from assistant.checks.kube.facts import KubeFacts, Seen, is_over, moment
from assistant.checks.kube.failure import RECENT, Failure, Pairs, log_line
from assistant.checks.kube.unstarted import (
    IMAGE_REASONS,
    held_up,
    image_failure,
    not_created,
    stuck_creating,
    unschedulable,
    untouched,
)

INIT_AFTER = timedelta(minutes=5)
UNREADY_AFTER = timedelta(seconds=60)
START_LIFE = timedelta(seconds=60)  # a container that dies sooner never really started
OFTEN = 3
_KILLING = re.compile(r"(?:Liveness|Startup) probe (?:failed|errored)")  # the kubelet ends the container for it
_PROBE = re.compile(r"\w+ probe (?:failed|errored)")
_BACKING_OFF = ("CrashLoopBackOff", "RunContainerError")


def failure_of(pod: Seen, facts: KubeFacts, now: datetime) -> Failure | None:
    """None for a pod that is well, finished, going away, or still within the time that starting may take."""
    if is_over(pod):
        return None
    scheduled = pod.condition("PodScheduled")
    if scheduled.get("status") == "False":
        held_back = scheduled.get("reason") == "SchedulingGated"  # on purpose, by whoever put the gate there
        return None if held_back else unschedulable(pod, scheduled, facts)
    for part in ("initContainerStatuses", "containerStatuses"):
        for status in pod.status.get(part) or ():
            found = _container_failure(pod, f"{part}[{status['name']}]", status, facts, now)
            if found is not None:
                return found
    return _init_unfinished(pod, facts, now) or _unready(pod, facts, now) or _gated(pod, now) or untouched(pod, now)


def _gated(pod: Seen, now: datetime) -> Failure | None:
    """All containers are ready and the pod is not: somebody outside has to say that it is (a readiness gate)."""
    condition = pod.condition("Ready")
    since = moment(condition.get("lastTransitionTime")) or pod.created_at
    if condition.get("status") != "False" or condition.get("reason") != "ReadinessGatesNotReady":
        return None
    if since is not None and now - since < UNREADY_AFTER:
        return None
    gates = ", ".join(str(g.get("conditionType", "")) for g in pod.spec.get("readinessGates") or ())
    message = str(condition.get("message", ""))
    return Failure(
        variant="readiness_gate",
        pod=pod,
        container="",
        reason="ReadinessGatesNotReady",
        message=message,
        details=(("gates", gates),),
        cites=(pod.cite("status.conditions[Ready].message", message), pod.cite("spec.readinessGates", gates)),
        since=since,
    )


def _container_failure(
    pod: Seen, path: str, status: Mapping[str, Any], facts: KubeFacts, now: datetime
) -> Failure | None:
    waiting = (status.get("state") or {}).get("waiting") or {}
    reason = str(waiting.get("reason", ""))
    if reason in ("CreateContainerConfigError", "CreateContainerError"):
        return not_created(pod, path, status, waiting)
    if reason in IMAGE_REASONS:
        return image_failure(pod, path, status, waiting, facts)
    if reason in ("ContainerCreating", "PodInitializing"):
        waits_for_init = reason == "PodInitializing"
        return stuck_creating(pod, str(status["name"]), facts, now, waits_for_init=waits_for_init)
    if reason and reason not in _BACKING_OFF:
        return held_up(pod, path, status, waiting)
    return _crash(pod, path, status, facts, now)


def _crash(pod: Seen, path: str, status: Mapping[str, Any], facts: KubeFacts, now: datetime) -> Failure | None:
    """A container that keeps dying: backing off now, or running between two deaths."""
    state, last = status.get("state") or {}, status.get("lastState") or {}
    backing_off = (state.get("waiting") or {}).get("reason") in _BACKING_OFF
    dead, where = state.get("terminated"), "state"
    if not dead:
        dead, where = last.get("terminated"), "lastState"
    restarts = int(status.get("restartCount", 0))
    if not dead:
        return _unstarted(pod, path, status, facts) if backing_off else None
    finished = moment(dead.get("finishedAt"))
    recent = backing_off or finished is None or now - finished <= RECENT
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
    why = crash_reason(None, line or message)
    return Failure(
        variant="crash_at_start",
        pod=pod,
        container=name,
        reason=str(waiting["reason"]),
        message=line or message,
        details=(*((("log_line", line),) if line else ()), *((("why", why),) if why else ())),
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
    probe = [e for e in facts.events_about(pod, "Unhealthy") if _KILLING.match(str(e.row.get("message")))]
    details: Pairs = (("exit_code", str(code)), ("restarts", str(restarts)))
    message = str(dead.get("message", "")).strip().splitlines()[-1:]
    words = message[0] if message else ""
    if probe and code in (137, 143):
        words = str(probe[-1].row["message"])
        cites.append(probe[-1].cite("message", words))
        variant = "startup_failing" if words.startswith("Startup") else "liveness_failing"
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
        if why := crash_reason(code, words):
            details = (*details, ("why", why))
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


def _init_unfinished(pod: Seen, facts: KubeFacts, now: datetime) -> Failure | None:
    """An init container that runs and runs: it waits for something. A sidecar never ends; one that does not get started
    holds up the others all the same."""
    sidecars = {c.get("name") for c in pod.spec.get("initContainers") or () if c.get("restartPolicy") == "Always"}
    for status in pod.status.get("initContainerStatuses") or ():
        since = moment(((status.get("state") or {}).get("running") or {}).get("startedAt"))
        name = str(status["name"])
        if since is None or now - since < INIT_AFTER or (name in sidecars and status.get("started") is not False):
            continue
        line, cite = log_line(pod, name, facts, previous_first=False)
        path = f"status.initContainerStatuses[{name}].state.running.startedAt"
        return Failure(
            variant="init_unfinished",
            pod=pod,
            container=name,
            reason="PodInitializing",
            message=line,
            details=(("started_at", f"{since:%Y-%m-%d %H:%M:%S} UTC"), *((("log_line", line),) if line else ())),
            cites=(pod.cite(path, f"{since:%Y-%m-%dT%H:%M:%SZ}"), *([cite] if cite else [])),
            since=pod.created_at,
        )
    return None


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
    events = [e for e in facts.events_about(pod, "Unhealthy") if _PROBE.match(str(e.row.get("message", "")))]
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
        reason="Unhealthy" if events else str(condition.get("reason") or "NotReady"),
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
