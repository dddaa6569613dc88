"""Whether a rule of a NetworkPolicy reaches the cluster's DNS. Called by `network`.

Source: NetworkPolicy v1 (NetworkPolicyPeer); labels and names under which kubeadm and the clouds install DNS (`kube-dns`).
"""

from collections.abc import Mapping
from typing import Any

from assistant.checks.kube.facts import KubeFacts, Seen, is_over
from assistant.checks.kube.selection import matches

_USUAL_PLACE = "kube-system"
_NAMES = ("kube-dns", "coredns", "rke2-coredns-rke2-coredns")
_LABEL = ("k8s-app", "kube-dns")
_ON_NODES = "node-local-dns"  # answers at an address of the node itself, which peers do not describe


def reaches_dns(rule: Mapping[str, Any], policy: Seen, facts: KubeFacts) -> bool:
    """Whether somebody whom the rule lets the pods talk to may be the cluster's DNS; True where that cannot be known."""
    peers = rule.get("to") or ()
    if not peers or not facts.has("namespaces") or any(d.name == _ON_NODES for d in facts.of("daemonsets.apps")):
        return True
    return any(_may_be_dns(peer, policy, facts) for peer in peers)


def _may_be_dns(peer: Mapping[str, Any], policy: Seen, facts: KubeFacts) -> bool:
    if "ipBlock" in peer:
        return True
    spaces = peer.get("namespaceSelector")
    place = dns_place(facts)
    if spaces is None:
        here = policy.namespace == place
    else:
        namespace = facts.named("namespaces", "", place)
        here = namespace is None or matches(spaces, namespace.labels)
    selector = peer.get("podSelector")
    servers = _servers(place, facts)
    return here and (selector is None or not servers or any(matches(selector, p.labels) for p in servers))


def dns_place(facts: KubeFacts) -> str:
    """The namespace of the Service that answers for names; where it usually is when none is known."""
    found = (s for s in facts.of("services") if s.name in _NAMES or s.labels.get(_LABEL[0]) == _LABEL[1])
    return next((s.namespace for s in found), _USUAL_PLACE)


def _servers(place: str, facts: KubeFacts) -> tuple[Seen, ...]:
    return tuple(p for p in facts.pods_in(place) if p.labels.get(_LABEL[0]) == _LABEL[1] and not is_over(p))
