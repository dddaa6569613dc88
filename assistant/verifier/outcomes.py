"""What nothing that the product reads can say: who was hurt, that it is safe, that a backup exists, what will be.

Called by `assistant.verifier.verify` on what an answer says in its own words. A topic passes where a finding, a message or
a log line speaks of it.
"""

import re
from dataclasses import dataclass

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.moods import SERVING, advises, asserted, conditional, open_question


@dataclass(frozen=True, slots=True)
class _Topic:
    """`said`: how an answer asserts it; `known`: what the evidence must speak of to allow it."""

    said: Lazy
    known: Lazy
    what: Text
    advice: bool = True  # whether advising it asserts nothing
    premise: Lazy | None = None  # what a sentence may infer it from, when it says so


def _topic(said: str, known: str, *, ko: str, en: str, advice: bool = True, premise: Lazy | None = None) -> _Topic:
    return _Topic(Lazy(said, re.I | re.A), Lazy(known, re.I | re.A), Text(ko=ko, en=en), advice, premise)


_TOPICS = (
    _topic(
        r"\b(?:customers?|end users?|users|visitors|shoppers)\b(?!-)"
        r"|\b(?:nobody|no one|no-one|anyone|anybody|everyone|everybody)\b (?:else )?(?:\w+ )?(?:is|was"
        r"|were|has been|will be|noticed|uses?|used|needs?|needed|depends|relies|reported|complained"
        r"|affected|outside|inside)\b"
        r"|\b(?:user|customer|business|production)[- ](?:facing )?(?:impact|effect)|\bno (?:customer|user|business)?\s?impact\b"
        r"|\b(?:other|others|rest|else|remaining)\b[^.;]*\b(?:affected|impacted)\b|\baffects? (?:no"
        r"|none|nothing)\b|\bunaffected\b"
        r"|\bno (?:effect|impact|influence) on\b"
        r"|고객|사용자|이용자|아무도|누구도|(?:영향|피해|지장|불편)[이은는도을를]?\s?(?:전혀 "
        r"|거의 )?(?:없|주지 않|받지 않|미치지 않)",
        r"customers? |\busers \b|\buser initiated\b|고객|사용자가",
        ko="누가 영향을 받았는지",
        en="who is affected",
        premise=SERVING,
    ),
    _topic(
        r"\bdown-?time\b|\bwithout (?:any )?(?:interrupt|outage|disrupt)\w*|\bno (?:outage"
        r"|interruption|disruption)|\bseamless\w*|(?:won't|will not|not) (?:interrupt|disrupt)\w*"
        r"|무중단|중단 ?없이|다운타임|끊김 ?없이",
        r"downtime|interrupt|무중단|중단 없이",
        ko="중단이 없는지",
        en="that there is no interruption",
        premise=SERVING,
    ),
    _topic(
        r"\bworr(?:y|ied|ies)\b|\bguarantee\w*|\bno harm\b|(?:won't|will not|does not|doesn't"
        r"|not) (?:hurt|break|affect|disturb)\b"
        r"|\bwithout (?:affecting|impacting|breaking|disturbing|any (?:impact|effect|problem))\b"
        r"|\bfeel free to\b|\bgood to go\b|\bgo ahead (?:and|with)\b"
        r"|\b(?:fully|easily|completely) reversible\b|\bno longer (?:needed|used|required)\b"
        r"|\bnot (?:needed|required) any ?more\b|\bnothing will\b"
        r"|\b(?:deleted?|removed?|approved?|applied|apply|approve) (?:it |them |this )?(?:right away"
        r"|immediately|at any time|without hesitation)\b"
        r"|걱정|안심|무방|보장(?:됩|되|합|돼)|상관없|영향 없이|아무(?:런)? 문제|더 ?이상 (?:필요|쓰이"
        r"|사용)|(?:바로|즉시) (?:삭제|적용|승인|제거)해도"
        r"|\b(?:fine|ok|okay) to (?:roll|apply|delete|remove|approve|restart|proceed|go)\b|\b(?:is|are"
        r"|it's|be|completely|perfectly|totally|entirely) (?:\w+ )?safe\b|\bsafely\b|\bsafe to\b"
        r"|\brisk[- ]?free\b|\b(?:no|without|zero|little) (?:any )?risk\b"
        r"|\bharmless\b|\bcan(?:not|'t) (?:be )?(?:hurt|break|lost?)\b|\bnothing (?:can|will|could) (?:go wrong|break|be lost)\b"
        r"|\b(?:without|no) (?:any )?(?:consequences?|side[ -]effects?)\b|\b(?:nothing|nobody"
        r"|no \w+) (?:depends|relies|needs)\b|부작용|의존하는 (?:것|서비스|곳)[은이도]? ?없"
        r"|안전(?:합|하게|해|하니|한 작업|하다)|위험(?:이|은|도|성이|성은)? ?(?:전혀 )?없|문제 ?없이"
        r"|(?:지워|삭제해|없애|제거해)도 (?:됩|돼|괜찮|상관)",
        r"(?!)",
        ko="안전한지",
        en="that this is safe",
        advice=False,
    ),
    _topic(
        r"\b(?:data|orders?|messages?|events?|transactions?|nothing|anything)\b[^.;]{0,40}\b(?:lost"
        r"|loss|losing)\b|\bdata loss\b|\blost (?:no|any)\b"
        r"|(?:데이터|주문|메시지|자료)[^.;]{0,14}(?:손실|유실|사라|잃)",
        r"\blost\b|data loss|손실|유실",
        ko="잃은 데이터가 있는지",
        en="whether data was lost",
    ),
    _topic(
        r"\bback-?ups?\b|\bbacked up\b|\bsnapshots?\b|백업|스냅샷",
        r"backup|snapshot|백업|스냅샷",
        ko="백업이나 스냅샷이 있는지",
        en="that there is a backup or a snapshot",
    ),
    _topic(
        r"\b(?:tested|verified|validated|rehearsed|proven|checked) (?:in|on|against|beforehand"
        r"|successfully)\b|\bpassed (?:all )?(?:tests|review)\b"
        r"|검증(?:을|이)? ?(?:마|완료|끝|됐|되었|했)|테스트(?:를|가|도)? ?(?:마|완료|끝|거쳤|통과|했)",
        r"\btested\b|검증|테스트",
        ko="시험해 보았는지",
        en="that this was tested",
    ),
    _topic(
        r"\b(?:notified|informed|alerted|paged|emailed|escalated)\b|\b(?:opened|filed|created) (?:a|an"
        r"|the) (?:ticket|incident|issue)\b"
        r"|알림을 (?:보냈|전송|드렸)|통보했|공지했|연락했|전달했|티켓을 (?:만들|열|생성)",
        r"notified|alerted|알림|통보",
        ko="누구에게 알렸는지",
        en="that anybody was told",
    ),
    _topic(
        r"\b(?:someone|somebody|an? (?:admin|engineer|operator|developer|colleague"
        r"|teammate))\b (?:has |have |had )?\w+ed\b"
        r"|\bby (?:mistake|accident|an? (?:admin\w*|engineer|operator|developer|colleague))\b|\baccidentally\b"
        r"|\b(?:was|were|been|got) (?:\w+ly )?(?:deleted|removed|renamed|revoked|rotated)\b|누군가"
        r"|실수로|(?:삭제|제거|회수)(?:됐|되었|한 것|해서)",
        r"\bdeleted\b|\bremoved\b|\brotated\b|삭제(?:됐|되었)|실수",
        ko="누가 무엇을 했는지",
        en="who did this",
    ),
    _topic(
        r"\b(?:recover|resolve|heal|fix|restore|disappear)\w*\b[^.;]{0,20}\b(?:on its own|by itself"
        r"|themselves|itself|automatically|soon|shortly)\b"
        r"|\bwill (?:recover|resolve|stabili[sz]e|disappear|be fine|be back|be resolved|stay the same"
        r"|keep (?:growing|rising|falling)|(?:in|de)crease|rise|fall|drop)\b"
        r"|\bnext (?:week|month|quarter|year)\b|저절로|스스로|알아서|곧 (?:복구|회복|해결|정상)"
        r"|(?:내일|모레|다음 ?(?:주|달|분기|해|년)|내년)"
        r"|(?:줄어들|늘어날|오를|내릴|회복될|복구될|해결될|나아질) (?:것|예정|전망)"
        r"|(?:해소|해결|회복|복구|정상화)(?:됩니다|될 겁니다)|\b(?:takes?|take|done|finish\w*"
        r"|complet\w+) (?:only )?(?:about |around |in |within )*(?:\w+ )?(?:seconds?|minutes?"
        r"|hours?)\b|(?:분|초|시간)(?:이면|만에| 안에| 정도)? ?(?:걸(?!렸|린)|끝나|됩니다)",
        r"forecast|예측|next month|다음 달",
        ko="앞으로 어떻게 될지",
        en="what will happen",
    ),
    _topic(
        r"\bincidents?\b|\b(?:before|earlier|in the past)\b[^.;]*\b(?:and|already) (?:it )?(?:worked"
        r"|helped|failed)\b|\b(?:last|previous) (?:week|month) (?:too|as well|also)\b|\b(?:again"
        r"|also) (?:last|previous) (?:week|month)\b|(?:지난 ?(?:주|달)|전|이전|예전)에도|"
        r"\boutages?\b (?:this|last|in)|\b(?:have|has) (?:always )?been (?:healthy|fine|stable|up"
        r"|working|ok)\b|\bprocessed (?:correctly|normally|successfully|without)\b"
        r"|\bunexpected\b|\bsurpris\w+|\banomal\w+|사고(?:가|는|도)? ?없|예상 ?밖|이상 ?징후|뜻밖"
        r"|정상(?:적으로)? ?처리(?:되|됐|하)",
        r"incident|unexpected|anomal|사고|예상 밖|이상 징후",
        ko="지금까지 어땠는지",
        en="how things were before",
    ),
    _topic(
        r"\b(?:plenty|ample|lots) of\b|\b(?<!not get )(?<!not have )(?<!n't get )(?<!n't have )(?:enough|sufficient) (?:free |spare )?(?:capacity|memory|cpu"  # noqa: E501
        r"|resources|room|nodes)\b|\bheadroom\b|\bspare (?:capacity|memory|cpu)\b|여유(?:가|는|롭)"
        r"|넉넉|충분(?:히|합|하다)(?! ?(?:못|않))",
        r"headroom|plenty|여유|충분",
        ko="여유가 있는지",
        en="how much room is left",
    ),
)


_UNDONE = Lazy(
    r"\bnothing (?:has been|was|is) (?:\w+ly )?(?:changed|deleted|removed|applied)\b|아무것도 (?:바꾸|변경|지우|삭제)\S*",
    re.I | re.A,
)  # true of every answer: nothing changes within a turn


_LABEL_WORDS = 3
_VERB = Lazy(
    r"\b(?:is|are|was|were|has|have|had|no|none|nobody|everyone|all|exists?|remains?|works?|needs?)\b|\w+(?:ed|ing)\b"
)


def beyond_reading(text: str, said: str) -> Text | None:
    """The first topic that the text asserts something about although nothing read says it. `said`: all the evidence says."""
    if open_question(text):
        return None
    text = _UNDONE.sub(" ", text)
    if (
        len(text.split()) <= _LABEL_WORDS
        and text.rstrip().endswith(".")
        and text[:1].isupper()
        and not _VERB.search(text)
    ):
        return None  # "Customer impact." opens what is said of it
    for topic in _TOPICS:
        if not topic.said.search(text) or topic.known.search(said) or (topic.premise and topic.premise.search(text)):
            continue
        stated = not conditional(text) and topic.said.search(asserted(text))
        if topic.advice and advises(text) and not stated and not re.search(r"\b(?:exists?|already)\b|이미", text):
            continue
        return objections.outcome_unsupported(topic.what)
    return None
