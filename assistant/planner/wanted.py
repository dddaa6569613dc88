"""What the question of a turn restricts, with what its routing found out. Called by `models.planner` and `assistant.agent`."""

from dataclasses import replace

from assistant.models.spec import Turn
from assistant.planner.misspelt import as_meant
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.planner.narrowing.conditions import Narrowing
from assistant.planner.narrowing.follows import NOTHING_TOLD
from assistant.planner.route import ABOUT, ATTRIBUTES, CLOSING, FOLLOWS, MARKS, ONLY, PARTS, READ_AS, UNREAD


def wanted_in(turn: Turn) -> Narrowing:
    """As `narrowing_of_turn`, with the names left to earlier questions, the parts that restrict each for itself, and no yes
    or no where something was left out."""
    turn = as_meant(turn)
    marks = turn.memory.get(MARKS, "")
    wanted = narrowing_of_turn(marks or turn.memory.get(READ_AS) or turn.question, turn.previous, turn.now, turn.zone)
    wanted = replace(wanted, marks=bool(marks), closing=turn.memory.get(CLOSING))
    wanted = replace(wanted, follows=turn.memory.get(FOLLOWS, NOTHING_TOLD))
    parts = tuple(
        (call.key, replace(narrowing_of_turn(text, turn.previous, turn.now, turn.zone), follows=wanted.follows))
        for call, text in turn.memory.get(PARTS, ())
    )
    words, only = wanted.words | turn.memory.get(ABOUT, frozenset()), turn.memory.get(ONLY, frozenset())
    attributes = turn.memory.get(ATTRIBUTES, ())
    wanted = replace(wanted, words=words, only=only, parts=parts, attributes=attributes, now=turn.now)
    if not turn.memory.get(UNREAD):
        return wanted
    return replace(wanted, asks="", exists=False, form="" if wanted.form in ("yes or no", "count") else wanted.form)
