"""Advice on what pods share with their node: namespaces, ports, paths, processes. Found by scanning, like every check.

Source: Kubernetes documentation, "Pod Security Standards" (baseline) and "Create a Windows HostProcess Pod".
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.pod_specs import PodSpec, items, mapping
from assistant.checks.kube.posture.privileges import host_processes
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#fix"
_IPC = Advice(
    check="kube.host_ipc",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="노드의 IPC 네임스페이스를 씁니다", en="shares the IPC namespace of its node"),
    matters=Text(
        ko="노드와 다른 컨테이너의 공유 메모리를 읽고 쓸 수 있습니다.",
        en="It can read and write the shared memory of the node and of other containers.",
    ),
    remedy=Text(ko="hostIPC를 지우십시오.", en="Remove hostIPC."),
)
_PID = Advice(
    check="kube.host_pid",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="노드의 프로세스를 봅니다(hostPID)", en="shares the process namespace of its node"),
    matters=Text(
        ko="노드의 모든 프로세스와 그 환경 변수를 볼 수 있고, 권한이 있으면 끝낼 수도 있습니다.",
        en="It sees every process of the node with its environment and, with the right, can end it.",
    ),
    remedy=Text(ko="hostPID를 지우십시오.", en="Remove hostPID."),
)
_NETWORK = Advice(
    check="kube.host_network",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="노드의 네트워크를 그대로 씁니다(hostNetwork)", en="uses the network of its node"),
    matters=Text(
        ko="노드의 로컬 서비스에 접근할 수 있고 NetworkPolicy가 적용되지 않습니다.",
        en="It reaches services that listen on the node alone, and no NetworkPolicy holds for it.",
    ),
    remedy=Text(
        ko="hostNetwork를 지우고 Service로 내보내십시오.", en="Remove hostNetwork, and expose it by a Service."
    ),
)
_PORT = Advice(
    check="kube.host_port",
    runbook=RUNBOOK,
    says=Text(ko="노드의 포트를 차지합니다(hostPort)", en="takes a port of its node"),
    matters=Text(
        ko="노드마다 파드 하나만 뜰 수 있고, 포트는 노드의 모든 주소에 열립니다.",
        en="Only one such pod fits on a node, and the port is open on all its addresses.",
    ),
    remedy=Text(ko="hostPort를 지우고 Service로 내보내십시오.", en="Remove hostPort, and expose it by a Service."),
)
_PATH = Advice(
    check="kube.host_path",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="노드의 파일을 마운트합니다(hostPath)", en="mounts files of its node"),
    matters=Text(
        ko="노드의 파일을 읽거나 바꿀 수 있고, 파드가 다른 노드로 가면 내용이 달라집니다.",
        en="It can read or change the node's files, and finds others when the pod moves.",
    ),
    remedy=Text(
        ko="PersistentVolumeClaim, emptyDir, configMap 같은 볼륨으로 바꾸십시오.",
        en="Use a PersistentVolumeClaim, an emptyDir or a configMap instead.",
    ),
)
_PROCESS = Advice(
    check="kube.host_process",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="Windows 노드의 프로세스로 실행됩니다(hostProcess)", en="runs as processes of its Windows node"),
    matters=Text(ko="노드에서 권한이 거의 제한되지 않습니다.", en="Next to nothing holds it back on the node."),
    remedy=Text(ko="windowsOptions.hostProcess를 지우십시오.", en="Remove windowsOptions.hostProcess."),
)


@check(id=_IPC.check, title=Text(ko="노드의 IPC 공유", en="IPC shared with the node"), runbook=RUNBOOK, klass="advice")
def host_ipc(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods with `hostIPC`."""
    yield from advised_pods(facts, _IPC, _shares("hostIPC"))


@check(
    id=_PID.check,
    title=Text(ko="노드의 프로세스 공유", en="Processes shared with the node"),
    runbook=RUNBOOK,
    klass="advice",
)
def host_pid(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods with `hostPID`."""
    yield from advised_pods(facts, _PID, _shares("hostPID"))


@check(
    id=_NETWORK.check, title=Text(ko="노드의 네트워크 사용", en="Network of the node"), runbook=RUNBOOK, klass="advice"
)
def host_network(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods with `hostNetwork`."""
    yield from advised_pods(facts, _NETWORK, _shares("hostNetwork"))


@check(id=_PORT.check, title=Text(ko="노드의 포트 사용", en="Port of the node"), runbook=RUNBOOK, klass="advice")
def host_port(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that ask for a port of their node."""
    yield from advised_pods(facts, _PORT, host_ports)


@check(id=_PATH.check, title=Text(ko="노드의 경로 마운트", en="Path of the node"), runbook=RUNBOOK, klass="advice")
def host_path(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods with a hostPath volume."""
    yield from advised_pods(facts, _PATH, host_paths)


@check(
    id=_PROCESS.check,
    title=Text(ko="Windows 호스트 프로세스", en="Windows host process"),
    runbook=RUNBOOK,
    klass="advice",
)
def host_process(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Windows containers that are processes of their node."""
    yield from advised_pods(facts, _PROCESS, host_processes)


def _shares(field: str) -> Callable[[PodSpec], Iterator[Spot]]:
    def spots(pod: PodSpec) -> Iterator[Spot]:
        if pod.spec.get(field) is True:
            yield Spot(path=f"{pod.root}.{field}", value="true")

    return spots


def host_ports(pod: PodSpec) -> Iterator[Spot]:
    """Ports of the node that containers take; 0 is none."""
    for container in pod.containers():
        for number, port in enumerate(items(container.row.get("ports"))):
            taken = mapping(port).get("hostPort")
            if taken:
                yield Spot(path=f"{container.path}.ports[{number}].hostPort", value=str(taken), where=container.called)


def host_paths(pod: PodSpec) -> Iterator[Spot]:
    """Volumes that are paths of the node."""
    for number, volume in enumerate(items(pod.spec.get("volumes"))):
        row = mapping(volume)
        if row.get("hostPath") is not None:
            path = str(mapping(row["hostPath"]).get("path") or "")
            yield Spot(path=f"{pod.root}.volumes[{row.get('name') or number}].hostPath.path", value=path)
