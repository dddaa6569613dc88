"""A process that carries out one plan of a bench: `python -m tests.unit.core.child FOLDER URL PLAN VERB NOW`.

Prints how it ended as JSON. Started by the crash and race tests.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from assistant.errors import BaepoError
from assistant.store import plans as plan_store
from tests.fakes import FakeClock
from tests.unit.core.bench import Bench


def main(folder: str, url: str, plan_id: str, verb: str, now: str) -> int:
    bench = Bench(Path(folder), url=url, clock=FakeClock(datetime.fromisoformat(now)))
    with bench.database.read() as connection:
        plan = plan_store.load_plan(connection, plan_id)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        outcome = (bench.execute if verb == "execute" else bench.undo)(plan)
    except BaepoError as error:
        print(json.dumps({"error": type(error).__name__, "message": error.message}))
        return 0
    print(json.dumps({"ok": outcome.ok, "states": [s.state for s in outcome.steps]}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
