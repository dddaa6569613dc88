"""What is measured, a made-up company, and how it is printed, a row a measurement. Used by the benches."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from evals import worlds
from evals.demo_settings import write_settings
from evals.worlds.moto_server import serve


@contextmanager
def company() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="baepo-bench-") as folder:
        home = Path(folder)
        world = worlds.build(1, home / "world", now=datetime.now(UTC))
        with serve(world) as endpoint_url:
            write_settings(home, world, endpoint_url)
            yield home


def row(name: str, seconds: float, note: str, peak_mib: float | None = None) -> None:
    memory = f"{peak_mib:6.0f} MiB" if peak_mib is not None else " " * 10
    print(f"{name:32} {seconds * 1000:9.1f} ms  {memory}  {note}", flush=True)
