"""Whether the billing exports that environments name are there."""

from pathlib import Path

from assistant.doctor.spec import Here, Probe, Result
from assistant.errors import PARTLY
from assistant.language import Text, same
from tools.bills.target import Target


def look(here: Here) -> tuple[Result, ...]:
    return tuple(
        _seen(f"{e.name}: bills", target.path)
        for e in here.environments
        if isinstance(target := e.targets.get("bills"), Target)
    )


def _seen(what: str, path: Path) -> Result:
    path = path.expanduser()
    try:
        found = [path] if path.is_file() else [p for p in sorted(path.iterdir()) if p.suffix in (".csv", ".parquet")]
    except OSError as error:
        told = Text(
            ko=f"{path} 파일을 볼 수 없습니다: {error.strerror}.", en=f"Could not look at {path}: {error.strerror}."
        )
        return Result(what=what, state="failed", detail=told, next=f"ls -l {path.parent}", exit_code=PARTLY)
    if not found:
        told = Text(ko=f"{path} 안에 CSV나 Parquet 파일이 없습니다.", en=f"No CSV or Parquet file in {path}.")
        return Result(what=what, state="failed", detail=told, next=f"ls -l {path}", exit_code=PARTLY)
    size_mb = sum(p.stat().st_size for p in found) / 1e6
    return Result(what=what, state="ok", detail=same(f"{path} · {len(found)} · {size_mb:.1f} MB"))


PROBE = Probe(name="bills", title=Text(ko="청구서", en="Bills"), look=look, limit_s=5)
