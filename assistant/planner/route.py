"""From a question to the calls that answer it; or a question back; or what can be asked instead. Called by `models.planner`.

Pure but for `Question.known`. The catalog is all it knows: entries are reached by their examples, arguments are filled
by their names and types.
"""

from dataclasses import replace

from assistant.catalog import Entry
from assistant.models.spec import Abstain, Ask, Calls, Turn
from assistant.planner import absent, intents, replies
from assistant.planner.among_rows import asked_of_list, named_rows
from assistant.planner.attempts import ENOUGH, Attempt, in_two_periods
from assistant.planner.batches import batch_asked
from assistant.planner.besides import attribute_beside, backups_beside, told_beside, wish_beside, with_the_rest
from assistant.planner.changing.asked import hidden_wish
from assistant.planner.exposed import exposed
from assistant.planner.following.backups import backups_of_told
from assistant.planner.following.fault import fault_asked
from assistant.planner.following.followups import subject_of
from assistant.planner.following.kept import of_kept
from assistant.planner.following.left_out import leaving_out
from assistant.planner.following.neighbours import neighbours
from assistant.planner.following.recall import FOCUS, about_nothing, recalled
from assistant.planner.following.saved import saving_of_shown
from assistant.planner.following.serving import serving_asked
from assistant.planner.following.that_node import nodes_of_told, of_nodes, said_as_node, with_node
from assistant.planner.following.unlisted import why_not_listed
from assistant.planner.following.value_before import value_before
from assistant.planner.following.wishes import wish_in
from assistant.planner.halves import in_halves, salvaged, understood
from assistant.planner.in_all import answered_in_all
from assistant.planner.in_general import ASKS_HOW, asks_in_general, guide, meaning_and_way
from assistant.planner.lost_node import lost_node
from assistant.planner.measures_unread import measure_unread
from assistant.planner.misspelt import read_as
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.narrowing.marked import list_and_mark
from assistant.planner.occurred import occurred
from assistant.planner.of_one import attribute_asked, run_asked
from assistant.planner.outright import asked_outright
from assistant.planner.owners import owners
from assistant.planner.places import OF_RISK
from assistant.planner.priced import with_costs
from assistant.planner.products_unread import product_unread
from assistant.planner.question import Question, Routed
from assistant.planner.reading import (
    Reading,
    read,
    says_anything,
)
from assistant.planner.small_talk import small_talk
from assistant.planner.unread import not_answered, not_narrowed_to, unanswered, unread
from assistant.planner.what_and_whether import what_and_whether

ABOUT = "about"  # where a turn's memory keeps `Routed.about`
ONLY = "only"  # and `Routed.only`
UNREAD = "unread"  # and `Routed.unread`
PARTS = "parts"  # and `Routed.parts`
ATTRIBUTES = "attributes"  # and `Routed.attributes`
READ_AS = "read_as"  # and `Routed.read_as`
MARKS = "marks"  # and `Routed.marks`
CLOSING = "closing"  # and `Routed.closing`
FOLLOWS = "follows"  # and `Routed.follows`
_TIE, _CLEAR = 0.015, 0.6  # nearer than this is alike; above this it fits well all the same


def route(turn: Turn) -> Calls | Ask | Abstain:
    """The planner's first reply of a turn."""
    found = routed(_question(turn))
    turn.memory[FOCUS] = found.focus
    turn.memory[ABOUT] = found.about
    turn.memory[ONLY] = found.only
    turn.memory[UNREAD] = found.unread
    turn.memory[PARTS] = found.parts
    turn.memory[ATTRIBUTES] = found.attributes
    turn.memory[READ_AS] = found.read_as
    turn.memory[MARKS] = found.marks
    turn.memory[CLOSING] = found.closing
    turn.memory[FOLLOWS] = found.follows
    note = read_as(turn, found.note)
    return replace(found.reply, note=note) if isinstance(found.reply, Calls) else found.reply


def names_nothing(turn: Turn) -> bool:
    """Whether the question names no thing that exists here, so that documents may be what it is about."""
    reading = read(_question(turn))
    return not (reading.mentions or reading.slots.ids)


def _question(turn: Turn) -> Question:
    return Question(
        text=turn.question,
        lang=turn.lang,
        catalog=turn.catalog,
        has=turn.environment.has,
        known=turn.known,
        previous=turn.previous,
        standing=turn.standing,
        places=(*turn.places, *OF_RISK.get(turn.environment.risk, ())),
        now=turn.now,
        zone=turn.zone,
    )


def routed(question: Question) -> Routed:
    """The calls for this question; or one question back; or what can be asked instead."""
    if talk := small_talk(question):
        return Routed(reply=talk)
    likely = tuple(e for e in question.catalog if not e.on_wish)
    question = replace(question, text=asked_outright(question.text), catalog=likely)
    reading = read(question)
    if beside := neighbours(question, reading):  # of "that node" too: what else is there
        return beside
    if named := with_node(question) or said_as_node(question):
        return replace(of_nodes(routed(replace(question, text=named)), question), read_as=named)
    ways = (lost_node, _of_two_halves, _of_the_session, _of_all_there_is, _not_read, _in_general)
    return next((found for way in ways if (found := way(question, reading)) is not None), None) or _looked_up(
        question, reading
    )


def _of_two_halves(question: Question, reading: Reading) -> Routed | None:
    """Two questions in one, where a half goes a way of its own."""
    if of_told := nodes_of_told(question):
        return of_told
    if halves := list_and_mark(question.text, question.now, question.zone):
        listed = routed(replace(question, text=halves[0]))
        if isinstance(listed.reply, Calls) and len(listed.reply.wanted) == 1:
            return replace(listed, marks=halves[1])
    if both := backups_beside(question) or wish_beside(question, reading):
        return both
    if both_halves := what_and_whether(question):
        return Routed(reply=both_halves)
    return told_beside(question)


def _of_the_session(question: Question, reading: Reading) -> Routed | None:
    """About what was shown, found or planned before; about an attribute of one thing."""
    if batches := batch_asked(question, reading):
        return batches
    if absent.secret_values(reading):
        return Routed(reply=replies.no_secret_values(question))
    if unlisted := why_not_listed(question, reading):
        return Routed(reply=unlisted)
    if saved := saving_of_shown(question, reading):
        return Routed(reply=saved)
    if of_shown := (
        serving_asked(question, reading)
        or fault_asked(question, reading)
        or value_before(question, reading)
        or of_kept(question, reading)
        or backups_of_told(question, reading)
    ):
        return of_shown
    wished = wish_in(reading.slots.masked) or hidden_wish(question, reading)
    if wished is None and (of_one := attribute_asked(question, reading)):
        return of_one
    return attribute_beside(question) or recalled(question, reading) or leaving_out(question, routed)


def _of_all_there_is(question: Question, reading: Reading) -> Routed | None:
    """About all that there is, by its names; about a place or a thing that there is not."""
    if question.places and not ASKS_HOW & reading.features and (place := absent.environment(question, reading)):
        return Routed(reply=replies.no_such_place(place, question))
    if about_nothing(question, reading):
        return Routed(reply=replies.ask_what_that_is(question))
    return (
        occurred(question, reading)
        or answered_in_all(question, reading)
        or run_asked(question, reading)
        or exposed(question, reading)
        or owners(question, reading)
    )


def _not_read(question: Question, reading: Reading) -> Routed | None:
    """About what nothing here reads, by its name."""
    if unmeasured := measure_unread(reading, question.catalog):
        return Routed(reply=replies.not_measured(unmeasured, question))
    if absent.latency(reading):
        return Routed(reply=replies.no_latency(reading, intents.rank(reading, question.catalog), question))
    if absent.traffic(reading) and not ASKS_HOW & reading.features:
        return Routed(reply=replies.no_traffic(intents.rank(reading, question.catalog), question))
    return None


def _in_general(question: Question, reading: Reading) -> Routed | None:
    """About the field, for the guides."""
    if both_guided := meaning_and_way(question, reading):
        return Routed(reply=both_guided)
    if asks_in_general(reading) and (guided := guide(question, reading)):
        return Routed(reply=with_the_rest(question, guided))
    return None


def _looked_up(question: Question, reading: Reading) -> Routed:
    """By the entries of the catalog that fit best."""
    subject = subject_of(question)
    whole = in_two_periods(question, understood(question, reading, subject))
    best = in_halves(question, whole, subject) or (whole if whole.sure else None)
    if best is None and not whole.missing:
        best = salvaged(question, subject, reading.slots)
    if best is whole and (rivals := _rivals(whole)):
        return Routed(reply=replies.ask_which(rivals, question))
    if missing := _missing(question, reading, whole, best):
        return missing
    if best is None:
        return Routed(reply=_no_call(question, whole, subject))
    best = with_costs(question, best)
    only = named_rows(best, question)
    parts = unanswered(question)
    unsaid = tuple(w for w in unread(question, reading, best.calls) if not any(w in part for part in parts))
    note = best.note or replies.took_for(best.reading.slots.notes)
    return Routed(
        reply=Calls(best.calls),
        note=not_narrowed_to(unsaid, not_answered(parts, note)),
        about=_left_to_earlier(best.reading) | best.about,
        only=only,
        marks=asked_of_list(best, question) if only and len(best.calls) == 1 else "",
        unread=unsaid,
        parts=best.parts,
    )


def _missing(question: Question, reading: Reading, whole: Attempt, best: Attempt | None) -> Routed | None:
    """What the question is about and that is not here: a backend, or what nothing is called."""
    if best is not None and (entry := absent.backend(question, best.scored)):
        return Routed(reply=replies.not_here(entry, best.scored, question))
    if best is not None and (left_out := absent.name(question, best.reading, best.calls)):
        return Routed(reply=replies.no_such_thing(left_out, best.scored, question))
    if best is None and not whole.missing and (called := absent.name(question, reading, ())):
        return Routed(reply=replies.no_such_thing(called, whole.scored, question))
    if word := absent.bare(question, reading, best.calls if best is not None else ()):
        return Routed(reply=replies.no_such_thing(word, whole.scored, question))
    return None


def _left_to_earlier(reading: Reading) -> frozenset[str]:
    """The names that it takes from an earlier question, by which rows are chosen where a call could not be."""
    return frozenset(k.name.lower() for m in reading.mentions for k in m.known if reading.inherited)


def _rivals(attempt: Attempt) -> tuple[Entry, ...]:
    """The entries that fit alike, when none fits well: it is not guessed which is meant."""
    close = [s for s in attempt.scored if attempt.score - s.score < _TIE]
    if len(close) < 2 or attempt.score > _CLEAR or attempt.reading.inherited:
        return ()
    return tuple(s.entry for s in close)


def _no_call(question: Question, whole: Attempt, subject: Reading | None) -> Calls | Ask | Abstain:
    other_thing = whole.missing == "ids" and bool(whole.reading.mentions)  # a workload, where an instance is needed
    ahead = narrowing(question.text, question.now, question.zone).future  # then it does not help to know of what
    if not ahead and not ASKS_HOW & whole.reading.features and (said := product_unread(question, whole.reading)):
        return replies.product_not_read(said, whole.scored, question)
    if whole.missing and not other_thing and not ahead and whole.score >= ENOUGH and says_anything(whole.reading):
        return replies.ask_for(whole.missing, question, whole.reading)
    if guided := guide(question, whole.reading):
        return guided
    strange = len(whole.reading.unknown) > 1 or not whole.reading.features.isdisjoint({"other", "create", "clock"})
    if whole.reading.refers and subject is None and not whole.reading.mentions and not strange:
        return replies.ask_what_that_is(question)
    return replies.abstain(whole.scored, question)
