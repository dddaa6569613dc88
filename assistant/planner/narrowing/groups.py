"""Whether things are to be counted by what they are in: "pods per namespace", "파드 제일 많은 노드". Called by `narrowing.asked`
and `composing.grouped`. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.patterns import Lazy
from assistant.planner.narrowing.columns import COLUMNS, Row, field_of, raw, value_of
from assistant.planner.narrowing.conditions import Group
from assistant.planner.narrowing.region_words import REGION, region_named
from assistant.planner.narrowing.service_words import speaks_of_costs
from assistant.planner.narrowing.tag_words import key_of, spends, tag_said

_FIELDS = ("namespace", "node", "region", "account", "type")
_OF_COSTS = ("region", "account")  # what a bill names with its resources
_GROUP_EN = r"(?P<en>namespace|node|region|account|type)s?"
_GROUP_KO = r"(?P<ko>네임\s*스페이스|노드|리전|계정|타입|유형)"
_PLACE_KO = r"(?:데|곳|쪽)"
_COUNTED = r"(?:pod|workload|deployment|service|instance|volume|job|event|snapshot|restart|app|container|server|disk)s?"
_COUNTED_KO = (
    r"(?:파드|팟|포드|워크로드|디플로이먼트|서비스|인스턴스|서버|볼륨|디스크|잡|이벤트|스냅샷|재시작|앱|컨테이너)"
)
_MOST_KO = r"(?:가장|제일|젤)\s*(?:많|적)\S*"
_EACH = Lazy(
    rf"\b(?:per|by|for\s+(?:each|every)|in\s+(?:each|every)|each|every)\s+{_GROUP_EN}\b"
    rf"|{_GROUP_KO}\s*(?:별|마다|당)(?![가-힣]*\s*로그)"
    r"|\b(?:what|which)\s+(?P<of_type>instance|volume|machine|server)\s+(?P<en_types>type)s\b"
)
_MOST = Lazy(
    rf"\b(?:which|what)\s+{_GROUP_EN}\s+(?:has|have|holds?|runs?|hosts?|contains?|got|is\s+running|with)\s+(?:the\s+)?"
    rf"(?P<order>most|fewest|least)\s+(?:\S+\s+)?(?P<what>{_COUNTED})\b(?:\s+on\s+(?:it|them))?"
    rf"|\b{_GROUP_EN.replace('<en>', '<with>')}\s+with\s+(?:the\s+)?(?P<order_with>most|fewest|least)\s+{_COUNTED}\b"
    rf"|{_COUNTED_KO}[가이]?\s*(?P<order_ko>{_MOST_KO})\s*(?:{_GROUP_KO}|(?P<place>{_PLACE_KO})(?![가-힣]{{2}}))"
    rf"|(?:어느|어떤|무슨)\s*{_GROUP_KO.replace('<ko>', '<ko_first>')}\S*\s*{_COUNTED_KO}[가이]?\s*(?P<order_first>{_MOST_KO})"
)
_DEAREST = Lazy(
    r"\b(?:which|what)\s+(?P<en>region|account)s?\b.{0,30}?\b(?P<order>most|least|cheapest|(?:most\s+)?expensive|priciest)\b"
    r"|\b(?:most\s+expensive|priciest|(?P<cheap>cheapest))\s+(?P<en_after>region|account)s?\b"
    r"|(?P<order_ko>(?:가장|제일|젤)\s*(?:많|적|비싼|비싸|싼))\S*\s*(?:\S+\s+){0,2}?(?P<ko>리전|계정)"
    r"|(?:어느|어떤|무슨)\s*(?P<ko_first>리전|계정)\S*\s.*?(?P<order_first>(?:가장|제일|젤)\s*(?:많|적|비싼|비싸|싼|싸))\S*"
)
_THINGS = Lazy(rf"{_COUNTED_KO}|\b{_COUNTED}\b")
_HANGUL = Lazy(r"[\uac00-\ud7a3]", 0)
_RESTARTS = Lazy(r"재시작|restart")
# "How many do we have, and where?": by what tells where such things are.
_HOW_MANY_AND_WHERE = Lazy(
    r"\bhow\s+many\b.*?\b(?P<en>(?:and|,)\s+(?:where|in\s+(?:which|what)\s+(?:regions?|places?|nodes?))\b(?:\s+(?:are|do|is)\b[^?.]*)?)"
    r"|몇\s*(?:개|대)\S*\s*(?:(?:있|되)\S*\s*)?(?P<ko>(?:그리고\s*)?(?:각각\s*|다\s*)?(?:어디|어느\s*(?:리전|노드))\S*(?:\s*(?:있|떠)\S*)?)"
)
_OF_REGIONS = Lazy(
    r"인스턴스|서버|볼륨|디스크|스냅샷|탄력적|\b(?:ec2s?|ebs|instances?|servers?|machines?|vms?|volumes?|disks?|snapshots?|eips?|elastic\s+ips?)\b|ec2"
)
_OF_NODES = Lazy(r"파드|팟|포드|\bpods?\b")
_FEWEST = ("fewest", "least")


@dataclass(frozen=True, slots=True)
class Counted:
    """One group: its name, how many rows it has, and the sum of `column` where that is what is asked for."""

    name: str
    rows: int
    amount: Decimal


def group_in(text: str) -> Group | None:
    """What the things are to be counted by; None where they are not."""
    if most := _MOST.search(text):
        said = most.groupdict()
        word = next((said[g] for g in ("en", "with", "ko", "ko_first") if said[g]), "")
        order = next(said[g] for g in ("order", "order_with", "order_ko", "order_first") if said[g])
        fewest = order.lower() in _FEWEST or "적" in order
        things = _THINGS.search(most[0])
        restarts = things is None or _RESTARTS.search(things[0]) is not None
        return Group(
            field=_field(word),
            most=not fewest,
            things=things[0] if things and not restarts else "pods",  # it is pods that restart
            column="restarts" if restarts else "",
            first=most.start(),
            last=most.end(),
        )
    if (speaks_of_costs(text) or spends(text)) and (tagged := tag_said(text)) is not None:
        said_, label, keys, order_ = tagged
        return replace(_costs_by("tags", said_, most=order_), tag=label, keys=keys)
    if speaks_of_costs(text) and len(regions := list(REGION.finditer(text))) > 1:
        return _costs_between(regions)
    if speaks_of_costs(text) and (dearest := _DEAREST.search(text)):
        said = dearest.groupdict()
        word = next(said[g] for g in ("en", "en_after", "ko", "ko_first") if said[g])
        order = next((said[g] for g in ("order", "cheap", "order_ko", "order_first") if said[g]), "most")
        least = (
            order.lower() in ("least", "cheapest")
            or "적" in order
            or (order.endswith(("싼", "싸")) and "비싼" not in order)
        )
        return _costs_by(_field(word), dearest, most=not least)
    if (where := _and_where(text)) is not None:
        return where
    if each := _EACH.search(text):
        field = _field(each["en"] or each["ko"] or each["en_types"])
        if field in _OF_COSTS and speaks_of_costs(text):
            return _costs_by(field, each, most=None)
        of_type = f"{each['of_type']}s" if each["of_type"] else ""
        return Group(field=field, most=None, things=of_type, first=each.start(), last=each.end())
    return None


def _and_where(text: str) -> Group | None:
    """Counted by region or by node, where the question for how many also asks where they are."""
    said = _HOW_MANY_AND_WHERE.search(text)
    field = "region" if _OF_REGIONS.search(text) else "node" if _OF_NODES.search(text) else ""
    if said is None or not field:
        return None
    part = "en" if said["en"] else "ko"
    return Group(field=field, most=None, first=said.start(part), last=said.end(part))


def _costs_between(regions: list[re.Match[str]]) -> Group:
    """ "us-east-1 vs ap-northeast-1": what each of the regions that are named costs."""
    named = tuple(dict.fromkeys(region_named(m[0]) for m in regions))
    return Group(
        field="region", most=None, things="resources", column="cost", only=named,
        first=regions[0].start(), last=regions[-1].end(),
    )  # fmt: skip


def _costs_by(field: str, said: re.Match[str], *, most: bool | None) -> Group:
    """The words leave room for what has the costs: resources, of which each names its region."""
    english = "resource costs" if len(said[0]) > len("resource costs") else "resources"
    return Group(
        field=field, most=most, things="자원" if _HANGUL.search(said[0]) else english, column="cost",
        first=said.start(), last=said.end(),
    )  # fmt: skip


def _field(word: str) -> str:
    korean = {"노드": "node", "리전": "region", "계정": "account", "타입": "type", "유형": "type"}
    return word.lower() if word.lower() in _FIELDS else korean.get(word, "namespace")


UNTAGGED = ""


def _group_of(row: Row, group: Group, key: str) -> str | None:
    """The name of its group; UNTAGGED without the tag, None where it is in no group."""
    if group.tag is None:
        return str(raw(row, group.field) or "") or None
    tags = row.get("tags")
    return str(tags.get(key) or UNTAGGED) if isinstance(tags, Mapping) else UNTAGGED


def tag_key(rows: Sequence[Row], group: Group) -> str:
    """The key of these rows' tags that the question means; "" where none has it."""
    held = frozenset(str(key) for row in rows if isinstance(row.get("tags"), Mapping) for key in row["tags"])
    return key_of(group.keys, held)


def counted(rows: Sequence[Row], group: Group) -> tuple[Counted, ...]:
    """The groups, the largest first unless the smallest are asked for; rows that name no group are left out."""
    column = COLUMNS.get(group.column)
    field = field_of(column, rows) if column else ""
    numbers: dict[str, int] = defaultdict(int)
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    key = tag_key(rows, group) if group.tag is not None else ""
    for row in rows:
        name = _group_of(row, group, key)
        if name is not None and (not group.only or name in group.only):
            value = value_of(row, column, field) if column and field else Decimal(1)
            numbers[name] += 1
            amounts[name] += value if isinstance(value, Decimal) else Decimal(0)
    found = [Counted(name, numbers[name], amounts[name]) for name in numbers]
    found.sort(key=lambda c: (c.amount if group.most is False else -c.amount, c.name))
    return tuple(found)
