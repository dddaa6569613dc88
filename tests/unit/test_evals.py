"""Graders tell a good run from a plausible bad one; another seed has other right answers; the runner's shape."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from evals import worlds
from evals.run import as_json
from evals.spec import Case, Scores
from evals.suites.worlds import grade, metrics

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return worlds.build(1, tmp_path_factory.mktemp("world"), now=NOW).truth


def _perfect(truth: dict[str, Any]) -> list[dict[str, Any]]:
    """Findings as a flawless product would raise them."""
    found = []
    for fault in truth["faults"]:
        target = fault["target"]
        kube = fault["backend"] == "kube"
        found.append(
            {
                "class": "problem",
                "target": {
                    "provider": fault["backend"],
                    "place": target.get("namespace", "") if kube else target["region"],
                    "id": target["name"] if kube else target["id"],
                },
                "cause": {k: str(v) for k, v in fault["cause"].items()},
                "saving_per_month": None if fault["monthly_usd"] is None else {"amount": fault["monthly_usd"]},
            }
        )
    return found


def _failed(truth: dict[str, Any], findings: list[dict[str, Any]]) -> list[str]:
    return [c.id for c in grade(truth, findings, prefix="x") if not c.passed]


def test_a_flawless_run_passes(truth: dict[str, Any]) -> None:
    cases = list(grade(truth, _perfect(truth), prefix="x"))
    assert all(c.passed for c in cases)
    assert metrics(cases) == {"found": 1.0, "cause": 1.0, "quiet": 1.0}


def test_a_missed_fault_fails(truth: dict[str, Any]) -> None:
    findings = _perfect(truth)
    del findings[0]
    assert _failed(truth, findings) == [f"x/found/{truth['faults'][0]['id']}"]


def test_the_right_object_with_a_wrong_cause_fails(truth: dict[str, Any]) -> None:
    findings = copy.deepcopy(_perfect(truth))
    fault = next(i for i, f in enumerate(truth["faults"]) if f["kind"] == "bad_rollout")
    findings[fault]["cause"]["good_revision"] = "1"
    assert _failed(truth, findings) == [f"x/cause/{truth['faults'][fault]['id']}"]


def test_a_cause_left_out_fails(truth: dict[str, Any]) -> None:
    findings = copy.deepcopy(_perfect(truth))
    findings[0]["cause"].pop("variant")
    assert _failed(truth, findings) == [f"x/cause/{truth['faults'][0]['id']}"]


def test_a_wrong_saving_fails(truth: dict[str, Any]) -> None:
    findings = copy.deepcopy(_perfect(truth))
    priced = next(i for i, f in enumerate(truth["faults"]) if f["monthly_usd"])
    findings[priced]["saving_per_month"] = {"amount": "0.01"}
    assert _failed(truth, findings) == [f"x/cause/{truth['faults'][priced]['id']}"]


def test_an_alarm_about_a_decoy_fails(truth: dict[str, Any]) -> None:
    findings = _perfect(truth)
    decoy = next(d for d in truth["decoys"] if d["backend"] == "aws")
    target = {"provider": "aws", "place": decoy["target"]["region"], "id": decoy["target"]["id"]}
    findings.append({"class": "problem", "target": target, "cause": {}, "saving_per_month": None})
    failed = _failed(truth, findings)
    assert len(failed) == 2
    assert failed[-1] == "x/quiet/nothing-else"


def test_another_seed_has_other_right_answers(truth: dict[str, Any], tmp_path: Path) -> None:
    other = worlds.build(2, tmp_path, now=NOW).truth
    assert len(_failed(other, _perfect(truth))) >= len(other["faults"])


def test_the_answer_has_the_agreed_shape() -> None:
    scores = Scores(metrics={"a": 1.0}, cases=(Case(id="c", passed=False, detail="d"),), not_run=("r",))
    assert as_json("s", scores) == {
        "schema": "baepo.eval/1",
        "suite": "s",
        "metrics": {"a": 1.0},
        "cases": [{"id": "c", "passed": False, "detail": "d"}],
        "not_run": ["r"],
    }


def test_an_unknown_suite_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "nonsense", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["schema"] == "baepo.error/1"
