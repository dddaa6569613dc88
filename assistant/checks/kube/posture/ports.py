"""Advice on ports: those below 1024, SSH, and probes of a port that is not there. Found by scanning.

Source: Kubernetes API reference, Container v1 (`ports`, `httpGet.port`): a named port must be declared, a number need not.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised_pods
from assistant.checks.kube.posture.pod_specs import Container, PodSpec, items, mapping
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

RUNBOOK = "runbooks/manifest-review#fix"
_PROBES_RUNBOOK = "runbooks/readiness#fix"
_FIRST_FREE, _SSH = 1024, 22
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_LOW = Advice(
    check="kube.privileged_port",
    runbook=RUNBOOK,
    says=Text(ko="1024보다 작은 포트에서 받습니다", en="listens on ports below 1024"),
    matters=Text(
        ko="이런 포트를 열려면 root 권한이나 NET_BIND_SERVICE가 필요합니다.",
        en="To open one takes root or the capability NET_BIND_SERVICE.",
    ),
    remedy=Text(
        ko="컨테이너는 1024 이상의 포트에서 받고 Service가 80이나 443을 맡게 하십시오.",
        en="Listen on 1024 or above, and let the Service take 80 or 443.",
    ),
)
_SHELL = Advice(
    check="kube.ssh_port",
    runbook=RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="SSH 포트(22)를 엽니다", en="opens the SSH port (22)"),
    matters=Text(
        ko="컨테이너에 또 하나의 로그인 경로가 생기고, 이미지에 키나 비밀번호가 남습니다.",
        en="That is another way in, with keys or passwords left in the image.",
    ),
    remedy=Text(
        ko="SSH 서버를 빼고 kubectl exec이나 kubectl debug를 쓰십시오.",
        en="Leave the SSH server out; kubectl exec and kubectl debug do its work.",
    ),
)
_UNDECLARED = Advice(
    check="kube.probe_port_undeclared",
    runbook=_PROBES_RUNBOOK,
    severity=Severity.MEDIUM,
    says=Text(ko="프로브가 선언하지 않은 포트를 확인합니다", en="probes ports that its container does not declare"),
    matters=Text(
        ko="그 포트에서 아무도 받지 않으면 파드는 준비되지 않거나 계속 다시 시작됩니다.",
        en="If nothing listens there, pods never become ready or are restarted for ever.",
    ),
    remedy=Text(
        ko="프로브의 포트를 고치거나 ports에 containerPort를 적으십시오.",
        en="Correct the port of the probe, or declare it in ports.",
    ),
)


@check(id=_LOW.check, title=Text(ko="1024보다 작은 포트", en="Port below 1024"), runbook=RUNBOOK, klass="advice")
def privileged_port(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Container ports below 1024."""
    yield from advised_pods(facts, _LOW, _listening(lambda port: 0 < port < _FIRST_FREE))


@check(id=_SHELL.check, title=Text(ko="SSH 포트", en="SSH port"), runbook=RUNBOOK, klass="advice")
def ssh_port(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Container port 22."""
    yield from advised_pods(facts, _SHELL, _listening(lambda port: port == _SSH))


@check(
    id=_UNDECLARED.check,
    title=Text(ko="프로브의 없는 포트", en="Probe of a port that is not there"),
    runbook=_PROBES_RUNBOOK,
    klass="advice",
)
def probe_port_undeclared(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Probes of a name that no port has, or of a number that is not among the ports that a container declares."""
    yield from advised_pods(facts, _UNDECLARED, _undeclared)


def _listening(is_meant: Callable[[int], bool]) -> Callable[[PodSpec], Iterator[Spot]]:
    def spots(pod: PodSpec) -> Iterator[Spot]:
        for container in pod.containers():
            for number, entry in enumerate(items(container.row.get("ports"))):
                port = mapping(entry).get("containerPort")
                if isinstance(port, int) and is_meant(port):
                    path = f"{container.path}.ports[{number}].containerPort"
                    yield Spot(path=path, value=str(port), where=container.called)

    return spots


def _undeclared(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers("main", "sidecar"):
        ports = [mapping(p) for p in items(container.row.get("ports"))]
        known = {str(p[field]) for p in ports for field in ("name", "containerPort") if p.get(field)}
        for path, port in _probed(container):
            if str(port) not in known and (known or not str(port).isdecimal()):
                yield Spot(path=f"{container.path}.{path}", value=str(port), where=container.called)


def _probed(container: Container) -> Iterator[tuple[str, object]]:
    for probe in _PROBES:
        handler = mapping(container.row.get(probe))
        for action in ("httpGet", "tcpSocket", "grpc"):
            port = mapping(handler.get(action)).get("port")
            if isinstance(port, int | str) and port:
                yield f"{probe}.{action}.port", port
