"""The way from a first deployment to well-run operations, in phases, and how far an environment is. Pure.

Called by `baepo roadmap` with the phases of `assistant.phases` and what the playbooks found. A step is true when everything it
needs was read and none of its checks found anything; nothing here reads or guesses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.findings import Finding
from assistant.language import Text
from assistant.playbooks.spec import Diagnosis
from tools.spec import NotRead

State = Literal["done", "open", "unknown", "none", "absent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to be true; `checks` of `backend` speak against it, `reads` are the kinds without which nobody can tell (as
    they begin; "" is any). With a `setting` it is true when that is set."""

    text: Text
    backend: str = ""
    setting: str = ""
    checks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    guide: str = ""
    command: str = ""  # what brings it about, where that is one command


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    id: str
    title: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one evidence holds: a kind of object, or the tool that read it; and how many."""

    what: str
    many: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one step is: the findings against it, what could not be read, and the evidence that was looked at.

    "none" where all was read and there is nothing that could be true or not, such as no autoscaler.
    """

    step: Step
    state: State
    findings: tuple[Finding, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    evidence: tuple[str, ...] = ()


def standings(
    phase: Phase,
    diagnoses: Mapping[str, Diagnosis | NotRead],
    settings: Mapping[str, bool],
    read: Mapping[str, Read],
) -> tuple[Standing, ...]:
    """Of every step, in order. `diagnoses` by backend: what came out, or why it could not be looked at; a backend that is
    not configured is not among them. `settings` by name: whether it is set. `read` by evidence."""
    return tuple(
        Standing(step=step, state="done" if settings.get(step.setting) else "open")
        if step.setting
        else _standing(step, diagnoses.get(step.backend), read)
        for step in phase.steps
    )


def next_steps(found: Sequence[Standing], *, most: int = 3) -> tuple[Standing, ...]:
    """What to do next: the first steps that are open; those that nobody could look at come before what is not set up."""
    return tuple([s for state in ("open", "unknown", "none", "absent") for s in found if s.state == state][:most])


def _standing(step: Step, diagnosis: Diagnosis | NotRead | None, read: Mapping[str, Read]) -> Standing:
    if diagnosis is None:
        return Standing(step=step, state="absent")
    if isinstance(diagnosis, NotRead):
        return Standing(step=step, state="unknown", not_read=(diagnosis,))
    against = tuple(f for f in diagnosis.findings if f.check in step.checks)
    gaps = tuple(n for n in diagnosis.not_read if n.what.startswith(step.reads))
    if against:
        cited = tuple(dict.fromkeys(c for f in against for c in f.evidence))
        return Standing(step=step, state="open", findings=against, not_read=gaps, evidence=cited)
    looked_at = tuple(e for e in diagnosis.evidence if e in read and read[e].what.startswith(step.reads))
    state: State = "done" if any(read[e].many for e in looked_at) else "none"
    state = "unknown" if gaps else state
    return Standing(step=step, state=state, not_read=gaps, evidence=looked_at)
