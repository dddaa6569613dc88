"""The conversation that somebody who starts again may want to go on with. Called by the first run, the demo and the chat."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.clock import SystemClock
from assistant.errors import BaepoError
from assistant.language import Text, same

if TYPE_CHECKING:  # the store is not needed where there is none
    from assistant.store.database import Database
    from assistant.store.sessions import SessionRecord

_SHOWN = 48  # characters of the first question


def last_in(home: Path) -> "SessionRecord | None":
    """The newest in the store of a data folder; None where there is none, or it cannot be read."""
    file = home / "baepo.db"
    if not file.is_file():
        return None
    from assistant.store.database import Database

    return newest(Database(f"sqlite:///{file}", SystemClock()))


def newest(database: "Database", *, of: str = "") -> "SessionRecord | None":
    """The newest, with `of` that of one person; None where there is none, or it cannot be read."""
    from assistant.store import sessions

    try:
        found = sessions.list_sessions(database, newest=1, principal=of)
    except BaepoError:  # what is wrong with it, the command that needs it says
        return None
    return found[0] if found else None


def named(record: "SessionRecord", now: datetime) -> Text:
    """Its first question and how long ago it began, in a few words."""
    title = " ".join(record.title.split())
    title = title if len(title) <= _SHOWN else title[: _SHOWN - 1] + "…"
    return Text(ko=f"“{title}” ({_ago(record, now).ko})", en=f"“{title}” ({_ago(record, now).en})")


def offered(record: "SessionRecord", way: str, now: datetime) -> Text:
    """One line: which it is, and the way to go on with it."""
    name = named(record, now)
    return Text(ko=f"지난 대화 {name.ko} 이어서 하기: {way}", en=f"Go on with the last conversation {name.en}: {way}")


def _ago(record: "SessionRecord", now: datetime) -> Text:
    if record.created_at is None:
        return same("?")
    minutes = max(0, round((now - record.created_at).total_seconds() / 60))
    if minutes < 1:
        return Text(ko="방금", en="just now")
    if minutes < 60:
        return Text(ko=f"{minutes}분 전", en=f"{minutes} min ago")
    if minutes < 48 * 60:
        return Text(ko=f"{minutes // 60}시간 전", en=f"{minutes // 60} h ago")
    return Text(ko=f"{minutes // 1440}일 전", en=f"{minutes // 1440} days ago")
