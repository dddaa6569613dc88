"""First questions of a session whose whole content says what is read: hostnames, room on nodes, runs, products, ways to do it."""

from datetime import UTC

import pytest

from assistant.environments import Environment, Risk
from assistant.known import Known
from assistant.language import language_of
from assistant.models.spec import Abstain, Calls, Turn
from assistant.planner.misspelt import as_meant, read_as
from tests.unit.planner.answers import observed, said
from tests.unit.planner.asking import CLUSTER, NOW, ask, entries


def calls(text: str) -> list[tuple[str, dict[str, object]]]:
    reply = ask(text).reply
    assert isinstance(reply, Calls), (text, reply)
    return [(c.name, dict(c.arguments)) for c in reply.wanted]


@pytest.mark.parametrize(
    "text",
    [
        "what hostnames do we expose to the internet?",
        "인터넷에 노출된 도메인이 뭐가 있어?",
        "고객이 접속하는 주소 알려줘",
        "what URLs do customers use, and which one points to order-api?",
    ],
)
def test_hostnames_are_the_ways_into_the_cluster(text: str) -> None:
    assert calls(text) == [("list_entry_points", {})]


def test_what_is_asked_of_one_name_marks_the_whole_list() -> None:
    found = ask("what hostnames do we expose, and does any of them go to order-api?")
    assert found.only == {"order-api"}
    assert found.marks == "does any of them go to order-api?"
    assert ask("does any domain go to ghost-api?").only == {"ghost-api"}
    assert not ask("what hostnames do we expose?").marks


@pytest.mark.parametrize(
    "text",
    [
        "노드별로 CPU 여유 얼마나 있어?",
        "how much cpu is free on each node?",
        "노드에 메모리 남은 거 제일 적은 데가 어디야?",
        "which node has the most free memory?",
    ],
)
def test_room_on_nodes_is_no_metric_of_instances(text: str) -> None:
    assert calls(text) == [("list_node_room", {})]


def test_a_single_point_of_failure_is_no_failure() -> None:
    found = ask("do we have a single point of failure anywhere?")
    assert isinstance(found.reply, Calls)
    assert [c.name for c in found.reply.wanted] == ["list_workloads"]
    assert [text for _, text in found.parts] == ["workloads with only one replica"]
    assert found.closing is not None


@pytest.mark.parametrize(
    "text",
    ["when did nightly-report last run and did it succeed?", "nightly-report 마지막으로 언제 돌았고 성공했어?"],
)
def test_when_something_ran_is_asked_of_the_one_of_that_name(text: str) -> None:
    assert [(name, a.get("name")) for name, a in calls(text)] == [("explain_workload", "nightly-report")]


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("CloudWatch 알람 울리는 거 있어?", "CloudWatch"),
        ("Route 53에 등록된 레코드 보여줘", "Route 53"),
        ("Kafka 컨슈머 랙 얼마나 쌓였어?", "Kafka"),
        ("did anything alert in PagerDuty last night?", "PagerDuty"),
        ("Lambda 함수 에러 나는 거 있어?", "Lambda"),
    ],
)
def test_a_product_is_no_missing_workload_and_is_named(text: str, product: str) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Abstain)
    assert product in reply.text
    assert "읽지 않습니다" in reply.text or "not read here" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "we need to rename a column on a huge table without downtime, how do we roll that out?",
        "노드 하나 점검하려고 비워야 하는데 안전하게 하는 순서 알려줘",
        "how do I rotate a database password without downtime?",
    ],
)
def test_a_way_to_do_something_is_looked_up_by_the_whole_question(text: str) -> None:
    assert [(name, a["question"]) for name, a in calls(text)] == [("search_guides", text)]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("db-old 볼륨 지워도 돼?", {"name": "db-old", "kind": "volumes"}),
        ("can I delete the volume build-cache?", {"name": "build-cache", "kind": "volumes"}),
        ("can we release the address spare-1?", {"name": "spare-1", "kind": "addresses"}),
        ("is it ok to delete the snapshot db-1-data?", {"name": "db-1-data", "kind": "snapshots"}),
    ],
)
def test_whether_one_resource_of_aws_may_go_is_asked_of_that_one_alone(text: str, arguments: dict[str, str]) -> None:
    assert calls(text) == [("judge_removal", arguments)]


def test_a_cost_asked_for_as_a_column_is_on_the_rows() -> None:
    text = "list all unattached ebs volumes with size and monthly cost"
    assert [name for name, _ in calls(text)] == ["list_volumes", "read_resource_costs"]
    assert [name for name, _ in calls("연결 안 된 볼륨 크기랑 비용 보여줘")] == ["list_volumes", "read_resource_costs"]
    volumes = [
        {"id": f"vol-{n}", "name": f"v{n}", "state": state, "size_gib": 10 * n, "attachments": []}
        for n, state in ((1, "available"), (2, "available"))
    ]
    bill = [
        {"id": "vol-1", "cost": "4.25", "currency": "USD", "from": "2026-02-08", "until": "2026-03-09", "bill": "b"}
    ]
    answer = said(
        text,
        observed("list_volumes", volumes),
        observed("read_resource_costs", bill, id="E2", days=30),
    )
    assert "4.25" in answer
    assert "0.00" in answer  # the bill was read whole and does not have it
    assert "[E1] [E2]" in answer.splitlines()[0]
    assert answer.count("size") == 1  # one table


def turn(text: str, known: tuple[Known, ...] = CLUSTER) -> Turn:
    return Turn(
        question=text,
        lang=language_of(text),
        environment=Environment(name="live", risk=Risk.STAGING, targets={}),
        catalog=entries(),
        known=lambda backend: known if backend == "kube" else (),
        now=NOW,
        zone=UTC,
    )


def test_a_misspelt_word_is_read_as_it_is_meant_and_said() -> None:
    asked = turn("memroy limit of billing?")
    meant = as_meant(asked)
    assert meant.question == "memory limit of billing?"
    note = read_as(asked, None)
    assert note is not None
    assert "memroy → memory" in note.en
    assert as_meant(meant).question == meant.question  # the same at each reply of a turn


def test_a_name_of_something_here_is_no_slip() -> None:
    named = (Known(name="memroy", kind="deployments.apps", namespace="store"),)
    asked = turn("how is memroy?", known=named)
    assert as_meant(asked).question == "how is memroy?"
    assert as_meant(turn("log with 'memroy' of billing")).question == "log with 'memroy' of billing"
