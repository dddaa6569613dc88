"""What belongs to an object that is asked about: what it leads to, what owns it, what it runs on. No playbook itself."""

from collections.abc import Iterable, Iterator

from assistant.checks.kube.api_services import AUTOSCALERS
from assistant.checks.kube.autoscaling import scaled
from assistant.checks.kube.claims import CLAIMS
from assistant.checks.kube.facts import KubeFacts, Seen, is_ready, selects
from assistant.checks.kube.ingresses import INGRESSES, backends

Ref = tuple[str, str, str]  # namespace, kind, name


def family_of(objects: Iterable[Seen], facts: KubeFacts) -> frozenset[Ref]:
    """The objects with everything whose trouble is theirs."""
    return frozenset(ref for obj in objects for member in _led_to(obj, facts) for ref in _around(member, facts))


def ref_of(obj: Seen) -> Ref:
    return obj.namespace, obj.kind, obj.name


def _led_to(obj: Seen, facts: KubeFacts) -> Iterator[Seen]:
    """The object, and the Services, workloads or pods that it sends to, scales, starts or is mounted by."""
    yield obj
    if obj.resource == INGRESSES:
        named = (facts.named("services", obj.namespace, b.service) for b in backends(obj))
        yield from (service for service in named if service is not None)
    elif obj.resource == AUTOSCALERS:
        yield from (w for objects in facts.objects.values() for w in objects if ref_of(w) == scaled(obj))
    elif obj.resource == "cronjobs.batch":
        yield from facts.owned("jobs.batch", obj)
    elif obj.resource == CLAIMS:
        yield from (p for p in facts.pods_in(obj.namespace) if obj.name in _claims(p))


def _claims(pod: Seen) -> set[str]:
    volumes = (v.get("persistentVolumeClaim") or {} for v in pod.spec.get("volumes") or ())
    return {str(claim["claimName"]) for claim in volumes if claim.get("claimName")}


def _around(obj: Seen, facts: KubeFacts) -> Iterator[Ref]:
    """The object, its owner, their pods with the nodes of those that are not ready, and the Services in front; of a
    Service what it selects."""
    top = facts.controller(obj) or obj
    yield from (ref_of(obj), ref_of(top))
    if obj.resource == "services":
        selector = obj.spec.get("selector")
        pods = [p for p in facts.pods_in(obj.namespace) if selector and selects(selector, p.labels)]
        yield from (ref_of(facts.controller(p) or p) for p in pods)
    else:
        pods = [obj] if obj.resource == "pods" else list(facts.pods_of(top))
        yield from (ref_of(s) for s in facts.services_of(top.namespace, top.template_labels))
    for pod in pods:
        yield ref_of(pod)
        if pod.spec.get("nodeName") and not is_ready(pod):  # what is wrong with its node may be why
            yield "", "Node", str(pod.spec["nodeName"])
