"""Whether a question wishes something changed, or asks what a change would mean: "롤백해줘", "is it safe to delete it?".

Called by `following.recall`. Pure. A deed is named by the verb of the action that would do it (`kube.rollback_…`),
so that a new action is reached by its name.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.language import Text
from assistant.patterns import Lazy

Mood = Literal["do", "weigh"]  # have it done, or know what it would mean


@dataclass(frozen=True, slots=True)
class Wish:
    """`deed` is a verb of `DEEDS`; `mood` says whether it is wished for or only weighed."""

    deed: str
    mood: Mood


@dataclass(frozen=True, slots=True)
class Deed:
    """How people say a verb. `nouns` are English forms that need an object after them to be a wish: restart checkout."""

    title: Text
    korean: str
    verbs: str
    nouns: str = r"(?!)"


DEEDS: dict[str, Deed] = {
    "rollback": Deed(
        Text(ko="롤백", en="rolling back"),
        r"롤\s?백|롤빽|원복|되돌(?:려|리|릴)|돌려\s?놔|(?:이전|전|예전)\s?(?:버전|리비전)으로\s?(?:돌려|바꿔|내려|가)",
        r"roll(?:ing)?(?:\s+\S+){0,3}?\s+back|revert(?:ing)?|undo(?:ing)?",
        r"rollback",
    ),
    "delete": Deed(
        Text(ko="삭제", en="deleting"),
        r"지(?:워|우|울)|죽(?:여|이)|삭제|(?:파드|포드|팟|잡|축출\S*|evicted)\S*\s*(?:좀\s*|다\s*)?정리|없(?:애|앨)|제거|날(?:려|리|릴)|폐기|반납|뽀개",
        r"delet(?:e|ing)|remov(?:e|ing)|terminat(?:e|ing)|destroy(?:ing)?|get(?:ting)?\s+rid\s+of|wip(?:e|ing)|purg(?:e|ing)"
        r"|clean(?:ing)?\s+(?:\S+\s+){0,3}?up",
        r"drop|kill|release",
    ),
    "resume": Deed(
        Text(ko="다시 시작", en="resuming"),
        r"재개|(?:롤\s?아웃|크론\s?잡|배포)\S*\s*다시\s?(?:시작|돌려|돌리)",
        r"resum(?:e|ing)|unpaus(?:e|ing)|unsuspend(?:ing)?",
    ),
    "pause": Deed(Text(ko="일시 중지", en="pausing"), r"일시\s?(?:중지|정지)", r"paus(?:e|ing)|suspend(?:ing)?"),
    "expand": Deed(Text(ko="확장", en="expanding"), r"확장|키(?:워|우)", r"expand(?:ing)?|enlarg(?:e|ing)"),
    "restart": Deed(
        Text(ko="재시작", en="restarting"),
        r"재\s?시작|재\s?기동|리스타트|재부팅|껐다\s?켜|다시\s?(?:띄워|띄우|시작)",
        r"restarting|rebooting|bounc(?:e|ing)",
        r"restart|reboot",
    ),
    "scale": Deed(
        Text(ko="크기 조절", en="scaling"),
        r"늘(?:려|리|릴)|줄(?:여|이|일)|증설|축소|스케일(?:\s?(?:링|업|다운|아웃|인))?",
        r"scal(?:e|ing)|resiz(?:e|ing)|bump(?:ing)?|(?:increas|decreas|reduc)(?:ing\s+(?:the|its)|e(?!\s+(?:in|of)\b))",
    ),
    "stop": Deed(
        Text(ko="중지", en="stopping"),
        r"(?<![가-힣])(?:꺼|끄|끌)|중지|중단|정지|멈(?:춰|추|출)|종료",
        r"stopping|shut(?:ting)?\s+(?:\S+\s+){0,3}?down|turn(?:ing)?\s+(?:\S+\s+){0,3}?off",
        r"stop",
    ),
    "start": Deed(
        Text(ko="시작", en="starting"), r"(?<![가-힣])(?:켜|켤)", r"turn(?:ing)?\s+(?:\S+\s+){0,3}?on", r"start"
    ),
    "uncordon": Deed(
        Text(ko="노드에 다시 파드 허용", en="uncordoning"),
        r"언코든|스케줄\S*\s*(?:다시\s*)?허용|(?:cordon|코든)\S*\s?(?:해제|풀어|취소)",
        r"un-?cordon(?:ing)?",
    ),
    "cordon": Deed(
        Text(ko="노드에 새 파드 막기", en="cordoning"), r"(?<!언)코든|스케줄\S*\s*(?:막아|금지|제외)", r"cordon(?:ing)?"
    ),
    "drain": Deed(Text(ko="노드 비우기", en="draining"), r"드레인|비워|비우", r"drain(?:ing)?|evict(?:ing)?"),
    "approve": Deed(
        Text(ko="승인과 실행", en="approving or executing"),
        r"승인|실행|적용|진행",
        r"approv(?:e|ing)|execut(?:e|ing)|apply(?:ing)?|do\s+(?:it|that|this)|go\s+ahead|proceed",
    ),
    "set": Deed(
        Text(ko="설정 변경", en="changing settings"),
        r"바꿔|바꾸|바꿀|높여|낮춰|변경|수정|교체|맞춰|설정|(?:으로|로)\s*올려|패치|업데이트|업그레이드|(?:이미지|버전|태그|리소스|메모리|한도)\S*\s*(?:\S+\s+)?올려",
        r"edit(?:ing)?|modify(?:ing)?|chang(?:e|ing)\s+(?:the|its|it)|upgrad(?:e|ing)|(?:rais|lower)(?:e|ing)?\s+(?:the|its)",
        r"set|update|patch|upgrade",
    ),
    "exec": Deed(
        Text(ko="컨테이너 안에서 명령 실행", en="running commands in containers"),
        r"(?<![가-힣])(?:exec|쉘|셸|ssh)\s*(?:로\s*)?(?:접속|들어가|열어|붙)",
        r"exec(?:ing)?|ssh|attach(?:ing)?\s+to",
    ),
    "fix": Deed(
        Text(ko="수정", en="fixing"), r"고(?:쳐|치|칠)|해결|복구|조치", r"fix(?:ing)?|repair(?:ing)?|resolv(?:e|ing)"
    ),
}
_ASKING = r"줘|줄래|줄\s?수\s?(?:있|없)|주세요|주라|주십|주시|주실|달라|부탁|바랍|ㄱㄱ|고고|줬으면"
_LINK = r"(?:을|를)?\s*(?:좀|바로|지금|빨리|당장|얼른)?\s*(?:해|시켜|(?:진행|처리|실행|적용)해?)?\s*(?:버려|놔)?\s*(?:좀)?\s*"
_BARE = r"(?:해|하자|해라|합시다|하세요|하십시오|시켜|시키자|자|버려|버려라|ㄱ+)?(?:요)?(?:\s*좀)?\s*[.!~]*$"
_MAY = r"(?:해|시켜|버려)?\s*도\s*(?:돼|되(?!는)|될|됩|괜찮|상관|문제|안전|무방|ok)"
_IF = r"(?:하|시키|으|려버리|워버리)?면(?!서)"
_CAN = r"(?:할|될|시킬|해\s?놓을)?\s*(?:수\s*(?:는|가)?\s*(?:있(?!는)|없(?!는))|가능(?!한))"
_RISK = r"(?:하는|해도|하기|시키는)?\s*(?:게|것|건|거)?\s*(?:이|은)?\s*(?:좀)?\s*(?:안전|위험|리스크|괜찮)"
# A question after something else, which only mentions the deed: a guide, a history, a reason, a list.
_ELSE_KO = Lazy(
    r"왜|이유|원인|어떻게\s?(?!돼|되|됩|될)|방법|순서(?!대로|로)|하는\s?법|수순|요령|절차|가이드|문서|언제|누가|이력|내역|기록|계속|자꾸|목록|찾아"
)
_WHICH_KO = Lazy(r"어떤|어느|뭐|뭘|무엇|몇")  # before a deed it asks for the thing: 뭘 끄면 돼?
_ELSE_EN = Lazy(
    r"\b(?:why|how\s+(?:do|to|can|should|would)\s+(?:i|we|you|one)|how\s+to|when\s+(?:did|was|were|should)|who|which"
    r"|what\s+(?:can|could|should)|history|runbook|guide|steps|procedure|(?:safest|best|right|proper|correct)\s+(?:way|order))\b"
)
LEAD = (
    r"(?:kubectl|rollout(?=\s+(?:restart|pause|resume))|aws|please|pls|ok(?:ay)?|yes|then|now|just|so|and|hey|go\s+ahead\s+and|(?:can|could|would|will)\s+you(?:\s+please)?|"
    r"(?:i|we)(?:'d|\s+would)?\s+(?:want|like|need)(?:\s+you)?\s+to|i\s+want|let'?s|let\s+us|you\s+(?:should|must|may|can))"
)
_OBJECT = (
    r"(?:\ue000|(?:the|this|that|these|those|it|them|all|my|our|pod|deployment|node|service|instance|volume|image|memory|cpu"
    r"|replicas|min\w*|max\w*|hpa|pvc|job|cronjob|statefulset|daemonset|rollout|readiness|liveness|startup)\b"
    r"|[a-z0-9.-]+/[a-z0-9]|[a-z0-9]+(?:-[a-z0-9]+)+\b)"
)
_WEIGHS = (
    r"\b(?:safe(?:ly)?|ok(?:ay)?|fine|wise|risky|dangerous|a\s+good\s+idea)\s+(?:for\s+\S+\s+)?(?:to|if|when)\b.*?{verb}"
    r"|\b(?:can|could|may|should|shall)\s+(?:i|we)\s+(?:\w+ly\s+|just\s+)?{verb}"
    r"|\b(?:if|when|once)\s+(?:i|we|you|it|that|they)\s+(?:is\s+|are\s+|were\s+)?(?:\w+ly\s+)?{verb}"
    r"|\b(?:would|does|will|risk|cost|save|saved|saving|impact|effect|happens?)\b.{{0,40}}?\b{verb}"
    r"|{verb}.{{0,60}}?\b(?:safe|risky|dangerous|save|cost|break|affect|possible|reversible)\b"
)
_PASSIVE = r"\b(?:can|could|may|should)\b.{{0,40}}\bbe\s+(?:rolled\s+back|(?:{verb})(?:d|ed|ned)?\b)"
_COST = Lazy(r"비용|요금|지출|돈|\b(?:costs?|bill|spend(?:ing)?)\b")
_AT_STAKE = Lazy(
    r"위험(?:해|한|할|도|하)|안전(?:해|한|할|하)|리스크|\b(?:how\s+)?(?:risky|safe|dangerous)\b|되돌릴\s*수|복구할\s*수|복원|\breversible\b|\bundone\b|\bcan\s+(?:it|that|this)\s+be\s+(?:undone|reverted)"
)
_HANGUL = Lazy(r"[\uac00-\ud7a3]", 0)


def wish_in(masked: str) -> Wish | None:
    """What a text, with the names in it masked, wishes changed or weighed; the surest reading first."""
    korean = bool(_HANGUL.search(masked))
    if (_ELSE_KO if korean else _ELSE_EN).search(masked):
        return None
    if said := [name for name in DEEDS if _deed(name).search(masked)]:
        for mood in _MOODS:
            for name in said:
                found = _pattern(name, mood, korean).search(masked)
                if found is None or (name == "scale" and _COST.search(masked)):
                    continue
                if not (korean and _WHICH_KO.search(masked, 0, found.start())):
                    return Wish(name, mood)
    return Wish("", "weigh") if _AT_STAKE.search(masked) else None


def may_wish(text: str) -> bool:
    """Whether it names a deed at all."""
    return any(_deed(name).search(text) for name in DEEDS)


_MOODS: tuple[Mood, Mood] = ("weigh", "do")


@cache
def _deed(name: str) -> Lazy:
    deed = DEEDS[name]
    return Lazy(rf"{deed.korean}|\b(?:{deed.verbs}|{deed.nouns})")


@cache
def _pattern(name: str, mood: Mood, korean: bool) -> Lazy:
    d = DEEDS[name]
    english = rf"(?:{d.verbs}|{d.nouns})\b"
    if mood == "weigh":
        written = (
            rf"(?:{d.korean})(?:{_MAY}|{_IF}|{_CAN}|{_RISK})"
            if korean
            else f"{_WEIGHS.format(verb=english)}|{_PASSIVE.format(verb=d.verbs)}"
        )
    elif korean:
        written = (
            rf"(?:{d.korean}){_LINK}(?:{_ASKING})|(?:{d.korean}){_BARE}"
            rf"|\b{english}[^.?!]{{0,24}}?(?:해|시켜)\s*(?:{_ASKING})"
        )
    else:
        written = rf"^\s*(?:{LEAD}[\s,]+)*(?:(?:{d.verbs})\b|(?:{d.nouns})\s+(?:up\s+|down\s+)?{_OBJECT})"
    return Lazy(written)
