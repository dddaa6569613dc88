"""Collections of garbage look at what came since the product was loaded, and still find it."""

import subprocess
import sys

SCRIPT = """
import gc, weakref
from tui.pauses import keep_short

class Node:
    pass

loaded = [Node() for _ in range(100_000)]
keep_short()
assert gc.get_freeze_count() > 100_000
assert len(gc.get_objects()) < 1_000

node = Node()
node.itself = node
seen = weakref.ref(node)
del node
gc.collect()
assert seen() is None
"""


def test_what_was_loaded_is_left_out_and_later_garbage_is_found() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60)
