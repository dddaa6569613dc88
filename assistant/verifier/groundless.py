"""Whether a sentence tells of a thing what nothing tells of it; called by `assistant.verifier.verify`.

The other checks look for what is contradicted and know only the words they know. This one asks the other way round: a
clause that names a thing must have something (a number, a name, a state, a reason, a word) that findings or rows about
that very thing have, too.
"""

from assistant.verifier import reasons
from assistant.verifier.atoms import atoms
from assistant.verifier.claims import claims
from assistant.verifier.comparisons import compares, in_time
from assistant.verifier.grounds import Grounds, reasons_of
from assistant.verifier.moods import advises, asserted, open_question, own_reading, plans
from assistant.verifier.parts import Part
from assistant.verifier.topics import content, is_known
from assistant.verifier.transitions import direction
from knowledge.analysis import STOP_WORDS, expand


def groundless(part: Part, grounds: Grounds) -> bool:
    """Whether most of what the part tells of the things it names is told of them nowhere."""
    lowered = part.text.lower()
    if not any(name in lowered for name in part.subjects) or _tells_nothing(part.text):
        return False
    text = asserted(part.text)
    if not text or _read_elsewhere(text, part.subjects):
        return False
    told = content(text)
    strange = [t for t in told if not is_known(t, grounds.vocabulary)]
    if not strange or reasons.named(text) & reasons_of(grounds.findings(part.subjects)):
        return False
    words = {w.text.lower() for w in atoms(text).words} - part.subjects - STOP_WORDS
    if len(strange) == 1 and any(not words.isdisjoint(r.tokens) for r in grounds.rows(part.subjects)):
        return False  # a value of its row: its team, its type
    own = grounds.words_of(part.subjects)
    return len(strange) > sum(not own.isdisjoint((t, *expand([t]))) for t in told)


def _tells_nothing(text: str) -> bool:
    """Advice, plans, and what is said of the answer itself."""
    return open_question(text) or advises(text) or own_reading(text) or plans(text)


def _read_elsewhere(text: str, subjects: frozenset[str]) -> bool:
    """Whether the text has what other checks hold against the evidence: a number, a name, a state, a change."""
    read = atoms(text)
    return bool(
        read.quantities
        or read.moments
        or read.fractions
        or any(n.text.lower() not in subjects for n in read.names)
        or claims(text)
        or direction(text) is not None
        or compares(text)
        or in_time(text, subjects)
    )
