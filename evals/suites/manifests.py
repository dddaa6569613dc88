"""The suite `manifests`: labelled good and bad manifests of others, file by file, check by check."""

import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import UsageError
from assistant.manifests.checking import Placed, check
from assistant.manifests.reading import read
from evals.manifests.cases import Labelled, load
from evals.manifests.meaning import Meaning
from evals.manifests.others import CHECKOV, KUBE_LINTER, KUBE_SCORE, TRIVY
from evals.manifests.polaris import MEANINGS as POLARIS
from evals.manifests.polaris import limit_range
from evals.spec import Case, Scores, suite

MEANINGS = {**POLARIS, **KUBE_LINTER, **KUBE_SCORE, **CHECKOV, **TRIVY}  # no two tools give one id to two things
_NOW = datetime(2026, 1, 1, tzinfo=UTC)  # nothing that is written depends on it


@suite(name="manifests", needs_data=True)
def manifests(data: Path | None) -> Scores:
    """Labelled manifests (tests of Polaris or others): does each check speak where it must, and stay silent where it must?"""
    if data is None:
        raise UsageError("There are no labelled manifests.", remedy="--data DIR with one folder a check.")
    labelled = load(data)
    known = [c for c in labelled if c.check in MEANINGS]
    cases = tuple(graded(c, MEANINGS[c.check]) for c in known)
    unknown = sorted({c.check for c in labelled if c.check not in MEANINGS})
    return Scores(
        metrics=_metrics(known, cases),
        cases=cases,
        not_run=tuple(f"{name}: no check of ours says what this one says" for name in unknown),
    )


def graded(labelled: Labelled, meaning: Meaning) -> Case:
    """Whether our check agrees with the label, and what it said."""
    said = [p for p in _checked(labelled) if meaning.is_said_by(p.finding)]
    passed = bool(said) == labelled.bad
    told = "; ".join(f"{p.place.line}: {p.finding.title.en}" for p in said) or "nothing"
    detail = f"{'a finding' if labelled.bad else 'none'} of {', '.join(sorted(meaning.checks))}; said: {told}"
    return Case(id=labelled.id, passed=passed, detail=f"expected {detail}")


def _checked(labelled: Labelled) -> tuple[Placed, ...]:
    beside = limit_range(labelled.file.parent)
    if not beside:
        return check(read([str(labelled.file)]), _NOW)
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as folder:
        written = Path(folder) / "limit-range.yaml"
        written.write_text(beside, encoding="utf-8")
        return check(read([str(labelled.file), str(written)]), _NOW)


def _metrics(labelled: list[Labelled], cases: tuple[Case, ...]) -> dict[str, float]:
    """Shares of 1: over all files, of the bad found, of the good left alone, and by check."""

    def share(passed: list[bool]) -> float:
        return sum(passed) / len(passed) if passed else 0.0

    by_check: dict[str, list[bool]] = defaultdict(list)
    for label, case in zip(labelled, cases, strict=True):
        by_check[label.check].append(case.passed)
    pairs = list(zip(labelled, cases, strict=True))
    return {
        "accuracy": share([c.passed for c in cases]),
        "bad_found": share([c.passed for label, c in pairs if label.bad]),
        "good_silent": share([c.passed for label, c in pairs if not label.bad]),
        **{f"accuracy/{name}": share(passed) for name, passed in sorted(by_check.items())},
    }
