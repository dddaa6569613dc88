"""Checks whose faults need time or components that the recorded cluster does not have, each beside what only looks alike."""

from typing import Any

import pytest

from assistant.checks.kube.access import dangling_binding
from assistant.checks.kube.configuration import missing_config
from assistant.checks.kube.cron_jobs import cron_job_not_running
from assistant.checks.kube.deletions import stuck_deletion
from assistant.checks.kube.disruption import drain_blocked
from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.finalizers import stuck_finalizer
from assistant.checks.kube.gateways import broken_gateway, broken_route
from assistant.checks.kube.halted import rollout_halted
from assistant.checks.kube.ingresses import broken_ingress
from assistant.checks.kube.load_balancers import load_balancer_pending
from assistant.checks.kube.network import dns_blocked
from assistant.checks.kube.nodes import node_condition, node_cordoned, node_version_skew
from assistant.checks.kube.operators import operator_object_failing
from assistant.checks.kube.service_ports import service_wrong_port
from assistant.checks.kube.storage import claim_pending, volume_lost
from assistant.checks.kube.traffic import traffic_blocked
from assistant.checks.kube.webhooks import webhook_unreachable
from assistant.checks.kube.workloads import failing_workload
from assistant.checks.spec import Check
from assistant.findings import Finding
from tests.unit.kube.objects import NOW, Obj, ago, dead, deployment, facts, meta, pod, service

Placed = tuple[str, Obj]


def found(check: Check[KubeFacts], *objects: Placed, **known: Any) -> list[Finding]:
    """Problems only; each statement is checked for citations and both languages."""
    seen = facts(*objects)
    told = check(KubeFacts(**{**vars(seen), **known}) if known else seen, NOW)
    for statement in (s for f in told for s in f.statements):
        assert statement.cites
        assert statement.text.en
    return [f for f in told if f.klass == "problem"]


def variants(check: Check[KubeFacts], *objects: Placed, **known: Any) -> list[str]:
    return [dict(f.cause)["variant"] for f in found(check, *objects, **known)]


def cron(*, last: str | None = None, active: str = "", created: str | None = None, **spec: Any) -> Placed:
    status: Obj = {"active": [{"name": active}]} if active else {}
    if last:
        status["lastScheduleTime"] = last
    body = {"schedule": "*/10 * * * *", "jobTemplate": {}, **spec}
    return "cronjobs.batch", {
        "metadata": meta("report", creationTimestamp=created or ago(days=3)),
        "spec": body,
        "status": status,
    }


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        (cron(last=ago(hours=2)), ["missed_runs"]),
        (cron(last=ago(hours=2), active="report-1", concurrencyPolicy="Forbid"), ["blocked_by_running_job"]),
        (cron(last=ago(minutes=12)), []),
        (cron(last=ago(hours=2), suspend=True), []),
        (cron(created=ago(minutes=20)), []),
        (cron(timeZone="Asia/Seul", last=ago(minutes=5)), ["unknown_time_zone"]),
        (cron(schedule="0 0 30 2 *"), ["never_due"]),
        (cron(schedule="0 3 * * *", last=ago(hours=2)), []),
        (cron(startingDeadlineSeconds=5, created=ago(minutes=3)), ["deadline_too_short"]),
        (cron(startingDeadlineSeconds=5, last=ago(minutes=5)), []),
    ],
)
def test_cron_jobs(placed: Placed, expected: list[str]) -> None:
    assert variants(cron_job_not_running, placed) == expected


def test_what_the_controller_said_of_a_cron_job_holds_until_it_starts_one() -> None:
    about = {"kind": "CronJob", "name": "report", "namespace": "shop", "uid": "uid-report"}
    body = {
        "involvedObject": about,
        "reason": "FailedCreate",
        "type": "Warning",
        "message": "Error creating job: quota",
    }
    event = ("events", {"metadata": meta("report.1"), **body, "lastTimestamp": ago(minutes=8)})
    assert variants(cron_job_not_running, cron(last=ago(minutes=15)), event) == ["refused_by_controller"]
    assert variants(cron_job_not_running, cron(last=ago(minutes=4)), event) == []


def node(*, version: str = "v1.34.1", cordoned: bool = False) -> Placed:
    spec = {"unschedulable": True} if cordoned else {}
    status = {"nodeInfo": {"kubeletVersion": version}, "conditions": [{"type": "Ready", "status": "True"}]}
    return "nodes", {"metadata": {"name": "n1", "uid": "n1"}, "spec": spec, "status": status}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v1.35.0", ["kubelet_too_new"]),
        ("v1.30.9-eks-1", ["kubelet_too_old"]),
        ("v1.31.0", []),
        ("v1.34.9", []),
        ("kwok-v0.8.0", []),
    ],
)
def test_kubelets_too_far_from_their_server(version: str, expected: list[str]) -> None:
    assert variants(node_version_skew, node(version=version), server_version="v1.34.2") == expected
    assert variants(node_version_skew, node(version=version)) == []


def test_a_cordoned_node_is_advice() -> None:
    (told,) = node_cordoned(facts(node(cordoned=True)), NOW)
    assert told.klass == "advice"
    assert node_cordoned(facts(node()), NOW) == ()


def leaving(resource: str, name: str, *, since: str, finalizers: list[str] | None = None, **body: Any) -> Placed:
    more: Obj = {"finalizers": finalizers} if finalizers else {}
    return resource, {"metadata": meta(name, deletionTimestamp=since, **more), **body}


def test_deletions_have_a_minute_and_say_who_holds_them() -> None:
    late, soon = ago(minutes=3), ago(seconds=20)
    hook = ["example.com/cleanup"]
    assert variants(stuck_finalizer, leaving("configmaps", "x", since=late, finalizers=hook)) == ["finalizer_remaining"]
    assert variants(stuck_finalizer, leaving("configmaps", "x", since=soon, finalizers=hook)) == []
    assert variants(stuck_finalizer, leaving("configmaps", "x", since=late)) == []
    slow = ["service.kubernetes.io/load-balancer-cleanup"]
    assert variants(stuck_finalizer, leaving("services", "x", since=late, finalizers=slow)) == []
    assert variants(stuck_finalizer, leaving("services", "x", since=ago(minutes=9), finalizers=slow)) != []
    claim = leaving("persistentvolumeclaims", "data", since=late, finalizers=["kubernetes.io/pvc-protection"])
    resource, user = pod(ready=True)
    user["spec"]["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    (told,) = found(stuck_finalizer, claim, (resource, user))
    assert "web-1" in told.statements[1].text.en


def test_a_namespace_stands_for_what_is_in_it() -> None:
    space = ("namespaces", {"metadata": {"name": "shop", "uid": "ns", "deletionTimestamp": ago(minutes=3)}})
    held = leaving("configmaps", "x", since=ago(minutes=3), finalizers=["example.com/cleanup"])
    going = pod(deletionTimestamp=ago(minutes=10), finalizers=["example.com/cleanup"])
    (told,) = found(stuck_finalizer, space, held, going)
    assert told.target.kind == "Namespace"
    assert {r.id for r in told.related} == {"x", "web-1"}
    assert found(stuck_deletion, space, going) == []
    assert len(found(stuck_deletion, going)) == 1


def test_pods_of_a_node_that_is_gone_are_told_with_the_node() -> None:
    resource, going = pod(deletionTimestamp=ago(minutes=10))
    going["spec"]["nodeName"] = "n1"
    silent = (
        "nodes",
        {"metadata": {"name": "n1", "uid": "n1"}, "status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}},
    )
    assert found(stuck_deletion, silent, (resource, going)) == []
    assert len(found(stuck_deletion, silent, (resource, going), reported=frozenset({"target"}))) == 1
    assert len(found(stuck_deletion, node(), (resource, going))) == 1


def hook(service_name: str = "policy", *, port: int | None = None, policy: str | None = None) -> Placed:
    target: Obj = {"namespace": "shop", "name": service_name, **({"port": port} if port else {})}
    webhook = {"name": "a.test", "clientConfig": {"service": target}, **({"failurePolicy": policy} if policy else {})}
    kind = "validatingwebhookconfigurations.admissionregistration.k8s.io"
    return kind, {"metadata": {"name": "hook", "uid": "hook"}, "webhooks": [webhook]}


def test_webhooks() -> None:
    front = service("policy", selector={"app": "web"}, ports=[{"port": 443}])
    ready, ill = pod(ready=True), pod(ready=False)
    assert variants(webhook_unreachable, hook(), front, ready) == []
    assert variants(webhook_unreachable, hook("gone"), front, ready) == ["webhook_service_missing"]
    assert variants(webhook_unreachable, hook(port=8443), front, ready) == ["webhook_port_missing"]
    assert variants(webhook_unreachable, hook(), front, ill) == ["webhook_without_pods"]
    assert variants(webhook_unreachable, hook("gone", policy="Ignore"), front, ready) == []
    assert variants(webhook_unreachable, hook("gone"), front, ready, only="other") == []


def budget(healthy: int = 2, allowed: int = 0, **spec: Any) -> Placed:
    status = {"currentHealthy": healthy, "expectedPods": 2, "disruptionsAllowed": allowed}
    selector = {"matchLabels": {"app": "web"}}
    body = {"selector": selector, **spec}
    return "poddisruptionbudgets.policy", {"metadata": meta("web-budget"), "spec": body, "status": status}


def test_budgets_that_wait_for_ill_pods_are_right_to() -> None:
    pods = (pod("web-1", ready=True), pod("web-2", ready=True))
    assert variants(drain_blocked, budget(minAvailable=2), *pods) == ["no_disruption_allowed"]
    assert variants(drain_blocked, budget(healthy=1, minAvailable=1), *pods) == []
    assert variants(drain_blocked, budget(allowed=1, minAvailable=1), *pods) == []
    failed = budget(minAvailable=1)
    failed[1]["status"]["conditions"] = [{"type": "DisruptionAllowed", "status": "False", "reason": "SyncFailed"}]
    assert variants(drain_blocked, failed, *pods) == ["budget_failed"]
    assert variants(drain_blocked, budget(minAvailable=1), deployment()) == []


def binding(subject: str = "reporter", **labels: str) -> Placed:
    reference = {"kind": "ClusterRole", "name": "view"}
    subjects = [{"kind": "ServiceAccount", "name": subject, "namespace": "shop"}]
    body = {"metadata": meta("reports", labels=labels or None), "roleRef": reference, "subjects": subjects}
    return "rolebindings.rbac.authorization.k8s.io", body


def test_bindings() -> None:
    role = ("clusterroles.rbac.authorization.k8s.io", {"metadata": {"name": "view", "uid": "view"}})
    account = ("serviceaccounts", {"metadata": meta("reporter")})
    assert variants(dangling_binding, binding(), role, account) == []
    assert variants(dangling_binding, binding("reportre"), role, account) == ["account_missing"]
    assert variants(dangling_binding, binding("someone-else"), role, account) == []  # advice
    assert variants(dangling_binding, binding("reportre"), role, account, only="other") == []
    system = binding("reportre", **{"kubernetes.io/bootstrapping": "rbac-defaults"})
    assert variants(dangling_binding, system, role, account) == []
    assert variants(dangling_binding, binding("reportre")) == []  # roles and accounts were not read


def claim(phase: str = "Pending", **spec: Any) -> Placed:
    requests = {"resources": {"requests": {"storage": "5Gi"}}, "accessModes": ["ReadWriteOnce"]}
    return "persistentvolumeclaims", {"metadata": meta("data"), "spec": requests | spec, "status": {"phase": phase}}


def storage_class(mode: str = "Immediate", *, default: bool = False) -> Placed:
    annotations = {"storageclass.kubernetes.io/is-default-class": "true"} if default else {}
    return "storageclasses.storage.k8s.io", {
        "metadata": {"name": "fast", "uid": "fast", "annotations": annotations},
        "provisioner": "csi.test",
        "volumeBindingMode": mode,
    }


def test_claims() -> None:
    assert variants(claim_pending, claim("Lost", volumeName="v")) == ["claim_lost"]
    assert variants(claim_pending, claim("Bound")) == []
    assert variants(claim_pending, claim(), storage_class()) == ["no_default_class"]
    assert variants(claim_pending, claim(), storage_class(default=True)) == []
    assert variants(claim_pending, claim(storageClassName="fast"), storage_class()) == ["provisioner_silent"]
    assert variants(claim_pending, claim(storageClassName="fast"), storage_class("WaitForFirstConsumer")) == []
    assert variants(claim_pending, claim(storageClassName="slow"), storage_class()) == ["storage_class_missing"]
    assert variants(claim_pending, claim(storageClassName="slow")) == []  # classes were not read


@pytest.mark.parametrize(("phase", "expected"), [("Failed", ["volume_failed"]), ("Released", []), ("Bound", [])])
def test_volumes(phase: str, expected: list[str]) -> None:
    body = {"metadata": {"name": "v", "uid": "v"}, "spec": {}, "status": {"phase": phase, "message": "x"}}
    assert variants(volume_lost, ("persistentvolumes", body)) == expected


def conditioned(resource: str, name: str, status: Obj, **spec: Any) -> Placed:
    return resource, {"metadata": meta(name), "spec": spec, "status": status}


def test_what_controllers_of_gateways_say() -> None:
    def gateway(status: str, reason: str) -> Placed:
        told = {"conditions": [{"type": "Programmed", "status": status, "reason": reason, "message": "no address"}]}
        return conditioned("gateways.gateway.networking.k8s.io", "edge", told, gatewayClassName="istio")

    assert variants(broken_gateway, gateway("False", "AddressNotAssigned")) == ["refused_by_controller"]
    assert variants(broken_gateway, gateway("True", "Programmed")) == []
    assert variants(broken_gateway, gateway("False", "Pending")) == []
    refused = {
        "conditions": [{"type": "Accepted", "status": "False", "reason": "NotAllowedByListeners", "message": "no"}]
    }
    route = conditioned("httproutes.gateway.networking.k8s.io", "web", {"parents": [refused]})
    assert variants(broken_route, route) == ["refused_by_controller"]


def test_operators() -> None:
    def ready(status: str, since: str, **more: Any) -> Placed:
        told = {"conditions": [{"type": "Ready", "status": status, "lastTransitionTime": since}], **more}
        return conditioned("certificates.cert-manager.io", "web", told, secretName="web-tls")

    assert variants(operator_object_failing, ready("False", ago(minutes=9))) == ["not_ready"]
    assert variants(operator_object_failing, ready("False", ago(seconds=9))) == []
    assert variants(operator_object_failing, ready("True", ago(days=9), notAfter="2026-10-01T00:00:00Z")) == []
    soon = ready("True", ago(days=89), notAfter="2026-07-30T00:00:00Z")
    assert variants(operator_object_failing, soon) == ["certificate_expiring"]
    over = ready("True", ago(days=99), notAfter="2026-07-20T00:00:00Z")
    assert variants(operator_object_failing, over) == ["certificate_expired"]
    degraded = conditioned("rollouts.argoproj.io", "web", {"phase": "Degraded", "message": "timed out"})
    assert variants(operator_object_failing, degraded) == ["rollout_degraded"]


def test_a_port_that_none_declares_is_a_problem_when_the_service_has_no_other() -> None:
    listening = pod(ready=True, container={"ports": [{"containerPort": 8080}]})
    wrong = {"port": 9090, "targetPort": 9090}
    assert variants(service_wrong_port, service(selector={"app": "web"}, ports=[wrong]), listening) == [
        "target_port_unknown"
    ]
    both = service(selector={"app": "web"}, ports=[{"port": 80, "targetPort": 8080}, wrong])
    assert variants(service_wrong_port, both, listening) == []
    resource, meshed = pod(ready=True, container={"ports": [{"containerPort": 8080}]})
    meshed["spec"]["initContainers"] = [{"name": "mesh", "restartPolicy": "Always", "ports": [{"containerPort": 9090}]}]
    assert variants(service_wrong_port, service(selector={"app": "web"}, ports=[wrong]), (resource, meshed)) == []


def test_load_balancers_that_have_waited() -> None:
    resource, front = service(type="LoadBalancer")
    front["status"] = {"loadBalancer": {}}
    assert variants(load_balancer_pending, (resource, front)) == ["no_address"]
    front["metadata"]["creationTimestamp"] = ago(minutes=1)
    assert variants(load_balancer_pending, (resource, front)) == []


def test_rollouts_that_stand_still() -> None:
    resource, workload = deployment()
    workload["status"]["conditions"] = [
        {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}
    ]
    assert variants(rollout_halted, (resource, workload)) == ["deadline_exceeded"]
    workload["status"]["conditions"] = [{"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}]
    assert variants(rollout_halted, (resource, workload)) == []


def test_a_missing_account_is_noticed_before_the_next_pod() -> None:
    resource, workload = deployment(spec={"containers": [{"name": "web"}], "serviceAccountName": "web"})
    running = pod(owner=workload, ready=True)
    accounts = ("serviceaccounts", {"metadata": meta("default")})
    assert variants(missing_config, (resource, workload), running, accounts) == ["service_account_missing"]
    assert variants(missing_config, (resource, workload), running) == []  # accounts were not read
    there = ("serviceaccounts", {"metadata": meta("web")})
    assert variants(missing_config, (resource, workload), running, there) == []


def test_conditions_that_node_problem_detectors_add() -> None:
    def reporting(kind: str, status: str) -> Placed:
        told = [{"type": "Ready", "status": "True"}, {"type": kind, "status": status, "message": "task blocked"}]
        return "nodes", {"metadata": {"name": "n1", "uid": "n1"}, "status": {"conditions": told}}

    assert variants(node_condition, reporting("KernelDeadlock", "True")) == ["KernelDeadlock"]
    assert variants(node_condition, reporting("KernelDeadlock", "False")) == []
    assert variants(node_condition, reporting("ContainerRuntimeReady", "True")) == []
    assert variants(node_condition, reporting("EtcdIsVoter", "True")) == []
    assert variants(node_condition, reporting("ContainerRuntimeReady", "False")) == ["ContainerRuntimeReady"]


def test_a_pod_in_creation_for_long_whose_events_are_gone() -> None:
    creating = {"waiting": {"reason": "ContainerCreating"}}
    assert variants(failing_workload, pod(state=creating, phase="Pending")) == ["not_started"]
    assert variants(failing_workload, pod(state=creating, phase="Pending", creationTimestamp=ago(minutes=2))) == []


def policy(**spec: Any) -> Placed:
    return "networkpolicies.networking.k8s.io", {"metadata": meta("closed"), "spec": {"podSelector": {}, **spec}}


def test_one_policy_over_many_workloads_is_one_finding() -> None:
    def behind(name: str) -> list[Placed]:
        top = deployment(name)
        labels = {"app": name}
        return [top, pod(f"{name}-1", owner=top[1], ready=True, labels=labels), service(name, selector=labels)]

    both = [*behind("web"), *behind("api"), policy(policyTypes=["Ingress", "Egress"])]
    for check in (traffic_blocked, dns_blocked):
        (told,) = found(check, *both)
        assert (told.target.kind, told.target.id) == ("NetworkPolicy", "closed")
        assert {r.id for r in told.related} == {"web", "api"}
        assert "web, api" in told.statements[-1].text.en
        asked = found(check, *both, reported=frozenset({"target"}))
        assert [f.target.kind for f in asked] == ["Deployment", "Deployment"]
        (alone,) = found(check, *behind("web"), policy(policyTypes=["Ingress", "Egress"]))
        assert alone.target.kind == "Deployment"


def test_a_secret_that_an_operator_is_to_make_is_that_operators_matter() -> None:
    rule = {"host": "shop.test", "http": {"paths": []}}
    front = (
        "ingresses.networking.k8s.io",
        {"metadata": meta("front"), "spec": {"rules": [rule], "tls": [{"secretName": "tls"}]}},
    )
    known = ("secrets", {"metadata": meta("other")})
    assert variants(broken_ingress, front, known) == ["ingress_tls_secret_missing"]
    assert variants(broken_ingress, front) == []  # names of Secrets were not read
    maker = conditioned("certificates.cert-manager.io", "front", {}, secretName="tls")
    assert variants(broken_ingress, front, known, maker) == []
    assert variants(broken_ingress, front, ("secrets", {"metadata": meta("tls")})) == []


def test_whom_a_policy_lets_in_may_be_at_rest() -> None:
    labels = {"app": "web"}
    rule = {"from": [{"podSelector": {"matchLabels": {"app": "report"}}}]}
    guarded = [pod(ready=True), service(selector=labels), policy(policyTypes=["Ingress"], ingress=[rule])]
    assert variants(traffic_blocked, *guarded) == ["no_source_allowed"]
    at_night = {
        "schedule": "0 3 * * *",
        "jobTemplate": {"spec": {"template": {"metadata": {"labels": {"app": "report"}}}}},
    }
    assert variants(traffic_blocked, *guarded, ("cronjobs.batch", {"metadata": meta("report"), "spec": at_night})) == []
    assert variants(traffic_blocked, *guarded, deployment("report", replicas=0)) == []


def test_a_container_that_backs_off_now_fails_however_long_ago_it_ended() -> None:
    looping = pod(state={"waiting": {"reason": "CrashLoopBackOff"}}, last=dead(1, ended=ago(days=2)), restarts=9)
    assert variants(failing_workload, looping) == ["crash_at_start"]
    runs_again = pod(ready=True, last=dead(1, ended=ago(days=2)), restarts=9)
    assert variants(failing_workload, runs_again) == []
