"""Questions to calls, several calls, questions back, and what cannot be answered."""

from dataclasses import replace

import pytest

from assistant.known import Known
from assistant.models.spec import Abstain
from assistant.planner.filling import fill
from assistant.planner.question import Question
from assistant.planner.reading import read
from tests.unit.planner.asking import NOW, SEOUL, ask, call, calls, entries, question_back, refusal


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("사람들이 로그인을 못 한대", "explain_workload"),
        ("the site has been throwing 503s since lunch", "explain_workload"),
        ("thumbnailer는 왜 자꾸 뻗는 거죠", "explain_workload"),
        ("uploader의 마지막 릴리즈에서 달라진 점", "list_rollout_history"),
        ("which revision was billing on before", "list_rollout_history"),
        ("billing stdout 좀 볼게요", "read_pod_logs"),
        ("uploader 복제본 개수", "list_workloads"),
        ("붙어 있지 않은 디스크 추려줘", "list_volumes"),
        ("쓰지도 않는데 과금되는 자원", "find_waste"),
        ("trim our aws spend", "find_waste"),
        ("지난달 인보이스 금액", "read_bill_summary"),
        ("제일 돈 많이 먹는 리소스", "read_resource_costs"),
        ("how do I recover from a bad rollout", "search_guides"),
        ("OOMKilled 나면 보통 어떻게 대처하나요", "search_guides"),
        ("which cluster is this", "read_cluster"),
        ("서비스를 외부에 노출하는 방법", "search_guides"),
        ("인증서 갱신은 어떻게 해?", "search_guides"),
        ("how do I renew a certificate", "search_guides"),
        ("how do I reserve capacity", "search_guides"),
    ],
)
def test_paraphrases_nobody_wrote_down(text: str, name: str) -> None:
    assert call(text)[0] == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("billing 왜 죽었고 로그도 보여줘", ["explain_workload", "read_pod_logs"]),
        ("why is billing down, and show its logs", ["explain_workload", "read_pod_logs"]),
        ("이번 달 요금이랑 낭비되는 거 알려줘", ["read_bill_summary", "find_waste"]),
        ("ebs volumes and snapshots", ["list_volumes", "list_snapshots"]),
    ],
)
def test_two_questions_in_one(text: str, expected: list[str]) -> None:
    assert [c.name for c in calls(text)] == expected


def test_two_things_for_one_question() -> None:
    assert [c.arguments["name"] for c in calls("billing이랑 uploader 로그")] == ["billing", "uploader"]
    assert [c.arguments["kind"] for c in calls("pods and services in media")] == ["pods", "services"]


def test_a_region_in_one_half_is_meant_for_both() -> None:
    assert [c.arguments["region"] for c in calls("volumes and snapshots in tokyo")] == ["ap-northeast-1"] * 2


def test_one_half_out_of_scope_leaves_the_other() -> None:
    assert call("uploader 로그 보여주고 피자도 시켜줘")[0] == "read_pod_logs"


@pytest.mark.parametrize(
    ("text", "previous", "expected"),
    [
        ("로그는?", ["billing 왜 죽었어"], ("read_pod_logs", {"name": "billing", "namespace": "store"})),
        ("its logs?", ["is uploader ok"], ("read_pod_logs", {"name": "uploader", "namespace": "media"})),
        ("그거 언제 배포됐어?", ["billing 로그"], ("list_rollout_history", {"name": "billing", "namespace": "store"})),
        ("and in qa?", ["why is billing failing"], ("explain_workload", {"name": "billing", "namespace": "store"})),
        ("media는?", ["store 파드 목록"], ("list_resources", {"kind": "pods", "namespace": "media"})),
        ("도쿄는?", ["서울 인스턴스 목록"], ("list_instances", {"region": "ap-northeast-1"})),
        ("and uploader?", ["billing logs"], ("read_pod_logs", {"name": "uploader", "namespace": "media"})),
        ("노드 목록", ["billing 왜 죽었어"], ("list_resources", {"kind": "nodes"})),
        (
            "이번 달 비용은 얼마야",
            ["billing 로그"],
            ("read_bill_summary", {"since": "2026-03-01", "until": "2026-03-10"}),
        ),
    ],
)
def test_follow_ups(text: str, previous: list[str], expected: tuple[str, dict[str, object]]) -> None:
    assert call(text, *previous) == expected


def test_a_follow_up_on_metrics_keeps_the_instance() -> None:
    name, arguments = call("네트워크는?", "hana-db-1 cpu")
    assert name == "read_metrics"
    assert arguments["metrics"] == ["NetworkIn", "NetworkOut"]
    assert arguments["ids"] == ["i-00aa11bb22cc33dd4"]


@pytest.mark.parametrize(
    "text", ["로그 보여줘", "show me the logs", "describe", "rollout history", "그거 어떻게 됐어", "아까 그거"]
)
def test_what_is_asked_back(text: str) -> None:
    back = question_back(text)
    assert back.question.endswith(("?", "요.", "."))
    assert back.options[0] == "order-api"


@pytest.mark.parametrize(
    "text",
    [
        "오늘 날씨 어때",
        "how do I bake bread",
        "azure 구독 목록 보여줘",
        "open a jira ticket for this",
        "슬랙으로 공지 보내줘",
        "프린터가 안 돼",
        "hotel checkout time",
        "deploy my app to the moon",
        "안녕하세요",
        "write a haiku about pods",
        "rds 인스턴스 목록",
        "who are you",
        "",
        "???",
    ],
)
def test_what_is_out_of_scope(text: str) -> None:
    refusal(text)


def test_a_refusal_is_in_the_language_asked_and_offers_three_things() -> None:
    korean, english = refusal("주식 시세 알려줘").text, refusal("what is the stock price").text
    assert korean.startswith("이 질문에는 답할 수 없습니다.")
    assert english.startswith("I cannot answer that.")
    for text, hangul in ((korean, True), (english, False)):
        offers = [line for line in text.splitlines() if line.startswith("- ")]
        assert len(offers) == len(set(offers)) == 3
        assert all(any("가" <= c <= "힣" for c in offer) == hangul for offer in offers)


def test_what_the_environment_does_not_have_is_not_called() -> None:
    reply = ask("이번 달 비용 얼마야?", without="bills").reply
    assert isinstance(reply, Abstain)
    assert reply.text.startswith("이 환경에는 청구서가 연결되어 있지 않아 답할 수 없습니다.")


def test_one_thing_that_is_named_in_two_ways_is_looked_at_once() -> None:
    known = (Known(name="member-api", kind="deployments.apps", namespace="member"),)
    question = Question(
        text="회원 정보가 안 떠. member-api 왜 이래?", lang="ko", catalog=entries(), has=lambda _: True,
        known=lambda backend: known if backend == "kube" else (), now=NOW, zone=SEOUL,
    )  # fmt: skip
    reading = read(question)
    named = replace(reading.mentions[0], text="회원", how="sound")
    entry = next(e for e in entries() if e.name == "explain_workload")
    both = replace(reading, mentions=(named, *reading.mentions))
    filled = fill(entry, both, question, needs_thing=False)
    assert [f.arguments["name"] for f in filled] == ["member-api"]
