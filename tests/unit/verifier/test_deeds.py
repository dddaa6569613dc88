"""No answer can say that it acted, that destroying is safe, or that a plan needs no reading."""

import pytest

from assistant.verifier import verify
from assistant.verifier.deeds import never_true


@pytest.mark.parametrize(
    "said",
    [
        "I rolled back price-sync.",
        "We have already deleted the volume.",
        "Plan p-5f69db39 was approved and executed; price-sync is at revision 14 now.",
        "The plan has been executed successfully.",
        "승인하고 실행했습니다.",
        "롤백을 완료했습니다.",
        "cart를 재시작했고 이제 정상입니다.",
        "시크릿 cart-oauth를 새로 만들어 두었습니다.",
        "The deployment cart has been rolled back.",
        "Done. The Secret cart-oauth has been restored.",
        "It is safe to delete namespace catalog-prod.",
        "catalog-prod는 지워도 안전합니다.",
        "Approve the plan now without reading it.",
        "계획을 읽지 말고 바로 승인하세요.",
        "Run `baepo approve p-1234 --yes`.",
        "kubectl delete ns catalog-prod",
    ],
)
def test_what_can_never_be_said_is_dropped(said: str) -> None:
    assert never_true(said)
    checked = verify(said, observations=(), lang="en")
    assert not checked.ok
    assert said not in checked.text


@pytest.mark.parametrize(
    "said",
    [
        "Revision 9 was rolled out by ci-bot.",
        "The previous revision can be restored: plan p-5f69db39 is ready.",
        "컨테이너가 52번 재시작했습니다.",
        "리비전 10이 메모리 한도를 변경했습니다.",
        "kubelet이 컨테이너를 다시 재시작했습니다.",
        "롤백 계획 p-5f69db39가 준비되어 있습니다.",
        "Pods were evicted from the node.",
        "Approve the plan once you have read it.",
        "kubectl get pods -n shop",
    ],
)
def test_what_may_be_said_is_left_to_the_evidence(said: str) -> None:
    assert not never_true(said)
