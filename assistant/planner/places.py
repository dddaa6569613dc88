"""Which environment a question names: as a whole word, and not one it excludes. Called by `assistant.session`. Pure."""

import re
from collections.abc import Iterable, Mapping

_EXCLUDED_AFTER = re.compile(r"\s*(?:말고|빼고|제외|아니라|아니고|대신)")
_EXCLUDED_BEFORE = re.compile(
    r"\b(?:not|except|excluding|instead of|other than|but not)\s+(?:in\s+|on\s+|the\s+)*$", re.IGNORECASE
)
# Endings that Korean puts after a name; anything else makes it another word: 운영자, 운영체제.
_PARTICLE = (
    r"(?:에서만|에서는|에서도|에서|에도|에는|에|은|는|이|가|을|를|의|도|만|쪽|과|와|랑|이랑|로|으로"
    r"|환경|계정|클러스터|용)"
)


def places_named(text: str, places: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The environments that `text` means, in the order of `places` (name: its words)."""
    return tuple(name for name, words in places.items() if any(_means(text, word) for word in words))


def place_named(text: str, places: Mapping[str, Iterable[str]]) -> str:
    """The one that is meant; "" where none or several are."""
    found = places_named(text, places)
    return found[0] if len(found) == 1 else ""


def _means(text: str, word: str) -> bool:
    pattern = rf"(?<![\w-]){re.escape(word)}(?:{_PARTICLE})*(?![\w-])"
    return any(
        not _EXCLUDED_AFTER.match(text, m.end()) and not _EXCLUDED_BEFORE.search(text, 0, m.start())
        for m in re.finditer(pattern, text, re.IGNORECASE)
    )
