"""What fails for what reason, as classes that findings and answers are compared by; called by `causes` and `grounds`.

The same reading is applied to both sides: an answer may give a thing only reasons that a finding about it gives.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms

# Telling wherever they stand: they say what is broken.
_TELLING = {
    "oom": r"\boom|out[ -]of[ -]memory|short of memory|메모리[가는]? ?(?:부족|모자라)|강제 ?종료|(?:over"
    r"|exceed\w*|above|beyond|within) (?:its|the|their)? ?(?:\S+ )?memory limit",
    "crash": r"\bcrash\w*|크래시|panic|\brestart\w* (?:loop|over and over|again and again|constantly|endlessly)"
    r"|\bkeeps? (?:on )?(?:re)?(?:starting|crashing|dying)"
    r"|(?:계속|자꾸|반복(?:해서|적으로)?) ?(?:죽|재시작|꺼)",
    "in_use": r"already in use|이미 사용 ?중",
    "storage": r"storage ?class|스토리지 ?클래스|\bpvc\b|persistentvolume",
    "pull": r"(?:\bnot|n't|cannot|fail\w* to)(?: \w+)? pull|pull(?:ed|ing)? (?:fail|error)|ImagePull"
    r"|ErrImage|이미지[를가]? ?(?:받지|가져오지|내려받지) ?못"
    r"|이미지[를가] (?:\S+ )?(?:받|가져올|내려받)\S* ?수 없",
    "wrong_port": r"\bports? (?:\w+ ){0,2}(?:differs?|mismatch\w*)"
    r"|포트(?: ?번호)?(?:[가는이은] (?:\S+ ){0,2}(?:다르|다릅|다른|틀[리렸]|맞지)| ?불일치)",
    "leak": r"\bleak\w*|누수",
    "eviction": r"\bevict\w*|memory pressure|disk pressure|노드[의는가]? ?메모리[가는]? ?(?:부족|모자|바닥)|축출|퇴거",
    "liveness": r"\bliveness|활성 ?검사|라이브니스",
    "readiness": r"\breadiness|준비 ?성 ?검사|준비 ?\(readiness\)|준비 ?상태 ?검사|레디니스",
    "quota": r"\bquotas?\b|할당량|쿼터",
    "capacity": r"insufficient|not enough (?:cpu|memory|nodes|capacity)|unschedulable|can(?:'t|not"
    r"| not) be scheduled|스케줄(?:되지|할 수)",
    "certificate": r"certificate|\btls\b|인증서",
    "dns": r"\bdns\b|no such host|cannot be resolved|could not resolve|name resolution|이름 ?해석|호스트를 찾",
    "permission": r"permission|forbidden|\brbac\b|권한",
    "credentials": r"authenticat\w*|credentials?|unauthori[sz]ed|pull ?secret|(?<!재)인증(?!서)|자격 ?증명|로그인",
    "policy": r"network ?polic|firewall|방화벽|네트워크 ?정책",
    "timeout": r"time(?:s|d)?[ -]?outs?\b|타임아웃|시간 ?초과",
    "cpu_use": r"\b(?:too much|excessive|all the|all its) cpu|\bcpu (?:starv|overload)|cpu[를을]? ?(?:너무|과도|지나치)",
    "disk": r"disk (?:is )?full|no space|storage full|디스크(?:가)? ?(?:가득|부족)|저장 공간",
    "exit": r"exit(?:s|ed)? (?:with )?code|exit code|종료 코드",
    "migration": r"\bmigration|마이그레이션",
    "label": r"\b(?:mis)?match\w*|selects? no|labels?\b|selector|레이블|라벨|셀렉터|불일치|맞지 않",
}
# Telling only where a sentence gives them as the cause: in other places they are just what it is about.
_NAMED = {
    "memory": r"memory|\boom|메모리",
    "image": r"\bimages?\b|\bpull(?:ed|ing)?\b|registry|이미지|레지스트리",
    "tag": r"\btags?\b|태그",
    "secret": r"\bsecrets?\b|시크릿|비밀 값",
    "config": r"config ?map|configuration|\bconfig\b|\bkey\b|setting|environment variable|설정|키[가를는]|컨피그맵|환경 ?변수",
    "probe": r"\bprobe|health ?check|readiness|liveness|준비 ?성? ?\(?(?:readiness\) )?검사|헬스|프로브|활성 ?검사",
    "port": r"\bports?\b|포트",
    "path": r"\bpaths?\b|경로",
    "network": r"\bnetwork|connectiv|unreachable|connection refused|네트워크|연결 장애|연결할 수 없",
    "cpu": r"\bcpu\b|throttl",
    "node": r"\bnodes?\b|노드",
    "traffic": r"\btraffic\b|\bload\b|\bspike|트래픽|부하|요청이 ?(?:몰|늘|급)",
    "schedule": r"schedul|taint|스케줄",
    "database": r"database|\bdb\b|데이터베이스|마이그레이션",
    "volume": r"\bvolumes?\b|볼륨",
    "address": r"elastic ip|탄력적",
    "bug": r"\bbugs?\b|버그|코드 오류",
    "rollout": r"rollout|롤아웃|배포가|배포의 멈춤",
    "endpoint": r"endpoint|엔드포인트|연결된 파드|no ready pod",
    "unready": r"not (?:yet )?ready|unready|준비되지",
    "exception": r"exception|예외",
}
_STRONG = tuple((n, Lazy(p, re.I | re.A)) for n, p in _TELLING.items())
_ALL = tuple((n, Lazy(p, re.I | re.A)) for n, p in {**_NAMED, **_TELLING}.items())

# What a thing may lack, the more particular first: a key of a ConfigMap is not the ConfigMap.
_OBJECTS = (
    ("key", Lazy(r"\bkeys?\b|(?<![가-힣])키[가를는은도만이에와의]|(?<![가-힣])키\s", re.I | re.A)),
    ("secret", Lazy(r"\bsecrets?\b|시크릿", re.I | re.A)),
    ("configmap", Lazy(r"\bconfig ?maps?\b|컨피그맵", re.I | re.A)),
    ("image", Lazy(r"\bimages?\b|이미지", re.I | re.A)),
)
_LACKS = Lazy(
    (
        r"\b(?:missing|absent|lacks?|lacking)\b|(?:\bnot|n't|\bnever) (?:\w+ )?(?:exists?|there|found"
        r"|present|contain|have|include|in the)\b"
        r"|\bcannot be found\b|\bnobody (?:has )?created|\b(?:waiting|waits?) for|\bno such\b"
        r"|\bnonexistent\b|\bnot found\b|없(?!이)|누락|빠져|빠졌|존재하지 ?않|찾을 수 없|찾지 못"
    ),
    re.I | re.A,
)
_HAS = Lazy(
    (
        r"\b(?:has|have|gets?|finds?) (?:all|every|both|its|the)\s(?:\w+\s)?(?:secrets?|config ?maps?|keys?|images?)\b"
        r"|(?<!not )(?<!n't )\b(?:exists|present|finds|is there|are there|contains?|includes?|available"
        r"|in place)\b|(?<!지 )존재(?!하지)"
        r"|(?:에|이|가|은|는|도)\s(?:정상적으로\s)?(?:잘\s)?있(?:습|어요|다|음|고)|들어 ?있|(?:만들어져"
        r"|생성되어|준비되어) ?있|포함(?:되어|돼|하)"
    ),
    re.I | re.A,
)
_SET_ASIDE = Lazy(r"\b(?:rather than|instead of|as opposed to)\s(?:an?\s|the\s)?\w+|[\w가-힣]+[이가] 아니라", re.I)
_FRAGMENT = Lazy(
    r"[,;:]\s|\s(?:and|but|while|whereas|although|because|since|so)\s|(?<=지만)\s|(?<=[는은인]데)\s|(?<=[고며서])\s",
    re.I | re.A,
)


@lru_cache(maxsize=1024)
def telling(text: str) -> frozenset[str]:
    """Reasons that the text names in words that cannot mean anything else."""
    words = _without_names(text)
    return frozenset(name for name, pattern in _STRONG if pattern.search(words))


@lru_cache(maxsize=1024)
def named(text: str) -> frozenset[str]:
    """Every reason that the text may name; for the half of a sentence that gives the cause."""
    words = _without_names(text)
    return frozenset(name for name, pattern in _ALL if pattern.search(words))


@lru_cache(maxsize=1024)
def existence(text: str) -> frozenset[tuple[str, int]]:
    """What the text says there is (+1) or is not (-1): key, secret, configmap, image.

    Of a fragment such as ", which does not exist" the object is the one named before it.
    """
    found: set[tuple[str, int]] = set()
    last = ""
    words = _SET_ASIDE.sub(" ", _without_names(text))
    for fragment in _FRAGMENT.split(words):
        kind = next((name for name, pattern in _OBJECTS if pattern.search(fragment)), "")
        if name_in_place := kind or (last if re.match(r"\s*(?:which|that|it|this)\b", fragment, re.I | re.A) else ""):
            lacks = _LACKS.search(fragment)
            if lacks:
                found.add((name_in_place, -1))
            elif _HAS.search(fragment):
                found.add((name_in_place, 1))
        last = kind or last
    return frozenset(found)


# What a reason brings about by itself: whoever is killed for memory restarts and crashes.
_IMPLIES = {
    "oom": {"crash", "memory"},
    "exit": {"crash"},
    "liveness": {"crash", "probe"},
    "readiness": {"probe"},
    "in_use": {"port"},
}


def implied(found: frozenset[str]) -> frozenset[str]:
    """The reasons with what they bring about."""
    return found.union(*(_IMPLIES.get(r, ()) for r in found))


def lacking(texts: Iterable[str]) -> frozenset[str]:
    """What the texts of a finding say is missing."""
    return frozenset(kind for text in texts for kind, sign in existence(text) if sign < 0)


def _without_names(text: str) -> str:
    """Names of things say nothing of reasons: `api-key-service` is no key."""
    for name in reversed(atoms(text).names):
        if "-" in name.text or "=" in name.text or ":" in name.text or "_" in name.text:
            text = text[: name.start] + " " * len(name.text) + text[name.end :]
    return text
