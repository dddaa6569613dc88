"""Advice on how workloads are written: images, requests, single replicas, Pod Security. Called by `explain_workload`.

Source: Kubernetes documentation, "Configuration Good Practices" and "Pod Security Standards" (baseline).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text

IMAGE_ID, REQUESTS_ID, SINGLE_ID, SECURITY_ID = (
    "kube.image_not_pinned",
    "kube.requests_missing",
    "kube.single_replica",
    "kube.pod_security",
)
IDS = (IMAGE_ID, REQUESTS_ID, SINGLE_ID, SECURITY_ID)
RUNBOOK = "runbooks/config-error#fix"
_WORKLOADS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps", "cronjobs.batch")
_SYSTEM = ("kube-system", "kube-public", "kube-node-lease")
# Capabilities that the baseline level of the Pod Security Standards lets containers add.
_ALLOWED = frozenset(
    [
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    ]
)
_Said = Iterator[tuple[str, str]]  # path in the pod's specification, and what stands there


@check(
    id=IMAGE_ID, title=Text(ko="고정되지 않은 이미지", en="Image that is not pinned"), runbook=RUNBOOK, klass="advice"
)
def image_not_pinned(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Images without a tag or with `latest`: nobody knows what the next pod will run."""
    text = Text(ko="이미지 버전이 고정되지 않았습니다", en="names images without a version")
    yield from _advised(facts, IMAGE_ID, text, _unpinned)


@check(
    id=REQUESTS_ID,
    title=Text(ko="요청량이 없는 컨테이너", en="Container without requests"),
    runbook=RUNBOOK,
    klass="advice",
)
def requests_missing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Containers that request no memory: the scheduler cannot place them by need, and they are evicted first."""
    text = Text(ko="메모리 요청량(requests)이 없습니다", en="has containers that request no memory")
    yield from _advised(facts, REQUESTS_ID, text, _without_requests)


@check(
    id=SINGLE_ID,
    title=Text(ko="레플리카가 하나인 서비스", en="Service with a single pod"),
    runbook=RUNBOOK,
    klass="advice",
)
def single_replica(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Deployments behind a Service that run one pod: a rollout, drain or crash is an outage."""
    text = Text(ko="파드 하나로 Service를 처리합니다", en="serves a Service with a single pod")
    yield from _advised(facts, SINGLE_ID, text, lambda w: _single(w, facts))


@check(
    id=SECURITY_ID,
    title=Text(ko="Pod Security 기준 위반", en="Below the Pod Security baseline"),
    runbook=RUNBOOK,
    klass="advice",
)
def pod_security(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """What the baseline level forbids: privileged containers, the host's namespaces, paths and ports, capabilities."""
    text = Text(
        ko="Pod Security baseline 수준이 금지하는 설정이 있습니다", en="does what the Pod Security baseline forbids"
    )
    yield from _advised(facts, SECURITY_ID, text, _forbidden)


def _advised(facts: KubeFacts, check_id: str, text: Text, said: Callable[[Seen], _Said]) -> Iterator[Finding]:
    """One finding for each workload outside of the system's namespaces of which something is said."""
    for workload in (w for kind in _WORKLOADS for w in facts.of(kind) if w.namespace not in _SYSTEM):
        spots = list(said(workload))
        if not spots:
            continue
        shown = ", ".join(
            dict.fromkeys(f"{path.rpartition('.')[2]}: {value}" if value else path for path, value in spots)
        )
        claim = Claim(
            variant=check_id.rpartition(".")[2],
            title=Text(ko=f"{workload.name}: {text.ko}", en=f"{workload.name} {text.en}"),
            cause=Text(
                ko=f"{workload.kind} {workload.name}: {text.ko}({shown}).",
                en=f"{workload.kind} {workload.name} {text.en}: {shown}.",
            ),
            cites=tuple(workload.cite(path, value) for path, value in spots[:5]),
            severity=Severity.LOW,
            klass="advice",
        )
        yield claimed(claim, workload, check=check_id, runbook=RUNBOOK, facts=facts)


def _unpinned(workload: Seen) -> _Said:
    for container in workload.containers:
        image = str(container.get("image", ""))
        tag = image.rpartition("/")[2].partition(":")[2]
        if image and "@" not in image and tag in ("", "latest"):
            yield f"spec.template.spec.containers[{container.get('name')}].image", image


def _without_requests(workload: Seen) -> _Said:
    for container in (workload.template.get("spec") or {}).get("containers") or ():
        resources = container.get("resources") or {}
        if not any((resources.get(part) or {}).get("memory") for part in ("requests", "limits")):
            yield f"spec.template.spec.containers[{container.get('name')}].resources.requests.memory", ""


def _single(workload: Seen, facts: KubeFacts) -> _Said:
    served = facts.services_of(workload.namespace, workload.template_labels)
    if workload.resource == "deployments.apps" and workload.spec.get("replicas", 1) == 1 and served:
        yield "spec.replicas", "1"


def _forbidden(workload: Seen) -> _Said:
    spec: Mapping[str, Any] = workload.template.get("spec") or {}
    root = "spec.template.spec"
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield f"{root}.{key}", "true"
    for volume in spec.get("volumes") or ():
        if "hostPath" in volume:
            yield f"{root}.volumes[{volume.get('name')}].hostPath", str((volume["hostPath"] or {}).get("path", ""))
    for container in workload.containers:
        path, context = f"{root}.containers[{container.get('name')}]", container.get("securityContext") or {}
        if context.get("privileged"):
            yield f"{path}.securityContext.privileged", "true"
        added = [c for c in (context.get("capabilities") or {}).get("add") or () if c not in _ALLOWED]
        if added:
            yield f"{path}.securityContext.capabilities", ", ".join(map(str, added))
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                yield f"{path}.ports.hostPort", str(port["hostPort"])
