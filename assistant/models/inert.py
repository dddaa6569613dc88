"""Makes a model's text harmless to show: no link, image or tag in it can be followed, fetched or rendered.

A model that obeys an instruction hidden in a log line may write an address with what it has read in it; an address
that nothing opens sends nothing. Citations such as `[E3]` and `[guide#section]` stay as they are.
"""

import re
from collections.abc import Callable

_TAG = re.compile(
    r"<(?=/?(?:a|img|image|script|style|iframe|object|embed|link|meta|base|form|input|button|svg|math|video|audio|source"
    r"|picture|html|body|div|span)\b)",
    re.IGNORECASE,
)
_RULES = (
    (re.compile(r"\](?=\()"), "] "),  # [text](address), ![text](address)
    (re.compile(r"\](?=:)"), "] "),  # [text]: address
    (re.compile(r"(?<=[A-Za-z0-9+.-]):(?=//)"), "[:]"),
    (re.compile(r"(?i)\b(www)\.(?=\w)"), r"\1[.]"),
    (re.compile(r"(?i)\b(javascript|data|mailto|file|vbscript):(?=\S)"), r"\1[:]"),
    (re.compile(r"(?i)\bxn--"), "xn[--]"),
    (_TAG, "‹"),
    (re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"), ""),
)


def inert(text: str) -> str:
    for pattern, replacement in reversed(_RULES):  # hidden characters first: they could split an address
        text = pattern.sub(replacement, text)
    return text


class InertWriter:
    """Hands text on as it comes, whole words at a time, so that an address in pieces is seen whole."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._held = ""

    def write(self, text: str) -> None:
        self._held += text
        end = max(self._held.rfind(" "), self._held.rfind("\n")) + 1
        if end:
            ready, self._held = self._held[:end], self._held[end:]
            self._write(inert(ready))

    def flush(self) -> None:
        if self._held:
            self._write(inert(self._held))
            self._held = ""
