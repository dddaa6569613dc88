"""A cause that a question suspects ("is it a memory problem?", "네트워크 때문이야?"), held against the causes that were found.

Read by `narrowing.asked`, said by `composing.compose`. Pure. What was found may point to it, or to something else; it never
proves that a suspected cause plays no part.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.findings import Finding
from assistant.language import Text
from assistant.patterns import Lazy


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """`words` say it in a question; `seen` is looked for in a finding's check, title and causes (English). Regexes."""

    name: str
    label: Text
    words: str
    seen: str


def _suspect(name: str, ko: str, en: str, words: str, seen: str) -> Suspect:
    return Suspect(name=name, label=Text(ko=ko, en=en), words=words, seen=seen)


SUSPECTS = (
    _suspect("memory", "메모리", "memory", r"메모리|memory|oom", r"oom|memory"),
    _suspect("cpu", "CPU", "CPU", r"씨피유|cpu|throttling", r"\bcpu"),
    _suspect(
        "capacity", "용량 부족", "capacity", r"용량(?:\s*부족)?|자원(?:\s*부족)?|capacity|resources?|quota|쿼터",
        r"node_full|insufficient|quota|no node|cannot be scheduled|too many pods",
    ),
    _suspect("dns", "DNS", "DNS", r"dns|디엔에스", r"\bdns"),
    _suspect(
        "network", "네트워크", "the network", r"네트워크|통신|network(?:ing)?|connectivity",
        r"dns|traffic_blocked|network|service_|ingress|load_balancer",
    ),
    _suspect("image", "이미지", "the image", r"이미지|레지스트리|image|registry", r"image|registry"),
    _suspect(
        "config", "설정", "configuration", r"설정|시크릿|컨피그맵?|config(?:uration|map)?|secrets?|env(?:ironment)? variables?",
        r"missing_config|configmap|secret|environment variable",
    ),
    _suspect("storage", "디스크", "storage", r"디스크|볼륨|스토리지|disk|volume|storage|pvc", r"volume|disk|storage|claim"),
    _suspect("probe", "프로브", "the probe", r"프로브|헬스\s*체크|probe|health\s*check", r"probe|health check"),
    _suspect(
        "release", "배포", "a release",
        r"(?:최근|이번|새|마지막)?\s*배포|릴리[즈스]|(?:the\s+)?(?:last\s+|latest\s+|new\s+)?(?:deploy(?:ment|s)?|release|rollout)",
        r"bad_rollout|rollout|revision \d+ changed|new version",
    ),
)  # fmt: skip
_BY_NAME = {s.name: s for s in SUSPECTS}


# How a question suspects anything, before it is asked what.
_ASKS = Lazy(
    r"^\W*(?:(?:so|and|but|ok)\W+)?(?:is|was|could|might|are|any|do|does|did|has|have)\b"
    r"|(?:못|안)\s*\S+\s*(?:파드|팟|거|것|게|애)\S?\s*(?:있|없)|(?:빠진|누락된|없어진)\s"
    r"|(?:문제|이슈|때문|탓)\S{0,2}\s*(?:야|인|일|니|지|죠|맞|아)|(?:문제|이슈|이상|장애)\S?\s*(?:있|없|생겼|났)"
)


@cache
def _said(name: str) -> Lazy:
    words = _BY_NAME[name].words
    return Lazy(
        rf"^\W*(?:(?:so|and|but|ok)\W+)?(?:is|was|could|might|are)\b.*?\b(?:an?\s+|the\s+)?(?:{words})\s+(?:problem|issue|related|thing)\b"
        rf"|^\W*(?:(?:so|and|but|ok)\W+)?(?:is|was|could|might)\s+(?:it|this|that)\b.{{0,20}}?\b(?:{words})\W*$"
        rf"|^\W*(?:is|was|could|might)\b.*\b(?:because\s+of|due\s+to|caused\s+by)\s+(?:an?\s+|the\s+)?(?:(?:missing|wrong|bad|broken|low)\s+)?(?:{words})\b"
        rf"|\b(?:anything|something|problems?|issues?|trouble|errors?)\s+(?:wrong\s+)?(?:with|in)\s+(?:the\s+|our\s+|my\s+)?(?:{words})\W*$"
        rf"|\b(?:any|an?)\s+(?:{words})\s+(?:problems?|issues?|trouble|errors?)\b"
        rf"|\b(?:any|are\s+there)\b.{{0,20}}\b(?:{words})(?:\s+(?:or|and)\s+\w+)?\s+(?:that\s+(?:is|are)\s+)?missing\b"
        rf"|\b(?:any|is\s+there|are\s+there)\b.{{0,30}}\b(?:can'?t|cannot|can\s+not|fail\w*|unable|not\s+able)\b.{{0,18}}\b(?:{words})s?\W*$"
        rf"|(?:빠진|누락된|없어진)\s*(?:{words}).{{0,12}}(?:있|없)\S*\s*[?？]*\s*$"
        rf"|(?:{words})\S?\s*(?:못|안)\s*(?:받|당|가져|풀|읽|찾)\S*\s*(?:파드|팟|거|것|게|애)\S?\s*(?:있|없)\S*\s*[?？]*\s*$"
        rf"|(?:{words})\s*(?:쪽에?|에|에는)?\s*(?:무슨\s*)?(?:문제|이슈|이상|장애)[가이은는]?\s*(?:있|없|생겼|났)\S*\s*[?？]*\s*$"
        rf"|^\W*did\b.{{0,30}}\b(?:{words})\b.{{0,20}}\b(?:do|cause|break|start)\s+(?:it|this|that)\b"
        rf"|(?:{words})\s*(?:쪽\s*)?(?:문제|이슈|때문|탓)\S{{0,2}}\s*(?:야|인가|일까|니|지|죠|맞아|아니야|아냐|아닌가)\S{{0,2}}\s*[?？]*\s*$"
    )


def suspected(text: str) -> str:
    """The name of the cause that the question asks to confirm; "" where it names none."""
    if not _ASKS.search(text):
        return ""
    return next((s.name for s in SUSPECTS if _said(s.name).search(text)), "")


def suspects_first(name: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings that point to it before the others, each in the order they had."""
    return sorted(findings, key=lambda f: not _points_to(_BY_NAME[name], f)) if name in _BY_NAME else list(findings)


def verdict_on(name: str, findings: Sequence[Finding]) -> Text | None:
    """Whether what was found points to it; None where nothing is suspected or nothing was found."""
    suspect = _BY_NAME.get(name)
    if suspect is None or not findings:
        return None
    pointing = sum(_points_to(suspect, f) for f in findings)
    if not pointing:
        return Text(
            ko=f"**찾은 원인 중에 {suspect.label.ko} 문제를 가리키는 것은 없습니다.** 찾은 원인은 이렇습니다.",
            en=f"**Nothing found points to {suspect.label.en}.** What was found:",
        )
    if pointing == len(findings):
        return Text(ko="**네.**", en="**Yes.**")
    return Text(ko=f"**네, {len(findings)}건 중 {pointing}건.**", en=f"**Yes, {pointing} of {len(findings)}.**")


def _points_to(suspect: Suspect, finding: Finding) -> bool:
    return bool(re.search(suspect.seen, _told(finding), re.IGNORECASE))


def _told(finding: Finding) -> str:
    """Without what it is about: that it is called image-resizer says nothing of its image."""
    causes = (s.text.en for s in finding.statements if s.role == "cause")
    return " ".join((finding.check, finding.title.en, *causes)).replace(finding.target.id, "")
