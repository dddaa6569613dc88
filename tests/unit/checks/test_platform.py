"""Checks of what belongs to the cluster, each beside what only looks alike. Conditions and messages are those of v1.34."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.checks.kube.api_services import api_service_unavailable
from assistant.checks.kube.api_versions import deprecated_api
from assistant.checks.kube.autoscaling import autoscaler_stuck
from assistant.checks.kube.bare_services import service_without_endpoints
from assistant.checks.kube.daemon_sets import daemon_set_nowhere
from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.growth import claim_not_growing
from assistant.checks.kube.network import dns_blocked
from assistant.checks.kube.signing import certificate_request_pending
from assistant.checks.kube.workloads import failing_workload
from assistant.checks.spec import Check
from assistant.findings import Finding
from tests.unit.kube.objects import NOW, Obj, ago, event, facts, meta, pod, service

Placed = tuple[str, Obj]


def found(check: Check[KubeFacts], *objects: Placed, **known: Any) -> tuple[Finding, ...]:
    told = check(replace(facts(*objects), **known), NOW)
    for statement in (s for f in told for s in f.statements):
        assert statement.cites
        assert not statement.text.ko.isascii()
    return told


def claim(*conditions: Obj, asked: str = "2Gi", has: str = "1Gi", **status: Any) -> Placed:
    spec = {"resources": {"requests": {"storage": asked}}}
    body = {"phase": "Bound", "capacity": {"storage": has}, "conditions": list(conditions), **status}
    return "persistentvolumeclaims", {"metadata": meta("data"), "spec": spec, "status": body}


def test_a_claim_that_cannot_grow_says_why() -> None:
    said = event(claim()[1], "VolumeResizeFailed", "could not modify volume: rate exceeded")
    [told] = found(claim_not_growing, claim(), said)
    assert "rate exceeded" in told.statements[0].text.en
    assert found(claim_not_growing, claim(allocatedResourceStatuses={"storage": "ControllerResizeInfeasible"}))
    assert not found(claim_not_growing, claim(allocatedResourceStatuses={"storage": "ControllerResizeInProgress"}))
    assert not found(claim_not_growing, claim(has="2Gi"))


@pytest.mark.parametrize(("since", "expected"), [(ago(hours=1), 1), (ago(minutes=1), 0)])
def test_a_file_system_waits_for_its_pod(since: str, expected: int) -> None:
    waits = {"type": "FileSystemResizePending", "status": "True", "lastTransitionTime": since}
    assert len(found(claim_not_growing, claim(waits))) == expected


def api_service(status: str, group: str = "metrics.k8s.io") -> Placed:
    behind = {"namespace": "kube-system", "name": "metrics-server"}
    told = {
        "type": "Available",
        "status": status,
        "reason": "MissingEndpoints",
        "message": 'endpoints for service/metrics-server in "kube-system" have no addresses with port name "https"',
        "lastTransitionTime": ago(hours=1),
    }
    metadata = {"name": f"v1beta1.{group}", "uid": f"uid-{group}"}
    spec = {"group": group, "version": "v1beta1", "service": behind}
    return "apiservices.apiregistration.k8s.io", {"metadata": metadata, "spec": spec, "status": {"conditions": [told]}}


def autoscaler(kind: str = "Resource") -> Placed:
    failing = {
        "type": "ScalingActive",
        "status": "False",
        "reason": "FailedGetResourceMetric",
        "message": "unable to get metrics",
    }
    spec = {
        "scaleTargetRef": {"kind": "Thing", "name": "web"},
        "maxReplicas": 3,
        "metrics": [{"type": kind, "resource": {}}],
    }
    status = {"conditions": [failing]}
    return "horizontalpodautoscalers.autoscaling", {"metadata": meta("web-hpa"), "spec": spec, "status": status}


def test_an_api_service_that_does_not_answer_explains_the_autoscalers_that_wait_for_it() -> None:
    [told] = found(api_service_unavailable, api_service("False"), autoscaler())
    assert ("HorizontalPodAutoscaler", "web-hpa") in [(r.kind, r.id) for r in told.related]
    assert not found(autoscaler_stuck, api_service("False"), autoscaler())
    assert not found(api_service_unavailable, api_service("True"))


def test_an_autoscaler_that_waits_for_something_else_speaks_for_itself() -> None:
    assert found(autoscaler_stuck, api_service("False", "custom.metrics.k8s.io"), autoscaler())
    assert found(autoscaler_stuck, api_service("True"), autoscaler())
    assert found(autoscaler_stuck, autoscaler())


def written(manager: str, version: str, *, applied: str = "") -> Placed:
    fields = [{"manager": manager, "operation": "Update", "apiVersion": version}]
    annotation = {"kubectl.kubernetes.io/last-applied-configuration": f'{{"apiVersion":"{applied}","kind":"CronJob"}}'}
    metadata = meta("report", managedFields=fields, annotations=annotation if applied else {})
    return "cronjobs.batch", {"metadata": metadata, "spec": {}}


def test_a_manifest_in_a_version_that_is_gone_is_advice() -> None:
    [told] = found(deprecated_api, written("helm", "batch/v1beta1"), server_version="v1.34.2")
    assert told.klass == "advice"
    assert "1.25" in told.statements[0].text.en
    assert "helm" in told.statements[0].text.en
    assert found(deprecated_api, written("kubectl", "batch/v1", applied="batch/v1beta1"), server_version="v1.34.2")


def test_a_version_that_the_server_still_has_is_fine() -> None:
    assert not found(deprecated_api, written("helm", "batch/v1"), server_version="v1.34.2")
    assert not found(deprecated_api, written("helm", "batch/v1beta1"), server_version="v1.24.9-eks-1")
    assert not found(deprecated_api, written("helm", "batch/v1beta1"), server_version="")


def signing(created: str, *conditions: str, signer: str = "kubernetes.io/kubelet-serving") -> Placed:
    metadata = {"name": f"csr-{created}", "uid": f"uid-{created}", "creationTimestamp": created}
    spec = {"signerName": signer, "username": "system:node:node-1", "request": "LS0t"}
    status = {"conditions": [{"type": kind, "status": "True"} for kind in conditions]}
    return "certificatesigningrequests.certificates.k8s.io", {"metadata": metadata, "spec": spec, "status": status}


def test_requests_of_kubelets_that_nobody_signs_become_one_finding() -> None:
    [told] = found(certificate_request_pending, signing(ago(hours=3)), signing(ago(hours=1)))
    assert dict(told.cause)["count"] == "2"
    assert told.target.id == f"csr-{ago(hours=3)}"
    assert found(certificate_request_pending, signing(ago(minutes=1), "Approved", "Failed"))


@pytest.mark.parametrize(
    "fine",
    [
        signing(ago(minutes=2)),
        signing(ago(hours=3), "Approved"),
        signing(ago(hours=3), "Denied"),
        signing(ago(hours=3), signer="example.com/people"),
    ],
)
def test_other_requests_are_no_concern(fine: Placed) -> None:
    assert not found(certificate_request_pending, fine)


def endpoints(name: str) -> Placed:
    labels = {"kubernetes.io/service-name": name}
    return "endpointslices.discovery.k8s.io", {
        "metadata": meta(f"{name}-1", labels=labels),
        "endpoints": [{"addresses": ["10.0.0.1"]}],
    }


def test_a_service_without_selector_needs_endpoints_of_somebody() -> None:
    bare = service(ports=[{"port": 80}], clusterIP="10.96.0.20")
    assert found(service_without_endpoints, bare, endpoints("other"))
    assert not found(service_without_endpoints, bare)  # slices were not read
    for fine in (
        service(clusterIP="None", ports=[{"port": 80}]),
        service(type="ExternalName", externalName="db.example.com"),
        service(selector={"app": "web"}, ports=[{"port": 80}]),
    ):
        assert not found(service_without_endpoints, fine, endpoints("other"))
    assert not found(service_without_endpoints, bare, endpoints("web"))


def daemon_set(selector: dict[str, str], desired: int = 0) -> Placed:
    template = {"spec": {"nodeSelector": selector, "containers": [{"name": "agent"}]}}
    return "daemonsets.apps", {
        "metadata": meta("agent"), "spec": {"template": template}, "status": {"desiredNumberScheduled": desired},
    }  # fmt: skip


NODE: Placed = ("nodes", {"metadata": {"name": "node-1", "uid": "uid-node", "labels": {"kubernetes.io/os": "linux"}}})


@pytest.mark.parametrize(
    ("selector", "desired", "expected"),
    [
        ({"kubernetes.io/os": "linus"}, 0, 1),
        ({"kubernetes.io/oss": "linux"}, 0, 1),
        ({"nvidia.com/gpu.present": "true"}, 0, 0),  # no such machines, which is no mistake
        ({"kubernetes.io/os": "windows"}, 0, 0),
        ({"kubernetes.io/os": "linux"}, 1, 0),
    ],
)
def test_a_daemon_set_runs_nowhere_by_mistake(selector: dict[str, str], desired: int, expected: int) -> None:
    assert len(found(daemon_set_nowhere, NODE, daemon_set(selector, desired))) == expected


def egress(peer: Obj, *ports: Obj) -> Placed:
    rule = {"to": [peer], **({"ports": list(ports)} if ports else {})}
    spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [rule]}
    return "networkpolicies.networking.k8s.io", {"metadata": meta("locked"), "spec": spec}


def namespace(name: str, **labels: str) -> Placed:
    return "namespaces", {
        "metadata": {"name": name, "uid": f"uid-ns-{name}", "labels": {"kubernetes.io/metadata.name": name, **labels}}
    }


DNS_PORT = {"protocol": "UDP", "port": 53}
SPACES = (namespace("shop"), namespace("kube-system"))


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ({"namespaceSelector": {"matchLabels": {"name": "kube-system"}}}, 1),
        ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}, 0),
        ({"namespaceSelector": {}}, 0),
        ({"ipBlock": {"cidr": "10.96.0.10/32"}}, 0),
        ({"podSelector": {"matchLabels": {"app": "db"}}}, 1),
    ],
)
def test_dns_has_to_be_let_out_to_where_it_runs(peer: Obj, expected: int) -> None:
    assert len(found(dns_blocked, pod(ready=True), egress(peer, DNS_PORT), *SPACES)) == expected
    assert not found(dns_blocked, pod(ready=True), egress(peer, DNS_PORT))  # namespaces were not read


def test_a_name_server_on_each_node_is_not_judged() -> None:
    peer = {"namespaceSelector": {"matchLabels": {"name": "nowhere"}}}
    local = ("daemonsets.apps", {"metadata": meta("node-local-dns", namespace="kube-system")})
    assert found(dns_blocked, pod(ready=True), egress(peer, DNS_PORT), *SPACES)
    assert not found(dns_blocked, pod(ready=True), egress(peer, DNS_PORT), *SPACES, local)


def test_an_object_that_is_nearly_called_so_is_named() -> None:
    state = {"waiting": {"reason": "CreateContainerConfigError", "message": 'configmap "shop-cfg" not found'}}
    there = ("configmaps", {"metadata": meta("shop-config"), "data": {"a": "b"}})
    told = check_all(pod(state=state), there)
    assert any("shop-config" in s.text.en for f in told for s in f.statements)
    elsewhere = ("configmaps", {"metadata": meta("shop-config", namespace="other"), "data": {"a": "b"}})
    assert not any("shop-config" in s.text.en for f in check_all(pod(state=state), elsewhere) for s in f.statements)


def check_all(*objects: Placed) -> tuple[Finding, ...]:
    from assistant.checks.kube.configuration import missing_config

    return (*found(missing_config, *objects), *found(failing_workload, *objects))
