"""What an attribute was before: asked after it was told, or by its name; what no revision keeps is said."""

from typing import Any

import pytest

from assistant.models.spec import Abstain, Calls
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.attributes import Attribute
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.follows import Follows
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import ask

LIMIT = "memory limit of uploader?"
HISTORY: dict[str, Any] = {"name": "uploader", "namespace": "media"}


def _revision(number: int, image: str, *changes: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "revision": number, "current": number == 9, "images": [f"r/uploader:{image}"], "replica_set": f"uploader-{number}",
        "created_at": f"2026-03-0{number}T08:00:00Z", "change_cause": "",
        "changes": [{"field": f"spec.containers[app].{f}", "before": b, "after": a} for f, b, a in changes],
    }  # fmt: skip


MEMORY = "resources.limits.memory"
REVISIONS = [
    _revision(9, "1.2", (MEMORY, "512Mi", "256Mi"), ("image", "r/uploader:1.1", "r/uploader:1.2")),
    _revision(8, "1.1", (MEMORY, "128Mi", "512Mi")),
    _revision(7, "1.1"),
]


def answer(attribute: Attribute, back: int, rows: list[dict[str, Any]]) -> str:
    wanted = Narrowing(attributes=(attribute,), follows=Follows(back=back))
    seen = [observed("list_rollout_history", rows, **HISTORY)]
    said = compose(seen, "en", environment="live", wanted=wanted)
    checked = verify(said, observations=seen, lang="en", question="what was it before?", wanted=wanted)
    assert checked.ok, (said, checked.removed, checked.marked)
    return said


@pytest.mark.parametrize(
    ("text", "previous", "attribute", "back"),
    [
        ("what was it before?", (LIMIT,), "limits.memory", 1),
        ("전에는 얼마였어?", (LIMIT,), "limits.memory", 1),
        ("what did it use to be?", (LIMIT,), "limits.memory", 1),
        ("and before that?", (LIMIT, "what was it before?"), "limits.memory", 2),
        ("이미지도 같이 바뀌었어?", (LIMIT, "전에는 얼마였어?"), "image", 1),
        ("그 전에는 뭐였어?", ("uploader 이미지 뭐 써?",), "image", 1),
        ("what was the memory limit of uploader before?", (), "limits.memory", 1),
        ("그 전전 버전은?", ("uploader 이미지 뭐 써?", "바로 전 버전은?"), "image", 2),
        ("그럼 uploader는?", ("billing 이미지 뭐 써?", "그 전에는?"), "image", 1),
    ],
)
def test_its_revisions_are_read(text: str, previous: tuple[str, ...], attribute: Attribute, back: int) -> None:
    found = ask(text, *previous)
    assert isinstance(found.reply, Calls), (text, found.reply)
    assert [(c.name, c.arguments) for c in found.reply.wanted] == [("list_rollout_history", HISTORY)]
    assert (found.attributes, found.follows.back) == ((attribute,), back)


@pytest.mark.parametrize("text", ["전에는 몇 개였어?", "has that always been so?"])
def test_what_no_revision_keeps_is_said(text: str) -> None:
    reply = ask(text, "how many replicas does uploader have?").reply
    assert isinstance(reply, Abstain)
    assert "uploader" in reply.text


@pytest.mark.parametrize("text", ["and before that?", "when did it change?", "전에 왜 죽었어?", "3일 전에는?"])
def test_another_question_about_what_was_is_not_taken_for_it(text: str) -> None:
    assert not ask(text, "why is uploader failing?").follows.back


def test_each_change_back_is_told() -> None:
    assert "**memory limit before: 512Mi** · uploader, up to revision 8 · 256Mi since revision 9" in answer(
        "limits.memory", 1, REVISIONS
    )
    assert "**memory limit before: 128Mi** · uploader, up to revision 7" in answer("limits.memory", 2, REVISIONS)
    assert "the oldest that is kept is 128Mi, of revision 7" in answer("limits.memory", 3, REVISIONS)
    assert "**image before: r/uploader:1.1** · uploader, up to revision 8" in answer("image", 1, REVISIONS)


def test_what_never_changed_and_what_is_not_known_differ() -> None:
    assert "**CPU limit: not changed** · the same in all revisions of uploader that are kept, 7 to 9" in answer(
        "limits.cpu", 1, REVISIONS
    )
    assert "only revision 9 is kept" in answer("image", 1, [replace_changes(REVISIONS[0])])


def replace_changes(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "changes": []}


def test_of_amounts_each_is_named_where_the_question_does_not() -> None:
    rows = [_revision(9, "1", ("resources.requests.memory", "64Mi", "32Mi")), _revision(8, "1")]
    assert "**requests before: memory 64Mi**" in answer("requests", 1, rows)
