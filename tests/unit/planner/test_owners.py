"""Whose a resource of the cloud is: the list of its kind, with what tags say; nothing is made up where they say nothing."""

import pytest

from assistant.models.spec import Calls
from assistant.planner.composing.owners import with_owners, without_owner
from assistant.planner.narrowing.asked import narrowing
from tests.unit.planner.asking import NOW, ask

ROWS = (
    {"id": "vol-1", "tags": {"Owner": "kim", "team": "data"}},
    {"id": "vol-2", "tags": {"aws:cloudformation:stack-name": "shop", "Name": "old"}},
    {"id": "vol-3", "tags": {}},
)


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("who owns these addresses", "list_addresses", {}),
        ("이 IP 누구 거야", "list_addresses", {}),
        ("who owns the unused elastic IPs in tokyo", "list_addresses", {"region": "ap-northeast-1"}),
        ("볼륨 주인이 누구야", "list_volumes", {}),
        ("who owns vol-02a8dcb64f814cba7", "list_volumes", {"ids": ["vol-02a8dcb64f814cba7"]}),
        ("인스턴스 담당자가 누구야", "list_instances", {}),
        ("whose snapshots are there", "list_snapshots", {}),
    ],
)
def test_the_list_of_its_kind_is_read(text: str, name: str, arguments: dict[str, object]) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Calls), reply
    assert [(c.name, dict(c.arguments)) for c in reply.wanted] == [(name, arguments)]


@pytest.mark.parametrize("text", ["who owns order-api?", "볼륨 주인을 어떻게 바꿔?", "팀별 비용"])
def test_workloads_ways_and_costs_are_other_questions(text: str) -> None:
    reply = ask(text).reply
    assert not isinstance(reply, Calls) or not {"list_addresses", "list_volumes"} & {c.name for c in reply.wanted}


def test_tags_say_whose_it_is_and_nothing_else_does() -> None:
    wanted = narrowing("who owns the volumes?", NOW)
    rows = with_owners(ROWS, wanted)
    assert [row["owner"] for row in rows] == ["data, kim", "cloudformation:shop", ""]
    assert without_owner(rows, wanted, "en").startswith("1 of them have no tag that names an owner")


def test_rows_are_as_they_are_where_nobody_asks_or_nothing_may_tell() -> None:
    assert with_owners(ROWS, narrowing("list the volumes", NOW)) is ROWS
    pods = ({"name": "a", "owner": "ReplicaSet/a"},)
    assert with_owners(pods, narrowing("who owns the pods?", NOW)) is pods
