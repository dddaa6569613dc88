"""The tool `read_pod_logs`: the end of a container's log and the lines in it that say why. Called by the toolbox."""

from collections.abc import Iterator

from tools.kube.log_lines import Group, Record, containing, groups, records
from tools.kube.read_objects import check_limit
from tools.kube.reader import KubeReader
from tools.kube.rows import Row
from tools.kube.workload_pods import one_pod, telling_container
from tools.spec import BadRequest, Page, tool

SCANNED_LINES = 50_000
LAST_LINES = 30
MOST_LINES = 1_000
ALIKE_LINES = 3
SEVERITIES = {1: "hint", 2: "error", 3: "crash"}
USUAL_LINES = 5  # of what a log says most, so that a quiet log can be told from an empty one


@tool(
    backend="kube",
    operations=("get pods", "list pods", "get pods/log"),
    examples=(
        "checkout 로그 보여줘",
        "checkout이 왜 죽었는지 이전 컨테이너 로그에서 찾아줘",
        "payment-api 에러 로그 있어?",
        "checkout-7d9fbc6b5-x2m4n 로그",
        "checkout 최근 1시간 로그",
        "checkout 오후 2시부터 로그",
        "checkout 파드 로그 보여줘",
        "checkout 죽기 전 로그 보여줘",
        "checkout 로그에 에러 찍힌 거 있어?",
        "payment-api 로그 좀 까봐",
        "checkout 로그 마지막 줄 보여줘",
        "Show the logs of pod checkout-7d9fbc6b5-x2m4n",
        "Can you retrieve the logs for the checkout-7d9fbc6b5-x2m4n pod?",
        "What are the errors in the logs of pod checkout-7d9fbc6b5-x2m4n in namespace payment?",
        "payment 네임스페이스 checkout-7d9fbc6b5-x2m4n 파드에 어떤 오류가 찍혔는지 로그로 알려줘",
        "What did the crashed container of checkout print before it died?",
        "Any errors in the payment-api logs?",
        "logs of checkout",
        "checkout logs since 14:00",
        "previous logs of checkout",
        "tail the checkout logs",
        "checkout log errors",
        "checkout logs from the last hour",
        "get logs from payment-api",
        "stack trace in the checkout logs",
        "logs before the restart of checkout",
    ),
)
def read_pod_logs(
    kube: KubeReader,
    *,
    name: str | None = None,
    pod: str | None = None,
    namespace: str | None = None,
    container: str | None = None,
    previous: bool = False,
    since_s: int | None = None,
    contains: str | None = None,
    limit: int = 120,
) -> Page:
    """The last lines of a container's log, and before them every kind of line that tells of an error, once each.

    Rows in the order of the log: `line` (number), `at` (UTC), `text`, `decisive` (tells of an error) with `severity`
    ("crash", "error", or "hint" for a word of failure in a line that is not marked as an error), `repeats` (how
    many lines like it there are) with `first_at`; `shortest_s` and `longest_s` where operations took a second or more.
    A stack trace is one row: `trace` holds its first lines, `cause` the innermost cause. However large the log is, at
    most `limit` rows come back and decisive ones are kept. `contains` looks only at lines that hold this text.
    `previous=True` reads the run before the last restart: use it for containers in CrashLoopBackOff. Without
    `container`: the one that is in trouble, else the first. `name` is a workload: the pod of it that is in trouble, else
    its newest, is read, and `cut` says that it has others. `pod` is one pod by its full name.

    Example: read_pod_logs(namespace="shop", pod="checkout-7d9f4-x2x1z", previous=True)
    Raises: NotFound (pod, container, or no previous run), BadRequest, Denied, Unavailable.
    Source: GET /api/v1/namespaces/{namespace}/pods/{pod}/log with timestamps; the last 50,000 lines are scanned.
    """
    check_limit(limit, MOST_LINES)
    several = 1
    if container is None or pod is None or namespace is None:
        found_pod, several = one_pod(kube, name=name, pod=pod, namespace=namespace)
        pod, namespace = str(found_pod["metadata"]["name"]), str(found_pod["metadata"]["namespace"])
        container = container or telling_container(found_pod)
    if since_s is not None and since_s < 1:
        raise BadRequest("since_s must be at least 1.")
    text = kube.log(namespace, pod, container, previous=previous, tail_lines=SCANNED_LINES, since_s=since_s)
    found = records(text)
    if contains:
        found = list(containing(found, contains))
    alike = groups(found)
    kept = _kept(found, alike, limit)
    by_number = {r.number: group for group in alike for r in group.records}
    return Page(items=tuple(_row(r, by_number[r.number]) for r in kept), cut=len(kept) < len(found) or several > 1)


def _kept(found: list[Record], alike: list[Group], limit: int) -> list[Record]:
    """The end of the log; then one record of each kind that tells of an error, is slow or is usual, until `limit`."""
    if len(found) <= limit:
        return found
    chosen = {r.number: r for r in _end(found, alike, min(LAST_LINES, max(limit // 2, 1)))}
    for record in _telling(alike):
        if len(chosen) >= limit:
            break
        chosen[record.number] = record
    return [chosen[number] for number in sorted(chosen)]


def _end(found: list[Record], alike: list[Group], most: int) -> list[Record]:
    """The last records; of those alike only the last few, so that a steady murmur does not fill the page."""
    folded = {r.number for group in alike for r in group.records[:-ALIKE_LINES]}
    return [r for r in found if r.number not in folded][-most:]


def _telling(alike: list[Group]) -> Iterator[Record]:
    """What says most, first: the first error of all, then kinds of errors by rank and newest, the slowest, the usual."""
    errors = [g for g in alike if g.rank > 0]
    slow = sorted((g for g in alike if g.slowest.slow), key=lambda g: -(g.slowest.seconds or 0.0))
    if errors:
        yield errors[0].records[0]
    yield from (g.slowest for g in slow[:USUAL_LINES])
    yield from (g.last for g in sorted(errors, key=lambda g: (-g.rank, -g.last.number)))
    yield from (g.slowest for g in slow[USUAL_LINES:])
    yield from (g.last for g in sorted(alike, key=lambda g: -len(g.records))[:USUAL_LINES])


def _row(record: Record, group: Group) -> Row:
    row: Row = {"line": record.number, "at": record.at, "text": record.text, "decisive": record.decisive}
    if record.decisive:
        row["severity"] = SEVERITIES[record.rank]
    if record.trace:
        more = [f"... {record.more} more lines"] if record.more else []
        row["trace"] = "\n".join([*record.trace, *more])
    if record.cause:
        row["cause"] = record.cause
    if record.decisive or len(group.records) > 1:
        row["repeats"] = len(group.records)
        if group.records[0].at and len(group.records) > 1:
            row["first_at"] = group.records[0].at
    if group.slowest.slow:
        times = [r.seconds for r in group.records if r.seconds is not None]
        row |= {"shortest_s": min(times), "longest_s": max(times)}
    return row
