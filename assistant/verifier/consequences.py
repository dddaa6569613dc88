"""Effects that nothing shows: "consequently checkout is down too", "this took the queue with it".

Called by `assistant.verifier.verify`. Whatever a sentence says to have followed must be about a thing that a finding
is about, and must speak of what was read.
"""

import re
from collections.abc import Iterator

from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms
from assistant.verifier.grounds import Grounds
from assistant.verifier.moods import asserted
from assistant.verifier.subjects import Scope, subjects
from assistant.verifier.topics import content, is_known

# What follows these words is said to be the effect.
_FOLLOWS = Lazy(
    (
        r"\b(?:consequently|thereby|as an? (?:direct |immediate )?(?:result|consequence)|in consequence"
        r"|because of (?:this|that|it)"
        r"|due to (?:this|that)|(?:this|that|which) is (?:also )?why|in turn|by extension|knock-on|downstream of (?:this|that))\b"
        r"|\b(?:this|that|it|which|they)(?:'s| has| have| had)? (?:also |then |even |thereby )?"
        r"(?:t(?:ook|akes|aken)|br(?:ought|ings)|knock\w*|dragg?\w*|pull\w*|br(?:oke|eaks|oken)|spread\w*|spill\w*|cascad\w*"
        r"|stop\w*|block\w*|hit|hurts?|cripple\w*|takes? out)\b"
        r"|\b(?:spill|cascad|spread|rippl|propagat|trickl)\w*\b"
        r"|^\W*with [^,]{1,60}\b(?:gone|down|dead|out|failing|broken|missing|unavailable|stuck|offline),"
        r"|(?:이|그)(?:로| 때문에| 탓에| 바람에| 여파로| 영향으로| 결과로?|로써| 일로|에 따라)(?: 인해| 인하여)?(?=[\s,])"
        r"|(?:결과적으로|덩달아|연쇄적으로|잇따라|줄줄이|그래서인지)"
    ),
    re.I | re.A,
)
# Being hit by something is an effect whatever the words around it.
_SUFFERS = Lazy(
    (
        r"\b(?:is|are|was|were|been|being|gets?|got) (?:\w+ )?(?:affected|impacted|hit|harmed|dragged"
        r"|degraded by|taken down|knocked)\b"
        r"|\bsuffer\w*\b|\b(?:takes?|took|brings?|brought|drags?|dragged|knock(?:s|ed)?) (?:down|out)?\s?[\w/`.-]+ (?:down|with it|along|out)\b"  # noqa: E501
        r"|(?:영향|피해|타격|지장)[을를이가도]?\s?(?:받|입|주고|주었|줬|미치|미쳤|있)|(?:함께|같이|까지|마저|조차)\s?(?:멈|죽|내려|쓰러|무너|주저|중단|실패|막)|(?:끌어|끌고|무너뜨|쓰러뜨|망가뜨|마비시|멈추게|막히게|내려가게)"
    ),
    re.I | re.A,
)
_NOT = Lazy(r"\b(?:not|no|none|never|nothing|un\w+ed)\b|n't\b|않|없|아니|아닙", re.I | re.A)


def unfounded(sentence: str, grounds: Grounds, everything: Scope) -> bool:
    """Whether the sentence tells an effect on something that no finding is about, or one that nothing read speaks of."""
    text = asserted(sentence)
    if _SUFFERS.search(text) and not _NOT.search(text) and _apart(subjects(text, everything), grounds):
        return True
    return any(_is_invented(effect, grounds, everything) for effect in _effects(text))


def _apart(names: frozenset[str], grounds: Grounds) -> bool:
    """Whether several things were found to be broken each for itself."""
    each = [{id(f) for f in grounds.findings((n,)) if f.klass == "problem"} for n in sorted(names)]
    each = [found for found in each if found]
    return len(each) > 1 and not set.intersection(*each)


def _effects(text: str) -> Iterator[str]:
    """What a text says to be an effect; denials of an effect are none."""
    if match := _FOLLOWS.search(text):
        tail = text[match.end() :]
        yield f"{text[: match.start()]} {tail}" if "가" <= match[0][-1] <= "힣" else tail  # Korean names it before
    elif _SUFFERS.search(text) and not _NOT.search(text):
        yield text


def _is_invented(effect: str, grounds: Grounds, everything: Scope) -> bool:
    names = subjects(effect, everything) & grounds.things
    if any(not grounds.findings((name,)) for name in names):
        return True
    strange = [t for t in content(effect) if not is_known(t, grounds.vocabulary)]
    return not names and not atoms(effect).quantities and bool(strange)
