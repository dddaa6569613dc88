"""Who is behind a deployment, and how to go back to the version before: of the very thing that is talked of or named."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.models.spec import Calls, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import NOW, SEOUL, ask
from tests.unit.planner.standing import UPLOADER, crash, plan_of, session, turn

WHY = "why is uploader failing?"
FINDING = crash(UPLOADER)
PLAN = plan_of(FINDING)
FOUND = session(turn(WHY, FINDING), plans=(PLAN,))
HISTORY = ("list_rollout_history", {"name": "uploader", "namespace": "media"})


def revision(
    number: int, *, current: bool = False, cause: str = "", manager: str = "Argo CD uploader", **more: Any
) -> dict[str, Any]:
    row = {"revision": number, "current": current, "images": [f"r/uploader:1.{number}"], "replicas": 1, "ready": 0}
    row |= {"created_at": f"2026-03-0{number}T08:00:00Z", "change_cause": cause, "managed_by": manager, "changes": []}
    return row | {"replica_set": f"uploader-{number}"} | more


REVISIONS = (
    revision(9, current=True, cause="deploy 1.9 by ci-bot"),
    revision(
        8, changes=[{"field": "spec.containers[app].resources.limits.memory", "before": "512Mi", "after": "256Mi"}]
    ),
    revision(7),
)


def said(text: str, rows: tuple[dict[str, Any], ...], *recalled: Observation) -> str:
    wanted = replace(narrowing_of_turn(text, (WHY,), NOW, SEOUL), now=NOW)
    seen = [*recalled, observed("list_rollout_history", rows, name="uploader", namespace="media")]
    lang = "ko" if any(c >= "\uac00" for c in text) else "en"
    answer = compose(seen, lang, environment="live", wanted=wanted)  # type: ignore[arg-type]
    checked = verify(answer, observations=seen, lang=lang, question=text, wanted=wanted)  # type: ignore[arg-type]
    assert checked.ok, (answer, checked.removed, checked.marked)
    return answer


def reply(text: str) -> Calls:
    found = ask(text, WHY, standing=FOUND).reply
    assert isinstance(found, Calls), (text, found)
    return found


@pytest.mark.parametrize(
    "text", ["누가 배포한 거야?", "who deployed it?", "배포한 사람 누구야?", "누가 이렇게 바꿔놨어?"]
)
def test_who_deployed_it_is_what_its_tool_noted(text: str) -> None:
    found = reply(text)
    assert [(c.name, c.arguments) for c in found.wanted] == [HISTORY]
    answer = said(text, REVISIONS, *found.recalled)
    assert answer.startswith("**deploy 1.9 by ci-bot** · ")
    assert len(answer.splitlines()) == 1  # nothing else: no caveat, no table


@pytest.mark.parametrize("manager", ["Argo CD uploader", ""])
def test_who_is_said_not_to_be_recorded_only_where_it_is_not(manager: str) -> None:
    rows = (revision(9, current=True, manager=manager), revision(8, cause="deploy by jun", manager=manager))
    answer = said("who deployed it?", rows, *reply("who deployed it?").recalled)
    assert answer.startswith("**Who deployed it is not recorded** · revision 9 of uploader")
    assert "jun" not in answer
    assert "audit log" in answer
    assert ("Argo CD" in answer) == bool(manager)


@pytest.mark.parametrize("text", ["who changed the memory limit?", "누가 메모리 한도 바꿨어?"])
def test_who_changed_something_is_asked_of_the_revision_that_did(text: str) -> None:
    answer = said(text, REVISIONS, *reply(text).recalled)
    assert "8 (2026-03-08" in answer or "revision 8 of uploader" in answer
    assert "512Mi → 256Mi" in answer


@pytest.mark.parametrize(
    "text",
    [
        "이전 버전으로 되돌리려면 어떻게 해?",
        "롤백 어떻게 해?",
        "how do I roll it back?",
        "how can I go back to the previous version?",
        "uploader 원복하려면 어떻게 해야 돼?",
    ],
)
def test_the_way_back_is_that_of_the_thing_then_its_plan_then_the_guide(text: str) -> None:
    found = reply(text)
    assert [c.name for c in found.wanted] == ["list_rollout_history", "search_guides"]
    assert found.wanted[0].arguments == HISTORY[1]
    assert found.wanted[1].arguments["passage"] == "runbooks/rollback#fix"
    answer = said(text, REVISIONS, *found.recalled)
    first, plan = answer.split("\n\n")
    assert "r/uploader:1.7" in first.splitlines()[0]  # the finding says that revision 7 was good, not 8
    assert "git revert" in first
    assert PLAN.plan.id in plan


def test_without_a_finding_it_is_the_revision_before() -> None:
    found = ask("how do I roll back order-api?").reply
    assert isinstance(found, Calls)
    assert [c.name for c in found.wanted] == ["list_rollout_history", "search_guides"]
    assert not found.recalled
    assert "to revision 8" in said("how do I roll it back?", REVISIONS).splitlines()[0]
    assert "no earlier revision" in said("how do I roll it back?", REVISIONS[2:])


@pytest.mark.parametrize(
    ("manager", "way"),
    [
        ("Helm uploader", "helm rollback uploader NUMBER -n media"),
        ("Flux infra/uploader", "git revert"),
        ("Terraform", "in its definition"),
        ("", "kubectl rollout undo deployment/uploader -n media --to-revision=8"),
    ],
)
def test_the_way_back_is_by_what_deploys_it(manager: str, way: str) -> None:
    rows = tuple({**row, "managed_by": manager} for row in REVISIONS)
    assert way in said("how do I roll it back?", rows)


@pytest.mark.parametrize(
    "text", ["롤백 방법 알려줘", "how do I roll back a deployment?", "what is the rollback procedure?"]
)
def test_in_general_only_the_guide_answers(text: str) -> None:
    found = ask(text).reply
    assert isinstance(found, Calls)
    assert [c.name for c in found.wanted] == ["search_guides"]
    assert "passage" not in found.wanted[0].arguments


def test_another_way_than_rolling_back_is_no_way_back() -> None:
    found = reply("롤백 말고 다른 방법 있어?")
    assert [c.name for c in found.wanted] == ["search_guides"]


def deployed(text: str, *rows: dict[str, Any]) -> list[str]:
    wanted = replace(narrowing_of_turn(text, (), NOW, SEOUL), now=NOW)
    seen, lang = (
        [observed("list_resources", rows, kind="replicasets.apps")],
        "ko" if any(c >= "\uac00" for c in text) else "en",
    )
    answer = compose(seen, lang, environment="live", wanted=wanted)  # type: ignore[arg-type]
    checked = verify(answer, observations=seen, lang=lang, question=text, wanted=wanted)  # type: ignore[arg-type]
    assert checked.ok, (answer, checked.removed, checked.marked)
    return answer.splitlines()


def replica_set(name: str, at: str, cause: str = "") -> dict[str, Any]:
    owner = {"owner": f"Deployment/{name}", "images": [f"r/{name}:2"], "revision": "4", "change_cause": cause}
    return {"namespace": "media", "name": f"{name}-7d9", "created_at": at, "desired": 1, "ready": 1} | owner


# It is half past five in the afternoon of the 10th in Seoul, so that today began at 15:00 UTC of the 9th.
EARLY, LATE, BEFORE = "2026-03-09T16:00:00Z", "2026-03-10T02:00:00Z", "2026-03-09T14:00:00Z"


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("오늘 뭐 배포됐어?", "**새 리비전 2건** · 만든 때 2026-03-10 00:00 KST ~ [E1]"),
        ("what was deployed today?", "**2 new revisions** · created since 2026-03-10 00:00 KST [E1]"),
    ],
)
def test_today_is_the_askers_and_each_workload_comes_with_its_image(text: str, head: str) -> None:
    rows = (replica_set("uploader", EARLY), replica_set("thumbnailer", LATE), replica_set("billing", BEFORE))
    lines = deployed(text, *rows)
    assert lines[0] == head
    assert [line.split()[:2] for line in lines[2:4]] == [
        ["thumbnailer", "r/thumbnailer:2"],
        ["uploader", "r/uploader:2"],
    ]
    assert "billing" not in "\n".join(lines)


def test_that_nothing_was_deployed_is_said() -> None:
    assert deployed("오늘 뭐 배포됐어?", replica_set("billing", BEFORE))[0].startswith(
        "**배포된 새 리비전이 없습니다**"
    )


def test_who_deployed_what_is_shown_where_it_was_noted() -> None:
    assert "deploy 2 by jun" in "\n".join(
        deployed("오늘 누가 뭐 배포했어?", replica_set("uploader", LATE, "deploy 2 by jun"))
    )
    assert deployed("오늘 누가 뭐 배포했어?", replica_set("uploader", LATE))[-1].endswith("uploader 누가 배포했어?")
