"""The tool `read_pod_logs`: the end of a container's log and the lines in it that say why. Called by the toolbox."""

import re
from dataclasses import dataclass

from tools.kube.read_objects import check_limit
from tools.kube.reader import KubeReader
from tools.kube.rows import Row
from tools.spec import BadRequest, Page, tool

SCANNED_LINES = 50_000
LINE_CHARS = 2_000
LAST_LINES = 30
MOST_LINES = 1_000
_STAMP = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?")
# What programs of many languages print when something is wrong, not the words "error" in "0 errors" or "error_rate=0".
_DECISIVE = re.compile(
    r"\b(panic|fatal|segfault|segmentation fault|traceback|caused by|unhandled|uncaught|out ?of ?memory|oom|killed|"
    r"permission denied|access denied|unauthori[sz]ed|forbidden|refused|timed? ?out|no such (?:file|host)|not found|"
    r"cannot|can't|couldn't|could not|unable to|failed|failure|missing|is not set|invalid|unknown flag|"
    r"does not exist|already in use|address in use|mismatch)\b"
    r"|(?:Error|Exception)\b(?!s?[=_])|\b(?:ERROR|FATAL|CRIT(?:ICAL)?|SEVERE|EMERG|PANIC)\b"
    r'|"?level"?[=:] ?"?(?:error|fatal|panic|critical)|^(?:E|F)\d{4} |^error:',
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"\b(?:0|no) (?:errors?|failures?|failed)\b|\berrors?[=:] ?0\b|\bfailed[=:] ?0\b", re.IGNORECASE)
_CHANGING = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8,}|\d+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Line:
    number: int
    at: str
    text: str
    decisive: bool

    @property
    def pattern(self) -> str:
        return _CHANGING.sub("#", self.text)[:200]


@tool(
    backend="kube",
    operations=("get pods", "get pods/log"),
    examples=(
        "checkout 파드 로그 보여줘",
        "왜 죽었는지 이전 컨테이너 로그에서 찾아줘",
        "payment-api 에러 로그 있어?",
        "Show the logs of pod checkout-7d9f",
        "What did the crashed container print before it died?",
        "Any errors in the payment-api logs?",
    ),
)
def read_pod_logs(
    kube: KubeReader,
    *,
    namespace: str,
    pod: str,
    container: str | None = None,
    previous: bool = False,
    since_s: int | None = None,
    limit: int = 120,
) -> Page:
    """The last lines of a container's log, and before them every kind of line that tells of an error, once each.

    Rows in the order of the log: `line` (number), `at` (UTC), `text`, `decisive` (tells of an error), `repeats` (how
    many lines like it there are). However large the log is, at most `limit` rows come back and decisive ones are kept.
    `previous=True` reads the run before the last restart: use it for containers in CrashLoopBackOff. Without
    `container`: the only one, or the first.

    Example: read_pod_logs(namespace="shop", pod="checkout-7d9f4-x2x1z", previous=True)
    Raises: NotFound (pod, container, or no previous run), BadRequest, Denied, Unavailable.
    Source: GET /api/v1/namespaces/{namespace}/pods/{pod}/log with timestamps; the last 50,000 lines are scanned.
    """
    check_limit(limit, MOST_LINES)
    if container is None:
        spec = kube.get("pods", pod, namespace=namespace)["spec"]
        container = str(spec["containers"][0]["name"])
    if since_s is not None and since_s < 1:
        raise BadRequest("since_s must be at least 1.")
    text = kube.log(namespace, pod, container, previous=previous, tail_lines=SCANNED_LINES, since_s=since_s)
    lines = [_parse(number, line) for number, line in enumerate(text.splitlines(), 1)]
    kept = _kept(lines, limit)
    counts = _repeats(lines)
    return Page(items=tuple(_row(line, counts) for line in kept), cut=len(kept) < len(lines))


def _parse(number: int, line: str) -> _Line:
    stamp = _STAMP.match(line)
    at = stamp[1] if stamp else ""
    text = line[stamp.end() if stamp else 0 :][:LINE_CHARS]
    decisive = bool(_DECISIVE.search(text)) and not _HARMLESS.search(text)
    return _Line(number=number, at=at, text=text, decisive=decisive)


def _kept(lines: list[_Line], limit: int) -> list[_Line]:
    """The end of the log, then the last line of each decisive pattern, newest patterns first, until `limit`."""
    if len(lines) <= limit:
        return lines
    chosen = {line.number: line for line in lines[-min(LAST_LINES, limit) :]}
    seen = {line.pattern for line in chosen.values()}
    for line in reversed(lines):
        if len(chosen) >= limit:
            break
        if line.decisive and line.pattern not in seen:
            seen.add(line.pattern)
            chosen[line.number] = line
    return [chosen[number] for number in sorted(chosen)]


def _repeats(lines: list[_Line]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in lines:
        if line.decisive:
            counts[line.pattern] = counts.get(line.pattern, 0) + 1
    return counts


def _row(line: _Line, counts: dict[str, int]) -> Row:
    row: Row = {"line": line.number, "at": line.at, "text": line.text, "decisive": line.decisive}
    return {**row, "repeats": counts[line.pattern]} if line.decisive else row
