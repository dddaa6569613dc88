"""The suite `kube_faults`: a real control plane with planted faults and oddities; what `baepo check kube` says of them.

Needs the test kit of the repository (`tests.live.kit`) and its programs, which are built once.
`python -m evals.suites.kube_faults FILE.tar.zst` records the cluster instead.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from assistant.errors import UsageError
from assistant.findings import Finding
from assistant.settings import load
from assistant.wiring import Wiring
from evals.spec import Case as Result
from evals.spec import Scores, suite
from evals.worlds.kube import CASES
from evals.worlds.kube.planting import Server, plant, write_node_conditions
from evals.worlds.kube.spec import Case

NODES = 3
SETTLE_S = 100.0  # what has only just begun is not wrong yet
_SETTINGS = """default_environment = "faults"
[me]
name = "eval"
roles = ["operator"]
[environments.faults]
risk = "sandbox"
[environments.faults.kube]
kubeconfig = "{kubeconfig}"
context = "admin"
cluster_uid = "{uid}"
"""


class Cluster(Server, Protocol):
    """A control plane of the test kit."""

    cluster_uid: str

    def kubeconfig(self) -> Path: ...

    def kill(self, name: str) -> None: ...


@suite(name="kube_faults")
def kube_faults(_data: Path | None) -> Scores:
    """Faults and oddities on a real control plane: found with object and cause, false alarms, findings beside the cause."""
    return scores(CASES)


def scores(cases: Sequence[Case]) -> Scores:
    """Plants the cases and grades what is said of them."""
    with faulty_cluster(cases) as (cluster, folder):
        findings = check(cluster, folder)
    results = tuple(grade(cases, findings))
    return Scores(metrics=metrics(results, findings, cases), cases=results)


@contextmanager
def faulty_cluster(cases: Sequence[Case]) -> Iterator[tuple[Cluster, Path]]:
    """The cluster with everything planted, and a folder beside it."""
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as folder, _control_plane(Path(folder)) as cluster:
        plant(cluster, cases, lambda: datetime.now(UTC))
        time.sleep(SETTLE_S)
        cluster.kill("kwok")  # plays the kubelets, and would write over the conditions of ill nodes
        write_node_conditions(cluster, cases, datetime.now(UTC))
        yield cluster, Path(folder)


def grade(cases: Iterable[Case], findings: Sequence[Finding]) -> Iterator[Result]:
    """For a fault whether its object is called a problem and what decides is said of it; for each case whether nothing else
    is called a problem there that no fault explains."""
    problems = [f for f in findings if f.klass == "problem"]
    for case in cases:
        here = [f for f in problems if _belongs(f, case)]
        if case.target is None:
            said = [f"{f.check} {f.target.kind} {f.target.id}: {f.title.en}" for f in here]
            yield Result(id=f"quiet/{case.id}", passed=not here, detail="; ".join(said))
            continue
        named = [f for f in here if (f.target.kind, f.target.id) in (case.target, *case.also)]
        others = "; ".join(f"{f.check} {f.target.kind} {f.target.id}" for f in here)
        yield Result(id=f"found/{case.id}", passed=bool(named), detail=f"not {case.target}, but: {others or 'nothing'}")
        if named:
            missing = min((_unsaid(case, f) for f in named), key=len)
            text = " | ".join(s.text.en for s in named[0].statements)
            yield Result(id=f"cause/{case.id}", passed=not missing, detail=f"{missing} not in: {text}")


def metrics(results: Sequence[Result], findings: Sequence[Finding], cases: Iterable[Case]) -> Mapping[str, float]:
    """Shares of faults found and with their cause, false alarms (a number), and problems told beside those of a fault."""
    cases = tuple(cases)
    faults = [c for c in cases if c.target is not None]
    problems = [f for f in findings if f.klass == "problem"]
    own = [f for f in problems if any(_belongs(f, c) for c in faults)]
    quiet = {c.id for c in cases if c.target is None}
    return {
        "faults": float(len(faults)),
        "oddities": float(len(quiet)),
        "found": sum(r.passed for r in results if r.id.startswith("found/")) / len(faults),
        "cause": sum(r.passed for r in results if r.id.startswith("cause/")) / len(faults),
        "false_alarms": float(len(problems) - len(own)),
        "problems_per_fault": len(own) / len(faults),
    }


def _belongs(finding: Finding, case: Case) -> bool:
    """In the case's namespace, or of one of its cluster-wide objects."""
    if finding.target.place:
        return finding.target.place == case.id
    wide = {(o["kind"], o["metadata"]["name"]) for o in case.objects} | {("Namespace", case.id)}
    return (finding.target.kind, finding.target.id) in wide


def _unsaid(case: Case, finding: Finding) -> list[str]:
    said = " ".join([finding.title.en, *(s.text.en for s in finding.statements)]).lower()
    wanted = [words if isinstance(words, tuple) else (words,) for words in case.says]
    return [" or ".join(words) for words in wanted if not any(w.lower() in said for w in words)]


def check(cluster: Cluster, home: Path) -> tuple[Finding, ...]:
    """All findings of the whole cluster, as `baepo check kube` makes them."""
    from assistant.budget import Budget, Spending

    config = home / "baepo.toml"
    config.write_text(_SETTINGS.format(kubeconfig=cluster.kubeconfig(), uid=cluster.cluster_uid), encoding="utf-8")
    wiring = Wiring(load(config, {"BAEPO_HOME": str(home / "home")}), via="eval")
    environment = wiring.settings.environments["faults"]
    session = wiring.session(title="kube_faults", environment=environment.name)
    look = wiring.toolbox.look(
        environment=environment,
        principal=wiring.principal,
        session=session.id,
        spending=Spending(Budget(tool_calls=200, seconds=300.0), wiring.clock),
        cancelled=threading.Event(),
        emit=lambda _event: None,
    )
    try:
        found: tuple[Finding, ...] = wiring.playbooks["explain_workload"].function(look).findings
    finally:
        wiring.database.close()
    return found


@contextmanager
def _control_plane(folder: Path) -> Iterator[Cluster]:
    """Raises: UsageError where the kit or its programs are missing."""
    try:
        from tests.live.kit import kube_build
        from tests.live.kit.kube import ControlPlane
    except ModuleNotFoundError as error:
        raise UsageError(
            "This suite needs the test kit, which is part of the repository only.",
            remedy="Run it in a checkout: git clone, then baepo eval kube_faults.",
        ) from error
    programs = kube_build.cached()
    if programs is None:
        raise UsageError(
            "The control plane is not built yet.", remedy="Build it once: python -m tests.live.kit.kube_build"
        )
    with ControlPlane(folder / "control_plane", programs=programs, nodes=NODES) as cluster:
        yield cluster


def record(path: Path, cases: Sequence[Case]) -> None:
    """Writes the cluster down as a snapshot: the recording that the unit tests of the checks read."""
    from assistant.cli import main

    with faulty_cluster(cases) as (cluster, _):
        where = ["--kubeconfig", str(cluster.kubeconfig()), "--context", "admin"]
        main(["kube", "snapshot", str(path), *where, "--no-logs"])


if __name__ == "__main__":
    record(Path(sys.argv[1]), CASES)
