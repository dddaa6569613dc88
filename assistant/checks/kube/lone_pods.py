"""The check for pods of their own that ended with an error. Called by `assistant.playbooks.explain_workload`.

Source: `status.phase` Failed of pods without a controller, which nobody starts again (Kubernetes API v1).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text, with_particle

ID = "kube.failed_pod"
RUNBOOK = "runbooks/crash-loop#check"
_LATELY = timedelta(days=1)


@check(id=ID, title=Text(ko="실패로 끝난 단독 파드", en="Pod of its own that failed"), runbook=RUNBOOK)
def failed_pod(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Within the last day. Evicted ones are the matter of `evictions`, those of Jobs that of `jobs`."""
    for pod in facts.of("pods"):
        owned = any(o.get("controller") for o in pod.meta.get("ownerReferences") or ())
        if pod.status.get("phase") != "Failed" or owned or pod.status.get("reason") == "Evicted":
            continue
        ended = _ended_at(pod) or pod.created_at
        if ended is None or now - ended <= _LATELY:
            yield claimed(_claim(pod), pod, check=ID, runbook=RUNBOOK, facts=facts)


def _dead(pod: Seen) -> tuple[str, dict[str, object]]:
    """(path, how it ended) of the first container that ended with an error."""
    for part in ("initContainerStatuses", "containerStatuses"):
        for status in pod.status.get(part) or ():
            ended = (status.get("state") or {}).get("terminated") or {}
            if ended.get("exitCode"):
                return f"status.{part}[{status['name']}].state.terminated", dict(ended)
    return "", {}


def _ended_at(pod: Seen) -> datetime | None:
    return moment(_dead(pod)[1].get("finishedAt"))


def _claim(pod: Seen) -> Claim:
    path, ended = _dead(pod)
    reason = str(pod.status.get("reason") or ended.get("reason") or "Error")
    message = str(pod.status.get("message") or ended.get("message") or "").strip()
    code = ended.get("exitCode")
    cites = [pod.cite("status.phase", "Failed")]
    if path:
        cites.append(pod.cite(f"{path}.exitCode", code))
    with_code_ko = f", 종료 코드 {code}" if code is not None else ""
    with_code_en = f", exit code {code}" if code is not None else ""
    told = f": {message}" if message else "."
    return Claim(
        variant="failed_pod",
        title=Text(ko=f"파드 {pod.name}: 실패로 끝남({reason})", en=f"Pod {pod.name} failed ({reason})"),
        cause=Text(
            ko=f"파드 {with_particle(pod.name, '이')} 실패로 끝났고({reason}{with_code_ko}) "
            f"다시 시작할 컨트롤러가 없습니다{told}",
            en=f"The pod {pod.name} has failed ({reason}{with_code_en}), and no controller starts it again{told}",
        ),
        cites=tuple(cites),
        details=(("reason", reason), *((("exit_code", str(code)),) if code is not None else ())),
    )
