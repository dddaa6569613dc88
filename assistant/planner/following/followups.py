"""What a session last talked about, and the earlier question with what a follow-up names. Called by `planner.route`.

Pure but for `Question.known`.
"""

from dataclasses import replace
from datetime import UTC, timedelta

from assistant.patterns import Lazy
from assistant.planner.following.aspects import HOW
from assistant.planner.following.wishes import wish_in
from assistant.planner.narrowing.asked import narrowing, narrows_the_last
from assistant.planner.narrowing.log_words import sought_again
from assistant.planner.question import Question
from assistant.planner.reading import THINGS, Reading, about, read
from assistant.planner.windows import Window
from knowledge.concepts import is_soft

_EARLIER = 6  # questions looked back
_TO_A_PERIOD = frozenset({"scale", "change", "create"})
_RELATES = frozenset({"diff", "when", "latest", "previous", "increase", "decrease", "most", "old", "total"})


def subject_of(question: Question) -> Reading | None:
    """What the session last talked about: the latest earlier question that names something, or follows one that does."""
    subject: Reading | None = None
    for text in question.previous[-_EARLIER:]:
        reading = read(replace(question, text=text))
        if subject is not None and narrows_the_last(text):  # still about the same, perhaps in one place
            subject = replace(merged(reading, subject, question), text=subject.text)
            continue
        if subject is not None and another_period(reading):
            subject = merged(reading, subject, question)
            continue
        if subject is not None and (
            names_a_service(reading, subject) or ("log" in subject.features and sought_again(text))
        ):
            continue  # still about the same
        if subject is not None and not reading.mentions and (moved := the_period_before(question, reading, subject)):
            subject = replace(subject, slots=replace(subject.slots, window=moved))
            continue
        if not reading.mentions:
            reading = read(replace(question, text=text), words_too=True)
        if wish_in(reading.slots.masked):  # what was wished for is not asked again
            reading = replace(reading, features=reading.features & THINGS)
        if subject is not None and reading.fragment and not has_intent(reading):
            subject = merged(reading, subject, question)
        elif reading.mentions or reading.slots.ids:
            subject = reading
        elif subject is not None and relates(reading):
            subject = merged(reading, subject, question)
        elif subject is not None:
            window = reading.slots.window or (subject.slots.window if "cost" in subject.features else None)
            subject = replace(about(reading, subject), slots=replace(about(reading, subject).slots, window=window))
        else:
            subject = reading
    return subject


_BEFORE_THAT = Lazy(
    r"\b(?:the\s+)?(?P<en>weekend|week|month|quarter|year|day)\s+before(?:\s+(?:that|then|it))?\b|\bthe\s+(?:one|period)\s+before\b"
    r"|그\s*전\s*(?P<ko>주말|주|달|분기|해|날)|그\s*(?:이전|전)(?:에는|엔|은|에)?\s*[?？]*\s*$"
)


def the_period_before(question: Question, reading: Reading, subject: Reading) -> Window | None:
    """The period before the one that was talked of, where it is asked for: "and the weekend before that?"; None otherwise."""
    said, window = _BEFORE_THAT.search(reading.text), subject.slots.window
    if said is None or window is None:
        return None
    unit = said["en"] or said["ko"] or ""
    if unit in ("month", "달", "") and window.start.astimezone(question.zone).day == 1 and window.seconds > 27 * 86400:
        last = window.start - timedelta(days=1)
        start = last.astimezone(question.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        return Window(start=start, end=window.start, exact=True)
    back = timedelta(days=7) if unit in ("weekend", "주말") else window.end - window.start
    return Window(start=window.start - back, end=window.end - back, exact=True)


def relates(reading: Reading) -> bool:
    """Whether it only asks how what was asked about stands to something: to last month, since when, which most."""
    said = frozenset(reading.concepts) - HOW
    return bool(said) and said <= _RELATES and len(reading.unknown) <= 1 and not reading.slots.amounts


def names_a_service(reading: Reading, subject: Reading) -> bool:
    """Whether it only names services of the bill, "and S3?", after a question about costs."""
    said = frozenset(reading.concepts) - HOW
    return (
        bool(said)
        and said <= {"awsservice", "instance", "volume"}
        and not subject.features.isdisjoint({"cost", "daily", "transfer"})
        and (reading.fragment or bool(_ONLY_SO.search(reading.text)))
    )


_ONLY_SO = Lazy(r"^\W*(?:and\s+)?(?:just|only)\s+\S+\W*$|^\W*\S+만\W*$")


def another_period(reading: Reading) -> bool:
    """Whether it only names a period, perhaps to change to: "2주로 늘려봐", "make it 30 days"."""
    named = reading.mentions or reading.slots.ids or reading.slots.namespaces or reading.slots.region
    said = frozenset(reading.concepts) - HOW
    return reading.slots.window is not None and not named and said <= _TO_A_PERIOD and not reading.unknown


def has_intent(reading: Reading) -> bool:
    return any(f[0] not in "<~" and not is_soft(f) for f in reading.features)


def merged(reading: Reading, subject: Reading, question: Question) -> Reading:
    """The earlier question, with whatever this one names in place of what that one did."""
    moved = bool(reading.mentions)
    # "compared with last month?" is still about the month that was asked for
    own_window = None if _of_an_earlier_period(reading, question) else reading.slots.window
    slots = replace(
        subject.slots,
        namespaces=reading.slots.namespaces or (() if moved else subject.slots.namespaces),
        region=reading.slots.region or subject.slots.region,
        window=own_window or (None if _of_an_earlier_period(subject, question) else subject.slots.window),
        ids=reading.slots.ids or (() if moved else subject.slots.ids),
        notes=reading.slots.notes,
    )
    only_space = bool(reading.slots.namespaces) and not moved  # a namespace, where one thing in another was talked of
    kept = {f for f in subject.features if not (only_space and f in THINGS)}
    return replace(
        subject,
        text=reading.text,
        slots=slots,
        features=frozenset(kept | {f for f in reading.features if f.startswith("<")}),
        mentions=reading.mentions or (() if only_space else subject.mentions),
        refers=False,
    )


def _of_an_earlier_period(reading: Reading, question: Question) -> bool:
    """Whether the period it names is the one that is compared with."""
    wanted = narrowing(reading.text, question.now, question.zone)
    return wanted.compared_to and wanted.period_is_earlier
