"""The tool `read_pod_logs`: the ends of containers' logs and the lines in them that say why. Called by the toolbox."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.kube.log_lines import Group, Record, containing, groups, records
from tools.kube.read_objects import check_limit
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import Row
from tools.kube.workload_pods import never_ran, pods_meant, telling_container, was_restarted
from tools.spec import BadRequest, NotFound, NotRead, Page, Reason, ToolError, tool

SCANNED_LINES = 50_000
MOST_PODS = 5  # of one workload
LAST_LINES = 30
MOST_LINES = 1_000
ALIKE_LINES = 3
SEVERITIES = {1: "hint", 2: "error", 3: "crash"}
USUAL_LINES = 5  # of what a log says most, so that a quiet log can be told from an empty one


@tool(
    backend="kube",
    operations=("get pods", "list pods", "get pods/log"),
    timeout_s=60.0,
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

    Rows in the order of each log: `line` (number), `at` (UTC), `text`, `pod`, `container`, `decisive` (tells of an
    error) with `severity` ("crash", "error", or "hint" for a word of failure in a line that is not marked as an
    error), `repeats` (how many lines like it there are) with `first_at`; `shortest_s` and `longest_s` where operations
    took a second or more. A stack trace is one row: `trace` holds its first lines, `cause` the innermost cause. However
    large the logs are, at most `limit` rows come back and decisive ones are kept. `contains` looks only at lines that
    hold this text. `previous=True` reads the run before the last restart: use it for containers in CrashLoopBackOff.
    Without `container`: the one that is in trouble, else the first. `name` is a workload: its pods are read, up to five,
    those in trouble first, then the newest; `not_read` names the others, and a pod whose log holds nothing has one row
    of `line` 0. `pod` is one pod by its full name.

    Example: read_pod_logs(namespace="shop", pod="checkout-7d9f4-x2x1z", previous=True)
    Raises: NotFound (pod, container, or no previous run), BadRequest, Denied, Unavailable.
    Source: GET /api/v1/namespaces/{namespace}/pods/{pod}/log with timestamps; the last 50,000 lines are scanned.
    """
    check_limit(limit, MOST_LINES)
    if since_s is not None and since_s < 1:
        raise BadRequest("since_s must be at least 1.")
    wish = _Wish(previous=previous, since_s=since_s, contains=contains or "")
    if container is not None and pod is not None and namespace is not None:
        return _one_log(kube, _Log(namespace=namespace, pod=pod, container=container), wish, limit)
    pods = pods_meant(kube, name=name, pod=pod, namespace=namespace)
    if previous:
        pods = [p for p in pods if was_restarted(p)] or pods[:1]
    if pod is not None:
        return _one_log(kube, _log_of(pods[0], container), wish, limit)
    most = min(MOST_PODS, limit)
    others = [str(p["metadata"]["name"]) for p in pods[most:]]
    return _several_logs(kube, [_log_of(p, container) for p in pods[:most]], wish, limit, others=others)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Log:
    """Where a log is."""

    namespace: str
    pod: str
    container: str
    waits_for: str = ""  # why the container has not run yet; "" where it has, or where that is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """Which part of a log is wanted; `scanned` is how many of its last lines are looked through."""

    previous: bool
    since_s: int | None
    contains: str
    scanned: int = SCANNED_LINES


def _log_of(pod: Obj, container: str | None) -> _Log:
    meta, chosen = pod["metadata"], container or telling_container(pod)
    waits_for = never_ran(pod, chosen)
    return _Log(namespace=str(meta["namespace"]), pod=str(meta["name"]), container=chosen, waits_for=waits_for)


def _several_logs(kube: KubeReader, logs: Sequence[_Log], wish: _Wish, limit: int, *, others: Sequence[str]) -> Page:
    """The logs of some pods, each with its share of `limit`. Raises: what the only one, or all of them, raise."""
    rows: list[Row] = []
    failed: list[tuple[_Log, ToolError]] = []
    cut = False
    wish = _Wish(
        previous=wish.previous, since_s=wish.since_s, contains=wish.contains, scanned=SCANNED_LINES // len(logs)
    )
    for log in logs:
        try:
            page = _one_log(kube, log, wish, max(limit // len(logs), 1))
        except ToolError as error:
            failed.append((log, error))
            continue
        nothing: Row = {"line": 0, "at": "", "text": "", "decisive": False, **_place(log)}
        rows.extend(map(dict, page.items or (nothing,)))
        cut = cut or page.cut
    if len(failed) == len(logs):
        raise failed[0][1]
    not_read = [NotRead.of(f"log of {log.namespace}/{log.pod} container {log.container}", e) for log, e in failed]
    return Page(items=tuple(rows), cut=cut, not_read=(*not_read, *_left_out(others)))


def _left_out(pods: Sequence[str]) -> Iterator[NotRead]:
    """The pods of the workload that were too many."""
    if pods:
        names = ", ".join(pods[:MOST_PODS]) + (f" and {len(pods) - MOST_PODS} more" if len(pods) > MOST_PODS else "")
        yield NotRead(
            what=f"logs of {names}",
            why=f"The logs of at most {MOST_PODS} pods of a workload are read at once.",
            remedy="Ask for the log of one of them by its name.",
            reason=Reason(code="more_pods", parts={"most": str(MOST_PODS)}),
        )


def _one_log(kube: KubeReader, log: _Log, wish: _Wish, limit: int) -> Page:
    if log.waits_for:
        raise NotFound(
            f"There is no log yet: container {log.container} of pod {log.pod} has not started ({log.waits_for}).",
            reason=Reason(
                code="not_started", parts={"container": log.container, "pod": log.pod, "state": log.waits_for}
            ),
        )
    text = kube.log(
        log.namespace,
        log.pod,
        log.container,
        previous=wish.previous,
        tail_lines=wish.scanned,
        since_s=wish.since_s,
    )
    found = records(text)
    if wish.contains:
        found = list(containing(found, wish.contains))
    alike = groups(found)
    kept = _kept(found, alike, limit)
    by_number = {r.number: group for group in alike for r in group.records}
    rows = tuple(_row(r, by_number[r.number]) | _place(log) for r in kept)
    return Page(items=rows, cut=len(kept) < len(found))


def _place(log: _Log) -> Row:
    return {"pod": log.pod, "container": log.container}


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
