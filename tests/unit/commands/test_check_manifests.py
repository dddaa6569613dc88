"""`baepo check manifests`: files as people and scripts see them."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from tests.unit.manifests.upstream import CAREFUL, DEPLOYMENT

Run = Callable[..., str]
PRIVILEGED = DEPLOYMENT.replace("        image:", "        securityContext: {privileged: true}\n        image:")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAEPO_LANG", "en")
    monkeypatch.chdir(tmp_path)

    def ran(*words: str, code: int = 0) -> str:
        assert main(["check", "manifests", *words]) == code
        said = capsys.readouterr()
        return said.out + said.err

    return ran


def test_json_names_file_and_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(PRIVILEGED, encoding="utf-8")
    told: dict[str, Any] = json.loads(run("web.yaml", "--json"))
    assert told["schema"] == "baepo.check/1"
    (finding,) = [f for f in told["findings"] if f["check"] == "kube.privileged_container"]
    assert (finding["file"], finding["line"], finding["severity"]) == ("web.yaml", 19, "high")
    assert {(e["file"], e["line"], e["evidence"]) for e in finding["evidence"]} == {("web.yaml", 19, "web.yaml:19")}
    assert (finding["kind"], finding["name"], finding["class"]) == ("Deployment", "nginx-deployment", "advice")
    assert finding["runbook"]
    (posture,) = told["posture"]
    assert (posture["level"], posture["file"]) == ("privileged", "web.yaml")


def test_severity_and_gaps_decide_for_scripts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(PRIVILEGED, encoding="utf-8")
    run("web.yaml", "--fail-on", "high", code=5)
    run("web.yaml", "--fail-on", "critical")
    (tmp_path / "bad.yaml").write_text("a: [\n", encoding="utf-8")
    assert "bad.yaml:2" in run(".", code=4)
    run(".", "--fail-on", "high", code=5)


def test_people_see_what_matters_in_full_and_the_rest_in_lines(run: Run, tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(PRIVILEGED, encoding="utf-8")
    said = run("web.yaml")
    assert "web.yaml:19 ▲ high · kube.privileged_container" in said
    assert "○ Container without a CPU limit: web.yaml:18" in said
    assert "kube.cpu_limits_missing" not in said
    assert "Pod Security level privileged 1: Deployment nginx-deployment (web.yaml:16)" in said
    everything = run("web.yaml", "--all")
    assert "web.yaml:18 ○ low · kube.cpu_limits_missing" in everything
    assert "특권(privileged) 컨테이너" in run("web.yaml", "--lang", "ko")


def test_nothing_found_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(CAREFUL, encoding="utf-8")
    said = run("web.yaml", "--fail-on", "low")
    assert "Nothing was found." in said
    assert "restricted 1" in said
    assert "15 objects in 1 file" in said


def test_what_others_render_comes_by_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PRIVILEGED.encode()), encoding="utf-8"))
    found = json.loads(run("-", "--json"))["findings"]
    assert {f["file"] for f in found} == {"-"}


def test_secrets_are_not_repeated(run: Run, tmp_path: Path) -> None:
    env = "        env: [{name: DB_PASSWORD, value: hunter2hunter2}]\n"
    (tmp_path / "web.yaml").write_text(DEPLOYMENT.replace("        ports:", env + "        ports:"), encoding="utf-8")
    said = run("web.yaml", "--json")
    assert "kube.secret_in_environment" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "no path"),
        (("none.yaml",), "none.yaml does not exist"),
        ((".", "--context", "prod"), "--context names a cluster"),
    ],
)
def test_mistakes_are_told(words: tuple[str, ...], told: str, run: Run) -> None:
    assert told in run(*words, code=2)


def test_a_cluster_takes_no_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "kube", "deploy.yaml"]) == 2
    assert "baepo check manifests" in capsys.readouterr().err
