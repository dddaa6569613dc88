"""Lines of a log as records: stack traces joined to their head, errors and slow operations marked, records alike counted.

Called by `read_pod_logs`. Pure. Source: what runtimes and loggers of common languages print (JVM, Python, Node, Go, .NET,
klog, zap, logfmt, log4j); "alike" as in Drain (He et al., ICWS 2017): same number of words, four in five of them equal.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LINE_CHARS = 2_000
TRACE_LINES = 8  # of a stack trace, after its head
SLOW_S = 1.0
MOST_PATTERNS = 2_000
_ALIKE = 0.8

_STAMP = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?")
# What programs of many languages print when something is wrong, not the words "error" in "0 errors" or "error_rate=0".
_DECISIVE = re.compile(
    r"\b(panic|fatal|segfault|segmentation fault|traceback|caused by|unhandled|uncaught|out ?of ?memory|oom|killed|"
    r"permission denied|access denied|unauthori[sz]ed|forbidden|refused|timed? ?out|no such (?:file|host)|not found|"
    r"cannot|can't|couldn't|could not|unable to|failed|failure|missing|is not set|invalid|unknown flag|"
    r"does not exist|already in use|address in use|mismatch|name resolution|nxdomain|servfail|unavailable|"
    r"unreachable|deadlock|panicked|not defined|unrecognized|"
    r"violates|duplicate entry|expired|no space left|too many (?:open files|connections))\b"
    r"|(?:Error|Exception)\b(?!s?[=_])|\b(?:ERROR|FATAL|CRIT(?:ICAL)?|SEVERE|EMERG|PANIC)\b"
    r'|"?level"?[=:] ?"?(?:error|fatal|panic|critical)|^(?:E|F)\d{4} |^error:',
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"\b(?:0|no) (?:errors?|failures?|failed)\b|\berrors?[=:] ?0\b|\bfailed[=:] ?0\b", re.IGNORECASE)
_WORST = re.compile(
    r"\b(?:panic(?:ked)?|fatal|segfault|traceback|uncaught|unhandled|out ?of ?memory|oom|emerg|critical)\b|Exception\b|\w+Error\b"
)
_BAD = re.compile(r'\b(?:ERROR|SEVERE)\b|level"?[=:] ?"?error|^E\d{4} |\berr(?:or)?=|^error:|\bError=', re.IGNORECASE)
_MILD = re.compile(r'\b(?:INFO|DEBUG|TRACE)\b|level"?[=:] ?"?(?:info|debug|trace)')

_FRAME = re.compile(r'^\s*(?:at [\w$.<>/\[\]]+|File ".+", line \d+|\.\.\. \d+ (?:more|common frames)|Caused by: )')
_GO_FRAME = re.compile(r"^(?:goroutine \d+ \[|created by |\S+\(.*\)$|\s+\S+\.go:\d+|exit status \d+)")
_RUST_PANIC = re.compile(r"panicked at \S+:$")
_CHAINED = re.compile(r"During handling of the above exception|The above exception was the direct cause")
_CAUSE = re.compile(r"^\s*(?:Caused by: |(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception)\b)")

_UNITS_S = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
_DURATION = re.compile(
    r"\b(?P<word>in|took|takes|taken|elapsed|duration|latency|response[ _]?time|request[ _]?time|query[ _]?time|cost|spent)"
    r'(?P<suffix>_ms|_us|_ns|_s|_seconds|Ms)?"?(?:[=: ]{1,3}|:? ?\(?)"?(?P<number>\d+(?:\.\d+)?) ?'
    r"(?P<unit>ns|us|µs|μs|ms|milliseconds?|msecs?|seconds?|secs?|s|minutes?|mins?|m)?\b",
    re.IGNORECASE,
)
# Long by intent: not what makes a request slow.
_NOT_WORK = re.compile(
    r"\b(?:start(?:ed|up|ing)?|boot(?:ed)?|uptime|interval|every|next|retry\w*|sleep\w*|expire\w*|ttl)\b", re.I
)

_DIGITS = re.compile(r"\d+")
_CHANGING = re.compile(
    r"0x[0-9a-f]+|\b[0-9a-f]{8,}\b|\b(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{8,}\b|'[^']{1,80}'|\d+(?:\.\d+)?",
    re.IGNORECASE,
)


@dataclass(kw_only=True)
class Record:
    """One line, or the head of a stack trace with what follows it. `rank`: 0 no error, 1 a word of failure, 3 a crash."""

    number: int
    at: str
    text: str
    rank: int
    seconds: float | None
    trace: list[str] = field(default_factory=list)
    more: int = 0  # lines of the trace that were left out
    cause: str = ""  # the innermost cause that a trace names
    follows_traceback: bool = False
    _pattern: str = ""

    @property
    def decisive(self) -> bool:
        return self.rank > 0

    @property
    def slow(self) -> bool:
        return self.seconds is not None and self.seconds >= SLOW_S

    @property
    def pattern(self) -> str:
        """The text without what differs from line to line."""
        if not self._pattern:
            self._pattern = _CHANGING.sub("#", f"{self.text} {self.cause}".strip()[:400])[:300] or "#"
        return self._pattern

    @property
    def whole(self) -> str:
        return "\n".join([self.text, *self.trace])


@dataclass(kw_only=True)
class Group:
    """Records alike, in the order of the log."""

    records: list[Record]

    @property
    def last(self) -> Record:
        return self.records[-1]

    @property
    def slowest(self) -> Record:
        return max(self.records, key=lambda r: r.seconds or 0.0)

    @property
    def rank(self) -> int:
        return self.last.rank


def records(text: str) -> list[Record]:
    """The records of a log in its order; each line may begin with the time that the API server gives it."""
    found: list[Record] = []
    known: dict[str, tuple[bool, bool]] = {}  # by the line without its digits, since most lines repeat
    for number, line in enumerate(text.splitlines(), 1):
        stamp = _STAMP.match(line)
        content = line[stamp.end() if stamp else 0 :][:LINE_CHARS]
        if not content.strip() and found and not _panics(found[-1]):
            continue  # a blank line tells nothing, and must not part a stack trace
        if found and _continues(found[-1], content):
            _join(found[-1], content)
        else:
            kind = _DIGITS.sub("#", content)
            if kind not in known:
                known[kind] = (bool(_DECISIVE.search(content)), bool(_DURATION.search(content)))
            found.append(_record(number, stamp[1] if stamp else "", content, *known[kind]))
    return found


def groups(found: Iterable[Record]) -> list[Group]:
    """Records alike together, groups in the order of their first record."""
    exact: dict[str, Group] = {}
    for record in found:
        group = exact.get(record.pattern)
        if group is None:
            exact[record.pattern] = Group(records=[record])
        else:
            group.records.append(record)
    return _merged(exact) if len(exact) <= MOST_PATTERNS else list(exact.values())


def _record(number: int, at: str, text: str, decisive: bool, timed: bool) -> Record:
    """`decisive` and `timed` say what lines of its kind may hold; the line itself is looked at again."""
    rank, seconds = _rank(text) if decisive else 0, duration_s(text) if timed else None
    return Record(number=number, at=at, text=text, rank=rank, seconds=seconds)


def _rank(text: str) -> int:
    if not _DECISIVE.search(text) or _HARMLESS.search(text):
        return 0
    if _WORST.search(text) and not _MILD.search(text):
        return 3
    return 2 if _BAD.search(text) else 1


def _panics(head: Record) -> bool:
    return head.text.startswith(("panic:", "fatal error:"))


def _continues(head: Record, line: str) -> bool:
    panics = _panics(head)
    if _RUST_PANIC.search(head.text) and not head.trace:
        return bool(line.strip())  # the message stands below the place
    if _CHAINED.match(line):
        return head.decisive
    if not line.strip():
        return panics and not head.trace  # Go leaves a blank line before its goroutines
    if _FRAME.match(line):
        return True
    if panics and _GO_FRAME.match(line):
        return True
    if head.follows_traceback:  # the line that names a Python exception is the first that is not indented
        return True
    return line[0].isspace() and (head.decisive or bool(head.trace))


def _join(head: Record, line: str) -> None:
    stripped = line.strip()
    if _CHAINED.match(line):
        head.follows_traceback = True  # the next traceback is of the same failure
    elif "Traceback (most recent call last)" in head.text or "Traceback (most recent call last)" in stripped:
        head.follows_traceback = line[0].isspace() or stripped.startswith("Traceback")
    if _RUST_PANIC.search(head.text) and not head.trace:
        head.cause = stripped
    if (_CAUSE.match(line) and not _FRAME.match(line)) or stripped.startswith("Caused by: "):
        head.cause = stripped
    head.rank = max(head.rank, _rank(stripped), 3 if _FRAME.match(line) and head.rank else 0)
    if len(head.trace) < TRACE_LINES or head.cause == stripped:
        head.trace.append(line.rstrip())
    else:
        head.more += 1


def duration_s(text: str) -> float | None:
    """The longest time that a line says an operation took; None when it says none."""
    if not any(c.isdigit() for c in text) or _NOT_WORK.search(text):
        return None
    found = [s for match in _DURATION.finditer(text) if (s := _seconds(match)) is not None]
    return max(found, default=None)


def _seconds(match: "re.Match[str]") -> float | None:
    unit = (match["unit"] or "").lower()
    suffix = (match["suffix"] or "").lower().lstrip("_")
    if not unit and not suffix:
        return None  # a number without a unit may be anything
    unit = {"milliseconds": "ms", "millisecond": "ms", "msec": "ms", "msecs": "ms"}.get(unit or suffix, unit or suffix)
    if unit.startswith("sec"):
        unit = "s"
    elif unit.startswith("min"):
        unit = "m"
    return float(match["number"]) * _UNITS_S[unit]


def _merged(exact: dict[str, Group]) -> list[Group]:
    """Patterns that differ in few words made one group."""
    by_length: dict[int, list[tuple[list[str], Group]]] = {}
    merged: list[Group] = []
    for pattern, group in exact.items():
        words = pattern.split()
        same = next((g for other, g in by_length.get(len(words), ()) if _alike(words, other)), None)
        if same is not None and (same.rank > 0) == (group.rank > 0):
            same.records.extend(group.records)
            continue
        by_length.setdefault(len(words), []).append((words, group))
        merged.append(group)
    for group in merged:
        group.records.sort(key=lambda r: r.number)
    return merged


def _alike(words: list[str], other: list[str]) -> bool:
    return len(words) > 4 and sum(a == b for a, b in zip(words, other, strict=True)) >= _ALIKE * len(words)


def containing(found: Iterable[Record], term: str) -> Iterator[Record]:
    """The records that hold a text, whatever its case."""
    wanted = term.casefold()
    return (r for r in found if wanted in r.whole.casefold())
