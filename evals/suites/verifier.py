"""The suite `verifier`: true answers must pass the verifier untouched, and answers altered to say something false must not.

True answers are the planner's over made-up companies, and free text written by hand over recorded evidence
(`evals/cases/verifier/`): groups for development (`dev`; `prose`, `reports`, `summaries`, `notes` in manners of several
models), one held out, one hidden. Alterations are false by construction: written by hand, or a number, name or citation exchanged
for one that nothing in the turn holds.
"""

import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import settings
from assistant.models.spec import Model, Reply, Turn
from assistant.verifier import Marked, Removed, Verified, verify
from assistant.verifier.statements import statements
from assistant.wiring import Wiring
from evals import worlds
from evals.demo_settings import ENVIRONMENT, write_settings
from evals.spec import Case, Scores, suite
from evals.suites.verifier_alterations import altered
from evals.suites.verifier_cases import GROUPS, HIDDEN, Verify, Written, answers, hidden_answers
from evals.suites.verifier_statements import graded
from evals.worlds.moto_server import ServerFailed, serve

SEEDS = (21, 22)
QUESTIONS = (
    "이 클러스터에 무슨 문제가 있어?",
    "what is wrong in this cluster?",
    "AWS에서 낭비되는 리소스를 찾아줘",
    "what is wasted in this AWS account?",
    "list workloads",
    "이번 달 비용 요약해줘",
    "롤백은 언제 해야 해?",
    "how do I fix CrashLoopBackOff",
)


@suite(name="verifier")
def verifier_suite(_data: Path | None) -> Scores:
    """True answers pass the answer verifier, altered ones do not; planner's and free text, Korean and English."""
    not_run: list[str] = []
    groups = {group: answers(group) for group in GROUPS}
    groups["planner"] = tuple(planner_answers(not_run))
    cases = [case for group, written in groups.items() for case in grade(written, group=group, verify=verify)]
    cases += graded(verify)
    scores = metrics(cases)
    scores |= {f"statements_kept/{group}": statements_kept(written, verify) for group, written in groups.items()}
    if hidden := list(grade(hidden_answers(), group=HIDDEN, verify=verify)):
        found, total = totals(hidden)
        scores, cases = scores | found, [*cases, total]
    return Scores(metrics=scores, cases=tuple(cases), not_run=tuple(not_run))


def grade(written: Iterable[Written], *, group: str, verify: Verify) -> Iterator[Case]:
    """One case an answer that must pass as it is, one an alteration that must be removed or marked."""
    for answer in written:
        check = _checker(verify, answer)
        place = f"{group}/{answer.lang}"
        true = check(answer.text)
        said = "; ".join(f"{x.statement}: {x.reason}" for x in _flags(true))
        yield Case(id=f"{place}/true/{answer.id}", passed=true.ok and true.text == answer.text, detail=said)
        flagged = {x.statement for x in _flags(true)}
        for number, (kind, text) in enumerate(answer.wrong, start=1):
            found = check(text)
            new = [x for x in _flags(found) if x.statement not in flagged]
            # What is flagged must be what was altered: a sentence that the true answer does not have.
            hit = any(x.statement not in answer.text for x in new) and found.text != text
            yield Case(id=f"{place}/{kind}/{answer.id}-{number}", passed=hit, detail=_difference(answer.text, text))


def statements_kept(written: Iterable[Written], verify: Verify) -> float:
    """The share of the statements of true answers that are left alone: one in eight spoils most whole answers."""
    said = touched = 0
    for answer in written:
        said += sum(s.kind not in ("heading", "code") for s in statements(answer.text))
        touched += len({flag.statement for flag in _flags(_checker(verify, answer)(answer.text))})
    return 1 - touched / said if said else 0.0


def metrics(cases: Iterable[Case]) -> dict[str, float]:
    """Shares of 1: alterations caught, true answers kept; overall, by group, kind and language.

    `informed` is caught + kept - 1: 0 for a verifier that passes all or rejects all.
    """
    rows = [(*case.id.split("/")[:3], case.passed) for case in cases]
    true = [r for r in rows if r[2] == "true"]
    wrong = [r for r in rows if r[2] != "true"]
    found = {"caught": _share(wrong), "true_kept": _share(true)}
    found["informed"] = found["caught"] + found["true_kept"] - 1
    for place in (0, 1):
        for name in sorted({str(r[place]) for r in rows}):
            found[f"caught/{name}"] = _share([r for r in wrong if r[place] == name])
            found[f"true_kept/{name}"] = _share([r for r in true if r[place] == name])
    for kind in sorted({str(r[2]) for r in wrong}):
        found[f"caught/{kind}"] = _share([r for r in wrong if r[2] == kind])
    return found


def totals(cases: Sequence[Case]) -> tuple[dict[str, float], Case]:
    """Of the group that nobody may tune on: its shares, overall and by kind, and one case that names none of its cases."""
    found = metrics(cases)
    kinds = sorted({case.id.split("/")[2] for case in cases} - {"true"})
    shares = {f"{name}/{HIDDEN}": found[f"{name}/{HIDDEN}"] for name in ("caught", "true_kept")}
    shares |= {f"caught/{HIDDEN}/{kind}": found[f"caught/{kind}"] for kind in kinds}
    failed = sum(not case.passed for case in cases)
    return shares, Case(id=HIDDEN, passed=not failed, detail=f"{failed} of {len(cases)} failed")


def _flags(verified: Verified) -> list[Removed | Marked]:
    return [*verified.removed, *verified.marked]


def _share(rows: Sequence[tuple[object, ...]]) -> float:
    return sum(bool(r[-1]) for r in rows) / len(rows) if rows else 0.0


def _checker(verify: Verify, answer: Written) -> Callable[[str], Verified]:
    def check(text: str) -> Verified:
        return verify(text, observations=answer.observations, lang=answer.lang, question=answer.question)

    return check


def _difference(true: str, text: str) -> str:
    before = set(true.splitlines())
    return " / ".join(line for line in text.splitlines() if line not in before)[:300]


def planner_answers(not_run: list[str]) -> Iterator[Written]:
    """What the offline planner answers about companies of several seeds, with alterations made from its text."""
    for seed in SEEDS:
        with tempfile.TemporaryDirectory(prefix="baepo-eval-") as folder:
            try:
                world = worlds.build(seed, Path(folder) / "world", now=datetime.now(UTC))
                with serve(world) as endpoint_url:
                    yield from _asked(write_settings(Path(folder), world, endpoint_url), Path(folder), seed, not_run)
            except ServerFailed as error:
                not_run.append(f"seed {seed}: {error}")


def _asked(config: Path, home: Path, seed: int, not_run: list[str]) -> Iterator[Written]:
    wiring = Wiring(settings.load(config, {"BAEPO_HOME": str(home)}), via="eval")
    environment = wiring.settings.environments[ENVIRONMENT]
    try:
        for number, question in enumerate(QUESTIONS, start=1):
            listening = _Listening(wiring.agent.model)
            agent = replace(wiring.agent, model=listening)
            session = wiring.session(title=question, environment=environment.name, agent=agent)
            ended = session.ask(question, environment=environment, listener=_ignore, cancelled=threading.Event())
            if ended.status != "answered":
                not_run.append(f"seed {seed}, {question}: {ended.status} {ended.message}")
                continue
            last = listening.turns[-1]
            yield Written(
                id=f"seed-{seed}-{number}",
                lang=last.lang,
                question=question,
                text=ended.answer,
                observations=last.observations,
                wrong=tuple(altered(ended.answer, last.observations, last.lang)),
            )
    finally:
        wiring.database.close()


def _ignore(_event: object) -> None:
    return None


class _Listening:
    """A model that keeps what it was given, so that the answer can be checked against it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.turns: list[Turn] = []

    @property
    def name(self) -> str:
        return self._model.name

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        self.turns.append(turn)
        return self._model.reply(turn, write)
