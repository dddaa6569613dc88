"""The arguments of a call from what a question names, by the arguments' names and types. Called by `planner.route`. Pure."""

import inspect
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from assistant.catalog import Entry
from assistant.patterns import Lazy
from assistant.planner.names import Mention
from assistant.planner.narrowing.asked import narrowing, narrowing_of_turn
from assistant.planner.narrowing.conditions import InState, Matched, Narrowing
from assistant.planner.narrowing.log_words import text_sought
from assistant.planner.narrowing.tags_of_costs import tags_of_turn
from assistant.planner.question import Question
from assistant.planner.reading import Reading, stranger
from assistant.planner.windows import Window

_METRICS = {
    "cpu": ("CPUUtilization",),
    "network": ("NetworkIn", "NetworkOut"),
    "diskio": ("EBSReadOps", "EBSWriteOps"),
    "statuscheck": ("StatusCheckFailed",),
    "memory": ("mem_used_percent",),
}
_STATES = {
    "running": ("run",),
    "stopped": ("stopped", "stop"),
    "available": ("unused", "loose", "attach"),
    "in-use": ("use",),
}
# By concept: what an investigation that looks for several kinds of resources is limited to.
_KINDS = {"volume": ("volumes",), "eip": ("addresses",), "ip": ("addresses",), "instance": ("instances",)}
# By state in words: as an argument, and where it is negated.
_STATED = {"running": ("running", ""), "stopped": ("stopped", ""), "attached": ("in-use", "available")}
_CLUSTER_WIDE = ("nodes", "namespaces", "persistentvolumes", "storageclasses.storage.k8s.io")
# Whose logs are those before the restart: `kubectl logs -p`, the crashed container, 죽은 컨테이너.
_ENDED_CONTAINER = Lazy(
    r"(?<!\S)(?:-p|--previous)(?!\S)|\b(?:crashed|dead|died|terminated|killed|failed)\s+(?:container|instance)\b"
    r"|(?:죽은|종료된|크래시\s?난|크래시된)\s*컨테이너"
)
_MEAN = Lazy(r"평균|\b(?:average|avg|mean|typical(?:ly)?)\b")  # that a thing is idle, only its peaks tell
_BY_WEEK = Lazy(
    r"\b(?:weekly|(?:per|by|each|every)\s+week|week\s+by\s+week)\b|(?<![가-힣])(?:주별|주\s*단위|매주|주마다)"
)
_NEXT = Lazy(r"다음\s*(?:번\s*)?(?:달|분기|해)|내달|익월|내년|\bnext\s+(?:month|quarter|year)\b")
_QUARTER = Lazy(r"분기|\bquarter\b")
_YEAR = Lazy(
    r"내년|올해|금년|연말|연간|다음\s*해|일\s?년|1년|\b(?:this|next|the)\s+year\b|\byear[\s-]end\b|\b(?:per|a)\s+year\b|\byearly\b"
)
_MONTHS = Lazy(r"(?:앞으로|향후|다음)\s*(\d{1,2})\s*(?:개월|달)|\bnext\s+(\d{1,2})\s+months\b")
_BY_MONTH = Lazy(
    r"\b(?:monthly|(?:per|by|each|every)\s+month|month\s+by\s+month)\b|(?<![가-힣])(?:월별|월\s*단위|매[달월]|달마다)"
)
_WORKLOADS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One call's arguments; `missing` are those it cannot do without."""

    arguments: dict[str, Any]
    missing: tuple[str, ...] = ()


def fill(entry: Entry, reading: Reading, question: Question, *, needs_thing: bool) -> list[Filled]:
    """One set of arguments for each thing or kind that the question names, in its order."""
    takes = _parameters(entry.function)
    base = {k: v for k, v in _plain(entry, reading, question) if k in takes}
    said = reading.kinds or (
        ("pods",) if {"restart", "container"} & reading.features else ()
    )  # it is pods that restart
    kinds = [k for k in said if k in takes["kind"].values] if "kind" in takes else []
    sets: list[dict[str, Any]] = []
    for extra in _things(reading, question, takes, kinds):
        if (arguments := base | extra) not in sets:  # the same thing may be named in two ways: 회원 and member-api
            sets.append(arguments)
    filled = []
    for arguments in sets:
        lacking = [n for n, p in takes.items() if p.required and n not in arguments]
        missing = tuple(sorted(lacking, key=lambda n: n != "name"))  # the name says the kind, too
        if needs_thing and not {"name", "pod", "ids", "volume_id"} & arguments.keys() and not missing:
            missing = ("name",)
        filled.append(Filled(arguments=arguments, missing=missing))
    return filled


@dataclass(frozen=True, slots=True)
class Parameter:
    """One keyword argument: whether it must be given, and the words it is limited to."""

    required: bool
    values: tuple[str, ...]


def values_of(entry: Entry, argument: str) -> tuple[str, ...]:
    """The words that an argument is limited to; empty where it is not taken, or not limited."""
    parameter = _parameters(entry.function).get(argument)
    return parameter.values if parameter else ()


@lru_cache(maxsize=512)
def _parameters(function: Callable[..., Any]) -> dict[str, Parameter]:
    types = get_type_hints(function)
    return {
        name: Parameter(p.default is inspect.Parameter.empty, _literals(types[name]))
        for name, p in inspect.signature(function).parameters.items()
        if p.kind is inspect.Parameter.KEYWORD_ONLY
    }


def _literals(type_: Any) -> tuple[str, ...]:
    if get_origin(type_) is Literal:
        return tuple(map(str, get_args(type_)))
    return tuple(v for part in get_args(type_) for v in _literals(part))


def _plain(entry: Entry, reading: Reading, question: Question) -> Iterator[tuple[str, Any]]:
    """Arguments that do not depend on the thing."""
    said = frozenset(reading.concepts)
    takes = _parameters(entry.function)
    yield "question", reading.text
    yield "lang", question.lang
    if reading.slots.region:
        yield "region", reading.slots.region
    wanted = narrowing(reading.text, question.now, question.zone)
    states = [c for c in wanted.conditions if isinstance(c, InState)]
    ill = said & {"fail", "unhealthy", "stuck", "error"} and not reading.mentions  # one thing is looked for among all
    if ill and not any(c.state == "failed" and c.negated for c in states):
        yield "only_unhealthy", True
    if "previous" in said or ("log" in said and ("restart" in said or _ENDED_CONTAINER.search(reading.text))):
        yield "previous", True
    if "contains" in takes and (sought := text_sought(reading.text, question.previous)) and not _names(sought, reading):
        yield "contains", sought
    metrics = [m for concept in reading.concepts for m in _METRICS.get(concept, ())]
    if metrics:
        yield "metrics", metrics
        if said & {"network", "diskio"} and not said & {"cpu", "memory"}:
            yield "statistic", "Sum"  # of bytes and operations the amount is meant, not the largest sample
    elif "metrics" in takes:
        yield "metrics", ["CPUUtilization"]
    if _MEAN.search(reading.text) and not said & {"network", "diskio"}:
        yield "statistic", "Average"  # the mean of the largest samples is none
    # "언제 켜진" asks for a time, not for a state.
    if "state" in takes and not ({"when", "type"} & said or _named_ids(reading)):
        state = _state(states, said)
        if state in takes["state"].values and wanted.form != "all":  # "are all running?" is about the others
            yield "state", state
    if "kinds" in takes and (
        kinds := [k for c in reading.concepts for k in _KINDS.get(c, ()) if k in takes["kinds"].values]
    ):
        yield "kinds", list(dict.fromkeys(kinds))
    if "by" in takes and (
        by := "month" if _BY_MONTH.search(reading.text) else "week" * bool(_BY_WEEK.search(reading.text))
    ):
        yield "by", by
    if {"period", "which", "months"} <= takes.keys():
        yield from _ahead(reading.text)
    yield from _costs(wanted if not question.previous else _of_turn(question, wanted))
    tags = [
        f"{key}={value}" for c in tags_of_turn(question.text, question.previous) for key in c.keys for value in c.values
    ]
    if tags:
        yield "tags", tags
    window = reading.slots.window
    compared_with = wanted.compared_to and wanted.period_is_earlier and wanted.period == window
    if window is not None and compared_with and not window.to_now:  # tools compare with the period before
        window = time_after(window, question.now)
    if window is not None:
        yield from _period(window, question, takes)


def _ahead(text: str) -> Iterator[tuple[str, Any]]:
    """Which time to come is meant: the rest of this month where nothing is said."""
    if many := _MONTHS.search(text):
        yield "months", int(many[1] or many[2])
        return
    if _QUARTER.search(text) or _YEAR.search(text):
        yield "period", "quarter" if _QUARTER.search(text) else "year"
    if _NEXT.search(text):
        yield "which", "next"


def time_after(earlier: Window, now: datetime) -> Window | None:
    """The time after a week or a month, as long at most: "than last month" is about this one. None where it has only begun."""
    length = earlier.end - earlier.start
    if length < timedelta(days=6) or now - earlier.end < timedelta(days=2):
        return None
    end = min(now, earlier.end + length)
    return replace(earlier, start=earlier.end, end=end, to_now=end == now, exact=False)


def _names(word: str, reading: Reading) -> bool:
    """Whether it is what the question is about: the log of "checkout", in quotes."""
    return any(word.lower() in (m.text.lower(), *(k.name.lower() for k in m.known)) for m in reading.mentions)


def _state(states: list[InState], said: frozenset[str]) -> str:
    """The one state that is asked for, as an argument; "" where it is left to the rows, as "not running" is."""
    stated = [c for c in states if c.state in _STATED]
    if len(stated) == 1:
        return _STATED[stated[0].state][stated[0].negated]
    return "" if stated else next((s for s, words in _STATES.items() if said & set(words)), "")


def _of_turn(question: Question, wanted: Narrowing) -> Narrowing:
    """What the earlier questions restrict, too: "just EC2", after the costs of each day."""
    return (
        narrowing_of_turn(question.text, question.previous, question.now, question.zone)
        if not wanted.conditions
        else wanted
    )


def _costs(wanted: Narrowing) -> Iterator[tuple[str, Any]]:
    """The one service whose resources are asked for, as the bill calls it."""
    services = [c for c in wanted.conditions if isinstance(c, Matched) and c.column == "service" and not c.negated]
    if len(services) == 1 and len(services[0].values) == 1:
        yield "service", services[0].values[0]


def _named_ids(reading: Reading) -> bool:
    return bool(reading.slots.ids) or any(m.known and m.known[0].kind == "instances" for m in reading.mentions)


def _period(window: Window, question: Question, takes: dict[str, Parameter]) -> Iterator[tuple[str, Any]]:
    """The period as each tool takes it: an age in seconds, a number of days, or the days from one to another."""
    now = question.now
    yield "since_s", max(1, int((now - window.start).total_seconds()))
    recent = now - window.end < timedelta(minutes=1)
    if "since" in takes and "until" in takes and not (recent and window.exact):
        last = window.end - timedelta(seconds=1)
        yield "since", window.start.astimezone(question.zone).date().isoformat()
        yield "until", last.astimezone(question.zone).date().isoformat()
        return
    start, end = (window.start, now) if recent else (window.start, window.end)
    yield "days", max(1, math.ceil((end - start) / timedelta(days=1)))
    if not recent and "days" in takes:
        yield "until", window.end.isoformat()


def _things(
    reading: Reading, question: Question, takes: dict[str, Parameter], kinds: list[str]
) -> list[dict[str, Any]]:
    """What the call is about: each named thing, else each named kind, else the namespace alone."""
    spaces = reading.slots.namespaces
    space = {"namespace": spaces[0]} if spaces and "namespace" in takes else {}
    cloud = _cloud(reading, question, takes)
    if cloud is not None:
        return [cloud]
    mentions = [m for m in reading.mentions if not (m.known and m.known[0].kind == "instances")]
    if mentions and ("name" in takes or "pod" in takes):
        return [_named(m, takes, spaces, kinds) for m in mentions]
    if kinds and "kind" in takes:
        if len(kinds) > 1 and "namespaces" in kinds and spaces:
            kinds = [k for k in kinds if k != "namespaces"]
        if len(kinds) > 1 and mentions and "services" in kinds:
            kinds = kinds[:1]
        return [{"kind": k} | ({} if k in _CLUSTER_WIDE else space) for k in kinds]
    if mentions and "namespace" in takes and "kind" in takes:
        space = space or _place(mentions[0], spaces)
        if (kind := _kind_of(mentions[0])) in takes["kind"].values:
            return [{"kind": kind} | space]
    if "name" in takes and not kinds and (named := stranger(reading)):
        return [{"name": named} | space]  # whoever looks for it will say that there is no such thing
    return [space]


def _cloud(reading: Reading, question: Question, takes: dict[str, Parameter]) -> dict[str, Any] | None:
    """Ids of cloud resources, by id or Name tag, with the region they are in; None when it is about none."""
    instances = [m.known[0] for m in reading.mentions if m.known and m.known[0].kind == "instances"]
    ids = [i for kind, i in reading.slots.ids if kind != "ip"]
    if "ids" in takes and (instances or ids):
        found: dict[str, Any] = {"ids": [*ids, *(k.id or k.name for k in instances)]}
        if "metrics" not in takes or reading.slots.region:
            return found
        # CloudWatch is asked in one region: the one where the instance is.
        region = next(
            (k.region for k in (*instances, *question.known("aws")) if k.region and (k.id or k.name) in found["ids"]),
            "",
        )
        return found | ({"region": region} if region else {})
    volumes = [i for kind, i in reading.slots.ids if kind == "vol"]
    return {"volume_id": volumes[0]} if "volume_id" in takes and volumes else None


def _named(mention: Mention, takes: dict[str, Parameter], spaces: tuple[str, ...], kinds: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if mention.pod and "pod" in takes:
        found["pod"] = mention.pod
    elif "name" in takes:
        found["name"] = mention.pod or (mention.known[0].name if mention.known else mention.text.rpartition("/")[2])
    if "kind" in takes:
        kind = next((k for k in kinds if k not in ("events", "namespaces")), "")
        found["kind"] = (
            "pods" if mention.pod else kind or (mention.known[0].kind if mention.known else "") or _WORKLOADS[0]
        )
    if "namespace" in takes:
        found |= _place(mention, spaces)
    return found


def _kind_of(mention: Mention) -> str:
    if mention.how not in ("exact", "joined", "pod"):
        return ""
    return "pods" if mention.pod else mention.known[0].kind if mention.known else ""


def _place(mention: Mention, spaces: tuple[str, ...]) -> dict[str, str]:
    """The namespace a thing is in, where that is sure."""
    homes = {k.namespace for k in mention.known if k.namespace}
    stated = [s for s in spaces if not homes or s in homes]
    if stated:
        return {"namespace": stated[0]}
    if len(homes) == 1:
        return {"namespace": homes.pop()}
    if not mention.known and "/" in mention.text:
        return {"namespace": mention.text.partition("/")[0]}
    return {}
