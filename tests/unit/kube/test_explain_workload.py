"""The playbook on whole worlds: every planted fault once, with its cause; nothing about what only looks wrong."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.findings import Finding
from assistant.playbooks.explain_workload import explain_workload
from evals.worlds import World, build
from tests.unit.kube.looks import DirectLook, snapshot_look
from tools.spec import NotFound, Unavailable

NOW = datetime(2026, 7, 28, 5, 0, tzinfo=UTC)
SEEDS = range(1, 9)
# What the truth records in words of its own: when and by whom, not why.
NOT_CLAIMED = {"started_at", "progress_deadline_exceeded", "owner", "tag", "why", "since", "revision", "pods_meant"}


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(request.param, tmp_path_factory.mktemp(f"world{request.param}"), now=NOW)


def look_at(world: World) -> DirectLook:
    return snapshot_look(world.folder / "kube", world.now)


def faults(world: World) -> list[dict[str, Any]]:
    return [f for f in world.truth["faults"] if f["backend"] == "kube"]


def problems(findings: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in findings if f.klass == "problem"]


def test_every_fault_is_found_once_and_nothing_else(world: World) -> None:
    found = problems(explain_workload.function(look_at(world)).findings)
    claimed = sorted((f.check, f.target.place, f.target.kind, f.target.id) for f in found)
    planted = sorted(
        (f"kube.{f['kind']}", f["target"]["namespace"], f["target"]["kind"], f["target"]["name"]) for f in faults(world)
    )
    assert claimed == planted


def test_the_cause_is_the_planted_one(world: World) -> None:
    found = {f.target.id: dict(f.cause) for f in problems(explain_workload.function(look_at(world)).findings)}
    for fault in faults(world):
        cause = found[fault["target"]["name"]]
        for key, value in fault["cause"].items():
            if key == "selector":
                value = ",".join(f"{k}={v}" for k, v in sorted(value.items()))
            if key not in NOT_CLAIMED:
                assert cause.get(key) == str(value), (fault["kind"], key)


def test_every_statement_cites_what_its_evidence_holds(world: World) -> None:
    look = look_at(world)
    diagnosis = explain_workload.function(look)
    assert diagnosis.not_read == ()
    for finding in diagnosis.findings:
        for statement in finding.statements:
            assert statement.cites, statement
            for cite in statement.cites:
                evidence = look.kept[cite.evidence]
                name = cite.field.partition(" ")[0].rpartition("/")[2]
                names = {str((r.get("metadata") or r).get("name")) for r in evidence.items}
                assert name in names or evidence.tool == "read_pod_logs"


def test_a_bad_rollout_proposes_the_revision_that_was_good(world: World) -> None:
    fault = next(f for f in faults(world) if f["kind"] == "bad_rollout")
    found = explain_workload.function(look_at(world), name=fault["target"]["name"]).findings
    assert [f.check for f in found] == ["kube.bad_rollout"]
    (proposal,) = found[0].proposals
    assert proposal.action == "kube.rollback_deployment"
    assert proposal.arguments == {"to_revision": fault["cause"]["good_revision"]}
    assert proposal.target.scope
    assert set(proposal.evidence) == set(found[0].evidence)


def test_a_recording_is_judged_by_its_own_time(tmp_path: Path) -> None:
    world = build(2, tmp_path, now=NOW)
    at_once = explain_workload.function(look_at(world))
    months_later = explain_workload.function(snapshot_look(world.folder / "kube", NOW + timedelta(days=120)))
    assert [f.to_json() for f in months_later.findings] == [f.to_json() for f in at_once.findings]
    assert "2026-07-28T05:00:00Z" in months_later.looked_at.en


def test_what_could_not_be_read_is_said_and_the_rest_found(tmp_path: Path) -> None:
    world = build(2, tmp_path, now=NOW)
    for gone in ("configmaps.json", "services.json"):
        (world.folder / "kube" / "lists" / gone).unlink()
    diagnosis = explain_workload.function(look_at(world))
    assert [n.what for n in diagnosis.not_read] == ["services", "configmaps"]
    found = {f.check for f in problems(diagnosis.findings)}
    assert found == {"kube.bad_rollout", "kube.oom_loop", "kube.missing_config"}
    for needed in ("pods.json", "deployments.apps.json"):
        (world.folder / "kube" / "lists" / needed).unlink()
    with pytest.raises(Unavailable, match="does not hold pods"):
        explain_workload.function(look_at(world))


def test_a_name_may_carry_kind_or_namespace_and_may_be_a_pod_or_service(world: World) -> None:
    fault = next(f for f in faults(world) if f["kind"] == "bad_rollout")
    name, namespace = fault["target"]["name"], fault["target"]["namespace"]
    whole = explain_workload.function(look_at(world)).findings
    finding = next(f for f in whole if f.check == "kube.bad_rollout")
    pod = next(r.id for r in finding.related if r.kind == "Pod")
    for words in (f"{namespace}/{name}", f"deployment/{name}", f"service/{name}", pod, f"pod/{pod}"):
        found = explain_workload.function(look_at(world), name=words).findings
        assert [f.fingerprint for f in found] == [finding.fingerprint], words


def test_a_healthy_workload_has_no_findings_and_says_what_was_seen(world: World) -> None:
    ill = {f["target"]["name"] for f in faults(world)}
    look = look_at(world)
    rows = look.read("list_workloads").items
    well = next(r for r in rows if r["name"] not in ill and r["ready"] and r["kind"] == "Deployment")
    diagnosis = explain_workload.function(look, name=well["name"], namespace=well["namespace"])
    assert problems(diagnosis.findings) == []
    assert f"{well['ready']} of {well['desired']} pods ready" in diagnosis.looked_at.en


def test_an_unknown_name_names_the_closest(tmp_path: Path) -> None:
    world = build(3, tmp_path, now=NOW)
    name = faults(world)[0]["target"]["name"]
    with pytest.raises(NotFound) as error:
        explain_workload.function(look_at(world), name=name[:-1] + "x")
    assert name in error.value.remedy


def test_a_cron_job_that_is_well_says_when_it_ran(world: World) -> None:
    look = look_at(world)
    crons = [c for c in look.read("read_objects", kind="cronjobs.batch").items if not c["spec"].get("suspend")]
    assert crons
    for cron in crons:
        diagnosis = explain_workload.function(look_at(world), name=cron["metadata"]["name"])
        assert problems(diagnosis.findings) == []
        assert f"last ran at {cron['status']['lastScheduleTime']}" in diagnosis.looked_at.en


def test_what_rests_says_why_where_somebody_wrote_it_down(world: World) -> None:
    look = look_at(world)
    at_rest = [d for d in look.read("read_objects", kind="deployments.apps").items if d["spec"].get("replicas") == 0]
    assert at_rest
    for resting in at_rest:
        words = next(v for k, v in resting["metadata"]["annotations"].items() if k.endswith("/paused"))
        (found,) = explain_workload.function(look_at(world), name=resting["metadata"]["name"]).findings
        assert any(words in s.text.en and s.cites[0].field.endswith('/paused"]') for s in found.statements)
