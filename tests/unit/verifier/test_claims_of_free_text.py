"""What free text says of changes, periods, missing things and outcomes, and what the evidence says against it."""

import pytest

from assistant.models.spec import Ask
from assistant.verifier import verify, verify_ask
from assistant.verifier.moods import asserted, asserts
from assistant.verifier.outcomes import beyond_reading
from assistant.verifier.reasons import existence, telling
from assistant.verifier.transitions import changes, denied_direction, direction
from assistant.verifier.windows import windows
from evals.suites.verifier_statements import statements

_MI = 2**20


@pytest.mark.parametrize(
    "text",
    [
        "changed the limit from 512Mi to 128Mi",
        "limit: 512Mi → 128Mi",
        "the limit was 512Mi before and is now 128Mi",
        "한도가 512Mi에서 128Mi로 줄었습니다",
        "한도는 원래 512Mi였는데 이제 128Mi입니다",
    ],
)
def test_a_change_has_a_value_before_and_one_after(text: str) -> None:
    assert [(c.before, c.after) for c in changes(text)] == [(512 * _MI, 128 * _MI)]


def test_a_range_is_no_change() -> None:
    assert changes("services range from $5.71 to $333.63") == ()


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("it was raised", 1),
        ("비용이 늘었습니다", 1),
        ("costs fell", -1),
        ("한도를 낮췄습니다", -1),
        ("그대로입니다", 0),
        ("it is red", None),
    ],
)
def test_directions(text: str, sign: int | None) -> None:
    assert direction(text) == sign


def test_a_denied_direction_is_not_the_other_one() -> None:
    assert direction("the limit was not lowered") is None
    assert denied_direction("the limit was not lowered") == -1
    assert denied_direction("한도는 줄어든 적이 없습니다") == -1


@pytest.mark.parametrize(
    ("text", "seconds", "rate"),
    [
        ("69 times per hour", 3600, True),
        ("$37 a day", 86400, True),
        ("in the last 7 days", 604800, False),
        ("하루 $37", 86400, True),
    ],
)
def test_rates_and_windows(text: str, seconds: float, rate: bool) -> None:
    assert [(w.seconds, w.rate) for w in windows(text)] == [(seconds, rate)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("api refers to the Secret api-key, which does not exist", {("secret", -1)}),
        ("the ConfigMap exists, but the key is missing", {("configmap", 1), ("key", -1)}),
        ("Secret에 키가 빠져 있습니다", {("key", -1)}),
        ("이미지는 레지스트리에 있습니다", {("image", 1)}),
    ],
)
def test_what_is_missing_is_told_apart(text: str, said: set[tuple[str, int]]) -> None:
    assert existence(text) == said


def test_a_name_is_no_reason() -> None:
    assert telling("label-service is down") == frozenset()
    assert "oom" in telling("the pod is OOM-killed")


def test_advice_and_questions_assert_nothing() -> None:
    assert not asserts("Raise the limit to 512Mi.")
    assert not asserts("고객에게 영향이 있었는지는 알 수 없습니다.")
    assert asserted("The Secret is present, so api should start").startswith("The Secret is present")


@pytest.mark.parametrize(
    "text",
    [
        "Customers see no errors.",
        "The rollback causes no downtime.",
        "It is safe to delete it.",
        "A backup exists.",
        "데이터는 유실되지 않았습니다.",
        "담당자에게 알림을 보냈습니다.",
        "다음 달에는 줄어들 것입니다.",
    ],
)
def test_outcomes_that_nothing_read_can_tell(text: str) -> None:
    assert beyond_reading(text, "") is not None


def test_an_outcome_may_be_inferred_from_what_still_serves() -> None:
    assert beyond_reading("Users are not affected: the old pods still serve.", "") is None
    assert beyond_reading("Whether customers are affected is not known.", "") is None


def test_reasons_are_sentences_in_the_language_of_the_asker() -> None:
    wrong = {one.lang: one for one in statements() if one.wrong and one.wrong[0][0] == "direction"}
    for lang, one in wrong.items():
        found = verify(one.text, observations=one.observations, lang=lang)
        reason = found.flagged[0].reason
        assert reason.endswith(".") or ":" in reason
        assert any("가" <= c <= "힣" for c in reason) == (lang == "ko")


def test_a_torso_says_that_it_is_one() -> None:
    false = next(one for one in statements() if one.wrong)
    true = next(one for one in statements() if not one.wrong and one.observations == false.observations)
    assert verify(false.text, observations=false.observations, lang=false.lang).mostly_removed
    assert not verify(true.text, observations=true.observations, lang=true.lang).mostly_removed


def test_a_question_back_names_only_what_exists() -> None:
    seen = statements()[0].observations
    ask = Ask(question="Which one, [live-api](https://evil.example/x)?", options=("live-api", "refund-api"))
    asked = verify_ask(ask, observations=seen, lang="en", question="restart it")
    assert asked == Ask(question="Which one, live-api?", options=("live-api",))
    assert verify_ask(Ask(question="Is it refund-api?", options=()), observations=seen, lang="en", question="x") is None
    named = verify_ask(
        Ask(question="Which?", options=("refund-api",)),
        observations=(),
        lang="en",
        question="x",
        names=["refund-api"],
    )
    assert named == Ask(question="Which?", options=("refund-api",))
