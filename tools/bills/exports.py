"""FOCUS bills that lie in a folder, by their columns: looked for by `baepo init` and the first run."""

import csv
import gzip
from collections.abc import Iterable
from pathlib import Path

_REQUIRED = frozenset({"billedcost", "billingcurrency", "chargeperiodstart", "resourceid"})
_MOST = 50  # files looked into


def exports_in(folder: Path) -> tuple[Path, ...]:
    """CSV (also .gz) and Parquet files with the columns of FOCUS, by name; what cannot be read is passed over."""
    try:
        files = sorted(p for p in folder.iterdir() if p.name.lower().endswith((".csv", ".csv.gz", ".parquet")))
    except OSError:
        return ()
    return tuple(p for p in files[:_MOST] if {c.strip().lower() for c in _columns(p)} >= _REQUIRED)


def _columns(path: Path) -> Iterable[str]:
    try:
        if path.name.lower().endswith(".parquet"):
            from pyarrow import parquet

            return [str(name) for name in parquet.read_schema(path).names]
        opened = gzip.open if path.name.lower().endswith(".gz") else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except (OSError, EOFError, ValueError, csv.Error):  # ValueError: not UTF-8, or no Parquet
        return []
