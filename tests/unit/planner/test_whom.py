"""Who a question is about: namespaces beside names, parts that fit several, products, and follow-ups that name another."""

import pytest

from assistant.known import Known
from assistant.models.spec import Abstain, Ask, Calls
from tests.unit.planner.asking import ask

SHOP = tuple(
    Known(name=name, kind="deployments.apps", namespace=space)
    for space, name in (
        ("coupon", "coupon-api"),
        ("coupon", "points"),
        ("booking", "booking-api"),
        ("booking", "inventory"),
        ("booking", "inventory-canary"),
        ("search", "indexer-hot"),
        ("search", "indexer-cold"),
        ("platform", "session-redis"),
        ("ingress-nginx", "ingress-nginx-controller"),
    )
)


def _arguments(text: str, *previous: str, known: tuple[Known, ...] = SHOP) -> dict[str, object]:
    reply = ask(text, *previous, known=known).reply
    assert isinstance(reply, Calls), (text, reply)
    return {k: v for k, v in reply.wanted[0].arguments.items() if k not in ("question", "lang")}


@pytest.mark.parametrize(
    "text", ["coupon 쪽은 어때?", "쿠폰 어때", "쿠폰 네임스페이스 괜찮아?", "is anything wrong in coupon?"]
)
def test_a_namespace_that_is_named_comes_before_part_of_a_name(text: str) -> None:
    assert _arguments(text) == {"namespace": "coupon"}


@pytest.mark.parametrize("text", ["booking 상태 알려줘", "is booking ok?", "그 전에 booking 어때?"])
def test_a_namespace_may_be_called_by_a_word_of_another_field(text: str) -> None:
    assert _arguments(text) == {"namespace": "booking"}


@pytest.mark.parametrize("text", ["inventory 상태 어때?", "is inventory ok?", "inventory 왜 죽어?"])
def test_a_name_may_be_a_word_that_asks_for_a_list(text: str) -> None:
    assert _arguments(text)["name"] == "inventory"


def test_a_part_that_fits_several_names_is_asked_about() -> None:
    reply = ask("indexer 왜 죽었어?", known=SHOP).reply
    assert isinstance(reply, Ask)
    assert reply.options == ("indexer-hot", "indexer-cold")


def test_a_name_that_nothing_has_is_looked_for_and_not_left_out() -> None:
    assert _arguments("ghostly 파드 괜찮아?")["name"] == "ghostly"
    reply = ask("ghostly 서비스 메모리 얼마나 써?", known=SHOP).reply
    assert isinstance(reply, Abstain)
    assert "ghostly" in reply.text
    assert _arguments("internal 서비스 목록 보여줘") == {"kind": "services"}


def test_a_question_back_offers_what_is_in_the_namespace_that_is_named() -> None:
    reply = ask("coupon 로그 보여줘", known=SHOP).reply
    assert isinstance(reply, Ask)
    assert reply.options == ("coupon-api", "points")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("쿠폰 api 상태 어때", "coupon-api"),
        ("redis 어때", "session-redis"),
        ("레디스 왜 느려?", "session-redis"),
        ("is redis healthy?", "session-redis"),
        ("nginx 상태", "ingress-nginx-controller"),
        ("엔진엑스 왜 죽었어", "ingress-nginx-controller"),
    ],
)
def test_a_product_is_a_name_where_something_is_called_so(text: str, name: str) -> None:
    assert _arguments(text)["name"] == name


@pytest.mark.parametrize("text", ["is kafka healthy?", "카프카 죽었어?", "argocd 잘 돌고 있어?", "datadog 로그 보여줘"])
def test_a_product_that_nothing_is_called_by_is_said_not_to_be_here(text: str) -> None:
    reply = ask(text, "redis 어때", known=SHOP).reply
    assert isinstance(reply, Abstain)
    assert "없습니다.**" in reply.text or "Nothing here is called kafka" in reply.text
    assert "9" in reply.text.partition("\n")[0]  # how many names it looked through


def test_where_no_name_could_be_read_a_product_is_looked_for_by_its_name() -> None:
    reply = ask("is kafka healthy?", known=()).reply
    assert isinstance(reply, Calls)
    assert reply.wanted[0].arguments["name"] == "kafka"


@pytest.mark.parametrize("word", ["생각", "그렇게", "범위는"])
def test_an_ordinary_korean_word_is_not_heard_as_part_of_a_name(word: str) -> None:
    known = (Known(name="price-sync", kind="deployments.apps", namespace="payment"),)
    assert not {"name", "namespace"} & _arguments(f"{word} 뭐가 문제야?", known=known).keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("그럼 recommend는?", {"name": "recommend"}),
        ("and frontend?", {"name": "frontend"}),
        ("그럼 결제는?", {"name": "결제"}),
        ("그럼 inventory는?", {"name": "inventory", "namespace": "booking"}),
        ("what about points", {"name": "points", "namespace": "coupon"}),
        ("그럼 coupon은?", {"namespace": "coupon"}),
    ],
)
def test_a_follow_up_that_names_another_thing_is_about_that(text: str, expected: dict[str, object]) -> None:
    assert _arguments(text, "booking-api 왜 죽어?") == expected


def test_each_follow_up_keeps_what_was_asked_first() -> None:
    previous = ("booking-api 로그 보여줘", "inventory는?")
    reply = ask("points는?", *previous, known=SHOP).reply
    assert isinstance(reply, Calls)
    assert (reply.wanted[0].name, reply.wanted[0].arguments["name"]) == ("read_pod_logs", "points")


def test_what_was_wished_is_not_asked_again() -> None:
    reply = ask("진짜 된 거야?", "booking-api 왜 죽어?", "booking-api 롤백해줘", known=SHOP).reply
    assert isinstance(reply, Calls)
    assert (reply.wanted[0].name, reply.wanted[0].arguments["name"]) == ("explain_workload", "booking-api")


def test_a_word_that_asks_for_something_else_keeps_the_subject() -> None:
    assert _arguments("로그는?", "booking-api 왜 죽어?")["name"] == "booking-api"
    assert _arguments("and its logs?", "why is booking-api down?")["name"] == "booking-api"


@pytest.mark.parametrize(
    "text",
    [
        "카나리 배포 하는 방법",
        "canary how-to",
        "canary 배포는 어떻게 해?",
        "how do I set up a service mesh?",
        "블루그린 배포 절차",
    ],
)
def test_how_something_is_done_is_for_the_guides_to_say_or_not(text: str) -> None:
    reply = ask(text, known=SHOP).reply
    assert isinstance(reply, Calls)
    assert [c.name for c in reply.wanted] == ["search_guides"]
