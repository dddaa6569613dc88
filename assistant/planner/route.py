"""From a question to the calls that answer it; or a question back; or what can be asked instead. Called by `models.planner`.

Pure but for `Question.known`. The catalog is all it knows: entries are reached by their examples, arguments are filled
by their names and types.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog import Entry
from assistant.language import same
from assistant.models.spec import Abstain, Ask, Calls, CallWanted, Turn
from assistant.patterns import Lazy
from assistant.planner import absent, intents, replies
from assistant.planner.among_rows import asked_of_list, named_rows
from assistant.planner.attempts import ENOUGH, Attempt, in_two_periods, names_what, tried
from assistant.planner.changing.asked import asks_in_one, hidden_wish
from assistant.planner.clauses import clauses, splits
from assistant.planner.examples import read_example
from assistant.planner.exposed import exposed
from assistant.planner.following.continued import following
from assistant.planner.following.followups import subject_of
from assistant.planner.following.kept import of_kept
from assistant.planner.following.left_out import leaving_out
from assistant.planner.following.neighbours import neighbours
from assistant.planner.following.picking import kinds_excluded
from assistant.planner.following.recall import FOCUS, about_nothing, recalled
from assistant.planner.following.saved import saving_of_shown
from assistant.planner.following.serving import serving_asked
from assistant.planner.following.that_node import beside_what_was_told, with_node
from assistant.planner.following.unlisted import why_not_listed
from assistant.planner.following.value_before import value_before
from assistant.planner.following.wishes import may_wish, wish_in
from assistant.planner.in_all import answered_in_all
from assistant.planner.in_general import ASKS_HOW, asks_in_general, guide, meaning_and_way
from assistant.planner.measures_unread import measure_unread
from assistant.planner.misspelt import read_as
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.narrowing.marked import list_and_mark
from assistant.planner.of_one import attribute_asked, run_asked
from assistant.planner.outright import asked_outright
from assistant.planner.owners import owners
from assistant.planner.places import OF_RISK
from assistant.planner.priced import with_costs
from assistant.planner.products_unread import product_unread
from assistant.planner.question import Question, Routed
from assistant.planner.reading import (
    CLOUD_THINGS,
    Reading,
    about,
    read,
    says_anything,
)
from assistant.planner.slots import Slots
from assistant.planner.unread import not_answered, not_narrowed_to, unanswered, unread, wants_something
from assistant.planner.what_and_whether import what_and_whether
from knowledge.concepts import is_bare, is_soft

_SUM_OF_IT = Lazy(
    r"^\W*(?:and\s+)?how\s+much\s+(?:is|are|does|do|would|will)\s+(?:that|it|this|they|those|these)\b(?:\s+(?:cost|save|make|come\s+to))?"
    r"(?:\s+(?:in\s+(?:total|all)|altogether|a\s+month|per\s+month|together))*\W*$"
    r"|^\W*(?:그게|그건|그거|다\s*합쳐서|합치면|합해서|그럼)?\s*(?:다\s*)?(?:합치면|합해서)?\s*(?:한\s*달에\s*)?(?:총\s*)?얼마(?:야|예요|에요|지|인가요|나\s*돼|임)?\W*$"
)
ABOUT = "about"  # where a turn's memory keeps `Routed.about`
ONLY = "only"  # and `Routed.only`
UNREAD = "unread"  # and `Routed.unread`
PARTS = "parts"  # and `Routed.parts`
ATTRIBUTES = "attributes"  # and `Routed.attributes`
BESIDE = "beside"  # and `Routed.beside`
READ_AS = "read_as"  # and `Routed.read_as`
MARKS = "marks"  # and `Routed.marks`
CLOSING = "closing"  # and `Routed.closing`
FOLLOWS = "follows"  # and `Routed.follows`
_SALVAGE = 0.55  # for one clause of a question whose rest means nothing here
_UNJOINED = 0.75  # a comma or an ending parts less surely than "and"
_SPLIT_MARGIN = 0.9  # two halves must be this good against the whole
_TIE, _CLEAR = 0.015, 0.6  # nearer than this is alike; above this it fits well all the same
_OF_MANY = frozenset({"list", "workload", "<kind>", "cluster", "node", "instance", "volume", "aws", "cost"})


def route(turn: Turn) -> Calls | Ask | Abstain:
    """The planner's first reply of a turn."""
    found = routed(_question(turn))
    turn.memory[FOCUS] = found.focus
    turn.memory[ABOUT] = found.about
    turn.memory[ONLY] = found.only
    turn.memory[UNREAD] = found.unread
    turn.memory[PARTS] = found.parts
    turn.memory[ATTRIBUTES] = found.attributes
    turn.memory[BESIDE] = found.beside
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
    likely = tuple(e for e in question.catalog if not e.on_wish)
    question = replace(question, text=asked_outright(question.text), catalog=likely)
    if named := with_node(question):
        return replace(routed(replace(question, text=named)), read_as=named)
    if beside := beside_what_was_told(question):
        return beside
    if halves := list_and_mark(question.text, question.now, question.zone):
        listed = routed(replace(question, text=halves[0]))
        if isinstance(listed.reply, Calls) and len(listed.reply.wanted) == 1:
            return replace(listed, marks=halves[1])
    reading = read(question)
    if both := _wish_beside(question, reading):
        return both
    if both_halves := what_and_whether(question):
        return Routed(reply=both_halves)
    if beside := _told_beside(question):
        return beside
    if absent.secret_values(reading):
        return Routed(reply=replies.no_secret_values(question))
    if unlisted := why_not_listed(question, reading):
        return Routed(reply=unlisted)
    if saved := saving_of_shown(question, reading):
        return Routed(reply=saved)
    if serving := serving_asked(question, reading):
        return serving
    if of_told := value_before(question, reading) or neighbours(question, reading) or of_kept(question, reading):
        return of_told
    wished = wish_in(reading.slots.masked) or hidden_wish(question, reading)
    if wished is None and (of_one := attribute_asked(question, reading)):
        return of_one
    if beside := _attribute_beside(question):
        return beside
    if earlier := recalled(question, reading) or leaving_out(question, routed):
        return earlier
    if question.places and not ASKS_HOW & reading.features and (place := absent.environment(question, reading)):
        return Routed(reply=replies.no_such_place(place, question))
    if about_nothing(question, reading):
        return Routed(reply=replies.ask_what_that_is(question))
    if answered := answered_in_all(question, reading) or run_asked(question, reading):
        return answered
    if of_all := exposed(question, reading) or owners(question, reading):
        return of_all
    if unmeasured := measure_unread(reading, question.catalog):
        return Routed(reply=replies.not_measured(unmeasured, question))
    if absent.latency(reading):
        return Routed(reply=replies.no_latency(reading, intents.rank(reading, question.catalog), question))
    if absent.traffic(reading) and not ASKS_HOW & reading.features:
        return Routed(reply=replies.no_traffic(intents.rank(reading, question.catalog), question))
    if both_guided := meaning_and_way(question, reading):
        return Routed(reply=both_guided)
    if asks_in_general(reading) and (guided := guide(question, reading)):
        return Routed(reply=_with_the_rest(question, guided))
    subject = subject_of(question)
    whole = in_two_periods(question, _understood(question, reading, subject))
    best = _parts(question, whole, subject) or (whole if whole.sure else None)
    if best is None and not whole.missing:
        best = _salvaged(question, subject, reading.slots)
    if best is whole and (rivals := _rivals(whole)):
        return Routed(reply=replies.ask_which(rivals, question))
    if best is not None and (entry := absent.backend(question, best.scored)):
        return Routed(reply=replies.not_here(entry, best.scored, question))
    if best is not None and (left_out := absent.name(question, best.reading, best.calls)):
        return Routed(reply=replies.no_such_thing(left_out, best.scored, question))
    if best is None and not whole.missing and (called := absent.name(question, reading, ())):
        return Routed(reply=replies.no_such_thing(called, whole.scored, question))
    if word := absent.bare(question, reading, best.calls if best is not None else ()):
        return Routed(reply=replies.no_such_thing(word, whole.scored, question))
    if best is not None:
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
    return Routed(reply=_no_call(question, whole, subject))


def _with_the_rest(question: Question, guided: Calls) -> Calls:
    """A way to do something, and the question beside it: how to move the gp2 volumes, and how many there are."""
    for left, right, joined in splits(question.text):
        halves = [(read(replace(question, text=half)), half) for half in (left, right)]
        general = [asks_in_general(reading) for reading, _ in halves]
        if not joined or sum(general) != 1:
            continue
        way = guide(question, halves[general.index(True)][0])
        other = halves[general.index(False)][1]
        asked = _attempt(question, other, None)
        if way is not None and asked.sure and wants_something(other):
            return Calls(_distinct((*way.wanted, *asked.calls)))
    return guided


def _left_to_earlier(reading: Reading) -> frozenset[str]:
    """The names that it takes from an earlier question, by which rows are chosen where a call could not be."""
    return frozenset(k.name.lower() for m in reading.mentions for k in m.known if reading.inherited)


_ONES = Lazy(r"\b(?:ones|those|them)\b|(?:것|거|건)(?:은|는|들|도)?(?![가-힣])")


def _wish_beside(question: Question, reading: Reading) -> Routed | None:
    """The reply to a wish for a change and to the question beside it: show its log and roll it back."""
    for halves in (part[:2] for part in splits(question.text) if may_wish(reading.text)):
        read_ = [read(replace(question, text=half)) for half in halves]
        wishing = [bool(wish_in(r.slots.masked)) for r in read_]
        if sum(wishing) != 1:
            continue
        wish, other = read_[wishing.index(True)], halves[wishing.index(False)]
        if asks_in_one(question, reading):
            return None  # set the request to 500m and the limit to 1Gi
        asked = _attempt(question, other, subject_of(question), reading.slots)
        if _nameless(asked) and _ONES.search(other):
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
        calls = _distinct((*asked.calls, *told.reply.wanted))
        return replace(told, reply=replace(told.reply, wanted=calls))
    return None


def _told_beside(question: Question) -> Routed | None:
    """The reply to two questions of which at least one is about what was found: whether users are hit, and how to fix it."""
    if not question.previous or not question.standing.turns or kinds_excluded(read(question)):
        return None  # without volumes and IPs
    for halves in (part[:2] for part in splits(question.text)):
        told = [recalled(replace(question, text=half), read(replace(question, text=half))) for half in halves]
        replies_ = [t.reply for t in told if t is not None and isinstance(t.reply, Calls) and t.reply.recalled]
        if not replies_:
            continue
        asked = [_attempt(question, h, subject_of(question)) for h, t in zip(halves, told, strict=True) if t is None]
        if len(replies_) + len(asked) < len(halves) or not all(a.sure for a in asked):
            continue
        calls = _distinct([c for r in (*(a.calls for a in asked), *(r.wanted for r in replies_)) for c in r])
        return Routed(reply=Calls(calls, recalled=tuple(o for r in replies_ for o in r.recalled)))
    return None


def _attribute_beside(question: Question) -> Routed | None:
    """An investigation of one thing, and one attribute of it: why is it failing, and what memory limit does it have?"""
    for halves in (part[:2] for part in splits(question.text)):
        for half, other in (halves, halves[::-1]):
            beside = replace(question, text=half)
            about_, reading = read(replace(question, text=other)), read(beside)
            if not about_.mentions:
                continue
            of_one = attribute_asked(beside, reading if reading.mentions else about(reading, about_))
            asked = _attempt(question, other, subject_of(question)) if of_one is not None else None
            if of_one is None or asked is None or not asked.sure or asked.scored[0].entry.kind != "playbook":
                continue
            if isinstance(of_one.reply, Calls):
                return replace(of_one, reply=Calls(_distinct((*asked.calls, *of_one.reply.wanted))))
    return None


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


def _attempt(question: Question, text: str, subject: Reading | None, scope: Slots | None = None) -> Attempt:
    """`scope` is of the whole question: a region or period named in one half is meant for both."""
    reading = read(replace(question, text=text))
    if scope is not None:
        slots = reading.slots
        slots = replace(slots, region=slots.region or scope.region, window=slots.window or scope.window)
        reading = replace(reading, slots=slots)
    attempt = _understood(question, reading, subject)
    return _about_the_same(question, attempt, scope) if scope is not None else attempt


def _about_the_same(question: Question, attempt: Attempt, scope: Slots) -> Attempt:
    """A clause that names nothing, about the one thing that the question names: "... and why is it failing?"."""
    reading = attempt.reading
    events = reading.kinds == ("events",)  # of a thing that is named they are told with it
    many = _OF_MANY & reading.features - ({"<kind>"} if events else set())
    own = reading.mentions or reading.slots.ids or reading.slots.namespaces or many
    if own or len(scope.names) != 1 or not attempt.sure or names_what(attempt):
        return attempt
    named = tried(question, replace(about(reading, replace(reading, slots=scope, mentions=scope.names)), refers=False))
    same = events or (named.scored[:1] and named.scored[0].entry == attempt.scored[0].entry)
    return named if same and named.sure and names_what(named) else attempt


def _understood(question: Question, reading: Reading, subject: Reading | None) -> Attempt:
    return following(question, reading, subject) if subject is not None else tried(question, reading)


def _parts(question: Question, whole: Attempt, subject: Reading | None) -> Attempt | None:
    """Two calls for two questions in one, where both halves are sure of themselves and want different things."""
    best: tuple[float, Attempt] | None = None
    scope = whole.reading.slots
    for left, right, joined in splits(question.text):
        first = _attempt(question, left, subject, scope)
        if _SUM_OF_IT.search(right) and first.sure and first.calls == whole.calls:
            continue  # of what the first half asks for, which says how much
        if not first.sure or (not joined and _explained(whole)):
            continue
        second = _attempt(question, right, subject, scope)
        only_things = frozenset() < _asked_of(first.reading) <= CLOUD_THINGS
        if only_things and not _asked_of(second.reading) <= CLOUD_THINGS:
            continue  # what is asked of the second thing is asked of the first: EC2랑 S3 각각 얼마야?
        if not second.sure and (first.reading.mentions or first.reading.slots.ids):
            if not second.says_what:
                continue
            second = tried(question, replace(about(second.reading, first.reading), refers=False))
            if second.score < _SALVAGE:
                continue
        first, second = _bound(question, first, second, subject), _bound(question, second, first, subject)
        if _widens(first, second) or _widens(second, first):
            continue
        if not second.sure or not (_says_its_own(first) and _says_its_own(second)):
            continue
        first, second = (_in_parts(question, half, text) for half, text in ((first, left), (second, right)))
        calls = _distinct((*first.calls, *second.calls))
        score = min(first.score, second.score) * (1.0 if joined else _UNJOINED * _SPLIT_MARGIN)
        if len(calls) > max(len(whole.calls), 1) and (best is None or score > best[0]):
            both = (*((c, left) for c in first.calls), *((c, right) for c in second.calls))
            apart = _each_restricts(question, left, right) or _lists_beside(first, second)
            best = score, replace(first, calls=calls, parts=both if apart else ())
    if best is None or best[0] < whole.score * _SPLIT_MARGIN:
        return None
    return best[1]


def _nameless(half: Attempt) -> bool:
    """Whether it would investigate all of the cluster, though it does not say so."""
    whole = {"cluster", "general", "list", "<namespace>"} & half.reading.features
    investigates = half.sure and half.scored[0].entry.kind == "playbook" and half.scored[0].entry.backend == "kube"
    return investigates and not whole and not any({"name", "namespace"} & c.arguments.keys() for c in half.calls)


def _bound(question: Question, half: Attempt, other: Attempt, subject: Reading | None) -> Attempt:
    """A half that names nothing, about what the other half names, or else the session's subject."""
    if not _nameless(half):
        return half
    about_ = other.reading if other.reading.mentions else subject
    if about_ is None or not about_.mentions:
        return half
    named = tried(question, replace(about(half.reading, about_), refers=False))
    return named if named.sure else half


def _widens(half: Attempt, other: Attempt) -> bool:
    """Whether the rest of a question about the account would be taken for one about the whole cluster."""
    return (
        _nameless(half)
        and other.sure
        and other.scored[0].entry.backend in ("aws", "bills")
        and len(half.reading.concepts) < 3
    )


def _says_its_own(half: Attempt) -> bool:
    """Whether a half is a question, and not the rest of the other: "and on what?"."""
    reading = half.reading
    return bool(_asked_of(reading) or reading.mentions or reading.slots.ids or reading.slots.namespaces)


def _in_parts(question: Question, half: Attempt, text: str) -> Attempt:
    """A half that is itself two questions, as those."""
    parts = _parts(replace(question, text=text), half, None) if splits(text) else None
    return parts or half


def _each_restricts(question: Question, *halves: str) -> bool:
    """Whether each half chooses rows of its own, so that neither's conditions are meant for the other."""
    return all(narrowing(half, question.now, question.zone).conditions for half in halves)


def _lists_beside(*halves: Attempt) -> bool:
    """Whether one half wants a whole list and the other why something is wrong with one thing, by which no row is chosen."""
    lists = [h for h in halves if {"list", "show"} & h.reading.features and not h.reading.mentions]
    reasons = [h for h in halves if h.reading.mentions and h.scored[0].entry.kind == "playbook"]
    return len(lists) == len(reasons) == 1 and lists != reasons


def _asked_of(reading: Reading) -> frozenset[str]:
    """The kinds of things it says and what is asked about them, without how it is asked."""
    return frozenset(c for c in reading.concepts if not is_soft(c) and not is_bare(c))


def _explained(whole: Attempt) -> bool:
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


def _salvaged(question: Question, subject: Reading | None, scope: Slots) -> Attempt | None:
    """The one clause that means something here, of a question whose rest does not."""
    parts = clauses(question.text)
    tried = [_attempt(question, part, subject, scope) for part in parts] if len(parts) > 1 else []
    good = [a for a in tried if a.calls and a.score >= _SALVAGE and len(a.reading.features) > 1]
    best = max(good, key=lambda a: a.score, default=None)
    if best is None or best.scored[0].entry.backend != "guides":
        return best
    # What is to be done stands in the other clauses: rename a column without downtime, how do we roll that out?
    whole = tuple(replace(c, arguments={**c.arguments, "question": question.text}) for c in best.calls)
    return replace(best, calls=whole)
