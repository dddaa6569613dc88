"""Assurances that nothing read can give: that it may be done unasked, that it can be had back, that a restart will do.

Called by `assistant.verifier.verify`. Advice to be careful passes; advice to do without care does not.
"""

import re
from collections.abc import Iterable

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier.grounds import Grounds
from assistant.verifier.records import Record

_UNASKED = Lazy(
    (
        r"^\W*(?:yes\W+)?(?:please )?go ahead\b"
        r"|\bno need to (?:ask|check|confirm|worry|wait|tell|touch|read|verify|test|back)\b"
        r"|\b(?:no|without) (?:an? |any )?(?:approval|confirmation|review)\b(?! (?:yet|has|was))|\bapproval is (?:not|n't) (?:needed|required|necessary)"  # noqa: E501
        r"|(?:확인|승인|검토|동의)(?:은|이|을|할|도)? ?(?:필요(?:는|가|도)? ?없|안 (?:해|받아)도|없이)"
        r"|(?:바로|즉시|그냥) (?:끄|해제하|해제해|삭제하|삭제해|지우|지워|승인하|종료하|내리)\S*(?: ?(?:됩|돼|되|괜찮)|시기 바|세요|십시오)"  # noqa: E501
    ),
    re.I | re.A,
)
_FINE = Lazy(
    (
        r"\b(?:delet|remov|terminat|releas|stopp|detach|dropp|roll)\w*\b[^.;,]{0,40}\b(?:is|are) (?:\w+ )?(?:fine|ok|okay|harmless|no problem)\b"  # noqa: E501
        r"|(?:삭제|제거|해제|종료|중지)\S* ?(?:괜찮|문제 ?없|무방)"
    ),
    re.I | re.A,
)
_BACK = Lazy(
    r"\b(?:always|any ?time|whenever)\b[^.;]{0,40}\b(?:back|again|restored?|recovered?)\b|언제든(?:지)?[^.;]{0,20}(?:되찾|되돌|복구|되살)",  # noqa: E501
    re.I | re.A,
)
_UNDONE = Lazy(
    (
        r"\b(?:will never|won't|will not|never|cannot|can't|not) be (?:reverted|undone|overwritten)\b|\bsafe from\b"
        r"|되돌(?:려|아가)지(?:는|도)? ?(?:않|못)|되돌려질 (?:일|걱정)\S* ?없|덮어쓰(?:이|여)?지 ?않|(?:않아도|안 해도)[^.;]{0,40}(?:되지|지) ?않"  # noqa: E501
    ),
    re.I | re.A,
)
_CURE = Lazy(
    (
        r"\b(?:restart\w*|reboot\w*|redeploy\w*|re-?creat\w+|scal\w+)\b[^.;]{0,30}\b(?:will|would|should) (?:fix|solve|cure|resolve|do)\b"  # noqa: E501
        r"|재시작(?:하면|만|을)[^.;]{0,20}(?:해결|복구|고쳐|나아|정상)"
    ),
    re.I | re.A,
)
_CERTAIN = Lazy(r"\bdefinitely\b|\bwithout (?:a )?doubt\b|\bfor sure\b|확실(?:합|하[^지]|히|해)|틀림없", re.I | re.A)
_NOT = Lazy(r"\b(?:not|no|none|never|nothing)\b|n't\b|않|없|아니|아닙", re.I | re.A)
_DELETE = Lazy(r"\b(?:delete|remove|drop|destroy)\b|삭제하|삭제해|지우|지워|없애", re.I | re.A)
_HELD = Lazy(r"legal[-_ ]?hold|retention|do[-_ ]?not[-_ ]?delete|protected|법적 보존", re.I | re.A)
_NOT_DELETE = Lazy(
    r"(?:\bnot|n't|\bnever|\bbefore|\bwithout|\bif)\b[^.;]{0,30}(?:delete|remove|drop)|(?:삭제|지우|없애)(?:하|를|는|할|해서는)?\S*[^.;]{0,8}(?:않|말|마세|마십|안 )|전에",  # noqa: E501
    re.I | re.A,
)
_CUT = Lazy(
    r"\bnothing else\b|\bno other\b|\bno more\b|\bno one else\b|(?:그 ?외|다른 것|더)(?:에는|은|는)? ?없", re.I | re.A
)


def unfounded(text: str, said: str, subjects: Iterable[str], grounds: Grounds) -> Text | None:
    """The first assurance of the text that nothing gives. `said`: all that findings, messages and guides say, lower-cased."""
    for pattern in (_UNASKED, _FINE, _BACK, _UNDONE, _CURE):
        match = pattern.search(text)
        if match and match[0].lower() not in said:
            return Text(ko="안전하다고 말하는 근거가 없습니다.", en="No evidence says that this is safe.")
    if _CERTAIN.search(text) and not _NOT.search(text):
        return Text(ko="확실하다고 말하는 근거가 없습니다.", en="No evidence makes this certain.")
    if _DELETE.search(text) and not _NOT_DELETE.search(text) and any(_held(n, grounds) for n in subjects):
        return Text(ko="보존하도록 표시된 것입니다.", en="This is marked to be kept.")
    return None


def beyond_the_cut(text: str, records: Iterable[Record]) -> Text | None:
    """ "nothing else", of a list that was cut off."""
    if _CUT.search(text) and any(r.evidence is not None and r.evidence.cut for r in records):
        return Text(ko="목록이 잘려 있어 더 있는지 알 수 없습니다.", en="The list was cut off: there may be more.")
    return None


def _held(name: str, grounds: Grounds) -> bool:
    rows = (t for r in grounds.rows((name,)) for t in r.tokens)
    return any(_HELD.search(t) for t in rows) or any(_HELD.search(f.title.en) for f in grounds.findings((name,)))
