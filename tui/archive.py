"""What is kept: conversations, ledger, findings that are known. Blocks: for worker threads."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.language import Text
from tui.cites import Spot
from tui.core import Core
from tui.values import FindingRow, SessionRow, TablePage, TurnPage

if TYPE_CHECKING:
    from assistant.findings import Suppression

_ENTRIES_SHOWN = 500
_SESSIONS_SHOWN = 100


class Archive:
    """The store as values."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def sessions(self, search: str, *, newest: int = _SESSIONS_SHOWN) -> tuple[SessionRow, ...]:
        """Newest first; those in which the words were asked or answered."""
        from assistant.store import sessions

        found = sessions.list_sessions(self._core.wiring.database, newest=newest, search=search.strip())
        return tuple(
            SessionRow(
                id=r.id, title=r.title, environment=r.environment, began=r.began, current=r.id == self._core.session
            )
            for r in found
        )  # fmt: skip

    def last(self) -> SessionRow | None:
        """The conversation before this one; None for the first."""
        return next((row for row in self.sessions("", newest=2) if not row.current), None)

    def turns(self, first: int, last: int) -> TurnPage:
        """The turns from `first` up to, without, `last`, counted from 0; negative counts from the end, as in a slice."""
        from assistant.store import turns

        session, database = self._core.session, self._core.wiring.database
        begins = turns.starts(database, session) if session else []
        total = len(begins)
        begin, end, _step = slice(first, last).indices(total)
        before = begins[end] if end < total else None
        kept = turns.load(database, session, begins[begin:end], before=before) if begin < end else []
        return TurnPage(
            first=begin,
            total=total,
            turns=tuple(t.events for t in kept),
            unreadable=sum(t.unreadable for t in kept),
        )

    def export(self, session: str, folder: Path) -> Path:
        """Writes a conversation as Markdown, 0600; returns the file. Raises `Failed`."""
        from assistant import ledger, transcript
        from assistant.commands.output import neutral
        from assistant.errors import Failed
        from assistant.store import sessions

        database = self._core.wiring.database
        record = sessions.load_session(database, session)
        past = transcript.turns(sessions.load_events(database, record.id))
        with database.read() as connection:
            histories = ledger.histories(connection, (p.plan for turn in past for p in turn.plans))
        text = transcript.markdown(record, past, document=True, histories=histories)
        path = folder.absolute() / f"baepo-{record.id}.md"
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
                file.write(neutral(text))
        except OSError as error:
            raise Failed(
                Text(
                    ko=f"{path}에 쓸 수 없습니다: {error.strerror}.",
                    en=f"{path} could not be written: {error.strerror}.",
                ),
                remedy=Text(
                    ko="쓸 수 있는 폴더에서 Baepo를 다시 여세요.",
                    en="Open Baepo again in a folder that can be written to.",
                ),
            ) from error
        return path

    def ledger(self) -> TablePage:
        """The newest entries, newest first, under what a verification of the whole chain says."""
        from assistant import ledger
        from assistant.ledger_text import HEAD, kind, verdict
        from assistant.store import plans as plan_store

        wiring, lang = self._core.wiring, self._core.lang
        approvers = wiring.settings.approvers
        with wiring.database.read() as connection:
            decided = plan_store.load_decisions(connection)
            heads = {
                d.nonce: d.ledger_head
                for d in decided
                if d.approver in approvers and approvers[d.approver].signed(d)
            }  # fmt: skip
            audit = ledger.verify(connection, heads)
            newest = ledger.entries(connection, newest=_ENTRIES_SHOWN)
        return TablePage(
            title=Text(ko="원장", en="Ledger").in_(lang),
            head=(
                f"{'✓' if audit.ok else '✗'} {verdict(audit, lang)}",
                *(f"  {fault.in_(lang)}" for fault in audit.faults),
            ),
            ok=audit.ok,
            columns=tuple(h.in_(lang) for h in HEAD),
            rows=tuple(
                (str(e.seq), e.at[:19].replace("T", " "), kind(e.kind, lang), e.principal, e.environment, e.subject)
                for e in reversed(newest)
            ),
            details=tuple(json.dumps(e.to_json(), ensure_ascii=False, indent=2) for e in reversed(newest)),
        )

    def findings(self) -> tuple[FindingRow, ...]:
        """Of this conversation, the newest of each, worst first; then what is known in the environment besides."""
        from assistant.events import FindingRaised
        from assistant.findings import ranked, read_finding
        from assistant.store import sessions

        wiring, lang, session = self._core.wiring, self._core.lang, self._core.session
        now = wiring.clock.now()
        events = sessions.load_events(wiring.database, session) if session else []
        raised = [f for e in events if isinstance(e, FindingRaised) and (f := read_finding(e.finding)) is not None]
        environment = self._environment()
        known = {s.fingerprint: s for s in sessions.load_suppressions(wiring.database, environment) if s.active(now)}
        rows = [
            FindingRow(
                fingerprint=f.fingerprint, severity=f.severity.label, title=f.title.in_(lang), environment=environment,
                evidence=f.evidence, known=_known(known.get(f.fingerprint), self._core),
                spots=tuple(Spot(**c.to_json()) for s in f.statements for c in s.cites),
            )
            for f in ranked(tuple({f.fingerprint: f for f in raised}.values()))
        ]  # fmt: skip
        shown = {r.fingerprint for r in rows}
        rows += [
            FindingRow(
                fingerprint=s.fingerprint, severity="", title=s.fingerprint, environment=environment, evidence=(),
                spots=(), known=_known(s, self._core),
            )
            for s in known.values()
            if s.fingerprint not in shown
        ]  # fmt: skip
        return tuple(rows)

    def suppress(self, row: FindingRow, reason: str, days: int) -> None:
        """Marks a finding as known for so many days; 0 days end that. In the ledger, as everything."""
        from assistant import ledger
        from assistant.findings import Suppression
        from assistant.store import sessions

        wiring = self._core.wiring
        now = wiring.clock.now()
        said = Suppression(
            fingerprint=row.fingerprint, environment=row.environment, owner=wiring.principal.name,
            reason=reason, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        with wiring.database.write() as connection:
            sessions.save_suppression(connection, said)
            ledger.append(
                connection, at=now, kind="suppressed", principal=wiring.principal.name, environment=row.environment,
                subject=row.fingerprint, body={"reason": reason, "until": said.expires_at.isoformat()},
            )  # fmt: skip

    def _environment(self) -> str:
        """Where the conversation last looked, else where it would."""
        from assistant.store import sessions

        session, settings = self._core.session, self._core.wiring.settings
        last = sessions.last_environment(self._core.wiring.database, session) if session else ""
        return (
            last
            or self._core.default_environment
            or settings.default_environment
            or next(iter(settings.environments), "")
        )


def _known(said: "Suppression | None", core: Core) -> str:
    if said is None:
        return ""
    day = f"{said.expires_at:%Y-%m-%d}"
    return f"{said.owner}: {said.reason} · " + Text(ko=f"{day}까지", en=f"until {day}").in_(core.lang)
