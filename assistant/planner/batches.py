"""Whether a batch ran: 어젯밤 리포트 배치 잘 돌았어?, "did the report job run last night?". Called by `planner.route`.

Pure but for `Question.known`. A batch is a CronJob; the other words of the question say which, by part of its name or by how
that sounds. An instance that happens to be called so did not run last night.
"""

from collections.abc import Sequence

from assistant.known import Known
from assistant.language import Text, with_particle
from assistant.models.spec import Calls, CallWanted
from assistant.patterns import Lazy
from assistant.planner import replies, windows
from assistant.planner.names import Mention, may_call, says_part
from assistant.planner.narrowing.since import asks_whether_it_ran, without_running
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading

CRON_JOBS = "cronjobs.batch"
KNOWN = f"kube:{CRON_JOBS}"  # what `Question.known` is asked for
_BATCH = Lazy(
    r"배치(?:\s*(?:작업|잡))?|크론\s?잡|크론|(?<![가-힣])잡(?=[은이도\s])"
    r"|(?<![\w-])(?:(?:batch|cron|scheduled|nightly)\s+(?:jobs?|runs?|tasks?)|batch(?:es)?|cron\s?jobs?|cron|jobs?)(?![\w-])"
)
_WORD = Lazy(r"[a-z0-9][a-z0-9-]*|[가-힣]{2,}")
_MOST = 4  # investigated at once where the question names none


def batch_asked(question: Question, reading: Reading) -> Routed | None:
    """The investigation of the CronJob that is meant; the list of all where it is not clear which; None for any other
    question, and where a workload or an instance is named in full."""
    if not asks_whether_it_ran(reading.text) or not question.has("kube"):
        return None
    if {"howto", "why"} & reading.features or any(map(_in_full, reading.slots.names)) or reading.slots.ids:
        return None
    if not (jobs := question.known(KNOWN)):
        return None
    entry = next(
        (e for e in question.catalog if e.kind == "playbook" and {"name", "namespace"} <= set(e.arguments)), None
    )
    words = _words(question)
    chosen = _said_most(words, jobs)
    if not chosen and not _BATCH.search(reading.text):
        return None  # it may be anything that runs
    if entry is None or not 0 < len(chosen) <= _MOST:
        strange = [w for w in words if may_call(w)]
        listed = Calls((CallWanted(name="list_resources", arguments={"kind": CRON_JOBS}),))
        return Routed(reply=listed, note=_none_called(strange) if strange and not chosen else None)
    calls = tuple(
        CallWanted(
            name=entry.name,
            arguments={"question": question.text, "name": job.name, "namespace": job.namespace},
        )
        for job in chosen
    )
    notes = [(w, job.name) for job in chosen for w in words if w.lower() != job.name and says_part(w, job.name)]
    return Routed(reply=Calls(calls), note=replies.took_for(notes))


def _words(question: Question) -> list[str]:
    """What is left to say which one: without the period, the batch, and its running."""
    text = question.text
    for period in windows.find(text, question.now, question.zone):
        text = text[: period.first] + " " * (period.last - period.first) + text[period.last :]
    return [m[0] for m in _WORD.finditer(_BATCH.sub(" ", without_running(text)))]


def _said_most(words: Sequence[str], jobs: Sequence[Known]) -> list[Known]:
    """Those of whose names the words say the most pieces; the one that is named in full before any other."""
    full = [job for job in jobs if job.name.lower() in map(str.lower, words)]
    said = {job: sum(says_part(w, job.name) for w in words) for job in jobs}
    most = max(said.values(), default=0)
    return full or [job for job, count in said.items() if count and count == most]


def _none_called(words: Sequence[str]) -> Text:
    said = ", ".join(words)
    return Text(
        ko=f"이름에 {with_particle(said, '이')} 들어간 CronJob은 없습니다.", en=f"No CronJob has {said} in its name."
    )


def _in_full(mention: Mention) -> bool:
    """Whether something is called just so, and not only after a general word."""
    return bool(mention.known) and mention.how in ("exact", "joined", "pod", "typo")
