"""Which environment a question names: as a whole word, and not one it excludes.

Called by `assistant.choosing` and `planner.route`. Pure.
"""

import re
from collections.abc import Iterable, Mapping

from assistant.patterns import Lazy

_EXCLUDED_AFTER = Lazy(r"\s*(?:말고|빼고|제외|아니라|아니고|대신)")
_EXCLUDED_BEFORE = Lazy(r"\b(?:not|except|excluding|instead of|other than|but not)\s+(?:in\s+|on\s+|the\s+)*$")
# Endings that Korean puts after a name; anything else makes it another word: 운영자, 운영체제.
_PARTICLE = (
    r"(?:에서만|에서는|에서도|에서|에선|에도|에는|엔|에|은|는|이|가|을|를|의|도|만|쪽|과|와|랑|이랑|로|으로"
    r"|환경|계정|클러스터|용)"
)

PRODUCTION = Lazy(
    r"prod(?:uction)?|live|운영(?:계)?|프로덕션|실서버|라이브|본\s?서버|상용"
)  # what the only environment is called
OF_RISK = {"staging": ("staging", "스테이징")}  # what an environment of a risk may be called, too
# Only words that are hardly meant otherwise; production is what a single environment may be, whatever its name.
_USUAL = Lazy(
    rf"(?<![\w-])(staging|스테이징)(?:{_PARTICLE})*(?![\w-])"
    r"|(?<![\w-])(dev(?:elopment)?|qa|uat|test|sandbox|개발|테스트|검증)\s*(?:환경|계정|클러스터|env(?:ironment)?\b|account\b|cluster\b)"
)


def places_named(text: str, places: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The environments that `text` means, in the order of `places` (name: its words)."""
    return tuple(name for name, words in places.items() if any(_means(text, word) for word in words))


def place_named(text: str, places: Mapping[str, Iterable[str]]) -> str:
    """The one that is meant; "" where none or several are."""
    found = places_named(text, places)
    return found[0] if len(found) == 1 else ""


def place_missing(masked: str) -> str:
    """The word for an environment that is left in a text whose environments, namespaces and names are masked; "" for none."""
    found = _USUAL.search(masked)
    return found[1] or found[2] if found else ""


_STOOD = Lazy(r"\b(?:on|in)\s+(staging)\b(?!\s*[\w-])|(스테이징)\s*(?:환경\s*)?에서")


def place_stood_at(text: str) -> str:
    """The word for an environment said as a place, "on staging", though it is part of a name, too; "" for none."""
    found = _STOOD.search(text)
    return found[1] or found[2] if found else ""


def _means(text: str, word: str) -> bool:
    pattern = rf"(?<![\w-]){re.escape(word)}(?:{_PARTICLE})*(?![\w-])"
    return any(
        not _EXCLUDED_AFTER.match(text, m.end()) and not _EXCLUDED_BEFORE.search(text, 0, m.start())
        for m in re.finditer(pattern, text, re.IGNORECASE)
    )
