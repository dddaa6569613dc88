"""Instances that run and do next to nothing.

Thresholds are those of AWS Compute Optimizer for idle instances: peak CPU below 5 % and less than 5 MB of network
traffic a day over 14 days.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from assistant.checks.aws.facts import Activity, AwsFacts, Seen
from assistant.checks.aws.parts import Waste, finding
from assistant.checks.aws.tags import hold_of
from assistant.checks.spec import check
from assistant.findings import Finding, Statement
from assistant.language import Text, with_particle

LOOK_BACK = timedelta(days=14)
CPU_BELOW_PERCENT = 5.0
NETWORK_BELOW_BYTES_PER_DAY = 5_000_000
ID = "aws.idle_instance"
RUNBOOK = "runbooks/idle-instances#check"
Verdict = Literal["idle", "busy", "young", "unknown"]


@check(
    id=ID,
    title=Text(ko="놀고 있는 인스턴스", en="Idle instances"),
    runbook=RUNBOOK,
)
def idle_instances(facts: AwsFacts, now: datetime) -> Iterator[Finding]:
    """Running for more than 14 days, and in no period of those more than the thresholds; no metrics is no finding."""
    for instance in facts.instances:
        activity = facts.activity.get(instance.id, Activity())
        if verdict(instance, activity, now) != "idle":
            continue
        yield finding(
            facts,
            Waste(
                check=ID,
                runbook=RUNBOOK,
                variant="idle_instance",
                kind="Instance",
                seen=instance,
                title=Text(
                    ko=f"인스턴스 {with_particle(instance.label, '이')} {LOOK_BACK.days}일 동안 거의 일하지 않았습니다",
                    en=f"Instance {instance.label} did next to nothing for {LOOK_BACK.days} days",
                ),
                statements=_statements(instance, activity),
                paid_for=(instance.id,),
                hold=hold_of(instance.tags, created_at=instance.moment("launched_at"), now=now),
            ),
        )


def verdict(instance: Seen, activity: Activity, now: datetime) -> Verdict:
    """What is known about a running instance; `unknown` when any of the measurements is missing or has gaps."""
    launched_at = instance.moment("launched_at")
    if instance.row.get("state") != "running":
        return "busy"
    if launched_at is None or now - launched_at <= LOOK_BACK:
        return "young"
    measured = (activity.cpu, activity.network_in, activity.network_out)
    cpu, network_in, network_out = measured
    if cpu is not None and float(cpu.row.get("maximum", 0)) >= CPU_BELOW_PERCENT:
        return "busy"  # one peak is enough, whatever else is missing
    if not cpu or not network_in or not network_out or not all(_complete(m, now) for m in measured if m):
        return "unknown"
    return "idle" if bytes_per_day(network_in, network_out) < NETWORK_BELOW_BYTES_PER_DAY else "busy"


def bytes_per_day(network_in: Seen, network_out: Seen) -> float:
    """At most, on the busiest day; both rows hold sums per period."""
    peak = float(network_in.row["maximum"]) + float(network_out.row["maximum"])
    return peak * 86400 / float(network_in.row["period_s"])


def _complete(measured: Seen, now: datetime) -> bool:
    """14 days without a gap; the newest period may still be on its way."""
    periods, expected = int(measured.row.get("periods", 0)), int(measured.row.get("expected", 0))
    first_at = measured.moment("first_at")
    return bool(periods) and periods >= expected - 1 and first_at is not None and now - first_at >= LOOK_BACK


def _statements(instance: Seen, activity: Activity) -> tuple[Statement, ...]:
    cpu, network_in, network_out = activity.cpu, activity.network_in, activity.network_out
    assert cpu is not None
    assert network_in is not None
    assert network_out is not None
    peak = f"{float(cpu.row['maximum']):.1f} %"
    network = f"{bytes_per_day(network_in, network_out) / 1e6:.1f} MB"
    kind = str(instance.row.get("type", ""))
    return (
        Statement(
            role="cause",
            text=Text(
                ko=f"{LOOK_BACK.days}일 동안 CPU 최댓값이 {peak}, 네트워크는 가장 많은 날에도 {network}입니다({kind})",
                en=f"In {LOOK_BACK.days} days CPU peaked at {peak}, traffic at {network} a day ({kind})",
            ),
            cites=(*cpu.cites("maximum"), *network_in.cites("maximum"), *network_out.cites("maximum")),
        ),
        Statement(
            role="caution",
            text=Text(
                ko="메모리 사용과 하는 일은 이 지표에 보이지 않습니다. 멈추기 전에 담당자에게 확인하세요",
                en="These metrics show neither memory nor purpose: ask its owner before stopping it",
            ),
            cites=instance.cites("launched_at"),
        ),
    )
