"""Whether users feel what is wrong: "are users seeing errors because of it?", 사용자한테 영향 있어? Called by
`following.serving`. Pure. Which of several things they feel is another question.
"""

from assistant.patterns import Lazy

_WHO = r"(?:(?:end[\s-]*)?users?|customers?|clients?|visitors?|shoppers?|people|anyone|anybody|traffic)"
_FEEL = (
    r"(?:see(?:ing)?|get(?:ting)?|hit(?:ting)?|fac(?:e|ing)|feel(?:ing)?|notic(?:e|ing)|experienc(?:e|ing)|hav(?:e|ing)"
    r"|run(?:ning)?\s+into)"
)
_WRONG = r"(?:errors?|failures?|problems?|issues?|trouble|outages?|downtime|5\d\d'?s|timeouts?|this|it|that|anything)"
_HARMED = r"(?:affected|impacted|hurt(?:ing)?|harmed|hit|blocked|suffering|impaired|down)"
_HARM_EN = (
    rf"\b{_WHO}\s+(?:\w+\s+){{0,2}}?{_FEEL}\s+(?:\w+\s+){{0,2}}?{_WRONG}\b"
    rf"|\b{_WHO}\s+(?:\w+\s+){{0,2}}?(?:{_HARMED}|notice|feel)\b"
    rf"|\b(?:affect|impact|hurt|harm|bother|reach|hit)(?:s|ed|ing)?\s+(?:\w+\s+){{0,2}}?{_WHO}\b"
    rf"|^\W*(?:and\s+|so\s+)?what\s+about\s+(?:the\s+|our\s+)?{_WHO}\W*$"
    rf"|\b(?:visible|noticeable)\s+to\s+(?:\w+\s+)?{_WHO}\b"
    rf"|\b(?:customer|user)[\s-]+(?:facing|visible|impact\w*)\b|\b(?:impact|effect)\s+(?:on|for|to)\s+(?:\w+\s+)?{_WHO}\b"
)
_HARM_KO = (
    r"(?:고객|사용자|유저|이용자|손님)\S*\s*(?:\S+\s+){0,2}?(?:영향|피해|불편|체감|느끼|느낄|느껴|알아채|에러|오류|장애|못\s*(?:쓰|써|들어|접속|하|해)"
    r"|안\s*(?:보이|되|돼))"
    r"|(?<![가-힣])(?:서비스|실서비스)(?:에|에도|까지|쪽에?|에는)\s*(?:\S+\s+)?(?:영향|지장|문제\S?\s*(?:있|생))"
    r"|(?:트래픽|요청)(?:에|에도)\s*(?:영향|지장)"
)
_HARM = Lazy(f"{_HARM_EN}|{_HARM_KO}")
_CANNOT = Lazy(
    rf"\b(?:can|could)\s+{_WHO}\s+not\s+(?:reach|access|use|log\s*in)\b"
    r"|\b(?:can'?t|cannot|can\s+not|unable\s+to)\b.{0, 24}\b(?:reach|access|use|log\s*in)\b"
)
# Which of several, since when, how many of them, or why: what is ready does not tell.
_ELSE = Lazy(
    r"왜|이유|원인|언제|얼마나|몇|어느|어떤\s*(?:게|것|거|서비스|워크로드)|뭐가|뭐부터|무엇이|줄이|막으"
    r"|\b(?:why|when|which|how\s+(?:many|much|long|do|to|can|should)|who|since|cause[ds]?|(?:of|among)\s+(?:these|those|them)|first)\b"
)


def asks_of_harm(text: str) -> bool:
    """Whether users feel one thing is asked, and nothing else."""
    return bool(_HARM.search(text) or _CANNOT.search(text)) and not _ELSE.search(text)
