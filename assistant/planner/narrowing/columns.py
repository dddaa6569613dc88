"""What the fields of rows mean, whichever tool they come from: age, size, restarts, cost. Called by the planner's narrowing.

One table: a question's word ("재시작", "bigger", "older") leads to a meaning, a meaning to the first field a row has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from assistant.language import Text
from assistant.patterns import Lazy

Row = Mapping[str, Any]
Value = Decimal | datetime | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One meaning. `fields` are looked for in this order, `a.b` inside an object; `words` name it in a question (regex)."""

    meaning: str
    kind: Literal["time", "number", "size", "money", "text"]
    fields: tuple[str, ...]
    label: Text
    words: str = ""


def _column(
    meaning: str,
    kind: Literal["time", "number", "size", "money", "text"],
    fields: str,
    ko: str,
    en: str,
    words: str = "",
) -> Column:
    return Column(meaning=meaning, kind=kind, fields=tuple(fields.split()), label=Text(ko=ko, en=en), words=words)


UNKNOWN = "unknown"  # named by a question, and known to no row
_ALL = (
    _column("created", "time", "created_at launched_at started_at last_at at", "만든 때", "created"),
    _column("launched", "time", "launched_at", "시작한 때", "started"),
    _column(
        "stopped", "time", "stopped_at", "멈춘 때", "stopped",
        r"언제(?:부터)?\s*(?:꺼|멈|중지|정지)\S*|(?:since\s+when|how\s+long|when)\s+(?:was|were|has|have|did|is|are)\b.{0,24}\bstop\w*",
    ),
    _column("ended", "time", "last_end_at", "마지막 재시작", "last restarted"),
    _column("happened", "time", "last_at at first_at", "일어난 때", "happened"),
    _column(
        "size", "size", "size_gib capacity requested", "크기", "size",
        r"크기|용량|사이즈|size|capacity|storage|how\s+(?:big|large)",
    ),
    _column(
        "restarts", "number", "restarts", "재시작", "restarts",
        r"(?:재시작|재기동|리스타트)(?:\s*횟수)?|restart(?:s|ed|ing)?|crash(?:es|ed)?",
    ),
    _column(
        "replicas", "number", "desired replicas current", "레플리카", "replicas",
        r"레플리카|복제본|replicas?|copies|scaled",
    ),
    _column("increase", "money", "increase", "증가", "increase", (
            r"증가|늘어난|늘어나|늘어날|늘었|늘까|오를|오른|올랐|상승|뛴|뛰었|increas\w*|grew|rose|risen|jump\w*|climb\w*|(?:went|gone|go"
            r"|going)\s+up"
        )),
    _column("decrease", "money", "increase", "감소", "decrease", (
            r"감소|줄었|줄어든|줄어들었|내렸|내려갔|내려간|떨어졌|하락|decreas\w*|dropp?(?:ed)?|fell|fallen|(?:went|gone|go|going|came|come)\s+down"
        )),
    _column("growth", "number", "growth", "증가율", "growth"),
    _column(
        "cost", "money", "cost saving charged", "비용", "cost",
        r"비용|요금|금액|돈|비싼|비싸|cost(?:s|ing|ly|liest)?|spen[dt]\w*|charges?|priced?|paid",
    ),
    _column("memory", "size", "memory allocatable.memory memory_used memory_not_requested", "메모리", "memory", (
            r"메모리|램|memory|mem|ram"
        )),
    _column("cpu", "number", "cpu allocatable.cpu cpu_used cpu_not_requested", "CPU", "CPU", (
            r"cpus?|씨피유|시피유|코어|cores?"
        )),
    _column("usage", "number", "maximum average", "사용량", "usage", r"사용률|사용량|usage|utili[sz]ation|부하|load"),
    # What is in use: by cluster as quantities, by CloudWatch as numbers of a row's one metric.
    _column("memory_used", "number", "memory_used maximum average", "메모리 사용량", "memory in use"),
    _column("cpu_used", "number", "cpu_used maximum average", "CPU 사용량", "CPU in use"),
    _column("expires", "time", "expires_at", "만료", "expiry", r"만료\S*|expir\w*"),
    _column("iops", "number", "iops", "IOPS", "IOPS", r"iops|아이옵스"),
    _column("failures", "number", "failed", "실패", "failed", r"실패|failures?|failed"),
    _column("times", "number", "repeats count", "횟수", "times", r"횟수|반복|발생|times|occurrences?|repeat\w*|frequent\w*"),
    _column("resources", "number", "resources", "리소스 수", "resources", r"리소스|resources?"),
    _column("duration", "number", "longest_s", "초", "seconds", r"느(?:린|려|리|림)|오래 걸린|slow\w*|latency|duration"),
    _column("endpoints", "number", "endpoints", "엔드포인트", "endpoints", r"엔드포인트|endpoints?"),
    _column(UNKNOWN, "number", "", "알 수 없음", "unknown"),
    _column("name", "text", "name about id", "이름", "name"),
    _column("node", "text", "node", "노드", "node", r"노드|nodes?"),
    _column("image", "text", "images version", "이미지", "image", r"이미지|images?|버전|태그|versions?|tags?"),
    _column("message", "text", "message text reason", "메시지", "message", r"메시지|message"),
    _column("reason", "text", "reason", "이유", "reason"),
    _column("changed_by", "text", "change_cause", "변경 기록", "change cause", r"누가|누구|whom?"),
    _column("changes", "text", "changes", "바뀐 것", "changes", r"바뀌\S*|바뀐|바뀔|변경|차이|달라\S*|chang\w+|diff\w*"),
    _column("type", "text", "type class", "유형", "type"),
    _column("region", "text", "region", "리전", "region"),
    _column("service", "text", "service", "서비스", "service"),
    _column("charged_for", "text", "charged_for", "과금 항목", "charged for"),
    _column("resource", "text", "id", "리소스", "resource"),
    _column("node", "text", "node", "노드", "node"),
    _column("owner", "text", "managed_by owner", "소유자", "owner", (
            r"소유자|주인|담당자?|오너|누구\s*(?:거|것|꺼|껀|건|소유)|어느\s*팀\s*(?:거|것|꺼|소유|건)|owners?|whose|who(?:\s+\w+)?\s+owns?"
            r"|(?:which|what)\s+team\s+(?:owns|has)|belongs?\s+to"
        )),
    _column("limits", "text", "limits", "한도", "limits", r"한도|리밋|리미트|limits?"),
    _column("requests", "text", "requests", "요청량", "requests", r"요청량?|리퀘스트|requests?"),
    _column("tls", "text", "tls", "TLS", "TLS", r"tls|https|ssl|인증서|certificates?"),
    _column("ip", "text", "public_ip cluster_ip private_ip", "IP", "IP"),
    _column("address", "text", "public_ip", "공인 IP", "public IP", r"공인\s*(?:ip|아이피)|public\s+ips?(?:\s+address(?:es)?)?"),
)  # fmt: skip
COLUMNS = {column.meaning: column for column in _ALL}
_WORDS = tuple((c, Lazy(rf"(?<![a-z0-9_-])(?:{c.words})(?![a-z0-9_])")) for c in _ALL if c.words)
_QUANTITY = Lazy(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[A-Za-z]*)", 0)
_GIB = {
    "": Decimal(1) / 2**30, "k": Decimal(1000) / 2**30, "Ki": Decimal(1) / 2**20, "M": Decimal(10**6) / 2**30,
    "Mi": Decimal(1) / 1024, "G": Decimal(10**9) / 2**30, "Gi": Decimal(1), "T": Decimal(10**12) / 2**30,
    "Ti": Decimal(1024),
}  # fmt: skip


def named_in(text: str) -> list[tuple[Column, int, int]]:
    """The columns that words of `text` name, in reading order, with the place of the word."""
    found = [(column, m.start(), m.end()) for column, pattern in _WORDS for m in pattern.finditer(text)]
    inside = [
        f
        for f in found
        if any(o is not f and o[1] <= f[1] and f[2] <= o[2] and o[2] - o[1] > f[2] - f[1] for o in found)
    ]
    return sorted((f for f in found if f not in inside), key=lambda f: f[1])


def field_of(column: Column, rows: Sequence[Row]) -> str:
    """The field that holds it in these rows; "" where they have none."""
    return next((f for f in column.fields if any(has(row, f) for row in rows)), "")


def has(row: Row, field: str) -> bool:
    """Whether the row has the field at all, be it empty."""
    outer, _, inner = field.partition(".")
    if field in ("increase", "growth"):
        return "cost" in row and "before" in row
    return outer in row and (not inner or isinstance(row[outer], Mapping))


def raw(row: Row, field: str) -> Any:
    """What the row holds there; None where it has nothing."""
    if field in ("increase", "growth"):
        cost, before = decimal(row.get("cost")), decimal(row.get("before"))
        if cost is None or before is None or (field == "growth" and before <= 0):
            return None
        return cost - before if field == "increase" else (cost - before) / before * 100
    outer, _, inner = field.partition(".")
    value = row.get(outer)
    return value.get(inner) if inner and isinstance(value, Mapping) else value


def value_of(row: Row, column: Column, field: str) -> Value | None:
    """The value as it compares: a time, a number (sizes in GiB), lower-case text. None: not known."""
    value = raw(row, field)
    if value is None or (value == "" and column.kind != "text"):
        return None
    if column.kind == "time":
        return moment(value)
    if column.kind == "text":
        return ", ".join(map(str, value)).lower() if isinstance(value, list | tuple) else str(value).lower()
    if column.kind == "size" and not field.endswith("_gib"):
        return gib(str(value))
    if field == "memory_used":
        return gib(str(value))
    if column.meaning in ("cpu", "cpu_used") and str(value).endswith("m"):
        cores = decimal(str(value)[:-1])
        return None if cores is None else cores / 1000
    return decimal(value)


def moment(value: Any) -> datetime | None:
    """An ISO time, in UTC."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def gib(quantity: str) -> Decimal | None:
    """A quantity of Kubernetes in GiB: `512Mi` is 0.5."""
    match = _QUANTITY.fullmatch(quantity)
    if not match or match["unit"] not in _GIB:
        return None
    return Decimal(match["number"]) * _GIB[match["unit"]]
