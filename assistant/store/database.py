"""One database: opening it, bringing it to the newest migration, and its transactions. Used by the whole core."""

import importlib
import os
import pkgutil
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, inspect, select, text
from sqlalchemy.engine import make_url

from assistant.clock import Clock
from assistant.errors import StoreUnavailable, UsageError
from assistant.language import Text, with_particle
from assistant.store import migrations as migrations_package
from assistant.store import turnstile
from assistant.store.tables import migrations

_WRITE_LOCK = 7262092
_MIGRATION_LOCK = 7262091  # any number; PostgreSQL advisory locks are named by one
_BUSY_S = 10.0  # of a writer that is next: only who holds the store for long keeps it waiting
_IN_LINE_S = 30.0  # of those behind it


def exclusive(connection: Connection) -> None:
    """Lets one write transaction in at a time. Taken first, because locks taken in different orders are deadlocks."""
    if connection.dialect.name == "postgresql":  # SQLite's write transactions exclude each other by themselves
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITE_LOCK})


class Conflict(Exception):
    """A uniqueness rule of the store says no: somebody was first."""


class Database:
    """SQLite by default, PostgreSQL by URL. `read` and `write` are the only ways in; both translate database errors."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = _parsed(url)
        self._clock = clock
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    @property
    def where(self) -> str:
        """For messages: the URL without its password."""
        return self._url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view. Raises `StoreUnavailable`."""
        with self._transaction(write=False, durable=False) as connection:
            yield connection

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Connection]:
        """All or nothing, and alone: what it reads first stays true while it writes.

        `durable` also survives a power cut: for everything but transcript and evidence, which are not alone either.

        Raises: `StoreUnavailable`, `Conflict`.
        """
        with self._transaction(write=True, durable=durable) as connection:
            yield connection

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    @contextmanager
    def _transaction(self, *, write: bool, durable: bool) -> Iterator[Connection]:
        engine = pool = None
        try:
            engine = self._opened()
            pool = engine.pool
            opened = engine.connect().execution_options(baepo_write=write, baepo_durable=durable)
            with opened as connection, connection.begin():
                if write and durable:
                    exclusive(connection)
                yield connection
        except exc.IntegrityError as error:
            raise Conflict(str(error.orig)) from error
        except (exc.OperationalError, exc.DatabaseError) as error:
            raise self._unavailable(error) from error
        finally:
            if engine is not None and pool is not None and engine.pool is not pool:
                pool.dispose()  # closed meanwhile: what came back to the old pool nobody else closes

    def _opened(self) -> Engine:
        with self._opening:
            if self._engine is None:
                sqlite = self._url.get_backend_name() == "sqlite"
                engine = (
                    _sqlite(self._url.render_as_string()) if sqlite else create_engine(self._url, pool_pre_ping=True)
                )
                try:
                    self._migrate(engine)
                except BaseException:  # the next use has to look at the migrations again
                    engine.dispose()
                    raise
                self._engine = engine
                weakref.finalize(self, engine.dispose)  # whoever forgets to close leaves no connection open
            return self._engine

    def _migrate(self, engine: Engine) -> None:
        """Applies what is missing, one transaction each; two processes that start together do it once."""
        known = sorted(m.name for m in pkgutil.iter_modules(migrations_package.__path__))
        with engine.connect() as connection, connection.begin():  # mostly nothing is missing, and nobody has to wait
            if inspect(connection).has_table(migrations.name):
                applied = set(connection.scalars(select(migrations.c.number)))
                if applied == {int(name[1:4]) for name in known}:
                    return
        with engine.connect().execution_options(baepo_write=True, baepo_durable=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            migrations.create(connection, checkfirst=True)
            done = set(connection.scalars(select(migrations.c.number)))
            if done and max(done) > len(known):
                raise StoreUnavailable(
                    Text(
                        ko=f"더 새로운 버전이 쓴 저장소입니다: {self.where} (마이그레이션 {max(done)}, 아는 것 {len(known)}).",
                        en=f"The store {self.where} was written by a newer version (migration {max(done)}, known {len(known)}).",
                    ),
                    remedy=Text(
                        ko="이 설치를 업그레이드하거나 [store] url로 다른 데이터베이스를 지정하세요.",
                        en="Upgrade this installation, or point [store] url at another database.",
                    ),
                )
            for name in known:
                number = int(name[1:4])
                if number not in done:
                    importlib.import_module(f"{migrations_package.__name__}.{name}").up(connection)
                    row = {"number": number, "applied_at": self._clock.now().isoformat()}
                    connection.execute(migrations.insert().values(row))

    def _unavailable(self, error: exc.DBAPIError) -> StoreUnavailable:
        reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        remedy = next((r for word, r in _REMEDIES.items() if word in reason), _UNREACHABLE)
        return StoreUnavailable(
            Text(
                ko=f"저장소 {with_particle(self.where, '을')} 쓸 수 없습니다: {reason}.",
                en=f"The store {self.where} could not be used: {reason}.",
            ),
            remedy=remedy,
        )


# By words of SQLite's message.
_REMEDIES = {
    "disk I/O": Text(
        ko="대개 디스크가 가득 찬 것입니다. 공간을 비우고 다시 하세요. 이 단계는 기록되지도 실행되지도 않았습니다.",
        en="Most often the disk is full: free space, then repeat. Nothing of this step was recorded or done.",
    ),
    "full": Text(
        ko="디스크 공간을 비우고 다시 하세요. 이 단계는 기록되지도 실행되지도 않았습니다.",
        en="Free space on that disk, then repeat the command: nothing of this step was recorded or done.",
    ),
    "locked": Text(
        ko="다른 프로세스가 저장소를 오래 붙들고 있습니다. 끝나기를 기다리거나 끝낸 뒤 다시 하세요.",
        en="Another process holds the store for long; wait for it or end it, then repeat.",
    ),
    "malformed": Text(
        ko="파일을 백업에서 되살리세요. 어디까지 믿을 수 있는지는 `baepo ledger verify`가 보여 줍니다.",
        en="Restore the file from a backup; `baepo ledger verify` shows how far it can be trusted.",
    ),
    "not a database": Text(
        ko="[store] url의 경로가 저장소가 아닙니다. 고치세요.", en="The path in [store] url is not a store; correct it."
    ),
    "readonly": Text(
        ko="이 사용자가 파일과 그 폴더에 쓸 수 있게 하세요.", en="Make the file and its folder writable for this user."
    ),
    "unable to open": Text(
        ko="폴더가 있는지, 이 사용자가 쓸 수 있는지 확인하세요.",
        en="Check that the folder exists and is writable for this user.",
    ),
}
_UNREACHABLE = Text(ko="데이터베이스에 연결되는지 확인하세요.", en="Check that the database can be reached.")


def _parsed(url: str) -> URL:
    """Raises `UsageError` for what is no URL of a store."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        parsed = None
    drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
    if parsed is None or parsed.get_backend_name() not in drivers:
        shown = parsed.render_as_string(hide_password=True) if parsed else url.partition("://")[0]
        raise UsageError(
            Text(
                ko=f"[store] url {with_particle(repr(shown), '은')} 저장소 주소가 아닙니다.",
                en=f"[store] url {shown!r} is not a store.",
            ),
            remedy=Text(
                ko='예: "sqlite:////var/lib/baepo/baepo.db" 또는 "postgresql://user:password@host/name".',
                en='For example "sqlite:////var/lib/baepo/baepo.db" or "postgresql://user:password@host/name".',
            ),
        )
    return parsed.set(drivername=drivers[parsed.get_backend_name()])


def _sqlite(url: str) -> Engine:
    named = make_url(url).database
    path = None if named == ":memory:" else named
    if path:
        try:
            Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # before SQLite would make it world-readable
        except OSError as error:
            raise StoreUnavailable(
                Text(
                    ko=f"저장소 {with_particle(path, '을')} 열 수 없습니다: {error.strerror}.",
                    en=f"The store {path} could not be opened: {error.strerror}.",
                ),
                remedy=Text(
                    ko="폴더가 있는지, 공간이 있는지, 이 사용자가 쓸 수 있는지 확인하세요.",
                    en="Check that the folder exists, has space and is writable for this user.",
                ),
            ) from error
    engine = create_engine(url, connect_args={"timeout": _BUSY_S})

    def on_connect(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None  # the begin event below decides, not the driver
        dbapi.text_factory = _decoded
        dbapi.execute("PRAGMA journal_mode=WAL")
        dbapi.execute("PRAGMA foreign_keys=ON")
        dbapi.execute("PRAGMA secure_delete=ON")  # what is purged must not stay in free pages

    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        level = "FULL" if options.get("baepo_durable") else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        if not options.get("baepo_write"):
            connection.exec_driver_sql("BEGIN")
            return
        with turnstile.in_line(Path(f"{path}.queue"), patience_s=_IN_LINE_S) if path else nullcontext():
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def _decoded(written: bytes) -> str:
    """Text of the file; what is no UTF-8 shows as such where it stands, and does not keep the other rows from being read."""
    return written.decode(errors="replace")
