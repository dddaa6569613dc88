"""What a question is about and what is not here: an environment, a backend, a product, a name. Called by `planner.route`.

Nothing of it may be left out silently: an answer about everything else would read as one about it.
"""

from collections.abc import Sequence

from assistant.catalog import Entry
from assistant.models.spec import CallWanted
from assistant.patterns import Lazy
from assistant.planner.in_general import VAGUE
from assistant.planner.intents import Scored
from assistant.planner.places import place_missing, place_stood_at
from assistant.planner.question import Question
from assistant.planner.reading import Reading, calls_by_name, stranger

# Passwords and the like are kept in Secrets, whether the question says so or not.
_CREDENTIAL = Lazy(
    r"\b(?:what(?:'s|\s+is|\s+are)?|tell|give|show|get|print|reveal|find|need|send)\b.{0,40}"
    r"\b(?:passwords?|passwd|api[\s-]*(?:keys?|tokens?)|access\s+(?:keys?|tokens?)|private\s+keys?|credentials?|(?:login|bearer|auth|admin)\s+tokens?)\b"
    r"|(?:비밀\s*번호|패스워드|암호|비번|api\s*(?:키|토큰|key)|액세스\s*(?:키|토큰)|접속\s*정보|크리덴셜|인증\s*토큰|개인\s*키)\S{0,3}\s*"
    r"(?:좀\s*)?(?:뭐|뭔|무엇|알려|보여|가르쳐|찾아|줘|줄래|어떻게\s*(?:돼|되)|[?？]?\s*$)"
)
_VALUE = Lazy(r"값|내용물?|비밀번호|디코드|평문|\b(?:values?|contents?|decoded?|base64|passwords?|plain\s*text)\b")

# Which Secret, its age, or its being wrong, is asked; not what it holds.
_BESIDE_VALUE = Lazy(
    r"\b(?:list|why|wrong|incorrect|missing|expired?|rotat\w+|reset|change[ds]?|where|errors?|fail\w*|log)\b"
    r"|목록|왜|틀린|틀렸|잘못|만료|바꾸|변경|교체|재설정|초기화|어디|에러|오류|실패|로그"
)


def secret_values(reading: Reading) -> bool:
    """Whether it asks for what a Secret holds; a guide to it may still be asked for."""
    if _CREDENTIAL.search(reading.text) and not _BESIDE_VALUE.search(reading.text):
        return not {"howto", "document"} & reading.features
    return (
        "secret" in reading.features
        and not {"howto", "document"} & reading.features
        and bool(_VALUE.search(reading.text))
    )


def traffic(reading: Reading) -> bool:
    """Whether it asks how much a service is used: neither the cluster nor the account tells that here."""
    return "traffic" in reading.features and not {"instance", "<instance>"} & reading.features


# A measure of how long answers take: a percentile, an average, the number itself; not why it is slow.
_LATENCY = Lazy(
    r"\b(?:p\s?\d\d(?:\.\d+)?|\d\d(?:th)?\s+percentile|percentiles?)\b|백분위|(?<![a-z0-9])p\d\d(?![a-z0-9])"
    r"|\b(?:what(?:'s|\s+is|\s+are)?|how\s+(?:high|long|much|low|fast)|show|tell|give|average|avg|mean|median|current)\b.*\b(?:latency|latencies|response\s+times?|ttfb)\b"
    r"|(?:응답\s*(?:시간|속도)|레이턴시|지연\s*시간|latency)(?:은|는|이|가|을|를)?\s*(?:좀\s*)?(?:얼마|몇|어떻게|어때|어떤|알려|보여|평균|재)|평균\s*(?:응답|지연|레이턴시)"
)
_SAYS_WHY = Lazy(r"왜|이유|원인|\b(?:why|cause|reason|explain|investigate|idea)\b")


def latency(reading: Reading) -> bool:
    """Whether it asks how long answers of a service take: nothing that is read here tells that."""
    return (
        bool(_LATENCY.search(reading.text))
        and not _SAYS_WHY.search(reading.text)
        and not {"howto", "volume", "<volume>", "document"} & reading.features
    )


def environment(question: Question, reading: Reading) -> str:
    """The word for an environment that is not configured; "on staging" is not about the one thing called staging-web."""
    stood = place_stood_at(reading.text) if all(m.how in VAGUE for m in reading.mentions) else ""
    return place_missing(reading.slots.masked) or (stood if stood.lower() not in question.places else "")


def backend(question: Question, scored: Sequence[Scored]) -> Entry | None:
    """The entry that would answer, where the environment has not what it reads."""
    return next((s.entry for s in scored[:1] if not question.has(s.entry.backend)), None)


def name(question: Question, reading: Reading, calls: Sequence[CallWanted]) -> str:
    """A name that nothing here has and that none of the calls would look for; "" otherwise."""
    if not calls_by_name(reading) or any("name" in c.arguments for c in calls):
        return ""
    return stranger(reading) if question.known("kube") else ""


def bare(question: Question, reading: Reading, calls: Sequence[CallWanted]) -> str:
    """The word of a question that says nothing but it, where nothing here is called so: 주문은?; "" otherwise."""
    named = reading.mentions or reading.slots.ids or reading.slots.namespaces or question.previous
    if named or not reading.fragment or any({"name", "question"} <= c.arguments.keys() for c in calls):
        return ""
    only = all(f == "<word>" or f[0] == "~" for f in reading.features)
    return reading.unknown[0] if only and len(reading.unknown) == 1 and question.known("kube") else ""
