"""`baepo roadmap`: what is true of a recorded cluster, what speaks against it, and what nobody could look at."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import assistant.checks.aws
import assistant.checks.kube
from assistant.checks.spec import checks_in
from assistant.cli import main
from assistant.language import same
from assistant.phases import PHASES
from assistant.playbooks.spec import Diagnosis
from assistant.roadmap import Read, next_steps, standings
from evals import worlds
from knowledge import guides
from tools.spec import NotRead

Run = Callable[..., str]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> worlds.World:
    return worlds.build(5, tmp_path_factory.mktemp("company"), now=datetime.now(UTC))


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, company: worlds.World, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAEPO_CONFIG", str(tmp_path / "baepo.toml"))
    text = f'[environments.lab]\nrisk = "sandbox"\n[environments.lab.kube]\nsnapshot = "{company.folder}/kube"\n'
    (tmp_path / "baepo.toml").write_text(text)

    def ran(*words: str, code: int = 0) -> str:
        assert main(["roadmap", *words]) == code
        said = capsys.readouterr()
        return said.out + said.err

    return ran


def test_phases_say_what_is_true_with_evidence_and_what_speaks_against_the_rest(
    run: Run, company: worlds.World
) -> None:
    told = json.loads(run("--json"))
    steps = {s["text"]: s for phase in told["phases"] for s in phase["steps"]}
    faults = {f["target"]["name"] for f in company.truth["faults"] if f["backend"] == "kube"}
    against = {a["target"].rpartition("/")[2] for s in steps.values() for a in s["against"]}
    assert faults <= against
    assert all(s["evidence"] for s in steps.values() if s["state"] == "open" and s["against"])
    assert steps["Images are pinned to a version"]["state"] == "done"
    assert steps["Images are pinned to a version"]["evidence"]
    assert steps["No volume or address is paid for and unused"]["state"] == "absent"
    assert steps["Somebody is named who approves changes"]["state"] == "open"
    assert len(told["next"]) == 3


def test_it_is_told_in_korean_with_the_way_to_the_evidence(run: Run) -> None:
    told = run("--lang", "ko")
    assert "돌아간다" in told
    assert "다음에 할 일" in told
    assert "[E" in told
    assert "baepo evidence show ID --session s-" in told


def test_every_step_names_checks_and_guides_that_exist() -> None:
    known = {c.id for package in (assistant.checks.kube, assistant.checks.aws) for c in checks_in(package)}
    sections = {p.id for p in guides.load()}
    for step in (s for phase in PHASES for s in phase.steps):
        assert set(step.checks) <= known
        assert step.guide in {"", *sections}
        assert bool(step.setting) != bool(step.checks and step.reads)


def test_what_could_not_be_read_is_never_called_true() -> None:
    phase = PHASES[0]
    gap = NotRead(what="pods", why="forbidden")
    looked = Diagnosis(findings=(), looked_at=same("all"), evidence=("E1",), not_read=(gap,))
    found = standings(phase, {"kube": looked}, {}, {})
    assert [s.state for s in found] == ["unknown", "unknown", "none"]
    assert standings(phase, {"kube": gap}, {}, {})[2].state == "unknown"
    assert {s.state for s in standings(phase, {}, {}, {})} == {"absent"}
    whole = standings(phase, {"kube": replace(looked, not_read=())}, {}, {"E1": Read(what="pods", many=2)})
    assert [(s.state, s.evidence) for s in whole] == [("done", ("E1",)), ("done", ("E1",)), ("none", ())]
    assert next_steps(found)[0].step == phase.steps[0]


def test_settings_make_a_step_true() -> None:
    decided: Any = standings(PHASES[-1], {}, {"approvers": True, "policy": False, "runbooks": True}, {})
    assert [s.state for s in decided] == ["done", "open", "done"]
