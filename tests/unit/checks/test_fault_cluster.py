"""The checks on recorded clusters of a real control plane: each planted fault is named with its cause, and nothing else.

`tests/recorded/<suite>/cluster.tar.zst` was written by `python -m evals.suites.<suite> FILE`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from assistant.findings import Finding
from assistant.language import same
from assistant.playbooks.explain_workload import explain_workload
from evals.spec import Case as Result
from evals.suites.kube_faults import grade, metrics
from evals.worlds.kube import CASES
from evals.worlds.kube.spec import Case
from evals.worlds.kube.variants import VARIANTS
from tests.unit.checks.recorded import Answer, cites_hold
from tests.unit.kube.looks import snapshot_look

RECORDED = Path(__file__).parents[2] / "recorded"
WORLDS: Mapping[str, tuple[Case, ...]] = {"kube_faults": CASES, "kube_variants": VARIANTS}
EACH = pytest.mark.parametrize("world", WORLDS)


@cache
def answer_of(world: str) -> Answer:
    look = snapshot_look(RECORDED / world / "cluster.tar.zst", datetime.now(UTC))
    diagnosis = explain_workload.function(look)
    assert all(gap.what.startswith("log of ") for gap in diagnosis.not_read)  # fake nodes have no logs
    return Answer(findings=diagnosis.findings, kept=look.kept)


@cache
def results_of(world: str) -> Mapping[str, Result]:
    return {r.id: r for r in grade(WORLDS[world], answer_of(world).findings)}


@pytest.fixture
def answer() -> Answer:
    return answer_of("kube_faults")


@pytest.mark.parametrize(("world", "case"), [pytest.param(w, c, id=c.id) for w, cases in WORLDS.items() for c in cases])
def test_what_is_planted_is_said_and_what_only_looks_wrong_is_not(world: str, case: Case) -> None:
    for part in ("found", "cause") if case.target else ("quiet",):
        result = results_of(world)[f"{part}/{case.id}"]
        assert result.passed, result.detail


@EACH
def test_there_are_no_false_alarms_and_one_finding_a_fault(world: str) -> None:
    findings = answer_of(world).findings
    found = metrics(tuple(grade(WORLDS[world], findings)), findings, WORLDS[world])
    assert found["false_alarms"] == 0
    assert found["problems_per_fault"] <= 1.02


@EACH
def test_every_statement_cites_what_stands_there_in_both_languages(world: str) -> None:
    answer = answer_of(world)
    assert cites_hold(answer)
    for finding in answer.findings:
        assert finding.statements
        for statement in finding.statements:
            assert statement.cites
            assert statement.text.en
            assert not statement.text.ko.isascii() or finding.check == "kube.stuck_finalizer"


def test_workloads_that_miss_the_same_secret_are_one_finding() -> None:
    [told] = [
        f for f in answer_of("kube_variants").findings if f.target.place == "v-shared-secret" and f.klass == "problem"
    ]
    other = {"orders": "payments", "payments": "orders"}[told.target.id]
    assert other in [r.id for r in told.related]
    assert other in told.statements[-1].text.en


def test_the_grader_notices_a_wrong_object_a_missing_word_and_an_alarm(answer: Answer) -> None:
    case = next(c for c in CASES if c.id == "oom-killed")
    right = next(f for f in answer.findings if f.target.place == case.id)
    oddity = next(c for c in CASES if c.target is None)

    def passed(*findings: Finding) -> dict[str, bool]:
        return {r.id.partition("/")[0]: r.passed for r in grade([case, oddity], findings)}

    assert passed(right) == {"found": True, "cause": True, "quiet": True}
    elsewhere = replace(right, target=replace(right.target, id="other"))
    assert passed(elsewhere) == {"found": False, "quiet": True}
    assert not passed(replace(right, statements=right.statements[1:2], title=same("unwell")))["cause"]
    alarm = replace(right, target=replace(right.target, place=oddity.id))
    assert not passed(right, alarm)["quiet"]
    assert metrics((), [alarm], [case, oddity])["false_alarms"] == 1
