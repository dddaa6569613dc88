"""Whether a question asks how to go back to an earlier version: 이전 버전으로 되돌리려면 어떻게 해? Read by `narrowing.asked` and
`following.recall`. Pure."""

from assistant.patterns import Lazy

_EN = Lazy(
    r"\bhow\s+(?:do|can|could|would|should|to|might)\b.*\b(?:roll\w*\s+(?:\S+\s+){0,3}?back|roll-?back|revert|undo|downgrade"
    r"|(?:go|get|switch|return|move)\s+(?:\S+\s+){0,2}?back|(?:previous|prior|earlier|old|last\s+good)\s+(?:version|revision|release|image))\b"
    r"|\bwhat\s+(?:do|would|should)\s+(?:i|we)\s+(?:do|need)\b.*\b(?:roll\s*(?:\S+\s+){0,3}?back|revert)\b"
)
_IN_GENERAL = Lazy(
    r"\b(?:a|an|any)\s+(?:bad\s+|failed\s+|broken\s+)?(?:deployment|release|rollout|deploy|workload)\b|일반적"
)
_OTHERWISE = Lazy(r"말고|대신|다른\s*방법|\b(?:other|another|different)\s+(?:way|option)|\binstead\b")
_BACK_KO = Lazy(
    r"되돌(?:리|려|릴)|롤\s?백|롤빽|원복|돌려\s?놓|(?:이전|전|예전|옛날)\s?(?:버전|리비전|이미지)(?:으로|로)\s*(?:돌|바꾸|내리|가|복)|원래대로|다운그레이드"
)
# "롤백하면 돼?" asks whether, "뭘 하면 돼?" how.
_HOW_KO = Lazy(r"어떻게|어케|방법|려면|절차|(?:뭘|뭐|무엇|어디).*하면\s*(?:돼|되)")


def asks_way_back(text: str) -> bool:
    """Of the thing that is talked of or named; not how it is done in general."""
    if _IN_GENERAL.search(text) or _OTHERWISE.search(text):
        return False
    return bool(_EN.search(text) or (_BACK_KO.search(text) and _HOW_KO.search(text)))
