"""Scaling, and on it the protocol that all actions share: other writers, conflicts, throttling, lost answers, rights."""

from pathlib import Path

import pytest

from assistant.executors.kube.scale_workload import SCALE_DEPLOYMENT, SCALE_STATEFULSET
from tools.kube.errors import Conflict
from tools.spec import BadRequest, Denied, NotFound, Unavailable

from ..kit.acting import Acting, meanwhile, words
from ..kit.desk import make_desk
from ..kit.interfering import interfering
from ..kit.kube import ControlPlane
from ..kit.workloads import deployment, plant, plant_namespace, stateful_set, stored


def _web(
    cluster: ControlPlane, namespace: str, *, behaviour: str | None = None, cpu: str = "100m", wait: bool = True
) -> Acting:
    plant_namespace(cluster, namespace)
    plant(cluster, namespace, deployment("web", image="shop/web:1", behaviour=behaviour, cpu=cpu), wait=wait)
    return Acting(cluster, SCALE_DEPLOYMENT, namespace, "web")


def _replicas(acting: Acting) -> int:
    return int(stored(acting.cluster, acting.place, acting.action.kind, acting.name)["spec"]["replicas"])


def test_scaling_up_is_verified_when_the_new_pods_are_ready(control_plane: ControlPlane) -> None:
    web = _web(control_plane, "scale-up", behaviour="slow-ready", wait=False)
    planned = web.plan(replicas=4)
    context = planned.context
    assert [(c.field, c.before, c.after) for c in context.changes] == [("spec.replicas", "2", "4")]
    assert (context.dry_run, context.risk) == ("server", "low")
    assert planned.to_json()["intent"] == {"spec.replicas": 4}
    receipt, verified = web.carried_out(planned)
    assert verified.ok, words(verified)
    assert web.journal[0] == receipt
    web.undo(planned, receipt)
    assert _replicas(web) == 2
    web.undo(planned, receipt)
    owners = stored(control_plane, "scale-up", "Deployment", "web")["metadata"]["managedFields"]
    assert any(o["manager"] == "baepo" for o in owners)


def test_scaling_up_into_no_room_is_never_verified_and_says_why(control_plane: ControlPlane) -> None:
    web = _web(control_plane, "scale-full", cpu="20")
    planned = web.plan(replicas=30, timeout_s=8)
    _receipt, verified = web.carried_out(planned)
    assert not verified.ok
    assert "Insufficient cpu" in words(verified)


def test_a_statefulset_scales_down_and_keeps_what_is_left(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "scale-db")
    plant(control_plane, "scale-db", stateful_set("db", image="shop/db:1", replicas=3))
    acting = Acting(control_plane, SCALE_STATEFULSET, "scale-db", "db")
    planned = acting.plan(replicas=1)
    assert planned.context.risk == "medium"
    _receipt, verified = acting.carried_out(planned)
    assert verified.ok, words(verified)
    assert acting.plan(replicas=0).context.risk == "high"


@pytest.mark.parametrize("replicas", [-1, 2.5, "five", True, None, 10**6])
def test_a_number_of_pods_is_a_number_of_pods(control_plane: ControlPlane, replicas: object) -> None:
    with pytest.raises(BadRequest, match="replicas must be a whole number"):
        Acting(control_plane, SCALE_DEPLOYMENT, "default", "web").plan(replicas=replicas)


def test_what_is_so_already_or_not_there_is_no_plan(control_plane: ControlPlane) -> None:
    web = _web(control_plane, "scale-same", wait=False)
    with pytest.raises(BadRequest, match="nothing to change"):
        web.plan(replicas=2)
    with pytest.raises(BadRequest, match="no argument 'size'"):
        web.plan(replicas=3, size=4)
    with pytest.raises(NotFound):
        Acting(control_plane, SCALE_DEPLOYMENT, "scale-same", "wab").plan(replicas=3)


def test_an_autoscaler_is_not_worked_against(control_plane: ControlPlane) -> None:
    web = _web(control_plane, "scale-hpa", wait=False)
    aim = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    body = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web-scaler"},
        "spec": {"scaleTargetRef": aim, "minReplicas": 1, "maxReplicas": 4},
    }
    control_plane.apply("/apis/autoscaling/v2/namespaces/scale-hpa/horizontalpodautoscalers", body)
    with pytest.raises(BadRequest, match="web-scaler sets the replicas") as refused:
        web.plan(replicas=3)
    assert "kube.set_hpa_bounds scale-hpa/web-scaler" in refused.value.remedy


def test_a_helm_release_and_a_manifest_are_named_as_what_would_put_it_back(control_plane: ControlPlane) -> None:
    plant_namespace(control_plane, "scale-owned")
    body = deployment("web", image="shop/web:1")
    body["metadata"]["annotations"] = {"meta.helm.sh/release-name": "shop"}
    plant(control_plane, "scale-owned", body, wait=False)
    context = Acting(control_plane, SCALE_DEPLOYMENT, "scale-owned", "web").plan(replicas=3).context
    assert context.managed_by == "Helm shop"
    assert context.source_change is not None
    assert "values of Helm release shop" in context.source_change.en
    assert any("spec.replicas comes from a manifest that kubectl applies" in e.en for e in context.effects)


def test_a_second_writer_before_and_after(control_plane: ControlPlane) -> None:
    web = _web(control_plane, "scale-race")
    path = "/apis/apps/v1/namespaces/scale-race/deployments/web"

    def other(replicas: int) -> None:
        control_plane.request("PATCH", f"{path}?fieldManager=ci-bot", {"spec": {"replicas": replicas}})

    planned = web.plan(replicas=4)
    other(3)
    with pytest.raises(Conflict, match=r"ci-bot at .* changed spec.replicas: 2 -> 3"):
        web.apply(planned)
    assert _replicas(web) == 3, "the other writer's"
    planned = web.plan(replicas=5)
    receipt = web.apply(planned)
    with meanwhile(lambda: other(1), after_s=1):
        verified = web.verify(planned, receipt)
    assert not verified.ok
    assert "changed again, to 1, by ci-bot" in words(verified)
    with pytest.raises(Conflict, match="ci-bot"):
        web.undo(planned, receipt)
    assert _replicas(web) == 1, "left alone"


def test_a_target_made_anew_is_another_one(control_plane: ControlPlane) -> None:
    web = _web(control_plane, "scale-anew", wait=False)
    planned = web.plan(replicas=4)
    path = "/apis/apps/v1/namespaces/scale-anew/deployments/web"
    control_plane.request("DELETE", path)
    control_plane.wait_until("gone", lambda: not stored(control_plane, "scale-anew", "Deployment", "web"))
    plant(control_plane, "scale-anew", deployment("web", image="shop/web:1"), wait=False)
    with pytest.raises(Conflict, match="created anew"):
        web.apply(planned)
    assert _replicas(web) == 2


def test_conflicts_and_throttling_are_got_over_and_a_lost_answer_leads_to_no_second_write(
    control_plane: ControlPlane, tmp_path: Path
) -> None:
    web = _web(control_plane, "scale-trouble", wait=False)
    with interfering(control_plane, tmp_path) as between:
        web.kubeconfig = between.kubeconfig
        planned = web.plan(replicas=3)
        between.faults = ["conflict", "throttled", "conflict"]
        receipt = web.apply(planned)
        assert (between.writes, _replicas(web)) == (1, 3)
        web.undo(planned, receipt)
        planned = web.plan(replicas=4)
        between.writes, between.faults = 0, ["lost"]
        with pytest.raises(Unavailable):
            web.apply(planned, operation="op-3")
        assert _replicas(web) == 4, "it arrived all the same"
        assert web.apply(planned, operation="op-3", resumed=web.journal[-1]) == web.journal[-1]
        assert between.writes == 1
        between.faults = ["conflict"] * 20
        with pytest.raises(Conflict, match="being written to all the time"):
            web.apply(web.plan(replicas=6), operation="op-4")
        assert _replicas(web) == 4


def test_a_user_who_may_only_read_gets_a_plan_that_was_not_tried_and_no_change(control_plane: ControlPlane) -> None:
    web = _web(control_plane, "scale-rbac", wait=False)
    web.user = "viewer"
    planned = web.plan(replicas=4)
    assert planned.context.dry_run == "none"
    assert [(c.field, c.after) for c in planned.context.changes] == [("spec.replicas", "4")]
    with pytest.raises(Denied) as refused:
        web.apply(planned)
    assert "patch deployments.apps" in refused.value.permission
    assert _replicas(web) == 2


def test_what_admission_refuses_is_refused_when_it_is_planned(control_plane: ControlPlane) -> None:
    web = _web(control_plane, "scale-admission", wait=False)
    rule = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["deployments"]}
    policies = "/apis/admissionregistration.k8s.io/v1"
    control_plane.apply(
        f"{policies}/validatingadmissionpolicies",
        {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingAdmissionPolicy",
            "metadata": {"name": "few-pods"},
            "spec": {
                "matchConstraints": {"resourceRules": [rule]},
                "validations": [{"expression": "object.spec.replicas <= 5", "message": "no more than five pods"}],
            },
        },
    )
    control_plane.apply(
        f"{policies}/validatingadmissionpolicybindings",
        {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": {"name": "few-pods"},
            "spec": {
                "policyName": "few-pods",
                "validationActions": ["Deny"],
                "matchResources": {
                    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "scale-admission"}}
                },
            },
        },
    )

    def refused() -> bool:
        try:
            web.plan(replicas=7)
        except BadRequest as error:
            return "no more than five pods" in error.message
        return False

    control_plane.wait_until("the policy is in force", refused)
    assert web.plan(replicas=5).context.dry_run == "server"


def test_the_whole_way_through_the_gate(control_plane: ControlPlane, tmp_path: Path) -> None:
    web = _web(control_plane, "scale-gate")
    desk = make_desk(control_plane, tmp_path, user="admin")
    plan = desk.json("propose", "kube.scale_deployment", "scale-gate/web", "replicas=3")["id"]
    desk.run("execute", plan, expect=3)
    desk.approve(plan)
    assert desk.json("execute", plan)["steps"][0]["state"] == "verified"
    assert _replicas(web) == 3
    desk.run("undo", plan)
    assert _replicas(web) == 2
    desk.run("ledger", "verify")
