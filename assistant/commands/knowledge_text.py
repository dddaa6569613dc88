"""What `baepo knowledge` prints, in both languages."""

from typing import TYPE_CHECKING

from assistant.language import Lang, Text

if TYPE_CHECKING:
    from knowledge.index.sync import Report

REMOVED = Text(
    ko="{name} 소스를 뺐습니다. 문서 자체는 그대로 있습니다.",
    en="Removed {name}. The documents themselves are untouched.",
)
NO_SOURCES = Text(
    ko="추가한 소스가 없습니다. 추가하려면: baepo knowledge add 폴더",
    en="No source was added yet. To add one: baepo knowledge add FOLDER",
)
NOTHING = Text(
    ko="찾을 소스가 없습니다: baepo knowledge add 폴더", en="There is nothing to search: baepo knowledge add FOLDER"
)
NOT_COVERED = Text(ko="이 내용은 없습니다. 가장 가까운 절:", en="Not covered. The nearest sections:")
COLUMNS: dict[Lang, tuple[str, ...]] = {
    "ko": ("이름", "종류", "절", "역할", "동기화(UTC)", "위치 또는 문제"),
    "en": ("name", "kind", "passages", "role", "synced (UTC)", "where, or what is wrong"),
}
STATS = {
    "sources": Text(ko="소스", en="sources"),
    "documents": Text(ko="문서", en="documents"),
    "passages": Text(ko="절", en="passages"),
    "size_bytes": Text(ko="크기(바이트)", en="bytes on disk"),
    "folder": Text(ko="폴더", en="folder"),
    "embedder": Text(ko="임베더", en="embedder"),
}
_CHANGES = Text(
    ko="{name}: 추가 {added}, 변경 {changed}, 삭제 {removed}, 그대로 {unchanged}",
    en="{name}: {added} added, {changed} changed, {removed} removed, {unchanged} unchanged",
)
_NOT_READ = Text(ko="읽지 못함", en="not read")
_UNAVAILABLE = Text(
    ko="{name}: 읽을 수 없어서 전에 읽은 내용을 그대로 두었습니다.",
    en="{name}: could not be read; what was known of it stays.",
)
_NOT_ADDED = Text(
    ko="{name}: 읽을 수 없어서 추가하지 않았습니다.", en="{name}: could not be read, so it was not added."
)
_MORE = Text(ko="… 외 {count}개 (--json은 모두 보여 줍니다)", en="… and {count} more (--json lists all)")
_SHOWN, _EXCERPT = 10, 160


def told(report: "Report", lang: Lang) -> str:
    """What a sync did to one source: a line, and one for everything that could not be read."""
    if report.problem:
        said = _UNAVAILABLE if report.kept else _NOT_ADDED
        return said.in_(lang).format(name=report.source) + f"\n  {report.problem}"
    counts = {k: len(getattr(report, k)) for k in ("added", "changed", "removed")}
    lines = [_CHANGES.in_(lang).format(name=report.source, unchanged=report.unchanged, **counts)]
    lines += [f"  {_NOT_READ.in_(lang)}: {p.path}: {p.why}" for p in report.problems[:_SHOWN]]
    if len(report.problems) > _SHOWN:
        lines.append("  " + _MORE.in_(lang).format(count=len(report.problems) - _SHOWN))
    return "\n".join(lines)


def as_json(report: "Report") -> dict[str, object]:
    return {
        "source": report.source,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "not_read": [{"what": p.path, "why": p.why} for p in report.problems],
        "problem": report.problem,
    }


def excerpt(passage: str) -> str:
    """Its first words, on one line."""
    line = " ".join(passage.split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT].rstrip() + "…"
