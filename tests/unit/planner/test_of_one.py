"""One attribute asked of one thing: it alone is read and said, in a line; anything more is another question."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.models.spec import Calls
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.narrowing.attributes import Attribute, attributes_in
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import NOW, SEOUL, ask
from tests.unit.planner.standing import UPLOADER, crash, session, turn

MASK = "\ue000" * 7
WHY = "why is uploader failing?"
FOUND = session(turn(WHY, crash(UPLOADER)))
WORKLOADS: list[dict[str, Any]] = [
    {"kind": "Deployment", "namespace": "media", "name": "uploader", "desired": 3, "ready": 1, "images": ["r/uploader:1.2"],
     "limits": ["app cpu=1 memory=256Mi", "proxy memory=64Mi"], "requests": ["app cpu=100m"], "managed_by": "Helm uploader",
     "revision": "7", "problem": ""},
    {"kind": "Deployment", "namespace": "media", "name": "thumbnailer", "desired": 1, "ready": 1, "images": ["r/thumb:9"],
     "limits": [], "requests": [], "managed_by": "", "revision": "2", "problem": ""},
]  # fmt: skip
HISTORY: list[dict[str, Any]] = [
    {"revision": 8, "current": True, "created_at": "2026-03-09T08:00:00Z", "change_cause": "", "replica_set": "uploader-1",
     "changes": [{"field": "spec.containers[app].image", "before": "r/uploader:1.1", "after": "r/uploader:1.2"}]},
    {"revision": 7, "current": False, "created_at": "2026-03-01T08:00:00Z", "change_cause": "", "replica_set": "uploader-1",
     "changes": [{"field": "spec.containers[app].resources.limits.memory", "before": "512Mi", "after": "256Mi"}]},
]  # fmt: skip
PODS: list[dict[str, Any]] = [
    {"namespace": "media", "name": f"uploader-7d9-{i}", "node": node, "owner": "ReplicaSet/uploader-7d9"}
    for i, node in enumerate(("n-1", "n-1", "n-2", ""))
]


def asked(text: str, *previous: str) -> tuple[list[str], frozenset[str], tuple[Attribute, ...]]:
    found = ask(text, *previous, standing=FOUND if previous else session())
    assert isinstance(found.reply, Calls), (text, found.reply)
    return [c.name for c in found.reply.wanted], found.about, found.attributes


def answer(text: str, name: str, *reads: tuple[str, list[dict[str, Any]]]) -> list[str]:
    """The lines of the answer about `name`, which the verifier must have nothing against."""
    wanted = replace(
        narrowing_of_turn(text, (), NOW, SEOUL),
        words=frozenset({name}),
        attributes=attributes_in(text.replace(name, "\ue000")),
    )
    ids = ("E1", "E2")
    more: dict[str, dict[str, Any]] = {"list_rollout_history": {"name": name}}
    seen = [observed(tool, rows, id=i, **more.get(tool, {})) for i, (tool, rows) in zip(ids, reads, strict=False)]
    lang = "ko" if any(c >= "\uac00" for c in text) else "en"
    said = compose(seen, lang, environment="live", wanted=wanted)  # type: ignore[arg-type]
    checked = verify(said, observations=seen, lang=lang, question=text, wanted=wanted)  # type: ignore[arg-type]
    assert checked.ok, (said, checked.removed, checked.marked)
    return [line for line in said.splitlines() if line]


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        (f"and what memory limit does {MASK} have?", ("limits.memory",)),
        ("what cpu request does it have?", ("requests.cpu",)),
        (f"how much memory is {MASK} allowed to use?", ("limits.memory",)),
        ("its cpu and memory limits?", ("limits.cpu", "limits.memory")),
        (f"{MASK} 메모리 리밋 얼마야?", ("limits.memory",)),
        ("그거 메모리 제한 얼마로 걸려 있어?", ("limits.memory",)),
        (f"{MASK}의 CPU 요청량은?", ("requests.cpu",)),
        (f"{MASK} 이미지 버전 뭐야?", ("image",)),
        ("which node is it on?", ("node",)),
        (f"{MASK} 어느 노드에 떠 있어?", ("node",)),
        (f"what image and namespace does {MASK} have", ("image", "namespace")),
        ("which nodes are full?", ()),
        ("which image is the biggest?", ()),
        (f"why can't {MASK} pull its image?", ()),
        (f"{MASK} 메모리 한도 올려줘", ()),
        (f"what should the memory limit of {MASK} be?", ()),
        (f"{MASK} 메모리 얼마나 써?", ()),
        ("what was the memory limit before?", ()),
    ],
)
def test_attributes_are_all_that_is_asked(text: str, attributes: tuple[Attribute, ...]) -> None:
    assert attributes_in(text) == attributes


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("and what memory limit does it have?", ["list_workloads", "list_rollout_history"]),
        ("메모리 한도는?", ["list_workloads", "list_rollout_history"]),
        ("which image does it run?", ["list_workloads"]),
        ("그거 레플리카 몇 개야?", ["list_workloads"]),
        ("which node is it on?", ["list_resources"]),
    ],
)
def test_of_what_was_talked_of_nothing_is_investigated_again(text: str, reads: list[str]) -> None:
    made, about, attributes = asked(text, WHY)
    assert made == reads
    assert about == {"uploader"}
    assert attributes


@pytest.mark.parametrize(
    "text", ["order-api 메모리 리밋 얼마야?", "what limits does order-api have?", "billing 메모리 한도 알려줘"]
)
def test_of_what_is_named(text: str) -> None:
    assert asked(text)[0] == ["list_workloads", "list_rollout_history"]
    assert asked(text, WHY)[1] != {"uploader"}  # the name, not what was talked of


def test_of_everything_it_is_no_attribute() -> None:
    for text in ("어떤 네임스페이스 있어?", "which nodes are there?", "노드 몇 개야?"):
        assert not ask(text, WHY, standing=FOUND).attributes


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("what is the memory limit of uploader?", ["**memory limit:** app 256Mi; proxy 64Mi · uploader [E1]",
                                                   "memory limit: 512Mi → 256Mi since revision 7 (2026-03-01 08:00 UTC) [E2]"]),
        ("uploader CPU 한도 얼마야?", ["**CPU 한도: 1** · uploader (컨테이너 app) [E1]"]),
        ("thumbnailer 메모리 한도 얼마야?", ["**메모리 한도: 없음** · thumbnailer [E1]"]),
        ("what image does uploader run?", ["**image: r/uploader:1.2** · uploader [E1]"]),
        ("how many replicas does uploader have?", ["**3 replicas** · 1 ready · uploader [E1]"]),
        ("thumbnailer 관리 주체가 뭐야?", ["**관리 주체: 없음** · thumbnailer [E1]"]),
    ],
)  # fmt: skip
def test_an_attribute_in_a_line(text: str, lines: list[str]) -> None:
    name = "uploader" if "uploader" in text else "thumbnailer"
    history = HISTORY if name == "uploader" else HISTORY[:1]
    assert answer(text, name, ("list_workloads", WORKLOADS), ("list_rollout_history", history)) == lines


def test_on_which_nodes_its_pods_are() -> None:
    other = {"namespace": "media", "name": "thumbnailer-1", "node": "n-9", "owner": "ReplicaSet/thumbnailer-1"}
    (line,) = answer("which node is uploader on?", "uploader", ("list_resources", [*PODS, other]))
    assert line == "**2 nodes** · uploader: 2 on n-1, 1 on n-2 · 1 without a node [E1]"
    (line,) = answer("uploader 어느 노드에 있어?", "uploader", ("list_resources", PODS[:1]))
    assert line == "**노드: n-1** · uploader-7d9-0 [E1]"


def test_a_thing_that_the_rows_do_not_have_is_not_taken_for_another() -> None:
    assert "limit:" not in answer("memory limit of gone?", "gone", ("list_workloads", WORKLOADS))[0]


def test_how_often_it_was_restarted() -> None:
    pods = [{**pod, "restarts": n} for pod, n in zip(PODS, (3, 0, 1, 0), strict=True)]
    (line,) = answer("how many times has uploader restarted?", "uploader", ("list_resources", pods))
    assert line == "**4 restarts** · uploader: uploader-7d9-0 3, uploader-7d9-2 1 [E1]"
    assert asked("uploader 재시작 횟수 알려줘")[0] == ["list_resources"]


@pytest.mark.parametrize("text", ["이미지 뭐 써?", "어느 네임스페이스야?", "어느 노드에 있어?", "몇 번 재시작했어?"])
def test_nothing_need_refer_to_it_where_it_can_be_meant_of_nothing_else(text: str) -> None:
    assert asked(text, WHY)[1] == {"uploader"}


@pytest.mark.parametrize(
    "text",
    ["why is uploader failing and what memory limit does it have?", "uploader 왜 죽어? 그리고 메모리 한도는 얼마야?"],
)
def test_beside_the_reason_for_its_failure(text: str) -> None:
    made, about, attributes = asked(text)
    assert made == ["explain_workload", "list_workloads", "list_rollout_history"]
    assert about == {"uploader"}
    assert attributes == ("limits.memory",)
