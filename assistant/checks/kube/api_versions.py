"""The check for objects whose manifests use versions of the API that are gone. Called by `assistant.playbooks.explain_workload`.

Source: managedFields and kubectl's last-applied annotation, which keep the version that a manifest was written in; the
deprecation guide of Kubernetes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from assistant.checks.kube.facts import KubeFacts, Seen
from assistant.checks.kube.single import Claim, claimed
from assistant.checks.spec import check
from assistant.findings import Finding, Severity, Statement
from assistant.language import Text, with_particle
from tools.kube.api_versions import GONE_IN

ID = "kube.deprecated_api"
RUNBOOK = "runbooks/rollback#check"
_MINOR = re.compile(r"v?1\.(?P<minor>\d+)")
_SHOWN = 5
_Key = tuple[str, str, str]  # manager, resource, version


@check(
    id=ID,
    title=Text(ko="없어진 API 버전으로 쓴 매니페스트", en="Manifest in an API version that is gone"),
    runbook=RUNBOOK,
    klass="advice",
)
def deprecated_api(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Objects that run and whose manifest the server would refuse now; one finding for each program, kind and version."""
    server = _MINOR.match(facts.server_version)
    if server is None:
        return
    written: dict[_Key, list[Seen]] = defaultdict(list)
    for obj in facts.everything():
        for entry in obj.row.get("writtenAs") or ():
            gone = GONE_IN.get((obj.resource, entry["apiVersion"]))
            if gone is not None and gone <= int(server["minor"]):
                written[entry["manager"], obj.resource, entry["apiVersion"]].append(obj)
    for key, objects in written.items():
        yield claimed(_claim(key, objects, facts), objects[0], check=ID, runbook=RUNBOOK, facts=facts)


def _claim(key: _Key, objects: list[Seen], facts: KubeFacts) -> Claim:
    manager, resource, version = key
    kind, gone = objects[0].kind, f"1.{GONE_IN[resource, version]}"
    names = ", ".join(f"{o.namespace}/{o.name}" if o.namespace else o.name for o in objects[:_SHOWN])
    more = len(objects) - _SHOWN
    rest = Text(ko=f" 외 {more}개", en=f" and {more} more") if more > 0 else Text(ko="", en="")
    return Claim(
        variant="api_version_gone",
        title=Text(
            ko=f"{kind} {len(objects)}개의 매니페스트가 {version} 버전",
            en=f"The manifests of {len(objects)} {kind} are in {version}",
        ),
        cause=Text(
            ko=f"{manager}의 매니페스트는 {version}인데 Kubernetes {gone}에서 없어진 버전입니다: {kind} {names}{rest.ko}.",
            en=f"The manifest of {manager} is in {version}, which Kubernetes {gone} stopped serving: {kind} {names}{rest.en}.",
        ),
        cites=tuple(o.cite("writtenAs", f"{manager} {version}") for o in objects[:_SHOWN]),
        effect=Text(
            ko=f"지금 있는 객체는 동작하지만, 다음에 {with_particle(manager, '이')} 배포할 때 API 서버가 거부합니다.",
            en=f"What exists works, but the server refuses the manifest the next time {manager} applies it.",
        ),
        behind=(_remedy(objects[0], manager, version),),
        details=(("manager", manager), ("version", version)),
        severity=Severity.LOW,
        klass="advice",
        related=tuple(o.ref(facts.scope) for o in objects[1:_SHOWN]),
    )


def _remedy(obj: Seen, manager: str, version: str) -> Statement:
    text = Text(
        ko="매니페스트나 차트의 apiVersion을 지금 서버가 제공하는 버전으로 바꿔야 합니다.",
        en="Change apiVersion in the manifest or chart to the version that the server has now.",
    )
    return Statement(role="caution", text=text, cites=(obj.cite("writtenAs", f"{manager} {version}"),))
