"""Keeping evidence: small results in the database, large ones as Parquet files; forgetting them in time."""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Integer, cast, delete, func, select
from sqlalchemy import Row as DbRow

from assistant.canonical import canonical, digest
from assistant.errors import Failed, UsageError
from assistant.evidence import Evidence
from assistant.language import Text, with_particle
from assistant.store.database import Conflict, Database
from assistant.store.evidence_sql import TIMEOUT_S, Rows, query
from assistant.store.missing_evidence import missing
from assistant.store.tables import evidence as table
from tools.spec import NotRead, Row

SPILL_BYTES = 256 * 1024  # larger results leave the database
_ASK_AGAIN = Text(
    ko="다시 물어 새로 읽으세요. 계획이나 결정도 바뀌었는지는 `baepo ledger verify`가 보여 줍니다.",
    en="Ask again to read it anew; `baepo ledger verify` shows whether plans or decisions were changed too.",
)


class EvidenceChanged(Failed):
    """What is stored is not what was recorded: nothing may rest on it. `why` it cannot be read, "" where it can."""

    def __init__(self, session: str, evidence_id: str, why: str = "") -> None:
        ko, en = (f" 읽을 수도 없습니다({why}).", f", and cannot be read any more ({why})") if why else ("", "")
        super().__init__(
            Text(
                ko=f"대화 {session}의 {with_particle(evidence_id, '이')} 기록된 뒤에 바뀌었습니다.{ko} 근거로 쓸 수 없습니다.",
                en=f"{evidence_id} of session {session} was changed after it was recorded{en}: nothing may rest on it.",
            ),
            remedy=_ASK_AGAIN,
        )


class EvidenceStore:
    """One installation's evidence. The folder is 0700: it holds what was read from live systems."""

    def __init__(self, database: Database, folder: Path, *, keep: timedelta) -> None:
        self._database = database
        self._folder = folder
        self._keep = keep

    def keep(
        self,
        *,
        session: str,
        tool: str,
        arguments: dict[str, Any],
        environment: str,
        taken_at: datetime,
        items: tuple[Row, ...],
        cut: bool,
        not_read: tuple[NotRead, ...],
        elapsed_ms: int,
    ) -> Evidence:
        """Gives the next number in the session and keeps the (already redacted) result."""
        lines = [_line(item) for item in items]
        small = sum(map(len, lines)) <= SPILL_BYTES
        row: dict[str, Any] = {
            "session": session,
            "tool": tool,
            "arguments": json.dumps(arguments, ensure_ascii=False),
            "environment": environment,
            "taken_at": taken_at.isoformat(),
            "expires_at": (taken_at + self._keep).isoformat(),
            "item_count": len(items),
            "cut": cut,
            "not_read": json.dumps([[n.what, n.why, n.remedy] for n in not_read], ensure_ascii=False),
            "elapsed_ms": elapsed_ms,
            "items": f"[{', '.join(lines)}]" if small else None,
        }
        row["digest"] = _digest(row, [row["items"]] if small else lines)
        number = self._numbered(row, session)
        if row["items"] is None:
            try:
                self._spill(session, number, lines)
            except Failed:
                self._forget([(session, number)])  # a row without its items would look kept
                raise
        return Evidence(
            id=f"E{number}",
            session=session,
            tool=tool,
            arguments=arguments,
            environment=environment,
            taken_at=taken_at,
            digest=str(row["digest"]),
            items=items,
            cut=cut,
            not_read=not_read,
            elapsed_ms=elapsed_ms,
        )

    def _numbered(self, row: dict[str, Any], session: str) -> int:
        """Inserts with the next free number; parallel calls of one session simply try again."""
        while True:
            try:
                with self._database.write(durable=False) as connection:
                    numbers = func.max(cast(table.c.number, Integer))  # one that was damaged does not count
                    newest = connection.scalar(select(numbers).where(table.c.session == session))
                    number = (newest or 0) + 1
                    connection.execute(table.insert().values(row | {"number": number}))
                return number
            except Conflict:
                continue

    def load(self, session: str, evidence_id: str) -> Evidence:
        """As it was recorded. Raises `UsageError` when there is none, or it was purged, `EvidenceChanged`."""
        row = self._row(session, evidence_id)
        try:
            texts = [row.items] if row.items is not None else self._unspill(session, row.number)
            values = [json.loads(text) for text in texts]
            items = values if row.items is None else values[0]
            if row.item_count != len(items) or not _as_recorded(row, texts, items):
                raise EvidenceChanged(session, evidence_id)
            return Evidence(
                id=f"E{row.number}",
                session=session,
                tool=row.tool,
                arguments=json.loads(row.arguments),
                environment=row.environment,
                taken_at=datetime.fromisoformat(row.taken_at),
                digest=row.digest,
                items=tuple(items),
                cut=row.cut,
                not_read=tuple(NotRead(what=w, why=y, remedy=r) for w, y, r in json.loads(row.not_read)),
                elapsed_ms=row.elapsed_ms,
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise EvidenceChanged(session, evidence_id, str(error).partition("\n")[0]) from error

    def changed(self, session: str, evidence_ids: Iterable[str]) -> tuple[str, ...]:
        """Those of a session's evidence that are not as recorded; what was purged is not changed."""
        found: list[str] = []
        for evidence_id in evidence_ids:
            try:
                self.load(session, evidence_id)
            except UsageError:
                continue
            except EvidenceChanged:
                found.append(evidence_id)
        return tuple(found)

    def of_session(self, session: str, *, newest: int | None = None) -> list[DbRow[Any]]:
        """Rows without their items, in order; all of them, or so many of the newest."""
        columns = [c for c in table.c if c.name != "items"]
        query = select(*columns).where(table.c.session == session).order_by(table.c.number.desc()).limit(newest)
        with self._database.read() as connection:
            return list(reversed(connection.execute(query).all()))

    def count(self, session: str) -> int:
        """How much was read in a session and is still kept."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(table).where(table.c.session == session)) or 0

    def query(self, session: str, sql: str, *, timeout_s: float = TIMEOUT_S) -> Rows:
        """At most 1,000 rows of read-only SQL; each evidence it names is a table: `SELECT * FROM E3`.

        Raises `UsageError` for SQL that does not run or an id that there is not, `Failed` for one that takes too long.
        """
        return query(sql, lambda evidence_id: self.load(session, evidence_id).items, timeout_s=timeout_s)

    def purge(self, *, before: datetime | None = None, session: str = "") -> int:
        """Forgets what expired before a time, or everything of a session, or all; returns how many."""
        wanted = select(table.c.session, table.c.number)
        if before is not None:
            wanted = wanted.where(table.c.expires_at < before.isoformat())
        if session:
            wanted = wanted.where(table.c.session == session)
        with self._database.read() as connection:
            keys = [(row.session, row.number) for row in connection.execute(wanted)]
        self._forget(keys)
        if before is None and not session:  # also what a crash left without a row
            for path in (*self._folder.glob("*.parquet"), *self._folder.glob("*.partial")):
                path.unlink(missing_ok=True)
        return len(keys)

    def _forget(self, keys: list[tuple[str, int]]) -> None:
        """Files first: a row without its file says that it is gone, a file without its row is never found again."""
        for session, number in keys:
            with suppress(FileNotFoundError, NotADirectoryError):
                self._file(session, number).unlink()
        with self._database.write() as connection:
            for session, number in keys:
                connection.execute(delete(table).where(table.c.session == session, table.c.number == number))

    def _row(self, session: str, evidence_id: str) -> DbRow[Any]:
        if not re.fullmatch(r"E[0-9]{1,9}", evidence_id):
            raise UsageError(
                Text(
                    ko=f"{evidence_id[:40]!r}은(는) 근거 번호가 아닙니다.",
                    en=f"{evidence_id[:40]!r} is not an evidence id.",
                ),
                remedy=Text(ko="E3처럼 적습니다.", en="They look like E3."),
            )
        query = select(table).where(table.c.session == session, table.c.number == int(evidence_id[1:]))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise missing(self._database, session, evidence_id)
        return row

    def _file(self, session: str, number: int) -> Path:
        return self._folder / f"{session}-E{number}.parquet"

    def _spill(self, session: str, number: int, lines: Sequence[str]) -> None:
        import pyarrow
        import pyarrow.parquet

        rows = pyarrow.table({"item": list(lines)})
        final = self._file(session, number)
        partial = final.with_suffix(".partial")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            pyarrow.parquet.write_table(rows, partial, compression="zstd")
            os.chmod(partial, 0o600)
            partial.replace(final)
        except OSError as error:
            with suppress(OSError):
                partial.unlink()
            raise Failed(
                Text(
                    ko=f"{self._folder}에 근거를 저장하지 못했습니다: {error}.",
                    en=f"Evidence could not be kept in {self._folder}: {error}.",
                ),
                remedy=Text(ko="그곳의 공간을 비우세요.", en="Free space there."),
            ) from error

    def _unspill(self, session: str, number: int) -> list[str]:
        """One text a row."""
        import pyarrow.parquet

        try:
            column = pyarrow.parquet.read_table(self._file(session, number)).column("item")
        except OSError as error:
            raise UsageError(
                Text(
                    ko=f"E{number}의 행이 {self._folder}에 남아 있지 않습니다.",
                    en=f"The rows of E{number} are gone from {self._folder}.",
                ),
                remedy=Text(ko="다시 물어보세요.", en="Ask again."),
            ) from error
        found: list[str] = column.to_pylist()
        return found


def _line(item: Row) -> str:
    """As JSON, NaN as null; what the fast encoder refuses is left to the standard library. Raises: TypeError, ValueError."""
    import orjson

    try:
        return orjson.dumps(item, option=orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATETIME).decode()
    except orjson.JSONEncodeError:
        return json.dumps(item, ensure_ascii=False, allow_nan=False)


def _digest(row: Mapping[str, Any], texts: Iterable[str]) -> str:
    """Of the items letter by letter as they are stored, and of all that a row says of them."""
    found = hashlib.sha256(canonical(_head(row)))
    for text in texts:
        found.update(b"\n" + text.encode())
    return found.hexdigest()


def _as_recorded(row: DbRow[Any], texts: list[str], items: list[Any]) -> bool:
    """Earlier versions kept the digest of the items as values, and before that without what the row says of them."""
    told = {name: value for name, value in row._mapping.items() if name != "items"}
    if row.digest == _digest(told, texts):
        return True
    return row.digest in (digest({**_head(told), "items": items}), digest(items))


def _head(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tool": row["tool"],
        "arguments": json.loads(row["arguments"]),
        "environment": row["environment"],
        "taken_at": row["taken_at"],
        "cut": bool(row["cut"]),
        "not_read": json.loads(row["not_read"]),
    }
