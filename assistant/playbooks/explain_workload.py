"""The playbook `explain_workload`: reads a cluster or part of it, runs the checks, says what is wrong.

Found by `assistant.playbooks`; called by the planner, front ends and batch through the toolbox.
"""

import difflib
from collections.abc import Iterator

import assistant.checks.kube
import assistant.checks.kube.posture
from assistant.checks.kube.api_services import AUTOSCALERS
from assistant.checks.kube.claims import CLAIMS, CLASSES
from assistant.checks.kube.deletions import stuck
from assistant.checks.kube.facts import WORKLOADS, KubeFacts, LogKey, Seen, is_over, says
from assistant.checks.kube.failure import Failure
from assistant.checks.kube.ingresses import INGRESS_CLASSES, INGRESSES, without_address
from assistant.checks.kube.jobs import jobs_given_up
from assistant.checks.kube.namespaces import MISSING
from assistant.checks.kube.network import POLICIES
from assistant.checks.kube.recent_warnings import ID as WARNINGS
from assistant.checks.kube.remedies import with_remedy
from assistant.checks.kube.restarts import deaths
from assistant.checks.kube.symptoms import IN_LOGS, reported
from assistant.checks.kube.troubles import all_troubles
from assistant.checks.spec import Check, checks_in
from assistant.findings import Finding, ranked
from assistant.language import Text
from assistant.playbooks.cron_runs import runs_of
from assistant.playbooks.kube_reading import (
    MOST_LOGS,
    Reading,
    certificates_read,
    peaks_read,
    read_kinds,
    read_logs,
    read_more,
)
from assistant.playbooks.kube_targets import Target, is_called, target_of
from assistant.playbooks.spec import Diagnosis, Look, playbook
from tools.kube.resources import RESOURCES
from tools.spec import NotFound, Reason

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
CRON_JOBS = "cronjobs.batch"
_AROUND = (INGRESSES, AUTOSCALERS, CRON_JOBS)  # what leads to workloads or drives them
_EVERYTHING = tuple(RESOURCES)  # read when no name is given: a check looks at each
_LOGGED = (
    "crash_at_start",
    "crash_loop",
    "liveness_failing",
    "readiness_failing",
    "startup_failing",
    "init_unfinished",
)
_OF_LAST_RUN = ("crash_at_start", "crash_loop", "liveness_failing")


@playbook(
    title=Text(ko="워크로드 진단", en="Explain a workload"),
    backend="kube",
    examples=(
        "checkout 배포가 왜 실패했어?",
        "클러스터에 문제 있는 거 있어?",
        "빠진 시크릿이나 컨피그맵 있어?",
        "빠진 시크릿 있어?",
        "any secrets or configmaps missing anywhere?",
        "payment 네임스페이스에서 뭐가 잘못됐어?",
        "payment 네임스페이스 괜찮아?",
        "checkout 파드가 계속 재시작되는 이유가 뭐야?",
        "payment-api 서비스는 왜 응답이 없어?",
        "checkout 왜 안 떠?",
        "checkout 상태 어때?",
        "checkout 왜 이래?",
        "payment-api 에러 나는데 원인이 뭐야?",
        "checkout 롤아웃이 멈춰서 안 끝나",
        "checkout 이미지를 못 가져와서 안 떠",
        "checkout이 OOM으로 죽는 이유가 뭐야?",
        "새 버전 배포했는데 안 올라가",
        "사이트가 안 열려",
        "결제가 안 돼",
        "주문이 실패해",
        "접속이 안 돼, 장애 난 것 같아",
        "checkout-7d9fbc6b5-x2m4n 파드 왜 죽었어?",
        "뭐가 죽었어?",
        "checkout 서비스에 엔드포인트가 왜 없어?",
        "checkout CreateContainerConfigError 원인",
        "checkout 설정 에러로 못 뜨고 있어",
        "배포하고 나서 checkout이 느려졌어",
        "checkout 진단해줘",
        "checkout 파드가 Pending 상태야",
        "checkout 응답이 비어 있어",
        "체크아웃 죽었나?",
        "Why did the rollout of checkout fail?",
        "What is wrong in my cluster?",
        "Is anything failing in namespace payment?",
        "Why does this pod keep restarting?",
        "Why does the service have no endpoints?",
        "Why is there high latency with this deployment?",
        "Why can this pod not resolve DNS names?",
        "Why is this alert firing for pod checkout-7d9fbc6b5-x2m4n in namespace payment?",
        "Why is this alert firing? 90% throttling of CPU for container app in pod checkout in namespace payment",
        "Why is this alert firing? KubeNodeNotReady (node ip-10-0-0-1.ap-northeast-2.compute.internal)",
        "Why is this alert firing? KubeJobFailed (job checkout)",
        "Alert firing: container of pod checkout-7d9fbc6b5-x2m4n",
        "이 알림 왜 울렸어? checkout 파드의 컨테이너 CPU 스로틀링",
        "노드 알림이 왜 울렸어?",
        "What is the issue with checkout?",
        "Help me diagnose an issue with the workload checkout running in my Kubernetes cluster",
        "Identify potential issues of deployment checkout and pinpoint the root cause",
        "Diagnose this workload and find the root cause",
        "What is wrong with the Argo CD app checkout?",
        "checkout에 무슨 문제가 있어?",
        "checkout is down",
        "Is checkout healthy?",
        "What's up with checkout?",
        "What happened to checkout?",
        "The deploy of checkout is stuck and does not finish",
        "checkout is in CrashLoopBackOff, why?",
        "checkout ImagePullBackOff, what happened?",
        "checkout pods stuck at CreateContainerConfigError",
        "why can't checkout pull its image",
        "customers get errors",
        "our site is not loading",
        "search returns empty results",
        "payments don't work",
        "checkout gets OOMKilled",
        "why is pod checkout-7d9fbc6b5-x2m4n crashing",
        "502 errors from checkout",
        "can't open checkout, it returns an error",
        "config error in payment-api",
        "Is everything ok in the cluster?",
        "pods are pending",
        "checkout is slow since the deploy",
        "investigate checkout",
        "checkout errors",
        "checkout returns 500",
        "payment 네임스페이스 상태 어때?",
        "how is namespace payment doing",
        "전체 상태 점검해줘",
        "클러스터 요약해줘",
        "엔드포인트 없는 서비스 있어?",
        "which services have no endpoints?",
        "list services that select no pods",
        "메모리 문제 있어?",
        "네트워크에 문제 있어?",
        "이미지 쪽에 문제 있어?",
        "summary of the cluster",
        "any memory problems?",
        "is anything wrong with the network?",
        "are there any disk problems?",
        "로그인이 안 돼",
        "클러스터 전체적으로 괜찮아?",
        "checkout has been erroring for the last 30 minutes",
        "어제부터 checkout 에러 나",
        "checkout is failing since 10am",
        "검색 결과가 안 나와",
        "결제 화면이 비어 있어",
        "checkout 재시작 횟수가 왜 이렇게 많아?",
        "클러스터 헬스체크",
        "apps are timing out",
        "모든 서비스가 느려",
        "shop에서 무슨 일 있었어?",
        "checkout readiness probe failing",
        "checkout 레디니스 프로브 실패",
        "checkout으로 트래픽이 안 가",
        "서비스 전반적으로 점검해줘",
        "deployment checkout is failing",
        "checkout 디플로이먼트 왜 실패해?",
        "Why is my ingress not working?",
        "the ingress of checkout returns 404",
        "checkout 인그레스가 왜 안 돼?",
        "Why does the HPA not scale checkout?",
        "the autoscaler of checkout does not add replicas",
        "checkout HPA shows unknown metrics, why?",
        "checkout 오토스케일러가 왜 안 늘어나?",
        "Is a network policy blocking traffic to checkout?",
        "네트워크 정책이 checkout을 막고 있어?",
        "checkout returns connection refused",
        "checkout has no pods, why?",
        "checkout has 0 available replicas, what blocks them?",
        "Why did the cronjob checkout not run?",
        "did checkout run last night?",
        "did the cron job checkout finish?",
        "checkout 어젯밤에 잘 돌았어?",
        "checkout 배치 실행됐어?",
        "checkout 크론잡이 왜 안 돌아?",
        "checkout is not ready, why?",
        "Why was checkout evicted?",
    ),
)
def explain_workload(
    look: Look,
    *,
    question: str = "",
    name: str | None = None,
    namespace: str | None = None,
    advice: bool = False,
) -> Diagnosis:
    """Why a workload, Service, pod, Job or node fails or is slow; without a name everything that is wrong.

    Reads pods, ReplicaSets, workloads, Services, ConfigMap keys and warning events at once, then what they point to
    (without a name every kind that a check looks at): volumes, nodes, network policies, entrances, rights, and the logs of
    what crashes. Joins them: one finding per cause, worst first, with
    a rollback proposed where a revision was good. `question` holds the person's own words or the alert as it came: it
    may name what is meant, and it says what to look for (slowness, DNS, throttling). With `advice` how objects are written
    is judged, too (images, rights, Pod Security): it explains no failure. `name` may carry its namespace or
    kind: `shop/checkout`, `deployment/checkout`.

    Example: explain_workload(name="checkout", namespace="shop", question="why is checkout slow?")
    Raises: NotFound (no such workload or namespace; names the closest), Unavailable (nothing could be read).
    Source: the tools `read_objects` and `read_pod_logs`.
    """
    first = (
        READ if name else tuple(dict.fromkeys((*READ, *_EVERYTHING, *certificates_read(look), *peaks_read(look))))
    )  # at once: the pods take longest
    reading = read_kinds(look, first, namespace, reported(question))
    if namespace and not any(reading.facts.of(kind) for kind in READ):
        reading = read_more(look, reading, ("namespaces",), None)
        _check_that_it_exists(namespace, reading.facts)
    if name:
        reading = read_more(look, reading, _pointed_to(reading, named=is_called(name, reading.facts)), namespace)
    if without_address(reading.facts.of(INGRESSES)):
        reading = read_more(look, reading, (INGRESS_CLASSES,), namespace)
    if any(i.spec.get("tls") for i in reading.facts.of(INGRESSES)):
        reading = read_more(look, reading, certificates_read(look), namespace)
    target = target_of(name, namespace, question, reading.facts)
    if target is not None:
        reading = reading.asked_about("target")
    logs, gaps = read_logs(look, _wanted_logs(reading, target))
    reading = reading.with_logs(logs, gaps)
    if _speaks_of_dns(reading.facts):
        reading = read_more(look, reading, (POLICIES, "namespaces"), namespace)
    found = [finding for check in _checks(written=advice) for finding in check(reading.facts, reading.now)]
    if target is not None:
        found = [f for f in found if _concerns(f, target)]
    if any(f.klass == "problem" for f in found):
        found = [f for f in found if f.check != WARNINGS]  # what is understood says more
    return Diagnosis(
        findings=ranked(tuple(with_remedy(f, reading.now) for f in found)),
        looked_at=_as_of(_looked_at(reading.facts, target, namespace), reading.recorded_at),
        evidence=reading.evidence,
        not_read=reading.not_read,
        runs=runs_of(target.objects[0], reading.facts) if target is not None and target.objects else (),
    )


def _checks(*, written: bool) -> Iterator[Check[KubeFacts]]:
    """All of them; those on how things are written only if wanted: they are many, and explain no failure."""
    posture = () if written else {c.id for c in checks_in(assistant.checks.kube.posture)}
    return (c for c in checks_in(assistant.checks.kube) if c.id not in posture)


def _check_that_it_exists(namespace: str, facts: KubeFacts) -> None:
    """An empty namespace and none at all are two things. Raises: NotFound."""
    names = [n.name for n in facts.of("namespaces")]
    if names and namespace not in names:
        close = difflib.get_close_matches(namespace, names)
        raise NotFound(
            f"There is no namespace {namespace}.",
            remedy=f"The closest: {', '.join(close)}." if close else f"There are: {', '.join(names[:10])}.",
            reason=Reason(code="no_namespace", parts={"name": namespace, "known": ", ".join(close or names[:10])}),
        )


def _pointed_to(reading: Reading, *, named: bool) -> Iterator[str]:
    """The kinds that what was read, or what was asked, makes worth reading; when all pods are well, what is around them."""
    facts = reading.facts
    if (
        not named
        or facts.reported & {"http", "scale", "schedule", "network"}
        or not any(all_troubles(facts, reading.now))
    ):
        yield from _AROUND
    messages = " ".join(str(e.row.get("message", "")) for e in facts.of("events"))
    unscheduled = [c for p in facts.of("pods") if (c := p.condition("PodScheduled")).get("status") == "False"]
    messages += " ".join(str(c.get("message", "")) for c in unscheduled)
    if "storage" in facts.reported or "persistentvolumeclaim" in messages.lower() or "storageclass" in messages:
        yield from (CLAIMS, CLASSES)
    if (
        "node" in facts.reported
        or unscheduled
        or "Evicted" in {p.status.get("reason") for p in facts.of("pods")}
        or any(_node_is_suspect(p, reading) for p in facts.of("pods"))
    ):
        yield "nodes"
    if facts.reported & {"dns", "network"}:
        yield from (POLICIES, "namespaces")
    if MISSING.search(messages):
        yield "namespaces"


def _node_is_suspect(pod: Seen, reading: Reading) -> bool:
    """Not ready although all its containers are, or not gone in time: its node has stopped talking."""
    statuses = pod.status.get("containerStatuses") or ()
    fine = bool(statuses) and all(s.get("ready") for s in statuses)
    return stuck(pod, reading.now) or (fine and pod.condition("Ready").get("status") == "False" and not is_over(pod))


def _wanted_logs(reading: Reading, target: Target | None) -> list[LogKey]:
    """One failing pod per workload: the run that died, or the one that runs; without failures what the target runs."""
    facts = reading.facts
    troubles = [t for t in all_troubles(facts, reading.now) if target is None or target.concerns(t.workload)]
    failed = [g for g in jobs_given_up(facts) if target is None or target.concerns(g.job)]
    if target is not None and not troubles and not failed:  # what runs may still say what is wrong
        pods = [p for p in facts.of("pods") if not is_over(p) and target.concerns(facts.controller(p) or p)]
        before = [_key(p, str(status["name"]), previous=True) for p in pods for status, _ in deaths(p)]
        running = [_key(p, str(c["name"])) for p in pods for c in p.spec.get("containers") or ()]
        return [*before[: MOST_LOGS // 2], *running][:MOST_LOGS]
    wanted = [
        _key(t.failure.pod, t.failure.container, previous=_ended_before(t.failure))
        for t in troubles
        if t.failure.variant in _LOGGED
    ]
    return (wanted + [_key(g.pod, g.container) for g in failed if g.pod is not None])[:MOST_LOGS]


def _ended_before(failure: Failure) -> bool:
    """Whether the run that says why is over and another has begun."""
    statuses = (
        *(failure.pod.status.get("containerStatuses") or ()),
        *(failure.pod.status.get("initContainerStatuses") or ()),
    )
    restarts = next((int(s.get("restartCount", 0)) for s in statuses if s.get("name") == failure.container), 0)
    return failure.variant in _OF_LAST_RUN and restarts > 0


def _key(pod: Seen, container: str, *, previous: bool = False) -> LogKey:
    return LogKey(namespace=pod.namespace, pod=pod.name, container=container, previous=previous)


def _speaks_of_dns(facts: KubeFacts) -> bool:
    return any(row["decisive"] and IN_LOGS.search(says(row)) for log in facts.logs.values() for row in log.rows)


def _concerns(finding: Finding, target: Target) -> bool:
    """What leads to the target or drives it concerns it as well."""
    around = finding.target.kind in ("Service", "Ingress", "HorizontalPodAutoscaler")
    refs = (finding.target, *(finding.related if around else ()))
    return any((r.place, r.kind, r.id) in target.family for r in refs)


def _as_of(text: Text, recorded_at: str) -> Text:
    """Says of a recording that it is one."""
    if not recorded_at:
        return text
    return Text(ko=f"{text.ko} ({recorded_at} 기록)", en=f"{text.en} (recorded at {recorded_at})")


def _last_run(cron: Seen) -> Text | None:
    """When a CronJob ran last and when a run of it last succeeded; None where it never ran."""
    started, succeeded = (str(cron.status.get(f, "")) for f in ("lastScheduleTime", "lastSuccessfulTime"))
    if not started:
        return None
    if not succeeded:
        return Text(ko=f"마지막 실행 {started}, 성공한 적 없음", en=f"last ran at {started}, has never succeeded")
    return Text(
        ko=f"마지막 실행 {started}, 마지막 성공 {succeeded}", en=f"last ran at {started}, last succeeded at {succeeded}"
    )


def _looked_at(facts: KubeFacts, target: Target | None, namespace: str | None) -> Text:
    if target and target.objects:
        obj = facts.controller(target.objects[0]) or target.objects[0]
        pods = facts.pods_of(obj)
        name, *others = dict.fromkeys(f"{o.kind} {o.namespace}/{o.name}" for o in (obj, *target.objects))
        names, beside = ", ".join([name, *others[:3]]), ", ".join(others[:3])
        if obj.resource == CRON_JOBS and (ran := _last_run(obj)) is not None:
            return Text(ko=f"{name}: {ran.ko}", en=f"{name}: {ran.en}")
        if not pods:
            return Text(ko=f"{names}의 상태와 연결된 객체", en=f"{names} and what belongs to it")
        ready = sum(p.condition("Ready").get("status") == "True" for p in pods)
        ko, en = f"{name}: 파드 {len(pods)}개 중 {ready}개 준비됨", f"{name}: {ready} of {len(pods)} pods ready"
        return Text(ko=f"{ko}, 함께 본 것: {beside}", en=f"{en}, with {beside}") if beside else Text(ko=ko, en=en)
    workloads = sum(len(facts.of(kind)) for kind in WORKLOADS)
    running, services = len(facts.of("pods")), len(facts.of("services"))
    where_ko = f"네임스페이스 {namespace}" if namespace else "클러스터 전체"
    where_en = f"namespace {namespace}" if namespace else "the whole cluster"
    return Text(
        ko=f"{where_ko}의 워크로드 {workloads}개, 파드 {running}개, Service {services}개",
        en=f"{workloads} workloads, {running} pods and {services} Services of {where_en}",
    )
