"""One finding for each object of which something is said, in the form that all checks of this package share."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.posture.pod_specs import PodSpec, pod_specs
from assistant.findings import Finding, FindingClass, Severity, Statement
from assistant.language import Text, with_particle

_MOST_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where something stands, or should stand: `path` in the object, `value` as it is ("" where nothing is written).

    `where` says which part of the object it is, such as a container.
    """

    path: str
    value: str = ""
    where: str = ""
    told: str = ""  # how it is shown, where that is not part, field and value

    @property
    def shown(self) -> str:
        if self.told:
            return self.told
        field = self.path.rpartition("].")[2] or self.path
        said = f"{field.rpartition('.')[2]}: {self.value}" if self.value else ""
        return f"{self.where} {said}".strip() if self.where else said or field


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What is said of an object, why it matters, and what to write instead. `says` follows the object's name."""

    check: str
    runbook: str
    says: Text
    matters: Text
    remedy: Text
    severity: Severity = Severity.LOW
    klass: FindingClass = "advice"
    variant: str = ""


def advised_pods(facts: KubeFacts, advice: Advice, spots_of: Callable[[PodSpec], Iterable[Spot]]) -> Iterator[Finding]:
    """One finding for each pod specification that has spots."""
    for spec in pod_specs(facts):
        yield from advised(facts, advice, spec.owner, spots_of(spec))


def advised(
    facts: KubeFacts,
    advice: Advice,
    obj: Seen,
    spots: Iterable[Spot],
    details: tuple[tuple[str, str], ...] = (),
) -> Iterator[Finding]:
    """The finding about an object, if there are spots; `details` say more of it to machines."""
    found = tuple(spots)
    if not found:
        return
    shown = ", ".join(dict.fromkeys(s.shown for s in found[:_MOST_SHOWN] if s.shown))
    more = len(found) - _MOST_SHOWN
    rest = Text(ko=f" 외 {more}곳", en=f" and {more} more") if more > 0 else Text(ko="", en="")
    cites = tuple(obj.cite(s.path, s.value) for s in found[:_MOST_SHOWN])
    name = obj.name or "(-)"
    cause = Text(
        ko=f"{obj.kind} {with_particle(name, '은')} {advice.says.ko} ({shown}{rest.ko}).",
        en=f"{obj.kind} {name} {advice.says.en} ({shown}{rest.en}).",
    )
    yield Finding(
        check=advice.check,
        severity=advice.severity,
        klass=advice.klass,
        target=obj.ref(facts.scope),
        title=Text(ko=f"{name}: {advice.says.ko}", en=f"{name} {advice.says.en}"),
        statements=(
            Statement(role="cause", text=cause, cites=cites),
            Statement(role="effect", text=advice.matters, cites=cites[:1]),
            Statement(role="caution", text=advice.remedy, cites=cites[:1]),
        ),
        cause=(("variant", advice.variant or advice.check.rpartition(".")[2]), *details),
        managed_by=obj.managed_by,
        runbook=advice.runbook,
    )
