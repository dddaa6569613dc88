"""Why a PersistentVolumeClaim that a pod waits for is not bound. Called by `failures`.

Source: messages of the persistentvolume-controller and of external provisioners (Kubernetes v1.28 to v1.34).
"""

import re
from dataclasses import dataclass

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.findings import Cite

_NO_CLASS = re.compile(r'storageclass(?:\.storage\.k8s\.io)? "(?P<name>[^"]+)" not found', re.IGNORECASE)
CLAIMS, CLASSES, VOLUMES = "persistentvolumeclaims", "storageclasses.storage.k8s.io", "persistentvolumes"


@dataclass(frozen=True, kw_only=True)
class Unbound:
    """One claim; `variant` is storage_class_missing, claim_missing or claim_unbound."""

    variant: str
    details: tuple[tuple[str, str], ...]
    message: str
    cites: tuple[Cite, ...]


def unbound_claim(pod: Seen, facts: KubeFacts) -> Unbound | None:
    """The first claim of the pod that is not bound; None when none is known to be."""
    for volume in pod.spec.get("volumes") or ():
        name = str((volume.get("persistentVolumeClaim") or {}).get("claimName", ""))
        if name and (found := _why(pod.namespace, name, facts)) is not None:
            return found
    return None


def _why(namespace: str, name: str, facts: KubeFacts) -> Unbound | None:
    claim = facts.named(CLAIMS, namespace, name)
    events = facts.events_on("PersistentVolumeClaim", namespace, name)
    told = [e for e in events if e.row.get("type") == "Warning"] or list(events)
    message = str(told[-1].row.get("message", "")) if told else ""
    cites = [told[-1].cite("message", message)] if told else []
    if claim is None:
        if facts.has(CLAIMS) and not events:
            return Unbound(variant="claim_missing", details=(("claim", name),), message="", cites=())
        wanted = ""
    else:
        phase = str(claim.status.get("phase", ""))
        if phase == "Bound":
            return None
        wanted = str(claim.spec.get("storageClassName", ""))
        cites.append(claim.cite("status.phase", phase))
        cites.append(claim.cite("spec.storageClassName", wanted))
    said = _NO_CLASS.search(message)
    absent = said["name"] if said and not by_hand(said["name"], facts) else wanted if _absent(wanted, facts) else ""
    details = (("claim", name), *((("storage_class", absent or wanted),) if absent or wanted else ()))
    if not absent and not cites:
        return None
    variant = "storage_class_missing" if absent else "claim_unbound"
    return Unbound(variant=variant, details=details, message=message, cites=tuple(cites))


def _absent(name: str, facts: KubeFacts) -> bool:
    """True when the classes were read and none is called so; "" asks for none on purpose. Volumes made by hand may bear the
    name of a class that does not exist: then it is they that do not fit."""
    if not name or not facts.has(CLASSES) or any(c.name == name for c in facts.of(CLASSES)):
        return False
    return not by_hand(name, facts)


def by_hand(name: str, facts: KubeFacts) -> bool:
    """Whether a volume bears the name of this class."""
    return any(v.spec.get("storageClassName") == name for v in facts.of(VOLUMES))
