"""A question about how to see something, as the question for it: "how can I see which pods are failing?".

Called by `planner.route`. Pure. Whoever can look it up is of more use than a guide to looking.
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


def asked_outright(text: str) -> str:
    """`text` without the words that only ask for a way to see; as it is where it asks for a way to do."""
    if seen := _SEE_EN.match(text):
        return _WHETHER.sub("", text[seen.end() :])
    if seen := _SEE_KO.search(text):
        return text[: seen.start()] + seen["asked"]
    return text
