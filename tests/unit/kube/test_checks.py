"""The checks on single situations: Services, references, rollouts; and what must stay silent."""

from typing import Any

import pytest

import assistant.checks.kube
import knowledge.guides
from assistant.checks.kube.configuration import missing_config
from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.reports import _RUNBOOKS
from assistant.checks.kube.rollouts import bad_rollout
from assistant.checks.kube.services import service_selects_nothing
from assistant.checks.kube.workloads import failing_workload
from assistant.checks.spec import checks_in
from assistant.findings import Finding, Severity
from tests.unit.kube.objects import NOW, Obj, deployment, facts, meta, pod, service, waiting


def the_one(findings: tuple[Finding, ...]) -> Finding:
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize(
    ("selector", "labels", "cause"),
    [
        ({"app": "wbe"}, {"app": "web"}, {"variant": "label_differs", "wanted": "wbe", "actual": "web"}),
        ({"app": "payment-apu"}, {"app": "payment-api"}, {"variant": "selector_typo", "actual": "payment-api"}),
        (
            {"app": "web", "tier": "front"},
            {"app": "web", "tier": "back"},
            {"variant": "extra_selector_key", "key": "tier", "wanted": "front", "actual": "back"},
        ),
        ({"app": "web", "tier": "front"}, {"app": "web"}, {"key": "tier", "wanted": "front", "actual": ""}),
        ({"app": "billing"}, {"app": "web"}, {"variant": "nothing_similar"}),
    ],
)
def test_a_service_that_selects_nothing(selector: Obj, labels: Obj, cause: dict[str, str]) -> None:
    name = "billing" if cause.get("variant") == "nothing_similar" else "web"
    known = facts(service(name, selector=selector), deployment(labels=labels), pod(ready=True, labels=labels))
    finding = the_one(service_selects_nothing(known, NOW))
    assert finding.klass == "problem"
    assert finding.severity == Severity.HIGH
    assert dict(finding.cause).items() >= cause.items()


@pytest.mark.parametrize(
    "quiet",
    [
        {"type": "ExternalName", "externalName": "db.example.com"},
        {"clusterIP": "None"},
        {},
        {"selector": {"app": "web"}},
    ],
)
def test_services_that_are_as_they_should_be(quiet: dict[str, Any]) -> None:
    known = facts(service(**quiet), deployment(), pod(ready=True))
    assert service_selects_nothing(known, NOW) == ()


def test_a_workload_scaled_to_zero_is_named_and_no_problem() -> None:
    known = facts(service(selector={"app": "web"}), deployment(replicas=0))
    finding = the_one(service_selects_nothing(known, NOW))
    assert finding.klass == "advice"
    assert dict(finding.cause) == {"variant": "scaled_to_zero", "deployment": "web"}


def test_a_service_whose_pods_fail_is_not_blamed_on_its_selector() -> None:
    known = facts(service(selector={"app": "web"}), deployment(), pod(state=waiting("CrashLoopBackOff")))
    assert service_selects_nothing(known, NOW) == ()


def test_without_pods_read_nothing_is_said_about_services() -> None:
    known = facts(service(selector={"app": "wbe"}), deployment(), without=["pods"])
    assert service_selects_nothing(known, NOW) == ()


def with_reference(**reference: Any) -> tuple[str, Obj]:
    env = [{"name": "URL", "valueFrom": {"configMapKeyRef": {"name": "web-env", "key": "URL", **reference}}}]
    return deployment(spec={"containers": [{"name": "web", "image": "web:1", "env": env}]})


def config_map(*keys: str) -> tuple[str, Obj]:
    return "configmaps", {"metadata": meta("web-env"), "data": dict.fromkeys(keys, "x")}


def test_a_reference_that_will_fail_at_the_next_start() -> None:
    finding = the_one(missing_config(facts(with_reference(), config_map("OTHER"), pod(ready=True)), NOW))
    assert dict(finding.cause) == {
        "variant": "missing_config_key",
        "configmap": "web-env",
        "key": "URL",
        "latent": "true",
    }
    assert finding.severity == Severity.MEDIUM
    gone = the_one(missing_config(facts(with_reference(), pod(ready=True)), NOW))
    assert dict(gone.cause)["variant"] == "missing_config_map"


def test_references_that_are_optional_or_met_are_quiet() -> None:
    assert missing_config(facts(with_reference(), config_map("URL")), NOW) == ()
    assert missing_config(facts(with_reference(optional=True)), NOW) == ()


def test_without_config_maps_read_nothing_is_missing() -> None:
    assert missing_config(facts(with_reference(), without=["configmaps"]), NOW) == ()


def rollout(*, old_ready: int, reason: str = "ReplicaSetUpdated", serves: bool = True) -> KubeFacts:
    """Revision 2 crashes beside `old_ready` pods of revision 1."""
    kind, workload = deployment()
    workload["status"] = {"conditions": [{"type": "Progressing", "status": "True", "reason": reason}]}
    workload["metadata"]["annotations"] = {"deployment.kubernetes.io/revision": "2"}
    objects: list[tuple[str, Obj]] = [(kind, workload)]
    for number in (1, 2):
        annotations = {"deployment.kubernetes.io/revision": str(number)}
        spec = {"replicas": 1, "template": {"spec": {"containers": [{"name": "web", "image": f"web:{number}"}]}}}
        replica_set = {"metadata": meta(f"rs{number}", owner=workload, annotations=annotations), "spec": spec}
        objects.append(("replicasets.apps", replica_set))
        if number == 1:
            objects += [pod(f"old{i}", owner=replica_set, ready=serves) for i in range(old_ready)]
        else:
            message = "couldn't find key URL in ConfigMap shop/web-env"
            objects.append(pod("new", owner=replica_set, state=waiting("CreateContainerConfigError", message)))
    return facts(*objects, service(selector={"app": "web"}))


@pytest.mark.parametrize(("old_ready", "severity"), [(2, "medium"), (1, "high"), (0, "critical")])
def test_severity_follows_how_many_still_serve(old_ready: int, severity: str) -> None:
    finding = the_one(bad_rollout(rollout(old_ready=old_ready), NOW))
    assert finding.severity.label == severity
    assert dict(finding.cause)["serving_pods"] == str(old_ready)
    assert finding.proposals[0].arguments == {"to_revision": 1}


def test_one_cause_is_one_finding() -> None:
    known = rollout(old_ready=2)
    assert len(bad_rollout(known, NOW)) == 1
    assert missing_config(known, NOW) == ()
    assert failing_workload(known, NOW) == ()
    assert service_selects_nothing(known, NOW) == ()


def test_a_rollout_that_was_complete_is_no_rollout_problem() -> None:
    known = rollout(old_ready=0, reason="NewReplicaSetAvailable")
    assert bad_rollout(known, NOW) == ()
    assert the_one(missing_config(known, NOW)).proposals == ()


def test_a_canary_beside_the_stable_version_is_well() -> None:
    stable, canary = deployment("web"), deployment("web-canary", replicas=1, labels={"app": "web", "track": "canary"})
    known = facts(
        stable,
        canary,
        pod("a", owner=stable[1], ready=True),
        pod("b", owner=canary[1], ready=True, labels={"app": "web", "track": "canary"}),
        service(selector={"app": "web"}),
    )
    for check in (bad_rollout, failing_workload, missing_config, service_selects_nothing):
        assert check(known, NOW) == ()


def test_a_bare_pod_stands_for_itself() -> None:
    finding = the_one(failing_workload(facts(pod(state=waiting("ErrImagePull", "not found"))), NOW))
    assert (finding.target.kind, finding.target.id) == ("Pod", "web-1")


def test_every_runbook_exists_in_both_languages() -> None:
    known = {(p.id, p.lang) for p in knowledge.guides.load()}
    findings = [*bad_rollout(rollout(old_ready=1), NOW), *missing_config(facts(with_reference()), NOW)]
    named = (
        {f.runbook for f in findings}
        | {c.runbook for c in checks_in(assistant.checks.kube)}
        | {f"{r}#check" for r in _RUNBOOKS.values()}
    )
    for runbook in named | {"runbooks/image-pull#check"}:
        assert {(runbook, "ko"), (runbook, "en")} <= known


def test_every_text_is_there_in_both_languages_and_cited() -> None:
    for finding in bad_rollout(rollout(old_ready=1), NOW):
        for statement in finding.statements:
            assert statement.text.ko
            assert statement.text.en
            assert not statement.text.ko.isascii()
            assert statement.text.en.isascii()
            assert statement.cites
