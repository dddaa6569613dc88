"""Advice on paths of the node that hand it over: sockets of the runtime, system folders, writable mounts. Found by scanning.

Source: Kubernetes documentation, "Volumes" (hostPath) and "Good practices"; the sockets of Docker, containerd and CRI-O.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from posixpath import normpath

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.pod_specs import PodSpec, items, mapping
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#fix"
_SOCKETS = ("docker.sock", "containerd.sock", "crio.sock", "dockershim.sock", "cri-dockerd.sock", "podman.sock")
_WHOLE = frozenset({"/", "/run", "/var/run", "/var", "/var/lib"})  # they hold a socket or the state of the kubelet
_SENSITIVE = ("/etc", "/proc", "/sys", "/dev", "/boot", "/lib", "/usr", "/root", "/bin", "/sbin", "/var/lib/kubelet")
_SOCKET = Advice(
    check="kube.runtime_socket_mounted",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="컨테이너 런타임의 소켓을 마운트합니다", en="mounts the socket of the container runtime"),
    matters=Text(
        ko="이 소켓으로 노드에서 무엇이든 실행할 수 있습니다.",
        en="Through it anything can be run on the node, as root.",
    ),
    remedy=Text(
        ko="소켓 마운트를 지우십시오. 이미지를 빌드한다면 데몬 없는 빌더를 쓰십시오.",
        en="Remove the mount; to build images, use a builder without a daemon.",
    ),
)
_FOLDER = Advice(
    check="kube.sensitive_host_path",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="노드의 시스템 폴더를 마운트합니다", en="mounts system folders of its node"),
    matters=Text(
        ko="노드의 설정, 자격 증명, 장치를 읽거나 바꿀 수 있습니다.",
        en="The node's configuration, credentials and devices lie open.",
    ),
    remedy=Text(
        ko="마운트를 지우거나 꼭 필요한 하위 폴더만 읽기 전용으로 마운트하십시오.",
        en="Remove the mount, or mount just the folder below it that is needed, read-only.",
    ),
)
_WRITABLE = Advice(
    check="kube.writable_host_path",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="노드의 경로를 쓰기 가능하게 마운트합니다", en="mounts paths of its node writable"),
    matters=Text(
        ko="컨테이너가 노드의 파일을 바꾸거나 디스크를 채울 수 있습니다.",
        en="A container can change the node's files, or fill its disk.",
    ),
    remedy=Text(ko="volumeMounts에 readOnly: true를 적으십시오.", en="Write readOnly: true in volumeMounts."),
)


@check(
    id=_SOCKET.check,
    title=Text(ko="마운트된 런타임 소켓", en="Runtime socket that is mounted"),
    runbook=RUNBOOK,
    klass="advice",
)
def runtime_socket_mounted(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods with a hostPath to a socket of Docker, containerd, CRI-O or Podman."""
    yield from advised_pods(facts, _SOCKET, lambda pod: _paths(pod, _is_socket))


@check(
    id=_FOLDER.check,
    title=Text(ko="마운트된 시스템 폴더", en="System folder that is mounted"),
    runbook=RUNBOOK,
    klass="advice",
)
def sensitive_host_path(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods with a hostPath to the root of the node, or into its system folders."""
    yield from advised_pods(facts, _FOLDER, lambda pod: _paths(pod, _is_sensitive))


@check(
    id=_WRITABLE.check,
    title=Text(ko="쓸 수 있는 노드 경로", en="Path of the node that is writable"),
    runbook=RUNBOOK,
    klass="advice",
)
def writable_host_path(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that mount a hostPath without `readOnly: true`. Of a cluster mounts are not read."""
    if facts.written:
        yield from advised_pods(facts, _WRITABLE, _writable)


def _host_paths(pod: PodSpec) -> Iterator[tuple[str, str, str]]:
    """(name of the volume, path to it in the object, path on the node)."""
    for number, volume in enumerate(items(pod.spec.get("volumes"))):
        row = mapping(volume)
        written = str(mapping(row.get("hostPath")).get("path") or "")
        if written:
            name = str(row.get("name") or number)
            yield name, f"{pod.root}.volumes[{name}].hostPath.path", written


def _paths(pod: PodSpec, is_meant: Callable[[str], bool]) -> Iterator[Spot]:
    for name, path, written in _host_paths(pod):
        if is_meant(normpath(written)):
            yield Spot(path=path, value=written, where=name)


def _is_socket(path: str) -> bool:
    return path.endswith(_SOCKETS)


def _is_sensitive(path: str) -> bool:
    return path in _WHOLE or any(path == s or path.startswith(f"{s}/") for s in _SENSITIVE)


def _writable(pod: PodSpec) -> Iterator[Spot]:
    from_node = {name: path for name, _, path in _host_paths(pod)}
    for container in pod.containers():
        for number, entry in enumerate(items(container.row.get("volumeMounts"))):
            mount = mapping(entry)
            name = str(mount.get("name") or "")
            if name in from_node and mount.get("readOnly") is not True:
                path = f"{container.path}.volumeMounts[{number}]"
                yield Spot(path=path, value=from_node[name], where=f"{container.called} {name}")
