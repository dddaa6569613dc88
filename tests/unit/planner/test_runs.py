"""Whether a CronJob ran well: a sentence from its runs on record, of the period that is asked about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.language import Text, language_of
from assistant.models.spec import CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.playbooks.cron_runs import runs_of
from assistant.playbooks.spec import Diagnosis, Run
from assistant.verifier import verify
from tests.unit.planner.asking import NOW, SEOUL
from tests.unit.planner.standing import UPLOADER, crash

Outcome = Literal["succeeded", "failed", "running"]


def run(day: int, outcome: Outcome = "succeeded") -> Run:
    """At five past three in the morning in Seoul of the day after."""
    return Run(
        name=f"nightly-{day}", started_at=datetime(2026, 3, day, 18, 5, tzinfo=UTC), outcome=outcome, evidence="E9"
    )


def answer(text: str, *runs: Run, problem: bool = False, previous: tuple[str, ...] = ()) -> str:
    found = Diagnosis(
        findings=(crash(UPLOADER),) if problem else (),
        looked_at=Text(ko="CronJob store/nightly", en="CronJob store/nightly"),
        evidence=("E3", "E9"),
        runs=runs,
    )
    seen = [Observation(call=CallWanted(name="explain_workload", arguments={}), diagnosis=found)]
    wanted, lang = replace(narrowing_of_turn(text, previous, NOW, SEOUL), now=NOW), language_of(text)
    said = compose(seen, lang, environment="live", wanted=wanted)
    checked = verify(said, observations=seen, lang=lang, question=text, wanted=wanted)
    assert checked.ok, (said, checked.removed, checked.marked)
    return said


RUNS = (run(7), run(8), run(9))


@pytest.mark.parametrize(
    ("text", "runs", "line"),
    [
        ("nightly 어제 잘 돌았어?", RUNS,
         "**네, 잘 돌았습니다**: 2026-03-09 03:05 KST (2026-03-08 18:05 UTC)의 실행이 성공했습니다. [E9]"),
        ("nightly 오늘 잘 돌았어?", (*RUNS[:2], run(9, "failed")),
         "**아니요, 실패했습니다**: 2026-03-10 03:05 KST (2026-03-09 18:05 UTC)의 실행이 실패했습니다. [E9]"),
        ("did nightly finish?", (*RUNS[:2], run(9, "running")),
         "**It is still running**: it started at 2026-03-10 03:05 KST (2026-03-09 18:05 UTC). [E9]"),
        ("did nightly run?", RUNS, "**Yes**: the run of 2026-03-10 03:05 KST (2026-03-09 18:05 UTC) succeeded. [E9]"),
        ("did nightly run in the last 3 days?", (run(7), run(8, "failed"), run(9)),
         "**No: 1 of 3 runs failed** · the last failure: 2026-03-09 03:05 KST (2026-03-08 18:05 UTC). [E9]"),
        ("nightly 최근 3일 잘 돌았어?", RUNS,
         "**네, 3번 모두 잘 돌았습니다** · 마지막: 2026-03-10 03:05 KST (2026-03-09 18:05 UTC). [E9]"),
        ("nightly 지난달에 잘 돌았어?", RUNS,
         ("**그 기간에 실행된 기록이 없습니다**: 남아 있는 기록 3건 중 마지막인 "
         "2026-03-10 03:05 KST (2026-03-09 18:05 UTC)의 실행은 성공했습니다. [E9]")),
    ],
)  # fmt: skip
def test_of_the_period_that_is_asked_about(text: str, runs: tuple[Run, ...], line: str) -> None:
    assert answer(text, *runs) == line


def test_what_is_wrong_follows_it() -> None:
    said = answer("nightly 어제 잘 돌았어?", *RUNS, problem=True)
    assert said.startswith("**네, 잘 돌았습니다**")
    assert "uploader" in said


def test_without_runs_or_another_question_nothing_is_said_of_runs() -> None:
    assert "잘 돌았" not in answer("nightly 어제 잘 돌았어?")
    assert answer("what is wrong with nightly?", *RUNS).startswith("**No problem found**")
    assert not answer("nightly 왜 안 돌았어?", *RUNS).startswith("**네")


def test_the_runs_are_the_jobs_that_it_owns() -> None:
    def seen(resource: str, name: str, status: dict[str, Any], owner: str = "") -> Seen:
        owners = [{"uid": owner, "controller": True}] if owner else []
        meta = {
            "name": name,
            "namespace": "store",
            "uid": name,
            "creationTimestamp": "2026-03-09T18:00:00Z",
            "ownerReferences": owners,
        }
        return Seen(evidence="E9", resource=resource, row={"metadata": meta, "status": status})

    def ended(kind: str, at: str) -> dict[str, Any]:
        return {"startTime": at, "conditions": [{"type": kind, "status": "True"}]}

    cron = seen("cronjobs.batch", "nightly", {})
    jobs = (
        seen("jobs.batch", "n-2", ended("Failed", "2026-03-09T18:05:00Z"), "nightly"),
        seen("jobs.batch", "n-1", ended("Complete", "2026-03-08T18:05:00Z"), "nightly"),
        seen("jobs.batch", "n-3", {"active": 1}, "nightly"),
        seen("jobs.batch", "other", ended("Complete", "2026-03-08T18:05:00Z"), "weekly"),
    )
    facts = KubeFacts(objects={"cronjobs.batch": (cron,), "jobs.batch": jobs}, scope="uid")
    assert [(r.name, r.outcome) for r in runs_of(cron, facts)] == [
        ("n-1", "succeeded"),
        ("n-3", "running"),
        ("n-2", "failed"),
    ]
    assert [r.name for r in runs_of(jobs[3], facts)] == ["other"]  # of a Job its own
    assert runs_of(seen("deployments.apps", "web", {}), facts) == ()


@pytest.mark.parametrize(
    ("previous", "text", "line"),
    [
        (("did the nightly run yesterday?",), "and the one before that?", "**Yes**: the run of 2026-03-08 03:05 KST"),
        (("어제 잘 돌았어?",), "그 전날 건?", "**네, 잘 돌았습니다**: 2026-03-08 03:05 KST"),
        (("did it run ok?", "and the one before?"), "and the one before?", "**Yes**: the run of 2026-03-08 03:05 KST"),
        (
            ("did it run ok?", "the one before?", "the one before?"),
            "and the run before?",
            "**No run before that is on record**",
        ),
    ],
)
def test_the_run_before_the_one_that_was_told(previous: tuple[str, ...], text: str, line: str) -> None:
    assert answer(text, *RUNS, previous=previous).startswith(line)
