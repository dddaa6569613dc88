"""Plants a world's account in moto's backends, in the process that serves them.

Called by the child of `moto_server` only. Times and ids that no API call can set (CreateTime, LaunchTime,
StateTransitionReason) are set on the backends' objects. Source: moto 5.2.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from evals.worlds.aws_inventory import Account, Address, Instance, Snapshot, Volume
from evals.worlds.aws_metrics import METRICS, SAMPLES_PER_HOUR, HourStatistics, aggregate, hours_of


def plant(account: Account) -> Callable[[], None]:
    """Creates everything in the account under the planned ids; what comes back makes the metrics ahead of use."""
    from moto.cloudwatch.models import cloudwatch_backends
    from moto.ec2.models import ec2_backends
    from moto.moto_api._internal import mock_random

    mock_random.seed(account.company.seed)  # ids that are not planned (default VPC, subnets) are stable too
    for region in account.company.regions:
        backend = ec2_backends[account.company.account_id][region]
        for instance in account.instances:
            if instance.region == region:
                _plant_instance(backend, instance)
        for volume in account.volumes:
            if volume.region == region:
                _plant_volume(backend, volume)
        for address in account.addresses:
            if address.region == region:
                _plant_address(backend, address)
        for snapshot in account.snapshots:
            if snapshot.region == region:
                _plant_snapshot(backend, snapshot)
        cloudwatch_backends[account.company.account_id][region] = series_backend(account, region)

    def warm_up() -> None:
        for region in account.company.regions:
            cloudwatch_backends[account.company.account_id][region].get_all_metrics()

    return warm_up


def _naive(moment: datetime) -> datetime:
    """moto keeps naive UTC datetimes."""
    return moment.replace(tzinfo=None)


def _plant_instance(backend: Any, planned: Instance) -> None:
    reservation = backend.run_instances(
        planned.image_id,
        1,
        None,
        [],
        instance_type=planned.type,
        is_instance_type_default=False,
        placement=planned.zone,
        region_name=planned.region,
        block_device_mappings=[],
    )
    instance = reservation.instances[0]
    instance.id = planned.id
    instance.architecture = planned.architecture
    instance.virtualization_type = "hvm"
    instance.root_device_name = "/dev/xvda"
    instance.launch_time = _naive(planned.launched_at)
    instance.add_tags(dict(planned.tags))
    if planned.stopped_at:
        instance.stop()
        instance._reason = f"User initiated ({planned.stopped_at:%Y-%m-%d %H:%M:%S} GMT)"


def _plant_volume(backend: Any, planned: Volume) -> None:
    volume = backend.create_volume(
        size=planned.size_gib, zone_name=planned.zone, volume_type=planned.type, iops=planned.iops
    )
    backend.volumes[planned.id] = backend.volumes.pop(volume.id)
    volume.id = planned.id
    volume.create_time = _naive(planned.created_at)
    if planned.type == "gp2":
        volume.iops = max(100, planned.size_gib * 3)
    volume.add_tags(dict(planned.tags))
    if planned.instance_id and planned.device:
        backend.attach_volume(planned.id, planned.instance_id, planned.device, planned.device == "/dev/xvda")
        volume.attachment.attach_time = _naive(planned.created_at)
        backend.get_instance(planned.instance_id).block_device_mapping[planned.device].attach_time = _naive(
            planned.created_at
        )


def _plant_address(backend: Any, planned: Address) -> None:
    address = backend.allocate_address("vpc", address=planned.public_ip)
    address.id = address.allocation_id = planned.id
    address.add_tags(dict(planned.tags))
    if planned.instance_id:
        backend.associate_address(instance=backend.get_instance(planned.instance_id), allocation_id=planned.id)


def _plant_snapshot(backend: Any, planned: Snapshot) -> None:
    snapshot = backend.create_snapshot(planned.volume_id, planned.description)
    backend.snapshots[planned.id] = backend.snapshots.pop(snapshot.id)
    snapshot.id = planned.id
    snapshot.start_time = _naive(planned.started_at)
    snapshot.add_tags(dict(planned.tags))


def series_backend(account: Account, region: str) -> Any:
    """A CloudWatch backend that answers from `aws_metrics`, and makes a series when it is first asked for.

    moto scans every datum for every query; with 90 days of hourly data one question would take seconds.
    """
    from moto.cloudwatch.models import CloudWatchBackend, MetricAggregatedDatum

    instances = {i.id: i for i in account.instances if i.region == region}
    cache: dict[tuple[str, str], list[HourStatistics]] = {}

    def series(name: str, instance_id: str) -> list[HourStatistics]:
        if (name, instance_id) not in cache:
            cache[name, instance_id] = list(hours_of(account, instances[instance_id], name))
        return cache[name, instance_id]

    def planted(namespace: str | None, name: str, dimensions: list[dict[str, str]]) -> list[HourStatistics]:
        known = namespace == "AWS/EC2" and name in METRICS and len(dimensions) == 1
        if not known or dimensions[0]["Name"] != "InstanceId" or dimensions[0]["Value"] not in instances:
            return []
        return series(name, dimensions[0]["Value"])

    def datum(name: str, instance_id: str, hour: HourStatistics) -> Any:
        return MetricAggregatedDatum(
            namespace="AWS/EC2",
            name=name,
            min_stat=hour.minimum,
            max_stat=hour.maximum,
            sample_count=SAMPLES_PER_HOUR,
            sum_stat=hour.average * SAMPLES_PER_HOUR,
            dimensions=[{"Name": "InstanceId", "Value": instance_id}],
            timestamp=_naive(hour.at),
            unit=METRICS[name],
        )

    class SeriesBackend(CloudWatchBackend):
        def get_all_metrics(self) -> list[Any]:
            newest = [datum(name, i, found[-1]) for i in instances for name in METRICS if (found := series(name, i))]
            return [*newest, *super().get_all_metrics()]

        def get_metric_data(self, queries: Any, start_time: Any, end_time: Any, scan_by: str = "") -> Any:
            if not all("MetricStat" in q for q in queries):
                return super().get_metric_data(queries, start_time, end_time, scan_by)
            window = (_aware(start_time), _aware(end_time))
            return [_answer(q, planted, window, scan_by) for q in queries if q.get("ReturnData", True)]

        def get_metric_statistics(self, namespace: str, metric_name: str, *args: Any, **kwargs: Any) -> Any:
            dimensions = kwargs.get("dimensions") or []
            found = planted(namespace, metric_name, dimensions)
            plain = CloudWatchBackend(self.region_name, self.account_id)
            plain.metric_data = [datum(metric_name, dimensions[0]["Value"], hour) for hour in found]
            return plain.get_metric_statistics(namespace, metric_name, *args, **kwargs)

    return SeriesBackend(region, account.company.account_id)


def _aware(moment: datetime) -> datetime:
    return moment.replace(microsecond=0, tzinfo=UTC)


def _answer(query: Any, planted: Any, window: tuple[datetime, datetime], scan_by: str) -> dict[str, Any]:
    stat = query["MetricStat"]
    metric = stat["Metric"]
    series = planted(metric["Namespace"], metric["MetricName"], metric.get("Dimensions", []))
    if stat.get("Unit") not in (None, METRICS.get(metric["MetricName"])):
        series = []
    values = aggregate(series, stat["Stat"], *window, timedelta(seconds=int(stat["Period"])))
    if scan_by != "TimestampAscending":
        values.reverse()
    return {
        "id": query["Id"],
        "label": query.get("Label") or f"{metric['MetricName']} {stat['Stat']}",
        "values": [value for _, value in values],
        "timestamps": [_naive(at) for at, _ in values],
        "status_code": "Complete",
    }
