"""Why containers of a pod have never run: no node, no configuration, no image, no volume. Called by `failures`.

Source: reasons and messages of kubelet, containerd and scheduler (Kubernetes v1.28 to v1.34).
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from assistant.checks.kube.claims import unbound_claim
from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.failure import STUCK_AFTER, Failure, Pairs

UNTOUCHED_AFTER = timedelta(minutes=5)
_IMAGE = re.compile(r'image "(?P<image>[^"]+)"')
IMAGE_REASONS = ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable")
_IMAGE_CAUSES = (
    (
        "image_wrong_platform",
        r"no match(?:ing manifest)? for|cannot be used on this platform|does not match the (?:specified|detected) platform",
    ),
    ("image_never_pulled", r"is not present with pull policy of never"),
    ("node_disk_full", r"no space left on device"),
    (
        "image_pull_denied",
        r"unauthorized|authentication required|denied|403 forbidden|no basic auth|insufficient_scope",
    ),
    ("image_pull_rate_limited", r"toomanyrequests|429 too many|rate limit"),
    ("image_not_found", r"not found|manifest unknown|notfound|does not exist|name unknown"),
    ("registry_unreachable", r"no such host|i/o timeout|connection refused|timeout|x509|tls"),
    ("image_name_invalid", r"invalid reference format|couldn't parse image"),
)


_FILTERS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("resources", r"insufficient \S+"),
        ("taints", r"untolerated taint"),
        ("node_selector", r"didn't match Pod's node affinity/selector"),
        ("pod_affinity", r"didn't match pod affinity rules"),
        ("pod_anti_affinity", r"anti-affinity rules"),
        ("topology_spread", r"topology spread constraints"),
        ("volume_zone", r"volume node affinity conflict|PersistentVolume's node affinity"),
        ("volume_none", r"available persistent volumes to bind"),
        ("volume_limit", r"exceed max volume count"),
        ("host_port", r"free ports"),
        ("too_many_pods", r"too many pods"),
        ("cordoned", r"\d+ node\(s\) were unschedulable"),
    )
)


def _filters(message: str) -> Pairs:
    """Which of the scheduler's filters the nodes fail, by its own words about them."""
    about_nodes = message.partition("preemption:")[0]
    found = [name for name, pattern in _FILTERS if pattern.search(about_nodes)]
    return (("filters", ",".join(found)),) if found else ()


def unschedulable(pod: Seen, condition: Mapping[str, Any], facts: KubeFacts) -> Failure:
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
        details=claim.details if claim else _filters(message),
        cites=(*(claim.cites if claim else ()), *cites),
        since=moment(condition.get("lastTransitionTime")) or pod.created_at,
    )


def _creating_for_long(pod: Seen, container: str) -> Failure:
    """Nobody says why; events are kept for an hour only."""
    return Failure(
        variant="not_started",
        pod=pod,
        container=container,
        reason="ContainerCreating",
        message="",
        details=(("node", str(pod.spec.get("nodeName", ""))),),
        cites=(pod.cite("spec.nodeName", pod.spec.get("nodeName", "")), pod.cite("status.phase", "Pending")),
        since=pod.created_at,
    )


def held_up(pod: Seen, path: str, status: Mapping[str, Any], waiting: Mapping[str, Any]) -> Failure:
    """A container that waits for a reason of which nothing more is known than its name and message."""
    reason, message = str(waiting["reason"]), str(waiting.get("message", ""))
    return Failure(
        variant="container_waiting",
        pod=pod,
        container=str(status["name"]),
        reason=reason,
        message=message or reason,
        cites=(pod.cite(f"status.{path}.state.waiting.{'message' if message else 'reason'}", message or reason),),
        since=pod.created_at,
    )


def untouched(pod: Seen, now: datetime) -> Failure | None:
    """A pod that nobody has begun with: its scheduler does not exist, or its node's kubelet does not act."""
    if pod.status.get("phase", "Pending") != "Pending" or pod.created_at is None or pod.status.get("containerStatuses"):
        return None
    waited = now - pod.created_at
    scheduler, node = str(pod.spec.get("schedulerName", "")), str(pod.spec.get("nodeName", ""))
    if not node and scheduler and waited >= STUCK_AFTER:
        variant, details = "scheduler_missing", (("scheduler", scheduler),)
        cite = pod.cite("spec.schedulerName", scheduler)
    elif node and waited >= UNTOUCHED_AFTER:
        variant, details = "not_started", (("node", node),)
        cite = pod.cite("spec.nodeName", node)
    else:
        return None
    return Failure(
        variant=variant,
        pod=pod,
        container="",
        reason="Pending",
        message="",
        details=details,
        cites=(cite, pod.cite("status.phase", "Pending")),
        since=pod.created_at,
    )


def not_created(pod: Seen, path: str, status: Mapping[str, Any], waiting: Mapping[str, Any]) -> Failure:
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


def image_failure(
    pod: Seen, path: str, status: Mapping[str, Any], waiting: Mapping[str, Any], facts: KubeFacts
) -> Failure:
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


def stuck_creating(
    pod: Seen, container: str, facts: KubeFacts, now: datetime, *, waits_for_init: bool
) -> Failure | None:
    """What keeps a pod from being set up. What is said to be missing is missing at once; the rest is given its time."""
    if pod.created_at is None:
        return None
    events = facts.events_about(pod, "FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox")
    if not events:
        long = now - pod.created_at >= UNTOUCHED_AFTER and not waits_for_init
        return _creating_for_long(pod, container) if long else None
    last = events[-1]
    message = str(last.row.get("message", ""))
    missing = _missing(last.row.get("missing") or {}, pod)
    if missing is None and now - pod.created_at < STUCK_AFTER:
        return None
    variant, details = missing or (
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
