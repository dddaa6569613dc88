"""The checks that came with recorded incidents: jobs, network policies, nodes, namespaces, claims, limits, logs, targets.

Objects are written after the Kubernetes API reference and the events of its controllers.
"""

from dataclasses import replace

import pytest

from assistant.checks.kube.facts import KubeFacts, Log, LogKey
from assistant.checks.kube.jobs import failed_job
from assistant.checks.kube.limits import cpu_throttling
from assistant.checks.kube.log_findings import log_errors, slow_operations
from assistant.checks.kube.namespaces import missing_namespace
from assistant.checks.kube.network import dns_blocked
from assistant.checks.kube.nodes import node_condition, node_full
from assistant.checks.kube.symptoms import reported
from assistant.checks.kube.workloads import failing_workload
from assistant.findings import Finding
from assistant.playbooks.kube_targets import target_of
from tests.unit.kube.objects import NOW, Obj, ago, deployment, facts, meta, pod
from tools.kube.log_lines import groups, records
from tools.spec import NotFound


def the_one(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    for statement in finding.statements:
        assert statement.cites
        assert not statement.text.ko.isascii() or finding.check == "kube.log_errors"
    return finding


def job(name: str, *, ended: str, created: str, cron: str = "") -> tuple[str, Obj]:
    status = {"conditions": [{"type": ended, "status": "True", "reason": "BackoffLimitExceeded"}]}
    owner = {"metadata": {"name": cron, "uid": f"uid-{cron}"}} if cron else None
    return "jobs.batch", {"metadata": meta(name, owner=owner, creationTimestamp=created), "spec": {}, "status": status}


def test_a_job_that_gave_up_is_told_unless_a_later_run_went_well() -> None:
    old = job("nightly-1", ended="Failed", created=ago(days=2), cron="nightly")
    later = job("nightly-2", ended="Complete", created=ago(days=1), cron="nightly")
    assert the_one(failed_job(facts(old), NOW)).target.id == "nightly-1"
    assert failed_job(facts(old, later), NOW) == ()
    other = job("weekly-2", ended="Complete", created=ago(days=1), cron="weekly")
    assert len(failed_job(facts(old, other), NOW)) == 1


def policy(name: str, *, egress: list[Obj], selector: Obj | None = None) -> tuple[str, Obj]:
    spec = {"podSelector": selector or {}, "policyTypes": ["Egress"], "egress": egress}
    return "networkpolicies.networking.k8s.io", {"metadata": meta(name), "spec": spec}


DNS = {"ports": [{"protocol": "UDP", "port": 53}]}


@pytest.mark.parametrize(
    ("policies", "blocked"),
    [
        ([policy("deny", egress=[])], True),
        ([policy("web-only", egress=[{"ports": [{"protocol": "TCP", "port": 443}]}])], True),
        ([policy("tcp-dns", egress=[{"ports": [{"port": 53}]}])], True),
        ([policy("deny", egress=[]), policy("dns", egress=[DNS])], False),
        ([policy("all", egress=[{}])], False),
        ([policy("range", egress=[{"ports": [{"protocol": "UDP", "port": 1, "endPort": 1024}]}])], False),
        ([policy("others", egress=[], selector={"matchLabels": {"app": "db"}})], False),
        (
            [policy("not-web", egress=[], selector={"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]})],
            False,
        ),
    ],
)
def test_policies_that_keep_dns_in(policies: list[tuple[str, Obj]], *, blocked: bool) -> None:
    found = dns_blocked(facts(pod(ready=True), *policies), NOW)
    assert [dict(f.cause)["policy"] for f in found] == ([policies[0][1]["metadata"]["name"]] if blocked else [])


def node(*, pods: str = "2", **conditions: str) -> tuple[str, Obj]:
    told = [{"type": kind, "status": status, "message": f"{kind} it is"} for kind, status in conditions.items()]
    return "nodes", {
        "metadata": {"name": "n1", "uid": "n1"},
        "status": {"allocatable": {"pods": pods}, "conditions": told},
    }


def placed(name: str, *, phase: str = "Running") -> tuple[str, Obj]:
    resource, obj = pod(name, ready=True, phase=phase)
    return resource, {**obj, "spec": {**obj["spec"], "nodeName": "n1"}}


def test_a_node_that_is_full_and_one_that_is_ill() -> None:
    full = the_one(node_full(facts(node(), placed("a"), placed("b")), NOW))
    assert dict(full.cause)["pods"] == "2"
    assert node_full(facts(node(), placed("a"), placed("b", phase="Succeeded")), NOW) == ()
    assert node_condition(facts(node(Ready="True", MemoryPressure="False")), NOW) == ()
    assert (
        dict(the_one(node_condition(facts(node(Ready="True", DiskPressure="True")), NOW)).cause)["variant"]
        == "DiskPressure"
    )
    assert (
        dict(the_one(node_condition(facts(node(Ready="Unknown", DiskPressure="True")), NOW)).cause)["variant"]
        == "Ready"
    )


def namespace(name: str) -> tuple[str, Obj]:
    return "namespaces", {"metadata": {"name": name, "uid": name}}


def sync_failed(missing: str) -> tuple[str, Obj]:
    about = {"kind": "Application", "name": "shop-app", "namespace": "argocd", "uid": "a1"}
    message = (
        f'Sync operation to 4c1 failed: one or more objects failed to apply, reason: namespaces "{missing}" not found'
    )
    body = {"involvedObject": about, "reason": "OperationCompleted", "type": "Warning", "message": message}
    return "events", {"metadata": meta("shop-app.1"), **body, "lastTimestamp": ago(minutes=1)}


def test_a_deployment_into_a_missing_namespace_names_the_one_that_was_meant() -> None:
    finding = the_one(missing_namespace(facts(sync_failed("shops"), namespace("shop"), namespace("kube-system")), NOW))
    assert (finding.target.kind, finding.target.id) == ("Application", "shop-app")
    assert dict(finding.cause) == {"variant": "missing_namespace", "namespace": "shops", "meant": "shop"}
    assert missing_namespace(facts(sync_failed("shop"), namespace("shop")), NOW) == ()


def pending_on_claim() -> tuple[str, Obj]:
    message = "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims."
    waits = [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}]
    resource, obj = pod(conditions=waits, phase="Pending")
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    return resource, {**obj, "spec": {**obj["spec"], "volumes": volumes}}


def claim(phase: str) -> tuple[str, Obj]:
    spec = {"storageClassName": "fast-v2", "accessModes": ["ReadWriteOnce"]}
    return "persistentvolumeclaims", {"metadata": meta("data"), "spec": spec, "status": {"phase": phase}}


def storage_class(name: str) -> tuple[str, Obj]:
    return "storageclasses.storage.k8s.io", {"metadata": {"name": name, "uid": name}}


def test_a_pod_that_waits_for_a_claim_says_why_the_claim_waits() -> None:
    known = facts(pending_on_claim(), claim("Pending"), storage_class("fast"))
    finding = the_one(failing_workload(known, NOW))
    assert dict(finding.cause).items() >= {"variant": "storage_class_missing", "storage_class": "fast-v2"}.items()
    there = facts(pending_on_claim(), claim("Pending"), storage_class("fast-v2"))
    assert dict(the_one(failing_workload(there, NOW)).cause)["variant"] == "claim_unbound"
    bound = facts(pending_on_claim(), claim("Bound"))
    assert dict(the_one(failing_workload(bound, NOW)).cause)["variant"] == "unschedulable"


def test_a_cpu_limit_is_a_problem_only_where_throttling_is_reported() -> None:
    known = facts(deployment(spec={"containers": [{"name": "web", "resources": {"limits": {"cpu": "50m"}}}]}))
    assert cpu_throttling(known, NOW) == ()
    told = replace(known, reported=reported("Why is CPUThrottlingHigh firing for web?"))
    assert "5 ms" in the_one(cpu_throttling(told, NOW)).statements[0].text.en


def with_log(text: str, *, question: str) -> KubeFacts:
    found = records(text)
    rows = [
        {"line": r.number, "at": r.at, "text": r.text, "decisive": r.decisive, "repeats": len(g.records)}
        | ({"shortest_s": g.records[0].seconds, "longest_s": g.slowest.seconds} if g.slowest.slow else {})
        for g in groups(found)
        for r in (g.last,)
    ]
    key = LogKey(namespace="shop", pod="web-1", container="web", previous=False)
    logs = {key: Log(evidence="E9", rows=tuple(rows))}
    return replace(facts(pod(ready=True), logs=logs), reported=reported(question))


def test_what_is_slow_is_the_operation_that_others_wait_for() -> None:
    text = "INFO query orders took 4.2 s\nINFO request done in 4300 ms\nINFO cache took 3 ms\n"
    finding = the_one(slow_operations(with_log(text, question="왜 이렇게 느려?"), NOW))
    assert "query orders" in finding.statements[0].text.ko
    assert len(finding.statements) == 2
    assert slow_operations(with_log(text, question="any errors?"), NOW) == ()
    assert slow_operations(with_log("INFO request done in 80 ms\n", question="slow?"), NOW) == ()


def test_errors_of_a_running_pod_each_kind_once() -> None:
    text = "INFO GET /missing 404 not found\nERROR query failed: syntax error\nERROR TLS certificate expired\n"
    finding = the_one(log_errors(with_log(text, question="errors?"), NOW))
    assert [s.text.en for s in finding.statements] == [
        "ERROR query failed: syntax error",
        "ERROR TLS certificate expired",
    ]
    assert log_errors(with_log("INFO GET / 200 OK, 0 errors\n", question="errors?"), NOW) == ()


def test_a_question_names_its_target_or_what_does_not_exist() -> None:
    known = facts(deployment("web"), pod(ready=True, labels={"app": "web"}))
    found = target_of(None, None, "Why is the web deployment slow?", known)
    assert found is not None
    assert found.objects[0].kind == "Deployment"
    assert target_of(None, None, "what is wrong with my out-of-memory pods?", known) is None
    with pytest.raises(NotFound, match="certs-validator"):
        target_of(None, None, "Why is certs-validator pod crashing?", known)


@pytest.mark.parametrize(
    ("question", "symptom"),
    [
        ("client 파드가 DNS를 못 찾아", "dns"),
        ("CPUThrottlingHigh firing", "cpu_throttling"),
        ("결제가 너무 느려요", "latency"),
        ("KubeletTooManyPods", "node"),
        ("PVC가 Pending이야", "storage"),
        ("로그에 에러 있어?", "errors"),
    ],
)
def test_what_a_question_reports(question: str, symptom: str) -> None:
    assert reported(question) == {symptom}
