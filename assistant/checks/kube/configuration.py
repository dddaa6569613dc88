"""The check for references to configuration that does not exist. Called by `assistant.playbooks.explain_workload`."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.references import RESOURCES, Reference, references
from assistant.checks.kube.reports import finding_of
from assistant.checks.kube.single import ref
from assistant.checks.kube.troubles import all_troubles, troubles_of
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text, with_particle

CRON_JOBS = "cronjobs.batch"
CHECKED = ("deployments.apps", "statefulsets.apps", "daemonsets.apps", CRON_JOBS)
_VARIANTS = {
    ("ConfigMap", False): "missing_config_map",
    ("ConfigMap", True): "missing_config_key",
    ("Secret", False): "missing_secret",
    ("Secret", True): "missing_secret_key",
    ("ServiceAccount", False): "service_account_missing",
}
_MISSING = ("configmap", "secret", "serviceaccount", "key")  # what of a cause says which object or key it is
ID = "kube.missing_config"
RUNBOOK = "runbooks/config-error#check"


@check(
    id=ID,
    title=Text(ko="없는 설정을 참조하는 워크로드", en="Reference to configuration that does not exist"),
    runbook=RUNBOOK,
)
def missing_config(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that cannot start for it, and workloads that run now but will not start again. Workloads that miss the same are
    one finding, unless one of them is what was asked about."""
    found = [*_failing(facts, now), *_failing_next(facts, now)]
    yield from found if "target" in facts.reported else _joined(found)


def _failing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    return (finding_of(trouble, ID, facts) for trouble in troubles_of(facts, now, "missing_config"))


def _joined(found: Iterable[Finding]) -> Iterator[Finding]:
    """The worst of those that miss the same object or key, with the others as what it hits too."""
    groups: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in found:
        missing = frozenset((key, value) for key, value in finding.cause if key in _MISSING)
        groups[(finding.target.place, missing) if missing else finding].append(finding)
    for same in groups.values():
        first, *others = sorted(same, key=lambda f: -f.severity)
        yield _with(first, others) if others else first


def _with(first: Finding, others: Sequence[Finding]) -> Finding:
    names = ", ".join(f.target.id for f in others)
    scope = Text(
        ko=f"같은 것을 참조하는 워크로드가 {len(others)}개 더 있습니다: {names}.",
        en=f"{len(others)} more of the namespace refer to the same: {names}.",
    )
    cites = tuple(c for f in others for c in f.statements[0].cites[:1])
    return replace(
        first,
        title=Text(ko=f"{first.title.ko} (외 {len(others)}개)", en=f"{first.title.en} (and {len(others)} more)"),
        statements=(*first.statements, Statement(role="scope", text=scope, cites=cites)),
        related=tuple(dict.fromkeys((*first.related, *(r for f in others for r in (f.target, *f.related))))),
    )


def _failing_next(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    if not facts.has("pods"):
        return  # without the pods it is not known whether what is missing hurts already
    failing = {t.workload.uid for t in all_troubles(facts, now)}
    for resource in CHECKED:
        for workload in facts.of(resource):
            if not _fails_otherwise(workload, failing, facts):
                yield from _latent(workload, facts)


def _fails_otherwise(workload: Seen, failing: set[str], facts: KubeFacts) -> bool:
    """Whether its pods, or those of its last jobs, fail already, which says it all; or it has none on purpose."""
    if workload.spec.get("replicas", 1) == 0 or workload.spec.get("suspend"):
        return True
    return workload.uid in failing or any(job.uid in failing for job in facts.owned("jobs.batch", workload))


def _latent(workload: Seen, facts: KubeFacts) -> Iterator[Finding]:
    """One finding for each object or key that the next start will miss."""
    seen: set[tuple[str, str, str]] = set()
    for reference in references(workload):
        resource = RESOURCES[reference.kind]
        if not facts.has(resource):
            continue
        if reference.kind == "ServiceAccount" and workload.resource != CRON_JOBS and not facts.pods_of(workload):
            continue  # its pods are refused, which `creation` tells
        found = facts.named(resource, workload.namespace, reference.name)
        keys = (found.row.get("keys") or ()) if found is not None and reference.kind == "ConfigMap" else None
        key = reference.key if found is not None else ""
        told = (reference.kind, reference.name, key)
        if (found is None or (keys is not None and key and key not in keys)) and told not in seen:
            seen.add(told)
            yield _latent_finding(workload, found, replace(reference, key=key), facts)


def _latent_finding(workload: Seen, found: Seen | None, reference: Reference, facts: KubeFacts) -> Finding:
    kind, name, key = reference.kind, reference.name, reference.key
    what_ko = f"{kind} {name}의 키 {key}" if key else f"{kind} {name}"
    what_en = f"the key {key} of {kind} {name}" if key else f"the {kind} {name}"
    cites = [workload.cite(reference.path, f"{name}/{key}" if key else name)]
    if found is not None:
        cites.append(found.cite("keys", ", ".join(found.row.get("keys") or ())))
    cause = Text(
        ko=f"{with_particle(workload.name, '이')} 참조하는 {with_particle(what_ko, '이')} 없습니다.",
        en=f"{workload.name} refers to {what_en}, which does not exist.",
    )
    effect = Text(
        ko="지금 도는 파드는 영향이 없지만, 다음에 시작하는 파드는 뜨지 못합니다.",
        en="Pods that run now are not affected; the next one to start will fail.",
    )
    pairs = {"variant": _VARIANTS[kind, bool(key)], kind.lower(): name}
    return Finding(
        check=ID,
        severity=Severity.MEDIUM,
        target=workload.ref(facts.scope),
        title=Text(
            ko=f"{workload.name}: 다음 재시작 때 실패할 설정({what_ko} 없음)",
            en=f"{workload.name} will fail at its next start: {what_en} is missing",
        ),
        statements=(
            Statement(role="cause", text=cause, cites=tuple(cites)),
            Statement(role="effect", text=effect, cites=(cites[0],)),
        ),
        cause=tuple((pairs | ({"key": key} if key else {}) | {"latent": "true"}).items()),
        related=(ref(facts, kind, workload.namespace, name),),
        managed_by=workload.managed_by,
        runbook=RUNBOOK,
    )
