"""What a question names, as arguments of the call."""

from dataclasses import replace

import pytest

from assistant.known import Known
from assistant.language import Text
from assistant.models.spec import Ask, Calls
from assistant.planner.names import index, slips, spelled
from tests.unit.planner.asking import CLUSTER, ask, call


@pytest.mark.parametrize(
    ("text", "name", "namespace"),
    [
        ("why is order-api down", "order-api", "store"),
        ("why is store/order-api down", "order-api", "store"),
        ("orderapi 왜 죽었어?", "order-api", "store"),
        ("order api 왜 죽었어?", "order-api", "store"),
        ("oder-api is down", "order-api", "store"),
        ("thumbnialer 왜 이래", "thumbnailer", "media"),
        ("the encoder is down", "media-encoder", "media"),
        ("프로메테우스 안 떠", "prometheus", "metrics"),
        ("업로더가 자꾸 죽어요", "uploader", "media"),
        ("`uploader` crashing", "uploader", "media"),
        ("운영 billing 왜 안 돼", "billing", "store"),
        ("deployment/billing is failing", "billing", "store"),
    ],
)
def test_names_as_people_write_them(text: str, name: str, namespace: str) -> None:
    assert call(text) == ("explain_workload", {"name": name, "namespace": namespace})


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("kubectl get pods -n media", {"kind": "pods", "namespace": "media"}),
        ("get svc -n store", {"kind": "services", "namespace": "store"}),
        ("kubectl get deploy", {"kind": "deployments.apps"}),
        ("미디어 네임스페이스 파드 목록", {"kind": "pods", "namespace": "media"}),
        ("크론잡 뭐 있어?", {"kind": "cronjobs.batch"}),
        ("list persistent volume claims in store", {"kind": "persistentvolumeclaims", "namespace": "store"}),
        ("노드 몇 대야", {"kind": "nodes"}),
    ],
)
def test_kinds_and_namespaces(text: str, arguments: dict[str, object]) -> None:
    assert call(text) == ("list_resources", arguments)


def test_a_full_pod_name_is_a_pod_of_its_workload() -> None:
    pod = "billing-7d9fbc6b5-x2m4n"
    assert call(f"{pod} 로그") == ("read_pod_logs", {"pod": pod, "namespace": "store"})
    assert call(f"describe pod {pod}") == ("describe_resource", {"name": pod, "kind": "pods", "namespace": "store"})


def test_a_name_nothing_has_is_passed_on_so_that_the_call_can_say_what_is_closest() -> None:
    assert call("why is acme-search failing") == ("explain_workload", {"name": "acme-search"})


def test_a_corrected_name_is_told() -> None:
    assert ask("thumbnialer 왜 죽었어").note == Text(
        ko="이름을 이렇게 이해했습니다: thumbnialer → thumbnailer",
        en="Names as I understood them: thumbnialer → thumbnailer",
    )
    assert ask("thumbnailer 왜 죽었어").note is None


def test_one_name_in_two_namespaces_is_left_open() -> None:
    twice = (*CLUSTER, replace(CLUSTER[1], namespace="media"))
    reply = ask("billing 왜 죽었어", known=twice).reply
    assert "namespace" not in reply.wanted[0].arguments  # type: ignore[union-attr]
    reply = ask("billing in media 왜 죽었어", known=twice).reply
    assert reply.wanted[0].arguments["namespace"] == "media"  # type: ignore[union-attr]


def test_cloud_resources_by_name_and_id() -> None:
    cpu = {"ids": ["i-00aa11bb22cc33dd4"], "metrics": ["CPUUtilization"], "region": "us-west-2"}
    assert call("hana-db-1 cpu") == ("read_metrics", cpu)
    assert call("i-00aa11bb22cc33dd4 씨피유 지난 3일") == ("read_metrics", {**cpu, "days": 3})
    assert call("vol-0123456789abcdef0 얼마야?") == ("read_resource_costs", {"ids": ["vol-0123456789abcdef0"]})
    assert call("snapshots of vol-0123456789abcdef0") == ("list_snapshots", {"volume_id": "vol-0123456789abcdef0"})
    assert call("도쿄 리전에서 돌고 있는 서버") == ("list_instances", {"region": "ap-northeast-1", "state": "running"})


def test_periods_become_the_arguments_a_call_takes() -> None:
    assert call("billing 로그 지난 2시간")[1]["since_s"] == 7200
    assert call("billing logs since 14:00")[1]["since_s"] == 3.5 * 3600
    assert call("최근 90일 비용")[1] == {"days": 90}
    assert call("uploader 배포가 20분째 안 끝나") == ("explain_workload", {"name": "uploader", "namespace": "media"})


def test_slips() -> None:
    assert [slips("checkuot", w, 2) for w in ("checkuot", "checkout", "checkot", "billing")] == [0, 1, 1, 3]


PLATFORM = tuple(
    Known(name=name, kind="deployments.apps", namespace=space, ailing=name == "uploader")
    for space, name in (
        ("kube-system", "metrics-server"),
        ("kube-system", "coredns"),
        ("ingress-nginx", "ingress-nginx-controller"),
        ("media", "media-api"),
        ("media", "media-api-canary"),
        ("media", "uploader"),
    )
)


@pytest.mark.parametrize(
    ("text", "tool", "name"),
    [
        ("메트릭 서버 상태", "explain_workload", "metrics-server"),
        ("is the metrics server ok?", "explain_workload", "metrics-server"),
        ("ingress 컨트롤러 로그", "read_pod_logs", "ingress-nginx-controller"),
        ("쿠버 dns 괜찮아?", "explain_workload", "coredns"),
        ("media api 로그 보여줘", "read_pod_logs", "media-api"),
    ],
)
def test_a_name_said_piece_by_piece(text: str, tool: str, name: str) -> None:
    reply = ask(text, known=PLATFORM).reply
    assert isinstance(reply, Calls)
    assert (reply.wanted[0].name, reply.wanted[0].arguments["name"]) == (tool, name)


def test_a_name_said_in_pieces_takes_the_place_of_the_one_before() -> None:
    reply = ask("메트릭 서버 상태", "uploader 상태", known=PLATFORM).reply
    assert isinstance(reply, Calls)
    assert reply.wanted[0].arguments["name"] == "metrics-server"


def test_pieces_that_fit_several_names_are_no_name() -> None:
    canaries = tuple(
        Known(name=f"media-{part}-canary", kind="deployments.apps", namespace="media") for part in ("api", "web")
    )
    words = [("media", 0, 5), ("canary", 6, 12)]
    assert spelled(words, 0, index(canaries)) is None
    assert spelled([("media", 0, 5), ("canary", 8, 14)], 0, index(canaries[:1])) is None  # not side by side


def test_those_in_trouble_are_offered_first() -> None:
    reply = ask("로그 보여줘", known=PLATFORM).reply
    assert isinstance(reply, Ask)
    assert reply.options[0] == "uploader"


def test_a_slip_is_told_in_a_follow_up_too() -> None:
    assert ask("그럼 thumbnialer는?", "billing 왜 죽어?").note == Text(
        ko="이름을 이렇게 이해했습니다: thumbnialer → thumbnailer",
        en="Names as I understood them: thumbnialer → thumbnailer",
    )
