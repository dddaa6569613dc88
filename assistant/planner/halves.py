"""A question in several parts: each clause understood for itself, or the one that means something here. Called by
`planner.route` and `planner.besides`. Pure but for `Question.known`.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.models.spec import CallWanted
from assistant.patterns import Lazy
from assistant.planner.attempts import Attempt, names_what, tried
from assistant.planner.clauses import clauses, splits
from assistant.planner.examples import read_example
from assistant.planner.following.continued import following
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.question import Question
from assistant.planner.reading import CLOUD_THINGS, Reading, about, read
from assistant.planner.slots import Slots
from knowledge.concepts import is_bare, is_soft

_SUM_OF_IT = Lazy(
    r"^\W*(?:and\s+)?how\s+much\s+(?:is|are|does|do|would|will)\s+(?:that|it|this|they|those|these)\b(?:\s+(?:cost|save|make|come\s+to))?"
    r"(?:\s+(?:in\s+(?:total|all)|altogether|a\s+month|per\s+month|together))*\W*$"
    r"|^\W*(?:그게|그건|그거|다\s*합쳐서|합치면|합해서|그럼)?\s*(?:다\s*)?(?:합치면|합해서)?\s*(?:한\s*달에\s*)?(?:총\s*)?얼마(?:야|예요|에요|지|인가요|나\s*돼|임)?\W*$"
)
_SALVAGE = 0.55  # for one clause of a question whose rest means nothing here
_UNJOINED = 0.75  # a comma or an ending parts less surely than "and"
_SPLIT_MARGIN = 0.9  # two halves must be this good against the whole
_OF_MANY = frozenset({"list", "workload", "<kind>", "cluster", "node", "instance", "volume", "aws", "cost"})


def attempt_of(question: Question, text: str, subject: Reading | None, scope: Slots | None = None) -> Attempt:
    """`scope` is of the whole question: a region or period named in one half is meant for both."""
    reading = read(replace(question, text=text))
    if scope is not None:
        slots = reading.slots
        slots = replace(slots, region=slots.region or scope.region, window=slots.window or scope.window)
        reading = replace(reading, slots=slots)
    attempt = understood(question, reading, subject)
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


def understood(question: Question, reading: Reading, subject: Reading | None) -> Attempt:
    return following(question, reading, subject) if subject is not None else tried(question, reading)


def in_halves(question: Question, whole: Attempt, subject: Reading | None) -> Attempt | None:
    """Two calls for two questions in one, where both halves are sure of themselves and want different things."""
    best: tuple[float, Attempt] | None = None
    scope = whole.reading.slots
    for left, right, joined in splits(question.text):
        first = attempt_of(question, left, subject, scope)
        if _SUM_OF_IT.search(right) and first.sure and first.calls == whole.calls:
            continue  # of what the first half asks for, which says how much
        if not first.sure or (not joined and _explained(whole)):
            continue
        second = attempt_of(question, right, subject, scope)
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
        calls = distinct((*first.calls, *second.calls))
        score = min(first.score, second.score) * (1.0 if joined else _UNJOINED * _SPLIT_MARGIN)
        if len(calls) > max(len(whole.calls), 1) and (best is None or score > best[0]):
            both = (*((c, left) for c in first.calls), *((c, right) for c in second.calls))
            apart = _each_restricts(question, left, right) or _lists_beside(first, second)
            best = score, replace(first, calls=calls, parts=both if apart else ())
    if best is None or best[0] < whole.score * _SPLIT_MARGIN:
        return None
    return best[1]


def nameless(half: Attempt) -> bool:
    """Whether it would investigate all of the cluster, though it does not say so."""
    whole = {"cluster", "general", "list", "<namespace>"} & half.reading.features
    investigates = half.sure and half.scored[0].entry.kind == "playbook" and half.scored[0].entry.backend == "kube"
    return investigates and not whole and not any({"name", "namespace"} & c.arguments.keys() for c in half.calls)


def _bound(question: Question, half: Attempt, other: Attempt, subject: Reading | None) -> Attempt:
    """A half that names nothing, about what the other half names, or else the session's subject."""
    if not nameless(half):
        return half
    about_ = other.reading if other.reading.mentions else subject
    if about_ is None or not about_.mentions:
        return half
    named = tried(question, replace(about(half.reading, about_), refers=False))
    return named if named.sure else half


def _widens(half: Attempt, other: Attempt) -> bool:
    """Whether the rest of a question about the account would be taken for one about the whole cluster."""
    return (
        nameless(half)
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
    parts = in_halves(replace(question, text=text), half, None) if splits(text) else None
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


def distinct(calls: Sequence[CallWanted]) -> tuple[CallWanted, ...]:
    """Calls that read the same once: what is asked of the guides is one question however it is put."""
    seen: dict[str, CallWanted] = {}
    for call in calls:
        arguments = {k: v for k, v in call.arguments.items() if k not in ("question", "lang", "metrics")}
        seen.setdefault(f"{call.name}{sorted(arguments.items(), key=str)}", call)
    return tuple(seen.values())


def salvaged(question: Question, subject: Reading | None, scope: Slots) -> Attempt | None:
    """The one clause that means something here, of a question whose rest does not."""
    parts = clauses(question.text)
    tried = [attempt_of(question, part, subject, scope) for part in parts] if len(parts) > 1 else []
    good = [a for a in tried if a.calls and a.score >= _SALVAGE and len(a.reading.features) > 1]
    best = max(good, key=lambda a: a.score, default=None)
    if best is None or best.scored[0].entry.backend != "guides":
        return best
    # What is to be done stands in the other clauses: rename a column without downtime, how do we roll that out?
    whole = tuple(replace(c, arguments={**c.arguments, "question": question.text}) for c in best.calls)
    return replace(best, calls=whole)
