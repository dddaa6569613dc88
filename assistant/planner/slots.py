"""What a question names: existing things, namespaces, ids, regions, amounts and periods; masked so that the words remain.

Called by `assistant.planner.reading`. Pure but for `Question.known`, which is asked when a word may be a name.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant.known import Known
from assistant.planner import windows
from assistant.planner.question import Question
from assistant.planner.transliteration import sound_of_latin, sounds_like
from knowledge import concepts
from knowledge.korean import base

MASK = "\ue000"  # one a character of what was recognised, so that places in the text stay the same
_AMOUNT = re.compile(
    r"\$\s?\d[\d,.]*\s?[kKmM]?\b|\d[\d,.]*\s*(?:달러|원|만\s?원|usd|dollars?|bucks)|\d+(?:\.\d+)?\s?(?:%|퍼센트|프로|percent)",
    re.IGNORECASE,
)
_ID = re.compile(
    r"(?<![A-Za-z0-9_-])(?:(?P<kind>i|vol|snap|eipalloc|ami|eni|sg|subnet|vpc)-[0-9a-f]{6,}|\d{1,3}(?:\.\d{1,3}){3})(?![A-Za-z0-9_-])"
)
_REGION = re.compile(
    r"(?<![A-Za-z0-9_-])(?:us|eu|ap|sa|ca|me|af|il|mx)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d(?![A-Za-z0-9_-])",
    re.IGNORECASE,
)
_REGION_WORDS = {
    "ap-northeast-2": "서울 seoul 한국 korea",
    "ap-northeast-1": "도쿄 tokyo 동경",
    "ap-northeast-3": "오사카 osaka",
    "ap-southeast-1": "싱가포르 싱가폴 singapore",
    "ap-southeast-2": "시드니 sydney",
    "ap-south-1": "뭄바이 mumbai",
    "us-east-1": "버지니아 virginia n.virginia",
    "us-east-2": "오하이오 ohio",
    "us-west-1": "캘리포니아 california",
    "us-west-2": "오레곤 oregon",
    "eu-central-1": "프랑크푸르트 frankfurt",
    "eu-west-1": "아일랜드 ireland",
    "eu-west-2": "런던 london",
    "eu-west-3": "파리 paris",
    "sa-east-1": "상파울루 paulo",
}
_REGION_OF = {word: region for region, words in _REGION_WORDS.items() for word in words.split()}
_REGION_NAME = re.compile(
    rf"(?<![\w\uac00-\ud7a3])(?:{'|'.join(map(re.escape, _REGION_OF))})(?:\s*(?:리전|region))?", re.IGNORECASE
)
_KIND_WORDS = frozenset(
    (
        "pod",
        "node",
        "service",
        "workload",
        "deployment",
        "job",
        "event",
        "log",
        "namespace",
        "secret",
        "ingress",
        "endpoint",
    )
)
_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?|[\uac00-\ud7a3]+")
_POD_SUFFIX = re.compile(
    r"(?P<workload>[a-z0-9][a-z0-9-]*?)-(?:[a-f0-9bcdfghjklmnpqrstvwxz]{6,10}-[a-z0-9]{4,5}|\d{1,3})$"
)
_NAMESPACE_FLAG = re.compile(
    r"(?:(?<![\w-])-n\s+|--namespace[= ]|\b(?:namespace|ns)\s+)(?P<ns>[a-z0-9][a-z0-9-]*)", re.IGNORECASE
)
_FILE_LIKE = re.compile(r"\.(?:com|io|net|kr|org|yaml|yml|json|md)$|://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A thing named in a question. `known` is None for a name that nothing here has; `how` it was recognised."""

    text: str
    first: int
    last: int
    how: str  # exact, joined, pod, sound, typo, part, unknown
    known: tuple[Known, ...] = ()
    pod: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """What a question names. `masked` is its text with all of it replaced by `MASK`."""

    masked: str
    names: tuple[Mention, ...] = ()
    namespaces: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()  # (kind, id): ("i", "i-0abc"), ("ip", "10.0.0.1")
    region: str = ""
    amounts: tuple[str, ...] = ()
    window: windows.Window | None = None
    notes: tuple[tuple[str, str], ...] = field(default=())  # (as written, as it exists)


def read(question: Question, *, words_too: bool = False) -> Slots:
    """Masks from the surest to the least sure: ids, periods, amounts, environments, regions, then names.

    With `words_too` a word of the field, such as `billing`, is a name where something is called exactly so.
    """
    text = question.text
    masked = text
    ids = tuple((m["kind"] or "ip", m[0]) for m in _ID.finditer(masked))
    masked = _ID.sub(_hide, masked)
    found = windows.find(masked, question.now, question.zone)
    for period in found:
        masked = _hidden(masked, period.first, period.last)
    amounts = tuple(m[0] for m in _AMOUNT.finditer(masked))
    masked = _AMOUNT.sub(_hide, masked)
    masked = _without_places(masked, question.places)
    regions = [m[0].lower() for m in _REGION.finditer(masked)]
    masked = _REGION.sub(_hide, masked)
    regions += [_REGION_OF[m[0].split()[0].removesuffix("리전").lower()] for m in _REGION_NAME.finditer(masked)]
    masked = _REGION_NAME.sub(_hide, masked)
    slots = Slots(
        masked=masked,
        ids=ids,
        region=regions[0] if regions else "",
        amounts=amounts,
        window=next((f.window for f in found if f.window), None),
    )
    if words_too:
        slots = _exact_words(slots, question.known("kube"))
    return _with_names(slots, question.known)


def _exact_words(slots: Slots, known: tuple[Known, ...]) -> Slots:
    by_name: dict[str, list[Known]] = {}
    for thing in known:
        by_name.setdefault(thing.name.lower(), []).append(thing)
    text = slots.masked
    found: list[Mention] = []
    for match in _WORD.finditer(text):
        word = match[0].lower()
        concept = next((c for c, _ in concepts.latin(word)), "") if word[0] < "\uac00" else ""
        if word in by_name and concept and not concepts.is_bare(concept) and concept not in _KIND_WORDS:
            things = tuple(by_name[word])
            found.append(Mention(text=match[0], first=match.start(), last=match.end(), how="exact", known=things))
            text = _hidden(text, match.start(), match.end())
    return replace(slots, masked=text, names=(*slots.names, *found))


def _hide(match: re.Match[str]) -> str:
    return MASK * len(match[0])


def _hidden(text: str, first: int, last: int) -> str:
    return text[:first] + MASK * (last - first) + text[last:]


def _without_places(text: str, places: tuple[str, ...]) -> str:
    pattern = _places(places)
    return pattern.sub(_hide, text) if pattern else text


@lru_cache(maxsize=64)
def _places(places: tuple[str, ...]) -> re.Pattern[str] | None:
    words = "|".join(re.escape(p) for p in sorted(places, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![a-z0-9-])", re.IGNORECASE) if words else None


@dataclass(frozen=True)
class _Index:
    names: dict[str, tuple[Known, ...]]  # by name without separators
    parts: dict[str, tuple[Known, ...]]
    namespaces: frozenset[str]


@lru_cache(maxsize=64)
def _index(known: tuple[Known, ...]) -> _Index:
    names: dict[str, list[Known]] = {}
    parts: dict[str, list[Known]] = {}
    for thing in known:
        names.setdefault(_plain(thing.name), []).append(thing)
        pieces = [p for p in re.split(r"[-_.]", thing.name.lower()) if len(p) > 2]
        for part in pieces if len(pieces) > 1 else ():
            parts.setdefault(part, []).append(thing)
    return _Index(
        names={k: tuple(v) for k, v in names.items()},
        parts={k: tuple(v) for k, v in parts.items()},
        namespaces=frozenset(k.namespace.lower() for k in known if k.namespace),
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.\s]", "", name.lower())


def _with_names(slots: Slots, known: Callable[[str], tuple[Known, ...]]) -> Slots:
    """Names of the cluster first; the cloud is asked only for words that the cluster does not explain."""
    if not any(_may_be_name(m[0]) for m in _WORD.finditer(slots.masked)):
        return slots
    slots = _matched(slots, known("kube"), final=False)
    if any(_may_be_name(m[0]) for m in _WORD.finditer(slots.masked)) and (cloud := known("aws")):
        slots = _matched(slots, cloud, final=False)
    return _matched(slots, (), final=True)


@lru_cache(maxsize=8192)
def _may_be_name(word: str) -> bool:
    """Whether a word is not explained by the language of the field."""
    if word[0] >= "\uac00":
        return any(not concept for concept, _ in concepts.segments(word))
    if re.search(r"[-/_]", word) or any(c.isdigit() for c in word):
        return not word.replace("/", "").isdigit() and concepts.latin(word) != () and not concepts.latin(word)[0][0]
    read = concepts.latin(word)
    return bool(read) and not read[0][0]


def _matched(slots: Slots, known: tuple[Known, ...], *, final: bool) -> Slots:
    index = _index(known)
    text = slots.masked
    names: list[Mention] = []
    spaces: list[str] = []
    notes: list[tuple[str, str]] = []
    for flag in _NAMESPACE_FLAG.finditer(text) if not final else ():
        word = flag["ns"].lower()
        if word in index.namespaces or flag[0].lstrip().startswith("-"):
            spaces.append(word)
            text = _hidden(text, flag.start("ns"), flag.end("ns"))
    words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text)]
    skip = -1
    for position, (word, first, last) in enumerate(words):
        if position <= skip:
            continue
        found, used = (_unknown(word, first, last), 1) if final else _name_at(words, position, index)
        if found is not None:
            names.append(found)
            text = _hidden(text, found.first, found.last)
            skip = position + used - 1
            if (
                found.known
                and found.how in ("typo", "sound", "part", "joined")
                and _plain(found.text) != _plain(found.known[0].name)
            ):
                notes.append((found.text, found.known[0].name))
            if "/" in word and (space := word.lower().partition("/")[0]) in index.namespaces:
                spaces.append(space)
        elif not final and (space := _namespace(word, index.namespaces)):
            spaces.append(space)
            text = _hidden(text, first, last)
    return replace(
        slots,
        masked=text,
        names=(*slots.names, *names),
        namespaces=(*slots.namespaces, *spaces),
        notes=(*slots.notes, *notes),
    )


def _name_at(words: list[tuple[str, int, int]], position: int, index: _Index) -> tuple[Mention | None, int]:
    """The name that starts at a word, and how many words it takes."""
    word, first, last = words[position]
    if word[0] >= "\uac00":
        return _spoken_at(words, position, index)
    lower = word.lower()
    bare = lower.rpartition("/")[2]
    # An everyday word is a name only where it is not one of the field's own: `app`, `worker`.
    may_be_name = _may_be_name(word) or "-" in word or "/" in word
    if may_be_name and (exact := index.names.get(_plain(bare))):
        space = lower.partition("/")[0] if "/" in lower else ""
        here = tuple(k for k in exact if k.namespace == space) or exact
        return Mention(text=word, first=first, last=last, how="exact", known=here), 1
    if (pod := _POD_SUFFIX.fullmatch(bare)) and (owner := index.names.get(_plain(pod["workload"]))):
        return Mention(text=word, first=first, last=last, how="pod", known=owner, pod=bare), 1
    if not _may_be_name(word):
        return None, 0
    if position + 1 < len(words):
        after, _, end = words[position + 1]
        joined = _plain(word) + _plain(after)
        if after[0] < "\uac00" and (found := index.names.get(joined) or _typo(joined, index)):
            return Mention(text=f"{word} {after}", first=first, last=end, how="joined", known=found), 2
    if lower in index.namespaces:
        return None, 0
    if found := _typo(_plain(bare), index):
        return Mention(text=word, first=first, last=last, how="typo", known=found), 1
    if (found := index.parts.get(lower, ())) and len({k.name for k in found}) == 1:
        return Mention(text=word, first=first, last=last, how="part", known=found), 1
    return None, 0


def _spoken_at(words: list[tuple[str, int, int]], position: int, index: _Index) -> tuple[Mention | None, int]:
    """A name written in Hangul, alone or with the word after it: 체크아웃, 쿼리 api, 페이먼트 게이트웨이."""
    word, first, _ = words[position]
    if not _may_be_name(word):
        return None, 0
    if position + 1 < len(words):
        after, start, _ = words[position + 1]
        stem_ = base(after) if after[0] >= "\uac00" else after.lower()
        for things in index.names.values():
            pieces = [p for p in re.split(r"[-_.]", things[0].name.lower()) if p]
            if len(pieces) == 2 and sounds_like(word, pieces[0]) and _same(stem_, pieces[1]):
                return Mention(
                    text=f"{word} {stem_}", first=first, last=start + len(stem_), how="sound", known=things
                ), 2
    for spoken in dict.fromkeys((word, base(word))):
        for things in index.names.values():
            parts = len(re.split(r"[-_.]", things[0].name))
            if (parts == 1 or len(spoken) >= 2 * parts) and sounds_like(spoken, things[0].name):
                return Mention(text=spoken, first=first, last=first + len(spoken), how="sound", known=things), 1
        if any(sounds_like(spoken, space) for space in index.namespaces):
            return None, 0
        for part, things in index.parts.items():
            if (
                len({k.name for k in things}) == 1
                and len(sound_of_latin(part)[0]) > 2
                and len(spoken) > 1
                and sounds_like(spoken, part)
            ):
                return Mention(text=spoken, first=first, last=first + len(spoken), how="sound", known=things), 1
    return None, 0


def _same(word: str, piece: str) -> bool:
    return word == piece or (word[:1] >= "\uac00" and sounds_like(word, piece))


def _namespace(word: str, namespaces: Iterable[str]) -> str:
    lower = word.lower()
    if lower in namespaces:
        return lower
    if word[0] >= "\uac00" and _may_be_name(word):
        for spoken in dict.fromkeys((word, base(word))):
            for space in namespaces:
                if sounds_like(spoken, space):
                    return space
    return ""


def _typo(word: str, index: _Index) -> tuple[Known, ...]:
    """Names within one slip of a word of five letters, two of nine."""
    if len(word) < 5:
        return ()
    allowed = 2 if len(word) >= 8 else 1
    best: tuple[int, tuple[Known, ...]] = (allowed + 1, ())
    for name, things in index.names.items():
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


def _unknown(word: str, first: int, last: int) -> Mention | None:
    """A word that looks like a name although nothing has it: with a hyphen and no meaning of its own."""
    if word[0] >= "\uac00" or not _may_be_name(word) or _FILE_LIKE.search(word):
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
        part in ("up", "in", "on", "off", "out", "by", "to", "re", "non", "the", "of", "and", "or")
        for part in re.split(r"[-/]", word)
    )
