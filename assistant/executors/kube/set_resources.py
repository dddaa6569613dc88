"""The actions `kube.set_deployment_resources`, `_statefulset_resources` and `_daemonset_resources`: requests and limits of
one container. `arguments`: any of {"cpu_request", "memory_request", "cpu_limit", "memory_limit"}, as "500m" or "512Mi".

Found and run by `assistant.gate`. Source: core/v1 ResourceRequirements; k8s.io/apimachinery/pkg/api/resource, "Quantity".
"""

from collections.abc import Mapping

from assistant.executors.kube.frame import templates
from assistant.executors.kube.frame.conflicts import nothing_said
from assistant.executors.kube.frame.containers import container_of
from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.executors.kube.frame.rollouts import rolled_out
from assistant.language import Text, with_particle
from assistant.plans import Json
from assistant.refusing import refusal
from tools.kube.quantities import amount, canonical
from tools.kube.reader import KubeReader, Obj
from tools.spec import BadRequest

_FIELDS = {
    "cpu_request": ("requests", "cpu"),
    "memory_request": ("requests", "memory"),
    "cpu_limit": ("limits", "cpu"),
    "memory_limit": ("limits", "memory"),
}
_LEAST = {"cpu": 0.001, "memory": 1 << 20}  # a memory of 512 (bytes) is a unit forgotten


class _SetResources:
    def arguments(self, given: Json) -> Json:
        only(given, "container", *_FIELDS)
        asked = {name: given[name] for name in _FIELDS if name in given}
        if not asked:
            raise nothing_said(", ".join(_FIELDS))
        return {**given, **{name: _quantity(name, value) for name, value in asked.items()}}

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        path, container = container_of(subject)
        have = container.get("resources") or {}
        wanted = {_FIELDS[n]: str(subject.arguments[n]) for n in _FIELDS if n in subject.arguments}
        edits = tuple(
            Edit(path=(*path, "resources", part, sort), value=value)
            for (part, sort), value in wanted.items()
            if amount((have.get(part) or {}).get(sort, "")) != amount(value)
        )
        _check_order(subject, have, wanted)
        return edits

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        said, name = ", ".join(f"{'.'.join(map(str, e.path[-2:]))} {e.value}" for e in edits), str(subject.target)
        return templates.told(
            subject,
            edits,
            title=Text(ko=f"{name} 리소스 변경: {said}", en=f"Set resources of {name}: {said}"),
            more=(
                Text(
                    ko="요청량(requests)을 늘리면 노드에 그만큼 자리가 있어야 파드가 뜹니다.",
                    en="A pod starts only where a node has room for what it requests.",
                ),
            ),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        return rolled_out(obj, reader, waited_s=waited_s)


def _quantity(name: str, value: object) -> str:
    """As the server writes it. Raises: BadRequest."""
    text = canonical(str(value)) if not isinstance(value, bool) else None
    sort = _FIELDS[name][1]
    if text is None or (found := amount(text)) is None or found < _LEAST[sort]:
        example = "500m or 2" if sort == "cpu" else "512Mi or 2Gi"
        raise refusal(
            BadRequest,
            Text(
                ko=f"{with_particle(name, '은')} {example} 같은 수량이어야 하는데 {value!r}입니다.",
                en=f"{name} must be a quantity such as {example}, not {value!r}.",
            ),
        )
    return text


def _check_order(subject: Subject, have: Json, wanted: Mapping[tuple[str, str], str]) -> None:
    """Raises: BadRequest where a request would be above its limit."""
    for sort in ("cpu", "memory"):
        request, limit = (
            wanted.get((part, sort)) or (have.get(part) or {}).get(sort) for part in ("requests", "limits")
        )
        if request and limit and (amount(request) or 0) > (amount(limit) or 0):
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{subject.target}의 {sort} 요청량 {with_particle(request, '이')} 한도 {limit}보다 커집니다.",
                    en=f"The {sort} request of {subject.target} would be {request}, above its limit of {limit}.",
                ),
                Text(
                    ko=f"{sort}_request와 {sort}_limit을 함께 정하십시오.",
                    en=f"Set both: {sort}_request and {sort}_limit.",
                ),
            )


SET_DEPLOYMENT_RESOURCES = declare(
    _SetResources(),
    name="kube.set_deployment_resources",
    resource="deployments.apps",
    title=Text(ko="Deployment 리소스 변경", en="Set resources of a Deployment"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
SET_STATEFULSET_RESOURCES = declare(
    _SetResources(),
    name="kube.set_statefulset_resources",
    resource="statefulsets.apps",
    title=Text(ko="StatefulSet 리소스 변경", en="Set resources of a StatefulSet"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
SET_DAEMONSET_RESOURCES = declare(
    _SetResources(),
    name="kube.set_daemonset_resources",
    resource="daemonsets.apps",
    title=Text(ko="DaemonSet 리소스 변경", en="Set resources of a DaemonSet"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
