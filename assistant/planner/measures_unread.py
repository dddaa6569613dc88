"""Measures and states that people ask after and that nothing here reads: how full disks are, when domains expire, what is in
a database. Called by `planner.route`. Pure.

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


_FULL = Lazy(
    r"(?:디스크|볼륨|스토리지|용량|저장\s*공간|pvc|파일\s*시스템)\S{0,2}\s*(?:\S+\s+)?"
    r"(?:사용률|사용량|얼마나\s*(?:찼|차\s*있|남|썼|쓰고|쓴)|몇\s*(?:퍼센트|프로|%)|얼마\s*남|남은\s*(?:용량|공간))"
    r"|(?:디스크|볼륨|스토리지|pvc|파일\s*시스템)\S{0,2}\s*(?:\S+\s+)?(?:꽉|다|가득)\s*(?:찬|찼|차)"
    r"|\b(?:disk|volume|filesystem|pvc)s?\b.{0,16}\b(?:(?:almost|nearly|getting)\s+)?(?:full|filling\s+up|out\s+of\s+space)\b"
    r"|\b(?:disk|volume|storage|filesystem|pvc)s?\s+(?:usage|utili[sz]ation|space\s+(?:left|used|free))\b"
    r"|\bhow\s+full\b.{0,30}\b(?:disks?|volumes?|pvcs?|storage|filesystems?|it|they)\b"
    r"|\bhow\s+much\s+(?:free\s+)?(?:disk|space|storage)\b.{0,30}\b(?:left|free|used|remains?|remaining|available)\b"
)
_DOMAIN = Lazy(
    r"(?:도메인|domains?)\b.{0,30}(?:만료|갱신|연장|등록(?:일|처|기관|한\s*곳)|네임\s*서버|소유자|expir\w*|renew\w*|regist\w*|whois|owner|nameserver)"
    r"|(?:만료|갱신|연장|expir\w*|renew\w*|regist\w*|whois).{0,30}(?:도메인|domains?)"
)
_DATABASE = Lazy(
    r"(?:테이블|데이터베이스|디비|\bdb\b|mysql|postgres\w*|redis)\S{0,2}\s*(?:\S+\s+)?(?:행\s*(?:수|개수)|레코드|슬로우\s*쿼리|쿼리\s*(?:수|목록|느린)|커넥션\s*(?:수|몇)|키\s*(?:수|개수|몇))"
    r"|\b(?:how\s+many|list|show|which|slow|slowest|top)\b.{0,20}\b(?:rows|records|tables|queries|db\s+connections|database\s+connections)\b"
)
_ALLOWED = Lazy(
    r"\bwho\s+(?:\w+\s+)?(?:has|have|got|holds?)\b.{0,20}\b(?:access|permissions?|rights|privileges?|roles?)\b"
    r"|\bwho\s+(?:can|may|could|is\s+(?:allowed|able)\s+to)\s+(?:access|log\s*in|deploy\s+to|get\s+into)\b|\bwho\s+(?:is|are)\b.{0,12}\badmins?\b"
    r"|(?:누가|누구\S*)\s.{0,16}(?:권한|관리자)|(?:권한|관리자)\S{0,6}\s*(?:누가|누구)"
)
_TROUBLE = Text(ko="클러스터에 문제 있는 거 있어?", en="What is wrong in my cluster?")
_KINDS: tuple[tuple[Lazy, Lazy | None, Unread], ...] = (
    (
        _FULL, Lazy(r"왜|\bwhy\b|evict|압박|pressure|못\s|실패|에러|fail|error"),
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
    (
        _ALLOWED, Lazy(r"왜|\bwhy\b|forbidden|denied|거부"),
        Unread(
            said=Text(
                ko="**누가 무엇을 할 수 있는지는 목록으로 읽지 않습니다.** 클러스터에서는 "
                "`kubectl get rolebindings,clusterrolebindings -A -o wide`와 `kubectl auth can-i --list --as=USER`로, "
                "AWS에서는 IAM에서 봅니다.",
                en="**Who may do what is not listed here.** In a cluster "
                "`kubectl get rolebindings,clusterrolebindings -A -o wide` and `kubectl auth can-i --list --as=USER` tell, "
                "in AWS it is IAM.",
            ),
            instead=(
                Text(ko="서비스 어카운트 권한 확인하는 방법", en="how do I fix a role binding"),
                _TROUBLE,
            ),
        ),
    ),
)  # fmt: skip
_OF_AWS = frozenset({"instance", "<instance>", "aws", "cost"})


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
    return unread
