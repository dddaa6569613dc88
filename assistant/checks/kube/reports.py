"""A trouble as a finding: statements with their evidence, severity, proposals. Called by the checks of this package."""

from dataclasses import replace

from assistant.checks.kube.claims import CLAIMS
from assistant.checks.kube.crash_reasons import why_it_ends
from assistant.checks.kube.dependencies import why_unreachable
from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.failure import Failure
from assistant.checks.kube.likeness import probably_meant
from assistant.checks.kube.probes import why_probe_fails
from assistant.checks.kube.scheduling import why_unschedulable
from assistant.checks.kube.storage import why_unbound
from assistant.checks.kube.troubles import MISSING, OUT_OF_MEMORY, UNBOUND, Rollout, Trouble, memory_limit
from assistant.checks.kube.wording import cause_text, clock_text, short_cause, state_word
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle
from assistant.plans import Proposal

CHANGE_CAUSE = "kubernetes.io/change-cause"
_RUNBOOKS = {
    **dict.fromkeys((*MISSING, "container_config_error"), "runbooks/config-error"),
    **dict.fromkeys(OUT_OF_MEMORY, "runbooks/out-of-memory"),
    **dict.fromkeys(("unschedulable", "scheduler_missing", *UNBOUND), "runbooks/pending"),
    **dict.fromkeys(("readiness_failing", "startup_failing", "readiness_gate"), "runbooks/readiness"),
    "not_started": "runbooks/node",
    "node_disk_full": "runbooks/node",
    **dict.fromkeys(("crash_at_start", "crash_loop", "liveness_failing", "init_unfinished"), "runbooks/crash-loop"),
}


def finding_of(trouble: Trouble, check: str, facts: KubeFacts) -> Finding:
    """The one finding of a trouble."""
    failure = _with_variable(trouble.failure)
    subject = _subject(trouble)
    statements = [
        Statement(role="cause", text=cause_text(failure, subject), cites=(*failure.cites, *_absent(failure, facts))),
        *_behind(trouble, failure, facts),
        _effect(trouble, failure),
        *_time(trouble),
        *_scope(trouble),
        *_caution(trouble),
    ]
    finding = Finding(
        check=check,
        severity=_severity(trouble),
        target=trouble.workload.ref(facts.scope),
        title=_title(trouble, failure),
        statements=tuple(statements),
        cause=_cause(trouble, failure),
        related=_related(trouble, failure, facts.scope),
        managed_by=trouble.workload.managed_by,
        runbook=_runbook(failure.variant),
        confidence="certain" if failure.message else "likely",
    )
    return replace(finding, proposals=_proposals(trouble, finding))


def _runbook(variant: str) -> str:
    if variant.startswith(("image_", "registry_")):
        return "runbooks/image-pull#check"
    guide = _RUNBOOKS.get(variant)
    return f"{guide}#check" if guide else ""


def _subject(trouble: Trouble) -> Text:
    name = trouble.workload.name
    if trouble.rollout is None or trouble.sort != "bad_rollout":
        return Text(ko=name, en=name)
    version = _version(trouble.rollout.bad, trouble.failure.container)
    return Text(ko=f"{name}의 새 버전 {version}", en=f"the new version {version} of {name}")


def _version(replica_set: Seen, container: str) -> str:
    """The tag as people say it."""
    image = _image(replica_set, container)
    digest = image.partition("@")[2]
    tag = image.partition("@")[0].rpartition("/")[2].partition(":")[2]
    return tag or digest[:19] or image


def _image(replica_set: Seen, container: str) -> str:
    containers = [c for c in replica_set.containers if c.get("name") == container] or list(replica_set.containers)[-1:]
    return str(containers[0].get("image", "")) if containers else ""


def _with_variable(failure: Failure) -> Failure:
    """Adds which environment variable asks for the missing thing, from the pod's own specification."""
    if failure.variant not in MISSING:
        return failure
    name, key = failure.detail("configmap") or failure.detail("secret"), failure.detail("key")
    reference = "configMapKeyRef" if failure.detail("configmap") else "secretKeyRef"
    for container in failure.pod.containers:
        for index, variable in enumerate(container.get("env") or ()):
            source = (variable.get("valueFrom") or {}).get(reference) or {}
            if source.get("name") == name and key in ("", source.get("key")):
                path = f"spec.containers[{container['name']}].env[{index}]"
                details = (*failure.details, *(() if key else _keys(failure, reference, name)))
                return replace(
                    failure,
                    details=(*details, ("variable", str(variable["name"]))),
                    cites=(*failure.cites, failure.pod.cite(f"{path}.name", variable["name"])),
                )
    return failure


def _keys(failure: Failure, reference: str, name: str) -> tuple[tuple[str, str], ...]:
    """`key`, the first that variables of the pod ask of an object that is not there; `keys`, where they are several."""
    sources = (
        (v.get("valueFrom") or {}).get(reference) or {} for c in failure.pod.containers for v in c.get("env") or ()
    )
    asked = tuple(dict.fromkeys(str(s.get("key")) for s in sources if s.get("name") == name))
    return (("key", asked[0]), *((("keys", ", ".join(asked)),) if len(asked) > 1 else ()))


def _absent(failure: Failure, facts: KubeFacts) -> tuple[Cite, ...]:
    """The ConfigMap as it is, when what is missing is a key of it."""
    if failure.variant != "missing_config_key":
        return ()
    found = facts.named("configmaps", failure.pod.namespace, failure.detail("configmap"))
    return (found.cite("keys", ", ".join(found.row.get("keys") or ())),) if found else ()


def _title(trouble: Trouble, failure: Failure) -> Text:
    name, short = trouble.workload.name, short_cause(failure)
    if trouble.sort == "bad_rollout":
        return Text(ko=f"{name} 새 버전 배포가 멈춤: {short.ko}", en=f"Rollout of {name} is stuck: {short.en}")
    return Text(ko=f"{name}: {short.ko}", en=f"{name}: {short.en}")


def _effect(trouble: Trouble, failure: Failure) -> Statement:
    failing, state = len(trouble.failures), state_word(failure)
    cites = tuple(f.pod.cite("status.conditions[Ready].status", "False") for f in trouble.failures[:5])
    rollout = trouble.rollout
    if rollout is not None and rollout.old_ready > 0:
        ready = trouble.workload.cite("status.readyReplicas", trouble.workload.status.get("readyReplicas", 0))
        return Statement(role="effect", text=_still_served(trouble, rollout, state), cites=(*cites, ready))
    text = Text(
        ko=f"파드 {failing}개가 {state} 상태이고, 준비된 파드는 {trouble.desired}개 중 {trouble.ready}개입니다.",
        en=f"{_pods(failing)} {_are(failing)} in {state}; {trouble.ready} of {trouble.desired} are ready.",
    )
    return Statement(role="effect", text=text, cites=cites)


def _still_served(trouble: Trouble, rollout: Rollout, state: str) -> Text:
    failing, serving, full = len(trouble.failures), rollout.old_ready, trouble.ready >= trouble.desired
    enough_ko = "원하는 수 그대로" if full else f"원하는 수 {trouble.desired}개보다 적음"
    enough_en = "as many as desired" if full else f"{trouble.desired} desired"
    return Text(
        ko=f"새 파드 {failing}개가 {state} 상태이고, 이전 버전 파드 {serving}개가 계속 처리하고 있습니다({enough_ko}).",
        en=f"{_pods(failing, 'new ')} {_are(failing)} in {state}; {_pods(serving)} of the previous version"
        f" still {'serves' if serving == 1 else 'serve'} ({enough_en}).",
    )


def _pods(count: int, sort: str = "") -> str:
    return f"{count} {sort}pod" if count == 1 else f"{count} {sort}pods"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _behind(trouble: Trouble, failure: Failure, facts: KubeFacts) -> list[Statement]:
    """The causes behind the cause, as far as other objects tell."""
    return [
        *_lowered_limit(trouble, failure),
        *probably_meant(failure, facts),
        *why_it_ends(failure),
        *_why_unbound(failure, facts),
        *why_unschedulable(failure, facts),
        *why_probe_fails(failure),
        *_pull_secret(failure, facts),
        *why_unreachable(failure.detail("log_line"), trouble.workload.namespace, facts),
    ]


def _why_unbound(failure: Failure, facts: KubeFacts) -> list[Statement]:
    """What keeps the claim that the pod waits for from its volume."""
    claim = facts.named(CLAIMS, failure.pod.namespace, failure.detail("claim"))
    why = why_unbound(claim, facts) if claim and failure.variant == "claim_unbound" else None
    return [Statement(role="cause", text=why.cause, cites=why.cites)] if why else []


def _pull_secret(failure: Failure, facts: KubeFacts) -> list[Statement]:
    """The kubelet says when the credentials for a pull are not there."""
    told = facts.events_about(failure.pod, "FailedToRetrieveImagePullSecret")
    if not told or not failure.variant.startswith("image_pull"):
        return []
    message = str(told[-1].row.get("message", ""))
    text = Text(
        ko=f"이미지를 받을 때 쓸 Secret을 읽지 못했습니다: {message}",
        en=f"Its pull secret could not be read: {message}",
    )
    return [Statement(role="cause", text=text, cites=(told[-1].cite("message", message),))]


def _lowered_limit(trouble: Trouble, failure: Failure) -> list[Statement]:
    """The revision before had more memory: that is the cause behind the cause."""
    rollout, limit = trouble.rollout, failure.detail("memory_limit")
    if rollout is None or failure.variant != "memory_limit":
        return []
    before = memory_limit(rollout.good, failure.container)
    if not before or before == limit:
        return []
    path = f"spec.template.spec.containers[{failure.container}].resources.limits.memory"
    text = Text(
        ko=f"리비전 {rollout.bad.revision}에서 메모리 한도가 {before}에서 {with_particle(limit, '으로')} 바뀌었습니다.",
        en=f"Revision {rollout.bad.revision} changed the memory limit from {before} to {limit}.",
    )
    return [Statement(role="cause", text=text, cites=(rollout.good.cite(path, before), rollout.bad.cite(path, limit)))]


def _time(trouble: Trouble) -> list[Statement]:
    if trouble.rollout is not None and trouble.sort == "bad_rollout":
        return _rollout_time(trouble.workload, trouble.rollout)
    dated = [(f.since, f.pod) for f in trouble.failures if f.since is not None]
    if not dated:
        return []
    since, pod = min(dated, key=lambda pair: pair[0])
    text = Text(ko=f"{clock_text(since)}부터 실패하고 있습니다.", en=f"It has been failing since {clock_text(since)}.")
    cite = pod.cite("metadata.creationTimestamp", pod.meta.get("creationTimestamp", ""))
    return [Statement(role="time", text=text, cites=(cite,))]


def _rollout_time(workload: Seen, rollout: Rollout) -> list[Statement]:
    if rollout.bad.created_at is None:
        return []
    cites = [rollout.bad.cite("metadata.creationTimestamp", rollout.bad.meta["creationTimestamp"])]
    who = workload.annotations.get(CHANGE_CAUSE, "")
    if who:
        cites.append(workload.cite(f"metadata.annotations[{CHANGE_CAUSE}]", who))
    stopped = workload.condition("Progressing") if rollout.deadline_exceeded else {}
    since = moment(stopped.get("lastTransitionTime"))
    if since:
        cites.append(workload.cite("status.conditions[Progressing].reason", "ProgressDeadlineExceeded"))
    at, by = clock_text(rollout.bad.created_at), f" ({who})" if who else ""
    ko_end = f", {clock_text(since)}에 진행 기한을 넘김" if since else ""
    en_end = f"; it passed its progress deadline at {clock_text(since)}" if since else ""
    text = Text(
        ko=f"{at}에 리비전 {rollout.bad.revision} 롤아웃 시작{by}{ko_end}.",
        en=f"Revision {rollout.bad.revision} began to roll out at {at}{by}{en_end}.",
    )
    return [Statement(role="time", text=text, cites=tuple(cites))]


def _scope(trouble: Trouble) -> list[Statement]:
    if not trouble.services_down:
        return []
    names = ", ".join(s.name for s in trouble.services_down)
    text = Text(
        ko=f"Service {names}에 준비된 파드가 하나도 없어 요청을 받을 수 없습니다.",
        en=f"Service {names} has no ready pod left and cannot answer.",
    )
    cites = tuple(s.cite("spec.selector", _selector(s)) for s in trouble.services_down)
    return [Statement(role="scope", text=text, cites=cites)]


def _selector(service: Seen) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((service.spec.get("selector") or {}).items()))


def _caution(trouble: Trouble) -> list[Statement]:
    owner = trouble.workload.managed_by
    if not owner:
        return []
    text = Text(
        ko=f"이 워크로드는 {with_particle(owner, '이')} 배포합니다. "
        "클러스터에서 직접 바꾸면 다음 배포나 동기화 때 되돌려질 수 있습니다.",
        en=f"{owner} deploys this workload: a change made in the cluster may be undone by its next deploy or sync.",
    )
    return [Statement(role="caution", text=text, cites=(trouble.workload.cite("managedBy", owner),))]


def _severity(trouble: Trouble) -> Severity:
    if trouble.services_down:
        return Severity.CRITICAL
    if trouble.ready < trouble.desired:
        return Severity.HIGH
    return Severity.MEDIUM


def _cause(trouble: Trouble, failure: Failure) -> tuple[tuple[str, str], ...]:
    pairs = {"variant": failure.variant, **dict(failure.details), "reason": state_word(failure)}
    pairs["failing_pods"] = str(len(trouble.failures))
    rollout = trouble.rollout
    if rollout is not None:
        pairs |= {
            "bad_revision": str(rollout.bad.revision),
            "bad_image": _image(rollout.bad, failure.container),
            "serving_pods": str(rollout.old_ready),
            "desired_replicas": str(trouble.desired),
            "good_revision": str(rollout.good.revision),
            "good_image": _image(rollout.good, failure.container),
        }
        if failure.variant == "memory_limit":
            pairs["previous_memory_limit"] = memory_limit(rollout.good, failure.container)
    return tuple(pairs.items())


def _related(trouble: Trouble, failure: Failure, scope: str) -> tuple[ResourceRef, ...]:
    found = [s.ref(scope) for s in trouble.services]
    if trouble.rollout is not None:
        found.append(trouble.rollout.bad.ref(scope))
    for key, kind in (("configmap", "ConfigMap"), ("secret", "Secret")):
        if name := failure.detail(key):
            place = trouble.workload.namespace
            found.append(ResourceRef(provider="kube", scope=scope, place=place, kind=kind, id=name))
    found.extend(f.pod.ref(scope) for f in trouble.failures if f.pod != trouble.workload)
    return tuple(dict.fromkeys(found))


def _proposals(trouble: Trouble, finding: Finding) -> tuple[Proposal, ...]:
    rollout = trouble.rollout
    if rollout is None or rollout.good_fails or not rollout.good.revision:
        return ()
    if trouble.workload.resource != "deployments.apps" or trouble.workload.spec.get("paused"):
        return ()
    return (
        Proposal(
            action="kube.rollback_deployment",
            target=finding.target,
            arguments={"to_revision": rollout.good.revision},
            evidence=finding.evidence,
        ),
    )
