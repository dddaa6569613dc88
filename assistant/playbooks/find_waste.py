"""What an AWS account pays for without using it: volumes, addresses, stopped and idle instances, priced by the bill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

import assistant.checks.aws
from assistant.checks.aws.facts import Activity, AwsFacts, Seen, seen_in
from assistant.checks.aws.idle_instances import LOOK_BACK, verdict
from assistant.checks.spec import checks_in
from assistant.evidence import Evidence
from assistant.findings import Finding
from assistant.language import Text
from assistant.playbooks.spec import Diagnosis, Look, Request, playbook
from tools.spec import NotRead

Kind = Literal["volumes", "addresses", "instances"]
_LIMIT = 5000
_TOOLS = {"instances": "list_instances", "volumes": "list_volumes", "addresses": "list_addresses"}
# What is read to judge each: a stopped instance costs its volumes and addresses.
_NEEDS: dict[Kind, tuple[Kind, ...]] = {
    "volumes": ("volumes",),
    "addresses": ("addresses",),
    "instances": ("instances", "volumes", "addresses"),
}
_KIND_OF: dict[str, Kind] = {"Volume": "volumes", "Address": "addresses", "Instance": "instances"}
_NAMED = 5  # so many ids are named in a sentence before the rest is counted
_DAY_S = 86400


@dataclass(kw_only=True)
class _Reading:
    """What was read so far; ends with the run."""

    look: Look
    rows: dict[str, tuple[Seen, ...]] = field(default_factory=dict)
    evidence: list[str] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)

    def keep(self, what: str, answer: Evidence | NotRead) -> None:
        if isinstance(answer, NotRead):
            self.not_read.append(answer)
            return
        self.evidence.append(answer.id)
        self.not_read.extend(answer.not_read)
        if answer.cut:
            self.not_read.append(NotRead(what=f"{what} beyond the first {len(answer.items)}", why="there are more"))
        self.rows[what] = self.rows.get(what, ()) + seen_in(answer.id, answer.items)

    def read(self, wanted: list[tuple[str, Request]]) -> None:
        """Reads all at once and keeps each answer under its name."""
        for (what, _), answer in zip(wanted, self.look.read_all(*(r for _, r in wanted)), strict=True):
            self.keep(what, answer)


@playbook(
    title=Text(ko="낭비되는 AWS 리소스 찾기", en="Find wasted AWS resources"),
    backend="aws",
    examples=(
        "지울 수 있는 거 있어?",
        "지워도 되는 게 뭐야?",
        "is there anything we can delete?",
        "AWS에서 낭비되는 리소스를 찾아줘",
        "안 쓰는데 돈 나가는 게 있어?",
        "클라우드 비용을 줄일 수 있는 곳은?",
        "연결되지 않은 볼륨과 놀고 있는 인스턴스를 알려줘",
        "서울 리전에 안 쓰는 거 남아 있어?",
        "버지니아에서 정리할 것 뽑아줘",
        "비용 20% 줄이려면 뭐부터 없애야 해?",
        "한 달에 100달러 아끼려면 뭘 끄면 돼?",
        "노는 서버 있어?",
        "켜져 있는데 아무도 안 쓰는 인스턴스 있어?",
        "놀고 있는 리소스 찾아줘",
        "돈 새는 데 없나",
        "좀비 서버 있어?",
        "비용 최적화할 거 찾아줘",
        "지워도 되는 리소스가 뭐야?",
        "쓸데없이 나가는 돈",
        "AWS 절감 방안 찾아줘",
        "What are we paying for without using it?",
        "Find unattached volumes, idle instances and unused Elastic IPs",
        "다 합치면 한 달에 얼마나 아껴?",
        "총 절감액이 얼마야?",
        "how much could we save in total",
        "what would we save a month",
        "Where can we save money on AWS?",
        "Which EC2 instances are idle or stopped but still cost money?",
        "What is wasted in this account?",
        "unused resources in us-east-1",
        "leftovers in virginia",
        "cut the AWS bill by 20%",
        "reduce our cloud costs",
        "save $500 a month",
        "any zombie servers",
        "which instances are doing nothing",
        "idle instances",
        "what can we delete to save money",
        "what could be cut",
        "wasted money",
        "clean up unused stuff in seoul",
        "how can we lower the bill",
        "are we overspending anywhere",
        "stopped instances still costing money",
        "꺼져 있는데 돈 나가는 인스턴스",
        "꺼도 되는 서버 있어?",
        "불필요한 지출 찾아줘",
    ),
)
def find_waste(look: Look, *, region: str | None = None, kinds: list[Kind] | None = None) -> Diagnosis:
    """Resources that are paid for and not used, largest monthly saving first.

    Finds EBS volumes attached to nothing, Elastic IPs that point nowhere, instances stopped for more than two weeks
    that still own volumes, and running instances that did next to nothing for two weeks. Each finding has its saving
    per month, taken from the bill. Looks at all regions of the environment, or at one `region`; for all `kinds` of
    resources, or only for those given.

    Example: find_waste(region="ap-northeast-2", kinds=["addresses"])
    Raises: nothing of its own; what could not be read is in `not_read`.
    Source: EC2 DescribeInstances, DescribeVolumes, DescribeAddresses, CloudWatch GetMetricData, the FOCUS bill.
    """
    reading = _Reading(look=look)
    where = {"region": region} if region else {}
    needed = {need for kind in kinds or _NEEDS for need in _NEEDS[kind]}
    reading.read(
        [
            (what, Request(tool=tool, arguments=where | {"limit": _LIMIT}))
            for what, tool in _TOOLS.items()
            if what in needed
        ]
    )
    facts = _inventory(reading)
    reading.read([*_metric_requests(facts, look.now), *_price_requests(facts, look)])
    facts = replace(facts, activity=_activity(reading.rows), charges=reading.rows.get("charges"))
    findings = tuple(
        finding
        for check in checks_in(assistant.checks.aws)
        for finding in check(facts, look.now)
        if not kinds or _KIND_OF.get(finding.target.kind) in kinds
    )
    return Diagnosis(
        findings=by_saving(findings),
        looked_at=_looked_at(reading, facts, findings, look.now, region),
        evidence=tuple(reading.evidence),
        not_read=tuple(reading.not_read),
    )


def by_saving(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Problems before advice, priced before unpriced, the largest saving first, then by name."""

    def key(finding: Finding) -> tuple[bool, bool, str, Decimal, str]:
        saving = finding.impact.saving
        currency, amount = (saving.currency, saving.amount) if saving else ("", Decimal(0))
        return (finding.klass == "advice", saving is None, currency, -amount, str(finding.target))

    return tuple(sorted(findings, key=key))


def _inventory(reading: _Reading) -> AwsFacts:
    rows = reading.rows
    known = (str(seen.row["account"]) for group in rows.values() for seen in group if seen.row.get("account"))
    return AwsFacts(
        account=reading.look.environment.targets["aws"].pinned or next(known, ""),
        volumes=rows.get("volumes", ()),
        instances=rows.get("instances", ()),
        addresses=rows.get("addresses", ()),
    )


def _metric_requests(facts: AwsFacts, now: datetime) -> list[tuple[str, Request]]:
    """Only of running instances old enough to be judged: metrics cost money and time."""
    by_region: dict[str, list[str]] = {}
    for instance in facts.instances:
        if verdict(instance, Activity(), now) == "unknown":
            by_region.setdefault(instance.region, []).append(instance.id)
    measured = (("cpu", ["CPUUtilization"], "Maximum"), ("network", ["NetworkIn", "NetworkOut"], "Sum"))
    return [
        (
            what,
            Request(
                tool="read_metrics",
                # A day's maximum is as sharp as that of every 5 minutes, in 1/288 of the values
                arguments={
                    "ids": ids[start : start + 1000],
                    "metrics": metrics,
                    "region": name,
                    "statistic": statistic,
                    "days": LOOK_BACK.days,
                    "period_s": _DAY_S,
                    "until": now.isoformat(),
                },
            ),
        )
        for name, ids in by_region.items()
        for start in range(0, len(ids), 1000)
        for what, metrics, statistic in measured
    ]


def _price_requests(facts: AwsFacts, look: Look) -> list[tuple[str, Request]]:
    if not look.environment.has("bills"):
        return []
    priced = [v.id for v in facts.volumes if v.row.get("state") == "available"]
    stopped = [i for i in facts.instances if i.row.get("state") == "stopped"]
    priced += [id_ for i in stopped for id_ in i.row.get("volumes") or ()]
    priced += [i.id for i in facts.instances if i.row.get("state") in ("stopped", "running")]
    priced += [a.id for a in facts.addresses]
    ids = list(dict.fromkeys(priced))
    if not ids:
        return []
    return [("charges", Request(tool="read_resource_costs", arguments={"ids": ids, "days": 30, "limit": _LIMIT}))]


def _activity(rows: Mapping[str, tuple[Seen, ...]]) -> dict[str, Activity]:
    found: dict[str, dict[str, Seen]] = {}
    fields = {"CPUUtilization": "cpu", "NetworkIn": "network_in", "NetworkOut": "network_out"}
    for measured in (*rows.get("cpu", ()), *rows.get("network", ())):
        found.setdefault(measured.id, {})[fields[str(measured.row["metric"])]] = measured
    return {id_: Activity(**measures) for id_, measures in found.items()}


def _looked_at(
    reading: _Reading, facts: AwsFacts, findings: tuple[Finding, ...], now: datetime, region: str | None
) -> Text:
    ko, en = _counted(reading.rows)
    regions = sorted({s.region for g in (facts.instances, facts.volumes, facts.addresses) for s in g})
    where = region or ", ".join(regions)
    if where and reading.evidence:
        ko, en = f"{where}의 {ko}", f"{en} in {where}"
    ko_parts, en_parts = [ko], [en]
    kept = [f.target.id for f in findings if f.klass == "advice"]
    if kept:
        ko_parts.append(f"보존 태그가 있어 제외한 것: {_some(kept, '개')}")
        en_parts.append(f"Left out because tags ask to keep them: {_some(kept, ' more')}")
    unknown = [i.id for i in facts.instances if verdict(i, facts.activity.get(i.id, Activity()), now) == "unknown"]
    if unknown:
        ko_parts.append(f"지표가 없거나 모자라 판단하지 않은 인스턴스: {_some(unknown, '개')}")
        en_parts.append(f"Not judged, for want of {LOOK_BACK.days} days of metrics: {_some(unknown, ' more')}")
    timeless = [i.id for i in facts.instances if i.row.get("state") == "stopped" and not i.row.get("stopped_at")]
    if timeless:
        ko_parts.append(f"언제 멈췄는지 알 수 없는 인스턴스: {_some(timeless, '개')}")
        en_parts.append(f"Stopped since an unknown time: {_some(timeless, ' more')}")
    return Text(ko=". ".join(ko_parts) + ".", en=". ".join(en_parts) + ".")


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
