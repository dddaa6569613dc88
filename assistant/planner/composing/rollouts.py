"""Revisions of a Deployment as an answer: who is behind one, and which way leads back. Called by `composing.rows`. Pure."""

from collections.abc import Sequence
from typing import Any

from assistant.evidence import Evidence
from assistant.language import Lang, Text, with_particle
from assistant.planner.composing.cells import cell
from assistant.planner.narrowing.columns import Row
from assistant.planner.narrowing.conditions import Narrowing

# By what a question names: how the path of the field ends, or what is in it.
_IN_PATH = {"memory": ".memory", "cpu": ".cpu", "limits": ".limits", "requests": ".requests", "image": ".image"}


def are_revisions(items: Sequence[Row]) -> bool:
    return bool(items) and "change_cause" in items[0] and "replica_set" in items[0]


def are_new_revisions(evidence: Evidence) -> bool:
    """Whether they are ReplicaSets of all workloads, of which each is one revision."""
    return evidence.arguments.get("kind") == "replicasets.apps"


def by_workload(revisions: Sequence[Row]) -> tuple[Row, ...]:
    """As people speak of them: by the workload, with the image that was deployed and what was noted of it; newest first."""
    newest = sorted(revisions, key=lambda r: str(r.get("created_at")), reverse=True)
    return tuple(
        {
            "name": str(r.get("owner") or "").partition("/")[2] or str(r.get("name")),
            "namespace": r.get("namespace"),
            "images": r.get("images"),
            "revision": r.get("revision"),
            "created_at": r.get("created_at"),
            "change_cause": r.get("change_cause"),
            "desired": r.get("desired"),
            "ready": r.get("ready"),
        }
        for r in newest
    )


def of_new_revisions(count: int, said: Sequence[Text], lang: Lang, *, cite: str) -> str:
    """How many were deployed, when."""
    ko = f"**새 리비전 {count}건**" if count else "**배포된 새 리비전이 없습니다**"
    en = f"**{count} new revision{'' if count == 1 else 's'}**" if count else "**No new revision was deployed**"
    return " · ".join([Text(ko=ko, en=en).in_(lang), *(t.in_(lang) for t in said)]) + f" [{cite}]"


def who_is_asked_of_each(name: str) -> Text:
    """Where no revision says who: a Deployment may."""
    return Text(
        ko=f"누가 했는지는 이 목록에 없습니다. 하나씩 물어보세요: {name} 누가 배포했어?",
        en=f"Who did it is not in this list. Ask of each: who deployed {name}?",
    )


def revisions_text(evidence: Evidence, wanted: Narrowing, lang: Lang) -> str:
    """Who deployed it, or how to go back, where that is asked; "" otherwise."""
    if not are_revisions(evidence.items):
        return ""
    if wanted.way_back:
        return _way_back(evidence, wanted.back_to, lang)
    return _who(evidence, wanted, lang) if "changed_by" in wanted.columns else ""


def _who(evidence: Evidence, wanted: Narrowing, lang: Lang) -> str:
    """What a deployment tool noted on the revision; where nothing is noted, that, and where it may be found."""
    row = _revision_meant(evidence.items, wanted)
    name, cause, manager = str(evidence.arguments.get("name") or ""), row.get("change_cause"), row.get("managed_by")
    at, number = cell("created_at", row.get("created_at")), row.get("revision")
    of = Text(ko=f"{name} 리비전 {number} ({at} UTC)", en=f"revision {number} of {name} ({at} UTC)")
    changed = cell("changes", _changes_named(row, wanted))
    by = "".join(f" · {more}" for more in (changed, manager) if more)
    if cause:
        said = Text(
            ko=f"**{cause}** · {of.ko}의 배포 기록(change-cause){by}",
            en=f"**{cause}** · the change-cause of {of.en}{by}",
        )
        return f"{said.in_(lang)} [{evidence.id}]"
    said = Text(
        ko=f"**누가 배포했는지는 기록되어 있지 않습니다** · {of.ko}에 change-cause가 없습니다",
        en=f"**Who deployed it is not recorded** · {of.en} has no change-cause",
    )
    said = Text(ko=f"{said.ko} · {changed}", en=f"{said.en} · {changed}") if changed else said
    where = Text(
        ko=f"{with_particle(str(manager), '이')} 배포하므로, 누구인지는 그 이력이나 감사 로그에 있습니다.",
        en=f"{manager} deploys it: its history, or the audit log, says who.",
    )
    if not manager:
        where = Text(ko="누구인지는 감사 로그(audit log)에 있습니다.", en="The audit log says who.")
    return f"{said.in_(lang)} [{evidence.id}]\n{where.in_(lang)}"


def _current(revisions: Sequence[Row]) -> Row:
    return next((r for r in revisions if r.get("current") is True), revisions[0])


def _changes_named(row: Row, wanted: Narrowing) -> list[dict[str, Any]]:
    """Those that a revision made to what the question names: "who changed the memory limit?"."""
    pieces = [_IN_PATH[c] for c in wanted.columns if c in _IN_PATH]
    return [c for c in row.get("changes") or () if pieces and all(piece in str(c["field"]) for piece in pieces)]


def _revision_meant(revisions: Sequence[Row], wanted: Narrowing) -> Row:
    """The latest that changed what the question names; else the one that is current."""
    return next((r for r in revisions if _changes_named(r, wanted)), _current(revisions))


def _way_back(evidence: Evidence, revision: int, lang: Lang) -> str:
    """To which revision and version, and by what: the tool that deploys it, else kubectl. `revision` 0: the one before."""
    now = _current(evidence.items)
    older = [r for r in evidence.items if _number(r) < _number(now)]
    name, space = str(evidence.arguments.get("name") or ""), str(evidence.arguments.get("namespace") or "")
    if not older:
        said = Text(
            ko=f"**{name}: 되돌아갈 이전 리비전이 없습니다** · 리비전 {now.get('revision')}뿐입니다",
            en=f"**{name} has no earlier revision to go back to** · there is only revision {now.get('revision')}",
        )
        return f"{said.in_(lang)} [{evidence.id}]"
    before = next((r for r in older if _number(r) == revision), max(older, key=_number))
    number, images = before.get("revision"), ", ".join(map(str, before.get("images") or ()))
    at = cell("created_at", before.get("created_at"))
    head = Text(
        ko=f"**{name}: 리비전 {number}로** · {images} ({at} UTC), 지금은 리비전 {now.get('revision')}",
        en=f"**{name}: to revision {number}** · {images} ({at} UTC); it is at revision {now.get('revision')}",
    )
    way = _by_manager(str(now.get("managed_by") or ""), name, space, int(_number(before)))
    return f"{head.in_(lang)} [{evidence.id}]\n{way.in_(lang)}"


def _number(row: Row) -> int:
    value = str(row.get("revision") or "0")
    return int(value) if value.isdigit() else 0


def _by_manager(manager: str, name: str, space: str, revision: int) -> Text:
    release = manager.partition(" ")[2]
    if manager.startswith("Helm"):
        return Text(
            ko=f"{with_particle(manager, '이')} 배포합니다: `helm history {release} -n {space}`에서 그 버전의 번호를 찾아 "
            f"`helm rollback {release} 번호 -n {space} --wait`로 되돌립니다.",
            en=f"{manager} deploys it: find that version's number in `helm history {release} -n {space}`, then "
            f"`helm rollback {release} NUMBER -n {space} --wait`.",
        )
    if manager.startswith(("Argo CD", "Flux")):
        return Text(
            ko=f"{with_particle(manager, '이')} 배포합니다: Git에서 그 변경을 `git revert`하고 동기화합니다. "
            "클러스터에서 직접 되돌리면 다음 동기화가 덮어씁니다.",
            en=f"{manager} deploys it: `git revert` the change in Git and let it sync. "
            "What is rolled back in the cluster alone is overwritten by the next sync.",
        )
    if manager:
        return Text(
            ko=f"{with_particle(manager, '이')} 관리합니다: 그 정의에서 이전 버전으로 바꾸고 적용합니다. "
            "클러스터에서 직접 되돌리면 덮어씁니다.",
            en=f"{manager} manages it: set the earlier version in its definition and apply that. "
            "It overwrites what is rolled back in the cluster alone.",
        )
    command = f"`kubectl rollout undo deployment/{name} -n {space} --to-revision={revision}`"
    return Text(
        ko=f"배포 도구의 표시가 없습니다. 직접 적용한 것이라면: {command}",
        en=f"No deployment tool marks it. If it was applied by hand: {command}",
    )
