"""What nothing here measures is said not to be read, by its name; and where something reads it, it is not refused."""

from dataclasses import replace

import pytest

from assistant.catalog import Entry
from assistant.models.spec import Abstain, Calls
from assistant.planner.measures_unread import measure_unread
from assistant.planner.question import Question
from assistant.planner.reading import read
from tests.unit.planner.asking import CLUSTER, NOW, SEOUL, ask, entries


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("how full are the disks?", "How full disks and volumes are"),
        ("how many rows does the orders table have", "Data and queries inside databases"),
        ("what is the grafana admin password?", "Values of Secrets are never read"),
        ("who has access to the cluster?", "Who may do what is not listed"),
        ("how do I check who has access", "Who may do what is not listed"),
        ("누가 접근 권한 있어?", "누가 무엇을 할 수 있는지"),
        ("노드 디스크 얼마나 찼어?", "얼마나 찼는지"),
        ("grafana 비밀번호 뭐야", "Secret의 값"),
    ],
)
def test_it_is_named_what_is_not_read(text: str, says: str) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Abstain), reply
    assert says in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "hana-db-1 CPU 사용률",
        "order-api 메모리 제한 얼마야?",
        "which node has the most memory",
        "why does uploader run out of memory?",
    ],
)
def test_what_is_read_is_not_refused(text: str) -> None:
    assert isinstance(ask(text).reply, Calls)


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("노드 메모리 사용률 몇 퍼센트야?", "list_usage", {"kind": "nodes"}),
        ("which pods use the most memory?", "list_usage", {"kind": "pods"}),
        ("store에서 CPU 제일 많이 쓰는 파드", "list_usage", {"kind": "pods", "namespace": "store"}),
        ("push-gateway TLS 인증서 언제 만료돼?", "list_certificates", {}),
        ("when does the certificate expire?", "list_certificates", {}),
    ],
)
def test_usage_and_expiry_are_read(text: str, tool: str, arguments: dict[str, str]) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Calls), reply
    assert [(c.name, dict(c.arguments)) for c in reply.wanted] == [(tool, arguments)]


def test_an_entry_that_answers_it_takes_the_refusal_away() -> None:
    question = Question(
        text="디스크 용량 얼마나 찼어", lang="ko", catalog=entries(), known=lambda _: CLUSTER, now=NOW, zone=SEOUL
    )
    reading = read(question)
    assert measure_unread(reading, entries()) is not None
    reads_them = _entry("kube", "디스크 용량 얼마나 남았어?")
    assert measure_unread(reading, (*entries(), reads_them)) is None


def _entry(backend: str, example: str) -> Entry:
    first = next(e for e in entries() if e.backend == backend)
    return replace(first, name="read_disks", examples=(example,))
