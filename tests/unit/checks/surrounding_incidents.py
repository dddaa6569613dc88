"""Incidents of what stands around pods: controllers, Services, Ingresses, autoscalers, policies. Used by
`test_kube_incidents`."""

from dataclasses import replace

from tests.unit.checks.incident import Incident, deployed, event_on, gone, replica_set
from tests.unit.checks.recorded import Placed
from tests.unit.kube.objects import Obj, dead, deployment, meta, pod, service


def refused(message: str) -> Incident:
    """A Deployment whose ReplicaSet may not create pods."""
    top = deployment("web", replicas=1)
    made = replica_set(top[1])
    return Incident(
        id="",
        question="why does web have no pods?",
        objects=(top, made, event_on("ReplicaSet", made[1], "FailedCreate", message)),
        mended=(pod("web-1a-0", owner=made[1], ready=True),),
        check="kube.pods_not_created",
        variant="",
        says=(message,),
    )


def creation() -> list[Incident]:
    head = 'Error creating: pods "web-1a-x" is forbidden: '
    webhook = (
        'Error creating: Internal error occurred: failed calling webhook "check.policy.test": failed to call webhook: '
    )
    return [
        replace(refused(message), id=f"creation-{variant}", variant=variant)
        for variant, message in (
            ("quota_exceeded", head + "exceeded quota: compute, requested: pods=1, used: pods=10, limited: pods=10"),
            ("quota_needs_resources", head + "failed quota: compute: must specify limits.cpu for: web"),
            ("webhook_unreachable", webhook + 'dial tcp 10.0.0.9:443: connect: connection refused'),
            ("webhook_denied", 'Error creating: admission webhook "check.policy.test" denied the request: no image from here'),
            ("service_account_missing", head + 'error looking up service account shop/web: serviceaccount "web" not found'),
            ("pod_security", head + 'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false'),
            ("limit_range", head + "maximum cpu usage per Container is 1, but limit is 2"),
        )
    ]  # fmt: skip


def ingress(
    service_name: str = "web", *, port: Obj | None = None, klass: str = "nginx", address: bool = False
) -> Placed:
    backend = {"service": {"name": service_name, "port": port or {"number": 80}}}
    rule = {"host": "shop.test", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
    status = {"loadBalancer": {"ingress": [{"ip": "203.0.113.4"}]} if address else {}}
    return "ingresses.networking.k8s.io", {
        "metadata": meta("front"),
        "spec": {"ingressClassName": klass, "rules": [rule]},
        "status": status,
    }


def entrances() -> list[Incident]:
    nginx = (
        "ingressclasses.networking.k8s.io",
        {"metadata": {"name": "nginx", "uid": "c1"}, "spec": {"controller": "x"}},
    )
    behind = (
        *deployed(),
        service("web", selector={"app": "web"}, ports=[{"name": "http", "port": 80, "targetPort": 8080}]),
    )
    good = ingress(address=True)
    whole = Incident(
        id="",
        question="Why is my ingress not working?",
        objects=(),
        mended=(good,),
        check="kube.broken_ingress",
        variant="",
        says=(),
    )
    return [
        replace(
            whole,
            id="ingress-service",
            objects=(*behind, nginx, ingress("webb", address=True)),
            variant="ingress_service_missing",
            says=("webb", "There is a Service web"),
        ),
        replace(
            whole,
            id="ingress-port",
            objects=(*behind, nginx, ingress(port={"number": 8081}, address=True)),
            variant="ingress_port_missing",
            says=("port 8081", "80 (http)"),
        ),
        replace(
            whole,
            id="ingress-class",
            question="shop 인그레스 front가 왜 안 돼?",
            objects=(*behind, nginx, ingress(klass="nginx-internal")),
            variant="ingress_class_missing",
            says=("nginx-internal", "exist: nginx"),
        ),
    ]


def autoscaler(conditions: list[Obj], *, current: int = 1) -> Placed:
    aim = {"type": "Utilization", "averageUtilization": 70}
    used = {"averageUtilization": 95, "averageValue": "95m"}
    return "horizontalpodautoscalers.autoscaling", {
        "metadata": meta("web", uid="uid-autoscaler-web"),
        "spec": {
            "scaleTargetRef": {"kind": "Deployment", "name": "web", "apiVersion": "apps/v1"},
            "minReplicas": 1,
            "maxReplicas": 3,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": aim}}],
        },
        "status": {
            "currentReplicas": current,
            "desiredReplicas": current,
            "currentMetrics": [{"type": "Resource", "resource": {"name": "cpu", "current": used}}],
            "conditions": conditions,
        },
    }


def autoscalers() -> list[Incident]:
    active = {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"}
    mended = (autoscaler([active]),)
    blind = {
        "type": "ScalingActive",
        "status": "False",
        "reason": "FailedGetResourceMetric",
        "message": "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu",
    }
    full = {
        "type": "ScalingLimited",
        "status": "True",
        "reason": "TooManyReplicas",
        "message": "the desired replica count is more than the maximum replica count",
    }
    return [
        Incident(
            id="hpa-blind",
            question="Why does the HPA not scale web?",
            objects=(*deployed(), autoscaler([blind])),
            mended=mended,
            check="kube.autoscaler_stuck",
            variant="no_metrics",
            says=("missing request for cpu", "state no resources.requests: web (cpu)"),
        ),
        Incident(
            id="hpa-maximum",
            question="web 오토스케일러가 더 안 늘어나",
            objects=(*deployed(count=3), autoscaler([active, full], current=3)),
            mended=mended,
            check="kube.autoscaler_stuck",
            variant="at_maximum",
            says=("maximum of 3", "cpu utilization 95%, target 70%"),
        ),
    ]


def services() -> list[Incident]:
    container: Obj = {"ports": [{"name": "http", "containerPort": 8080}]}
    behind = deployed(container=container)

    def to(port: object) -> Placed:
        return service("web", selector={"app": "web"}, ports=[{"port": 80, "targetPort": port}])

    whole = Incident(
        id="",
        question="why can't I reach the service web?",
        objects=(),
        mended=(to(8080),),
        check="kube.service_wrong_port",
        variant="target_port_unknown",
        says=(),
    )
    return [
        replace(
            whole, id="service-port-name", objects=(*behind, to("web")), says=("to port web of the pods", "8080 (http)")
        ),
        replace(
            whole, id="service-port", objects=(*behind, to(3000)), says=("to port 3000 of the pods", "8080 (http)")
        ),
    ]


def job(**status: object) -> Placed:
    body = {"metadata": meta("load"), "spec": {"backoffLimit": 6}, "status": status}
    return "jobs.batch", body


def jobs() -> list[Incident]:
    failing = job(failed=3, active=1)
    ended = pod("load-x", owner=failing[1], phase="Failed", state=dead(1))
    return [
        Incident(
            id="job-retrying",
            question="why does the job load fail?",
            objects=(failing, ended),
            mended=(job(succeeded=1, failed=3), gone("pods", "load-x")),
            check="kube.failed_job",
            variant="failed_job",
            says=("3 pods of the job load", "table orders does not exist"),
            logs={"load-x/web": "2026-07-28T04:58:00Z ERROR table orders does not exist\n"},
        )
    ]


def missing_pods() -> list[Incident]:
    top = deployment("web", replicas=2)
    return [
        Incident(
            id="pods-missing",
            question="what is wrong with web?",
            objects=(top, replica_set(top[1])),
            mended=tuple(deployed(count=2)),
            check="kube.pods_not_created",
            variant="pods_missing",
            says=("should have 2 pods and has 0", "No event says why"),
        )
    ]


def stopped() -> list[Incident]:
    cron: Obj = {"metadata": meta("nightly"), "spec": {"schedule": "0 3 * * *", "suspend": True}, "status": {}}
    wakes = {**cron, "spec": {**cron["spec"], "suspend": False}}
    zero = deployment("web", replicas=0)
    return [
        Incident(
            id="cron-suspended",
            question="nightly 크론잡이 왜 안 돌아?",
            objects=(*deployed(), ("cronjobs.batch", cron)),
            mended=(("cronjobs.batch", wakes),),
            check="kube.stopped_on_purpose",
            variant="suspended",
            says=("CronJob nightly is suspended",),
        ),
        Incident(
            id="zero",
            question="why is web not running?",
            objects=(zero,),
            mended=tuple(deployed()),
            check="kube.stopped_on_purpose",
            variant="zero_replicas",
            says=("scaled to zero",),
        ),
    ]


def guarded() -> list[Incident]:
    behind = (
        *deployed(),
        service("web", selector={"app": "web"}, ports=[{"port": 80}]),
        pod("shop-front", ready=True, labels={"app": "front"}),
    )

    def policy(*rules: Obj) -> Placed:
        spec = {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"], "ingress": list(rules)}
        return "networkpolicies.networking.k8s.io", {"metadata": meta("guard"), "spec": spec}

    whole = Incident(
        id="",
        question="why can't front connect to web?",
        objects=(*behind, policy()),
        mended=(policy({}),),
        check="kube.traffic_blocked",
        variant="deny_all",
        says=("guard", "let nothing in"),
    )
    from_nobody = policy({"from": [{"podSelector": {"matchLabels": {"app": "fronted"}}}]})
    from_some = policy({"from": [{"podSelector": {"matchLabels": {"app": "front"}}}]})
    return [
        replace(whole, id="policy-deny"),
        replace(
            whole,
            id="policy-nobody",
            objects=(*behind, from_nobody),
            variant="no_source_allowed",
            says=("app=fronted",),
        ),
        replace(whole, id="policy-some", objects=(*behind, from_some), variant="restricted", says=("pod app=front",)),
    ]
