"""Which of the Pod Security Standards a pod meets. Checks found by scanning; `level_of` is called by `assistant.manifests`.

Source: Kubernetes documentation, "Pod Security Standards" and "Pod Security Admission".
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, advised, advised_pods
from assistant.checks.kube.posture.pod_specs import PodSpec, pod_specs
from assistant.checks.kube.posture.standards import (
    forbidden_by_baseline,
    forbidden_by_restricted,
    unsafe_sysctls,
)
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#fix"
Level = Literal["privileged", "baseline", "restricted"]
_BASELINE = Advice(
    check="kube.pod_security",
    runbook=RUNBOOK,
    says=Text(
        ko="Pod Security baseline 수준이 금지하는 설정이 있습니다", en="does what the Pod Security baseline forbids"
    ),
    matters=Text(
        ko="baseline을 강제하는 네임스페이스는 이 파드를 거절하고, 그렇지 않은 곳에서는 노드까지 위험해집니다.",
        en="A namespace that enforces baseline refuses these pods; elsewhere the node itself is at risk.",
    ),
    remedy=Text(
        ko="적힌 설정을 지우십시오. 꼭 필요한 시스템 파드라면 네임스페이스를 따로 두십시오.",
        en="Remove these settings; a system pod that needs them belongs in a namespace of its own.",
    ),
)
_RESTRICTED = Advice(
    check="kube.pod_security_restricted",
    runbook=RUNBOOK,
    says=Text(
        ko="Pod Security restricted 수준에 미치지 못합니다", en="does not reach the Pod Security level restricted"
    ),
    matters=Text(
        ko="restricted를 강제하는 네임스페이스에서는 거절됩니다.", en="A namespace that enforces restricted refuses it."
    ),
    remedy=Text(
        ko="runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities.drop: [ALL], seccompProfile RuntimeDefault를 "
        "적으십시오.",
        en="Write runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities.drop: [ALL] and the seccomp profile "
        "RuntimeDefault.",
    ),
)
_SYSCTLS = Advice(
    check="kube.unsafe_sysctls",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="안전하지 않은 커널 설정(sysctl)을 바꿉니다", en="sets unsafe sysctls"),
    matters=Text(
        ko="노드 전체나 다른 파드에 영향을 줄 수 있고, 허용하지 않은 노드에서는 뜨지 않습니다.",
        en="They may reach beyond the pod, and nodes that do not allow them refuse it.",
    ),
    remedy=Text(ko="안전한 sysctl만 쓰십시오.", en="Set safe sysctls only."),
)


@check(
    id=_BASELINE.check,
    title=Text(ko="Pod Security 기준 위반", en="Below the Pod Security baseline"),
    runbook=RUNBOOK,
    klass="advice",
)
def pod_security(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """What the baseline level forbids: privileged containers, the host's namespaces, paths and ports, capabilities."""
    yield from advised_pods(facts, _BASELINE, forbidden_by_baseline)


@check(
    id=_RESTRICTED.check,
    title=Text(ko="Pod Security restricted 미달", en="Below the Pod Security level restricted"),
    runbook=RUNBOOK,
    klass="advice",
)
def pod_security_restricted(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """What the restricted level asks for beyond baseline; silent where baseline is not met, which is said already."""
    for pod in pod_specs(facts):
        if not any(forbidden_by_baseline(pod)):
            yield from advised(facts, _RESTRICTED, pod.owner, forbidden_by_restricted(pod))


@check(id=_SYSCTLS.check, title=Text(ko="안전하지 않은 sysctl", en="Unsafe sysctls"), runbook=RUNBOOK, klass="advice")
def unsafe_sysctls_set(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that set kernel parameters beyond those that are known to be safe."""
    yield from advised_pods(facts, _SYSCTLS, unsafe_sysctls)


def level_of(pod: PodSpec) -> Level:
    """The strictest level that it meets."""
    if any(forbidden_by_baseline(pod)):
        return "privileged"
    return "baseline" if any(forbidden_by_restricted(pod)) else "restricted"
