"""First questions as people type them: what restricts them is not lost, and what is not read is said."""

import pytest

from assistant.known import Known
from assistant.models.spec import Abstain, Calls
from assistant.planner.narrowing.asked import narrowing
from tests.unit.planner.asking import NOW, SEOUL, ask, call, calls


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("지금 죽어있는 파드 몇 개야", "실패"),
        ("뻗어 있는 파드 목록", "실패"),
        ("노드 하나가 이상한거 같은데 어떤 노드야", "준비되지 않음"),
        ("hpa 최대치 찍은 거 있나", "최대치에 이름"),
        ("이미지 못 받아오는 파드 있어?", "ImagePull"),
        ("is there any pod that can't pull its image", "ImagePull"),
    ],
)
def test_a_state_said_in_everyday_words_chooses_the_rows(text: str, said: str) -> None:
    assert [c.text(SEOUL).ko for c in narrowing(text, NOW, SEOUL).conditions] == [said]
    assert call(text)[0] in ("list_resources", "list_workloads")


@pytest.mark.parametrize("text", ["any secrets or configmaps missing anywhere?", "빠진 시크릿이나 컨피그맵 있어?"])
def test_what_is_missing_is_looked_for_and_not_listed(text: str) -> None:
    assert call(text)[0] == "explain_workload"
    assert narrowing(text, NOW, SEOUL).suspects == "config"


@pytest.mark.parametrize("text", ["pvc 꽉찬거 있어?", "any disks nearly full?"])
def test_how_full_a_volume_is_is_not_read(text: str) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Abstain)
    assert reply.text.startswith(("**디스크와 볼륨이", "**How full disks"))


@pytest.mark.parametrize(
    "text",
    [
        "우리 회사 클라우드 비용 줄일 수 있는 방법 세 가지만 알려줘",
        "클라우드 비용 줄이는 방법",
        "how do I cut our aws costs",
    ],
)
def test_ways_to_spend_less_are_looked_for_here(text: str) -> None:
    assert [c.name for c in calls(text)] == ["find_waste"]


def test_a_region_is_of_the_cloud() -> None:
    name, arguments = call("싱가폴 리전에 뭐 돌고 있어?")
    assert (name, arguments["region"]) == ("list_instances", "ap-southeast-1")


def test_what_a_drained_node_would_stop_is_not_which_nodes_are_drained() -> None:
    wanted = narrowing("what would break if I drained the first node", NOW, SEOUL)
    assert [c.text(SEOUL).en for c in wanted.conditions] == ["replicas 1"]
    assert isinstance(ask("what would break if I drained the first node").reply, Calls)


@pytest.mark.parametrize("text", ["이번달 aws 얼마나 나올거 같아", "이번 달 얼마 나올듯?"])
def test_what_is_to_come_is_known_as_such(text: str) -> None:
    assert narrowing(text, NOW, SEOUL).future


@pytest.mark.parametrize("text", ["what is deployed by helm", "헬름으로 배포된 거 뭐뭐 있어"])
def test_what_deploys_things_is_no_thing_that_is_not_here(text: str) -> None:
    assert call(text)[0] == "list_workloads"


@pytest.mark.parametrize("text", ["which is the busiest node", "어떤 노드가 제일 바빠"])
def test_who_is_busy_is_told_by_use(text: str) -> None:
    assert call(text) == ("list_usage", {"kind": "nodes"})


SHOP = (
    Known(name="coupon-api", kind="deployments.apps", namespace="coupon-prod"),
    Known(name="campaign-worker", kind="deployments.apps", namespace="coupon-prod"),
)


@pytest.mark.parametrize("text", ["pods keep dying in coupon, wtf", "coupon에서 파드 왜 죽어?"])
def test_a_place_said_in_part_is_the_namespace_and_not_one_workload(text: str) -> None:
    reply = ask(text, known=SHOP).reply
    assert isinstance(reply, Calls), reply
    assert [(c.arguments.get("namespace"), c.arguments.get("name")) for c in reply.wanted] == [("coupon-prod", None)]


def test_a_part_of_a_name_that_is_no_place_is_still_the_name() -> None:
    reply = ask("why is coupon failing", known=SHOP).reply
    assert isinstance(reply, Calls), reply
    assert reply.wanted[0].arguments["name"] == "coupon-api"
