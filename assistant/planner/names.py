"""Words of a question matched with the names of what exists: exactly, with a slip, in part, or by sound in Hangul.

Called by `assistant.planner.slots`. Pure.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.known import Known
from assistant.patterns import Lazy
from assistant.planner.translation import is_meant, may_mean
from assistant.planner.transliteration import no_longer, sound_of_latin, sounds_exactly, sounds_like
from knowledge import concepts
from knowledge.korean import base

MOST_CANDIDATES = 5  # a part that more names share is a word, not a name
_FOREIGN = frozenset({"create", "other", "clock"})
_POD_SUFFIX = Lazy(
    r"(?P<workload>[a-z0-9][a-z0-9-]*?)-(?:[a-f0-9bcdfghjklmnpqrstvwxz]{6,10}-[a-z0-9]{4,5}|\d{1,3})$", 0
)
_FILE_LIKE = Lazy(r"\.(?:com|io|net|kr|org|yaml|yml|json|md)$|://", 0)
Word = tuple[str, int, int]  # text, first, last
# What the field calls a thing that ships under another name: the DNS of a cluster is CoreDNS, behind the Service kube-dns.
_ALSO_CALLED = {"coredns": ("kube-dns", "cluster-dns"), "kube-dns": ("cluster-dns",)}
_LONGEST = 4  # pieces of a name said as separate words


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A thing named in a question. `known` is None for a name that nothing here has; `how` it was recognised.

    "several": the words fit more than one name, all of them in `known`, so that nothing can be called before it is clear.
    """

    text: str
    first: int
    last: int
    how: str  # exact, joined, pod, sound, typo, part, several, unknown; joined: said piece by piece
    known: tuple[Known, ...] = ()
    pod: str = ""


@dataclass(frozen=True)
class Names:
    """What exists, by the ways in which it may be named."""

    names: dict[str, tuple[Known, ...]]  # by name without separators
    parts: dict[str, tuple[Known, ...]]
    namespaces: frozenset[str]
    pieces: tuple[tuple[tuple[str, ...], tuple[Known, ...]], ...] = ()  # of names that have several


@lru_cache(maxsize=64)
def index(known: tuple[Known, ...]) -> Names:
    names: dict[str, list[Known]] = {}
    parts: dict[str, list[Known]] = {}
    in_pieces: dict[tuple[str, ...], list[Known]] = {}
    for thing in known:
        names.setdefault(plain(thing.name), []).append(thing)
        for name in (thing.name.lower(), *_ALSO_CALLED.get(thing.name.lower(), ())):
            in_pieces.setdefault(tuple(p for p in re.split(r"[-_.]", name) if p), []).append(thing)
        pieces = [p for p in re.split(r"[-_.]", thing.name.lower()) if len(p) > 2]
        for part in pieces if len(pieces) > 1 else ():
            parts.setdefault(part, []).append(thing)
    return Names(
        names={k: tuple(v) for k, v in names.items()},
        parts={k: tuple(v) for k, v in parts.items()},
        namespaces=frozenset(k.namespace.lower() for k in known if k.namespace),
        pieces=tuple((p, tuple(v)) for p, v in in_pieces.items() if len(p) > 1),
    )


def plain(name: str) -> str:
    return re.sub(r"[-_.\s]", "", name.lower())


@lru_cache(maxsize=8192)
def may_be_name(word: str) -> bool:
    """Whether a word is not explained by the language of the field."""
    if word[0] >= "\uac00":
        return any(not concept for concept, _ in concepts.segments(word))
    if re.search(r"[-/_]", word) or any(c.isdigit() for c in word):
        return not word.replace("/", "").isdigit() and concepts.latin(word) != () and not concepts.latin(word)[0][0]
    read = concepts.latin(word)
    return bool(read) and not read[0][0]


@lru_cache(maxsize=8192)
def is_foreign(word: str) -> bool:
    """Whether the field's language knows a word as one of another field: a product, or a thing to be made. Such a word
    is a name where something is called so."""
    read = concepts.segments(word) if word[0] >= "\uac00" else concepts.latin(word)
    return bool(read) and read[0][0] in _FOREIGN


def may_call(word: str) -> bool:
    """Whether a name may be called so: no word of the field, or one for what services do."""
    said = word[0] >= "\uac00" and may_mean(base(word)) and not any(concept for concept, _ in concepts.segments(word))
    return said or may_be_name(word) or is_foreign(word)


def is_named(word: str, known: tuple[Known, ...]) -> bool:
    """Whether something may be called by this word, alone or as part of a name, with a slip or not."""
    names = index(known)
    return word.lower() in names.namespaces or at([(word, 0, len(word))], 0, names)[0] is not None


def at(words: list[Word], position: int, names: Names) -> tuple[Mention | None, int]:
    """The name that starts at a word, and how many words it takes."""
    word, first, last = words[position]
    if (said := spelled(words, position, names)) is not None:
        return said
    if word[0] >= "\uac00":
        return _spoken_at(words, position, names)
    lower = word.lower()
    bare = lower.rpartition("/")[2]
    foreign = is_foreign(word)
    # An everyday word is a name only where it is not one of the field's own: `app`, `worker`.
    if (may_be_name(word) or foreign or "-" in word or "/" in word) and (exact := names.names.get(plain(bare))):
        space = lower.partition("/")[0] if "/" in lower else ""
        here = tuple(k for k in exact if k.namespace == space) or exact
        return Mention(text=word, first=first, last=last, how="exact", known=here), 1
    if (pod := _POD_SUFFIX.fullmatch(bare)) and (owner := names.names.get(plain(pod["workload"]))):
        return Mention(text=word, first=first, last=last, how="pod", known=owner, pod=bare), 1
    if not may_be_name(word) and not foreign:
        return None, 0
    if position + 1 < len(words):
        after, _, end = words[position + 1]
        joined = plain(word) + plain(after)
        if after[0] < "\uac00" and (found := names.names.get(joined) or (() if foreign else _typo(joined, names))):
            return Mention(text=f"{word} {after}", first=first, last=end, how="joined", known=found), 2
    if lower in names.namespaces:
        return None, 0
    if not foreign and (found := _typo(plain(bare), names)):
        return Mention(text=word, first=first, last=last, how="typo", known=found), 1
    return _in_part(word, first, last, names.parts.get(lower, ()), "part"), 1


def spelled(words: list[Word], position: int, names: Names) -> tuple[Mention, int] | None:
    """The one name whose pieces are said word by word, and how many words: 메트릭 서버, ingress 컨트롤러, kube dns.

    All pieces may be words of the field; where some are left out, one of the others must not be.
    """
    for size in range(min(_LONGEST, len(words) - position), 1, -1):
        run = words[position : position + size]
        if any(after[1] - before[2] != 1 for before, after in pairwise(run)):
            continue
        whole = [things for pieces, things in names.pieces if len(pieces) == size and _says(run, pieces)]
        strange = any(map(may_call, (w for w, _, _ in run)))
        some = [t for pieces, t in names.pieces if len(pieces) > size and _says(run, pieces)] if strange else []
        known = tuple(k for things in whole or some for k in things)
        if len({k.name for k in known}) == 1:
            text = " ".join((*(w for w, _, _ in run[:-1]), _bare(run[-1][0])[-1]))
            first = run[0][1]
            return Mention(text=text, first=first, last=first + len(text), how="joined", known=known), size
    return None


def _says(run: list[Word], pieces: tuple[str, ...]) -> bool:
    """Whether the words are pieces of a name, in its order."""
    left = iter(pieces)
    return all(any(_is_said(word, piece) for piece in left) for word, _, _ in run)


def _is_said(word: str, piece: str) -> bool:
    if word[0] >= "\uac00" and not concepts.segments(word) and not may_mean(base(word)):
        return False  # 것도 says nothing, whatever it sounds like
    return any(_same(spoken, piece) for spoken in _bare(word))


def says_part(word: str, name: str) -> bool:
    """Whether a word is a piece of a name, by letters, by sound or by what it means: report, 리포트, 보고서 of nightly-report."""
    pieces = [p for p in re.split(r"[-_.]", name.lower()) if len(p) > 2]
    return any(_same(spoken, piece) for spoken in _bare(word) if len(spoken) > 1 for piece in pieces)


def _bare(word: str) -> tuple[str, ...]:
    """The word, and without its particle."""
    return (word, base(word)) if word[0] >= "\uac00" else (word.lower(),)


def _in_part(word: str, first: int, last: int, things: tuple[Known, ...], how: str) -> Mention | None:
    """The one thing that a part names, or the few that it may mean; None for none and for many."""
    called = {k.name for k in things}
    if not called or len(called) > MOST_CANDIDATES:
        return None
    return Mention(text=word, first=first, last=last, how=how if len(called) == 1 else "several", known=things)


_COUNTED = re.compile(
    r"(?:개|대|번|건|곳|명|원)(?:였|이었|이에|예요|인가|인데|이야|이지|정도|쯤)[가-힣]*"
)  # 몇 개였어 is no cart


def _spoken_at(words: list[Word], position: int, names: Names) -> tuple[Mention | None, int]:
    """A name written in Hangul, alone or with the word after it: 체크아웃, 쿼리 api, 페이먼트 게이트웨이."""
    word, first, _ = words[position]
    if not may_call(word) or _COUNTED.fullmatch(word):
        return None, 0
    if position + 1 < len(words):
        after, start, _ = words[position + 1]
        stem_ = base(after) if after[0] >= "\uac00" else after.lower()
        for things in names.names.values():
            pieces = [p for p in re.split(r"[-_.]", things[0].name.lower()) if p]
            if len(pieces) == 2 and sounds_like(word, pieces[0]) and _same(stem_, pieces[1]):
                return Mention(
                    text=f"{word} {stem_}", first=first, last=start + len(stem_), how="sound", known=things
                ), 2
    for spoken, alike in _hearings(word):
        if things := _heard(spoken, names, alike):
            return Mention(text=spoken, first=first, last=first + len(spoken), how="sound", known=things), 1
        if any(alike(spoken, space) for space in names.namespaces):
            return None, 0
    for spoken in dict.fromkeys((word, base(word))):
        last = first + len(spoken)
        heard = tuple(k for part, things in names.parts.items() if _is_part(spoken, part) for k in things)
        if found := _in_part(spoken, first, last, heard, "sound"):
            return found, 1
    return _meant_at(word, first, names), 1


def _meant_at(word: str, first: int, names: Names) -> Mention | None:
    """What is called after what a Korean word says: 정산 is settlement-worker. A name of that one word comes first."""
    spoken = next((w for w in (word, base(word), base(word).removesuffix("쪽")) if may_mean(w)), "")
    if not spoken:
        return None
    whole = tuple(k for name, things in names.names.items() if is_meant(spoken, name) for k in things)
    parts = tuple(k for part, things in names.parts.items() if is_meant(spoken, part) for k in things)
    return _in_part(spoken, first, first + len(spoken), whole or parts, "sound")


def _hearings(word: str) -> tuple[tuple[str, Callable[[str, str], bool]], ...]:
    """The word and its stem exactly, then the stem alone as something like it: 범위는 is no payment."""
    return (word, sounds_exactly), (base(word), sounds_exactly), (base(word), sounds_like)


def _heard(spoken: str, names: Names, alike: Callable[[str, str], bool]) -> tuple[Known, ...]:
    for things in names.names.values():
        parts = len(re.split(r"[-_.]", things[0].name))
        if (parts == 1 or len(spoken) >= 2 * parts) and alike(spoken, things[0].name):
            return things
    return ()


def _is_part(spoken: str, part: str) -> bool:
    return (
        len(spoken) > 1
        and len(sound_of_latin(part)[0]) > 2
        and sounds_like(spoken, part)
        and (is_foreign(spoken) or no_longer(spoken, part))
    )


def _same(word: str, piece: str) -> bool:
    return word == piece or (word[:1] >= "\uac00" and (sounds_like(word, piece) or is_meant(word, piece)))


def namespace(word: str, namespaces: Iterable[str]) -> str:
    lower = word.lower()
    if lower in namespaces and (may_be_name(word) or is_foreign(word) or not concepts.latin(word)):
        return lower
    if word[0] >= "\uac00" and may_be_name(word):
        for spoken, alike in _hearings(word):
            for space in namespaces:
                if alike(spoken, space):
                    return space
    return ""


def _typo(word: str, names: Names) -> tuple[Known, ...]:
    """Names within one slip of a word of five letters, two of nine."""
    if len(word) < 5:
        return ()
    allowed = 2 if len(word) >= 8 else 1
    best: tuple[int, tuple[Known, ...]] = (allowed + 1, ())
    for name, things in names.names.items():
        if abs(len(name) - len(word)) <= allowed and len(name) > 4:
            distance = slips(word, name, allowed)
            if distance < best[0]:
                best = (distance, things)
    return best[1]


def slips(one: str, other: str, most: int) -> int:
    """Letters to insert, drop, change or swap with the next; more than `most` counts as `most + 1`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before_that, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_that[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def unknown(word: str, first: int, last: int) -> Mention | None:
    """A word that looks like a name although nothing has it: with a hyphen and no meaning of its own."""
    if word[0] >= "\uac00" or not may_be_name(word) or _FILE_LIKE.search(word):
        return None
    lower = word.lower()
    if re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?:/[a-z0-9-]+)?|[a-z0-9-]+/[a-z0-9-]+", lower) and not _english(
        lower
    ):
        pod = lower if _POD_SUFFIX.fullmatch(lower.rpartition("/")[2]) else ""
        return Mention(text=word, first=first, last=last, how="unknown", pod=pod)
    return None


def _english(word: str) -> bool:
    """Hyphenated words that are no names: follow-up, re-deploy."""
    return any(
        part in ("up", "in", "on", "off", "out", "by", "to", "re", "non", "the", "of", "and", "or", "how")
        for part in re.split(r"[-/]", word)
    )
