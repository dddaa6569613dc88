"""How what a follow-up asks for stands to what was told: the value before, what else is there, what of it must stay.

Found by `planner.following`, said by `planner.composing`. Plain values.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The rows in the same place as those of `names` (lower case), without these: what else is on the node of a pod."""

    column: Literal["node", "namespace"]
    names: frozenset[str]
    namespace: str = ""  # of those named; "" where it is not known
    itself: bool = False  # with these: what is on that node


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """`back`: how many changes ago an attribute is asked for, 0 for now. `keeps`: which of what was shown must stay;
    with `may_go` which of it may go. `backups`: ids of the instances and volumes whose snapshots are asked for."""

    back: int = 0
    ill: bool = False  # of what else is there only what is not well
    beside: Beside | None = None
    keeps: bool = False
    may_go: bool = False
    backups: tuple[str, ...] = ()
    without: tuple[str, ...] = ()  # names, lower case, of rows that are left out


NOTHING_TOLD = Follows()  # of a question that stands for itself
