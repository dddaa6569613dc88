"""The check for claims that get no volume, and volumes that are lost. Called by `assistant.playbooks.explain_workload`.

Source: PersistentVolumeClaim, PersistentVolume and StorageClass v1; events of provisioners (Kubernetes v1.28 to v1.34).
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.claims import CLAIMS, CLASSES, VOLUMES, by_hand
from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.failure import STUCK_AFTER
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.kube.troubles import all_troubles
from assistant.checks.spec import check
from assistant.findings import Cite, Finding, Severity
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle
from tools.kube.quantities import amount

PENDING_ID, VOLUME_ID = "kube.claim_pending", "kube.volume_lost"
RUNBOOK = "runbooks/persistent-volume#check"
_DEFAULT = "storageclass.kubernetes.io/is-default-class"
_AT_FIRST_POD = "WaitForFirstConsumer"
_BY_HAND = "kubernetes.io/no-provisioner"


@check(id=PENDING_ID, title=Text(ko="볼륨을 받지 못한 PVC", en="Claim that gets no volume"), runbook=RUNBOOK)
def claim_pending(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Claims that are Pending or Lost. One that waits for its first pod, as its class says, is well; one that a failing
    pod waits for is told with the pod."""
    told = {(t.workload.namespace, t.failure.detail("claim")) for t in all_troubles(facts, now)}
    for claim in facts.of(CLAIMS):
        if (claim.namespace, claim.name) in told or claim.meta.get("deletionTimestamp"):
            continue
        waited = claim.created_at is not None and now - claim.created_at >= STUCK_AFTER
        found = why_unbound(claim, facts) or (_waiting(claim, facts) if waited else None)
        if found is not None:
            yield claimed(found, claim, check=PENDING_ID, runbook=RUNBOOK, facts=facts)


@check(id=VOLUME_ID, title=Text(ko="잃어버린 볼륨", en="Volume that is lost"), runbook=RUNBOOK)
def volume_lost(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Volumes that failed; one that was released and keeps its data costs money and is advice."""
    for volume in facts.of(VOLUMES):
        phase, message = str(volume.status.get("phase", "")), str(volume.status.get("message", ""))
        if phase in ("Failed", "Released"):
            failed = phase == "Failed"
            bound = volume.spec.get("claimRef") or {}
            was = f"{bound.get('namespace')}/{bound.get('name')}"
            claim = Claim(
                variant="volume_failed" if failed else "volume_released",
                title=Text(ko=f"PV {volume.name}: {phase}", en=f"PV {volume.name} is {phase}"),
                cause=Text(
                    ko=f"PV {with_particle(volume.name, '은')} {phase} 상태이고, 묶여 있던 PVC는 {was}입니다. {message}".rstrip(),
                    en=f"PV {volume.name}, of claim {was}, is {phase}. {message}".rstrip(),
                ),
                cites=(volume.cite("status.phase", phase), volume.cite("status.message", message)),
                severity=Severity.MEDIUM if failed else Severity.LOW,
                klass="problem" if failed else "advice",
            )
            yield claimed(claim, volume, check=VOLUME_ID, runbook=RUNBOOK, facts=facts)


def why_unbound(claim: Seen, facts: KubeFacts) -> Claim | None:
    """None for a claim that is bound or waits for its first pod, and where nothing tells why."""
    phase = str(claim.status.get("phase", ""))
    if phase == "Lost":
        return _lost(claim)
    if phase != "Pending":
        return None
    known = facts.has(CLASSES)
    classes = {c.name: c for c in facts.of(CLASSES)}
    wanted = claim.spec.get("storageClassName")
    if known and wanted and wanted not in classes:
        if by_hand(str(wanted), facts):
            return _no_volume(claim, facts)
        return _no_class(claim, str(wanted), sorted(classes))
    if known and wanted is None and not any(c.annotations.get(_DEFAULT) == "true" for c in classes.values()):
        return _no_default(claim, sorted(classes))
    found = classes.get(str(wanted or ""))
    at_first_pod = found is not None and found.row.get("volumeBindingMode") == _AT_FIRST_POD
    if not at_first_pod and (wanted == "" or (found is not None and found.row.get("provisioner") == _BY_HAND)):
        return _no_volume(claim, facts)
    return _unprovisioned(claim, facts)


def _lost(claim: Seen) -> Claim:
    volume = str(claim.spec.get("volumeName", ""))
    return Claim(
        variant="claim_lost",
        title=Text(ko=f"PVC {claim.name}: 볼륨을 잃음(Lost)", en=f"PVC {claim.name} has lost its volume"),
        cause=Text(
            ko=f"PVC {with_particle(claim.name, '이')} 묶여 있던 PV {with_particle(volume, '이')} 더 이상 없습니다(Lost).",
            en=f"The PV {volume} that PVC {claim.name} was bound to does not exist any more (Lost).",
        ),
        cites=(claim.cite("status.phase", "Lost"), claim.cite("spec.volumeName", volume)),
        effect=Text(
            ko="이 PVC를 쓰는 파드는 다시 시작할 수 없고, 데이터는 백업에서 찾아야 합니다.",
            en="Pods that use it cannot start again, and its data has to come from a backup.",
        ),
        details=(("volume", volume),),
        severity=Severity.HIGH,
    )


def _no_class(claim: Seen, wanted: str, there: list[str]) -> Claim:
    said = ", ".join(there)
    return Claim(
        variant="storage_class_missing",
        title=Text(
            ko=f"PVC {claim.name}: StorageClass {with_particle(wanted, '이')} 없음",
            en=f"PVC {claim.name}: the StorageClass {wanted} does not exist",
        ),
        cause=Text(
            ko=f"PVC {with_particle(claim.name, '이')} 요청하는 StorageClass {with_particle(wanted, '이')} 없어 볼륨이 "
            f"만들어지지 않습니다. 있는 StorageClass: {said or '없음'}.",
            en=f"PVC {claim.name} asks for the StorageClass {wanted}, which does not exist. "
            f"There are: {said or 'none'}.",
        ),
        cites=(claim.cite("spec.storageClassName", wanted), claim.cite("status.phase", "Pending")),
        details=(("storage_class", wanted),),
        severity=Severity.HIGH,
    )


def _no_default(claim: Seen, there: list[str]) -> Claim:
    said = ", ".join(there)
    return Claim(
        variant="no_default_class",
        title=Text(
            ko=f"PVC {claim.name}: 기본 StorageClass가 없음", en=f"PVC {claim.name}: there is no default StorageClass"
        ),
        cause=Text(
            ko=f"PVC {claim.name}에 storageClassName이 없고 기본 StorageClass도 없어 볼륨이 만들어지지 않습니다. "
            f"있는 StorageClass: {said or '없음'}.",
            en=f"PVC {claim.name} names no storageClassName, and no StorageClass is the default. "
            f"There are: {said or 'none'}.",
        ),
        cites=(claim.cite("spec.storageClassName", ""), claim.cite("status.phase", "Pending")),
        severity=Severity.HIGH,
    )


def _unprovisioned(claim: Seen, facts: KubeFacts) -> Claim | None:
    """What the provisioner said, if it said anything."""
    told = facts.events_about(claim, "ProvisioningFailed")
    if not told:
        return None
    message = str(told[-1].row.get("message", ""))
    return Claim(
        variant="provisioning_failed",
        title=Text(ko=f"PVC {claim.name}: 볼륨을 만들지 못함", en=f"PVC {claim.name}: its volume cannot be made"),
        cause=Text(
            ko=f"PVC {claim.name}의 볼륨을 만들지 못했습니다: {message}",
            en=f"The volume of PVC {claim.name} cannot be made: {message}",
        ),
        cites=(told[-1].cite("message", message), claim.cite("status.phase", "Pending")),
        severity=Severity.HIGH,
    )


def _no_volume(claim: Seen, facts: KubeFacts) -> Claim | None:
    """A claim on volumes made by hand, none of which fits."""
    if not facts.has(VOLUMES):
        return None
    named = str(claim.spec.get("volumeName", ""))
    if named and facts.named(VOLUMES, "", named) is None:
        why = Text(
            ko=f"지정한 PV {with_particle(named, '이')} 없습니다", en=f"the PV {named} that it names does not exist"
        )
        cites = (claim.cite("spec.volumeName", named), claim.cite("status.phase", "Pending"))
        return _static(claim, "volume_missing", why, cites, (ref(facts, "PersistentVolume", "", named),))
    wanted = str(claim.spec.get("storageClassName") or "")
    free = [v for v in facts.of(VOLUMES) if v.status.get("phase") == "Available"]
    reasons = [(v, misfit) for v in free if (misfit := _misfit(claim, v, wanted)) is not None]
    if len(reasons) < len(free):
        return None
    said_ko = "; ".join(f"{v.name}: {misfit.ko}" for v, misfit in reasons[:3])
    said_en = "; ".join(f"{v.name}: {misfit.en}" for v, misfit in reasons[:3])
    why = Text(
        ko="맞는 PV가 없습니다" + (f"({said_ko})" if said_ko else "(쓸 수 있는 PV가 하나도 없음)"),
        en="no PV fits" + (f" ({said_en})" if said_en else " (none is available)"),
    )
    cites = (claim.cite("spec.resources.requests.storage", _asked(claim)), claim.cite("status.phase", "Pending"))
    return _static(claim, "no_volume_fits", why, cites, tuple(v.ref(facts.scope) for v, _ in reasons[:3]))


def _asked(claim: Seen) -> str:
    return str(((claim.spec.get("resources") or {}).get("requests") or {}).get("storage", ""))


def _misfit(claim: Seen, volume: Seen, wanted: str) -> Text | None:
    """Why a free volume is none for the claim; None for one that fits."""
    offered = str(volume.spec.get("storageClassName") or "")
    if offered != wanted:
        return Text(ko=f"StorageClass가 {offered or '없음'}", en=f"its StorageClass is {offered or 'none'}")
    modes = set(claim.spec.get("accessModes") or ()) - set(volume.spec.get("accessModes") or ())
    if modes:
        said = ", ".join(sorted(map(str, modes)))
        return Text(ko=f"접근 모드 {said} 없음", en=f"it lacks the access mode {said}")
    size, asked = str((volume.spec.get("capacity") or {}).get("storage", "")), _asked(claim)
    if (amount(size) or 0) < (amount(asked) or 0):
        return Text(ko=f"{size}라서 {asked}에 모자람", en=f"it has {size}, less than {asked}")
    return None


def _static(
    claim: Seen, variant: str, why: Text, cites: tuple[Cite, ...], related: tuple[ResourceRef, ...] = ()
) -> Claim:
    return Claim(
        variant=variant,
        title=Text(ko=f"PVC {claim.name}: 맞는 볼륨이 없음", en=f"PVC {claim.name}: no volume fits"),
        cause=Text(
            ko=f"PVC {with_particle(claim.name, '이')} 바인딩되지 않습니다. {why.ko}.",
            en=f"PVC {claim.name} cannot bind: {why.en}.",
        ),
        cites=cites,
        severity=Severity.HIGH,
        related=related,
    )


def _waiting(claim: Seen, facts: KubeFacts) -> Claim | None:
    """Pending, of a class that makes volumes at once, and nobody says why: most often the provisioner is not there."""
    found = facts.named(CLASSES, "", str(claim.spec.get("storageClassName") or ""))
    if claim.status.get("phase") != "Pending" or found is None:
        return None
    provisioner = str(found.row.get("provisioner", ""))
    if provisioner == _BY_HAND or found.row.get("volumeBindingMode") == _AT_FIRST_POD:
        return None
    return Claim(
        variant="provisioner_silent",
        title=Text(ko=f"PVC {claim.name}: 볼륨이 만들어지지 않음", en=f"PVC {claim.name}: its volume is not made"),
        cause=Text(
            ko=f"PVC {claim.name}의 볼륨이 만들어지지 않고 이유를 알리는 이벤트도 없습니다. "
            f"프로비저너 {with_particle(provisioner, '이')} 돌고 있는지 확인해야 합니다.",
            en=f"PVC {claim.name} gets no volume, and no event says why: see whether its provisioner "
            f"{provisioner} runs.",
        ),
        cites=(claim.cite("status.phase", "Pending"), found.cite("provisioner", provisioner)),
        details=(("provisioner", provisioner),),
        confidence="likely",
    )
