"""The playbook `plan_change`: finds the thing that somebody wants changed and proposes exactly that change. Changes nothing.

Called by the planner for a wish, and by language models. The executor's dry run and the policy have the word after it.
"""

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assistant.changes import ACTIONS, CHANGE_ASKED, Change
from assistant.evidence import Evidence
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Text, with_particle
from assistant.plans import Proposal
from assistant.playbooks.spec import Diagnosis, Look, Request, playbook
from tools.spec import BadRequest, NotFound, NotRead, Reason, Unavailable

_LISTED = {
    "Deployment": "deployments.apps",
    "StatefulSet": "statefulsets.apps",
    "DaemonSet": "daemonsets.apps",
    "CronJob": "cronjobs.batch",
    "Job": "jobs.batch",
    "Pod": "pods",
    "Node": "nodes",
    "Namespace": "namespaces",
    "HorizontalPodAutoscaler": "horizontalpodautoscalers.autoscaling",
    "PersistentVolumeClaim": "persistentvolumeclaims",
}
_MOST = 5000  # rows of a kind
_CLOSE, _SHOWN = 3, 5
# What a row says of the state that is to change.
_STATE = (
    "desired",
    "ready",
    "images",
    "paused",
    "suspended",
    "unschedulable",
    "min",
    "max",
    "requested",
    "state",
    "failed",
)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """One object as a row of a list."""

    kind: str
    row: dict[str, Any]
    evidence: str

    @property
    def place(self) -> str:
        return str(self.row.get("namespace") or "")

    @property
    def name(self) -> str:
        return str(self.row["name"])


@playbook(
    title=Text(ko="변경 계획", en="Plan a change"),
    backend="kube",
    on_wish=True,
    examples=(
        "shop/web를 5개로 늘려줘",
        "payments/worker 재시작해줘",
        "web 이미지를 registry.example/web:1.2.3으로 바꿔줘",
        "노드 node-2 cordon 해줘",
        "nightly 크론잡 일시 중지해줘",
        "web 롤아웃 재개해줘",
        "Scale shop/web to 5 replicas",
        "Restart payments/worker",
        "Set the image of web to registry.example/web:1.2.3",
        "Cordon node-2",
        "Suspend the cronjob nightly",
        "Resume the rollout of web",
    ),
)
def plan_change(
    look: Look, *, change: Change, name: str, namespace: str = "", kind: str = "", settings: list[str] | None = None
) -> Diagnosis:
    """A plan for one change that the person asked for, to read and approve. Nothing is changed by it.

    `name` is the thing's exact name, perhaps with its namespace (`shop/web`); `kind` only where several kinds fit.
    `settings` are NAME=VALUE as the change takes them: scale: replicas; set_image: image (with its tag) or tag, container;
    set_resources: cpu_request, memory_request, cpu_limit, memory_limit; set_bounds: min_replicas, max_replicas;
    set_probe: probe, timeout_seconds, ...; expand: size; rollback: to_revision. Never invent a value: ask for it.

    Example: plan_change(change="scale", name="web", namespace="shop", settings=["replicas=5"])
    Raises: NotFound (names the closest, or the several that fit), BadRequest (a setting that is none), Unavailable.
    Source: the tool `list_resources`.
    """
    space, _, own = name.rpartition("/")
    namespace = namespace or space
    kinds = [k for k in ACTIONS[change] if not kind or k == kind]
    if not kinds:
        raise BadRequest(f"There is no {change} of a {kind}.", remedy=f"There is for: {', '.join(ACTIONS[change])}.")
    found, read, not_read = _objects(look, kinds, namespace)
    target = _the_one(found, own, namespace, kinds, [*read, *not_read])
    arguments = _arguments(settings or [], target)
    backend = look.environment.targets.get("kube")
    reference = ResourceRef(
        provider="kube", scope=backend.pinned if backend else "", place=target.place, kind=target.kind, id=target.name
    )
    proposal = Proposal(
        action=ACTIONS[change][target.kind], target=reference, arguments=arguments, evidence=(target.evidence,)
    )
    return Diagnosis(
        findings=(_finding(target, reference, proposal),),
        looked_at=Text(ko=str(reference), en=str(reference)),
        evidence=(target.evidence,),
        not_read=tuple(not_read),
    )


def _objects(look: Look, kinds: list[str], namespace: str) -> tuple[list[_Found], list[Evidence], list[NotRead]]:
    """All of these kinds there, and what could not be read. Raises: Unavailable when nothing could."""
    wanted = [
        Request(
            tool="list_resources",
            arguments={"kind": _LISTED[k], "limit": _MOST}
            | ({"namespace": namespace} if namespace and k not in ("Node", "Namespace") else {}),
        )
        for k in kinds
    ]
    found: list[_Found] = []
    read: list[Evidence] = []
    not_read: list[NotRead] = []
    for kind, answer in zip(kinds, look.read_all(*wanted), strict=True):
        if isinstance(answer, NotRead):
            not_read.append(answer)
            continue
        read.append(answer)
        found.extend(_Found(kind=kind, row=dict(row), evidence=answer.id) for row in answer.items)
    if not read:
        raise Unavailable("; ".join(n.why for n in not_read))
    return found, read, not_read


def _the_one(
    found: list[_Found], name: str, namespace: str, kinds: list[str], looked: Iterable[Evidence | NotRead]
) -> _Found:
    """The object that is meant. Raises: NotFound when there is none, or several; Unavailable."""
    same = [f for f in found if f.name == name] or [
        f
        for f in found
        if str(f.row.get("scales", "")).partition("/")[2] == name  # the autoscaler of web
    ]
    if len(same) == 1:
        return same[0]
    what = " or ".join(kinds)
    if same:
        places = ", ".join(f"{f.kind} {f.place}/{f.name}" if f.place else f"{f.kind} {f.name}" for f in same[:_SHOWN])
        raise NotFound(
            f"{name} alone does not say which: there are {places}.",
            remedy="Name one with its namespace, such as shop/web.",
            reason=Reason(code="several_targets", parts={"name": name, "places": places}),
        )
    where = f" in namespace {namespace}" if namespace else ""
    close = difflib.get_close_matches(name, sorted({f.name for f in found}), n=_CLOSE, cutoff=0.5)
    gaps = [one for one in looked if isinstance(one, NotRead) or one.cut]
    if gaps:
        raise Unavailable(
            f"{name} was not found{where}, but not every {what} could be read.", remedy="Name it with its namespace."
        )
    closest = ", ".join(_called(found, c) for c in close)
    parts = {"kinds": what, "name": name, "namespace": namespace, "closest": closest}
    raise NotFound(
        f"There is no {what} {name}{where}.",
        remedy=f"The closest: {closest}." if closest else "",
        reason=Reason(code="no_such_target", parts=parts),
    )


def _called(found: list[_Found], name: str) -> str:
    first = next(f for f in found if f.name == name)
    return f"{first.place}/{name}" if first.place else name


def _arguments(settings: list[str], target: _Found) -> dict[str, Any]:
    """As `baepo propose` reads them; a `tag` becomes the image that runs now, with that tag. Raises: BadRequest."""
    given: dict[str, Any] = {}
    for written in settings:
        key, equals, value = written.partition("=")
        if not equals or not key:
            raise BadRequest(f"{written!r} is not NAME=VALUE.", remedy="For example replicas=5.")
        try:
            given[key] = json.loads(value)
        except json.JSONDecodeError:
            given[key] = value
        if key in ("tag", "image"):
            given[key] = value  # 1.2 is no number here
    tag = given.pop("tag", None)
    if tag is not None:
        images = target.row.get("images") or []
        if len(images) != 1:
            raise BadRequest(
                f"{target.kind} {target.place}/{target.name} has several containers: a tag alone does not say of which.",
                remedy="Name the whole image and its container.",
            )
        given["image"] = f"{_without_tag(str(images[0]))}:{tag}"
    return given


def _without_tag(image: str) -> str:
    repository, _, _digest = image.partition("@")
    head, colon, tag = repository.rpartition(":")
    return head if colon and "/" not in tag else repository


def _finding(target: _Found, reference: ResourceRef, proposal: Proposal) -> Finding:
    said = [(k, target.row[k]) for k in _STATE if k in target.row and target.row[k] not in ("", None, [])]
    now = ", ".join(f"{k} {_shown(v)}" for k, v in said[:_SHOWN])
    text = Text(
        ko=f"{with_particle(str(reference), '은')} 지금 이렇습니다: {now}." if now else f"{reference}: 있습니다.",
        en=f"{reference} is now: {now}." if now else f"{reference} exists.",
    )
    cites = tuple(Cite(evidence=target.evidence, field=k, value=str(v)) for k, v in said[:_SHOWN]) or (
        Cite(evidence=target.evidence, field="name", value=target.name),
    )
    owner = str(target.row.get("managed_by") or "")
    return Finding(
        check=CHANGE_ASKED,
        severity=Severity.LOW,
        klass="advice",
        target=reference,
        title=Text(ko=f"{reference}: 변경 요청", en=f"A change of {reference} was asked for"),
        statements=(Statement(role="effect", text=text, cites=cites),),
        cause=(("action", proposal.action),),
        proposals=(proposal,),
        managed_by=owner,
    )


def _shown(value: Any) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
