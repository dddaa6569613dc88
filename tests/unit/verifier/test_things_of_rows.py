"""What rows say of one thing, of each of several, and of all the others: attributes, values with units, remainders."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.canonical import digest
from assistant.evidence import Evidence
from assistant.models.spec import CallWanted, Observation
from assistant.verifier import verify

_NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _workload(name: str, ready: int, memory: str, managed_by: str) -> dict[str, Any]:
    return {
        "kind": "Deployment", "namespace": "shop", "name": name, "desired": 3, "ready": ready,
        "managed_by": managed_by, "limits": [f"{name} memory={memory}"] if memory else [],
    }  # fmt: skip


def _pod(name: str, restarts: int) -> dict[str, Any]:
    return {"namespace": "shop", "name": name, "state": "Running", "ready": "1/1", "restarts": restarts}


def _instance(number: int, name: str, team: str, cost: str) -> dict[str, Any]:
    return {
        "id": f"i-0aa11bb22cc33dd{number:02}", "name": name, "state": "running", "type": "t3.medium",
        "tags": {"team": team}, "cost": cost, "currency": "USD",
    }  # fmt: skip


_WORKLOADS = (
    _workload("cart", 0, "256Mi", "Helm cart"),
    _workload("suggest", 3, "512Mi", "Argo CD suggest"),
    _workload("ranker", 3, "", "Argo CD ranker"),
)
_PODS = (_pod("cart-6f7c9d8b44-x2m4n", 9), _pod("cart-6f7c9d8b44-p8k2q", 9), _pod("ranker-5d8c7b6f99-abc12", 0))
_INSTANCES = (
    _instance(1, "web-blue", "growth", "37.44"),
    _instance(2, "web-green", "commerce", "18.72"),
    _instance(3, "vpn", "commerce", "7.20"),
)


def _observed(id_: str, *items: Mapping[str, Any], tool: str) -> Observation:
    evidence = Evidence(
        id=id_, session="s", tool=tool, arguments={}, environment="test", taken_at=_NOW,
        digest=digest([dict(i) for i in items]), items=items, cut=False,
    )  # fmt: skip
    return Observation(call=CallWanted(name=tool, arguments={}), evidence=evidence)


_TURN = (
    _observed("E1", *_WORKLOADS, tool="list_workloads"),
    _observed("E2", *_PODS, tool="list_resources"),
    _observed("E3", *_INSTANCES, tool="list_instances"),
)


def _kept(text: str) -> bool:
    lang = "ko" if any("가" <= c <= "힣" for c in text) else "en"
    return verify(text, observations=_TURN, lang=lang, question="").ok  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("`cart` has a limit of 256Mi [E1].", "`cart` has a limit of 512Mi [E1]."),
        ("`ranker` has no memory limit [E1].", "`cart` has no memory limit [E1]."),
        ("ranker에는 메모리 한도가 없습니다 [E1].", "cart에는 메모리 한도가 없습니다 [E1]."),
        ("Ask team growth before you stop it: web-blue is theirs [E3].", "web-green is tagged team growth [E3]."),
        ("web-blue는 growth 팀입니다 [E3].", "vpn은 growth 팀입니다 [E3]."),
        ("All three are in state running [E3].", "All three are in state stopping [E3]."),
        ("`cart` has fewer ready pods than desired [E1].", "`suggest` has fewer ready pods than desired [E1]."),
        ("The cart pods have restarted 9 times each [E2].", "The ranker pod has restarted 9 times [E2]."),
        (
            "The two cart pods have restarted 9 times each. No other pod has restarted [E2].",
            "The two cart pods have restarted 9 times each. Some other pods have restarted as well [E2].",
        ),
        ("가장 비싼 것은 web-blue입니다 [E3].", "web-green이 $18.72로 가장 비쌉니다 [E3]."),
        ("web-blue costs $37.44 of $63.36 [E3].", "web-blue costs $37.44 of $73.36 [E3]."),
        ("cart의 준비된 파드: 0/3 [E1]", "cart의 준비된 파드: 2/3 [E1]"),
    ],
)
def test_what_is_so_stays_and_what_is_not_goes(true: str, false: str) -> None:
    assert _kept(true)
    assert not _kept(false)


@pytest.mark.parametrize(
    "true",
    [
        "Of 3 workloads, 2 are managed by Argo CD [E1]; the other one by Helm.",
        "Argo CD가 관리하는 것은 2개입니다 [E1].",
        "나머지 2개는 commerce 팀입니다 [E3].",
        "I would start with cart, because it has no ready pod [E1].",
        "파드 문제가 아니라 비용 문제입니다.",
        "Check partner allow-lists first.",
        "1번과 2번을 먼저 보세요.\n\n1. cart\n2. ranker",
        "There are three things to look at:\n\n- cart\n- suggest\n- ranker",
    ],
)
def test_ways_of_speaking_that_claim_nothing_more(true: str) -> None:
    assert _kept(true)
