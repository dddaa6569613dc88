"""Wishes for a change of the cluster: which change, of what, to which values; and what is no such wish."""

import pytest

from assistant.known import Known
from assistant.models.spec import Abstain, Calls, Reply
from assistant.standing import ActionKind, Standing
from assistant.wiring import declared_actions
from tests.unit.planner.asking import CLUSTER, ask
from tests.unit.planner.standing import crash, session, turn

ACTIONS = tuple(ActionKind(name=a.name, backend=a.backend, kind=a.kind, title=a.title) for a in declared_actions())
CAN = Standing(actions=ACTIONS)
KNOWN = (
    *CLUSTER,
    Known(name="web", kind="deployments.apps", namespace="shop"),
    Known(name="worker", kind="deployments.apps", namespace="payments"),
    Known(name="restart-agent", kind="daemonsets.apps", namespace="tools"),
)


def wished(text: str, standing: Standing = CAN, *previous: str) -> Reply:
    return ask(text, *previous, standing=standing, known=KNOWN).reply


def planned(text: str, standing: Standing = CAN, *previous: str) -> tuple[str, str, list[str]]:
    """(change, namespace/name, settings)."""
    reply = wished(text, standing, *previous)
    assert isinstance(reply, Calls), (text, reply)
    made = [c.arguments for c in reply.wanted if c.name == "plan_change"]
    assert len(made) == 1, (text, reply)
    place, name = made[0].get("namespace", ""), made[0]["name"]
    return made[0]["change"], f"{place}/{name}" if place else name, made[0].get("settings", [])


@pytest.mark.parametrize(
    ("text", "change", "target", "settings"),
    [
        ("shop/web를 5개로 늘려줘", "scale", "shop/web", ["replicas=5"]),
        ("order-api 2대로 줄여주세요", "scale", "store/order-api", ["replicas=2"]),
        ("scale web to 4", "scale", "shop/web", ["replicas=4"]),
        ("scale web down to zero please", "scale", "shop/web", ["replicas=0"]),
        ("web 레플리카를 세 개로 맞춰줘", "scale", "shop/web", ["replicas=3"]),
        ("kubectl scale deployment web --replicas=7", "scale", "web", ["replicas=7"]),
        ("restart payments/worker", "restart", "payments/worker", []),
        ("payments/worker 재시작해줘", "restart", "payments/worker", []),
        ("kubectl rollout restart deployment/web -n shop", "restart", "shop/web", []),
        ("restart unknown-space/unknown-name", "restart", "unknown-space/unknown-name", []),
        ("set image of web to registry/web:1.2.3", "set_image", "shop/web", ["image=registry/web:1.2.3"]),
        (
            "web 이미지를 registry:5000/shop/web:1.2.3으로 바꿔줘",
            "set_image",
            "shop/web",
            ["image=registry:5000/shop/web:1.2.3"],
        ),
        ("bump web to v2.0.1", "set_image", "shop/web", ["tag=v2.0.1"]),
        ("web을 1.2.4 버전으로 올려줘", "set_image", "shop/web", ["tag=1.2.4"]),
        ("web 메모리 한도를 512Mi로 올려줘", "set_resources", "shop/web", ["memory_limit=512Mi"]),
        ("web 메모리 한도 2기가로 바꿔주세요", "set_resources", "shop/web", ["memory_limit=2Gi"]),
        (
            "set cpu request of web to 500m and memory limit to 1Gi",
            "set_resources",
            "shop/web",
            ["cpu_request=500m", "memory_limit=1Gi"],
        ),
        (
            "web 메모리 요청 256Mi, 한도 512Mi로 설정해줘",
            "set_resources",
            "shop/web",
            ["memory_request=256Mi", "memory_limit=512Mi"],
        ),
        (
            "set the memory request and limit of web to 1Gi",
            "set_resources",
            "shop/web",
            ["memory_request=1Gi", "memory_limit=1Gi"],
        ),
        ("web의 cpu 리밋 2코어로 올려줘", "set_resources", "shop/web", ["cpu_limit=2"]),
        ("web hpa 최소 3 최대 10으로 설정해줘", "set_bounds", "web", ["min_replicas=3", "max_replicas=10"]),
        ("노드 node-2 cordon 해줘", "cordon", "node-2", []),
        ("node-2에 스케줄링 막아줘", "cordon", "node-2", []),
        ("node-2 코든 해제해줘", "uncordon", "node-2", []),
        ("please uncordon node ip-10-0-0-1.compute.internal", "uncordon", "ip-10-0-0-1.compute.internal", []),
        ("노드 node-1 비워줘", "drain", "node-1", []),
        ("drain node-2", "drain", "node-2", []),
        ("nightly 크론잡 일시 중지해줘", "suspend", "nightly", []),
        ("resume the cronjob nightly in namespace batch", "resume", "batch/nightly", []),
        ("pause the rollout of web", "pause", "shop/web", []),
        ("web 롤아웃 재개해줘", "resume", "shop/web", []),
        ("web HPA 최대를 20으로 늘려줘", "set_bounds", "web", ["max_replicas=20"]),
        ("raise the max of hpa web to 20", "set_bounds", "web", ["max_replicas=20"]),
        ("pvc data-0 20Gi로 확장해줘", "expand", "data-0", ["size=20Gi"]),
        ("파드 web-7d9fbc6b5-x2m4n 지워줘", "delete", "web-7d9fbc6b5-x2m4n", []),
        ("delete the failed job import-20260101", "delete", "import-20260101", []),
        ("shop 네임스페이스 축출된 파드 정리해줘", "delete_evicted", "shop", []),
        ("clean up evicted pods in namespace shop", "delete_evicted", "shop", []),
        (
            "set the readiness probe timeout of web to 5",
            "set_probe",
            "shop/web",
            ["probe=readiness", "timeout_seconds=5"],
        ),
        ("roll back web to revision 3", "rollback", "shop/web", ["to_revision=3"]),
        ("restart-agent 재시작해줘", "restart", "tools/restart-agent", []),
        ("web 로그 보여주고 재시작해줘", "restart", "shop/web", []),
    ],
)
def test_a_wish_is_planned_as_it_was_said(text: str, change: str, target: str, settings: list[str]) -> None:
    assert planned(text) == (change, target, settings)


@pytest.mark.parametrize(
    "text",
    [
        "why is web paused?",
        "왜 web이 재시작해?",
        "how do I restart web?",
        "which deployments were restarted?",
        "web 재시작 횟수",
        "이미지가 registry.test/web:1인 파드는?",
        "who scaled web?",
        "show cordoned nodes",
        "지난 90일치 비용 정리해줘",
        "give me the pods that use 1Gi of memory",
        "web이 메모리 1Gi 쓰는 이유 알려줘",
        "which pods have a memory limit of 1Gi?",
        "let me know if web scales to 5",
        "make a list of the deployments",
        "web 파드가 다시 뜨는지 확인해줘",
        "파드 다 보여줘",
        "node-2에 파드 몇 개 떠 있는지 알려줘",
        "run a check of the cluster",
        "web 메모리 한도가 1Gi인지 확인해줘",
        "give me the replicas of web",
        "web 배포 이력 정리해줘",
        "web 롤아웃 이력 보여줘",
    ],
)
def test_a_question_that_mentions_a_change_is_no_wish(text: str) -> None:
    reply = wished(text)
    assert not isinstance(reply, Calls) or all(c.name != "plan_change" for c in reply.wanted), reply


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scale web", "To how many?"),
        ("web 크기 늘려줘", "몇 개로"),
        ("web 메모리 한도 올려줘", "얼마로"),
        ("expand pvc data-0", "To which size?"),
        ("set the memory limit of web", "Which of them"),
        ("set the memory of web to 512Mi, limit and request to be told", "Which of them"),
        ("evicted 파드 다 지워줘", "어느 네임스페이스"),
    ],
)
def test_a_value_that_is_missing_is_asked_for_and_never_made_up(text: str, said: str) -> None:
    reply = wished(text)
    assert isinstance(reply, Abstain), reply
    assert said in reply.text


@pytest.mark.parametrize(
    "text",
    ["delete deployment web", "delete namespace shop", "delete the service web", "web 꺼줘", "exec into web"],
)
def test_a_change_that_does_not_exist_is_refused(text: str) -> None:
    reply = wished(text)
    assert isinstance(reply, Abstain), reply
    assert "**Nothing was changed.**" in reply.text or "**아무것도 바뀌지 않았습니다.**" in reply.text


def test_the_thing_talked_of_is_meant_where_none_is_named() -> None:
    found = session(turn("billing 왜 죽어?", crash()))
    standing = Standing(turns=found.turns, actions=ACTIONS)
    assert planned("재시작해줘", standing, "billing 왜 죽어?") == ("restart", "store/billing", [])
    assert planned("scale it to 3", standing, "billing 왜 죽어?") == ("scale", "store/billing", ["replicas=3"])


def test_without_the_action_a_wish_is_refused() -> None:
    reply = wished("shop/web를 5개로 늘려줘", Standing())
    assert isinstance(reply, Abstain), reply
