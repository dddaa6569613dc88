"""Rows counted by what they are in: pods per namespace, the node with the most. Called by `composing.rows`. Pure."""

from assistant.language import Lang, Text
from assistant.money import Money
from assistant.planner.composing.cells import label
from assistant.planner.narrowing.columns import COLUMNS
from assistant.planner.narrowing.conditions import Group, Narrowing
from assistant.planner.narrowing.groups import UNTAGGED, Counted, counted, tag_key
from assistant.planner.narrowing.narrowed import Narrowed
from assistant.text_width import padded


def grouped_text(
    found: Narrowed, wanted: Narrowing, lang: Lang, *, cite: str, shown: int, cut: bool, period: str = ""
) -> str:
    """A first line that says which group or how many groups, then one line a group; "" where the rows are in none."""
    group = wanted.group
    groups = counted(found.rows, group) if group is not None else ()
    currencies = {str(row.get("currency") or "") for row in found.rows} if group and group.column == "cost" else {""}
    costless = group is not None and group.column == "cost" and not any("cost" in row for row in found.rows)
    if group is None or not groups or costless or len(currencies) > 1:  # currencies are never added
        return ""
    currency = currencies.pop()
    if group.tag is not None and not any("tags" in row for row in found.rows):
        return ""  # these rows have no tags to be read: what they lack is not known
    if group.tag is not None and not tag_key(found.rows, group):
        return Text(
            ko=f"**이 청구서의 리소스에 {group.tag.ko} 태그가 없습니다** ({', '.join(group.keys)}) [{cite}]",
            en=f"**No resource of this bill has a tag for the {group.tag.en}** ({', '.join(group.keys)}) [{cite}]",
        ).in_(lang)
    plus = "+" if cut else ""
    measure = COLUMNS[group.column].label if group.column else Text(ko="개수", en="count")
    of = Text(ko=f"{len(found.rows)}{plus}건", en=f"{len(found.rows)}{plus} items")
    if group.most is None:
        first = Text(ko=f"**{len(groups)}곳, 모두 {of.ko}**", en=f"**{of.en} in {len(groups)} {_called(group)}s**")
        said = [first]
    else:
        named = tuple(g for g in groups if g.name != UNTAGGED) or groups
        said = [_winner(named, currency), Text(ko=f"{of.ko} 중", en=f"of {of.en}")]
    said += [c.text(wanted.zone) for c in found.applied]
    head = " · ".join([*(s.in_(lang) for s in said), *([period] if period else [])]) + f" [{cite}]"
    head_of = group.tag.in_(lang) if group.tag is not None else label(group.field, lang)
    table = [(head_of, measure.in_(lang)), *((_name(g, lang), _amount(g, currency)) for g in groups[:shown])]
    lines = [f"  {line}".rstrip() for line in padded(table)]
    if len(groups) > shown:
        more = len(groups) - shown
        lines.append(Text(ko=f"  … 나머지 {more}곳", en=f"  … {more} more").in_(lang))
    if group.column == "cost":
        rest = Text(
            ko="리소스에 매겨진 비용만 더했습니다. 세금, 지원 요금, 전송처럼 리소스가 없는 비용은 빠져 있습니다.",
            en="Only what is charged to resources is added; what has none, such as tax, support and transfer, is left out.",
        )
        lines.append(rest.in_(lang))
    elif group.most is False:
        none = Text(ko="하나도 없는 곳은 여기에 나오지 않습니다.", en="Where there are none is not in this list.")
        lines.append(none.in_(lang))
    return "\n".join([head, *lines])


def _called(group: Group) -> str:
    return group.tag.en if group.tag is not None else group.field


def _name(each: Counted, lang: Lang) -> str:
    return each.name or Text(ko="(태그 없음)", en="(no tag)").in_(lang)


def _amount(each: Counted, currency: str) -> str:
    return str(Money(each.amount, currency)) if currency else f"{each.amount:,}"


def _winner(groups: tuple[Counted, ...], currency: str) -> Text:
    first = groups[0]
    alike = [g.name for g in groups[1:] if g.amount == first.amount]
    shown = f"**{', '.join([first.name, *alike])}: {_amount(first, currency)}**"
    return Text(ko=f"{shown} (동률)" if alike else shown, en=f"{shown} (alike)" if alike else shown)
