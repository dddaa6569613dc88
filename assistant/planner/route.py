"""From a question to the calls that answer it; or a question back; or what can be asked instead. Called by `models.planner`.

Pure but for `Question.known`. The catalog is all it knows: entries are reached by their examples, arguments are filled
by their names and types.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.catalog import Entry
from assistant.language import Text, same
from assistant.models.spec import Abstain, Ask, Calls, CallWanted, Turn
from assistant.planner import absent, filling, intents, replies
from assistant.planner.clauses import clauses, splits
from assistant.planner.following.aspects import HOW
from assistant.planner.following.followups import another_period, has_intent, merged, relates, subject_of
from assistant.planner.following.recall import FOCUS, about_nothing, recalled
from assistant.planner.following.wishes import may_wish, wish_in
from assistant.planner.in_all import answered_in_all
from assistant.planner.in_general import ASKS_HOW, asks_in_general, guide
from assistant.planner.intents import Scored
from assistant.planner.narrowing.asked import narrowing, narrows_the_last
from assistant.planner.outright import asked_outright
from assistant.planner.places import OF_RISK
from assistant.planner.question import Question, Routed
from assistant.planner.reading import (
    CLOUD_THINGS,
    Reading,
    about,
    calls_by_name,
    read,
    read_example,
    says_anything,
    with_stranger,
)
from assistant.planner.slots import Slots
from assistant.planner.unread import not_narrowed_to, unread
from knowledge.concepts import is_bare, is_soft

ABOUT = "about"  # where a turn's memory keeps `Routed.about`
UNREAD = "unread"  # and `Routed.unread`
ENOUGH = 0.47  # score from which a call is made
_SALVAGE = 0.55  # for one clause of a question whose rest means nothing here
_UNJOINED = 0.75  # a comma or an ending parts less surely than "and"
_SPLIT_MARGIN = 0.9  # two halves must be this good against the whole
_TIE, _CLEAR = 0.015, 0.6  # nearer than this is alike; above this it fits well all the same
_NEAR = 0.05  # a list of all fits about as well as what asks for one thing
_OF_MANY = frozenset({"list", "workload", "<kind>", "cluster", "node", "instance", "volume", "aws", "cost"})


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """What one text, or one part of it, would lead to."""

    reading: Reading
    scored: tuple[Scored, ...]
    calls: tuple[CallWanted, ...] = ()
    missing: str = ""
    says_what: bool = True
    note: Text | None = None  # what must be said with the answer

    @property
    def score(self) -> float:
        return self.scored[0].score if self.scored else 0.0

    @property
    def sure(self) -> bool:
        return bool(self.calls) and self.score >= ENOUGH and self.says_what


def route(turn: Turn) -> Calls | Ask | Abstain:
    """The planner's first reply of a turn."""
    question = Question(
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
    found = routed(question)
    turn.memory[FOCUS] = found.focus
    turn.memory[ABOUT] = found.about
    turn.memory[UNREAD] = found.unread
    return replace(found.reply, note=found.note) if isinstance(found.reply, Calls) else found.reply


def routed(question: Question) -> Routed:
    """The calls for this question; or one question back; or what can be asked instead."""
    question = replace(question, text=asked_outright(question.text))
    reading = read(question)
    if both := _wish_beside(question, reading):
        return both
    if earlier := recalled(question, reading):
        return earlier
    if question.places and not ASKS_HOW & reading.features and (place := absent.environment(question, reading)):
        return Routed(reply=replies.no_such_place(place, question))
    if about_nothing(question, reading):
        return Routed(reply=replies.ask_what_that_is(question))
    if in_all := answered_in_all(question, reading):
        return in_all
    if asks_in_general(reading) and (guided := guide(question, reading)):
        return Routed(reply=guided)
    subject = subject_of(question)
    whole = _understood(question, reading, subject)
    best = _parts(question, whole, subject) or (whole if whole.sure else None)
    if best is None and not whole.missing:
        best = _salvaged(question, subject, reading.slots)
    if best is whole and (rivals := _rivals(whole)):
        return Routed(reply=replies.ask_which(rivals, question))
    if best is not None and (entry := absent.backend(question, best.scored)):
        return Routed(reply=replies.not_here(entry, best.scored, question))
    if best is not None and (left_out := absent.name(question, best.reading, best.calls)):
        return Routed(reply=replies.no_such_thing(left_out, best.scored, question))
    if best is not None:
        unsaid = unread(question, reading, best.calls)
        note = best.note or replies.took_for(best.reading.slots.notes)
        return Routed(
            reply=Calls(best.calls),
            note=not_narrowed_to(unsaid, note),
            about=_left_to_earlier(best.reading),
            unread=unsaid,
        )
    return Routed(reply=_no_call(question, whole, subject))


def _left_to_earlier(reading: Reading) -> frozenset[str]:
    """The names that it takes from an earlier question, by which rows are chosen where a call could not be."""
    return frozenset(k.name.lower() for m in reading.mentions for k in m.known if reading.inherited)


def _wish_beside(question: Question, reading: Reading) -> Routed | None:
    """The reply to a wish for a change and to the question beside it: show its log and roll it back."""
    for halves in (part[:2] for part in splits(question.text) if may_wish(reading.text)):
        read_ = [read(replace(question, text=half)) for half in halves]
        wishing = [bool(wish_in(r.slots.masked)) for r in read_]
        if sum(wishing) != 1:
            continue
        wish, other = read_[wishing.index(True)], halves[wishing.index(False)]
        asked = _attempt(question, other, subject_of(question), reading.slots)
        told = recalled(question, about(wish, reading)) if asked.sure else None
        if told is None or isinstance(told.reply, Ask):
            continue
        if isinstance(told.reply, Abstain):
            return Routed(reply=Calls(asked.calls), note=same(told.reply.text))
        calls = _distinct((*asked.calls, *told.reply.wanted))
        return replace(told, reply=replace(told.reply, wanted=calls))
    return None


def _rivals(attempt: _Attempt) -> tuple[Entry, ...]:
    """The entries that fit alike, when none fits well: it is not guessed which is meant."""
    close = [s for s in attempt.scored if attempt.score - s.score < _TIE]
    if len(close) < 2 or attempt.score > _CLEAR or attempt.reading.inherited:
        return ()
    return tuple(s.entry for s in close)


def _no_call(question: Question, whole: _Attempt, subject: Reading | None) -> Calls | Ask | Abstain:
    other_thing = whole.missing == "ids" and bool(whole.reading.mentions)  # a workload, where an instance is needed
    ahead = narrowing(question.text, question.now, question.zone).future  # then it does not help to know of what
    if whole.missing and not other_thing and not ahead and whole.score >= ENOUGH and says_anything(whole.reading):
        return replies.ask_for(whole.missing, question, whole.reading)
    if guided := guide(question, whole.reading):
        return guided
    if product := absent.product(question, whole.reading, enough=ENOUGH):
        return replies.no_such_thing(product, whole.scored, question)
    strange = len(whole.reading.unknown) > 1 or not whole.reading.features.isdisjoint({"other", "create", "clock"})
    if whole.reading.refers and subject is None and not whole.reading.mentions and not strange:
        return replies.ask_what_that_is(question)
    return replies.abstain(whole.scored, question)


def _attempt(question: Question, text: str, subject: Reading | None, scope: Slots | None = None) -> _Attempt:
    """`scope` is of the whole question: a region or period named in one half is meant for both."""
    reading = read(replace(question, text=text))
    if scope is not None:
        slots = reading.slots
        slots = replace(slots, region=slots.region or scope.region, window=slots.window or scope.window)
        reading = replace(reading, slots=slots)
    attempt = _understood(question, reading, subject)
    return _about_the_same(question, attempt, scope) if scope is not None else attempt


def _about_the_same(question: Question, attempt: _Attempt, scope: Slots) -> _Attempt:
    """A clause that names nothing, about the one thing that the question names: "... and why is it failing?"."""
    reading = attempt.reading
    events = reading.kinds == ("events",)  # of a thing that is named they are told with it
    many = _OF_MANY & reading.features - ({"<kind>"} if events else set())
    own = reading.mentions or reading.slots.ids or reading.slots.namespaces or many
    if own or len(scope.names) != 1 or not attempt.sure or _names_what(attempt):
        return attempt
    named = _tried(question, replace(about(reading, replace(reading, slots=scope, mentions=scope.names)), refers=False))
    same = events or (named.scored[:1] and named.scored[0].entry == attempt.scored[0].entry)
    return named if same and named.sure and _names_what(named) else attempt


def _understood(question: Question, reading: Reading, subject: Reading | None) -> _Attempt:
    return _following(question, reading, subject) if subject is not None else _tried(question, reading)


def _tried(question: Question, reading: Reading, *, exact: bool = False) -> _Attempt:
    if (
        (reading.mentions or reading.slots.namespaces)
        and not reading.unknown
        and all(f.startswith("<") for f in reading.features)
    ):
        reading = replace(reading, features=reading.features | {"status", "why"})  # a name alone: how is it?
    scored = tuple(intents.rank(reading, question.catalog))
    if not exact and not reading.inherited and any("name" in s.entry.arguments for s in scored[:3]):
        again = read(replace(question, text=reading.text), words_too=True)
        if len(again.mentions) + len(again.slots.namespaces) > len(reading.mentions) + len(reading.slots.namespaces):
            named = _tried(question, again, exact=True)
            # A Latin word inside Korean is rarely a plain word where something is called so.
            same = bool(named.scored) and named.scored[0].entry == scored[0].entry
            if named.score > scored[0].score or (question.lang == "ko" and same and named.score >= ENOUGH):
                return named
            reading = replace(reading, slots=replace(reading.slots, namespaces=again.slots.namespaces))
    unclear = not scored or scored[0].score < ENOUGH or calls_by_name(reading)
    unread = not question.known("kube")  # then something may be called like a product
    if unclear and (strange := with_stranger(reading, products=unread)) is not None:
        looked_for = _tried(question, strange, exact=True)
        if looked_for.sure and _investigates(looked_for) and has_intent(reading):
            return looked_for
    says_what = intents.says_what(reading, question.catalog)
    if not scored or (reading.refers and not reading.mentions and not reading.slots.ids):
        return _Attempt(reading=reading, scored=scored, says_what=says_what)
    entry = scored[0].entry
    if any(m.how == "several" for m in reading.mentions):
        return _Attempt(reading=reading, scored=scored, missing="which", says_what=says_what)
    needs_thing = intents.always_about_a_thing(entry, question.catalog)
    filled = filling.fill(entry, reading, question, needs_thing=needs_thing)
    lacking = next((f.missing[0] for f in filled if f.missing), "")
    if lacking and (listed := _listed(question, reading, scored)):
        return _Attempt(reading=reading, scored=scored[scored.index(listed[0]) :], calls=listed[1], says_what=says_what)
    if lacking:
        return _Attempt(reading=reading, scored=scored, missing=lacking, says_what=says_what)
    calls = tuple(CallWanted(name=entry.name, arguments=f.arguments) for f in filled)
    return _Attempt(reading=reading, scored=scored, calls=calls, says_what=says_what)


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


def _investigates(attempt: _Attempt) -> bool:
    """Whether it leads to an investigation of what is named, which says what is near a name that nothing has."""
    entry = attempt.scored[0].entry
    return entry.kind == "playbook" and "name" in entry.arguments


def _following(question: Question, reading: Reading, subject: Reading) -> _Attempt:
    """A question after others: on its own; or about the same thing; or the same about another thing or place."""
    if (priced := _priced(question, reading, subject)) is not None:
        return priced
    if (narrows_the_last(reading.text) or another_period(reading) or _compares_its_period(question, reading)) and (
        again := _tried(question, merged(reading, subject, question))
    ).sure:
        return again
    alone = _tried(question, reading)
    own = bool(reading.mentions or reading.slots.ids)
    if not own and not reading.refers and intents.foreign(reading, question.catalog):
        return alone  # it is about something that the session has not talked of
    if own and not has_intent(reading) and _lacks_a_thing(question, subject):
        answered = _tried(question, merged(reading, subject, question))
        if answered.sure:
            return answered  # the name that the question before lacked
    if own and alone.sure and not reading.fragment:
        return alone
    if not own and alone.missing and relates(reading) and not (subject.mentions or subject.slots.ids):
        again = _tried(question, merged(reading, subject, question))
        if again.sure:
            return again
    if not own:
        same_thing = _tried(question, replace(about(reading, subject), refers=False))
        leans = reading.refers or reading.fragment or bool(alone.missing) or not alone.sure
        if same_thing.sure and leans and has_intent(reading):
            return _in_its_period(question, same_thing, subject)
    if alone.sure and not reading.fragment:
        return alone
    if not reading.fragment and has_intent(reading):
        return alone  # it says itself what it wants: not the earlier question again
    again = _tried(question, merged(reading, subject, question))
    if again.sure and not reading.unknown and (not reading.mentions or _names_what(again)):
        return again
    return again if again.missing and again.score >= ENOUGH and reading.fragment and not alone.sure else alone


def _priced(question: Question, reading: Reading, subject: Reading) -> _Attempt | None:
    """What the things of the cloud that were listed cost: of the kind, since a bill knows no states."""
    things = subject.features & CLOUD_THINGS
    if not reading.refers or reading.mentions or not things or frozenset(reading.concepts) - HOW != {"cost"}:
        return None
    priced = _tried(question, replace(reading, features=reading.features | things | {"resource"}, refers=False))
    return replace(priced, note=replies.WHOLE_BILL) if priced.sure else None


def _compares_its_period(question: Question, reading: Reading) -> bool:
    """Whether it only holds the period that was talked of against an earlier one: "is that more than last month?"."""
    wanted = narrowing(reading.text, question.now, question.zone)
    return wanted.compared_to and wanted.period_is_earlier and relates(reading) and not reading.slots.namespaces


def _in_its_period(question: Question, attempt: _Attempt, subject: Reading) -> _Attempt:
    """For the period that was talked of, where the same is asked again without one: "and which rose most?"."""
    slots = attempt.reading.slots
    if slots.window is not None or subject.slots.window is None:
        return attempt
    before = _tried(question, subject).scored
    if not before or before[0].entry != attempt.scored[0].entry:
        return attempt
    return _tried(question, replace(attempt.reading, slots=replace(slots, window=subject.slots.window)))


def _lacks_a_thing(question: Question, subject: Reading) -> bool:
    """Whether the question before could not be answered for want of what it is about."""
    named = subject.mentions or subject.slots.ids
    return not named and has_intent(subject) and bool(_tried(question, subject).missing)


def _names_what(attempt: _Attempt) -> bool:
    """Whether the calls are about what is named, so that another thing is never answered for it."""
    return all({"name", "pod", "ids"} & call.arguments.keys() for call in attempt.calls)


def _parts(question: Question, whole: _Attempt, subject: Reading | None) -> _Attempt | None:
    """Two calls for two questions in one, where both halves are sure of themselves and want different things."""
    best: tuple[float, _Attempt] | None = None
    scope = whole.reading.slots
    for left, right, joined in splits(question.text):
        first = _attempt(question, left, subject, scope)
        if not first.sure or (not joined and _explained(whole)):
            continue
        second = _attempt(question, right, subject, scope)
        only_things = frozenset() < _asked_of(first.reading) <= CLOUD_THINGS
        if only_things and not _asked_of(second.reading) <= CLOUD_THINGS:
            continue  # what is asked of the second thing is asked of the first: EC2랑 S3 각각 얼마야?
        if not second.sure and (first.reading.mentions or first.reading.slots.ids):
            if not second.says_what:
                continue
            second = _tried(question, replace(about(second.reading, first.reading), refers=False))
            if second.score < _SALVAGE:
                continue
        if not second.sure:
            continue
        calls = _distinct((*first.calls, *second.calls))
        score = min(first.score, second.score) * (1.0 if joined else _UNJOINED * _SPLIT_MARGIN)
        if len(calls) > max(len(whole.calls), 1) and (best is None or score > best[0]):
            best = score, replace(first, calls=calls)
    if best is None or best[0] < whole.score * _SPLIT_MARGIN:
        return None
    return best[1]


def _asked_of(reading: Reading) -> frozenset[str]:
    """The kinds of things it says and what is asked about them, without how it is asked."""
    return frozenset(c for c in reading.concepts if not is_soft(c) and not is_bare(c))


def _explained(whole: _Attempt) -> bool:
    """Whether one example says all that the question says, so that it is one question."""
    if not whole.sure:
        return False
    said = {f for f in whole.reading.features if not f.startswith("<") and not is_soft(f)}
    return said <= read_example(whole.scored[0].example)[0]


def _distinct(calls: Sequence[CallWanted]) -> tuple[CallWanted, ...]:
    """Calls that read the same once: what is asked of the guides is one question however it is put."""
    seen: dict[str, CallWanted] = {}
    for call in calls:
        arguments = {k: v for k, v in call.arguments.items() if k not in ("question", "lang", "metrics")}
        seen.setdefault(f"{call.name}{sorted(arguments.items(), key=str)}", call)
    return tuple(seen.values())


def _salvaged(question: Question, subject: Reading | None, scope: Slots) -> _Attempt | None:
    """The one clause that means something here, of a question whose rest does not."""
    parts = clauses(question.text)
    tried = [_attempt(question, part, subject, scope) for part in parts] if len(parts) > 1 else []
    good = [a for a in tried if a.calls and a.score >= _SALVAGE and len(a.reading.features) > 1]
    return max(good, key=lambda a: a.score, default=None)
