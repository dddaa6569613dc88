"""Incidents that the pods themselves tell of. Used by `test_kube_incidents`."""

from dataclasses import replace

from tests.unit.checks.incident import NOT_READY, Incident, deployed, event_on, gone
from tests.unit.checks.recorded import Placed
from tests.unit.kube.objects import Obj, ago, dead, pod, service, waiting


def pending(message: str, spec: Obj, says: tuple[str, ...], node: Obj, better: Obj) -> Incident:
    unscheduled = [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}]
    waits = pod("web-0", phase="Pending", conditions=unscheduled)
    waits[1]["spec"].update(spec)
    waits[1]["status"].pop("containerStatuses")
    well = pod("web-0", ready=True)
    machine = {
        "metadata": {"name": "node-1", "uid": "n1", "labels": {}},
        "spec": {},
        "status": {"allocatable": {"cpu": "4"}},
    }
    return Incident(
        id="pending-" + message.split()[-1].strip(".}"),
        question="why is web-0 pending?",
        objects=(waits, ("nodes", machine | node)),
        mended=(well, ("nodes", machine | better)),
        check="kube.failing_workload",
        variant="unschedulable",
        says=(message, *says),
    )


def unscheduled() -> list[Incident]:
    def labelled(**labels: str) -> Obj:
        return {"metadata": {"name": "node-1", "uid": "n1", "labels": labels}}

    taint = {"spec": {"taints": [{"key": "gpu", "value": "true", "effect": "NoSchedule"}]}}
    big = {"containers": [{"name": "web", "resources": {"requests": {"cpu": "64"}}}]}
    return [
        pending(
            "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
            {"nodeSelector": {"disktype": "ssdd"}},
            ("disktype=ssdd", "disktype=ssd."),
            labelled(disktype="ssd"),
            labelled(disktype="ssdd"),
        ),
        pending(
            "0/1 nodes are available: 1 node(s) had untolerated taint {gpu: true}.",
            {},
            ("gpu=true:NoSchedule",),
            taint,
            {},
        ),
        pending("0/1 nodes are available: 1 Insufficient cpu.", big, ("web 64", "node-1, which has 4"), {}, {}),
    ]


def probed() -> list[Incident]:
    container: Obj = {
        "ports": [{"containerPort": 8080}],
        "readinessProbe": {"httpGet": {"path": "/healthz", "port": 9999}},
        "livenessProbe": {"httpGet": {"path": "/live", "port": 9999}},
    }
    good = {**container, "readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}}}
    ill, well = deployed(container=container, ready=False), deployed(container=good)
    dies = pod(
        "web-1a-0",
        owner=ill[1][1],
        restarts=6,
        state=waiting("CrashLoopBackOff"),
        last=dead(137),
        container=container,
    )
    refused_at = 'probe failed: Get "http://10.1.0.7:9999/healthz": dial tcp 10.1.0.7:9999: connect: connection refused'
    missing = "probe failed: HTTP probe failed with statuscode: 404"
    says = ("asks port 9999", "declares port 8080")
    return [
        Incident(
            id="probe-port",
            question="web is not ready, why?",
            objects=(*ill, event_on("Pod", ill[2][1], "Unhealthy", f"Readiness {refused_at}")),
            mended=(*well, gone("events", "web-1a-0.Unhealthy")),
            check="kube.failing_workload",
            variant="readiness_failing",
            says=says,
        ),
        Incident(
            id="probe-liveness-port",
            question="web이 계속 재시작돼",
            objects=(*ill[:2], dies, event_on("Pod", dies[1], "Unhealthy", f"Liveness {refused_at}")),
            mended=(*well, gone("events", "web-1a-0.Unhealthy")),
            check="kube.failing_workload",
            variant="liveness_failing",
            says=says,
        ),
        Incident(
            id="probe-path",
            question="web is not ready, why?",
            objects=(*ill, event_on("Pod", ill[2][1], "Unhealthy", f"Readiness {missing}")),
            mended=(*well, gone("events", "web-1a-0.Unhealthy")),
            check="kube.failing_workload",
            variant="readiness_failing",
            says=("requests the path /healthz", "404"),
        ),
    ]


def lived_before() -> list[Incident]:
    """Died a while ago, runs now."""
    parts = deployed()
    ended = dead(1, ended=ago(hours=5))
    died = pod("web-1a-0", owner=parts[1][1], ready=True, restarts=1, last=ended)
    evicted = pod("web-1a-9", owner=parts[1][1], phase="Failed")
    evicted[1]["status"] |= {
        "reason": "Evicted",
        "message": "The node was low on resource: ephemeral-storage.",
        "containerStatuses": [],
    }
    evicted[1]["status"]["conditions"] = [
        {"type": "DisruptionTarget", "status": "True", "lastTransitionTime": ago(minutes=9)}
    ]
    evicted[1]["spec"]["nodeName"] = "node-7"
    return [
        Incident(
            id="restarted",
            question="why did web restart?",
            objects=(*parts[:2], died),
            mended=(parts[2],),
            check="kube.restarted",
            variant="restarted",
            says=("exit code 1", "KeyError: 'DB_URL'"),
            logs={
                "web-1a-0/web.previous": "2026-07-27T23:59:00Z starting\n"
                "2026-07-27T23:59:58Z Traceback (most recent call last):\n"
                '2026-07-27T23:59:58Z   File "/app/main.py", line 7, in <module>\n'
                "2026-07-27T23:59:58Z KeyError: 'DB_URL'\n",
                "web-1a-0/web": "2026-07-28T00:00:01Z starting\n2026-07-28T00:00:02Z listening on 8080\n",
            },
        ),
        Incident(
            id="evicted",
            question="what happened to web?",
            objects=(*parts, evicted),
            mended=(gone("pods", "web-1a-9"),),
            check="kube.evicted",
            variant="evicted",
            says=("node-7", "low on resource: ephemeral-storage"),
        ),
    ]


def dependent() -> list[Incident]:
    """A pod that dies because another Service does not answer or is called by a wrong name."""
    parts = deployed(ready=False)
    loops = pod("web-1a-0", owner=parts[1][1], restarts=5, state=waiting("CrashLoopBackOff"), last=dead(1))
    db = deployed("db", ready=False)
    database = service("db", selector={"app": "db"}, ports=[{"port": 5432}])

    def crash(line: str, **more: object) -> Incident:
        return Incident(
            id="",
            question="why does web crash?",
            objects=(*parts[:2], loops, database),
            mended=tuple(deployed()),
            check="kube.failing_workload",
            variant="crash_at_start",
            says=(),
            logs={"web-1a-0/web.previous": f"2026-07-28T04:58:00Z starting\n2026-07-28T04:58:01Z {line}\n"},
        )

    down = crash('FATAL: connection to "db:5432" failed: connection refused')
    return [
        replace(down, id="needs-db", objects=(*down.objects, *db), says=("Service db that it calls has no ready pod",)),
        replace(
            crash("Error: getaddrinfo ENOTFOUND dbb"),
            id="wrong-name",
            says=("There is no Service dbb in namespace shop", "There is a Service db"),
        ),
        replace(
            crash("dial tcp: lookup dbb.shop.svc.cluster.local on 10.96.0.10:53: no such host"),
            id="wrong-name-qualified",
            says=("There is no Service dbb in namespace shop",),
        ),
        replace(
            down,
            id="wrong-port",
            objects=(*down.objects, *deployed("db")),
            says=("calls port 5433", "has port 5432"),
            logs={"web-1a-0/web.previous": "2026-07-28T04:58:01Z dial tcp db:5433: connect: connection refused\n"},
        ),
    ]


def unreachable_node() -> list[Incident]:
    def machine(ready: str) -> Placed:
        told = [{"type": "Ready", "status": ready, "message": "Kubelet stopped posting node status."}]
        return "nodes", {
            "metadata": {"name": "node-9", "uid": "n9"},
            "spec": {"providerID": "x"},
            "status": {"conditions": told},
        }

    parts = deployed()
    lost = pod("web-1a-0", owner=parts[1][1], conditions=NOT_READY)
    lost[1]["status"]["containerStatuses"][0]["ready"] = True
    lost[1]["spec"]["nodeName"] = "node-9"
    leaving = pod("web-1a-1", owner=parts[1][1], deletionTimestamp=ago(minutes=30))
    leaving[1]["spec"]["nodeName"] = "node-9"
    held = pod("web-1a-1", owner=parts[1][1], deletionTimestamp=ago(minutes=30), finalizers=["shop.test/backup"])
    whole = Incident(
        id="node-lost",
        question="why is web not ready?",
        objects=(*parts[:2], lost, machine("Unknown")),
        mended=(machine("True"), *parts),
        check="kube.node_condition",
        variant="Ready",
        says=("node-9", "stopped posting"),
    )
    terminating = replace(
        whole, check="kube.stuck_deletion", variant="stuck_terminating", mended=(gone("pods", "web-1a-1"),)
    )
    return [
        whole,
        replace(
            terminating,
            id="terminating-node",
            objects=(*parts, leaving, machine("Unknown")),
            says=("node node-9 is not ready",),
        ),
        replace(
            terminating, id="terminating-finalizer", objects=(*parts, held, machine("True")), says=("shop.test/backup",)
        ),
    ]


def waiting_for_others() -> list[Incident]:
    parts = deployed()
    waits = pod("web-1a-0", owner=parts[1][1], phase="Pending", state=waiting("PodInitializing"))
    running = {"running": {"startedAt": ago(minutes=40)}}
    waits[1]["status"]["initContainerStatuses"] = [
        {"name": "wait-db", "ready": False, "restartCount": 0, "state": running}
    ]
    waits[1]["spec"]["initContainers"] = [{"name": "wait-db", "image": "registry.test/wait:1"}]
    ports: list[Obj] = [{"port": 80, "protocol": "TCP"}]
    outside = service("web", selector={"app": "web"}, ports=ports)
    outside[1]["spec"]["type"] = "LoadBalancer"
    outside[1]["status"] = {"loadBalancer": {}}
    given = {**outside[1], "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.5"}]}}}
    denied = pod("web-1a-0", owner=parts[1][1], phase="Pending", state=waiting("ImagePullBackOff", "unauthorized"))
    secret = "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed."
    return [
        Incident(
            id="init-waits",
            question="why does web not start?",
            objects=(*parts[:2], waits),
            mended=(parts[2],),
            check="kube.failing_workload",
            variant="init_unfinished",
            says=("Init container wait-db", "waiting for db:5432"),
            logs={"web-1a-0/wait-db": "2026-07-28T04:58:00Z waiting for db:5432, connection refused\n"},
        ),
        Incident(
            id="load-balancer",
            question="why does service web have no external ip?",
            objects=(
                *parts,
                outside,
                event_on("Service", outside[1], "SyncLoadBalancerFailed", "no subnet has the tag"),
            ),
            mended=(("services", given),),
            check="kube.load_balancer_pending",
            variant="no_address",
            says=("no subnet has the tag",),
        ),
        Incident(
            id="pull-secret",
            question="web 이미지를 왜 못 받아?",
            objects=(*parts[:2], denied, event_on("Pod", denied[1], "FailedToRetrieveImagePullSecret", secret)),
            mended=(parts[2], gone("events", "web-1a-0.FailedToRetrieveImagePullSecret")),
            check="kube.failing_workload",
            variant="image_pull_denied",
            says=("regcred",),
        ),
    ]
