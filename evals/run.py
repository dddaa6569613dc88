"""`baepo eval`: runs one suite and prints its metrics and cases."""

import json
from pathlib import Path

import evals.suites
from assistant.commands import output
from assistant.commands.options import Parser
from assistant.errors import DONE, FAILED, UsageError
from assistant.language import Text
from evals.spec import Scores, Suite
from tools.spec import discover

_EXAMPLES = """examples:
  baepo eval worlds
  baepo eval k8s_incidents --data DIR
  baepo eval verifier --json"""


def main(argv: list[str]) -> int:
    """0 when every case ran and passed, else 1."""
    suites = {s.name: s for s in discover(evals.suites, Suite)}
    known = "\n".join(f"  {s.name:14} {s.description}" for s in suites.values())
    parser = Parser(
        prog="baepo eval",
        description="Measure the product against known truth.",
        epilog=f"{_EXAMPLES}\n\nsuites:\n{known}",
        allow_abbrev=False,
    )
    parser.add_argument("suite", choices=list(suites), metavar="SUITE", help="what to measure")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the public data that a suite needs")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    chosen = suites[options.suite]
    if chosen.needs_data and (options.data is None or not options.data.is_dir()):
        raise UsageError(
            Text(ko=f"{chosen.name} 스위트에는 데이터가 필요합니다.", en=f"Suite {chosen.name} needs its data."),
            remedy=Text(
                ko="--data DIR. 공개 데이터를 어디서 받는지는 docs/evals.md에 있습니다.",
                en="--data DIR; docs/evals.md says where the public can get it.",
            ),
        )
    scores = chosen.function(options.data)
    if options.json:
        print(json.dumps(as_json(chosen.name, scores), ensure_ascii=False, indent=2))
    else:
        _print(scores)
    return DONE if scores.cases and not scores.not_run and all(c.passed for c in scores.cases) else FAILED


def as_json(name: str, scores: Scores) -> dict[str, object]:
    return {
        "schema": "baepo.eval/1",
        "suite": name,
        "metrics": dict(scores.metrics),
        "cases": [
            {"id": c.id, "passed": c.passed, "detail": c.detail, **({"told": c.told} if c.told else {})}
            for c in scores.cases
        ],
        "not_run": list(scores.not_run),
    }


def _print(scores: Scores) -> None:
    for name, value in scores.metrics.items():
        print(f"{name:32} {value:.3f}")
    for case in scores.cases:
        if case.told:
            print(output.neutral(f"\n=== {case.id}\n{case.told}"))
        if not case.passed:
            print(output.neutral(f"FAILED  {case.id}: {case.detail}"))
    for reason in scores.not_run:
        print(output.neutral(f"NOT RUN {reason}"))
    print(f"{sum(c.passed for c in scores.cases)} of {len(scores.cases)} cases passed, {len(scores.not_run)} not run")
