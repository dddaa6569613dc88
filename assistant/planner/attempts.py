"""What one text, or one part of it, would lead to: the calls of the entry that fits best, or what they lack. Called by
`planner.route` and `planner.following.continued`. Pure but for `Question.known`.
"""

from dataclasses import dataclass, replace
from datetime import UTC, timedelta

from assistant.catalog import Entry
from assistant.language import Text
from assistant.models.spec import CallWanted
from assistant.patterns import Lazy
from assistant.planner import filling, intents, windows
from assistant.planner.following.followups import has_intent
from assistant.planner.intents import Scored
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.question import Question
from assistant.planner.reading import Reading, calls_by_name, read, with_stranger
from assistant.planner.windows import Window

ENOUGH = 0.47  # score from which a call is made
_BETWEEN = Lazy(
    r"비교|대비|차이|\bcompar\w*|\bversus\b|\bvs\b|\bdifference\b|\b(?:more|less|cheaper|higher|lower)\b.*\bthan\b|보다"
)
_WHAT_IS_IN = frozenset(
    {"<namespace>", "which", "exist", "show", "list"}
)  # a namespace, and nothing of it: what is in shop?
_OF_ITS_PODS = frozenset({"<name>", "pod", "<kind>"})
_HOW_LISTED = frozenset({"show", "list", "which", "exist", "run"})
_PODS = frozenset({"pod", "<kind>", "list"})
_NEAR = 0.05  # a list of all fits about as well as what asks for one thing


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What one text, or one part of it, would lead to."""

    reading: Reading
    scored: tuple[Scored, ...]
    calls: tuple[CallWanted, ...] = ()
    missing: str = ""
    says_what: bool = True
    note: Text | None = None  # what must be said with the answer
    about: frozenset[str] = frozenset()  # the names, lower case, of the only rows that are meant
    parts: tuple[tuple[CallWanted, str], ...] = ()  # of a question of two parts: which call is for which

    @property
    def score(self) -> float:
        return self.scored[0].score if self.scored else 0.0

    @property
    def sure(self) -> bool:
        return bool(self.calls) and self.score >= ENOUGH and self.says_what


def tried(question: Question, reading: Reading, *, exact: bool = False) -> Attempt:
    if (
        (reading.mentions or reading.slots.namespaces)
        and not reading.unknown
        and all(f.startswith("<") for f in reading.features)
    ):
        reading = replace(reading, features=reading.features | {"status", "why"})  # a name alone: how is it?
    if {"<namespace>"} < reading.features <= _WHAT_IS_IN and {"which", "exist"} & reading.features:
        reading = replace(reading, features=reading.features | {"list", "workload"})
    only_pods = _OF_ITS_PODS <= reading.features <= _OF_ITS_PODS | _HOW_LISTED and reading.text == question.text
    if only_pods and all(m.known for m in reading.mentions):
        reading = replace(reading, features=_PODS)  # "the pods of checkout" are a list, of which its are chosen
    scored = tuple(intents.rank(reading, _catalog_for(question, reading)))
    if not exact and not reading.inherited and any("name" in s.entry.arguments for s in scored[:3]):
        again = read(replace(question, text=reading.text), words_too=True)
        if len(again.mentions) + len(again.slots.namespaces) > len(reading.mentions) + len(reading.slots.namespaces):
            named = tried(question, again, exact=True)
            # A Latin word inside Korean is rarely a plain word where something is called so.
            same = bool(named.scored) and named.scored[0].entry == scored[0].entry
            if named.score > scored[0].score or (question.lang == "ko" and same and named.score >= ENOUGH):
                return named
            reading = replace(reading, slots=replace(reading.slots, namespaces=again.slots.namespaces))
    unclear = not scored or scored[0].score < ENOUGH or calls_by_name(reading)
    unread = not question.known("kube")  # then something may be called like a product
    if unclear and (strange := with_stranger(reading, products=unread)) is not None:
        looked_for = tried(question, strange, exact=True)
        if looked_for.sure and _investigates(looked_for) and has_intent(reading):
            return looked_for
    says_what = intents.says_what(reading, question.catalog)
    if not scored or (reading.refers and not reading.mentions and not reading.slots.ids):
        return Attempt(reading=reading, scored=scored, says_what=says_what)
    entry = scored[0].entry
    if any(m.how == "several" for m in reading.mentions):
        return Attempt(reading=reading, scored=scored, missing="which", says_what=says_what)
    needs_thing = intents.always_about_a_thing(entry, question.catalog)
    filled = filling.fill(entry, reading, question, needs_thing=needs_thing)
    lacking = next((f.missing[0] for f in filled if f.missing), "")
    if lacking and (listed := _listed(question, reading, scored)):
        return Attempt(reading=reading, scored=scored[scored.index(listed[0]) :], calls=listed[1], says_what=says_what)
    if lacking:
        return Attempt(reading=reading, scored=scored, missing=lacking, says_what=says_what)
    calls = tuple(CallWanted(name=entry.name, arguments=f.arguments) for f in filled)
    return Attempt(reading=reading, scored=scored, calls=calls, says_what=says_what)


def _catalog_for(question: Question, reading: Reading) -> tuple[Entry, ...]:
    """Without what reads the cluster, where all that is named are instances of the cloud."""
    known = [k for m in reading.mentions for k in m.known]
    if not known or any(k.kind != "instances" for k in known) or any(not m.known for m in reading.mentions):
        return question.catalog
    return tuple(e for e in question.catalog if e.backend != "kube")


def _listed(
    question: Question, reading: Reading, scored: tuple[Scored, ...]
) -> tuple[Scored, tuple[CallWanted, ...]] | None:
    """What fits as well and needs no thing, where a list is asked for: 배포된 거 목록 is of all, not of one's rollouts."""
    if "list" not in reading.features or reading.mentions:
        return None
    for other in scored[1:]:
        if other.score < max(ENOUGH, scored[0].score - _NEAR):
            return None
        needs = intents.always_about_a_thing(other.entry, question.catalog)
        filled = filling.fill(other.entry, reading, question, needs_thing=needs)
        if not any(f.missing for f in filled):
            return other, tuple(CallWanted(name=other.entry.name, arguments=f.arguments) for f in filled)
    return None


def _investigates(attempt: Attempt) -> bool:
    """Whether it leads to an investigation of what is named, which says what is near a name that nothing has."""
    entry = attempt.scored[0].entry
    return entry.kind == "playbook" and "name" in entry.arguments


def names_what(attempt: Attempt) -> bool:
    """Whether the calls are about what is named, so that another thing is never answered for it."""
    return all({"name", "pod", "ids"} & call.arguments.keys() for call in attempt.calls)


def in_two_periods(question: Question, attempt: Attempt) -> Attempt:
    """The same for each of two closed periods that are held against each other: 10월이랑 9월 비용 비교해줘; and for a calendar
    month and the one before it, where a change is asked about: "why did costs drop last month?"."""
    if not attempt.sure or attempt.scored[0].entry.backend != "bills":
        return attempt
    of_days = not {"by", "period"}.isdisjoint(attempt.scored[0].entry.arguments)  # each is told already, or is to come
    why = not attempt.reading.features.isdisjoint({"why", "change"}) and not of_days
    changes = why or not attempt.reading.features.isdisjoint({"increase", "decrease"})
    found = [f.window for f in windows.find(attempt.reading.text, question.now, question.zone) if f.window]
    wanted = narrowing(attempt.reading.text, question.now, question.zone)
    against = wanted.compared_to and wanted.period_is_earlier
    if len(found) == 1 and against and why and (now := filling.time_after(found[0], question.now)):
        found, against = [now], False
    if len(found) == 1 and changes and not against and (before := _month_before(question, found[0])):
        found.append(before)
    closed = len(found) == 2 and len(set(found)) == 2
    if not closed or not (changes or _BETWEEN.search(attempt.reading.text)):
        return attempt
    slots = attempt.reading.slots
    each = [tried(question, replace(attempt.reading, slots=replace(slots, window=window))) for window in found]
    if not all(one.sure for one in each):
        return attempt
    calls = [call for one in each for call in one.calls]
    if why:  # what made the difference
        calls += _divided(question, calls)
    return replace(attempt, calls=tuple(calls))


def _month_before(question: Question, window: Window) -> Window | None:
    """The calendar month before one that the question is about, of one that goes on as many days of it; None of no month."""
    first = window.start.astimezone(question.zone)
    whole = first.day == 1 and timedelta(days=1) <= window.end - window.start <= timedelta(days=31, hours=1)
    ends = window.to_now or window.end.astimezone(question.zone).day == 1
    if not whole or not ends:
        return None
    start = (first - timedelta(days=1)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    gone = (question.now.astimezone(question.zone) - first).days  # whole days of a month that goes on
    end = min(start + timedelta(days=gone), first) if window.to_now and gone else first
    return Window(start=start.astimezone(UTC), end=end.astimezone(UTC), exact=True)


def _divided(question: Question, calls: list[CallWanted]) -> list[CallWanted]:
    """The same days by what is charged for and by resource, where they are read in sum: credits and data transfer are often
    of no resource."""
    bills = [e for e in question.catalog if e.backend == "bills" and {"by", "period"}.isdisjoint(e.arguments)]
    of_usage = next((e for e in bills if "service" in e.arguments and "ids" not in e.arguments), None)
    of_resources = next((e for e in bills if "ids" in e.arguments), None)
    read = {c.name for c in calls}
    return [
        CallWanted(name=entry.name, arguments={k: v for k, v in c.arguments.items() if k in entry.arguments})
        for entry in (of_usage, of_resources)
        if entry is not None and entry.name not in read
        for c in calls
    ]
