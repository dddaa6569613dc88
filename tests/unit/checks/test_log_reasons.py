"""Which line of a log says why: logs written after what common runtimes print when they die."""

from typing import Any

import pytest

from assistant.checks.kube.facts import says
from assistant.checks.kube.log_reasons import telling_row
from tools.kube.log_lines import records
from tools.kube.read_pod_logs import SEVERITIES


def told(*lines: str, seconds: int = 1) -> str:
    """What is taken for the reason, of lines that come `seconds` apart."""
    times = (f"2026-07-28T04:{n * seconds // 60 % 60:02d}:{n * seconds % 60:02d}Z" for n in range(len(lines)))
    found = records("\n".join(f"{at} {line}" for at, line in zip(times, lines, strict=True)))
    rows: list[dict[str, Any]] = [
        {"line": r.number, "at": r.at, "text": r.text, "cause": r.cause, "decisive": r.decisive}
        | ({"severity": SEVERITIES[r.rank]} if r.decisive else {})
        for r in found
    ]
    row = telling_row(rows)
    return says(row) if row else ""


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            (
                "INFO ready",
                "ERROR certificate /etc/tls/tls.crt has expired",
                "ERROR server failed",
                "WARN failed to flush",
            ),
            "ERROR certificate /etc/tls/tls.crt has expired",
        ),
        (
            (
                '{"level":"error","msg":"dial tcp 10.0.0.5:5432: connection refused"}',
                '{"level":"fatal","msg":"giving up"}',
            ),
            '{"level":"error","msg":"dial tcp 10.0.0.5:5432: connection refused"}',
        ),
        (
            (
                "Traceback (most recent call last):",
                '  File "/app/a.py", line 3, in <module>',
                "KeyError: 'url'",
                "",
                "During handling of the above exception, another exception occurred:",
                "",
                "Traceback (most recent call last):",
                '  File "/app/b.py", line 9, in <module>',
                "RuntimeError: no configuration for the database",
            ),
            "RuntimeError: no configuration for the database",
        ),
        (
            (
                "ERROR Application run failed",
                "java.lang.IllegalStateException: no pool",
                "\tat a.B.c(B.java:3)",
                "Caused by: java.net.UnknownHostException: mysql",
                "\tat d.E.f(E.java:3)",
                "INFO Shutdown failed to flush",
            ),
            "java.lang.IllegalStateException: no pool (java.net.UnknownHostException: mysql)",
        ),
        (
            ("thread 'main' panicked at src/main.rs:4:37:", "called `unwrap()` on an `Err` value: NotPresent"),
            "thread 'main' panicked at src/main.rs:4:37: (called `unwrap()` on an `Err` value: NotPresent)",
        ),
        (("Usage of ./server:", "flag provided but not defined: -prot"), "flag provided but not defined: -prot"),
        (("Network Exception:", "all hosts tried (db:3333)"), "all hosts tried (db:3333)"),
        (("INFO ready", "INFO served 200"), ""),
    ],
)
def test_the_line_that_says_why(lines: tuple[str, ...], reason: str) -> None:
    assert told(*lines) == reason


def test_an_error_of_calmer_times_does_not_explain_the_end() -> None:
    calm = ["INFO served 200"] * 40
    assert told("ERROR cache is cold", *calm, "ERROR disk is full") == "ERROR disk is full"
    assert told("ERROR cache is cold", "ERROR disk is full", seconds=45) == "ERROR disk is full"


def test_a_steady_murmur_does_not_hide_the_one_error() -> None:
    murmur = ["WARN metrics failed, retrying"] * 40
    assert told(*murmur, "ERROR OutOfMemoryError: heap", *murmur) == "ERROR OutOfMemoryError: heap"
