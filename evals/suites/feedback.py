"""Answers that were called wrong (`baepo feedback`), given again by today's assistant from the same evidence."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant import settings
from assistant.errors import BaepoError, UsageError
from assistant.evidence import Evidence
from assistant.wiring import Wiring
from evals.replay import ask_again
from evals.spec import Case, Scores, suite

SCHEMA = "baepo.feedback/1"
FILE = "feedback.jsonl"  # of the data folder
_CITATION = re.compile(r"\[E\d+(?:, ?E\d+)*\]")


@suite(name="feedback")
def feedback(data: Path | None) -> Scores:
    """your own `baepo feedback`: each question again over its kept evidence, both answers side by side

    A case passes when today's answer no longer says what was called wrong; whether it is right, a person says.
    `data`: a data folder other than that of the settings.
    """
    environ = {"BAEPO_HOME": str(data)} if data else {}
    wiring = Wiring(settings.load(environ=dict(os.environ) | environ), via="eval")
    cases: list[Case] = []
    not_run: list[str] = []
    for number, line in _kept(wiring.settings.home / FILE):
        where = f"feedback/{number}"
        try:
            kept = _case(line)
        except ValueError as error:
            not_run.append(
                f"{where}: line {number} of {wiring.settings.home / FILE} is damaged: {error}; correct or delete it"
            )
            continue
        try:
            cases.append(_again(wiring, kept, where))
        except BaepoError as error:
            not_run.append(f"{where} {kept['question']!r}: {error.message}")
    wiring.database.close()
    changed = sum(c.passed for c in cases) / len(cases) if cases else 0.0
    return Scores(metrics={"changed": changed}, cases=tuple(cases), not_run=tuple(not_run))


def _kept(path: Path) -> Iterator[tuple[int, str]]:
    """(line number, line), without empty ones. Raises `UsageError` when there is no such file, or it cannot be read."""
    try:
        text = path.read_bytes().decode(errors="replace")
    except FileNotFoundError as error:
        raise UsageError(f"There is no feedback in {path.parent}.", remedy='baepo feedback "what was wrong"') from error
    except OSError as error:
        raise UsageError(
            f"{path} could not be read: {error.strerror}.", remedy="Let this user read it, or name another --data."
        ) from error
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _case(line: str) -> Mapping[str, Any]:
    """One line as `baepo feedback` wrote it. Raises `ValueError` with what is wrong."""
    try:
        kept = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON, {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise ValueError("JSON within JSON without end") from error
    if not isinstance(kept, dict) or kept.get("schema") != SCHEMA:
        raise ValueError(f"no {SCHEMA}")
    for key in ("session", "environment", "question", "lang", "model", "answer", "remark"):
        if not isinstance(kept.get(key), str):
            raise ValueError(f"its {key!r} is no text")
    if kept["lang"] not in ("ko", "en"):
        raise ValueError("its 'lang' is neither ko nor en")
    for key in ("evidence", "previous"):
        if not isinstance(kept.get(key, []), list) or not all(isinstance(each, str) for each in kept.get(key, [])):
            raise ValueError(f"its {key!r} is no list of texts")
    return kept


def _again(wiring: Wiring, kept: Mapping[str, Any], case: str) -> Case:
    """Raises `UsageError` when the evidence was purged or the environment is gone, `EvidenceChanged`."""
    environment = wiring.settings.environments.get(kept["environment"])
    if environment is None:
        raise UsageError(f"there is no environment {kept['environment']} any more")
    evidence: list[Evidence] = [wiring.evidence.load(kept["session"], e) for e in kept.get("evidence", ())]
    with tempfile.TemporaryDirectory() as scratch:
        ended = ask_again(
            wiring,
            evidence,
            question=kept["question"],
            lang=kept["lang"],
            environment=environment,
            previous=tuple(kept.get("previous", ())),
            folder=Path(scratch),
        )
    changed = claims(ended.answer) != claims(kept["answer"])
    told = f"{kept['question']}\nremark: {kept['remark']}\n--- then ({kept['model']})\n{kept['answer']}"
    now = f"--- now ({ended.answered_by})\n{ended.answer or ended.message}"
    return Case(id=case, passed=changed, detail="says the same as before", told=f"{told}\n{now}")


def claims(answer: str) -> frozenset[str]:
    """Lines that rest on evidence, without its numbers, which count anew; what was proposed is not compared."""
    lines = (line.strip() for line in answer.splitlines() if _CITATION.search(line))
    return frozenset(re.sub(r"\s+", " ", _CITATION.sub("", line)).strip() for line in lines)
