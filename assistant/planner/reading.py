"""A question, or an example of the catalog, as features that both share. Called by the planner's modules. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.planner import slots as slot_rules
from assistant.planner.question import Known, Question
from assistant.planner.slots import Mention, Slots
from knowledge import concepts
from knowledge.concepts import Meant

KINDS = {
    "pod": "pods",
    "service": "services",
    "node": "nodes",
    "namespace": "namespaces",
    "deployment": "deployments.apps",
    "statefulset": "statefulsets.apps",
    "daemonset": "daemonsets.apps",
    "replicaset": "replicasets.apps",
    "job": "jobs.batch",
    "cronjob": "cronjobs.batch",
    "ingress": "ingresses.networking.k8s.io",
    "configmap": "configmaps",
    "secret": "secrets",
    "pvc": "persistentvolumeclaims",
    "pv": "persistentvolumes",
    "hpa": "horizontalpodautoscalers.autoscaling",
    "pdb": "poddisruptionbudgets.policy",
    "networkpolicy": "networkpolicies.networking.k8s.io",
    "endpoint": "endpointslices.discovery.k8s.io",
    "serviceaccount": "serviceaccounts",
    "storageclass": "storageclasses.storage.k8s.io",
    "quota": "resourcequotas",
    "limitrange": "limitranges",
    "event": "events",
}
_ID_FEATURES = {"i": "<instance>", "vol": "<volume>", "snap": "<snapshot>", "eipalloc": "<address>", "ip": "<address>"}
THINGS = frozenset({"<name>", "<pod>", "<instance>", "<volume>", "<snapshot>", "<address>"})
# Names that examples use, so that they are read as names.
EXAMPLE_NAMES = (
    Known(name="checkout", kind="deployments.apps", namespace="shop"),
    Known(name="payment-api", kind="deployments.apps", namespace="payment"),
    Known(name="web-1", kind="instances", id="i-0a1b2c3d4e5f60718", region="ap-northeast-2"),
)
_REFERENCE = re.compile(
    r"(?<![\uac00-\ud7a3])(?:그거|그것|그게|그건|그걸|이거|이것|이게|이건|이걸|저거|걔|그놈|얘|거기|그쪽|(?:그|이|저|해당)\s+(?:파드|포드|팟|서비스|워크로드|디플로이먼트|배포|인스턴스|서버|볼륨|디스크|노드|놈|녀석|친구|것|애))"
    r"|\b(?:it|its|it's|itself|that one|this one|the other one|same one|those|them|(?:that|this|the same) (?:pod|service|workload|deployment|instance|server|volume|disk|node|one|thing|box))\b",
    re.IGNORECASE,
)
_KIND_PREFIX = re.compile(
    r"\b(deployment|deploy|service|svc|pod|po|statefulset|sts|daemonset|ds|replicaset|rs|job|cronjob|configmap|cm|node)/(?=[a-z])",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"^\s*(?:and|what about|how about|also|now|then|same for|그럼|그러면|그리고|또)\b|^\s*(?:그럼|그러면|그리고)\s|(?:은|는|도|쪽은|에서는|에서도)\s*[?？]*\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`features` are concepts and placeholders of what is named; `unknown` the words that are neither."""

    text: str
    slots: Slots
    meant: tuple[Meant, ...]
    features: frozenset[str]
    unknown: tuple[str, ...]
    refers: bool  # to something said before
    fragment: bool  # the rest of an earlier question: "and in staging?"
    mentions: tuple[Mention, ...] = ()  # what it is about, perhaps from an earlier question
    inherited: bool = False

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.concept for m in self.meant if m.concept))

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(KINDS[m.concept] for m in self.meant if m.concept in KINDS))


def read(question: Question) -> Reading:
    slots = slot_rules.read(replace(question, text=_KIND_PREFIX.sub(r"\1 ", question.text)))
    meant = tuple(concepts.read(slots.masked))
    if slots.namespaces:  # the word only says what the name is
        meant = tuple(m for m in meant if m.concept != "namespace")
    features = {m.concept for m in meant if m.concept}
    if "awsservice" in features and features.isdisjoint({"cost", "expensive", "increase"}):
        features = features - {"awsservice"} | {"other"}  # of other services only the cost is known
    if "howto" in features:
        features.discard("create")  # how to set something up is not a wish to have it set up
    if not features.isdisjoint(KINDS):
        features.add("<kind>")
    if any(not m.concept for m in meant):
        features.add("<word>")
    features |= _placeholders(slots)
    return Reading(
        text=question.text,
        slots=slots,
        meant=meant,
        features=frozenset(features),
        unknown=tuple(m.word for m in meant if not m.concept),
        refers=bool(_REFERENCE.search(question.text)),
        fragment=bool(_FRAGMENT.search(question.text)),
        mentions=slots.names,
    )


def _placeholders(slots: Slots) -> set[str]:
    found = {_feature(m) for m in slots.names}
    found |= {_ID_FEATURES[kind] for kind, _ in slots.ids if kind in _ID_FEATURES}
    for feature, given in (
        ("<namespace>", slots.namespaces),
        ("<region>", slots.region),
        ("<amount>", slots.amounts),
        ("<window>", slots.window),
    ):
        if given:
            found.add(feature)
    return found


def _feature(mention: Mention) -> str:
    if mention.pod:
        return "<pod>"
    return "<instance>" if mention.known and mention.known[0].kind == "instances" else "<name>"


def says_what(reading: Reading) -> bool:
    """Whether it says what is wanted, and not only how it is asked, where or when."""
    return any(f in THINGS or not (f.startswith("<") or concepts.is_bare(f)) for f in reading.features - {"other"})


def says_anything(reading: Reading) -> bool:
    return any(not concepts.is_soft(f) and f not in ("other", "<word>") for f in reading.features)


def about(reading: Reading, subject: Reading) -> Reading:
    """`reading` with what an earlier question was about, where it names nothing itself."""
    slots = replace(
        reading.slots,
        ids=reading.slots.ids or subject.slots.ids,
        namespaces=reading.slots.namespaces or subject.slots.namespaces,
    )
    mentions = reading.mentions or subject.mentions
    added = {_feature(m) for m in mentions} | {_ID_FEATURES[k] for k, _ in slots.ids if k in _ID_FEATURES}
    return replace(reading, slots=slots, mentions=mentions, features=reading.features | added, inherited=True)


def read_example(text: str) -> Reading:
    """An example's features; its names are those of `EXAMPLE_NAMES`, or look like names."""
    return read(Question(text=text, lang="en", catalog=(), known=_examples, now=_ANY_TIME))


_ANY_TIME = datetime(2026, 1, 14, 12, tzinfo=UTC)


def _examples(backend: str) -> tuple[Known, ...]:
    return EXAMPLE_NAMES if backend == "kube" else ()
