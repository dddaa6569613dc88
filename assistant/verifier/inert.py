"""Links, images and HTML of an answer become text: nothing a model writes can be followed or loaded by showing it."""

import re

from assistant.patterns import Lazy
from assistant.verifier.sources import Known

_LINK = Lazy(r"!?\[([^\]\n]*)\]\(\s*<?([^()\s>]*(?:\([^()\s]*\)[^()\s>]*)?)>?(?:\s+[\"'(][^)]*)?\)")
_REFERENCE = Lazy(r"^\s*\[[^\]\n]+\]:\s*\S+.*$", re.M)
_TAG = Lazy(
    r"</?(?:a|img|script|iframe|style|link|form|input|svg|object|embed|video|audio|meta|base|button)\b[^<>\n]*>"
)
_BARE = Lazy(r"<?\b(?:https?|ftp|file|data|javascript|mailto):(?://)?[^\s<>()\[\]`\"']+>?")


def inert(text: str, known: Known) -> tuple[str, tuple[str, ...]]:
    """(the text, what was defused). What tools and guides themselves said stays as it is."""
    said = [q for q, _ in known.quotes if "://" in q or "<" in q or "](" in q]
    defused: list[str] = []

    def plain(match: "re.Match[str]") -> str:
        if any(match[0].strip("<>.,") in q for q in said):
            return match[0]
        defused.append(match[0].strip())
        if match.re is _LINK.compiled:
            return match[1]
        return re.sub(r"^<?[a-z]+:(?://)?|>$", "", match[0], flags=re.I) if match.re is _BARE.compiled else ""

    for pattern in (_LINK, _REFERENCE, _BARE, _TAG):
        text = pattern.sub(plain, text)
    return text, tuple(defused)
