"""What a bill did between two periods: which days are held against which, and what made the difference."""

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.evidence import Evidence
from assistant.language import language_of
from assistant.models.spec import Calls, CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing
from tests.unit.planner.asking import ask, call

NOW = datetime(2026, 3, 10, tzinfo=UTC)


READS = ("read_bill_summary", "read_usage_costs", "read_resource_costs")


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
    assert periods(text) == {"read_bill_summary": both, "read_usage_costs": both, "read_resource_costs": both}


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
    return _observed(number, tool, {"since": since}, items)


def _observed(number: int, tool: str, arguments: dict[str, Any], items: tuple[dict[str, Any], ...]) -> Observation:
    evidence = Evidence(
        id=f"E{number}",
        tool=tool,
        arguments=arguments,
        items=items,
        taken_at=NOW,
        environment="prod",
        session="s",
        digest="",
        cut=False,
    )
    return Observation(call=CallWanted(name=tool, arguments=arguments), evidence=evidence)


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


@pytest.mark.parametrize(
    ("before", "text", "months"),
    [
        (
            "how much did we spend in January, broken down by service",
            "why did it go down vs December?",
            ("01-01", "12-01"),
        ),
        ("12월이랑 1월 청구서 비교해줘", "뭐 때문에 차이 난 거야?", ("12-01", "01-01")),
        ("February bill?", "why?", ("02-01", "01-01")),
        ("비용이 지난달보다 늘었어?", "왜?", ("03-01", "02-01")),
    ],
)
def test_the_reason_of_costs_just_told(before: str, text: str, months: tuple[str, str]) -> None:
    reply = ask(text, before).reply
    assert isinstance(reply, Calls), reply
    read = [(c.name, c.arguments["since"][5:]) for c in reply.wanted]
    assert read == [(name, m) for name in READS for m in months]


def test_the_reason_of_a_failure_after_costs_is_no_bill() -> None:
    assert call("why is order-api down?", "February bill?")[0] == "explain_workload"


def test_more_than_last_month_is_about_this_month() -> None:
    assert call("비용이 지난달보다 늘었어?") == ("read_bill_summary", {"since": "2026-03-01", "until": "2026-03-10"})


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("이번달 요금 월말까지 얼마 나올거 같아?", {}),
        ("are we going to exceed $500 this month?", {}),
        ("project next month's spend", {"which": "next"}),
        ("다음 분기 클라우드 비용 예측해줘", {"period": "quarter", "which": "next"}),
        ("앞으로 3개월 비용 예상해줘", {"months": 3}),
    ],
)
def test_costs_to_come_are_worked_out(text: str, arguments: dict[str, object]) -> None:
    assert call(text) == ("read_cost_forecast", arguments)


@pytest.mark.parametrize(
    "text", ["다음 달 방문자 수 예상", "이번 달 주문 몇 건이나 나올까", "predict our revenue next year"]
)
def test_nothing_else_is_foretold(text: str) -> None:
    assert not isinstance(ask(text).reply, Calls)


FORECAST = {
    "begins": "2026-03-01", "ends": "2026-03-31", "currency": "USD", "cost": "120", "days": 9, "left_days": 22,
    "fees_cost": "0", "cost_per_day": "10", "expected_cost": "340", "low_cost": "330", "high_cost": "350", "before": "360",
    "mean_from": "2026-02-24", "mean_until": "2026-03-09", "bill": "focus.csv",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("이번 달 얼마 나올까?", "**2026-03 예상 $340.00** · 95% 범위 $330.00 ~ $350.00"),
        ("이번 달 비용 지난달보다 늘어날까?", "**아니요. 2026-03 예상 $340.00**"),
        ("are we going to exceed $300 this month?", "**Yes. $340.00 expected for 2026-03**"),
        ("are we going to exceed $345 this month?", "**Too close to say. $340.00 expected for 2026-03**"),
        ("are we going to exceed $400 this month?", "**No. $340.00 expected for 2026-03**"),
    ],
)
def test_a_forecast_answers_first_and_says_what_it_is_made_of(text: str, first: str) -> None:
    read = _observed(1, "read_cost_forecast", {}, (FORECAST,))
    told = compose([read], language_of(text), environment="prod", wanted=narrowing(text, NOW))
    assert told.startswith(first)
    assert "$360.00" in told
    assert "$120.00" in told
    assert "2026-02-24" in told
    assert not any(w in told for w in ("no forecast", "예측하지 않습니다"))


@pytest.mark.parametrize("text", ["크레딧 받은 거 있어?", "we got a credit on our bill? how much"])
def test_credits_are_looked_for_among_the_charges(text: str) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Calls)
    assert reply.wanted[0].name == "read_usage_costs"
    charged = {"charged_for": "storage", "cost": "3", "currency": "USD", "from": "2026-02-01", "until": "2026-02-28"}
    told = compose(
        [_observed(1, "read_usage_costs", {}, (charged,))],
        language_of(text),
        environment="prod",
        wanted=narrowing(text, NOW),
    )
    assert told.startswith(("**이 청구서에 크레딧이 없습니다**", "**No credits in this bill**"))


def test_what_is_charged_to_no_resource_is_told_too() -> None:
    read = [
        _read(1, "read_bill_summary", "2026-02-01", "2026-02-28", Compute="90"),
        _read(2, "read_bill_summary", "2026-01-01", "2026-01-31", Compute="84"),
    ]
    for number, (since, until, credit) in enumerate(
        (("2026-02-01", "2026-02-28", "0"), ("2026-01-01", "2026-01-31", "-5")), 3
    ):
        row = {
            "usage": "promotional credit",
            "cost": credit,
            "currency": "USD",
            "from": since,
            "until": until,
            "bill": "b.csv",
        }
        read.append(_observed(number, "read_usage_costs", {"since": since}, (row,)))
    told = compose(read, "en", environment="prod", wanted=narrowing("why did costs rise last month?", NOW))
    assert "promotional credit  0.00             -5.00            +5.00" in told


def test_the_dearest_day_is_told_of_its_month_alone() -> None:
    reply = ask("which day last month was the most expensive and why").reply
    assert isinstance(reply, Calls)
    assert [c.arguments["since"] for c in reply.wanted if c.name == "read_cost_history"] == ["2026-02-01"]
