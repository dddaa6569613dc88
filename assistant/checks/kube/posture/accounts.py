"""Advice on the accounts and places that objects are given. Found by scanning.

Source: Kubernetes documentation, "Service Accounts" and "Namespaces" (avoid `default` in production).
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.advice import Advice, Spot, advised, advised_pods
from assistant.checks.kube.posture.pod_specs import PodSpec, pod_specs
from assistant.checks.kube.posture.tokens import FIELD, account_of
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#rights"
_DEFAULT = "default"
_ACCOUNT = Advice(
    check="kube.default_service_account",
    runbook=RUNBOOK,
    says=Text(ko="default ServiceAccount로 실행됩니다", en="runs as the default ServiceAccount"),
    matters=Text(
        ko="누군가 default에 준 권한을 네임스페이스의 모든 파드가 함께 갖습니다.",
        en="Every right that somebody gives to default is shared by all pods of the namespace.",
    ),
    remedy=Text(
        ko="워크로드마다 ServiceAccount를 만들거나, API 서버를 부르지 않으면 토큰을 끄십시오.",
        en="Give each workload an account of its own, or no token where it calls no API server.",
    ),
)
_FORMER = Advice(
    check="kube.deprecated_account_field",
    runbook=RUNBOOK,
    says=Text(ko="없어질 필드 serviceAccount를 씁니다", en="uses the deprecated field serviceAccount"),
    matters=Text(
        ko="serviceAccountName과 다르면 무시됩니다.", en="Where serviceAccountName says otherwise it is ignored."
    ),
    remedy=Text(ko="serviceAccountName으로 바꾸십시오.", en="Use serviceAccountName instead."),
)
_PLACE = Advice(
    check="kube.default_namespace",
    runbook=RUNBOOK,
    says=Text(ko="default 네임스페이스에 있습니다", en="is in the namespace default"),
    matters=Text(
        ko="권한, 할당량, 네트워크 정책으로 다른 것과 나눌 수 없습니다.",
        en="Rights, quotas and network policies cannot tell it from what else is there.",
    ),
    remedy=Text(ko="따로 네임스페이스를 두십시오.", en="Give it a namespace of its own."),
)


@check(
    id=_ACCOUNT.check,
    title=Text(ko="default ServiceAccount로 실행", en="Default ServiceAccount"),
    runbook=RUNBOOK,
    klass="advice",
)
def default_service_account(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that name no ServiceAccount and are given its token."""
    yield from advised_pods(facts, _ACCOUNT, _as_default)


@check(
    id=_FORMER.check,
    title=Text(ko="없어질 serviceAccount 필드", en="Deprecated field serviceAccount"),
    runbook=RUNBOOK,
    klass="advice",
)
def deprecated_account_field(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that name their account in the field of old. The API server fills it in, so only manifests tell."""
    if facts.written:
        yield from advised_pods(facts, _FORMER, _former)


@check(id=_PLACE.check, title=Text(ko="default 네임스페이스", en="Namespace default"), runbook=RUNBOOK, klass="advice")
def default_namespace(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Workloads and Services that are put into the namespace `default` by name; where none is written, whoever applies
    them decides."""
    owners = [p.owner for p in pod_specs(facts)]
    services = [s for s in facts.of("services") if s.name != "kubernetes"]
    for obj in (*owners, *services):
        yield from advised(facts, _PLACE, obj, _placed(obj))


def _as_default(pod: PodSpec) -> Iterator[Spot]:
    if account_of(pod) == _DEFAULT and pod.spec.get(FIELD) is not False:
        yield Spot(path=f"{pod.root}.serviceAccountName", value=str(pod.spec.get("serviceAccountName") or ""))


def _former(pod: PodSpec) -> Iterator[Spot]:
    if pod.spec.get("serviceAccount") and not pod.spec.get("serviceAccountName"):
        yield Spot(path=f"{pod.root}.serviceAccount", value=str(pod.spec["serviceAccount"]))


def _placed(obj: Seen) -> Iterator[Spot]:
    if obj.namespace == _DEFAULT:
        yield Spot(path="metadata.namespace", value=_DEFAULT)
