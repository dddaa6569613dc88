"""Measures and states that people ask after and that nothing here reads: how much nodes and pods use, how full disks are, when
certificates and domains expire, what is in a database. Called by `planner.route`. Pure.

The answer names what is not read, and where it can be seen instead: neither a bare refusal, nor something else that was read.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.catalog import Entry
from assistant.language import Text
from assistant.patterns import Lazy
from assistant.planner.reading import Reading, calls_by_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What is not read, and questions nearby that can be asked."""

    said: Text
    instead: tuple[Text, ...]


_HOW_MUCH_EN = r"(?:how\s+much|how\s+many|what|which|show|current|average|peak|top|list|tell|give|highest|most)"
_IN_USE_KO = (
    r"(?:사용률|사용량|점유율|이용률|활용률|소비량|소모량|부하율"
    r"|(?:얼마나|몇\s*(?:퍼센트|프로|%|기가|메가|코어)\S{0,2}|얼마)\s*(?:쓰|써|썼|사용|먹|소비|점유|차지)"
    r"|(?:제일|가장|젤)?\s*많이\s*(?:쓰는|쓴|써|쓰고|사용|먹는|먹어|먹고|차지|잡아먹))"
)
_UNITS_KO = r"(?:메모리|램|씨피유|cpu|memory|리소스|자원)"
_USE = Lazy(
    rf"{_UNITS_KO}\S{{0,2}}\s*(?:\S+\s+)?{_IN_USE_KO}"
    r"|(?:memory|ram|cpu|mem)\s+(?:usage|utili[sz]ation|consumption|use|load)\b"
    r"|\b(?:usage|utili[sz]ation|consumption)\s+of\s+(?:the\s+)?(?:memory|ram|cpu)\b"
    rf"|\b{_HOW_MUCH_EN}\b.{{0,40}}\b(?:memory|ram|cpu)\b.{{0,40}}\b(?:using|used|uses?|consum\w+|eat\w*|taking|in\s+use)\b"
    rf"|\b{_HOW_MUCH_EN}\b.{{0,40}}\b(?:using|used|uses?|consum\w+|eat\w*|hogs?|hogging|taking)\b.{{0,20}}\b(?:memory|ram|cpu)\b"
    r"|\bkubectl\s+top\b|\btop\s+(?:pods?|nodes?)\s+by\s+(?:memory|cpu)\b"
)
_NOT_USE = Lazy(
    r"제한|한도|리밋|요청값|예약|왜|이유|원인|터|죽|부족|모자|oom|넘|초과"
    r"|\b(?:limits?|requests?|requested|reserved|allowed|permitted|can|may|why|oom\w*|too\s+much|exceed\w*|over|cause\w*)\b"
)
_FULL = Lazy(
    r"(?:디스크|볼륨|스토리지|용량|저장\s*공간|pvc|파일\s*시스템)\S{0,2}\s*(?:\S+\s+)?"
    r"(?:사용률|사용량|얼마나\s*(?:찼|차\s*있|남|썼|쓰고|쓴)|몇\s*(?:퍼센트|프로|%)|얼마\s*남|남은\s*(?:용량|공간))"
    r"|\b(?:disk|volume|storage|filesystem|pvc)s?\s+(?:usage|utili[sz]ation|space\s+(?:left|used|free))\b"
    r"|\bhow\s+full\b.{0,30}\b(?:disks?|volumes?|pvcs?|storage|filesystems?|it|they)\b"
    r"|\bhow\s+much\s+(?:free\s+)?(?:disk|space|storage)\b.{0,30}\b(?:left|free|used|remains?|remaining|available)\b"
)
_CERTIFICATE = Lazy(
    r"(?:인증서|certificates?|\bcerts?\b|\b(?:tls|ssl)\b)\S{0,2}.{0,30}"
    r"(?:만료|유효\s*기간|언제\s*까지|갱신|며칠\s*남|기한|expir\w*|renew\w*|valid|run\s+out|days?\s+left)"
    r"|(?:만료|expir\w*|renew\w*|valid).{0,30}(?:인증서|certificates?|\bcerts?\b|\b(?:tls|ssl)\b)"
)
_DOMAIN = Lazy(
    r"(?:도메인|domains?)\b.{0,30}(?:만료|갱신|연장|등록(?:일|처|기관|한\s*곳)|네임\s*서버|소유자|expir\w*|renew\w*|regist\w*|whois|owner|nameserver)"
    r"|(?:만료|갱신|연장|expir\w*|renew\w*|regist\w*|whois).{0,30}(?:도메인|domains?)"
)
_DATABASE = Lazy(
    r"(?:테이블|데이터베이스|디비|\bdb\b|mysql|postgres\w*|redis)\S{0,2}\s*(?:\S+\s+)?(?:행\s*(?:수|개수)|레코드|슬로우\s*쿼리|쿼리\s*(?:수|목록|느린)|커넥션\s*(?:수|몇)|키\s*(?:수|개수|몇))"
    r"|\b(?:how\s+many|list|show|which|slow|slowest|top)\b.{0,20}\b(?:rows|records|tables|queries|db\s+connections|database\s+connections)\b"
)
_CAPACITY = Text(ko="노드 목록과 메모리 용량 보여줘", en="list the nodes with their memory")
_TROUBLE = Text(ko="클러스터에 문제 있는 거 있어?", en="What is wrong in my cluster?")
_KINDS: tuple[tuple[Lazy, Lazy | None, Unread], ...] = (
    (
        _FULL, Lazy(r"왜|\bwhy\b|evict|압박|pressure"),
        Unread(
            said=Text(
                ko="**디스크와 볼륨이 얼마나 찼는지는 여기서 읽지 않습니다.** "
                "읽는 것은 잡아 둔 크기와, 노드의 DiskPressure 같은 상태입니다.",
                en="**How full disks and volumes are is not read here**: only the sizes set aside, and conditions of nodes "
                "such as DiskPressure.",
            ),
            instead=(
                Text(ko="PVC 목록 보여줘", en="list the PVCs"),
                _TROUBLE,
            ),
        ),
    ),
    (
        _USE, _NOT_USE,
        Unread(
            said=Text(
                ko="**노드와 파드가 메모리, CPU를 얼마나 쓰는지는 질문으로 읽어 드리지 않습니다.** 사용률은 `kubectl top nodes`, "
                "`kubectl top pods`로 볼 수 있고(metrics-server 필요), "
                "여기서는 용량, 요청, 제한과 그 때문에 생긴 문제를 읽습니다.",
                en="**How much memory and CPU nodes and pods use is not listed here**: `kubectl top nodes` and "
                "`kubectl top pods` show it (with a metrics-server). "
                "What is read here: capacity, requests, limits, and the trouble they cause.",
            ),
            instead=(_CAPACITY, _TROUBLE),
        ),
    ),
    (
        _CERTIFICATE, Lazy(r"왜|고치|\b(?:why|fix|error|fail\w*)\b|실패|에러|오류"),
        Unread(
            said=Text(
                ko="**인증서의 만료일은 여기서 읽지 않습니다.** 인증서는 Secret의 값이고, Secret의 값은 읽지 않습니다. "
                "cert-manager가 있으면 `kubectl get certificates -A`에 나옵니다.",
                en="**When certificates expire is not read here**: they are values of Secrets, which are never read. "
                "With cert-manager `kubectl get certificates -A` tells.",
            ),
            instead=(
                Text(ko="인그레스 목록 보여줘", en="list the ingresses"),
                Text(ko="시크릿 목록 보여줘", en="list the secrets"),
            ),
        ),
    ),
    (
        _DOMAIN, Lazy(r"인증서|certificate|\b(?:tls|ssl)\b"),
        Unread(
            said=Text(
                ko="**도메인의 등록과 만료일, DNS 레코드는 여기서 읽지 않습니다.** 등록 기관이나 DNS 관리 화면에서 볼 수 있고, "
                "여기서는 클러스터가 받는 호스트명을 읽습니다.",
                en="**Registrations of domains, their expiry and DNS records are not read here**: the registrar and the DNS "
                "provider show them. What is read here: the hostnames that the cluster takes.",
            ),
            instead=(
                Text(ko="외부에 노출된 호스트명이 뭐야?", en="what hostnames do we expose?"),
                _TROUBLE,
            ),
        ),
    ),
    (
        _DATABASE, Lazy(r"왜|\bwhy\b|로그|\blogs?\b"),
        Unread(
            said=Text(
                ko="**데이터베이스 안의 데이터와 쿼리는 여기서 읽지 않습니다.** "
                "클러스터와 AWS가 데이터베이스에 대해 아는 것만 읽습니다.",
                en="**Data and queries inside databases are not read here**: only what the cluster and AWS know of them.",
            ),
            instead=(
                _TROUBLE,
                Text(ko="워크로드 목록 보여줘", en="list the workloads"),
            ),
        ),
    ),
)  # fmt: skip
_OF_AWS = frozenset({"instance", "<instance>", "aws", "cost"})
_OF_CLUSTER = frozenset({"<kind>", "node", "pod", "container", "cluster", "workload", "<name>", "<pod>", "<namespace>"})


def measure_unread(reading: Reading, catalog: Iterable[Entry]) -> Unread | None:
    """What the question asks after, where nothing reads it; None where it can be looked up, or a way is asked for.

    What the cluster's entries say they answer is read: then there is one for it.
    """
    said = reading.features
    if {"howto", "document", "define"} & said or _OF_AWS & said or reading.slots.ids:
        return None
    if any(k.kind == "instances" for m in reading.mentions for k in m.known):
        return None  # CloudWatch has its measures
    if calls_by_name(reading):
        return None  # that nothing is called so comes first
    text = reading.text
    found = ((asks, u) for asks, beside, u in _KINDS if asks.search(text) and not (beside and beside.search(text)))
    asks, unread = next(found, (None, None))
    if asks is None or any(asks.search(text) for e in catalog if e.backend == "kube" for text in e.examples):
        return None
    # "cpu usage" alone may be of an instance
    of_cluster = any(m.known for m in reading.mentions) or (_OF_CLUSTER & said and not reading.mentions)
    return unread if asks is not _USE or of_cluster else None
