"""Questions that reach their calls by a mechanism of their own: sums of savings, reasons of waste, regions, amounts, events."""

import pytest

from tests.unit.planner.asking import call, calls, refusal
from tests.unit.planner.test_recall import WASTED, taken_up


@pytest.mark.parametrize(
    "text", ["what is the total we could save?", "how much would we save altogether", "총 얼마나 절감돼?"]
)
def test_what_could_be_saved_is_no_question_about_the_bill(text: str) -> None:
    assert call(text)[0] == "find_waste"


def test_a_region_of_the_bill_is_an_argument() -> None:
    assert call("how much do we pay in us-west-2?") == ("read_bill_summary", {"region": "us-west-2"})


def test_amounts_are_summed_and_loads_are_not() -> None:
    assert call("network traffic of hana-db-1")[1]["statistic"] == "Sum"
    assert "statistic" not in call("cpu of hana-db-1")[1]


@pytest.mark.parametrize("text", ["이벤트 중에 FailedMount만 보여줘", "events, only BackOff"])
def test_a_reason_of_events_is_no_name(text: str) -> None:
    assert call(text) == ("list_resources", {"kind": "events"})


def test_the_rows_before_are_read_again_for_another_period_or_a_count() -> None:
    assert call("over the last 7 days instead", "the 5 most expensive resources") == (
        "read_resource_costs",
        {"days": 7},
    )
    assert call("how many are older than a year?", "list the snapshots")[0] == "list_snapshots"
    assert call("any without TLS?", "list ingresses") == ("list_resources", {"kind": "ingresses.networking.k8s.io"})


def test_why_something_is_waste_asks_for_its_finding() -> None:
    _, observation = taken_up("why is hana-scratch waste?", WASTED)
    assert observation.recalled is not None
    assert (observation.recalled.aspect, len(observation.recalled.findings)) == ("why", 1)


def test_a_command_in_a_container_is_declined() -> None:
    assert "running commands in containers" in refusal("kubectl exec into billing").text
    assert calls("show me the log of billing")[0].name == "read_pod_logs"
