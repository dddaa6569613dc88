"""How an answer is wanted, said at the end, changes nothing of what is asked."""

import pytest

from assistant.planner.narrowing.asked import narrowing
from assistant.planner.outright import said_plainly
from tests.unit.planner.asking import NOW, SEOUL, calls


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("is billing ok? yes or no pls", "is billing ok?"),
        ("billing healthy or not?", "billing healthy?"),
        ("is uploader up, y/n", "is uploader up?"),
        ("billing 정상? 예/아니오로", "billing 정상?"),
        ("billing 정상이야 아니야?", "billing 정상이야?"),
        ("pods w/o limits", "pods without limits"),
        ("billing vs uploader", "billing and uploader"),
        ("cost this month vs last month", "cost this month vs last month"),
        ("why not?", "why not?"),
        ("what can I delete without breaking anything?", "what can I delete?"),
        ("restart billing without any downtime", "restart billing"),
        ("서비스에 영향 없이 지울 수 있는 볼륨 있어?", "지울 수 있는 볼륨 있어?"),
        ("billing 무중단으로 재시작해줘", "billing 재시작해줘"),
        ("pods without limits", "pods without limits"),
        ("which pods are not ready?", "which pods are not ready?"),
    ],
)
def test_said_plainly(text: str, plain: str) -> None:
    assert said_plainly(text) == plain


@pytest.mark.parametrize(
    "question", ["is billing ok? yes or no pls", "billing healthy or not?", "billing 정상이야 아니야?"]
)
def test_it_is_asked_of_the_one_thing(question: str) -> None:
    assert [(c.name, c.arguments.get("name")) for c in calls(question)] == [("explain_workload", "billing")]
    assert not any(getattr(c, "negated", False) for c in narrowing(question, NOW, SEOUL).conditions)
