"""What no answer can truly say: that it has acted, that something is safe to destroy, that a plan needs no reading.

Called by `verify` on what an answer says in its own words. Only a person approves, and nothing changes within a turn.
"""

from assistant.language import Text
from assistant.patterns import Lazy

_ACTED = Lazy(
    r"\b(?:i|we)(?:'ve|\s+have)?\s+(?:just\s+|already\s+|now\s+|successfully\s+)*"
    r"(?:rolled\s+(?:\S+\s+){0,3}back|executed|approved|deleted|removed|scaled|restarted|applied|reverted|patched|drained|terminated)\b"
    r"|\bplan\b[^.]{0,40}\b(?:was|were|has\s+been|have\s+been|is\s+now)\s+(?:\w+ly\s+)?(?:approved|executed|applied|carried\s+out)\b"
    r"|^\W*(?:done|all done|fixed)\b[.!]\s"
    r"|\b(?:has|have)\s+(?:now\s+|just\s+|already\s+)?been\s+(?:\w+ly\s+)?(?:rolled\s+back|restored|recreated|re-created|patched|fixed)\b"
    r"|이미\s*(?:전부|모두|다)?\s*(?:지웠|지움|삭제했|실행했|되돌렸|적용했)"
    r"|(?:승인|실행|적용|롤백|삭제|조치|수정)(?:을|를)?\s*(?:이미\s*"
    r"|모두\s*)?(?:완료)?(?:하고\s+실행)?(?:했|하였|해 ?두었|해 ?뒀|해 ?놓았|마쳤|완료됐"
    r"|완료되었)(?:습니다|어요|음)"
)
# A Korean sentence without a subject speaks of who says it: cart를 재시작했습니다.
_ACTED_KO = Lazy(
    r"(?P<before>[^.!?,]*?)(?P<object>[^\s.,!?]+[을를])\s*(?:(?:새로|다시|모두|바로|방금)\s*)?"
    r"(?:재시작|롤백|삭제|복구|복원|생성|만들어|수정|변경|적용|되돌려|올려|늘려|재배포)(?:해)?\s?(?:했|두었|뒀|놓았|놨)(?:습니다|고|으니|어요)"
)
_SUBJECT_KO = Lazy(r"(?<!제)(?<!저)[가-힣A-Za-z0-9)`](?:이|가|은|는|께서|에서)\s")
_SAFE = Lazy(
    r"\bsafe(?:ly)?\s+(?:to\s+)?(?:be\s+)?(?:delete|remove|terminate|drop|destroy|approve)"
    r"|(?:지워|삭제해|없애|제거해|승인해)도\s*(?:됩니다|되요|돼요|안전|괜찮|문제)"
)
_BLINDLY = Lazy(
    r"\bapprove\b[^.]{0,60}\b(?:without|immediately|right\s+away|now|--yes)\b|(?:읽지|보지|확인하지)\s*(?:말고|않고)[^.]{0,20}승인"
)
_DESTRUCTIVE = Lazy(
    (
        r"\bbaepo\s+(?:approve|execute)\b[^\n]*--yes|\bkubectl\s+(?:delete|drain|exec|apply|replace|scale)\b"
        r"|\baws\s+\S+\s+(?:delete|terminate|release|deregister)-|\bterraform\s+(?:apply|destroy)\b|\brm\s+-rf\b"
    ),
    0,
)


def never_true(text: str) -> Text | None:
    """Why this cannot be said, None when it can."""
    if _ACTED.search(text) or any(not _SUBJECT_KO.search(m["before"]) for m in _ACTED_KO.finditer(text)):
        return Text(
            ko="아무것도 바뀌지 않았습니다. 답은 제안만 할 수 있습니다.",
            en="Nothing was changed: an answer can only propose.",
        )
    if _SAFE.search(text):
        return Text(ko="안전하다고 말하는 근거가 없습니다.", en="No evidence says that this is safe.")
    if _BLINDLY.search(text):
        return Text(ko="계획은 읽은 사람이 승인합니다.", en="A plan is approved by whoever has read it.")
    if _DESTRUCTIVE.search(text):
        return Text(
            ko="무언가를 바꾸는 명령은 가이드나 계획에서만 나올 수 있습니다.",
            en="A command that changes something has to come from a guide or a plan.",
        )
    return None
