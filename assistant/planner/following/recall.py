"""Questions about what the session already found: how to fix it, why it is claimed, what a change would mean, to have it
changed. Called by `planner.route` before anything else. Pure but for `Question.known`.

A wish for a change never becomes a read that looks like its result: the answer names the plan that waits, or leads to one,
or says that there is no such action.
"""

from collections.abc import Iterable
from dataclasses import replace

from assistant.findings import Finding
from assistant.language import Text
from assistant.models.spec import Abstain, Calls, CallWanted, Observation, Turn
from assistant.patterns import Lazy
from assistant.planner import filling, intents
from assistant.planner.changing.asked import change_asked, hidden_wish
from assistant.planner.composing import standing_text
from assistant.planner.following.aspects import HOW, aspect_of
from assistant.planner.following.choices import of_those_told, sum_of_several
from assistant.planner.following.followups import another_period, subject_of
from assistant.planner.following.one_thing import WORKLOADS, named_thing, thing_talked_of
from assistant.planner.following.picking import Picked, asks_how_much, called, saving_of
from assistant.planner.following.plans_named import another_revision, named_plans, no_such_plan
from assistant.planner.following.removal import removal_asked
from assistant.planner.following.subjects import deed_of, kinds_named, subjects
from assistant.planner.following.taken_up import ROLLBACK, history, section, taken_up
from assistant.planner.following.told import told_already
from assistant.planner.following.wishes import DEEDS, Wish, wish_in
from assistant.planner.in_general import VAGUE
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.narrowing.way_back import asks_way_back
from assistant.planner.question import Question, Routed
from assistant.planner.reading import THINGS, Reading, about, read, with_object
from assistant.standing import ActionKind, StandingPlan

FOCUS = "focus"  # where a turn's memory keeps `Routed.focus`
_OPEN = ("waiting", "approved")
# What may be said beside a deed without being its object: unused, attached, old; the deploy, the previous version.
_WITH_DEEDS = frozenset(
    (
        *(
            "unused",
            "loose",
            "attach",
            "cost",
            "expensive",
            "old",
            "empty",
            "resource",
            "cloud",
            "aws",
            "deploy",
            "previous",
        ),
        *("history", "change", "fail", "error", "workload", "service", "region"),
    )
)
_NOTHING_DONE = Text(
    ko="묻는 것만으로는 아무것도 바뀌지 않습니다. 아래에 계획이 없으면 바꿀 까닭을 찾지 못한 것입니다. (`baepo propose --help`)",
    en="Nothing is changed by asking. Where no plan follows, I found no reason for one. (`baepo propose --help`)",
)
_NOT_VOUCHED = Text(
    ko="안전한지는 제가 보증하지 않습니다. 그것에 대해 알 수 있는 것은 이렇습니다.",
    en="I do not vouch for safety. What can be said about it:",
)


# Whether it may be done, or what comes of it, is asked; not whether it would help.
_AT_RISK = Lazy(
    r"안전|위험|리스크|문제|(?:해|려)도|어떻게\s*(?:돼|되|될)|무슨\s*일|영향"
    r"|\b(?:safe\w*|risk\w*|dangerous|(?:ok(?:ay)?|fine|alright)\s+(?:to|if)|what|affect\w*|break\w*|impact\w*|lose|loss)\b"
)


def recalled(question: Question, reading: Reading) -> Routed | None:
    """The reply to a question about earlier findings or to a wish for a change; None for any other question."""
    wish = wish_in(reading.slots.masked) or hidden_wish(question, reading)
    aspect = aspect_of(reading)
    plans, strange = named_plans(question.text, question.standing)
    if strange:
        return Routed(reply=Abstain(text=no_such_plan(strange).in_(question.lang)))
    if plans:
        return Routed(reply=taken_up(question, "plans" if wish is None else "change", (), plans))
    if asks_way_back(question.text) and (back := _way_back(question, reading)):
        return back
    if wish is not None and (summed := sum_of_several(question, reading)):
        return summed
    if wish is not None and question.previous and another_period(reading):
        return None
    if wish is not None and not reading.mentions and not reading.slots.ids:
        reading = read(question, words_too=True)  # what is to be changed may be called by a word of the field
    if wish is not None and (planned := change_asked(question, reading, wish)):
        return planned
    if wish is not None and wish.deed != "fix":
        return _weighed(question, reading, wish) if wish.mood == "weigh" else _wished(question, reading, wish)
    if wish is not None and wish.mood == "do":
        aspect = "fix"
    if aspect == "plans":
        return _plans(question, reading)
    if told := of_those_told(question, reading):
        return told
    if aspect is None and wish is None and (findings := told_already(question, reading)):
        return Routed(reply=taken_up(question, "why", findings))
    if aspect is None:
        return None
    findings = subjects(question, reading)
    if findings:
        return Routed(reply=taken_up(question, aspect, findings))
    if aspect == "who" and (thing := named_thing(reading)) is not None and thing.kind == WORKLOADS["Deployment"]:
        return Routed(reply=Calls((history(thing.name, thing.namespace),)))
    if aspect != "fix":
        return None
    # A word of a how-to that is only part of a name is rarely meant as one: canary.
    if any(m.known and (m.how not in ("part", "several") or "fix" in reading.concepts) for m in reading.mentions):
        return _investigated(question, reading, ("kube",), None)
    if question.standing.turns and not reading.mentions and "document" not in reading.concepts:
        return Routed(reply=Abstain(text=standing_text.nothing_found(question.lang)))
    return None


def _way_back(question: Question, reading: Reading) -> Routed | None:
    """How the Deployment that is named or talked of goes back to an earlier version: its revisions, the plan that waits, and
    the guide; None where it is none."""
    named = reading if reading.mentions else read(question, words_too=True)
    if any(m.how in VAGUE for m in named.mentions):
        return None
    thing = named_thing(named) if named.mentions else thing_talked_of(question)
    if thing is None or thing.kind != WORKLOADS["Deployment"] or not thing.namespace or not question.has("kube"):
        return None
    findings = tuple(
        f
        for f in question.standing.findings
        if (f.target.kind, f.target.id, f.target.place) == ("Deployment", thing.name, thing.namespace)
        and any(deed_of(p.action) == "rollback" for p in f.proposals)
    )
    if findings:
        return Routed(reply=taken_up(question, "back", findings))
    return Routed(reply=Calls((history(thing.name, thing.namespace), section(question, ROLLBACK))))


def about_nothing(question: Question, reading: Reading) -> bool:
    """Whether a question asks about something said before, in a session in which nothing was."""
    if question.previous or reading.mentions or reading.slots.ids or reading.unknown or reading.slots.namespaces:
        return False
    if narrowing(reading.text, question.now, question.zone).serving:
        return False  # whether users are hit asks for all that is wrong
    wish = wish_in(reading.slots.masked)
    weighs = wish is not None and wish.mood == "weigh" and frozenset(reading.concepts) <= {*HOW, wish.deed}
    return weighs or (aspect_of(reading) in ("why", "fix") and "document" not in reading.concepts)


def focused(turn: Turn) -> tuple[Observation, ...]:
    """What was observed, of the findings only those about what the question named."""
    focus: tuple[str, ...] = turn.memory.get(FOCUS, ())
    if not focus:
        return turn.observations
    only = [_only(o, focus) for o in turn.observations]
    telling = tuple(o for o in only if o.diagnosis is None or o.diagnosis.findings)
    return telling or turn.observations


def _only(observation: Observation, focus: tuple[str, ...]) -> Observation:
    diagnosis = observation.diagnosis
    if diagnosis is None or observation.recalled is not None:
        return observation
    findings = tuple(f for f in diagnosis.findings if set(called(f)) & set(focus))
    planned = tuple(p for p in observation.planned if p.finding in findings)
    return replace(observation, diagnosis=replace(diagnosis, findings=findings), planned=planned)


def _weighed(question: Question, reading: Reading, wish: Wish) -> Routed | None:
    findings = subjects(question, reading, deed=wish.deed)
    of_cluster = any(f.target.provider == "kube" for f in findings)
    if not of_cluster and (judged := removal_asked(question, reading, wish)) and isinstance(judged.reply, Calls):
        plans = _waiting(question, reading, findings, wish.deed)
        told = taken_up(question, "weigh", (), plans).recalled if plans else ()
        return replace(judged, reply=replace(judged.reply, recalled=told))
    fitting = tuple(f for f in findings if any(deed_of(p.action) == wish.deed for p in f.proposals))
    if findings:
        at_risk = bool(_AT_RISK.search(question.text))
        meant = fitting or findings
        amount = saving_of(meant) if asks_how_much(reading) and len(meant) == 1 else None
        said = (Text(ko=f"**한 달에 {amount}를 아낍니다.**", en=f"**It saves {amount} a month.**"),) if amount else ()
        how = Picked(findings=meant, said=said, of=len(meant))
        return Routed(reply=taken_up(question, "weigh", meant, choice=how, deed=wish.deed, at_risk=at_risk))
    if question.previous and not (reading.mentions or reading.slots.ids or kinds_named(reading)):
        subject = subject_of(question)  # what was talked of, of which nothing was found: "can we roll it back?"
        reading = about(reading, subject) if subject is not None and subject.mentions else reading
    if wish.deed and (waiting := _waiting(question, reading, (), wish.deed)):
        return Routed(reply=taken_up(question, "weigh", (), waiting))
    actions = _actions(question, reading, wish.deed, ())
    names = _written_names(reading)
    named = bool(reading.slots.ids or names) or any(m.known for m in reading.mentions) or bool(kinds_named(reading))
    if names:
        waste = tuple(a for a in question.standing.actions if a.verb == wish.deed and question.has(a.backend))
        found = _investigated(question, reading, _backends(waste), _NOT_VOUCHED)
        return replace(found, focus=(*found.focus, *names)) if found is not None else None
    if wish.deed and not actions and any(k.kind == "instances" for m in reading.mentions for k in m.known):
        return _investigated(question, reading, ("aws",), standing_text.not_planned(DEEDS[wish.deed].title))
    if named and wish.deed and not actions:
        title = DEEDS[wish.deed].title
        return Routed(reply=Abstain(text=standing_text.for_a_person(title, question.standing.actions, question.lang)))
    note = None if {"cost", "waste"} & reading.features else _NOT_VOUCHED  # what it would save is no question of safety
    return _investigated(question, reading, _backends(actions), note) if named and actions else None


def _written_names(reading: Reading) -> tuple[str, ...]:
    """Names with a hyphen that no list of names has, such as those of volumes: what is found about them says more."""
    if any(m.known for m in reading.mentions):
        return ()
    return tuple(w for w in reading.unknown if "-" in w and w.isascii()) or tuple(
        m.text for m in reading.mentions if "-" in m.text
    )


def _wished(question: Question, reading: Reading, wish: Wish) -> Routed | None:
    findings = subjects(question, reading, deed=wish.deed)
    if wish.deed == "approve":
        return _approved(question, findings)
    kinds = kinds_named(reading)
    findings = tuple(f for f in findings if not kinds or f.target.kind in kinds)
    fitting = tuple(f for f in findings if any(deed_of(p.action) == wish.deed for p in f.proposals))
    waiting = _waiting(question, reading, findings, wish.deed)
    if fitting or waiting:
        return Routed(
            reply=taken_up(question, "change", fitting, waiting), note=another_revision(question.text, waiting)
        )
    if not findings and not (reading.mentions or reading.slots.ids or reading.slots.namespaces):
        subject = subject_of(question)  # what was talked of since, of which nothing was found
        reading = about(reading, subject) if subject is not None and subject.mentions else reading
    actions = _actions(question, reading, wish.deed, findings)
    if actions and question.catalog:
        found = _investigated(question, reading, _backends(actions), _NOTHING_DONE)
        if found is not None:
            return found
    others = _waiting(question, reading, findings if len(findings) == 1 else (), "")
    title = DEEDS[wish.deed].title
    return Routed(
        reply=Abstain(text=standing_text.no_such_action(title, question.standing.actions, others, question.lang))
    )


def _approved(question: Question, findings: tuple[Finding, ...]) -> Routed:
    plans = tuple(p for f in findings if (p := question.standing.plan_for(f.target)) and p.state in _OPEN)
    plans = plans or tuple(p for p in question.standing.plans if p.state in _OPEN)
    if not plans:
        return Routed(reply=Abstain(text=standing_text.nothing_waits(question.lang)))
    return Routed(reply=taken_up(question, "change", (), plans))


def _plans(question: Question, reading: Reading) -> Routed:
    """Those for what is named or talked of, else all that wait."""
    named = read(question, words_too=True) if not reading.mentions else reading
    findings = subjects(question, named)
    plans = _waiting(question, named, findings, "")
    if not plans and findings and reading.refers:
        return Routed(reply=taken_up(question, "plans", findings))
    if not plans and not named.mentions and not named.slots.ids:
        plans = tuple(p for p in question.standing.plans if p.state in _OPEN)
    if not plans:
        return Routed(reply=Abstain(text=standing_text.nothing_waits(question.lang)))
    return Routed(reply=taken_up(question, "plans", (), plans))


def _waiting(
    question: Question, reading: Reading, findings: tuple[Finding, ...], deed: str
) -> tuple[StandingPlan, ...]:
    """Plans that wait for what the question is about; with a `deed` those that would do it."""
    targets = {f.target for f in findings}
    names = {k.name for m in reading.mentions for k in m.known} | {i for _, i in reading.slots.ids}
    return tuple(
        p
        for p in question.standing.plans
        if p.state in _OPEN
        and any(
            (a.target in targets or a.target.id in names) and (not deed or deed_of(a.action) == deed)
            for a in p.plan.actions
        )
    )


def _actions(question: Question, reading: Reading, deed: str, findings: tuple[Finding, ...]) -> tuple[ActionKind, ...]:
    """The actions that do a deed to what is named, or to what is talked of, if anything is."""
    kinds = kinds_named(reading) or {f.target.kind for f in findings}
    known = bool(reading.mentions or reading.slots.ids)
    said = frozenset(reading.concepts) - HOW - DEEDS.keys() - _WITH_DEEDS
    if intents.foreign(reading, question.catalog) or (said and not kinds):
        return ()  # of a thing that is no kind of target: an S3 bucket, a log
    stranger = any(w.isascii() for w in reading.unknown) and not known
    return tuple(
        a
        for a in question.standing.actions
        if a.verb == deed
        and (not kinds or a.kind in kinds)
        and question.has(a.backend)
        and (kinds or (a.backend, deed) != ("kube", "delete"))  # a namespace, a Service: only what is said is deleted
        # Of a namespace, or a name that nothing has, only the cluster knows.
        and not ((stranger or reading.slots.namespaces) and a.backend != "kube")
    )


def _backends(actions: Iterable[ActionKind]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a.backend for a in actions))


def _investigated(question: Question, reading: Reading, backends: tuple[str, ...], note: Text | None) -> Routed | None:
    """The investigations of these backends, whose findings may carry the plan; None where there is none."""
    about = with_object(reading)
    ids = tuple(i for _, i in about.slots.ids)
    calls: list[CallWanted] = []
    for entry in question.catalog:
        if entry.kind == "playbook" and entry.backend in backends and question.has(entry.backend):
            filled = filling.fill(entry, about, question, needs_thing=False)
            calls.extend(CallWanted(name=entry.name, arguments=f.arguments) for f in filled if not f.missing)
    if not calls:
        return None
    if ids:  # how the named ones are, whatever the investigation makes of them
        shown = replace(
            about, features=frozenset({*(f for f in about.features if f in THINGS), "show"}), meant=(), unknown=()
        )
        listing = next((s.entry for s in intents.rank(shown, question.catalog) if "ids" in s.entry.arguments), None)
        calls.extend([CallWanted(name=listing.name, arguments={"ids": list(ids)})] if listing else [])
    return Routed(reply=Calls(tuple(calls)), note=note, focus=ids)
