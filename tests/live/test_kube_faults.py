"""The fault cluster on a real control plane, as `baepo eval kube_faults` measures it."""

from pathlib import Path

from evals.suites.kube_faults import kube_faults


def test_planted_faults_are_named_and_nothing_else_is(kube_programs: Path) -> None:
    scores = kube_faults.function(None)
    assert scores.metrics["found"] >= 0.95
    assert scores.metrics["cause"] >= 0.95
    assert scores.metrics["false_alarms"] == 0
