"""Whether the store opens, has the schema this version knows, can be written, and whether its ledger is whole.

An SQLite store is looked at with the driver alone first: opening it as the product does would make or migrate it.
"""

import pkgutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

from assistant.doctor.spec import NOT_ASKED, Here, Probe, Result, not_seen
from assistant.errors import FAILED, PARTLY, StoreUnavailable, UsageError
from assistant.language import Text, same
from assistant.settings import Settings

_LOCK_WAIT_S = 1.0


def look(here: Here) -> tuple[Result, ...]:
    if here.settings is None:
        told = Text(ko="설정을 먼저 고치세요.", en="Correct the settings first.")
        return (Result(what="store", state="off", detail=told),)
    url = here.settings.store_url
    if not url.startswith("sqlite"):
        if here.offline:
            return (Result(what="store", state="off", detail=NOT_ASKED),)
        return _opened(here.settings, same(url.partition("://")[0]))
    path = Path(url.partition(":///")[2])
    if not path.exists():
        told = Text(ko="아직 없습니다. 첫 질문이 만듭니다.", en="None yet; the first question makes it.")
        return (Result(what="store", state="off", detail=told),)
    trouble = _trouble(path)
    return (trouble,) if trouble else _opened(here.settings, same(str(path)))


def _trouble(path: Path) -> Result | None:
    """Why an SQLite file cannot be used, or is not to be opened yet; None when it can."""

    def failed(ko: str, en: str, next: str, exit_code: int = FAILED) -> Result:
        return Result(what="store", state="failed", detail=Text(ko=ko, en=en), next=next, exit_code=exit_code)

    address = f"file:{quote(str(path.resolve()))}"
    try:
        with closing(sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=_LOCK_WAIT_S)) as connection:
            version = _version(connection)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        why = str(error)
        if "locked" in why:
            ko, en = f"다른 프로세스가 {path} 파일을 잡고 있습니다.", f"Another process holds {path}."
            return failed(ko, en, f"lsof {path}", PARTLY)
        next = f"chmod u+w {path}" if "readonly" in why else f"ls -l {path}"
        if "malformed" in why or "not a database" in why:
            next = f"mv {path} {path}.broken"
        return failed(f"{path}: {why}.", f"{path}: {why}.", next)
    known = _known()
    if version > known:
        ko = f"더 새로운 버전이 쓴 저장소입니다 (스키마 {version}, 아는 것 {known})."
        en = f"A newer version wrote it (schema {version}, known {known})."
        return failed(ko, en, "pip install --upgrade baepo")
    if version < known:
        ko, en = (
            f"스키마 {version}: 다음에 쓸 때 {known}로 올립니다.",
            f"Schema {version}: brought to {known} on next use.",
        )
        return Result(what="store", state="warn", detail=Text(ko=ko, en=en), next="baepo plans")
    return None


def _known() -> int:
    from assistant.store import migrations

    return len(list(pkgutil.iter_modules(migrations.__path__)))


def _version(connection: sqlite3.Connection) -> int:
    try:
        return int(connection.execute("SELECT max(number) FROM migrations").fetchone()[0] or 0)
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return 0
        raise


def _opened(settings: Settings, where: Text) -> tuple[Result, ...]:
    from assistant import ledger
    from assistant.clock import SystemClock
    from assistant.decisions import signed_heads
    from assistant.store import plans
    from assistant.store.database import Database

    try:
        database = Database(settings.store_url, SystemClock())
        with closing(database), database.read() as connection:
            heads = signed_heads(plans.load_decisions(connection), settings.approvers)
            audit = ledger.verify(connection, heads)
    except (StoreUnavailable, UsageError) as error:
        return (not_seen("store", error, next=_reach(settings.store_url)),)
    opened = Result(what="store", state="ok", detail=where)
    if audit.ok:
        told = Text(ko=f"온전합니다: 기록 {audit.count}개.", en=f"Whole: {audit.count} entries.")
        return (opened, Result(what="ledger", state="ok", detail=told))
    count, first = len(audit.faults), audit.faults[0]
    told = Text(ko=f"믿을 수 없습니다 ({count}건): {first.ko}", en=f"Cannot be trusted ({count} faults): {first.en}")
    return (
        opened,
        Result(what="ledger", state="failed", detail=told, next="baepo ledger verify", exit_code=FAILED),
    )


def _reach(url: str) -> str:
    """What tells whether a database server can be reached; for a file, whether it is there. Never with a password."""
    address = urlsplit(url)
    if not address.hostname:
        return "baepo ledger verify"
    return f"pg_isready -h {address.hostname}" + (f" -p {address.port}" if address.port else "")


PROBE = Probe(name="store", title=Text(ko="저장소", en="Store"), look=look, limit_s=30)
