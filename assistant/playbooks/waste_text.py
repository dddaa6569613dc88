"""What `find_waste` says of what it looked at: how much, what was left out, and how each named resource is used."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from assistant.checks.aws.facts import Activity, AwsFacts, Seen
from assistant.checks.aws.idle_instances import LOOK_BACK, bytes_per_day, verdict
from assistant.checks.aws.parts import TOO_NEW
from assistant.checks.aws.stopped_instances import LONG
from assistant.checks.aws.unattached_volumes import YOUNG
from assistant.findings import Finding
from assistant.language import Text, with_particle

_NAMED = 5  # so many ids are named in a sentence before the rest is counted


def looked_at(
    rows: Mapping[str, tuple[Seen, ...]],
    facts: AwsFacts,
    findings: Sequence[Finding],
    now: datetime,
    *,
    region: str | None,
) -> Text:
    """Counts of what was read and where; what tags keep and what could not be judged."""
    ko, en = _counted(rows)
    regions = sorted({s.region for g in (facts.instances, facts.volumes, facts.addresses) for s in g})
    where = region or ", ".join(regions)
    if where and rows:
        ko, en = f"{where}의 {ko}", f"{en} in {where}"
    ko_parts, en_parts = [ko], [en]
    new = [f.target.id for f in findings if f.klass == "advice" and ("kept", TOO_NEW) in f.cause]
    kept = [f.target.id for f in findings if f.klass == "advice" and f.target.id not in new]
    if kept:
        ko_parts.append(f"보존 태그가 있어 제외한 것: {_some(kept, '개')}")
        en_parts.append(f"Left out because tags ask to keep them: {_some(kept, ' more')}")
    if new:
        ko_parts.append(f"만든 지 얼마 되지 않아 제외한 것: {_some(new, '개')}")
        en_parts.append(f"Left out because they are too new: {_some(new, ' more')}")
    unknown = [i.id for i in facts.instances if verdict(i, facts.activity.get(i.id, Activity()), now) == "unknown"]
    if unknown:
        ko_parts.append(f"지표가 없거나 모자라 판단하지 않은 인스턴스: {_some(unknown, '개')}")
        en_parts.append(f"Not judged, for want of {LOOK_BACK.days} days of metrics: {_some(unknown, ' more')}")
    timeless = [i.id for i in facts.instances if i.row.get("state") == "stopped" and not i.row.get("stopped_at")]
    if timeless:
        ko_parts.append(f"언제 멈췄는지 알 수 없는 인스턴스: {_some(timeless, '개')}")
        en_parts.append(f"Stopped since an unknown time: {_some(timeless, ' more')}")
    return Text(ko=". ".join(ko_parts) + ".", en=". ".join(en_parts) + ".")


def how_used(ids: Iterable[str], facts: AwsFacts, now: datetime) -> tuple[Text, ...]:
    """Of each resource that was asked about, what shows that it is used, or why that is not known."""
    by_id = _by_id(facts)
    return tuple(_one(id_, by_id.get(id_), facts, now) for id_ in ids)


def _by_id(facts: AwsFacts) -> dict[str, Seen]:
    return {s.id: s for group in (facts.instances, facts.volumes, facts.addresses) for s in group}


def in_short(ids: Sequence[str], used: Sequence[Text], facts: AwsFacts, now: datetime) -> Text:
    """What `how_used` says of the same ids, one sentence after the other; many in groups."""
    return _in_groups(ids, facts, now) if len(ids) > _NAMED else _in_sentences(used)


def _in_sentences(said: Sequence[Text]) -> Text:
    return Text(ko=". ".join(t.ko for t in said) + ".", en=". ".join(t.en for t in said) + ".")


_USED = Text(ko="연결되어 쓰이고 있음", en="attached and in use")
_BUSY = Text(ko="놀고 있지 않음", en="not idle")
_NO_SAVING = Text(ko="알려진 절감 없음", en="no saving known")


def _in_groups(ids: Sequence[str], facts: AwsFacts, now: datetime) -> Text:
    """How many are used, and which, the first by name."""
    by_id = _by_id(facts)
    groups: dict[Text, list[str]] = {_USED: [], _BUSY: [], _NO_SAVING: []}
    for id_ in ids:
        seen = by_id.get(id_)
        groups[_group(seen, facts, now)].append(id_ if seen is None else seen.label)
    each = [(label, members) for label, members in groups.items() if members]
    return Text(
        ko=" ".join(f"{label.ko} {len(m)}개: {_some(m, '개')}." for label, m in each),
        en=" ".join(f"{label.en.capitalize()}, {len(m)}: {_some(m, ' more')}." for label, m in each),
    )


def _group(seen: Seen | None, facts: AwsFacts, now: datetime) -> Text:
    if seen is None:
        return _NO_SAVING
    if seen in facts.instances:
        busy = (
            seen.row.get("state") == "running" and verdict(seen, facts.activity.get(seen.id, Activity()), now) == "busy"
        )
        return _BUSY if busy else _NO_SAVING
    used = seen.row.get("attachments") or seen.row.get("instance_id") or seen.row.get("network_interface_id")
    return _USED if used else _NO_SAVING


def _one(id_: str, seen: Seen | None, facts: AwsFacts, now: datetime) -> Text:
    if seen is None:
        return Text(ko=f"{with_particle(id_, '은')} 여기에 없습니다", en=f"{id_} is not here")
    if seen in facts.instances:
        return _instance(seen, facts.activity.get(id_, Activity()), now)
    if seen in facts.volumes:
        users = ", ".join(str(a.get("instance_id") or "") for a in seen.row.get("attachments") or ())
    else:
        users = str(seen.row.get("instance_id") or seen.row.get("network_interface_id") or "")
    created_at = seen.moment("created_at") if seen in facts.volumes else None
    if not users and created_at is not None and now - created_at <= YOUNG:
        at = f"{created_at:%Y-%m-%d %H:%M} UTC"
        return Text(
            ko=f"{with_particle(seen.label, '은')} 아무 데도 연결되어 있지 않지만 {at}에 만들어져, "
            f"안 쓰는 것으로 보기에 이릅니다({YOUNG.days}일 기준)",
            en=f"{seen.label} is attached to nothing, but was created only {at}, too recently to call it unused "
            f"({YOUNG.days} days are needed)",
        )
    if not users:
        return Text(
            ko=f"{with_particle(seen.label, '은')} 아무 데도 연결되어 있지 않습니다",
            en=f"{seen.label} is attached to nothing",
        )
    return Text(
        ko=f"{with_particle(seen.label, '은')} {with_particle(users, '이')} 쓰고 있습니다",
        en=f"{seen.label} is what {users} uses",
    )


def _instance(instance: Seen, activity: Activity, now: datetime) -> Text:
    state, label = str(instance.row.get("state")), instance.label
    named, days = with_particle(label, "은"), LOOK_BACK.days
    if state != "running":
        since = instance.moment("stopped_at")
        at = f"{since:%Y-%m-%d %H:%M} UTC" if since else ""
        if state == "stopped" and since and now - since <= LONG:
            return Text(
                ko=f"{named} {at}부터 멈춰 있지만, 안 쓰는 것으로 보기에 이릅니다({LONG.days}일 기준)",
                en=f"{label} has been stopped since {at}, too recently to call it unused ({LONG.days} days are needed)",
            )
        ko_state = "멈춰" if state == "stopped" else f"{state} 상태로"
        return Text(
            ko=f"{named} {f'{at}부터 ' if at else ''}{ko_state} 있습니다",
            en=f"{label} has been {state}{f' since {at}' if at else ''}",
        )
    judged = verdict(instance, activity, now)
    measured_ko, measured_en = _measured(activity)
    if judged == "busy" and measured_ko:
        return Text(
            ko=f"{with_particle(label, '은')} 놀고 있지 않습니다: 최근 {days}일 동안 {measured_ko}",
            en=f"{label} is not idle: in the last {days} days {measured_en}",
        )
    if judged == "young":
        at = str(instance.row.get("launched_at", ""))[:16].replace("T", " ")
        return Text(
            ko=f"{named} {at} UTC에 시작해 판단에 필요한 {days}일이 되지 않았습니다",
            en=f"{label} was started {at} UTC, too recently to judge ({days} days are needed)",
        )
    return Text(
        ko=f"{named} 지표가 {days}일 치보다 모자라 판단할 수 없습니다",
        en=f"Whether {label} is idle is not known, for want of {days} days of metrics",
    )


def _measured(activity: Activity) -> tuple[str, str]:
    """The peaks that were measured, in both languages; "" without any."""
    ko, en = [], []
    if activity.cpu is not None and "maximum" in activity.cpu.row:
        peak = f"{float(activity.cpu.row['maximum']):.1f} %"
        ko, en = [f"CPU 최댓값이 {peak}"], [f"CPU peaked at {peak}"]
    network_in, network_out = activity.network_in, activity.network_out
    if network_in and network_out and "maximum" in network_in.row and "maximum" in network_out.row:
        network = f"{bytes_per_day(network_in, network_out) / 1e6:.1f} MB"
        ko.append(f"네트워크가 가장 많은 날 {network}")
        en.append(f"traffic at {network} a day")
    return ", ".join(ko), ", ".join(en)


def _counted(rows: Mapping[str, tuple[Seen, ...]]) -> tuple[str, str]:
    """Only what was read is counted: what could not be read is not zero."""
    words = {"instances": "인스턴스", "volumes": "볼륨", "addresses": "탄력적 IP"}
    read = [(what, len(rows[what])) for what in words if what in rows]
    if not read:
        return "아무것도 읽지 못했습니다", "Nothing could be read"
    ko = ", ".join(f"{words[what]} {count}개" for what, count in read)
    en = ", ".join(f"{count} {what}" for what, count in read)
    return f"{ko}를 살펴봤습니다", f"Looked at {en}"


def _some(ids: list[str], unit: str) -> str:
    rest = len(ids) - _NAMED
    named = ", ".join(ids[:_NAMED])
    if rest <= 0:
        return named
    return f"{named} 외 {rest}{unit}" if unit == "개" else f"{named} and {rest}{unit}"
