"""SQL over evidence: each one that is named becomes a table, and nothing else can be reached."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from assistant.errors import Failed, UsageError
from assistant.language import Text
from tools.spec import Row

TIMEOUT_S = 20.0
_MEMORY = "512MB"
_ROWS = 1000


class Rows(NamedTuple):
    """What SQL answered."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    cut: bool  # more exist than `rows` holds


def query(sql: str, items_of: Callable[[str], Sequence[Row]], *, timeout_s: float = TIMEOUT_S) -> Rows:
    """At most 1,000 rows of read-only SQL; `items_of` gives those of an evidence id, each a table: `SELECT * FROM E3`.

    No file, network, extension or setting can be reached from the SQL, and memory and time are limited.
    Raises `UsageError` for SQL that does not run, `Failed` for one that takes too long, and what `items_of` raises.
    """
    import duckdb

    named = list(dict.fromkeys(re.findall(r"\bE(\d+)\b", sql)))
    database = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "threads": 1,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        for number in named:
            _as_table(database, f"E{number}", items_of(f"E{number}"))
        database.execute("SET temp_directory = ''")  # nothing of it reaches the disk
        database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        return _limited(database, sql, timeout_s)
    except duckdb.InterruptException as error:
        raise Failed(
            Text(ko=f"SQL이 {timeout_s:g}초 넘게 걸렸습니다.", en=f"The SQL took longer than {timeout_s:g} s."),
            remedy=Text(ko="더 적게 물어보세요.", en="Ask for less."),
        ) from error
    except duckdb.Error as error:
        message = str(error).splitlines()[0]
        raise UsageError(
            Text(ko=f"SQL을 실행하지 못했습니다: {message}", en=f"The SQL did not run: {message}"),
            remedy=Text(ko="표 이름은 E3 같은 근거 번호입니다.", en="Tables are evidence ids, such as E3."),
        ) from error
    finally:
        database.close()


def _as_table(database: Any, name: str, items: Sequence[Row]) -> None:
    """One column per field that any item has; nested values stay JSON."""
    import pyarrow

    fields = list(dict.fromkeys(key for item in items for key in item)) or ["empty"]
    arrays, columns = [], []
    for number, (field, column) in enumerate(zip(fields, _distinct(fields), strict=True)):
        kind = _type(items, field)
        values = [_scalar(item.get(field)) for item in items]
        if kind in ("BOOLEAN", "DOUBLE"):
            arrays.append(pyarrow.array(values, pyarrow.bool_() if kind == "BOOLEAN" else pyarrow.float64()))
        else:
            arrays.append(pyarrow.array([v if v is None else str(v) for v in values], pyarrow.string()))
        columns.append(f'CAST(c{number} AS {kind}) AS "{column}"')
    database.register("rows_given", pyarrow.table(arrays, [f"c{n}" for n in range(len(arrays))]))
    database.execute(f'CREATE TABLE "{name}" AS SELECT {", ".join(columns)} FROM rows_given')
    database.unregister("rows_given")


def _distinct(fields: list[str]) -> list[str]:
    """Quoted column names: SQL tells no `Name` from `name`, so the second one gets a number."""
    taken: set[str] = set()
    names: list[str] = []
    for field in fields:
        name, number = field or "empty", 2
        while name.lower() in taken:
            name, number = f"{field}_{number}", number + 1
        taken.add(name.lower())
        names.append(name.replace('"', '""'))
    return names


def _type(items: Sequence[Row], name: str) -> str:
    kinds = {type(item[name]) for item in items if item.get(name) is not None}
    if kinds == {bool}:
        return "BOOLEAN"
    if kinds == {int}:
        return "HUGEINT"
    if kinds and kinds <= {int, float}:
        return "DOUBLE"
    return "JSON" if kinds and kinds <= {dict, list} else "VARCHAR"


def _scalar(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _limited(database: Any, sql: str, timeout_s: float) -> Rows:
    import threading

    timer = threading.Timer(timeout_s, database.interrupt)
    timer.daemon = True
    timer.start()
    try:
        result = database.execute(sql)
        if result is None:
            raise UsageError(
                Text(ko="SQL이 들어 있지 않습니다.", en="There is no SQL in that."),
                remedy=Text(ko='예: "SELECT * FROM E3".', en='For example: "SELECT * FROM E3".'),
            )
        columns = [d[0] for d in result.description or []]
        rows = result.fetchmany(_ROWS + 1) if columns else []
        return Rows(columns, rows[:_ROWS], len(rows) > _ROWS)
    except RuntimeError as error:  # how DuckDB tells of a Ctrl-C that it noticed itself
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise
    finally:
        timer.cancel()
