"""Bills in the FOCUS format: `connect(target)` is called by `assistant.toolbox`. The only module that imports DuckDB.

Reads CSV (also .gz) and Parquet files of FOCUS 1.0, https://focus.finops.org/focus-specification/v1-0/, in the shapes
providers really export: the word NULL for nothing, extra columns, times with and without a zone.
"""

import csv
import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from tools.bills.target import Target
from tools.spec import BadRequest, Call, Denied, Reason, Unavailable

READ = "read bill"
_MEMORY_LIMIT = "512MB"
_THREADS = 2
_LOOK_TIMEOUT_S = 20.0
_REQUIRED = ("BilledCost", "BillingCurrency", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd", "ResourceId")
_OPTIONAL = (
    "EffectiveCost",
    "ServiceName",
    "ServiceCategory",
    "ResourceType",
    "ResourceName",
    "RegionId",
    "SubAccountId",
    "Tags",
    "ChargeDescription",
    "SkuId",
    "ConsumedQuantity",
    "ConsumedUnit",
)
_SUFFIXES = (".csv", ".csv.gz", ".parquet")


def connect(target: Target, *, mode: Literal["read", "write"] = "read") -> "BillConnection":
    """A connection that has not opened the files yet. A bill is a recording: there is nothing to write."""
    return BillConnection(target)


@dataclass(frozen=True, kw_only=True)
class Window:
    """Whole days in UTC, `until` excluded, both as ISO dates; "" when the bill has no usage."""

    since: str
    until: str
    unreadable: int  # lines of the whole bill whose cost or time does not parse: they are in no sum
    missing: str = ""  # the part of the days asked for that the bill does not hold

    @property
    def last_day(self) -> str:
        return last_day(self.until)

    @property
    def days(self) -> int:
        return (date.fromisoformat(self.until) - date.fromisoformat(self.since)).days if self.until else 0

    def before(self) -> tuple[str, str]:
        """The days it is compared with, `until` excluded; ("", "") when there are none.

        Whole months are compared with as many months before them, a month or week up to a day with the same days of the
        one before, anything else with as many days just before.
        """
        if not self.since:
            return "", ""
        since, until = date.fromisoformat(self.since), date.fromisoformat(self.until)
        first, end = since - timedelta(days=self.days), since
        if since.day == 1 and until.day == 1:
            first = months_later(since, (since.year - until.year) * 12 + since.month - until.month)
        elif since.day == 1 and (since.year, since.month) == (until.year, until.month):
            first = months_later(since, -1)
            end = min(first + timedelta(days=self.days), since)
        elif since.weekday() == 0 and self.days < 7:
            first, end = since - timedelta(days=7), until - timedelta(days=7)
        return first.isoformat(), end.isoformat()


def last_day(until: str) -> str:
    """The day before, as an ISO date; "" of ""."""
    return (date.fromisoformat(until) - timedelta(days=1)).isoformat() if until else ""


def months_later(first: date, months: int) -> date:
    """The first day of the month that is so many months later; before, where `months` is negative."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


class BillConnection:
    """One bill, shared by threads: one engine, and for every read a cursor with temporary views of its own."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._lock = threading.Lock()
        self._engine: Any = None

    def identity(self) -> str:
        """A file has none, "", but it must be there and be a bill. Raises `Unavailable`."""
        call = Call(operations=frozenset({READ}), deadline=time.monotonic() + _LOOK_TIMEOUT_S)
        with self.bound(call).charges():
            return ""

    def bound(self, call: Call) -> "BillReader":
        return BillReader(self, call)

    def cursor(self) -> Any:
        import duckdb

        with self._lock:
            if self._engine is None:
                self._engine = duckdb.connect(
                    ":memory:",
                    config={
                        "memory_limit": _MEMORY_LIMIT,
                        "threads": _THREADS,
                        "autoinstall_known_extensions": False,
                        "autoload_known_extensions": False,
                    },
                )
            return self._engine.cursor()


class BillReader:
    """What a tool is handed: SQL over the view `charges`, within one call's deadline and cancellation."""

    def __init__(self, connection: BillConnection, call: Call) -> None:
        self._connection = connection
        self._call = call

    @property
    def label(self) -> str:
        return self._connection.target.label

    @contextmanager
    def charges(self) -> Iterator["Charges"]:
        """The bill, opened. Raises: `Unavailable` when a file is missing, cut off or not FOCUS; `Denied`."""
        if READ not in self._call.operations:
            raise Denied(f"{READ} was not declared for this call.", permission=READ)
        path = self._connection.target.path
        files = _files(path)
        import duckdb

        cursor = self._connection.cursor()
        ended = threading.Event()
        watch = threading.Thread(target=_interrupt_late, args=(cursor, self._call, ended), daemon=True)
        watch.start()
        try:
            cursor.execute("SET TimeZone = 'UTC'")  # what a time without a zone means
            selects = " UNION ALL BY NAME ".join(_select(cursor, file) for file in files)
            cursor.execute(f"CREATE TEMPORARY VIEW charges AS {selects}")
            yield Charges(cursor, self._call)
        except duckdb.InterruptException as error:
            raise _stopped(self._call) from error
        except duckdb.OutOfMemoryException as error:
            raise Unavailable(
                f"The bill needs more than {_MEMORY_LIMIT} of memory to read.",
                remedy="Export fewer days, as Parquet.",
                reason=Reason(code="bill_too_large", parts={"most": _MEMORY_LIMIT}),
            ) from error
        except duckdb.Error as error:
            raise _unreadable(path, str(error)) from error
        finally:
            ended.set()
            watch.join()
            cursor.close()


class Charges:
    """An open bill. `charges` has the columns of FOCUS as text, and parsed: `cost`, `effective`, `starts`, `ends`."""

    def __init__(self, engine: Any, call: Call) -> None:
        self._engine = engine
        self._call = call

    def rows(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        if self._call.cancelled.is_set() or time.monotonic() >= self._call.deadline:
            raise _stopped(self._call)
        result = self._engine.execute(sql, list(parameters))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def window(self, days: int) -> Window:
        """The last `days` whole days of the bill.

        A day is whole when usage is charged up to its end; charges longer than a day (upfront fees) do not count, they
        end in the future.
        """
        if not 1 <= days <= 400:
            raise BadRequest(f"days must be 1 to 400, not {days}.")
        found = self.rows(
            "SELECT CAST(CAST(e AS DATE) AS VARCHAR) AS until, CAST(CAST(e AS DATE) - CAST($1 AS INTEGER) AS VARCHAR) "
            "AS since, unreadable FROM (SELECT "
            "max(ends) FILTER (ChargeCategory = 'Usage' AND ends - starts <= INTERVAL 1 DAY) AS e, "
            "count(*) FILTER (cost IS NULL OR starts IS NULL OR ends IS NULL) AS unreadable FROM charges)",
            days,
        )[0]
        return Window(since=found["since"] or "", until=found["until"] or "", unreadable=found["unreadable"])

    def first_day(self) -> str:
        """The earliest day with a charge, as an ISO date; "" without any."""
        return self.rows("SELECT CAST(CAST(min(starts) AS DATE) AS VARCHAR) AS begins FROM charges")[0]["begins"] or ""

    def between(self, since: str | None, until: str | None, *, days: int) -> Window:
        """The whole days from `since` until `until`, both included, that the bill holds; without them the last `days`.

        Either may be left out: until the last whole day, or `days` days long.
        """
        whole = self.window(days)
        if (since is None and until is None) or not whole.until:
            return whole
        last = _day(until) if until is not None else date.fromisoformat(whole.last_day)
        first = _day(since) if since is not None else last - timedelta(days=days - 1)
        if first > last:
            raise BadRequest(f"since must not be after until: {first} is after {last}.")
        held_first = max(first, date.fromisoformat(self.first_day()))
        held_last = min(last, date.fromisoformat(whole.last_day))
        if held_first > held_last:
            return Window(since="", until="", unreadable=whole.unreadable, missing=f"{first} ~ {last}")
        gaps = [
            f"{a} ~ {b}"
            for a, b in ((first, held_first - timedelta(days=1)), (held_last + timedelta(days=1), last))
            if a <= b
        ]
        return Window(
            since=held_first.isoformat(),
            until=(held_last + timedelta(days=1)).isoformat(),
            unreadable=whole.unreadable,
            missing=", ".join(gaps),
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise BadRequest(f"since and until must be dates such as 2025-11-01, not {text!r}.") from error


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise Unavailable(
            f"There is no bill at {path}.",
            remedy="Correct `path` in `[environments.<name>.bills]`.",
            reason=Reason(code="no_bill", parts={"path": str(path)}),
        )
    if path.is_file():
        if not path.name.lower().endswith(_SUFFIXES):
            raise Unavailable(
                f"{path.name} is neither CSV nor Parquet.",
                remedy="Export the bill as FOCUS CSV or Parquet.",
                reason=Reason(code="no_bill_format", parts={"file": path.name}),
            )
        return [path]
    files = sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(_SUFFIXES))
    if not files:
        raise Unavailable(
            f"The folder {path} holds no .csv, .csv.gz or .parquet file.",
            remedy="Export the bill there.",
            reason=Reason(code="empty_bill_folder", parts={"path": str(path)}),
        )
    return files


def _select(cursor: Any, path: Path) -> str:
    """The columns used, found by name whatever their case, typed the same for every file."""
    if path.suffix.lower() == ".parquet":
        source, columns = f"read_parquet({_quoted(str(path))})", _parquet_columns(cursor, path)
    else:
        columns = _csv_columns(path)
        # A given dialect and column list, so that a line with too few fields is an error and not a new dialect
        types = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in columns)
        source = (
            f"read_csv({_quoted(str(path))}, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
            f"columns={{{types}}}, nullstr=['NULL', 'null', ''], strict_mode=true)"
        )
    by_name = {name.lower(): name for name in columns}
    missing = [name for name in _REQUIRED if name.lower() not in by_name]
    if missing:
        raise Unavailable(
            f"{path.name} is not a FOCUS bill: it has no column {', '.join(missing)}.",
            remedy="Export with the FOCUS 1.0 column set.",
            reason=Reason(code="no_focus_bill", parts={"file": path.name, "columns": ", ".join(missing)}),
        )

    def text(name: str) -> str:
        present = by_name.get(name.lower())
        if present and name == "Tags" and path.suffix.lower() == ".parquet":  # a map there, JSON in CSV
            return f"CAST(to_json({_identifier(present)}) AS VARCHAR)"
        return f"nullif(CAST({_identifier(present)} AS VARCHAR), 'NULL')" if present else "CAST(NULL AS VARCHAR)"

    kept = ", ".join(f"{text(name)} AS {name}" for name in (*_REQUIRED, *_OPTIONAL))
    return (
        "SELECT *, TRY_CAST(BilledCost AS DECIMAL(38, 18)) AS cost, "
        "TRY_CAST(EffectiveCost AS DECIMAL(38, 18)) AS effective, "
        "TRY_CAST(ConsumedQuantity AS DECIMAL(38, 18)) AS consumed, "
        "CAST(TRY_CAST(ChargePeriodStart AS TIMESTAMPTZ) AS TIMESTAMP) AS starts, "
        "CAST(TRY_CAST(ChargePeriodEnd AS TIMESTAMPTZ) AS TIMESTAMP) AS ends "
        f"FROM (SELECT {kept} FROM {source})"
    )


def _csv_columns(path: Path) -> list[str]:
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), [])
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from error
    if not header:
        raise Unavailable(
            f"{path.name} is empty.",
            remedy="Export the bill again.",
            reason=Reason(code="empty_bill", parts={"file": path.name}),
        )
    return header


def _parquet_columns(cursor: Any, path: Path) -> list[str]:
    return [row[0] for row in cursor.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _unreadable(path: Path, reason: str) -> Unavailable:
    first = reason.strip().splitlines()[0] if reason.strip() else "unknown reason"
    return Unavailable(
        f"{path.name} could not be read to its end: {first}",
        remedy="It is damaged or cut off: export or copy it again, and compare its size.",
        reason=Reason(code="damaged_bill", parts={"file": path.name, "quote": first}),
    )


def _stopped(call: Call) -> Unavailable:
    if call.cancelled.is_set():
        return Unavailable("Stopped before the bill was read.", reason=Reason(code="bill_stopped", parts={}))
    return Unavailable(
        "Out of time before the bill was read.",
        remedy="Ask about fewer days, or export as Parquet.",
        reason=Reason(code="bill_late", parts={}),
    )


def _interrupt_late(engine: Any, call: Call, ended: threading.Event) -> None:
    """Ends a running query at the deadline or soon after a cancellation."""
    while not ended.wait(0.05):
        if call.cancelled.is_set() or time.monotonic() >= call.deadline:
            engine.interrupt()
