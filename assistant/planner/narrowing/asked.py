"""What a question restricts: conditions on rows, order, number, and what its first line must say. Called by `composing.compose`,
`planner.filling` and `planner.reading`. Pure; the same text at the same time reads the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from assistant.patterns import Lazy
from assistant.planner import windows
from assistant.planner.names import is_foreign, may_be_name
from assistant.planner.narrowing import comparisons, orders, restrictions, service_words
from assistant.planner.narrowing.alternatives import alternatives
from assistant.planner.narrowing.columns import named_in
from assistant.planner.narrowing.comparisons import Read
from assistant.planner.narrowing.conditions import (
    Compared,
    Condition,
    Form,
    Has,
    InState,
    Matched,
    Named,
    Narrowing,
    says_of_what,
)
from assistant.planner.narrowing.groups import group_in
from assistant.planner.narrowing.losses import at_stake
from assistant.planner.narrowing.lost_nodes import lost_nodes
from assistant.planner.narrowing.node_words import on_nodes
from assistant.planner.narrowing.occurrences import occurrence_asked
from assistant.planner.narrowing.service_words import speaks_of_costs
from assistant.planner.narrowing.since import asks_since, asks_the_run_before, asks_whether_it_ran
from assistant.planner.narrowing.states import BY_NAME
from assistant.planner.narrowing.suspects import suspected
from assistant.planner.narrowing.tags_of_costs import tag_values, tags_of_turn
from assistant.planner.narrowing.verdicts import asked
from assistant.planner.narrowing.way_back import asks_way_back
from assistant.planner.narrowing.whose import asks_whose_log
from assistant.planner.outright import said_plainly
from knowledge import concepts

_MASK = "\ue000"  # as in `planner.slots`: places in the text stay the same
_COUNT = Lazy(
    r"\bhow\s+many\b|\b(?:the\s+)?(?:number|count)\s+of\b|\bcount\b|몇\s*(?:개|대|건|번|명|곳|군데|가지"
    r"|종류)|몇이|개수|갯수|(?<![가-힣])수가|얼마나\s*많"
)
_YES_NO_EN = Lazy(
    r"^\W*(?:and\s+|so\s+)?(?:is|are|do|does|did|has|have|was|were|any|isn'?t|aren'?t)\b"
    r"|\b(?:is|are)\s+there\b"
)
_EXISTS_EN = Lazy(
    r"\b(?:is|are)\s+there\b|^\W*any\b|^\W*(?:is|are|do|does|did|has|have)\b[^?]*\bany(?:thing|one)?\b|\bdo\s+(?:we|i|you)\s+have\b|\bhave\s+(?:we|i"
    r"|you)\s+(?:got\s+)?any\b"
)
_YES_NO_KO = Lazy(r"(?:있|없)(?:어|나|니|냐|을까|는지|음|는가|는거야|습니까)(?:요|\s*알려줘)?\s*[?？!.~]*\s*$")
_GOES_ON_KO = Lazy(
    r"[가-힣]고\s*(?:있|없)\S{0,4}\s*[?？!.~]*\s*$"
)  # 되고 있어? asks how it goes, not whether there is any
_ASKS_KO = Lazy(r"(?:[야나니까요가죠지어돼해]|중|음)\s*[?？!.~]*\s*$")
_WHICH = Lazy(r"뭐|무엇|무슨|어떤|어느|누구|어디|왜|언제|어떻게|몇|얼마|\b(?:what|which|who|where|why|when|how)\b")
_WHO = Lazy(r"누구|누가|\bwho(?:m|se)?\b")
_SERVING = Lazy(
    r"\b(?:hurt\w*|affect\w*|impact\w*|bother\w*|reach\w*|notice\w*|visible\s+to|seen\s+by)\b.{0,20}\b(?:customers?|users?|clients?)\b"
    r"|\b(?:customer|user)[\s-]+(?:facing|visible|impact\w*)|\b(?:customers?|users?)\b.{0,12}\b(?:see|notice|feel|affected|hit|hurt)\b"
    r"|\bservices?\b.{0,24}\b(?:no|without|zero|missing|empty)\s+(?:any\s+|ready\s+|live\s+)*(?:endpoints?|backends?|pods?)\b"
    r"|(?:엔드포인트|백엔드|준비된\s*파드|파드)\S?\s*(?:하나도\s*)?(?:없|안\s*붙|비어)\S*\s*서비스|서비스\S*\s*(?:중에?\s*)?(?:엔드포인트|백엔드)\S?\s*없"
    r"|(?:고객|사용자|유저|손님)\S*\s*(?:\S+\s+)?(?:영향|피해|불편|보이|느끼|체감)"
)
# How many or how large a thing ought to be: rows say what it is.
_ADVICE = Lazy(
    r"\b(?:how\s+(?:many|much|big|large|small)|what|which)\b[^?.]{0,40}\b(?:should|ought\s+to|do\s+(?:i|we)\s+need)\b"
    r"|\b(?:(?:do|would)\s+you\s+recommend|recommend(?:ed|ations?)|ideal|optimal|right\s+(?:size|number|amount|value))\b"
    r"|적당|적절|적정|알맞|권장|추천\s*(?:해|하|값|좀)|몇\s*(?:개|대|기가)\S{0,2}\s*(?:면|이면|로|으로)?\s*(?:해야|되|돼|충분|좋)"
)
_YEARLY = Lazy(
    r"\b(?:per|a|each|every)\s+year\b|\byearly\b|\bannual(?:ly|ized|ised)?\b|연간|일\s?년에|1년에|년\s*단위|(?:1|일)\s?년(?:이면|으로\s*치면)"
)
_LAST_LINE = Lazy(r"\b(?:last|final)\s+line\b|(?:마지막|맨\s*끝)\s*(?:한\s*)?줄")
_FROM_END = Lazy(r"\b(?:last|latest|final|tail)\b|마지막|최근|끝\s*(?:부분|에)")
# Whether there is enough is no question of how many rows there are.
_ENOUGH = Lazy(r"\b(?:enough|sufficient|room|headroom|spare\s+capacity)\b|충분|넉넉|여유|자리")
_WHEN = Lazy(r"언제|\bwhen\b|\bwhat\s+(?:time|date|day)\b")
_ALL = Lazy(r"\b(?:all|every|everything|everyone|each)\b|(?<![가-힣])(?:다|모두|전부|모든|전체|싹)(?![가-힣])")
_FUTURE = Lazy(
    r"다음\s*(?:달|주|해|분기|번\s*달)|내일|모레|내년|앞으로|향후|나올까|나올\s*(?:것|거|듯)|들\s*(?:것|거)\s*같|나오려나|예상|예측|전망|될\s*(?:것|거)\s*같|(?:이번|이)\s*달\s*말(?:에|까지)"
    r"|\bnext\s+(?:week|month|year|quarter|\d+\s+(?:days|weeks|months))\b|\btomorrow\b"
    r"|\bforecast\w*|\bpredict\w*|\bprojected\b|\bexpected\b"
    r"|\bwill\s+(?:we|it|i|the|our|be|cost)\b|\bgoing\s+to\s+(?:cost|spend|pay|be)\b"
    r"|\bby\s+(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?:month|year|week)\b"
)
_AGAINST = Lazy(
    r"대비|에\s*비해|(?:달|주|해|년|분기|전)\s*보다|보다\s*(?:더|많이|늘|올|증가|비싸|덜|줄)|비교|전년|\b(?:compar\w+|versus"
    r"|vs\.?|against|than)\s+(?:to\s+|with\s+)?(?:the\s+)?(?:last|previous|prior)\b"
    r"|\bcompar\w+\b.{0,40}\b(?:last|previous|prior|before|earlier)\b"
    r"|\b(?:month|year|week)[\s-]over[\s-](?:month|year|week)\b|\byoy\b|\bmom\b"
)
# Why, how and what for are not answered by choosing rows.
_NOT_OF_ROWS = Lazy(
    r"왜|이유|원인|어떻게\s*(?:해|고|하|풀|대)|방법|고치|해결|\b(?:why|how\s+(?:to|do|can|should)|fix|cause[sd]?"
    r"|reason|explain)\b"
)
_THINGS = Lazy(
    r"파드|팟|포드|노드|인스턴스|서버|볼륨|디스크|스냅샷|백업|워크로드|디플로이먼트|서비스|잡|크론|이벤트|리소스|앱|클레임|주소|아이피"
    r"|\b(?:pods?|nodes?|instances?|servers?|volumes?|disks?|snapshots?|backups?|workloads?"
    r"|deployments?|services?|jobs?|cron\s?jobs?|events?|resources?|apps?|pvcs?|pvs?|claims?"
    r"|eips?|ips?|ec2|ebs|statefulsets?|daemonsets?|hpas?|machines?|vms?)\b"
)

_WASTE = Lazy(
    r"낭비|안\s*쓰|쓰지\s*않|사용하지\s*않|미사용|놀고|노는|지울|지워도|줄일|아낄|절감|새는|정리할|\b(?:wast\w+|unused|idle|delete|cut|sav\w+"
    r"|clean\w*|orphan\w*|leftovers?)\b"
)
_LATIN = Lazy(r"(?<![\w.-])[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*", 0)
_AMONG_THOSE = Lazy(
    r"(?:그|이|저)\s*중|거기서|그것들|그거\s*(?:말고|중)|\b(?:among|of|from|in|only)\s+(?:them|those|these)\b|^\W*(?:and\s+)?(?:those|only|just)\b"
    # With no thing of its own, a count, a choice or another period is about the rows before.
    r"|\bhow\s+many\s+(?:is|are|was|were)\s+(?:that|those|they|these|it|there)\b|^\W*(?:and\s+)?how\s+many\s+(?:are|were|have)\b"
    r"|^\W*(?:and\s+|are\s+)?(?:any|ones)\s+(?:without|with|above|over|under|older|newer|bigger|larger|smaller|more|less)\b"
    r"|^\W*(?:and\s+|so\s+)?(?:is\s+(?:it|that)\s+)?(?:more|less|over|under|above|below)\s+(?:than\s+)?\$?\d"
    r"|^\W*(?:and\s+|so\s+)?which(?:\s+ones?)?\s+(?:is|are|was|were|has|have|costs?|uses?|runs?|needs?|does|do|did)\b|^\W*(?:그럼\s*|그중\s*)?(?:어느|어떤)\s*(?:게|것|거|놈)"
    r"|\bwhat\s+(?:do|does)\s+(?:they|those|these)\s+cost\b|\bwho\s+owns?\s+(?:them|those|these)\b|걔네|얘네|쟤네"
    r"|\binstead\W*$|^\W*(?:그럼\s*|그래서\s*)?(?:총\s*)?몇\s*(?:개|대|건|명|곳)(?:야|지|인데|죠|임|예요|인가요?)?\W*$"
    r"|^\W*\S+(?:\s+\S+)?\s*(?:것|거|애들?)만\W*$|대신(?:에)?\W*$"
)
_NOTHING_ELSE = Lazy(
    r"\W*(?:(?:and|then|so|what\s+about|how\s+about|for|in|during|the|so\s+far|(?:up\s+)?(?:to|till?|until)\s+(?:now|date|today)|already|지금까지|현재까지|까지|그럼|그러면|그리고|은|는|에는|엔|에|도|요)\W*)*"
)
_ANOTHER = Lazy(
    r"^\W*(?:(?:and|then|so|what\s+about|how\s+about|(?:the\s+)?same\s+(?:for|with|of)|그럼|그러면)\s+)*(?:the\s+)?(?:[A-Za-z0-9][\w./-]*\s*(?:쪽)?(?:은|는|도|이랑)?(?:요)?|[가-힣]{2,}\s*쪽(?:은|도)(?:요)?)\W*$"
)
_YES_NO = Lazy(rf"{_YES_NO_EN.written}|{_ASKS_KO.written}|{_YES_NO_KO.written}")
_Finder = Callable[[str], Iterator[Read]]


def narrowing(text: str, now: datetime, zone: tzinfo = UTC) -> Narrowing:
    """What `text` restricts; nothing where it asks for reasons or ways."""
    return _narrowing(said_plainly(text), now, zone)


def narrowing_of_turn(text: str, previous: tuple[str, ...], now: datetime, zone: tzinfo = UTC) -> Narrowing:
    """As `narrowing`; of "only those older than 90 days" with what the questions before restricted."""
    wanted = _of_turn(text, previous, now, zone)
    tags = tags_of_turn(text, previous)
    others = (c for c in wanted.conditions if not (tags and isinstance(c, Has) and c.keys))
    return replace(wanted, conditions=(*others, *tags))


def _of_turn(text: str, previous: tuple[str, ...], now: datetime, zone: tzinfo) -> Narrowing:
    wanted = narrowing(text, now, zone)
    if previous and asks_the_run_before(text):
        told = narrowing_of_turn(previous[-1], previous[:-1], now, zone)
        if told.ran:
            return replace(told, runs_back=told.runs_back + 1)
    if previous and _ANOTHER.match(text):  # "and checkout?" asks the same of another
        before = narrowing_of_turn(previous[-1], previous[:-1], now, zone)
        services = () if speaks_of_costs(text) else _services_of_costs(text, previous)
        # The same is asked of another: "and checkout?" after errors in a log, after pods that restarted.
        kept = (c for c in before.conditions if not isinstance(c, Named) and not says_of_what(c))
        conditions = tuple(dict.fromkeys((*(wanted.conditions or kept), *services)))
        columns = wanted.columns or before.columns
        return replace(wanted, conditions=conditions, asks=before.asks, when=before.when, columns=columns)
    if not previous or not (_AMONG_THOSE.search(text) or _only_a_period(text, now, zone)):
        return wanted
    before = narrowing_of_turn(previous[-1], previous[:-1], now, zone)
    of_costs = () if speaks_of_costs(text) else _services_of_costs(text, previous)
    wanted = replace(
        wanted,
        conditions=tuple(dict.fromkeys((*before.conditions, *wanted.conditions, *of_costs))),
        words=wanted.words | before.words,
        period=wanted.period or before.period,
        columns=wanted.columns or before.columns,
    )
    if wanted.period == before.period:
        wanted = replace(wanted, compared_to=before.compared_to, period_is_earlier=before.period_is_earlier)
    return wanted if wanted.order else replace(wanted, order=before.order, limit=wanted.limit or before.limit)


def _services_of_costs(text: str, previous: tuple[str, ...]) -> tuple[Condition, ...]:
    """The services that a follow-up names: "그 중에 EC2는?". Kinds of resources only where costs were asked about in words."""
    in_words = any(map(speaks_of_costs, previous))
    found = (read.condition for read in service_words.named(text))
    return alternatives([c for c in found if in_words or (isinstance(c, Matched) and c.column == "service")])


def _only_a_period(text: str, now: datetime, zone: tzinfo) -> bool:
    """Whether it says a period and nothing else: "and last month?" asks the same of the same things."""
    period = next((f for f in windows.find(text, now, zone) if f.window), None)
    return period is not None and bool(_NOTHING_ELSE.fullmatch(text[: period.first] + " " + text[period.last :]))


def things_in(text: str) -> frozenset[str]:
    """The words for kinds of things, lower case, in the singular as far as an -s tells."""
    return frozenset(m[0].lower().removesuffix("s") for m in _THINGS.finditer(text))


def narrows_the_last(text: str) -> bool:
    """Whether it chooses among the rows of the answer before: "of those, which is the biggest?"."""
    return bool(_AMONG_THOSE.search(text)) and not _NOT_OF_ROWS.search(text) and not _THINGS.search(text)


@lru_cache(maxsize=256)
def _narrowing(text: str, now: datetime, zone: tzinfo) -> Narrowing:
    found, measured = _conditions(text, now, zone)
    of_count = next((r for r in found if _counts_rows(r, text)), None)
    of_sum = next((r for r in found if _of_the_sum(r, text)), None)
    period = next((f for f in windows.find(measured, now, zone) if f.window), None)
    group = group_in(text)
    ranking = orders.read(measured) if group is None else orders.Ranking()
    stake = at_stake(text)
    columns = tuple(dict.fromkeys(c.meaning for c, _, _ in named_in(text)))
    if "owner" in columns and _WHO.search(text):  # of what was deployed, who did it
        columns = (*columns, "changed_by")
    if any(isinstance(r.condition, InState) and r.condition.state == "stopped" for r in found):
        columns = (*columns, "stopped")  # since when
    if "image" in columns and _WHICH.search(text):  # which version runs: of what is there, running well or not
        found = tuple(r for r in found if not (isinstance(r.condition, InState) and r.condition.state == "running"))
    form = "" if stake else _form(text, ranking_superlative=ranking.superlative)
    if ranking.order is not None and ranking.order.column == "usage":  # 쓰는: how much of it, not whether it is in use
        found = tuple(r for r in found if not (isinstance(r.condition, InState) and r.condition.state == "attached"))
    return Narrowing(
        conditions=(stake,)
        if stake  # what it supposes of the node is no condition on rows
        else alternatives([r.condition for r in found if r not in (of_count, of_sum)]),
        of_count=of_count.condition if of_count is not None and isinstance(of_count.condition, Compared) else None,
        order=ranking.order,
        limit=ranking.limit or (1 if _LAST_LINE.search(text) else None),
        form=form,
        period=period.window if period else None,
        period_is_earlier=period is not None and _compared_with(measured, period),
        future=bool(_FUTURE.search(text)),
        compared_to=bool(_AGAINST.search(text)),
        columns=columns,
        exists=asks_existence(text),
        asks=asked(text),
        suspects=suspected(text),
        occurred=occurrence_asked(text),
        lost=lost_nodes(text),
        when=bool(_WHEN.search(text)),
        since=asks_since(text),
        ran=asks_whether_it_ran(text),
        way_back=asks_way_back(text),
        from_end=bool(_FROM_END.search(text)),
        yearly=bool(_YEARLY.search(text)),
        advice=bool(_ADVICE.search(text)),
        serving=bool(_SERVING.search(text)),
        whose=asks_whose_log(text),
        of_sum=of_sum.condition if of_sum is not None and isinstance(of_sum.condition, Compared) else None,
        words=frozenset(m[0].lower() for m in _LATIN.finditer(measured) if _may_name(m[0])),
        group=group,
        zone=zone,
    )


def without_conditions(text: str, now: datetime, zone: tzinfo = UTC, previous: tuple[str, ...] = ()) -> str:
    """`text` with the conditions on rows masked, where it says which rows are meant: what remains is what is asked for.

    `previous` are the questions before it. Words that also say what is asked for (the price, a service, restarts, health) stay.
    """
    if group := group_in(text):
        text = _masked(text, group.first, group.last, group.things)
    if serving := _SERVING.search(text):  # what users notice is a problem, whatever it is that they do
        text = _masked(text, *serving.span(), "문제")
    text = _without_tag_values(_pods_of_nodes(text), previous)
    among = bool(_AMONG_THOSE.search(text))  # the things were named before
    if _NOT_OF_ROWS.search(text):
        return text
    found, measured = _conditions(text, now, zone)
    if not (among or _THINGS.search(text) or _WASTE.search(text)):
        return _deployed_by(text, found)
    for read in found:
        rest = f"{text[: read.first]} {text[read.last :]}"
        if _only_restricts(read.condition) and (among or _THINGS.search(rest) or _WASTE.search(rest)):
            money = isinstance(read.condition, Compared) and read.condition.column == "cost"
            hint = "비용" if money and not speaks_of_costs(rest) else ""  # an amount says what is asked for, too
            text = _masked(text, read.first, read.last, hint)
    ranking = orders.read(measured)
    of_row = ranking.order is not None and ranking.order.column in ("created", "size", "iops")
    if ranking.place and (of_row or _WASTE.search(text)):
        text = _masked(text, *ranking.place)
    return text


def _without_tag_values(text: str, previous: tuple[str, ...]) -> str:
    for read in tag_values(text, previous):
        text = _masked(text, read.first, read.last, "")
    return text


def _pods_of_nodes(text: str) -> str:
    """What runs on a node are its pods, where nothing else is said: "what is running on node-2?"."""
    found = list(on_nodes(text))
    for read in found:
        pods = "" if _THINGS.search(text.replace(read.condition.spoken, " ")) else "pods"
        text = _masked(text, read.first, read.last, pods)
    return text


def _deployed_by(text: str, found: tuple[Read, ...]) -> str:
    """With "workloads" in the place of what manages them, where no other thing is named: 헬름으로 배포된 거."""
    for read in found:
        if isinstance(read.condition, Matched) and read.condition.column == "owner":
            text = _masked(text, read.first, read.last, "워크로드")
    return text


def _masked(text: str, first: int, last: int, hint: str = "") -> str:
    return text[:first] + hint + _MASK * (last - first - len(hint)) + text[last:]


def _only_restricts(condition: Condition) -> bool:
    if isinstance(condition, InState):
        state = BY_NAME[condition.state]
        if condition.state == "running":
            return condition.negated
        return not state.broad and condition.state not in ("stopped", "attached", "warning", "completed")
    if isinstance(condition, Compared):
        return not condition.implied
    if isinstance(condition, Matched):
        return condition.column not in ("service", "resource", "charged_for")
    return True


def _counts_rows(read: Read, text: str) -> bool:
    """ "more than 50 pods", "파드 50개 넘어?": the things themselves are counted."""
    if not isinstance(read.condition, Compared) or read.condition.column or not _YES_NO.search(text):
        return False
    counted = read.condition.spoken.rstrip()[-1:].isdigit() and _THINGS.match(text[read.last :].lstrip())
    return bool(counted) or bool(
        re.search(r"\d\s*(?:개|대|건)", read.condition.spoken) and _THINGS.search(text[: read.first])
    )


_OF_EACH = Lazy(
    r"\b(?:any(?:thing)?|something|each|services?|only|those|that\s+cost)\b|서비스|것|거|만(?![가-힣])|짜리"
)


def _of_the_sum(read: Read, text: str) -> bool:
    """ "more than $50 a month?", "100달러 넘어?": with nothing that could cost so much each, it is all together."""
    money = isinstance(read.condition, Compared) and read.condition.unit == "$" and read.condition.column == "cost"
    if not money or _THINGS.search(text) or _WHICH.search(text) or _OF_EACH.search(text):
        return False
    return bool(_YES_NO.search(text)) or text.rstrip().endswith("?")


def _compared_with(text: str, period: windows.Found) -> bool:
    named = text[period.first : period.last]
    return bool(
        re.search(r"(?:보다|대비)$", named)
        or re.match(r"\s*(?:보다|대비|에\s*비|(?:이랑|랑|와|과|하고)\s*(?:는\s*)?비교)", text[period.last :])
        or re.search(
            r"\b(?:than|versus|vs\.?|to|with|against|since)\s+(?:the\s+|in\s+)*$", text[: period.first], re.IGNORECASE
        )
    )


def _may_name(word: str) -> bool:
    """Whether something may be called so: not a kind of thing, nor a word that says how or what is asked."""
    if "-" in word or may_be_name(word) or is_foreign(word):
        return True
    read = concepts.latin(word)
    return bool(read) and not concepts.is_bare(read[0][0]) and not _THINGS.search(word)


@lru_cache(maxsize=256)
def _conditions(text: str, now: datetime, zone: tzinfo) -> tuple[tuple[Read, ...], str]:
    """The conditions in reading order, the surest taken first; and the text without those that hold numbers or names."""
    finders: tuple[_Finder, ...] = (
        restrictions.names,
        tag_values,
        restrictions.tags,
        restrictions.managers,
        restrictions.addresses,
        on_nodes,
        lambda t: comparisons.ages(t, now, zone),
        comparisons.numbers,
        restrictions.types,
        restrictions.reasons,
        restrictions.places,
    )
    by_words: tuple[_Finder, ...] = (
        comparisons.restarted,
        restrictions.states,
        service_words.services,
        service_words.charges,
    )
    taken: list[Read] = []
    measured = ""
    for finder in (*finders, *by_words):
        if finder is by_words[0]:
            measured = text
        for read in finder(text):
            same_place = bool(taken) and (taken[-1].first, taken[-1].last) == (
                read.first,
                read.last,
            )  # both ends of a range
            if same_place or _MASK not in text[read.first : read.last]:
                taken.append(read)
                text = text[: read.first] + _MASK * (read.last - read.first) + text[read.last :]
    return tuple(sorted(taken, key=lambda r: r.first)), measured


def _form(text: str, *, ranking_superlative: bool) -> Form:
    if _COUNT.search(text):
        return "count"
    which = _WHICH.search(text)
    if not which and _ALL.search(text) and (_YES_NO_EN.search(text) or _ASKS_KO.search(text)):
        return "all"
    if not which and (_YES_NO_EN.search(text) or _YES_NO_KO.search(text)):
        return "yes or no"
    return "which" if ranking_superlative else ""


def asks_existence(text: str) -> bool:
    """Whether it asks if there is any at all: "크론잡 있어?", "are there any ingresses?"."""
    if _WHICH.search(text) or _ENOUGH.search(text):
        return False
    return bool(_EXISTS_EN.search(text) or (_YES_NO_KO.search(text) and not _GOES_ON_KO.search(text)))
