"""Sentences that say why: each must rest on a finding that says so, otherwise it is a hypothesis.

Called by `assistant.verifier.verify`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.findings import Finding
from assistant.verifier.atoms import atoms
from assistant.verifier.sources import Record
from knowledge.analysis import STOP_WORDS, expand, terms

# (pattern, whether the cause stands before the words, whether it ends the sentence: "the cause is X")
_CAUSE_AFTER = re.compile(
    r"\bbecause(?: of)?\b|\bcaused by\b|\bdue to\b|\bas a result of\b|\bowing to\b|\bstems? from\b|\btriggered by\b"
    r"|\broot cause (?:is|was)\b|\bcause (?:is|was)\b|\breason (?:is|was)\b|\bthanks to\b"
    r"|\bsince (?=its\b|the\b(?! last)|it\b|their\b|there\b)|\bfor exceeding\b",
    re.I,
)
_CAUSE_BEFORE = re.compile(
    r"\bwhich is why\b|\bthat is why\b|\bleads? to\b|\bled to\b|\bresult(?:s|ed|ing) in\b|\bcaus(?:es|ed|ing)\b(?! by)"
    r"|때문에|로 인해|로 인하여|탓에|바람에|의 결과로",
    re.I,
)
_CONNECTED = re.compile(
    r"^(?:as a result|therefore|consequently|hence|so|그래서|따라서|그 결과|이 때문에|그 때문에)\b,?", re.I
)
_KOREAN_IS = re.compile(r"(?P<effect>.*?)(?:의|인|는|한|된|은)?\s?(?:근본 ?)?(?:원인|이유)[은는이가]\s*(?P<cause>.+)")
_ENDS = re.compile(r"(?:때문|탓)(?:입니다|이다|이에요|예요|이며|이고|으로)|기 때문")

# What fails for what reason, in this field. A cause that names another of these than the finding is another cause.
_REASONS = {
    "memory": r"memory|\boom|메모리",
    "image": r"\bimages?\b|\bpull|registry|이미지|레지스트리",
    "secret": r"\bsecrets?\b|시크릿|비밀 값",
    "config": r"config ?map|configuration|\bconfig\b|\bkey\b|setting|설정|키가|키를|컨피그맵",
    "probe": r"\bprobe|health ?check|readiness|liveness|준비 ?\(?(?:readiness\) )?검사|헬스|프로브|활성 검사",
    "label": r"\blabels?\b|selector|레이블|라벨|셀렉터",
    "network": r"\bnetwork|connectiv|네트워크|연결 장애|방화벽|firewall",
    "dns": r"\bdns\b|no such host|resolve|이름 ?해석",
    "disk": r"\bdisk|storage full|디스크|저장 공간",
    "cpu": r"\bcpu\b|throttl",
    "node": r"\bnodes?\b|노드",
    "permission": r"permission|forbidden|rbac|권한",
    "quota": r"quota|할당량|쿼터",
    "certificate": r"certificate|\btls\b|인증서",
    "traffic": r"traffic|\bload\b|트래픽|부하",
    "schedule": r"schedul|taint|스케줄",
    "database": r"database|\bdb\b|데이터베이스|마이그레이션",
    "volume": r"\bvolumes?\b|볼륨",
    "address": r"elastic ip|탄력적",
    "bug": r"\bbug\b|버그|코드 오류",
    "rollout": r"rollout|롤아웃|배포가|배포의 멈춤",
    "endpoint": r"endpoint|엔드포인트|연결된 파드|no ready pod",
    "crash": r"exit code|종료 코드|panic|exception|예외",
}
_NAMED = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+(?:[:=][\w.-]+)?")
_COMPILED = tuple((name, re.compile(p, re.I)) for name, p in _REASONS.items())


@dataclass(frozen=True, slots=True)
class Because:
    """A sentence that says why, cut in two; `effect` is "" where it names none."""

    cause: str
    effect: str


def because(sentence: str, before: str) -> Because | None:
    """The two halves of a causal sentence; None of any other. `before` is the sentence that "as a result" refers to."""
    if match := _CONNECTED.match(sentence):
        return Because(before, sentence[match.end() :])
    if match := _CAUSE_AFTER.search(sentence):
        head, tail = sentence[: match.start()], sentence[match.end() :]
        if not head.strip(" ,") and "," in tail:
            tail, _, head = tail.partition(",")
        return Because(tail, head)
    korean = _KOREAN_IS.match(sentence)
    if korean and not re.search(r"찾|확인|모르|알 수|분석", korean["cause"]):
        return Because(_ENDS.sub("", korean["cause"]), korean["effect"])
    if match := _CAUSE_BEFORE.search(sentence):
        return Because(sentence[: match.start()], sentence[match.end() :])
    if match := _ENDS.search(sentence):
        return Because(sentence[: match.start()], before)
    return None


def rests_on(why: Because, findings: Iterable[Finding], passages: Iterable[Record]) -> bool:
    """Whether a finding states this cause of this effect, or a cited passage of a guide does."""
    named = {n.text.lower() for n in (*atoms(why.effect).names, *atoms(why.effect).words)}
    candidates = list(findings)
    meant = [
        f
        for f in candidates
        if _about(f) & (named | {n.text.lower() for n in (*atoms(why.cause).names, *atoms(why.cause).words)})
    ]
    if any(_states(f, why) for f in (meant or candidates)):
        return True
    return any(_says(p.words or str((p.row or {}).get("text", "")), why) for p in passages)


def _about(finding: Finding) -> set[str]:
    return {
        finding.target.id.lower(),
        finding.target.short.lower(),
        *(n.text.lower() for n in atoms(finding.title.en).names),
    }


def _states(finding: Finding, why: Because) -> bool:
    causes, effects = _halves(finding)
    reasons = _reasons(why.cause)
    allowed = _reasons(causes)
    if not reasons <= allowed:
        return False
    mine, other = _content(why.cause), _content(why.effect)
    if not (reasons & allowed) and len(mine & _content(causes)) < max(1, len(mine) // 3):
        return False
    # Swapped: what the sentence gives as the effect is what the finding gives as the cause.
    result = _reasons(why.effect) - {"rollout"}
    unlike = len(mine & _content(effects) - _content(causes)) - len(mine & _content(causes) - _content(effects))
    swapped = len(other & _content(causes) - _content(effects)) - len(other & _content(effects) - _content(causes))
    core = _reasons(causes) - _reasons(effects)
    if core and result & core and not reasons & core:
        return False
    return not (unlike > 0 and swapped > 0)


@lru_cache(maxsize=256)
def _halves_of(texts: tuple[tuple[str, str], ...], title: str, cause: str) -> tuple[str, str]:
    causes = " ".join([title, cause, *(t for role, t in texts if role in ("cause", "caution", "saving"))])
    return causes, " ".join(t for role, t in texts if role in ("effect", "scope"))


def _halves(finding: Finding) -> tuple[str, str]:
    texts = tuple((s.role, f"{s.text.en} {s.text.ko}") for s in finding.statements)
    variant = " ".join(f"{k} {v}".replace("_", " ") for k, v in finding.cause if k in _TELLING)
    return _halves_of(texts, "", variant)


_TELLING_LIST = """
    variant configmap secret key variable memory_limit exit_code log_line path http_status selector reason
"""
_TELLING = frozenset(_TELLING_LIST.split())


@lru_cache(maxsize=4096)
def _reasons(text: str) -> frozenset[str]:
    words = _NAMED.sub(" ", text)
    return frozenset(name for name, pattern in _COMPILED if pattern.search(words))


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    return frozenset(t for t in expand(terms(text)) if t not in STOP_WORDS and len(t) > 1)


def _says(passage: str, why: Because) -> bool:
    mine = _content(why.cause) | _content(why.effect)
    return bool(mine) and len(mine & _content(passage)) >= 0.6 * len(mine)
