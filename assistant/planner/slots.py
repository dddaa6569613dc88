"""What a question names: existing things, namespaces, ids, regions, amounts and periods; masked so that the words remain.

Called by `assistant.planner.reading`. Pure but for `Question.known`, which is asked when a word may be a name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant.known import Known
from assistant.patterns import Lazy
from assistant.planner import names as naming
from assistant.planner import windows
from assistant.planner.names import Mention, plain
from assistant.planner.narrowing.region_words import REGION, region_named
from assistant.planner.question import Question
from knowledge import concepts

MASK = "\ue000"  # one a character of what was recognised, so that places in the text stay the same
_AMOUNT = Lazy(
    r"\$\s?\d[\d,.]*\s?[kKmM]?\b|\d[\d,.]*\s*(?:달러|원|만\s?원|usd|dollars?|bucks)|\d+(?:\.\d+)?\s?(?:%|퍼센트|프로|percent)"
)
_ID = Lazy(
    r"(?<![A-Za-z0-9_-])(?:(?P<kind>i|vol|snap|eipalloc|ami|eni|sg|subnet|vpc)-[0-9a-f]{6,}|\d{1,3}(?:\.\d{1,3}){3})(?![A-Za-z0-9_-])",
    0,
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
_EACH_OF = Lazy(r"(?:each|every|per|by)\s+(?:day|week)|(?:each|every|by)\s+month")  # into what something is divided
_ASKING = frozenset({"which", "exist", "not", "when", "howto", "why", "show", "per"})  # never names
_WORD = Lazy(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?|[\uac00-\ud7a3]+", 0)
_IN = Lazy(r"\bin\s+(?:the\s+)?$")
_AT_KO = Lazy(r"(?:\s*쪽)?\s*에(?:서|\s)")
_NAMESPACE_FLAG = Lazy(r"(?:(?<![\w-])-n\s+|--namespace[= ]|\b(?:namespace|ns)\s+)(?P<ns>[a-z0-9][a-z0-9-]*)")


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
        if period.window is not None or not _EACH_OF.fullmatch(masked[period.first : period.last].lower()):
            masked = _hidden(masked, period.first, period.last)
    amounts = tuple(m[0] for m in _AMOUNT.finditer(masked))
    masked = _AMOUNT.sub(_hide, masked)
    masked = _without_places(masked, question.places)
    regions = [region_named(m[0]) for m in REGION.finditer(masked)]
    masked = REGION.sub(_hide, masked)
    slots = Slots(
        masked=masked,
        ids=ids,
        region=regions[0] if len(set(regions)) == 1 else "",  # of several no call is limited to one
        amounts=amounts,
        window=next((f.window for f in found if f.window), None),
    )
    if words_too:
        slots = _exact_words(slots, question.known("kube"))
    elif question.previous and (match := _ALONE.match(slots.masked)):
        slots = _alone(slots, match, question)
    return _with_names(slots, question.known)


def _exact_words(slots: Slots, known: tuple[Known, ...]) -> Slots:
    """With the words of the field that something, or a namespace, is called exactly by."""
    names = naming.index(known)
    text = slots.masked
    found: list[Mention] = []
    spaces: list[str] = []
    words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text)]
    for position in range(len(words) - 1):
        said = naming.spelled(words, position, names)
        if said is not None and MASK not in text[said[0].first : said[0].last]:
            found.append(said[0])
            text = _hidden(text, said[0].first, said[0].last)
    for match in _WORD.finditer(text):
        word = match[0].lower()
        concept = next((c for c, _ in concepts.latin(word)), "") if word[0] < "\uac00" else ""
        if not concept or concept in _ASKING or concept in _KIND_WORDS:
            continue
        if things := tuple(k for k in names.names.get(plain(word), ()) if k.name.lower() == word):
            found.append(Mention(text=match[0], first=match.start(), last=match.end(), how="exact", known=things))
        elif word in names.namespaces:
            spaces.append(word)
        else:
            continue
        text = _hidden(text, match.start(), match.end())
    return replace(
        slots, masked=text, names=(*slots.names, *found), namespaces=tuple(dict.fromkeys((*slots.namespaces, *spaces)))
    )


# A follow-up that only names the next thing: "그럼 recommend는?", "and frontend?", "what about points".
_ALONE = Lazy(
    r"\s*(?P<lead>(?:(?:and|then|so|ok(?:ay)?|what\s+about|how\s+about|그럼|그러면|그리고|또)[\s,]+)*)(?:the\s+)?"
    r"(?P<word>[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?|[\uac00-\ud7a3]{2,}?)\s*(?:쪽|서비스)?(?P<particle>(?:은|는|도)?요?)\s*[?？.]*\s*$"
)


def _alone(slots: Slots, match: re.Match[str], question: Question) -> Slots:
    """The one word of a follow-up as the name it is: of something that exists, or of nothing here; a word of the field
    that asks for something else about the same thing (logs, events) stays a word."""
    word, first, last = match["word"], match.start("word"), match.end("word")
    if not match["lead"] and not match["particle"]:
        return slots
    names = naming.index(question.known("kube"))
    exact = tuple(k for k in names.names.get(plain(word), ()) if word[0] < "\uac00")
    if exact and not (naming.may_be_name(word)):
        mention = Mention(text=word, first=first, last=last, how="exact", known=exact)
    elif word.lower() in names.namespaces:
        return replace(slots, masked=_hidden(slots.masked, first, last), namespaces=(*slots.namespaces, word.lower()))
    elif naming.may_be_name(word) or (word[0] < "\uac00" and naming.is_foreign(word)):
        if space := naming.namespace(word, names.namespaces):
            return replace(slots, masked=_hidden(slots.masked, first, last), namespaces=(*slots.namespaces, space))
        found, _ = naming.at([(word, first, last)], 0, names)
        mention = found or Mention(text=word, first=first, last=last, how="unknown")
    else:
        return slots
    taken = mention.known[0].name if mention.known and mention.how in ("typo", "sound", "part") else ""
    notes = ((word, taken),) if taken and plain(word) != plain(taken) else ()
    return replace(
        slots,
        masked=_hidden(slots.masked, first, last),
        names=(*slots.names, mention),
        notes=(*slots.notes, *notes),
    )


def _hide(match: re.Match[str]) -> str:
    return MASK * len(match[0])


def _hidden(text: str, first: int, last: int) -> str:
    return text[:first] + MASK * (last - first) + text[last:]


def _without_places(text: str, places: tuple[str, ...]) -> str:
    pattern = _places(places)
    return pattern.sub(_hide, text) if pattern else text


@lru_cache(maxsize=64)
def _places(places: tuple[str, ...]) -> Lazy | None:
    words = "|".join(re.escape(p) for p in sorted(places, key=len, reverse=True))
    return Lazy(rf"(?<![\w-])(?:{words})(?![a-z0-9-])") if words else None


def _with_names(slots: Slots, known: Callable[[str], tuple[Known, ...]]) -> Slots:
    """Names of the cluster first; the cloud is asked only for words that the cluster does not explain."""
    words = [m[0] for m in _WORD.finditer(slots.masked)]
    if not any(map(naming.may_call, words)):
        return slots
    slots = _matched(slots, known("kube"), final=False)
    if any(naming.may_be_name(m[0]) for m in _WORD.finditer(slots.masked)) and (cloud := known("aws")):
        slots = _matched(slots, cloud, final=False)
    return _narrowed(_matched(slots, (), final=True))


def _matched(slots: Slots, known: tuple[Known, ...], *, final: bool) -> Slots:
    here = naming.index(known)
    text = slots.masked
    names: list[Mention] = []
    spaces: list[str] = []
    notes: list[tuple[str, str]] = []
    for flag in _NAMESPACE_FLAG.finditer(text) if not final else ():
        word = flag["ns"].lower()
        if word in here.namespaces or flag[0].lstrip().startswith("-"):
            spaces.append(word)
            text = _hidden(text, flag.start("ns"), flag.end("ns"))
    phrases = concepts.foreign_phrases(text)
    words = [
        (m[0], m.start(), m.end())
        for m in _WORD.finditer(text)
        if not any(first <= m.start() < last for first, last in phrases)
    ]
    skip = -1
    for position, (word, first, last) in enumerate(words):
        if position <= skip:
            continue
        found, used = (naming.unknown(word, first, last), 1) if final else naming.at(words, position, here)
        if found is not None and (space := _place_in_part(text, found, here.namespaces)):
            spaces.append(space)
            notes.append((found.text, space))
            text = _hidden(text, found.first, found.last)
        elif found is not None:
            names.append(found)
            text = _hidden(text, found.first, found.last)
            skip = position + used - 1
            if (
                found.known
                and found.how in ("typo", "sound", "part", "joined")
                and plain(found.text) != plain(found.known[0].name)
            ):
                notes.append((found.text, found.known[0].name))
            if "/" in word and (space := word.lower().partition("/")[0]) in here.namespaces:
                spaces.append(space)
        elif not final and (space := naming.namespace(word, here.namespaces)):
            spaces.append(space)
            text = _hidden(text, first, last)
    return replace(
        slots,
        masked=text,
        names=(*slots.names, *names),
        namespaces=(*slots.namespaces, *spaces),
        notes=(*slots.notes, *notes),
    )


def _place_in_part(text: str, found: Mention, namespaces: frozenset[str]) -> str:
    """The one namespace that begins with a word said as a place, where it is only a part of names: "pods in coupon"."""
    if found.how not in ("part", "several") or not (
        _IN.search(text[: found.first]) or _AT_KO.match(text[found.last :])
    ):
        return ""
    begun = [space for space in namespaces if space.startswith(f"{found.text.lower()}-")]
    return begun[0] if len(begun) == 1 else ""


def _narrowed(slots: Slots) -> Slots:
    """Of several things that a part may mean, those of the namespace that is named, too."""
    names = []
    for mention in slots.names:
        here = tuple(k for k in mention.known if k.namespace in slots.namespaces)
        if mention.how == "several" and here:
            one = len({k.name for k in here}) == 1
            mention = replace(mention, known=here, how="part" if one else "several")
        names.append(mention)
    return replace(slots, names=tuple(names))
