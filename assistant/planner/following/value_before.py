"""Questions for what an attribute was before it was changed: "what was it before?" after a memory limit, 이미지도 바뀌었어?

Called by `planner.route`. Pure but for `Question.known`. Revisions tell it, of a Deployment; what they do not keep is said.
"""

from dataclasses import replace

from assistant.language import Text, with_particle
from assistant.models.spec import Abstain, Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner.following.aspects import HOW
from assistant.planner.following.one_thing import WORKLOADS, named_thing, thing_talked_of
from assistant.planner.narrowing.attributes import LABELS, Attribute, attributes_in, only_fills
from assistant.planner.narrowing.follows import Follows
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading, read, read_with_names

_KEPT = ("limits", "requests", "image")  # what the revisions of a Deployment hold
_BEFORE = Lazy(
    r"\b(?:right\s+|just\s+)?before(?:\s+(?:that|this|then|it|the\s+(?:change|release|deploy(?:ment)?)))?(?![\w-])"
    r"|\b(?:previous(?:ly)?|earlier|original(?:ly)?|formerly|initially|used?\s+to(?:\s+be)?|the\s+last\s+time)\b"
    r"|(?:바뀌기|변경하기|변경되기|배포하기|그|이)?\s*(?<![가-힣])(?:그\s*|이|직|전)?전(?:에는|에도|에|엔|까지는?|까진|은|의)?(?![가-힣])"
    r"|(?:바뀌기|변경(?:하기|되기)?)\s*전(?:에는|에도|에|엔|까지는?)?|예전(?:에는|에|엔)?|원래(?:는|도)?|처음(?:에는|에|엔)"
)
_TWICE = Lazy(r"전\s?전(?![가-힣])|\bbefore\s+last\b")
_CHANGED = Lazy(
    r"\b(?:has|have|had|did|was|were)\b.*\b(?:always|ever\s+(?:been\s+)?(?:changed?|different)|changed?|different)\b"
    r"|(?:항상|늘|계속|쭉)\s*(?:이랬|그랬|이\s*값|같았|똑같)\S*|(?:바뀌었|바뀐\s*(?:거|것|적|건)|바꼈|변경(?:됐|되었|된\s*(?:거|것|적|건)))\S*"
)
_BESIDE = Lazy(
    r"\b(?:was|were|been|did|had|has|always|ever|so|too|as\s+well|together|chang(?:e|ed|ing)|different|like|be|the\s+same|recently|lately)\b"
    r"|바로|같이|함께|혹시|최근(?:에)?|바뀌\S*|바뀐\S*|바꼈\S*|변경\S*|다른\s*(?:값|거|것)\S*|[이]?[었였][어나니던지는을]\S*|항상|계속|이랬\S*|그랬\S*|적(?:이|도)?|있\S*|맞\S*"
)
_BARE_REQUEST = Lazy(r"^\W*(?:요청(?:량|값)|(?:its\s+|the\s+)?requests?)")  # of what it is, was said before
_NOT_VALUES = Lazy(r"\d|언제|왜|누가|누구|어떻게|\b(?:when|why|who|how\s+(?:do|can|to|come))\b")


def value_before(question: Question, reading: Reading) -> Routed | None:
    """The revisions that tell it, or that nothing does; None for any other question."""
    if not question.has("kube") or reading.slots.window or reading.slots.ids:
        return None
    if _asks(reading):
        asked, back = _asked(question, reading)
    elif (told := _of_another(question, reading)) is not None:
        asked, back = told
    else:
        return None
    thing = named_thing(reading) if reading.mentions else thing_talked_of(question)
    if not asked or thing is None or thing.kind not in WORKLOADS.values() or not thing.namespace:
        return None
    kept = tuple(a for a in asked if a.startswith(_KEPT))
    if not kept or thing.kind != WORKLOADS["Deployment"]:
        return Routed(reply=Abstain(text=_not_kept(thing.name, asked[0]).in_(question.lang)))
    call = CallWanted(name="list_rollout_history", arguments={"name": thing.name, "namespace": thing.namespace})
    if call.name not in {e.name for e in question.catalog}:
        return None
    return Routed(
        reply=Calls((call,)), about=frozenset({thing.name.lower()}), attributes=kept, follows=Follows(back=back)
    )


def _asks(reading: Reading) -> bool:
    masked = reading.slots.masked
    return bool(_BEFORE.search(masked) or _CHANGED.search(masked)) and not _NOT_VALUES.search(masked)


def _own(reading: Reading) -> tuple[Attribute, ...] | None:
    """The attributes that it names; () where it names nothing at all; None where it asks for something else."""
    rest = _BESIDE.sub(" ", _BEFORE.sub(" ", reading.slots.masked))
    rest = _BARE_REQUEST.sub(r"resource \g<0>", rest)
    return attributes_in(rest) or (() if only_fills(rest) else None)


def _asked(question: Question, reading: Reading) -> tuple[tuple[Attribute, ...], int]:
    """Of which attributes, and how many changes ago: each "and before that?" is one more."""
    own, back = _own(reading), 2 if _TWICE.search(reading.text) else 1
    if own or own is None:
        return own or (), back
    for text in reversed(question.previous):
        earlier = read_with_names(replace(question, text=text))
        if not _asks(earlier):
            return attributes_in(earlier.slots.masked), back
        told = _own(earlier)
        if told is None:
            return (), 0
        back += 1
        if told:
            return told, back
    return (), 0


def _of_another(question: Question, reading: Reading) -> tuple[tuple[Attribute, ...], int] | None:
    """The same of another thing: "and billing?" after what the image of one was before."""
    if not question.previous or not reading.mentions or not reading.fragment or frozenset(reading.concepts) - HOW:
        return None
    before = replace(question, text=question.previous[-1], previous=question.previous[:-1])
    earlier = read(before)
    return _asked(before, earlier) if _asks(earlier) else None


def _not_kept(name: str, attribute: Attribute) -> Text:
    label = LABELS[attribute]
    return Text(
        ko=f"**{name}의 {with_particle(label.ko, '이')} 전에 무엇이었는지는 알 수 없습니다.** 읽는 것 중에 그 기록이 없습니다. "
        f"Deployment의 리비전에는 이미지, 요청량, 한도가 남으므로 그것은 보여 드릴 수 있습니다: {name} 배포 이력 보여줘",
        en=f"**What {label.en} {name} had before I cannot tell:** nothing that I read records it. The revisions of a "
        f"Deployment keep images, requests and limits, which I can show: rollout history of {name}",
    )
