"""The check for references to configuration that does not exist. Called by `assistant.playbooks.explain_workload`."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.reports import finding_of
from assistant.checks.kube.troubles import all_troubles, troubles_of
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle

CHECKED = ("deployments.apps", "statefulsets.apps", "daemonsets.apps")
ID = "kube.missing_config"
RUNBOOK = "runbooks/config-error#check"


@check(
    id=ID,
    title=Text(ko="없는 설정을 참조하는 워크로드", en="Reference to configuration that does not exist"),
    runbook=RUNBOOK,
)
def missing_config(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Pods that cannot start for it, and workloads that run now but will not start again."""
    for trouble in troubles_of(facts, now, "missing_config"):
        yield finding_of(trouble, ID, facts)
    if not facts.has("configmaps") or not facts.has("pods"):
        return  # without the pods it is not known whether what is missing hurts already
    failing = {t.workload.uid for t in all_troubles(facts, now)}
    for resource in CHECKED:
        for workload in facts.of(resource):
            if workload.uid not in failing and workload.spec.get("replicas", 1) != 0:
                yield from _latent(workload, facts)


def _latent(workload: Seen, facts: KubeFacts) -> Iterator[Finding]:
    """One finding for each ConfigMap or key that the next start will miss."""
    seen: set[tuple[str, str]] = set()
    for path, name, key in _references(workload):
        config_map = facts.named("configmaps", workload.namespace, name)
        gone = config_map is None or (key and key not in (config_map.row.get("keys") or ()))
        if not gone or (name, key) in seen:
            continue
        seen.add((name, key if config_map else ""))
        yield _latent_finding(workload, config_map, path, name, key if config_map else "", facts.scope)


def _references(workload: Seen) -> Iterator[tuple[str, str, str]]:
    """(path, ConfigMap, key or ""), without the optional ones."""
    for container in workload.containers:
        root = f"spec.template.spec.containers[{container.get('name')}]"
        for index, source in enumerate(container.get("envFrom") or ()):
            if reference := _required(source.get("configMapRef")):
                yield f"{root}.envFrom[{index}]", str(reference["name"]), ""
        for variable in container.get("env") or ():
            if reference := _required((variable.get("valueFrom") or {}).get("configMapKeyRef")):
                yield f"{root}.env[{variable['name']}]", str(reference["name"]), str(reference["key"])
    for volume in (workload.template.get("spec") or {}).get("volumes") or ():
        if reference := _required(volume.get("configMap")):
            for item in reference.get("items") or ({"key": ""},):
                yield f"spec.template.spec.volumes[{volume.get('name')}]", str(reference["name"]), str(item["key"])


def _required(reference: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return reference if reference and reference.get("name") and not reference.get("optional") else None


def _latent_finding(workload: Seen, config_map: Seen | None, path: str, name: str, key: str, scope: str) -> Finding:
    what_ko = f"ConfigMap {name}의 키 {key}" if key else f"ConfigMap {name}"
    what_en = f"the key {key} of ConfigMap {name}" if key else f"the ConfigMap {name}"
    cites = [workload.cite(path, f"{name}/{key}" if key else name)]
    if config_map is not None:
        cites.append(config_map.cite("keys", ", ".join(config_map.row.get("keys") or ())))
    cause = Text(
        ko=f"{with_particle(workload.name, '이')} 참조하는 {with_particle(what_ko, '이')} 없습니다.",
        en=f"{workload.name} refers to {what_en}, which does not exist.",
    )
    effect = Text(
        ko="지금 도는 파드는 영향이 없지만, 다음에 시작하는 파드는 뜨지 못합니다.",
        en="Pods that run now are not affected; the next one to start will fail.",
    )
    pairs = {"variant": "missing_config_key" if key else "missing_config_map", "configmap": name}
    return Finding(
        check=ID,
        severity=Severity.MEDIUM,
        target=workload.ref(scope),
        title=Text(
            ko=f"{workload.name}: 다음 재시작 때 실패할 설정({what_ko} 없음)",
            en=f"{workload.name} will fail at its next start: {what_en} is missing",
        ),
        statements=(
            Statement(role="cause", text=cause, cites=tuple(cites)),
            Statement(role="effect", text=effect, cites=(cites[0],)),
        ),
        cause=tuple((pairs | ({"key": key} if key else {}) | {"latent": "true"}).items()),
        related=(ResourceRef(provider="kube", scope=scope, place=workload.namespace, kind="ConfigMap", id=name),),
        managed_by=workload.managed_by,
        runbook=RUNBOOK,
    )
