"""A wish for a change, a question what it would mean, and questions that only mention a deed."""

import re

import pytest

from assistant.planner.following.wishes import DEEDS, Wish, wish_in

_NAME = re.compile(r"\b(?:order-api|billing|vol-0\w+)\b")


def _wish(text: str) -> Wish | None:
    return wish_in(_NAME.sub(lambda m: "\ue000" * len(m[0]), text))


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("billing 롤백해줘", "rollback"),
        ("이전 버전으로 돌려놔 주세요", "rollback"),
        ("롤백 좀 해주라", "rollback"),
        ("롤백해줄 수 있어?", "rollback"),
        ("billing 롤백", "rollback"),
        ("roll it back", "rollback"),
        ("could you please roll billing back", "rollback"),
        ("revert the deployment", "rollback"),
        ("rollback billing", "rollback"),
        ("지워줘", "delete"),
        ("이 볼륨 지워", "delete"),
        ("delete that volume", "delete"),
        ("get rid of vol-0ab", "delete"),
        ("재시작해줘", "restart"),
        ("다시 띄워 주세요", "restart"),
        ("restart billing", "restart"),
        ("billing 파드 5개로 늘려줘", "scale"),
        ("scale billing to 5", "scale"),
        ("let's drain the node", "drain"),
        ("승인해줘", "approve"),
        ("go ahead", "approve"),
        ("고쳐줘", "fix"),
    ],
)
def test_wishes(text: str, deed: str) -> None:
    assert _wish(text) == Wish(deed, "do")


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("지워도 돼?", "delete"),
        ("삭제해도 괜찮을까요", "delete"),
        ("그거 지우면 얼마 아껴?", "delete"),
        ("롤백하면 위험해?", "rollback"),
        ("롤백 가능해?", "rollback"),
        ("billing 롤백하면 뭐가 바뀌어?", "rollback"),
        ("is it safe to delete vol-0ab?", "delete"),
        ("can I delete it?", "delete"),
        ("what happens if we roll back?", "rollback"),
        ("how much would deleting it save?", "delete"),
        ("can the volume be deleted safely?", "delete"),
    ],
)
def test_what_a_change_would_mean(text: str, deed: str) -> None:
    assert _wish(text) == Wish(deed, "weigh")


@pytest.mark.parametrize(
    "text",
    [
        "롤백 이력 보여줘",
        "롤백은 어떻게 해?",
        "billing 왜 재시작해?",
        "billing이 자꾸 재시작해",
        "재시작 횟수",
        "지워도 되는 리소스가 뭐야?",
        "꺼도 되는 서버 있어?",
        "100달러 아끼려면 뭘 끄면 돼?",
        "비용 줄일 수 있는 곳은?",
        "비용을 줄여줘",
        "삭제된 파드 있어?",
        "how do I roll back a deployment",
        "rollback history of billing",
        "restart count of billing",
        "what can we delete to save money",
        "stopped instances still costing money",
        "did the rollback work",
        "로그 보여줘",
    ],
)
def test_a_deed_that_is_only_mentioned(text: str) -> None:
    assert _wish(text) is None


def test_deeds_are_verbs_of_actions() -> None:
    assert all(name.isalpha() and name.islower() for name in DEEDS)
