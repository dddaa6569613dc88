"""Tags of a bill by which people divide costs, as questions name them: by team, or of the search team. Called by
`narrowing.groups` and `narrowing.asked`. Pure.
"""

import re
from collections.abc import Iterator

from assistant.language import Text, same
from assistant.patterns import Lazy
from assistant.planner.narrowing.comparisons import Read
from assistant.planner.narrowing.conditions import Has
from assistant.planner.translation import english_of

# How a question names it, and the keys under which companies keep it, the likeliest first.
_TAGS = (
    (Text(ko="팀", en="team"), r"teams?|squads?", r"팀|스쿼드", ("team", "squad", "owner-team", "owning-team")),
    (Text(ko="프로젝트", en="project"), r"projects?", r"프로젝트", ("project", "app", "application", "product")),
    (Text(ko="환경", en="environment"), r"env(?:ironment)?s?|stages?", r"환경", ("env", "environment", "stage")),
    (Text(ko="담당자", en="owner"), r"owners?", r"담당자|소유자", ("owner", "created-by", "createdby", "contact")),
    (
        Text(ko="부서", en="department"), r"departments?|cost\s*cent(?:er|re)s?", r"부서|코스트\s*센터",
        ("department", "dept", "cost-center", "costcenter", "cost_center", "business-unit"),
    ),
    (Text(ko="고객", en="customer"), r"customers?|clients?|tenants?", r"고객사?|테넌트", ("customer", "client", "tenant")),
)  # fmt: skip
OWNING = tuple(
    key for label, _, _, keys in _TAGS if label.en in ("team", "owner") for key in keys
)  # in tags, whose it is
_EN, _KO = "|".join(f"(?:{t[1]})" for t in _TAGS), "|".join(f"(?:{t[2]})" for t in _TAGS)
_MOST_KO = r"(?:가장|제일|젤)\s*(?:\S+\s+)?(?:많|적|비싼|비싸|싼|싸|큰|크)"
_EN_ORDER = r"most|least|cheapest|(?:most\s+)?expensive|priciest|biggest|highest|lowest|top"
_SAID = Lazy(
    rf"\b(?:per|by|for\s+each|each|split\s+by|broken\s+down\s+by)\s+(?P<each>{_EN})\b"
    rf"|\b(?:which|what)\s+(?P<which>{_EN})\b.{{0,40}}?\b(?P<order>{_EN_ORDER})\b"
    rf"|\b(?P<order_before>(?:most|least)\s+expensive|cheapest|priciest|biggest|highest|lowest|top)\s+(?:\w+\s+)?(?P<after>{_EN})\b"
    rf"|(?P<each_ko>{_KO})\s*(?:별로?|마다|당)(?![가-힣]*\s*로그)"
    rf"|(?:어느|어떤|무슨)\s*(?P<which_ko>{_KO})\S*\s.*?(?P<order_ko>{_MOST_KO})\S*"
    rf"|(?P<order_first>{_MOST_KO})\S*\s+(?:\S+\s+){{0,3}}?(?P<after_ko>{_KO})(?!\s*(?:별|마다))"
    rf"|(?P<who_ko>{_KO})\s*중(?:에서?)?\s.*?(?P<order_among>{_MOST_KO})\S*"
)
# 많이 쓴 팀: of money, unless what is used is said.
_SPENDS = Lazy(r"(?:많이|적게)\s*(?:쓴|썼|쓰는|써)|\bspen[dt]s?\b")
_USES = Lazy(r"메모리|cpu|디스크|볼륨|용량|트래픽|자원|파드|노드|\b(?:memory|disk|storage|traffic|pods?|nodes?)\b")

_WORDS = ("each", "which", "after", "each_ko", "which_ko", "after_ko", "who_ko")
_ORDERS = ("order", "order_before", "order_ko", "order_first", "order_among")
_LEAST = ("least", "cheapest", "lowest")


def spends(text: str) -> bool:
    """Whether it asks who spends, of money: 제일 많이 쓴 팀."""
    return bool(_SPENDS.search(text)) and not _USES.search(text)


def tag_said(text: str) -> tuple[re.Match[str], Text, tuple[str, ...], bool | None] | None:
    """(where it stands, its name, its keys, whether the most or the least is asked for; None: each)."""
    said = _SAID.search(text)
    if said is None:
        return None
    word = next(said[g] for g in _WORDS if said[g])
    order = next((said[g] for g in _ORDERS if said[g]), "")
    most = (
        None
        if not order
        else not (order.lower().startswith(_LEAST) or "적" in order or re.search(r"(?<!비)[싼싸]$", order))
    )
    for label, english, korean, keys in _TAGS:
        if re.fullmatch(rf"{english}|{korean}", word, re.IGNORECASE):
            return said, label, keys, most
    return None


def key_of(keys: tuple[str, ...], held: frozenset[str]) -> str:
    """The key of a bill that is meant, whatever its case or prefix (`user:Team`); "" where it has none of them."""
    plain = {key.rpartition(":")[2].lower().replace("_", "-"): key for key in sorted(held)}
    return next((plain[k] for key in keys if (k := key.replace("_", "-")) in plain), "")


_VALUE = r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?"
_OF = r"(?<![\w-])(?P<{0}>" + _VALUE + ")"
_KO_OF = r"(?P<{0}>" + _VALUE + "|(?<![가-힣])[가-힣]{{2,5}}?)"
# An environment is where a question is asked of; as a tag it is only what is called so outright: env=prod, env prod.
_EN_NAMED, _KO_NAMED = (
    "|".join(f"(?:{tag[number]})" for tag in _TAGS if tag[0].en != "environment") for number in (1, 2)
)
_VALUED = Lazy(
    rf"{_OF.format('before')}(?:['’]s)?\s+(?P<word>{_EN_NAMED})(?:['’]s)?(?![\w-])"
    rf"|(?<![\w-])(?P<word_first>{_EN})\s*(?:is\s+|called\s+|named\s+|[:=]\s*)?[\"'“‘]?{_OF.format('after')}[\"'”’]?"
    rf"|{_KO_OF.format('before_ko')}\s*(?P<word_ko>{_KO_NAMED})(?=에서|에게|의|은|는|이|가|에|한테|쪽|만|도|비용|요금|지출|\s|[?？]|$)"
    rf"|(?<![가-힣])(?P<word_first_ko>{_KO})\s+{_OF.format('after_ko')}"
    rf"|\b(?:did|does|has)\s+(?:the\s+)?{_OF.format('spender')}\s+(?:alone\s+)?spen[dt]\b"
)
_WHO_SPENDS = ("team", "project", "owner", "department", "customer")
_NOT_VALUES = """
the a an each every per by of for in on at to from with and or is which what how who our my
your their its his her this that these those any all other another same whole entire most least
top biggest more less than cost costs costing bill bills spend spends spent spending use uses
pay pays paid did does do has have had was were are last over since during until tag tags name
names level wise breakdown expensive cheapest priciest single one we i you they it he she us
anyone somebody someone everyone nobody company aws cloud ec2 s3 rds ebs total monthly daily
weekly much many vs versus 우리 저희 어느 어떤 무슨 전체 모든 다른 같은 해당 각각 제일 가장 비용 요금 can cannot could will
would should may might must not also still get gets
next current previous now today tomorrow month week quarter year forecast predict estimate
"""
_NO_VALUES = frozenset(_NOT_VALUES.split())


def valued(text: str) -> Iterator[Read]:
    """The team, project, owner … whose costs are asked for, by the value of its tag: the search team, 검색팀, env=prod."""
    first = 0
    while match := _VALUED.search(text, first):
        said = match.groupdict()
        value = next(said[g] for g in ("before", "after", "before_ko", "after_ko", "spender") if said[g]).lower()
        word = next((said[g] for g in ("word", "word_first", "word_ko", "word_first_ko") if said[g]), "")
        label, keys = _called(word)
        last = match.end()
        several = bool(said["after"]) and word.lower().endswith("s")  # "customers can pay": no customer is named
        if several or value in _NO_VALUES or value.isdigit() or value.removesuffix("s") in ("team", "project"):
            first = match.start() + max(1, len(next((said[g] for g in ("before", "before_ko") if said[g]), "")))
            continue
        found = Has(
            tag=keys[0], value=value, keys=keys, values=(value, *english_of(value)), spoken=match[0],
            label=Text(ko=f"{value} {label.ko}".strip(), en=f"{label.en} {value}".strip()),
        )  # fmt: skip
        yield Read(condition=found, first=match.start(), last=last)
        first = last


def _called(word: str) -> tuple[Text, tuple[str, ...]]:
    """What a tag is called, and its keys; of who spends, whoever it is, all of theirs."""
    if not word:
        return same(""), tuple(key for label, _, _, keys in _TAGS if label.en in _WHO_SPENDS for key in keys)
    return next(
        (label, keys)
        for label, english, korean, keys in _TAGS
        if re.fullmatch(f"{english}|{korean}", word, re.IGNORECASE)
    )
