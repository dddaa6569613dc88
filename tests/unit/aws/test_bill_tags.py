"""Costs of one team, project or owner, by the tags of the bill: what carries the tag, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.planner.narrowing.conditions import Has
from assistant.planner.narrowing.tags_of_costs import tags_of_turn
from tests.unit.aws.test_bills import HEADER, line, read, written
from tests.unit.planner.answers import observed, said
from tests.unit.planner.asking import call
from tools.bills.read_bill_summary import read_bill_summary
from tools.bills.read_cost_history import read_cost_history
from tools.bills.read_resource_costs import read_resource_costs
from tools.bills.read_usage_costs import read_usage_costs
from tools.spec import BadRequest, Tool

TAGGED = (*HEADER, "Tags")
SEARCH = ["team=search", "squad=search", "owner-team=search", "owning-team=search"]


def bill(folder: Path) -> Path:
    def tags(**given: str) -> dict[str, str]:
        return {"Tags": json.dumps(given)}

    return written(
        folder / "b.csv",
        line(1, "4", resource="vol-0a") | tags(team="search", env="prod"),
        line(1, "2", resource="vol-0b") | {"Tags": json.dumps({"user:Team": "Search"})},
        line(1, "8", resource="vol-0c") | tags(team="data"),
        line(1, "16", resource="vol-0d") | {"Tags": "not json"},
        line(1, "32", category="Tax"),
        header=TAGGED,
    )


@pytest.mark.parametrize("tool", [read_bill_summary, read_cost_history, read_resource_costs, read_usage_costs])
def test_only_what_carries_a_tag_is_read(tmp_path: Path, tool: Tool) -> None:
    path = bill(tmp_path)

    def total(tags: list[str] | None) -> float:
        return sum(float(row["cost"]) for row in read(path, tool, days=1, tags=tags).items)

    assert total(["TEAM=search", "squad=search"]) == 6
    assert total(["team=search", "team=data"]) == 14
    assert total(["team=payroll"]) == 0
    assert total(None) >= 30


@pytest.mark.parametrize("tag", ["team", "=search", "team="])
def test_a_tag_is_a_key_and_a_value(tmp_path: Path, tag: str) -> None:
    with pytest.raises(BadRequest, match="KEY=VALUE"):
        read(bill(tmp_path), read_bill_summary, tags=[tag])


@pytest.mark.parametrize(
    ("text", "tool", "others"),
    [
        ("how much does the search team spend?", "read_bill_summary", {}),
        ("costs of team search by service", "read_bill_summary", {}),
        ("search 팀 비용 얼마야?", "read_bill_summary", {}),
        ("search team's costs by day", "read_cost_history", {}),
        ("costs of team search by region", "read_resource_costs", {}),
        ("search팀에서 제일 비싼 리소스", "read_resource_costs", {}),
    ],
)
def test_a_named_team_is_what_is_read(text: str, tool: str, others: dict[str, Any]) -> None:
    assert call(text) == (tool, {"tags": SEARCH, **others})


@pytest.mark.parametrize(
    ("text", "keys", "values"),
    [
        ("how much do resources with env=prod cost?", "env", ("prod",)),
        ("cost of project apollo", "project", ("apollo",)),
        ("owner minsu 비용", "owner", ("minsu",)),
        ("검색팀 비용", "team", ("검색", "query", "search")),
        ("how much did billing spend last month?", "team", ("billing",)),
    ],
)
def test_what_tags_say(text: str, keys: str, values: tuple[str, ...]) -> None:
    (found,) = tags_of_turn(text, ())
    assert found.keys[0] == keys
    assert found.values == values


@pytest.mark.parametrize(
    "text",
    [
        "which team spends the most?",
        "cost by team",
        "팀별 비용",
        "우리 팀 비용 얼마야?",
        "how much did we spend last month?",
        "what do the teams spend?",
        "customers can't pay",
        "pods of the payroll team",
        "cost of each project",
    ],
)
def test_no_tag_where_none_is_named(text: str) -> None:
    assert tags_of_turn(text, ()) == ()


def test_a_follow_up_goes_on_with_the_team_that_was_talked_of() -> None:
    asked = ("how much did the search team spend last month?",)
    october = {"since": "2026-02-01", "until": "2026-02-28"}
    assert call("and by day?", *asked) == ("read_cost_history", {"tags": SEARCH, **october})
    name, arguments = call("and the data team?", *asked)
    assert (name, arguments["tags"][0], arguments["since"]) == ("read_bill_summary", "team=data", "2026-02-01")  # type: ignore[index]
    _, then = call("일별로", *asked, "data 팀은?")
    assert (then["tags"][0], then["since"]) == ("team=data", "2026-02-01")  # type: ignore[index]
    assert [t.value for t in tags_of_turn("그중에 제일 비싼 거 뭐야?", asked)] == ["search"]
    assert tags_of_turn("which pods are failing?", asked) == ()
    assert tags_of_turn("what is our whole bill?", asked) == ()


def test_the_answer_says_of_whom_it_is() -> None:
    rows = [{"service": "Compute", "cost": "6", "currency": "USD", "from": "2026-02-09", "until": "2026-03-10"}]
    read_ = observed("read_bill_summary", rows, tags=SEARCH)
    assert said("costs of the search team", read_).startswith("**$6.00 in all** · **1 item** · team search · ")
    none = observed("read_bill_summary", [], tags=["team=payroll"])
    assert said("payroll 팀 비용", none) == "**이 청구서에 payroll 팀 비용이 없습니다** [E1]"


def test_rows_with_tags_are_held_against_any_key_of_the_tag() -> None:
    rows = [{"id": "a", "cost": "1", "tags": {"squad": "search"}}, {"id": "b", "cost": "2", "tags": {"squad": "data"}}]
    assert "**1** of 2" in said("resource costs of team search", observed("read_resource_costs", rows))


def test_a_condition_says_how_it_is_called() -> None:
    (found,) = tags_of_turn("costs of team search", ())
    assert isinstance(found, Has)
    assert (found.label.ko, found.label.en) == ("search 팀", "team search") if found.label else False
