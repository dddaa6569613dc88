"""Whether what was just told came of a deploy, perhaps of the asker's own: "is it my deploy's fault?", 그거 내가 배포를 잘못해서
그런 거야? Called by `planner.route`.

Pure but for `Question.known`. The revisions of each workload that was told of are read; who the asker is, nothing here knows.
"""

from assistant.patterns import Lazy
from assistant.planner.following.subjects import subjects
from assistant.planner.following.taken_up import taken_up
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading

_DEPLOY_EN = (
    r"(?:deploy(?:ment|ments|s|ing|ed)?|releas(?:e|es|ing|ed)|rollouts?|ship(?:ped|ping)?|push(?:ed|ing)?|merg(?:e|ed|ing)"
    r"|chang(?:e|es|ed)|commits?|upgrade[sd]?)"
)
_DEPLOY_KO = r"(?:배포|릴리[즈스]|롤아웃|머지|푸시|변경|커밋|업그레이드)"
_MINE = r"(?:my|our|mine|ours)"
_FAULT = Lazy(
    rf"\b{_MINE}\s+(?:\w+\s+){{0,2}}?(?:{_DEPLOY_EN}(?:'s)?\s+)?(?:fault|mistake|doing|blame)\b|\b(?:fault|blame)\b.{{0,20}}\b(?:{_MINE}|me|us)\b"
    rf"|\b(?:am|are|was|were)\s+(?:i|we)\s+(?:to\s+blame|responsible|at\s+fault)\b"
    rf"|\b(?:did|have|has)\s+(?:i|we|(?:{_MINE}|the|today'?s|last|that|this|a)\s+(?:\w+\s+)?{_DEPLOY_EN})\s+(?:\w+\s+)?(?:break|broke|broken|caused?|do|done|trigger(?:ed)?)\b"
    rf"|\b(?:because|due\s+to|caused\s+by)\b.{{0,16}}\b(?:i|we|{_MINE})\s+(?:\w+\s+)?{_DEPLOY_EN}\b"
    rf"|\b(?:the|a|last|that)\s+{_DEPLOY_EN}(?:'s)?\s+(?:fault|to\s+blame)\b|\b{_MINE}\s+(?:\w+\s+)?{_DEPLOY_EN}\W*$"
    rf"|\bwhose\s+(?:fault|mistake|{_DEPLOY_EN})\b|누구\s*(?:잘못|탓|책임)"
    rf"|\b(?:is|was)\s+(?:it|this|that)\s+(?:\w+\s+){{0,2}}?(?:the|a)\s+(?:(?:last|latest|new|recent)\s+)?{_DEPLOY_EN}\W*$"
    rf"|(?:내|제|우리|저희)(?:가|의)?\s*(?:\S+\s+){{0,2}}?(?:{_DEPLOY_KO}|잘못|실수|망가|깨|터[뜨트]|고장)\S*"
    rf"|(?:내|제|우리|저희)\s*(?:탓|때문|잘못|책임)|(?:나|저)\s*때문"
    rf"|{_DEPLOY_KO}\S*\s*(?:\S+\s+)?(?:잘못|실수)\S*|{_DEPLOY_KO}\s*(?:탓|때문)"
)
# A question, and none of how, of which, or of a change to come.
_ASKS_KO = Lazy(r"(?:[야나니까요가죠지어아돼해냐]|음|건가|는지)\s*[?？!.~]*\s*$|\?")
_ELSE = Lazy(
    r"어떻게|방법|되돌|롤백|언제|어느|몇|하면|해도|\b(?:how|which|when|roll|revert|undo|if|should|can|could\s+i|who|what)\b"
)


def fault_asked(question: Question, reading: Reading) -> Routed | None:
    """The findings just told, with the revisions of their Deployments; None for any other question, or where none was told."""
    if not question.previous or not question.standing.turns or not question.has("kube"):
        return None
    if reading.slots.ids or reading.slots.amounts or not asks_whose_fault(question.text):
        return None
    told = tuple(f for f in subjects(question, reading) if f.klass == "problem" and f.target.provider == "kube")
    return Routed(reply=taken_up(question, "fault", told)) if told else None


def asks_whose_fault(text: str) -> bool:
    """Whether a deploy, or the asker, is suspected, and nothing else is asked."""
    return bool(_FAULT.search(text) and _ASKS_KO.search(text)) and not _ELSE.search(text)
