"""What is wrong with a probe itself, beside what the container says of its ports. Called by `reports`.

Source: Probe v1 (defaults: timeout 1 s, period 10 s, three failures) and the kubelet's `Unhealthy` events.
"""

import re
from collections.abc import Mapping
from typing import Any

from assistant.checks.kube.failure import Failure
from assistant.findings import Statement
from assistant.language import Text, with_particle

_PROBES = {
    "liveness_failing": "livenessProbe",
    "readiness_failing": "readinessProbe",
    "startup_failing": "startupProbe",
}
_REFUSED = re.compile(r"connection refused|no route to host", re.IGNORECASE)
_SLOW = re.compile(r"deadline exceeded|timed? ?out|Client\.Timeout", re.IGNORECASE)


def why_probe_fails(failure: Failure) -> list[Statement]:
    """A port that the container does not declare, a path it does not know, or too little time to answer."""
    kind = _PROBES.get(failure.variant, "")
    containers = (c for c in failure.pod.containers if c.get("name") == failure.container)
    container: Mapping[str, Any] = next(containers, {})
    probe: Mapping[str, Any] = container.get(kind) or {}
    if not probe:
        return []
    root = f"spec.containers[{failure.container}].{kind}"
    if _REFUSED.search(failure.message):
        return _wrong_port(failure, container, probe, root)
    if re.search(r"statuscode: (?:404|405|401|403)", failure.message) and probe.get("httpGet"):
        return _wrong_path(failure, probe, root)
    return _too_short(failure, probe, root) if _SLOW.search(failure.message) else []


def _wrong_port(failure: Failure, container: Mapping[str, Any], probe: Mapping[str, Any], root: str) -> list[Statement]:
    how = next((h for h in ("httpGet", "tcpSocket", "grpc") if probe.get(h)), "")
    asked = (probe.get(how) or {}).get("port")
    ports = container.get("ports") or ()
    if asked is None or not ports or any(asked in (p.get("containerPort"), p.get("name")) for p in ports):
        return []
    declared = ", ".join(str(p.get("containerPort")) for p in ports)
    text = Text(
        ko=f"프로브는 포트 {with_particle(str(asked), '을')} 검사하지만 컨테이너 {with_particle(failure.container, '이')} "
        f"선언한 포트는 {declared}입니다. 프로브의 포트가 틀린 것으로 보입니다.",
        en=f"The probe asks port {asked}, but container {failure.container} declares port {declared}: "
        "the port of the probe is probably wrong.",
    )
    cites = (
        failure.pod.cite(f"{root}.{how}.port", asked),
        failure.pod.cite(f"spec.containers[{failure.container}].ports", declared),
    )
    return [Statement(role="cause", text=text, cites=cites)]


def _wrong_path(failure: Failure, probe: Mapping[str, Any], root: str) -> list[Statement]:
    path = str(probe["httpGet"].get("path") or "/")
    text = Text(
        ko=f"프로브가 요청하는 경로는 {path}입니다. 애플리케이션에 이 경로가 없거나 프로브가 접근할 수 없습니다.",
        en=f"The probe requests the path {path}: the application does not have it, or does not let the probe in.",
    )
    return [Statement(role="cause", text=text, cites=(failure.pod.cite(f"{root}.httpGet.path", path),))]


def _too_short(failure: Failure, probe: Mapping[str, Any], root: str) -> list[Statement]:
    timeout_s, delay_s = int(probe.get("timeoutSeconds") or 1), int(probe.get("initialDelaySeconds") or 0)
    text = Text(
        ko=f"프로브는 {timeout_s}초 안에 응답을 받아야 하고 시작 {delay_s}초 뒤부터 검사합니다. 그 안에 응답이 오지 않습니다.",
        en=f"The probe waits {timeout_s} s for an answer, from {delay_s} s after the start: no answer comes in that time.",
    )
    cites = (
        failure.pod.cite(f"{root}.timeoutSeconds", timeout_s),
        failure.pod.cite(f"{root}.initialDelaySeconds", delay_s),
    )
    return [Statement(role="cause", text=text, cites=cites)]
