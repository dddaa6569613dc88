"""The check for certificate requests that nobody signs. Called by `assistant.playbooks.explain_workload`.

Source: certificates.k8s.io/v1 CertificateSigningRequest: one without the condition `Approved` or `Denied` is pending.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

ID = "kube.certificate_request_pending"
RUNBOOK = "runbooks/node#check"
REQUESTS = "certificatesigningrequests.certificates.k8s.io"
_AFTER = timedelta(minutes=10)
_OF_KUBELETS = ("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet")


@check(id=ID, title=Text(ko="서명되지 않은 인증서 요청", en="Certificate request that nobody signs"), runbook=RUNBOOK)
def certificate_request_pending(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Requests of kubelets that have waited for ten minutes, or that failed; one finding, about the oldest."""
    waiting = [r for r in facts.of(REQUESTS) if r.spec.get("signerName") in _OF_KUBELETS and _waits(r, now)]
    if waiting:
        oldest = min(waiting, key=lambda r: str(r.meta.get("creationTimestamp", "")))
        yield claimed(_claim(oldest, len(waiting)), oldest, check=ID, runbook=RUNBOOK, facts=facts)


def _waits(request: Seen, now: datetime) -> bool:
    if request.condition("Failed").get("status") == "True":
        return True
    decided = any(request.condition(kind) for kind in ("Approved", "Denied"))
    return not decided and request.created_at is not None and now - request.created_at >= _AFTER


def _claim(request: Seen, count: int) -> Claim:
    signer, who = str(request.spec.get("signerName", "")), str(request.spec.get("username", ""))
    return Claim(
        variant="request_pending",
        title=Text(
            ko=f"kubelet의 인증서 요청 {count}건이 서명되지 않음", en=f"{count} certificate requests of kubelets wait"
        ),
        cause=Text(
            ko=f"{who}의 인증서 요청을 아무도 승인하거나 서명하지 않았습니다({signer}). 같은 상태의 요청은 모두 {count}건입니다.",
            en=f"Nobody has approved and signed the certificate request of {who} ({signer}); {count} such requests wait.",
        ),
        cites=(request.cite("spec.signerName", signer), request.cite("spec.username", who)),
        effect=Text(
            ko="노드가 클러스터에 들어오지 못하거나, 로그와 지표를 읽을 때 kubelet의 인증서가 맞지 않습니다.",
            en="The node cannot join, or its kubelet has no certificate for logs and metrics.",
        ),
        details=(("signer", signer), ("count", str(count))),
    )
