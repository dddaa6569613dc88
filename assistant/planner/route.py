"""From a question to the calls that answer it; or a question back; or what can be asked instead. Called by `models.planner`.

Pure but for `Question.known`. The catalog is all it knows: entries are reached by their examples, arguments are filled
by their names and types.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.catalog import Entry
from assistant.models.spec import Abstain, Ask, Calls, CallWanted, Turn
from assistant.planner import filling, intents, replies
from assistant.planner.clauses import clauses, splits
from assistant.planner.intents import Scored
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading, about, read, read_example, says_anything
from assistant.planner.slots import Slots
from knowledge.concepts import is_soft

ENOUGH = 0.47  # score from which a call is made
_SALVAGE = 0.55  # for one clause of a question whose rest means nothing here
_UNJOINED = 0.75  # a comma or an ending parts less surely than "and"
_SPLIT_MARGIN = 0.9  # two halves must be this good against the whole
_TIE, _CLEAR = 0.015, 0.6  # nearer than this is alike; above this it fits well all the same
_EARLIER = 6  # questions looked back


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """What one text, or one part of it, would lead to."""

    reading: Reading
    scored: tuple[Scored, ...]
    calls: tuple[CallWanted, ...] = ()
    missing: str = ""
    says_what: bool = True

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
        places=turn.places,
        now=turn.now,
        zone=turn.zone,
    )
    found = routed(question)
    return replace(found.reply, note=found.note) if isinstance(found.reply, Calls) else found.reply


def routed(question: Question) -> Routed:
    """The calls for this question; or one question back; or what can be asked instead."""
    subject = _subject(question)
    whole = _attempt(question, question.text, subject)
    best = _parts(question, whole, subject) or (whole if whole.sure else None)
    if best is None and not whole.missing:
        best = _salvaged(question, subject)
    if best is whole and (rivals := _rivals(whole)):
        return Routed(reply=replies.ask_which([replies.example(e, question.lang) for e in rivals], question.lang))
    if best is not None and (absent := _absent(question, best)):
        return Routed(reply=replies.not_here(absent, best.scored, question))
    if best is not None:
        return Routed(reply=Calls(best.calls), note=replies.took_for(best.reading.slots.notes))
    return Routed(reply=_no_call(question, whole, subject))


def _absent(question: Question, attempt: _Attempt) -> Entry | None:
    """The entry that would answer, where the environment has not what it reads."""
    return next((s.entry for s in attempt.scored[:1] if not question.has(s.entry.backend)), None)


def _rivals(attempt: _Attempt) -> tuple[Entry, ...]:
    """The entries that fit alike, when none fits well: it is not guessed which is meant."""
    close = [s for s in attempt.scored if attempt.score - s.score < _TIE]
    if len(close) < 2 or attempt.score > _CLEAR or attempt.reading.inherited:
        return ()
    return tuple(s.entry for s in close)


def _no_call(question: Question, whole: _Attempt, subject: Reading | None) -> Ask | Abstain:
    other_thing = whole.missing == "ids" and bool(whole.reading.mentions)  # a workload, where an instance is needed
    if whole.missing and not other_thing and whole.score >= ENOUGH and says_anything(whole.reading):
        return replies.ask_for(whole.missing, question)
    strange = len(whole.reading.unknown) > 1 or not whole.reading.features.isdisjoint({"other", "create", "clock"})
    if whole.reading.refers and subject is None and not whole.reading.mentions and not strange:
        return replies.ask_what_that_is(question)
    return replies.abstain(whole.scored, question)


def _subject(question: Question) -> Reading | None:
    """What the session last talked about: the latest earlier question that names something, or follows one that does."""
    subject: Reading | None = None
    for text in question.previous[-_EARLIER:]:
        reading = read(replace(question, text=text))
        if not reading.mentions:
            reading = read(replace(question, text=text), words_too=True)
        if reading.mentions or reading.slots.ids:
            subject = reading
        elif subject is not None:
            subject = about(reading, subject)
        else:
            subject = reading
    return subject


def _attempt(question: Question, text: str, subject: Reading | None, scope: Slots | None = None) -> _Attempt:
    """`scope` is of the whole question: a region or period named in one half is meant for both."""
    reading = read(replace(question, text=text))
    if scope is not None:
        slots = reading.slots
        slots = replace(slots, region=slots.region or scope.region, window=slots.window or scope.window)
        reading = replace(reading, slots=slots)
    if subject is not None:
        return _following(question, reading, subject)
    return _tried(question, reading)


def _tried(question: Question, reading: Reading, *, exact: bool = False) -> _Attempt:
    if reading.mentions and not reading.unknown and all(f.startswith("<") for f in reading.features):
        reading = replace(reading, features=reading.features | {"status", "why"})  # a name alone: how is it?
    scored = tuple(intents.rank(reading, question.catalog))
    if not exact and not reading.inherited and any("name" in s.entry.arguments for s in scored[:3]):
        again = read(replace(question, text=reading.text), words_too=True)
        if len(again.mentions) > len(reading.mentions):
            named = _tried(question, again, exact=True)
            if named.score > scored[0].score:
                return named
    says_what = intents.says_what(reading, question.catalog)
    if not scored or (reading.refers and not reading.mentions and not reading.slots.ids):
        return _Attempt(reading=reading, scored=scored, says_what=says_what)
    entry = scored[0].entry
    needs_thing = intents.always_about_a_thing(entry, question.catalog)
    filled = filling.fill(entry, reading, question, needs_thing=needs_thing)
    lacking = next((f.missing[0] for f in filled if f.missing), "")
    if lacking:
        return _Attempt(reading=reading, scored=scored, missing=lacking, says_what=says_what)
    calls = tuple(CallWanted(name=entry.name, arguments=f.arguments) for f in filled)
    return _Attempt(reading=reading, scored=scored, calls=calls, says_what=says_what)


def _following(question: Question, reading: Reading, subject: Reading) -> _Attempt:
    """A question after others: on its own; or about the same thing; or the same about another thing or place."""
    alone = _tried(question, reading)
    own = bool(reading.mentions or reading.slots.ids)
    if own and alone.sure and not reading.fragment:
        return alone
    if not own:
        same_thing = _tried(question, replace(about(reading, subject), refers=False))
        leans = reading.refers or reading.fragment or bool(alone.missing) or not alone.sure
        if same_thing.sure and leans and _has_intent(reading):
            return same_thing
    if alone.sure and not reading.fragment:
        return alone
    again = _again(question, reading, subject)
    if again.sure and not reading.unknown:
        return again
    return alone


def _has_intent(reading: Reading) -> bool:
    return any(not f.startswith("<") and f not in ("show", "exist", "which") for f in reading.features)


def _again(question: Question, reading: Reading, subject: Reading) -> _Attempt:
    """The earlier question, with whatever this one names in place of what that one did."""
    slots = replace(
        subject.slots,
        namespaces=reading.slots.namespaces or ((),)[0]
        if reading.mentions
        else reading.slots.namespaces or subject.slots.namespaces,
        region=reading.slots.region or subject.slots.region,
        window=reading.slots.window or subject.slots.window,
        ids=reading.slots.ids or (() if reading.mentions else subject.slots.ids),
        notes=reading.slots.notes,
    )
    merged = replace(
        subject,
        slots=slots,
        features=subject.features | {f for f in reading.features if f.startswith("<")},
        mentions=reading.mentions or subject.mentions,
        refers=False,
    )
    return _tried(question, merged)


def _parts(question: Question, whole: _Attempt, subject: Reading | None) -> _Attempt | None:
    """Two calls for two questions in one, where both halves are sure of themselves and want different things."""
    best: tuple[float, _Attempt] | None = None
    scope = whole.reading.slots
    for left, right, joined in splits(question.text):
        first = _attempt(question, left, subject, scope)
        if not first.sure or (not joined and _explained(whole)):
            continue
        second = _attempt(question, right, subject, scope)
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


def _salvaged(question: Question, subject: Reading | None) -> _Attempt | None:
    """The one clause that means something here, of a question whose rest does not."""
    parts = clauses(question.text)
    tried = [_attempt(question, part, subject) for part in parts] if len(parts) > 1 else []
    good = [a for a in tried if a.calls and a.score >= _SALVAGE and len(a.reading.features) > 1]
    return max(good, key=lambda a: a.score, default=None)
