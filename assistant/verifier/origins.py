"""How a thing came to be missing: that it is not there was found, who or what took it away was not.

Called by `assistant.verifier.verify`. "The Secret does not exist" is a finding; "the Secret was wiped" tells a story.
"""

import re

from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds
from assistant.verifier.moods import asserted

_THING = Lazy(
    r"\b(?:secrets?|config ?maps?|keys?|labels?|certificates?|endpoints?|tags?|images?)\b"
    r"|시크릿|컨피그맵|(?<![가-힣])키[가를는은도]|레이블|라벨|인증서|엔드포인트|태그|이미지",
    re.I | re.A,
)
_WENT = Lazy(
    (
        r"\b(?:vanish|disappear)\w*|\b(?:delet|remov|wip|purg|prun|revok|rotat|renam|eras|swept|cleared|scrubb)(?:ed|es|s|ing|e)?\b"
        r"|\b(?:was|were|been|got|is|went) (?:\w+ )?(?:lost|dropped|overwritten|cleaned up|thrown away)\b|\boverwr(?:ote|ites)\b"
        r"|\bexpired?\b|\b(?:forgot|forgotten)\b|\blost (?:its|the|their)\b"
        r"|사라[졌지진져]|날아[갔가간]|지워[졌지진버]|지웠|삭제[됐되한했해]|없어[졌진져]|유실|만료[됐되돼]"
        r"|덮어[썼쓰씌]|빠뜨[렸린]|잃어|정리[됐되해했]|바꿔 ?[놓놨]|고쳐 ?[놓놨]"
    ),
    re.I | re.A,
)
_ADVISED = Lazy(r"\b(?:to|not|never|don't|before|without)\s(?:\w+\s)?$|\bproposed\b", re.I | re.A)
_STEM = 5  # letters by which a verb is looked for in what was read


def invented(sentence: str, grounds: Grounds) -> bool:
    """Whether the sentence tells how something went missing and nothing read does."""
    text = asserted(sentence)
    named = any(grounds.details(n.text.lower()) for n in atoms(text).names)
    if not named and not _THING.search(text):
        return False
    said = grounds.said
    return any(
        not _ADVISED.search(text[: m.start()]) and m[0].lower()[: _STEM if m[0].isascii() else 2] not in said
        for m in _WENT.finditer(text)
        if not _taken_by_revision(text, grounds)
    )


def _taken_by_revision(text: str, grounds: Grounds) -> bool:
    """Whether a change that a row tells took away something that the text names."""
    names = {n.text.lower() for n in atoms(text).names}
    changed = (c for r in grounds.known.records for c in (r.row or {}).get("changes", ()) or ())
    return any(str(c.get("before", "")).lower() in names or str(c.get("field", "")).lower() in names for c in changed)
