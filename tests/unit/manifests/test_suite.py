"""The suite `manifests`: labels by file or by name, and a grader that tells right from wrong."""

import json
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.manifests.checking import checks
from evals.manifests.cases import load
from evals.manifests.others import CHECKOV, KUBE_LINTER, KUBE_SCORE, TRIVY
from evals.manifests.polaris import MEANINGS as POLARIS
from evals.suites.manifests import MEANINGS, graded, manifests
from tests.unit.manifests.upstream import DEPLOYMENT


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "polaris"
    for check, good in (("hostPIDSet", DEPLOYMENT), ("resourceRange", DEPLOYMENT)):
        (folder / check).mkdir(parents=True)
        (folder / check / "success.yaml").write_text(good, encoding="utf-8")
    bad = DEPLOYMENT.replace("      containers:", "      hostPID: true\n      containers:")
    (folder / "hostPIDSet" / "failure.yaml").write_text(bad, encoding="utf-8")
    limits = {"properties": {"cpu": {"resourceMinimum": "100m", "resourceMaximum": "2"}}}
    schema = {"schema": {"properties": {"resources": {"properties": {"limits": limits}}}}}
    (folder / "resourceRange" / "check.yaml").write_text(json.dumps(schema), encoding="utf-8")
    for name, cpu in (("success", "1"), ("failure", "0.05")):
        sized = DEPLOYMENT + f"        resources: {{limits: {{cpu: {cpu}}}}}\n"
        (folder / "resourceRange" / f"{name}.yaml").write_text(sized, encoding="utf-8")
    return folder


def test_file_names_say_which_are_bad(data: Path) -> None:
    scores = manifests.function(data)
    assert [c.id for c in scores.cases if not c.passed] == []
    assert scores.metrics["accuracy/resourceRange"] == 1.0
    assert len(scores.cases) == 4


def test_labels_go_before_names_and_unknown_checks_count_as_not_run(data: Path) -> None:
    rows = [
        {"check": "hostPIDSet", "file": "polaris/hostPIDSet/failure.yaml", "label": "pass"},
        {"check": "hostPIDSet", "file": "polaris/hostPIDSet/success.yaml", "label": "pass"},
        {"check": "somethingElse", "file": "polaris/hostPIDSet/success.yaml", "label": "pass"},
    ]
    (data.parent / "labels.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    scores = manifests.function(data)
    assert [(c.id, c.passed) for c in scores.cases] == [
        ("hostPIDSet/failure.yaml", False),
        ("hostPIDSet/success.yaml", True),
    ]

    assert "17: nginx-deployment" in scores.cases[0].detail
    assert len(scores.not_run) == 1


def test_the_grader_wants_the_same_check_and_no_other(data: Path) -> None:
    bad = next(c for c in load(data) if c.check == "hostPIDSet" and c.bad)
    assert graded(bad, MEANINGS["hostPIDSet"]).passed
    assert not graded(bad, MEANINGS["hostIPCSet"]).passed


def test_a_folder_without_labels_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no labelled manifests"):
        load(tmp_path)


def test_meanings_name_checks_that_exist_and_no_id_twice() -> None:
    named = {check for meaning in MEANINGS.values() for check in meaning.checks}
    assert named <= {c.id for c in checks()}
    assert len(MEANINGS) == sum(map(len, (POLARIS, KUBE_LINTER, KUBE_SCORE, CHECKOV, TRIVY)))
