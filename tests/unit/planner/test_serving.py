"""Whether what was diagnosed still answers: yes or no first, by ready pods and by the endpoints of its Services."""

from typing import Any

import pytest

from assistant.models.spec import Calls, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.following.serving import asks_whether_it_serves
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.harm_words import asks_of_harm
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import ask
from tests.unit.planner.standing import crash, session, turn

WHY = "why is billing failing?"
SESSION = session(turn(WHY, crash()))
QUESTIONS = (
    "is it still serving traffic?",
    "can users still reach it?",
    "is billing still available?",
    "지금도 서비스는 되고 있어?",
    "트래픽은 받고 있어?",
    "사용자는 접속할 수 있어?",
    "사용자들이 쓸 수는 있는 거야?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_pods_and_endpoints_are_read_and_nothing_is_diagnosed_again(question: str) -> None:
    found = ask(question, WHY, standing=SESSION)
    assert isinstance(found.reply, Calls)
    assert [(c.name, c.arguments.get("kind"), c.arguments["namespace"]) for c in found.reply.wanted] == [
        ("list_workloads", None, "store"),
        ("list_resources", "services", "store"),
        ("list_resources", "endpointslices.discovery.k8s.io", "store"),
    ]
    assert found.about == {"billing"}
    assert found.attributes == ("serving",)


HARM = (
    "are users seeing errors because of it?",
    "are customers affected by this?",
    "is this hurting users right now?",
    "is it customer-facing?",
    "what's the impact on users?",
    "사용자한테 영향 있어?",
    "고객들이 지금 못 쓰고 있는 거야?",
    "이거 서비스에 영향 있나요?",
    "유저들 에러 보고 있어?",
    "유저들이 느낄 만한 문제야?",
    "what about the users?",
)


@pytest.mark.parametrize("question", HARM)
def test_whether_users_feel_it_is_read_and_nothing_is_diagnosed_again(question: str) -> None:
    found = ask(question, WHY, standing=SESSION)
    assert isinstance(found.reply, Calls)
    assert [c.name for c in found.reply.wanted] == ["list_workloads", "list_resources", "list_resources"]
    assert found.about == {"billing"}
    assert found.attributes == ("harm",)


@pytest.mark.parametrize("question", ["are users affected by billing?", "billing 죽은 게 고객한테 영향 있어?"])
def test_of_what_is_named_it_is_read_without_a_question_before(question: str) -> None:
    found = ask(question)
    assert (found.about, found.attributes[:1]) == (frozenset({"billing"}), ("harm",))


@pytest.mark.parametrize(
    "question",
    [
        "which of these is hurting customers?",
        "어느 게 사용자한테 영향 줘?",
        "why do users see errors?",
        "how many users are affected?",
    ],
)
def test_which_or_how_many_are_other_questions(question: str) -> None:
    assert not asks_of_harm(question)


@pytest.mark.parametrize(
    "question", ["why is it not serving traffic?", "왜 서비스가 안 돼?", "list the services", "how slow is it?"]
)
def test_other_questions_are_none_of_these(question: str) -> None:
    assert not asks_whether_it_serves(question)


def _read(ready: int, desired: int, live: int, *, service: str = "billing") -> list[Observation]:
    rows: tuple[list[dict[str, Any]], ...] = (
        [
            {"name": "billing", "namespace": "store", "desired": desired, "ready": ready},
            {"name": "order-api", "namespace": "store", "desired": 1, "ready": 1},
        ],
        [{"name": service, "namespace": "store", "selector": {"app": service}}],
        [{"name": f"{service}-x1", "namespace": "store", "service": service, "ready": live, "endpoints": 5}],
    )
    tools = ("list_workloads", "list_resources", "list_resources")
    return [observed(tool, each, id=f"E{n}") for n, (tool, each) in enumerate(zip(tools, rows, strict=True), 1)]


@pytest.mark.parametrize(
    ("read", "first"),
    [
        (_read(3, 3, 3), "**Yes: 3 of 3 pods of billing ready** [E1]\n3 live endpoints behind Service billing [E3]"),
        (
            _read(2, 3, 1),
            "**Yes, in part: 2 of 3 pods of billing ready** [E1]\n1 live endpoint behind Service billing [E3]",
        ),
        (_read(0, 3, 0), "**No: 0 of 3 pods of billing ready** [E1]"),
        (_read(3, 3, 0), "**No: 0 live endpoints behind Service billing** [E3]\n3 of 3 pods of billing ready [E1]"),
        (_read(3, 3, 3, service="other"), "**Yes: 3 of 3 pods of billing ready** [E1]\nNo Service leads to it"),
    ],
)
def test_yes_or_no_comes_first(read: list[Observation], first: str) -> None:
    wanted = Narrowing(words=frozenset({"billing"}), attributes=("serving",))
    for lang, start in (("en", first), ("ko", "**네" if "Yes" in first else "**아니요")):
        answer = compose(read, lang, environment="live", wanted=wanted)  # type: ignore[arg-type]
        assert answer.startswith(start)
        checked = verify(answer, observations=read, lang=lang, question=QUESTIONS[0], wanted=wanted)  # type: ignore[arg-type]
        assert checked.ok, (answer, checked.removed, checked.marked)


@pytest.mark.parametrize(
    ("ready", "live", "en", "ko"),
    [
        (3, 3, "**No sign of it: 3 of 3", "**영향이 있다는 징후는 없습니다: "),
        (1, 1, "**In part, perhaps: 1 of 3", "**일부 있을 수 있습니다: "),
        (0, 0, "**Yes: 0 of 3", "**네: "),
        (3, 0, "**Yes: 0 live endpoints", "**네: "),
    ],
)
def test_users_feel_it_where_it_does_not_answer(ready: int, live: int, en: str, ko: str) -> None:
    read = _read(ready, 3, live)
    wanted = Narrowing(words=frozenset({"billing"}), attributes=("harm",))
    for lang, start in (("en", en), ("ko", ko)):
        answer = compose(read, lang, environment="live", wanted=wanted)  # type: ignore[arg-type]
        assert answer.startswith(start)
        checked = verify(answer, observations=read, lang=lang, question=HARM[0], wanted=wanted)  # type: ignore[arg-type]
        assert checked.ok, (answer, checked.removed, checked.marked)
