"""The PersistentVolumeClaims of one workload are those that its pods mount, whatever they are called."""

from typing import Any

import pytest

from assistant.models.spec import Calls
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.conditions import Narrowing
from assistant.verifier import verify
from tests.unit.planner.answers import observed
from tests.unit.planner.asking import ask
from tools.kube.rows import compact

PODS: list[dict[str, Any]] = [
    {
        "name": "billing-5f6-abcde",
        "namespace": "store",
        "owner": "ReplicaSet/billing-5f6",
        "node": "n1",
        "claims": ["ledgers"],
    },
    {"name": "order-api-7c8-fghij", "namespace": "store", "owner": "ReplicaSet/order-api-7c8", "node": "n1"},
]
CLAIMS = [
    {"name": "ledgers", "namespace": "store", "requested": "20Gi", "phase": "Bound"},
    {"name": "others", "namespace": "store", "requested": "5Gi", "phase": "Bound"},
]


@pytest.mark.parametrize(
    "text", ["PVCs of billing", "billing 디스크 얼마야?", "how big are the volumes of billing?", "billing PVC 보여줘"]
)
def test_pods_and_claims_are_read(text: str) -> None:
    found = ask(text)
    assert isinstance(found.reply, Calls)
    assert [c.arguments for c in found.reply.wanted] == [
        {"kind": "pods", "namespace": "store"},
        {"kind": "persistentvolumeclaims", "namespace": "store"},
    ]
    assert found.attributes == ("claims",)


@pytest.mark.parametrize(
    "text", ["list the volumes", "billing PVC가 왜 Pending이야?", "how full is the disk of billing?"]
)
def test_other_questions_about_disks_are_none_of_these(text: str) -> None:
    assert ask(text).attributes == ()


@pytest.mark.parametrize(
    ("name", "told", "not_told"), [("billing", "ledgers", "others"), ("order-api", "**No PVC", "ledgers")]
)
def test_only_what_its_pods_mount_is_told(name: str, told: str, not_told: str) -> None:
    read = [
        observed("list_resources", PODS, id="E1", kind="pods"),
        observed("list_resources", CLAIMS, id="E2", kind="persistentvolumeclaims"),
    ]
    wanted = Narrowing(words=frozenset({name}), attributes=("claims",))
    answer = compose(read, "en", environment="live", wanted=wanted)
    assert told in answer
    assert not_told not in answer
    checked = verify(answer, observations=read, lang="en", question=f"PVCs of {name}", wanted=wanted)
    assert checked.ok, (answer, checked.removed, checked.marked)


def test_a_pod_names_the_claims_it_mounts() -> None:
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "ledgers"}}, {"name": "tmp", "emptyDir": {}}]
    assert compact("pods", {"metadata": {"name": "a"}, "spec": {"volumes": volumes}})["claims"] == ["ledgers"]
    assert "claims" not in compact("pods", {"metadata": {"name": "a"}, "spec": {}})
