"""Where a question may be two questions. Called by `planner.route`. Pure."""

from assistant.patterns import Lazy

_SPLIT = Lazy(
    r"[,;?!]+\s*(?:(?:and|plus|also|then|그리고|또)\s+)*|\.\s+|\s+(?:and|plus|also|then)\s+(?:also\s+|then\s+)?|\s*[+&]\s*"
    r"|(?:그리고|또|및|이랑|하고)\s+(?!나서|있|싶|(?:(?:뭐가|뭐|무엇이|뭔가|어디가|어떻게|얼마나)\s+)?(?:비교|차이|다르|다른|달라|같|바뀌|바뀐))|(?<=[\uac00-\ud7a3a-zA-Z0-9])(?:이랑|랑|하고|과|와)\s+(?!(?:(?:뭐가|뭐|무엇이|뭔가|어디가|어떻게|얼마나)\s+)?(?:비교|차이|다르|다른|달라|같|바뀌|바뀐))|(?<=[주보하되리고려])고\s+(?!나서|있|싶)|(?<=[았었했됐])고\s+|(?<=는데)\s+|(?<=데요)\s+|(?<=든요)\s+|(?<=[해서라])\s+(?=그러는데)|(?<=[는인]지)\s+|(?<=죽)고\s+|(?:이?면서|시고)\s+"
)


_PUNCTUATION = Lazy(r"[,;?!.\s]+")


def splits(text: str) -> list[tuple[str, str, bool]]:
    """Every way to part the text in two at a joint, and whether the joint is sure: a word such as "and" or 그리고, the
    end of a question."""
    parts = (
        (text[: m.start()].strip(), text[m.end() :].strip(), "?" in m[0] or not _PUNCTUATION.fullmatch(m[0]))
        for m in _SPLIT.finditer(text)
    )
    return [(left, right, word) for left, right, word in parts if len(left) > 1 and len(right) > 1]


def clauses(text: str) -> list[str]:
    """The smallest parts."""
    return [part.strip() for part in _SPLIT.split(text) if part and len(part.strip()) > 1]
