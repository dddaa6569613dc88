"""Advice on confinement by the kernel: seccomp, AppArmor, SELinux, dropped capabilities. Found by scanning.

Source: Kubernetes documentation, "Linux kernel security constraints for Pods and containers"; AppArmor by annotation until
Kubernetes 1.30, by `appArmorProfile` since.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.capabilities import ALL, capabilities
from assistant.checks.kube.posture.pod_specs import Container, PodSpec, mapping
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#fix"
UNCONFINED = "Unconfined"
APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
_ADVICE = Advice(
    check="kube.not_hardened",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(
        ko="커널 차원의 제한이 하나도 없습니다(seccomp, AppArmor, SELinux, capability 제거)",
        en="has containers that nothing confines (no seccomp, AppArmor, SELinux or dropped capability)",
    ),
    matters=Text(
        ko="침입자가 커널의 모든 시스템 호출을 시도할 수 있습니다.",
        en="An intruder can try every system call of the kernel.",
    ),
    remedy=Text(
        ko="파드의 securityContext에 seccompProfile.type: RuntimeDefault를 적으십시오.",
        en="Write seccompProfile.type: RuntimeDefault in the pod's security context.",
    ),
)


@check(
    id=_ADVICE.check,
    title=Text(ko="제한되지 않은 컨테이너", en="Container that nothing confines"),
    runbook=RUNBOOK,
    klass="advice",
)
def not_hardened(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers without any of the kernel's means; a container's word goes before its pod's."""
    yield from advised_pods(facts, _ADVICE, _unconfined)


def seccomp_type(pod: PodSpec, container: Container) -> str:
    """The type of profile that holds for a container; "" where none is written."""
    own = mapping(container.context.get("seccompProfile")).get("type")
    return str(own or mapping(pod.context.get("seccompProfile")).get("type") or "")


def apparmor_type(pod: PodSpec, container: Container) -> str:
    """The AppArmor profile that holds for a container, by field or annotation; "" where none is written."""
    own = mapping(container.context.get("appArmorProfile")).get("type")
    whole = mapping(pod.context.get("appArmorProfile")).get("type")
    noted = pod.annotations.get(APPARMOR_ANNOTATION + container.name, "") if container.name else ""
    return str(own or noted or whole or "")


def _unconfined(pod: PodSpec) -> Iterator[Spot]:
    if pod.is_windows:
        return
    for container in pod.containers():
        if not _is_confined(pod, container):
            path = f"{container.path}.securityContext"
            yield Spot(path=path, value="", where=container.called)


def _is_confined(pod: PodSpec, container: Container) -> bool:
    seccomp, apparmor = seccomp_type(pod, container), apparmor_type(pod, container)
    labelled = container.context.get("seLinuxOptions") or pod.context.get("seLinuxOptions")
    drops = capabilities(container, "drop") and ALL not in capabilities(container, "add")
    return bool(
        seccomp not in ("", UNCONFINED) or apparmor.lower() not in ("", UNCONFINED.lower()) or labelled or drops
    )
