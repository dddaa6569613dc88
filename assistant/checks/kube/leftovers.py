"""Advice on what is used up, left over or out of date. Called by `assistant.playbooks.explain_workload`.

Source: ResourceQuota v1; pods of phase Failed with the reason `Evicted`; times of change in managedFields of ConfigMaps.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from assistant.checks.kube.facts import KubeFacts, Seen, is_over, moment
from assistant.checks.kube.failure import RECENT
from assistant.checks.kube.references import references
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text, with_particle
from tools.kube.quantities import amount

QUOTA_ID, EVICTED_ID, STALE_ID = "kube.quota_used_up", "kube.evicted_left", "kube.config_changed_since_start"
RUNBOOK = "runbooks/config-error#check"
_NEARLY = Decimal("0.9")
_WORKLOADS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps")


@check(id=QUOTA_ID, title=Text(ko="다 쓴 ResourceQuota", en="Quota that is used up"), runbook=RUNBOOK, klass="advice")
def quota_used_up(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Quotas of which nothing or less than a tenth is left; what is refused because of it says so itself."""
    for quota in facts.of("resourcequotas"):
        hard, used = quota.status.get("hard") or {}, quota.status.get("used") or {}
        shares = {
            name: taken / limit
            for name, most in hard.items()
            if (limit := amount(most)) and (taken := amount(used.get(name))) is not None
        }
        full = [name for name, share in shares.items() if share >= _NEARLY]
        if full:
            over = any(shares[name] >= 1 for name in full)
            said = ", ".join(f"{name} {used[name]}/{hard[name]}" for name in full)
            claim = Claim(
                variant="quota_used_up" if over else "quota_nearly_used_up",
                title=Text(ko=f"ResourceQuota {quota.name}: {said}", en=f"ResourceQuota {quota.name}: {said}"),
                cause=Text(
                    ko=f"네임스페이스 {quota.namespace}의 ResourceQuota {with_particle(quota.name, '을')} "
                    f"{'다' if over else '거의 다'} 썼습니다: {said}.",
                    en=f"The ResourceQuota {quota.name} of namespace {quota.namespace} is "
                    f"{'used up' if over else 'nearly used up'}: {said}.",
                ),
                cites=tuple(quota.cite(f"status.used.{name}", used[name]) for name in full),
                effect=Text(
                    ko="새 파드나 배포의 추가 파드가 거부될 수 있습니다.",
                    en="New pods, those of a rollout included, may be refused.",
                ),
                severity=Severity.LOW,
                klass="advice",
            )
            yield claimed(claim, quota, check=QUOTA_ID, runbook=RUNBOOK, facts=facts)


@check(id=EVICTED_ID, title=Text(ko="남아 있는 축출된 파드", en="Evicted pods left"), runbook=RUNBOOK, klass="advice")
def evicted_left(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that were evicted more than an hour ago and that nobody deleted, by workload."""
    left: dict[str, list[Seen]] = defaultdict(list)
    for pod in facts.of("pods"):
        told = pod.condition("DisruptionTarget") or pod.condition("Ready")
        at = moment(told.get("lastTransitionTime")) or pod.created_at
        old = at is None or now - at > RECENT
        if pod.status.get("phase") == "Failed" and pod.status.get("reason") == "Evicted" and old:
            left[(facts.controller(pod) or pod).uid].append(pod)
    for pods in left.values():
        top = facts.controller(pods[0]) or pods[0]
        claim = Claim(
            variant="evicted_left",
            title=Text(
                ko=f"{top.name}: 축출된 파드 {len(pods)}개가 남아 있음",
                en=f"{top.name}: {len(pods)} evicted pods are left",
            ),
            cause=Text(
                ko=f"{top.name}의 축출된(Evicted) 파드 {len(pods)}개가 지워지지 않고 남아 있습니다.",
                en=f"{len(pods)} pods of {top.name} that were evicted have not been deleted.",
            ),
            cites=tuple(p.cite("status.reason", "Evicted") for p in pods[:3]),
            severity=Severity.LOW,
            klass="advice",
            related=tuple(p.ref(facts.scope) for p in pods[:5]),
        )
        yield claimed(claim, top, check=EVICTED_ID, runbook=RUNBOOK, facts=facts)


@check(
    id=STALE_ID,
    title=Text(ko="시작 뒤에 바뀐 설정", en="Configuration changed since the start"),
    runbook=RUNBOOK,
    klass="advice",
)
def config_changed_since_start(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """ConfigMaps that became environment variables and changed afterwards: running pods keep the old values."""
    for workload in (w for kind in _WORKLOADS for w in facts.of(kind)):
        started = [at for p in facts.pods_of(workload) if not is_over(p) and (at := moment(p.status.get("startTime")))]
        names = {r.name for r in references(workload) if r.kind == "ConfigMap" and ".env" in r.path}
        for name in sorted(names):
            config_map = facts.named("configmaps", workload.namespace, name)
            changed = moment(config_map.row.get("changedAt")) if config_map is not None else None
            if config_map is None or changed is None or not started or changed <= min(started):
                continue
            claim = Claim(
                variant="config_changed_since_start",
                title=Text(
                    ko=f"{workload.name}: 시작 뒤 ConfigMap {with_particle(name, '이')} 바뀜",
                    en=f"{workload.name}: ConfigMap {name} changed since its pods started",
                ),
                cause=Text(
                    ko=f"ConfigMap {with_particle(name, '이')} {changed:%Y-%m-%d %H:%M:%S} UTC에 바뀌었지만, "
                    f"{workload.name}의 파드는 "
                    "그 전에 시작해 환경 변수로 이전 값을 씁니다.",
                    en=f"ConfigMap {name} changed at {changed:%Y-%m-%d %H:%M:%S} UTC; pods of {workload.name} started before and "
                    "keep the old values in their environment.",
                ),
                cites=(config_map.cite("changedAt", str(config_map.row.get("changedAt"))),),
                severity=Severity.LOW,
                klass="advice",
                related=(config_map.ref(facts.scope),),
            )
            yield claimed(claim, workload, check=STALE_ID, runbook=RUNBOOK, facts=facts)
