"""Whether each citation leads to evidence that holds something of what stands before it; called by `assistant.verifier.verify`.

A sentence may cite one evidence of several that it rests on. But where at least half of the amounts, times, values and states
of a segment are known as they are, and all of these from other evidence alone, its citation is the wrong one.
"""

from collections.abc import Iterable, Iterator, Sequence

from assistant.verifier.atoms import atoms
from assistant.verifier.claims import claims
from assistant.verifier.quantities import Quantity
from assistant.verifier.records import Fact, Record
from assistant.verifier.statements import CITATION, cited, plain

_TELLING = frozenset({"money", "bytes", "percent"})
_OF_ALL = frozenset({"title", "call", "plan", "previous"})  # cite everything that a finding rests on
_STATES = frozenset({"endpoints", "serve", "attach", "exceed", "fit", "ready", "run", "encrypted", "cordon"})


def misplaced(raw: str, records: Sequence[Record], names: frozenset[str]) -> bool:
    """Whether some segment of the statement cites only evidence that holds nothing of it. `raw`: with its citations.

    `names`: what the statement is about; a state is looked up for these alone.
    """
    sources = [r for r in records if r.cites and r.role not in _OF_ALL and (r.role != "scope" or r.finding is not None)]
    for segment, cites in _segments(raw):
        each = list(_holders(segment, sources, records, names))
        held = [holders for holders in each if holders]
        if 2 * len(held) >= len(each) > 0 and not any(cites & holders for holders in held):
            return True
    return False


def _segments(raw: str) -> Iterator[tuple[str, frozenset[str]]]:
    """(text, what it cites) of each part of a statement that ends in citations."""
    start, found, cites = 0, list(CITATION.finditer(raw)), frozenset[str]()
    for at, match in enumerate(found):
        cites |= frozenset(cited(match[0]))
        following = found[at + 1].start() if at + 1 < len(found) else len(raw)
        if at + 1 < len(found) and not raw[match.end() : following].strip():
            continue  # [E1][E2]
        yield plain(raw[start : match.start()].lstrip(" .,;")), cites
        start, cites = match.end(), frozenset()


def _holders(
    segment: str, sources: Sequence[Record], every: Sequence[Record], names: frozenset[str]
) -> Iterator[frozenset[str]]:
    """For each thing that the segment says, the evidence that holds it; empty for what nothing holds as it is."""
    read = atoms(segment)
    for q in read.quantities:
        if q.kind in _TELLING and not q.about and not q.bound:
            yield _citing(r for r in sources if any(_same(q, f) for f in r.facts))
    for moment in read.moments:
        if moment.clock is not None:
            yield _citing(r for r in sources if any(moment.fits(t, t) for t in r.times))
    for name in read.names:
        lowered = name.text.lower()
        if "=" in lowered:
            yield _citing(r for r in sources if lowered in (r.words.lower() if r.row is None else r.tokens))
    if names:
        about = [r for r in sources if not names.isdisjoint(r.keys)]
        titles = [r for r in every if r.role == "title" and not names.isdisjoint(r.keys)]
        for claim in claims(segment):
            if claim.axis in _STATES:
                yield _citing(r for r in (*about, *titles) if claim.axis in r.signs or _speaks(r, claim.axis))


def _same(q: Quantity, fact: Fact) -> bool:
    """A number whose unit nobody wrote down, such as a metric's, is compared as it is shown."""
    return (fact.kind == q.kind and q.near(fact.value)) or (
        not fact.kind and q.kind == "percent" and q.near_raw(fact.raw)
    )


def _speaks(record: Record, axis: str) -> bool:
    return any(c.axis == axis for line in record.words.splitlines() for c in claims(line))


def _citing(records: Iterable[Record]) -> frozenset[str]:
    return frozenset().union(*(r.cites for r in records))
