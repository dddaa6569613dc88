"""The suite `worlds`: three companies with known faults; what is asked in words must come back as the planted truth."""

import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant import settings
from assistant.events import Event, FindingRaised, TurnEnded
from assistant.wiring import Wiring
from evals import worlds
from evals.demo_settings import ENVIRONMENT, write_settings
from evals.spec import Case, Scores, suite
from evals.worlds.moto_server import ServerFailed, serve

SEEDS = (1, 2, 3)
QUESTIONS = {"kube": "이 클러스터에 무슨 문제가 있어?", "aws": "what is wasted in this AWS account?"}
_DECISIVE = ("variant", "configmap", "secret", "key", "bad_revision", "good_revision", "memory_limit", "exit_code")
Findings = Sequence[Mapping[str, Any]]


@suite(name="worlds")
def worlds_suite(_data: Path | None) -> Scores:
    """Planted faults and decoys of three seeded companies, asked for in Korean and English."""
    cases: list[Case] = []
    not_run: list[str] = []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory(prefix="baepo-eval-") as folder:
            try:
                world = worlds.build(seed, Path(folder) / "world", now=datetime.now(UTC))
                with serve(world) as endpoint_url:
                    findings = _ask_all(write_settings(Path(folder), world, endpoint_url), Path(folder), not_run, seed)
            except ServerFailed as error:
                not_run.append(f"seed {seed}: {error}")
                continue
        cases.extend(grade(world.truth, findings, prefix=f"seed-{seed}"))
    return Scores(metrics=metrics(cases), cases=tuple(cases), not_run=tuple(not_run))


def grade(truth: Mapping[str, Any], findings: Findings, *, prefix: str) -> Iterable[Case]:
    """One case a planted fault (right object, right cause, right money), one a decoy (not called a problem)."""
    problems = {_key(f["target"]): f for f in findings if f["class"] == "problem"}
    for fault in truth["faults"]:
        found = problems.get(_truth_key(fault))
        yield Case(
            id=f"{prefix}/found/{fault['id']}", passed=found is not None, detail=f"{fault['kind']} on {fault['target']}"
        )
        if found is None:
            continue
        wrong = _wrong_cause(fault, found) or _wrong_money(fault, found)
        yield Case(id=f"{prefix}/cause/{fault['id']}", passed=not wrong, detail=wrong)
    for number, decoy in enumerate(truth["decoys"], start=1):
        alarm = problems.get(_truth_key(decoy))
        detail = f"{decoy['looks_like']} on {decoy['target']}: {decoy['because']}"
        yield Case(id=f"{prefix}/quiet/decoy-{number}", passed=alarm is None, detail=detail)
    planted = {_truth_key(f) for f in truth["faults"]}
    extra = sorted(str(k) for k in problems if k not in planted)
    yield Case(id=f"{prefix}/quiet/nothing-else", passed=not extra, detail=f"not planted: {extra}")


def metrics(cases: list[Case]) -> dict[str, float]:
    """Shares of 1 by kind of case: faults found, causes right, decoys left alone."""

    def share(kind: str) -> float:
        mine = [c.passed for c in cases if f"/{kind}/" in c.id]
        return sum(mine) / len(mine) if mine else 0.0

    return {kind: share(kind) for kind in ("found", "cause", "quiet")}


def _ask_all(config: Path, home: Path, not_run: list[str], seed: int) -> Findings:
    wiring = Wiring(settings.load(config, {"BAEPO_HOME": str(home)}), via="eval")
    environment = wiring.settings.environments[ENVIRONMENT]
    findings: list[Mapping[str, Any]] = []

    def keep(event: Event) -> None:
        if isinstance(event, FindingRaised):
            findings.append(event.finding)

    for backend, question in QUESTIONS.items():
        session = wiring.session(title=question, environment=environment.name)
        ended: TurnEnded = session.ask(question, environment=environment, listener=keep, cancelled=threading.Event())
        if ended.status != "answered" or ended.not_read:
            not_run.append(f"seed {seed}, {backend}: {ended.status} {ended.message} {list(ended.not_read)}".strip())
    wiring.database.close()
    return findings


def _key(target: Mapping[str, str]) -> tuple[str, str, str]:
    return (target["provider"], target["place"], target["id"])


def _truth_key(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    target = entry["target"]
    if entry["backend"] == "kube":
        return ("kube", target.get("namespace", ""), target["name"])
    return ("aws", target["region"], target["id"])


def _wrong_cause(fault: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """What of the planted cause the finding leaves out or states differently."""
    planted, stated = fault["cause"], found["cause"]
    for key in _DECISIVE:
        if key in planted and str(planted[key]) != str(stated.get(key)):
            return f"{key} is {stated.get(key)!r}, planted was {planted[key]!r}"
    return ""


def _wrong_money(fault: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    if fault["monthly_usd"] is None:
        return ""
    saving = found["saving_per_month"]
    stated = Decimal(saving["amount"]).quantize(Decimal("0.01")) if saving else None
    return (
        "" if stated == Decimal(fault["monthly_usd"]) else f"saving is {stated}, the bill says {fault['monthly_usd']}"
    )
