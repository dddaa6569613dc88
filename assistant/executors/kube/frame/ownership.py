"""Who else decides about an object: who deploys it, which manager applies a field, which autoscaler sets the replicas.

Called by `patching` and by recipes. Source: managedFields (Kubernetes "Server-Side Apply"), autoscaling/v2.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.executors.kube.frame.edits import Edit, Item, Path
from assistant.language import Text
from tools.kube.live import FIELD_MANAGER
from tools.kube.ownership import Owner
from tools.kube.reader import KubeReader, Obj

AUTOSCALERS = "horizontalpodautoscalers.autoscaling"
_KUBECTL_APPLY = "kubectl-client-side-apply"


def autoscalers_of(reader: KubeReader, kind: str, name: str, namespace: str) -> list[Obj]:
    """The autoscalers that set the replicas of a workload. Raises: ToolError."""
    found = reader.list(AUTOSCALERS, namespace=namespace)
    return [a for a in found if _aims_at(a["spec"].get("scaleTargetRef") or {}, kind, name)]


def _aims_at(reference: Mapping[str, Any], kind: str, name: str) -> bool:
    return (reference.get("kind"), reference.get("name")) == (kind, name)


def appliers(obj: Obj, edits: Iterable[Edit]) -> list[tuple[str, str]]:
    """(field, manager) of every edited field that somebody keeps in a manifest and will apply again."""
    entries = [e for e in obj["metadata"].get("managedFields") or [] if "subresource" not in e]
    declaring = [e for e in entries if e.get("operation") == "Apply" or e.get("manager") == _KUBECTL_APPLY]
    return [
        (edit.label, str(entry.get("manager", "?")))
        for edit in edits
        for entry in declaring
        if entry.get("manager") != FIELD_MANAGER and _owns(entry.get("fieldsV1") or {}, edit.path)
    ]


def last_writer(obj: Obj, path: Path) -> str:
    """Who wrote a field last, and when; else who wrote to the object last."""
    entries = [e for e in obj["metadata"].get("managedFields") or [] if e.get("subresource") != "status"]
    of_field = [e for e in entries if _owns(e.get("fieldsV1") or {}, path)]
    newest = max(of_field or entries, key=lambda e: str(e.get("time", "")), default=None)
    return f"{newest.get('manager', 'somebody')} at {newest.get('time', '?')}" if newest else "somebody"


def _owns(fields: Any, path: Path) -> bool:
    for part in path:
        if not isinstance(fields, Mapping):
            return False
        key = f'k:{{"name":"{part.name}"}}' if isinstance(part, Item) else f"f:{part}"
        if key not in fields:
            return False
        fields = fields[key]
    return True


def at_source(owner: Owner, namespace: str, what: Text) -> Text:
    """What to change where the object comes from, so that it lasts."""
    ko, en = what.ko, what.en
    if owner.by == "Helm":
        return Text(
            ko=f"Helm 릴리스 {owner.name}의 values에서 바꾸고 helm upgrade 하십시오(-n {namespace}): {ko}",
            en=f"Set it in the values of Helm release {owner.name} and run helm upgrade (-n {namespace}): {en}",
        )
    if owner.by == "Argo CD":
        return Text(
            ko=f"Argo CD 애플리케이션 {owner.name}의 Git 저장소에 커밋하십시오: {ko}. "
            "자동 동기화가 켜져 있으면 직접 바꾼 내용은 곧 되돌려집니다.",
            en=f"Commit it to the Git repository of Argo CD application {owner.name}: {en}. "
            "With automated sync a change made in the cluster does not last.",
        )
    if owner.by == "Flux":
        return Text(
            ko=f"Flux {owner.name}의 Git 저장소에 커밋하십시오: {ko}",
            en=f"Commit it to the Git repository of Flux {owner.name}: {en}",
        )
    return Text(ko=f"{owner}에서 바꾸고 적용하십시오: {ko}", en=f"Set it in {owner} and apply: {en}")
