"""A question after others: on its own; or about the same thing; or the same about another thing, period or place.

Called by `planner.route`. Pure but for `Question.known`.
"""

from dataclasses import replace

from assistant.planner import intents, replies
from assistant.planner.attempts import ENOUGH, Attempt, names_what, tried
from assistant.planner.following.aspects import HOW
from assistant.planner.following.costs import of_costs
from assistant.planner.following.followups import (
    another_period,
    has_intent,
    merged,
    names_a_service,
    relates,
    the_period_before,
)
from assistant.planner.following.shown import of_those_shown
from assistant.planner.narrowing.asked import narrowing, narrows_the_last
from assistant.planner.narrowing.log_words import sought_again
from assistant.planner.question import Question
from assistant.planner.reading import CLOUD_THINGS, Reading, about


def following(question: Question, reading: Reading, subject: Reading) -> Attempt:
    """A question after others: on its own; or about the same thing; or the same about another thing or place."""
    if "log" in subject.features and narrowing(question.text, question.now, question.zone).whose:
        return tried(question, replace(subject, refers=False))  # of which pods the log was
    if "log" in subject.features and sought_again(question.text):
        return tried(question, merged(reading, subject, question))
    if (those := of_those_shown(question, reading, subject)) is not None:
        return those
    if (reason := of_costs(question, reading)) is not None:
        return reason
    if (priced := _priced(question, reading, subject)) is not None:
        return priced
    if (earlier := _the_one_before(question, reading, subject)) is not None:
        return earlier
    if (two := _two_periods(question, reading, subject)) is not None:
        return two
    if (narrows_the_last(reading.text) or another_period(reading) or _compares_its_period(question, reading)) and (
        again := tried(question, merged(reading, subject, question))
    ).sure:
        return again
    alone = tried(question, reading)
    own = bool(reading.mentions or reading.slots.ids)
    if (
        not own
        and names_a_service(reading, subject)
        and (again := tried(question, merged(reading, subject, question))).sure
    ):
        return again
    if not own and not reading.refers and intents.foreign(reading, question.catalog):
        return alone  # it is about something that the session has not talked of
    if own and not has_intent(reading) and _lacks_a_thing(question, subject):
        answered = tried(question, merged(reading, subject, question))
        if answered.sure:
            return answered  # the name that the question before lacked
    if own and alone.sure and not reading.fragment:
        return alone
    if not own and reading.refers and not (subject.mentions or subject.slots.ids) and _needs_a_thing(question, alone):
        return replace(
            alone, missing="pod" if "pods" in reading.kinds else "name"
        )  # the log of "that pod", after a list
    if not own and alone.missing and relates(reading) and not (subject.mentions or subject.slots.ids):
        again = tried(question, merged(reading, subject, question))
        if again.sure:
            return again
    if not own:
        same_thing = tried(question, replace(about(reading, subject), refers=False))
        leans = reading.refers or reading.fragment or bool(alone.missing) or not alone.sure
        if same_thing.sure and leans and has_intent(reading):
            return _in_its_period(question, same_thing, subject)
    if not own and _asks_why_again(alone, reading, subject):
        same_thing = tried(question, replace(about(reading, subject), refers=False))
        if same_thing.sure:
            return same_thing
    if alone.sure and not reading.fragment:
        return _in_its_period(question, alone, subject) if alone.scored[0].entry.backend == "bills" else alone
    if not reading.fragment and has_intent(reading):
        return alone  # it says itself what it wants: not the earlier question again
    again = tried(question, merged(reading, subject, question))
    if again.sure and not reading.unknown and (not reading.mentions or names_what(again)):
        return again
    return again if again.missing and again.score >= ENOUGH and reading.fragment and not alone.sure else alone


def _needs_a_thing(question: Question, attempt: Attempt) -> bool:
    best = attempt.scored[:1]
    return bool(best) and best[0].score >= ENOUGH and intents.always_about_a_thing(best[0].entry, question.catalog)


def _priced(question: Question, reading: Reading, subject: Reading) -> Attempt | None:
    """What the things of the cloud that were listed cost: of the kind, since a bill knows no states."""
    things = subject.features & CLOUD_THINGS
    if not reading.refers or reading.mentions or not things or frozenset(reading.concepts) - HOW != {"cost"}:
        return None
    priced = tried(question, replace(reading, features=reading.features | things | {"resource"}, refers=False))
    return replace(priced, note=replies.WHOLE_BILL) if priced.sure else None


def _compares_its_period(question: Question, reading: Reading) -> bool:
    """Whether it only holds the period that was talked of against an earlier one: "is that more than last month?"."""
    wanted = narrowing(reading.text, question.now, question.zone)
    return wanted.compared_to and wanted.period_is_earlier and relates(reading) and not reading.slots.namespaces


def _in_its_period(question: Question, attempt: Attempt, subject: Reading) -> Attempt:
    """For the period that was talked of, where the same is asked again without one: "and which rose most?"."""
    slots = attempt.reading.slots
    if slots.window is not None or subject.slots.window is None:
        return attempt
    before, entry = tried(question, subject).scored, attempt.scored[0].entry
    if not before or not (before[0].entry == entry or before[0].entry.backend == entry.backend == "bills"):
        return attempt
    return tried(question, replace(attempt.reading, slots=replace(slots, window=subject.slots.window)))


def _lacks_a_thing(question: Question, subject: Reading) -> bool:
    """Whether the question before could not be answered for want of what it is about."""
    named = subject.mentions or subject.slots.ids
    return not named and has_intent(subject) and bool(tried(question, subject).missing)


def _two_periods(question: Question, reading: Reading, subject: Reading) -> Attempt | None:
    """The period that was talked of and an earlier one it is held against: "and compared with September?"."""
    own, before = reading.slots.window, subject.slots.window
    if own is None or before is None or own.to_now or before.to_now or not _compares_its_period(question, reading):
        return None
    first = tried(question, subject)
    second = tried(question, replace(subject, slots=replace(subject.slots, window=own)))
    return replace(first, calls=(*first.calls, *second.calls)) if first.sure and second.sure else None


def _the_one_before(question: Question, reading: Reading, subject: Reading) -> Attempt | None:
    """The same for the period before the one that was talked of: "and the weekend before that?"."""
    moved = the_period_before(question, reading, subject)
    else_asked = frozenset(reading.concepts) - HOW - {"previous", "other"}
    against = else_asked and else_asked <= {"increase", "diff", "why", "decrease"}
    else_asked = frozenset() if against else else_asked
    if moved is None or else_asked or reading.mentions:
        return None
    slots = replace(subject.slots, window=moved)
    again = tried(question, replace(subject, slots=slots, refers=False))
    if not against or not again.sure:
        return again if again.sure else None
    now = tried(question, replace(subject, refers=False))
    return replace(now, calls=(*now.calls, *again.calls)) if now.sure else None


_WIDER = frozenset({"cluster", "list", "namespace", "node", "count", "aws", "<namespace>", "other", "general", "total"})


def _asks_why_again(alone: Attempt, reading: Reading, subject: Reading) -> bool:
    """Whether it asks for the reason of what was talked of, though it does not say of what: 파드는 멀쩡한데 왜 안 돼?"""
    named = alone.sure and any("name" in call.arguments for call in alone.calls)
    return "why" in reading.features and bool(subject.mentions) and not named and not _WIDER & reading.features
