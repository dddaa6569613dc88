"""What questions restrict, in words that no table lists: conditions, orders, numbers, and the form of the first line."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assistant.planner.narrowing.asked import narrowing, narrowing_of_turn, narrows_the_last, without_conditions
from assistant.planner.narrowing.conditions import Compared, Has, InState, Matched, Narrowing, Timed
from tests.unit.planner.asking import NOW, SEOUL


def read(text: str) -> Narrowing:
    return narrowing(text, NOW, SEOUL)


@pytest.mark.parametrize(
    ("text", "column", "op", "value"),
    [
        ("pods that restarted more than 5 times", "restarts", "more", 5),
        ("재시작이 다섯 번 이상인 팟", "restarts", "at least", 5),
        ("restarts >= 10", "restarts", "at least", 10),
        ("deployments with fewer than three replicas", "replicas", "less", 3),
        ("복제본 2개 이하인 앱", "replicas", "at most", 2),
        ("volumes of at least 200 GB", "size", "at least", 200),
        ("0.5테라 넘는 디스크", "size", "more", 512),
        ("disks smaller than 20gib", "size", "less", 20),
        ("200 GiB or more volumes", "size", "at least", 200),
        ("30달러 이상 나가는 리소스", "cost", "at least", 30),
        ("anything above $1,200", "cost", "more", 1200),
        ("resources cheaper than $5", "cost", "less", 5),
        ("nodes with more than 8 cores", "cpu", "more", 8),
        ("노드 메모리 16기가 미만", "memory", "less", 16),
        ("레플리카가 0인 디플로이먼트", "replicas", "exactly", 0),
        ("IOPS 3000 초과 볼륨", "iops", "more", 3000),
    ],
)
def test_numbers(text: str, column: str, op: str, value: int) -> None:
    (found,) = [c for c in read(text).conditions if isinstance(c, Compared)]
    assert (found.column, found.op, found.value) == (column, op, Decimal(value))


def test_a_range_has_two_ends() -> None:
    ends = [c for c in read("pods with restarts between 2 and 10").conditions if isinstance(c, Compared)]
    assert [(c.column, c.op, int(c.value)) for c in ends] == [("restarts", "at least", 2), ("restarts", "at most", 10)]
    sizes = [c for c in read("10에서 50기가 사이 볼륨").conditions if isinstance(c, Compared)]
    assert [(c.column, c.op, int(c.value)) for c in sizes] == [("size", "at least", 10), ("size", "at most", 50)]


def test_the_things_themselves_may_be_counted() -> None:
    found = read("are there more than 50 pods?")
    assert found.of_count is not None
    assert (found.conditions, found.of_count.op, int(found.of_count.value)) == ((), "more", 50)
    assert read("파드가 50개 넘어?").of_count is not None
    assert read("any pods with more than 50 restarts?").of_count is None


def test_among_those_keeps_what_was_restricted_before() -> None:
    found = narrowing_of_turn("그 중에 90일 넘은 것만", ("gp2 볼륨 목록",), NOW, SEOUL)
    assert [type(c).__name__ for c in found.conditions] == ["Matched", "Timed"]
    third = narrowing_of_turn(
        "of those, which is the biggest?", ("gp2 볼륨 목록", "그 중에 90일 넘은 것만"), NOW, SEOUL
    )
    assert len(third.conditions) == 2
    assert third.order is not None
    own = narrowing_of_turn("90일 넘은 볼륨", ("gp2 볼륨 목록",), NOW, SEOUL)
    assert own.conditions == read("90일 넘은 볼륨").conditions


def test_which_period_is_the_earlier_one() -> None:
    assert read("비용이 지난달보다 늘었어?").period_is_earlier
    assert read("cost compared to last month").period_is_earlier
    assert not read("지난주 비용이 그 전주보다 늘었나?").period_is_earlier


@pytest.mark.parametrize(
    "text", ["save at least $500 a month", "매달 $300 이상 아끼고 싶어", "cut the bill by 20%", "pod 3개 보여줘"]
)
def test_goals_and_plain_numbers_are_no_conditions(text: str) -> None:
    assert not [c for c in read(text).conditions if isinstance(c, Compared)]


def test_a_number_of_nothing_named_is_kept_to_be_said() -> None:
    (found,) = read("anything bigger than 12").conditions
    assert isinstance(found, Compared)
    assert (found.column, found.spoken) == ("", "bigger than 12")


@pytest.mark.parametrize(
    ("text", "column", "days", "older"),
    [
        ("snapshots older than 6 weeks", "created", 42, True),
        ("반년 넘은 스냅샷", "created", 182, True),
        ("volumes more than 2 years old", "created", 730, True),
        ("만든 지 3일 안 된 파드", "created", 3, False),
        ("pods newer than a week", "created", 7, False),
        ("45일 이상 꺼져 있는 서버", "stopped", 45, True),
        ("instances stopped for more than 30 days", "stopped", 30, True),
        ("90+ days old images", "created", 90, True),
        ("두 달 지난 백업", "created", 60, True),
    ],
)
def test_ages(text: str, column: str, days: int, older: bool) -> None:
    (found,) = [c for c in read(text).conditions if isinstance(c, Timed)]
    at = NOW - timedelta(days=days)
    assert (found.column, found.before, found.since) == (column, at if older else None, None if older else at)


def test_a_period_in_which_it_was_made_is_a_condition_and_no_period_to_read() -> None:
    found = read("instances launched since yesterday")
    (made,) = found.conditions
    assert isinstance(made, Timed)
    assert made.since == datetime(2026, 3, 8, 15, tzinfo=UTC)  # midnight in Seoul
    assert found.period is None
    (korean,) = read("지난주에 생성된 볼륨").conditions
    assert isinstance(korean, Timed)
    assert (korean.since, korean.before) == (datetime(2026, 3, 1, 15, tzinfo=UTC), datetime(2026, 3, 8, 15, tzinfo=UTC))


@pytest.mark.parametrize("text", ["costs over 30 days", "로그 최근 3일 이상한 거", "CPU over the last 2 hours"])
def test_a_period_is_no_age(text: str) -> None:
    assert not [c for c in read(text).conditions if isinstance(c, Timed)]


@pytest.mark.parametrize(
    ("text", "state", "negated"),
    [
        ("which pods aren't running", "running", True),
        ("돌고 있는 인스턴스", "running", False),
        ("돌고 있지 않은 인스턴스", "running", True),
        ("안 돌고 있는 인스턴스", "running", True),
        ("꺼져 있는 서버", "stopped", False),
        ("꺼져 있지 않은 서버", "stopped", True),
        ("servers that are turned off", "stopped", False),
        ("non-running instances", "running", True),
        ("volumes not attached to anything", "attached", True),
        ("orphaned volumes", "attached", True),
        ("어디에도 안 붙어 있는 볼륨", "attached", True),
        ("쓰이지 않는 탄력적 IP", "attached", True),
        ("addresses in use", "attached", False),
        ("암호화되지 않은 디스크", "encrypted", True),
        ("volumes without encryption", "encrypted", True),
        ("준비 안 된 노드", "ready", True),
        ("not ready nodes", "ready", True),
        ("펜딩 파드", "pending", False),
        ("crash looping pods", "crashloopbackoff", False),
        ("deployments scaled to zero", "zero", False),
        ("suspended cron jobs", "suspended", False),
        ("cordon 된 거 말고 unschedulable nodes", "cordoned", False),
    ],
)
def test_states_and_their_negation(text: str, state: str, negated: bool) -> None:
    assert [(c.state, c.negated) for c in read(text).conditions if isinstance(c, InState)] == [(state, negated)]


@pytest.mark.parametrize(
    ("text", "column", "how", "values", "negated"),
    [
        ('workloads with "batch" in the name', "name", "contains", ("batch",), False),
        ("이름이 web으로 시작하는 파드", "name", "starts", ("web",), False),
        ("이름에 canary가 들어간 디플로이먼트", "name", "contains", ("canary",), False),
        ("pods whose image contains nginx", "image", "contains", ("nginx",), False),
        ("이미지에 redis 들어간 워크로드", "image", "contains", ("redis",), False),
        ("names ending with db", "name", "ends", ("db",), False),
        ("m5.xlarge instances", "type", "is", ("m5.xlarge",), False),
        ("micro servers", "type", "ends", (".micro",), False),
        ("workloads on the latest tag", "image", "contains", (":latest",), False),
        ("instances not in us-west-2", "region", "is", ("us-west-2",), True),
        ("버지니아 말고 다른 리전 볼륨", "region", "is", ("us-east-1",), True),
        ("t3 계열 인스턴스", "type", "starts", ("t3.",), False),
        ("gp2 아닌 볼륨", "type", "is", ("gp2",), True),
        ("gp2 or io1 volumes", "type", "is", ("gp2", "io1"), False),
        ("servers in europe", "region", "starts", ("eu-",), False),
        ("아시아 말고 다른 데 있는 서버", "region", "starts", ("ap-",), True),
        ("lambda cost", "service", "contains", ("lambda",), False),
        ("EC2 빼고 요금", "service", "contains", ("elastic compute cloud",), True),
    ],
)
def test_texts(text: str, column: str, how: str, values: tuple[str, ...], negated: bool) -> None:
    (found,) = [c for c in read(text).conditions if isinstance(c, Matched)]
    assert (found.column, found.how, found.values, found.negated) == (column, how, values, negated)


def test_a_service_is_no_condition_where_no_cost_is_asked_for() -> None:
    assert not read("EC2 인스턴스 목록").conditions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("volumes without a team tag", Has(tag="team", negated=True)),
        ("owner 태그 없는 서버", Has(tag="owner", negated=True)),
        ("소유자 태그가 안 달린 볼륨", Has(tag="owner", negated=True)),
        ("untagged snapshots", Has(tag="", negated=True)),
        ("instances with a backup tag", Has(tag="backup")),
        ("instances tagged env=staging", Has(tag="env", value="staging")),
        ("deployments with no memory limits", Has(column="limits", negated=True)),
        ("한도 없는 파드", Has(column="limits", negated=True)),
        ("instances without a public IP", Has(column="address", negated=True)),
    ],
)
def test_what_must_be_there_or_not(text: str, expected: Has) -> None:
    (found,) = [c for c in read(text).conditions if isinstance(c, Has)]
    assert (found.column, found.tag, found.value, found.negated) == (
        expected.column, expected.tag, expected.value, expected.negated,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "column", "descending", "limit"),
    [
        ("the 5 largest volumes", "size", True, 5),
        ("smallest disk", "size", False, None),
        ("가장 오래된 스냅샷 세 개", "created", False, 3),
        ("newest pod", "created", True, None),
        ("제일 돈 많이 먹는 리소스", "cost", True, None),
        ("비싼 순으로 리소스 정렬", "cost", True, None),
        ("재시작 많은 순으로 파드", "restarts", True, None),
        ("pods sorted by age", "created", True, None),
        ("top 10 by cost", "cost", True, 10),
        ("which pod restarted the most", "restarts", True, None),
        ("fewest replicas", "replicas", False, None),
        ("가장 많이 오른 서비스", "increase", True, None),
        ("메모리가 가장 큰 노드", "memory", True, None),
        ("메모리를 제일 많이 쓰는 노드", "memory_used", True, None),
        ("cheapest service", "cost", False, None),
    ],
)
def test_orders(text: str, column: str, descending: bool, limit: int | None) -> None:
    found = read(text)
    assert found.order is not None
    assert (found.order.column, found.order.descending, found.limit) == (column, descending, limit)


@pytest.mark.parametrize(
    "text", ["most of the pods are fine", "지난 7일 비용", "최근 이벤트", "show the last 30 days", "pods"]
)
def test_no_order(text: str) -> None:
    found = read(text)
    assert (found.order, found.limit) == (None, None)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("how many volumes are there", "count"),
        ("볼륨 몇 개 있어?", "count"),
        ("is any instance stopped?", "yes or no"),
        ("꺼진 인스턴스 있나요?", "yes or no"),
        ("are all nodes ready?", "all"),
        ("파드 전부 돌고 있나?", "all"),
        ("which volume is the biggest", "which"),
        ("어떤 볼륨이 있어?", ""),
        ("list volumes", ""),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert read(text).form == form


@pytest.mark.parametrize(
    "text",
    [
        "next quarter's spend",
        "내년 비용 얼마나 될까",
        "forecast the bill",
        "what will it cost",
        "이번 달 말까지 얼마 나올까",
    ],
)
def test_the_future(text: str) -> None:
    assert read(text).future


@pytest.mark.parametrize("text", ["last month's bill", "지난주 비용", "this month", "어제 얼마 썼어"])
def test_the_past_is_not_the_future(text: str) -> None:
    assert not read(text).future


def test_what_is_asked_for_remains_without_its_conditions() -> None:
    def rest(text: str) -> str:
        return without_conditions(text, NOW, SEOUL).replace("\ue000", "").strip()

    assert rest("volumes bigger than 100 GiB") == "volumes"
    assert rest("석 달 넘은 스냅샷") == "스냅샷"
    assert "비용" in rest("$10 넘는 리소스만")  # an amount of money says what is asked for
    assert rest("왜 3일 넘은 파드가 죽었어?") == "왜 3일 넘은 파드가 죽었어?"  # reasons are not rows
    assert rest("running pods") == "running pods"  # states that are also topics stay


@pytest.mark.parametrize(
    "text",
    [
        "how many is that?",
        "how many are older than a year?",
        "any without TLS?",
        "over the last 7 days instead",
        "more than $50 a month?",
        "총 몇 개야?",
        "서울 것만",
    ],
)
def test_a_count_a_choice_or_another_period_is_about_the_rows_before(text: str) -> None:
    assert narrows_the_last(text)


@pytest.mark.parametrize(
    "text", ["how many pods are there?", "any pods without limits?", "why instead", "파드 몇 개야?"]
)
def test_what_names_its_own_things_is_not(text: str) -> None:
    assert not narrows_the_last(text)


def test_another_period_keeps_how_many_were_asked_for() -> None:
    wanted = narrowing_of_turn("over the last 7 days instead", ("the 5 most expensive resources",), NOW, SEOUL)
    assert wanted.limit == 5
    assert wanted.order is not None
    assert wanted.order.column == "cost"


def test_the_same_of_another_thing_keeps_what_is_asked_of_it() -> None:
    assert narrowing_of_turn("same for billing", ("when did order-api go out",), NOW, SEOUL).when
    assert narrowing_of_turn("billing은?", ("order-api 이미지 버전",), NOW, SEOUL).columns == ("image",)
    assert not narrowing_of_turn("list pods", ("when did order-api go out",), NOW, SEOUL).when


def test_a_word_before_the_question_is_no_state() -> None:
    assert not narrowing("ok what do you have", NOW).conditions
    assert narrowing("which pods are ok?", NOW).conditions


def test_a_region_code_is_no_continent() -> None:
    assert not narrowing("what do we pay in us-east-1?", NOW).conditions


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("which pods are running on pool-worker-3?", "pool-worker-3"),
        ("what is running on pool-worker-3?", "pool-worker-3"),
        ("pods running on alpha-01", "alpha-01"),
        ("is billing scheduled on node alpha-01?", "alpha-01"),
        ("pool-worker-3에 떠 있는 파드", "pool-worker-3"),
        ("pool-worker-3에서 실행 중인 파드 몇 개야?", "pool-worker-3"),
        ("pool-worker-3에 뭐가 떠 있어?", "pool-worker-3"),
        ("alpha-01 노드의 파드", "alpha-01"),
    ],
)
def test_where_pods_run_is_a_place_and_no_state(text: str, node: str) -> None:
    (found,) = read(text).conditions
    assert isinstance(found, Matched)
    assert (found.column, found.values) == ("node", (node,))
    assert node not in without_conditions(text, NOW, SEOUL)


@pytest.mark.parametrize("text", ["which pods on pool-worker-3 are running?", "pods not running on pool-worker-3"])
def test_whether_they_run_on_a_node_is_a_state(text: str) -> None:
    assert {type(c) for c in read(text).conditions} == {InState, Matched}
