"""Whether a statement says the opposite of the guide that it cites: by direction, by what is advised against, by what stays.

Called by `assistant.verifier.verify` with the passages of the cited guides.
"""

import re
from collections.abc import Sequence

from assistant.patterns import Lazy
from assistant.verifier.atoms import tokens
from assistant.verifier.claims import claims

_EN_NOT = Lazy(r"\b(?:do not|don't|must not|should not|never)\s+(?:just\s+)?(\w+)")
_KO_NOT = Lazy(r"([가-힣]{2,}?)하지\s?(?:말|마)|([가-힣]{2,})[은는을를]?\s?(?:하지\s?)?(?:마세요)")


def against_guide(text: str, passages: Sequence[str]) -> str:
    """A sentence of a cited guide that advises against what the text advises, or the other way round; or ""."""
    mine, refused, way = _terms(text), _refused(text), _advised_way(text)
    lines = [line for p in passages for line in re.split(r"(?<=[.!?])\s+|\n", p) if line.strip()]
    scored = sorted(((len(mine & _terms(line)), line) for line in lines), reverse=True)[:3]
    if turned := next((x for x in lines if _about_the_same(text, x) and _turned(text, x)), ""):
        return turned
    for like, line in scored:
        if like < 0.3 * len(mine):
            break
        if like >= 0.5 * len(mine) and _states_apart(text, line):
            return line
        other = _advised_way(line)
        if way and other and way != other:
            return line
        there = _refused(line)
        if refused & there:
            return ""
        if (refused - there and any(w in line for w in refused - there)) or any(w in text for w in there - refused):
            return line
    return ""


def _states_apart(text: str, line: str) -> bool:
    """Whether a guide says a state of the same axis the other way: "where the old revision was healthy"."""
    mine, other = ({axis: {c.sign for c in claims(x) if c.axis == axis} for axis in _OF_GUIDES} for x in (text, line))
    return any(mine[a] and other[a] and mine[a].isdisjoint(other[a]) for a in _OF_GUIDES)


_OF_GUIDES = ("health", "ready", "run")
_RAISE = Lazy(r"\brais\w+|\bincreas\w+|올리|올려|늘리|늘려")
_LOWER = Lazy(r"\blower(?:ing|s)?\b|\breduc\w+|\bdecreas\w+|내리|내려|줄이|줄여")


def _advised_way(text: str) -> int:
    """+1 where a text says to raise something, -1 to lower it, 0 where it says neither or both."""
    return bool(_RAISE.search(text)) - bool(_LOWER.search(text))


def _refused(text: str) -> frozenset[str]:
    """What a text says not to do."""
    english = {m[1].lower()[:5] for m in _EN_NOT.finditer(text)}
    return frozenset(english | {(m[1] or m[2])[:2] for m in _KO_NOT.finditer(text)})


# What one side says, the other denies: (is given back, or changes | stays as it is), (may be done | is refused).
_OPPOSITES = (
    (
        Lazy(
            r"\b(?:comes?|goes|brings?|brought|gets?) back\b|\breturns?\b|\brestor\w+|\brevert\w*|\bnew\b|\bchang\w+"
            r"|돌아오(?!지)|돌아옵|돌아온|되돌아(?!오지|가지)|복원(?!되지|하지)|(?<![가-힣])새\s|바뀝|바뀌(?!지)|사라[지집]",
            re.I | re.A,
        ),
        Lazy(
            r"\b(?:stays?|remains?|unchanged|untouched|keeps? (?:its|the|their))\b|\b(?:not|n't|never) (?:restor"
            r"|revert|chang|come back|brought)\w*"
            r"|그대로(?= ?(?:이|입|예|라|남|두|유지|다|인))|유지[되됩된]|(?:돌아오|되돌아오|바뀌|복원되)지 ?않",
            re.I | re.A,
        ),
    ),
    (
        Lazy(
            r"\bcan be\b|\b(?:is|are) (?:possible|allowed)\b|\bworks?\b|(?:할|될|일) 수 있|가능|됩니다\s*[.!]?$",
            re.I | re.A,
        ),
        Lazy(
            r"\brefus\w+|\breject\w*|\bcannot\b|\bcan't\b|\bnot (?:possible|allowed)\b|거부|거절|할 수 없|불가"
            r"|못 합",
            re.I | re.A,
        ),
    ),
)
_LEAST_ALIKE = 0.45  # share of the terms of a statement that a line of the guide has


def _about_the_same(text: str, line: str) -> bool:
    """Whether a line of a guide speaks of all things that the text names, or of most of what it says."""
    named = {t for t in tokens(text) if len(t) > 2 and not t.isdigit()}
    mine = _terms(text)
    return bool(named and named <= tokens(line)) or len(mine & _terms(line)) >= _LEAST_ALIKE * len(mine)


def _turned(text: str, line: str) -> bool:
    """Whether the text says one side of an opposition and the line the other."""
    for one, other in _OPPOSITES:
        mine, theirs = (
            (bool(one.search(text)), bool(other.search(text))),
            (bool(one.search(line)), bool(other.search(line))),
        )
        if mine[0] != mine[1] and theirs[0] != theirs[1] and mine != theirs:
            return True
    return False


def _terms(text: str) -> frozenset[str]:
    return frozenset({*tokens(text), *(w[:2] for w in re.findall(r"[가-힣]{2,}", text))})
