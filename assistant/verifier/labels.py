"""What a selector seeks and what the pods carry; called by `assistant.verifier.relations`."""

import re
from collections.abc import Iterable

from assistant.findings import Finding
from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.grounds import statements_of

_ROLES = (  # verbs tell more than nouns
    (
        Lazy(r"\blook\w*|\bwants?\b|\bselects?\b|\bexpect\w*|\basks? for|찾|원하", re.I | re.A),
        Lazy(r"\bcarr(?:y|ies)\b|\b(?:re)?label+ed\b|\bhave\b|\bwear|붙|달려", re.I | re.A),
    ),
    (Lazy(r"\bselector|셀렉터|선택자", re.I | re.A), Lazy(r"\bpods?\b|\btheir label|파드", re.I | re.A)),
)


_PART = Lazy(r"[,;]\s|\s(?:but|while|whereas|although|and)\s|(?<=지만)\s|(?<=[는은인]데)\s|(?<=고)\s", re.I | re.A)


def exchanged(text: str, findings: Iterable[Finding]) -> Text | None:
    """What a selector seeks given as what the pods carry, or the other way round."""
    own = _roles(text)
    if not own:
        return None
    for f in findings:
        for line in statements_of(f):
            theirs = _roles(line)
            if len(theirs) > 1 and any(theirs.get(v, role) != role for v, role in own.items()):
                return objections.says_otherwise(line)
    return None


def _roles(text: str) -> dict[str, str]:
    """Labels `k=v` of a text: "seeks" or "carries", by the nearest word before, else after, in the same part."""
    found: dict[str, str] = {}
    for piece in _PART.split(text):
        for match in re.finditer(r"[\w./-]+=[\w.-]+", piece, re.A):
            if role := _role(piece[: match.start()], piece[match.end() :]):
                found[match[0].lower()] = role
    return found


def _role(before: str, after: str) -> str:
    for seeks, carries in _ROLES:
        seek = max((m.start() for m in seeks.finditer(before)), default=-1)
        carry = max((m.start() for m in carries.finditer(before)), default=-1)
        if seek == carry:
            seek = -min((m.start() for m in seeks.finditer(after)), default=10**6)
            carry = -min((m.start() for m in carries.finditer(after)), default=10**6)
        if seek != carry:
            return "seeks" if seek > carry else "carries"
    return ""
