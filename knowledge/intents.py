"""Which section of a guide a question wants: its signs, the check, the remedy, the proof, or the way back.

Called by `assistant.guides`. Source: how engineers ask in Korean and English.
"""

import re

# By section, the more specific ones first; the first that matches is meant.
_PATTERNS = {
    "verify": (
        r"검증|제대로 (?:됐|되었|받|고쳐|적용)|(?:됐|했|되었|나았|고쳐졌|끝났|괜찮아졌)는지|고친 ?(?:뒤|다음|후)|고치고 ?나서",
        r"올린 ?(?:뒤|후|다음)|확실|장담|말할 수 있|지켜보|지켜봐|안 죽는지",
        r"\bverif|\bconfirm|\bworked\b|\bis (?:fixed|over|gone|done)\b|\b(?:be|make) sure\b|do (?:i|we) know|\bprove",
        r"\bsucceeded\b|\bafter (?:the )?fix|\bsuccessful",
    ),
    "rollback": (
        r"롤백|되돌리|되돌려|되돌릴|원복|원래대로|복구|복원|되살|취소|다시 ?(?:켜|받|올리|살|시작)|실수로",
        r"\brollback\b|\bundo\b|\brevert\b|\brestor|\brecover|\bback\b|\bagain\b|by mistake",
    ),
    "symptoms": (
        r"할지|해야 할까|어떻게 정하|어떻게 정해|판단|뜻|의미|뭐야|뭐예요|뭔가요|무엇인가|무슨 (?:뜻|에러|오류|문제)",
        r"어떤 (?:문제|증상|경우)|차이|증상|언제|왜 돈|읽는 법",
        r"\bwhat (?:is|are|does)\b|\bmean|\bdifference|\bsymptom|\bshould (?:i|we)\b.*\bor\b|\bdecide|\bwhen (?:is|should|do)\b",
    ),
    "check": (
        (
            r"조사|확인|점검(?!\s*(?:하려|할려|때문|을 ?위|하기 ?위|작업))|찾|알아내|알아보|구분|비교|왜|이유|원인"
            r"|뭐부터|뭘 볼|어디를? 봐|어디서|전에|재는|진단"
        ),
        r"(?:로그|이벤트|상태|이력)[을를]? ?(?:보려|보는|볼|어떻게 ?봐)",
        r"\bcheck|\bfind|\binvestigat|\bcompar|\blook\b|\btell\b.*\bfrom\b|\bmeasur|\bwhy\b|\bbefore\b|\bdiagnos|\bdebug",
        r"\b(?:view|see|read|get|show)\b.{0,20}\b(?:logs?|events?|status|history)\b",
    ),
    "fix": (
        r"해결|고치|고쳐|조치|방법|명령|절차|순서|하려면|대처|대응|어떻게 ?(?:해야|하면|하나|하지|합니까|할)",
        (
            r"\bfix|\bcommand|\bsteps?\b|\bway to\b|\bhow (?:do|to|should|much)\b|\bsolve|\bwhat (?:should|do|can) (?:i|we) do\b"
            r"|\bhandl|\bdeal with"
        ),
    ),
}
# What to do when something happens: not how to tell that it does.
_REACTS = re.compile(
    r"대처|대응|조치|(?:면|을 ?때|경우)에?[는은]? 어떻게 ?(?:해야|하면|하나|하지|합니까|해\b)"
    r"|\bwhat (?:should|do|can|must) (?:i|we|you) do (?:when|if|about|with|after)\b"
    r"|\b(?:when|if)\b.{1,60}\bwhat (?:should|do|can|must) (?:i|we|you) do\b"
    r"|\bhow (?:do|should|can|to)\b(?: (?:i|we|you))? ?(?:handle|deal with|react|respond|recover from|get out of)\b",
    re.IGNORECASE,
)
_WANTED = tuple((section, re.compile("|".join(found), re.IGNORECASE)) for section, found in _PATTERNS.items())


def wanted(question: str, *, title: str = "") -> str:
    """The section id ("verify"), or "" where the words do not say.

    Of a guide whose own title has such words (how to roll back) they name the guide, not a section of it.
    """
    if asks_for_reaction(question):
        return "fix"
    return next((section for section, pattern in _WANTED if pattern.search(question) and not pattern.search(title)), "")


def asks_for_reaction(question: str) -> bool:
    """Whether it asks what to do when something happens: 죽으면 어떻게 대처해?, "what should I do when it is evicted?"."""
    return bool(_REACTS.search(question))
