"""What people read in the plan of a rollback. Called by `rollback_deployment`; decides nothing."""

from typing import Any

from assistant.language import Text, same, with_particle
from tools.kube.ownership import Owner
from tools.kube.reader import Obj


def title(name: str, revision: int) -> Text:
    return Text(
        ko=f"Deployment {with_particle(name, '을')} 리비전 {with_particle(str(revision), '으로')} 롤백",
        en=f"Roll back Deployment {name} to revision {revision}",
    )


def effects(
    deployment: Obj, replica_set: Obj, webhook_changes: list[str], dry_run_gap: Text | None
) -> tuple[Text, ...]:
    """One line for each thing that is touched, and for what is not."""
    spec: dict[str, Any] = deployment["spec"]
    replicas, strategy = int(spec.get("replicas", 1)), spec.get("strategy") or {}
    ready = int(replica_set.get("status", {}).get("readyReplicas", 0))
    found = [_replacement(replicas, strategy)]
    if ready:
        found.append(
            Text(
                ko=f"되돌릴 리비전의 파드 {ready}개는 이미 정상 동작 중이며 그대로 남습니다.",
                en=f"{ready} pod{'s' if ready != 1 else ''} of that revision already run{'' if ready != 1 else 's'}"
                " and stay.",
            )
        )
    found.append(
        Text(
            ko="복제본 수, Service, ConfigMap, Secret은 바꾸지 않습니다.",
            en="Replica count, Services, ConfigMaps and Secrets are not touched.",
        )
    )
    found.append(
        Text(
            ko="데이터베이스 스키마는 되돌리지 않습니다. 두 버전 사이에 마이그레이션이 있었는지는 확인하지 못했습니다.",
            en="No database schema is reverted; whether a migration lies between the versions was not checked.",
        )
    )
    if webhook_changes:
        fields = ", ".join(webhook_changes[:5])
        found.append(
            Text(
                ko=f"클러스터의 어드미션이 다음 필드를 바꿉니다: {fields}",
                en=f"Admission changes these fields: {fields}",
            )
        )
    if dry_run_gap:
        found.append(
            Text(
                ko=f"서버에서 미리 시험하지 못했습니다: {dry_run_gap.ko}",
                en=f"Not tried on the server: {dry_run_gap.en}",
            )
        )
    return tuple(found)


def _replacement(replicas: int, strategy: dict[str, Any]) -> Text:
    if replicas == 0:
        return Text(ko="지금은 복제본이 0개라 파드가 바뀌지 않습니다.", en="There are no replicas now: no pod changes.")
    if strategy.get("type") == "Recreate":
        return Text(
            ko=f"파드 {replicas}개를 모두 내린 뒤 새로 띄웁니다. 그동안 서비스가 중단됩니다.",
            en=f"All {replicas} pods are stopped before new ones start: a short outage.",
        )
    limits = strategy.get("rollingUpdate") or {}
    down, up = limits.get("maxUnavailable", "25%"), limits.get("maxSurge", "25%")
    return Text(
        ko=f"파드 {replicas}개를 차례로 교체합니다(maxUnavailable {down}, maxSurge {up}).",
        en=f"{replicas} pods are replaced step by step (maxUnavailable {down}, maxSurge {up}).",
    )


def risk_reason(*, running: bool, recreate: bool) -> Text:
    if recreate:
        return Text(
            ko="Recreate 전략이라 교체하는 동안 파드가 없습니다.",
            en="The strategy is Recreate: there are no pods while they are replaced.",
        )
    if running:
        return Text(
            ko="되돌릴 리비전의 파드가 지금 정상 동작 중입니다.", en="Pods of that revision run and are ready now."
        )
    return Text(
        ko="되돌릴 리비전의 파드가 지금은 하나도 없어, 다시 뜨는지 확인된 것은 아닙니다.",
        en="No pod of that revision runs now, so it is not certain that it still starts.",
    )


def verify(replicas: int, timeout_s: float) -> Text:
    return Text(
        ko=f"{timeout_s:.0f}초 안에 파드 {replicas}개가 모두 새 템플릿으로 준비되고 이전 파드는 없어야 합니다.",
        en=f"Within {timeout_s:.0f} s all {replicas} pods have the new template and are ready; no old one is left.",
    )


def undo(revision: int) -> Text:
    return Text(
        ko=f"리비전 {revision}의 템플릿을 다시 넣습니다(다른 사람이 그사이 바꾸지 않았을 때만).",
        en=f"Puts the template of revision {revision} back, unless somebody has changed it in between.",
    )


def source_change(owner: Owner, namespace: str, images: list[str]) -> Text:
    """What to change where the object comes from, so that the rollback lasts."""
    shown = ", ".join(images)
    if owner.by == "Helm":
        command = f"helm history {owner.name} -n {namespace} && helm rollback {owner.name} -n {namespace}"
        return same(command)
    if owner.by == "Argo CD":
        return Text(
            ko=f"Argo CD 애플리케이션 {owner.name}의 Git 저장소에서 해당 커밋을 되돌리십시오(이미지: {shown}). "
            "자동 동기화가 켜져 있으면 직접 바꾼 내용은 곧 되돌려집니다.",
            en=f"Revert the commit in the Git repository of Argo CD application {owner.name} (image: {shown}). "
            "With automated sync a change made in the cluster does not last.",
        )
    if owner.by == "Flux":
        return Text(
            ko=f"Flux {owner.name}의 Git 저장소에서 해당 커밋을 되돌리십시오(이미지: {shown}).",
            en=f"Revert the commit in the Git repository of Flux {owner.name} (image: {shown}).",
        )
    where = f"{owner.by} {owner.name}".strip()
    return Text(
        ko=f"{where}에서 이미지를 다음으로 바꿔 적용하십시오: {shown}",
        en=f"Set the image in {where} and apply: {shown}",
    )
