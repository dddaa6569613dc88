"""Whether a question asks of which pod the lines of a log were: "which pod is that from?", 어느 파드 로그야?

Read by `narrowing.asked`. Pure.
"""

from assistant.patterns import Lazy

_WHOSE = Lazy(
    r"\b(?:which|what)\s+pods?\b[^?]*\b(?:from|of|that|this|those|these|it|come|came|log(?:s|ged)?)\b"
    r"|(?:어느|어떤|무슨)\s*(?:파드|포드|팟)(?:의|에서|\s*로그|\s*[거것꺼]|야|이야|인|에)"
)


def asks_whose_log(text: str) -> bool:
    """Means something only after a log was shown."""
    return bool(_WHOSE.search(text))
