"""Whether a question wants yes or no about health or waste, and the first line that says it: "is anything broken?", "멀쩡해?".

Read by `narrowing.asked`, said by `composing.compose`. Pure. A question that names a cause ("is it a capacity problem?") or a
measure ("is memory ok?") gets no verdict: finding troubles, or none, does not answer it.
"""

from typing import Literal

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.planner.clauses import clauses
from assistant.planner.narrowing.columns import named_in

Asked = Literal["", "well", "ill", "waste", "down"]

_LEAD = r"^\W*(?:(?:and|so|ok(?:ay)?|hey|hi|but|then|now|well)\b[\s,]*)*"
_ASKS_EN = Lazy(
    rf"{_LEAD}(?:is|are|does|do|did|has|have|was|were|any(?:thing)?|something|everything|all|isn'?t|aren'?t)\b"
    r"|\b(?:is|are)\s+there\b"
)
_NOUNS = r"(?:problems?|issues?|trouble|errors?|failures?|outages?|incidents?)"
_ILL_EN = Lazy(
    r"\b(?:broken|wrong|failing|down|crash(?:ed|ing|looping)|unhealthy|dead|on\s+fire|stuck|amiss|sick|in\s+trouble)\b"
    rf"|\b(?:any|an?|some|the|other|serious|real|big|have|has|having)\s+{_NOUNS}\b"
)
_WELL_EN = Lazy(
    r"\b(?:ok(?:ay)?|fine|healthy|good|working|alive|up|in\s+order|normal|all\s*right|alright|stable|well)\b"
    r"(?!\s+(?:to|if|when|for)\b)"
)
_NOT_EN = Lazy(r"\bnot\s+(?:\w+ly\s+)?$")
_NOT_AT_ISSUE_EN = Lazy(r"\b(?:what|which|who|where|why|when|how|or)\b")
_BESIDE_KO = r"(?:^|[은는이가에서도중나랑]\s|(?:무슨|어떤|혹시|지금|현재|뭐|다른|큰|별|아무|따로|[a-z0-9.-]+)\s)\s*"
_WELL_KO = Lazy(
    rf"멀쩡|정상|괜찮|건강|{_BESIDE_KO}(?:문제|이상|장애)\S{{0,2}}\s*없|잘\s*(?:돌|되|떠|살|있)|살아\s*있|무사"
)
_ILL_KO = Lazy(
    rf"{_BESIDE_KO}(?:문제|이상|장애|오류|에러|이슈|탈)\S{{0,2}}\s*(?:있|생|났|난)"
    r"|고장|깨진|터진|터졌|죽었|죽은|뻗|다운\s*(?:됐|된)|망가|이상한\s*(?:거|것|데|게)|아픈\s*(?:거|것|데|애)"
)
# Not a denial: "is it not an outage?" asks whether it is one.
_OUTAGE_KO = Lazy(
    rf"(?:{_BESIDE_KO}|[이그저]거\s*)(?:장애|고장|먹통)\s*(?:인가|인\s*[거건]|이?야|아냐|아니야|아닌가|아니에요|맞|[난된]\s*[거건]|[예에]요|이에요)\S*\s*[?？!.~]*\s*$"
)
_NOT_KO = Lazy(r"^\S{0,3}\s*(?:아니|아닌|않|못)|^\S{0,2}\s*거\s*아니")
_EXISTS_KO = Lazy(r"(?:있|없)(?:어|나|니|냐|을까|는지|음|는가|지|죠|습니까)(?:요)?\s*[?？!.~]*\s*$")
_ENDS_KO = Lazy(r"(?:[야나니까요가죠지어아돼해]|중|음)\s*[?？!.~]*\s*$")
_NOT_AT_ISSUE_KO = Lazy(r"왜|어떻게|언제|어디|누가|몇|얼마|이유|원인")
_WHAT_KO = Lazy(r"뭐|뭘|무엇|무슨|어떤|어느|누구")
_WHAT_THERE_IS_KO = Lazy(
    r"(?:뭐|뭣|무엇|어떤\s*(?:게|것|거))\S{0,2}\s*(?:뭐\s*)?(?:있|나오|나가)\S{0,4}\s*[?？!.~]*\s*$"
)
_WASTE = Lazy(
    r"낭비|안\s*쓰|쓰지\s*않|미사용|놀고|노는|새는|\b(?:wast\w+|unused|idle|orphan\w*|leftovers?|without\s+using)\b"
)
# What a finding about health or waste does not measure.
_MEASURES = frozenset(
    (
        *("size", "memory", "cpu", "usage", "iops", "duration", "restarts", "replicas", "increase", "endpoints"),
        *("limits", "requests", "image", "address"),
    )
)
# Whether something may be done: no question of how it is.
_MAY_I = Lazy(
    r"(?:해|려|워|꺼|꿔|여|내|돌려|올려|내려|지워|줄여|늘려|바꿔|옮겨)도\s*(?:괜찮|되|돼|될|안전|문제\s*없|무방|좋)"
    r"|\b(?:ok(?:ay)?|fine|safe|alright|all\s+right|good)\s+(?:if\s+(?:i|we)|to)\s+(?:just\s+)?[a-z]+"
)
_WHY = Lazy(r"왜|이유|원인|\b(?:why|what\s+causes?|reason)\b")
_HANGUL = Lazy(r"[\uac00-\ud7a3]", 0)


def asked(text: str) -> Asked:
    """What one clause of the question wants confirmed; "" where it asks for no yes or no about that."""
    why = _WHY.search(text)
    for clause in (text, *clauses(text)):
        if found := _asked(clause):
            # After a why it is taken for granted: "why is it failing, is something wrong with it?"
            return "" if why is not None and why.start() < text.find(clause) else found
    return ""


def _asked(text: str) -> Asked:
    korean = bool(_HANGUL.search(text))
    if _MAY_I.search(text):
        return ""
    if korean and _OUTAGE_KO.search(text) and not _NOT_AT_ISSUE_KO.search(text):
        return "ill"
    if not (_asks_ko(text) if korean else _ASKS_EN.search(text) and not _NOT_AT_ISSUE_EN.search(text)):
        return ""
    measures = {c.meaning for c, _, _ in named_in(text)} & _MEASURES
    if _WASTE.search(text):
        return "" if measures else "waste"
    if measures or (not korean and "cost" in {c.meaning for c, _, _ in named_in(text)}):
        return ""
    for kind, opposite, pattern in (
        ("well", "ill", _WELL_KO if korean else _WELL_EN),
        ("ill", "well", _ILL_KO if korean else _ILL_EN),
    ):
        if match := pattern.search(text):
            turned = _NOT_KO.search(text[match.end() :]) if korean else _NOT_EN.search(text[: match.start()])
            asked_ = _as_asked(opposite if turned else kind)
            return "down" if asked_ == "ill" and _DOWN.search(text) else asked_
    return ""


# It does not answer at all: less than that something is wrong with it.
_DOWN = Lazy(r"\b(?:down|dead|offline|unreachable|unavailable)\b|다운|죽었|죽은|뻗|먹통|접속\S*\s*(?:안|불가)")


def _as_asked(kind: str) -> Asked:
    return "well" if kind == "well" else "ill"


def _asks_ko(text: str) -> bool:
    if _NOT_AT_ISSUE_KO.search(text):
        return False
    if _WHAT_THERE_IS_KO.search(text):
        return False
    return bool(_EXISTS_KO.search(text) or (_ENDS_KO.search(text) and not _WHAT_KO.search(text)))


def verdict(asked_for: Asked, found: int, *, complete: bool, silent: int = 0) -> Text | None:
    """Yes or no, with how many; None where none was asked for, or what was read does not decide it. `silent`: how many leave
    a Service that cannot answer."""
    if not asked_for or (not found and not complete):
        return None
    if asked_for == "down" and found and silent < found:
        ko = f"**일부만 그렇습니다: 문제 {found}건 중 {silent}건에서 Service가 응답하지 못합니다.**"
        en = f"**In part: {silent} of {found} problems leave a Service that cannot answer.**"
        if not silent:
            ko = f"**아니요, 응답하지 못하는 Service는 없습니다. 문제는 {found}건 있습니다.**"
            en = f"**No Service is left without an answer; {found} problem{'' if found == 1 else 's'}.**"
        return Text(ko=ko, en=en)
    yes = (found > 0) != (asked_for == "well")
    ko, en = ("네", "Yes") if yes else ("아니요", "No")
    if not found or asked_for == "waste":
        return Text(ko=f"**{ko}.**", en=f"**{en}.**")
    return Text(ko=f"**{ko}, 문제가 {found}건 있습니다.**", en=f"**{en}: {found} problem{'' if found == 1 else 's'}.**")
