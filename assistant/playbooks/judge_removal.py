"""The playbook `judge_removal`: whether one AWS resource that is named may go, and why. Changes nothing, plans nothing.

Called by the planner for "can I delete the volume db-old?", and by language models.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from assistant.checks.aws.facts import Seen, seen_in
from assistant.checks.aws.tags import hold_of, manager_of, owner_of
from assistant.evidence import Evidence
from assistant.language import Text, with_particle
from assistant.money import Money
from assistant.playbooks.find_waste import find_waste
from assistant.playbooks.spec import Diagnosis, Look, Request, playbook
from tools.spec import NotRead

Kind = Literal["volumes", "snapshots", "addresses", "instances"]
_KINDS: tuple[Kind, ...] = ("volumes", "snapshots", "addresses", "instances")
_CALLED = {
    "volumes": Text(ko="볼륨", en="volumes"),
    "snapshots": Text(ko="스냅샷", en="snapshots"),
    "addresses": Text(ko="탄력적 IP", en="Elastic IPs"),
    "instances": Text(ko="인스턴스", en="instances"),
}
_LIMIT = 5000
_YOUNG = timedelta(days=7)
_SHOWN = 5
_NO_BACKUP = Text(
    ko="스냅샷이 없으니 지우기 전에 하나 남기십시오.", en="It has no snapshot: make one before deleting it."
)


def _not_seen(seen: Seen) -> Text:
    owner = owner_of(seen.tags)
    ko, en = (f"({owner})", f" ({owner})") if owner else ("", "")
    return Text(
        ko=f"안에 무엇이 들었는지는 읽지 않습니다. 지우기 전에 담당자{ko}에게 확인하십시오.",
        en=f"What it holds is not read: ask its owner{en} before it goes.",
    )


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """`may`: whether it may go, as far as AWS tells; `why` in half a sentence; `more` are whole ones."""

    may: bool
    why: Text
    more: tuple[Text, ...] = ()


@playbook(
    title=Text(ko="AWS 리소스를 지워도 되는지 판단", en="Judge whether an AWS resource may go"),
    backend="aws",
    on_wish=True,
    examples=(
        "db-old 볼륨 지워도 돼?",
        "vol-0a1b2c3d4e5f60718 삭제해도 돼?",
        "staging-web 인스턴스 꺼도 돼?",
        "can I delete the volume db-old?",
        "is it safe to terminate the bi-report instance?",
        "may we release eipalloc-0a1b2c3d4e5f60718?",
    ),
)
def judge_removal(look: Look, *, name: str, kind: Kind | None = None) -> Diagnosis:
    """Whether one volume, snapshot, Elastic IP or instance may be deleted, released or stopped: yes or no, and the reason.

    `name` is its id, its Name tag or part of that; `kind` where it is said. Looks at what uses it, tags that ask to keep it,
    who manages it, its age and its snapshots; of an instance at how busy it was. What it holds is never read.

    Example: judge_removal(name="db-old", kind="volumes")
    Raises: nothing of its own; what could not be read is in `not_read`.
    Source: EC2 DescribeVolumes, DescribeSnapshots, DescribeAddresses, DescribeInstances, CloudWatch, the FOCUS bill.
    """
    wanted: list[Kind] = [kind] if kind else list(_KINDS)
    reads = list(dict.fromkeys([*wanted, *(("snapshots", "instances") if kind == "volumes" else ())]))
    reads += ["volumes"] if kind == "snapshots" else []
    answers = look.read_all(*(Request(tool=f"list_{what}", arguments={"limit": _LIMIT}) for what in reads))
    rows = {w: seen_in(a.id, a.items) if isinstance(a, Evidence) else () for w, a in zip(reads, answers, strict=True)}
    not_read = tuple(a for a in answers if isinstance(a, NotRead))
    cites = tuple(a.id for a in answers if isinstance(a, Evidence))
    found = [(what, seen) for what in wanted for seen in _called(name, rows[what])]
    if len(found) != 1:
        said = _several(name, found) if found else _none(name, wanted, rows)
        return Diagnosis(findings=(), looked_at=said, evidence=cites, not_read=not_read)
    what, seen = found[0]
    if what == "instances":
        judged, read = _instance(look, seen)
    else:
        judged, read = _JUDGES[what](look, seen, rows), (seen.evidence,)
    paid, bill = _paid(look, seen)
    return Diagnosis(findings=(), looked_at=_said(seen, judged, paid), evidence=(*read, *bill), not_read=not_read)


def _called(name: str, rows: tuple[Seen, ...]) -> list[Seen]:
    """Those of this id or Name tag; where none is, those whose name has these parts in a row."""
    lower = name.lower()
    exact = [s for s in rows if lower in (s.id.lower(), str(s.row.get("name") or "").lower())]
    part = re.compile(rf"(?:^|[-_. ]){re.escape(lower)}(?:$|[-_. ])")
    return exact or [s for s in rows if part.search(str(s.row.get("name") or "").lower())]


def _none(name: str, wanted: list[Kind], rows: dict[Kind, tuple[Seen, ...]]) -> Text:
    ko = ", ".join(f"{_CALLED[what].ko} {len(rows[what])}개" for what in wanted)
    en = ", ".join(f"{len(rows[what])} {_CALLED[what].en}" for what in wanted)
    return Text(
        ko=f"**AWS에 {with_particle(name, '이')} 없습니다.** {ko}의 ID와 이름을 찾아봤습니다.",
        en=f"**There is no {name} in AWS.** Looked through the ids and names of {en}.",
    )


def _several(name: str, found: list[tuple[Kind, Seen]]) -> Text:
    called = ", ".join(seen.label for _, seen in found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
    return Text(
        ko=f"**{with_particle(name, '으로')} 불리는 것이 {len(found)}개라 판단하지 않았습니다.** ID로 물어보십시오: {called}",
        en=f"**{len(found)} are called {name}, so none was judged.** Ask by id: {called}",
    )


def _kept(look: Look, seen: Seen, made: str) -> Text | None:
    """Why it is not for deletion by hand, whatever uses it: a tag, or who manages it."""
    if hold := hold_of(seen.tags, created_at=seen.moment(made), now=look.now):
        return Text(ko=f"태그 `{hold}`가 있어 보존 대상입니다", en=f"the tag `{hold}` asks to keep it")
    if manager := manager_of(seen.tags):
        return Text(
            ko=f"{with_particle(manager, '이')} 관리하므로 손으로 지우지 않습니다. 그쪽에서 바꾸십시오",
            en=f"{manager} manages it: change it there, not by hand",
        )
    return None


def _volume(look: Look, seen: Seen, rows: dict[Kind, tuple[Seen, ...]]) -> _Judged:
    names = {i.id: i.label for i in rows.get("instances", ())}
    users = [str(a.get("instance_id") or "") for a in seen.row.get("attachments") or ()]
    if users:
        by = ", ".join(names.get(u, u) for u in users)
        return _Judged(may=False, why=Text(ko=f"{by}에 연결되어 있습니다", en=f"it is attached to {by}"))
    state = Text(
        ko=f"어디에도 연결되어 있지 않습니다({seen.row.get('size_gib')} GiB {seen.row.get('type', '')})",
        en=f"it is attached to nothing ({seen.row.get('size_gib')} GiB {seen.row.get('type', '')})",
    )
    if kept := _kept(look, seen, "created_at"):
        return _Judged(may=False, why=kept, more=(_sentence(state),))
    created = seen.moment("created_at")
    if created is not None and look.now - created <= _YOUNG:
        days = (look.now - created).days
        ko, en = f"만든 지 {days}일밖에 되지 않았습니다", f"it was created only {days} days ago"
        return _Judged(may=False, why=Text(ko=ko, en=en), more=(_sentence(state),))
    copies = [s.id for s in rows.get("snapshots", ()) if s.row.get("volume_id") == seen.id]
    backup = _NO_BACKUP
    if copies:
        backup = Text(ko=f"스냅샷: {', '.join(copies[:_SHOWN])}.", en=f"Snapshots of it: {', '.join(copies[:_SHOWN])}.")
    return _Judged(may=True, why=_also(state, _UNKEPT), more=(backup, _not_seen(seen)))


_UNKEPT = Text(ko="보존하라는 태그나 관리 주체도 없습니다", en="no tag asks to keep it and nothing manages it")


def _snapshot(look: Look, seen: Seen, rows: dict[Kind, tuple[Seen, ...]]) -> _Judged:
    if kept := _kept(look, seen, "started_at"):
        return _Judged(may=False, why=kept)
    volume = str(seen.row.get("volume_id") or "")
    if not any(v.id == volume for v in rows.get("volumes", ())):
        return _Judged(
            may=False,
            why=Text(
                ko=f"원본 볼륨 {volume}이 없어, 이 스냅샷이 유일한 사본일 수 있습니다",
                en=f"its volume {volume} is gone, so that it may be the only copy",
            ),
            more=(_IMAGES, _not_seen(seen)),
        )
    there = Text(ko=f"원본 볼륨 {with_particle(volume, '이')} 있습니다", en=f"its volume {volume} is there")
    return _Judged(may=True, why=_also(there, _UNKEPT), more=(_IMAGES, _not_seen(seen)))


_IMAGES = Text(
    ko="AMI가 쓰고 있는지는 읽지 않습니다. 쓰고 있으면 AWS가 삭제를 거부합니다.",
    en="Whether an AMI uses it is not read: AWS refuses to delete it then.",
)


def _address(look: Look, seen: Seen, rows: dict[Kind, tuple[Seen, ...]]) -> _Judged:
    user = str(seen.row.get("instance_id") or seen.row.get("network_interface_id") or "")
    if user or seen.row.get("associated"):
        by = user or str(seen.row.get("association_id") or "")
        return _Judged(may=False, why=Text(ko=f"{by}에 연결되어 있습니다", en=f"it points to {by}"))
    if kept := _kept(look, seen, "created_at"):
        return _Judged(may=False, why=kept)
    nothing = Text(ko="어디에도 연결되어 있지 않습니다", en="it points nowhere")
    dns = Text(
        ko="DNS 레코드나 허용 목록이 이 주소를 가리키는지는 읽지 않습니다. 반납한 주소는 돌아오지 않습니다.",
        en="Whether a DNS record or an allow list names it is not read, and an address given back does not return.",
    )
    return _Judged(may=True, why=_also(nothing, _UNKEPT), more=(dns,))


_JUDGES = {"volumes": _volume, "snapshots": _snapshot, "addresses": _address}


def _instance(look: Look, seen: Seen) -> tuple[_Judged, tuple[str, ...]]:
    """As waste is judged: by how busy it was, since when it is stopped, by its tags."""
    told: Diagnosis = find_waste.function(look, ids=[seen.id])
    kept = _kept(look, seen, "launched_at")
    own = [f for f in told.findings if f.target.id == seen.id]
    if kept is not None:
        return _Judged(may=False, why=kept), told.evidence
    if not own:
        return _Judged(
            may=False, why=Text(ko=told.looked_at.ko.rstrip("."), en=told.looked_at.en.rstrip("."))
        ), told.evidence
    return _Judged(may=own[0].klass == "problem", why=own[0].title, more=(_not_seen(seen),)), told.evidence


def _paid(look: Look, seen: Seen) -> tuple[Text | None, tuple[str, ...]]:
    """What it was charged in the bill's last 30 days; None without a bill or a charge of its own."""
    if not look.environment.has("bills"):
        return None, ()
    (answer,) = look.read_all(Request(tool="read_resource_costs", arguments={"ids": [seen.id], "days": 30}))
    row = next((r for r in answer.items if r.get("id") == seen.id), None) if isinstance(answer, Evidence) else None
    if row is None or not isinstance(answer, Evidence):
        return None, ()
    sum_ = Money(Decimal(str(row["cost"])), str(row.get("currency") or "USD"))
    return Text(ko=f"최근 30일 청구액 {sum_}.", en=f"Charged {sum_} in the last 30 days."), (answer.id,)


def _said(seen: Seen, judged: _Judged, paid: Text | None) -> Text:
    ko, en = ("네, AWS가 아는 한은 됩니다", "Yes, as far as AWS tells") if judged.may else ("아니요", "No")
    more, owner = [*judged.more], owner_of(seen.tags)
    if owner and not any(str(owner) in t.en for t in more):
        more.append(Text(ko=f"담당 태그: {owner}.", en=f"Its tag: {owner}."))
    more += [paid] if paid else []
    named = seen.label in judged.why.ko  # the sentence says itself of what it is
    why = judged.why if named else Text(ko=f"{seen.label} · {judged.why.ko}", en=f"{seen.label}: {judged.why.en}")
    return Text(
        ko=" ".join([f"**{ko}**: {why.ko}.", *(t.ko for t in more)]),
        en=" ".join([f"**{en}**: {why.en}.", *(t.en for t in more)]),
    )


def _also(one: Text, other: Text) -> Text:
    return Text(ko=f"{one.ko}. {other.ko}", en=f"{one.en}, {other.en}")


def _sentence(half: Text) -> Text:
    return Text(ko=f"{half.ko}.", en=f"{half.en[:1].upper()}{half.en[1:]}.")
