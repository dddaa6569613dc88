"""Which entry of the catalog a question asks for: by likeness to its examples, in concepts. Called by `planner.route`.

Nothing here knows a tool or playbook: an entry is what its examples and its description say.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from assistant.catalog import Entry
from assistant.planner.examples import read_example
from assistant.planner.reading import KINDS, THINGS, Reading, says_something
from knowledge.concepts import is_soft

_UNKNOWN = 0.75  # weight of a word that no entry and no concept explains
_FOREIGN = {"other": 3.0, "create": 2.2, "clock": 1.2}  # weights of what no entry does: other products, making things
_WORD = 0.7  # weight of a word that only the catalog knows, against a concept
_ABOUT = 0.15  # share of an entry's examples that name a product which the entry is about
_QUESTION, _EXAMPLE = 0.62, 0.38  # how much what is left over on either side counts
_NOT_ABOUT = 0.8  # for an entry no example of which names a thing of the kind that the question names
_CLOSEST = 0.7  # share of the closest example in a score; the rest is how typical the words are of the entry
_SAID_SO = 0.02  # for what an example says with nothing left over on either side: it settles what is nearly even
_LIGHT = {
    "<namespace>": 0.35,
    "<region>": 0.35,
    "<window>": 0.25,
    "<amount>": 0.3,
    "<name>": 0.6,
    "<kind>": 0.6,
    "<word>": 0.15,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """0 (nothing in common) to 1 (an example of it, word for word)."""

    entry: Entry
    score: float
    example: str


@dataclass(frozen=True)
class _Index:
    entries: tuple[Entry, ...]
    owner: tuple[int, ...]  # by example: its entry
    texts: tuple[str, ...]
    features: tuple[frozenset[str], ...]
    totals: tuple[float, ...]
    weight: dict[str, float]
    holding: dict[str, tuple[int, ...]]  # by feature: the examples that have it
    typical: dict[str, dict[int, float]]  # by feature: how typical it is of an entry, 0 to 1
    about_things: frozenset[str]  # names of entries whose every example names a thing


def rank(reading: Reading, catalog: tuple[Entry, ...]) -> list[Scored]:
    """Best first; entries that share nothing with the question are left out."""
    index = _index(catalog)
    # A word that no entry uses is strange; the name of a product that no entry reads is foreign.
    strange = _UNKNOWN * sum(f"~{word}" not in index.weight for word in set(reading.unknown))
    asked = {f: _weight(f, index) for f in native(reading, catalog) if f[0] != "~" or f in index.weight}
    whole = sum(asked.values()) + strange
    if not asked or not whole:
        return []
    shared: dict[int, float] = defaultdict(float)
    typical: dict[int, float] = defaultdict(float)
    for feature, weight in asked.items():
        for example in index.holding.get(feature, ()):
            shared[example] += weight
        for entry, share in index.typical.get(feature, {}).items():
            typical[entry] += weight * share
    best: dict[int, tuple[float, int]] = {}
    owner, totals, none = index.owner, index.totals, (0.0, 0)
    # Where an example has words of any kind, so may the question: 결제가 안 돼, 검색이 안 돼.
    with_words = frozenset(index.holding.get("<word>", ())) if strange else frozenset()
    closed = _QUESTION * whole
    open_ = closed - _QUESTION * 0.6 * min(strange, 2 * _UNKNOWN)
    for example, common in shared.items():
        likeness = common / ((open_ if example in with_words else closed) + _EXAMPLE * totals[example])
        entry = owner[example]
        if likeness > best.get(entry, none)[0]:
            best[entry] = (likeness, example)
    things = [index.typical.get(f, {}) for f in asked if f in THINGS]
    said = frozenset(asked)
    scored = [
        Scored(
            index.entries[entry],
            min(
                1.0,
                _CLOSEST * likeness
                + (1 - _CLOSEST) * typical[entry] / whole
                + (_SAID_SO if index.features[example] == said and not strange else 0.0),
            )
            * (_NOT_ABOUT if any(entry not in about for about in things) else 1.0),
            index.texts[example],
        )
        for entry, (likeness, example) in best.items()
    ]
    return sorted(scored, key=lambda s: (-s.score, s.entry.kind != "playbook"))


def says_what(reading: Reading, catalog: tuple[Entry, ...]) -> bool:
    """Whether it says what is wanted, in concepts or in words that an entry uses; not only how, where or when."""
    weight = _index(catalog).weight
    return says_something(reading) or any(f[0] == "~" and f in weight for f in reading.features)


def native(reading: Reading, catalog: tuple[Entry, ...]) -> frozenset[str]:
    """The features, without "other" where some entry is about every other product that is named."""
    weight = _index(catalog).weight
    others = {f"~{m.word}" for m in reading.meant if m.concept == "other"}
    return reading.features - {"other"} if others and others <= weight.keys() else reading.features


def foreign(reading: Reading, catalog: tuple[Entry, ...]) -> frozenset[str]:
    """What a question says that no entry does: another product, a thing to be made."""
    return native(reading, catalog) & _FOREIGN.keys()


def always_about_a_thing(entry: Entry, catalog: tuple[Entry, ...]) -> bool:
    """Whether every example of an entry names something, so that a question that names nothing lacks it."""
    return entry.name in _index(catalog).about_things


def _weight(feature: str, index: _Index) -> float:
    known = index.weight.get(feature)
    if known is not None:
        return known
    if feature in KINDS:
        return 0.15  # a kind that no example names is a kind all the same
    return _FOREIGN.get(feature) or (0.3 if is_soft(feature) else 0.8)


@lru_cache(maxsize=16)
def _index(catalog: tuple[Entry, ...]) -> _Index:
    owner: list[int] = []
    texts: list[str] = []
    features: list[frozenset[str]] = []
    for number, entry in enumerate(catalog):
        examples = entry.examples or (entry.title,)
        read_ = [read_example(text) for text in examples]
        subjects = _subjects(read_)
        owner.extend([number] * len(examples))
        texts.extend(examples)
        features.extend(_as_example(found, others, subjects) for found, others in read_)
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for number, found in zip(owner, features, strict=True):
        for feature in found:
            counts[feature][number] += 1
    holding: dict[str, list[int]] = defaultdict(list)
    # Of the examples of an entry that read the same, one is as near to a question as the next.
    for example in {said: e for e, said in reversed(list(enumerate(zip(owner, features, strict=True))))}.values():
        for feature in features[example]:
            holding[feature].append(example)
    most = math.log(1 + len(catalog))
    weight = {f: _rarity(f, math.log(1 + len(catalog) / len(n)) / most) for f, n in counts.items()}
    worth = {f: _share_of(f) * w for f, w in weight.items()}
    many = Counter(owner)
    with_things = Counter(o for f, o in zip(features, owner, strict=True) if not THINGS.isdisjoint(f))
    return _Index(
        entries=catalog,
        owner=tuple(owner),
        texts=tuple(texts),
        features=tuple(features),
        totals=tuple(sum([worth[f] for f in found]) for found in features),
        weight=weight,
        holding={f: tuple(sorted(e)) for f, e in holding.items()},
        typical={f: _typical(n, many) for f, n in counts.items()},
        about_things=frozenset(
            entry.name
            for number, entry in enumerate(catalog)
            if many[number] > 1 and many[number] == with_things[number]
        ),
    )


def _share_of(feature: str) -> float:
    """How much a feature that only the example has counts: which shop it tells of matters less than what is asked."""
    return 0.4 if feature[0] == "~" else 1.0


def _rarity(feature: str, idf: float) -> float:
    if feature[0] == "~":
        return _WORD * idf
    rarity = 0.25 + 0.75 * idf
    if is_soft(feature):
        return 0.35 * rarity
    return _LIGHT.get(feature, 1.0) * rarity


def _typical(counts: Counter[int], many: Counter[int]) -> dict[int, float]:
    """By entry: the share of its examples that have a feature, against the entry where that share is largest."""
    shares = {entry: n / (many[entry] + 8) for entry, n in counts.items()}
    most = max(shares.values())
    return {entry: share / most for entry, share in shares.items()}


def _subjects(examples: list[tuple[frozenset[str], frozenset[str]]]) -> frozenset[str]:
    """The other products that an entry is about: named by several of its examples, not by one in passing."""
    times = Counter(word for _, others in examples for word in others)
    return frozenset(word for word, n in times.items() if n >= _ABOUT * len(examples))


def _as_example(features: frozenset[str], others: frozenset[str], subjects: frozenset[str]) -> frozenset[str]:
    """A product named in passing stands for a workload of that name."""
    passing = others - subjects
    return features - {"other"} - passing | ({"<name>"} if passing else frozenset())
