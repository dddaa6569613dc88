"""What a question says is wrong, before anything was read: decides what else to look at and what counts as a problem.

Called by the Kubernetes playbooks. A question is often an alert as people paste it (kubernetes-mixin names included).
"""

import re

_SAID = {
    "cpu_throttling": r"throttl|쓰로틀|스로틀",
    "latency": r"latenc|\bslow|respon(?:se|ds?) time|takes? (?:too )?long|timing out|timeouts?|느리|느려|느린|지연|오래 걸",
    "dns": r"\bdns\b|resolv|name resolution|no such host|nxdomain|getaddrinfo|이름 (?:해석|풀이)|도메인을? (?:못|찾)",
    "network": r"(?:cannot|can't|can not|unable to|fails? to|not)\b[^.?!]{0,40}\b(?:connect|reach|talk|access)"
    r"|unreachable|no traffic|connect\w* (?:refused|timed|issue|problem|error|fail)|connectivity|network ?polic|block(?:s|ed|ing)"
    r"|연결이? (?:안|끊)|연결할 수|통신이? (?:안|불)|네트워크 ?정책|트래픽",
    "http": r"\bingress\b|\b(?:404|502|503|504)\b|\burl\b|\bdomain\b|\bhostname\b|gateway|인그레스|도메인|외부에서|접속",
    "scale": r"\bhpa\b|autoscal|\bscal(?:e|es|ing|ed)\b|maxed out|오토스케일|스케일|늘어나",
    "restarts": r"restart|crash|killed|\boom|\bdied\b|exited|재시작|죽었|죽는|종료|크래시",
    "schedule": r"\bcron ?jobs?\b|schedule[ds]?\b|크론|정기 작업|스케줄",
    "node": r"\bnodes?\b|노드|KubeletTooManyPods|too many pods|(?:memory|disk|pid) ?pressure|evict|축출",
    "storage": r"\bpvcs?\b|\bpv\b|persistent ?volume|storage ?class|볼륨|스토리지",
    "errors": r"\berrors?\b|exception|오류|에러|예외",
}
# ASCII: the word boundary after `DNS` holds before a Korean particle, too.
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE | re.ASCII)) for name, pattern in _SAID.items())
# What a log says when it is names that cannot be resolved, or packets that go nowhere.
IN_LOGS = re.compile(
    r"no such host|server misbehaving|name resolution|name or service not known|getaddrinfo|EAI_AGAIN|ENOTFOUND|"
    r"UnknownHostException|nxdomain|could not resolve|lookup \S+ on \S+:53",
    re.IGNORECASE,
)


def reported(question: str) -> frozenset[str]:
    """Names of symptoms: cpu_throttling, latency, dns, network, http, scale, restarts, schedule, node, storage, errors."""
    return frozenset(name for name, pattern in _PATTERNS if pattern.search(question))
