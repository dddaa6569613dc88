"""Single attributes of one thing, each in a line: a limit, an image, the node; and since when a limit is what it is. Called by
`composing.rows`. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.language import Lang, Text, same
from assistant.patterns import Lazy
from assistant.planner.composing.cells import cell
from assistant.planner.composing.rollouts import are_revisions
from assistant.planner.narrowing.attributes import LABELS, Attribute
from assistant.planner.narrowing.columns import Row

_MOST_NODES = 5
_FIELDS = {"image": "images", "namespace": "namespace", "manager": "managed_by", "revision": "revision"}
_AMOUNT = Lazy(r"(?P<part>memory|cpu)=(?P<amount>\S+)", 0)


def attributes_text(rows: Sequence[Row], asked: Sequence[Attribute], lang: Lang, *, cite: str) -> str:
    """A line for each attribute that these rows tell; "" where they are not of one thing, or tell none."""
    if are_revisions(rows):
        return "\n".join(f"{line.in_(lang)} [{cite}]" for a in asked if (line := _changed(rows, a)) is not None)
    pods = bool(rows) and "node" in rows[0]
    if not rows or (len(rows) > 1 and not pods):
        return ""
    lines = (_told(rows, attribute, pods=pods) for attribute in asked)
    return "\n".join(f"{line.in_(lang)} [{cite}]" for line in lines if line is not None)


def _told(rows: Sequence[Row], attribute: Attribute, *, pods: bool) -> Text | None:
    row = rows[0]
    name = str(row.get("name") or "")
    if attribute in ("node", "restarts"):
        told = _nodes if attribute == "node" else _restarts
        return told(rows, _owner(row) if len(rows) > 1 else name) if pods else None
    if attribute == "replicas":
        desired, ready = row.get("desired"), row.get("ready")
        if not isinstance(desired, int):
            return None
        s = "" if desired == 1 else "s"
        ko = f"**레플리카: {desired}개** · {ready}개 준비됨 · {name}"
        return Text(ko=ko, en=f"**{desired} replica{s}** · {ready} ready · {name}")
    if attribute in _FIELDS:
        label, value = LABELS[attribute], row.get(_FIELDS[attribute])
        if _FIELDS[attribute] not in row:
            return None
        if not value:
            return Text(ko=f"**{label.ko}: 없음** · {name}", en=f"**{label.en}: none** · {name}")
        shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        return Text(ko=f"**{label.ko}: {shown}** · {name}", en=f"**{label.en}: {shown}** · {name}")
    amounts = attribute.partition(".")[0] in ("limits", "requests")
    return _amounts(row, attribute, name) if amounts else None  # the others are told of several reads


def _amounts(row: Row, attribute: Attribute, name: str) -> Text | None:
    """Of each container that has one: the rows name only these."""
    kind, _, part = attribute.partition(".")
    if kind not in row:
        return None
    label = LABELS[attribute]
    own = {str(c).partition(" ")[0]: dict(_parts(str(c))) for c in row[kind] or ()}
    told = {c: [(p, a) for p, a in parts.items() if not part or p == part] for c, parts in own.items()}
    told = {container: amounts for container, amounts in told.items() if amounts}
    if not told:
        return Text(ko=f"**{label.ko}: 없음** · {name}", en=f"**no {label.en}** · {name}")
    each = {c: ", ".join(a if part else f"{p} {a}" for p, a in amounts) for c, amounts in told.items()}
    if len(each) == 1:
        container, amount = next(iter(each.items()))
        within = same("") if container == name else Text(ko=f" (컨테이너 {container})", en=f" (container {container})")
        return Text(
            ko=f"**{label.ko}: {amount}** · {name}{within.ko}", en=f"**{label.en}: {amount}** · {name}{within.en}"
        )
    listed = "; ".join(f"{c} {amount}" for c, amount in each.items())
    return Text(ko=f"**{label.ko}:** {listed} · {name}", en=f"**{label.en}:** {listed} · {name}")


def _parts(written: str) -> Iterator[tuple[str, str]]:
    return ((m["part"], m["amount"]) for m in _AMOUNT.finditer(written))


def _owner(pod: Row) -> str:
    """The workload of a pod; of a ReplicaSet its Deployment, without the hash."""
    kind, _, name = str(pod.get("owner") or "").partition("/")
    return name.rpartition("-")[0] if kind == "ReplicaSet" else name


def _nodes(rows: Sequence[Row], name: str) -> Text:
    """How many pods of `name` are on which node."""
    each = Counter(str(r["node"]) for r in rows if r.get("node"))
    waiting = sum(not r.get("node") for r in rows)
    ko_wait, en_wait = (f" · 노드가 없는 파드 {waiting}개", f" · {waiting} without a node") if waiting else ("", "")
    if not each:
        return Text(ko=f"**아직 노드가 없습니다** · {name}{ko_wait}", en=f"**on no node yet** · {name}{en_wait}")
    if len(rows) == 1:
        (node,) = each
        return Text(ko=f"**노드: {node}** · {name}", en=f"**node: {node}** · {name}")
    shown = each.most_common(_MOST_NODES)
    more = len(each) - len(shown)
    ko = ", ".join(f"{node}에 파드 {n}개" for node, n in shown) + (f" 외 {more}개" if more else "")
    en = ", ".join(f"{n} on {node}" for node, n in shown) + (f" and {more} more" if more else "")
    return Text(
        ko=f"**노드 {len(each)}개** · {name}: {ko}{ko_wait}",
        en=f"**{len(each)} node{'' if len(each) == 1 else 's'}** · {name}: {en}{en_wait}",
    )


def _restarts(rows: Sequence[Row], name: str) -> Text | None:
    """Of all pods together, and of each."""
    if not all(isinstance(r.get("restarts"), int) for r in rows):
        return None
    total, worst = sum(r["restarts"] for r in rows), sorted(rows, key=lambda r: -r["restarts"])[:_MOST_NODES]
    s = "" if total == 1 else "s"
    ko, en = f"**재시작 {total}회** · {name}", f"**{total} restart{s}** · {name}"
    ended = max((str(r["last_end_at"]) for r in rows if r.get("last_end_at")), default="")
    if ended and total:
        at = f"{cell('last_end_at', ended)} UTC"
        ko, en = f"{ko} · 마지막 {at}", f"{en} · last {at}"
    if len(rows) == 1 or not total:
        return Text(ko=ko, en=en)
    each = ", ".join(f"{r['name']} {r['restarts']}" for r in worst if r["restarts"])
    return Text(ko=f"{ko}: {each}", en=f"{en}: {each}")


def _changed(revisions: Sequence[Row], attribute: Attribute) -> Text | None:
    """The latest revision that changed it, with what it was before."""
    kind, _, part = attribute.partition(".")
    if kind not in ("limits", "requests"):
        return None
    ends = (f"resources.{kind}.{part}",) if part else (f"resources.{kind}.memory", f"resources.{kind}.cpu")
    for row in revisions:
        changes: Sequence[dict[str, Any]] = row.get("changes") or ()
        found = [c for c in changes if str(c["field"]).endswith(ends)]
        if found:
            at, number = cell("created_at", row.get("created_at")), row.get("revision")
            said = ", ".join(f"{c['before'] or '∅'} → {c['after'] or '∅'}" for c in found)
            label = LABELS[attribute]
            return Text(
                ko=f"{label.ko}: 리비전 {number}부터 {said} ({at} UTC)",
                en=f"{label.en}: {said} since revision {number} ({at} UTC)",
            )
    return None
