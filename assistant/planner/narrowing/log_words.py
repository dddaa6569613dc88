"""The text that lines of a log are looked through for: "any timeouts in the logs of X?", 로그에 "connection reset" 있어?

Called by `planner.filling` and `planner.reading`. Pure. Errors are no text: a line tells of one in many ways.
"""

from collections.abc import Sequence

from assistant.patterns import Lazy

_MASK = "\ue000"  # as in `planner.slots`: places in the text stay the same
_LOG = Lazy(r"로그|\blogs?\b")
_QUOTED = Lazy(r"[\"'“‘「`](?P<text>[^\"'”’」`]{2,80})[\"'”’」`]")
_WORD = r"(?P<text>[A-Za-z][\w.:/-]{2,40}|\d{3})"
_KO = Lazy(
    rf"로그(?:에|에서|에는|엔|중에|\s*중에)\s*(?:혹시\s*)?{_WORD}\s*(?:이|가|라고|이라고|란|라는)?\s*(?:\S{{1,3}}\s*)?(?:있|찍|남|나오|나와|보이|뜨|떠|났)"
    rf"|{_WORD.replace('text', 'other')}\s*(?:이|가)?\s*(?:들어간|포함된|포함한|찍힌|나온)\s*(?:로그|줄)"
)
_HOLDS = r"contain(?:s|ed|ing)?|mention(?:s|ed|ing)?|includ(?:es?|ing)|grep(?:\s+for)?"
_SAID = r"(?:the\s+(?:word|text)\s+)?"
_EN = Lazy(
    rf"\b(?:any|with|for|{_HOLDS})\s+{_SAID}{_WORD}\s+(?:in|inside|from)\b.*\blogs?\b"
    rf"|\blogs?\b.*\b(?:{_HOLDS})\s+{_SAID}{_WORD.replace('text', 'other')}"
)
# What logs say is asked in plain words; only what is written as no plain word is looks for a text: ECONNREFUSED, OutOfMemory.
_SAYS = Lazy(
    r"\b[Ll]ogs?\b.*\bsay(?:s|ing)?\s+(?:the\s+(?:word|text)\s+)?(?P<text>[a-z]*[A-Z]\w*[A-Z]\w*|\w+[_:/]\w[\w:/]*|[45]\d\d)(?![\w-])",
    0,
)
_HELD_KO = (
    r"\s*(?:이?라는\s*(?:글자|단어|문구|말)?)?\s*(?:이|가)?\s*"
    r"(?:(?:들어간|포함된|포함한|찍힌)(?=\s*(?:로그|줄|것|거|게))|(?:있는|나오는)(?=\s*줄))"
)
_EXPLICIT = Lazy(
    rf"(?:\blines?\s+(?:that\s+)?)?\b(?:{_HOLDS})\s+{_SAID}{_WORD}|{_WORD.replace('text', 'other')}{_HELD_KO}"
)
_NO_TEXT = Lazy(
    r"errors?|exceptions?|fail(?:s|ed|ing|ures?)?|problems?|issues?|crash\w*|right|just|before|after|when|while|here|there|nothing|happen\w*|signs?|hints?|clues?|reasons?|causes?|traces?|entr(?:y|ies)|messages?|details?|output|info|the|this|that|what|which|anything|something|lines?|last|logs?|pods?|it|its|all"
)


def text_sought(text: str, previous: Sequence[str] = ()) -> str:
    """As it is written; a plural without its -s. "" where no text is looked for. `previous`: questions before one that only
    names another log, oldest first."""
    if not _LOG.search(text):
        if said := _in_lines(text):
            return said
        return next((text_sought(before) for before in reversed(previous) if _LOG.search(before)), "")
    if exact := _QUOTED.search(text) or _SAYS.search(text):
        return exact["text"]
    found = _KO.search(text) or _EN.search(text)
    word = (found["text"] or found["other"] or "") if found else ""
    if not word or _NO_TEXT.fullmatch(word):
        return ""
    return (
        word.removesuffix("s")
        if word.endswith("s") and not word.endswith("ss") and found and found.re is _EN.compiled
        else word
    )


def sought_again(text: str) -> str:
    """The text that lines of the log before are to hold: "does any line mention heap?", heap 들어간 줄만."""
    return "" if _LOG.search(text) else _in_lines(text)


def _in_lines(text: str) -> str:
    explicit = _EXPLICIT.search(text)
    if quoted := _QUOTED.search(text):
        return quoted["text"]
    word = (explicit["text"] or explicit["other"] or "") if explicit is not None else ""
    return "" if _NO_TEXT.fullmatch(word) else word


def without_quoted(text: str) -> str:
    """`text` with what a log is looked through for masked: it says nothing of what is asked. A single word may be a name."""
    if not _LOG.search(text):
        return text
    text = _QUOTED.sub(lambda m: m[0] if " " not in m["text"] else _MASK * len(m[0]), text)
    return _EXPLICIT.sub(lambda m: _MASK * len(m[0]), text) if text_sought(text) else text
