"""Whether something of one sort happened to any pod: "did anything get OOM killed in the last two weeks?", 이번 주에 OOM 난 거
있어?

Read by `narrowing.asked`, routed by `planner.occurred`, said by `composing.occurred`. Pure. The reason or the way is another
question.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.findings import Finding
from assistant.language import Text
from assistant.patterns import Lazy


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """`words` say it in a question; `ended` is looked for in why a container of a pod ended last, `state` in how the pod is now,
    `found` in the check and cause of a finding. Regexes; "" where that does not tell it."""

    name: str
    label: Text
    words: str
    state: str
    found: str
    ended: str = ""

    def is_now(self, pod: Mapping[str, Any]) -> bool:
        return bool(self.state) and bool(re.search(self.state, str(pod.get("state") or ""), re.IGNORECASE))

    def ended_so(self, pod: Mapping[str, Any]) -> bool:
        return bool(self.ended) and bool(re.search(self.ended, str(pod.get("last_end") or ""), re.IGNORECASE))

    def is_of(self, finding: Finding) -> bool:
        cause = dict(finding.cause)
        told = " ".join((finding.check, cause.get("variant", ""), cause.get("reason", "")))
        return bool(re.search(self.found, told, re.IGNORECASE))


_PULL = r"(?:pull(?:ing|ed)?|받|당겨|가져|풀)"
SORTS = (
    Sort(
        name="oom",
        label=Text(ko="OOMKilled", en="OOMKilled"),
        words=r"oom\w*|out[\s-]+of[\s-]+memory|(?:kill\w*|die[ds]?|dead)\s+(?:\w+\s+){0,2}?memory|오오엠|메모리\s*(?:부족|초과|때문|땜|문제)\S*"
        r"|(?:because\s+of|due\s+to|over|for)\s+(?:\w+\s+)?memory",
        state=r"oomkilled",
        ended=r"oomkilled",
        found=r"oom|memory_limit|node_memory",
    ),
    Sort(
        name="image",
        label=Text(ko="이미지 풀 오류", en="image pull errors"),
        words=rf"(?:err)?image\s*pull\w*|pull(?:ing|ed)?\s+(?:the\s+|an?\s+|its\s+)?images?|images?\s+(?:\w+\s+)?{_PULL}\w*|이미지\S?\s*(?:못|안)?\s*{_PULL}\S*",
        state=r"imagepull|invalidimage|registryunavailable",
        found=r"image_|imagepull|registry_",
    ),
    Sort(
        name="evicted",
        label=Text(ko="축출(Evicted)", en="evictions"),
        words=r"evict\w*|축출\S*|쫓겨\S*",
        state=r"^evicted",
        ended=r"^evicted",
        found=r"evict",
    ),
    Sort(
        name="crash loop",
        label=Text(ko="크래시 루프", en="crash loops"),
        words=r"crash[\s-]*loop\w*(?:\s*back\s*off)?|크래시\s*루프\S*|크래시루프\S*",
        state=r"crashloop",
        found=r"crash_|crashloop",
    ),
    Sort(
        name="probe",
        label=Text(ko="프로브 실패", en="probe failures"),
        words=r"(?:readiness|liveness|startup|health)\s*(?:probes?|checks?)|probes?|프로브\S*|헬스\s*체크\S*",
        state="",
        found=r"(?:readiness|startup|liveness)_failing|probe",
    ),
)
BY_NAME = {s.name: s for s in SORTS}
_SAID = tuple((s.name, Lazy(rf"(?<![\w-])(?:{s.words})(?![\w-])")) for s in SORTS)
# Whether there was any, or what it was.
_ASKS = Lazy(
    r"^\W*(?:(?:so|and|but|ok|hey)\W+)?(?:did|has|have|had|was|were|is|are|any|what|which|anything|show|list)\b.*?"
    r"\b(?:any(?:thing|one)?|something|what|which|there|pods?|workloads?|we|get|got|been)\b|^\W*any(?:thing|one)?\b"
    r"|(?:있|없)(?:었|던|어|나|니|냐|을까|는지|음|는가|습니까)\S*\s*[?？!.~]*\s*$|(?:났|났었|됐|됐었|당했|걸렸)(?:어|나|니|냐|는지|습니까|나요|어요)\S*\s*[?？!.~]*\s*$"
    r"|(?:뭐|뭐가|어떤|어느)\s"
)
_ELSE = Lazy(
    r"왜|이유|원인|어떻게|방법|해결|고치|막으|예방|뜻|의미|무슨\s*(?:말|뜻)|설정|몇\s*(?:초|분)|한도"
    r"|\b(?:why|how|what\s+(?:is|are|does|do|should|to)\s+(?:an?\s+|the\s+)?(?!there|any)|mean\w*|fix\w*|prevent\w*|avoid\w*|configur\w+|set|limits?|without|runbook|guide)\b"
)


def occurrence_asked(text: str) -> str:
    """The name of the sort whose occurrences are asked for; "" for any other question."""
    if not _ASKS.search(text) or _ELSE.search(text):
        return ""
    return next((name for name, said in _SAID if said.search(text)), "")
