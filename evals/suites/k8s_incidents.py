"""The suite `k8s_incidents`: recorded Kubernetes incidents of others, asked in their own words, answered without a model.

Each recording becomes a snapshot that the product reads like any cluster; see `evals.incidents.grading` for the rules.
"""

import json
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant import settings
from assistant.errors import UsageError
from assistant.events import Event, EvidenceKept, FindingRaised, TurnEnded
from assistant.wiring import Wiring
from evals.incidents.cases import Incident, load
from evals.incidents.grading import Recording, Said, Verdict, judge
from evals.incidents.replay import CLUSTER_UID, write_snapshot
from evals.spec import Case, Scores, suite

ENVIRONMENT = "incident"
_SETTINGS = """default_environment = "incident"

[me]
name = "eval"
roles = ["operator"]

[environments.incident]
risk = "sandbox"

[environments.incident.kube]
snapshot = "{snapshot}"
cluster_uid = "{uid}"
"""


@suite(name="k8s_incidents", needs_data=True)
def k8s_incidents(data: Path | None) -> Scores:
    """Recorded Kubernetes incidents (HolmesGPT evals): is the cause named, and does its line survive the budget?"""
    if data is None or not (data / "cases.jsonl").is_file():
        raise UsageError(
            f"There are no recorded incidents in {data}.", remedy="--data DIR with cases.jsonl and fixtures/."
        )
    graded = [(incident, _graded(incident)) for incident in load(data)]
    cases = [case for incident, verdict in graded for case in _cases(incident, verdict)]
    return Scores(metrics=_metrics(graded), cases=tuple(cases))


def _graded(incident: Incident) -> Verdict:
    """The worst of its wordings: each must be understood."""
    recording = Recording(line for text in _texts(incident) for line in text.splitlines())
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as folder:
        snapshot = Path(folder) / "snapshot"
        write_snapshot(incident, snapshot)
        verdicts = [
            judge(
                incident.expected,
                question,
                recording,
                _ask(question, incident.earlier, snapshot, Path(folder) / str(n)),
            )
            for n, question in enumerate(incident.questions)
        ]
    return min(verdicts, key=lambda v: (v.cause_right, v.line_kept))


def _texts(incident: Incident) -> tuple[str, ...]:
    return (*(o.body for o in incident.outputs), *incident.manifests)


def _ask(question: str, earlier: tuple[str, ...], snapshot: Path, home: Path) -> Said:
    home.mkdir()
    config = home / "baepo.toml"
    config.write_text(_SETTINGS.format(snapshot=snapshot, uid=CLUSTER_UID), encoding="utf-8")
    wiring = Wiring(settings.load(config, {"BAEPO_HOME": str(home)}), via="eval")
    environment = wiring.settings.environments[ENVIRONMENT]
    session = wiring.session(title=question, environment=environment.name)
    findings: list[Mapping[str, Any]] = []
    kept: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, FindingRaised) and event.finding["class"] == "problem":
            findings.append(event.finding)
        if isinstance(event, EvidenceKept):
            kept.append(event.evidence)

    for posted in earlier:
        session.ask(posted, environment=environment, listener=lambda _event: None, cancelled=threading.Event())
    ended: TurnEnded = session.ask(question, environment=environment, listener=listen, cancelled=threading.Event())
    rows = tuple(text for e in kept for item in wiring.evidence.load(session.id, e).items for text in _row_texts(item))
    wiring.database.close()
    told = [ended.answer, ended.message, *(json.dumps(f, ensure_ascii=False) for f in findings)]
    return Said(text="\n".join(told), problems=len(findings), rows=rows, status=ended.status)


def _row_texts(item: Any) -> list[str]:
    """A row of evidence as text, without JSON's escapes, so that quoted words stay words."""
    return [json.dumps(item, ensure_ascii=False).replace('\\"', '"').replace("\\n", " ")]


def _cases(incident: Incident, verdict: Verdict) -> tuple[Case, Case]:
    return (
        Case(id=f"{incident.id}/cause", passed=verdict.cause_right, detail=verdict.cause_detail),
        Case(id=f"{incident.id}/line", passed=verdict.line_kept, detail=verdict.line_detail),
    )


def _metrics(graded: list[tuple[Incident, Verdict]]) -> dict[str, float]:
    """Shares of 1 over all incidents, and of causes by tag."""

    def share(verdicts: list[bool]) -> float:
        return sum(verdicts) / len(verdicts) if verdicts else 0.0

    tags = sorted({tag for incident, _ in graded for tag in incident.tags})
    by_tag = {f"cause_right/{t}": share([v.cause_right for i, v in graded if t in i.tags]) for t in tags}
    return {
        "cause_right": share([v.cause_right for _, v in graded]),
        "decisive_line_kept": share([v.line_kept for _, v in graded]),
        **by_tag,
    }
