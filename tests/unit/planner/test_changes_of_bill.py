"""What a bill did between two periods: which days are held against which, and what made the difference."""

from datetime import UTC, datetime

import pytest

from assistant.evidence import Evidence
from assistant.models.spec import Calls, CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing
from tests.unit.planner.asking import ask, call

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def periods(text: str) -> dict[str, list[tuple[str, str]]]:
    reply = ask(text).reply
    assert isinstance(reply, Calls), (text, reply)
    found: dict[str, list[tuple[str, str]]] = {}
    for c in reply.wanted:
        found.setdefault(c.name, []).append((c.arguments["since"], c.arguments["until"]))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "why did the bill go down in January vs December?",
        "1월 요금이 12월보다 왜 줄었어?",
        "why did costs drop in January compared with December",
    ],
)
def test_why_of_two_months_reads_both_in_sum_and_by_resource(text: str) -> None:
    both = [("2026-01-01", "2026-01-31"), ("2025-12-01", "2025-12-31")]
    assert periods(text) == {"read_bill_summary": both, "read_resource_costs": both}


def test_a_month_is_held_against_the_calendar_month_before_it() -> None:
    assert periods("did our costs go down last month?") == {
        "read_bill_summary": [("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31")]
    }


def test_a_month_that_goes_on_is_held_against_as_many_days() -> None:
    [this, before] = periods("이번 달 비용 늘었어?")["read_bill_summary"]
    assert this[0] == "2026-03-01"
    assert before == ("2026-02-01", "2026-02-09")


def test_a_bill_that_goes_down_is_no_outage() -> None:
    assert call("why is the bill going down")[0] == "read_bill_summary"
    assert call("why did checkout go down?")[0] == "explain_workload"


def _read(number: int, tool: str, since: str, until: str, **costs: str) -> Observation:
    items = tuple(
        {"service": s, "cost": c, "currency": "USD", "from": since, "until": until, "bill": "b.csv"}
        for s, c in costs.items()
    )
    evidence = Evidence(
        id=f"E{number}",
        tool=tool,
        arguments={"since": since},
        items=items,
        taken_at=NOW,
        environment="prod",
        session="s",
        digest="",
        cut=False,
    )
    return Observation(call=CallWanted(name=tool, arguments={"since": since}), evidence=evidence)


def test_what_changed_most_comes_first_and_what_did_not_is_left_out() -> None:
    read = [
        _read(1, "read_bill_summary", "2026-02-01", "2026-02-28", Compute="90", Storage="10", Tax="5"),
        _read(2, "read_bill_summary", "2026-01-01", "2026-01-31", Compute="70.25", Storage="40", Tax="5"),
    ]
    wanted = narrowing("why did costs change in February compared with January?", NOW)
    lines = compose(read, "en", environment="prod", wanted=wanted).splitlines()
    assert lines[0].startswith("**-$10.25 (-8.9%)**")
    assert "3.75 a day (28 days)" in lines[1]
    assert [line.split()[0] for line in lines[3:5]] == ["Storage", "Compute"]
    assert [line.split()[-1] for line in lines[3:5]] == ["-30.00", "+19.75"]
    assert not any("Tax" in line for line in lines)
