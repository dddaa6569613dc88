"""`kubectl describe` of what stands around workloads, back into objects that the checks take.

Texts are written after the printers of kubectl (v1.28 to v1.34).
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from evals.incidents.describe import described
from evals.incidents.kinds import resource_of
from evals.incidents.tables import tabled

AT = datetime(2026, 7, 28, 5, 0, tzinfo=UTC)


def one(kind: str, text: str) -> dict[str, Any]:
    return next(obj for _, obj in described(kind, text, AT))


def test_an_ingress_with_its_class_and_backends() -> None:
    found = one(
        "ingress",
        """\
Name:             front
Labels:           <none>
Namespace:        shop
Address:
Ingress Class:    nginx-internal
Default backend:  <default>
Rules:
  Host        Path  Backends
  ----        ----  --------
  shop.test
              /api   api:8080 (10.1.0.7:8080)
              /      web:http (<error: endpoints "web" not found>)
Annotations:  <none>
Events:       <none>
""",
    )
    paths = found["spec"]["rules"][0]["http"]["paths"]
    assert found["spec"]["ingressClassName"] == "nginx-internal"
    assert found["status"] == {"loadBalancer": {}}
    assert [(p["path"], p["backend"]["service"]["name"], p["backend"]["service"]["port"]) for p in paths] == [
        ("/api", "api", {"number": 8080}),
        ("/", "web", {"name": "http"}),
    ]


def test_an_autoscaler_with_its_conditions() -> None:
    found = one(
        "hpa",
        """\
Name:                                                  web
Namespace:                                             shop
Reference:                                             Deployment/web
Metrics:                                               ( current / target )
  resource cpu on pods  (as a percentage of request):  95% (95m) / 70%
Min replicas:                                          1
Max replicas:                                          3
Deployment pods:                                       3 current / 3 desired
Conditions:
  Type            Status  Reason           Message
  ----            ------  ------           -------
  ScalingActive   True    ValidMetricFound  the HPA was able to calculate a replica count
  ScalingLimited  True    TooManyReplicas  the desired replica count is more than the maximum replica count
""",
    )
    assert found["spec"]["scaleTargetRef"] == {"kind": "Deployment", "name": "web"}
    assert found["spec"]["maxReplicas"] == 3
    assert found["status"]["currentReplicas"] == 3
    assert found["status"]["currentMetrics"][0]["resource"]["current"] == {"averageUtilization": 95}
    assert found["status"]["conditions"][1]["reason"] == "TooManyReplicas"


def test_a_policy_with_its_rules() -> None:
    found = one(
        "networkpolicy",
        """\
Name:         guard
Namespace:    shop
Spec:
  PodSelector:     app=web
  Allowing ingress traffic:
    To Port: 8080/TCP
    From:
      PodSelector: app=front
    ----------
    To Port: <any> (traffic allowed to all ports)
    From:
      NamespaceSelector: team=ops
  Allowing egress traffic:
    <none> (Selected pods are isolated for egress connectivity)
  Policy Types: Ingress, Egress
""",
    )
    spec = found["spec"]
    assert spec["podSelector"] == {"matchLabels": {"app": "web"}}
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert spec["egress"] == []
    assert spec["ingress"] == [
        {"ports": [{"port": 8080, "protocol": "TCP"}], "from": [{"podSelector": {"matchLabels": {"app": "front"}}}]},
        {"from": [{"namespaceSelector": {"matchLabels": {"team": "ops"}}}]},
    ]


def test_a_service_sends_each_port_where_its_text_says() -> None:
    found = one(
        "svc",
        """\
Name:              web
Namespace:         shop
Selector:          app=web
Type:              ClusterIP
IP:                10.96.0.7
Port:              http  80/TCP
TargetPort:        8080/TCP
Port:              admin  81/TCP
TargetPort:        admin/TCP
""",
    )
    assert found["spec"]["clusterIP"] == "10.96.0.7"
    assert [(p["name"], p["port"], p["targetPort"]) for p in found["spec"]["ports"]] == [
        ("http", 80, 8080),
        ("admin", 81, "admin"),
    ]


def test_a_pod_with_what_it_demands_and_its_probes() -> None:
    found = one(
        "pod",
        """\
Name:             web-0
Namespace:        shop
Status:           Pending
Containers:
  web:
    Image:        registry.test/web:2
    Port:         8080/TCP
    Liveness:     http-get http://:9999/live delay=5s timeout=2s period=10s #success=1 #failure=3
    Readiness:    tcp-socket :http delay=0s timeout=1s period=10s #success=1 #failure=3
Node-Selectors:   disktype=ssd
Tolerations:      gpu=true:NoSchedule
                  node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
""",
    )
    (container,) = found["spec"]["containers"]
    assert found["spec"]["nodeSelector"] == {"disktype": "ssd"}
    assert found["spec"]["tolerations"] == [
        {"key": "gpu", "value": "true", "effect": "NoSchedule", "operator": "Equal"},
        {"key": "node.kubernetes.io/not-ready", "effect": "NoExecute", "operator": "Exists"},
    ]
    assert container["livenessProbe"]["httpGet"] == {"port": 9999, "path": "/live"}
    assert container["livenessProbe"]["timeoutSeconds"] == 2
    assert container["readinessProbe"]["tcpSocket"] == {"port": "http"}


@pytest.mark.parametrize(
    ("word", "resource"),
    [
        ("Pod", "pods"),
        ("deploy", "deployments.apps"),
        ("deployment.apps", "deployments.apps"),
        ("ingresses", "ingresses.networking.k8s.io"),
        ("HorizontalPodAutoscaler", "horizontalpodautoscalers.autoscaling"),
        ("application.argoproj.io", ""),
    ],
)
def test_words_for_kinds(word: str, resource: str) -> None:
    assert resource_of(word) == resource


def test_tables_of_cron_jobs_and_ingresses() -> None:
    cron = "NAME      SCHEDULE    TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE\n"
    cron += "nightly   0 3 * * *   <none>     True      0        9d              90d\n"
    ((_, job),) = tabled("cronjob", "shop", cron, AT)
    assert job["spec"] == {"schedule": "0 3 * * *", "suspend": True}
    table = "NAME    CLASS   HOSTS       ADDRESS   PORTS   AGE\nfront   nginx   shop.test             80      2d\n"
    ((_, front),) = tabled("ingress", "shop", table, AT)
    assert front["spec"] == {"ingressClassName": "nginx", "rules": [{"host": "shop.test"}]}
    assert front["status"] == {"loadBalancer": {}}
