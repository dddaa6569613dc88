"""Which volumes of what was told have a snapshot, and which have none. Called by `composing.compose`. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.evidence import Evidence
from assistant.language import Lang, Text
from assistant.models.spec import Observation
from assistant.planner.composing.cells import cell
from assistant.planner.narrowing.conditions import Narrowing

_Row = Mapping[str, Any]
_SHOWN = 3  # snapshots of one volume that are named, the newest first
_ELSEWHERE = Text(
    ko="EBS 스냅샷만 봤습니다. 다른 곳에 둔 백업과 스냅샷에 담긴 내용은 읽지 않습니다.",
    en="Only EBS snapshots were looked at: copies kept elsewhere, and what a snapshot holds, are not read.",
)
_NO_VOLUME = Text(
    ko="**연결된 볼륨이 없어 백업할 것도 없습니다.**", en="**No volume belongs to it, so there is nothing to back up.**"
)


def backups_text(
    observations: Sequence[Observation], wanted: Narrowing, lang: Lang
) -> tuple[str, Sequence[Observation]]:
    """(a line for each volume, the observations it rests on); ("", ()) where it is not asked, or a read failed."""
    volumes, snapshots = (_read(observations, tool) for tool in ("list_volumes", "list_snapshots"))
    if not wanted.follows.backups or volumes is None or snapshots is None:
        return "", ()
    used = [o for o in observations if o.evidence in (volumes, snapshots)]
    named = frozenset(wanted.follows.backups)
    own = [row for row in volumes.items if row.get("id") in named or _users(row) & named]
    cites = f"[{volumes.id}] [{snapshots.id}]"
    if not own:
        return f"{_NO_VOLUME.in_(lang)} {cites}", used
    copies = {row["id"]: _copies(row, snapshots) for row in own}
    lines = [f"{_head(own, copies).in_(lang)} {cites}"]
    lines += [f"- {_line(row, copies[row['id']]).in_(lang)} {cites}" for row in own]
    return "\n".join([*lines, _ELSEWHERE.in_(lang)]), used


def _read(observations: Sequence[Observation], tool: str) -> Evidence | None:
    """All of it: what was cut, or not read in some region, does not tell that there is none."""
    found = (o.evidence for o in observations if o.evidence is not None and o.evidence.tool == tool)
    return next((e for e in found if not e.cut and not e.not_read), None)


def _users(row: _Row) -> frozenset[str]:
    return frozenset(str(a.get("instance_id") or "") for a in row.get("attachments") or ())


def _copies(volume: _Row, snapshots: Evidence) -> list[_Row]:
    """Completed ones, the newest first."""
    own = [s for s in snapshots.items if s.get("volume_id") == volume["id"] and s.get("state") == "completed"]
    return sorted(own, key=lambda s: str(s.get("started_at") or ""), reverse=True)


def _head(own: Sequence[_Row], copies: Mapping[str, Sequence[_Row]]) -> Text:
    """Yes, no, or in part; then which volumes have none."""
    without = [_called(row) for row in own if not copies[row["id"]]]
    if not without:
        return Text(ko="**네, 스냅샷이 있습니다.**", en="**Yes, there is a snapshot.**")
    if len(without) == len(own):
        return Text(ko="**아니요, 스냅샷이 없습니다.**", en="**No, there is no snapshot.**")
    names = ", ".join(without)
    return Text(ko=f"**스냅샷이 없는 볼륨: {names}**", en=f"**No snapshot of {names}**")


def _called(volume: _Row) -> str:
    name, id_ = str(volume.get("name") or ""), str(volume["id"])
    return f"{name} ({id_})" if name else id_


def _line(volume: _Row, copies: Sequence[_Row]) -> Text:
    called = _called(volume)
    size = f"{volume.get('size_gib')} GiB"
    if not copies:
        return Text(ko=f"{called}, {size}: 스냅샷 없음", en=f"{called}, {size}: no snapshot")
    each = ", ".join(f"{s['id']} ({cell('started_at', s.get('started_at'))} UTC)" for s in copies[:_SHOWN])
    more = len(copies) - _SHOWN
    ko, en = (f" 외 {more}개", f" and {more} more") if more > 0 else ("", "")
    return Text(ko=f"{called}, {size}: {each}{ko}", en=f"{called}, {size}: {each}{en}")
