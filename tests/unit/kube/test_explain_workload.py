"""The playbook on whole worlds: every planted fault once, with its cause; nothing about what only looks wrong."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.findings import Finding
from assistant.playbooks.explain_workload import explain_workload
from evals.worlds import World, build
from tests.unit.kube.looks import DirectLook, snapshot_look
from tools.spec import NotFound

NOW = datetime(2026, 7, 28, 5, 0, tzinfo=UTC)
SEEDS = range(1, 16)
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
                names = {str((r.get("metadata") or {}).get("name")) for r in evidence.items}
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


def test_an_unknown_name_names_the_closest(tmp_path: Path) -> None:
    world = build(3, tmp_path, now=NOW)
    name = faults(world)[0]["target"]["name"]
    with pytest.raises(NotFound) as error:
        explain_workload.function(look_at(world), name=name[:-1] + "x")
    assert name in error.value.remedy
