"""Clusters: what the kubeconfig names, who answers in each environment, and which reads are not allowed there."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from assistant.doctor.kube_permissions import kubectl, permissions, wanted
from assistant.doctor.spec import NOT_ASKED, Here, Probe, Result, not_seen
from assistant.errors import REFUSED
from assistant.language import Text, same
from tools.kube.contexts import Context, default_paths, read_contexts
from tools.kube.target import Target
from tools.spec import Denied, ToolError

_LIMIT_S = 8.0


def look(here: Here) -> tuple[Result, ...]:
    found = _environments(here)
    if here.env:
        return found
    paths = default_paths(here.environ, here.user_home)
    try:
        contexts = read_contexts(paths)
    except ToolError as error:
        return (not_seen("kubeconfig", error, next=error.remedy), *found)
    return (_kubeconfig(contexts, " + ".join(map(str, paths))), *_contexts(here, contexts), *found)


def _kubeconfig(contexts: Sequence[Context], where: str) -> Result:
    if not contexts:
        told = Text(ko=f"{where}에 컨텍스트가 없습니다.", en=f"No contexts in {where}.")
        return Result(what="kubeconfig", state="missing", detail=told, next="kubectl config get-contexts")
    names = ", ".join(f"{c.name} (current)" if c.current else c.name for c in contexts)
    return Result(what="kubeconfig", state="ok", detail=same(f"{where} · {names}"))


def _contexts(here: Here, contexts: Sequence[Context]) -> tuple[Result, ...]:
    """Asks those wanted; which is the current one as long as no environment is configured."""
    targets = [e.targets.get("kube") for e in here.environments]
    used = {t.context for t in targets if isinstance(t, Target) and t.context}
    left = [c for c in contexts if c.name not in used]
    wanted = [c for c in left if here.everything or (c.current and not used)]
    asked = _asked_all(here, [(f"context {c.name}", Target(context=c.name), c.namespace) for c in wanted])
    told = Text(ko="묻지 않았습니다 (어느 환경에도 없습니다).", en="Not asked (in no environment).")
    others = [Result(what=f"context {c.name}", state="off", detail=told) for c in left if c not in wanted]
    return (*asked, *others)


def _environments(here: Here) -> tuple[Result, ...]:
    wanted = [
        (f"{e.name}: cluster", t, "default")
        for e in here.environments
        if isinstance(t := e.targets.get("kube"), Target)
    ]
    return _asked_all(here, wanted)


def _asked_all(here: Here, wanted: Sequence[tuple[str, Target, str]]) -> tuple[Result, ...]:
    if not wanted:
        return ()
    with ThreadPoolExecutor(max_workers=len(wanted)) as pool:
        return tuple(r for found in pool.map(lambda w: _asked(here, *w), wanted) for r in found)


def _asked(here: Here, what: str, target: Target, namespace: str) -> tuple[Result, ...]:
    """Who answers there, and what may not be read."""
    from tools.kube.access import read_access

    if target.recorded:
        return (_recording(what, target),)
    if here.offline:
        return (Result(what=what, state="off", detail=NOT_ASKED),)
    asked = wanted()
    try:
        access = read_access(target, asked, namespace=namespace, timeout_s=_LIMIT_S, now=here.now)
    except ToolError as error:
        answered = isinstance(error, Denied) or (error.reason is not None and error.reason.code == "unauthorized")
        return (not_seen(what, error, next=kubectl("auth whoami" if answered else "cluster-info", target)),)
    told = same(" · ".join(filter(None, (access.version, access.user, access.cluster_uid))))
    who = Result(what=what, state="ok", detail=told, offset_s=access.offset_s)
    if target.cluster_uid and access.cluster_uid not in ("", target.cluster_uid):
        told = Text(
            ko=f"클러스터 {target.cluster_uid}여야 하는데 {access.cluster_uid}입니다.",
            en=f"Cluster {target.cluster_uid} is expected, but {access.cluster_uid} answers.",
        )
        name = what.partition(":")[0]
        who = replace(who, state="failed", detail=told, next=f"baepo env {name}", exit_code=REFUSED)
    return (who, permissions(f"{what.replace(': cluster', '')}: permissions", asked, access, namespace, target))


def _recording(what: str, target: Target) -> Result:
    from tools.kube.client import connect

    try:
        uid = connect(target).identity()
    except ToolError as error:
        return not_seen(what, error, next=f"ls -l {target.snapshot}")
    told = Text(ko=f"녹화 {target.label} · {uid}", en=f"recording {target.label} · {uid}")
    if target.cluster_uid and uid != target.cluster_uid:
        told = Text(
            ko=f"클러스터 {target.cluster_uid}여야 하는데 {uid}입니다.",
            en=f"Cluster {target.cluster_uid} is expected, but {uid} answers.",
        )
        next = f"baepo env {what.partition(':')[0]}"
        return Result(what=what, state="failed", detail=told, next=next, exit_code=REFUSED)
    return Result(what=what, state="ok", detail=told)


PROBE = Probe(name="kubernetes", title=Text(ko="쿠버네티스", en="Kubernetes"), look=look, limit_s=20)
