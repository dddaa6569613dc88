"""`baepo kube snapshot`: a cluster written down without its secrets, for somebody else to look at. Changes nothing."""

import argparse
import sys
import time
from pathlib import Path

from assistant.commands import options as common
from assistant.commands import output
from assistant.commands.place import add_place, place_of
from assistant.commands.progress import Progress
from assistant.errors import DONE, PARTLY
from assistant.wiring import Wiring
from tools.kube import client, record
from tools.kube.target import Target
from tools.spec import Call

_EXAMPLES = """  baepo kube snapshot incident.tar.zst                      the environment of your settings
  baepo kube snapshot incident.tar.zst --context prod-seoul
  baepo kube snapshot shop/ --namespace shop --no-logs
  baepo check kube --snapshot incident.tar.zst              what somebody else does with it"""
_TIMEOUT_S = 600.0


def main(argv: list[str]) -> int:
    """0 everything was written, 4 some kinds could not be read."""
    options = _parsed(argv)
    settings = common.load(options)
    environment = place_of(options, settings)
    wiring = Wiring(settings)
    target = environment.targets["kube"]
    assert isinstance(target, Target)
    progress = Progress(live=output.draws(sys.stderr) and not options.json)
    reader = client.connect(target).bound(Call(operations=record.OPERATIONS, deadline=time.monotonic() + _TIMEOUT_S))
    try:
        with record.opened(options.path) as out:
            gaps = record.record(
                reader,
                out,
                redact=wiring.redactor.value,
                context=target.label,
                now=wiring.clock.now(),
                namespace=options.namespace or None,
                logs=not options.no_logs,
                tell=lambda what: progress.line(f"● {what} …"),
            )
    finally:
        progress.clear()
    if options.json:
        not_read = [{"what": g.what, "why": g.why, "remedy": g.remedy} for g in gaps]
        common.print_json("baepo.kube_snapshot_written/1", path=str(options.path), not_read=not_read)
    else:
        print(f"{options.path}")
        for gap in gaps:
            print(output.neutral(f"! {gap.what}: {gap.why} {gap.remedy}".rstrip()), file=sys.stderr)
        print(f"baepo check kube --snapshot {options.path}")
    return PARTLY if gaps else DONE


def _parsed(argv: list[str]) -> argparse.Namespace:
    parser = common.parser(
        "kube", "Write a cluster down, without its secrets, for somebody else to look at.", _EXAMPLES, env=True
    )
    parser.add_argument("what", choices=["snapshot"], help="what to do")
    parser.add_argument("path", type=Path, help="new file ending in .tar.zst, or new folder")
    add_place(parser)
    parser.add_argument("--no-logs", action="store_true", help="without the logs of containers that died or do not run")
    options: argparse.Namespace = parser.parse_args(argv)
    return options
