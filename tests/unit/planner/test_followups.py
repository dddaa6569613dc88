"""Questions that lean on the one before: an answer to a question back, a comparison, another period; and wishes beside."""

import pytest

from assistant.language import Text
from assistant.models.spec import Abstain, Ask, Calls
from assistant.planner.following.followups import another_period
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.narrowing.conditions import Matched
from assistant.planner.question import Question
from assistant.planner.reading import read
from tests.unit.planner.asking import CLUSTER, NOW, SEOUL, ask, call, calls, entries
from tests.unit.planner.standing import crash, session, turn

BILL = "이번 달 AWS 비용 얼마 나왔어?"


@pytest.mark.parametrize(
    ("asked", "answer"), [("로그 보여줘", "uploader 거"), ("로그 보여줘", "uploader"), ("show me the logs", "uploader")]
)
def test_a_name_answers_the_question_back(asked: str, answer: str) -> None:
    assert isinstance(ask(asked).reply, Ask)
    assert call(answer, asked) == ("read_pod_logs", {"name": "uploader", "namespace": "media"})


def test_a_name_after_something_that_lacked_nothing_is_asked_about_itself() -> None:
    assert call("uploader", "노드 목록") == ("explain_workload", {"name": "uploader", "namespace": "media"})


def test_a_comparison_keeps_what_was_asked_for_and_its_period() -> None:
    month = call(BILL)
    assert call("지난달이랑 비교하면?", BILL) == month
    assert call("제일 많이 오른 서비스는?", BILL, "지난달이랑 비교하면?") == month


def test_a_question_of_its_own_lacks_its_thing_all_the_same() -> None:
    assert isinstance(ask("로그 보여줘", BILL).reply, Ask)


def test_a_time_is_asked_of_the_rows_before() -> None:
    assert call("마지막으로 성공한 게 언제야?", "크론잡 있어?") == ("list_resources", {"kind": "cronjobs.batch"})


@pytest.mark.parametrize("text", ["2주로 늘려봐", "14일로 바꿔줘", "make it 14 days"])
def test_another_period_is_no_wish_for_a_change(text: str) -> None:
    name, arguments = call(text, "hana-db-1 CPU 최근 3일 어때?")
    assert name == "read_metrics"
    assert arguments["days"] == 14


def test_a_period_beside_a_thing_is_not_only_a_period() -> None:
    question = Question(
        text="billing 2주 로그", lang="ko", catalog=entries(), known=lambda _: CLUSTER, now=NOW, zone=SEOUL
    )
    assert not another_period(read(question, words_too=True))


def test_a_choice_among_the_rows_before_keeps_their_period() -> None:
    wanted = narrowing_of_turn("그중에 store 것만", ("최근 1시간 경고 이벤트만 보여줘",), NOW, SEOUL)
    assert wanted.period is not None
    assert wanted.period.to_now


@pytest.mark.parametrize(
    "text",
    [
        "uploader 로그 보여주고 롤백해줘",
        "show the logs of uploader and roll it back",
        "uploader 로그 보여주고 재시작해줘",
    ],
)
def test_a_wish_does_not_hide_the_question_beside_it(text: str) -> None:
    reply = ask(text, standing=session(turn("노드 목록"))).reply
    assert isinstance(reply, Calls)
    assert reply.wanted[0].name == "read_pod_logs"


def test_a_wish_that_no_action_fulfils_is_answered_beside_the_read() -> None:
    reply = ask("uploader 로그 보여주고 재시작해줘", standing=session()).reply
    made = calls("uploader 로그 보여줘")
    assert isinstance(reply, Calls)
    assert list(reply.wanted) == made
    note = ask("uploader 로그 보여주고 재시작해줘", standing=session()).note
    assert isinstance(note, Text)
    assert "아무것도 바뀌지 않았습니다" in note.ko


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("스테이징에서도 그래?", "스테이징은 설정된 환경이 아닙니다"),
        ("what is broken on staging?", "no environment staging"),
        ("개발 환경 파드 목록", "개발은 설정된 환경이 아닙니다"),
    ],
)
def test_an_environment_that_is_not_configured_is_not_answered_for_by_another(text: str, said: str) -> None:
    reply = ask(text, "billing 왜 죽어?").reply
    assert isinstance(reply, Abstain)
    assert said in reply.text


def test_a_configured_environment_is_no_missing_one() -> None:
    assert isinstance(ask("qa 환경 파드 목록").reply, Calls)


def test_what_lies_ahead_is_declined_with_the_reason() -> None:
    reply = ask("내년엔 얼마나 나올까?").reply
    assert isinstance(reply, Abstain)
    assert "예측하지 않습니다" in reply.text


def test_a_service_named_after_a_question_about_costs_chooses_among_them() -> None:
    for question in ("and S3?", "S3는?", "그 중에 EC2는?"):
        assert call(question, "how much did we spend last month?")[0] == "read_bill_summary"
        wanted = narrowing_of_turn(question, ("how much did we spend last month?",), NOW, SEOUL)
        assert [type(c) for c in wanted.conditions] == [Matched], question


def test_the_period_that_was_compared_with_is_not_the_one_asked_about_next() -> None:
    assert call("그 중에 EC2는?", "지난달보다 왜 더 나왔어?") == ("read_bill_summary", {})


def test_one_of_many_that_were_listed_must_be_named() -> None:
    reply = ask("그 파드 로그는?", "재시작 10번 넘은 파드 보여줘").reply
    assert isinstance(reply, Ask)


@pytest.mark.parametrize(
    ("question", "before", "since", "until"),
    [
        ("and the weekend before that?", "how much did we spend last weekend?", "2026-02-28", "2026-03-01"),
        ("그 전 달은?", "2월 비용 얼마야?", "2026-01-01", "2026-01-31"),
        ("and the month before?", "what did we spend in February?", "2026-01-01", "2026-01-31"),
    ],
)
def test_the_period_before_the_one_that_was_talked_of(question: str, before: str, since: str, until: str) -> None:
    assert call(question, before) == ("read_bill_summary", {"since": since, "until": until})


def test_a_reason_asked_again_is_that_of_what_was_talked_of() -> None:
    assert call("파드는 멀쩡한데 왜 안 되는 거야?", "uploader 왜 안 떠?")[1]["name"] == "uploader"
    assert "name" not in call("클러스터에 왜 이렇게 문제가 많아?", "uploader 왜 안 떠?")[1]


def test_the_calendar_month_before_is_held_against_the_month_talked_of() -> None:
    made = calls("그 전달보다는 늘었어 줄었어?", "2월 비용 얼마야?")
    assert [(c.arguments["since"], c.arguments["until"]) for c in made] == [
        ("2026-02-01", "2026-02-28"),
        ("2026-01-01", "2026-01-31"),
    ]


def test_two_questions_about_what_was_found_are_both_answered_from_it() -> None:
    found = session(turn("why is billing failing?", crash()))
    reply = ask("are users affected, and how do I fix it?", "why is billing failing?", standing=found).reply
    assert isinstance(reply, Calls)
    assert [o.recalled.aspect for o in reply.recalled if o.recalled] == ["why", "fix"]
    assert all(c.name != "explain_workload" for c in reply.wanted)


def test_a_half_without_a_name_is_about_what_the_other_names() -> None:
    made = calls("how many replicas does uploader have and why is it failing?")
    assert all(c.arguments.get("name", "uploader") == "uploader" for c in made)
    ones = calls("how much would we save by deleting unattached disks, and which ones must we not touch?")
    assert {c.name for c in ones} <= {"find_waste", "list_volumes"}
