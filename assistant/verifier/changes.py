"""Whether a sentence has a change the wrong way round: grew instead of shrank, before and after exchanged.

Called by `assistant.verifier.verify`.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds
from assistant.verifier.transitions import Change, changes, denied_direction, direction, replaced, says_changed, tensed

_ATTRIBUTES = (
    Lazy(r"\bmemory|메모리", re.I | re.A),
    Lazy(r"\bcpu\b", re.I | re.A),
    Lazy(r"\breplicas?\b|복제본|레플리카|파드 수", re.I | re.A),
    Lazy(r"\bcosts?\b|\bbill\b|\bspen[dt]|\$|비용|요금|금액|달러", re.I | re.A),
)
_LIMIT = Lazy(r"\blimits?\b|한도", re.I | re.A)


def wrong_way(text: str, subjects: Iterable[str], grounds: Grounds) -> Text | None:
    """What is wrong about the change that the text tells, if anything."""
    if _turned_round(text, grounds.replacements):
        return objections.says_otherwise()
    if wrong := _of_revision(text, grounds, names := tuple(sorted(subjects))):
        return wrong
    subjects = names
    own = changes(text)
    turned = direction(text)
    if _another_part(text, grounds.changes(names)):
        return objections.says_otherwise()
    if own and turned and any(c.sign and c.sign != turned for c in own) and len(own) == 1:
        return objections.says_otherwise()
    denied = denied_direction(text)
    if not own and turned is None and denied is None and not tensed(text) and not says_changed(text):
        return None
    known = _meant(text, grounds.changes(subjects))
    if not known:
        others = [c for c, _ in grounds.changes(subjects)]
        return objections.says_otherwise() if any(_same(o, k) for o in own for k in others) else None
    for change in own:
        if any(_same(change, k, swapped=True) for k in known) and not any(_same(change, k) for k in known):
            return objections.says_otherwise()
    if wrong := _wrong_tense(text, known):
        return wrong
    signs = {k.sign for k in _by_amount(text, known)}
    if denied is not None and signs == {denied}:
        return objections.says_otherwise()
    each = sum(k.sign == turned for k in known[1:])
    if turned and not names and any(q.kind == "plain" and q.raw == each > 0 for q in atoms(text).quantities):
        return None  # "three services went up", whatever the total did
    if turned is not None and not own and signs and turned not in signs:
        return objections.says_otherwise()
    if turned is None and not own and signs == {0} and says_changed(text):
        return objections.says_otherwise()
    return None


_OF_BEFORE = Lazy(
    r"^\s?of (?:the (?:old|previous|former)\b|what (?:it|they)\b|(?:its|their) (?:old|previous|former)\b)"
)


def _another_part(text: str, known: Sequence[tuple[Change, str]]) -> bool:
    """ "half of the old one", of what is now a quarter."""
    shares = [q for q in atoms(text).quantities if q.kind == "percent" and _OF_BEFORE.match(text[q.end :])]
    parts = [100 * c.after / c.before for c in (c for c, _ in known) if c.before and c.sign]
    return bool(parts) and any(not any(q.near(p) for p in parts) for q in shares)


def _turned_round(text: str, known: Collection[tuple[str, str]]) -> bool:
    """Before and after exchanged, of names and versions."""
    plan = re.search(r"\broll\w*|\brevert\w*|되돌|롤백", text, re.I)
    said = () if plan else replaced(text)
    return any((b, a) in known and (a, b) not in known for a, b in said)


_BY_REVISION = Lazy(
    r"(?:(?P<when>after|since|before|until|prior to)\s)?(?:\brevision|\brev\.?|리비전)\s?#?(?P<n>\d+)(?P<ko> 이전| 이후|부터)?"
)
# The value is what something is measured by: "half of 512Mi", "512Mi의 절반".
_BASE = Lazy(
    r"\b(?:half|third|quarter|twice|double|times|instead of|compared (?:with|to)|than|from)\s(?:of\s)?[\d.]+\s?[A-Za-z]*\b"
    r"|\d[A-Za-z]*(?:의\s?(?:절반|반|두|세|\d)|에서|보다|대신)"
)
_FRAGMENT = Lazy(r"(?<=으나)\s|(?<=지만)\s|(?<=는데)\s|(?<=고)\s|[,;]\s|\s(?:and|but|while|whereas)\s")


def _of_revision(text: str, grounds: Grounds, subjects: Sequence[str]) -> Text | None:
    """A value given to the revision that changed it or to the one before, exchanged."""
    causes = [dict(f.cause) for f in grounds.findings(subjects) or grounds.known.findings]
    bad = {c["bad_revision"] for c in causes if c.get("bad_revision")}
    good = {c["good_revision"] for c in causes if c.get("good_revision")}
    known = [c for c, _ in grounds.changes(subjects) if c.kind == "bytes" and c.sign]
    for fragment in _FRAGMENT.split(text):
        said = list(_BY_REVISION.finditer(fragment))
        values = [q.values[0] for q in atoms(fragment).quantities if q.kind == "bytes"]
        if len(said) != 1 or len(values) != 1 or not known or _BASE.search(fragment):
            continue
        number, when = said[0]["n"], (said[0]["when"] or said[0]["ko"] or "").lower().strip()
        late = (number in bad and when not in ("before", "until", "prior to", "이전")) or (
            number in good and when == "이후"
        )
        early = number in good - bad or (number in bad and when in ("before", "until", "prior to", "이전"))
        before, after = any(_close(values[0], c.before) for c in known), any(_close(values[0], c.after) for c in known)
        if before != after and ((late and before) or (early and after)):
            return objections.says_otherwise()
    return None


def _meant(text: str, known: Sequence[tuple[Change, str]]) -> list[Change]:
    """The changes of what the text speaks of, by attribute: memory, cost, ..."""
    asked = [a for a in _ATTRIBUTES if a.search(text)]
    if not asked and _LIMIT.search(text):
        return [c for c, words in known if _LIMIT.search(words)]
    return [c for c, words in known if not asked or any(a.search(words) for a in asked)]


def _same(one: Change, other: Change, *, swapped: bool = False) -> bool:
    before, after = (other.after, other.before) if swapped else (other.before, other.after)
    return one.kind == other.kind and _close(one.before, before) and _close(one.after, after)


def _close(shown: float, value: float) -> bool:
    return abs(shown - value) <= 0.0051 * max(1.0, abs(value) * 0.1)


def _wrong_tense(text: str, known: Sequence[Change]) -> Text | None:
    """A value given as the one before that is the one now, or the other way round."""
    for one in tensed(text):
        value, kind = one.quantity.values[0], one.quantity.kind
        same = [c for c in known if c.kind == kind and c.sign]
        now, then = any(_close(value, c.after) for c in same), any(_close(value, c.before) for c in same)
        if now != then and (one.tense > 0) != now:
            return objections.says_otherwise()
    return None


def _by_amount(text: str, known: Sequence[Change]) -> Sequence[Change]:
    """Only those whose value or difference the text gives, where it gives any."""
    amounts = [(q.kind, q.values[0]) for q in atoms(text).quantities if q.kind in ("money", "bytes")]
    fitting = [
        c for c in known for kind, x in amounts
        if kind == c.kind and any(_close(x, v) for v in (c.before, c.after, abs(c.after - c.before)))
    ]  # fmt: skip
    if fitting or len(known) < 2 or known[0].kind != "money":
        return fitting or known
    return known[:1]  # the total
