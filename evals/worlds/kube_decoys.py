"""Things in a cluster that look wrong and are not; each records the reason in the truth.

Called by `kube_cluster`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from evals.worlds import names
from evals.worlds.company import App
from evals.worlds.kube_objects import Cluster, Obj, metadata, owner_reference, service_account
from evals.worlds.kube_platform import add_stateful_set, system_template
from evals.worlds.kube_pods import Behaviour, PodFacts, PodState, add_pod, healthy, terminated
from evals.worlds.kube_workloads import Revision, Rollout, add_deployment, add_service, matching_pods, template
from evals.worlds.truth import Truth


def revisions_of(
    cluster: Cluster, app: App, data: dict[str, str], pods: int, behave: Behaviour = healthy
) -> list[Revision]:
    """Three revisions of an application, the last one running for days."""
    since = cluster.ago(days=cluster.rng.randint(9, 24), hours=cluster.rng.randint(0, 23))
    keys = sorted(data)
    past = [
        Revision(
            number=app.revision - back,
            template=template(app, app.previous_tag(back), config_keys=keys),
            created_at=since - timedelta(days=13 * back),
        )
        for back in (2, 1)
    ]
    current = template(app, app.tag, config_keys=keys)
    return [*past, Revision(number=app.revision, template=current, created_at=since, pods=pods, behave=behave)]


def add_scaled_to_zero(cluster: Cluster, truth: Truth, app: App, data: dict[str, str]) -> None:
    note = {f"{cluster.company.slug}.co.kr/paused": "seasonal event, off until the next campaign"}
    revisions = revisions_of(cluster, app, data, pods=0)
    add_deployment(cluster, Rollout(app=app, revisions=revisions, desired=0, annotations=note))
    because = "scaled to zero on purpose: spec.replicas is 0 and an annotation says that it is paused"
    truth.kube_decoy(app.namespace, "Deployment", app.name, "no_ready_pods", because)


def add_canary(cluster: Cluster, truth: Truth, app: App, data: dict[str, str]) -> None:
    """A canary beside the stable Deployment; one Service selects both by the label they share."""
    stable = revisions_of(cluster, app, data, pods=app.replicas)
    add_deployment(cluster, Rollout(app=app, revisions=stable, desired=app.replicas))
    canary = replace(app, name=f"{app.name}-canary", replicas=1, revision=3)
    service_account(cluster, app.namespace, canary.name, cluster.ago(days=20))
    newer = template(app, f"v{app.version[0]}.{app.version[1] + 1}.0", config_keys=sorted(data))
    newer["metadata"]["labels"] |= {"app.kubernetes.io/name": canary.name, "track": "canary"}
    newer["spec"]["serviceAccountName"] = canary.name
    revision = Revision(number=3, template=newer, created_at=cluster.ago(hours=26), pods=1)
    add_deployment(cluster, Rollout(app=canary, revisions=(revision,), desired=1))
    add_service(cluster, app, app.name, {"app": app.name}, cluster.ago(days=90))
    because = "a canary: one pod of the next version behind the same Service, ready and serving"
    truth.kube_decoy(app.namespace, "Deployment", canary.name, "mixed_versions", because)


def first_only(special: Behaviour) -> Behaviour:
    """The first pod behaves in a special way, the others are healthy."""
    left = [special]

    def behave(facts: PodFacts) -> PodState:
        return left.pop()(facts) if left else healthy(facts)

    return behave


def restarted(days: float, code: int, reason: str) -> Behaviour:
    """Restarted once, days ago, and fine ever since."""

    def behave(facts: PodFacts) -> PodState:
        ended_at = facts.now - timedelta(days=days)
        began_at = facts.created_at + timedelta(seconds=3)
        again_at = ended_at + timedelta(seconds=2)
        calm = healthy(facts)
        return replace(
            calm,
            state={"running": {"startedAt": names.stamp(again_at)}},
            last_state=terminated(facts, code=code, reason=reason, started_at=began_at, finished_at=ended_at),
            restarts=1,
            ready_since=again_at + timedelta(seconds=8),
            previous_log=((ended_at - timedelta(seconds=2), "INFO serving"),),
        )

    return behave


def add_restarted_pod(
    cluster: Cluster, truth: Truth, app: App, data: dict[str, str], *, days: int, code: int, reason: str, because: str
) -> None:
    behave = first_only(restarted(days, code, reason))
    revisions = revisions_of(cluster, app, data, pods=app.replicas, behave=behave)
    add_deployment(cluster, Rollout(app=app, revisions=revisions, desired=app.replicas))
    add_service(cluster, app, app.name, {"app.kubernetes.io/name": app.name}, cluster.ago(days=90))
    pods = matching_pods(cluster, app.namespace, {"app.kubernetes.io/name": app.name})
    pod = next(p for p in pods if p["status"]["containerStatuses"][0]["restartCount"] == 1)
    looks_like = "oom_loop" if reason == "OOMKilled" else "crash_loop"
    truth.kube_decoy(app.namespace, "Pod", pod["metadata"]["name"], looks_like, because)


def add_odd_services(cluster: Cluster, truth: Truth, namespace: str, app: App) -> None:
    """A headless Service, an ExternalName, and a Service whose endpoints are kept by hand."""
    created_at = cluster.ago(days=120)
    image = "docker.io/library/redis:7.4.5"
    add_stateful_set(cluster, namespace, "redis", image, 3, created_at, port=6379, storage="20Gi")
    redis = replace(app, name="redis", port=6379)
    add_service(cluster, redis, "redis", {"app.kubernetes.io/name": "redis"}, created_at, headless=True)
    truth.kube_decoy(
        namespace, "Service", "redis", "service_without_cluster_ip", "headless on purpose, for the StatefulSet"
    )
    provider = f"api.{cluster.rng.choice(('pg-gateway', 'sms-hub', 'map-tiles'))}.example.com"
    external: Obj = {
        "metadata": metadata(cluster, "partner-api", namespace, created_at),
        "spec": {"externalName": provider, "type": "ExternalName", "sessionAffinity": "None"},
        "status": {"loadBalancer": {}},
    }
    cluster.add("services", external)
    because = "ExternalName: a DNS alias, it has no selector and no endpoints"
    truth.kube_decoy(namespace, "Service", "partner-api", "service_selects_nothing", because)
    _add_manual_service(cluster, truth, namespace, created_at)


def _add_manual_service(cluster: Cluster, truth: Truth, namespace: str, created_at: datetime) -> None:
    ip = f"10.96.251.{cluster.rng.randint(2, 250)}"
    service: Obj = {
        "metadata": metadata(cluster, "legacy-db", namespace, created_at),
        "spec": {
            "ports": [{"name": "mysql", "protocol": "TCP", "port": 3306, "targetPort": 3306}],
            "clusterIP": ip,
            "clusterIPs": [ip],
            "type": "ClusterIP",
            "sessionAffinity": "None",
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "internalTrafficPolicy": "Cluster",
        },
        "status": {"loadBalancer": {}},
    }
    cluster.add("services", service)
    labels = {"kubernetes.io/service-name": "legacy-db", "endpointslice.kubernetes.io/managed-by": "staff"}
    slice_: Obj = {
        "metadata": metadata(cluster, "legacy-db-1", namespace, created_at, labels=labels),
        "addressType": "IPv4",
        "endpoints": [{"addresses": [f"192.168.70.{cluster.rng.randint(10, 200)}"], "conditions": {"ready": True}}],
        "ports": [{"name": "mysql", "port": 3306, "protocol": "TCP"}],
    }
    cluster.add("endpointslices.discovery.k8s.io", slice_)
    because = "no selector on purpose: its EndpointSlice is kept by hand and names a database outside the cluster"
    truth.kube_decoy(namespace, "Service", "legacy-db", "service_selects_nothing", because)


def add_batch(cluster: Cluster, truth: Truth, namespace: str, registry: str) -> None:
    """A CronJob with finished Jobs, a suspended one, and a one-off Job that completed."""
    created_at = cluster.ago(days=100)
    midnight = cluster.now.replace(hour=18, minute=0, second=0)
    last_at = midnight if midnight < cluster.now else midnight - timedelta(days=1)
    nightly = _add_cron_job(cluster, namespace, "nightly-report", registry, created_at, "0 18 * * *", last_at)
    for days in (2, 1, 0):
        at = last_at - timedelta(days=days)
        _add_job(cluster, namespace, f"nightly-report-{int(at.timestamp()) // 60}", registry, at, nightly)
    pods = [p for p in cluster.items("pods", namespace) if p["status"]["phase"] == "Succeeded"]
    for pod in pods:
        truth.kube_decoy(namespace, "Pod", pod["metadata"]["name"], "pod_not_ready", "a finished Job's pod: Succeeded")
    _add_cron_job(cluster, namespace, "year-end-closing", registry, created_at, "0 15 31 12 *", None, suspended=True)
    because = "suspended on purpose until the end of the year"
    truth.kube_decoy(namespace, "CronJob", "year-end-closing", "cron_job_not_running", because)
    _add_job(cluster, namespace, "backfill-orders", registry, cluster.ago(days=3, hours=4), None)
    truth.kube_decoy(
        namespace, "Job", "backfill-orders", "workload_without_pods_running", "a one-off Job that completed"
    )


def _job_template(registry: str, name: str) -> Obj:
    pod_template = system_template("job", f"{registry}/batch/{name}:v1.8.2", {})
    del pod_template["spec"]["containers"][0]["ports"]
    return pod_template | {"spec": pod_template["spec"] | {"restartPolicy": "Never", "serviceAccountName": "default"}}


def _add_cron_job(
    cluster: Cluster,
    namespace: str,
    name: str,
    registry: str,
    created_at: datetime,
    schedule: str,
    last_at: datetime | None,
    *,
    suspended: bool = False,
) -> Obj:
    times: Obj = {}
    if last_at:
        done_at = last_at + timedelta(seconds=94)
        times = {"lastScheduleTime": names.stamp(last_at), "lastSuccessfulTime": names.stamp(done_at)}
    cron_job: Obj = {
        "metadata": metadata(cluster, name, namespace, created_at, generation=1),
        "spec": {
            "schedule": schedule,
            "concurrencyPolicy": "Forbid",
            "suspend": suspended,
            "jobTemplate": {"metadata": {}, "spec": {"template": _job_template(registry, name)}},
            "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 1,
        },
        "status": times,
    }
    return cluster.add("cronjobs.batch", cron_job)


def _succeeded(facts: PodFacts) -> PodState:
    start, end = facts.created_at + timedelta(seconds=3), facts.created_at + timedelta(seconds=91)
    return PodState(
        state=terminated(facts, code=0, reason="Completed", started_at=start, finished_at=end),
        phase="Succeeded",
        ready=False,
        started=False,
        ready_since=end,
        log=((start, "report: start"), (end, "report: 1840 rows written, done")),
    )


def _completed(at: datetime) -> list[Obj]:
    found = {
        "status": "True",
        "lastProbeTime": names.stamp(at),
        "lastTransitionTime": names.stamp(at),
        "reason": "CompletionsReached",
        "message": "Reached expected number of succeeded pods",
    }
    return [{"type": kind} | found for kind in ("SuccessCriteriaMet", "Complete")]


def _add_job(cluster: Cluster, namespace: str, name: str, registry: str, at: datetime, cron_job: Obj | None) -> None:
    owner = owner_reference("batch/v1", "CronJob", cron_job) if cron_job else None
    meta = metadata(cluster, name, namespace, at, owner=owner, generation=1)
    labels = {
        "batch.kubernetes.io/controller-uid": meta["uid"],
        "batch.kubernetes.io/job-name": name,
        "controller-uid": meta["uid"],
        "job-name": name,
    }
    meta["labels"] = labels
    pod_template = _job_template(registry, name.rsplit("-", 1)[0]) | {"metadata": {"labels": labels}}
    done_at = at + timedelta(seconds=94)
    job: Obj = {
        "metadata": meta,
        "spec": {
            "parallelism": 1,
            "completions": 1,
            "backoffLimit": 6,
            "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": meta["uid"]}},
            "template": pod_template,
            "completionMode": "NonIndexed",
            "suspend": False,
        },
        "status": {
            "conditions": _completed(done_at),
            "startTime": names.stamp(at),
            "completionTime": names.stamp(done_at),
            "succeeded": 1,
            "terminating": 0,
            "uncountedTerminatedPods": {},
            "ready": 0,
        },
    }
    cluster.add("jobs.batch", job)
    add_pod(
        cluster,
        namespace=namespace,
        name=f"{name}-{names.suffix(cluster.rng, 5)}",
        template=pod_template,
        owner=owner_reference("batch/v1", "Job", job),
        created_at=at,
        behave=_succeeded,
        generate_name=f"{name}-",
    )
