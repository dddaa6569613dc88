"""Whether a batch ran is asked of CronJobs, chosen by the other words; never of an instance that a general word fits."""

from datetime import UTC, datetime

import pytest

from assistant.known import Known
from assistant.language import language_of
from assistant.models.spec import Calls, CallWanted
from assistant.planner.batches import KNOWN
from assistant.planner.question import Question, Routed
from assistant.planner.route import routed
from assistant.playbooks.spec import Run
from tests.unit.planner.asking import CLUSTER, NOW, SEOUL, entries
from tests.unit.planner.test_runs import answer

JOBS = tuple(
    Known(name=name, kind="cronjobs.batch", namespace="store") for name in ("daily-report", "db-backup", "cart-cleanup")
)
MACHINES = (Known(name="hana-batch", kind="instances", id="i-00aa11bb22cc33dd4", region="us-west-2"),)


def asked(text: str, jobs: tuple[Known, ...] = JOBS) -> Routed:
    have = {"kube": CLUSTER, "aws": MACHINES, KNOWN: jobs}
    return routed(
        Question(
            text=text, lang=language_of(text), catalog=entries(), has=lambda _: True,
            known=lambda backend: have.get(backend, ()), now=NOW, zone=SEOUL,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("어젯밤 리포트 배치 잘 돌았어요?", "daily-report"),
        ("did the report batch run ok last night?", "daily-report"),
        ("보고서 크론잡 실행됐어?", "daily-report"),
        ("did the backup job finish?", "db-backup"),
        ("오늘 새벽에 백업 배치 돌았나?", "db-backup"),
        ("has the cart cleanup cron job run today?", "cart-cleanup"),
        ("did the daily-report job run?", "daily-report"),
    ],
)
def test_the_one_that_the_other_words_say_is_investigated(text: str, name: str) -> None:
    reply = asked(text).reply
    assert isinstance(reply, Calls)
    ((call, arguments),) = ((c.name, c.arguments) for c in reply.wanted)
    assert (call, arguments["name"], arguments["namespace"]) == ("explain_workload", name, "store")


@pytest.mark.parametrize("text", ["배치 잘 돌았어?", "did the cron jobs run last night?", "did the payroll batch run?"])
def test_where_none_is_said_all_are_listed(text: str) -> None:
    found = asked(text)
    assert isinstance(found.reply, Calls)
    assert found.reply.wanted == (CallWanted(name="list_resources", arguments={"kind": "cronjobs.batch"}),)
    assert (found.note is not None and "payroll" in found.note.en) == ("payroll" in text)


@pytest.mark.parametrize(
    "text",
    ["why did the report batch not run?", "list cron jobs", "did billing run last night?", "how do I run a batch?"],
)
def test_other_questions_are_others(text: str) -> None:
    reply = asked(text).reply
    names = [c.arguments.get("name") for c in reply.wanted] if isinstance(reply, Calls) else []
    assert "daily-report" not in names or "why" in text


def test_an_instance_is_meant_where_it_is_named_in_full_or_no_job_is_there() -> None:
    for found in (asked("did hana-batch work last night?"), asked("did the batch work last night?", jobs=())):
        assert isinstance(found.reply, Calls)
        assert all(c.name != "explain_workload" for c in found.reply.wanted)


def test_when_it_was_over_is_said() -> None:
    run = Run(
        name="r", started_at=datetime(2026, 3, 9, 18, 5, tzinfo=UTC), outcome="succeeded", evidence="E9",
        ended_at=datetime(2026, 3, 9, 18, 9, tzinfo=UTC),
    )  # fmt: skip
    assert "succeeded and ended at 2026-03-10 03:09 KST" in answer("did nightly run?", run)
    assert "03:09 KST (2026-03-09 18:09 UTC)에 끝나 성공했습니다" in answer("nightly 오늘 잘 돌았어?", run)
