"""Whether a sentence asserts something at all: advice, conditions, questions and admissions of not knowing assert nothing.

Called by the checks of `assistant.verifier.verify` before they compare a sentence with its evidence.
"""

import re

from assistant.patterns import Lazy

_ASKS = Lazy(
    r"\?\s*$|\b(?:whether|wonder|which of)\b|(?:인지|는지|을지|ㄹ지|은지|여부)(?![가-힣]*[니])|까요[.?]?$", re.I | re.A
)
_UNKNOWN = Lazy(
    (
        r"\b(?:unknown|unclear|not known|not clear|cannot (?:tell|say|see|confirm|rule)|can't (?:tell|say|see|confirm|rule)"
        r"|do(?:n't| not) (?:know|show|say|tell)|does(?:n't| not) (?:show|say|tell|record)"
        r"|no (?:information|evidence|data) (?:on|about|for|that)"
        r"|not (?:been )?(?:checked|looked|read|verified|confirmed)|did(?:n't| not) (?:look|check|read)|as far as)\b"
        r"|알 수 없|모르|모릅|확인(?:하지|되지|할 수) ?(?:못|않|없)|보지 (?:못|않)|근거(?:는|가) ?없|나와 있지 않|알려 ?주지 않"
    ),
    re.I | re.A,
)
_MAYBE = Lazy(
    (
        r"\b(?:may|might|could(?! ?not|n't)|perhaps|possibly|probably|likely|presumably|seems?|suspect|hypothes[ie]s)\b"
        r"|(?:(?<!받)을|(?<!처리)할|릴|될|일|갈|올|칠|질|ㄹ) ?수 있|수도 있|것 같|듯(?:합|하|이)|아마|추정|의심|가설|모릅니다|가능성"  # noqa: E501
    ),
    re.I | re.A,
)
_ADVICE = Lazy(
    (
        r"(?:^\W*|,\s)(?:either |just |simply )?(?:please|consider|check|look|run|use|try|ask|make sure"
        r"|verify|confirm|take|create|add|set|raise|lower|increase"
        r"|restore|fix|roll|revert|delete|remove|clean|start|first|then|next|before you|rename|change|correct|scale|review)(?=\s)"
        r"|(?:^\W*|[,:;]\s)(?:do not|don't|never|keep|edit|leave|go|wait|get|note|put|find|decide|let)\s"
        r"|\b(?:would|should|ought to|recommend\w*|suggest\w*(?! (?:is|are|has|was|runs?|pods?|shows?|itself)\b"
        r"|[의는가은이도를])|need(?:s)? to be|has to|have to|must be"
        r"|make sure|you (?:can|could|may|want))\b"
        r"|\b(?:to fix|to restore|to resolve|in order to|option(?:s)?|way to|next step|I'd|I would|let me)\b"
        r"|(?:하세요|하십시오|주세요|마세요|보세요|바랍니다|해야 합니다|해야 해요|권장합니다|권합니다"
        r"|권해요|추천합니다|좋습니다|좋겠습니다|[면도야] 됩니다|[면도야] 돼요|되돌리면|하면|세요"
        r"|야 합니다|야 해요|셔야 합니다|십시오|방법|편이 낫습니다|편이 좋습니다|것이 (?:순서|먼저|우선)(?:입니다)?|하셔도 됩니다|면 됩니다|면 돼)\s?[.!]?\s*$"  # noqa: E501
    ),
    re.I | re.A,
)
_OWN_READING = Lazy(
    (
        r"\bI (?:do not|don't|did not|didn't|have not|haven't|could not|couldn't|cannot|can't|see|found|read|have only|only)\b"
        r"|\b(?:my|a) guess\b|\bnothing (?:here|I read) (?:proves|shows|says)\b|\bbefore (?:an? |any )?approv\w+|\bneeds? (?:an? )?approval\b"  # noqa: E501
        r"|\bthe list (?:shows|holds|ends|stops|only)\b|(?:목록|표|결과)[은는에](?:는|선)? (?:상위|처음|일부)"
        r"|제가 (?:읽은|본|확인한)|조회한|승인(?:해야|하기 전|하시기 전| 전|이 필요|을 받아야)"
    ),
    re.I | re.A,
)
_CONDITION = Lazy(r"\b(?:if|unless|in case|otherwise)\b|(?:다면|려면|으면|[하되리이]면)\s|경우", re.I | re.A)
_PLAN = Lazy(
    r"\bp-[0-9a-f]{4,}|\bplans?\b|\broll(?:s|ing)?(?: \S+)? back\b|\brollback\b|계획|되돌리|되돌려|롤백", re.I | re.A
)
# The premise of an inference that shows what it rests on; checked on its own account.
SERVING = Lazy(
    r"\b(?:still|keeps?|continues?|continue to|go on) (?:to )?(?:serv|answer|handl|tak|receiv|accept|up\b|run)\w*"
    r"|(?:계속|여전히|그대로) (?:요청을 |트래픽을 )?(?:처리|서비스|응답|받)"
)


_NAME = Lazy(r"`[^`]+`")


def asks(text: str) -> bool:
    """A question, or "whether ..."."""
    return bool(_ASKS.search(text))


def open_question(text: str) -> bool:
    """Says that something is not known."""
    return bool(_ASKS.search(text) or _UNKNOWN.search(text))


def asserts(text: str) -> bool:
    """Whether the text says how things are, not how they might, should or would be."""
    text = _NAME.sub("`x`", text)  # a Deployment called `suggest` suggests nothing
    return not (open_question(text) or _MAYBE.search(text) or advises(text) or _CONDITION.search(text))


def hedged(text: str) -> bool:
    """Says that it may be so."""
    return bool(_MAYBE.search(text))


def advises(text: str) -> bool:
    """Says what to do."""
    return bool(_ADVICE.search(text))


def own_reading(text: str) -> bool:
    """Speaks of what was or was not read, found or guessed: "I don't see any change", "in what I read"."""
    return bool(_OWN_READING.search(text))


def conditional(text: str) -> bool:
    """Says what holds where something else does."""
    return bool(_CONDITION.search(text))


def plans(text: str) -> bool:
    """Speaks of a plan or a roll-back: of what would be, not of what is."""
    return bool(_PLAN.search(text))


_FRAGMENT = Lazy(
    r"(?<=[,;:])\s|\s(?=(?:so|but|and|while|which means)\s)|(?<=지만)\s|(?<=[는은인]데)\s|(?<=[으므]로)\s|(?<=니)\s",
    re.I | re.A,
)


def asserted(text: str) -> str:
    """The parts of a sentence that assert something, joined."""
    if asserts(text):
        return text
    return " ".join(p for p in _FRAGMENT.split(text) if asserts(p))
