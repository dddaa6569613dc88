"""A question put round about, as the plain one: "how can I see which pods are failing?", "is it ok or not?", "w/o limits".

Called by `planner.route` and `narrowing.asked`. Pure. Whoever can look it up is of more use than a guide to looking.
"""

from assistant.patterns import Lazy

_SEE_EN = Lazy(
    r"^\W*(?:how|where)\s+(?:do|can|could|would|should)\s+(?:i|we|you|one)\s+(?:see|tell|find(?:\s+out)?|check|know|list|look\s+up)\s+"
    r"(?=(?:which|what|whether|if|how\s+many|who)\b)"
)
_WHETHER = Lazy(r"^(?:whether|if)\s+")
_SEE_KO = Lazy(
    r"(?P<asked>(?:어떤|어느|무슨|뭐가|뭐|뭘|무엇이|누가|몇)\b.*?(?:는|은|인|ㄴ|[가-힣])지)\s*(?:는|를|은|을)?\s*"
    r"(?:어떻게|어디서|어케)\s*(?:하면\s*)?(?:봐|보|알|확인)\S*(?:\s*(?:수\s*있\S*|돼\S*|되\S*))?\s*[?？]*\s*$"
)


# How an answer is wanted, or the other half of a yes or no: neither says anything of what is asked.
_TAIL = Lazy(
    r"[\s,.(?!]*(?:\b(?:just\s+)?(?:yes\s*(?:or|/)\s*no|y\s*/\s*n|or\s+no(?:t|pe)?|or\s+(?:isn'?t|aren'?t|doesn'?t)\s+(?:it|they))"
    r"|예\s*[,/]?\s*(?:혹은|또는|아니면)?\s*아니[오요](?:로)?|네\s*[,/]\s*아니[오요]|맞아\s*틀려)(?:\s*(?:please|pls|plz|only|만|답해\S*|대답\S*|말해\S*))*[\s?!.)]*$"
)
_OR_NOT_KO = Lazy(
    r"(?P<said>\S*(?:야|어|아|해|돼|지|나|니|가|요))[\s,]*(?:아니야|아냐|아닌가|아니니|아니에요|아닌가요|안\s*돼)\s*[?？]*\s*$"
)
_AGAINST = Lazy(r"(?<=\s)vs\.?(?=\s)(?!\s+(?:the\s+)?(?:last|previous|prior|before))")
_SENDS = Lazy(r"\b(?:points?|pointing|routes?|routing)\s+(?=(?:to|at)\b)")  # a verb, whatever is called so here
_WITHOUT = Lazy(r"(?<![\w/])w/o(?![\w/])")
# Words that mean nothing of their own in a phrase: nothing is broken or down in a bill "broken down by service".
_SPLIT = Lazy(
    r"\b(?:break(?:ing)?|broken?)\s+(?:(?:it|this|that|them|those|the\s+\w+|(?:our|my)\s+\w+)\s+)?down\b(?=\s+(?:by|per|into|for|across)\b)"
    r"|\bbreak\s+(?:it|this|that|them|those|the\s+(?:bill|costs?|spend\w*))\s+down\b"
)
_AS_TO = Lazy(r"\b(cost|price|money|memory|cpu|performance|security|storage|disk|network|resource)s?[\s-]wise\b")
# The order in which findings are told anyway.
_WORST_FIRST = Lazy(
    r"[\s,.?!]*(?:심각한|심한|급한|중요한|위험한|큰|안\s*좋은)\s*(?:순서(?:대로)?|순(?:으로)?|거부터|것부터|쪽부터|문제부터)(?:로)?"
    r"(?:\s*(?:알려|보여|정리|말|나열|불러)\S*(?:\s*(?:줘|주세요|주실래요))?)?\s*[.?!]*\s*$"
    r"|[\s,.?!]*\b(?:(?:with\s+)?(?:the\s+)?(?:worst|most\s+(?:urgent|severe|critical|important|serious))\s+(?:ones?\s+)?first"
    r"|(?:ordered|sorted|ranked)?\s*(?:by|in\s+order\s+of)\s+(?:severity|urgency|importance|priority))\b\s*[.?!]*\s*$"
)
_JUST = Lazy(r"\bright\s+(?=(?:before|after|now)\b)")


# A care that goes for whatever is done: nothing that rows or findings are chosen by.
_ASKS_HOW = Lazy(r"\bhow\s+(?:to|do|can|should|would)\b|방법|절차|순서|어떻게")
_UNHURT = Lazy(
    r"[\s,]*\bwithout\s+(?:breaking|affecting|impacting|hurting|harming|interrupting|disrupting|disturbing|touching|risking)\s+"
    r"(?:(?:any|our|the|my|other|live|running)\s+)*(?:anything(?:\s+else)?|everything|something|users?|customers?|services?|production|prod|traffic|things?)\b"
    r"|[\s,]*\bwithout\s+(?:any\s+|an?\s+)?(?:downtime|interruptions?|outages?|impact(?:\s+on\s+\S+)?|disruptions?|side\s+effects?)\b"
    r"|(?:(?:(?:서비스|사용자|유저|고객|운영|다른\s*\S+)(?:에|에게|한테)?\s*)?(?:아무(?:런)?\s*)?"
    r"(?:영향|지장|장애|피해|중단|다운\s*타임)(?:을|를)?\s*(?:없이|안\s*주고|주지\s*않고|주지\s*않으면서)|무중단(?:으로)?)\s*"
)


def said_plainly(text: str) -> str:
    """`text` without what only says how to answer, yes or no, or not, 정상이야 아니야?, and without "without breaking anything";
    as it is where nothing else is said."""
    if not _ASKS_HOW.search(text) and (plain := _UNHURT.sub("", text)) and len(plain.split()) > 1:
        text = plain  # a way to do it without downtime is another way
    text = _SENDS.sub("goes ", _AGAINST.sub("and", _WITHOUT.sub("without", text)))
    if (worst := _WORST_FIRST.search(text)) and worst.start() > 3:
        text = f"{text[: worst.start()]}?"
    text = _AS_TO.sub(r"\1", _JUST.sub("", _SPLIT.sub("split", text)))
    if (tail := _TAIL.search(text)) and tail.start() > 3:
        return text[: tail.start()] + "?"
    if either := _OR_NOT_KO.search(text):
        return text[: either.end("said")] + "?"
    return text


def asked_outright(text: str) -> str:
    """`text` without the words that only ask for a way to see; as it is where it asks for a way to do."""
    text = said_plainly(text)
    if seen := _SEE_EN.match(text):
        return _WHETHER.sub("", text[seen.end() :])
    if seen := _SEE_KO.search(text):
        return text[: seen.start()] + seen["asked"]
    return text
