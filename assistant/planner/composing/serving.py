"""Yes or no: whether a workload still answers, or users feel that it does not, by its ready pods and by where its Services lead.
Called by `composing.compose`. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.planner.narrowing.conditions import Narrowing

_NOT_TRAFFIC = Text(ko="사용자 트래픽 자체는 읽지 않습니다.", en="User traffic itself is not read.")
_NO_SERVICE = Text(
    ko="이름이나 셀렉터로 이어지는 Service는 찾지 못했습니다.", en="No Service leads to it by its name or selector."
)
_SERVES = {
    "whole": Text(ko="네", en="Yes"),
    "part": Text(ko="네, 일부로", en="Yes, in part"),
    "not": Text(ko="아니요", en="No"),
}
_FELT = {
    "whole": Text(ko="영향이 있다는 징후는 없습니다", en="No sign of it"),
    "part": Text(ko="일부 있을 수 있습니다", en="In part, perhaps"),
    "not": Text(ko="네", en="Yes"),
}


def serving_text(
    observations: Sequence[Observation], wanted: Narrowing, lang: Lang
) -> tuple[str, tuple[Observation, ...]]:
    """(the answer, the observations that it was read from); ("", ()) where none asks for it or the workload was not read."""
    told = tuple(o for o in observations if o.evidence is not None and o.recalled is None) if _asked(wanted) else ()
    workloads = [
        row for o in told for row in _rows(o) if "desired" in row and str(row.get("name", "")).lower() in wanted.words
    ]
    if len(workloads) != 1:
        return "", ()
    row = workloads[0]
    name, ready, desired = str(row["name"]), row.get("ready"), row.get("desired")
    if not isinstance(ready, int) or not isinstance(desired, int):
        return "", ()
    services = sorted(str(r["name"]) for o in told for r in _rows(o) if "selector" in r and _leads_to(r, name))
    slices = [o for o in told if any("endpoints" in r and "service" in r for r in _rows(o))]
    ends = {s: sum(int(r["ready"]) for o in slices for r in _rows(o) if r.get("service") == s) for s in services}
    by_pods = (_of_pods(ready, desired, name), _cite(o for o in told if row in _rows(o)))
    by_ends = [(_of_ends(service, n), _cite(slices)) for service, n in ends.items()] if slices else []
    serves = ready > 0 and (not by_ends or any(ends.values()))
    lines = [by_pods, *by_ends] if serves or not ready else [*by_ends, by_pods]  # what decides it comes first
    how = ("whole" if ready >= desired else "part") if serves else "not"
    yes_no = (_FELT if "harm" in wanted.attributes else _SERVES)[how]
    first = f"**{yes_no.in_(lang)}: {lines[0][0].in_(lang)}** {lines[0][1]}"
    rest = [f"{said.in_(lang)} {cite}" for said, cite in lines[1:]]
    if not services:
        rest.append(_NO_SERVICE.in_(lang))
    return "\n".join([first, *rest, _NOT_TRAFFIC.in_(lang)]), told


def _asked(wanted: Narrowing) -> bool:
    return not {"serving", "harm"}.isdisjoint(wanted.attributes)


def _rows(observation: Observation) -> Sequence[Mapping[str, Any]]:
    return observation.evidence.items if observation.evidence is not None else ()


def _cite(observations: Iterable[Observation]) -> str:
    return " ".join(f"[{o.evidence.id}]" for o in observations if o.evidence is not None)


def _leads_to(service: Mapping[str, Any], name: str) -> bool:
    """By its name, or by what it selects: workloads are labelled with their names."""
    selector = service.get("selector")
    selects = name in map(str, selector.values()) if isinstance(selector, Mapping) else name in str(selector or "")
    return service.get("name") == name or selects


def _of_pods(ready: int, desired: int, name: str) -> Text:
    return Text(
        ko=f"{name}의 파드 {desired}개 중 {ready}개 준비됨",
        en=f"{ready} of {desired} pod{'' if desired == 1 else 's'} of {name} ready",
    )


def _of_ends(service: str, ready: int) -> Text:
    return Text(
        ko=f"Service {service}의 살아 있는 엔드포인트 {ready}개",
        en=f"{ready} live endpoint{'' if ready == 1 else 's'} behind Service {service}",
    )
