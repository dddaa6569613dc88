"""What of the nodes' room, volumes and neighbours keeps a pod off, as far as the scheduler says it does. Called by
`scheduling`.

Source: filters of the default scheduler (NodeResourcesFit, NodePorts, PodTopologySpread, VolumeBinding, InterPodAffinity;
v1.28 to v1.34).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.checks.kube.claims import CLAIMS
from assistant.checks.kube.facts import KubeFacts, Seen, is_over
from assistant.checks.kube.selection import matches
from assistant.findings import Statement
from assistant.language import Text, with_particle
from tools.kube.quantities import amount

_RESOURCES = ("cpu", "memory", "nvidia.com/gpu")
_MOST = 3  # nodes and pods that are named


def what_is_taken(pod: Seen, filters: Sequence[str], nodes: Sequence[Seen], facts: KubeFacts) -> Iterator[Statement]:
    """One statement for each filter that the objects which were read explain; `nodes` are those it may be on."""
    if "resources" in filters:
        yield from _room(pod, nodes, facts)
    explained = {
        "cordoned": _cordoned,
        "topology_spread": _spread,
        "volume_zone": _zone,
        "host_port": _ports,
        "pod_affinity": _neighbours,
    }
    for name in filters:
        if name in explained:
            yield from explained[name](pod, facts)


def requested(pod: Seen, resource: str) -> Decimal:
    """What the scheduler counts for a pod: the sum of its containers; a limit without a request counts as one."""
    return sum((amount(_stated(c, resource)) or Decimal(0) for c in pod.spec.get("containers") or ()), Decimal(0))


def _stated(container: Mapping[str, Any], resource: str) -> str:
    resources = container.get("resources") or {}
    return str((resources.get("requests") or {}).get(resource) or (resources.get("limits") or {}).get(resource) or "0")


def _room(pod: Seen, nodes: Sequence[Seen], facts: KubeFacts) -> Iterator[Statement]:
    """Requests that would fit an empty node, and are more than what is left on any."""
    for resource in _RESOURCES:
        wanted = requested(pod, resource)
        sizes = {n.name: size for n in nodes if (size := _size(n, resource)) is not None}
        if not wanted or not sizes or wanted > max(sizes.values()):
            continue
        free = {name: size - _taken(name, resource, facts) for name, size in sizes.items()}
        roomiest = max(free, key=lambda name: free[name])
        if wanted <= free[roomiest]:
            continue
        node = facts.named("nodes", "", roomiest)
        if node is not None:
            yield _room_statement(pod, node, resource, wanted, free[roomiest])


def _taken(node: str, resource: str, facts: KubeFacts) -> Decimal:
    """What the pods on a node request of it."""
    return facts.once(
        ("taken", node, resource),
        lambda: sum((requested(p, resource) for p in facts.pods_on(node) if not is_over(p)), Decimal(0)),
    )


def _room_statement(pod: Seen, node: Seen, resource: str, wanted: Decimal, left: Decimal) -> Statement:
    asked, free, size = (_amount_text(v, resource) for v in (wanted, left, _size(node, resource) or Decimal(0)))
    return Statement(
        role="cause",
        text=Text(
            ko=f"파드는 {resource} {with_particle(asked, '을')} 요청하지만, 가장 여유 있는 노드 {node.name}에도 "
            f"{size} 중 {free}만 남아 있습니다(다른 파드의 요청량 기준).",
            en=f"It requests {asked} of {resource}; the roomiest node {node.name} has {free} of {size} left "
            "beside what other pods request.",
        ),
        cites=(
            pod.cite(f"spec.containers.resources.requests.{resource}", asked),
            node.cite(f"status.allocatable.{resource}", str((node.status.get("allocatable") or {}).get(resource, ""))),
        ),
    )


def _size(node: Seen, resource: str) -> Decimal | None:
    return amount((node.status.get("allocatable") or {}).get(resource, ""))


def _amount_text(value: Decimal, resource: str) -> str:
    if resource == "memory":
        return f"{max(value, Decimal(0)) / 2**20:.0f}Mi"
    return f"{max(value, Decimal(0)).normalize():f}"


def _cordoned(pod: Seen, facts: KubeFacts) -> Iterator[Statement]:
    closed = [n for n in facts.of("nodes") if n.spec.get("unschedulable")]
    if closed:
        names = ", ".join(n.name for n in closed[:_MOST])
        yield Statement(
            role="cause",
            text=Text(
                ko=f"노드 {with_particle(names, '은')} 새 파드를 받지 않도록 닫혀 있습니다(cordon).",
                en=f"Closed to new pods (cordoned): {names}.",
            ),
            cites=tuple(n.cite("spec.unschedulable", "True") for n in closed[:_MOST]),
        )


def _spread(pod: Seen, facts: KubeFacts) -> Iterator[Statement]:
    for number, constraint in enumerate(pod.spec.get("topologySpreadConstraints") or ()):
        if constraint.get("whenUnsatisfiable", "DoNotSchedule") != "DoNotSchedule":
            continue
        key, skew = str(constraint.get("topologyKey", "")), constraint.get("maxSkew", 1)
        without = [n for n in facts.of("nodes") if key not in n.labels]
        lacking_ko = (
            f" 레이블 {with_particle(key, '이')} 없는 노드: {', '.join(n.name for n in without[:_MOST])}."
            if without
            else ""
        )
        lacking_en = f" Nodes without that label: {', '.join(n.name for n in without[:_MOST])}." if without else ""
        yield Statement(
            role="cause",
            text=Text(
                ko=f"파드를 {key}마다 고르게(차이 {skew} 이하) 나누도록 topologySpreadConstraints가 요구하는데, 그럴 수 있는 "
                f"노드가 없습니다.{lacking_ko}",
                en=f"Its topologySpreadConstraints demand an even spread over {key} (difference of at most {skew}), "
                f"and no node allows that.{lacking_en}",
            ),
            cites=(
                pod.cite(f"spec.topologySpreadConstraints[{number}].topologyKey", key),
                *(n.cite("metadata.labels", key) for n in without[:_MOST]),
            ),
        )


def _zone(pod: Seen, facts: KubeFacts) -> Iterator[Statement]:
    """The volume that pins the pod to a place where it cannot be."""
    for volume in pod.spec.get("volumes") or ():
        claim = facts.named(
            CLAIMS, pod.namespace, str((volume.get("persistentVolumeClaim") or {}).get("claimName", ""))
        )
        held = facts.named("persistentvolumes", "", str(claim.spec.get("volumeName", ""))) if claim else None
        terms = ((held.spec.get("nodeAffinity") or {}).get("required") or {}).get("nodeSelectorTerms") if held else None
        if claim is None or held is None or not terms:
            continue
        said = "; ".join(
            f"{e.get('key')} {e.get('operator')} {', '.join(map(str, e.get('values') or ()))}"
            for term in terms
            for e in term.get("matchExpressions") or ()
        )
        yield Statement(
            role="cause",
            text=Text(
                ko=f"PVC {claim.name}의 PV {with_particle(held.name, '은')} {said} 노드에서만 쓸 수 있습니다.",
                en=f"The PV {held.name} of claim {claim.name} can be used only on nodes with {said}.",
            ),
            cites=(held.cite("spec.nodeAffinity", said), claim.cite("spec.volumeName", held.name)),
        )


def _ports(pod: Seen, facts: KubeFacts) -> Iterator[Statement]:
    wanted = _host_ports(pod)
    holders = [p for p in facts.of("pods") if p.uid != pod.uid and not is_over(p) and _host_ports(p) & wanted]
    if wanted and holders:
        ports = ", ".join(map(str, sorted(wanted)))
        names = ", ".join(f"{p.namespace}/{p.name}" for p in holders[:_MOST])
        yield Statement(
            role="cause",
            text=Text(
                ko=f"노드의 포트(hostPort) {with_particle(ports, '을')} 이미 쓰는 파드가 있습니다: {names}.",
                en=f"The node's port (hostPort) {ports} is taken by {names}.",
            ),
            cites=(
                pod.cite("spec.containers.ports.hostPort", ports),
                *(p.cite("spec.containers.ports.hostPort", ports) for p in holders[:_MOST]),
            ),
        )


def _host_ports(pod: Seen) -> set[int]:
    ports = (p for c in pod.spec.get("containers") or () for p in c.get("ports") or ())
    return {int(p["hostPort"]) for p in ports if p.get("hostPort")}


def _neighbours(pod: Seen, facts: KubeFacts) -> Iterator[Statement]:
    """Pods that it must be near, and that do not run."""
    affinity = (pod.spec.get("affinity") or {}).get("podAffinity") or {}
    for term in affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or ():
        selector = term.get("labelSelector") or {}
        if any(matches(selector, p.labels) for p in facts.pods_in(pod.namespace) if p.spec.get("nodeName")):
            continue
        labels = selector.get("matchLabels") or {}
        shown = ",".join(f"{k}={v}" for k, v in labels.items()) or str(selector)
        path = "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution"
        yield Statement(
            role="cause",
            text=Text(
                ko=f"파드 친화성(podAffinity)이 {shown} 파드와 같은 곳({term.get('topologyKey')})에 있기를 요구하지만 "
                "그런 파드가 돌고 있지 않습니다.",
                en=f"Its podAffinity demands to be near a pod with {shown} (same {term.get('topologyKey')}), "
                "and no such pod runs.",
            ),
            cites=(pod.cite(path, shown),),
        )
