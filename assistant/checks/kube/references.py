"""What the pod template of a workload refers to by name, without what is optional. Called by `configuration`.

Source: PodSpec v1: environment, volumes and ServiceAccount.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.checks.kube.facts import Seen

Kind = Literal["ConfigMap", "Secret", "ServiceAccount"]
RESOURCES: Mapping[Kind, str] = {"ConfigMap": "configmaps", "Secret": "secrets", "ServiceAccount": "serviceaccounts"}


@dataclass(frozen=True, kw_only=True)
class Reference:
    """`path` is where the workload says it; `key` is "" where the whole object is meant."""

    path: str
    kind: Kind
    name: str
    key: str = ""


def references(workload: Seen) -> Iterator[Reference]:
    """In the order of the template."""
    for container in workload.containers:
        root = f"spec.template.spec.containers[{container.get('name')}]"
        for index, source in enumerate(container.get("envFrom") or ()):
            yield from _either(f"{root}.envFrom[{index}]", source.get("configMapRef"), source.get("secretRef"))
        for variable in container.get("env") or ():
            source = variable.get("valueFrom") or {}
            path = f"{root}.env[{variable['name']}]"
            yield from _either(path, source.get("configMapKeyRef"), source.get("secretKeyRef"))
    spec = workload.template.get("spec") or {}
    for volume in spec.get("volumes") or ():
        path = f"spec.template.spec.volumes[{volume.get('name')}]"
        for source in (volume, *((volume.get("projected") or {}).get("sources") or ())):
            yield from _mounted(path, source)
    account = str(spec.get("serviceAccountName") or "default")
    if account != "default":
        yield Reference(path="spec.template.spec.serviceAccountName", kind="ServiceAccount", name=account)


def _either(path: str, config_map: Any, secret: Any) -> Iterator[Reference]:
    if reference := _required(config_map):
        yield Reference(path=path, kind="ConfigMap", name=str(reference["name"]), key=str(reference.get("key", "")))
    if reference := _required(secret):
        yield Reference(path=path, kind="Secret", name=str(reference["name"]), key=str(reference.get("key", "")))


def _mounted(path: str, source: Mapping[str, Any]) -> Iterator[Reference]:
    if reference := _required(source.get("configMap")):
        for item in reference.get("items") or ({"key": ""},):
            yield Reference(path=path, kind="ConfigMap", name=str(reference["name"]), key=str(item["key"]))
    secret = source.get("secret") or {}  # a volume says `secretName`, a projected source `name`
    name = secret.get("secretName") or secret.get("name")
    if name and not secret.get("optional"):
        yield Reference(path=path, kind="Secret", name=str(name))


def _required(reference: Any) -> Mapping[str, Any] | None:
    return reference if reference and reference.get("name") and not reference.get("optional") else None
