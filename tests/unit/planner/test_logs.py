"""Answers from logs: which pods they are of, whether they tell of errors, and follow-ups that keep what was asked."""

from typing import Any

import pytest

from assistant.models.spec import Calls
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.narrowing.log_words import text_sought
from tests.unit.planner.answers import observed, said
from tests.unit.planner.asking import NOW, SEOUL, ask, call

BILLING = ("read_pod_logs", {"name": "billing", "namespace": "store"})


def line(pod: str, number: int, text: str = "level=info msg=done", **more: Any) -> dict[str, Any]:
    at = f"2026-03-10T08:{number:02}:00Z" if number else ""
    row = {"line": number, "at": at, "text": text if number else "", "decisive": False, "pod": pod, "container": "app"}
    return row | more


QUIET = (line("billing-a", 8), line("billing-a", 9), line("billing-b", 5), line("billing-c", 0))
ERROR = {"decisive": True, "severity": "error", "repeats": 3, "first_at": "2026-03-10T08:01:00Z"}


def of_log(text: str, rows: tuple[dict[str, Any], ...], *previous: str, cut: bool = False, **arguments: Any) -> str:
    return said(text, observed("read_pod_logs", rows, cut=cut, name="billing", **arguments), previous=previous)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "billing 로그에 에러 있는지 봐줘",
            "**오류가 없습니다** · 파드 billing-a, billing-b, billing-c의 마지막 14줄에서 [E1]",
        ),
        (
            "any errors in the billing logs?",
            "**No errors** in the last 14 lines of pods billing-a, billing-b, billing-c [E1]",
        ),
    ],
)
def test_no_errors_are_said_plainly(text: str, first: str) -> None:
    assert of_log(text, QUIET) == first
    assert of_log(text, QUIET, cut=True).startswith(first)  # errors are kept however long a log is


@pytest.mark.parametrize("text", ["billing 로그에 문제 있어?", "are there any problems in the billing logs?"])
def test_what_is_wrong_in_a_log_are_its_errors(text: str) -> None:
    assert "오류가 없습니다" in of_log(text, QUIET) or "No errors" in of_log(text, QUIET)


def test_errors_are_counted_as_often_as_they_were_written() -> None:
    answer = of_log("any errors in the billing logs?", (*QUIET, line("billing-b", 7, "ERROR no route", **ERROR)))
    assert answer.startswith("**3 error lines** · of the 16 that were read · pods billing-a, billing-b, billing-c")
    assert "ERROR no route ×3" in answer
    assert "msg=done" not in answer


def test_a_log_names_its_pods_and_its_lines_stand_under_them() -> None:
    answer = of_log("billing 로그 보여줘", QUIET)
    assert answer.splitlines()[0] == "**14줄** · 파드 billing-a, billing-b, billing-c [E1]"
    assert [row.strip() for row in answer.splitlines() if "파드" in row][1:] == ["파드 billing-a", "파드 billing-b"]


def test_the_end_of_a_log_is_shown() -> None:
    answer = of_log("show the log of billing", tuple(line("billing-a", n, f"step {n}") for n in range(1, 40)))
    assert "step 39" in answer
    assert "step 2 " not in answer
    assert "27 more" in answer


def test_an_empty_log_is_said_to_be_empty() -> None:
    assert of_log("billing 로그 보여줘", (line("billing-a", 0),)) == "**로그가 비어 있습니다** · 파드 billing-a [E1]"
    assert "No lines of that period" in of_log("billing logs of the last hour", (line("billing-a", 0),), since_s=3600)


@pytest.mark.parametrize(
    "text", ["which pod is that from?", "어느 파드 로그야?", "what pod did these lines come from?"]
)
def test_which_pod_it_is_from(text: str) -> None:
    assert call(text, "billing 로그 보여줘") == BILLING
    answer = of_log(text, QUIET, "billing 로그 보여줘")
    assert len(answer.splitlines()) == 1
    assert "billing-a, billing-b, billing-c" in answer


@pytest.mark.parametrize("text", ["billing 쪽은?", "and billing?", "billing은?", "what about billing"])
def test_what_was_looked_for_in_one_log_is_looked_for_in_the_next(text: str) -> None:
    asked = "uploader 로그에 에러 있는지 봐줘"
    assert call(text, asked) == BILLING
    answer = of_log(text, QUIET, asked)
    assert "오류가 없습니다" in answer or "No errors" in answer


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("billing 로그에 timeout 있어?", "timeout"),
        ("any timeouts in the billing logs?", "timeout"),
        ('search the billing logs for "connection reset"', "connection reset"),
        ("billing 로그에서 “ready to accept” 찾아줘", "ready to accept"),
        ("does the log of billing mention OOM?", "OOM"),
        ("billing 로그에 503 찍혔어?", "503"),
        ("any errors in the billing logs?", ""),
        ("billing 로그에 에러 있어?", ""),
        ('the logs of "billing"', ""),
        ("billing logs of the last hour", ""),
    ],
)
def test_a_text_is_looked_for_in_all_of_a_log(text: str, sought: str) -> None:
    name, arguments = call(text)
    assert name == "read_pod_logs"
    assert arguments.get("contains", "") == sought


def test_the_text_is_looked_for_in_another_log_too() -> None:
    assert call("and billing?", "any timeouts in the uploader logs?")[1]["contains"] == "timeout"
    assert "contains" not in call("billing 로그 보여줘", "any timeouts in the uploader logs?")[1]


def test_how_many_lines_hold_it() -> None:
    text = "does the log of billing mention OOM?"
    assert of_log(text, (line("billing-a", 0),), contains="OOM").startswith("**No lines with “OOM”** · pod billing-a")
    rows = (line("billing-a", 7, "OOM soon"), line("billing-a", 9, "an OOM"))
    assert of_log(text, rows, contains="OOM").startswith("**2 lines with “OOM”** · pod billing-a")
    assert "Not applied" not in of_log(text, rows, contains="OOM")


def test_conditions_go_over_to_another_name_but_not_what_is_asked_about() -> None:
    kept = narrowing_of_turn(
        "and billing?", ("which pods of uploader restarted more than 5 times?",), NOW, SEOUL
    ).conditions
    assert [type(c).__name__ for c in kept] == ["Compared"]
    costs = narrowing_of_turn("and RDS?", ("how much does EC2 cost?",), NOW, SEOUL).conditions
    assert "EC2" not in str(costs)


@pytest.mark.parametrize(
    "text",
    [
        "what do its logs say right before it dies?",
        "로그에 뭐라고 나와?",
        "anything in the logs just before the crash?",
    ],
)
def test_only_a_text_that_is_named_is_looked_for(text: str) -> None:
    assert not text_sought(text)


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("any log lines containing OutOfMemory?", "OutOfMemory"), ("do the logs say ECONNREFUSED?", "ECONNREFUSED"),
        ("does any line mention heap?", "heap"), ("heap 들어간 줄만", "heap"), ('anything about "segment 40"?', "segment 40"),
    ],
)  # fmt: skip
def test_a_named_text_is_looked_for_in_the_log_that_was_talked_of(text: str, sought: str) -> None:
    reply = ask(text, "show the logs of uploader").reply
    assert isinstance(reply, Calls), reply
    assert [(c.name, c.arguments.get("contains"), c.arguments.get("name")) for c in reply.wanted] == [
        ("read_pod_logs", sought, "uploader")
    ]
