"""Watching a target until a change has worked and stays so, has failed for good, or the time is over.

Called by every executor's `verify`.
"""

from collections.abc import Callable

from assistant.clock import Clock, polls
from assistant.executors.kube.frame.recipe import Progress
from assistant.executors.spec import Verification
from assistant.language import Text
from tools.spec import Unavailable

POLL_S = 2.0
SETTLED_S = 4.0  # a pod that dies at once was available for a moment; another writer needs a moment, too


def watched(
    look: Callable[[float], Progress],
    *,
    clock: Clock,
    timeout_s: float,
    why_not: Callable[[], tuple[Text, ...]] = tuple,
) -> Verification:
    """`look` is given the seconds waited. `why_not` is asked once, when it has not worked in time.

    Raises: Unavailable when the last look was not possible, which says nothing about the target.
    """
    settled_since, seen, unseen = -1.0, Text(ko="", en=""), None
    for waited_s in polls(clock, timeout_s=timeout_s, every_s=POLL_S):
        try:
            progress = look(waited_s)
        except Unavailable as error:
            settled_since, unseen = -1.0, error
            continue
        unseen, seen = None, progress.seen
        if progress.state == "failed":
            return Verification(ok=False, observed=(seen,))
        if progress.state == "waiting":
            settled_since = -1.0
        elif settled_since < 0:
            settled_since = waited_s
        elif waited_s - settled_since >= SETTLED_S:
            return Verification(ok=True, observed=(seen,))
    if unseen is not None:
        raise unseen
    return Verification(ok=False, observed=(seen, *why_not()))
