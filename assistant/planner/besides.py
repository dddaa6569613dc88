"""Two questions in one of which one half has a way of its own: a wish, what was found before, an attribute, a way to do
something. Called by `planner.route`. Pure but for `Question.known`.
"""

from dataclasses import replace

from assistant.language import same
from assistant.models.spec import Abstain, Ask, Calls
from assistant.patterns import Lazy
from assistant.planner.changing.asked import asks_in_one
from assistant.planner.clauses import splits
from assistant.planner.following.backups import backups_of_told
from assistant.planner.following.followups import subject_of
from assistant.planner.following.picking import kinds_excluded
from assistant.planner.following.recall import recalled
from assistant.planner.following.removal import PLAYBOOK as JUDGES_ONE
from assistant.planner.following.wishes import may_wish, wish_in
from assistant.planner.halves import attempt_of, distinct, nameless
from assistant.planner.in_general import asks_in_general, guide
from assistant.planner.of_one import attribute_asked
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading, about, read
from assistant.planner.unread import wants_something

_ONES = Lazy(r"\b(?:ones|those|them)\b|(?:것|거|건)(?:은|는|들|도)?(?![가-힣])")


def wish_beside(question: Question, reading: Reading) -> Routed | None:
    """The reply to a wish for a change and to the question beside it: show its log and roll it back."""
    for halves in (part[:2] for part in splits(question.text) if may_wish(reading.text)):
        read_ = [read(replace(question, text=half)) for half in halves]
        wishing = [bool(wish_in(r.slots.masked)) for r in read_]
        if sum(wishing) != 1:
            continue
        wish, other = read_[wishing.index(True)], halves[wishing.index(False)]
        if asks_in_one(question, reading):
            return None  # set the request to 500m and the limit to 1Gi
        asked = attempt_of(question, other, subject_of(question), reading.slots)
        if nameless(asked) and _ONES.search(other):
            continue  # "and which ones must we not touch?" is of what is wished for
        told = recalled(question, about(wish, reading)) if asked.sure else None
        if told is None or isinstance(told.reply, Ask):
            continue
        if isinstance(told.reply, Abstain):
            said, weighed = same(told.reply.text), wish_in(wish.slots.masked)
            if (
                weighed is not None and weighed.mood == "weigh"
            ):  # "is it idle? can I stop it?": first what it is judged by
                return Routed(reply=Calls(asked.calls), closing=said)
            return Routed(reply=Calls(asked.calls), note=said)
        calls = distinct((*asked.calls, *told.reply.wanted))
        return replace(told, reply=replace(told.reply, wanted=calls))
    return None


def backups_beside(question: Question) -> Routed | None:
    """The reply to a question about what was told and to whether that has a backup: what does deleting it save, is there one?"""
    if not question.previous:
        return None
    for halves in (part[:2] for part in splits(question.text)):
        readings = [read(replace(question, text=half)) for half in halves]
        backed = [backups_of_told(replace(question, text=r.text), r) for r in readings]
        found = next((b for b in backed if b is not None), None)
        if found is None or all(backed) or not isinstance(found.reply, Calls):
            continue
        other = readings[backed.index(None)]
        told = recalled(replace(question, text=other.text), other)
        if told is not None and isinstance(told.reply, Calls):
            if any(c.name == JUDGES_ONE for c in told.reply.wanted):
                return told  # of what is named it says that, too
            calls = distinct((*told.reply.wanted, *found.reply.wanted))
            return replace(told, reply=replace(told.reply, wanted=calls), follows=found.follows)
    return None


def told_beside(question: Question) -> Routed | None:
    """The reply to two questions of which at least one is about what was found: whether users are hit, and how to fix it."""
    if not question.previous or not question.standing.turns or kinds_excluded(read(question)):
        return None  # without volumes and IPs
    for halves in (part[:2] for part in splits(question.text)):
        told = [recalled(replace(question, text=half), read(replace(question, text=half))) for half in halves]
        replies_ = [t.reply for t in told if t is not None and isinstance(t.reply, Calls) and t.reply.recalled]
        if not replies_:
            continue
        asked = [attempt_of(question, h, subject_of(question)) for h, t in zip(halves, told, strict=True) if t is None]
        if len(replies_) + len(asked) < len(halves) or not all(a.sure for a in asked):
            continue
        calls = distinct([c for r in (*(a.calls for a in asked), *(r.wanted for r in replies_)) for c in r])
        return Routed(reply=Calls(calls, recalled=tuple(o for r in replies_ for o in r.recalled)))
    return None


def attribute_beside(question: Question) -> Routed | None:
    """An investigation of one thing, and one attribute of it: why is it failing, and what memory limit does it have?"""
    for halves in (part[:2] for part in splits(question.text)):
        for half, other in (halves, halves[::-1]):
            beside = replace(question, text=half)
            about_, reading = read(replace(question, text=other)), read(beside)
            if not about_.mentions:
                continue
            of_one = attribute_asked(beside, reading if reading.mentions else about(reading, about_))
            asked = attempt_of(question, other, subject_of(question)) if of_one is not None else None
            if of_one is None or asked is None or not asked.sure or asked.scored[0].entry.kind != "playbook":
                continue
            if isinstance(of_one.reply, Calls):
                return replace(of_one, reply=Calls(distinct((*asked.calls, *of_one.reply.wanted))))
    return None


def with_the_rest(question: Question, guided: Calls) -> Calls:
    """A way to do something, and the question beside it: how to move the gp2 volumes, and how many there are."""
    for left, right, joined in splits(question.text):
        halves = [(read(replace(question, text=half)), half) for half in (left, right)]
        general = [asks_in_general(reading) for reading, _ in halves]
        if not joined or sum(general) != 1:
            continue
        way = guide(question, halves[general.index(True)][0])
        other = halves[general.index(False)][1]
        asked = attempt_of(question, other, None)
        if way is not None and asked.sure and wants_something(other):
            return Calls(distinct((*way.wanted, *asked.calls)))
    return guided
