"""Statuses of pods as a kubelet writes them. Called by the modules with cases; stamps such as `{ago:10}` are filled in."""

from typing import Any

from evals.worlds.kube.spec import Body

_AT_ONCE = "{ago:20}"


def container_state(
    name: str, state: Body, *, last: Body | None = None, ready: bool = False, restarts: int = 0
) -> Body:
    """What the kubelet says of one container."""
    return {
        "name": name,
        "image": "registry.test/shop/app:1.0",
        "imageID": "",
        "ready": ready,
        "started": ready,
        "restartCount": restarts,
        "state": state,
        "lastState": last or {},
    }


def up(name: str = "app", *, ready: bool = True, started_ago: int = 20) -> Body:
    """A container that runs."""
    return container_state(name, {"running": {"startedAt": f"{{ago:{started_ago}}}"}}, ready=ready)


def held_back(reason: str, message: str = "", *, name: str = "app") -> Body:
    """A container that has never run."""
    return container_state(name, {"waiting": {"reason": reason, **({"message": message} if message else {})}})


def ended(code: int, reason: str = "", *, name: str = "app", message: str = "", ago: int = 8) -> Body:
    """A container that has ended and stays so."""
    return container_state(name, {"terminated": _end(code, reason, message=message, started=ago + 1, finished=ago)})


def failing(
    code: int,
    reason: str = "Error",
    *,
    name: str = "app",
    message: str = "",
    restarts: int = 6,
    lived_min: int = 0,
) -> Body:
    """A container that ends again and again."""
    last = {"terminated": _end(code, reason, message=message, started=2 + lived_min, finished=2)}
    told = f"back-off 5m0s restarting failed container={name}"
    waits = {"waiting": {"reason": "CrashLoopBackOff", "message": told}}
    return container_state(name, waits, last=last, restarts=restarts)


def pod_status(*containers: Body, init: tuple[Body, ...] = (), phase: str = "", **more: Any) -> Body:
    """Of a placed pod; Ready when all its containers are."""
    word = "True" if all(c["ready"] for c in containers) else "False"
    ready = [{"type": kind, "status": word, "lastTransitionTime": "{ago:5}"} for kind in ("Ready", "ContainersReady")]
    placed = {"type": "PodScheduled", "status": "True", "lastTransitionTime": _AT_ONCE}
    body: Body = {
        "phase": phase or ("Pending" if init else "Running"),
        "startTime": _AT_ONCE,
        "conditions": [placed, *ready],
        "containerStatuses": list(containers),
        **more,
    }
    return {**body, "initContainerStatuses": list(init)} if init else body


def waiting(reason: str, message: str = "", *, name: str = "app") -> Body:
    """The status of a pod whose container has never run."""
    return pod_status(held_back(reason, message, name=name), phase="Pending")


def crashing(code: int, reason: str = "Error", **more: Any) -> Body:
    """The status of a pod whose container ends again and again; `more` as `failing` has it."""
    return pod_status(failing(code, reason, **more))


def running(*, ready: bool = True, started_ago: int = 20) -> Body:
    return pod_status(up(ready=ready, started_ago=started_ago))


def _end(code: int, reason: str, *, message: str, started: int, finished: int) -> Body:
    return {
        "exitCode": code,
        "reason": reason or ("Error" if code else "Completed"),
        "startedAt": f"{{ago:{started}}}",
        "finishedAt": f"{{ago:{finished}}}",
        **({"message": message} if message else {}),
    }
