"""Whether something of one sort happened: yes or no with the pods of that sort in the period, and only findings of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.findings import Finding
from assistant.language import language_of, same
from assistant.models.spec import Calls, CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.narrowing.occurrences import occurrence_asked
from assistant.playbooks.spec import Diagnosis
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import NOW, SEOUL, ask
from tests.unit.planner.standing import UPLOADER, crash


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("did anything get OOM killed in the last two weeks?", "oom"),
        ("has anything run out of memory today?", "oom"),
        ("이번 주에 OOM 난 거 있어?", "oom"),
        ("어제 메모리 부족으로 죽은 거 있었어?", "oom"),
        ("메모리 때문에 죽은 서비스 있어?", "oom"),
        ("any image pull errors?", "image"),
        ("any pods stuck pulling images?", "image"),
        ("OOM으로 죽은 파드 있어?", "oom"),
        ("이미지 못 받는 거 있어?", "image"),
        ("any evictions this week?", "evicted"),
        ("축출된 거 있어?", "evicted"),
        ("is anything in a crash loop?", "crash loop"),
        ("크래시 루프 도는 거 있어?", "crash loop"),
        ("any probe failures?", "probe"),
    ],
)
def test_an_investigation_and_the_pods_are_read(text: str, sort: str) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Calls), (text, reply)
    assert [c.name for c in reply.wanted] == ["explain_workload", "list_resources"]
    assert reply.wanted[1].arguments == {"kind": "pods"}
    assert occurrence_asked(text) == sort


@pytest.mark.parametrize(
    "text",
    [
        "what does OOMKilled mean?",
        "why was it OOM killed?",
        "OOM은 어떻게 막아?",
        "how do I fix image pull errors?",
        "any errors?",
    ],
)
def test_meanings_reasons_and_ways_are_other_questions(text: str) -> None:
    assert not occurrence_asked(text)


def test_of_one_workload_only_its_own_pods_are_read() -> None:
    reply = ask("has billing been OOM killed this week?").reply
    assert isinstance(reply, Calls)
    assert [(c.name, c.arguments.get("name"), c.arguments.get("namespace")) for c in reply.wanted] == [
        ("explain_workload", "billing", "store"),
        ("list_resources", None, "store"),
    ]


def _pod(name: str, days: int, why: str, state: str = "Running") -> dict[str, Any]:
    ended = f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
    return {
        "namespace": "store", "name": name, "created_at": "2026-01-01T00:00:00Z", "state": state, "restarts": 1,
        "last_end": why, "last_end_at": ended if why else "",
    }  # fmt: skip


PODS = [
    _pod("billing-a", 2, "OOMKilled"),
    _pod("uploader-b", 20, "OOMKilled"),
    _pod("web-c", 1, "Error"),
    _pod("api-d", 0, ""),
]
IMAGE = replace(
    crash(UPLOADER), title=same("uploader cannot pull"), check="kube.workloads", cause=(("variant", "image_not_found"),)
)


def _said(text: str, *findings: Finding, pods: list[dict[str, Any]] = PODS) -> str:
    looked = Diagnosis(findings=findings, looked_at=same(""), evidence=("E3",))
    read = [
        Observation(call=CallWanted(name="explain_workload", arguments={}), diagnosis=looked),
        observed("list_resources", pods, id="E2", kind="pods"),
    ]
    lang, wanted = language_of(text), narrowing_of_turn(text, (), NOW, SEOUL)
    answer = compose(read, lang, environment="live", wanted=wanted)
    checked = verify(answer, observations=read, lang=lang, question=text, wanted=wanted)
    assert checked.ok, (answer, checked.removed, checked.marked)
    return answer


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("did anything get OOM killed in the last two weeks?", "**Yes, 1 of 4 pods** · OOMKilled"),
        ("did anything get OOM killed in the last 30 days?", "**Yes, 2 of 4 pods** · OOMKilled"),
        ("did anything get OOM killed?", "**Yes, 2 of 4 pods** · OOMKilled"),
        ("did anything get OOM killed today?", "**No, 0 of 4 pods** · OOMKilled"),
        ("최근 2주간 OOM 난 거 있어?", "**네, 파드 4개 중 1개** · OOMKilled"),
        ("오늘 OOM 난 거 있어?", "**아니요, 파드 4개 중 0개** · OOMKilled"),
    ],
)
def test_the_period_is_held_against_when_they_ended(text: str, head: str) -> None:
    answer = _said(text)
    assert answer.startswith(head)
    assert ("uploader-b" in answer) == ("2 of 4" in head)
    assert "web-c" not in answer


def test_findings_of_other_sorts_are_left_out() -> None:
    answer = _said("did anything get OOM killed?", crash(), IMAGE)
    assert "billing: exceeds its memory limit" in answer
    assert "uploader cannot pull" not in answer
    answer = _said("any image pull errors?", crash(), IMAGE)
    assert answer.startswith("**Yes, 1 problem** · image pull errors")
    assert "exceeds its memory limit" not in answer


def test_what_is_so_now_counts_for_a_period_that_reaches_until_now() -> None:
    stuck = [_pod("billing-a", 2, "Error", state="ImagePullBackOff")]
    assert _said("any image pull errors this week?", pods=stuck).startswith("**Yes, 1 of 1 pods**")
