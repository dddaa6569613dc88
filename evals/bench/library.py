"""Searching and syncing own documents: 2,000 and 50,000 passages. `python -m evals.bench.library [--large]`."""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from evals.bench import measure
from evals.bench.table import row
from knowledge.embedding import DEFAULT, named
from knowledge.index.search import Searcher
from knowledge.index.sync import writing
from knowledge.sources.spec import Source

_SMALL, _LARGE = 2_000, 50_000
_QUESTIONS = (
    "파드가 계속 재시작될 때 어떻게 해?",
    "how do I roll back the gateway",
    "스냅샷에서 볼륨을 복구하는 순서",
    "queue is full",
)
_SENTENCES = (
    "The {a} service stops accepting connections when the {b} queue of the {c} is full.",
    "{a} 파드가 재시작을 반복하면 {b} 설정과 {c} 로그를 먼저 확인합니다.",
    "Restart the {a} deployment only after the {b} snapshot of {c} has been verified.",
    "{a} 볼륨의 스냅샷을 만든 다음 {b} 노드에서 {c} 디스크를 분리합니다.",
    "Check `kubectl get pods -n {a}` and compare the {b} selector with the labels of {c}.",
    "{a} 배포를 되돌릴 때는 {b} 마이그레이션이 {c} 데이터와 맞는지 봅니다.",
)
_NAMES = tuple(
    f"{x}-{y}"
    for x in ["checkout", "booking", "gateway", "ledger", "search", "mail", "stock", "price"]
    for y in ["api", "db", "worker", "cache"]
)


def main() -> None:
    _bench(_SMALL)
    if "--large" in sys.argv:
        _bench(_LARGE)


def _bench(many: int) -> None:
    """Index, query, sync again; beside bare embedding of one question and beside a bare process."""
    with tempfile.TemporaryDirectory(prefix="baepo-bench-") as scratch:
        docs, index = Path(scratch, "docs"), Path(scratch, "index")
        _write(docs, many)
        embedder = named(DEFAULT, cache=Path(scratch, "embedders"))
        embedder.embed(["warm"])
        source = Source(name="bench", kind="folder", location=str(docs))
        start = time.perf_counter()
        with writing(index, embedder) as writer:
            writer.add(source, at="")
            writer.sync([source], at="")
        indexed_s = time.perf_counter() - start
        row(f"index {many:,} passages", indexed_s, f"{many / indexed_s:.0f} passages/s, with parsing", _peak_mib())
        start = time.perf_counter()
        with writing(index, embedder) as writer:
            writer.sync([source], at="")
        again_s = time.perf_counter() - start
        row(f"sync again, {many:,}", again_s, f"{again_s / indexed_s:.3f} of the first")
        _queries(index, embedder, many)
        _cold(index, Path(scratch, "embedders"))


def _queries(index: Path, embedder: object, many: int) -> None:
    searcher = Searcher(index, embedder)  # type: ignore[arg-type]
    embed_s = measure.calls(lambda: embedder.embed([_QUESTIONS[0]]), runs=21)  # type: ignore[attr-defined]
    for note, more in (("all", {}), ("Korean only", {"langs": ("ko",)})):
        searcher.search(_QUESTIONS[0], roles=(), **more)  # type: ignore[arg-type]
        times = []
        for question in _QUESTIONS * 25:
            start = time.perf_counter()
            searcher.search(question, roles=(), **more)  # type: ignore[arg-type]
            times.append(time.perf_counter() - start)
        p95 = statistics.quantiles(times, n=20)[-1]
        row(f"query p95, {many:,}, {note}", p95, f"{p95 / embed_s:.1f}x of embedding the question", _peak_mib())
    searcher.close()


def _cold(index: Path, cache: Path) -> None:
    code = (
        "from pathlib import Path; from knowledge.embedding import named; from knowledge.index.search import Searcher\n"
        f"Searcher(Path({str(index)!r}), named('use', cache=Path({str(cache)!r}))).search({_QUESTIONS[0]!r}, roles=())"
    )
    found = measure.processes(
        {"import numpy": measure.python("-c", "import numpy"), "search, cold": measure.python("-c", code)}, runs=7
    )
    base = found["import numpy"].wall_s
    for name, process in found.items():
        row(name, process.wall_s, f"{process.wall_s / base:.1f}x of importing numpy", process.peak_mib)


def _write(folder: Path, many: int) -> None:
    folder.mkdir()
    chance = random.Random(1)
    per_file = 20
    for number in range(many // per_file):
        lines = [f"# Runbook {number}: {chance.choice(_NAMES)}", ""]
        lines += [line for _ in range(per_file) for line in _section(chance)]
        (folder / f"runbook-{number:05}.md").write_text("\n".join(lines), encoding="utf-8")


def _section(chance: random.Random) -> Iterator[str]:
    a, b, c = chance.sample(_NAMES, 3)
    yield f"## {a} and {b} {chance.randrange(10**6)}"
    yield ""
    for sentence in chance.sample(_SENTENCES, 4):
        yield sentence.format(a=a, b=b, c=c)
    yield ""


def _peak_mib() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
