"""The check for Ingresses that claim the same place. Called by `assistant.playbooks.explain_workload`.

Source: Ingress v1 says nothing about who wins; controllers take the oldest or merge, and the other is served by nobody.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.ingresses import INGRESSES
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding
from assistant.language import Text, with_particle

ID = "kube.ingress_conflict"
RUNBOOK = "runbooks/ingress#check"
_Place = tuple[str, str, str, str]


@check(id=ID, title=Text(ko="같은 경로를 차지한 Ingress", en="Ingresses that claim the same place"), runbook=RUNBOOK)
def ingress_conflict(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """The same host, path and class, sent to different Services. Canary Ingresses share their place on purpose."""
    holders: dict[_Place, list[tuple[Seen, str]]] = defaultdict(list)
    for ingress in facts.of(INGRESSES):
        if not any("canary" in name for name in ingress.annotations):
            for place, target in _places(ingress):
                holders[place].append((ingress, target))
    told: set[tuple[str, ...]] = set()
    for place, claims in holders.items():
        rivals = sorted({i.uid: i for i, _ in claims}.values(), key=lambda i: str(i.created_at))
        key = tuple(i.uid for i in rivals)
        if len(rivals) > 1 and len({target for _, target in claims}) > 1 and key not in told:
            told.add(key)
            yield claimed(_claim(place, rivals, facts), rivals[-1], check=ID, runbook=RUNBOOK, facts=facts)


def _places(ingress: Seen) -> Iterator[tuple[_Place, str]]:
    """(class, host, path, type) and where it leads, of each rule with a host."""
    klass = str(ingress.spec.get("ingressClassName", ""))
    for rule in ingress.spec.get("rules") or ():
        for entry in (rule.get("http") or {}).get("paths") or ():
            target = (entry.get("backend") or {}).get("service") or {}
            if rule.get("host"):
                place = (klass, str(rule["host"]), str(entry.get("path") or "/"), str(entry.get("pathType", "")))
                yield place, f"{ingress.namespace}/{target.get('name')}"


def _claim(place: _Place, rivals: list[Seen], facts: KubeFacts) -> Claim:
    where, first, last = f"{place[1]}{place[2]}", rivals[0], rivals[-1]
    names = ", ".join(f"{i.namespace}/{i.name}" for i in rivals)
    return Claim(
        variant="same_host_and_path",
        title=Text(ko=f"Ingress {last.name}: {where} 경로가 겹침", en=f"Ingress {last.name}: {where} is claimed twice"),
        cause=Text(
            ko=f"Ingress {with_particle(names, '이')} 모두 {with_particle(where, '을')} 서로 다른 Service로 보냅니다. "
            f"어느 쪽이 받을지는 컨트롤러에 달려 있고, 보통 먼저 만든 {with_particle(first.name, '이')} 받습니다.",
            en=f"The Ingresses {names} all claim {where} and send it to different Services. Which one gets it is up to the "
            f"controller, most often the oldest, {first.name}.",
        ),
        cites=tuple(i.cite("spec.rules.host", place[1]) for i in rivals),
        details=(("place", where),),
        confidence="likely",
        related=tuple(i.ref(facts.scope) for i in rivals[:-1]),
    )
