"""Which services can be reached from outside the cluster: through an Ingress, or by their own type.

Called by `planner.route`. Pure. Source: Service types and Ingress of the Kubernetes API.
"""

from assistant.language import Text
from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading

_EXPOSED = Lazy(
    r"\b(?:customer|user|client|public|internet)[\s-]+facing\b|\b(?:publicly|externally)\s+(?:exposed|accessible|reachable|available|open)\b"
    r"|\b(?:exposed|open|reachable|accessible|public|visible)\s+(?:to|from|on)\s+(?:the\s+)?(?:whole\s+)?"
    r"(?:internet|outside|public|world|web|customers?)\b"
    r"|\b(?:services?|what|which)\b.{0,20}\b(?:exposed|public)\b(?!\s+(?:ips?|address\w*|subnets?|keys?))|\b(?:exposed|public)\s+(?:services?|endpoints?)\b"
    r"|(?:외부|인터넷|바깥|밖|퍼블릭)(?:에서도|에서|에게|으로|에|로)?\s*(?:\S+\s+)?(?:노출|공개|열려|열린|열어|오픈|접근|접속)"
    r"|(?:고객|사용자|유저|손님)\S{0,3}\s*(?:직접\s*)?(?:쓰는|사용하는|접속하는|보는|노출\S*|대상)\s*(?:서비스|앱|시스템|워크로드)"
)
_OTHER = Lazy(  # what fails, what to do, and what is no Service
    r"안\s*(?:돼|되|됨|된|됩|열)|못|왜|실패|장애|문제|에러|오류|막혀|막힌|끊|느려|비밀|시크릿|키\b"
    r"|\b(?:why|fail\w*|errors?|problems?|issues?|broken|down|incidents?|cannot|can't|secrets?|keys?|should|buckets?|snapshots?)\b"
)
_AMONG = Lazy(r"\b(?:of|from|among)\s+(?:them|those|these)\b|그\s*중|이\s*중|저\s*중")
_NOT_OF_CLUSTER = frozenset(
    {
        "howto",
        "define",
        "document",
        "instance",
        "<instance>",
        "address",
        "volume",
        "cost",
        "aws",
        "waste",
        "log",
        "<id>",
    }
)
_CLOSING = Text(
    ko="밖에서 닿는 길로 인그레스와 LoadBalancer, NodePort 서비스를 봤습니다. "
    "Gateway와 클러스터 밖의 로드 밸런서는 보지 않았습니다.",
    en="Looked at as ways in from outside: Ingresses, and Services of type LoadBalancer or NodePort. "
    "Gateways, and load balancers outside the cluster, were not looked at.",
)


def exposed(question: Question, reading: Reading) -> Routed | None:
    """The ways in from outside; None where something else is asked, or only of what was listed before."""
    text = reading.text
    if not _EXPOSED.search(text) or _OTHER.search(text) or _NOT_OF_CLUSTER & reading.features:
        return None
    if (
        any(k.kind == "instances" for m in reading.mentions for k in m.known)
        or reading.slots.ids
        or (question.previous and _AMONG.search(text))
    ):
        return None
    entry = next((e for e in question.catalog if e.name == "list_entry_points"), None)
    if entry is None or not question.has(entry.backend):
        return None
    where = {"namespace": reading.slots.namespaces[0]} if len(reading.slots.namespaces) == 1 else {}
    return Routed(reply=Calls((CallWanted(name=entry.name, arguments=where),)), closing=_CLOSING)
