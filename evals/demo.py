"""`baepo demo`: a small company to try everything on: its cluster, cloud account and bill, with no account of your own.

With a terminal it ends in the terminal UI; without one, or with `--tour`, it runs the whole loop and asserts each step.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import DONE, Failed
from assistant.language import Text
from evals import worlds
from evals.demo_settings import write_settings
from evals.tour import run_tour
from evals.worlds.moto_server import ServerFailed, serve

_EXAMPLES = """examples:
  baepo demo                 the terminal UI on the demo company
  baepo demo --tour          the whole loop, step by step, each step checked
  baepo demo --serve         keep it running and use the command line yourself"""


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="baepo demo",
        description="Try everything on a made-up company.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=1, help="which company; another seed has other faults")
    parser.add_argument("--tour", action="store_true", help="run the loop and check it, without a terminal")
    parser.add_argument("--serve", action="store_true", help="keep the company running until Ctrl-C")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not options.tour
    signal.signal(signal.SIGTERM, _leave)
    with _company(options.seed) as (world, home):
        if options.serve:
            return _serve(home)
        if not interactive:
            return run_tour(world, home)
        return subprocess.run(
            [sys.executable, "-m", "assistant.cli", "chat"], env=_environ(home), check=False
        ).returncode


@contextmanager
def _company(seed: int) -> Iterator[tuple[worlds.World, Path]]:
    """A fresh company, its account being served and its settings written, in a folder that goes away with it."""
    home = Path(tempfile.mkdtemp(prefix="baepo-demo-"))
    try:
        world = worlds.build(seed, home / "world", now=datetime.now(UTC))
        with serve(world) as endpoint_url:
            write_settings(home, world, endpoint_url)
            yield world, home
    except ServerFailed as error:
        raise Failed(
            Text(
                ko=f"데모의 클라우드 계정을 시작하지 못했습니다: {error}",
                en=f"The demo's cloud account did not start: {error}",
            ),
            remedy="pip install 'baepo[demo]'",
        ) from error
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _leave(signum: int, _frame: object) -> None:
    """The company's folder, with its key, goes away however it is ended."""
    raise SystemExit(128 + signum)


def _environ(home: Path) -> dict[str, str]:
    return os.environ | {"BAEPO_HOME": str(home), "BAEPO_CONFIG": str(home / "baepo.toml")}


def _serve(home: Path) -> int:
    print(f"The company is running. In another terminal:\n\n  export BAEPO_HOME={home} BAEPO_CONFIG={home}/baepo.toml")
    print('  baepo env\n  baepo ask "어디에서 돈이 새고 있어?"\n\nCtrl-C ends it.', flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return DONE
