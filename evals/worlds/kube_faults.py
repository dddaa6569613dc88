"""Faults of the cluster, one function a fault; each records its truth where it is planted.

Called by `kube_cluster`. Which variant is planted follows from the seed.
Source: texts of kubelet, containerd and the deployment controller as of Kubernetes v1.34.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from evals.worlds import names
from evals.worlds.company import ROLLOUT_VARIANTS, App
from evals.worlds.kube_objects import Cluster, Obj, config_map
from evals.worlds.kube_pods import (
    Behaviour,
    LogLines,
    PodEvent,
    PodFacts,
    PodState,
    crash_loop_message,
    pulled_events,
    terminated,
    waiting,
)
from evals.worlds.kube_workloads import (
    PROGRESS_DEADLINE_S,
    Progress,
    Revision,
    Rollout,
    add_deployment,
    add_service,
    surge,
    template,
)
from evals.worlds.truth import Truth

NEW_KEYS = ("PAYMENT_URL", "FRAUD_API_URL", "KAFKA_BROKERS", "FEATURE_FLAGS_URL", "COUPON_ENDPOINT", "SEARCH_HOSTS")
CRASHES = (
    (1, "panic: listen tcp :{port}: bind: address already in use", "port_in_use"),
    (1, 'FATAL: database migration 0042_add_index failed: relation "orders" does not exist', "migration_failed"),
    (2, "error: unknown flag: --enable-cache-v2", "unknown_flag"),
    (78, "ConfigError: required setting 'session.secret' is not set", "setting_missing"),
    (127, "/docker-entrypoint.sh: line 12: exec: {name}-server: not found", "command_not_found"),
)

Spoiled = tuple[Behaviour, dict[str, Any]]


def plant_bad_rollout(
    cluster: Cluster, truth: Truth, app: App, data: dict[str, str], variant: str | None = None
) -> None:
    """A rollout that is stuck: the new ReplicaSet's pods fail, the old ones go on serving."""
    chosen = variant or cluster.rng.choice(ROLLOUT_VARIANTS)
    minutes = cluster.rng.choice((7, 8, *range(13, 52, 3)))
    started_at = cluster.ago(minutes=minutes, seconds=cluster.rng.randint(0, 59))
    old = template(app, app.previous_tag(1), config_keys=sorted(data))
    new = deepcopy(old)
    new["metadata"]["labels"]["app.kubernetes.io/version"] = app.tag
    new["spec"]["containers"][0]["image"] = app.image(app.tag)
    behave, cause = VARIANTS[chosen](cluster, app, new, data)
    up, down = surge(app.replicas)
    served = app.replicas - down
    older = template(app, app.previous_tag(2), config_keys=sorted(data))
    good_at = cluster.ago(days=6, hours=cluster.rng.randint(0, 20))
    revisions = (
        Revision(number=app.revision - 2, template=older, created_at=good_at - timedelta(days=12)),
        Revision(number=app.revision - 1, template=old, created_at=good_at, pods=served),
        Revision(number=app.revision, template=new, created_at=started_at, pods=up + down, behave=behave),
    )
    annotations = {"kubernetes.io/change-cause": f"deploy {app.tag} by ci-bot"}
    exceeded = minutes * 60 > PROGRESS_DEADLINE_S
    state: Progress = "deadline_exceeded" if exceeded else "progressing"
    add_deployment(
        cluster,
        Rollout(app=app, revisions=revisions, desired=app.replicas, state=state, annotations=annotations),
    )
    facts = {
        "variant": chosen,
        "bad_revision": app.revision,
        "good_revision": app.revision - 1,
        "bad_image": app.image(app.tag),
        "good_image": app.image(app.previous_tag(1)),
        "failing_pods": up + down,
        "serving_pods": served,
        "desired_replicas": app.replicas,
        "started_at": names.stamp(started_at),
        "progress_deadline_exceeded": exceeded,
        "owner": app.owner,
    }
    truth.kube_fault("bad_rollout", app, "Deployment", facts | cause)


def _config_error(message: str) -> Behaviour:
    def behave(facts: PodFacts) -> PodState:
        return config_error_state(facts, message)

    return behave


def config_error_state(facts: PodFacts, message: str) -> PodState:
    """A container that cannot be created because something it refers to is missing."""
    tries = max(2, int((facts.now - facts.created_at).total_seconds() // 13))
    last_at = facts.now - timedelta(seconds=facts.cluster.rng.randint(3, 12))
    first_at = facts.created_at + timedelta(seconds=2)
    present = f'Container image "{facts.image}" already present on machine'
    return PodState(
        state=waiting("CreateContainerConfigError", message),
        phase="Pending",
        ready=False,
        started=False,
        events=(
            PodEvent(reason="Pulled", message=present, first_at=first_at, last_at=last_at, count=tries),
            PodEvent(
                reason="Failed",
                message=f"Error: {message}",
                first_at=first_at,
                last_at=last_at,
                count=tries,
                type_="Warning",
            ),
        ),
    )


def _missing_config_key(cluster: Cluster, app: App, new: Obj, data: dict[str, str]) -> Spoiled:
    key = cluster.rng.choice([k for k in NEW_KEYS if k not in data])
    config = f"{app.name}-env"
    reference = {"configMapKeyRef": {"name": config, "key": key}}
    new["spec"]["containers"][0]["env"].append({"name": key, "valueFrom": reference})
    message = f"couldn't find key {key} in ConfigMap {app.namespace}/{config}"
    return _config_error(message), {"configmap": config, "key": key, "reason": "CreateContainerConfigError"}


def _missing_config_map(cluster: Cluster, app: App, new: Obj, data: dict[str, str]) -> Spoiled:
    config = f"{app.name}-{cluster.rng.choice(('features', 'routes', 'limits', 'tuning'))}"
    new["spec"]["containers"][0]["envFrom"] = [{"configMapRef": {"name": config}}]
    message = f'configmap "{config}" not found'
    return _config_error(message), {"configmap": config, "reason": "CreateContainerConfigError"}


def _image_not_found(cluster: Cluster, app: App, new: Obj, data: dict[str, str]) -> Spoiled:
    tag = f"{app.tag}-{cluster.rng.choice(('rc1', 'hotfix', 'build.' + names.hex_id(cluster.rng, 7)))}"
    image = app.image(tag)
    new["spec"]["containers"][0]["image"] = image
    missing = (
        f'rpc error: code = NotFound desc = failed to pull and unpack image "{image}": '
        f'failed to resolve reference "{image}": {image}: not found'
    )

    failed = f'Failed to pull image "{image}": {missing}'

    def behave(facts: PodFacts) -> PodState:
        first_at = facts.created_at + timedelta(seconds=2)
        spent_s = (facts.now - facts.created_at).total_seconds()
        pulls = 4 + int(max(0, spent_s - 160) // 300)
        pulled_at = facts.now - timedelta(seconds=facts.cluster.rng.randint(30, 200))
        back_at = facts.now - timedelta(seconds=facts.cluster.rng.randint(2, 20))
        rest: dict[str, Any] = {"first_at": first_at, "last_at": pulled_at, "count": pulls}
        back: dict[str, Any] = {"first_at": first_at, "last_at": back_at, "count": max(5, int(spent_s // 14))}
        return PodState(
            state=waiting("ImagePullBackOff", f'Back-off pulling image "{image}": ErrImagePull: {missing}'),
            phase="Pending",
            ready=False,
            started=False,
            image_pulled=False,
            events=(
                PodEvent(reason="Pulling", message=f'Pulling image "{image}"', **rest),
                PodEvent(reason="Failed", message=failed, type_="Warning", **rest),
                PodEvent(reason="Failed", message="Error: ErrImagePull", type_="Warning", **rest),
                PodEvent(reason="BackOff", message=f'Back-off pulling image "{image}"', **back),
                PodEvent(reason="Failed", message="Error: ImagePullBackOff", type_="Warning", **back),
            ),
        )

    return behave, {"image": image, "tag": tag, "bad_image": image, "reason": "ImagePullBackOff"}


def _readiness_failing(cluster: Cluster, app: App, new: Obj, data: dict[str, str]) -> Spoiled:
    status, path = cluster.rng.choice(((500, "/healthz"), (503, "/healthz"), (404, "/readyz")))
    new["spec"]["containers"][0]["readinessProbe"]["httpGet"]["path"] = path
    line = {
        500: f"ERROR health: dependency check failed: dial tcp: lookup {app.name}-db: no such host",
        503: "WARN health: warming cache, not ready: schema version mismatch, wants 31, found 30",
        404: f"WARN http: no route for GET {path}",
    }[status]
    message = f"Readiness probe failed: HTTP probe failed with statuscode: {status}"

    def behave(facts: PodFacts) -> PodState:
        started_at = facts.created_at + timedelta(seconds=3)
        first_at = started_at + timedelta(seconds=6)
        count = int((facts.now - first_at).total_seconds() // 10)
        last_at = facts.now - timedelta(seconds=facts.cluster.rng.randint(1, 9))
        failing = {"first_at": first_at, "last_at": last_at, "count": count, "type_": "Warning"}
        logged = tuple((facts.now - timedelta(seconds=10 * n + 1), line) for n in range(6, 0, -1))
        return PodState(
            state={"running": {"startedAt": names.stamp(started_at)}},
            ready=False,
            events=(
                *pulled_events(facts, started_at - timedelta(seconds=1)),
                PodEvent(reason="Unhealthy", message=message, **failing),  # type: ignore[arg-type]
            ),
            log=((started_at + timedelta(seconds=1), f"starting {facts.container} {app.tag}"), *logged),
        )

    return behave, {"path": path, "http_status": status, "reason": "Unhealthy", "log_line": line}


def _crash_at_start(cluster: Cluster, app: App, new: Obj, data: dict[str, str]) -> Spoiled:
    code, text, why = cluster.rng.choice(CRASHES)
    line = text.format(port=app.port, name=app.name)
    return crashing(code, line), {"exit_code": code, "log_line": line, "why": why, "reason": "CrashLoopBackOff"}


def crashing(code: int, line: str) -> Behaviour:
    """A container that says why and exits, again and again."""

    def behave(facts: PodFacts) -> PodState:
        restarts = restarts_after(facts.now - facts.created_at)
        finished_at = facts.now - timedelta(seconds=facts.cluster.rng.randint(20, 140))
        started_at = finished_at - timedelta(seconds=1)
        first_at = facts.created_at + timedelta(seconds=2)
        dead = terminated(facts, code=code, reason="Error", started_at=started_at, finished_at=finished_at)
        log = ((started_at, f"starting {facts.container}"), (started_at + timedelta(milliseconds=700), line))
        return crash_loop(facts, dead, restarts, first_at, started_at, log)

    return behave


def crash_loop(
    facts: PodFacts, dead: Obj, restarts: int, first_at: datetime, started_at: datetime, log: LogLines
) -> PodState:
    pod = f"{facts.name}_{facts.namespace}({facts.uid})"
    message = f"Back-off restarting failed container {facts.container} in pod {pod}"
    back_at = facts.now - timedelta(seconds=facts.cluster.rng.randint(2, 14))
    back = PodEvent(
        reason="BackOff",
        message=message,
        first_at=first_at + timedelta(seconds=12),
        last_at=back_at,
        count=restarts * 7,
        type_="Warning",
    )
    delay = ("10s", "20s", "40s", "1m20s", "2m40s", "5m0s")[min(restarts - 1, 5)]
    return PodState(
        state=waiting("CrashLoopBackOff", crash_loop_message(facts, delay)),
        last_state=dead,
        ready=False,
        started=False,
        restarts=restarts,
        events=(*pulled_events(facts, first_at, count=restarts + 1, last_at=started_at), back),
        log=log,
        previous_log=log,
    )


def restarts_after(span: timedelta) -> int:
    """How often the kubelet has restarted a container that fails at once: 10 s doubled up to 5 min."""
    spent_s, delay_s, restarts = 0.0, 10.0, 0
    while spent_s + delay_s < span.total_seconds():
        spent_s, delay_s, restarts = spent_s + delay_s + 2, min(delay_s * 2, 300.0), restarts + 1
    return max(1, restarts)


VARIANTS: dict[str, Callable[[Cluster, App, Obj, dict[str, str]], Spoiled]] = {
    "missing_config_key": _missing_config_key,
    "missing_config_map": _missing_config_map,
    "image_not_found": _image_not_found,
    "readiness_failing": _readiness_failing,
    "crash_at_start": _crash_at_start,
}


def plant_oom_loop(cluster: Cluster, truth: Truth, app: App, data: dict[str, str]) -> None:
    """One revision, long deployed, whose pods are killed at their memory limit again and again."""
    limit = cluster.rng.choice(("128Mi", "192Mi", "256Mi", "384Mi"))
    hours = cluster.rng.randint(3, 9)
    since = cluster.ago(hours=hours, minutes=cluster.rng.randint(0, 50))
    runs_s = cluster.rng.randint(35, 110)
    restarts = int((cluster.now - since).total_seconds() // (300 + runs_s)) + 5
    spec = template(app, app.tag, config_keys=sorted(data), memory=limit)

    def behave(facts: PodFacts) -> PodState:
        finished_at = facts.now - timedelta(seconds=facts.cluster.rng.randint(20, 200))
        started_at = finished_at - timedelta(seconds=runs_s)
        dead = terminated(facts, code=137, reason="OOMKilled", started_at=started_at, finished_at=finished_at)
        log = tuple(
            (started_at + timedelta(seconds=runs_s * n / 6), f"INFO cache: segment {n * 40}/400, heap {part} MiB")
            for n, part in enumerate(_heap(limit))
        )
        return crash_loop(facts, dead, restarts, facts.created_at + timedelta(seconds=2), started_at, log)

    before = template(app, app.previous_tag(1), config_keys=sorted(data))
    revisions = (
        Revision(number=app.revision - 1, template=before, created_at=since - timedelta(days=9)),
        Revision(number=app.revision, template=spec, created_at=since, pods=app.replicas, behave=behave),
    )
    add_deployment(cluster, Rollout(app=app, revisions=revisions, desired=app.replicas))
    cause = {
        "variant": "memory_limit",
        "container": app.name,
        "memory_limit": limit,
        "previous_memory_limit": "512Mi",
        "restarts": restarts,
        "exit_code": 137,
        "failing_pods": app.replicas,
        "since": names.stamp(since),
        "revision": app.revision,
    }
    truth.kube_fault("oom_loop", app, "Deployment", cause)


def _heap(limit: str) -> list[int]:
    top = int(limit.removesuffix("Mi"))
    return [int(top * share) for share in (0.31, 0.48, 0.63, 0.78, 0.9, 0.98)]


def plant_service_selects_nothing(cluster: Cluster, truth: Truth, app: App, data: dict[str, str]) -> None:
    """A Service whose selector fits no pod: mistyped, or left behind by a label that changed."""
    variant = cluster.rng.choice(("selector_typo", "label_changed", "extra_selector_key"))
    old = template(app, app.previous_tag(1), config_keys=sorted(data))
    new = template(app, app.tag, config_keys=sorted(data))
    selector = {"app": app.name}
    key, actual, changed_at = "app", app.name, cluster.ago(days=1, hours=cluster.rng.randint(1, 9))
    if variant == "selector_typo":
        selector["app"] = _mistyped(cluster, app.name)
    elif variant == "label_changed":
        actual = f"{app.name}-{cluster.rng.choice(('server', 'v2', 'backend'))}"
        new["metadata"]["labels"]["app"] = actual
    else:
        key, actual = "tier", cluster.rng.choice(("backend", "core", "web"))
        new["metadata"]["labels"]["tier"] = actual
        selector["tier"] = cluster.rng.choice([t for t in ("backend", "core", "web", "api") if t != actual])
    revisions = (
        Revision(number=app.revision - 1, template=old, created_at=changed_at - timedelta(days=11)),
        Revision(number=app.revision, template=new, created_at=changed_at, pods=app.replicas),
    )
    add_deployment(cluster, Rollout(app=app, revisions=revisions, desired=app.replicas))
    add_service(cluster, app, app.name, selector, cluster.ago(days=80))
    cause: dict[str, Any] = {
        "variant": variant,
        "selector": selector,
        "key": key,
        "wanted": selector[key],
        "actual": actual,
    }
    cause |= {"deployment": app.name, "pods_meant": app.replicas}
    truth.kube_fault("service_selects_nothing", app, "Service", cause)


def _mistyped(cluster: Cluster, word: str) -> str:
    at = cluster.rng.randint(1, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return swapped if swapped != word and "--" not in swapped else word[:at] + word[at + 1 :]


def plant_missing_secret(cluster: Cluster, truth: Truth, app: App, data: dict[str, str]) -> None:
    """A new workload that refers to a Secret (or a key of one) which nobody created."""
    secret = f"{app.name}-{cluster.rng.choice(('api-key', 'smtp', 'oauth', 'signing'))}"
    since = cluster.ago(hours=cluster.rng.randint(1, 5), minutes=cluster.rng.randint(1, 50))
    spec = template(app, app.tag, config_keys=sorted(data))
    reference = {"secretKeyRef": {"name": secret, "key": "token"}}
    spec["spec"]["containers"][0]["env"].append({"name": "API_TOKEN", "valueFrom": reference})
    message = f'secret "{secret}" not found'
    revision = Revision(number=1, template=spec, created_at=since, pods=app.replicas, behave=_config_error(message))
    add_deployment(cluster, Rollout(app=app, revisions=(revision,), desired=app.replicas, state="deadline_exceeded"))
    cause: dict[str, Any] = {
        "variant": "missing_secret",
        "secret": secret,
        "key": "token",
        "reason": "CreateContainerConfigError",
    }
    cause |= {"failing_pods": app.replicas, "since": names.stamp(since)}
    truth.kube_fault("missing_config", app, "Deployment", cause)


def environment_data(cluster: Cluster, app: App) -> dict[str, str]:
    """The settings of an application."""
    pool = {
        "DB_HOST": f"{app.name}-db.{app.namespace}.svc",
        "REDIS_HOST": f"redis.{app.namespace}.svc",
        "LOG_FORMAT": "json",
        "TIMEOUT_MS": str(cluster.rng.choice((800, 1500, 3000))),
        "KAFKA_TOPIC": f"{app.namespace}.{app.name}.events",
    }
    keys = cluster.rng.sample(sorted(pool), 3)
    return {"LOG_LEVEL": cluster.rng.choice(("info", "warn"))} | {k: pool[k] for k in sorted(keys)}


def add_environment(cluster: Cluster, app: App) -> dict[str, str]:
    data = environment_data(cluster, app)
    config_map(cluster, app, f"{app.name}-env", data, cluster.ago(days=90))
    return data
