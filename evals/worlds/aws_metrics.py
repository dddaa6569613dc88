"""CloudWatch series of the world's instances: hourly statistic sets over 90 days, made when first asked for.

Called by `aws_account` and, through it, by the child server.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from evals.worlds import names
from evals.worlds.aws_inventory import Account, Instance

METRICS = {"CPUUtilization": "Percent", "NetworkIn": "Bytes", "NetworkOut": "Bytes"}
SAMPLES_PER_HOUR = 12  # basic monitoring: one sample in five minutes
HISTORY = timedelta(days=90)
HOUR = timedelta(hours=1)


class HourStatistics(NamedTuple):
    """One hour of one metric; a tuple, because there are a hundred thousand of them."""

    at: datetime
    average: float
    maximum: float
    minimum: float


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a profile means: CPU in percent, network in bytes per five minutes."""

    cpu_average: float
    cpu_peak: float
    network_bytes: float
    daily_swing: float


LOADS = {
    "steady": Load(cpu_average=18, cpu_peak=55, network_bytes=24e6, daily_swing=0.5),
    "busy": Load(cpu_average=41, cpu_peak=88, network_bytes=60e6, daily_swing=0.4),
    "idle": Load(cpu_average=0.7, cpu_peak=2.4, network_bytes=9e3, daily_swing=0.05),
    "quiet": Load(cpu_average=0.9, cpu_peak=2.6, network_bytes=12e3, daily_swing=0.05),
    "batch": Load(cpu_average=0.5, cpu_peak=2.2, network_bytes=30e3, daily_swing=0.05),
    "proxy": Load(cpu_average=1.1, cpu_peak=2.7, network_bytes=340e6, daily_swing=0.5),
}


def hours_of(account: Account, instance: Instance, metric: str) -> Iterator[HourStatistics]:
    """The history of one metric, oldest first, without gaps; nothing without metrics or while stopped."""
    if instance.profile == "none":
        return
    rng = names.stream(account.company.seed, f"metric/{instance.id}/{metric}")
    start = max(account.now - HISTORY, instance.launched_at)
    end = instance.stopped_at or account.now
    at = start.replace(minute=0, second=0, microsecond=0) + HOUR
    while at + HOUR <= end:
        load = LOADS[instance.profile]
        if instance.profile == "idle" and instance.quiet_since and at < instance.quiet_since:
            load = LOADS["steady"]
        wave = (1 + load.daily_swing * math.sin((at.hour - 1) / 24 * 2 * math.pi)) * (0.85 + 0.3 * rng.random())
        if metric == "CPUUtilization":
            average, peak = load.cpu_average * wave, load.cpu_peak * (0.7 + 0.3 * rng.random())
            if instance.profile == "batch" and is_batch_hour(at):
                average, peak = 46.0, 81 + 12 * rng.random()
            yield HourStatistics(at, average, max(peak, average), average * 0.5)
        else:
            average = load.network_bytes * (1.0 if metric == "NetworkIn" else 0.8) * wave
            yield HourStatistics(at, average, average * (1.05 + 0.5 * rng.random()), average * 0.6)
        at += HOUR


def is_batch_hour(at: datetime) -> bool:
    """Sunday 17:00 to 19:00 UTC, which is early Monday in Seoul."""
    return at.weekday() == 6 and at.hour in (17, 18)


def aggregate(
    series: Sequence[HourStatistics], statistic: str, start: datetime, end: datetime, period: timedelta
) -> list[tuple[datetime, float]]:
    """One value per period that has data; periods are counted from `start`, as moto counts them."""
    if not series:
        return []
    first = series[0].at
    low = max(0, -((first - start) // HOUR))  # the first hour that begins at or after `start`
    found: list[tuple[datetime, float]] = []
    index = low
    while index < len(series) and series[index].at < end:
        number = (series[index].at - start) // period
        begin = start + number * period
        stop = index
        while stop < len(series) and series[stop].at < min(end, begin + period):
            stop += 1
        found.append((begin, statistic_of(series[index:stop], statistic)))
        index = stop
    return found


def statistic_of(hours: Sequence[HourStatistics], statistic: str) -> float:
    """A CloudWatch statistic over statistic sets; percentiles are taken over the hourly averages."""
    if statistic == "Average":
        return sum(h.average for h in hours) / len(hours)
    if statistic == "Maximum":
        return max(h.maximum for h in hours)
    if statistic == "Minimum":
        return min(h.minimum for h in hours)
    if statistic == "Sum":
        return sum(h.average for h in hours) * SAMPLES_PER_HOUR
    if statistic == "SampleCount":
        return float(len(hours) * SAMPLES_PER_HOUR)
    if statistic.startswith("p"):
        ordered = sorted(h.average for h in hours)
        return ordered[min(len(ordered) - 1, int(len(ordered) * float(statistic[1:]) / 100))]
    raise ValueError(f"no such statistic: {statistic}")
