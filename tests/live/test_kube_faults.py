"""The fault clusters on a real control plane, as `baepo eval kube_faults` and `baepo eval kube_variants` measure them."""

from pathlib import Path

import pytest

from evals.spec import Suite
from evals.suites.kube_faults import kube_faults
from evals.suites.kube_variants import kube_variants


@pytest.mark.parametrize("suite", [kube_faults, kube_variants], ids=lambda s: s.name)
def test_planted_faults_are_named_and_nothing_else_is(suite: Suite, kube_programs: Path) -> None:
    scores = suite.function(None)
    assert scores.metrics["found"] >= 0.95
    assert scores.metrics["cause"] >= 0.95
    assert scores.metrics["false_alarms"] == 0
