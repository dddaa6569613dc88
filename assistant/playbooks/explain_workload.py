"""The playbook `explain_workload`: reads a cluster or part of it, runs the checks, says what is wrong.

Found by `assistant.playbooks`; called by the planner, front ends and batch through the toolbox.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.checks.kube.configuration import missing_config
from assistant.checks.kube.facts import WORKLOADS, KubeFacts, Log, LogKey, Seen
from assistant.checks.kube.memory import oom_loop
from assistant.checks.kube.rollouts import bad_rollout
from assistant.checks.kube.services import service_selects_nothing
from assistant.checks.kube.troubles import all_troubles
from assistant.checks.kube.workloads import failing_workload
from assistant.evidence import Evidence
from assistant.findings import Finding, ranked
from assistant.language import Text
from assistant.playbooks.spec import Diagnosis, Look, Request, playbook
from tools.spec import NotFound, NotRead, Unavailable

CHECKS = (bad_rollout, oom_loop, missing_config, failing_workload, service_selects_nothing)
READ = (
    "pods",
    "replicasets.apps",
    "deployments.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "jobs.batch",
    "services",
    "endpointslices.discovery.k8s.io",
    "configmaps",
    "events",
)
MOST_ITEMS = 5000
MOST_LOGS = 6
LOG_LINES = 60
NAMED = (*WORKLOADS, "services", "pods", "replicasets.apps")
_LOGGED = ("crash_at_start", "crash_loop", "liveness_failing", "readiness_failing", "startup_failing")


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """What came of the reads."""

    facts: KubeFacts
    now: datetime  # of the recording, if it is one: what is recent is judged by it
    recorded_at: str
    evidence: tuple[str, ...]
    not_read: tuple[NotRead, ...]


@playbook(
    title=Text(ko="워크로드 진단", en="Explain a workload"),
    backend="kube",
    examples=(
        "checkout 배포가 왜 실패했어?",
        "클러스터에 문제 있는 거 있어?",
        "payment 네임스페이스에서 뭐가 잘못됐어?",
        "파드가 계속 재시작되는 이유가 뭐야?",
        "이 서비스는 왜 응답이 없어?",
        "Why did the rollout of checkout fail?",
        "What is wrong in my cluster?",
        "Why does this pod keep restarting?",
        "Why does the service have no endpoints?",
    ),
)
def explain_workload(look: Look, *, name: str | None = None, namespace: str | None = None) -> Diagnosis:
    """Why a workload, Service or pod fails; without a name everything that is wrong in the namespace or cluster.

    Reads pods, ReplicaSets, workloads, Services, ConfigMap keys and warning events at once, then the logs of what
    crashes, and joins them: one finding per cause, worst first, with a rollback proposed where a revision was good.
    `name` may carry its namespace or kind: `shop/checkout`, `deployment/checkout`.

    Example: explain_workload(name="checkout", namespace="shop")
    Raises: NotFound (no such workload; names the closest), Unavailable (nothing could be read).
    Source: the tools `read_objects` and `read_pod_logs`.
    """
    reading = _read_objects(look, namespace)
    facts = reading.facts
    target = _target(name, namespace, facts) if name else None
    only = frozenset(_family(target, facts)) if target else None
    logs, log_evidence, log_gaps = _read_logs(look, facts, reading.now, only)
    facts = replace(facts, logs=logs)
    found = [finding for check in CHECKS for finding in check(facts, reading.now)]
    if only is not None:
        found = [f for f in found if _concerns(f, only)]
    return Diagnosis(
        findings=ranked(tuple(found)),
        looked_at=_as_of(_looked_at(facts, target, namespace), reading.recorded_at),
        evidence=(*reading.evidence, *log_evidence),
        not_read=(*reading.not_read, *log_gaps),
    )


def _read_objects(look: Look, namespace: str | None) -> _Reading:
    """Everything the checks join. Raises: Unavailable when not even pods or Deployments could be read."""
    requests = [_request(kind, namespace) for kind in READ]
    cluster, *answers = look.read_all(Request(tool="read_cluster", arguments={}), *requests)
    objects: dict[str, tuple[Seen, ...]] = {}
    evidence: list[str] = []
    not_read: list[NotRead] = []
    for request, answer in zip(requests, answers, strict=True):
        kind = str(request.arguments["kind"])
        if isinstance(answer, NotRead):
            not_read.append(replace(answer, what=kind))
            continue
        evidence.append(answer.id)
        not_read.extend(answer.not_read)
        if answer.cut:
            not_read.append(_cut(kind))
        objects[kind] = tuple(Seen(evidence=answer.id, resource=kind, row=row) for row in answer.items)
    if "pods" not in objects and "deployments.apps" not in objects:
        raise Unavailable(not_read[0].why, remedy=not_read[0].remedy)
    about = cluster.items[0] if isinstance(cluster, Evidence) else {}
    recorded_at = str(about.get("recorded_at", ""))
    scope = look.environment.targets["kube"].pinned or str(about.get("cluster_uid", ""))
    return _Reading(
        facts=KubeFacts(scope=scope, objects=objects),
        now=datetime.fromisoformat(recorded_at) if recorded_at else look.now,
        recorded_at=recorded_at,
        evidence=tuple(evidence),
        not_read=tuple(not_read),
    )


def _request(kind: str, namespace: str | None) -> Request:
    arguments = {"kind": kind, "limit": MOST_ITEMS}
    if namespace:
        arguments["namespace"] = namespace
    if kind == "events":
        arguments["field_selector"] = "type=Warning"
    return Request(tool="read_objects", arguments=arguments)


def _cut(kind: str) -> NotRead:
    return NotRead(
        what=kind,
        why=f"There are more than {MOST_ITEMS}; only the first {MOST_ITEMS} were read.",
        remedy="Ask about one namespace.",
    )


def _target(name: str, namespace: str | None, facts: KubeFacts) -> tuple[Seen, ...]:
    """The objects called `name`. Raises: NotFound, with the closest names."""
    prefix, _, last = name.rpartition("/")
    wanted = prefix.lower()
    found: list[Seen] = []
    for resource in NAMED:
        plural = resource.partition(".")[0]
        kinds = {plural, plural.removesuffix("s"), resource}
        if not wanted or wanted in kinds:
            found.extend(o for o in facts.of(resource) if o.name == last)
        else:
            found.extend(o for o in facts.of(resource) if o.name == last and o.namespace == prefix)
    if found:
        return tuple(found)
    names = {o.name: o for resource in NAMED for o in facts.of(resource)}
    close = difflib.get_close_matches(last, names, n=4, cutoff=0.5)
    close += [n for n in names if last in n and n not in close][: 4 - len(close)]
    where = f" in namespace {namespace}" if namespace else ""
    hint = ", ".join(f"{names[n].namespace}/{n}" for n in close)
    raise NotFound(
        f"There is no workload, Service or pod called {last!r}{where}.",
        remedy=f"Did you mean: {hint}?" if hint else "See what there is with list_workloads.",
    )


def _family(target: tuple[Seen, ...], facts: KubeFacts) -> Iterable[tuple[str, str, str]]:
    """The target, what owns it, and what a Service among them selects: (namespace, kind, name)."""
    for obj in target:
        top = facts.controller(obj) or obj
        for one in (obj, top):
            yield one.namespace, one.kind, one.name
        if obj.resource == "services" and obj.spec.get("selector"):
            for pod in facts.pods_in(obj.namespace):
                if all(pod.labels.get(k) == v for k, v in obj.spec["selector"].items()):
                    owner = facts.controller(pod) or pod
                    yield owner.namespace, owner.kind, owner.name
        else:
            for service in facts.services_of(top.namespace, top.template_labels):
                yield service.namespace, service.kind, service.name


def _concerns(finding: Finding, only: frozenset[tuple[str, str, str]]) -> bool:
    refs = (finding.target, *(r for r in finding.related if finding.target.kind == "Service"))
    return any((r.place, r.kind, r.id) in only for r in refs)


def _read_logs(
    look: Look, facts: KubeFacts, now: datetime, only: frozenset[tuple[str, str, str]] | None
) -> tuple[dict[LogKey, Log], tuple[str, ...], tuple[NotRead, ...]]:
    """The log of one failing pod per workload: of the run that died, or of the one that runs if there is none."""
    wanted: list[LogKey] = []
    for trouble in all_troubles(facts, now):
        workload, failure = trouble.workload, trouble.failure
        concerned = only is None or (workload.namespace, workload.kind, workload.name) in only
        if concerned and failure.variant in _LOGGED:
            pod, died = failure.pod, failure.reason != "Unhealthy"
            wanted.append(LogKey(namespace=pod.namespace, pod=pod.name, container=failure.container, previous=died))
    logs: dict[LogKey, Log] = {}
    gaps = _read_some(look, wanted[:MOST_LOGS], logs)
    again = [replace(key, previous=False) for key in gaps if key.previous]
    gaps = {replace(key, previous=False): gap for key, gap in gaps.items()} | _read_some(look, again, logs)
    missed = tuple(gap for key, gap in gaps.items() if key not in logs)
    return logs, tuple(log.evidence for log in logs.values()), missed


def _read_some(look: Look, keys: list[LogKey], logs: dict[LogKey, Log]) -> dict[LogKey, NotRead]:
    """Adds to `logs`; returns what could not be read."""
    gaps: dict[LogKey, NotRead] = {}
    for key, answer in zip(keys, look.read_all(*(_log_request(key) for key in keys)), strict=True):
        if isinstance(answer, Evidence):
            logs[key] = Log(evidence=answer.id, rows=tuple(answer.items))
        else:
            gaps[key] = replace(answer, what=f"log of {key.namespace}/{key.pod} container {key.container}")
    return gaps


def _log_request(key: LogKey) -> Request:
    arguments = {"namespace": key.namespace, "pod": key.pod, "container": key.container, "previous": key.previous}
    return Request(tool="read_pod_logs", arguments={**arguments, "limit": LOG_LINES})


def _as_of(text: Text, recorded_at: str) -> Text:
    """Says of a recording that it is one."""
    if not recorded_at:
        return text
    return Text(ko=f"{text.ko} ({recorded_at} 기록)", en=f"{text.en} (recorded at {recorded_at})")


def _looked_at(facts: KubeFacts, target: tuple[Seen, ...] | None, namespace: str | None) -> Text:
    if target:
        obj = facts.controller(target[0]) or target[0]
        pods = facts.pods_of(obj)
        names = ", ".join(dict.fromkeys(f"{o.kind} {o.namespace}/{o.name}" for o in target[:4]))
        if not pods:
            return Text(ko=f"{names}의 상태와 연결된 객체", en=f"{names} and what belongs to it")
        ready = sum(p.condition("Ready").get("status") == "True" for p in pods)
        return Text(
            ko=f"{names}: 파드 {len(pods)}개 중 {ready}개 준비됨", en=f"{names}: {ready} of {len(pods)} pods ready"
        )
    workloads = sum(len(facts.of(kind)) for kind in WORKLOADS)
    running, services = len(facts.of("pods")), len(facts.of("services"))
    where_ko = f"네임스페이스 {namespace}" if namespace else "클러스터 전체"
    where_en = f"namespace {namespace}" if namespace else "the whole cluster"
    return Text(
        ko=f"{where_ko}의 워크로드 {workloads}개, 파드 {running}개, Service {services}개",
        en=f"{workloads} workloads, {running} pods and {services} Services of {where_en}",
    )
