"""The tool `list_usage_peaks`: the most that containers used in the last days. Called through `assistant.toolbox`."""

import re
from datetime import UTC, datetime

from tools.prometheus.client import QUERY, PrometheusReader
from tools.spec import BadRequest, Page, tool

_MOST_DAYS = 30
_BY = "namespace, pod, container"
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
Key = tuple[str, str, str]


@tool(
    backend="prometheus",
    operations=(QUERY,),
    timeout_s=90.0,
    examples=(
        "지난 7일 컨테이너별 메모리 최고 사용량",
        "프로메테우스로 CPU 피크 보여줘",
        "지난주 shop 컨테이너들의 최대 메모리 사용량",
        "peak memory of the containers in prometheus over the last 7 days",
        "prometheus peak cpu by container",
        "highest container memory use of the past week",
    ),
)
def list_usage_peaks(prometheus: PrometheusReader, *, namespace: str | None = None, days: int = 7) -> Page:
    """The highest memory and CPU use of each container in the last `days` as Prometheus recorded it, largest memory first.

    `memory_peak` (working set, in MiB as `812Mi`) and `cpu_peak` (mean of five minutes, in millicores as `250m`) are rounded up;
    `since` is the first record within the time. Containers of pods that are gone are among them.

    Example: list_usage_peaks(namespace="shop", days=7)
    Raises: BadRequest (days, namespace, no such metrics), Denied, Unavailable.
    Source: cAdvisor's `container_memory_working_set_bytes` and `container_cpu_usage_seconds_total`.
    """
    if not 1 <= days <= _MOST_DAYS:
        raise BadRequest(f"days must be between 1 and {_MOST_DAYS}, not {days}.")
    if namespace is not None and not _NAME.fullmatch(namespace):
        raise BadRequest(f"{namespace!r} is not a Kubernetes name.")
    which = '{container!="",container!="POD"' + (f',namespace="{namespace}"' if namespace else "") + "}"
    memory, cpu = f"container_memory_working_set_bytes{which}", f"container_cpu_usage_seconds_total{which}"
    most = _values(prometheus, f"max by ({_BY}) (max_over_time({memory}[{days}d]))")
    cores = _values(prometheus, f"max by ({_BY}) (max_over_time(rate({cpu}[5m])[{days}d:5m]))")
    first = _values(prometheus, f"min by ({_BY}) (min_over_time(timestamp({memory})[{days}d:1h]))")
    rows = [
        {
            "namespace": key[0],
            "name": key[1],
            "container": key[2],
            "memory_peak": f"{-int(-used // 2**20)}Mi",
            "cpu_peak": f"{-int(-cores[key] * 1000 // 1)}m" if key in cores else "",
            "since": f"{datetime.fromtimestamp(first[key], UTC):%Y-%m-%dT%H:%M:%SZ}" if key in first else "",
        }
        for key, used in sorted(most.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Page(items=tuple(rows))


def _values(prometheus: PrometheusReader, expression: str) -> dict[Key, float]:
    found: dict[Key, float] = {}
    for sample in prometheus.query(expression):
        labels = sample.labels
        found[(labels.get("namespace", ""), labels.get("pod", ""), labels.get("container", ""))] = sample.value
    return found
