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
from assistant.playbooks.waste_text import how_used, in_short, looked_at
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
_PREFIXES: dict[str, Kind] = {"vol-": "volumes", "eipalloc-": "addresses", "i-": "instances"}
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
        "web-1 놀고 있어?",
        "i-0a1b2c3d4e5f60718 안 쓰는 거 맞아?",
        "vol-0a1b2c3d4e5f60718 안 쓰는 거야?",
        "안 쓰는 볼륨 있어?",
        "안 쓰는 탄력적 IP가 있나?",
        "켜져 있는데 아무도 안 쓰는 인스턴스 있어?",
        "놀고 있는 리소스 찾아줘",
        "돈 새는 데 없나",
        "좀비 서버 있어?",
        "비용 최적화할 거 찾아줘",
        "지워도 되는 리소스가 뭐야?",
        "쓸데없이 나가는 돈",
        "AWS 절감 방안 찾아줘",
        "낭비 중에 테라폼이 관리하는 건 뭐야?",
        "which waste is managed by Terraform?",
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
        "is web-1 idle",
        "is web-1 doing anything",
        "is vol-0a1b2c3d4e5f60718 still needed",
        "unused volumes",
        "elastic IPs we pay for but do not use",
        "what can we delete to save money",
        "what could be cut",
        "wasted money",
        "clean up unused stuff in seoul",
        "how can we lower the bill",
        "are we overspending anywhere",
        "stopped instances still costing money",
        "꺼져 있는데 돈 나가는 인스턴스",
        "꺼도 되는 서버 있어?",
        "끌 수 있는 인스턴스 있어?",
        "which volumes can I delete?",
        "불필요한 지출 찾아줘",
    ),
)
def find_waste(
    look: Look, *, region: str | None = None, kinds: list[Kind] | None = None, ids: list[str] | None = None
) -> Diagnosis:
    """Resources that are paid for and not used, largest monthly saving first.

    Finds EBS volumes attached to nothing, Elastic IPs that point nowhere, instances stopped for more than two weeks
    that still own volumes, and running instances that did next to nothing for two weeks. Each finding has its saving
    per month, taken from the bill. Looks at all regions of the environment, or at one `region`; for all `kinds` of
    resources, or only for those given. With `ids` (of instances, volumes, addresses) only those are judged, and of one
    that is used it is said by what.

    Example: find_waste(region="ap-northeast-2", kinds=["addresses"]); find_waste(ids=["i-0a1b2c3d4e5f60718"])
    Raises: nothing of its own; what could not be read is in `not_read`.
    Source: EC2 DescribeInstances, DescribeVolumes, DescribeAddresses, CloudWatch GetMetricData, the FOCUS bill.
    """
    reading = _Reading(look=look)
    where = {"region": region} if region else {}
    kinds = kinds or sorted({k for i in ids or () for prefix, k in _PREFIXES.items() if i.startswith(prefix)}) or None
    needed = {need for kind in kinds or _NEEDS for need in _NEEDS[kind]}
    reading.read(
        [
            (what, Request(tool=tool, arguments=where | {"limit": _LIMIT}))
            for what, tool in _TOOLS.items()
            if what in needed
        ]
    )
    facts = _inventory(reading) if not ids else _only(_inventory(reading), frozenset(ids))
    reading.read([*_metric_requests(facts, look.now), *_price_requests(facts, look)])
    facts = replace(facts, activity=_activity(reading.rows), charges=reading.rows.get("charges"))
    findings = tuple(
        finding
        for check in checks_in(assistant.checks.aws)
        for finding in check(facts, look.now)
        if (not kinds or _KIND_OF.get(finding.target.kind) in kinds) and (not ids or finding.target.id in ids)
    )
    unjudged = [i for i in ids or () if not any(f.target.id == i for f in findings)]
    used = how_used(unjudged, facts, look.now) if not reading.not_read else ()
    return Diagnosis(
        findings=by_saving(findings),
        looked_at=in_short(unjudged, used, facts, look.now)
        if used
        else looked_at(reading.rows, facts, findings, look.now, region=region),
        evidence=tuple(reading.evidence[:: -1 if ids else 1]),  # of named ones, what was measured comes first
        not_read=tuple(reading.not_read),
        used=used,
    )


def _only(facts: AwsFacts, ids: frozenset[str]) -> AwsFacts:
    """What is named, and what belongs to the instances among it."""
    instances = tuple(i for i in facts.instances if i.id in ids)
    owned = ids | {str(v) for i in instances for v in i.row.get("volumes") or ()}
    return replace(
        facts,
        instances=instances,
        volumes=tuple(v for v in facts.volumes if v.id in owned),
        addresses=tuple(a for a in facts.addresses if a.id in ids or a.row.get("instance_id") in ids),
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
