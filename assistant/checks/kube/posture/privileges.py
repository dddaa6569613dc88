"""Advice on what containers may do on their node: privileged, as root, gaining rights. Found by scanning.

Source: Kubernetes documentation, "Configure a Security Context for a Pod or Container". `privileged`, `capabilities`,
`allowPrivilegeEscalation`, `readOnlyRootFilesystem` and `procMount` are fields of containers alone: a pod's do nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.pod_specs import Container, PodSpec, mapping
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#fix"
_PRIVILEGED = Advice(
    check="kube.privileged_container",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="특권(privileged) 컨테이너를 실행합니다", en="runs privileged containers"),
    matters=Text(
        ko="컨테이너 안의 프로세스가 노드의 root와 거의 같은 권한을 가집니다.",
        en="A process in it has nearly the rights of root on the node.",
    ),
    remedy=Text(
        ko="privileged를 빼고, 꼭 필요한 기능만 capabilities.add에 적으십시오.",
        en="Remove privileged and add just the capability that is needed.",
    ),
)
_ESCALATION = Advice(
    check="kube.privilege_escalation",
    runbook=RUNBOOK,
    says=Text(ko="권한 상승(allowPrivilegeEscalation)을 막지 않습니다", en="does not forbid privilege escalation"),
    matters=Text(
        ko="setuid 프로그램으로 프로세스가 처음보다 많은 권한을 얻을 수 있습니다.",
        en="Through a setuid program a process may gain more rights than it started with.",
    ),
    remedy=Text(
        ko="컨테이너마다 securityContext.allowPrivilegeEscalation: false를 적으십시오.",
        en="Write securityContext.allowPrivilegeEscalation: false in each container.",
    ),
)
_ROOT = Advice(
    check="kube.root_allowed",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="컨테이너가 root로 실행될 수 있습니다", en="lets containers run as root"),
    matters=Text(
        ko="컨테이너를 벗어난 프로세스는 노드에서도 root입니다.",
        en="A process that breaks out of its container is root on the node, too.",
    ),
    remedy=Text(
        ko="파드나 컨테이너의 securityContext에 runAsNonRoot: true를 적으십시오.",
        en="Write runAsNonRoot: true in the security context of the pod or its containers.",
    ),
)
_WRITABLE = Advice(
    check="kube.writable_root_filesystem",
    runbook=RUNBOOK,
    says=Text(ko="루트 파일 시스템에 쓸 수 있습니다", en="has containers with a writable root file system"),
    matters=Text(
        ko="침입자가 프로그램을 바꾸거나 남겨 둘 수 있습니다.",
        en="An intruder can change programs or leave some behind.",
    ),
    remedy=Text(
        ko="readOnlyRootFilesystem: true를 적고, 써야 하는 곳에는 emptyDir를 마운트하십시오.",
        en="Write readOnlyRootFilesystem: true and mount an emptyDir where it must write.",
    ),
)
_PROC_MOUNT = Advice(
    check="kube.unmasked_proc",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="/proc을 기본값과 다르게 마운트합니다", en="mounts /proc other than by default"),
    matters=Text(
        ko="커널의 정보와 설정이 컨테이너 안에서 그대로 보입니다.",
        en="What the kernel tells and lets be set there is no longer masked.",
    ),
    remedy=Text(ko="procMount를 지우거나 Default로 두십시오.", en="Remove procMount, or leave it at Default."),
)
_MISPLACED = Advice(
    check="kube.misplaced_security_context",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    klass="problem",
    says=Text(
        ko="컨테이너에만 있는 보안 설정을 파드에 적었습니다",
        en="writes at the pod what only containers have in their security context",
    ),
    matters=Text(
        ko="API 서버가 거절하거나 조용히 버리므로 컨테이너는 보호되지 않습니다.",
        en="The API server refuses or drops it: the containers are not protected by it.",
    ),
    remedy=Text(
        ko="컨테이너마다 securityContext로 옮기십시오.", en="Move it into the securityContext of each container."
    ),
)
_OF_CONTAINERS = ("privileged", "allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities", "procMount")


@check(id=_PRIVILEGED.check, title=Text(ko="특권 컨테이너", en="Privileged container"), runbook=RUNBOOK, klass="advice")
def privileged_container(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers with `privileged: true`."""
    yield from advised_pods(facts, _PRIVILEGED, _privileged)


@check(
    id=_ESCALATION.check,
    title=Text(ko="막지 않은 권한 상승", en="Privilege escalation that is not forbidden"),
    runbook=RUNBOOK,
    klass="advice",
)
def privilege_escalation(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that do not say `allowPrivilegeEscalation: false`: the kernel's default is to allow it."""
    yield from advised_pods(facts, _ESCALATION, _escalating)


@check(id=_ROOT.check, title=Text(ko="root 실행 허용", en="Root is allowed"), runbook=RUNBOOK, klass="advice")
def root_allowed(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that may run as root, by what they or their pod say; a container's word goes before its pod's."""
    yield from advised_pods(facts, _ROOT, _as_root)


@check(
    id=_WRITABLE.check,
    title=Text(ko="쓸 수 있는 루트 파일 시스템", en="Writable root file system"),
    runbook=RUNBOOK,
    klass="advice",
)
def writable_root_filesystem(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that do not say `readOnlyRootFilesystem: true`."""
    yield from advised_pods(facts, _WRITABLE, _writable)


@check(id=_PROC_MOUNT.check, title=Text(ko="가려지지 않은 /proc", en="Unmasked /proc"), runbook=RUNBOOK, klass="advice")
def unmasked_proc(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers with another `procMount` than Default."""
    yield from advised_pods(facts, _PROC_MOUNT, _unmasked)


@check(
    id=_MISPLACED.check,
    title=Text(ko="파드에 적은 컨테이너 보안 설정", en="Security context in the wrong place"),
    runbook=RUNBOOK,
)
def misplaced_security_context(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Fields of a container's security context in that of its pod. A cluster no longer has them."""
    if facts.written:
        yield from advised_pods(facts, _MISPLACED, _misplaced)


def _misplaced(pod: PodSpec) -> Iterator[Spot]:
    for field in _OF_CONTAINERS:
        if pod.context.get(field) is not None:
            yield Spot(path=f"{pod.root}.securityContext.{field}", told=field)


def _in(container: Container, field: str, value: object = "") -> Spot:
    shown = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return Spot(path=f"{container.path}.securityContext.{field}", value=shown, where=container.called)


def _privileged(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        if container.context.get("privileged") is True:
            yield _in(container, "privileged", True)


def _escalating(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers() if not pod.is_windows else ():
        allowed = container.context.get("allowPrivilegeEscalation")
        if allowed is not False:
            yield _in(container, "allowPrivilegeEscalation", allowed)


def _as_root(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers() if not pod.is_windows else ():
        own, whole = container.context, pod.context
        user = own.get("runAsUser", whole.get("runAsUser"))
        non_root = own.get("runAsNonRoot", whole.get("runAsNonRoot"))
        if own.get("runAsUser") == 0 and own.get("runAsNonRoot") is not True:
            yield _in(container, "runAsUser", 0)
        elif own.get("runAsNonRoot") is False and "runAsUser" not in own:
            yield _in(container, "runAsNonRoot", False)
        elif non_root is not True and not (isinstance(user, int) and user > 0):
            yield _in(container, "runAsNonRoot", non_root)


def _writable(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers("main", "init", "sidecar") if not pod.is_windows else ():
        read_only = container.context.get("readOnlyRootFilesystem")
        if read_only is not True:
            yield _in(container, "readOnlyRootFilesystem", read_only)


def _unmasked(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        mount = container.context.get("procMount")
        if mount not in (None, "", "Default"):
            yield _in(container, "procMount", mount)


def host_processes(pod: PodSpec) -> Iterator[Spot]:
    """Windows containers that are processes of their node; a container's word goes before its pod's."""
    whole = mapping(pod.context.get("windowsOptions")).get("hostProcess")
    if whole is True:
        yield Spot(path=f"{pod.root}.securityContext.windowsOptions.hostProcess", value="true")
    for container in pod.containers():
        if mapping(container.context.get("windowsOptions")).get("hostProcess") is True:
            yield _in(container, "windowsOptions.hostProcess", True)
