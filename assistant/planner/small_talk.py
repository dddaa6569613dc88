"""Words that ask nothing of a system: a greeting, thanks, what can you do, help. Called by `planner.route`. Pure.

They are never about what was talked of before.
"""

from assistant.language import Text
from assistant.models.spec import Abstain
from assistant.patterns import Lazy
from assistant.planner import offers
from assistant.planner.question import Question

_GREETING = Lazy(
    r"^\W*(?:hello|hi|hey|good\s+(?:morning|afternoon|evening))(?:\s+(?:there|baepo|everyone|again))*\W*$"
    r"|^\W*(?:안녕(?:하세요|하십니까|하신가요)?|하이|헬로|반가워요?|반갑습니다)(?:\s*(?:배포|baepo)\S*)?\W*$"
)
_THANKS = Lazy(
    r"^\W*(?:(?:ok(?:ay)?|great|nice|perfect|cool|good(?:\s+job)?|awesome)\W*)?(?:thanks?(?:\s+(?:you|a\s+lot|so\s+much|very\s+much))?|thx|ty|cheers|bye|goodbye)\W*$"
    r"|^\W*(?:great|nice|perfect|cool|good\s+job|awesome|well\s+done)\W*$"
    r"|^\W*(?:정말\s*|너무\s*)?(?:고마워요?|고맙습니다|감사(?:합니다|해요|드려요|드립니다)?|땡큐|수고\S{0,6}|잘했어요?|최고(?:야|예요)?|잘\s*가|굿)\W*$"
)
_ABILITIES = Lazy(
    r"^\W*(?:so\s+)?(?:what\s+(?:can|do|could)\s+you\s+(?:do|help\s+(?:me\s+)?with|know|answer)|what\s+(?:can|should|may)\s+i\s+ask(?:\s+you)?"
    r"|(?:how\s+can\s+you\s+)?help(?:\s+me)?|who\s+are\s+you|what\s+are\s+you)(?:\s+(?:for\s+me|here))?\W*$"
    r"|^\W*(?:넌|너는|여기서|이걸로)?\s*(?:뭐|뭘|무엇을|무슨\s*일을?)\s*(?:\S+\s+)?(?:할\s*수\s*있\S*|해\s*줄\s*수\s*있\S*|물어\s*볼?\s*수\s*있\S*|물어보면\s*돼\S*)\W*$"
    r"|^\W*(?:도와\s*줘\S*|도움말|사용법|(?:넌|너는|너)\s*누구\S*)\W*$"
)
_HELLO = Text(ko="안녕하세요. 이런 것을 물어보실 수 있습니다.", en="Hello. What you can ask me here:")
_WELCOME = Text(ko="도움이 되었다면 다행입니다.", en="You are welcome.")
_WHAT_I_DO = Text(
    ko="클러스터, AWS 계정, 청구서, 로그, 가이드를 읽어 근거와 함께 답하고, 바꿀 것은 계획으로 제안합니다. "
    "승인 전에는 아무것도 바꾸지 않습니다. 이런 것을 물어보실 수 있습니다.",
    en="I read your cluster, AWS account, bill, logs and the guides, answer with what I read, and propose changes as plans. "
    "Nothing changes before it is approved. What you can ask me here:",
)


def small_talk(question: Question) -> Abstain | None:
    """The answer to words that ask nothing; None for any question."""
    text = question.text
    if _THANKS.search(text):
        return Abstain(text=_WELCOME.in_(question.lang))
    head = _HELLO if _GREETING.search(text) else _WHAT_I_DO if _ABILITIES.search(text) else None
    if head is None:
        return None
    listed = "\n".join(f"- {one}" for one in offers.offers((), question))
    return Abstain(text=f"{head.in_(question.lang)}\n{listed}")
