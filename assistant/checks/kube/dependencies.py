"""What a log line that cannot reach another Service means, from what is known of that Service. Called by `reports`,
`jobs` and `log_findings`.

Source: names of Services in cluster DNS (`name`, `name.namespace`, `name.namespace.svc.cluster.local`) and their pods.
"""

import difflib
import re
from collections.abc import Iterator

from assistant.checks.kube.facts import KubeFacts, Seen, is_over, is_ready, selects
from assistant.findings import Statement
from assistant.language import Text, with_particle

_UNREACHED = re.compile(
    r"refused|timed? ?out|no route to host|unreachable|reset by peer|could not connect|can't connect|cannot connect|"
    r"failed to connect|unable to connect",
    re.IGNORECASE,
)
_UNRESOLVED = re.compile(
    r"no such host|name or service not known|name resolution|getaddrinfo|ENOTFOUND|EAI_AGAIN|UnknownHost|nxdomain|"
    r"could not (?:resolve|translate) host|unknown (?:mysql server )?host|bad address|nodename nor servname",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?<![\w.@-])(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(?P<port>\d{2,5})\b)?")
_QUALIFIED = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\.(?P<namespace>[a-z0-9-]+)(?:\.svc(?:\.[a-z0-9.-]+)?)?)?$")
_CLOSE = 0.7


def why_unreachable(line: str, namespace: str, facts: KubeFacts) -> list[Statement]:
    """At most one statement: about the first Service in the line that has no ready pod, lacks the port or is none."""
    if not facts.has("services") or not facts.has("pods"):
        return []
    statements: Iterator[Statement] = iter(())
    if _UNRESOLVED.search(line):
        statements = _no_such_service(line, namespace, facts)
    elif _UNREACHED.search(line):
        statements = _unready_services(line, namespace, facts)
    return [first] if (first := next(statements, None)) else []


def _unready_services(line: str, namespace: str, facts: KubeFacts) -> Iterator[Statement]:
    for match in _PLACE.finditer(line):
        service = _service(match["host"], namespace, facts)
        if service is None or not service.spec.get("selector"):
            continue
        pods = [
            p
            for p in facts.pods_in(service.namespace)
            if selects(service.spec["selector"], p.labels) and not is_over(p)
        ]
        if not any(is_ready(p) for p in pods):
            yield _no_pods(service, pods)
        elif match["port"] and all(str(p.get("port", "")) != match["port"] for p in service.spec.get("ports") or ()):
            yield _no_port(service, match["port"])


def _service(host: str, namespace: str, facts: KubeFacts) -> Seen | None:
    """The Service of this name or cluster address."""
    qualified = _QUALIFIED.match(host.lower())
    if qualified and (found := facts.named("services", qualified["namespace"] or namespace, qualified["name"])):
        return found
    return next((s for s in facts.of("services") if s.spec.get("clusterIP") == host), None)


def _no_pods(service: Seen, pods: list[Seen]) -> Statement:
    count = len(pods)
    text = Text(
        ko=f"연결하려는 Service {service.name}에 준비된 파드가 없습니다(파드 {count}개).",
        en=f"The Service {service.name} that it calls has no ready pod ({count} pod{'' if count == 1 else 's'}).",
    )
    shown = ",".join(f"{key}={value}" for key, value in sorted(service.spec["selector"].items()))
    cites = (
        service.cite("spec.selector", shown),
        *(p.cite("status.conditions[Ready].status", p.condition("Ready").get("status", "")) for p in pods[:3]),
    )
    return Statement(role="cause", text=text, cites=cites)


def _no_port(service: Seen, port: str) -> Statement:
    ports = ", ".join(str(p.get("port", "")) for p in service.spec.get("ports") or ())
    text = Text(
        ko=f"포트 {with_particle(port, '으로')} 연결하지만 Service {service.name}의 포트는 {ports}입니다.",
        en=f"It calls port {port}, but Service {service.name} has port {ports}.",
    )
    return Statement(role="cause", text=text, cites=(service.cite("spec.ports", ports),))


def _no_such_service(line: str, namespace: str, facts: KubeFacts) -> Iterator[Statement]:
    """Names that look like a Service's, that a resolver failed on, and that no Service of a namespace that was read has."""
    read = {s.namespace for s in facts.of("services")} | {namespace}
    for match in _PLACE.finditer(line):
        host = match["host"].lower()
        qualified = _QUALIFIED.match(host)
        place = (qualified["namespace"] or namespace) if qualified else ""
        if qualified is None or place not in read or not _is_asked_for(line, match):
            continue
        here = {s.name: s for s in facts.of("services") if s.namespace == place}
        name = qualified["name"]
        if name in here:
            return
        close = difflib.get_close_matches(name, here, n=1, cutoff=_CLOSE)
        meant_ko = f" 이름이 비슷한 Service {with_particle(close[0], '이')} 있습니다." if close else ""
        meant_en = f" There is a Service {close[0]}." if close else ""
        near = here[close[0]] if close else next(iter(here.values()), None)
        if near is None:
            return
        text = Text(
            ko=f"네임스페이스 {place}에 Service {with_particle(name, '이')} 없습니다.{meant_ko}",
            en=f"There is no Service {name} in namespace {place}.{meant_en}",
        )
        yield Statement(role="cause", text=text, cites=(near.cite("metadata.name", near.name),))


def _is_asked_for(line: str, match: "re.Match[str]") -> bool:
    """Whether the place is what the resolver was asked for: has a dot or port, or stands right beside the failure."""
    if match["port"] or ("." in match["host"] and not match["host"].replace(".", "").isdigit()):
        return True
    before, after = line[: match.start()].rstrip(" '\"`("), line[match.end() :].lstrip(" '\"`)")
    return bool(
        re.search(r"(?:lookup|host(?:name)?|address|ENOTFOUND|EAI_AGAIN|UnknownHostException:?|resolve)$", before, re.I)
        or re.match(r":? (?:no such host|name or service not known)", after, re.I)
    )
