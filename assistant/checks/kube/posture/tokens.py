"""Advice on tokens of the API server that pods are given. Found by scanning, like every check.

Source: Kubernetes documentation, "Configure Service Accounts for Pods": the pod's word goes before the ServiceAccount's.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised
from assistant.checks.kube.posture.pod_specs import PodSpec, pod_specs
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#rights"
FIELD = "automountServiceAccountToken"
_ACCOUNTS = "serviceaccounts"
_ADVICE = Advice(
    check="kube.token_mounted",
    runbook=RUNBOOK,
    says=Text(ko="API 서버 토큰이 자동으로 마운트됩니다", en="is given a token of the API server"),
    matters=Text(
        ko="컨테이너에 들어온 사람이 그 ServiceAccount의 권한으로 API 서버를 부를 수 있습니다.",
        en="Who gets into a container can call the API server with the rights of its ServiceAccount.",
    ),
    remedy=Text(
        ko="API 서버를 부르지 않는 파드에는 automountServiceAccountToken: false를 적으십시오.",
        en="Write automountServiceAccountToken: false where a pod does not call the API server.",
    ),
)


@check(id=_ADVICE.check, title=Text(ko="마운트된 API 토큰", en="Mounted API token"), runbook=RUNBOOK, klass="advice")
def token_mounted(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that neither say themselves that they want no token, nor does their ServiceAccount as far as it was read."""
    for pod in pod_specs(facts):
        yield from advised(facts, _ADVICE, pod.owner, _mounted(pod, facts))


def _mounted(pod: PodSpec, facts: KubeFacts) -> Iterator[Spot]:
    said = pod.spec.get(FIELD)
    account = facts.named(_ACCOUNTS, pod.owner.namespace, account_of(pod))
    refused = account is not None and account.row.get(FIELD) is False
    if said is True or (said is not False and not refused):
        yield Spot(path=f"{pod.root}.{FIELD}", value="true" if said else "")


def account_of(pod: PodSpec) -> str:
    """The name of its ServiceAccount."""
    return str(pod.spec.get("serviceAccountName") or pod.spec.get("serviceAccount") or "default")
