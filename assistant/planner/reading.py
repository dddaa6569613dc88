"""A question, or an example of the catalog, as features that both share. Called by the planner's modules. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.patterns import Lazy
from assistant.planner import slots as slot_rules
from assistant.planner.names import Mention
from assistant.planner.narrowing.asked import things_in, without_conditions
from assistant.planner.narrowing.log_words import without_quoted
from assistant.planner.places import PRODUCTION
from assistant.planner.question import Question
from assistant.planner.slots import Slots
from knowledge import concepts
from knowledge.analysis import stem
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
ID_FEATURES = {"i": "<instance>", "vol": "<volume>", "snap": "<snapshot>", "eipalloc": "<address>", "ip": "<address>"}
CLOUD_THINGS = frozenset({"instance", "volume", "snapshot", "eip"})
_OF_ACCOUNT = frozenset({"cost", "expensive", "increase", "decrease", "waste", "unused", "loose", "resource", "total"})
THINGS = frozenset({"<name>", "<pod>", "<instance>", "<volume>", "<snapshot>", "<address>"})
_REFERENCE = Lazy(
    r"(?<![\uac00-\ud7a3])(?:그거|그것|그게|그건|그걸|이거|이것|이게|이건|이걸|저거|걔|그놈|얘|거기|그쪽"
    r"|(?:그|이|저|해당)\s+(?:파드|포드|팟|서비스|워크로드|디플로이먼트|배포|인스턴스|서버|볼륨|디스크|노드|시크릿|컨피그맵|이미지|리비전|네임스페이스|클레임|인그레스|놈|녀석|친구|것|애))"
    r"|\b(?:in|on|from|inside)\s+there\b|\b(?:it|its|it's|itself|that one|this one|the other one|same one|those|them|they"
    r"|(?:that|this|the same) (?:pod|service|workload|deployment|instance|server|volume|disk|node|secret|configmap|image"
    r"|revision|claim|ingress|one|thing|box))\b"
)
_KIND_PREFIX = Lazy(
    r"\b(deployment|deploy|service|svc|pod|po|statefulset|sts|daemonset|ds|replicaset|rs|job|cronjob|configmap|cm|node)/(?=[a-z])"
)
VERB = Lazy(r"\b(port)-(forward(?:ing|ed|s)?)\b")  # with a hyphen and yet no name
_FRAGMENT = Lazy(
    r"^\s*(?:and|what about|how about|also|now|then|same for|그럼|그러면|그리고|또)\b|^\s*(?:그럼|그러면|그리고)\s"
    r"|(?:은|는|도|쪽은|에서는|에서도)\s*[?？]*\s*$"
)


_SUBJECTS = tuple(
    Lazy(pattern)
    for pattern in (
        r"\b(?:why\s+(?:is|are|does|did|has)|(?:wrong|issue|issues|problem|problems|matter|up)\s+with|what\s+happened\s+to|how\s+is)\s+([a-z][a-z0-9-]{2,})\b",
        r"\bis\s+([a-z][a-z0-9-]{2,})\s+(?:ok(?:ay)?|healthy|down|up|fine|alright|broken|working|alive|running)\b",
        (
            r"^\W*(?:our\s+|the\s+)?(?!(?:web)?sites?\b|(?:web\s?)?apps?\b|pages?\b|shops?\b|services?\b|servers?\b|systems?\b)"
            r"([a-z][a-z0-9-]{2,})\s+(?:is|seems|looks|went|keeps)\s+(?:\w+\s+)?(?:down|broken|failing|crashing|dead|stuck)\b"
        ),
    )
)
_DEPLOYED_BY = Lazy(
    r"\b(?:argo\s?cd|helm|flux)(?:'s)?\s+(?=(?:app|application|release|kustomization)\b)"
)  # only says by what
_LATIN = Lazy(r"[A-Za-z][A-Za-z0-9-]{2,}", 0)
_CALLED = Lazy(
    r"([A-Za-z][A-Za-z0-9-]{2,})\s*(?:서비스|파드|포드|팟|워크로드|디플로이먼트|배포|앱)(?!\S*\s*(?:목록|리스트|몇|전부|모두|다\s))",
    0,
)
_HANGUL = Lazy(r"[\uac00-\ud7a3]", 0)


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


def read(question: Question, *, words_too: bool = False) -> Reading:
    """`words_too` is explained at `slots.read`."""
    chosen = without_conditions(
        without_quoted(question.text), question.now, question.zone, question.previous
    )  # which rows are meant is no other question
    plain = _DEPLOYED_BY.sub("", VERB.sub(r"\1 \2", chosen))
    text, prefixes = _KIND_PREFIX.subn(r"\1 ", plain)  # deployment/billing
    words_too = words_too or prefixes > 0 or _is_of_one_called_so(question, text)
    slots = slot_rules.read(replace(question, text=text), words_too=words_too)
    meant = tuple(concepts.read(slots.masked))
    if slots.namespaces:  # the word only says what the name is
        meant = tuple(m for m in meant if m.concept != "namespace")
    return Reading(
        text=question.text,
        slots=slots,
        meant=meant,
        features=features_of(meant, _placeholders(slots)),
        unknown=tuple(m.word for m in meant if not m.concept),
        refers=_refers(chosen),
        fragment=bool(_FRAGMENT.search(question.text)),
        mentions=slots.names,
    )


def _is_of_one_called_so(question: Question, text: str) -> bool:
    """Whether the subject is a word of the field that a workload has for its name: why is billing down?"""
    said = next((match[1].lower() for pattern in _SUBJECTS if (match := pattern.search(text))), "")
    return bool(said) and any(thing.name.lower() == said for thing in question.known("kube"))


def read_with_names(question: Question) -> Reading:
    """As `read`; where it names nothing, with what is called by words of the field: billing."""
    reading = read(question)
    return reading if reading.mentions else read(question, words_too=True)


_THEY = frozenset(("they", "them", "those"))


def _refers(text: str) -> bool:
    """To something said before the question: "the addresses and what they are attached to" says itself of what."""
    return any(m[0].lower() not in _THEY or not things_in(text[: m.start()]) for m in _REFERENCE.finditer(text))


_FALLS = frozenset(
    {"go", "goes", "going", "went", "gone", "down", "drop", "drops", "떨어졌", "내려갔", "내려간"}
)  # what a bill does
_OF_PRICES = ("cheaper", "got cheaper", "was cheaper", "싸졌", "비싸졌", "저렴해졌")


def falls(word: str) -> bool:
    """Whether it is what a bill does, though of a workload it would mean a failure: "went down"."""
    return all(part in _FALLS for part in word.split())


def features_of(meant: Iterable[Meant], placeholders: set[str]) -> frozenset[str]:
    features = set(placeholders)
    said = tuple(meant)
    costs = any(m.concept == "cost" or m.word.startswith(_OF_PRICES) for m in said)
    things = any(m.concept in KINDS for m in said) or "<name>" in features
    for concept, word, _, _ in said:
        if concept == "usage" and costs and word.startswith("얼마"):
            continue  # how much money, not how much load
        if concept == "ahead" and not costs and word == "나올":
            continue  # when an error comes out
        if concept in ("fail", "delete") and costs and not things and falls(word):
            features.add("decrease")
            continue
        if concept in ("increase", "decrease") and word.startswith(_OF_PRICES):
            features.add("cost")
        if concept:
            features.add(concept)
        else:
            features.add("<word>")
        if concept in KINDS:
            features.add("<kind>")
        if concept in ("", "other"):
            features.add(f"~{word}")
    if "awsservice" in features and features.isdisjoint({"cost", "expensive", "increase", "decrease"}):
        features.remove("awsservice")  # of other services only the cost is known
        features.add("other")
    if "ahead" in features and features.isdisjoint({*_OF_ACCOUNT, "aws", "awsservice", "<amount>"}):
        features.add("other")  # nothing but costs is worked out ahead
    if {"aws", "resource", "cost"} <= features:
        features.remove("aws")  # what each resource of it costs
    if "aws" in features and CLOUD_THINGS & features and features.isdisjoint(_OF_ACCOUNT):
        features.remove("aws")  # it only says where the things are
    if "howto" in features:
        features.discard("create")  # how to set something up is not a wish to have it set up
    return frozenset(features)


def _placeholders(slots: Slots) -> set[str]:
    found = {_feature(m) for m in slots.names}
    found |= {ID_FEATURES[kind] for kind, _ in slots.ids if kind in ID_FEATURES}
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


def stranger(reading: Reading, *, products: bool = False) -> str:
    """What a question asks after by a name that nothing here has: the subject of an English "why is X ...", the one
    Latin word of a Korean question; "" where the words may be meant as words. `products`: also by that of a product."""
    asked = next((m for pattern in _SUBJECTS if (m := pattern.search(reading.text))), None)
    latin = _LATIN.findall(reading.text)
    word = asked[1] if asked else latin[0] if len(latin) == 1 and _HANGUL.search(reading.text) else ""
    named = stem(word.lower()) in reading.unknown or (products and concepts.is_product(word.lower()))
    return word if named and not PRODUCTION.fullmatch(word.lower()) else ""


def with_stranger(reading: Reading, *, products: bool) -> Reading | None:
    """The reading with that name as a thing it is about; None where there is no such name."""
    word = stranger(reading, products=products)
    return _with_name(reading, word) if word and not reading.mentions else None


def calls_by_name(reading: Reading) -> bool:
    """Whether that name stands before what it is, so that it cannot be a plain word: ghost 서비스 메모리 얼마나 써?"""
    called = _CALLED.search(reading.text)
    return called is not None and called[1] == stranger(reading)


def with_object(reading: Reading) -> Reading:
    """The reading of a wish with its one strange Latin word as the name of what it is about: roll back ghost."""
    latin = [w for w in _LATIN.findall(reading.text) if stem(w.lower()) in reading.unknown]
    return (
        _with_name(reading, latin[0]) if len(latin) == 1 and not reading.mentions and not reading.slots.ids else reading
    )


def _with_name(reading: Reading, word: str) -> Reading:
    first = reading.text.index(word)
    mention = Mention(text=word, first=first, last=first + len(word), how="unknown")
    said = (word.lower(), stem(word.lower()))
    meant = tuple(m for m in reading.meant if m.concept not in ("", "other") or m.word not in said)
    features = features_of(meant, _placeholders(reading.slots) | {"<name>"})
    unknown = tuple(u for u in reading.unknown if u != stem(word.lower()))
    return replace(reading, meant=meant, features=features, unknown=unknown, mentions=(mention,))


def says_something(reading: Reading) -> bool:
    """Whether it says what is wanted, and not only how it is asked, where or when."""
    if {"delete", "exist"} <= reading.features:
        return True  # whether there is anything to delete
    return any(f in THINGS or not (f[0] in "<~" or concepts.is_bare(f)) for f in reading.features - {"other"})


def says_anything(reading: Reading) -> bool:
    return any(f[0] != "~" and not concepts.is_soft(f) and f not in ("other", "<word>") for f in reading.features)


def about(reading: Reading, subject: Reading) -> Reading:
    """`reading` with what an earlier question was about, where it names nothing itself."""
    slots = replace(
        reading.slots,
        ids=reading.slots.ids or subject.slots.ids,
        namespaces=reading.slots.namespaces or subject.slots.namespaces,
        region=reading.slots.region or subject.slots.region,
    )
    mentions = reading.mentions or subject.mentions
    added = {_feature(m) for m in mentions} | {ID_FEATURES[k] for k, _ in slots.ids if k in ID_FEATURES}
    return replace(reading, slots=slots, mentions=mentions, features=reading.features | added, inherited=True)
