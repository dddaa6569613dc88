"""From observations to an answer: the answer first, then what it rests on, what can be done, what was not looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.changes import CHANGE_ASKED
from assistant.evidence import Evidence
from assistant.finding_text import citations, in_full, in_one_line, not_looked_at
from assistant.findings import Finding, ranked
from assistant.language import Lang, Text
from assistant.models.spec import Observation, Planned
from assistant.planner.composing import headlines
from assistant.planner.composing.at_rest import at_rest
from assistant.planner.composing.backups_text import backups_text
from assistant.planner.composing.chosen_findings import MACHINE_STATES, chosen_findings, stops_serving
from assistant.planner.composing.claims import of_its_claims
from assistant.planner.composing.fault import fault_text
from assistant.planner.composing.forecast import is_forecast
from assistant.planner.composing.kept_text import kept_text
from assistant.planner.composing.lost_node import lost_node_text
from assistant.planner.composing.may_go_text import may_go_text
from assistant.planner.composing.missing import missing_text
from assistant.planner.composing.occurred import occurred_text
from assistant.planner.composing.passages import each_once, is_fix, passages
from assistant.planner.composing.priced import on_rows
from assistant.planner.composing.rollouts import are_revisions
from assistant.planner.composing.rows import SHOWN, rows_text
from assistant.planner.composing.runs import runs_text
from assistant.planner.composing.savings_text import as_many, savings_text, total_saved
from assistant.planner.composing.serving import serving_text
from assistant.planner.composing.since import since_text
from assistant.planner.composing.standing_text import EXAMPLES, recalled_text
from assistant.planner.composing.two_periods import (
    are_two_periods,
    compared,
    difference,
    mergeable,
    without_days_before,
)
from assistant.planner.narrowing.conditions import Condition, InState, Narrowing
from assistant.planner.narrowing.suspects import suspects_first, verdict_on
from assistant.planner.narrowing.verdicts import verdict
from assistant.playbooks.spec import Diagnosis
from assistant.refusals import told
from tools.spec import ToolError


@dataclass(frozen=True, kw_only=True)
class _Depth:
    """How much is told: findings with all their statements, entries of a list, rows of one read."""

    in_full: int
    listed: int
    rows: int
    everything: bool = False  # also what is only advice, and every passage


JUDGED_ONE = "judge_removal"  # says of what is named whether it may go
_CITED = 4  # of the reads behind "no problem found"; all with `detail`
_BRIEF = _Depth(in_full=3, listed=12, rows=SHOWN)
_WHOLE = _Depth(in_full=100, listed=500, rows=200, everything=True)


def compose(
    observations: Sequence[Observation],
    lang: Lang,
    *,
    environment: str,
    detail: bool = False,
    wanted: Narrowing | None = None,
) -> str:
    """Markdown, one statement a line; every claim with its citations.

    `detail`: all that was found, not the gist. `wanted`: what the question restricts; said where it could not be applied.
    """
    depth = _WHOLE if detail else _BRIEF
    wanted = wanted or Narrowing()
    read = any(o.evidence is not None for o in observations if o.recalled is None)
    foreseen = any(o.evidence is not None and is_forecast(o.evidence.items) for o in observations)
    parts = [headlines.FUTURE.in_(lang)] if wanted.future and read and not foreseen else []
    if wanted.advice and any(o.evidence is not None and o.evidence.tool != "search_guides" for o in observations):
        parts.append(headlines.NO_ADVICE.in_(lang))
    left: list[tuple[Condition, ...]] = []  # by read: the conditions that it could not tell
    if are_two_periods(observations):
        if mergeable(observations) and (answer := compared(observations, wanted, lang, shown=depth.rows)):
            return "\n\n".join([*parts, answer])
        parts.append(difference(observations, wanted, lang))
        observations = [without_days_before(o) for o in observations]
        rest = tuple(c for c in wanted.columns if c not in ("increase", "decrease"))  # each is shown as it is
        wanted = replace(wanted, compared_to=False, period=None, columns=rest)
    told, observations, wanted, backed = _of_several(observations, wanted, lang)
    parts.extend(told)
    observations, priced = on_rows(observations)
    observations, wanted = _with_revisions(each_once(observations), wanted)
    whole = wanted
    for observation in observations:
        wanted = whole.of(observation.call.key)
        if observation.recalled is not None:
            suspected = verdict_on(wanted.suspects, observation.recalled.findings)
            parts.append(suspected.in_(lang) if suspected else "")
            parts.append(recalled_text(observation.recalled, lang, wanted.now))
        elif observation.diagnosis is not None:
            missing = missing_text(observation.diagnosis, lang) if any(map(is_fix, observations)) else ""
            parts.append(missing or _diagnosis(observation, observation.diagnosis, lang, depth, wanted, left))
        elif observation.evidence is not None:
            text = _evidence(observation.evidence, lang, depth, wanted, left)
            of_known = is_fix(observation) and any(
                o.diagnosis is not None and o.diagnosis.findings for o in observations
            )
            parts.extend([EXAMPLES.in_(lang)] if of_known and "```" in text else [])
            parts.append(text)
        elif observation.error is not None:
            parts.append(_error(observation.error, lang, environment))
    parts.append(backed)
    if left:
        parts.append(headlines.not_applied(tuple(c for c in left[0] if all(c in rest for rest in left[1:])), lang))
    parts.append(priced.in_(lang) if priced is not None else "")
    parts.append(whole.closing.in_(lang) if whole.closing is not None else "")
    return "\n\n".join(p for p in parts if p)


def _of_several(
    observations: Sequence[Observation], wanted: Narrowing, lang: Lang
) -> tuple[list[str], Sequence[Observation], Narrowing, str]:
    """What several reads tell together, the reads that are left, and what is said of backups at the end."""
    no_claims, observations, wanted = of_its_claims(observations, wanted, lang)
    happened, observations, wanted = occurred_text(observations, wanted, lang)
    served, of_serving = serving_text(observations, wanted, lang)
    fault, of_fault = fault_text(observations, lang)
    lost, of_lost = lost_node_text(observations, wanted, lang)
    backed, of_backups = backups_text(observations, wanted, lang)
    rest = [o for o in observations if o not in (*of_serving, *of_fault, *of_lost, *of_backups)]
    rest.sort(key=lambda o: o.call.name != JUDGED_ONE)  # yes or no before the plan for it
    return [no_claims, happened, served, fault, lost], rest, wanted, backed


def _with_revisions(observations: Sequence[Observation], wanted: Narrowing) -> tuple[Sequence[Observation], Narrowing]:
    """What revisions tell of who is behind a finding, or of the way back, before the finding; of who, instead of it."""
    told = [o for o in observations if o.evidence is not None and are_revisions(o.evidence.items)]
    aspects = {o.recalled.aspect: o.recalled for o in observations if o.recalled is not None}
    if not told or not aspects.keys() & {"who", "back"}:
        return observations, wanted
    rest = [o for o in observations if o not in told and (o.recalled is None or o.recalled.aspect != "who")]
    proposed = [p for f in aspects["back"].findings for p in f.proposals] if "back" in aspects else []
    revision = next((int(p.arguments["to_revision"]) for p in proposed if p.arguments.get("to_revision")), 0)
    return [*told, *rest], replace(wanted, back_to=revision)


def _diagnosis(
    observation: Observation,
    diagnosis: Diagnosis,
    lang: Lang,
    depth: _Depth,
    wanted: Narrowing,
    left: list[tuple[Condition, ...]],
) -> str:
    if wanted.follows.keeps and diagnosis.evidence:
        many = len(observation.call.arguments.get("ids") or ())
        go = wanted.follows.may_go
        told = may_go_text(observation, diagnosis, lang) if go else kept_text(diagnosis, many, lang)
        return "\n\n".join(filter(None, (told, not_looked_at(diagnosis.not_read, lang))))
    findings = ranked(diagnosis.findings)
    of_named = bool(observation.call.arguments.get("ids")) or observation.call.name == JUDGED_ONE
    if of_named:  # "may I shut it down" asks for no state
        wanted = replace(wanted, conditions=tuple(c for c in wanted.conditions if not isinstance(c, InState)))
    found_ = [f for f in findings if f.klass == "problem"]
    chosen = chosen_findings(found_, wanted)
    left.append(chosen.not_applied)
    problems = suspects_first(wanted.suspects, chosen.findings)
    planned = tuple(p for p in observation.planned if p.finding in problems or p.finding.klass != "problem")
    advice = [f for f in findings if f.klass == "advice"]
    advice = [] if wanted.limit else list(chosen_findings(advice, wanted).findings)
    if chosen.said and any(isinstance(c, InState) and c.state in MACHINE_STATES for c in wanted.conditions):
        # of those in that state, not of all that was found
        chosen = replace(chosen, total=len(chosen.findings) + len(advice))
    said = chosen.head(lang)
    whole = as_many(problems, depth.in_full)
    yes_no = verdict_on(wanted.suspects, problems)
    kept = wanted.asks == "waste" and bool(advice) and not problems  # it looks unused, and is kept on purpose
    if yes_no is None and not said and not kept and observation.call.name != JUDGED_ONE:  # which says it itself
        silent = sum(map(stops_serving, problems))
        yes_no = at_rest(wanted.asks, problems) or verdict(
            wanted.asks, chosen.total, complete=not diagnosis.not_read, silent=silent
        )
    ran = runs_text(diagnosis.runs, wanted, lang)
    blocks = [ran] if ran else [yes_no.in_(lang)] if yes_no is not None else []
    if wanted.since:
        blocks.append("\n".join(filter(None, (since_text(f, wanted.now, lang) for f in problems[: depth.in_full]))))
    alone = not problems and len(advice) == 1
    if ran and not problems:
        pass  # that is the answer
    elif not problems and not chosen.total and not alone:
        blocks.append(_nothing(diagnosis, lang, depth, wanted, of_named=of_named))
    elif said:
        blocks.append(said)
    if not problems:
        blocks.append(_rest(found_, lang, depth, Text(ko="**찾은 문제**", en="**Problems found**")) if said else "")
    elif total := total_saved(problems):
        asked = tuple(observation.call.arguments.get("ids") or ())
        blocks.append(savings_text(problems, total, lang, depth.listed, wanted, planned, of=len(asked)))
        if set(asked) - {f.target.id for f in findings} and not diagnosis.not_read:
            blocks.append(f"{diagnosis.looked_at.in_(lang)} {_first_cites(diagnosis.evidence, lang, depth)}")
        if depth.everything:
            blocks.extend(in_full(f, lang) for f in problems[: depth.in_full])
    else:
        blocks.extend(in_full(f, lang) for f in problems[:whole])
        blocks.append(_rest(problems[whole:], lang, depth))
    blocks.append(_noted(advice, lang, depth, alone=alone))
    blocks.append(_proposals(planned, lang))
    blocks.append(_guides(problems[:whole], lang))
    blocks.append(not_looked_at(diagnosis.not_read, lang))
    return "\n\n".join(b for b in blocks if b)


def _nothing(diagnosis: Diagnosis, lang: Lang, depth: _Depth, wanted: Narrowing, *, of_named: bool) -> str:
    looked, cites = diagnosis.looked_at.in_(lang), _first_cites(diagnosis.evidence, lang, depth)
    if diagnosis.not_read and not diagnosis.evidence:
        return Text(
            ko="**볼 수 없었습니다.** 문제가 있는지 없는지 알 수 없습니다.",
            en="**Could not look.** Whether anything is wrong is not known.",
        ).in_(lang)
    if of_named and not diagnosis.not_read:  # what is said of each is the answer
        return f"{looked} {cites}"
    if diagnosis.not_read:
        said = Text(ko="읽은 범위에서는 문제가 없습니다", en="No problem found in what could be read")
    else:
        said = Text(ko="문제를 찾지 못했습니다", en="No problem found")
    if "duration" in wanted.columns:  # whether it is slow is asked, which this does not answer
        return f"{headlines.NO_LATENCY.in_(lang)}\n{said.in_(lang)}: {looked} {cites}".rstrip()
    return f"**{said.in_(lang)}**: {looked} {cites}".rstrip()


def _rest(findings: list[Finding], lang: Lang, depth: _Depth, head: Text | None = None) -> str:
    if not findings:
        return ""
    head = head or Text(ko=f"**그 밖에 {len(findings)}건**", en=f"**{len(findings)} more**")
    return "\n".join(
        [
            head.in_(lang),
            *(
                f"- {in_one_line(f.title, lang)} {citations(f.evidence)}"
                for f in findings[: as_many(findings, depth.listed)]
            ),
        ]
    )


def _noted(findings: list[Finding], lang: Lang, depth: _Depth, *, alone: bool) -> str:
    """With why, where it is `alone` in the answer."""
    if not findings:
        return ""
    head = Text(ko="**낭비처럼 보이지만 아닌 것**", en="**Looks like waste, but is not counted**").in_(lang)
    if not any(f.check.startswith("aws.") for f in findings):
        asked = all(f.check == CHANGE_ASKED for f in findings)
        head = (Text(ko="**요청**", en="**Asked for**") if asked else Text(ko="**참고**", en="**Noted**")).in_(lang)
    if depth.everything or alone:
        return "\n\n".join([head, *(in_full(f, lang) for f in findings[: depth.in_full])])
    return "\n".join(
        [
            head,
            *(
                f"- {in_one_line(f.title, lang)}{_why_kept(f, lang)} {citations(f.evidence)}"
                for f in findings[: depth.listed]
            ),
        ]
    )


def _why_kept(finding: Finding, lang: Lang) -> str:
    """The last of its cautions: why it is not counted; "" for what is no waste."""
    reasons = [s.text for s in finding.statements if s.role == "caution"] if finding.check.startswith("aws.") else []
    return f": {in_one_line(reasons[-1], lang)}" if reasons else ""


def _proposals(planned: tuple[Planned, ...], lang: Lang) -> str:
    if not planned:
        return ""
    lines = [Text(ko="**제안**", en="**Proposed**").in_(lang)]
    for number, one in enumerate(planned, start=1):
        if one.plan_id:
            ready = Text(ko=f"계획 {one.plan_id} 준비됨", en=f"plan {one.plan_id} is ready").in_(lang)
            lines.append(f"{number}. {' ⏎ '.join(one.title.splitlines())} · {ready}")
            if one.managed_by:
                lines.append(f"   {_owned(one.managed_by).in_(lang)}")
        else:
            lines.append(f"{number}. {in_one_line(one.finding.title, lang)} · {one.refusal}")
    return "\n".join(lines)


def _owned(manager: str) -> Text:
    return Text(
        ko=f"먼저 {manager}의 원본을 고치세요. 이 계획은 급할 때를 위한 것이고, 원본과 달라집니다 (계획에 바꿀 곳이 있습니다)",
        en=f"change it at its source, {manager}, first: this plan is for emergencies and drifts from it (the plan says where)",
    )


def _guides(findings: list[Finding], lang: Lang) -> str:
    runbooks = dict.fromkeys(f.runbook for f in findings if f.runbook)
    if not runbooks:
        return ""
    label = Text(ko="**가이드**", en="**Guide**").in_(lang)
    return f"{label} " + " ".join(f"[{r}]" for r in runbooks)


def _evidence(
    evidence: Evidence, lang: Lang, depth: _Depth, wanted: Narrowing, left: list[tuple[Condition, ...]]
) -> str:
    if evidence.tool == "search_guides":
        text = passages(evidence, lang, everything=depth.everything)
    else:
        text, untold = rows_text(evidence, lang, shown=depth.rows, wanted=wanted)
        left.append(untold)
    not_read = not_looked_at(evidence.not_read, lang)
    return f"{text}\n\n{not_read}" if not_read else text


def _error(error: ToolError, lang: Lang, environment: str) -> str:
    why, remedy = told(error, lang)
    if error.kind == "not_found":  # looked, and there is none: not the same as could not look
        return f"**{why}**" + (f"\n→ {remedy}" if remedy else "")
    head = Text(ko=f"**{environment}: 볼 수 없었습니다**", en=f"**Could not look in {environment}**").in_(lang)
    return f"{head}: {why}" + (f"\n→ {remedy}" if remedy else "")


def _first_cites(ids: Sequence[str], lang: Lang, depth: _Depth) -> str:
    """The first reads, on which the rest was built, and that there were more."""
    told = list(dict.fromkeys(ids))
    if depth.everything or len(told) <= _CITED:
        return citations(told)
    return citations(told[:_CITED]) + Text(ko=" 외", en=" and others").in_(lang)
