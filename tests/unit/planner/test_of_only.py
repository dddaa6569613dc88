"""Lists that are read whole for one thing are of that thing alone, even where nothing in them is."""

import pytest

from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.conditions import Narrowing
from tests.unit.planner.asking import ask, call
from tests.unit.planner.test_narrowed_rows import observed

HPAS = (
    {"name": "order-api", "namespace": "store", "scales": "Deployment/order-api", "min": 2, "max": 8},
    {"name": "uploader", "namespace": "media", "scales": "Deployment/uploader", "min": 1, "max": 4},
)


def test_what_it_is_about_is_kept_where_no_call_is_limited_to_it() -> None:
    assert ask("order-api HPA 목록").only == {"order-api"}
    assert ask("order-api 로그").only == frozenset()


@pytest.mark.parametrize(("only", "count"), [("order-api", 1), ("billing", 0)])
def test_rows_of_others_are_no_yes(only: str, count: int) -> None:
    wanted = Narrowing(only=frozenset({only}), exists=True, form="yes or no")
    text = compose([observed(HPAS)], "en", environment="live", wanted=wanted)
    assert text.startswith("**Yes, 1**" if count else "**No, 0**")
    assert ("uploader" in text) is False


@pytest.mark.parametrize("text", ["store 네임스페이스에 뭐 있어?", "what's in the media namespace?"])
def test_what_is_in_a_namespace_are_its_workloads(text: str) -> None:
    assert call(text)[0] == "list_workloads"


@pytest.mark.parametrize(
    "text",
    [
        "order-api pods",
        "order-api 파드 보여줘",
        "is order-api running on pool-worker-3?",
        "order-api가 pool-worker-3에서 돌고 있어?",
    ],
)
def test_the_pods_of_a_workload_are_a_list_of_which_its_are_chosen(text: str) -> None:
    assert call(text) == ("list_resources", {"kind": "pods"})
    assert ask(text).only == {"order-api"}


@pytest.mark.parametrize("text", ["what is running on pool-worker-3?", "pool-worker-3에 뭐가 떠 있어?"])
def test_what_runs_on_a_node_are_its_pods(text: str) -> None:
    assert call(text) == ("list_resources", {"kind": "pods"})
