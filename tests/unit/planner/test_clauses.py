"""Questions of several clauses, and words that mean another thing beside others."""

import pytest

from assistant.planner.places import place_named
from tests.unit.planner.asking import call, calls, question_back, refusal

BILLING = {"name": "billing", "namespace": "store"}


@pytest.mark.parametrize(
    "text",
    [
        "when was billing deployed? and why is it broken",
        "billing 언제 배포됐고 왜 죽어?",
        "billing 배포 이력 알려주시고 왜 안 뜨는지도 봐주세요",
    ],
)
def test_a_clause_that_names_nothing_is_about_what_the_question_names(text: str) -> None:
    assert {c.name: c.arguments.get("name") for c in calls(text)} == {
        "list_rollout_history": "billing",
        "explain_workload": "billing",
    }


def test_a_clause_about_many_things_is_not_about_the_one_that_is_named() -> None:
    assert [c.arguments for c in calls("show the log of billing and list all nodes")][1:] == [{"kind": "nodes"}]


def test_events_of_a_named_thing_are_told_with_it() -> None:
    assert [c.name for c in calls("billing 상세 정보랑 이벤트 보여줘")] == ["describe_resource"]


def test_a_thing_named_after_a_story_is_kept() -> None:
    text = "my boss rang, the train was late, sandwiches were gone, so: uploader is unhealthy, what is the reason?"
    name, arguments = call(text)
    assert (name, arguments["name"]) == ("explain_workload", "uploader")


def test_two_kinds_of_things_are_two_lists_and_one_cost() -> None:
    assert [c.name for c in calls("버지니아에 있는 ec2랑 볼륨")] == ["list_instances", "list_volumes"]
    assert "list_instances" not in [c.name for c in calls("ec2랑 s3 각각 얼마씩 나가?")]


@pytest.mark.parametrize(
    "text", ["kubectl logs -p billing", "logs of the crashed container of billing", "billing 죽은 컨테이너 로그"]
)
def test_the_log_of_a_container_that_ended_is_the_previous_one(text: str) -> None:
    assert call(text) == ("read_pod_logs", BILLING | {"previous": True})


def test_the_account_only_says_where_things_are() -> None:
    assert call("what instances do we have in aws")[0] == "list_instances"
    assert call("what do instances cost us in aws")[0] != "list_instances"


def test_a_list_of_all_needs_no_thing_and_a_history_does() -> None:
    assert call("배포된 거 목록")[0] == "list_workloads"
    question_back("배포 이력 보여줘")
    question_back("who deployed it")


@pytest.mark.parametrize("text", ["why does aws bill idle elastic ips", "how do I rotate a secret", "노드 교체 절차"])
def test_how_and_why_in_general_are_for_the_guides(text: str) -> None:
    assert call(text)[0] == "search_guides"


def test_why_of_what_is_here_is_not_for_the_guides() -> None:
    assert call("why does billing crash")[0] == "explain_workload"


def test_putting_something_on_the_screen_makes_nothing() -> None:
    assert call("billing 로그 띄워봐") == ("read_pod_logs", BILLING)
    refusal("파드 하나 띄워봐")


def test_the_objects_of_one_thing_are_of_its_kind() -> None:
    assert call("yaml of media-encoder") == ("read_objects", {"kind": "deployments.apps", "namespace": "media"})


def test_a_particle_names_the_place_where_it_is_asked() -> None:
    assert place_named("qa엔 파드 뭐 있어?", {"qa": ("qa",), "live": ("live",)}) == "qa"
