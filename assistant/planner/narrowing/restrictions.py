"""States, names, types, tags and places that a question restricts rows to. Called by `narrowing.asked`. Pure."""

import re
from collections.abc import Iterator
from typing import Literal

from assistant.language import Text, same
from assistant.patterns import Lazy
from assistant.planner.narrowing.columns import COLUMNS
from assistant.planner.narrowing.comparisons import Read
from assistant.planner.narrowing.conditions import Has, InState, Matched
from assistant.planner.narrowing.region_words import REGION, region_named
from assistant.planner.narrowing.states import NEGATIVES, STATES

_NOT_EN = Lazy(
    r"(?:\b(?:not|never|isn'?t|aren'?t|wasn'?t|weren'?t|hasn'?t|haven'?t|don'?t|doesn'?t|without|except|no longer)"
    r"(?:\s+(?:been|be|being|currently|yet|in|an?|fully|actually|all))*|\bnon-?|\bun)\s*$"
)
_NOT_KO = Lazy(
    r"\S{0,3}?(?:\s*(?:중|상태|있|되어|돼|하고|하지|어|아))*\s*(?:이|가|은|는|도|지|지는|지도)?\s*"
    r"(?:아니|아닌|않|못|안\s*(?:된|되|돼|됐|하|한)|안(?=\s*$)|빼고|말고|제외)"
)
_NOT_KO_BEFORE = Lazy(r"(?:^|\s)(?:안|못)\s*$")
# Before Korean words a particle or another word may stand; a Latin one among them begins a word: no "pending" in spending.
_OWN_WORD = r"(?:(?<![a-z])|(?=[가-힣]))"
_STATE_WORDS = tuple(
    (state, Lazy(rf"{_OWN_WORD}(?P<ko>{state.ko})|(?<![a-z0-9-])(?P<en>{state.en})(?![a-z0-9-])")) for state in STATES
)
_NEGATIVE_WORDS = tuple(
    (name, Lazy(rf"{_OWN_WORD}(?P<ko>{ko})|(?<![a-z0-9-])(?P<en>{en})(?![a-z0-9-])")) for name, ko, en in NEGATIVES
)


# "ok what do you have", "fine, show me": said before what is asked, and no state.
_SAID_FIRST = Lazy(r"^\W*(?:ok(?:ay)?|fine|alright|all\s+right)\b[\s,.:!-]+(?=\w)")


def states(text: str) -> Iterator[Read]:
    """The surest reading first; a word belongs to one state."""
    taken: list[tuple[int, int]] = []

    def free(first: int, last: int) -> bool:
        if any(first < t[1] and t[0] < last for t in taken):
            return False
        taken.append((first, last))
        return True

    for name, pattern in _NEGATIVE_WORDS:
        for match in pattern.finditer(text):
            if free(match.start(), match.end()):
                negated = not _is_negated(text, match)[0]
                yield _state(text, name, negated, match.start(), match.end())
    said_first = _SAID_FIRST.match(text)
    for state, pattern in _STATE_WORDS:
        for match in pattern.finditer(text, said_first.end() if said_first else 0):
            if free(match.start(), match.end()):
                negated, first, last = _is_negated(text, match)
                yield _state(text, state.name, negated, first, last)


def _state(text: str, name: str, negated: bool, first: int, last: int) -> Read:
    return Read(condition=InState(state=name, negated=negated, spoken=text[first:last]), first=first, last=last)


def _is_negated(text: str, match: re.Match[str]) -> tuple[bool, int, int]:
    """(whether, and from where to where the state with its negation goes)."""
    first, last = match.start(), match.end()
    if before := _NOT_EN.search(text[:first]) or _NOT_KO_BEFORE.search(text[:first]):
        return True, before.start(), last
    if after := _NOT_KO.match(text[last:]):
        return True, first, last + after.end()
    return False, first, last


How = Literal["contains", "starts", "ends", "is"]
_NAME = r"[\"'“‘`]?(?P<value>[A-Za-z0-9][A-Za-z0-9_./:-]*)[\"'”’`]?"
_NAMES: tuple[tuple[How, str], ...] = (
    (
        "contains",
        (
            rf"\b(?:whose\s+|with\s+|has\s+|have\s+)?(?:the\s+|their\s+|an?\s+)?(?:(?P<image>image)s?"
            rf"|names?)\s+(?:that\s+|which\s+)?(?:contain(?:s|ing)?|includ(?:es?|ing)|has|having|with"
            rf"|like|match(?:es|ing)?)\s+{_NAME}"
        ),
    ),
    (
        "contains",
        (
            rf"\b(?:contain(?:s|ing)?|includ(?:es?|ing)|with|having)\s+{_NAME}\s+in\s+(?:the|their"
            rf"|its)\s+(?:(?P<image>image)s?|names?)"
        ),
    ),
    (
        "starts",
        (
            rf"\b(?:whose\s+|with\s+)?(?:names?\s+(?:that\s+)?)?(?:start(?:s|ing)?|begin(?:s|ning)?"
            rf"|prefixed)\s+with\s+{_NAME}"
        ),
    ),
    ("ends", rf"\b(?:whose\s+|with\s+)?(?:names?\s+(?:that\s+)?)?end(?:s|ing)?\s+(?:with|in)\s+{_NAME}"),
    ("starts", r"(?<![\w*])(?P<value>[a-z0-9][\w-]*-?)\*(?!\w)"),
    (
        "contains",
        (
            rf"(?:(?P<image>이미지)|이름)(?:에|에는|이|가|은)?\s*{_NAME}\s*(?:이라는|라는)?\s*(?:글자|단어|말)?\s*(?:가|이|를|을"
            rf"|도)?\s*(?:들어\s?간|들어\s?가|들어\s?있|포함)\S*"
        ),
    ),
    ("contains", rf"{_NAME}\s*(?:가|이|를|을)\s*(?:이름에\s*)?(?:들어\s?간|들어\s?가는|포함된|포함한|포함하는)"),
    ("starts", rf"(?:이름이\s*)?{_NAME}\s*(?:로|으로)\s*시작\S*"),
    ("ends", rf"(?:이름이\s*)?{_NAME}\s*(?:로|으로)\s*끝나\S*"),
)
_LATEST = Lazy(
    r"(?:이미지(?:가|에)?\s*)?:?latest(?=\s*(?:태그|tags?\b|이미지|images?\b))|(?:태그가?|tagged|tag"
    r"|image)\s*(?:is\s+|as\s+|가\s*)?:?latest"
)
_NAMED = tuple((how, Lazy(pattern)) for how, pattern in _NAMES)
_WITHOUT_AFTER = Lazy(r"\s*(?:가|이|를|을)?\s*(?:없는|아닌|않[은는]|안\s)")


def names(text: str) -> Iterator[Read]:
    """Parts of names and images."""
    for match in _LATEST.finditer(text):
        found = Matched(column="image", how="contains", values=(":latest",), spoken=match[0])
        yield Read(condition=found, first=match.start(), last=match.end())
    for how, pattern in _NAMED:
        for match in pattern.finditer(text):
            column = "image" if match.groupdict().get("image") else "name"
            negated = bool(_WITHOUT_AFTER.match(text[match.end() :]))
            found = Matched(
                column=column,
                how=how,
                values=(match["value"].lower(),),
                negated=negated,
                spoken=match[0],
            )
            yield Read(condition=found, first=match.start(), last=match.end())


_MANAGERS = (
    r"(?P<{0}>argo\s?cd|argo|helm|flux(?:\s?cd)?|terraform|cloud\s?formation|eks|karpenter"
    r"|아르고\s?(?:cd|시디)?|헬름|플럭스|테라폼|클라우드\s?포메이션)"
)
_MANAGED = Lazy(
    rf"\b(?:(?:managed|deployed|owned|installed|created|controlled|synced)\s+(?:by|with|via|through)|from)\s+{_MANAGERS.format('en')}\b"
    rf"|{_MANAGERS.format('ko')}(?:가|이|로|으로|에서|에\s*의해)?\s*(?:관리|소유|배포|설치|띄운|올린)\S*(?:\s*(?:있는|중인|된))?"
)
_NEITHER = Lazy(
    rf"\b(?:managed|deployed|owned|installed)\s+by\s+neither\s+{_MANAGERS.format('one')}\s+nor\s+{_MANAGERS.format('two')}\b"
)
_MANAGER_KO = {"아르고": "argo", "헬름": "helm", "플럭스": "flux", "테라폼": "terraform", "클라우드": "cloudformation"}
_BY_CODE = Lazy(
    r"\b(?:managed|owned|controlled)\s+by\s+(?:iac|code|infrastructure[\s-]+as[\s-]+code|(?:some|any)thing\s+else)\b"
    r"|(?<![a-z])iac\S{0,3}\s*(?:관리|소유)\S*(?:\s*(?:있는|중인|된))?|코드(?:로|가)\s*관리\S*"
)


def managers(text: str) -> Iterator[Read]:
    """By what workloads and resources are managed."""
    for match in _NEITHER.finditer(text):
        for said in (match["one"], match["two"]):
            yield Read(condition=_manager(said, match[0], negated=True), first=match.start(), last=match.end())
    for match in _BY_CODE.finditer(text):
        negated = excluded(text, match.start(), match.end()) or bool(_NOT_EN.search(text[: match.start()]))
        by_any = Has(column="owner", negated=negated, spoken=match[0])
        yield Read(condition=by_any, first=match.start(), last=match.end())
    for match in _MANAGED.finditer(text):
        negated = excluded(text, match.start(), match.end()) or bool(_NOT_EN.search(text[: match.start()]))
        found = _manager(match["en"] or match["ko"], match[0], negated=negated)
        yield Read(condition=found, first=match.start(), last=match.end())


def _manager(said: str, spoken: str, *, negated: bool) -> Matched:
    said = said.lower()
    name = next((en for ko, en in _MANAGER_KO.items() if said.startswith(ko)), said.replace(" ", "").removesuffix("cd"))
    return Matched(column="owner", how="contains", values=(name,), negated=negated, spoken=spoken)


_OF_EVENTS = Lazy(r"이벤트|\bevents?\b")
# As Kubernetes writes the reasons of events: FailedScheduling, BackOff. Kinds are written so, too.
_REASON = Lazy(
    (
        r"(?<![\w-])(?:[A-Z][a-z]+){2,}(?<!Set|Job|Map)(?<!Pod|Uid)(?<!Claim|Class|Quota)(?<!Policy|Budget|Volume)"
        r"(?<!Account|Service|Ingress)(?<!Endpoint)(?<!Autoscaler|Deployment)(?<!Namespace)(?![A-Za-z0-9_-])"
    ),
    0,
)


def reasons(text: str) -> Iterator[Read]:
    """Reasons of events, where events are asked for and the word is not that of a state."""
    for match in _REASON.finditer(text) if _OF_EVENTS.search(text) else ():
        if not any(pattern.fullmatch(match[0]) for _, pattern in _STATE_WORDS):
            after = _EXCEPT_KO.match(text[match.end() :])
            found = Matched(
                column="reason", how="contains", values=(match[0].lower(),),
                negated=excluded(text, match.start(), match.end()), spoken=match[0],
            )  # fmt: skip
            yield Read(condition=found, first=match.start(), last=match.end() + (after.end() if after else 0))


_TAG_WORDS = {
    "소유자": "owner",
    "담당자": "owner",
    "오너": "owner",
    "이름": "name",
    "환경": "env",
    "팀": "team",
    "비용": "cost",
}
_TAG = r"[\"'“‘`]?(?P<tag>[A-Za-z][A-Za-z0-9_.:/-]*)[\"'”’`]?"
_NO_TAG = Lazy(
    rf"\b(?:without|with\s+no|with|missing|lack(?:s|ing)?|no|(?:has|have|having)(?:\s+no)?"
    rf"|(?:don'?t|doesn'?t)\s+have)\s+(?:any\s+|an?\s+|the\s+)*(?:{_TAG}\s+)?tags?\b"
    rf"|(?P<bare>\buntagged\b|\bnot\s+tagged\b)"
    rf"|(?:(?P<word>{'|'.join(_TAG_WORDS)})|(?<![A-Za-z])(?P<tag_ko>[A-Za-z][A-Za-z0-9_.:/-]*)"
    rf"|(?<![가-힣]))\s*태그[가는도이]?\s*(?:(?P<none>없|안\s*(?:달|붙)|빠진|누락)|있는|달린|붙은)\S*"
)
_TAG_VALUE = Lazy(
    r"(?:\b(?:tagged|tags?)\s+(?:with\s+"
    r"|as\s+)?)?(?<![\w=!<>])(?P<tag>[A-Za-z][A-Za-z0-9_.-]*)\s?=\s?(?P<value>[A-Za-z0-9_.-]+)(?:\s*태그\S*)?"
)
_TAG_VALUE_KO = Lazy(
    r"(?P<tag>[A-Za-z][A-Za-z0-9_.-]*)\s*태그[가이는]?\s*(?P<value>[A-Za-z0-9_.-]+)\s*(?:가|이)?\s*(?:인|(?P<none>아닌))(?![가-힣])",
    0,
)
_NEGATIVE = Lazy(r"without|\bno\b|missing|lack|n'?t\b")
_NOT_TAGS = frozenset(("image", "docker", "latest", "the", "any"))
_OWN = ("limits", "requests", "owner", "address", "tls")
_LACKS = tuple(
    (
        meaning,
        Lazy(
            rf"\b(?:without|with\s+no|missing|lack(?:s|ing)?|no)\s+(?:any\s+|an?\s+|the\s+)*(?:cpu\s+"
            rf"|memory\s+|resource\s+)*(?:{COLUMNS[meaning].words})\b"
            rf"|(?:{COLUMNS[meaning].words})(?:가|이|은|는|도)?\s*(?:없|안\s*(?:걸|설정|붙|달)|미설정|설정\s*안)\S*"
        ),
    )
    for meaning in _OWN
)


def tags(text: str) -> Iterator[Read]:
    """Tags and fields that must be there, or must not."""
    for match in _NO_TAG.finditer(text):
        tag = (match["tag"] or match["tag_ko"] or _TAG_WORDS.get(match["word"] or "", "")).lower()
        if tag in _NOT_TAGS:
            continue
        negated = bool(match["bare"] or match["none"] or _NEGATIVE.search(match[0]))
        yield Read(condition=Has(tag=tag, negated=negated, spoken=match[0]), first=match.start(), last=match.end())
    for match in (*_TAG_VALUE.finditer(text), *_TAG_VALUE_KO.finditer(text)):
        negated = bool(match.groupdict().get("none"))
        found = Has(tag=match["tag"].lower(), value=match["value"].lower(), negated=negated, spoken=match[0])
        yield Read(condition=found, first=match.start(), last=match.end())
    for meaning, pattern in _LACKS:
        for match in pattern.finditer(text):
            found = Has(column=meaning, negated=True, spoken=match[0])
            yield Read(condition=found, first=match.start(), last=match.end())


_INSTANCE_TYPE = Lazy(r"(?<![\w.-])[a-z]{1,3}\d[a-z]{0,3}\.(?:\d*x?large|nano|micro|small|medium|metal)(?![\w-])")
_FAMILY = Lazy(
    r"(?<![\w.-])(?:[tmcrxig]\d[a-z]{0,2})(?=\s*(?:family|series|instances?|only|계열|패밀리|타입"
    r"|인스턴스|서버|만|짜리))"
)
_SIZE = Lazy(
    r"(?<![\w.-])(?:\d*x?large|nano|micro|small|medium|metal)(?=\s*(?:sized?\s+)?(?:ec2"
    r"|instances?|servers?|vms?|인스턴스|서버|만\s|인\s))"
)
_TYPES = Lazy(r"(?<![\w-])(?:gp2|gp3|io1|io2|st1|sc1|load\s?balancer|로드\s?밸런서|node\s?port|노드\s?포트"
        r"|cluster\s?ip|external\s?name)(?![a-z0-9])")  # fmt: skip
_TYPE_OF = {"로드밸런서": "loadbalancer", "노드포트": "nodeport"}
_EXCEPT = Lazy(
    r"\b(?:not|except|excluding|exclude|other\s+than|outside|without|minus|but|leav(?:e|ing)\s+out|skip(?:ping)?|ignor(?:e|ing)|besides"
    r"|apart\s+from|aside\s+from|not\s+counting)\s+(?:for\s+|the\s+|in\s+|of\s+)*$"
)
_EXCEPT_KO = Lazy(r"\s*(?:은|는|을|를|이|가|만)?\s*(?:말고|빼고|빼면|제외(?:하고|한)?|아닌|아니라|뺀|외에)(?:\s*다른)?")


def excluded(text: str, first: int, last: int) -> bool:
    """Whether what stands there is meant to be left out."""
    return bool(_EXCEPT.search(text[:first]) or _EXCEPT_KO.match(text[last:]))


_IP = Lazy(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")


def addresses(text: str) -> Iterator[Read]:
    """Addresses that are named: who uses 13.125.7.8?"""
    for match in _IP.finditer(text):
        found = Matched(
            column="ip", how="is", values=(match[0],), label=same(match[0]), spoken=match[0],
            negated=excluded(text, match.start(), match.end()),
        )  # fmt: skip
        yield Read(condition=found, first=match.start(), last=match.end())


def types(text: str) -> Iterator[Read]:
    """Instance, volume and service types."""
    how: How
    for how, pattern in (("is", _INSTANCE_TYPE), ("starts", _FAMILY), ("ends", _SIZE), ("is", _TYPES)):
        for match in pattern.finditer(text):
            said = re.sub(r"\s", "", match[0].lower())
            value = {"starts": f"{said}.", "ends": f".{said}"}.get(how, _TYPE_OF.get(said, said))
            found = Matched(
                column="type", how=how, values=(value,),
                negated=excluded(text, match.start(), match.end()), spoken=match[0],
            )  # fmt: skip
            after = _EXCEPT_KO.match(text[match.end() :])
            last = match.end() + (after.end() if after else 0)
            yield Read(condition=found, first=match.start(), last=last)


_PLACES = (
    (
        Text(ko="유럽 리전", en="in Europe"),
        (
            r"유럽(?:\s*리전)?|\b(?:in\s+)?(?:europe|the\s+eu)\b|\beu\s+regions?\b"
            r"|\beuropean(?:\s+regions?)?"
        ),
        ("eu-",),
    ),
    (
        Text(ko="아시아 리전", en="in Asia"),
        (
            r"아시아(?:\s*(?:태평양)?\s*리전)?|\b(?:in\s+)?(?:asia(?:\s+pacific)?|apac)\b"
            r"|\basian(?:\s+regions?)?"
        ),
        ("ap-",),
    ),
    (
        Text(ko="미국 리전", en="in the US"),
        (
            r"(?:미국|북미)(?:\s*리전)?|\bin\s+(?:the\s+)?(?:us|usa|america|united\s+states)\b(?!-)"
            r"|\bus\s+regions?\b|\bamerican\s+regions?"
        ),
        ("us-",),
    ),
    (Text(ko="캐나다 리전", en="in Canada"), r"캐나다(?:\s*리전)?|\b(?:in\s+)?canada\b", ("ca-",)),
    (Text(ko="남미 리전", en="in South America"), r"남미(?:\s*리전)?|\b(?:in\s+)?south\s+america\b", ("sa-",)),
    (
        Text(ko="중동 리전", en="in the Middle East"),
        r"중동(?:\s*리전)?|\b(?:in\s+)?(?:the\s+)?middle\s+east\b",
        ("me-", "il-"),
    ),
    (Text(ko="아프리카 리전", en="in Africa"), r"아프리카(?:\s*리전)?|\b(?:in\s+)?africa\b", ("af-",)),
)
_PLACE_WORDS = tuple((label, Lazy(pattern), regions) for label, pattern, regions in _PLACES)


def places(text: str) -> Iterator[Read]:
    """Continents and countries, as the regions in them; and regions that are not meant."""
    meant = {region_named(m[0]) for m in REGION.finditer(text)}
    for match in REGION.finditer(text):
        first = _EXCEPT.search(text[: match.start()])
        after = _EXCEPT_KO.match(text[match.end() :])
        if first or after:
            start, last = first.start() if first else match.start(), match.end() + (after.end() if after else 0)
            region = region_named(match[0])
            found = Matched(column="region", how="is", values=(region,), negated=True, spoken=text[start:last])
            yield Read(condition=found, first=start, last=last)
        elif len(meant) > 1:  # of several no call is limited to one
            region = region_named(match[0])
            found = Matched(column="region", how="is", values=(region,), spoken=match[0], label=same(region))
            yield Read(condition=found, first=match.start(), last=match.end())
    for label, pattern, regions in _PLACE_WORDS:
        for match in pattern.finditer(text):
            negated = excluded(text, match.start(), match.end())
            found = Matched(
                column="region", how="starts", values=regions, negated=negated, label=label, spoken=match[0]
            )
            yield Read(condition=found, first=match.start(), last=match.end())
