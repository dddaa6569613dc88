"""Wishes whose verb says too little to be one by itself: give, make, let, `…로 해줘`. Called by `changing.asked`. Pure.

They count only where the rest of the sentence is a change with all that it needs; "give me the list" is none.
"""

from assistant.patterns import Lazy
from assistant.planner.following.wishes import LEAD

_KOREAN = Lazy(
    r"(?:해|하게|줘|주|시켜|놔|둬|빼|막아|올려|높여|낮춰|바꿔|옮겨)?\s*(?:줘|줄래|주세요|주라|주십시오|주실\S*|달라|부탁\S*|바랍\S*)\s*(?:요)?[\s.!~]*$"
    r"|(?:하자|합시다|하세요|하십시오|해라)[\s.!~]*$"
)
_ELSE_KO = Lazy(
    r"왜|이유|원인|어떻게|방법|절차|가이드|언제|누가|이력|내역|목록|보여|알려|찾아|설명|몇|얼마|어떤|어느|뭐|뭘|무엇|확인|비교"
)
_VERBS = (
    r"give|make|let|run|use|put|allocate|assign|allow|mark|empty|hold|continue|move|prevent|lift|cancel|evict|enable|disable|prevent|block|turn"
    r"|stop|do\s+an?|roll\s*out|deploy|updat(?:e|ing)|upgrade|change|raise|lower|increase|decrease|reduce|bump|take|get\s+rid|grow|go"
    r"|set|scale|kubectl|rollout|roll|restore|remove|terminate|destroy|revert|resize"
)
_ENGLISH = Lazy(
    rf"^\s*(?:{LEAD}[\s,]+)*(?:{_VERBS})\b(?!\s+(?:me|us)\b)"
    r"|\bneeds\b.*\bplease\b|^\s*\S+\s+(?:should\s+(?:have|get|run|use)|needs)\b"
)
_ELSE_EN = Lazy(
    r"\b(?:why|how|when|who|which|what|list|show|tell|explain|history|guide|if|whether|should\s+(?:i|we))\b"
)
_HANGUL = Lazy(r"[\uac00-\ud7a3]", 0)


def asks_plainly(masked: str) -> bool:
    """Whether a text, in which names are masked, can ask for a deed at all, and for nothing else."""
    if _HANGUL.search(masked):
        return bool(_KOREAN.search(masked)) and not _ELSE_KO.search(masked)
    return bool(_ENGLISH.search(masked)) and not _ELSE_EN.search(masked)
