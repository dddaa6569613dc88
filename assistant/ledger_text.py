"""The ledger in words: what was recorded, and whether it is whole. Called by the command line and the terminal UI."""

from collections.abc import Mapping

from assistant.language import Lang, Text
from assistant.ledger import Audit

HEAD = (
    Text(ko="번호", en="seq"),
    Text(ko="시각(UTC)", en="time (UTC)"),
    Text(ko="일", en="what"),
    Text(ko="누가", en="who"),
    Text(ko="어디서", en="where"),
    Text(ko="대상", en="subject"),
)
_KINDS: Mapping[str, Text] = {
    "asked": Text(ko="질문", en="asked"),
    "read": Text(ko="읽기", en="read"),
    "proposed": Text(ko="계획", en="proposed"),
    "decided": Text(ko="결정", en="decided"),
    "claimed": Text(ko="실행 시작", en="claimed"),
    "applied": Text(ko="적용", en="applied"),
    "verified": Text(ko="확인", en="verified"),
    "failed": Text(ko="실패", en="failed"),
    "undone": Text(ko="되돌림", en="undone"),
    "refused": Text(ko="거절", en="refused"),
    "frozen": Text(ko="동결", en="frozen"),
    "unfrozen": Text(ko="동결 해제", en="unfrozen"),
    "suppressed": Text(ko="숨김", en="suppressed"),
    "purged": Text(ko="근거 삭제", en="purged"),
}


def kind(name: str, lang: Lang) -> str:
    """What an entry is about; one that has no words here as it is recorded."""
    return _KINDS[name].in_(lang) if name in _KINDS else name


def verdict(audit: Audit, lang: Lang) -> str:
    """One sentence on whether the ledger can be trusted."""
    if audit.ok:
        return Text(
            ko=f"원장이 온전합니다: 항목 {audit.count}개, 서명된 결정이 앞의 {audit.attested}개를 보증합니다.",
            en=f"The ledger is whole: {audit.count} entries; signed decisions attest the first {audit.attested}.",
        ).in_(lang)
    return Text(
        ko=f"원장을 믿을 수 없습니다 (항목 {audit.count}개):",
        en=f"The ledger cannot be trusted ({audit.count} entries):",
    ).in_(lang)
