"""`kubectl describe` of what stands around workloads: Services, Ingresses, autoscalers, CronJobs, policies, nodes, claims.

Called by `describe`. What the text does not say is left out. Source: k8s.io/kubectl `describe` printers (v1.28 to v1.34).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from evals.incidents.text import Section, age, children, columns, conditions, moment, pairs, stamp

Obj = dict[str, Any]
_BACKEND = re.compile(r"(?P<service>[a-z0-9-]+):(?P<port>[\w-]+) ?\(")
_METRIC = re.compile(
    r"resource (?P<name>\S+) (?:on pods|of container).*?:\s+(?P<used>\S+?)%?(?: \([^)]*\))? / (?P<aim>\d+)%"
)


def service(top: Section) -> Obj:
    ports: list[Obj] = []
    for line in top.children:
        if line.key == "Port" and (match := re.match(r"(\S+)\s+(\d+)/(\w+)", line.value)):
            name = {} if match[1] == "<unset>" else {"name": match[1]}
            ports.append({**name, "port": int(match[2]), "protocol": match[3]})
        elif line.key == "TargetPort" and ports:
            target = line.value.partition("/")[0]
            ports[-1]["targetPort"] = int(target) if target.isdigit() else target
    spec: Obj = {"type": top.text("Type"), "ports": ports}
    if selector := pairs(top.text("Selector")):
        spec["selector"] = selector
    if top.text("IP"):
        spec["clusterIP"] = top.text("IP")
    return {"spec": spec, "status": {}}


def ingress(top: Section) -> Obj:
    spec: Obj = {"rules": list(_rules(top))}
    if top.text("Ingress Class"):
        spec["ingressClassName"] = top.text("Ingress Class")
    if match := _BACKEND.match(top.text("Default backend")):
        spec["defaultBackend"] = _backend(match)
    address = [{"ip": a} for a in top.text("Address").split(",") if a]
    return {"spec": spec, "status": {"loadBalancer": {"ingress": address} if address else {}}}


def _rules(top: Section) -> Iterator[Obj]:
    """A host stands on its own line, its paths below it."""
    host, paths = "", list[Obj]()
    section = top.child("Rules")
    for line in section.lines if section else ():
        match = _BACKEND.search(line)
        if match is None:
            if paths:
                yield {"host": host, "http": {"paths": paths}}
            host, paths = line.strip().partition(" ")[0].replace("*", ""), []
        else:
            path = line[: match.start()].strip() or "/"
            paths.append({"path": path, "backend": _backend(match)})
    if paths:
        yield {"host": host, "http": {"paths": paths}}


def _backend(match: "re.Match[str]") -> Obj:
    port = {"number": int(match["port"])} if match["port"].isdigit() else {"name": match["port"]}
    return {"service": {"name": match["service"], "port": port}}


def autoscaler(top: Section) -> Obj:
    kind, _, name = top.text("Reference").partition("/")
    metrics, current = list[Obj](), list[Obj]()
    section = top.child("Metrics")
    for line in section.lines if section else ():
        if match := _METRIC.search(line):
            aim = {"type": "Utilization", "averageUtilization": int(match["aim"])}
            metrics.append({"type": "Resource", "resource": {"name": match["name"], "target": aim}})
            if match["used"].isdigit():
                used = {"averageUtilization": int(match["used"])}
                current.append({"type": "Resource", "resource": {"name": match["name"], "current": used}})
    counts = [int(n) for n in re.findall(r"(\d+) (?:current|desired)", top.text(f"{kind} pods"))]
    status: Obj = {"currentMetrics": current, "conditions": conditions(top, ("type", "status", "reason", "message"))}
    if len(counts) == 2:
        status |= {"currentReplicas": counts[0], "desiredReplicas": counts[1]}
    spec: Obj = {"scaleTargetRef": {"kind": kind, "name": name}, "metrics": metrics}
    for field, key in (("minReplicas", "Min replicas"), ("maxReplicas", "Max replicas")):
        if top.text(key).isdigit():
            spec[field] = int(top.text(key))
    return {"spec": spec, "status": status}


def cron_job(top: Section) -> Obj:
    spec: Obj = {"schedule": top.text("Schedule"), "suspend": top.text("Suspend") == "True"}
    if top.text("Concurrency Policy"):
        spec["concurrencyPolicy"] = top.text("Concurrency Policy")
    last = moment(top.text("Last Schedule Time"))
    return {"spec": spec, "status": {"lastScheduleTime": stamp(last)} if last else {}}


def network_policy(top: Section) -> Obj:
    body = top.child("Spec") or top
    spec: Obj = {"podSelector": _selector(body.text("PodSelector"))}
    types = [t.strip() for t in body.text("Policy Types").split(",") if t.strip()]
    spec["policyTypes"] = types
    for direction, key in (("ingress", "Allowing ingress traffic"), ("egress", "Allowing egress traffic")):
        if direction.title() in types:
            section = body.child(key)
            spec[direction] = list(_openings(section.lines if section else [], direction))
    return {"spec": spec}


def _openings(lines: list[str], direction: str) -> Iterator[Obj]:
    """One rule between two dashed lines."""
    side = "from" if direction == "ingress" else "to"
    text = "\n".join(line.strip() for line in lines)
    if "<none>" in text.split("\n")[0]:
        return
    for part in text.split("----------"):
        rule: Obj = {}
        if ports := re.findall(r"To Port: ([\w-]+)/(\w+)", part):
            rule["ports"] = [{"port": int(p) if p.isdigit() else p, "protocol": proto} for p, proto in ports]
        peers = [
            {f"{kind[0].lower()}{kind[1:]}": _selector(labels)}
            for kind, labels in re.findall(r"(PodSelector|NamespaceSelector): (.+)", part)
        ]
        peers += [{"ipBlock": {"cidr": cidr}} for cidr in re.findall(r"CIDR: (\S+)", part)]
        if peers:
            rule[side] = peers
        if part.strip():
            yield rule


def _selector(text: str) -> Obj:
    return {"matchLabels": labels} if (labels := pairs(text.strip())) else {}


def node(top: Section) -> Obj:
    fields = ("type", "status", "", "lastTransitionTime", "reason", "message")
    status: Obj = {"conditions": conditions(top, fields)}
    for field, key in (("capacity", "Capacity"), ("allocatable", "Allocatable")):
        if top.child(key):
            status[field] = {c.key: c.value for c in children(top, key)}
    spec: Obj = {"unschedulable": True} if top.text("Unschedulable") == "true" else {}
    return {"spec": spec, "status": status}


def pods_of_node(top: Section, node: str, at: datetime) -> Iterator[tuple[str, Obj]]:
    """The table of non-terminated pods: name, place and requests; nothing of their state."""
    section = top.child("Non-terminated Pods")
    for line in section.lines if section else ():
        cells = columns(line)
        if len(cells) < 7 or cells[0] in ("Namespace", "---------"):
            continue
        meta: Obj = {"namespace": cells[0], "name": cells[1], "uid": f"pods/{cells[0]}/{cells[1]}"}
        if (old := age(cells[6])) is not None:
            meta["creationTimestamp"] = stamp(at - old)
        yield "pods", {"metadata": meta, "spec": {"nodeName": node}, "status": {}}


def claim(top: Section) -> Obj:
    spec: Obj = {}
    if top.text("StorageClass"):
        spec["storageClassName"] = top.text("StorageClass")
    if top.text("Volume"):
        spec["volumeName"] = top.text("Volume")
    if top.text("Access Modes"):
        spec["accessModes"] = top.text("Access Modes").split(",")
    return {"spec": spec, "status": {"phase": top.text("Status")}}
