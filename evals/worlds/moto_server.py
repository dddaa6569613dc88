"""Serves a world's cloud account over HTTP on 127.0.0.1, from a child process that plants and then serves.

`serve` is called by evals and tests; `python -m evals.worlds.moto_server` is the child.
The child ends when its standard input closes, so that it never outlives its parent.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.worlds import World

START_TIMEOUT_S = 60.0


class ServerFailed(RuntimeError):
    """The account could not be served; the message says why and what to do."""


@contextmanager
def serve(world: "World") -> Iterator[str]:
    """The endpoint URL of the account, for the length of the context.

    Raises:
        ServerFailed: moto is not installed, or the child ended before it was ready.
    """
    if find_spec("moto") is None or find_spec("flask") is None:
        raise ServerFailed("moto's server is not installed; install it with: pip install 'moto[ec2,cloudwatch,server]'")
    child = subprocess.Popen(
        [sys.executable, "-m", "evals.worlds.moto_server", "--seed", str(world.seed), "--now", world.now.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=child_environment(world.account_id),
    )
    try:
        yield _endpoint(child)
    finally:
        _end(child)


def child_environment(account_id: str) -> dict[str, str]:
    settings = {
        "MOTO_ACCOUNT_ID": account_id,
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONUNBUFFERED": "1",
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MOTO_"))}
    return kept | settings


def _endpoint(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    timer = threading.Timer(START_TIMEOUT_S, child.kill)
    timer.start()
    try:
        line = child.stdout.readline()
    finally:
        timer.cancel()
    if not line:
        child.wait(timeout=5)
        why = child.stderr.read().strip().splitlines()[-3:] if child.stderr else []
        code = child.returncode
        raise ServerFailed(f"the account server ended before it was ready (exit code {code}): {' '.join(why)}")
    # what the server writes later must not fill a pipe
    threading.Thread(target=_drain, args=(child,), daemon=True).start()
    return str(json.loads(line)["endpoint_url"])


def _drain(child: "subprocess.Popen[str]") -> None:
    if child.stderr:
        for _ in child.stderr:
            pass


def _end(child: "subprocess.Popen[str]") -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(timeout=3)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(timeout=3)
    for stream in (child.stdout, child.stderr):
        if stream:
            stream.close()


def main() -> None:
    """The child: plant, announce, serve until standard input closes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat, required=True)
    chosen = parser.parse_args()

    import logging

    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    from evals.worlds.aws_account import plant
    from evals.worlds.aws_inventory import plan_account
    from evals.worlds.company import found_company
    from evals.worlds.truth import Truth

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    company = found_company(chosen.seed, chosen.now)
    os.environ["MOTO_ACCOUNT_ID"] = company.account_id
    warm_up = plant(plan_account(company, Truth()))
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    warm_up()
    print(json.dumps({"endpoint_url": f"http://127.0.0.1:{server.server_port}", "pid": os.getpid()}), flush=True)

    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
