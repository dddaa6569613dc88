"""Why no node can take a pod: what it demands beside what the nodes have. Called by `reports`.

Source: filters of the default scheduler (NodeAffinity, TaintToleration, NodeResourcesFit, InterPodAffinity; v1.28 to v1.34).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.failure import Failure
from assistant.checks.kube.placing import what_is_taken
from assistant.findings import Cite, Statement
from assistant.language import Text
from tools.kube.quantities import amount

_MOST_NODES = 3  # cited
_FITS = ("In", "Exists")


def why_unschedulable(failure: Failure, facts: KubeFacts) -> list[Statement]:
    """What of the pod's demands no node meets, as far as the nodes were read; in the order the scheduler asks."""
    nodes = facts.of("nodes")
    if failure.variant != "unschedulable" or not nodes:
        return []
    pod = failure.pod
    return [
        *_labels(pod, nodes),
        *_taints(pod, nodes),
        *_resources(pod, open_to(pod, nodes)),
        *_apart(pod, failure.message),
        *what_is_taken(pod, failure.detail("filters").split(","), open_to(pod, nodes), facts),
    ]


def open_to(pod: Seen, nodes: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """The nodes that the pod may be on by labels and taints, whatever room they have; all where there are none."""
    tolerations = pod.spec.get("tolerations") or ()
    demanded = list(_demanded(pod))
    found = tuple(
        n
        for n in nodes
        if not n.spec.get("unschedulable") and not _untolerated(n, tolerations) and _carries(n, demanded)
    )
    return found or nodes


def _carries(node: Seen, demanded: Sequence[tuple[str, str, tuple[str, ...]]]) -> bool:
    return all(key in node.labels and (not values or node.labels[key] in values) for _, key, values in demanded)


def _labels(pod: Seen, nodes: tuple[Seen, ...]) -> Iterator[Statement]:
    """Demanded labels that no node carries."""
    for path, key, values in _demanded(pod):
        if any(key in n.labels and (not values or n.labels[key] in values) for n in nodes):
            continue
        there = sorted({n.labels[key] for n in nodes if key in n.labels})
        wanted = f"{key}={'|'.join(values)}" if values else key
        has = ", ".join(f"{key}={value}" for value in there)
        yield Statement(
            role="cause",
            text=Text(
                ko=f"파드는 레이블 {wanted}인 노드를 요구하지만 그런 노드가 없습니다. "
                + (f"있는 값: {has}." if has else f"레이블 {key} 자체가 어느 노드에도 없습니다."),
                en=f"It demands a node labelled {wanted}, and none of {len(nodes)} nodes is. "
                + (f"Values there: {has}." if has else f"No node has the label {key}."),
            ),
            cites=(pod.cite(path, wanted), *(_label_cite(n, key) for n in nodes[:_MOST_NODES])),
        )


def _label_cite(node: Seen, key: str) -> Cite:
    return node.cite(f"metadata.labels[{key}]", node.labels.get(key, ""))


def _demanded(pod: Seen) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(path, label, values or () for any) of the node selector and of required node affinity with a single term."""
    for key, value in (pod.spec.get("nodeSelector") or {}).items():
        yield f"spec.nodeSelector[{key}]", str(key), (str(value),)
    terms: Sequence[Mapping[str, Any]] = (required_of(pod, "nodeAffinity") or {}).get("nodeSelectorTerms") or ()
    if len(terms) == 1:  # several terms are alternatives
        for expression in terms[0].get("matchExpressions") or ():
            if expression.get("operator") in _FITS:
                path = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"
                yield path, str(expression.get("key", "")), tuple(map(str, expression.get("values") or ()))


def required_of(pod: Seen, kind: str) -> Any:
    affinity = (pod.spec.get("affinity") or {}).get(kind) or {}
    return affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}


def _taints(pod: Seen, nodes: tuple[Seen, ...]) -> Iterator[Statement]:
    """Taints that keep the pod off every node that its labels would let it on."""
    tolerations = pod.spec.get("tolerations") or ()
    demanded = list(_demanded(pod))
    fitting = [n for n in nodes if _carries(n, demanded)]
    kept_off = {n.name: t for n in fitting if (t := _untolerated(n, tolerations))}
    if not fitting or len(kept_off) < len(fitting):
        return
    said = ", ".join(sorted({_taint(t) for t in kept_off.values()}))
    which_ko, which_en = ("모든", "") if len(fitting) == len(nodes) else ("레이블이 맞는 모든", " whose labels fit")
    yield Statement(
        role="cause",
        text=Text(
            ko=f"{which_ko} 노드에 파드가 허용(toleration)하지 않는 테인트가 있습니다: {said}.",
            en=f"Every node{which_en} has a taint that the pod does not tolerate: {said}.",
        ),
        cites=tuple(n.cite("spec.taints", _taint(kept_off[n.name])) for n in fitting[:_MOST_NODES]),
    )


def _untolerated(node: Seen, tolerations: Any) -> Mapping[str, Any] | None:
    taints = (t for t in node.spec.get("taints") or () if t.get("effect") in ("NoSchedule", "NoExecute"))
    return next((t for t in taints if not any(_tolerates(o, t) for o in tolerations)), None)


def _tolerates(toleration: Mapping[str, Any], taint: Mapping[str, Any]) -> bool:
    if toleration.get("effect") not in (None, "", taint.get("effect")):
        return False
    if toleration.get("operator") == "Exists":
        return toleration.get("key") in (None, "", taint.get("key"))
    return toleration.get("key") == taint.get("key") and toleration.get("value", "") == taint.get("value", "")


def _taint(taint: Mapping[str, Any]) -> str:
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint.get('key')}{value}:{taint.get('effect')}"


def _resources(pod: Seen, nodes: tuple[Seen, ...]) -> Iterator[Statement]:
    """Requests that are larger than the largest node: no node would do, however empty."""
    for resource in ("cpu", "memory", "nvidia.com/gpu"):
        asked = [(c, r) for c in pod.containers if (r := request_of(c, resource)) is not None]
        total = sum(amount(r) or 0 for _, r in asked)
        sizes = [(size, n) for n in nodes if (size := amount(allocatable_of(n).get(resource, "0"))) is not None]
        if not asked or not sizes:
            continue
        largest, node = max(sizes, key=lambda pair: pair[0])
        if total <= largest:
            continue
        said = ", ".join(f"{c.get('name')} {r}" for c, r in asked)
        has = str(allocatable_of(node).get(resource, "0"))
        yield Statement(
            role="cause",
            text=Text(
                ko=f"파드가 요청하는 {resource}({said})가 가장 큰 노드 {node.name}의 할당 가능량 {has}보다 큽니다.",
                en=f"Its request for {resource} ({said}) is larger than the largest node {node.name}, "
                f"which has {has} to give.",
            ),
            cites=(
                *(pod.cite(f"spec.containers[{c.get('name')}].resources.requests.{resource}", r) for c, r in asked),
                node.cite(f"status.allocatable.{resource}", has),
            ),
        )


def request_of(container: Mapping[str, Any], resource: str) -> str | None:
    """A limit without a request counts as one."""
    resources = container.get("resources") or {}
    found = (resources.get("requests") or {}).get(resource) or (resources.get("limits") or {}).get(resource)
    return None if found is None else str(found)


def allocatable_of(node: Seen) -> Mapping[str, Any]:
    found: Mapping[str, Any] = node.status.get("allocatable") or {}
    return found


def _apart(pod: Seen, said: str) -> Iterator[Statement]:
    """A demand to be alone, when the scheduler says that it is what nodes fail."""
    terms = required_of(pod, "podAntiAffinity") or ()
    if "anti-affinity" not in said or not terms:
        return
    labels = (terms[0].get("labelSelector") or {}).get("matchLabels") or {}
    shown = ",".join(f"{k}={v}" for k, v in labels.items()) or str(terms[0].get("labelSelector") or {})
    key = str(terms[0].get("topologyKey", ""))
    path = "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"
    yield Statement(
        role="cause",
        text=Text(
            ko=f"파드 반친화성(podAntiAffinity)이 {key}마다 {shown} 파드를 하나만 허용합니다. "
            "파드보다 노드가 적으면 자리가 없습니다.",
            en=f"Its podAntiAffinity allows one pod with {shown} per {key}: "
            "with fewer nodes than pods there is no place left.",
        ),
        cites=(pod.cite(path, f"{shown} {key}"),),
    )
