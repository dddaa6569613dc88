"""`baepo check kube`: all checks at once, on a recorded cluster."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from evals import worlds

Run = Callable[..., str]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> worlds.World:
    return worlds.build(5, tmp_path_factory.mktemp("company"), now=datetime.now(UTC))


@pytest.fixture
def snapshot(company: worlds.World) -> str:
    return str(company.folder / "kube")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))

    def ran(*words: str, code: int = 0) -> str:
        assert main(["check", "kube", *words]) == code
        said = capsys.readouterr()
        return said.out + said.err

    return ran


def test_every_fault_of_a_snapshot_without_any_settings(run: Run, snapshot: str, company: worlds.World) -> None:
    told = json.loads(run("--snapshot", snapshot, "--json"))
    found = {(f["namespace"], f["name"]) for f in told["findings"]}
    faults = [f["target"] for f in company.truth["faults"] if f["backend"] == "kube"]
    assert told["schema"] == "baepo.check/1"
    assert found == {(f["namespace"], f["name"]) for f in faults}
    assert told["not_read"] == []
    assert all(f["evidence"] and f["title"] and f["text"] and f["cause"] for f in told["findings"])


def test_one_namespace(run: Run, snapshot: str) -> None:
    everything = json.loads(run("--snapshot", snapshot, "--json"))["findings"]
    place = everything[0]["namespace"]
    told = json.loads(run("--snapshot", snapshot, "--json", "--namespace", place))
    assert [f["fingerprint"] for f in told["findings"]] == [
        f["fingerprint"] for f in everything if f["namespace"] == place
    ]


def test_a_namespace_that_is_none_is_not_an_empty_one(run: Run, snapshot: str) -> None:
    place = json.loads(run("--snapshot", snapshot, "--json"))["findings"][0]["namespace"]
    said = run("--snapshot", snapshot, "--namespace", place + "x", code=1)
    assert f"no namespace {place}x" in said
    assert place in said.partition("closest")[2]


def test_severity_decides_for_scripts(run: Run, snapshot: str) -> None:
    severities = {f["severity"] for f in json.loads(run("--snapshot", snapshot, "--json"))["findings"]}
    assert "critical" in severities or "high" in severities
    run("--snapshot", snapshot, "--fail-on", "low", code=5)


def test_people_see_severity_place_cause_and_evidence(run: Run, snapshot: str) -> None:
    finding: dict[str, Any] = json.loads(run("--snapshot", snapshot, "--json", "--lang", "ko"))["findings"][0]
    said = run("--snapshot", snapshot, "--lang", "ko")
    assert f"{finding['kind']} {finding['namespace']}/{finding['name']}" in said
    assert finding["title"] in said
    assert "[E2]" in said


def test_a_part_that_is_not_in_the_snapshot_is_said(run: Run, snapshot: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(snapshot, copy)
    os.remove(copy / "lists" / "services.json")
    told = json.loads(run("--snapshot", str(copy), "--json", code=4))
    assert [n["what"] for n in told["not_read"]] == ["services"]


@pytest.mark.parametrize(
    ("words", "problem", "code"),
    [
        ((), "no environment yet", 2),
        (("--snapshot", "nowhere"), "no snapshot at nowhere", 4),
        (("--snapshot", "x", "--context", "y"), "--context and --snapshot name two places", 2),
        (("--context", "absent"), "no kubeconfig", 4),
    ],
)
def test_mistakes_are_told(run: Run, words: tuple[str, ...], problem: str, code: int) -> None:
    assert problem in run(*words, code=code)
