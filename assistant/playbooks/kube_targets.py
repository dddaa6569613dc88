"""Which objects a question is about: by the name it was given, else by the names in its words. No playbook itself."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.checks.kube.facts import WORKLOADS, KubeFacts, Seen
from assistant.playbooks.kube_family import Ref, family_of, ref_of
from tools.spec import NotFound, Reason

NAMED = (
    *WORKLOADS,
    "cronjobs.batch",
    "services",
    "ingresses.networking.k8s.io",
    "horizontalpodautoscalers.autoscaling",
    "pods",
    "replicasets.apps",
    "nodes",
    "persistentvolumeclaims",
)
_WORD = re.compile(r"(?P<quote>[`'\"]?)(?P<word>[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?)")
_KIND_WORDS = frozenset(
    re.findall(
        r"\S+",
        "pod pods deployment deploy statefulset daemonset job cronjob service svc node pvc ingress hpa app application workload"
        " 파드 디플로이먼트 배포 서비스 노드 잡 워크로드",
    )
)
# Words that are also names of objects in many clusters (Service `kubernetes`, namespace `default`), and mean neither.
_GENERIC = _KIND_WORDS | {
    "kubernetes",
    "k8s",
    "default",
    "cluster",
    "namespace",
    "container",
    "system",
    "api",
    "logs",
    "log",
}
# Parts of ordinary hyphenated words: out-of-memory, end-to-end, read-only, port-forward.
_EVERYDAY = frozenset(
    re.findall(
        r"\S+",
        "a and by end for forward full go hour in long low high memory minute multi my new no non not of off on one only"
        " out per port pre re read real roll self so start the time to up use used well",
    )
)

_UNREADY_NAMED = 4
_ALIKE = 0.6  # below this two names share letters and no more


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is asked about: the objects, and those around them by reference."""

    objects: tuple[Seen, ...]
    family: frozenset[Ref]

    def concerns(self, obj: Seen) -> bool:
        return ref_of(obj) in self.family


def target_of(name: str | None, namespace: str | None, question: str, facts: KubeFacts) -> Target | None:
    """None when nothing is named. Raises: NotFound for a name that does not exist, with the closest ones.

    A name that is no object's may be that of a namespace, or of something that only events tell of; then, and without a
    name, the question's own words decide.
    """
    if not name and not question:
        return None
    objects = _called(name, facts) if name else ()
    objects = objects or _in_words(question, facts)
    if objects:
        return Target(objects=objects, family=family_of(objects, facts))
    if refs := frozenset(_only_in_events(f"{name or ''} {question}", facts)):
        return Target(objects=(), family=refs)
    if name and (inside := frozenset(_in_namespace(name, facts))):
        return Target(objects=(), family=inside)
    if stranger := name or _stranger(question, facts):
        raise _unknown(stranger, namespace, facts)
    return None


def is_called(name: str, facts: KubeFacts) -> bool:
    """Whether anything that was read is called so."""
    return bool(_called(name, facts))


def _in_namespace(name: str, facts: KubeFacts) -> Iterator[Ref]:
    """Everything in the namespace called so."""
    for objects in facts.objects.values():
        yield from ((o.namespace, o.kind, o.name) for o in objects if o.namespace == name)


def _called(name: str, facts: KubeFacts) -> tuple[Seen, ...]:
    """Objects called so; the name may carry a namespace or a kind before a slash."""
    prefix, _, last = name.rpartition("/")
    wanted = prefix.rpartition("/")[2].lower()
    found: list[Seen] = []
    for resource in NAMED:
        plural = resource.partition(".")[0]
        kinds = {plural, plural.removesuffix("s"), resource}
        if not wanted or wanted in kinds:
            found.extend(o for o in facts.of(resource) if o.name == last)
        else:
            found.extend(o for o in facts.of(resource) if o.name == last and o.namespace == prefix.partition("/")[0])
    return tuple(found)


def _in_words(question: str, facts: KubeFacts) -> tuple[Seen, ...]:
    """The objects of the longest name that the question holds, in the namespace it names if it names one; where traffic
    is what was reported, of every name: a connection has two ends."""
    names = _names(facts)
    words = [last for match in _WORD.finditer(question) if (last := match["word"].rpartition("/")[2])]
    matched = [w for w in words if w in names and w.lower() not in _GENERIC]
    if not matched:
        return ()
    chosen = dict.fromkeys(matched) if "network" in facts.reported else (max(matched, key=len),)
    objects = [o for word in chosen for o in names[word]]
    spaces = {part for match in _WORD.finditer(question) for part in match["word"].split("/")}
    here = [o for o in objects if o.namespace in spaces]
    return tuple(here or objects)


def _names(facts: KubeFacts) -> dict[str, list[Seen]]:
    """Every name that people may use: of objects, and of the workload that a lone pod's name tells of."""
    found: dict[str, list[Seen]] = {}
    for resource in NAMED:
        for obj in facts.of(resource):
            found.setdefault(obj.name, []).append(obj)
    for pod in facts.of("pods"):
        template = pod.labels.get("pod-template-hash", "")
        base, hashed, _ = pod.name.partition(f"-{template}-")
        if template and hashed and base not in found and facts.controller(pod) is None:
            found.setdefault(base, []).append(pod)
    return found


def _only_in_events(question: str, facts: KubeFacts) -> Iterator[Ref]:
    """Objects of other kinds (an Argo CD Application) that events tell of."""
    words = {match["word"].rpartition("/")[2] for match in _WORD.finditer(question)} - _GENERIC
    for event in facts.of("events"):
        about = event.row.get("involvedObject") or {}
        if about.get("name") in words:
            yield str(about.get("namespace", "")), str(about.get("kind", "")), str(about["name"])


def _stranger(question: str, facts: KubeFacts) -> str:
    """A word that can only be a name, and that nothing here is called; "" when there is none."""
    known = set(_everything(facts))
    matches = list(_WORD.finditer(question))
    for number, match in enumerate(matches):
        word = match["word"].rpartition("/")[2]
        parts = word.lower().split("-")
        if len(parts) < 2 or word in known or not all(parts) or _EVERYDAY & set(parts) or "." in word:
            continue
        beside = {matches[i]["word"].lower() for i in (number - 1, number + 1) if 0 <= i < len(matches)}
        if "namespace" in beside:
            continue
        if len(parts) > 2 or match["quote"] or beside & _KIND_WORDS:
            return word
    return ""


def _everything(facts: KubeFacts) -> Iterator[str]:
    for objects in facts.objects.values():
        for obj in objects:
            yield obj.name
            yield obj.namespace
            yield from obj.labels.values()
            yield from (str(c.get("name", "")) for c in obj.containers)
    for event in facts.of("events"):
        yield str((event.row.get("involvedObject") or {}).get("name", ""))


def _unready(facts: KubeFacts) -> list[str]:
    """The first few workloads that lack ready pods: who asks why something fails may mean one of them."""
    found = []
    for resource in ("deployments.apps", "statefulsets.apps"):
        for workload in facts.of(resource):
            if workload.status.get("readyReplicas", 0) < workload.spec.get("replicas", 1):
                found.append(f"{workload.namespace}/{workload.name}")
    return found[:_UNREADY_NAMED]


def _unknown(name: str, namespace: str | None, facts: KubeFacts) -> NotFound:
    last = name.rpartition("/")[2]
    names = {o.name: o for resource in NAMED for o in facts.of(resource)}
    close = difflib.get_close_matches(last, names, n=4, cutoff=_ALIKE)
    close += [n for n in names if last in n and n not in close][: 4 - len(close)]
    where = f" in namespace {namespace}" if namespace else ""
    hint = ", ".join(f"{names[n].namespace}/{n}" for n in close)
    unready = ", ".join(_unready(facts))
    parts = {"name": last, "namespace": namespace or "", "closest": hint, "unready": unready}
    ask = 'To see what there is: "list the workloads".'
    return NotFound(
        f"There is no workload, Service or pod called {last!r}{where}.",
        remedy=f"Did you mean: {hint}?" if hint else f"Not ready here: {unready}. {ask}" if unready else ask,
        reason=Reason(code="no_such_workload", parts=parts),
    )
