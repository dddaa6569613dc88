"""Tags of a bill by which people divide costs, as questions name them: team, project, environment. Called by
`narrowing.groups`. Pure.
"""

import re

from assistant.language import Text
from assistant.patterns import Lazy

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
