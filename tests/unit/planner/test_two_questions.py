"""Two questions in one: a list that is wanted whole with what is asked of it, a meaning and a way, a verdict and a wish."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.language import language_of
from assistant.models.spec import Calls
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.narrowing.marked import list_and_mark
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import NOW, SEOUL, ask, calls
from tests.unit.planner.standing import session

CRON_JOBS: list[dict[str, Any]] = [
    {"namespace": "store", "name": "nightly", "schedule": "0 1 * * *", "suspended": False},
    {"namespace": "store", "name": "yearly", "schedule": "0 1 1 1 *", "suspended": True},
]  # fmt: skip


def answer(text: str, rows: list[dict[str, Any]]) -> str:
    halves = list_and_mark(text, NOW, SEOUL)
    assert halves is not None
    wanted = replace(narrowing_of_turn(halves[1], (), NOW, SEOUL), marks=True)
    seen, lang = [observed("list_resources", rows, kind="cronjobs.batch")], language_of(text)
    said = compose(seen, lang, environment="live", wanted=wanted)
    checked = verify(said, observations=seen, lang=lang, question=text, wanted=wanted)
    assert checked.ok, (said, checked.removed, checked.marked)
    return said


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("list the cronjobs and tell me if any is suspended", "**1 of 2** · suspended: store/yearly [E1]"),
        ("show me all cron jobs, and which of them are suspended?", "**1 of 2** · suspended: store/yearly [E1]"),
        ("크론잡 목록 보여주고 중단된 거 있는지 알려줘", "**2건 중 1건** · 중단됨: store/yearly [E1]"),
    ],
)
def test_a_list_is_whole_and_what_is_asked_of_it_comes_first(text: str, head: str) -> None:
    found = ask(text)
    assert isinstance(found.reply, Calls)
    assert [(c.name, c.arguments) for c in found.reply.wanted] == [("list_resources", {"kind": "cronjobs.batch"})]
    assert found.marks
    lines = answer(text, CRON_JOBS).splitlines()
    assert lines[0] == head
    assert [line.split()[0] for line in lines[2:]] == ["yearly", "nightly"]


def test_where_none_is_so_all_are_otherwise() -> None:
    text = "list the cronjobs and tell me if any is suspended"
    assert answer(text, CRON_JOBS[:1]).splitlines()[0] == "**All 1** · not suspended [E1]"


def test_a_list_is_not_limited_to_the_state_that_is_asked_about() -> None:
    found = ask("list the volumes and tell me if any is unattached").reply
    assert isinstance(found, Calls)
    assert [(c.name, c.arguments) for c in found.wanted] == [("list_volumes", {})]


@pytest.mark.parametrize(
    "text",
    [
        "list the suspended cronjobs",  # only those
        "list the services and tell me which pods are down",  # of other things
        "list the cronjobs and the jobs",
        "which cronjobs are suspended?",
        "list the nodes",
        "크론잡 목록 보여줘",
    ],
)
def test_other_lists_are_as_they_were(text: str) -> None:
    assert list_and_mark(text, NOW, SEOUL) is None


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("what does CreateContainerConfigError mean and how do I fix it?",
         ["what does CreateContainerConfigError mean?", "how do I fix CreateContainerConfigError?"]),
        ("what is ImagePullBackOff, and how can I resolve it?",
         ["what does ImagePullBackOff mean?", "how can I resolve ImagePullBackOff?"]),
        ("what is a CronJob and how do I suspend one?", ["what does CronJob mean?", "how do I suspend CronJob?"]),
        ("what is OOMKilled and what should I do?", ["what does OOMKilled mean?", "how do I fix OOMKilled?"]),
        ("CreateContainerConfigError가 뭐고 어떻게 고쳐?",
         ["CreateContainerConfigError가 무슨 뜻이야?", "CreateContainerConfigError 어떻게 고쳐?"]),
        ("OOMKilled가 무슨 뜻이야? 어떻게 해결해?", ["OOMKilled가 무슨 뜻이야?", "OOMKilled 어떻게 해결해?"]),
    ],
)  # fmt: skip
def test_what_it_means_and_what_to_do_are_two_searches(text: str, both: list[str]) -> None:
    reply = ask(text).reply
    assert isinstance(reply, Calls)
    assert [c.name for c in reply.wanted] == ["search_guides", "search_guides"]
    assert [c.arguments["question"] for c in reply.wanted] == both


def test_what_something_that_is_here_means_is_not_asked_of_the_guides() -> None:
    reply = ask("what is order-api and how do I fix it?").reply
    assert isinstance(reply, Calls)
    assert "search_guides" not in [c.name for c in reply.wanted]


def test_each_search_tells_a_passage_of_its_own() -> None:
    passages = [
        {"id": f"runbooks/x#{s}", "title": "X", "heading": s, "text": f"About {s}.", "covers": True} for s in ("a", "b")
    ]
    first, second = observed("search_guides", passages, id="E1"), observed("search_guides", passages, id="E2")
    said = compose([first, second], "en", environment="live")
    assert said.count("About a.") == 1
    assert said.count("About b.") == 1
    assert (
        compose([first, observed("search_guides", passages[:1], id="E2")], "en", environment="live").count("About") == 1
    )


@pytest.mark.parametrize("text", ["is hana-db-1 idle? can I shut it down?", "hana-db-1 놀고 있어? 꺼도 돼?"])
def test_whether_an_instance_is_idle_is_judged_before_it_may_be_stopped(text: str) -> None:
    found = ask(text, standing=session())
    assert isinstance(found.reply, Calls)
    assert [(c.name, c.arguments) for c in found.reply.wanted] == [("find_waste", {"ids": ["i-00aa11bb22cc33dd4"]})]
    assert found.note is not None
    assert "no change that I can plan" in found.note.en


@pytest.mark.parametrize("text", ["is uploader healthy? can I restart it?", "uploader 멀쩡해? 재시작해도 돼?"])
def test_what_a_wish_is_judged_by_comes_before_it(text: str) -> None:
    found = ask(text, standing=session())
    assert isinstance(found.reply, Calls)
    assert [c.name for c in found.reply.wanted] == ["explain_workload"]
    assert found.note is None
    assert found.closing is not None
    assert "바뀌지 않았" not in found.closing.ko  # nobody asked for it to be done
    assert "Nothing was changed" not in found.closing.en


def test_a_whole_list_beside_the_reason_for_one_thing() -> None:
    found = ask("list the services and tell me why uploader fails")
    assert isinstance(found.reply, Calls)
    assert [c.name for c in found.reply.wanted] == ["list_resources", "explain_workload"]
    assert {c.name: text for c, text in found.parts}["list_resources"] == "list the services"


@pytest.mark.parametrize(
    "text",
    [
        "what is i-00aa11bb22cc33dd4 and is it doing anything?",
        "what is hana-db-1, and is anyone using it?",
        "i-00aa11bb22cc33dd4 이거 뭐야? 일은 하고 있어?",
    ],
)
def test_what_it_is_and_whether_it_does_anything_are_both_answered(text: str) -> None:
    assert [(c.name, c.arguments["ids"]) for c in calls(text)] == [
        ("list_instances", ["i-00aa11bb22cc33dd4"]),
        ("find_waste", ["i-00aa11bb22cc33dd4"]),
    ]
