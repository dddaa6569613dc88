"""Whether a question asks for single attributes of one thing and for nothing else: "what memory limit does it have?", 이미지는?

Called by `planner.of_one`, said by `composing.attributes`. Pure. With a word more, "which node is full?", it is another question.
"""

from typing import Literal

from assistant.language import Text
from assistant.patterns import Lazy

Attribute = Literal[
    "limits", "limits.memory", "limits.cpu", "requests", "requests.memory", "requests.cpu",
    "image", "node", "namespace", "replicas", "manager", "revision", "restarts",
    "claims",
    "serving", "harm",  # whether it answers, whether users feel what is wrong: asked for by `following.serving`
]  # fmt: skip
LABELS: dict[Attribute, Text] = {
    "limits.memory": Text(ko="메모리 한도", en="memory limit"),
    "limits.cpu": Text(ko="CPU 한도", en="CPU limit"),
    "limits": Text(ko="한도", en="limits"),
    "requests.memory": Text(ko="메모리 요청량", en="memory request"),
    "requests.cpu": Text(ko="CPU 요청량", en="CPU request"),
    "requests": Text(ko="요청량", en="requests"),
    "image": Text(ko="이미지", en="image"),
    "node": Text(ko="노드", en="node"),
    "namespace": Text(ko="네임스페이스", en="namespace"),
    "replicas": Text(ko="레플리카 수", en="replica count"),
    "manager": Text(ko="관리 주체", en="managed by"),
    "revision": Text(ko="리비전", en="revision"),
    "restarts": Text(ko="재시작 횟수", en="restart count"),
}
_MEMORY, _CPU = r"(?:memory|mem|ram|메모리|램)", r"(?:cpus?|씨피유|시피유)"
_LIMIT = r"(?:limits?|caps?|한도|리밋|리미트|제한(?:량|값)?|상한)"
_REQUEST = r"(?:requests?|reservations?|요청(?:량|값)?|리퀘스트)"
_SET = r"(?:을|를|이|가|은|는|에|의)?\s*(?:resource\s+)?"
_MAY_USE = r"\s+(?:is\s+\S+\s+(?:allowed|permitted)(?:\s+to\s+use)?|(?:can|may)\s+\S+\s+use(?:\s+at\s+most)?)"
_TAG = r"(?:versions?|tags?|버전|태그)"
_IMAGE = (
    rf"(?:(?:docker|container|도커|컨테이너)\s+)?(?:\bimages?\b|이미지)(?:\s*{_TAG})?|\b(?:version|tag)\b|버전|태그"
)
_REPLICAS = (
    r"\breplicas?(?:\s+count|\s*수)?(?![a-z])|레플리카(?:\s*수)?|복제본(?:\s*수)?"
    r"|how\s+many\s+(?:pods|copies)|파드(?=\s*몇)"
)
_MANAGER = (
    r"\b(?:who|what)\s+manages\b|\bmanaged\s+by\b|관리\s*주체|(?:뭘로|뭐로|무엇으로|무슨\s*도구로)\s*(?:배포|관리)"
)
_RESTARTS = (
    r"\brestart\s+counts?\b|\bhow\s+many\s+restarts\b|\bhow\s+(?:many\s+times|often)\s+(?:has|have|did|was|were)\s+\S+\s+(?:been\s+)?restart(?:ed)?\b"
    r"|\b(?:has|have|did|was|were)\s+\S+\s+(?:(?:ever|been|recently|lately|just)\s+)*restart(?:ed)?\b|\bany\s+restarts\b"
    r"|재시작(?:을|를)?\s*(?:한|된|했던|됐던|하거나|해\s*본)\s*(?:적|일)(?:이|은|도)?|재시작(?:됐|했|되었|하였)(?:어|나|니|는지|습니까|나요)"
    r"|재시작\s*(?:횟수|수(?![가-힣])|몇\s*[번회])|몇\s*번(?:이나)?\s*재시작(?:됐|했|되었)?"
)
_CLAIMS = (
    r"\b(?:pvcs?|(?:persistent\s*)?volumes?(?:\s+claims?)?|(?:storage|volume|disk)\s+(?:size|space|capacity)|disks?|storage|claims?)\b"
    r"|pvc|퍼시스턴트\s*볼륨(?:\s*클레임)?|(?:디스크|볼륨|스토리지)(?:\s*(?:크기|용량|사이즈))?|클레임"
)
# The surest first: what one takes is hidden from the next.
_WORDS: tuple[tuple[Attribute, Lazy], ...] = (
    ("limits.memory", Lazy(rf"{_MEMORY}{_SET}{_LIMIT}|{_LIMIT}\s+(?:of|on|for)\s+{_MEMORY}|how\s+much\s+{_MEMORY}{_MAY_USE}")),
    ("limits.cpu", Lazy(rf"{_CPU}{_SET}{_LIMIT}|{_LIMIT}\s+(?:of|on|for)\s+{_CPU}|how\s+much\s+{_CPU}{_MAY_USE}")),
    ("requests.memory", Lazy(rf"{_MEMORY}{_SET}{_REQUEST}|how\s+much\s+{_MEMORY}\s+does\s+\S+\s+request")),
    ("requests.cpu", Lazy(rf"{_CPU}{_SET}{_REQUEST}|how\s+much\s+{_CPU}\s+does\s+\S+\s+request")),
    ("limits", Lazy(rf"(?:resource|리소스|자원)?\s*(?<![가-힣a-z-]){_LIMIT}")),
    ("requests", Lazy(rf"(?:resource|리소스|자원)\s*{_REQUEST}")),
    ("image", Lazy(_IMAGE)),
    ("node", Lazy(r"\bnodes?\b|노드|\bwhere\s+(?:does|do|is|are)\s+\S+\s+run(?:ning)?\b")),
    ("namespace", Lazy(r"\b(?:namespaces?|ns)\b|네임스페이스")),
    ("replicas", Lazy(_REPLICAS)),
    ("manager", Lazy(_MANAGER)),
    ("restarts", Lazy(_RESTARTS)),
    ("claims", Lazy(_CLAIMS)),
    ("revision", Lazy(r"\brevision(?:\s+number)?\b|리비전(?:\s*번호)?")),
)  # fmt: skip
_OF_BOTH = Lazy(
    rf"(?P<one>{_CPU}|{_MEMORY})\s*(?:and|or|,|/|&|(?:이?랑|와|과|하고))\s*(?P<other>{_CPU}|{_MEMORY})\s*(?P<what>{_LIMIT}|{_REQUEST})"
)  # cpu and memory limits
_FILLER = Lazy(
    r"(?:and|so|then|also|ok(?:ay)?|now|what|whats|which|how|many|much|is|are|does|do|s|it|its|that|this|the|a|an|have|has|got|with|of|for"
    r"|on|in|at|to|by|runs?|running|using|uses?|used|set|currently|right|tell|show|give|me|please|pods?|containers?|deployment|service"
    r"|workload|app|value|configured|exactly|one|recently|lately|ever|been|last|time|big|large|sizes?|gb|gib|attached|mount(?:ed|s)?"
    r"|(?:크기|용량|사이즈|기가|크|붙|마운트|연결|최근|요즘|근래|마지막|언제|그럼|그러면|그리고|그거|그것|그건|이거|이건|걔|얘|지금|현재|혹시|좀|파드|컨테이너|워크로드|서비스|디플로이먼트|값|뭐|뭔|무엇|무슨|어떤|어느|얼마|얼마나"
    r"|몇|번|개|대|떠|돌|돌아|쓰|써|걸려|잡혀|설정|배정|알려|보여|말해|주|줘|줄래|있|된|돼|되|하|해|인|이|야|거|건|고|서|나|니|지|죠|데|은|는|가|의|을|를|에|에서|도|로"
    r"|으로|랑|이랑|과|와|어|아|요|까|예요|에요|이야|임|인데|인지|인가|세요|습니까|입니까|합니까|됐|했|어떻게|쪽)+)"
)
_TOKEN = Lazy(r"[a-z]+|[가-힣]+")


def attributes_in(masked: str) -> tuple[Attribute, ...]:
    """What is asked for, by the text with its names masked; () where anything else is said."""
    masked = _OF_BOTH.sub(r"\g<one> \g<what>, \g<other> \g<what>", masked)
    found: list[tuple[int, Attribute]] = []
    for attribute, words in _WORDS:
        if match := words.search(masked):
            found.append((match.start(), attribute))
            masked = masked[: match.start()] + "/" * len(match[0]) + masked[match.end() :]
    return tuple(attribute for _, attribute in sorted(found)) if only_fills(masked) else ()


def only_fills(masked: str) -> bool:
    """Whether the text says nothing but how something is asked."""
    return all(_FILLER.fullmatch(m[0]) for m in _TOKEN.finditer(masked))
