"""Advice on Linux capabilities that containers add or keep. Found by scanning, like every check.

Source: capabilities(7); Kubernetes documentation, "Set capabilities for a Container": names without `CAP_`, which runtimes
accept in any case and with the prefix, too. What a container is given without a word: Docker's and containerd's defaults.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.pod_specs import Container, PodSpec, mapping, words
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#fix"
ALL = "ALL"
DANGEROUS = frozenset(
    {"ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "SYS_BOOT", "BPF", "DAC_READ_SEARCH"}
)
# What must be gone, or ALL of it.
UNNEEDED = frozenset(
    {
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE"),
        *("NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
    }
)
_DANGEROUS = Advice(
    check="kube.dangerous_capabilities",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="위험한 커널 권한(capability)을 더합니다", en="adds dangerous capabilities"),
    matters=Text(
        ko="이 권한으로 노드의 네트워크를 바꾸거나 컨테이너를 벗어날 수 있습니다.",
        en="With them a process can change the node's network or break out of its container.",
    ),
    remedy=Text(
        ko="capabilities.add에서 빼십시오. 꼭 필요하면 그 컨테이너만 따로 떼어 내십시오.",
        en="Remove them from capabilities.add; where one is truly needed, keep it to a container of its own.",
    ),
)
_KEPT = Advice(
    check="kube.capabilities_not_dropped",
    runbook=RUNBOOK,
    says=Text(ko="쓰지 않는 커널 권한(capability)을 버리지 않습니다", en="keeps capabilities that it does not need"),
    matters=Text(
        ko="런타임이 기본으로 주는 권한(파일 소유자 변경, raw 소켓 등)이 그대로 남습니다.",
        en="What the runtime gives by default (changing owners, raw sockets and others) stays.",
    ),
    remedy=Text(
        ko='capabilities.drop: ["ALL"]을 적고 필요한 것만 더하십시오.',
        en='Write capabilities.drop: ["ALL"] and add back what is needed.',
    ),
)
_RAW = Advice(
    check="kube.raw_sockets_allowed",
    runbook=RUNBOOK,
    says=Text(ko="raw 소켓(NET_RAW)을 버리지 않습니다", en="keeps the right to raw sockets (NET_RAW)"),
    matters=Text(
        ko="같은 네트워크의 다른 파드인 척하는 패킷을 보낼 수 있습니다.",
        en="With it packets can be sent in the name of other pods.",
    ),
    remedy=Text(
        ko="capabilities.drop에 ALL이나 NET_RAW를 적으십시오.", en="Write ALL or NET_RAW in capabilities.drop."
    ),
)


@check(
    id=_DANGEROUS.check,
    title=Text(ko="위험한 커널 권한", en="Dangerous capabilities"),
    runbook=RUNBOOK,
    klass="advice",
)
def dangerous_capabilities(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that add a capability which is nearly root, or all of them."""
    yield from advised_pods(facts, _DANGEROUS, _dangerous)


@check(
    id=_KEPT.check,
    title=Text(ko="버리지 않은 커널 권한", en="Capabilities that are not dropped"),
    runbook=RUNBOOK,
    klass="advice",
)
def capabilities_not_dropped(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that drop neither ALL nor each of those that a container does not need. A pod has no such field."""
    yield from advised_pods(facts, _KEPT, _kept)


@check(
    id=_RAW.check, title=Text(ko="허용된 raw 소켓", en="Raw sockets that are allowed"), runbook=RUNBOOK, klass="advice"
)
def raw_sockets_allowed(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that drop neither ALL nor NET_RAW, or add it back."""
    yield from advised_pods(facts, _RAW, _raw)


def capabilities(container: Container, list_name: str) -> tuple[str, ...]:
    """Those that it adds or drops, in capitals and without their prefix."""
    listed = words(mapping(container.context.get("capabilities")).get(list_name))
    return tuple(name.upper().removeprefix("CAP_") for name in listed)


def _dangerous(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        found = [name for name in capabilities(container, "add") if name in DANGEROUS]
        if found:
            path = f"{container.path}.securityContext.capabilities.add"
            yield Spot(path=path, value=", ".join(found), where=container.called)


def _kept(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers() if not pod.is_windows else ():
        dropped = set(capabilities(container, "drop"))
        if ALL not in dropped and not dropped >= UNNEEDED:
            path = f"{container.path}.securityContext.capabilities.drop"
            yield Spot(path=path, value=", ".join(sorted(dropped)), where=container.called)


def _raw(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers() if not pod.is_windows else ():
        path = f"{container.path}.securityContext.capabilities"
        if {ALL, "NET_RAW"} & set(capabilities(container, "add")):
            yield Spot(path=f"{path}.add", value="NET_RAW", where=container.called)
        elif not {ALL, "NET_RAW"} & set(capabilities(container, "drop")):
            yield Spot(path=f"{path}.drop", where=container.called)
