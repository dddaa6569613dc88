"""Questions about how or why something is done or so in general, which the guides answer. Called by `planner.route`. Pure."""

from assistant.language import with_particle
from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner import intents
from assistant.planner.question import Question
from assistant.planner.reading import CLOUD_THINGS, KINDS, Reading
from knowledge.analysis import STOP_WORDS, stem
from knowledge.concepts import is_bare, is_of_the_field, is_soft
from knowledge.intents import asks_for_reaction
from knowledge.topics import covered_words

VAGUE = ("part", "sound", "several")  # how a name was recognised that may be a plain word after all
ASKS_HOW = frozenset({"howto", "define"})
_GENERAL = frozenset({"howto", "deploy", "document", "general", "define", "create"})
_PROCEDURE = Lazy(
    r"\bhow\s+(?:to|(?:do|can|should|would)\s+(?:i|we|you|one)|does\s+one)\b|\b(?:safest|best|right|proper|correct)\s+(?:way|order)\b"
    r"|\b(?:procedure|steps|runbook|instructions)\s+(?:for|to|of)\b|\bwalk\s+(?:me|us)\s+through\b"
    r"|방법|절차|수순|순서(?!대로|로)|하는\s*법(?![가-힣])"
)
_DONE_KO = Lazy(r"(?<!이거 )(?<!이건 )어떻게\s*(?:해|하(?:지|면|나|죠|려|는\s*거)|합니까|할)(?!\S*\s*(?:고치|해결))")
_WHEN_SHOULD = Lazy(
    r"\bwhen\s+(?:should|must|do)\s+(?:i|we|you|one)\b|\bwhich\b.{0,40}\bshould\s+(?:i|we|you)\s+use\b"
    r"|(?:언제|어떤\s*(?:경우|때)에?|무슨\s*때)\s.*(?:해야|하면\s*돼|하는\s*게\s*좋|쓰는\s*게\s*좋|써야)"
)
_SHOULD_IT = Lazy(r"면\s*(?:뭐|뭘|무엇|어디|누구|누가|어떻게)|\b(?:who|what|where)\b.{1,60}\b(?:if|when|once)\b")
_OF_PLATFORM = Lazy(r"\bwhy\s+(?:does|do|would|will)\s+(?:aws|amazon|kubernetes|k8s|eks|argo)\b")


# What something means, and in the same breath what to do about it.
_MEANING_EN = Lazy(
    r"^\W*(?:what(?:\s+(?:does|do|is|are)|'s)|explain(?:\s+what)?|define)\s+(?:(?:a|an|the)\s+)?(?P<term>[^,?]+?)(?:\s+(?:means?|is|are))?\s*"
    r"(?:[,?.]\s*(?:and\s+)?|\s+and\s+)(?:then\s+|also\s+)?(?P<way>(?:how|what)\s+(?:do|can|should|would|could|to)\b.+)$"
)
_MEANING_KO = Lazy(
    r"^\s*(?P<term>\S.*?)(?:이|가|은|는|란|이란)?\s*(?:뭐|뭔|무엇|무슨\s*(?:뜻|의미|말|에러|오류|상태)|어떤\s*(?:뜻|의미|상태))\S*[,?.\s]+"
    r"(?:그리고\s*|또\s*)?(?P<way>(?:그럼\s*)?(?:어떻게|어케|해결|고치|대처|조치|대응).*)$"
)
_PRONOUN = Lazy(r"\b(?:it|that|this|them|those|one)\b")
_WHAT_TO_DO = Lazy(r"^(?:what|how)\s+(?:should|can|do|would|could)\s+(?:i|we)\s+(?:do|act|react|respond|proceed)\b")


def meaning_and_way(question: Question, reading: Reading) -> Calls | None:
    """A search of the guides for what something of the field means, and one for what to do about it; None where only one is
    asked, or of something that is here."""
    entry = next((e for e in question.catalog if e.backend == "guides"), None)
    here = reading.slots.ids or any(m.known and m.how not in VAGUE for m in reading.mentions)
    if entry is None or here or not question.has(entry.backend) or (both := _both_questions(question)) is None:
        return None
    return Calls(tuple(CallWanted(name=entry.name, arguments={"question": t, "lang": question.lang}) for t in both))


def _both_questions(question: Question) -> tuple[str, str] | None:
    """Each with the term in it; None where it is one."""
    korean = question.lang == "ko"
    found = (_MEANING_KO if korean else _MEANING_EN).match(question.text)
    if found is None:
        return None
    term, way = found["term"].strip(), found["way"].strip()
    if korean:
        return f"{with_particle(term, '이')} 무슨 뜻이야?", f"{term} {way}"
    if term.lower() in way.lower():
        return f"what does {term} mean?", way
    if _PRONOUN.search(way):
        return f"what does {term} mean?", _PRONOUN.sub(term, way)
    return f"what does {term} mean?", f"how do I fix {term}?" if _WHAT_TO_DO.search(way) else way


def guide(question: Question, reading: Reading) -> Calls | None:
    """A search of the guides for how something of the field is done: it is for them to say that it is not covered."""
    foreign = intents.foreign(reading, question.catalog)
    telling = [c for c in reading.concepts if not is_soft(c) and not is_bare(c)]
    covered = _in_words_of_guides(reading, foreign if telling else frozenset(reading.concepts))
    of_the_field = covered or reading.mentions or telling
    strange = not covered and _strange(question, reading)
    asks_how = ASKS_HOW & reading.features or _PROCEDURE.search(reading.text)
    in_general = asks_how or _usually_why(reading) or _WHEN_SHOULD.search(reading.text)
    if not in_general or strange or not of_the_field:
        return None
    entry = next((e for e in question.catalog if e.backend == "guides"), None)
    if entry is None or not question.has(entry.backend):
        return None
    return Calls((CallWanted(name=entry.name, arguments={"question": question.text, "lang": question.lang}),))


def _in_words_of_guides(reading: Reading, odd: frozenset[str]) -> bool:
    """Whether its unknown words, and those of the `odd` concepts, are all words of what the guides answer."""
    said = {stem(m.word.lower()) for m in reading.meant if not m.concept or m.concept in odd - {"howto"}} - STOP_WORDS
    return bool(said) and said <= covered_words()


def _strange(question: Question, reading: Reading) -> bool:
    """Whether it is of another field, or says what nothing explains; of a procedure the guides themselves tell."""
    if _PROCEDURE.search(reading.text):
        others = [m.word for m in reading.meant if m.concept == "other"]
        return not all(map(is_of_the_field, others)) or "clock" in reading.features
    return len(reading.unknown) > 1 or bool(intents.foreign(reading, question.catalog))


def _usually_why(reading: Reading) -> bool:
    """Why something usually is so, or why a platform itself does so: no question about anything that is here."""
    if reading.mentions or reading.slots.ids or reading.slots.window or "why" not in reading.features:
        return False
    return "general" in reading.features or bool(
        _OF_PLATFORM.search(reading.text) and {"<kind>", *CLOUD_THINGS} & reading.features
    )


def asks_what_to_do_if(text: str) -> bool:
    """Whether it asks what to do should something happen, which nothing that is read now tells: 느려지면 뭐부터 해?"""
    return asks_for_reaction(text) or bool(_SHOULD_IT.search(text))


def asks_in_general(reading: Reading) -> bool:
    """How to do something that a part of a name only sounds like: 카나리 배포 방법 is not about inventory-canary.

    Ways to spend less are of what is here: they are looked for, not looked up.
    """
    if {"waste", "cost"} <= reading.features:
        return False
    vague = all(m.how in VAGUE for m in reading.mentions)
    if _usually_why(reading) or (vague and not reading.slots.ids and _WHEN_SHOULD.search(reading.text)):
        return True
    if not (reading.mentions or reading.slots.ids) and (
        _PROCEDURE.search(reading.text) or (_DONE_KO.search(reading.text) and "fail" not in reading.features)
    ):
        return "howto" in reading.features
    said = {c for c in reading.concepts if not is_soft(c)} - _GENERAL - KINDS.keys()
    return bool(ASKS_HOW & reading.features) and bool(reading.mentions) and vague and not said
