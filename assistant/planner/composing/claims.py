"""The PersistentVolumeClaims of one workload: those that its pods mount. Called by `composing.compose`. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.planner.narrowing.conditions import Named, Narrowing
from assistant.planner.narrowing.narrowed import names_of


def of_its_claims(
    observations: Sequence[Observation], wanted: Narrowing, lang: Lang
) -> tuple[str, Sequence[Observation], Narrowing]:
    """(what is said where it mounts none, the observations with only its claims, what is left to be told of them)."""
    pods, claims = _of_kind(observations, "pods"), _of_kind(observations, "persistentvolumeclaims")
    if "claims" not in wanted.attributes or pods is None or claims is None:
        return "", observations, wanted
    assert pods.evidence is not None
    assert claims.evidence is not None
    own = [row for row in pods.evidence.items if names_of(row) & wanted.words]
    mounted = {(row.get("namespace"), name) for row in own for name in row.get("claims") or ()}
    items = tuple(r for r in claims.evidence.items if (r.get("namespace"), r.get("name")) in mounted)
    others = tuple(a for a in wanted.attributes if a != "claims")
    rest = [o for o in observations if o is not claims and (o is not pods or others)]
    if not items:
        name = ", ".join(sorted(wanted.words))
        none = Text(ko=f"**PVC: 없음** · {name}", en=f"**No PVC is mounted** · {name}")
        return f"{none.in_(lang)} [{pods.evidence.id}]", rest, replace(wanted, attributes=others)
    these = Named(names=tuple(sorted(str(r["name"]).lower() for r in items)))
    of_them = replace(
        wanted, attributes=others, words=frozenset(), only=frozenset(), conditions=(these,), columns=("size",), form=""
    )
    return "", [*rest, claims], of_them


def _of_kind(observations: Sequence[Observation], kind: str) -> Observation | None:
    found = (o for o in observations if o.evidence is not None and o.evidence.arguments.get("kind") == kind)
    return next(found, None)
